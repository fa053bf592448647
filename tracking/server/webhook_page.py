"""The log of webhooks over HTTP: a page, and JSON for tests."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tracking.server.page import style_sheet
from tracking.server.shop import Shop
from tracking.server.webhook_records import OutgoingWebhook

__all__ = ["webhook_routes"]

_SHOWN = 50
_LARGEST = 2**63 - 1
_STATES = {"waiting": "to be sent", "sent": "sent", "failed": "given up", "not_sent": "not sent"}


def webhook_routes(shop: Shop) -> list[Route]:
    """Serve ``/webhooks`` and ``/webhooks.json`` (``?before=ID`` for older ones)."""

    async def listed(request: Request) -> tuple[OutgoingWebhook, ...]:
        before = request.query_params.get("before", "")
        below = int(before) if before.isascii() and before.isdigit() and len(before) < 20 else _LARGEST
        return await run_in_threadpool(shop.webhooks, min(below, _LARGEST), _SHOWN)

    async def page(request: Request) -> HTMLResponse:
        sheet = style_sheet()
        body = _page(await listed(request), sheet.text)
        return HTMLResponse(body, headers={"content-security-policy": sheet.policy, "cache-control": "no-store"})

    async def document(request: Request) -> Response:
        body = msgspec.json.encode({"webhooks": [_written(each) for each in await listed(request)]})
        return Response(body, media_type="application/json; charset=utf-8")

    return [Route("/webhooks", page, methods=["GET"]), Route("/webhooks.json", document, methods=["GET"])]


def _written(webhook: OutgoingWebhook) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(webhook)
    del document["held_back"]
    return document | {"body": msgspec.Raw(webhook.body.encode())}


def _page(webhooks: tuple[OutgoingWebhook, ...], style: str) -> str:
    listed = "".join(map(_webhook, webhooks)) or "<p>Nobody wanted to be told of anything yet.</p>"
    older = f'<a href="/webhooks?before={webhooks[-1].id}">Older webhooks</a>' if len(webhooks) == _SHOWN else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Webhooks</title><style>{style}</style></head><body><header><h1>Webhooks</h1></header>"
        f'<main>{listed}</main><nav><a href="/">Orders</a> {older}</nav></body></html>'
    )


def _webhook(webhook: OutgoingWebhook) -> str:
    tries = "".join(
        f"<p>{each.at:%H:%M:%S} UTC: {escape(each.error or str(each.status))}</p>" for each in webhook.attempts
    )
    reason = f"<p>{escape(webhook.reason)}</p>" if webhook.reason else ""
    return (
        f'<article><div class="top"><h2>{escape(webhook.topic)}</h2><span class="soft">{_STATES[webhook.state]}</span>'
        f"</div><p>to {escape(webhook.uri)}</p>{reason}{tries}"
        f'<p class="soft">{webhook.triggered_at:%Y-%m-%d %H:%M:%S} UTC, {escape(webhook.webhook_id)}</p></article>'
    )
