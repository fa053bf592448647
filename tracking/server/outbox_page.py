"""The outbox over HTTP: a page, JSON for tests, and each mail as a file."""

from __future__ import annotations

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.server.delivery_records import Message
from tracking.server.page_frame import PageFrame, id_before
from tracking.server.shop import Shop

__all__ = ["outbox_routes"]

_SHOWN = 50


def outbox_routes(shop: Shop, frame: PageFrame) -> list[Route]:
    """Return the routes ``/outbox``, ``/outbox.json`` (``?before=ID`` for older ones), and ``/outbox/ID.eml``."""

    async def listed(request: Request) -> tuple[Message, ...]:
        return await run_in_threadpool(shop.messages, id_before(request), _SHOWN)

    async def page(request: Request) -> Response:
        messages = await listed(request)
        return frame.page("outbox.html", messages=messages, more=len(messages) == _SHOWN)

    async def document(request: Request) -> Response:
        body = msgspec.json.encode({"messages": await listed(request)})
        return Response(body, media_type="application/json; charset=utf-8")

    async def mail(request: Request) -> Response:
        found = await run_in_threadpool(shop.message, request.path_params["id"])
        if found is None:
            return Response("There is no such message.\n", 404, media_type="text/plain")
        return Response(found.eml.encode("ascii"), media_type="message/rfc822")

    return [
        Route("/outbox", page, methods=["GET"]),
        Route("/outbox.json", document, methods=["GET"]),
        Route("/outbox/{id:int}.eml", mail, methods=["GET"]),
    ]
