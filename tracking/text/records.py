"""Records in a text: the carrier that an object of JSON, or an element of XML, names for the numbers in it, however far from them.

``{"carrier": "SPX Express Philippines", "weight": 1200, "tracking_number": "PH2351234567890"}``. The names of the fields are read
like headers of columns (`tracking.languages.columns`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from tracking.languages.columns import is_inner_id
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words
from tracking.languages.words import AGAINST, is_number_word
from tracking.text.field_names import (
    counts_goods,
    field_says,
    is_bare_field,
    is_company_field,
    is_id_field,
    is_number_field,
    is_other_field,
    may_be_goods,
)
from tracking.text.nesting import KEY_LENGTH, REACHES, elements_around, innermost, key_before, objects_around
from tracking.text.noise_by_form import is_dialed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "company_places",
    "is_number_value",
    "is_of_goods",
    "is_other_value",
    "lines_companies",
    "number_values",
    "record_companies",
    "value_heading",
]

# JSON.
_FIELD = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:\s{0,4}(?:(\{)|\\?"([^"\\\n{}]{2,60}+)\\?")')
_OWN_KEY = re.compile(r'"([A-Za-z][\w .\-]{1,40}+)\\?"\s{0,4}:')
_INNER = re.compile(r"\{[^{}]*\}")
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
_VALUE = re.compile(
    r"""(?:[\s"']|<(?:\w{1,20}:)?)([A-Za-z][\w.\-]{1,40}+)(?:[ ]?=[ ]?["']([^"'<>]{2,60}+)["']|>\s{0,40}([^<>]{2,60}+)</)"""
)
_ATTRIBUTE = re.compile(r"""\s([A-Za-z][\w.\-]{1,40}+)[ ]?=[ ]?["'](?=([^"'<>]{6,60}+)["'])""")


def record_companies(
    plain: str,
    start: int,
    end: int,
    *,
    key: str | None = None,
    elements: bool = False,
    company_places: Callable[[], list[int]] | None = None,
) -> list[str]:
    """Return what the record around a value says of its carrier: the innermost record that says anything.

    The field of the value has to be one for tracking numbers. Elements of XML are read if ``elements`` is true.
    ``key`` is the `key_before` the value, and ``company_places`` returns the `company_places` of the text, if they are known.

    >>> record_companies('[{"courier": "DHL", "id": 7, "waybill": "973905129229"}]', 41, 53)
    ['DHL']
    >>> record_companies('<parcel by="DHL"><waybill>973905129229</waybill><carrier>DHL</carrier></parcel>', 26, 38, elements=True)
    ['DHL']
    >>> record_companies("waybill: 973905129229", 9, 21)
    []
    """
    if is_number_field(name := key_before(plain, start) if key is None else key):
        records, companies = objects_around, _companies
    elif elements and is_number_field(name := value_name(plain, start)):
        records, companies = elements_around, _companies_of_elements
    else:
        return []
    if is_inner_id(name):
        return []
    places = company_places() if records is objects_around and company_places is not None else None
    for reach in REACHES:
        low, high = max(0, start - reach), min(len(plain), end + reach)
        if places is not None and not _any_between(places, low, high):
            continue
        around = records(plain, start, end, low, high)
        if around and is_bare_field(name):
            says = field_says(innermost(plain, around))
            if AGAINST in says:
                return []
            around = around if max(says, default=0) > 0 else around[:1]
        for first, last in around:
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
    return [field.start() for field in _FIELD.finditer(plain) if is_company_field(field.group(1))]


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
    if label is None or not is_number_field(name := label.group(1).strip()):
        return []
    number = _DIGITS.match(plain, start)
    if number and all(map(is_number_word, header_pieces(name))) and is_dialed(number.group()):
        return []
    for lines in (_lines_above(plain, begin), _lines_below(plain, start)):
        for first, last in islice(lines, _MOST_LINES):
            field = _LINE.match(plain, first, last)
            if field is None:
                break
            if is_company_field(field.group(1).strip()):
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


def is_other_value(plain: str, start: int, key: str | None = None) -> bool:
    """Tell whether a value of JSON begins at a position that is no tracking number by its field: an integer, or something's id.

    ``key`` is the `key_before` the value, if it is known.

    >>> is_other_value('{"ts": 1795764515232}', 7), is_other_value('{"waybill": 973905129229}', 12)
    (True, False)
    >>> is_other_value('{"sku": "LAMP", "barcode": "973905129229"}', 28), is_other_value('{"barcode": "973905129229"}', 13)
    (True, False)
    >>> is_other_value('{"request_id": "973905129229"}', 16), is_other_value('{"shipment_id": "973905129229"}', 17)
    (True, False)
    """
    key = key_before(plain, start) if key is None else key
    if is_bare_field(key):  # {"order": {"number": 4711}}
        around = objects_around(plain, start, start, max(0, start - REACHES[0]), start)
        return AGAINST in field_says(innermost(plain, around))
    if may_be_goods(key):
        around = objects_around(plain, start, start, max(0, start - REACHES[0]), min(len(plain), start + REACHES[0]))
        return any(_is_of_goods(plain[first:last]) for first, last in around[:1])
    if not key or is_number_field(key):
        return False
    return plain[start - 1] in " :" or is_id_field(key) or is_other_field(key)


def _is_of_goods(record: str) -> bool:
    """Tell whether one of an object's own fields is for an item or its quantity; fields of objects in it are others'."""
    return any(map(counts_goods, _OWN_KEY.findall(_INNER.sub("", record[1:-1]))))


def is_of_goods(plain: str, start: int, end: int) -> bool:
    """Tell whether an element of XML for what may be a product's bar code stands in an element of an item.

    >>> is_of_goods("<Item><Sku>LAMP</Sku><Barcode>190340225526</Barcode></Item>", 30, 42)
    True
    """
    if not may_be_goods(value_name(plain, start)):
        return False
    around = elements_around(plain, start, end, max(0, start - REACHES[0]), min(len(plain), end + REACHES[0]))
    names = [field.group(1) for first, last in around[:1] for field in _VALUE.finditer(plain, first, last)]
    return any(map(counts_goods, names))


def is_number_value(plain: str, start: int) -> bool:
    """Tell whether an attribute or an element of XML for tracking numbers has its value at a position.

    >>> is_number_value('<Package trackingNumber="9305"/>', 25), is_number_value('<a title="9305">', 10)
    (True, False)
    """
    return is_number_field(value_name(plain, start))


def value_name(plain: str, start: int) -> str:
    """Return the name of the attribute or the element of XML whose value begins at a position; empty if there is none.

    >>> value_name("<OrderId>4711</OrderId>", 9), value_name("4711", 0)
    ('OrderId', '')
    """
    key = _ATTRIBUTE_KEY.search(plain, max(0, start - KEY_LENGTH), start)
    key = key or _ELEMENT_KEY.search(plain, max(0, start - _ELEMENT_LENGTH), start)
    return key.group(1) if key else ""


def value_heading(plain: str, start: int, end: int) -> str:
    """Return the words of the name of the attribute or the element of XML whose value stands between two positions.

    If they are no more than words for a number, the name of the element around it stands before them.

    >>> value_heading("<Invoice><Number>4711</Number></Invoice>", 17, 21), value_heading("<OrderId>4711</OrderId>", 9, 13)
    ('Invoice Number', 'Order Id')
    """
    name = value_name(plain, start)
    if not name or not is_bare_field(name):
        return in_words(name).split()[-1] if is_other_field(name) else in_words(name)
    near = REACHES[0]
    around = elements_around(plain, start, end, max(0, start - near), min(len(plain), end + near))
    return in_words(f"{innermost(plain, around)} {name}".strip())


def number_values(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the values of attributes for tracking numbers between two positions."""
    for attribute in _ATTRIBUTE.finditer(plain, start, end):
        if is_number_field(attribute.group(1)):
            yield attribute.span(2)


def _companies(record: str) -> Iterator[str]:
    """Yield the values of an object's fields for its carrier; of a field that is an object, the name in it."""
    carrier_ends = -1
    for field in _FIELD.finditer(record):
        name, opens, value = field.groups()
        if opens and is_company_field(name):
            carrier_ends = record.find("}", field.end())
        elif value and (is_company_field(name) or (name in _NAMES and field.start() < carrier_ends)):
            yield value


def _companies_of_elements(record: str) -> Iterator[str]:
    """Yield the values of attributes and elements for a carrier."""
    for field in _VALUE.finditer(record):
        name, attribute, content = field.groups()
        if is_company_field(name):
            yield attribute or content
