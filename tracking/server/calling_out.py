"""HTTP calls that a shop makes: of bounded time and size, to the one server that is named."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import closing, suppress
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["Called", "call_out"]

_LARGEST_ANSWER = 1_000_000


class Called(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes
    """Up to a million bytes of it."""


def call_out(method: str, url: str, body: bytes | None, headers: dict[str, str], seconds: float) -> Called:
    """Call a server, which has ``seconds`` from the first byte to the last; redirections are answers like any other.

    Raises `OSError`, `http.client.HTTPException`, and `ValueError` for a URL that cannot be called.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError(f"{parts.scheme or 'no scheme'}: only http and https can be called")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
        connection.connect()
        # The socket's own time limit begins anew with each byte, so one that drips could hold the caller for long.
        watch = threading.Timer(seconds, _hang_up, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            connection.request(method, target, body, headers)
            with closing(connection.getresponse()) as answer:
                return Called(answer.status, answer.read(_LARGEST_ANSWER))
        finally:
            watch.cancel()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
