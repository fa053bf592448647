"""The desk, served until it is told to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from tracking.desk.app import create_desk
from tracking.desk.listening import listening_on, url_of
from tracking.desk.own_hosts import OwnHosts
from tracking.desk.prompt import PromptProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracking.definitions.carrier import Carrier
    from tracking.resolver import Resolver

__all__ = ["serve_desk"]


def serve_desk(
    resolver: Resolver,
    carriers: Sequence[Carrier],
    host: str,
    port: int,
    announce: Callable[[str], object],
    allowed_hosts: Sequence[str] = (),
) -> None:
    """Serve the desk. ``announce`` is called with its URL when it listens. Raises `CannotListen`.

    It answers requests to this machine's loopback names, to ``host``, and to ``allowed_hosts``.
    """
    app = create_desk(resolver, carriers, OwnHosts(host, allowed_hosts))
    with listening_on(host, port) as listening:
        announce(url_of(host, listening, secure=False))
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
