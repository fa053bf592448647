"""The comparisons of a search's terms: texts, words of a list, ids, numbers, and times.

Each function here reads a term's comparator and value once, and returns a test for the values of a field; None means
that the field does not accept such a value.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from tracking.server.search_grammar import Term

__all__ = [
    "SearchClock",
    "ValueKind",
    "ValueTest",
    "choice_value",
    "id_value",
    "number_value",
    "present",
    "text_value",
    "time_value",
]

ValueTest = Callable[[Any], bool]


class SearchClock(NamedTuple):
    """The times in a search: the shop's zone, and the meaning of ``now``."""

    zone: tzinfo = UTC
    now: datetime = datetime.min.replace(tzinfo=UTC)


ValueKind = Callable[[Term, SearchClock], ValueTest | None]
"""Reads a term for a field of this kind."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    ":>": operator.gt,
    ":>=": operator.ge,
    ":<": operator.lt,
    ":<=": operator.le,
}
_INTEGER = re.compile(r"[0-9]{1,100}")
_NUMBER = re.compile(r"-?[0-9]{1,100}(?:\.[0-9]{1,100})?")
_PERIOD = re.compile(
    r"(?P<year>\d{4}) (?: -(?P<month>\d\d) (?: -(?P<day>\d\d) (?: [T ] (?P<hour>\d\d) "
    r"(?: :(?P<minute>\d\d) (?: :(?P<second>\d\d) (?: \.\d{1,9} )? )? )? (?P<offset> Z | [+-]\d\d:?\d\d )? )? )? )?",
    re.VERBOSE | re.ASCII,
)


def present(term: Term) -> bool:
    """Tell whether a term asks for any value at all: ``field:*``."""
    return term.value == "*" and term.comparator == ":" and not term.quoted


def text_value(term: Term, _clock: SearchClock) -> ValueTest | None:
    """Compare texts, regardless of case. A bare value may end in ``*``, and is then a prefix."""
    if term.comparator != ":" or not term.value:
        return None
    wanted = term.value.casefold()
    if wanted.endswith("*") and not term.quoted:
        prefix = wanted[:-1]
        return lambda value: str(value).casefold().startswith(prefix)
    return lambda value: str(value).casefold() == wanted


def choice_value(allowed: Collection[str]) -> ValueKind:
    """Compare words of a list. ``-`` and ``_`` are the same, and words joined by commas are alternatives."""

    def kind(term: Term, _clock: SearchClock) -> ValueTest | None:
        wanted = {word.strip().casefold().replace("-", "_") for word in term.value.split(",")}
        if term.comparator != ":" or not wanted <= set(allowed):
            return None
        return lambda value: value in wanted

    return kind


def id_value(term: Term, _clock: SearchClock) -> ValueTest | None:
    """Compare ids: a number, or a global id in quotes."""
    digits = term.value.rpartition("/")[2]
    if not _INTEGER.fullmatch(digits):
        return None
    compare, wanted = _COMPARE[term.comparator], int(digits)
    return lambda value: compare(value, wanted)


def number_value(term: Term, _clock: SearchClock) -> ValueTest | None:
    """Compare numbers; ``5..20`` is a range that includes both ends."""
    low, dots, high = term.value.partition("..")
    if not _NUMBER.fullmatch(low) or (dots and (not _NUMBER.fullmatch(high) or term.comparator != ":")):
        return None
    least = float(low)
    if dots:
        most = float(high)
        return lambda value: least <= value <= most
    compare = _COMPARE[term.comparator]
    return lambda value: compare(value, least)


def time_value(term: Term, clock: SearchClock) -> ValueTest | None:
    """Compare times.

    A value means the whole year, month, day, ... that it names, so ``:<=2025`` includes all of 2025.
    """
    found = period(term.value, clock)
    if found is None:
        return None
    start, end = found.start, found.end
    tests: dict[str, ValueTest] = {
        ":": lambda value: start <= value < end,
        ":>=": lambda value: value >= start,
        ":>": lambda value: value >= end,
        ":<": lambda value: value < start,
        ":<=": lambda value: value < end,
    }
    return tests[term.comparator]


class Period(NamedTuple):
    """A year, a month, a day, ... that a value names."""

    start: datetime
    end: datetime
    """The beginning of the next one."""


def period(value: str, clock: SearchClock) -> Period | None:
    """Read a period. Without an offset, it is in the shop's zone."""
    if value == "now":
        return Period(clock.now, clock.now + timedelta(seconds=1))
    match = _PERIOD.fullmatch(value)
    if match is None:
        return None
    month, day, hour, minute, second = (
        int(match[name]) if match[name] else None for name in ("month", "day", "hour", "minute", "second")
    )
    year = int(match["year"])
    if not 1 < year < 9998:
        return None  # near the ends of the calendar, other zones could not show it
    try:
        zone = clock.zone if match["offset"] is None else datetime.strptime(match["offset"], "%z").tzinfo
        start = datetime(year, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone)
    except ValueError:
        return None
    if month is None:
        return Period(start, start.replace(year=year + 1))
    if day is None:
        return Period(start, start.replace(year=year + month // 12, month=month % 12 + 1))
    if hour is None:
        return Period(start, start + timedelta(days=1))
    lasting = timedelta(hours=1) if minute is None else timedelta(seconds=60 if second is None else 1)
    return Period(start, start + lasting)
