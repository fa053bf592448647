"""The description of REST's calls about metafields, payments, risks, and canceling, as plain data for `openapi`."""

from __future__ import annotations

from tracking.server.openapi_orders import CallFacts, JsonSchema

__all__ = ["METAFIELD_CALLS"]

_ANY: JsonSchema = {"type": "object"}
_LARGEST: JsonSchema = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}


def _many(name: str) -> JsonSchema:
    return {"type": "object", "required": [name], "properties": {name: {"type": "array", "items": _ANY}}}


def _one(name: str) -> JsonSchema:
    return {"type": "object", "required": [name], "properties": {name: _ANY}}


def _queried(**schemas: JsonSchema) -> tuple[JsonSchema, ...]:
    return tuple({"name": name, "in": "query", "required": False, "schema": schema} for name, schema in schemas.items())


_WORD: JsonSchema = {"type": "string"}
_FIELDS = _queried(fields=_WORD)
_COUNT: JsonSchema = {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}
_VALUE: JsonSchema = {"type": ["string", "integer", "boolean", "object", "array"]}
_CHANGE: JsonSchema = {
    "type": "object",
    "required": ["metafield"],
    "properties": {"metafield": {"type": "object", "properties": {"value": _VALUE, "type": _WORD}}},
}
_NEW: JsonSchema = {
    "type": "object",
    "required": ["metafield"],
    "properties": {
        "metafield": {
            "type": "object",
            "required": ["key", "value", "type"],
            "properties": {"namespace": _WORD, "key": _WORD, "value": _VALUE, "type": _WORD},
        }
    },
}
_CANCEL: JsonSchema = {
    "type": "object",
    "properties": {
        "reason": {"enum": ["customer", "declined", "fraud", "inventory", "other", "staff"]},
        "restock": {"type": "boolean"},
    },
}
_FILTERS = _queried(namespace=_WORD, key=_WORD, type=_WORD)
_PAGE = (*_queried(limit={"type": "integer", "minimum": 1, "maximum": 250}, since_id=_LARGEST), *_FILTERS)

METAFIELD_CALLS: dict[str, CallFacts] = {
    "metafields": CallFacts("An owner's metafields", _many("metafields"), query=(*_PAGE, *_FIELDS)),
    "create_metafield": CallFacts("Keep a value with an owner", _one("metafield"), 201, _NEW),
    "count_metafields": CallFacts("How many metafields", _COUNT, query=_FILTERS),
    "metafield": CallFacts("One metafield", _one("metafield"), query=_FIELDS),
    "change_metafield": CallFacts("Change a metafield", _one("metafield"), 200, _CHANGE),
    "delete_metafield": CallFacts("Delete a metafield", _ANY),
    "cancel_order": CallFacts("Cancel an order of which nothing was sent", _one("order"), 200, _CANCEL),
    "risks": CallFacts("An order's risks", _many("risks")),
    "transactions": CallFacts(
        "An order's payments", _many("transactions"), query=(*_queried(since_id=_LARGEST), *_FIELDS)
    ),
    "count_transactions": CallFacts("How many payments", _COUNT),
    "transaction": CallFacts("One payment", _one("transaction"), query=_FIELDS),
}
"""Method of `tracking.server.rest.Calls` -> its description."""
