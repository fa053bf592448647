"""``tracking completion``: completion of commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]


@click.command(short_help="Print the script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, *, shell: str) -> None:
    """Print the script that completes commands and options in SHELL.

    \b
    bash  echo 'eval "$(tracking completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(tracking completion zsh)"' >> ~/.zshrc
    fish  tracking completion fish > ~/.config/fish/completions/tracking.fish
    """  # noqa: D301 (click's mark for lines it is not to fill)
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(context.find_root().command, {}, "tracking", "_TRACKING_COMPLETE").source())
