"""The options for reading a file of rows, of every command that takes one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import click

from tracking.cli.given import RESOLVER_FIELDS
from tracking.cli.misuse import Misuse

__all__ = ["TableOptions", "table_options"]

F = TypeVar("F", bound=Callable[..., Any])


class TableOptions(NamedTuple):
    """The caller's options for a file of rows."""

    columns: dict[str, str]
    """Headers by field; an empty header means that no column has the field."""
    where: tuple[str, ...]
    """Conditions that a row must meet to count."""
    separator: str | None
    encoding: str | None

    @property
    def first(self) -> str | None:
        """The first option that was given; None if none was."""
        given = {
            "--column": self.columns,
            "--where": self.where,
            "--separator": self.separator,
            "--encoding": self.encoding,
        }
        return next((option for option, value in given.items() if value), None)


def table_options(command: F) -> F:
    """Give a command the options for reading a file, as its argument ``reading``."""

    @functools.wraps(command)
    def with_table(
        *args: Any,
        columns: dict[str, str],
        where: tuple[str, ...],
        separator: str | None,
        encoding: str | None,
        **rest: Any,
    ) -> Any:
        named = {field: rest.pop(f"{field}_column") for field in RESOLVER_FIELDS}
        every = {field: header for field, header in named.items() if header is not None} | columns
        return command(*args, reading=TableOptions(every, where, _character(separator), encoding), **rest)

    options = [
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=HEADER",
            callback=_columns,
            help="The column that holds a field; FIELD= if no column does. tracking columns FILE shows how it is read.",
        ),
        click.option(
            "--where",
            multiple=True,
            metavar="HEADER=VALUE",
            help='Use only rows with this value; "HEADER!=VALUE" leaves such rows out. If several conditions have the same HEADER, one of them is enough.',
        ),
        click.option(
            "--separator", metavar="CHARACTER", help="The character between the cells of a CSV; detected by default."
        ),
        click.option(
            "--encoding",
            metavar="NAME",
            help="The encoding of the file; detected by default (UTF-8, otherwise Windows-1252).",
        ),
        *(
            click.option(f"--{field.replace('_', '-')}-column", metavar="HEADER", hidden=True)
            for field in RESOLVER_FIELDS
        ),
    ]
    for option in reversed(options):
        with_table = option(with_table)
    return with_table  # type: ignore[return-value]


def _columns(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if not all(field and sign for field, sign, _ in pairs):
        raise click.BadParameter("write FIELD=HEADER, such as order=Bestellung")
    return {field: header for field, _, header in pairs}


def _character(text: str | None) -> str | None:
    text = {"tab": "\t", "\\t": "\t"}.get(text or "", text)
    if text is not None and len(text) != 1:
        raise Misuse(f"--separator {text!r}: this is not a single character; write , or ; or tab")
    return text
