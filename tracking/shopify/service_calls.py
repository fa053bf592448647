"""The calls that a shop makes to a fulfillment service: read the call, and write the answer.

A shop calls the service's callback URL in two ways. ``POST .../fulfillment_order_notification`` says that there are
requests to look at; read them with the client (assigned fulfillment orders). ``GET
.../fetch_tracking_numbers.json?order_names[]=...`` asks for tracking numbers. Pass the headers, the query, and the raw
body from your web framework. These functions return values, and raise InvalidWebhook for anything that is not such a
call.

Source: the Admin API's guide for fulfillment services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

import msgspec

from tracking.errors import InvalidWebhook
from tracking.shopify.signatures import signed_headers

__all__ = ["NumbersWanted", "RequestNotice", "encode_numbers", "read_notice", "read_numbers_wanted"]

_KINDS = ("FULFILLMENT_REQUEST", "CANCELLATION_REQUEST")


class RequestNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's notice that it has requests for the service."""

    kind: str
    """``fulfillment_request`` or ``cancellation_request``."""
    shop: str | None = None
    """The shop's host; None if the call does not name it."""


class NumbersWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's question for tracking numbers."""

    names: tuple[str, ...]
    """The names of the fulfillments, such as ``#1001.1``."""
    shop: str | None = None
    """The shop's host; None if the call does not name it."""


def read_notice(
    headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes, secret: str | Iterable[str]
) -> RequestNotice:
    """Check a notice's signature, and return the notice.

    ``headers`` may have names in any case, ``body`` is the raw body as it arrived, and ``secret`` is the app's client
    secret, or both secrets while one is being replaced. Raises InvalidWebhook with the code signature_missing,
    signature_wrong, topic_unknown, or body_broken.

    >>> body = b'{"kind": "FULFILLMENT_REQUEST"}'
    >>> from tracking.shopify.signatures import signature
    >>> read_notice({"X-Shopify-Hmac-Sha256": signature(body, "hush")}, body, "hush").kind
    'fulfillment_request'
    >>> read_notice({}, body, "hush")
    Traceback (most recent call last):
        ...
    tracking.errors.InvalidWebhook: signature_missing: no header X-Shopify-Hmac-Sha256: the shop did not send this
    """
    given = signed_headers(headers, body, secret)
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidWebhook("body_broken", "the body is not JSON") from None
    kind = document.get("kind") if isinstance(document, dict) else None
    if kind not in _KINDS:
        raise InvalidWebhook("topic_unknown", f"kind is {kind!r}; only {' and '.join(_KINDS)} are read")
    return RequestNotice(kind=kind.lower(), shop=given.get("x-shopify-shop-domain"))


def read_numbers_wanted(query: str | Iterable[tuple[str, str]]) -> NumbersWanted:
    """Read the query of a question for tracking numbers, as text or as pairs of name and value.

    >>> read_numbers_wanted("shop=a.example&order_names[]=%231001.1&order_names[]=%231002.1").names
    ('#1001.1', '#1002.1')
    >>> read_numbers_wanted("shop=a.example").names
    ()
    """
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True) if isinstance(query, str) else list(query)
    names = tuple(value for key, value in pairs if key in ("order_names[]", "order_names") and value)
    return NumbersWanted(names=names, shop=next((value for key, value in pairs if key == "shop"), None))


def encode_numbers(numbers: Mapping[str, str]) -> bytes:
    """Return the JSON answer from a mapping of fulfillment names to tracking numbers.

    Leave out a name that has no number.

    >>> encode_numbers({"#1001.1": "1Z001985YW99744790"})[:41]
    b'{"tracking_numbers":{"#1001.1":"1Z001985Y'
    """
    return msgspec.json.encode(
        {
            "tracking_numbers": {name: number for name, number in numbers.items() if number},
            "message": "Successfully received the tracking numbers",
            "success": True,
        }
    )
