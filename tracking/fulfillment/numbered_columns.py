"""Columns that are repeated for each parcel of a row: ``Tracking 1``, ``Tracking 2``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracking.languages.columns import header_meaning

__all__ = ["REPEATED", "NumberedColumns"]

REPEATED = ("number", "company", "url")
"""The fields that may be repeated for each parcel of a row."""
LONGEST_COUNTED = 200
"""The greatest length of a header; a longer one is ignored."""
PLACE = re.compile(r"(?<!\d)\(?(?P<place>[1-9]\d?)\)?\Z")
BETWEEN_STEM_AND_PLACE = " \t_.#:-"


class _Counted(NamedTuple):
    stem: str
    place: int


def _counted(header: str) -> _Counted:
    """Return a header without its number, and the number; a header without one counts as the first.

    >>> _counted("Tracking no. 2"), _counted("Tracking")
    (_Counted(stem='tracking no', place=2), _Counted(stem='tracking', place=1))
    """
    text = header.strip()
    found = PLACE.search(text, max(0, len(text) - 5)) if len(text) <= LONGEST_COUNTED else None
    if found is None:
        return _Counted(text.casefold(), 1)
    return _Counted(text[: found.start()].rstrip(BETWEEN_STEM_AND_PLACE).casefold(), int(found["place"]))


class NumberedColumns:
    """A file's headers, grouped by their text without the number.

    >>> columns = NumberedColumns(["Order", "Tracking 1", "Tracking 2", "Address 1", "Address 2"])
    >>> columns.field("Tracking 1"), columns.field("Address 1"), columns.further("Tracking 1")
    ('number', None, ('Tracking 2',))
    """

    def __init__(self, headers: Sequence[str]) -> None:
        self._header_of = {_counted(header): header for header in reversed(headers)}

    def field(self, header: str) -> str | None:
        """Return the field of a numbered header, if it is the first of several; None otherwise."""
        own = _counted(header)
        if own.place != 1 or own._replace(place=2) not in self._header_of:
            return None
        meaning = header_meaning(own.stem)
        return meaning.field if meaning and not meaning.is_bare and meaning.field in REPEATED else None

    def further(self, header: str) -> tuple[str, ...]:
        """Return the columns that continue a column: ``Tracking 2`` and ``Tracking 3`` after ``Tracking`` or ``Tracking 1``."""
        following, found = _counted(header), list[str]()
        while (another := self._header_of.get(following := following._replace(place=following.place + 1))) is not None:
            found.append(another)
        return tuple(found)
