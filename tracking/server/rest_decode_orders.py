"""REST's requests about fulfillment orders and services, as values."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from tracking.fulfillment import refusals
from tracking.fulfillment.values import LineRequest
from tracking.fulfillment.values_requests import HOLD_REASONS, REJECTION_REASONS, FulfillmentHold, FulfillmentService
from tracking.server.rest_decode import line_requests
from tracking.server.rest_values import Document, as_kind, flag, integer, listed_items, missing, text_field, time_of

__all__ = [
    "AskedHold",
    "asked_deadline",
    "asked_hold",
    "asked_lines",
    "asked_service",
    "asked_time",
    "changed_service",
    "checked_rejection",
    "new_location",
]

_LINES = "fulfillment_order_line_items"
_FLAGS = ("tracking_support", "inventory_management", "requires_shipping_method", "permits_sku_sharing")


class AskedHold(NamedTuple):
    """A hold without its id, and its lines."""

    hold: FulfillmentHold
    lines: tuple[LineRequest, ...]


def asked_lines(document: Document) -> tuple[LineRequest, ...]:
    """Read the lines that are meant. None of them means all."""
    return tuple(line_requests(listed_items(document, _LINES)))


def asked_hold(document: Document) -> AskedHold:
    """Read ``fulfillment_hold``."""
    reason = text_field(document, "reason")
    if not reason:
        raise refusals.invalid("reason", "can't be blank")
    if reason not in HOLD_REASONS:
        raise refusals.invalid("reason", "is not included in the list")
    flag(document, "notify_merchant")
    hold = FulfillmentHold(
        id=0,
        reason=reason,
        reason_notes=text_field(document, "reason_notes"),
        handle=text_field(document, "handle") or "",
        external_id=text_field(document, "external_id"),
    )
    return AskedHold(hold, asked_lines(document))


def new_location(document: Document) -> int:
    """Read ``new_location_id``."""
    if document.get("new_location_id") is None:
        raise missing("new_location_id")
    return integer(document["new_location_id"], "new_location_id")


def asked_time(document: Document, field: str, zone: tzinfo) -> datetime:
    """Read a required time."""
    at = time_of(document, field, zone)
    if at is None:
        raise missing(field)
    return at


def asked_deadline(document: Document, zone: tzinfo) -> tuple[list[int], datetime]:
    """Read ``fulfillment_order_ids`` and ``fulfillment_deadline``."""
    if document.get("fulfillment_order_ids") is None:
        raise missing("fulfillment_order_ids")
    ids = [integer(each, "fulfillment_order_ids") for each in listed_items(document, "fulfillment_order_ids")]
    return ids, asked_time(document, "fulfillment_deadline", zone)


def checked_rejection(document: Document) -> None:
    """Check why a service rejects a request: a reason of the API, and lines with their own messages."""
    text_field(document, "message")
    reason = text_field(document, "reason")
    if reason and reason not in REJECTION_REASONS:
        raise refusals.invalid("reason", "is not included in the list")
    for line in listed_items(document, "line_items"):
        text_field(as_kind(line, dict, "line_items"), "message")


def changed_service(document: Document) -> dict[str, Any]:
    """Read the given fields of a fulfillment service."""
    changes: dict[str, Any] = {}
    if document.get("name") is not None:
        changes["name"] = text_field(document, "name")
    for name in ("callback_url", "email"):
        if name in document:
            changes[name] = text_field(document, name) or None
    if (url := changes.get("callback_url")) and url.count("/") == 2:
        # Documented: a host without a path gets a path.
        changes["callback_url"] = f"{url}/"
    for name in _FLAGS:
        if document.get(name) is not None:
            changes[name] = flag(document, name)
    return changes


def asked_service(document: Document) -> FulfillmentService:
    """Read a new fulfillment service."""
    given = changed_service(document)
    return FulfillmentService(id=0, handle="", location_id=0, **{"name": "", **given})
