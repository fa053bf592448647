"""Every body is read completely before it is answered, and every answer identifies the shop."""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import NamedTuple

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ACCEPTED", "BODY", "BODY_WITHIN", "READ", "Bodies", "Headers"]

BODY = "tracking.body"
"""The key of the ASGI scope with a request's body."""

ACCEPTED = 4 * 1024 * 1024
"""The size in bytes of the largest body that is used."""
READ = 64 * 1024 * 1024
"""The size in bytes of the largest body that is read. A client that is still sending would not see an answer."""

BODY_WITHIN = 60.0
"""The seconds in which a body must arrive."""

_TOO_SLOW = msgspec.json.encode({"errors": "The body did not arrive in time."})
_TOO_LARGE = msgspec.json.encode({"errors": f"The body is too large: at most {ACCEPTED} bytes are accepted."})


class Bodies:
    """Reads each body completely and puts it into the scope; 413 if it is too large, 408 if it is too slow."""

    def __init__(self, app: ASGIApp, within: float = BODY_WITHIN) -> None:
        self.app, self._within = app, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._within):
                read = await _read(receive)
        except TimeoutError:
            await _refuse(send, 408, _TOO_SLOW, close=True)
            return
        if read is None:
            return
        if read.body is None:
            await _refuse(send, 413, _TOO_LARGE, close=read.more)
            return
        body = scope[BODY] = read.body
        given = False

        async def receive_again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, receive_again, send)


class _Read(NamedTuple):
    body: bytes | None
    """The body; None if it is too large."""
    more: bool
    """True if the client is still sending."""


async def _read(receive: Receive) -> _Read | None:
    """Read a body; None if the client has gone."""
    chunks: list[bytes] = []
    size = 0
    more = True
    while more and size <= READ:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size <= ACCEPTED:
            chunks.append(chunk)
        else:
            chunks.clear()
    return _Read(b"".join(chunks) if size <= ACCEPTED else None, more)


async def _refuse(send: Send, status: int, body: bytes, *, close: bool) -> None:
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Headers:
    """Adds X-Request-Id, X-ShopId, and, below ``/admin/api``, X-Shopify-API-Version to every answer."""

    _VERSION = re.compile(r"/admin/api/([A-Za-z0-9._-]{1,32})/")

    def __init__(self, app: ASGIApp, shop_id: int) -> None:
        self.app = app
        self._shop_id = (b"x-shopid", b"%d" % shop_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = [self._shop_id, (b"x-request-id", str(uuid.uuid4()).encode())]
        if version := self._VERSION.match(scope["path"]):
            added.append((b"x-shopify-api-version", version[1].encode()))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self.app(scope, receive, send_with_headers)
