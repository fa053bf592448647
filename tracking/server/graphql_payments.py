"""GraphQL's payments of orders: transactions, and the parts of a refund that belong to none of its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracking.fulfillment.values import Order
from tracking.server.graphql_fields import Field, Info, attribute, cut, enumerated, global_id, unserved
from tracking.server.graphql_money import money_bag, money_of, written_amount
from tracking.server.graphql_paging import connection
from tracking.server.order_details import OrderRefund, refunds_of
from tracking.server.order_transactions import OrderTransaction, capturable_by, refunded_of, transactions_of

__all__ = ["PAYMENT_FIELDS", "known_transactions"]

_ZERO = money_bag(lambda value: Decimal(0))


def known_transactions(order: Order, what: str) -> tuple[OrderTransaction, ...]:
    """Return the transactions of an order. If they are not known, ``what`` needs them is refused by that name."""
    found = transactions_of(order)
    if found is None:
        raise unserved(f"{what} of an order whose payments are not known", "transactions")
    return found


def _amount(value: OrderTransaction) -> Decimal:
    return value.amount


def _transactions(value: Order, info: Info, **args: Any) -> list[OrderTransaction]:
    found = known_transactions(value, "Order.transactions")
    capturable, resolvable = args.get("capturable"), args.get("manuallyResolvable")
    chosen = (
        each
        for each in found
        if capturable in (None, bool(_left(each))) and resolvable is not True  # none waits for a person's decision
    )
    return cut(chosen, args)


def _count(value: Order, _info: Info) -> dict[str, Any]:
    return {"count": len(known_transactions(value, "Order.transactionsCount")), "precision": "EXACT"}


def _siblings(value: OrderTransaction) -> tuple[OrderTransaction, ...]:
    return transactions_of(value.order) or ()


def _left(value: OrderTransaction) -> Decimal:
    return capturable_by(_siblings(value), value)


def _refundable(value: OrderTransaction) -> Decimal | None:
    """Return how much of a payment was not refunded; None for anything but a payment."""
    if value.kind not in ("sale", "capture") or value.status != "success":
        return None
    return max(Decimal(0), value.amount - refunded_of(_siblings(value), value))


def _unless_none(amount: Any, written: Any) -> Field:
    """Answer an amount if there is one."""

    def field(value: OrderTransaction, info: Info) -> Any:
        found = amount(value)
        return None if found is None else written(lambda _value: found)(value, info)

    return field


def _open_amount(value: OrderTransaction) -> Decimal | None:
    return _left(value) or None


def _plain(amount: Any) -> Field:
    return lambda value, info: written_amount(amount(value))


def _formatted(value: OrderTransaction, _info: Info) -> str | None:
    """Return the gateway's name for people: ``shopify_payments`` is Shopify Payments."""
    name = value.gateway
    return name.replace("_", " ").title() if name and name.islower() else name


def _of_refund(value: OrderRefund, info: Info, **args: Any) -> dict[str, Any]:
    found = known_transactions(value.order, "Refund.transactions")
    return connection([each for each in found if each.refund_id == value.id], args)


def _explained(refunds: tuple[OrderRefund, ...], what: str) -> None:
    """Refuse by name what would have to say why a refund's amount is not that of its lines: shipping, or a discrepancy."""
    for each in refunds:
        if each.given is not None and each.worth != each.amount:
            raise unserved(f"{what} of a refund whose amount is not that of its lines")


def _nothing_else(what: str) -> Field:
    def field(value: OrderRefund, _info: Info, **args: Any) -> dict[str, Any]:
        _explained((value,), what)
        return connection((), args)

    return field


def _nothing_beside_lines(value: Order, info: Info) -> Any:
    _explained(refunds_of(value), f"Order.{info.field_name}")
    return _ZERO(value, info)


def _none(_value: Any, _info: Info) -> None:
    return None


def _empty(_value: Any, _info: Info) -> tuple[()]:
    return ()


def _no(_value: Any, _info: Info) -> bool:
    return False


PAYMENT_FIELDS: dict[str, dict[str, Field]] = {
    "Order": {
        "additionalFees": _empty,
        "disputes": _empty,
        "refundDiscrepancySet": _nothing_beside_lines,
        "shopifyProtect": _none,
        "totalCashRoundingAdjustment": lambda value, info: value,
        "totalRefundedShippingSet": _nothing_beside_lines,
        "totalTipReceived": money_of(lambda value: Decimal(0)),
        "totalTipReceivedSet": _ZERO,
        "transactions": _transactions,
        "transactionsCount": _count,
    },
    "CashRoundingAdjustment": {"paymentSet": _ZERO, "refundSet": _ZERO},
    "OrderTransaction": {
        "amount": _plain(_amount),
        "amountSet": money_bag(_amount),
        "amountV2": money_of(_amount),
        "authorizationCode": attribute("authorization"),
        "createdAt": attribute("created_at"),
        "fees": _empty,
        "formattedGateway": _formatted,
        "id": global_id("OrderTransaction"),
        "kind": enumerated("kind"),
        "manualPaymentGateway": attribute("is_manual"),
        "manuallyCapturable": lambda value, info: bool(_left(value)),
        "maximumRefundable": _unless_none(_refundable, _plain),
        "maximumRefundableV2": _unless_none(_refundable, money_of),
        "multiCapturable": _no,
        "parentTransaction": lambda value, info: next(
            (each for each in _siblings(value) if each.id == value.parent_id), None
        ),
        "processedAt": attribute("created_at"),
        "status": enumerated("status"),
        "test": lambda value, info: value.details.get("test") is True,
        "totalUnsettled": _unless_none(_open_amount, _plain),
        "totalUnsettledSet": _unless_none(_open_amount, money_bag),
        "totalUnsettledV2": _unless_none(_open_amount, money_of),
    },
    "Refund": {
        "duties": _empty,
        "orderAdjustments": _nothing_else("Refund.orderAdjustments"),
        "refundShippingLines": _nothing_else("Refund.refundShippingLines"),
        "return": _none,
        "transactions": _of_refund,
    },
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
