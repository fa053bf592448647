"""``tracking desk``: numbers, texts, and carriers in a browser, and the resolver as JSON over HTTP."""

from __future__ import annotations

import click

from tracking.cli.serve_options import address_options

__all__ = ["desk"]


@click.command(short_help="Start the desk: numbers, texts, and carriers in a browser, and JSON over HTTP.")
@address_options(8080)
def desk(*, host: str, port: int, allowed_hosts: tuple[str, ...]) -> None:
    """Start the desk, and print its URL when it is ready. It stops on SIGTERM or Ctrl-C.

    The pages are at /, and the JSON endpoints are under /v1 (described at /v1/openapi.json). Nobody has to sign in: on
    an address other than 127.0.0.1, everybody who reaches it can look up numbers.
    """
    import tracking
    from tracking.desk.serving import serve_desk
    from tracking.resolver import default

    serve_desk(default(), tracking.carriers(), host, port, click.echo, allowed_hosts)
