"""What was paid of an order, and what is still to be paid, computed from its financial status."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tracking.fulfillment.values import Order
from tracking.server.order_details import CURRENT_TOTAL, REFUNDED
from tracking.server.order_money import TOTAL, decimal_of
from tracking.server.order_status import financial_status

__all__ = ["PartlyPaid", "capturable", "net_payment", "outstanding", "payment_faults", "received"]

_PAID = ("paid", "partially_refunded", "refunded")
# Nothing is to be paid of these any more.
_SETTLED = (*_PAID, "voided")


class PartlyPaid(ValueError):
    """An order of which a part was paid, without its ``total_outstanding``."""


def received(order: Order) -> Decimal:
    """Return what was paid, before refunds. Raises `PartlyPaid`."""
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
        raise PartlyPaid(order.name)
    return Decimal(0) if status in _SETTLED else CURRENT_TOTAL(order)


def payment_faults(order: Order) -> Iterable[str]:
    """Return what is wrong with the amount that is still to be paid, with the cure."""
    if "total_outstanding" in order.details and financial_status(order) == "partially_paid" and received(order) < 0:
        yield (
            f"total_outstanding: {outstanding(order):.2f} is more than the order's total of {TOTAL(order):.2f}; "
            "give what is still to be paid"
        )


def net_payment(order: Order) -> Decimal:
    """Return what was paid and not refunded. Raises `PartlyPaid`."""
    return received(order) - REFUNDED(order)


def capturable(order: Order) -> Decimal:
    """Return what was authorized and not yet captured."""
    return TOTAL(order) if financial_status(order) == "authorized" else Decimal(0)
