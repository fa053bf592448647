"""Lines that a program writes before the header, such as a title, a date, or a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracking.languages.columns import header_meaning

__all__ = ["header_place"]


def header_place(records: Iterable[Sequence[str]]) -> int | None:
    """Return the position of the header among the first records of a file; None if no header is known.

    It is the first record of which some cell is a known header, if every record before has fewer cells that are filled
    in; else the first, since what stands before it may be a header too. A record with fewer cells, of which fewer are known
    headers than of the one below it, names groups of columns.

    >>> header_place([["Orders report"], [], ["Order number", "Tracking number"], ["#1", "1Z"]])
    2
    >>> header_place([["Foo", "Bar"], ["Order", "Number"]]), header_place([["a"], ["b"]])
    (0, None)
    >>> header_place([["Order", "", "Shipment", ""], ["Number", "Date", "Tracking number", "SKU"]])
    1
    """
    longest, rest = 0, iter(records)
    for place, record in enumerate(rest):
        cells = [cell for cell in record if cell.strip()]
        if any(map(header_meaning, cells)):
            if longest >= len(cells):
                return 0
            return place + _names_groups(record, next(rest, ()))
        longest = max(longest, len(cells))
    return None


def _names_groups(record: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a record names groups of columns, and the one below it the columns."""
    known, under = (sum(header_meaning(cell) is not None for cell in cells) for cells in (record, below))
    return known < under and sum(map(_is_filled, record)) < sum(map(_is_filled, below))


def _is_filled(cell: str) -> bool:
    return bool(cell.strip())
