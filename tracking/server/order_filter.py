"""The filters and the sorting of a list of orders, and its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from tracking.fulfillment.values import Order
from tracking.server.order_status import financial_status, fulfillment_statuses
from tracking.server.selection import Selection

__all__ = ["is_filtered", "passes", "sort_value", "sorted_page"]

OrderRow = TypeVar("OrderRow")

_UNPAID = ("authorized", "partially_paid")


def is_filtered(selection: Selection) -> bool:
    """Tell whether orders must be read for this filter; the store's columns answer the others."""
    return selection != Selection(
        limit=selection.limit,
        since=selection.since,
        after=selection.after,
        before=selection.before,
        name=selection.name,
        status=selection.status,
        ids=selection.ids,
    )


def passes(order: Order, selection: Selection) -> bool:
    """Tell whether an order passes the filters that the store's columns do not answer."""
    fulfillment, financial = selection.fulfillment_status, selection.financial_status
    paid = financial_status(order)
    return (
        selection.created_within(order.created_at)
        and selection.updated_within(order.updated_at)
        and selection.processed_within(order.created_at)
        and (fulfillment in (None, "any") or fulfillment in fulfillment_statuses(order))
        and (financial in (None, "any", paid) or (financial == "unpaid" and paid in _UNPAID))
    )


def sort_value(order: Order, selection: Selection) -> int:
    """Return the value by which a list sorts an order: seconds since 1970, or its id."""
    if selection.sort in (None, "id"):
        return order.id
    at = order.updated_at if selection.sort == "updated_at" else order.created_at
    return 0 if at is None else int(at.timestamp())


def sorted_page(
    rows: Iterable[OrderRow], selection: Selection, order_of: Callable[[OrderRow], Order]
) -> list[OrderRow]:
    """Sort the rows of orders, and return the page of a selection."""

    def key(row: OrderRow) -> tuple[int, int]:
        order = order_of(row)
        return sort_value(order, selection), order.id

    found = sorted(rows, key=key, reverse=selection.descending)
    if selection.at is not None:
        place = selection.at, selection.after if selection.before is None else selection.before
        upwards = (selection.before is None) != selection.descending
        found = [row for row in found if (key(row) > place if upwards else key(row) < place)]
    if selection.limit is None:
        return found
    return found[: selection.limit] if selection.before is None else found[max(0, len(found) - selection.limit) :]
