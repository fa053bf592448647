"""What a file of shipments leaves open, and the options that answer it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from tracking.fulfillment.shipment_cells import NO
from tracking.languages.columns import header_sign, is_void
from tracking.tabular.shown_texts import quoted, shown

__all__ = [
    "NONE",
    "CellTexts",
    "Question",
    "either",
    "is_marked",
    "missing_number",
    "missing_order",
    "option_of",
    "row_questions",
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


class CellTexts(Protocol):
    """The cells of some rows, as text."""

    def __call__(self, header: str) -> Sequence[str]:
        """Return the cells under a header, one for each row; a row without one has an empty text."""


def option_of(name: str, text: str) -> str:
    """Return an option as it is typed into a shell.

    >>> option_of("--column", "order=PO"), option_of("--column", "order=PO #")
    ('--column order=PO', '--column "order=PO #"')
    """
    if re.fullmatch(r"[\w=.,:#-]+", text):
        return f"{name} {text}"
    said = shown(text)
    return f'{name} "{said}"' if not re.search(r'["$`\\!]', said.replace("!=", "")) else f"{name} {shlex.quote(said)}"


def is_marked(text: str) -> bool:
    """Tell whether a text is written as a shop names its orders.

    >>> is_marked("#1001"), is_marked("1001")
    (True, False)
    """
    return text.startswith("#") and any(map(str.isdigit, text))


def missing_order(headers: Iterable[str], texts: CellTexts, shown_headers: str) -> Question:
    """Ask for the order's column if no header says that it is one."""
    near = tuple(
        header for header in headers if header_sign(header) == "maybe_order" or any(map(is_marked, texts(header)))
    )
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


def row_questions(headers: Iterable[str], texts: CellTexts, filtered: Collection[str]) -> list[Question]:
    """Ask which rows count if some belong to another shop or are void, unless ``filtered`` has their header."""
    found = []
    for header in headers:
        sign = None if header in filtered else header_sign(header)
        values = tuple(dict.fromkeys(filter(None, texts(header)))) if sign else ()
        if sign == "store" and len({value.casefold() for value in values}) > 1:
            reason = f"{quoted(header)} has rows of {_some(values)}"
            cure = " or ".join(option_of("--where", f"{header}={value}") for value in values[:SHOWN_VALUES])
            found.append(Question("where", values, reason, cure))
        elif sign in ("status", "voided"):
            void = tuple(filter(is_void if sign == "status" else _is_filled_in, values))
            if void:
                reason = f"{quoted(header)} says {_some(void)} in some rows"
                every = len(void) <= SHOWN_VALUES
                cure = " ".join(option_of("--where", f"{header}!={value}") for value in void[:SHOWN_VALUES])
                empty = option_of("--where", f"{header}=")
                found.append(Question("where", void, reason, cure if every else empty))
    return found


def _some(values: Sequence[str]) -> str:
    more = f" and {len(values) - 3} more" if len(values) > 3 else ""
    return " and ".join(map(quoted, values[:3])) + more


def _is_filled_in(text: str) -> bool:
    return text.casefold() not in NO
