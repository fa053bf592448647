"""GraphQL's fields of webhook subscriptions."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracking.server.access import APP_ID
from tracking.server.graphql_fields import Field, Info, attribute, enumerated, global_id, needs
from tracking.server.graphql_order_writes import answering
from tracking.server.graphql_paging import Key, by_id, connection
from tracking.server.graphql_scalars import make_gid, parse_gid
from tracking.server.graphql_search import searched
from tracking.server.graphql_writes import Args
from tracking.server.search_fields import SUBSCRIPTIONS
from tracking.server.subscription import (
    MetafieldName,
    Subscription,
    enum_of_topic,
    is_cloud,
    rest_topic,
    topic_needs,
)

__all__ = ["WEBHOOK_MUTATIONS", "WEBHOOK_QUERIES", "WEBHOOK_READ_FIELDS", "endpoint_type", "written_version"]

_CLOUD_URL = "https://eventbridge.arn"
"""The URL that the API reports for a cloud's queue."""
_OWN_NAMESPACE = "$app"

# Reading


def _destination(subscription: Subscription) -> dict[str, str]:
    uri = subscription.uri
    if uri.startswith("arn:"):
        return {"type": "WebhookEventBridgeEndpoint", "arn": uri}
    if uri.startswith("pubsub://"):
        project, _, topic = uri.removeprefix("pubsub://").partition(":")
        return {"type": "WebhookPubSubEndpoint", "pubSubProject": project, "pubSubTopic": topic}
    return {"type": "WebhookHttpEndpoint", "callbackUrl": uri}


def endpoint_type(value: dict[str, str], _info: Any, _type: Any) -> str:
    """Return the kind of an endpoint."""
    return value["type"]


def _version(subscription: Subscription, info: Info) -> dict[str, Any]:
    return written_version(subscription.api_version, info)


def written_version(handle: str, info: Info) -> dict[str, Any]:
    """Describe a version as the API does: a future one is a release candidate."""
    try:
        begins = date.fromisoformat(f"{handle}-01")
    except ValueError:
        return {"handle": handle, "displayName": handle, "supported": False}
    months = (begins.year - (today := info.context.shop.now()).year) * 12 + begins.month - today.month
    name = f"{handle} (Release candidate)" if months > 0 else f"{handle} (Latest)" if months > -3 else handle
    # A version is supported for a year.
    return {"handle": handle, "displayName": name, "supported": -12 < months <= 0}


WEBHOOK_READ_FIELDS: dict[str, dict[str, Field]] = {
    "WebhookSubscription": {
        "apiVersion": _version,
        "callbackUrl": lambda each, info: _CLOUD_URL if is_cloud(each.uri) else each.uri,
        "createdAt": attribute("created_at"),
        "endpoint": lambda each, info: _destination(each),
        "format": enumerated("format"),
        "id": global_id("WebhookSubscription"),
        "includeFields": attribute("include_fields"),
        "legacyResourceId": attribute("id"),
        "metafieldNamespaces": attribute("metafield_namespaces"),
        "topic": lambda each, info: enum_of_topic(each.topic),
        "updatedAt": attribute("updated_at"),
    },
}
"""Type -> field -> what answers it."""


def _by_creation(subscription: Subscription) -> Key:
    at = subscription.created_at
    return "" if at is None else at.isoformat(), subscription.id


def _one(_root: Any, info: Info, **args: Any) -> Subscription | None:
    _, number = parse_gid(args["id"], "WebhookSubscription")
    return info.context.shop.subscription(number)


def _found(info: Info, args: dict[str, Any]) -> list[Subscription]:
    search = searched(info, args, SUBSCRIPTIONS)
    return [each for each in info.context.shop.subscriptions() if search(each, info.context.read)]


def _list(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    topics = None if args.get("topics") is None else set(args["topics"])
    chosen = [
        each
        for each in _found(info, args)
        if (topics is None or enum_of_topic(each.topic) in topics)
        and args.get("format") in (None, each.format.upper())
        and args.get("uri") in (None, each.uri)
        and args.get("callbackUrl") in (None, each.uri)
    ]
    return connection(chosen, args, by_id if args.get("sortKey") == "ID" else _by_creation)


def _count(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    count, limit = len(_found(info, args)), args.get("limit")
    if limit is not None and count > limit >= 0:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


WEBHOOK_QUERIES: dict[str, Field] = {
    "webhookSubscription": _one,
    "webhookSubscriptions": _list,
    "webhookSubscriptionsCount": _count,
}
"""The resolver of each field of ``QueryRoot``."""

# Writing


def _own(namespace: str) -> str:
    """Return the full form of a namespace that is reserved for the app."""
    if namespace != _OWN_NAMESPACE and not namespace.startswith(f"{_OWN_NAMESPACE}:"):
        return namespace
    rest = namespace.removeprefix(_OWN_NAMESPACE).removeprefix(":")
    return f"app--{APP_ID}" + (f"--{rest}" if rest else "")


def _given(args: Args) -> dict[str, Any]:
    """Return the given fields of a subscription. Null means no change, except for the filter."""
    asked = args["webhookSubscription"]
    given: dict[str, Any] = {}
    if "filter" in asked:
        given["filter"] = asked["filter"]
    if asked.get("format") is not None:
        given["format"] = asked["format"].lower()
    if asked.get("name") is not None:
        given["name"] = asked["name"]
    if asked.get("includeFields") is not None:
        given["include_fields"] = tuple(asked["includeFields"])
    if asked.get("metafieldNamespaces") is not None:
        given["metafield_namespaces"] = tuple(map(_own, asked["metafieldNamespaces"]))
    if asked.get("metafields") is not None:
        given["metafields"] = tuple(
            MetafieldName(namespace=_own(each.get("namespace") or _OWN_NAMESPACE), key=each["key"])
            for each in asked["metafields"]
        )
    return given


def _address(args: Args) -> dict[str, Any]:
    asked = args["webhookSubscription"]
    found = next((asked[key] for key in ("uri", "callbackUrl") if asked.get(key) is not None), None)
    return {} if found is None else {"uri": found.strip()}


def _pub_sub(args: Args) -> dict[str, Any]:
    asked = args["webhookSubscription"]
    return {"uri": f"pubsub://{asked['pubSubProject']}:{asked['pubSubTopic']}"}


def _arn(args: Args) -> dict[str, Any]:
    found = args["webhookSubscription"].get("arn")
    return {} if found is None else {"uri": found}


_ADDRESSES = {"uri": _address, "pubSub": _pub_sub, "arn": _arn}


def _subscribing(given_as: str) -> Field:
    def create(info: Info, args: Args) -> dict[str, Any]:
        topic = rest_topic(args["topic"])
        asked = Subscription(
            id=0,
            topic=topic,
            api_version=info.context.version,
            **({"uri": ""} | _ADDRESSES[given_as](args)),
            **_given(args),
        )
        return {"webhookSubscription": info.context.shop.create_subscription(asked, given_as=given_as)}

    unguarded = answering("webhookSubscription", do=create)

    def field(root: Any, info: Info, **args: Any) -> Any:
        scopes = topic_needs(rest_topic(args["topic"]))
        return (needs(scopes, unguarded) if scopes else unguarded)(root, info, **args)

    return field


def _changing(given_as: str) -> Field:
    def update(info: Info, args: Args) -> dict[str, Any]:
        _, number = parse_gid(args["id"], "WebhookSubscription")
        changes = _ADDRESSES[given_as](args) | _given(args)
        return {"webhookSubscription": info.context.shop.update_subscription(number, changes, given_as=given_as)}

    return answering("webhookSubscription", do=update)


def _delete(info: Info, args: Args) -> dict[str, Any]:
    _, number = parse_gid(args["id"], "WebhookSubscription")
    info.context.shop.delete_subscription(number)
    return {"deletedWebhookSubscriptionId": make_gid("WebhookSubscription", number)}


WEBHOOK_MUTATIONS: dict[str, Field] = {
    "eventBridgeWebhookSubscriptionCreate": _subscribing("arn"),
    "eventBridgeWebhookSubscriptionUpdate": _changing("arn"),
    "pubSubWebhookSubscriptionCreate": _subscribing("pubSub"),
    "pubSubWebhookSubscriptionUpdate": _changing("pubSub"),
    "webhookSubscriptionCreate": _subscribing("uri"),
    "webhookSubscriptionDelete": answering("deletedWebhookSubscriptionId", do=_delete),
    "webhookSubscriptionUpdate": _changing("uri"),
}
"""The resolver of each field of ``Mutation``."""
