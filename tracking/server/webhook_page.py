"""The log of webhooks over HTTP: a page, and JSON for tests."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.server.page_frame import PageFrame, id_before
from tracking.server.shop import Shop
from tracking.server.webhook_records import OutgoingWebhook

__all__ = ["webhook_routes"]

_SHOWN = 50
_STATES = {"waiting": "to be sent", "sent": "sent", "failed": "given up", "not_sent": "not sent"}


def webhook_routes(shop: Shop, frame: PageFrame) -> list[Route]:
    """Serve ``/webhooks`` and ``/webhooks.json`` (``?before=ID`` for older ones)."""

    async def listed(request: Request) -> tuple[OutgoingWebhook, ...]:
        return await run_in_threadpool(shop.webhooks, id_before(request), _SHOWN)

    async def page(request: Request) -> Response:
        webhooks = await listed(request)
        return frame.page("webhooks.html", webhooks=webhooks, states=_STATES, more=len(webhooks) == _SHOWN)

    async def document(request: Request) -> Response:
        body = msgspec.json.encode({"webhooks": [_written(each) for each in await listed(request)]})
        return Response(body, media_type="application/json; charset=utf-8")

    return [Route("/webhooks", page, methods=["GET"]), Route("/webhooks.json", document, methods=["GET"])]


def _written(webhook: OutgoingWebhook) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(webhook)
    del document["held_back"]
    return document | {"body": msgspec.Raw(webhook.body.encode())}
