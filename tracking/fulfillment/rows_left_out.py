"""Rows of a table that are none of its own: the header once more, totals, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tracking.fulfillment.shipment_cells import cell_text
from tracking.languages.columns import header_meaning
from tracking.languages.row_words import is_return, is_total, is_unsent, is_void

__all__ = ["heading_of_void", "why_left_out"]

LEAST_OF_A_HEADER = 2
"""How many cells of a row must repeat the header."""
FIGURE = re.compile(r"\W*\d[\d.,' ]*\W*(?:EUR|USD|GBP|kg|g|lb)?", re.IGNORECASE)
MOST_OF_A_TOTAL, MOST_BESIDE_TOTAL = 5, 3
"""Digits of a figure in a row of totals, since a tracking number has more; and in its first cell, since an order has more."""

WORDS_OF_A_NOTE = 3
"""An order's name has fewer."""
MARKED_NOTE = re.compile(r"#\s+[^\W\d].*|//.*|\*.*|※.*|\D+:", re.DOTALL)
"""What begins as a comment, or ends with a colon."""

OF_A_PARCEL = frozenset({"order", "number", "url", "sku"})
"""Fields that a row of totals leaves empty, or fills with counts if its first cell is the order's."""


def why_left_out(cells: Mapping[str, Any], given: Mapping[str, str]) -> str | None:
    """Return why a row is left out; None if it is a row like all others. ``given`` maps fields to headers.

    >>> why_left_out({"Order": "Order", "Tracking": "Tracking"}, {})
    'repeats the header'
    >>> why_left_out({"Order": "Total: 3", "Tracking": "", "Qty": "3"}, {})
    'is a total'
    >>> why_left_out({"Customer": "Total AG", "Order": "5001", "Tracking": ""}, {}) is None
    True
    >>> why_left_out({"Order": "Page 1 of 2", "Tracking": ""}, {}), why_left_out({"Order": "SO 1001", "Tracking": ""}, {})
    ('is a note', None)
    """
    filled = {name: text for name, cell in cells.items() if (text := cell_text(cell).removeprefix("\ufeff"))}
    if len(filled) >= LEAST_OF_A_HEADER and all(_same(name, text) for name, text in filled.items()):
        return "repeats the header"
    header = next(iter(cells), "")
    if [*filled] == [header] and len(cells) > 1 and _is_note(filled[header], _field(header, given)):
        return "is a note"
    first, *others = filled.values() or ("",)
    if not is_total(first) or not all(map(_is_figure, others)) or _digits(first) > MOST_BESIDE_TOTAL:
        return None
    return None if _is_parcel([_field(name, given) for name in filled]) else "is a total"


def heading_of_void(cells: Mapping[str, Any]) -> str | None:
    """Return the heading, alone in its row, that says that the rows below do not count; None for any other row.

    >>> heading_of_void({"Order": "Returns this week", "Tracking": ""}), heading_of_void({"Order": "Open:", "Tracking": ""})
    ('Returns this week', 'Open:')
    >>> heading_of_void({"Order": "RETURN-1001", "Tracking": ""}), heading_of_void({"Order": "Page 1 of 2", "Tracking": ""})
    (None, None)
    """
    filled = list(filter(None, map(cell_text, cells.values())))
    if len(filled) != 1 or len(cells) == 1:
        return None
    (text,) = filled
    is_heading = _is_note(text) or not _digits(text)
    return text if is_heading and (is_void(text) or is_return(text) or is_unsent(text, "order")) else None


def _field(header: str, given: Mapping[str, str]) -> str | None:
    if (field := next((field for field, name in given.items() if name == header), None)) is not None:
        return field
    return meaning.field if (meaning := header_meaning(header)) else None


def _is_parcel(fields: Iterable[str | None]) -> bool:
    """Tell whether a row, by the fields of its filled cells, is a parcel whose first cell is a name: Total AG."""
    first, *others = fields
    return "order" in others or (first != "order" and not OF_A_PARCEL.isdisjoint(others))


def _is_note(text: str, field: str | None = None) -> bool:
    """Tell whether a text that is all there is in a row is a sentence, a comment, or a heading.

    Several words are no sentence where they may be a number in groups, or the name of an item.
    """
    may_be_sentence = field == "order" or field not in OF_A_PARCEL
    return (may_be_sentence and len(text.split()) >= WORDS_OF_A_NOTE) or MARKED_NOTE.fullmatch(text) is not None


def _same(name: str, text: str) -> bool:
    return name.strip().casefold() == text.casefold()


def _is_figure(text: str) -> bool:
    return FIGURE.fullmatch(text) is not None and _digits(text.partition(".")[0].partition(",")[0]) <= MOST_OF_A_TOTAL


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
