"""The outbox over HTTP: a page, JSON for tests, and each mail as a file."""

from __future__ import annotations

from html import escape

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tracking.server.delivery_records import Message
from tracking.server.page import style_sheet
from tracking.server.shop import Shop

__all__ = ["outbox_routes"]

_SHOWN = 50
_LARGEST = 2**63 - 1


def outbox_routes(shop: Shop) -> list[Route]:
    """Serve ``/outbox``, ``/outbox.json`` (``?before=ID`` for older ones) and ``/outbox/ID.eml``."""

    async def listed(request: Request) -> tuple[Message, ...]:
        before = request.query_params.get("before", "")
        below = int(before) if before.isascii() and before.isdigit() and len(before) < 20 else _LARGEST
        return await run_in_threadpool(shop.messages, min(below, _LARGEST), _SHOWN)

    async def page(request: Request) -> HTMLResponse:
        sheet = style_sheet()
        body = _page(await listed(request), sheet.text)
        return HTMLResponse(body, headers={"content-security-policy": sheet.policy, "cache-control": "no-store"})

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


def _page(messages: tuple[Message, ...], style: str) -> str:
    listed = "".join(map(_message, messages)) or "<p>No message has been sent yet.</p>"
    older = f'<a href="/outbox?before={messages[-1].id}">Older messages</a>' if len(messages) == _SHOWN else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Outbox</title><style>{style}</style></head><body><header><h1>Outbox</h1></header>"
        f'<main>{listed}</main><nav><a href="/">Orders</a> {older}</nav></body></html>'
    )


def _message(message: Message) -> str:
    to = escape(message.to or "nobody: the order has no address")
    lines = "".join(f"<p>{escape(line)}</p>" for line in message.text.splitlines() if line.strip())
    return (
        f'<article><div class="top"><h2>{escape(message.subject)}</h2><span class="soft">to {to}</span></div>'
        f'<div lang="{message.language}">{lines}</div><p class="soft">'
        f'{message.created_at:%Y-%m-%d %H:%M} UTC, <a href="/outbox/{message.id}.eml">the mail</a></p></article>'
    )
