"""Questions that a file of shipments leaves open, and the options that answer them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from tracking.fulfillment.shipment_cells import NO, YES
from tracking.languages.columns import header_sign
from tracking.languages.header_words import is_unsent, is_void, mentions_void
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
    "hidden_rows",
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


def hidden_rows(lines: Sequence[int]) -> Iterator[Question]:
    """Ask about rows that a spreadsheet does not show, because of a filter for example.

    >>> [one.reason for one in hidden_rows([3, 5])]
    ['rows 3, 5 are hidden in the sheet']
    """
    if lines:
        some = ", ".join(map(str, lines[:SHOWN_VALUES])) + (", ..." if len(lines) > SHOWN_VALUES else "")
        reason = f"rows {some} are hidden in the sheet" if len(lines) > 1 else f"row {some} is hidden in the sheet"
        yield Question("where", (), reason, "a sheet without hidden rows: show them all, or delete them")


def either(field: str, headers: Iterable[str]) -> str:
    """Return options that choose one of several headers for a field."""
    return " or ".join(option_of("--column", f"{field}={header}") for header in headers)


def row_questions(
    headers: Iterable[str],
    texts: CellTexts,
    filtered: Collection[str],
    numbers: Sequence[str] | None = None,
    taken: Collection[str] = (),
) -> list[Question]:
    """Ask which rows count, where some are of another shop or void, or have no number and a status of their own.

    Of ``filtered`` headers the caller has said it. ``numbers`` are the rows' tracking numbers, and ``taken`` are
    the headers that stand for fields.
    """
    found = []
    for header in headers:
        sign = None if header in filtered else header_sign(header) or _flagged(header, texts)
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
            elif sign == "status" and (unsent := _said_unsent(values, header)):
                reason = f"{quoted(header)} says {_some(unsent)} in some rows"
                cure = _which_were_sent(header, unsent, texts(header), numbers)
                found.append(Question("where", unsent, reason, cure))
            elif sign == "status" and numbers is not None and (unsent := _of_unsent(texts(header), numbers)):
                reason = f"{quoted(header)} says {_some(unsent)} in rows without a number, and in no other"
                cure = " ".join(option_of("--where", f"{header}!={value}") for value in unsent)
                if all(texts(header)):
                    cure += f", or {option_of('--where', f'{header}!=')} if they were sent too"
                found.append(Question("where", unsent, reason, cure))
        elif sign == "sent" and header not in taken:
            found += _about_sent(header, texts(header), numbers)
    return found


def _flagged(header: str, texts: CellTexts) -> str | None:
    """Return voided for a column of yes and no whose header has a word for it: Void indicator."""
    if not mentions_void(header):
        return None
    return "voided" if all(text.casefold() in YES | NO for text in texts(header)) else None


def _said_unsent(values: Sequence[str], header: str) -> tuple[str, ...]:
    """Return the values that say that a row was not sent; none if all say so, because the file is to send them."""
    unsent = tuple(value for value in values if is_unsent(value, header))
    return unsent if len(unsent) < len(values) else ()


def _which_were_sent(header: str, unsent: Sequence[str], texts: Sequence[str], numbers: Sequence[str] | None) -> str:
    """Return the options for rows of which a column says that they are not sent.

    Without a number they are left out. With one they may be what the file is to send, because its program did not.
    """
    cure = " ".join(option_of("--where", f"{header}!={value}") for value in unsent)
    if numbers is None or any(number for text, number in zip(texts, numbers, strict=True) if text in unsent):
        these = " ".join(option_of("--where", f"{header}={value}") for value in unsent)
        cure += f", or {these} if those are to be sent"
        if all(texts):
            cure += f", or {option_of('--where', f'{header}!=')} if all are"
    return cure


def _about_sent(header: str, texts: Sequence[str], numbers: Sequence[str] | None) -> Iterator[Question]:
    """Ask about rows of which a column says no, or is empty where there is no number and nowhere else."""
    values = dict.fromkeys(filter(None, texts))
    no = tuple(value for value in values if value.casefold() in NO)
    if no and all(value.casefold() in YES | NO for value in values) and len(no) < len(values):
        cure = _which_were_sent(header, no, texts, numbers)
        yield Question("where", no, f"{quoted(header)} says {_some(no)} in some rows", cure)
    elif numbers is not None:
        pairs = {(bool(text), bool(number)) for text, number in zip(texts, numbers, strict=True)}
        if pairs == {(True, True), (False, False)}:
            cure = option_of("--where", f"{header}!=")
            yield Question(
                "where", (), f"{quoted(header)} is empty in the rows without a number, and in no other", cure
            )


def _some(values: Sequence[str]) -> str:
    more = f" and {len(values) - 3} more" if len(values) > 3 else ""
    return " and ".join(map(quoted, values[:3])) + more


def _of_unsent(statuses: Sequence[str], numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the statuses that only rows without a number have; none if no other status has numbers, or if there are many."""
    pairs = dict.fromkeys(zip(statuses, map(bool, numbers), strict=True))
    sent = {status for status, is_numbered in pairs if is_numbered}
    unsent = tuple(status for status, is_numbered in pairs if status and not is_numbered and status not in sent)
    return unsent if any(sent) and len(unsent) <= SHOWN_VALUES else ()


def _is_filled_in(text: str) -> bool:
    return text.casefold() not in NO
