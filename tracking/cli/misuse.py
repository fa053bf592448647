"""Errors of the command line: one line that names what is wrong and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracking.errors import TableError, missing_package

__all__ = ["Misuse", "missing_extra", "tables_read"]


class Misuse(click.ClickException):
    """Something that has to be put right before anything can be done."""

    exit_code = 2


def missing_extra(error: ImportError) -> Misuse | None:
    """Say what to install, when a package of an extra is missing; None when it is something else."""
    said = missing_package(error)
    return None if said is None else Misuse(said)


@contextmanager
def tables_read() -> Iterator[None]:
    """Turn what is wrong with a file of rows into a misuse that names the command line's options."""
    try:
        yield
    except TableError as error:
        raise Misuse(error.told("--encoding")) from error
