"""The address that the desk or a shop listens on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tracking.errors import TrackingError

__all__ = ["CannotListen", "listening_on", "new_listener", "url_of"]


class CannotListen(TrackingError):
    """The address does not belong to this machine, or another program listens there."""


@contextmanager
def listening_on(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on an address; port 0 takes a free one. Raises `CannotListen`."""
    try:
        family, *_ = next(iter(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)))
        listening = new_listener(host, port, family)
    except OSError as error:
        # `create_server` repeats the address in its reason; the number of a failed look-up is below 0.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or error
        raise CannotListen(f"cannot listen on {host} port {port} ({reason}); choose another address or port") from error
    with listening:
        yield listening


def new_listener(host: str, port: int, family: int = socket.AF_INET) -> socket.socket:
    """Return a socket that listens on an address, and whose connections send at once. Raises OSError."""
    listening = socket.create_server((host, port), family=family, backlog=2048)
    # Connections inherit it. An answer's head and body are written apart, and the body would otherwise wait 40 ms for the
    # client's delayed acknowledgment of the head (RFC 896). asyncio sets it only if the socket says that it is TCP's.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def url_of(host: str, listening: socket.socket, *, secure: bool) -> str:
    """Return the URL of a server on this address."""
    port = listening.getsockname()[1]
    return f"{'https' if secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
