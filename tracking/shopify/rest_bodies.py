"""REST's JSON: the domain's values read from answers and webhooks, and the bodies of requests.

Keys and shapes: the Admin API's Fulfillment, FulfillmentOrder, and FulfillmentEvent resources, 2025-10. Decoding raises
KeyError, TypeError, or ValueError for anything that is not such a resource.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tracking.errors import Refused
from tracking.fulfillment.shipment import LARGEST_ID
from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingInfo,
)
from tracking.fulfillment.values_requests import Destination
from tracking.shopify.messages import ident

__all__ = [
    "EVENT_DETAILS",
    "create_body",
    "event",
    "event_body",
    "fulfillment",
    "fulfillment_order",
    "id_number",
    "is_id",
    "moment",
    "moment_text",
    "optional_word",
    "single",
    "tracking_body",
    "units",
    "update_body",
    "with_items",
    "word",
]

Json = dict[str, Any]

_MOST_UNITS = 2**31 - 1

EVENT_DETAILS = (
    "address1",
    "city",
    "province",
    "country",
    "zip",
    "latitude",
    "longitude",
    "estimated_delivery_at",
)
"""What an event may carry beside status, message, and time."""


def moment(text: str | None) -> datetime | None:
    """Read an ISO 8601 time with its offset from UTC; None for null."""
    if text is None:
        return None
    time = datetime.fromisoformat(word(text))
    if time.tzinfo is None:
        raise ValueError(f"{text[:40]!r} has no offset")
    return time


def moment_text(time: datetime) -> str:
    """Write a time as the API does, in UTC and whole seconds. Raises ValueError if it has no time zone."""
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: add tzinfo, for instance datetime.UTC")
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def fulfillment(document: Json) -> Fulfillment:
    """Read a fulfillment."""
    company = optional_word(document["tracking_company"])
    return Fulfillment(
        id=id_number(document["id"]),
        order_id=id_number(document["order_id"]),
        status=word(document["status"]),
        name=word(document["name"]),
        tracking=TrackingInfo(
            company=company,
            numbers=_words(document["tracking_numbers"]),
            urls=_words(document["tracking_urls"]),
        ),
        lines=tuple(map(_fulfillment_line, document["line_items"])),
        location_id=_optional_id(document.get("location_id")),
        service=optional_word(document.get("service")),
        shipment_status=optional_word(document.get("shipment_status")),
        requires_shipping=_any_shipped(document["line_items"]),
        created_at=moment(document.get("created_at")),
        updated_at=moment(document.get("updated_at")),
        origin_address=document.get("origin_address") or None,
        receipt=document.get("receipt") or {},
        destination=_destination(document.get("destination")),
    )


def _any_shipped(lines: Sequence[Json]) -> bool:
    return not lines or any(line.get("requires_shipping") is not False for line in lines)


def _destination(address: Json | None) -> Destination | None:
    """Keep the parts of an address that tracking pages ask for; the rest is personal data."""
    if address is None:
        return None
    country, postal_code = optional_word(address.get("country_code")), optional_word(address.get("zip"))
    return Destination(country=country or None, postal_code=postal_code or None) if country or postal_code else None


def _fulfillment_line(line: Json) -> FulfillmentLine:
    return FulfillmentLine(
        line_item_id=id_number(line["id"]),
        quantity=units(line["quantity"]),
        id=_optional_id(line.get("fulfillment_line_item_id")),
        sku=optional_word(line.get("sku")) or None,
    )


def fulfillment_order(document: Json, items: dict[int, Json] | None = None) -> FulfillmentOrder:
    """Read a fulfillment order. ``items`` are the order's line items by id, which alone have SKU and title."""
    method = document.get("delivery_method")
    return FulfillmentOrder(
        id=id_number(document["id"]),
        order_id=id_number(document["order_id"]),
        status=word(document["status"]),
        request_status=word(document["request_status"]),
        location_id=_optional_id(document.get("assigned_location_id")),
        delivery_method=None if method is None else word(method["method_type"]),
        supported_actions=_words(document["supported_actions"]),
        lines=tuple(_fulfillment_order_line(line, items or {}) for line in document["line_items"]),
        created_at=moment(document.get("created_at")),
        updated_at=moment(document.get("updated_at")),
    )


def _fulfillment_order_line(line: Json, items: dict[int, Json]) -> FulfillmentOrderLine:
    item = items.get(id_number(line["line_item_id"]), {})
    return FulfillmentOrderLine(
        id=id_number(line["id"]),
        line_item_id=id_number(line["line_item_id"]),
        quantity=units(line["quantity"]),
        remaining=units(line["fulfillable_quantity"]),
        sku=optional_word(item.get("sku")) or None,
        title=optional_word(item.get("title")),
    )


def with_items(order: FulfillmentOrder, items: dict[int, Json]) -> FulfillmentOrder:
    """Add SKU and title, which only the order's line items have, to a fulfillment order. ``items`` are these by id."""

    def named(line: FulfillmentOrderLine) -> FulfillmentOrderLine:
        item = items.get(line.line_item_id, {})
        sku, title = optional_word(item.get("sku")) or None, optional_word(item.get("title"))
        return msgspec.structs.replace(line, sku=sku, title=title)

    return msgspec.structs.replace(order, lines=tuple(map(named, order.lines)))


def event(document: Json) -> FulfillmentEvent:
    """Read a fulfillment event."""
    own = ("id", "fulfillment_id", "status", "message", "happened_at", "created_at")
    return FulfillmentEvent(
        id=id_number(document["id"]),
        fulfillment_id=id_number(document["fulfillment_id"]),
        status=word(document["status"]),
        message=optional_word(document.get("message")),
        happened_at=moment(document.get("happened_at")),
        created_at=moment(document.get("created_at")),
        details={name: value for name, value in document.items() if name not in own},
    )


def create_body(request: CreateFulfillment) -> Json:
    """Return the body of ``POST /fulfillments.json``. Raises Refused for several numbers or URLs."""
    groups = []
    for fulfillment_order_id, lines in request.lines.items():
        group: Json = {"fulfillment_order_id": fulfillment_order_id}
        if lines:
            group["fulfillment_order_line_items"] = [{"id": line.id, "quantity": line.quantity} for line in lines]
        groups.append(group)
    body: Json = {"line_items_by_fulfillment_order": groups, "notify_customer": request.notify_customer}
    if info := tracking_body(request.tracking):
        body["tracking_info"] = info
    if request.message is not None:
        body["message"] = request.message
    if request.origin_address is not None:
        body["origin_address"] = request.origin_address
    return {"fulfillment": body}


def update_body(tracking: TrackingInfo, notify_customer: bool) -> Json:
    """Return the body of ``POST /fulfillments/{id}/update_tracking.json``. Raises Refused as `create_body` does."""
    return {"fulfillment": {"notify_customer": notify_customer, "tracking_info": tracking_body(tracking)}}


def tracking_body(tracking: TrackingInfo) -> Json:
    """Return ``tracking_info``: company, number, and url, as far as they are known."""
    if len(tracking.numbers) > 1 or len(tracking.urls) > 1:
        many = max(len(tracking.numbers), len(tracking.urls))
        raise Refused(
            "several_numbers",
            [f"REST holds one tracking number and URL per fulfillment, {many} were given: use api='graphql'"],
        )
    return single(tracking)


def single(tracking: TrackingInfo) -> Json:
    """Return company, number, and url of tracking info with one number; both APIs use the same keys."""
    info: Json = {}
    if tracking.company is not None:
        info["company"] = tracking.company
    if tracking.numbers:
        info["number"] = str(tracking.numbers[0])
    if tracking.urls:
        info["url"] = tracking.urls[0]
    return info


def event_body(status: str, message: str | None, happened_at: datetime | None, details: Mapping[str, Any]) -> Json:
    """Return the body of an event. Raises TypeError for a detail that events do not have."""
    if unknown := details.keys() - set(EVENT_DETAILS):
        raise TypeError(f"an event has no {', '.join(sorted(unknown))}: it has {', '.join(EVENT_DETAILS)}")
    body: Json = {"status": status}
    if message is not None:
        body["message"] = message
    if happened_at is not None:
        body["happened_at"] = moment_text(happened_at)
    for name, value in details.items():
        body[name] = moment_text(value) if isinstance(value, datetime) else value
    return body


def word(value: Any) -> str:
    """Return a value that is a string. Raises TypeError for any other value."""
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} is not a string")
    return value


def optional_word(value: Any) -> str | None:
    """Return a value that is a string, or None for null. Raises TypeError for any other value."""
    return None if value is None else word(value)


def id_number(value: Any) -> int:
    """Read an id: a whole number, its digits, or GraphQL's form of it.

    Raises TypeError or ValueError for anything else.
    """
    number = ident(value) if isinstance(value, str) else value
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"a {type(value).__name__} is not an id")
    if not 0 <= number <= LARGEST_ID:
        raise ValueError("an id that is not an id of the API")
    return number


def is_id(reference: str) -> bool:
    """Tell whether a reference to an order may be its id."""
    return reference.isdecimal() and 0 < int(reference) <= LARGEST_ID


def units(value: Any) -> int:
    """Read a count. Raises TypeError or ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a {type(value).__name__} is not a count")
    if not 0 <= value <= _MOST_UNITS:
        raise ValueError("a count that no order has")
    return value


def _words(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"a {type(values).__name__} is not a list")
    # A shop may send numbers as JSON numbers.
    return tuple(str(one) if isinstance(one, int) and not isinstance(one, bool) else word(one) for one in values)


def _optional_id(value: Any) -> int | None:
    return None if value is None else id_number(value)
