"""Decides who may call the shop, and for what: access tokens with scopes.

A token comes as ``X-Shopify-Access-Token``, or as the password of HTTP Basic (the old private apps). Sources of the
scopes and of the answers' words: the Admin API's access-scope page, and its REST status codes.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = [
    "ALL_SCOPES",
    "APP_ID",
    "ASSIGNED_READ",
    "EVENTS_READ",
    "EVENTS_WRITE",
    "FULFILLMENTS_READ",
    "FULFILLMENTS_WRITE",
    "FULFILLMENT_ORDERS_READ",
    "FULFILLMENT_ORDERS_WRITE",
    "FULL_GRANT",
    "GRANT",
    "GRANT_PATH",
    "LOCATIONS_READ",
    "ORDERS_READ",
    "ORDERS_WRITE",
    "AccessMiddleware",
    "Grant",
    "ScopeMiddleware",
    "Tokens",
    "grant_of",
    "is_scope",
    "missing_scope",
    "needs_of",
    "parse_scopes",
    "parse_token",
]

GRANT = "tracking.grant"
"""The key of the ASGI scope with the caller's `Grant`."""

GRANT_PATH = "/admin/oauth/access_token"
"""The path at which apps are granted tokens. It needs no token, and counts for no rate limit."""
APP_ID = 580111
"""The id of the app to which every token belongs."""

_KINDS = ("assigned", "merchant_managed", "third_party")
FULFILLMENT_ORDERS_READ = tuple(f"read_{kind}_fulfillment_orders" for kind in _KINDS)
FULFILLMENT_ORDERS_WRITE = tuple(f"write_{kind}_fulfillment_orders" for kind in _KINDS)
ORDERS_READ = ("read_orders", "read_marketplace_orders")
ORDERS_COUNT = ("read_orders",)
ORDERS_WRITE = ("write_orders",)
ASSIGNED_READ = ("read_assigned_fulfillment_orders",)
FULFILLMENTS_READ = ("read_fulfillments",)
LOCATIONS_READ = ("read_locations",)
FULFILLMENTS_WRITE = ("write_fulfillments",)
EVENTS_READ = ("read_fulfillments", "read_orders")
EVENTS_WRITE = ("write_fulfillments", "write_orders")
OPEN: tuple[str, ...] = ()
"""For each kind, one of the listed scopes is enough; a ``write_`` scope includes its ``read_``.

Open calls need none.
"""

ALL_SCOPES = frozenset(
    {
        *FULFILLMENT_ORDERS_READ,
        *FULFILLMENT_ORDERS_WRITE,
        *("read_apps", "read_fulfillments", "write_fulfillments", "read_locations", "read_orders", "write_orders"),
    }
)
"""All scopes that something here requires, which a token without scopes has."""

_SCOPE = re.compile(r"(?:unauthenticated_)?(?:read|write)_[a-z][a-z_]*")


class Grant(NamedTuple):
    """The rights of a token."""

    app: int
    """The number of the app: the token's position among the tokens. Rate limits count by app."""
    scopes: frozenset[str] | None
    """The scopes, including reads that follow from writes; None means everything."""

    def allows(self, needs: Iterable[str]) -> bool:
        """Tell whether one of ``needs`` is granted."""
        return self.scopes is None or not self.scopes.isdisjoint(needs)


FULL_GRANT = Grant(0, None)


def is_scope(handle: str) -> bool:
    """Tell whether a word is written like a scope.

    >>> is_scope("read_products"), is_scope("fake_scope")
    (True, False)
    """
    return _SCOPE.fullmatch(handle) is not None


def grant_of(scope: Scope) -> Grant:
    """Return the caller's grant; everything is granted if no `AccessMiddleware` ran before."""
    grant: Grant = scope.get(GRANT, FULL_GRANT)
    return grant


def parse_token(text: str) -> tuple[str, frozenset[str] | None]:
    """Read ``TOKEN`` or ``TOKEN=SCOPE,SCOPE``. Without scopes, a token may do everything.

    Raises `ValueError`, which never contains the token.
    """
    token, separator, listed = text.partition("=")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("a token is printable ASCII without spaces: write TOKEN or TOKEN=SCOPE,SCOPE")
    if not separator:
        return token, None
    return token, parse_scopes(listed)


def parse_scopes(listed: str) -> frozenset[str]:
    """Read ``SCOPE,SCOPE``. Raises `ValueError`."""
    scopes = frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
    for scope in sorted(scopes):
        if not is_scope(scope):
            raise ValueError(f"scope {scope!r}: a scope is named like read_orders or write_orders")
    if not scopes:
        raise ValueError("no scope after '=': name one, or leave '=' out to allow everything")
    return scopes


class Tokens:
    """The tokens that a shop accepts. Neither its repr nor its errors show one.

    ``clock`` returns the seconds by which issued tokens expire, and never goes back.
    """

    def __init__(
        self, tokens: Mapping[str, Collection[str] | None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._grants = {
            token.encode(): Grant(app, _whole(scopes)) for app, (token, scopes) in enumerate(tokens.items())
        }
        self._permanent = len(self._grants)
        self._ends: dict[bytes, float] = {}

    def issue(self, app: int, scopes: Collection[str] | None, life: float) -> str:
        """Issue a token that lives so many seconds. ``app`` numbers the apps that have no permanent token."""
        now = self._clock()
        for gone in [token for token, end in self._ends.items() if end <= now]:
            del self._ends[gone], self._grants[gone]
        token = f"shpat_{secrets.token_hex(16)}"
        self._grants[token.encode()] = Grant(self._permanent + app, _whole(scopes))
        self._ends[token.encode()] = now + life
        return token

    def __repr__(self) -> str:
        return f"<Tokens: {len(self._grants)}>"

    def grant(self, headers: Iterable[tuple[bytes, bytes]]) -> Grant | None:
        """Return the grant of a request's token, or None if it has no known token."""
        for name, value in headers:
            if name == b"x-shopify-access-token":
                return self._known(value.strip())
            if name == b"authorization" and value[:6].lower() == b"basic ":
                try:
                    _, _, password = base64.b64decode(value[6:].strip(), validate=True).partition(b":")
                except (binascii.Error, ValueError):
                    return None
                return self._known(password)
        return None

    def _known(self, token: bytes) -> Grant | None:
        end = self._ends.get(token)
        return None if end is not None and end <= self._clock() else self._grants.get(token)


def _whole(scopes: Collection[str] | None) -> frozenset[str] | None:
    """Add the reads that writes include."""
    if scopes is None:
        return None
    return frozenset(scopes) | {one.replace("write_", "read_", 1) for one in scopes if one.startswith("write_")}


class _Need(NamedTuple):
    methods: frozenset[str]
    path: re.Pattern[str]
    needs: tuple[str, ...]


def _need(methods: str, path: str, needs: tuple[str, ...]) -> _Need:
    return _Need(frozenset(methods.split()), re.compile(rf"/admin/(?:api/[^/]*/)?{path}(?:\.json)?"), needs)


# The scopes that each REST route needs, or that it is open; the first matching line decides. Events and the deprecated
# routes under an order belong to the older scopes, and everything by fulfillment order to the newer ones.
_NEEDS = (
    _need("GET HEAD", r"orders/[^/]*/fulfillments/[^/]*/events(?:/[^/]*)?", EVENTS_READ),
    _need("POST PUT DELETE", r"orders/[^/]*/fulfillments(?:/.*)?", EVENTS_WRITE),
    # A marketplace's app may read an order's fulfillments, but not count them.
    _need("GET HEAD", r"orders/[^/]*/fulfillments/count", ORDERS_COUNT),
    _need("GET HEAD", r"orders/[^/]*/(?:fulfillments|metafields|refunds|risks|transactions)(?:/.*)?", ORDERS_READ),
    _need("GET HEAD", r"orders/[^/]*/fulfillment_orders", FULFILLMENT_ORDERS_READ),
    _need("PUT", r"orders/[^/]*", ORDERS_WRITE),
    _need("POST PUT DELETE", r"orders/[^/]*/(?:cancel|close|open|metafields(?:/.*)?)", ORDERS_WRITE),
    _need("GET HEAD", r"orders(?:/[^/]*)?", ORDERS_READ),
    _need("GET HEAD", r"events", ORDERS_READ),
    _need("GET HEAD", r"fulfillment_orders(?:/.*)?", FULFILLMENT_ORDERS_READ),
    _need("POST", r"fulfillment_orders/.*", FULFILLMENT_ORDERS_WRITE),
    _need("GET HEAD", r"assigned_fulfillment_orders", ASSIGNED_READ),
    _need("GET HEAD", r"fulfillment_services(?:/.*)?", FULFILLMENTS_READ),
    _need("POST PUT DELETE", r"fulfillment_services(?:/.*)?", FULFILLMENTS_WRITE),
    _need("GET HEAD", r"locations(?:/.*)?", LOCATIONS_READ),
    _need("POST PUT", r"fulfillments(?:/.*)?", FULFILLMENT_ORDERS_WRITE),
    # Open to every token: an app's own scopes, and its shop. Whether an app may subscribe is checked with the topic of
    # the webhook.
    _need("GET HEAD", r"shop", OPEN),
    _need("GET HEAD", r"oauth/access_scopes", OPEN),
    _need("GET HEAD POST PUT DELETE", r"(?:metafields|webhooks)(?:/[^/]*)?", OPEN),
)

_UNKNOWN = msgspec.json.encode(
    {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
)
_NOT_PERMITTED = "The api_client does not have the required permission(s)."


def needs_of(method: str, path: str) -> tuple[str, ...] | None:
    """Return the scopes of which a REST call needs one: empty for an open call, None for an unknown call.

    >>> needs_of("GET", "/admin/api/2026-04/orders/1.json"), needs_of("GET", "/admin/api/2026-04/webhooks.json")
    (('read_orders', 'read_marketplace_orders'), ())
    """
    for need in _NEEDS:
        if method in need.methods and need.path.fullmatch(path.rstrip("/")):
            return need.needs
    return None


def missing_scope(grant: Grant, needs: tuple[str, ...]) -> str | None:
    """Return REST's words for a missing scope; None if no scope is missing."""
    if not needs or grant.allows(needs):
        return None
    if needs in (FULFILLMENT_ORDERS_READ, FULFILLMENT_ORDERS_WRITE):
        return _NOT_PERMITTED
    return f"[API] This action requires merchant approval for {needs[0]} scope."


def _refusal(grant: Grant, method: str, path: str) -> str | None:
    """Return why this call is not allowed, or None. GraphQL checks its own fields."""
    return missing_scope(grant, needs_of(method, path) or ())


class AccessMiddleware:
    """Answers 401 to an unknown token, and passes the grant of others on. Everything below ``/admin`` is protected."""

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self.app, self.tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path + "/").startswith("/admin/") or path == GRANT_PATH:
            await self.app(scope, receive, send)
            return
        grant = self.tokens.grant(scope["headers"])
        if grant is None:
            await _json(401, _UNKNOWN)(scope, receive, send)
            return
        scope[GRANT] = grant
        await self.app(scope, receive, send)


class ScopeMiddleware:
    """Answers 403 to a token without the scope. It runs after the rate limit, because a 403 is a call as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and (refusal := _refusal(grant_of(scope), scope["method"], scope["path"])):
            await _json(403, msgspec.json.encode({"errors": refusal}))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json; charset=utf-8")
