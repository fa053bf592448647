"""The fulfillment orders that wait for a fulfillment service, by what it is to do with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tracking.fulfillment.values import FulfillmentOrder

__all__ = ["ASSIGNMENT_STATUSES", "assigned_orders"]

ASSIGNMENT_STATUSES: dict[str, str] = {
    "cancellation_requested": "cancellation_requested",
    "fulfillment_requested": "submitted",
    "fulfillment_accepted": "accepted",
    "fulfillment_unsubmitted": "unsubmitted",
}
"""The request status of fulfillment orders, by the API's name for the status of an assignment."""


def assigned_orders(
    orders: Iterable[FulfillmentOrder], status: str | None, location_ids: Collection[int] | None
) -> list[FulfillmentOrder]:
    """Return the fulfillment orders that are assigned to a service's location and not done.

    ``status`` is one of `ASSIGNMENT_STATUSES`, or None for any. ``location_ids`` are the locations that count, or None
    for all.
    """
    return [
        order
        for order in orders
        if order.service != "manual"
        and order.status not in ("closed", "cancelled")
        and (status is None or order.request_status == ASSIGNMENT_STATUSES[status])
        and (location_ids is None or order.location_id in location_ids)
    ]
