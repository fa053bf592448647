"""What a command is given to look up: numbers as arguments, or one a line on standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tracking.cli.misuse import Misuse

__all__ = ["RESOLVER_FIELDS", "numbers_given", "waits_at_a_terminal"]

RESOLVER_FIELDS = ("number", "company", "url", "country", "postal_code", "language")
"""What the resolver is told of a parcel."""

STDIN = "-"


def waits_at_a_terminal() -> bool:
    """Whether somebody would have to type what is read from standard input."""
    return sys.stdin.isatty()


def numbers_given(arguments: tuple[str, ...]) -> Iterator[str]:
    """The arguments, or, without any or with ``-``, the lines of standard input that are not blank.

    Lines are given on as they come, so that a stream is answered while it goes on. Raises `Misuse` when there is none.
    """
    if not arguments and waits_at_a_terminal():
        raise Misuse("no number was given; name NUMBER..., or pipe numbers in, one per line")
    found = False
    for argument in arguments or (STDIN,):
        for number in _lines() if argument == STDIN else (argument,):
            found = True
            yield number
    if not found:
        raise Misuse("standard input holds no number; give one per line")


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        number = line.strip().removeprefix("\ufeff")
        if number:
            yield number
