"""Questions that a file of shipments leaves open, and the options that answer them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from tracking.languages.columns import header_sign
from tracking.tabular.shown_texts import quoted, shown

__all__ = [
    "NONE",
    "SHOWN_VALUES",
    "CellTexts",
    "ColumnChoice",
    "Looks",
    "Question",
    "both",
    "either",
    "has_digit",
    "is_marked",
    "missing_number",
    "missing_order",
    "option_of",
]

NONE = ""
"""The value given for a field that has no column."""
SHOWN_VALUES = 5


class Question(NamedTuple):
    """A question that a file leaves open."""

    field: str
    """The field, or ``where`` if the question is which rows count."""
    candidates: tuple[str, ...]
    """Headers that may be the field, or values that rows may have; empty if there are no similar ones."""
    reason: str
    cure: str
    """The options that answer it."""


class ColumnChoice(NamedTuple):
    """The fields that a file's headers stand for."""

    header_of: dict[str, str]
    because: dict[str, str]
    """By field: why this column was chosen."""
    unknown: tuple[str, ...]
    """Headers that stand for no field."""
    doubled: tuple[tuple[str, str], ...]
    """Headers, each with the field that another header stands for."""
    questions: tuple[Question, ...]
    further: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """By field, headers of the row's further parcels: Tracking 2 beside Tracking 1."""
    going_on: tuple[str, ...] = ()
    """Those of the further numbers that are filled only where the number's own column is empty."""


class CellTexts(Protocol):
    """The cells of some rows, as text."""

    def __call__(self, header: str) -> Sequence[str]:
        """Return the cells under a header, one for each row; a row without one has an empty text."""


class Looks(Protocol):
    """Tells what a value looks like."""

    def is_number(self, text: str) -> bool:
        """Tell whether a text fits a known format."""

    def fits(self, text: str) -> bool:
        """Tell whether a text fits any format, although it may be something else as well."""

    def is_company(self, text: str) -> bool:
        """Tell whether a text is a carrier's name."""

    def is_of(self, text: str, company: str) -> bool:
        """Tell whether a text is a number of a known company."""


def both(headers: Sequence[str]) -> str:
    """Name the first two of several headers."""
    return " and ".join(map(quoted, headers[:2])) + (" and others" if len(headers) > 2 else "")


def option_of(name: str, text: str) -> str:
    """Return an option as it is typed into a shell.

    >>> option_of("--column", "order=PO"), option_of("--column", "order=PO #")
    ('--column order=PO', '--column "order=PO #"')
    """
    if re.fullmatch(r"[\w=.,:#-]+", text):
        return f"{name} {text}"
    said = shown(text)
    return f'{name} "{said}"' if not re.search(r'["$`\\!]', said.replace("!=", "")) else f"{name} {shlex.quote(said)}"


def has_digit(text: str) -> bool:
    """Tell whether a text has a digit in it."""
    return any(map(str.isdigit, text))


def is_marked(text: str) -> bool:
    """Tell whether a text is written as a shop names its orders.

    >>> is_marked("#1001"), is_marked("1001")
    (True, False)
    """
    return text.startswith("#") and has_digit(text)


def missing_order(headers: Iterable[str], texts: CellTexts, shown_headers: str) -> Question:
    """Ask for the order's column if no header says that it is one."""
    named = [header for header in headers if header_sign(header) == "maybe_order" or any(map(is_marked, texts(header)))]
    near = tuple(header for header in named if any(texts(header))) or tuple(named)
    cure = either("order", near) if near else "--column order=HEADER"
    may_be = f" ({quoted(near[0])} may be it)" if near else ""
    return Question("order", near, f"no column for the order among {shown_headers}{may_be}", cure)


def missing_number(candidates: tuple[str, ...], shown_headers: str) -> Question:
    """Ask for the tracking number's column if no header says that it is one."""
    cure = either("number", candidates) if candidates else "--column number=HEADER"
    return Question(
        "number",
        candidates,
        f"no column for the number among {shown_headers}",
        f"{cure}, or --column number= if there is none",
    )


def either(field: str, headers: Iterable[str]) -> str:
    """Return options that choose one of several headers for a field."""
    return " or ".join(option_of("--column", f"{field}={header}") for header in headers)
