"""The desk as an ASGI application, by itself or mounted in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from tracking.desk.api import api_routes
from tracking.desk.layout import PAGE_HEADERS, POLICY
from tracking.desk.own_hosts import HostGuard
from tracking.desk.pages import Desk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tracking.definitions.carrier import Carrier
    from tracking.desk.layout import PageSection
    from tracking.desk.own_hosts import Misdirected, OwnHosts
    from tracking.resolver import Resolver

__all__ = ["POLICY", "create_desk", "mounted_desk"]

_HEADERS = [(name.encode(), value.encode()) for name, value in PAGE_HEADERS.items()]


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in _HEADERS if name not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, with_headers)


def create_desk(resolver: Resolver, carriers: Sequence[Carrier], hosts: OwnHosts | None = None) -> Starlette:
    """Return the application of ``tracking desk``: the pages at ``/``, and the JSON endpoints under ``/v1``.

    With ``hosts``, it answers only requests that are meant for these. Without, its caller has to check that.
    """
    desk = Desk(resolver, carriers)
    guard = [] if hosts is None else [Middleware(HostGuard, hosts, _misdirected)]
    return Starlette(
        routes=[*api_routes(resolver), Route("/healthz", _healthy, methods=["GET"]), *desk.routes()],
        middleware=[Middleware(SecurityHeaders), *guard],
        exception_handlers={HTTPException: _refusing(desk)},
    )


def mounted_desk(resolver: Resolver, carriers: Sequence[Carrier], base: str, beside: PageSection) -> Starlette:
    """Return an application that another one mounts: the pages below ``base``, and the JSON endpoints under ``/v1``.

    ``beside`` is the other application's part of the navigation.
    """
    desk = Desk(resolver, carriers, base, beside)
    return Starlette(
        routes=[*api_routes(resolver), Mount(base, routes=desk.routes())],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _refusing(desk)},
    )


def _refusing(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/v1/"):
            message = {404: "there is no such endpoint; see /v1/openapi.json", 405: "use another method"}
            said = {"field": "path", "message": message.get(error.status_code, error.detail)}
            return JSONResponse({"error": said}, error.status_code, error.headers)
        return desk.page("missing.html", error.status_code, what="page")

    return refused


def _misdirected(refusal: Misdirected) -> Response:
    return JSONResponse({"error": {"field": "host", "message": refusal.message}}, refusal.status)


async def _healthy(request: Request) -> Response:
    return JSONResponse({"status": "ok"})
