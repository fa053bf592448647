"""Rows of a table that are none of its own: the header once more, and totals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracking.fulfillment.shipment_cells import cell_text
from tracking.languages.header_words import is_total

__all__ = ["why_left_out"]

LEAST_OF_A_HEADER = 2
"""How many cells of a row must repeat the header."""
FIGURE = re.compile(r"\W*\d[\d.,' ]*\W*(?:EUR|USD|GBP|kg|g|lb)?", re.IGNORECASE)
MOST_OF_A_TOTAL, MOST_BESIDE_TOTAL = 5, 3
"""Digits of a figure in a row of totals, since a tracking number has more; and in its first cell, since an order has more."""


def why_left_out(cells: Mapping[str, Any]) -> str | None:
    """Return why a row is left out; None if it is a row like all others.

    >>> why_left_out({"Order": "Order", "Tracking": "Tracking"}), why_left_out({"Order": "Total: 3", "Tracking": "", "Qty": "3"})
    ('repeats the header', 'is a total')
    >>> why_left_out({"Order": "Total", "Tracking": "1Z001985YW99744790"}) is None
    True
    """
    filled = {name: text for name, cell in cells.items() if (text := cell_text(cell).removeprefix("\ufeff"))}
    if len(filled) >= LEAST_OF_A_HEADER and all(_same(name, text) for name, text in filled.items()):
        return "repeats the header"
    first, *others = filled.values() or ("",)
    return (
        "is a total"
        if is_total(first) and all(map(_is_figure, others)) and _digits(first) <= MOST_BESIDE_TOTAL
        else None
    )


def _same(name: str, text: str) -> bool:
    return name.strip().casefold() == text.casefold()


def _is_figure(text: str) -> bool:
    return FIGURE.fullmatch(text) is not None and _digits(text.partition(".")[0].partition(",")[0]) <= MOST_OF_A_TOTAL


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
