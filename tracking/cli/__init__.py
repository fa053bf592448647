"""The command ``tracking``. A subcommand is imported only when it is called."""

from __future__ import annotations

import errno
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple, NoReturn

import click

from tracking.cli.misuse import Misuse, missing_extra
from tracking.errors import TrackingError

__all__ = ["COMMANDS", "CommandPlace", "command", "main", "show_warning"]


class CommandPlace(NamedTuple):
    """The place where a command is defined, and its line in the overview."""

    section: str
    module: str
    name: str
    help: str
    """The command's own short help, as a test checks. It stands here because the overview imports no command."""
    resolves: bool = True
    """Whether it looks up carriers, so that ``--carriers`` makes sense."""


COMMANDS = {
    "resolve": CommandPlace("Numbers", "resolve", "resolve", "Show the carrier, company, and tracking link of numbers."),
    "validate": CommandPlace("Numbers", "validate", "validate", "Check numbers, and suggest corrections."),
    "explain": CommandPlace("Numbers", "explain", "explain", "Explain an answer: parts, check digit, candidates, and who was ruled out."),
    "code": CommandPlace("Numbers", "code", "code", "Show the codes that eBay, Amazon, PayPal, and others use for a carrier."),
    "find": CommandPlace("Numbers", "find", "find", "Find the tracking numbers in texts and mails."),
    "desk": CommandPlace("Numbers", "desk", "desk", "Start the desk: numbers, texts, and carriers in a browser, and JSON over HTTP."),
    "mcp": CommandPlace("Numbers", "mcp", "mcp", "Offer the resolver as tools to an assistant (Model Context Protocol)."),
    "carriers": CommandPlace("Carriers", "carriers", "carriers", "Show the carriers, a list of names, or one carrier in full."),
    "lint": CommandPlace("Carriers", "lint", "lint", "Check carrier definitions.", False),
    "export": CommandPlace("Carriers", "export", "export", "Print all carrier definitions as one JSON document."),
    "schema": CommandPlace("Carriers", "schema", "schema", "Print the JSON Schema of carrier definitions, for editors.", False),
    "columns": CommandPlace("Shops", "columns", "show_columns", "Show how a file of shipments is read, and what it leaves open."),
    "fulfill": CommandPlace("Shops", "fulfill", "fulfill", "Bring a file of shipments into a shop, each exactly once."),
    "update-tracking": CommandPlace("Shops", "fulfillments", "update_tracking", "Replace a fulfillment's tracking info."),
    "cancel": CommandPlace("Shops", "fulfillments", "cancel", "Cancel fulfillments."),
    "fulfillments": CommandPlace("Shops", "fulfillments", "fulfillments", "List an order's fulfillments."),
    "journal": CommandPlace("Shops", "journal", "journal", "Show what a journal recorded: what was sent, and the outcome.", False),
    "serve": CommandPlace("Shops", "serve", "serve", "Start a local shop that speaks the Admin API."),
    "demo": CommandPlace("This program", "demo", "demo", "Run a demonstration, from numbers to fulfillments in a local shop.", False),
    "completion": CommandPlace("This program", "completion", "completion", "Print the script that completes commands in a shell.", False),
}  # fmt: skip


UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""Errors that concern standard output; an error of another file names the file (`tracking.cli.whole_file`)."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as in shells: 128 and the signal's number."""


def _use_carriers(ctx: click.Context, param: click.Parameter, path: str | None) -> None:
    """Let this process, and the processes that it starts, use these definitions, which the first number loads."""
    if path is not None:
        from tracking.resolver import OWN_CARRIERS

        os.environ[OWN_CARRIERS] = path


CARRIERS_OPTION = click.Option(
    ["--carriers"],
    metavar="PATH",
    type=click.Path(exists=True),
    is_eager=True,
    expose_value=False,
    callback=_use_carriers,
    help="Carrier definitions of your own, a file or a folder, merged over the built-in ones. [env: TRACKING_CARRIERS]",
)
"""An option of every command that looks up carriers."""


class Commands(click.Group):
    """Commands that are imported when they are called, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List every command, in the order of the overview."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        found = getattr(import_module(f"tracking.cli.{place.module}"), place.name)
        assert isinstance(found, click.Command)
        if place.resolves and CARRIERS_OPTION not in found.params:
            found.params.append(CARRIERS_OPTION)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview, without importing a command."""
        width = max(map(len, COMMANDS))
        for section in dict.fromkeys(place.section for place in COMMANDS.values()):
            rows = [(name.ljust(width), place.help) for name, place in COMMANDS.items() if place.section == section]
            with formatter.section(section):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say what was probably meant."""
        if not ctx.resilient_parsing and args[0] not in COMMANDS and not args[0].startswith("-"):
            _unknown(args[0])
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command."""
        with _one_line():
            return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program. Nothing that a file contains can control the terminal."""
        from tracking.cli.guarded import guarded_streams

        with guarded_streams():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _one_line():
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # here, where a closed pipe ends the program quietly


def _unknown(name: str) -> NoReturn:
    if any(map(str.isdigit, name)):
        raise Misuse(f"there is no command {name}; to look up a number: tracking resolve {name}")
    close = get_close_matches(name, COMMANDS, n=1)
    raise Misuse(f"there is no command {name}; " + (f"did you mean {close[0]}?" if close else "see tracking --help"))


_NUMBERS = {"float": "number", "integer": "whole number"}
"""What click's kinds of numbers are called."""
_KIND_OF_NUMBER = re.compile("is not a valid (?P<kind>float|integer)(?: range)?")


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        said = _KIND_OF_NUMBER.sub(lambda kind: f"is not a {_NUMBERS[kind['kind']]}", error.format_message())
        where = error.ctx.command_path if error.ctx else "tracking"
        raise Misuse(said if ";" in said else f"{said.rstrip('.')}; see {where} --help") from error
    except TrackingError as error:
        raise Misuse(str(error)) from error
    except ImportError as error:
        raise missing_extra(error) or error from error
    except OSError as error:
        if error.filename is not None:
            raise Misuse(f"{error.filename}: {error.strerror}; name a file that can be used") from error
        if error.errno not in UNWRITABLE:
            raise
        _give_up_output()
        raise Misuse(f"standard output: {error.strerror}") from error
    except KeyboardInterrupt as error:
        click.echo("Aborted!", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from error


def _give_up_output() -> None:
    """Drop what cannot be written: Python would try again at the end, and complain."""
    with suppress(OSError):  # a test's output is not a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group("tracking", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="carrier-tracking", prog_name="tracking", message="%(prog)s %(version)s")
def command() -> None:
    """From a tracking number to its carrier and tracking page, and into a shop.

    The exit code is 0 if what was asked for was found or done, 1 if not, and 2 if the command could not be run.
    """


def _open_closed_streams() -> None:
    """Replace streams that the caller has closed with empty ones; without a standard output nothing is done."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - it stays open
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - likewise
    if sys.stdout is None:
        click.echo("Error: standard output: it is closed; send it to a file, or to /dev/null", err=True)
        sys.exit(Misuse.exit_code)


def show_warning(message: Warning | str, *_place: object, **_more: object) -> None:
    """Show a warning as a sentence, without the line of the program that gave it."""
    click.echo(f"Warning: {message}", err=True)


def main() -> NoReturn:
    """Run the program. This is the entry point."""
    _open_closed_streams()
    warnings.showwarning = show_warning
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Neither bytes that are not text nor characters that a terminal's encoding lacks may stop the program.
            stream.reconfigure(errors="backslashreplace")
    command.main(prog_name="tracking")
    raise AssertionError("click exits")  # pragma: no cover
