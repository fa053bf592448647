"""Tokens for apps that have no permanent one: ``POST /admin/oauth/access_token``, the client credentials grant.

The request is JSON or a form with ``client_id``, ``client_secret``, and ``grant_type=client_credentials``. The answer
has ``access_token``, ``scope``, and ``expires_in``. Source: the Admin API's client credentials grant; there, a token
lives 24 hours, which the answer gives as 86399 seconds. Errors are those of RFC 6749, section 5.2, because the real
service's words are not documented.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.server.access import ALL_SCOPES, GRANT_PATH, Tokens, parse_scopes

__all__ = ["TOKEN_LIFE", "App", "grant_route", "parse_app"]

TOKEN_LIFE = 86_399.0
"""Seconds."""
_JSON = "application/json; charset=utf-8"
_HEADERS = {"Cache-Control": "no-store"}


class App:
    """An app's secret, and the scopes of its tokens (None: everything). Its repr does not show the secret."""

    __slots__ = ("scopes", "secret")

    def __init__(self, secret: str, scopes: frozenset[str] | None = None) -> None:
        self.secret, self.scopes = secret, scopes

    def __repr__(self) -> str:
        return "<App>"


def parse_app(text: str) -> tuple[str, App]:
    """Read ``ID=SECRET`` or ``ID=SECRET=SCOPE,SCOPE``. Raises `ValueError`, which never contains the secret."""
    client_id, _, rest = text.partition("=")
    secret, separator, listed = rest.partition("=")
    for part in (client_id, secret):
        if not part or not part.isascii() or not part.isprintable() or " " in part:
            raise ValueError("an app is printable ASCII without spaces: write ID=SECRET or ID=SECRET=SCOPE,SCOPE")
    return client_id, App(secret, parse_scopes(listed) if separator else None)


def grant_route(tokens: Tokens, apps: Mapping[str, App], life: float = TOKEN_LIFE) -> Route:
    """Return the route. Tokens are issued into ``tokens`` and expire after ``life`` seconds."""
    places = {client_id: place for place, client_id in enumerate(apps)}

    async def grant(request: Request) -> Response:
        asked = _fields(request.headers.get("content-type", ""), await request.body())
        if asked is None:
            return _refused("invalid_request", "The body is neither JSON nor a form.")
        client_id, secret, kind = (asked.get(name) for name in ("client_id", "client_secret", "grant_type"))
        if not all(isinstance(each, str) and each for each in (client_id, secret, kind)):
            return _refused("invalid_request", "client_id, client_secret and grant_type are required.")
        if kind != "client_credentials":
            return _refused("unsupported_grant_type", "Only grant_type=client_credentials is served.")
        app = apps.get(str(client_id))
        # The secret is compared even for an unknown id, so that the time does not reveal which ids exist.
        fits = hmac.compare_digest(str(secret).encode(), (app.secret if app else "").encode())
        if app is None or not fits:
            return _refused("invalid_client", "The client id or secret is not known.")
        token = tokens.issue(places[str(client_id)], app.scopes, life)
        scope = ",".join(sorted(ALL_SCOPES if app.scopes is None else app.scopes))
        body = {"access_token": token, "scope": scope, "expires_in": int(life) if life.is_integer() else life}
        return Response(msgspec.json.encode(body), 200, _HEADERS, _JSON)

    return Route(GRANT_PATH, grant, methods=["POST"])


def _fields(content_type: str, body: bytes) -> Mapping[str, Any] | None:
    try:
        if content_type.partition(";")[0].strip().lower() == "application/json":
            document = msgspec.json.decode(body)
            return document if isinstance(document, dict) else None
        return dict(parse_qsl(body.decode()))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return None


def _refused(error: str, description: str) -> Response:
    body = msgspec.json.encode({"error": error, "error_description": description})
    return Response(body, 400, _HEADERS, _JSON)
