"""The latest calls of the API: time, request, and status. Neither tokens nor bodies are stored."""

from __future__ import annotations

import time
from collections import deque
from datetime import UTC, datetime

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["OPERATION", "LoggedRequest", "RequestLog", "RequestLogMiddleware"]

OPERATION = "tracking.operation"
"""The key of the ASGI scope under which GraphQL names the operation, such as ``mutation fulfillmentCreate``."""

_KEPT = 200
_LONGEST = 300


class LoggedRequest(msgspec.Struct, kw_only=True):
    """A call of the API."""

    at: datetime
    method: str
    path: str
    """The path without the query, cut after 300 characters."""
    operation: str | None = None
    """GraphQL's operation, by its kind and its fields."""
    status: int | None = None
    """The status; None if there is no answer yet, or if the connection was dropped."""
    milliseconds: float | None = None
    """The time from the request to the head of its answer."""


class RequestLog:
    """The latest 200 calls since the shop was started, kept in memory."""

    def __init__(self) -> None:
        self._kept: deque[LoggedRequest] = deque(maxlen=_KEPT)

    def add(self, request: LoggedRequest) -> None:
        """Record a call; the oldest one is dropped."""
        self._kept.append(request)

    def newest_first(self) -> list[LoggedRequest]:
        """Return all recorded calls, the newest first."""
        return [*reversed(self._kept)]


class RequestLogMiddleware:
    """Records every call below ``/admin``."""

    def __init__(self, app: ASGIApp, log: RequestLog) -> None:
        self.app, self._log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self.app(scope, receive, send)
            return
        request = LoggedRequest(at=datetime.now(UTC), method=scope["method"], path=scope["path"][:_LONGEST])
        self._log.add(request)
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
                request.operation = scope.get(OPERATION)
                request.milliseconds = round((time.perf_counter() - started) * 1000, 1)
            await send(message)

        await self.app(scope, receive, noting)
