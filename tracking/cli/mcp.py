"""``tracking mcp``: the resolver as tools for assistants."""

from __future__ import annotations

import click

__all__ = ["mcp"]


@click.command(short_help="Offer the resolver as tools to an assistant (Model Context Protocol).")
def mcp() -> None:
    """Offer resolve, validate, find, explain, and code_for to an assistant that starts this command.

    The assistant talks to it over standard input and output. All tools only read. The extra mcp is needed. In the
    settings of an assistant, the command is "tracking" and its argument is "mcp".
    """
    from tracking.desk.assistant import assistant
    from tracking.resolver import default

    assistant(default()).run("stdio")
