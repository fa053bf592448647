"""The desk served until it is told to stop."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from tracking.desk.app import create_desk
from tracking.desk.own_hosts import OwnHosts
from tracking.desk.prompt import PromptProtocol
from tracking.errors import TrackingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracking.definitions.carrier import Carrier
    from tracking.resolver import Resolver

__all__ = ["CannotServe", "serve_desk"]


class CannotServe(TrackingError):
    """The address is not this machine's, or another program listens there."""


def serve_desk(
    resolver: Resolver,
    carriers: Sequence[Carrier],
    host: str,
    port: int,
    announce: Callable[[str], object],
    allowed_hosts: Sequence[str] = (),
) -> None:
    """Serve the desk; ``announce`` is given its URL when it listens. Raises `CannotServe`.

    It answers requests to this machine's loopback names, to ``host``, and to ``allowed_hosts``.
    """
    app = create_desk(resolver, carriers, OwnHosts(host, allowed_hosts))
    try:
        family, *_ = next(iter(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)))
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        said = f"cannot listen on {host} port {port} ({error.strerror or error}); choose another address or port"
        raise CannotServe(said) from error
    with listening:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listening.getsockname()[1]}")
        config = uvicorn.Config(
            app,
            http=PromptProtocol,
            proxy_headers=False,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=64 << 10,
        )
        uvicorn.Server(config).run(sockets=[listening])
