"""Checks of a webhook subscription: its address, format, name, and filter, in the API's recorded words.

One address is accepted that the API refuses: ``http://`` on this machine, because nothing else could be tested here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from tracking.fulfillment.refusals import Refusal
from tracking.server.access import APP_ID
from tracking.server.not_served import not_served
from tracking.server.search_grammar import TooDeep, parse_search, terms_of
from tracking.server.subscription import SENT_TOPICS, Subscription, is_cloud, is_here, origin

__all__ = ["check_subscription", "subscription_missing", "subscription_refused", "topic_refused"]

_LARGEST = 64 * 1024
_SCHEME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9+.-]*)://")
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_CLOUD_TOPIC = re.compile(r"(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}")
_ARN = re.compile(r"arn:aws:events:[a-z0-9-]+::event-source/aws\.partner/shopify\.com/(?P<app>\d+)/[^/]+")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_JSON_ONLY = ("returns/",)
_BAD_FILTER = "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
_LONG_FILTER = "The specified filter exceeds the maximum allowed size."


def subscription_refused(key: str, reasons: Iterable[str], *, field: str | None = None) -> Refusal:
    """Refuse a value of a subscription. REST has the reasons under ``key``, GraphQL after the key's own name."""
    reasons = list(reasons)
    graphql = field or {"address": "callbackUrl"}.get(key, key)
    path = ("webhookSubscription", graphql)
    name = key.capitalize().replace("_", " ")
    taken = "TAKEN" if any("already" in reason for reason in reasons) else "INVALID_PARAMETERS"
    found = [
        Refusal("invalid", f"{name} {reason}", field=path, errors={key: reasons}, code=taken) for reason in reasons
    ]
    found[0].others = tuple(found[1:])
    return found[0]


def _cloud_refused(field: str, message: str) -> Refusal:
    return Refusal("invalid", message, field=("webhookSubscription", field), code="INVALID_PARAMETERS")


def subscription_missing() -> Refusal:
    """Refuse a change of a subscription that does not exist."""
    message = "Webhook subscription does not exist"
    return Refusal("not_found", message, field=("id",), status=404, errors="Not Found")


def topic_refused(topic: str) -> Refusal:
    """Refuse a topic that the API does not have."""
    return subscription_refused("topic", [f"Invalid topic specified: {topic}"])


def check_subscription(
    asked: Subscription, others: Iterable[Subscription], *, given_as: str = "uri", allowed: Iterable[str] = ()
) -> None:
    """Raise the refusal of an invalid subscription.

    ``others`` are the other subscriptions. ``given_as`` tells which of GraphQL's inputs it came by (uri, pubSub, arn).
    ``allowed`` are URLs whose servers may also be reached by http.
    """
    if given_as == "pubSub":
        _check_pub_sub(asked.uri)
    elif reasons := list(_address_reasons(asked.uri, allowed)):
        raise subscription_refused("address", reasons, field="arn" if given_as == "arn" else None)
    if asked.format == "xml":
        _check_xml(asked)
    others = tuple(others)
    _check_name(asked.name, others)
    _check_filter(asked.filter)
    for each in others:
        if (each.topic, each.uri, each.format) == (asked.topic, asked.uri, asked.format):
            raise subscription_refused("address", ["for this topic has already been taken"])


def _check_pub_sub(uri: str) -> None:
    project, _, topic = uri.removeprefix("pubsub://").partition(":")
    found = []
    if not _PROJECT.fullmatch(project):
        found.append(_cloud_refused("pubSubProject", "Google Cloud Pub/Sub project ID is not valid"))
    if not _CLOUD_TOPIC.fullmatch(topic):
        found.append(_cloud_refused("pubSubTopic", "Google Cloud Pub/Sub topic ID is not valid"))
    if found:
        found[0].others = tuple(found[1:])
        raise found[0]


def _address_reasons(uri: str, allowed: Iterable[str]) -> Iterator[str]:
    """Return what is wrong with an address; empty if it is right."""
    if not uri:
        yield "can't be blank"
    elif len(uri.encode(errors="replace")) > _LARGEST:
        yield "is too big (maximum is 64 KB)"
    elif uri.startswith("pubsub://"):
        yield from _pub_sub_reasons(uri)
    elif uri.startswith("arn:"):
        match = _ARN.fullmatch(uri)
        if match is None:
            yield from ("is invalid", "is not a valid AWS ARN")
        elif match["app"] != str(APP_ID):
            yield "is invalid"
            yield f"is an AWS ARN and includes api_client_id '{match['app']}' instead of '{APP_ID}'"
    elif uri.startswith("kafka://"):
        yield from ("protocol kafka:// is not supported", "is not a valid kafka topic")
    else:
        yield from _url_reasons(uri, allowed)


def _pub_sub_reasons(uri: str) -> Iterator[str]:
    project, _, topic = uri.removeprefix("pubsub://").partition(":")
    if not topic:
        yield "protocol pubsub:// is not supported"
        yield "is not a valid GCP pub/sub format. Format should be pubsub://project:topic"
    elif not _PROJECT.fullmatch(project):
        yield from ("is invalid", "is not a valid GCP project id.")
    elif not _CLOUD_TOPIC.fullmatch(topic):
        yield from ("is invalid", "is not a valid GCP topic id.")


def _url_reasons(url: str, allowed: Iterable[str]) -> Iterator[str]:
    scheme = _SCHEME.match(url)
    name = "" if scheme is None else scheme["name"].lower()
    try:
        host, at = urlsplit(url).hostname, origin(url)
    except ValueError:
        yield "is invalid"
        return
    if not name or (name in ("http", "https") and not host):
        yield "is invalid"
    elif name != "https" and not (name == "http" and (is_here(url) or at in map(origin, allowed))):
        yield f"protocol {name}:// is not supported"
    elif not url.isascii() or not url.isprintable() or " " in url:
        yield "is invalid"


def _check_xml(asked: Subscription) -> None:
    if asked.topic.startswith(_JSON_ONLY):
        raise subscription_refused("format", ["'xml' is invalid for this webhook topic. Allowed formats: json"])
    if is_cloud(asked.uri):
        raise subscription_refused("format", ["can only be used with format: 'json'"])
    if asked.topic in SENT_TOPICS:
        message = not_served("webhooks in XML")
        raise Refusal("not_served", message, field=("webhookSubscription", "format"), status=501, errors=message)


def _check_name(name: str | None, others: Iterable[Subscription]) -> None:
    if name is None:
        return
    reasons = ["is too short (minimum is 1 character)"] if not name else []
    if not _NAME.fullmatch(name):
        reasons.append("name field can only contain alphanumeric characters, underscores, and hyphens")
    elif name.lower() in {each.name.lower() for each in others if each.name}:
        reasons.append("already exists, no duplicate allowed")
    if reasons:
        raise subscription_refused("name", reasons)


def _check_filter(text: str | None) -> None:
    if not text:
        return
    message = None
    if len(text.encode(errors="replace")) > _LARGEST:
        message = _LONG_FILTER
    else:
        try:
            if any(term.field is None for term in terms_of(parse_search(text))):
                message = _BAD_FILTER
        except TooDeep:
            message = _BAD_FILTER
    if message is not None:
        raise Refusal("invalid", message, field=("webhookSubscription",), errors={"filter": [message]})
