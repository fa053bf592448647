"""The desk inside another application.

It is created at the first request, because its definitions take time to read.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tracking.desk.layout import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tracking.desk.layout import PageSection
    from tracking.resolver import Resolver

__all__ = ["desk_routes"]


class LateApp:
    """An application that is created in a worker thread when its first request comes."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._made is None:
            async with self._making:
                if self._made is None:
                    self._made = await run_in_threadpool(self._make)
        await self._made(scope, receive, send)


def desk_routes(base: str, beside: PageSection, resolver: Resolver | None = None) -> list[BaseRoute]:
    """Return the routes of the desk for another application: pages below ``base``, JSON endpoints under ``/v1``.

    ``beside`` is that application's part of the navigation. ``resolver`` gives the answers (default: the module's own).
    """

    def make() -> ASGIApp:
        import tracking
        from tracking.desk.app import mounted_desk
        from tracking.resolver import default

        return mounted_desk(resolver or default(), tracking.carriers(), base, beside)

    async def moved(request: Request) -> Response:
        return RedirectResponse(f"{base}/")

    late = LateApp(make)
    return [
        Route(base, moved, methods=["GET"]),
        Mount(f"{base}/static", StaticFiles(directory=STATIC)),
        Route(f"{base}/{{rest:path}}", late),
        Route("/v1/{rest:path}", late),
    ]
