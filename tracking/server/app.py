"""The ASGI application: REST's routes, and a place for everything that runs before them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from tracking.desk.own_hosts import ADDRESS
from tracking.server.access import grant_of
from tracking.server.admin_routes import route_name
from tracking.server.bodies import BODY, Bodies, Headers
from tracking.server.form_body import FORM, json_of_form
from tracking.server.not_served import not_served
from tracking.server.openapi import describe
from tracking.server.rest import ROUTES, Calls
from tracking.server.rest_call import RestAnswer, RestCall
from tracking.server.scopes_route import scopes_route
from tracking.server.shop import Shop
from tracking.server.threads import ask

__all__ = ["create_app"]

_JSON = "application/json; charset=utf-8"
AsyncHandler = Callable[[Request], Awaitable[Response]]


class _Version(Convertor[str]):
    """The version in a path: any text that a header can repeat."""

    regex = "[A-Za-z0-9._-]{1,32}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("version", _Version())


def create_app(
    shop: Shop,
    *,
    middleware: Sequence[Middleware] = (),
    routes: Sequence[BaseRoute] = (),
    strict_404: bool = False,
) -> Starlette:
    """Return the application of one shop.

    A request passes, from the outside in: `Headers` (X-Request-Id, X-ShopId, X-Shopify-API-Version on every answer),
    `Bodies` (reads the body completely, 413 if it is too large), then ``middleware`` in the given order (pure ASGI
    classes; the command gives faults, access, limits, scopes), then the routes: ``routes`` (GraphQL, the page) before
    REST's and ``/openapi.json``. ``app.state.shop`` is the shop. A server for browsers puts a
    `tracking.desk.own_hosts.HostGuard` first into ``middleware``, as the command does.

    A route that the Admin API has and the shop does not serve answers 501 with its name. With ``strict_404``, the
    answer is the API's own for an unknown path.
    """
    calls = Calls(shop)
    app = Starlette(
        routes=[
            *routes,
            *(
                Route(f"/admin/api/{{version:version}}{path}", _endpoint(shop, calls, name), methods=[method])
                for method, path, name in ROUTES
            ),
            scopes_route(),
            Route("/openapi.json", _described, methods=["GET"]),
        ],
        middleware=[Middleware(Headers, shop_id=shop.info().id), Middleware(Bodies), *middleware],
        exception_handlers={HTTPException: _refused, OperationalError: _busy, Exception: _failed},
    )
    app.router.redirect_slashes = False
    app.state.shop, app.state.strict_404 = shop, strict_404
    return app


def _endpoint(shop: Shop, calls: Calls, name: str) -> AsyncHandler:
    async def endpoint(request: Request) -> Response:
        scope = request.scope
        query = request.query_params
        body: bytes = scope[BODY]
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
            try:
                body = json_of_form(body)
            except ValueError as error:
                return _errors(400, f"The body is not a form: {error}")
        call = RestCall(
            path=scope["path"],
            ids=request.path_params,
            query=query,
            pairs=query.multi_items(),
            body=body,
            url=_address(scope) + scope["path"],
            grant=grant_of(scope),
        )
        answer: RestAnswer = await ask(shop, request.method not in ("GET", "HEAD"), calls.answer, name, call)
        return Response(answer.body, answer.status, answer.headers, _JSON)

    return endpoint


def _address(scope: Scope) -> str:
    """Return scheme, host, and port of the request: as a `HostGuard` checked them, or else the socket's own."""
    checked: str | None = scope.get(ADDRESS)
    if checked is not None:
        return checked
    host, port = scope.get("server") or ("127.0.0.1", None)
    shown = f"[{host}]" if ":" in host else host
    usual = port in (None, {"http": 80, "https": 443}.get(scope["scheme"]))
    return f"{scope['scheme']}://{shown}" + ("" if usual else f":{port}")


async def _described(request: Request) -> Response:
    return Response(msgspec.json.encode(describe()), media_type=_JSON)


def _errors(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode({"errors": message}), status, headers, _JSON)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    name = None if request.app.state.strict_404 else route_name(request.method, request.url.path)
    if error.status_code in (404, 405) and name is not None:
        return _errors(501, not_served(name))
    message = {404: "Not Found", 405: "Method Not Allowed"}.get(error.status_code, error.detail)
    return _errors(error.status_code, message, dict(error.headers or {}))


async def _busy(request: Request, error: Exception) -> Response:
    # The database is locked for too long, or gone: the request was not executed.
    return _errors(503, "The shop's database is not available.")


async def _failed(request: Request, error: Exception) -> Response:
    return _errors(500, "An unexpected error occurred")
