"""A limit on the time in which a request's head must arrive, so that idle connections are not held open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    import asyncio

__all__ = ["PromptProtocol"]

_WHY = b"The head of the request did not arrive in time.\n"
_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(_WHY), _WHY)
)


class PromptProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # a class chosen at run time
    """uvicorn's HTTP protocol, with a limit on the time in which a request's head must arrive.

    Use it as ``uvicorn.Config(http=PromptProtocol)``. uvicorn itself limits only the time between an answer and the
    next request.
    """

    HEAD_WITHIN: ClassVar[float] = 10.0
    """Seconds from the connection, or from the first byte of a later request, to the end of the head."""

    _timer: asyncio.TimerHandle | None = None
    _received = False

    def connection_made(self, transport: Any) -> None:
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._begin_to_wait()

    def data_received(self, data: bytes) -> None:
        """Take data. A complete head ends the waiting, and the beginning of another one starts it."""
        before = self.cycle
        self._received = True
        if self._timer is None and (before is None or before.response_complete):
            self._begin_to_wait()
        super().data_received(data)
        if self.cycle is not before:
            self._end_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._end_waiting()
        super().connection_lost(exc)

    def _begin_to_wait(self) -> None:
        self._timer = self.loop.call_later(self.HEAD_WITHIN, self._hang_up)

    def _end_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        self._timer = None
        # A client that has sent nothing may have opened the connection for later, and would take an answer for its
        # request's.
        if self._received and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
        self.transport.close()
