"""Webhooks of fulfillments: who sent them, and what they contain.

Pass the headers and the raw body from your web framework to ``decode``. It returns a `Webhook`, or raises
InvalidWebhook. The shop sends a webhook up to 8 times in 4 hours, unchanged, until it is answered with 200, and may
send one twice. ``id`` identifies repetitions; ``triggered_at`` tells which of two webhooks is newer.

Sources: the Admin API's webhook documentation; the bodies are REST's fulfillments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from tracking.errors import InvalidWebhook
from tracking.fulfillment.values import Fulfillment
from tracking.shopify import rest_bodies
from tracking.shopify.classify import UNREADABLE, unreadable
from tracking.shopify.signatures import is_signed, signed_headers

__all__ = ["TOPICS", "Webhook", "decode", "is_signed"]

TOPICS = ("fulfillments/create", "fulfillments/update")


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook that says that a fulfillment was created or changed."""

    topic: str
    """``fulfillments/create`` or ``fulfillments/update``."""
    id: str
    """The webhook's id, which stays the same if the shop sends it again."""
    shop: str
    """The shop's host: ``my-shop.myshopify.com``."""
    fulfillment: Fulfillment
    triggered_at: datetime | None = None
    """When the change happened, timezone-aware. It may be long before the webhook arrives."""
    version: str | None = None
    """The API version of the body, such as ``2025-10``."""


def decode(headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes, secret: str | Iterable[str]) -> Webhook:
    """Check a webhook's signature, and return its content.

    ``headers`` may have names in any case, ``body`` is the raw body as it arrived, and ``secret`` is the app's client
    secret, or both secrets while one is being replaced. Raises InvalidWebhook with the code signature_missing,
    signature_wrong, header_missing, topic_unknown, or body_broken.

    >>> decode({"X-Shopify-Topic": "fulfillments/create"}, b"{}", "shpss_secret")
    Traceback (most recent call last):
        ...
    tracking.errors.InvalidWebhook: signature_missing: no header X-Shopify-Hmac-Sha256: the shop did not send this
    """
    given = signed_headers(headers, body, secret)
    topic = _header(given, "X-Shopify-Topic")
    if topic not in TOPICS:
        raise InvalidWebhook("topic_unknown", f"X-Shopify-Topic is {topic!r}; only {' and '.join(TOPICS)} are read")
    try:
        fulfillment = rest_bodies.fulfillment(msgspec.json.decode(body))
        triggered_at = rest_bodies.moment(given.get("x-shopify-triggered-at"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidWebhook("body_broken", "the body is not JSON") from None
    except UNREADABLE as error:
        raise InvalidWebhook("body_broken", f"the body is not a fulfillment: {unreadable(error)}") from None
    return Webhook(
        topic=topic,
        id=_header(given, "X-Shopify-Webhook-Id"),
        shop=_header(given, "X-Shopify-Shop-Domain"),
        fulfillment=fulfillment,
        triggered_at=triggered_at,
        version=given.get("x-shopify-api-version"),
    )


def _header(given: Mapping[str, str], name: str) -> str:
    try:
        return given[name.lower()]
    except KeyError:
        raise InvalidWebhook("header_missing", f"no header {name}") from None
