"""The description of REST's calls about fulfillment orders, services, and locations, as plain data for `openapi`."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracking.server.assignment import ASSIGNMENT_STATUSES

__all__ = ["ORDER_CALLS", "CallFacts"]

JsonSchema = dict[str, Any]


class CallFacts(NamedTuple):
    """The description of a call."""

    summary: str
    answer: JsonSchema
    status: int = 200
    body: JsonSchema | None = None
    query: tuple[JsonSchema, ...] = ()


def _object(*required: str, **properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "required": list(required), "properties": properties}


def _root(name: str, schema: JsonSchema) -> JsonSchema:
    return _object(name, **{name: schema})


def _many(schema: JsonSchema) -> JsonSchema:
    return {"type": "array", "items": schema}


def _parameter(name: str, schema: JsonSchema) -> JsonSchema:
    return {"name": name, "in": "query", "required": False, "schema": schema}


_ID: JsonSchema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
_TEXT: JsonSchema = {"type": ["string", "null"]}
_FLAG: JsonSchema = {"type": ["boolean", "null"]}
_TIME: JsonSchema = {"type": "string", "format": "date-time"}
_LINES = _many(_object("id", "quantity", id=_ID, quantity={"type": "integer", "minimum": 1, "maximum": 2**31 - 1}))
_ORDER: JsonSchema = {"$ref": "#/components/schemas/FulfillmentOrder"}
_MAYBE: JsonSchema = {"anyOf": [_ORDER, {"type": "null"}]}
_ONE = _root("fulfillment_order", _ORDER)
_SERVICE = _object("id", "name", "handle", id=_ID, name={"type": "string"}, handle={"type": "string"})
_LOCATION = _object(id=_ID, name={"type": "string"})
_FIELDS = _parameter("fields", {"type": "string"})
_READ = (
    _parameter("include_order_reference_fields", {"type": "boolean"}),
    _parameter("include_financial_summaries", {"type": "boolean"}),
)
_MESSAGE = _object(message=_TEXT)
_SERVICE_FIELDS: dict[str, JsonSchema] = {
    "name": {"type": "string"},
    "callback_url": _TEXT,
    **dict.fromkeys(
        ("tracking_support", "inventory_management", "requires_shipping_method", "permits_sku_sharing"), _FLAG
    ),
}
_HOLD = _object(
    "reason",
    reason={"type": "string"},
    reason_notes=_TEXT,
    handle=_TEXT,
    external_id=_TEXT,
    notify_merchant=_FLAG,
    fulfillment_order_line_items=_LINES,
)


ORDER_CALLS: dict[str, CallFacts] = {
    "fulfillment_order": CallFacts("One fulfillment order", _ONE, query=_READ),
    "fulfillment_orders": CallFacts(
        "An order's fulfillment orders", _root("fulfillment_orders", _many(_ORDER)), query=_READ
    ),
    "assigned_fulfillment_orders": CallFacts(
        "Fulfillment orders that wait for a service",
        _root("fulfillment_orders", _many(_ORDER)),
        query=(
            _parameter("assignment_status", {"enum": list(ASSIGNMENT_STATUSES)}),
            _parameter("location_ids[]", {"type": "string"}),
        ),
    ),
    "locations_for_move": CallFacts(
        "Where a fulfillment order may move to", _root("locations_for_move", _many({"type": "object"}))
    ),
    "hold": CallFacts("Hold a fulfillment order", _ONE, body=_root("fulfillment_hold", _HOLD)),
    "release_hold": CallFacts("Release a fulfillment order's holds", _ONE, body=_object(external_id=_TEXT)),
    "move": CallFacts(
        "Move a fulfillment order to a location",
        _object(
            "original_fulfillment_order",
            original_fulfillment_order=_ORDER,
            moved_fulfillment_order=_ORDER,
            remaining_fulfillment_order=_MAYBE,
        ),
        body=_root(
            "fulfillment_order",
            _object("new_location_id", new_location_id=_ID, fulfillment_order_line_items=_LINES),
        ),
    ),
    "cancel_fulfillment_order": CallFacts(
        "Cancel a fulfillment order",
        _object("fulfillment_order", fulfillment_order=_ORDER, replacement_fulfillment_order=_MAYBE),
    ),
    "close": CallFacts("Give up a fulfillment order", _ONE, body=_root("fulfillment_order", _MESSAGE)),
    "open": CallFacts("Mark a fulfillment order as open", _ONE),
    "reschedule": CallFacts(
        "Let a scheduled fulfillment order open at another time",
        _ONE,
        body=_root("fulfillment_order", _object("new_fulfill_at", new_fulfill_at=_TIME)),
    ),
    "set_deadline": CallFacts(
        "Set the time by which fulfillment orders are to be fulfilled",
        {"type": "object"},
        body=_object(
            "fulfillment_order_ids",
            "fulfillment_deadline",
            fulfillment_order_ids=_many(_ID),
            fulfillment_deadline=_TIME,
        ),
    ),
    "submit_request": CallFacts(
        "Ask a service to send a fulfillment order",
        _object(
            "original_fulfillment_order",
            original_fulfillment_order=_ORDER,
            submitted_fulfillment_order=_ORDER,
            unsubmitted_fulfillment_order=_MAYBE,
        ),
        body=_root(
            "fulfillment_request",
            _object(message=_TEXT, notify_customer=_FLAG, fulfillment_order_line_items=_LINES),
        ),
    ),
    "accept_request": CallFacts("Accept a request", _ONE, body=_root("fulfillment_request", _MESSAGE)),
    "reject_request": CallFacts(
        "Reject a request", _ONE, body=_root("fulfillment_request", _object(message=_TEXT, reason=_TEXT))
    ),
    "submit_cancellation": CallFacts("Ask a service to stop", _ONE, body=_root("cancellation_request", _MESSAGE)),
    "accept_cancellation": CallFacts("Agree to stop", _ONE, body=_root("cancellation_request", _MESSAGE)),
    "reject_cancellation": CallFacts("Refuse to stop", _ONE, body=_root("cancellation_request", _MESSAGE)),
    "edit_order": CallFacts(
        "Change an order's tags, note, or contact",
        _root("order", {"type": "object"}),
        body=_root(
            "order",
            _object(
                tags=_TEXT,
                email=_TEXT,
                note=_TEXT,
                phone=_TEXT,
                po_number=_TEXT,
                note_attributes=_many(_object("name", name={"type": "string", "minLength": 1}, value=_TEXT)),
            ),
        ),
    ),
    "close_order": CallFacts("Archive an order", _root("order", {"type": "object"})),
    "reopen_order": CallFacts("Take an order out of the archive", _root("order", {"type": "object"})),
    "services": CallFacts(
        "Fulfillment services",
        _root("fulfillment_services", _many(_SERVICE)),
        query=(_parameter("scope", {"enum": ["current_client", "all"]}),),
    ),
    "service": CallFacts("One fulfillment service", _root("fulfillment_service", _SERVICE)),
    "create_service": CallFacts(
        "Create a fulfillment service",
        _root("fulfillment_service", _SERVICE),
        201,
        _root("fulfillment_service", _object("name", **_SERVICE_FIELDS)),
    ),
    "update_service": CallFacts(
        "Change a fulfillment service",
        _root("fulfillment_service", _SERVICE),
        body=_root("fulfillment_service", _object(**_SERVICE_FIELDS)),
    ),
    "delete_service": CallFacts("Delete a fulfillment service", {"type": "object"}),
    "shop_events": CallFacts(
        "Destroyed orders, of which there are none",
        _root("events", _many({"type": "object"})),
        query=(_parameter("filter", {"enum": ["Order"]}), _parameter("verb", {"enum": ["destroy"]})),
    ),
    "locations": CallFacts("Locations", _root("locations", _many(_LOCATION)), query=(_FIELDS,)),
    "location": CallFacts("One location", _root("location", {"type": "object"}), query=(_FIELDS,)),
    "count_locations": CallFacts("How many locations", _root("count", {"type": "integer"})),
}
"""The description of each method of `tracking.server.rest_orders.FulfillmentOrderCalls`."""
