"""Aligned text: columns as wide as they look, links kept whole."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from tracking.tabular.shown_texts import listed, quoted, shown

__all__ = ["AlignedColumns", "listed", "padded", "quoted", "room", "shown", "width"]

WIDEST = 44
"""A column does not become wider; longer cells stick out."""


def width(text: str) -> int:
    """How many cells of a terminal a text takes.

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
    """A text and the blanks behind it."""
    return text + " " * (to - width(text))


def room() -> int | None:
    """How wide the terminal is; None when the output goes elsewhere, where a row stays one line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class AlignedColumns:
    """Rows under each other. The last cell, a link, is not cut: where it has no room it stands on a line of its own."""

    def __init__(self, rows: Iterable[Sequence[str]] = (), least: Sequence[int] = ()) -> None:
        self.widths = list(least)
        self.room = room()
        self.fit(rows)

    def fit(self, rows: Iterable[Sequence[str]]) -> None:
        """Make the columns wide enough for rows that are going to be written."""
        for row in rows:
            self._widen(row)

    def _widen(self, row: Sequence[str]) -> None:
        self.widths += [0] * (len(row) - 1 - len(self.widths))
        for place, cell in enumerate(row[:-1]):
            self.widths[place] = max(self.widths[place], min(width(cell), WIDEST))

    def line(self, row: Sequence[str]) -> str:
        """Write a row; columns grow with what they hold."""
        self._widen(row)
        cells = [padded(cell, wide) for cell, wide in zip(row[:-1], self.widths, strict=True)]
        head, last = "  ".join(cells), row[-1]
        if self.room is not None and last and width(head) + 2 + width(last) > self.room:
            return f"{head.rstrip()}\n    {last}"
        return f"{head}  {last}".rstrip()
