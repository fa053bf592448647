"""The address that a shop listens on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tracking.errors import TrackingError

__all__ = ["CannotListen", "listening_on", "url_of"]


class CannotListen(TrackingError):
    """The address is not this machine's, or another program listens there."""


@contextmanager
def listening_on(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on an address, a free port of it for 0; raises `CannotListen`."""
    try:
        family, *_ = next(iter(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)))
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(
            f"cannot listen on {host} port {port} ({error.strerror or error}); choose another address or port"
        ) from error
    with listening:
        yield listening


def url_of(host: str, listening: socket.socket, *, secure: bool) -> str:
    """Tell the URL by which a server on this address is called."""
    port = listening.getsockname()[1]
    return f"{'https' if secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
