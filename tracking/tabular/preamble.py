"""Lines that a program writes before the header, such as a title, a date, or a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracking.languages.columns import header_meaning

__all__ = ["header_place"]


def header_place(records: Iterable[Sequence[str]]) -> int | None:
    """Return the position of the header among the first records of a file; None if no header is known.

    It is the first record with a known header, if all records before have fewer filled cells; otherwise the first
    record, since what stands before may also be a header.

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
