"""Columns that a file has once for each parcel of a row: ``Tracking 1``, ``Tracking 2``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracking.languages.columns import header_meaning

__all__ = ["REPEATED", "further_columns", "numbered_field"]

REPEATED = ("number", "company", "url")
"""The fields that a row may have once for each of its parcels."""
COUNTED = re.compile(r"(?P<stem>.*[^\W\d_].*?)[\s_.#:-]*\(?(?P<count>[1-9]\d?)\)?", re.DOTALL)


class _Counted(NamedTuple):
    stem: str
    place: int


def _counted(header: str) -> _Counted:
    """A header without its number; one without a number is the first.

    >>> _counted("Tracking no. 2"), _counted("Tracking")
    (_Counted(stem='tracking no', place=2), _Counted(stem='tracking', place=1))
    """
    found = COUNTED.fullmatch(header.strip())
    if found is None:
        return _Counted(header.strip().casefold(), 1)
    return _Counted(found["stem"].casefold(), int(found["count"]))


def numbered_field(header: str, headers: Iterable[str]) -> str | None:
    """The field of a header that counts, if it is the first of several: of ``Tracking 1`` beside ``Tracking 2``.

    >>> numbered_field("Tracking 1", ["Tracking 1", "Tracking 2"]), numbered_field("Address 1", ["Address 1", "Address 2"])
    ('number', None)
    """
    own = _counted(header)
    meaning = header_meaning(own.stem)
    if own.place != 1 or meaning is None or meaning.is_bare or meaning.field not in REPEATED:
        return None
    return meaning.field if any(_counted(one) == (own.stem, 2) for one in headers) else None


def further_columns(header: str, headers: Sequence[str]) -> tuple[str, ...]:
    """The columns that go on with a column: ``Tracking 2`` and ``Tracking 3`` with ``Tracking`` or ``Tracking 1``.

    >>> further_columns("Tracking", ["Order", "Tracking", "Tracking 2", "Address 2"])
    ('Tracking 2',)
    """
    own = _counted(header)
    counts = {_counted(one).place: one for one in headers if _counted(one).stem == own.stem and one != header}
    found: list[str] = []
    while (following := counts.get(own.place + len(found) + 1)) is not None:
        found.append(following)
    return tuple(found)
