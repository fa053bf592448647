"""What ends an order other than sending it: it is marked as paid, or canceled.

That a canceled order's fulfillment orders are closed, with what remained of them, and that an order with fulfillments
cannot be canceled, was recorded from the API. What canceling does to payments was not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.rules_actions import DONE_STATUSES
from tracking.fulfillment.values import Order, OrderState
from tracking.server.not_served import not_served_refusal
from tracking.server.order_payment import PartlyPaid, can_be_marked_paid, implied_transactions, net_payment, outstanding
from tracking.server.order_status import financial_status
from tracking.server.order_transactions import capturable_by, stored_transaction, transactions_of

__all__ = ["OrderCancellation", "cancelled_state", "paid_order"]

_MANUAL = "manual"


class OrderCancellation(NamedTuple):
    """How an order is to be canceled."""

    reason: str
    """``customer``, ``declined``, ``fraud``, ``inventory``, ``staff``, or ``other``."""
    refund: bool = False
    note: str | None = None


def paid_order(order: Order, ids: Callable[[], int], now: datetime) -> Order:
    """Mark an order as paid: what was authorized is captured as far as it is owed, and the rest was paid by hand."""
    if not can_be_marked_paid(order):
        raise Refusal("invalid", "Order cannot be marked as paid.", field=("id",))
    if transactions_of(order) is None:
        # An older version of this shop stored it.
        implied = implied_transactions(order, ids) or []
        order = msgspec.structs.replace(order, details=order.details | {"transactions": implied})
    before = transactions_of(order) or ()
    left = outstanding(order)
    made = []
    for each in before:
        if (amount := min(left, capturable_by(before, each))) > 0:
            made.append(
                stored_transaction(ids(), "capture", f"{amount:f}", now, parent_id=each.id, gateway=each.gateway)
            )
            left -= amount
    names = order.details.get("payment_gateway_names") or []
    if left > 0:
        made.append(stored_transaction(ids(), "sale", f"{left:f}", now, gateway=_MANUAL))
        names = [*names, *(() if _MANUAL in names else (_MANUAL,))]
    details = {name: value for name, value in order.details.items() if name != "total_outstanding"}
    return msgspec.structs.replace(
        order,
        financial_status="paid",
        details=details | {"transactions": [*_stored(order), *made], "payment_gateway_names": names},
    )


def _stored(order: Order) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = order.details.get("transactions") or []
    return stored


def cancelled_state(
    state: OrderState, whole: Order, asked: OrderCancellation, ids: Callable[[], int], now: datetime
) -> OrderState:
    """Cancel an order. ``whole`` is the order with complete lines. Raises `Refusal`."""
    order = state.order
    if order.cancelled:
        raise _refused("Order has already been canceled")
    if any(line.fulfilled for line in order.lines):
        raise _refused("Cannot cancel an order that has outstanding fulfillments")
    left = [each for each in state.fulfillment_orders if each.status not in DONE_STATUSES]
    if any(each.request_status not in ("unsubmitted", "rejected", "closed") for each in left):
        raise not_served_refusal("canceling an order whose fulfillment service was asked to send it")
    if asked.refund and _paid(whole):
        raise not_served_refusal("canceling an order with a refund")
    details = order.details | {"cancelled_at": now.isoformat(), "cancel_reason": asked.reason, "staff_note": asked.note}
    status = order.financial_status
    if financial_status(order) in ("pending", "authorized"):
        before = transactions_of(order)
        if before is not None:
            voids = [
                stored_transaction(ids(), "void", f"{amount:f}", now, parent_id=each.id, gateway=each.gateway)
                for each in before
                if (amount := capturable_by(before, each))
            ]
            details |= {"transactions": [*_stored(order), *voids]}
        status = "voided"
    return msgspec.structs.replace(
        state,
        order=msgspec.structs.replace(
            order,
            cancelled=True,
            financial_status=status,
            details=details,
            updated_at=now,
            lines=tuple(msgspec.structs.replace(line, fulfillable=0) for line in order.lines),
        ),
        fulfillment_orders=tuple(
            msgspec.structs.replace(each, status="closed", holds=(), fulfill_at=None, updated_at=now)
            if each in left
            else each
            for each in state.fulfillment_orders
        ),
    )


def _paid(order: Order) -> bool:
    try:
        return net_payment(order) > 0
    except PartlyPaid:
        return True


def _refused(message: str) -> Refusal:
    return Refusal("invalid", message, field=("orderId",), code="INVALID")
