"""Whether a request was meant for this server: the hosts that it names are compared with the server's names.

A page of another site can make a browser send requests to an address of this machine. Two headers reveal that, and a
page cannot change them:

- ``Host`` is the name that the browser looked up. It reveals a site that lets its own name lead to 127.0.0.1 (DNS
  rebinding), so that answers would count as its own. A plain address cannot be rebound.
- ``Origin`` is the site of the page that sends a request that may change something. If it is missing,
  ``Sec-Fetch-Site`` tells whether that is another site.

Programs that are not browsers send a true ``Host``, and neither of the others.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["ADDRESS", "HostGuard", "Misdirected", "OwnHosts", "host_in", "is_local", "is_loopback"]

ADDRESS = "tracking.address"
"""The key of the ASGI scope that holds scheme, host, and port of a request: ``http://127.0.0.1:8000``."""

_LONGEST = 300
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?(?::[0-9]{0,5})?")
_ORIGIN = re.compile(r"https?://(?P<host>[^/?#@]+)", re.IGNORECASE)
_CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")
_EVERY_ADDRESS = ("", "0.0.0.0", "::")


def host_in(text: str) -> str | None:
    """Return the host of ``HOST`` or ``HOST:PORT``, in lower case and without brackets; None for anything else.

    >>> host_in("Localhost:8000"), host_in("[::1]:80"), host_in("a b")
    ('localhost', '::1', None)
    """
    found = _HOST.fullmatch(text) if len(text) <= _LONGEST else None
    return None if found is None else found[1].strip("[]").lower()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, judged by its name or address alone.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("localhost.example.com")
    (True, True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Misdirected(NamedTuple):
    """Why a request is not answered: the status, and a sentence that names the cure."""

    status: int
    message: str


class OwnHosts:
    """The names of a server: the loopback names, the address that it listens on, and ``allowed`` ones.

    A server that listens on every address of its machine answers for any address, but only for names that it was told.
    An allowed name may begin with ``*.``, as in certificates, for one label.

    >>> hosts = OwnHosts("127.0.0.1", ["shop.test"])
    >>> "localhost" in hosts, "shop.test" in hosts, "example.com" in hosts
    (True, True, False)
    """

    def __init__(self, listened: str, allowed: Iterable[str] = ()) -> None:
        self.listened = listened.strip("[]").lower()
        self._allowed = {name.lower().rstrip(".") for name in allowed}

    def __contains__(self, host: str) -> bool:
        """Tell whether the server has this host name."""
        named = self._is_told(host) or (self.listened in _EVERY_ADDRESS and _is_address(host))
        return named or is_loopback(host) or host == self.listened

    def _is_told(self, host: str) -> bool:
        return host in self._allowed or "*." + host.partition(".")[2] in self._allowed

    def refusal(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Misdirected | None:
        """Return why a request with these headers is not for this server; None if it is."""
        said: dict[str, list[str]] = {"host": [], "origin": [], "sec-fetch-site": []}
        for name, value in headers:
            said.get(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip())
        if len(said["host"]) > 1:
            return Misdirected(400, "The request names more than one host; send one header Host.")
        host = host_in(said["host"][0]) if said["host"] else self.listened
        if host is None:
            return Misdirected(
                400, "The header Host is not a host with or without a port; send one such as 127.0.0.1:8000."
            )
        if host not in self:
            return Misdirected(
                421, f"This server does not answer for {host}; if it should, start it with --allowed-host {host}."
            )
        if method in _CHANGES_NOTHING:
            return None
        for origin in said["origin"]:
            found = _ORIGIN.fullmatch(origin)
            sender = None if found is None else host_in(found["host"])
            if sender is None or not (sender == host or is_loopback(sender) or self._is_told(sender)):
                return Misdirected(403, "A page of another site sent this request; only pages of this server may.")
        if not said["origin"] and "cross-site" in said["sec-fetch-site"]:
            return Misdirected(403, "A page of another site sent this request; only pages of this server may.")
        return None


class HostGuard:
    """Answers requests that are not for this server with ``refused``, and notes the address of the others."""

    def __init__(self, app: ASGIApp, hosts: OwnHosts, refused: Callable[[Misdirected], Response]) -> None:
        self._app, self._hosts, self._refused = app, hosts, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._hosts.refusal(scope["method"], scope["headers"])
        if refusal is not None:
            await self._refused(refusal)(scope, receive, send)
            return
        host = next((value.decode("latin-1").strip() for name, value in scope["headers"] if name == b"host"), None)
        if host is not None:
            scope[ADDRESS] = f"{scope['scheme']}://{host}"
        await self._app(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Tell whether a request comes from this machine, by one of its loopback names."""
    client = scope.get("client")
    hosts = [host_in(value.decode("latin-1").strip()) or "" for name, value in scope["headers"] if name == b"host"]
    return client is not None and is_loopback(client[0]) and all(map(is_loopback, hosts))
