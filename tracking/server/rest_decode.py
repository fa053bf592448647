"""REST's requests as values. An invalid one raises a `Refusal` that names the field, in the API's style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from tracking.fulfillment import refusals
from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.fulfillment.values import (
    CreateFulfillment,
    FulfillmentEvent,
    LineRequest,
    TrackingInfo,
)
from tracking.fulfillment.values_legacy import CreateForOrder, TrackingChange
from tracking.server.rest_values import (
    Document,
    as_kind,
    as_text,
    expected,
    flag,
    integer,
    listed_items,
    missing,
    text_field,
    time_of,
)

__all__ = [
    "change_tracking",
    "create_for_order",
    "create_fulfillment",
    "line_requests",
    "new_event",
    "query_document",
    "tracking_update",
]

EVENT_STATUSES = frozenset(
    [
        "label_printed",
        "label_purchased",
        "attempted_delivery",
        "ready_for_pickup",
        "confirmed",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "failure",
        "delayed",
        "carrier_picked_up",
    ]
)
_ADDRESS = ("address1", "address2", "city", "zip", "province_code", "country_code")
_PLACES = ("city", "province", "country", "zip", "address1")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_DECIMAL = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?", re.ASCII)


def given_tracking_info(document: Document) -> TrackingInfo:
    """Read ``tracking_info``: REST has room for one number and one URL."""
    value = document.get("tracking_info")
    info = {} if value is None else as_kind(value, dict, "tracking_info")
    number, url = text_field(info, "number"), text_field(info, "url")
    return TrackingInfo(
        company=text_field(info, "company"), numbers=(number,) if number else (), urls=(url,) if url else ()
    )


def create_fulfillment(document: Document) -> CreateFulfillment:
    """Read ``POST /fulfillments.json``."""
    field = "line_items_by_fulfillment_order"
    if document.get(field) is None:
        raise Refusal("bad_request", "missing", status=400, errors={field: f"The required {field} field is missing"})
    lines: dict[int, tuple[LineRequest, ...]] = {}
    for group in as_kind(document[field], list, field):
        id_ = integer(as_kind(group, dict, field).get("fulfillment_order_id"), "fulfillment_order_id")
        if id_ <= 0:
            message = "Fulfillment payloads fulfillment order must be greater than 0"
            raise Refusal("fulfillment_order_missing", message)
        asked = tuple(line_requests(listed_items(group, "fulfillment_order_line_items")))
        if id_ in lines and not (asked and lines[id_]):
            # Everything that remains of it, and more besides: that is too much.
            raise refusals.invalid_quantity()
        lines[id_] = lines.get(id_, ()) + asked
    return CreateFulfillment(
        lines=lines,
        tracking=given_tracking_info(document),
        notify_customer=flag(document, "notify_customer"),
        message=text_field(document, "message"),
        origin_address=_address(document),
    )


def line_requests(items: Iterable[Any]) -> Iterable[LineRequest]:
    """Read ``fulfillment_order_line_items``."""
    field = "fulfillment_order_line_items"
    for item in items:
        line = as_kind(item, dict, field)
        yield LineRequest(id=integer(line.get("id"), "id"), quantity=integer(line.get("quantity"), "quantity"))


def _address(document: Document) -> dict[str, Any] | None:
    value = document.get("origin_address")
    if value is None:
        return None
    address = as_kind(value, dict, "origin_address")
    if not text_field(address, "country_code"):
        raise refusals.invalid("origin_address.country_code", "can't be blank")
    return {key: text_field(address, key) for key in _ADDRESS if address.get(key) is not None}


def tracking_update(document: Document) -> tuple[TrackingInfo, bool]:
    """Read ``update_tracking.json``: the tracking info and whether to notify."""
    if document.get("tracking_info") is None:
        raise missing("tracking_info")
    return given_tracking_info(document), flag(document, "notify_customer")


def query_document(query: Iterable[tuple[str, str]]) -> Document:
    """Read ``tracking_info[number]=...`` in a query, as it is written by clients that send no body."""
    document: Document = {}
    for key, value in query:
        name, *_ = key.split("[", 1)
        match [name, *_BRACKETS.findall(key[len(name) :])]:
            case ["fulfillment"]:
                continue
            case ["fulfillment", field] | [field]:
                document[field] = value
            case ["fulfillment", field, part] | [field, part]:
                inner = document.setdefault(field, {})
                if isinstance(inner, dict):
                    inner[part] = value
    return document


def create_for_order(document: Document) -> CreateForOrder:
    """Read the deprecated ``POST /orders/{id}/fulfillments.json``."""
    location_id = integer(document.get("location_id"), "location_id")
    if location_id <= 0:
        raise refusals.legacy("location_missing", "location_id must be specified when creating fulfillments.")
    lines = []
    for item in listed_items(document, "line_items"):
        line = as_kind(item, dict, "line_items")
        quantity = None if line.get("quantity") is None else integer(line["quantity"], "quantity")
        lines.append((integer(line.get("id"), "id"), quantity))
    return CreateForOrder(
        location_id=location_id,
        tracking=TrackingInfo(
            company=text_field(document, "tracking_company"),
            numbers=_texts(document, "tracking_numbers", "tracking_number"),
            urls=_texts(document, "tracking_urls", "tracking_url"),
        ),
        lines=tuple(lines),
        notify_customer=flag(document, "notify_customer"),
    )


def change_tracking(document: Document) -> TrackingChange:
    """Read the deprecated ``PUT /orders/{id}/fulfillments/{id}.json``. Keys about other things are ignored."""
    notify = flag(document, "notify_customer")
    given: Document = {
        name: text_field(document, key)
        for name, key in (("company", "tracking_company"), ("number", "tracking_number"), ("url", "tracking_url"))
        if key in document
    }
    for name in ("numbers", "urls"):
        if document.get(key := f"tracking_{name}") is not None:
            given[name] = _texts(document, key)
    return TrackingChange(**given, notify_customer=notify)


def _texts(document: Document, many: str, one: str = "") -> tuple[str, ...]:
    values = listed_items(document, many) or [document.get(one)]
    return tuple(text for value in values if (text := as_text(value, many)))


def new_event(document: Document, fulfillment_id: int, zone: tzinfo) -> FulfillmentEvent:
    """Read ``POST .../events.json``."""
    status = text_field(document, "status")
    if not status:
        raise refusals.invalid("status", "can't be blank")
    if status not in EVENT_STATUSES:
        raise refusals.invalid("status", "is not included in the list")
    details: Document = {place: text_field(document, place) for place in _PLACES}
    for coordinate in ("latitude", "longitude"):
        value = document.get(coordinate)
        if isinstance(value, str) and _DECIMAL.fullmatch(value):
            value = float(value)  # in a form, every value is text
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise bad_request(coordinate, expected(value, float))
        if value is not None and abs(value) > 180:
            raise refusals.invalid(coordinate, "is out of range")
        details[coordinate] = None if value is None else float(value)
    estimated = time_of(document, "estimated_delivery_at", zone)
    details["estimated_delivery_at"] = None if estimated is None else estimated.isoformat()
    return FulfillmentEvent(
        id=0,
        fulfillment_id=fulfillment_id,
        status=status,
        message=text_field(document, "message"),
        happened_at=time_of(document, "happened_at", zone),
        details={key: value for key, value in details.items() if value is not None},
    )
