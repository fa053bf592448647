"""What was paid of an order, and what is still to be paid, computed from its payments or from its financial status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from tracking.fulfillment.values import Order
from tracking.server.order_details import CURRENT_TOTAL, REFUNDED, refunds_of
from tracking.server.order_money import TOTAL, decimal_of
from tracking.server.order_status import financial_status
from tracking.server.order_transactions import capturable_by, paid_by, stored_transaction, transactions_of

__all__ = [
    "PartlyPaid",
    "can_be_marked_paid",
    "capturable",
    "implied_transactions",
    "net_payment",
    "outstanding",
    "payment_faults",
    "received",
]

_PAID = ("paid", "partially_refunded", "refunded")
# Nothing is to be paid of these any more.
_SETTLED = (*_PAID, "voided")
_AUTHORIZED = ("authorized", "expired", "voided")


class PartlyPaid(ValueError):
    """An order of which a part was paid, without its ``total_outstanding`` or its ``transactions``."""


def received(order: Order) -> Decimal:
    """Return what was paid, before refunds. Raises `PartlyPaid`."""
    if (transactions := transactions_of(order)) is not None:
        return paid_by(transactions)
    status = financial_status(order)
    if status == "partially_paid":
        return TOTAL(order) - outstanding(order)
    return TOTAL(order) if status in _PAID else Decimal(0)


def outstanding(order: Order) -> Decimal:
    """Return what is still to be paid. Raises `PartlyPaid`."""
    if "total_outstanding" in order.details:
        return decimal_of(order.details["total_outstanding"])
    status = financial_status(order)
    if status == "partially_paid":
        if (transactions := transactions_of(order)) is None:
            raise PartlyPaid(order.name)
        return TOTAL(order) - paid_by(transactions)
    return Decimal(0) if status in _SETTLED else CURRENT_TOTAL(order)


def payment_faults(order: Order) -> Iterable[str]:
    """Return what is wrong with an order's payments, and with the amount that is still to be paid, with the cure."""
    status, transactions = financial_status(order), transactions_of(order)
    if transactions is not None:
        paid, wanted = paid_by(transactions), TOTAL(order)
        if status in _PAID and paid != wanted:
            yield (
                f"transactions: they pay {paid:.2f}, and the order is {status} with a total of {wanted:.2f}; "
                "give those that pay it, or another financial_status"
            )
        elif status not in (*_PAID, "partially_paid") and paid:
            yield f"transactions: they pay {paid:.2f}, but the order is {status}; give another financial_status"
        elif paid > wanted:
            yield f"transactions: they pay {paid:.2f}, which is more than the order's total of {wanted:.2f}; give less"
    elif "total_outstanding" in order.details and status == "partially_paid" and received(order) < 0:
        yield (
            f"total_outstanding: {outstanding(order):.2f} is more than the order's total of {TOTAL(order):.2f}; "
            "give what is still to be paid"
        )


def implied_transactions(order: Order, ids: Callable[[], int]) -> list[dict[str, Any]] | None:
    """Return the transactions that an order's financial status and refunds imply; None if it does not say how much.

    What was paid was paid at once, and nothing is known of how unless the order names its gateways.
    """
    try:
        paid = received(order)
    except PartlyPaid:
        return None
    names = order.details.get("payment_gateway_names") or [None]
    known = {"gateway": names[0]}
    if paid:
        sale = ids()
        found = [stored_transaction(sale, "sale", f"{paid:f}", **known)]
        more = {**known, "parent_id": sale}
        return found + [
            stored_transaction(ids(), "refund", f"{each.amount:f}", each.created_at, refund_id=each.id, **more)
            for each in refunds_of(order)
            if each.amount
        ]
    status, total = financial_status(order), TOTAL(order)
    if status not in _AUTHORIZED or not total:
        return []
    authorization = ids()
    found = [stored_transaction(authorization, "authorization", f"{total:f}", **known)]
    if status == "voided":
        found.append(stored_transaction(ids(), "void", f"{total:f}", parent_id=authorization, **known))
    return found


def can_be_marked_paid(order: Order) -> bool:
    """Tell whether an order can be marked as paid."""
    return not order.cancelled and financial_status(order) in ("pending", "authorized")


def net_payment(order: Order) -> Decimal:
    """Return what was paid and not refunded. Raises `PartlyPaid`."""
    return received(order) - REFUNDED(order)


def capturable(order: Order) -> Decimal:
    """Return what was authorized and not yet captured."""
    if financial_status(order) == "expired":
        return Decimal(0)
    transactions = transactions_of(order)
    if transactions is None:
        return TOTAL(order) if financial_status(order) == "authorized" else Decimal(0)
    return sum((capturable_by(transactions, each) for each in transactions), Decimal(0))
