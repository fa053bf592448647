"""The seam to the network: httpx2 sends a `Request` and gives a `Response`.

Anything with such a ``send`` can take its place. A transport raises Unreachable when nothing was sent and
OutcomeUnknown when no whole answer came. What it raises carries no request: httpx2's errors hold the one they belong
to, and so its headers, the token among them.
"""

from __future__ import annotations

from typing import Protocol

import httpx2

from tracking.errors import OutcomeUnknown, ShopError, Unreachable
from tracking.shopify.messages import Request, Response

__all__ = ["AsyncHttpxTransport", "AsyncTransport", "HttpxTransport", "Transport"]

_NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class Transport(Protocol):
    """Sends requests, from any thread."""

    def send(self, request: Request) -> Response:
        """Send a request and return the whole answer."""


class AsyncTransport(Protocol):
    """Sends requests, from any task."""

    async def send(self, request: Request) -> Response:
        """Send a request and return the whole answer."""


class HttpxTransport:
    """Sends with an httpx2 client (Starlette's TestClient is one); ``timeout`` is in seconds."""

    def __init__(self, client: httpx2.Client, timeout: float) -> None:
        self._client, self._timeout = client, timeout

    def send(self, request: Request) -> Response:
        """See `Transport.send`."""
        try:
            answer = self._client.send(_built(self._client, request, self._timeout), follow_redirects=False)
            return _response(answer)
        except httpx2.RequestError as error:
            failure = _failure(error)
        # Outside the handler, or the error would hold httpx2's as its context.
        raise failure


class AsyncHttpxTransport:
    """Sends with an asynchronous httpx2 client; ``timeout`` is in seconds."""

    def __init__(self, client: httpx2.AsyncClient, timeout: float) -> None:
        self._client, self._timeout = client, timeout

    async def send(self, request: Request) -> Response:
        """See `AsyncTransport.send`."""
        try:
            answer = await self._client.send(_built(self._client, request, self._timeout), follow_redirects=False)
            return _response(answer)
        except httpx2.RequestError as error:
            failure = _failure(error)
        raise failure


def _built(client: httpx2.Client | httpx2.AsyncClient, request: Request, timeout: float) -> httpx2.Request:
    return client.build_request(
        request.method, request.url, content=request.body, headers=request.headers, timeout=timeout
    )


def _response(answer: httpx2.Response) -> Response:
    return Response(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)


def _failure(error: httpx2.RequestError) -> ShopError:
    words = [f"{type(error).__name__}: {error}"]
    if isinstance(error, _NOT_SENT):
        return Unreachable("not_connected", words)
    if isinstance(error, httpx2.TimeoutException):
        return OutcomeUnknown("timed_out", words)
    if isinstance(error, httpx2.DecodingError):
        return OutcomeUnknown("broken_answer", words)
    return OutcomeUnknown("connection_lost", words)
