"""``POST /reset``: reset a shop between two tests, for clients in any language."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["reset_route"]


def reset_route(begin_anew: Callable[[], object]) -> Route:
    """Return the route. ``begin_anew`` empties the shop and fills it again."""

    async def reset(_request: Request) -> Response:
        await run_in_threadpool(begin_anew)
        return Response(status_code=204)

    return Route("/reset", reset, methods=["POST"])
