"""Requests and responses of the Admin API as values. Nothing here does I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, urlencode, urlsplit

import msgspec

from tracking.errors import InvalidURL
from tracking.spelling.given import text_of

__all__ = ["NEWEST", "Endpoint", "Family", "Level", "Request", "Response", "camel", "gid", "ident", "snake"]

NEWEST = "2026-10"
"""The newest stable version of the Admin API."""

Family = Literal["rest", "graphql"]
"""The API a request speaks; each has a bucket of its own."""

_TOKEN = "X-Shopify-Access-Token"
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?")
_VERSION = re.compile(r"\d{4}-(?:01|04|07|10)|unstable")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request, complete except for the token, which is added when it is sent."""

    method: str
    url: str
    body: bytes = b""
    family: Family = "rest"
    name: str = ""
    """The name of the call, for logs and learned costs: ``fulfillmentCreate``, ``POST /fulfillments.json``."""
    repeatable: bool = False
    """True if it may be sent again although the first attempt may have been executed."""
    headers: dict[str, str] = {}
    private: bool = False
    """True if the body holds a secret. The request is then complete, and no token is added."""

    def __repr__(self) -> str:
        # The headers are left out, because they hold the token once it is added.
        return f"<Request {self.method} {self.url}, {len(self.body)} bytes>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec's own method, which pretty printers use, would show every field.
        return [("method", self.method), ("url", self.url), ("bytes", len(self.body))]

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle may be read by others, so it holds neither the token nor a secret.
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        values["body"] = b"" if self.private else self.body
        values["headers"] = {name: value for name, value in self.headers.items() if name != _TOKEN}
        return partial(Request, **values), ()

    def sent_with(self, token: str) -> Request:
        """Return the request with these headers, which include the token."""
        headers = {"Accept": "application/json", _TOKEN: token, **self.headers}
        if self.body:
            headers["Content-Type"] = "application/json"
        return msgspec.structs.replace(self, headers=headers)


class Response(msgspec.Struct, frozen=True):
    """One complete HTTP response."""

    status: int
    headers: Mapping[str, str]
    """The headers by their names in lower case."""
    body: bytes

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"

    @property
    def request_id(self) -> str | None:
        """The shop's id of this call (``X-Request-Id``), which its support asks for."""
        return self.headers.get("x-request-id")

    @property
    def retry_after(self) -> float | None:
        """``Retry-After`` in seconds, less than a day; None if the header is missing or implausible.

        The API writes a decimal, ``2.0``. A date is compared with the answer's own ``Date``, because clocks differ.
        """
        text = self.headers.get("retry-after", "").strip()
        if _SECONDS.fullmatch(text):
            seconds = float(text)
        else:
            until, now = _date(text), _date(self.headers.get("date", ""))
            if until is None or now is None:
                return None
            seconds = max(0.0, (until - now).total_seconds())
        return seconds if seconds < 86_400 else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class Level(NamedTuple):
    """How full a bucket is, in calls (REST) or points (GraphQL), as the shop reports it."""

    capacity: float
    used: float
    rate: float | None = None
    """Units that leave the bucket per second; None if the shop does not say."""


class Endpoint:
    """A shop's address and an API version. It makes requests.

    ``shop`` is ``my-shop.myshopify.com`` (https), or a URL with scheme and host, such as ``http://127.0.0.1:8000``.
    Raises InvalidURL if it is neither, and ValueError for a version that is neither ``YYYY-MM`` nor ``unstable``.
    """

    def __init__(self, shop: str, version: str = NEWEST) -> None:
        text_of(shop, "shop_url")
        if not _VERSION.fullmatch(text_of(version, "version")):
            raise ValueError(f"version {version!r}: write a quarter such as '{NEWEST}', or 'unstable'")
        self.origin = _origin(shop)
        self.version = version
        self.prefix = f"{self.origin}/admin/api/{version}"

    @property
    def host(self) -> str:
        """The host, with the port unless it is the scheme's default."""
        return urlsplit(self.origin).netloc

    def rest(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        repeatable: bool = False,
    ) -> Request:
        """Return a request for a REST route. Reads are repeatable; ``body`` becomes JSON."""
        asked = {name: str(value) for name, value in (query or {}).items() if value is not None}
        return Request(
            method=method,
            url=f"{self.prefix}{path}{'?' + urlencode(asked) if asked else ''}",
            body=b"" if body is None else msgspec.json.encode(body),
            name=f"{method} {re.sub(r'[0-9]+', '#', path)}",
            repeatable=repeatable or method == "GET",
        )

    def graphql(self, name: str, query: str, variables: Mapping[str, Any], *, repeatable: bool = True) -> Request:
        """Return a request for a GraphQL operation."""
        body = {"query": query, "variables": variables, "operationName": name}
        return Request(
            method="POST",
            url=f"{self.prefix}/graphql.json",
            body=msgspec.json.encode(body),
            family="graphql",
            name=name,
            repeatable=repeatable,
        )


def gid(kind: str, number: int) -> str:
    """Write a numeric id as GraphQL does.

    >>> gid("Fulfillment", 1069019870)
    'gid://shopify/Fulfillment/1069019870'
    """
    return f"gid://shopify/{kind}/{int(number)}"


def ident(text: str) -> int:
    """Read a GraphQL id (or a number as text) as the numeric id. Raises ValueError for anything else.

    >>> ident("gid://shopify/Fulfillment/1069019870?x=1")
    1069019870
    """
    found = re.fullmatch(r"(?:gid://shopify/[A-Za-z]+/)?([0-9]{1,40})(?:\?.*)?", text)
    if found is None:
        raise ValueError(f"{text[:80]!r} is not an id of the API")
    return int(found[1])


def camel(name: str) -> str:
    """Write one of REST's names as GraphQL does: ``happened_at`` becomes ``happenedAt``."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def snake(name: str) -> str:
    """Write one of GraphQL's names as REST does: ``happenedAt`` becomes ``happened_at``."""
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def _origin(shop: str) -> str:
    cure = "write my-shop.myshopify.com or https://my-shop.myshopify.com"
    shown = re.sub(r"([?#]).*", r"\1***", shop, flags=re.DOTALL)  # a token may stand there
    if re.search(r"[\s\x00-\x1f\x7f\\]", shop):
        raise InvalidURL(shown, "it holds spaces, backslashes or control characters", cure)
    try:
        parts = urlsplit(shop if "://" in shop else f"https://{shop}")
        host = parts.hostname or ""
    except ValueError:
        # A URL that cannot be parsed may hold a password, so it is not shown.
        raise InvalidURL("***", "it is not a URL", cure) from None
    if "@" in parts.netloc:
        raise InvalidURL(f"{parts.scheme}://***@{host}", "it holds credentials", "pass the token as an argument")
    if parts.scheme not in ("http", "https") or not host:
        raise InvalidURL(shown, "it is not the address of a shop", cure)
    port = _port(parts)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidURL(shown, "it goes on after the host", cure)
    return f"{parts.scheme}://" + (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        text = parts.netloc.rpartition(":")[2]
        # Digits behind a colon are shown as the port; other text may be a password whose @ was forgotten.
        text = text if text.isdecimal() else "***"
        shown = f"{parts.scheme}://{parts.hostname}:{text}"
        raise InvalidURL(shown, f"{text} is not a port", "give one from 1 to 65535, or none")
    return port
