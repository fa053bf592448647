"""Records in a text: the carrier that an object of JSON names for the numbers in it, however far from them.

``{"carrier": "SPX Express Philippines", "weight": 1200, "tracking_number": "PH2351234567890"}``. The names of the fields are read
like headers of columns (`tracking.languages.columns`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from tracking.languages.columns import header_meaning, header_sign
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words
from tracking.languages.words import AGAINST, NAMES, verdict

__all__ = ["record_companies"]

_FAR = 1_500
"""The number of characters on either side of a number that are searched for its object's beginning and end."""
_DEEPEST = 3
"""The number of objects, one in another, that are read for a carrier: a parcel's, its shipment's, its order's."""
_MOST_BRACES = 60
"""The number of braces that are read on either side."""
_BRACE = re.compile(r"[{}]")
_LONGEST_LIST = 400
"""The number of characters before a number that are searched for the beginning of its list."""
_KEY = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:\\?")?\Z')
"""Matches a field's name right before its value."""
_ITEM_BEGINS = re.compile(r'[\[,]\s{0,40}\\?"\Z')
_KEY_LENGTH = 56
_BEFORE_VALUE = frozenset('" :')
_FIELD = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:(\{)|\\?"([^"\\\n{}]{2,60}+)\\?")')
_NAMES = frozenset({"name", "title", "display_name", "displayName", "label"})
"""The fields of an object that is a carrier: ``"carrier": {"code": "x", "name": "DHL"}``."""


def record_companies(plain: str, start: int, end: int) -> list[str]:
    """Return what the object of JSON around a value says of its carrier: the innermost object that says anything.

    The field of the value has to be one for tracking numbers.

    >>> record_companies('[{"courier": "DHL", "id": 7, "waybill": "973905129229"}]', 41, 53)
    ['DHL']
    >>> record_companies("waybill: 973905129229", 9, 21)
    []
    """
    if plain[start - 1 : start] not in _BEFORE_VALUE or not _is_number(_key(plain, start)):
        return []
    opened = _opened(plain, start)
    closed = _closed(plain, end, len(opened))
    found: list[str] = []
    for first, last in zip(opened, closed, strict=False):
        found += [one for one in _companies(plain[first + 1 : last]) if one not in found]
        if found:
            break
    return found


def _key(plain: str, start: int) -> str:
    """Return the name of the field whose value, or one of whose values, begins at a position; empty if there is none."""
    key = _KEY.search(plain, max(0, start - _KEY_LENGTH), start)
    if key is None and _ITEM_BEGINS.search(plain, max(0, start - _KEY_LENGTH), start):
        low = max(0, start - _LONGEST_LIST)
        opened = plain.rfind("[", low, start)
        if opened >= 0 and max(plain.rfind(sign, opened, start) for sign in "]{}") < 0:
            key = _KEY.search(plain, max(0, opened - _KEY_LENGTH), opened)
    return key.group(1) if key else ""


def _opened(plain: str, start: int) -> list[int]:
    """Return where the objects around a position begin, the innermost first."""
    found, depth, at = [], 0, start
    low = max(0, start - _FAR)
    for _ in range(_MOST_BRACES):
        opens, closes = plain.rfind("{", low, at), plain.rfind("}", low, at)
        at = max(opens, closes)
        if at < 0:
            break
        depth += 1 if closes > opens else -1
        if depth < 0:
            found.append(at)
            depth = 0
            if len(found) == _DEEPEST:
                break
    return found


def _closed(plain: str, end: int, many: int) -> list[int]:
    """Return where the objects around a position end, the innermost first, or the end of what is read."""
    found, depth = [], 0
    high = min(len(plain), end + _FAR)
    for count, brace in enumerate(_BRACE.finditer(plain, end, high)):
        depth += 1 if brace.group() == "{" else -1
        if depth < 0:
            found.append(brace.start())
            depth = 0
        if len(found) == many or count == _MOST_BRACES:
            break
    return found + [high] * (many - len(found))


def _companies(record: str) -> list[str]:
    """Return the values of an object's fields for its carrier; of a field that is an object, the name in it."""
    found = []
    carrier_ends = -1
    for field in _FIELD.finditer(record):
        name, opens, value = field.groups()
        if opens and _is_company(name):
            carrier_ends = record.find("}", field.end())
        elif value and (_is_company(name) or (name in _NAMES and field.start() < carrier_ends)):
            found.append(value)
    return found


@lru_cache(maxsize=1024)
def _is_number(name: str) -> bool:
    """Tell whether a field holds tracking numbers: ``waybill``, ``trackingNumber``, ``tracking_numbers``."""
    meaning = header_meaning(name)
    if meaning is not None:
        return meaning.field == "number"
    says = [*map(verdict, header_pieces(in_words(name)))]
    return NAMES in says and AGAINST not in says


@lru_cache(maxsize=1024)
def _is_company(name: str) -> bool:
    """Tell whether a field holds a carrier: ``carrier``, ``trackingCompany``, ``courier_code``."""
    bare = re.sub(r"(?i)[_ .-]?(?:code|slug|id|title|display|label|name)\Z", "", name)
    for one in (name, bare):
        meaning = header_meaning(one)
        if meaning is not None and meaning.field == "company" and not (meaning.is_bare or one == "company"):
            return True
    return header_sign(name) == "maybe_company" and "method" not in name and "service" not in name
