"""The boundary to the network: httpx2 sends a `Request` and returns a `Response`.

Anything with such a ``send`` can take its place. A transport raises Unreachable if nothing was sent, and OutcomeUnknown
if no complete answer came. Its errors carry no request, because httpx2's errors hold the request they belong to, and
with it the headers and the token.

The far side is not trusted. A call ends at its deadline, however slowly the answer drips in. An answer is read as a
stream up to `LARGEST_ANSWER`, however small it was compressed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol

import httpx2

from tracking.errors import OutcomeUnknown, ShopError, Unreachable
from tracking.shopify.messages import Request, Response

__all__ = ["AsyncHttpxTransport", "AsyncTransport", "HttpxTransport", "Transport", "no_cookies"]

STEPS = 4
"""How many times the time limit of one step a whole call may take: connecting, sending, waiting, reading."""
LARGEST_ANSWER = 32 << 20
"""Bytes, decoded."""
_LONGEST_REASON = 300

_NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class Transport(Protocol):
    """Sends requests. Any thread may use it."""

    def send(self, request: Request) -> Response:
        """Send a request, and return the complete answer."""


class AsyncTransport(Protocol):
    """Sends requests. Any task may use it."""

    async def send(self, request: Request) -> Response:
        """Send a request, and return the complete answer."""


class HttpxTransport:
    """Sends with an httpx2 client (Starlette's TestClient is one).

    ``timeout`` is in seconds and applies to each step. On the connections that its own calls opened, a whole call takes
    at most four times as long.
    """

    def __init__(self, client: httpx2.Client, timeout: float) -> None:
        self._client, self._timeout = client, timeout

    def send(self, request: Request) -> Response:
        """See `Transport.send`."""
        try:
            with _deadline(self._timeout * STEPS) as left:
                built = _built(self._client, request, self._timeout, {"trace": _watch})
                answer = self._client.send(built, stream=True, follow_redirects=False)
                try:
                    body = _Body(answer)
                    for piece in answer.iter_bytes():
                        body.add(piece)
                        left()
                finally:
                    answer.close()
                return _response(answer, body)
        except httpx2.RequestError as error:
            failure = _failure(error)
        except _TooMuchError as error:
            failure = OutcomeUnknown("broken_answer", [str(error)])
        # This stands outside the handler, because the error would otherwise hold httpx2's as its context.
        raise failure


class AsyncHttpxTransport:
    """Sends with an asynchronous httpx2 client; ``timeout`` as with `HttpxTransport`."""

    def __init__(self, client: httpx2.AsyncClient, timeout: float) -> None:
        self._client, self._timeout = client, timeout

    async def send(self, request: Request) -> Response:
        """See `AsyncTransport.send`."""
        seconds = self._timeout * STEPS
        try:
            async with asyncio.timeout(seconds):
                built = _built(self._client, request, self._timeout, {})
                answer = await self._client.send(built, stream=True, follow_redirects=False)
                try:
                    body = _Body(answer)
                    async for piece in answer.aiter_bytes():
                        body.add(piece)
                finally:
                    await answer.aclose()
                return _response(answer, body)
        except httpx2.RequestError as error:
            failure = _failure(error)
        except _TooMuchError as error:
            failure = OutcomeUnknown("broken_answer", [str(error)])
        except TimeoutError:
            failure = OutcomeUnknown("timed_out", [f"no whole answer within {seconds:g} seconds"])
        raise failure


class _TooMuchError(Exception):
    """The answer is larger, or compressed more often, than any answer of the API."""


class _Body:
    """The body of an answer, decoded as it comes in."""

    def __init__(self, answer: httpx2.Response) -> None:
        if "," in answer.headers.get("content-encoding", ""):
            # Each layer may expand the one inside it a thousandfold, and the outermost need not show it.
            raise _TooMuchError("the answer is compressed more than once")
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > LARGEST_ANSWER:
            raise _TooMuchError(f"the answer is longer than {LARGEST_ANSWER >> 20} MiB")
        self._pieces.append(piece)

    def whole(self) -> bytes:
        return b"".join(self._pieces)


def no_cookies() -> CookieJar:
    """Return a jar that stays empty: the API needs no cookies, and a malformed one would make later calls fail."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _built(
    client: httpx2.Client | httpx2.AsyncClient, request: Request, timeout: float, extensions: dict[str, Any]
) -> httpx2.Request:
    return client.build_request(
        request.method,
        request.url,
        content=request.body,
        headers=request.headers,
        timeout=timeout,
        extensions=extensions,
    )


def _response(answer: httpx2.Response, body: _Body) -> Response:
    return Response(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, body.whole())


def _failure(error: httpx2.RequestError) -> ShopError:
    words = [f"{type(error).__name__}: {error}"[:_LONGEST_REASON]]
    if isinstance(error, _NOT_SENT):
        return Unreachable("not_connected", words)
    if isinstance(error, httpx2.TimeoutException):
        return OutcomeUnknown("timed_out", words)
    if isinstance(error, httpx2.DecodingError):
        return OutcomeUnknown("broken_answer", words)
    return OutcomeUnknown("connection_lost", words)


# httpx2 times each read by itself, so an answer of one byte at a time would never time out. So before each read and
# write, a connection that httpx2 opens is told how much time its call has left.

_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def _deadline(seconds: float) -> Iterator[Callable[[], float]]:
    """End the calls of this thread after so many seconds.

    Returns a function that returns the seconds left, or raises.
    """

    def left() -> float:
        rest = until - time.monotonic()
        if rest <= 0:
            raise httpx2.ReadTimeout(f"no whole answer within {seconds:g} seconds")
        return rest

    until = time.monotonic() + seconds
    token = _UNTIL.set(until)
    try:
        yield left
    finally:
        _UNTIL.reset(token)


def _watch(event: str, info: Mapping[str, Any]) -> None:
    """Follow httpx2's steps (its extension ``trace``), and put a deadline on each connection that it opens."""
    if event.endswith((".connect_tcp.complete", ".connect_unix_socket.complete", ".start_tls.complete")):
        stream = info["return_value"]
        for name, late in (("read", httpx2.ReadTimeout), ("write", httpx2.WriteTimeout)):
            setattr(stream, name, _bounded(getattr(stream, name), late))
    elif event.endswith(".send_request_headers.started"):
        _left(httpx2.ConnectTimeout)


def _bounded(step: Callable[..., Any], late: type[httpx2.TimeoutException]) -> Callable[..., Any]:
    def bounded(data: Any, timeout: float | None = None) -> Any:
        rest = _left(late)
        return step(data, rest if timeout is None else timeout if rest is None else min(timeout, rest))

    return bounded


def _left(late: type[httpx2.TimeoutException]) -> float | None:
    until = _UNTIL.get()
    if until is None:  # this connection is used by something outside this module
        return None
    rest = until - time.monotonic()
    if rest <= 0:
        raise late("the call's time is over")
    return rest
