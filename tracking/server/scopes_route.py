"""The caller's own access scopes: ``GET /admin/oauth/access_scopes.json``."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.server.access import ALL_SCOPES, grant_of

__all__ = ["scopes_route"]


def scopes_route() -> Route:
    """Make the route."""
    return Route("/admin/oauth/access_scopes.json", _scopes, methods=["GET"])


async def _scopes(request: Request) -> Response:
    scopes = grant_of(request.scope).scopes
    handles = sorted(ALL_SCOPES if scopes is None else scopes)
    body = msgspec.json.encode({"access_scopes": [{"handle": handle} for handle in handles]})
    return Response(body, media_type="application/json; charset=utf-8")
