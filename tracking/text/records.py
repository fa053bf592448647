"""Records in a text: the carrier that an object of JSON, or an element of XML, names for the numbers in it, however far from them.

``{"carrier": "SPX Express Philippines", "weight": 1200, "tracking_number": "PH2351234567890"}``. The names of the fields are read
like headers of columns (`tracking.languages.columns`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from tracking.languages.folding import header_pieces
from tracking.languages.words import is_number_word
from tracking.text.field_names import holds_company, holds_id, holds_number
from tracking.text.noise_by_form import is_dialed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = [
    "company_places",
    "is_number_value",
    "is_other_value",
    "lines_companies",
    "number_values",
    "record_companies",
    "value_name",
]

_REACHES = 400, 1_500
"""The numbers of characters on either side of a number that are searched for its record's beginning and end, one after the other."""
_DEEPEST = 3
"""The number of records, one in another, that are read for a carrier: a parcel's, its shipment's, its order's."""
_LONGEST_LIST = 400
"""The number of characters before a number that are searched for the beginning of its list."""
_KEY_LENGTH = 56
"""The greatest length of a field's name, with the signs around it."""

# JSON.
_KEY = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:\\?")?\Z')
"""Matches a field's name right before its value."""
_COLON_NEAR = 7
"""The greatest number of characters from the colon behind a field's name to its value."""
_ITEM_BEGINS = re.compile(r'[\[,]\s{0,40}\\?"\Z')
_FIELD = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:(\{)|\\?"([^"\\\n{}]{2,60}+)\\?")')
_NAMES = frozenset({"name", "title", "display_name", "displayName", "label"})
"""The fields of an object that is a carrier: ``"carrier": {"code": "x", "name": "DHL"}``."""

# Lines.
_LABEL = re.compile(r"[ \t>*•\-]{0,8}([^\W\d_][^\n:=|]{1,40}+)[:=：][ \t*\"']{0,8}")
_LABEL_LENGTH = 64
_LINE = re.compile(r"[ \t>*•\-]{0,8}([^\W\d_][^\n:=|]{1,40}+)[:=：][ \t*\"']{0,8}([^\n]{1,60})")
_DIGITS = re.compile("[0-9]+")
_FAR_LINES = 500
"""The number of characters on either side of a number that are searched for lines with a label."""
_MOST_LINES = 8

# XML.
_ATTRIBUTE_KEY = re.compile(r"""[\s"']([A-Za-z][\w.\-]{1,40}+)[ ]?=[ ]?["']\Z""")
_ELEMENT_KEY = re.compile(r"<(?:\w{1,20}:)?([A-Za-z][\w.\-]{1,40}+)(?:\s[^<>]{0,80})?>\s{0,40}\Z")
_ELEMENT_LENGTH = 190
_TAG = re.compile(r"<(?P<closes>/?)[A-Za-z][^<>]{0,600}?(?P<empty>/?)>")
_VALUE = re.compile(
    r"""(?:[\s"']|<(?:\w{1,20}:)?)([A-Za-z][\w.\-]{1,40}+)(?:[ ]?=[ ]?["']([^"'<>]{2,60}+)["']|>\s{0,40}([^<>]{2,60}+)</)"""
)
_ATTRIBUTE = re.compile(r"""\s([A-Za-z][\w.\-]{1,40}+)[ ]?=[ ]?["'](?=([^"'<>]{6,60}+)["'])""")


def record_companies(
    plain: str, start: int, end: int, *, elements: bool = False, company_places: Callable[[], list[int]] | None = None
) -> list[str]:
    """Return what the record around a value says of its carrier: the innermost record that says anything.

    The field of the value has to be one for tracking numbers. Elements of XML are read if ``elements`` is true.
    ``company_places`` returns the `company_places` of the text, if they are kept.

    >>> record_companies('[{"courier": "DHL", "id": 7, "waybill": "973905129229"}]', 41, 53)
    ['DHL']
    >>> record_companies('<parcel by="DHL"><waybill>973905129229</waybill><carrier>DHL</carrier></parcel>', 26, 38, elements=True)
    ['DHL']
    >>> record_companies("waybill: 973905129229", 9, 21)
    []
    """
    if holds_number(_key(plain, start)):
        records, companies = _objects, _companies
    elif elements and is_number_value(plain, start):
        records, companies = _elements, _companies_of_elements
    else:
        return []
    places = company_places() if records is _objects and company_places is not None else None
    for reach in _REACHES:
        low, high = max(0, start - reach), min(len(plain), end + reach)
        if places is not None and not _any_between(places, low, high):
            continue
        for first, last in records(plain, start, end, low, high):
            if places is not None and not _any_between(places, first, last):
                continue
            if found := list(dict.fromkeys(companies(plain[first:last]))):
                return found
    return []


def _any_between(places: list[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def company_places(plain: str) -> list[int]:
    """Return where the fields for a carrier begin in the objects of JSON of a text.

    >>> company_places('[{"id": 7, "carrier": "DHL"}]')
    [11]
    """
    return [field.start() for field in _FIELD.finditer(plain) if holds_company(field.group(1))]


def lines_companies(plain: str, start: int) -> list[str]:
    r"""Return what the lines around a number say of its carrier, if each has a label and a value.

    The label of the number has to be one for tracking numbers, as it may be above a column.

    >>> lines_companies("Carrier: DPD\nService: Next Day\nNumber: 15501234567890", 39)
    ['DPD']
    >>> lines_companies("Carrier: DPD\nInvoice: 15501234567890", 22)
    []
    """
    begin = plain.rfind("\n", max(0, start - _LABEL_LENGTH), start) + 1
    label = _LABEL.fullmatch(plain, begin, start) if start - begin <= _LABEL_LENGTH else None
    if label is None or not holds_number(name := label.group(1).strip()):
        return []
    number = _DIGITS.match(plain, start)
    if number and all(map(is_number_word, header_pieces(name))) and is_dialed(number.group()):
        return []
    for lines in (_lines_above(plain, begin), _lines_below(plain, start)):
        for first, last in islice(lines, _MOST_LINES):
            field = _LINE.match(plain, first, last)
            if field is None:
                break
            if holds_company(field.group(1).strip()):
                return [field.group(2)]
    return []


def _lines_above(plain: str, begin: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the lines before a line that begins at a position, the nearest first."""
    low = max(0, begin - _FAR_LINES)
    while begin > low:
        end = begin - 1
        begin = max(low, plain.rfind("\n", low, end) + 1)
        yield begin, end


def _lines_below(plain: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the lines behind the line of a position."""
    high = min(len(plain), start + _FAR_LINES)
    end = plain.find("\n", start, high)
    while end >= 0:
        begin = end + 1
        end = plain.find("\n", begin, high)
        yield begin, end if end >= 0 else high


def is_other_value(plain: str, start: int) -> bool:
    """Tell whether a value of JSON begins at a position that is no tracking number by its field: an integer, or something's id.

    >>> is_other_value('{"ts": 1795764515232}', 7), is_other_value('{"waybill": 973905129229}', 12)
    (True, False)
    >>> is_other_value('{"request_id": "973905129229"}', 16), is_other_value('{"shipment_id": "973905129229"}', 17)
    (True, False)
    """
    key = _key(plain, start)
    if not key or holds_number(key):
        return False
    return plain[start - 1] in " :" or holds_id(key)


def is_number_value(plain: str, start: int) -> bool:
    """Tell whether an attribute or an element of XML for tracking numbers has its value at a position.

    >>> is_number_value('<Package trackingNumber="9305"/>', 25), is_number_value('<a title="9305">', 10)
    (True, False)
    """
    return holds_number(value_name(plain, start))


def value_name(plain: str, start: int) -> str:
    """Return the name of the attribute or the element of XML whose value begins at a position; empty if there is none.

    >>> value_name("<OrderId>4711</OrderId>", 9), value_name("4711", 0)
    ('OrderId', '')
    """
    key = _ATTRIBUTE_KEY.search(plain, max(0, start - _KEY_LENGTH), start)
    key = key or _ELEMENT_KEY.search(plain, max(0, start - _ELEMENT_LENGTH), start)
    return key.group(1) if key else ""


def number_values(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the values of attributes for tracking numbers between two positions."""
    for attribute in _ATTRIBUTE.finditer(plain, start, end):
        if holds_number(attribute.group(1)):
            yield attribute.span(2)


def _key(plain: str, start: int) -> str:
    """Return the name of the field whose value, or one of whose values, begins at a position; empty if there is none."""
    low = max(0, start - _KEY_LENGTH)
    key = None
    if (colon := plain.rfind(":", max(0, start - _COLON_NEAR), start)) >= 0:
        opened = plain.rfind('"', low, max(low, plain.rfind('"', low, colon)))
        key = _KEY.match(plain, opened, start) if opened >= 0 else None
    elif plain[start - 1 : start] == '"' and _ITEM_BEGINS.search(plain, low, start):
        low = max(0, start - _LONGEST_LIST)
        opened = plain.rfind("[", low, start)
        if opened >= 0 and max(plain.rfind(sign, opened, start) for sign in "]{}") < 0:
            key = _KEY.search(plain, max(0, opened - _KEY_LENGTH), opened)
    return key.group(1) if key else ""


def _objects(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
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


def _elements(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
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


def _companies(record: str) -> Iterator[str]:
    """Yield the values of an object's fields for its carrier; of a field that is an object, the name in it."""
    carrier_ends = -1
    for field in _FIELD.finditer(record):
        name, opens, value = field.groups()
        if opens and holds_company(name):
            carrier_ends = record.find("}", field.end())
        elif value and (holds_company(name) or (name in _NAMES and field.start() < carrier_ends)):
            yield value


def _companies_of_elements(record: str) -> Iterator[str]:
    """Yield the values of attributes and elements for a carrier."""
    for field in _VALUE.finditer(record):
        name, attribute, content = field.groups()
        if holds_company(name):
            yield attribute or content
