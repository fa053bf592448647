"""``tracking mcp``: the resolver as tools for assistants."""

from __future__ import annotations

import click

__all__ = ["mcp"]


@click.command(short_help="Offer the resolver as tools to an assistant (Model Context Protocol).")
def mcp() -> None:
    """Offer resolve, validate, find, explain and code_for to an assistant that starts this command, over standard input and output.

    All tools only read. Needs the extra mcp. In an assistant's settings the command is "tracking" and its argument "mcp".
    """
    from tracking.desk.assistant import assistant
    from tracking.resolver import default

    assistant(default()).run("stdio")
