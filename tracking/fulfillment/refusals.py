"""What a shop refuses, in the API's own words.

A refusal has two forms: what REST answers (``status``, ``errors``) and what GraphQL answers (``field``, ``message`` as
a user error). ``kind`` is stable, for programs. Words that were recorded from the API stand here as recorded. If only a
status is known, the words are in the same style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracking.errors import TrackingError

__all__ = [
    "Refusal",
    "bad_request",
    "different_delivery_methods",
    "different_locations",
    "different_orders",
    "different_services",
    "event_not_found",
    "fulfillment_not_found",
    "fulfillment_order_not_found",
    "invalid",
    "invalid_quantity",
    "invalid_url",
    "legacy",
    "line_not_found",
    "nothing_requested",
    "order_not_found",
    "quantity_not_positive",
    "too_many_fulfillments",
    "unfulfillable_status",
]

Errors = str | list[str] | Mapping[str, str | list[str]]


class Refusal(TrackingError):
    """The shop refuses a call, and has changed nothing.

    ``kind`` names the reason. ``message`` is the API's sentence. ``field`` is GraphQL's path to what is wrong. ``code``
    is the user error's code, if the API has one. ``status`` and ``errors`` are REST's HTTP status and the value of
    ``{"errors": ...}``. ``retry_after`` is in seconds, and set only with status 429. ``others`` are the other errors of
    the same call.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        field: Iterable[str] = ("fulfillment",),
        status: int = 422,
        errors: Errors | None = None,
        retry_after: float | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.field = tuple(field)
        self.status = status
        self.errors: Errors = [message] if errors is None else errors
        self.retry_after = retry_after
        self.code = code
        self.others: tuple[Refusal, ...] = ()

    def body(self) -> dict[str, Any]:
        """Return REST's answer body."""
        return {"errors": self.errors}


def bad_request(field: str, reason: str) -> Refusal:
    """400: a field is missing or has the wrong type."""
    return Refusal("bad_request", f"{field} {reason}", field=field.split("."), status=400, errors={field: reason})


def invalid(field: str, reason: str) -> Refusal:
    """422: a field has a value that is not allowed."""
    return Refusal("invalid", f"{field} {reason}", field=field.split("."), errors={field: [reason]})


def nothing_requested() -> Refusal:
    """No fulfillment order is named."""
    return Refusal("nothing_requested", "At least one fulfillment order must be given.")


def order_not_found() -> Refusal:
    """There is no such order."""
    return Refusal("order_not_found", "Order does not exist.", field=("id",), status=404, errors="Not Found")


def fulfillment_order_not_found() -> Refusal:
    """There is no such fulfillment order (often the id of an order was sent)."""
    message = "Fulfillment order does not exist."
    return Refusal("fulfillment_order_not_found", message, status=404, errors=message)


def fulfillment_not_found(*field: str, message: str = "Fulfillment does not exist.") -> Refusal:
    """There is no such fulfillment; GraphQL's words depend on the mutation."""
    return Refusal("fulfillment_not_found", message, field=field or ("id",), status=404, errors="Not Found")


def event_not_found() -> Refusal:
    """The fulfillment has no such event."""
    return Refusal(
        "event_not_found", "Fulfillment event does not exist.", field=("id",), status=404, errors="Not Found"
    )


def line_not_found() -> Refusal:
    """The fulfillment order named beside it has no such line."""
    return Refusal("line_not_found", "Fulfillment order line item does not exist.")


def quantity_not_positive(group: int, line: int) -> Refusal:
    """Refuse a quantity of 0 or less, at these places of the request's two lists (from 0)."""
    field = (
        "fulfillment",
        "lineItemsByFulfillmentOrder",
        str(group),
        "fulfillmentOrderLineItems",
        str(line),
        "quantity",
    )
    return Refusal("quantity_not_positive", "Quantity must be greater than 0", field=field)


def invalid_quantity() -> Refusal:
    """More units are requested than remain."""
    return Refusal("invalid_quantity", "Invalid fulfillment order line item quantity requested.")


def unfulfillable_status(fulfillment_order_id: int, status: str) -> Refusal:
    """Refuse a closed, cancelled, held or scheduled fulfillment order. The blank after ``=`` is the API's."""
    message = f"Fulfillment order {fulfillment_order_id} has an unfulfillable status= {status}."
    return Refusal("unfulfillable_status", message)


def different_orders(ids: Iterable[int]) -> Refusal:
    """One call has fulfillment orders of several orders."""
    return Refusal(
        "different_orders",
        f"All fulfillment orders must belong to the same order. Multiple orders with ids {sorted(ids)} were found.",
    )


def different_locations(ids: Iterable[int]) -> Refusal:
    """One call has fulfillment orders of several locations."""
    return Refusal(
        "different_locations",
        "All fulfillment orders must be assigned to a single location. "
        f"Multiple locations with ids {sorted(ids)} were found.",
    )


def different_delivery_methods(methods: Iterable[str]) -> Refusal:
    """One call has fulfillment orders of several delivery methods."""
    listed = ", ".join(f'"{method}"' for method in sorted(methods))
    return Refusal(
        "different_delivery_methods",
        "All fulfillment orders must have the same delivery method type. "
        f"Multiple delivery method types [{listed}] were found.",
    )


def different_services() -> Refusal:
    """One call has lines of several fulfillment services."""
    return Refusal("different_services", "All line items of a fulfillment must use the same fulfillment service.")


def invalid_url(reason: str) -> Refusal:
    """A tracking URL is not allowed."""
    field = ("fulfillment", "trackingInfo", "url")
    return Refusal("invalid_url", f"Tracking url is invalid: {reason}", field=field)


def too_many_fulfillments(retry_after: float) -> Refusal:
    """Refuse a development store's sixth new fulfillment within a minute."""
    return Refusal(
        "too_many_fulfillments",
        "Exceeded 5 fulfillments per minute for a development store. Try again later.",
        status=429,
        errors="Exceeded 5 fulfillments per minute for a development store. Try again later.",
        retry_after=retry_after,
    )


def legacy(kind: str, message: str, errors: Errors | None = None) -> Refusal:
    """Refuse the deprecated create call on an order."""
    return Refusal(kind, message, errors=errors)
