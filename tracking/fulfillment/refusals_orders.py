"""What a shop refuses to do to fulfillment orders, in the API's own words.

Words marked as recorded are the live service's (2026-04 to 2026-07). For the rest, the code is the API's, and the words
are those of the code's documentation or in the same style. An empty ``field`` is GraphQL's null.
"""

from __future__ import annotations

from tracking.fulfillment.refusals import Refusal

__all__ = [
    "cancellation_not_requested",
    "cannot_cancel",
    "cannot_move",
    "cannot_reroute",
    "hold_limit",
    "hold_not_found",
    "invalid_part",
    "line_missing",
    "location_not_found",
    "no_lines_to_split",
    "not_a_service",
    "not_for_pickup",
    "not_in_progress",
    "not_open",
    "not_requested",
    "not_scheduled",
    "not_splittable",
    "not_to_report",
    "not_to_split",
    "order_missing",
    "orders_missing",
    "progress_reported",
    "progress_reported_on_moved",
    "quantity_not_above_zero",
    "same_handle",
    "same_line_twice",
    "submitted_at_service",
    "too_few_to_merge",
    "wrong_status_to_open",
]


def order_missing() -> Refusal:
    """There is no such fulfillment order (recorded)."""
    return Refusal(
        "fulfillment_order_not_found",
        "Fulfillment order does not exist.",
        field=(),
        code="FULFILLMENT_ORDER_NOT_FOUND",
        status=404,
        errors="Not Found",
    )


def orders_missing() -> Refusal:
    """One of several fulfillment orders does not exist."""
    return Refusal(
        "fulfillment_order_not_found",
        "The fulfillment orders could not be found.",
        field=("fulfillmentOrderIds",),
        code="FULFILLMENT_ORDERS_NOT_FOUND",
        status=404,
        errors="Not Found",
    )


def line_missing() -> Refusal:
    """The fulfillment order named beside it has no such line."""
    return Refusal(
        "line_not_found", "Fulfillment order line item does not exist.", field=(), code="INVALID_LINE_ITEM_QUANTITY"
    )


def invalid_part(*field: str) -> Refusal:
    """Refuse more units than remain, or all units if some have to stay."""
    message = "Invalid fulfillment order line item quantity requested."
    return Refusal("invalid_quantity", message, field=field, code="INVALID_LINE_ITEM_QUANTITY")


def quantity_not_above_zero(code: str, *field: str) -> Refusal:
    """Refuse a quantity of 0 or less."""
    return Refusal("quantity_not_positive", "Quantity must be greater than 0", field=field, code=code)


def not_open() -> Refusal:
    """Refuse what the fulfillment order's statuses do not allow now (REST's words, documented)."""
    return Refusal("not_open", "The fulfillment order is not in an open state.", field=())


# Holds


def same_handle() -> Refusal:
    """Two holds of one app on one fulfillment order would have the same handle."""
    message = (
        "The handle provided for the fulfillment hold is already in use by this app for another hold on this "
        "fulfillment order."
    )
    field = ("fulfillmentHold", "handle")
    return Refusal("same_handle", message, field=field, code="DUPLICATE_FULFILLMENT_HOLD_HANDLE")


def hold_limit() -> Refusal:
    """An app may hold a fulfillment order at most ten times at once."""
    message = (
        "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. "
        "An app can only have up to 10 holds on a single fulfillment order at any one time."
    )
    return Refusal("hold_limit", message, field=("id",), code="FULFILLMENT_ORDER_HOLD_LIMIT_REACHED")


def not_splittable() -> Refusal:
    """Units of a fulfillment order that is already held cannot be held separately."""
    message = "The fulfillment order is not splittable."
    field = ("fulfillmentHold", "fulfillmentOrderLineItems")
    return Refusal("not_splittable", message, field=field, code="FULFILLMENT_ORDER_NOT_SPLITTABLE")


def same_line_twice() -> Refusal:
    """A hold names a line twice."""
    message = "The fulfillment order line items are not unique."
    field = ("fulfillmentHold", "fulfillmentOrderLineItems")
    return Refusal("same_line_twice", message, field=field, code="DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS")


def hold_not_found() -> Refusal:
    """The fulfillment order has no such hold."""
    return Refusal("hold_not_found", "Fulfillment hold does not exist.", field=("holdIds",))


# Moves


def cannot_move() -> Refusal:
    """Refuse to move a fulfillment order that is closed, or has nowhere to go (recorded)."""
    return Refusal("cannot_move", "Cannot change location.", field=())


def progress_reported_on_moved() -> Refusal:
    """Refuse to move a fulfillment order that is in progress (recorded)."""
    return Refusal(
        "progress_reported",
        "Cannot move a fulfillment order that has had progress reported. To move a fulfillment order that has had "
        "progress reported, the fulfillment order must first be marked as open resolving the ongoing progress state.",
        field=("id",),
        code="CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS",
    )


def submitted_at_service() -> Refusal:
    """Refuse to move a fulfillment order that was submitted to a service (recorded)."""
    message = "Cannot move submitted fulfillment order that is at a 3PL fulfillment service."
    return Refusal("submitted_at_service", message, field=())


def location_not_found() -> Refusal:
    """There is no such location (recorded)."""
    return Refusal("location_not_found", "Location not found.", field=("id",), status=404, errors="Not Found")


def cannot_reroute(code: str, message: str) -> Refusal:
    """Refuse to find another location for fulfillment orders."""
    return Refusal(code.lower(), message, field=("fulfillmentOrderIds",), code=code)


# Splits and merges


def no_lines_to_split(at: int) -> Refusal:
    """Refuse a split without lines, at this place of the request's list (recorded)."""
    return Refusal(
        "no_lines_to_split",
        "There must be at least one item selected in this fulfillment to split it.",
        field=("fulfillmentOrderSplits", str(at), "fulfillmentOrderLineItems"),
        code="NO_LINE_ITEMS_PROVIDED_TO_SPLIT",
    )


def not_to_split(at: int, line: int) -> Refusal:
    """Refuse to split off 0 units or fewer (recorded)."""
    return Refusal(
        "quantity_not_positive",
        "You must select at least one item to split into a new fulfillment order.",
        field=("fulfillmentOrderSplits", str(at), "fulfillmentOrderLineItems", str(line), "quantity"),
        code="GREATER_THAN",
    )


def too_few_to_merge(at: int) -> Refusal:
    """Refuse a merge of fewer than two fulfillment orders, or of some that do not belong together."""
    message = "The fulfillment orders cannot be merged."
    return Refusal("cannot_merge", message, field=("fulfillmentOrderMergeInputs", str(at), "mergeIntents"))


# Progress


def progress_reported() -> Refusal:
    """Refuse to cancel a fulfillment order that is in progress (recorded)."""
    return Refusal(
        "progress_reported",
        "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first.",
        field=("id",),
        code="FULFILLMENT_ORDER_HAS_MANUALLY_REPORTED_PROGRESS",
    )


def cannot_cancel() -> Refusal:
    """Refuse to cancel a fulfillment order that is closed, held, scheduled, or being sent by a service (recorded)."""
    message = "Fulfillment order is not in cancelable request state and can't be canceled."
    return Refusal("cannot_cancel", message, field=())


def wrong_status_to_open(status: str) -> Refusal:
    """Refuse to open a fulfillment order that is neither scheduled nor in progress (recorded)."""
    message = f"Expected fulfillment order status to be valid but it was {status}."
    return Refusal("wrong_status", message, field=())


def not_scheduled() -> Refusal:
    """Refuse to reschedule a fulfillment order that is not scheduled (recorded)."""
    return Refusal("not_scheduled", "Fulfillment order must be scheduled.", field=())


def not_to_report() -> Refusal:
    """Refuse a progress report (recorded)."""
    message = "Cannot report progress on a fulfillment order in this state."
    return Refusal("not_to_report", message, field=())


def not_for_pickup(at: int, fulfillment_order_id: int) -> Refusal:
    """Refuse a fulfillment order that is not for pickup, at this place of the request's list (recorded)."""
    return Refusal(
        "not_for_pickup",
        f"Invalid fulfillment_order_id provided {fulfillment_order_id}",
        field=("input", "lineItemsByFulfillmentOrder", str(at), "fulfillmentOrderId"),
        code="FULFILLMENT_ORDER_INVALID",
    )


# Requests


def not_in_progress() -> Refusal:
    """Refuse to close a fulfillment order that the service does not work on."""
    return Refusal("not_in_progress", "The fulfillment order is not in an in progress state.", field=())


def not_a_service() -> Refusal:
    """Refuse a call that only the fulfillment orders of services support (recorded)."""
    message = "The fulfillment order's assigned fulfillment service must be of api type"
    return Refusal("not_a_service", message, field=())


def not_requested() -> Refusal:
    """Refuse to accept or reject a fulfillment request that was not made or has been answered."""
    return Refusal("not_requested", "The fulfillment order has no fulfillment request to answer.", field=())


def cancellation_not_requested() -> Refusal:
    """Refuse to accept or reject a cancellation request that was not made or has been answered."""
    return Refusal("cancellation_not_requested", "The fulfillment order has no cancellation request.", field=())
