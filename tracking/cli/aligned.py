"""Aligned text: columns as wide as they look, and links that are not broken."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from tracking.tabular.shown_texts import listed, quoted, shown

__all__ = ["AlignedColumns", "how_many", "listed", "padded", "quoted", "room", "shown", "width"]

WIDEST = 44
"""A column does not become wider than this; longer cells stick out."""


def how_many(count: int, thing: str) -> str:
    """Return a count with its noun, in the singular or the plural.

    >>> how_many(1, "row"), how_many(2, "row"), how_many(0, "row")
    ('1 row', '2 rows', '0 rows')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes.

    >>> width("UPS"), width("佐川急便")
    (3, 8)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Me", "Mn") else
        2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def padded(text: str, to: int) -> str:
    """Return a text, filled up with spaces."""
    return text + " " * (to - width(text))


def room() -> int | None:
    """Return the width of the terminal; None if the output goes elsewhere, where a row stays on one line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class AlignedColumns:
    """Aligned rows. The last cell, a link, is never cut: if it does not fit, it gets its own line."""

    def __init__(self, rows: Iterable[Sequence[str]] = (), least: Sequence[int] = ()) -> None:
        self.widths = list(least)
        self.room = room()
        self.fit(rows)

    def fit(self, rows: Iterable[Sequence[str]]) -> None:
        """Make the columns wide enough for rows that are about to be written."""
        for row in rows:
            self._widen(row)

    def _widen(self, row: Sequence[str]) -> None:
        self.widths += [0] * (len(row) - 1 - len(self.widths))
        for place, cell in enumerate(row[:-1]):
            self.widths[place] = max(self.widths[place], min(width(cell), WIDEST))

    def line(self, row: Sequence[str]) -> str:
        """Return a row as text. Columns grow with their contents."""
        self._widen(row)
        cells = [padded(cell, wide) for cell, wide in zip(row[:-1], self.widths, strict=True)]
        head, last = "  ".join(cells), row[-1]
        if self.room is not None and last and width(head) + 2 + width(last) > self.room:
            return f"{head.rstrip()}\n    {last}"
        return f"{head}  {last}".rstrip()
