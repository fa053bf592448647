"""Errors of the command line: one line that says what is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracking.errors import TableError, missing_package

__all__ = ["Misuse", "missing_extra", "tables_read"]


class Misuse(click.ClickException):
    """Something that must be corrected before the command can run."""

    exit_code = 2


def missing_extra(error: ImportError) -> Misuse | None:
    """Return what to install if a package of an extra is missing; None for other errors."""
    said = missing_package(error)
    return None if said is None else Misuse(said)


@contextmanager
def tables_read() -> Iterator[None]:
    """Turn an error of a file of rows into a `Misuse` that names the command line's options."""
    try:
        yield
    except TableError as error:
        raise Misuse(error.told("--encoding")) from error
