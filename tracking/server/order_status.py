"""The names of an order's statuses in searches and filters, which have several names for one state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tracking.fulfillment.values import FulfillmentOrder, Order

__all__ = ["cancelled_at", "financial_status", "fulfillment_statuses", "order_status"]


def order_status(order: Order) -> tuple[str, ...]:
    """Return whether an order is open, closed, or cancelled, together with ``any``, which every order is."""
    if order.cancelled:
        return "cancelled", "not_closed", "any"
    return ("closed", "any") if order.closed_at is not None else ("open", "not_closed", "any")


def cancelled_at(order: Order) -> datetime | None:
    """Return when an order was canceled; None if it was not.

    An order that an older version of this shop stored as canceled counts as canceled at its last change.
    """
    if not order.cancelled:
        return None
    told = order.details.get("cancelled_at")
    return order.updated_at if told is None else datetime.fromisoformat(told)


def financial_status(order: Order) -> str:
    """Return the financial status. An order without one was paid, and partially refunded if anything was."""
    return order.financial_status or ("partially_refunded" if order.refunded else "paid")


def fulfillment_statuses(
    order: Order, fulfillment_orders: Callable[[], Iterable[FulfillmentOrder]] = tuple
) -> Iterable[str]:
    """Return the fulfillment statuses; ``unfulfilled`` also includes partially fulfilled orders.

    On-hold, scheduled, and declined orders are recognized by their fulfillment orders, which are read if necessary.
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
