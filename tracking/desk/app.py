"""The desk as an ASGI application, by itself or mounted in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Mount, Route

from tracking.desk.api import api_routes
from tracking.desk.own_hosts import HostGuard
from tracking.desk.pages import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tracking.definitions.carrier import Carrier
    from tracking.desk.own_hosts import Misdirected, OwnHosts
    from tracking.resolver import Resolver

__all__ = ["POLICY", "create_desk", "desk_routes"]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of every page: nothing from another host, nothing inline."""
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"cache-control": b"no-cache",
}


class SecurityHeaders:
    """Adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in _HEADERS.items() if name not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, with_headers)


def create_desk(resolver: Resolver, carriers: Sequence[Carrier], hosts: OwnHosts | None = None) -> Starlette:
    """Make the application ``tracking desk``: the pages at ``/``, the JSON endpoints under ``/v1``.

    With ``hosts`` it answers only what is meant for them. Without, whoever serves it has to see to that.
    """
    desk = Desk(resolver, carriers)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/v1/"):
            message = {404: "there is no such endpoint; see /v1/openapi.json", 405: "use another method"}
            said = {"field": "path", "message": message.get(error.status_code, error.detail)}
            return JSONResponse({"error": said}, error.status_code, error.headers)
        return desk.page("missing.html", error.status_code, what="page")

    guard = [] if hosts is None else [Middleware(HostGuard, hosts, _misdirected)]
    return Starlette(
        routes=[*api_routes(resolver), Route("/healthz", _healthy, methods=["GET"]), *desk.routes()],
        middleware=[Middleware(SecurityHeaders), *guard],
        exception_handlers={HTTPException: refused},
    )


def desk_routes(resolver: Resolver, carriers: Sequence[Carrier], base: str, shop: str) -> list[BaseRoute]:
    """The desk for another application: mounted at ``base``, with a link to the ``shop``'s page."""

    async def moved(request: Request) -> Response:
        return RedirectResponse(f"{base}/")

    pages: Any = Starlette(
        routes=Desk(resolver, carriers, base, shop).routes(), middleware=[Middleware(SecurityHeaders)]
    )
    return [Route(base, moved, methods=["GET"]), Mount(base, pages), *api_routes(resolver)]


def _misdirected(refusal: Misdirected) -> Response:
    return JSONResponse({"error": {"field": "host", "message": refusal.message}}, refusal.status)


async def _healthy(request: Request) -> Response:
    return JSONResponse({"status": "ok"})
