"""Deliberate faults between a client and a shop, for tests of clients.

`FaultMiddleware` makes a share of the calls fail, by a seeded draw for each call, or the calls that a test orders with
`strike`. To drop a client's connection without an answer, uvicorn must run with `FaultyProtocol`; without it, in one
process, a `ConnectionResetError` is raised instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracking.server.fault_kinds import KINDS
from tracking.server.limits import CostBucket, is_graphql, throttled, too_many_calls
from tracking.server.wire import SpellingProtocol

__all__ = ["FaultMiddleware", "FaultyProtocol"]

LATE = "timeout-late"
"""Only by `FaultMiddleware.strike`: no answer, and the change is made after other calls were answered."""

_CONNECTION = "tracking.connection"
_INTERNAL_ERROR = b'{"errors":"An unexpected error occurred"}'
_UNAVAILABLE = b"<!DOCTYPE html><html><head><title>503</title></head><body><h1>Service unavailable</h1></body></html>"


class _Connection(NamedTuple):
    """A client's connection, which `FaultMiddleware` gets through the scope's extensions."""

    transport: asyncio.Transport
    stopping: asyncio.Event

    def reset(self) -> None:
        """Drop the connection with a TCP reset."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            # A linger time of zero turns the close into a reset (POSIX: struct linger, on and 0 seconds). The client
            # may have closed it before.
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class FaultyProtocol(SpellingProtocol):
    """uvicorn's HTTP protocol (``uvicorn.Config(http=FaultyProtocol)``) that lets the application drop connections."""

    app: ASGIApp

    def connection_made(self, transport: Any) -> None:
        """Note the connection for every request on it."""
        super().connection_made(transport)
        app, self._stopping = self.app, asyncio.Event()
        connection = _Connection(transport, self._stopping)

        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[_CONNECTION] = connection
            await app(scope, receive, send)

        self.app = with_connection

    def shutdown(self) -> None:
        """Release calls that are held back, because the server is stopping."""
        self._stopping.set()
        super().shutdown()


class _Strike(NamedTuple):
    kind: str
    where: re.Pattern[bytes]
    answers: int
    seconds: float


class FaultMiddleware:
    """Makes calls below ``/admin`` fail.

    ``shares`` maps each kind of `KINDS` to its share of the calls (at most 1 in total). ``seed`` makes a run
    repeatable. ``hold`` is the seconds for which a call without an answer is held before the connection is dropped.
    ``latency`` is the greatest delay of an answer in seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        shares: Mapping[str, float] | None = None,
        seed: int = 0,
        *,
        hold: float = 60.0,
        latency: float = 1.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.app, self.hold, self.latency, self.sleep = app, hold, latency, sleep
        self._shares = dict(shares or {})
        if unknown := self._shares.keys() - KINDS.keys():
            raise ValueError(f"unknown kinds of fault: {', '.join(sorted(unknown))}")
        if sum(self._shares.values()) > 1 + 1e-9:
            raise ValueError("the shares of all faults together are at most 1")
        self._random = random.Random(seed)
        self._strikes: list[_Strike] = []
        self._answers = 0
        self._late: dict[asyncio.Task[None], tuple[int, asyncio.Event]] = {}
        self.late_commit = threading.Event()
        """Set when a change of ``timeout-late`` has been made."""

    def strike(self, kind: str, where: str = "", *, answers: int = 1, seconds: float = 0.0) -> None:
        """Order a fault for the next call that matches the pattern ``where``.

        ``where`` is searched in ``METHOD path``, a line break, and the body. The kinds are those of `KINDS`, and
        ``timeout-late``: no answer, and the change is made ``seconds`` after ``answers`` other calls were answered,
        that is, after a client has looked and not found it.
        """
        if kind not in KINDS and kind != LATE:
            raise ValueError(f"unknown kind of fault: {kind}")
        self._strikes.append(_Strike(kind, re.compile(where.encode(), re.MULTILINE), answers, seconds))

    def forget(self) -> None:
        """Cancel the ordered faults that have not come yet."""
        self._strikes.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self.app(scope, receive, send)
            return
        if self._strikes:
            body = await _read(receive)
            receive = _replay(body, receive)
            head = f"{scope['method']} {scope['path']}\n".encode()
            for strike in self._strikes:
                if strike.where.search(head + body):
                    self._strikes.remove(strike)
                    await self._fail(strike.kind, scope, receive, send, strike)
                    return
        if kind := self._draw():
            await self._fail(kind, scope, receive, send)
            return
        await self.app(scope, receive, send)
        self._answered()

    def _draw(self) -> str | None:
        if not self._shares:
            return None
        drawn = self._random.random()
        for kind, share in self._shares.items():
            drawn -= share
            if drawn < 0:
                return kind
        return None

    async def _fail(
        self, kind: str, scope: Scope, receive: Receive, send: Send, ordered: _Strike | None = None
    ) -> None:
        after = self._random.random() < 0.5
        if kind == "latency":
            await self.sleep(self._random.uniform(0, self.latency))
            await self.app(scope, receive, send)
            self._answered()
        elif kind == "429":
            empty = CostBucket()
            empty.take(empty.size)
            refuse = throttled(10, empty) if is_graphql(scope["path"]) else too_many_calls()
            await refuse(scope, receive, send)
        elif kind == "truncate":
            await self._truncate(scope, receive, send)
        else:
            # The request is read to its end, so that the client has sent everything and cannot know what became of it.
            body = await _read(receive)
            receive = _replay(body, receive)
            if kind == LATE and ordered is not None:
                self._commit_late(scope, body, ordered)
            elif kind == "timeout-after" or (after and kind != "timeout-before"):
                await self.app(scope, receive, _discard)
            if kind == "500":
                await Response(_INTERNAL_ERROR, 500, media_type="application/json")(scope, receive, send)
            elif kind == "503":
                await Response(_UNAVAILABLE, 503, media_type="text/html")(scope, receive, send)
            else:
                await self._hang_up(scope, receive, held=kind != "reset")

    async def _truncate(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await self.app(scope, receive, collect)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*headers, (b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        connection = _connection(scope)
        connection.transport.close()
        await _gone(receive)

    async def _hang_up(self, scope: Scope, receive: Receive, *, held: bool) -> None:
        """Drop the connection without an answer; if ``held``, only when the client has gone or ``hold`` is over."""
        connection = scope.get("extensions", {}).get(_CONNECTION)
        if held:
            waits = [asyncio.ensure_future(_gone(receive)), asyncio.ensure_future(self.sleep(self.hold))]
            if connection is not None:
                waits.append(asyncio.ensure_future(connection.stopping.wait()))
            _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in pending:
                wait.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await wait
        _connection(scope).reset()
        await _gone(receive)

    def _commit_late(self, scope: Scope, body: bytes, ordered: _Strike) -> None:
        due = asyncio.Event()

        async def commit() -> None:
            if ordered.answers:
                await due.wait()
            await self.sleep(ordered.seconds)
            await self.app(scope, _replay(body, _never), _discard)
            self.late_commit.set()

        # The loop keeps only a weak reference to a task; this dictionary keeps a strong one.
        task = asyncio.ensure_future(commit())
        self._late[task] = (self._answers + ordered.answers, due)
        task.add_done_callback(lambda done: self._late.pop(done, None))

    def _answered(self) -> None:
        self._answers += 1
        for at, due in self._late.values():
            if self._answers >= at:
                due.set()


def _connection(scope: Scope) -> _Connection:
    connection: _Connection | None = scope.get("extensions", {}).get(_CONNECTION)
    if connection is None:
        raise ConnectionResetError("the shop hung up on purpose")
    return connection


async def _read(receive: Receive) -> bytes:
    """Read the whole body."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return the body that was read, followed by what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def _discard(message: Message) -> None:
    del message
