"""REST's requests as values. What cannot be one raises a `Refusal` that names the field, in the API's style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.fulfillment.values import (
    CreateForOrder,
    CreateFulfillment,
    FulfillmentEvent,
    LineRequest,
    TrackingChange,
    TrackingInfo,
)

__all__ = [
    "change_tracking",
    "create_for_order",
    "create_fulfillment",
    "new_event",
    "parse_time",
    "query_document",
    "root",
    "tracking_update",
]

Document = dict[str, Any]

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
_TYPES = {
    dict: "Hash",
    list: "Array",
    str: "String",
    int: "Integer",
    float: "Float",
    bool: "Boolean",
    type(None): "nil",
}
_NUMERAL = re.compile(r"[0-9]{1,19}")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def root(body: bytes, name: str) -> Document:
    """Read ``{name: {...}}``."""
    if not body.strip():
        raise _missing(name)
    try:
        document = msgspec.json.decode(body.decode())
    except UnicodeDecodeError as error:
        raise Refusal("bad_request", "not UTF-8", status=400, errors="The body is not valid UTF-8.") from error
    except RecursionError as error:
        raise Refusal("bad_request", "too deep", status=400, errors="The body is nested too deeply.") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refusal("bad_request", "not JSON", status=400, errors=f"The body is not valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise Refusal("bad_request", "not an object", status=400, errors=_expected(document, dict))
    if document.get(name) is None:
        raise _missing(name)
    inner: Document = _as(document[name], dict, name)
    return inner


def _missing(name: str) -> Refusal:
    return bad_request(name, "Required parameter missing or invalid")


def _expected(value: object, kind: type) -> str:
    return f"expected {_TYPES.get(type(value), type(value).__name__)} to be a {_TYPES[kind]}"


def _as(value: Any, kind: type, field: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise bad_request(field, _expected(value, kind))
    return value


def _list(document: Document, field: str) -> list[Any]:
    value = document.get(field)
    return [] if value is None else _as(value, list, field)


def _text(document: Mapping[str, Any], field: str) -> str | None:
    """Read a text; a JSON integer is taken as its digits."""
    return _as_text(document.get(field), field)


def _as_text(value: Any, field: str) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None if value is None else _as(value, str, field)


def _flag(document: Document, field: str) -> bool:
    value = document.get(field)
    if value in (None, False, 0, "", "false", "0"):
        return False
    if value in (True, 1, "true", "1"):
        return True
    raise bad_request(field, _expected(value, bool))


def _integer(value: Any, field: str) -> int:
    """Read an id or a quantity; clients in JavaScript send ids as texts, and nothing counts as 0."""
    if value is None:
        return 0
    if isinstance(value, str):
        return int(value) if _NUMERAL.fullmatch(value) else 0
    number: int = _as(value, int, field)
    return number


def given_tracking_info(document: Document) -> TrackingInfo:
    """Read ``tracking_info``: REST has room for one number and one URL."""
    value = document.get("tracking_info")
    info = {} if value is None else _as(value, dict, "tracking_info")
    number, url = _text(info, "number"), _text(info, "url")
    return TrackingInfo(company=_text(info, "company"), numbers=(number,) if number else (), urls=(url,) if url else ())


def create_fulfillment(document: Document) -> CreateFulfillment:
    """Read ``POST /fulfillments.json``."""
    field = "line_items_by_fulfillment_order"
    if document.get(field) is None:
        raise Refusal("bad_request", "missing", status=400, errors={field: f"The required {field} field is missing"})
    lines: dict[int, tuple[LineRequest, ...]] = {}
    for group in _as(document[field], list, field):
        id_ = _integer(_as(group, dict, field).get("fulfillment_order_id"), "fulfillment_order_id")
        if id_ <= 0:
            message = "Fulfillment payloads fulfillment order must be greater than 0"
            raise Refusal("fulfillment_order_missing", message)
        asked = tuple(_lines(_list(group, "fulfillment_order_line_items")))
        if id_ in lines and not (asked and lines[id_]):
            # All that remains of it, and something more: that is too much.
            raise refusals.invalid_quantity()
        lines[id_] = lines.get(id_, ()) + asked
    return CreateFulfillment(
        lines=lines,
        tracking=given_tracking_info(document),
        notify_customer=_flag(document, "notify_customer"),
        message=_text(document, "message"),
        origin_address=_address(document),
    )


def _lines(items: Iterable[Any]) -> Iterable[LineRequest]:
    field = "fulfillment_order_line_items"
    for item in items:
        line = _as(item, dict, field)
        yield LineRequest(id=_integer(line.get("id"), "id"), quantity=_integer(line.get("quantity"), "quantity"))


def _address(document: Document) -> dict[str, Any] | None:
    value = document.get("origin_address")
    if value is None:
        return None
    address = _as(value, dict, "origin_address")
    if not _text(address, "country_code"):
        raise refusals.invalid("origin_address.country_code", "can't be blank")
    return {key: _text(address, key) for key in _ADDRESS if address.get(key) is not None}


def tracking_update(document: Document) -> tuple[TrackingInfo, bool]:
    """Read ``update_tracking.json``: the tracking info and whether to notify."""
    if document.get("tracking_info") is None:
        raise _missing("tracking_info")
    return given_tracking_info(document), _flag(document, "notify_customer")


def query_document(query: Iterable[tuple[str, str]]) -> Document:
    """Read ``tracking_info[number]=...`` of a query string, as clients write it that send no body."""
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
    location_id = _integer(document.get("location_id"), "location_id")
    if location_id <= 0:
        raise refusals.legacy("location_missing", "location_id must be specified when creating fulfillments.")
    lines = []
    for item in _list(document, "line_items"):
        line = _as(item, dict, "line_items")
        quantity = None if line.get("quantity") is None else _integer(line["quantity"], "quantity")
        lines.append((_integer(line.get("id"), "id"), quantity))
    return CreateForOrder(
        location_id=location_id,
        tracking=TrackingInfo(
            company=_text(document, "tracking_company"),
            numbers=_texts(document, "tracking_numbers", "tracking_number"),
            urls=_texts(document, "tracking_urls", "tracking_url"),
        ),
        lines=tuple(lines),
        notify_customer=_flag(document, "notify_customer"),
    )


def change_tracking(document: Document) -> TrackingChange:
    """Read the deprecated ``PUT /orders/{id}/fulfillments/{id}.json``; keys of other things are not looked at."""
    notify = _flag(document, "notify_customer")
    given: Document = {
        name: _text(document, key)
        for name, key in (("company", "tracking_company"), ("number", "tracking_number"), ("url", "tracking_url"))
        if key in document
    }
    for name in ("numbers", "urls"):
        if document.get(key := f"tracking_{name}") is not None:
            given[name] = _texts(document, key)
    return TrackingChange(**given, notify_customer=notify)


def _texts(document: Document, many: str, one: str = "") -> tuple[str, ...]:
    values = _list(document, many) or [document.get(one)]
    return tuple(text for value in values if (text := _as_text(value, many)))


def new_event(document: Document, fulfillment_id: int, zone: tzinfo) -> FulfillmentEvent:
    """Read ``POST .../events.json``."""
    status = _text(document, "status")
    if not status:
        raise refusals.invalid("status", "can't be blank")
    if status not in EVENT_STATUSES:
        raise refusals.invalid("status", "is not included in the list")
    details: Document = {place: _text(document, place) for place in _PLACES}
    for coordinate in ("latitude", "longitude"):
        value = document.get(coordinate)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise bad_request(coordinate, _expected(value, float))
        if value is not None and abs(value) > 180:
            raise refusals.invalid(coordinate, "is out of range")
        details[coordinate] = None if value is None else float(value)
    estimated = _time(document, "estimated_delivery_at", zone)
    details["estimated_delivery_at"] = None if estimated is None else estimated.isoformat()
    return FulfillmentEvent(
        id=0,
        fulfillment_id=fulfillment_id,
        status=status,
        message=_text(document, "message"),
        happened_at=_time(document, "happened_at", zone),
        details={key: value for key, value in details.items() if value is not None},
    )


def _time(document: Document, field: str, zone: tzinfo) -> datetime | None:
    text = _text(document, field)
    return None if not text else parse_time(text, field, zone)


def parse_time(text: str, field: str, zone: tzinfo) -> datetime:
    """Read an ISO 8601 time or date; without an offset it is in ``zone``."""
    # A plus sign that a client did not encode arrives as a blank.
    repaired = re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", text.strip()) if "T" in text else text.strip()
    try:
        at = datetime.fromisoformat(repaired.removesuffix(" UTC") + ("Z" if repaired.endswith(" UTC") else ""))
    except ValueError:
        raise bad_request(field, "expected String to be a DateTime") from None
    if not 1 < at.year < 9999:
        # Nearer to the calendar's ends another zone's clock could not show it.
        raise bad_request(field, "is out of range")
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).replace(microsecond=0)
