"""HTTP calls that a shop makes: limited in time and size, to the named server only."""

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
    """The answer of a server."""

    status: int
    body: bytes
    """At most a million bytes of the body."""


def call_out(method: str, url: str, body: bytes | None, headers: dict[str, str], seconds: float) -> Called:
    """Call a server, which has ``seconds`` from the first byte to the last. Redirections are answers like any other.

    Raises `OSError`, `http.client.HTTPException`, and `ValueError` for a URL that cannot be called.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError(f"{parts.scheme or 'no scheme'}: only http and https can be called")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    with closing(kind(parts.hostname, parts.port, timeout=seconds)) as connection:
        connection.connect()
        # The socket's own time limit restarts with each byte, so a slow server could hold the caller for long.
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
