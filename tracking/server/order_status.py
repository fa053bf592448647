"""What an order's statuses are called in searches and filters: an order has several names for one state."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracking.fulfillment.values import FulfillmentOrder, Order

__all__ = ["financial_status", "fulfillment_statuses", "order_status"]


def order_status(order: Order) -> tuple[str, ...]:
    """Name whether an order is open, closed or cancelled, and ``any``, which every order is."""
    if order.cancelled:
        return "cancelled", "not_closed", "any"
    return ("closed", "any") if order.closed_at is not None else ("open", "not_closed", "any")


def financial_status(order: Order) -> str:
    """Name what was paid; an order that says nothing of it was paid, and in part refunded if anything was."""
    return order.financial_status or ("partially_refunded" if order.refunded else "paid")


def fulfillment_statuses(
    order: Order, fulfillment_orders: Callable[[], Iterable[FulfillmentOrder]] = tuple
) -> Iterable[str]:
    """Name how far an order is fulfilled; ``unfulfilled`` is also what is fulfilled in part.

    Held, scheduled and declined ones are told by their fulfillment orders, which are read if it comes to that.
    """
    yield from {
        None: ("unfulfilled", "unshipped"),
        "partial": ("partial", "unfulfilled"),
        "fulfilled": ("fulfilled", "shipped"),
    }[order.fulfillment_status]
    for each in fulfillment_orders():
        if each.status in ("on_hold", "scheduled"):
            yield each.status
        if each.request_status == "rejected":
            yield "request_declined"
