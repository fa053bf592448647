"""The shop's own description of its REST calls (OpenAPI 3.1), for clients' tooling and for fuzzing the shop."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tracking.server.openapi_metafields import METAFIELD_CALLS
from tracking.server.openapi_orders import ORDER_CALLS
from tracking.server.openapi_webhooks import WEBHOOK_CALLS
from tracking.server.rest import ROUTES

__all__ = ["describe"]

Schema = dict[str, Any]

_ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
_WORDS: Schema = {"type": ["string", "integer", "null"]}
_FLAG: Schema = {"type": ["boolean", "null"]}


def _object(required: str = "", **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required.split()}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _root(name: str, schema: Schema) -> Schema:
    return _object(name, **{name: schema})


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _words(text: str) -> dict[str, Schema]:
    return dict.fromkeys(text.split(), _WORDS)


_TRACKING = _object(company=_WORDS, number=_WORDS, url={"type": ["string", "null"]})
_LINE = _object("id quantity", id=_ID, quantity={"type": "integer"})
_GROUP = _object("fulfillment_order_id", fulfillment_order_id=_ID, fulfillment_order_line_items=_list(_LINE))
_ADDRESS = _object("country_code", **_words("address1 address2 city zip province_code country_code"))
_TIME: Schema = {"type": "string", "format": "date-time"}

_CREATE = _object(
    "line_items_by_fulfillment_order",
    line_items_by_fulfillment_order={**_list(_GROUP), "minItems": 1},
    tracking_info=_TRACKING,
    notify_customer=_FLAG,
    message=_WORDS,
    origin_address=_ADDRESS,
)
_UPDATE = _object("tracking_info", tracking_info=_TRACKING, notify_customer=_FLAG)
_LEGACY = _object(
    "location_id",
    location_id=_ID,
    tracking_company=_WORDS,
    tracking_numbers=_list({"type": ["string", "integer"]}),
    tracking_urls=_list({"type": "string"}),
    line_items=_list(_object("id", id=_ID, quantity={"type": "integer"})),
    notify_customer=_FLAG,
)
_CHANGE = _object(
    tracking_company=_WORDS,
    tracking_number=_WORDS,
    tracking_numbers=_list({"type": ["string", "integer"]}),
    tracking_url={"type": ["string", "null"]},
    tracking_urls=_list({"type": "string"}),
    notify_customer=_FLAG,
)
_EVENT = _object(
    "status",
    status={"type": "string"},
    happened_at=_TIME,
    estimated_delivery_at=_TIME,
    latitude={"type": ["number", "null"]},
    longitude={"type": ["number", "null"]},
    **_words("message city province country zip address1"),
)
_NULLABLE_TEXT: Schema = {"type": ["string", "null"]}

_SCHEMAS: dict[str, Schema] = {
    "Errors": {
        "type": "object",
        "required": ["errors"],
        "properties": {"errors": {"type": ["string", "array", "object"]}},
    },
    "Fulfillment": _object(
        id=_ID,
        order_id=_ID,
        status={"enum": ["pending", "open", "success", "cancelled", "error", "failure"]},
        name={"type": "string"},
        tracking_company=_NULLABLE_TEXT,
        tracking_number=_NULLABLE_TEXT,
        tracking_numbers=_list({"type": "string"}),
        tracking_url=_NULLABLE_TEXT,
        tracking_urls=_list({"type": "string"}),
        shipment_status=_NULLABLE_TEXT,
        line_items=_list({"type": "object"}),
    ),
    "FulfillmentOrder": _object(
        id=_ID,
        order_id=_ID,
        status={"type": "string"},
        request_status={"type": "string"},
        supported_actions=_list({"type": "string"}),
        line_items=_list({"type": "object"}),
    ),
    "FulfillmentEvent": _object(id=_ID, fulfillment_id=_ID, status={"type": "string"}),
    "Order": _object(id=_ID, name={"type": "string"}, fulfillment_status=_NULLABLE_TEXT),
    "Shop": _object(id=_ID, name={"type": "string"}),
}


def _parameter(name: str, schema: Schema, where: str = "query") -> Schema:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


_FIELDS = _parameter("fields", {"type": "string"})
_DATES = tuple(_parameter(f"{time}_at_{end}", _TIME) for time in ("created", "updated") for end in ("min", "max"))
_PAGES = (
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 250}),
    _parameter("since_id", {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}),
    _parameter("page_info", {"type": "string"}),
    _FIELDS,
)
_ORDER_FILTERS = (
    *_DATES,
    *(_parameter(f"processed_at_{end}", _TIME) for end in ("min", "max")),
    _parameter("ids", {"type": "string"}),
    _parameter("name", {"type": "string"}),
    _parameter("status", {"enum": ["open", "closed", "cancelled", "any"]}),
    _parameter("fulfillment_status", {"type": "string"}),
    _parameter("financial_status", {"type": "string"}),
    _parameter("order", {"type": "string"}),
)


class _Described(NamedTuple):
    summary: str
    answer: Schema | None
    status: int = 200
    body: Schema | None = None
    query: tuple[Schema, ...] = ()


_ONE = _root("fulfillment", _ref("Fulfillment"))
_MANY = _root("fulfillments", _list(_ref("Fulfillment")))
_CALLS: dict[str, _Described] = {
    "create": _Described("Fulfill lines of fulfillment orders", _ONE, 201, _root("fulfillment", _CREATE)),
    "cancel": _Described("Cancel a fulfillment", _ONE),
    "update_tracking": _Described("Replace the tracking info", _ONE, 200, _root("fulfillment", _UPDATE)),
    "get": _Described("One fulfillment", _root("fulfillment", {"type": "object"}), query=(_FIELDS,)),
    "list_by_order": _Described(
        "An order's fulfillments",
        _root("fulfillments", _list({"type": "object"})),
        query=(*_PAGES, *_DATES),
    ),
    "count": _Described("How many fulfillments", _object("count", count={"type": "integer"}), query=_DATES),
    "list_by_fulfillment_order": _Described("A fulfillment order's fulfillments", _MANY),
    "order": _Described("One order", _root("order", {"type": "object"}), query=(_FIELDS,)),
    "orders": _Described("Orders", _root("orders", _list({"type": "object"})), query=(*_PAGES, *_ORDER_FILTERS)),
    "count_orders": _Described("How many orders", _object("count", count={"type": "integer"}), query=_ORDER_FILTERS),
    "refunds": _Described(
        "An order's refunds", _root("refunds", _list({"type": "object"})), query=(_PAGES[0], _FIELDS)
    ),
    "refund": _Described("One refund", _root("refund", {"type": "object"}), query=(_FIELDS,)),
    "shop": _Described("The shop", _root("shop", {"type": "object"}), query=(_FIELDS,)),
    "events": _Described("A fulfillment's events", _root("fulfillment_events", _list(_ref("FulfillmentEvent")))),
    "event": _Described("One event", _root("fulfillment_event", _ref("FulfillmentEvent"))),
    "create_event": _Described(
        "Record an event", _root("fulfillment_event", _ref("FulfillmentEvent")), 201, _root("event", _EVENT)
    ),
    "delete_event": _Described("Delete an event", {"type": "object"}),
    "create_for_order": _Described("Fulfill lines of an order (deprecated)", _ONE, 200, _root("fulfillment", _LEGACY)),
    "change_of_order": _Described("Change the tracking info (deprecated)", _ONE, 200, _root("fulfillment", _CHANGE)),
    "cancel_of_order": _Described("Cancel a fulfillment (deprecated)", _ONE),
    "open_of_order": _Described("Mark a pending fulfillment as open (deprecated)", _ONE),
    "complete_of_order": _Described("Mark a fulfillment as done (deprecated)", _ONE),
    "gone": _Described("Removed from the API", None, 406),
    **{name: _Described(*facts) for name, facts in (ORDER_CALLS | WEBHOOK_CALLS | METAFIELD_CALLS).items()},
}
_DEPRECATED = {"create_for_order", "change_of_order", "cancel_of_order", "open_of_order", "complete_of_order"}
_REFUSALS = {
    "400": "The request cannot be read",
    "401": "The token is not known",
    "403": "The token may not do this",
    "404": "There is no such thing",
    "413": "The body is too large",
    "422": "The call is refused; nothing has changed",
    "429": "Too many calls",
    "501": "The API has this, and the shop does not serve it",
}


def describe() -> Schema:
    """Make the description, a route at a time."""
    paths: dict[str, Schema] = {}
    for method, path, name in ROUTES:
        paths.setdefault(f"/admin/api/{{version}}{path}", {})[method.lower()] = _operation(method, path, name)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Local shop", "version": "2025-10"},
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Shopify-Access-Token"}},
        },
        "security": [{"token": []}],
    }


def _operation(method: str, path: str, name: str) -> Schema:
    call = _CALLS[name]
    refused = {"application/json": {"schema": _ref("Errors")}}
    responses: dict[str, Schema] = {
        status: {"description": reason, "content": refused} for status, reason in _REFUSALS.items()
    }
    answered = {} if call.answer is None else {"content": {"application/json": {"schema": call.answer}}}
    responses[str(call.status)] = {"description": call.summary, **answered}
    if name in _DEPRECATED:
        responses["406"] = {"description": "Removed from this version"}
    operation: Schema = {
        "operationId": re.sub(r"\W+", "_", f"{method.lower()}{path}").removesuffix("_json"),
        "summary": call.summary,
        "deprecated": name == "gone" or name in _DEPRECATED,
        "parameters": [
            _parameter("version", {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,32}$"}, "path"),
            *(_parameter(each, _ID, "path") for each in re.findall(r"\{(\w+)\}", path)),
            *call.query,
        ],
        "responses": responses,
    }
    if call.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": call.body}}}
    return operation
