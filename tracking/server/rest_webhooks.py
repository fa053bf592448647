"""REST's calls about webhook subscriptions: one method per route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.server.access import missing_scope
from tracking.server.listing import chosen_fields, parse_times
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_orders import FulfillmentOrderCalls
from tracking.server.rest_values import as_text, listed_items, root, text_field
from tracking.server.selection import Selection
from tracking.server.subscription import Subscription, is_topic, topic_needs
from tracking.server.subscription_checks import topic_refused

__all__ = ["WEBHOOK_ROUTES", "WebhookCalls"]

_FORMATS = ("json", "xml")


class WebhookCalls(FulfillmentOrderCalls):
    """One method per route for webhook subscriptions."""

    def subscriptions(self, call: RestCall) -> RestAnswer:
        """``GET /webhooks.json``."""

        def select(selection: Selection) -> tuple[Subscription, ...]:
            found = [
                each
                for each in self._wanted(call.query)
                if each.id > max(selection.since, selection.after)
                and (selection.before is None or each.id < selection.before)
                and selection.created_within(each.created_at)
                and selection.updated_within(each.updated_at)
            ]
            limit = selection.limit or len(found)
            return tuple(found[:limit] if selection.before is None else found[-limit:])

        return self._page(call, "webhooks", self._subscription_times, select, self._written)

    def _subscription_times(self, query: Mapping[str, str]) -> dict[str, Any]:
        return parse_times(query, self._rest.zone, ("created", "updated"))

    def _wanted(self, query: Mapping[str, str]) -> list[Subscription]:
        """Return the subscriptions to the topic and the address in the query."""
        return [
            each
            for each in self._shop.subscriptions()
            if query.get("topic") in (None, "", each.topic) and query.get("address") in (None, "", each.uri)
        ]

    def _written(self, subscription: Subscription) -> dict[str, Any]:
        return {
            "id": subscription.id,
            "address": subscription.uri,
            "topic": subscription.topic,
            "created_at": self._rest.time(subscription.created_at),
            "updated_at": self._rest.time(subscription.updated_at),
            "format": subscription.format,
            "fields": list(subscription.include_fields),
            "metafield_namespaces": list(subscription.metafield_namespaces),
            "api_version": subscription.api_version,
            "private_metafield_namespaces": [],
        }

    def count_subscriptions(self, call: RestCall) -> RestAnswer:
        """``GET /webhooks/count.json``."""
        return RestAnswer(200, encode({"count": len(self._wanted(call.query))}))

    def subscription(self, call: RestCall) -> RestAnswer:
        """``GET /webhooks/{id}.json``."""
        found = self._shop.subscription(call.id("webhook_id"))
        if found is None:
            raise not_found()
        return RestAnswer(200, encode({"webhook": chosen_fields(self._written(found), call.query)}))

    def create_subscription(self, call: RestCall) -> RestAnswer:
        """``POST /webhooks.json``."""
        document = root(call.body, "webhook")
        version = call.ids["version"]
        topic = (text_field(document, "topic") or "").strip()
        if not is_topic(topic, version):
            raise topic_refused(topic)
        if reason := missing_scope(call.grant, topic_needs(topic)):
            raise Refusal("access_denied", reason, status=403, errors=reason)
        asked = Subscription(id=0, topic=topic, api_version=version, **({"uri": ""} | _given(document)))
        return RestAnswer(201, encode({"webhook": self._written(self._shop.create_subscription(asked))}))

    def update_subscription(self, call: RestCall) -> RestAnswer:
        """``PUT /webhooks/{id}.json``. The topic does not change."""
        changed = self._shop.update_subscription(call.id("webhook_id"), _given(root(call.body, "webhook")))
        return RestAnswer(200, encode({"webhook": self._written(changed)}))

    def delete_subscription(self, call: RestCall) -> RestAnswer:
        """``DELETE /webhooks/{id}.json``."""
        self._shop.delete_subscription(call.id("webhook_id"))
        return RestAnswer(200, b"{}")


def _given(document: dict[str, Any]) -> dict[str, Any]:
    """Return the given fields of a subscription, by their names in a `Subscription`."""
    given: dict[str, Any] = {}
    if "address" in document:
        given["uri"] = (text_field(document, "address") or "").strip()
    if document.get("format") is not None:
        given["format"] = text_field(document, "format")
        if given["format"] not in _FORMATS:
            raise bad_request("format", f"must be one of {', '.join(_FORMATS)}")
    for key, name in (("fields", "include_fields"), ("metafield_namespaces", "metafield_namespaces")):
        if key in document:
            given[name] = tuple(as_text(each, key) or "" for each in listed_items(document, key))
    if "filter" in document:
        given["filter"] = text_field(document, "filter")
    return given


_ONE = "/webhooks/{webhook_id}.json"

WEBHOOK_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("GET", "/webhooks.json", "subscriptions"),
    ("POST", "/webhooks.json", "create_subscription"),
    ("GET", "/webhooks/count.json", "count_subscriptions"),
    ("GET", _ONE, "subscription"),
    ("PUT", _ONE, "update_subscription"),
    ("DELETE", _ONE, "delete_subscription"),
)
"""Method, path below ``/admin/api/{version}``, and the method of `WebhookCalls` that answers."""
