"""Lines that a program writes before the header: a title, when the report was made, whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracking.languages.columns import header_meaning

__all__ = ["header_place"]


def header_place(records: Iterable[Sequence[str]]) -> int | None:
    """The place of the header among the first records of a file, None where no header is known.

    It is the first record of which some cell is a known header, if every record before has fewer cells that are filled
    in; else the first, since what stands before it may be a header too.

    >>> header_place([["Orders report"], [], ["Order number", "Tracking number"], ["#1", "1Z"]])
    2
    >>> header_place([["Foo", "Bar"], ["Order", "Number"]]), header_place([["a"], ["b"]])
    (0, None)
    """
    longest = 0
    for place, record in enumerate(records):
        cells = [cell for cell in record if cell.strip()]
        if any(map(header_meaning, cells)):
            return place if longest < len(cells) else 0
        longest = max(longest, len(cells))
    return None
