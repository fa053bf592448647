"""The log of the API's calls over HTTP: a page, and JSON for tests."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.server.page_frame import PageFrame
from tracking.server.request_log import RequestLog

__all__ = ["request_routes"]


def request_routes(log: RequestLog, frame: PageFrame) -> list[Route]:
    """Return the routes ``/requests`` and ``/requests.json``, with the newest call first."""

    async def page(request: Request) -> Response:
        return frame.page("requests.html", requests=log.newest_first())

    async def document(request: Request) -> Response:
        body = msgspec.json.encode({"requests": log.newest_first()})
        return Response(body, media_type="application/json; charset=utf-8")

    return [Route("/requests", page, methods=["GET"]), Route("/requests.json", document, methods=["GET"])]
