"""The values that the options of ``tracking serve`` accept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tracking.server.granting import App

__all__ = [
    "FASTEST",
    "YEAR",
    "address_options",
    "read_apps",
    "read_faults",
    "read_finite",
    "read_hosts",
    "read_language",
    "read_tokens",
    "read_urls",
    "signing_secret",
]

F = TypeVar("F", bound=Callable[..., Any])
# Seconds, and calls per second: nobody needs more, and every clock can count them.
YEAR = 365 * 24 * 3600.0
FASTEST = 1e6


def read_language(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Read the language of messages."""
    if value is None:
        return None
    from tracking.server.outbox import languages

    if value not in languages():
        raise click.BadParameter(f"messages are not written in {value!r}; give one of {', '.join(languages())}")
    return value


def read_urls(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Read URLs that webhooks are sent to."""
    from urllib.parse import urlsplit

    for value in values:
        try:
            parts = urlsplit(value)
            whole = bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if not whole or parts.scheme not in ("http", "https") or not value.isascii() or not value.isprintable():
            raise click.BadParameter(
                f"{value!r} is not a URL to send to; give one such as http://127.0.0.1:9000/webhooks"
            )
    return values


_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def read_hosts(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Read host names."""
    for value in values:
        if not _HOST.fullmatch(value):
            raise click.BadParameter(f"{value!r} is not a host name; give one such as my-shop.myshopify.com")
    return values


def address_options(port: int) -> Callable[[F], F]:
    """Add the options for the address of a server, and for the hosts that it answers; ``port`` is the default port."""

    def decorate(function: F) -> F:
        for option in reversed(
            (
                click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
                click.option(
                    "--port",
                    default=port,
                    show_default=True,
                    type=click.IntRange(0, 65535),
                    help="Port; 0 takes a free one.",
                ),
                click.option(
                    "--allowed-host",
                    "allowed_hosts",
                    multiple=True,
                    metavar="HOST",
                    callback=read_hosts,
                    help="Also answer requests to this host. Loopback names, --host, and a certificate's names are always answered.",
                ),
            )
        ):
            function = option(function)
        return function

    return decorate


def read_finite(context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Refuse NaN and infinity."""
    if value != value:
        raise click.BadParameter("nan is not a usable number; give one such as 2")
    return value


def signing_secret(given: str | None, *, demo: bool) -> str | None:
    """Return the secret that webhooks are signed with."""
    from tracking.server.demo import DEMO_SECRET

    return given or (DEMO_SECRET if demo else None)


def read_tokens(texts: tuple[str, ...], *, demo: bool) -> dict[str, frozenset[str] | None]:
    """Read access tokens with their scopes."""
    from tracking.server.access import parse_token
    from tracking.server.demo import DEMO_TOKEN

    found: dict[str, frozenset[str] | None] = {DEMO_TOKEN: None} if demo else {}
    for text in texts:
        try:
            token, scopes = parse_token(text)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--token") from error
        found[token] = scopes
    return found


def read_apps(texts: tuple[str, ...]) -> dict[str, App]:
    """Read apps with their secrets and scopes."""
    from tracking.server.granting import parse_app

    try:
        return dict(map(parse_app, texts))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--app") from error


def read_faults(texts: tuple[str, ...]) -> dict[str, float]:
    """Read kinds of faults with their shares."""
    from tracking.server.fault_kinds import parse_fault

    found: dict[str, float] = {}
    for text in texts:
        try:
            kind, share = parse_fault(text)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--fault") from error
        found[kind] = share
    from tracking.server.fault_kinds import KINDS

    if sum(share for kind, share in found.items() if kind in KINDS) > 1:
        raise click.BadParameter("the shares of all faults together are at most 1", param_hint="--fault")
    return found
