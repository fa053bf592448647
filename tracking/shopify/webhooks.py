"""Webhooks of fulfillments: who sent them, and what they hold.

A web framework gives headers and the raw body; ``decode`` gives a `Webhook` or raises InvalidWebhook. The shop sends
a webhook again (8 times in 4 hours) until it is answered with 200, always as it was at first, and may send one twice:
``id`` tells repetitions, ``triggered_at`` which is newer.

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
    """A fulfillment that was created or changed in a shop."""

    topic: str
    """fulfillments/create or fulfillments/update."""
    id: str
    """The same when the shop sends it again."""
    shop: str
    """The shop's host: ``my-shop.myshopify.com``."""
    fulfillment: Fulfillment
    triggered_at: datetime | None = None
    """When it happened, which may be long before it arrives."""
    version: str | None = None
    """The API's version that the body is written in."""


def decode(headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes, secret: str | Iterable[str]) -> Webhook:
    """Check a webhook's signature and read it.

    ``headers`` are in any case, ``body`` is the raw body as it arrived, ``secret`` the app's client secret, or two of
    them while it is being replaced. Raises InvalidWebhook with the code signature_missing, signature_wrong,
    header_missing, topic_unknown or body_broken.
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
        raise InvalidWebhook("body_broken", f"the body is no fulfillment: {unreadable(error)}") from None
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
