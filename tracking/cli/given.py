"""The numbers that a command is given: as arguments, or one per line on standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option

__all__ = ["RESOLVER_FIELDS", "numbers_given", "parcel_options", "waits_at_a_terminal"]

RESOLVER_FIELDS = ("number", "company", "url", "country", "postal_code", "language")
"""What the resolver is told about a parcel."""

STDIN = "-"
F = TypeVar("F", bound=Callable[..., Any])
_PARCEL = (
    click.argument("numbers", nargs=-1),
    click.option("--company", help="The company's name; it counts more than the number's format."),
    country_option,
    click.option("--url", help="An explicit tracking URL; it counts more than anything else."),
    click.option("--postal-code", help="The recipient's postal code, for pages that ask for it."),
    click.option(
        "--language", metavar="LL", help="The recipient's language, two letters, for pages in several languages."
    ),
)


def parcel_options(function: F) -> F:
    """Add the argument for numbers, and the options about the parcel: `RESOLVER_FIELDS`."""
    for option in reversed(_PARCEL):
        function = option(function)
    return function


def waits_at_a_terminal() -> bool:
    """Tell whether a person would have to type what is read from standard input."""
    return sys.stdin.isatty()


def numbers_given(arguments: tuple[str, ...]) -> Iterator[str]:
    """Return the arguments, or, without any or with ``-``, the lines of standard input that are not blank.

    Lines are passed on as they come, so that a stream is answered while it continues. Raises `Misuse` if there are
    none.
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
