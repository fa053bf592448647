"""The description of REST's calls about webhook subscriptions."""

from __future__ import annotations

from typing import Any

from tracking.server.openapi_orders import CallFacts
from tracking.server.subscription import SENT_TOPICS

__all__ = ["WEBHOOK_CALLS"]

_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_GIVEN: dict[str, Any] = {
    "address": {"type": "string", "examples": ["http://127.0.0.1:9000/webhooks"]},
    "format": {"enum": ["json", "xml"]},
    "fields": _TEXTS,
    "metafield_namespaces": _TEXTS,
    "filter": {"type": ["string", "null"]},
}
_TOPIC: dict[str, Any] = {"type": "string", "examples": list(SENT_TOPICS)}
_WEBHOOK: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "topic": _TOPIC, **_GIVEN},
}
"""``fields`` may leave any of it out."""


def _root(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: schema}, "required": [name]}


def _asked(*required: str, **properties: Any) -> dict[str, Any]:
    return _root("webhook", {"type": "object", "properties": properties, "required": list(required)})


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


_FILTERS = (_parameter("topic", {"type": "string"}), _parameter("address", {"type": "string"}))
_PAGE = (
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 250}),
    _parameter("since_id", {"type": "integer"}),
    _parameter("fields", {"type": "string"}),
)

WEBHOOK_CALLS: dict[str, CallFacts] = {
    "subscriptions": CallFacts(
        "Webhook subscriptions", _root("webhooks", {"type": "array", "items": _WEBHOOK}), query=(*_FILTERS, *_PAGE)
    ),
    "count_subscriptions": CallFacts(
        "How many webhook subscriptions", _root("count", {"type": "integer"}), query=_FILTERS
    ),
    "subscription": CallFacts("One webhook subscription", _root("webhook", _WEBHOOK)),
    "create_subscription": CallFacts(
        "Subscribe to a topic",
        _root("webhook", _WEBHOOK),
        201,
        _asked("topic", "address", topic=_TOPIC, **_GIVEN),
    ),
    "update_subscription": CallFacts(
        "Change a webhook subscription", _root("webhook", _WEBHOOK), body=_asked(**_GIVEN)
    ),
    "delete_subscription": CallFacts("End a webhook subscription", {"type": "object"}),
}
"""The description of each method of `tracking.server.rest_webhooks.WebhookCalls`."""
