"""``tracking desk``: numbers, texts and carriers in a browser, and the resolver as JSON over HTTP."""

from __future__ import annotations

import click

from tracking.cli.misuse import Misuse
from tracking.cli.serve_options import read_hosts

__all__ = ["desk"]


@click.command(short_help="Start the desk: numbers, texts and carriers in a browser, and JSON over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="HOST",
    callback=read_hosts,
    help="Answer requests to this host too; loopback names and --host always are.",
)
def desk(*, host: str, port: int, allowed_hosts: tuple[str, ...]) -> None:
    """Start the desk, and print its URL when it is ready. It stops on SIGTERM or Ctrl-C.

    The pages are at /, and the JSON endpoints are under /v1 (described at /v1/openapi.json). Nobody has to sign in: on
    an address other than 127.0.0.1, everybody who reaches it can look up numbers.
    """
    import tracking
    from tracking.desk.serving import CannotServe, serve_desk
    from tracking.resolver import default

    try:
        serve_desk(default(), tracking.carriers(), host, port, click.echo, allowed_hosts)
    except CannotServe as error:
        raise Misuse(str(error)) from error
