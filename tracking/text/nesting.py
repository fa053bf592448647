"""The places of the records around a value, objects of JSON and elements of XML, and the names of fields and records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["KEY_LENGTH", "REACHES", "elements_around", "innermost", "key_before", "objects_around"]

REACHES = 400, 1_500
"""The numbers of characters on either side of a number that are searched for its record's beginning and end, one after the other."""
_DEEPEST = 3
"""The number of records, one in another, that are read for a carrier: a parcel's, its shipment's, its order's."""
_LONGEST_LIST = 400
"""The number of characters before a number that are searched for the beginning of its list."""
KEY_LENGTH = 56
"""The greatest length of a field's name, with the signs around it."""

_KEY = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:\\?")?\Z')
"""Matches a field's name right before its value."""
_COLON_NEAR = 7
"""The greatest number of characters from the colon behind a field's name to its value."""
_ITEM_BEGINS = re.compile(r'[\[,]\s{0,40}\\?"\Z')
_BRACKET = re.compile(r"[\[\]]")
_TAG_NAME = re.compile(r"<(?:\w{1,20}:)?([A-Za-z][\w.\-]{1,40}+)")
_TAG = re.compile(r"<(?P<closes>/?)[A-Za-z][^<>]{0,600}?(?P<empty>/?)>")


def key_before(plain: str, start: int) -> str:
    """Return the name of the field whose value, or one of whose values, begins at a position; empty if there is none."""
    low = max(0, start - KEY_LENGTH)
    key = None
    if (colon := plain.rfind(":", max(0, start - _COLON_NEAR), start)) >= 0:
        opened = plain.rfind('"', low, max(low, plain.rfind('"', low, colon)))
        key = _KEY.match(plain, opened, start) if opened >= 0 else None
    elif plain[start - 1 : start] == '"' and _ITEM_BEGINS.search(plain, low, start):
        low = max(0, start - _LONGEST_LIST)
        opened = plain.rfind("[", low, start)
        if opened >= 0 and max(plain.rfind(sign, opened, start) for sign in "]{}") < 0:
            key = _KEY.search(plain, max(0, opened - KEY_LENGTH), opened)
    return key.group(1) if key else ""


def innermost(plain: str, around: list[tuple[int, int]]) -> str:
    """Return the name of the innermost of the records around a value; empty without one."""
    return next((_name_of(plain, first) for first, _ in around), "")


def _name_of(plain: str, first: int) -> str:
    """Return the name of the object or the element that begins at a position, or of the list that the object is in; empty without one."""
    if plain[first] == "<":
        tag = _TAG_NAME.match(plain, first)
        return tag.group(1) if tag else ""
    low = max(0, first - REACHES[-1])
    opened = [first, *_ways_out((at.start(), at.group() == "[") for at in _brackets_before(plain, low, first))]
    keys = (_KEY.search(plain, max(0, at - KEY_LENGTH), at) for at in opened[:2])
    return next((key.group(1) for key in keys if key), "")


def _brackets_before(plain: str, low: int, high: int) -> list[re.Match[str]]:
    """Return the brackets of lists between two positions, the last first."""
    return [*_BRACKET.finditer(plain, low, high)][::-1]


def objects_around(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return the places of the objects around a value, the innermost first, between two positions."""
    first: list[int] = []
    last: list[int] = []
    depth = 0
    opened, closed = plain.rfind("{", low, start), plain.rfind("}", low, start)
    while opened >= 0 and len(first) < _DEEPEST:
        if closed > opened:
            depth, closed = depth + 1, plain.rfind("}", low, closed)
            continue
        if depth:
            depth -= 1
        else:
            first.append(opened)
        opened = plain.rfind("{", low, opened)
    depth = 0
    opened, closed = plain.find("{", end, high), plain.find("}", end, high)
    while closed >= 0 and len(last) < len(first):
        if 0 <= opened < closed:
            depth, opened = depth + 1, plain.find("{", opened + 1, high)
            continue
        if depth:
            depth -= 1
        else:
            last.append(closed)
        closed = plain.find("}", closed + 1, high)
    return _pairs(first, last, high)


def elements_around(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return the places of the elements around a value, the innermost first, between two positions."""
    opened = plain.rfind("<", low, start)  # the value's own tag
    own_end = plain.find(">", end, high) + 1
    before = [(at.start(), not at["closes"]) for at in _TAG.finditer(plain, low, max(low, opened)) if not at["empty"]]
    behind = [(at.end(), bool(at["closes"])) for at in _TAG.finditer(plain, end, high) if not at["empty"]]
    own = [(opened, own_end)] if plain[start - 1] != ">" and 0 <= opened < own_end else []
    if plain[start - 1] == ">":  # the end of the value's element is the first tag behind it
        behind = behind[1:]
    return own + _pairs(_ways_out(reversed(before)), _ways_out(behind), high)


def _pairs(first: list[int], last: list[int], high: int) -> list[tuple[int, int]]:
    """Return pairs of a beginning and an end, the innermost first."""
    return [*zip(first, last + [high] * (len(first) - len(last)), strict=False)]


def _ways_out(places: Iterable[tuple[int, bool]]) -> list[int]:
    """Return where records begin, or end. Each place has a sign: true if it leads out of a record, seen from the value."""
    found: list[int] = []
    depth = 0
    for place, leads_out in places:
        if not leads_out:
            depth += 1
        elif depth:
            depth -= 1
        else:
            found.append(place)
            if len(found) == _DEEPEST:
                break
    return found
