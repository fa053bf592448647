"""Records in a text: the carrier that an object of JSON, or an element of XML, names for the numbers in it, however far from them.

``{"carrier": "SPX Express Philippines", "weight": 1200, "tracking_number": "PH2351234567890"}``. The names of the fields are read
like headers of columns (`tracking.languages.columns`).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracking.languages.columns import is_inner_id
from tracking.languages.folding import header_pieces
from tracking.languages.header_words import in_words
from tracking.languages.words import AGAINST, is_number_word
from tracking.text.field_names import field_says, is_bare_field, is_company_field, is_number_field, is_other_field
from tracking.text.noise_by_form import is_dialed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["is_number_value", "is_other_value", "lines_companies", "number_values", "record_companies", "value_heading"]

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
_ITEM_BEGINS = re.compile(r'[\[,]\s{0,40}\\?"\Z')
_BRACE = re.compile(r"[{}]")
_BRACKET = re.compile(r"[\[\]]")
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
_TAG_NAME = re.compile(r"<(?:\w{1,20}:)?([A-Za-z][\w.\-]{1,40}+)")
_TAG = re.compile(r"<(?P<closes>/?)[A-Za-z][^<>]{0,600}?(?P<empty>/?)>")
_VALUE = re.compile(
    r"""(?:[\s"']|<(?:\w{1,20}:)?)([A-Za-z][\w.\-]{1,40}+)(?:[ ]?=[ ]?["']([^"'<>]{2,60}+)["']|>\s{0,40}([^<>]{2,60}+)</)"""
)
_ATTRIBUTE = re.compile(r"""\s([A-Za-z][\w.\-]{1,40}+)[ ]?=[ ]?["'](?=([^"'<>]{6,60}+)["'])""")


def record_companies(plain: str, start: int, end: int, *, elements: bool = False) -> list[str]:
    """Return what the record around a value says of its carrier: the innermost record that says anything.

    The field of the value has to be one for tracking numbers. Elements of XML are read if ``elements`` is true.

    >>> record_companies('[{"courier": "DHL", "id": 7, "waybill": "973905129229"}]', 41, 53)
    ['DHL']
    >>> record_companies('<parcel by="DHL"><waybill>973905129229</waybill><carrier>DHL</carrier></parcel>', 26, 38, elements=True)
    ['DHL']
    >>> record_companies("waybill: 973905129229", 9, 21)
    []
    """
    if is_number_field(name := _key(plain, start)):
        records, companies = _objects, _companies
    elif elements and is_number_field(name := value_name(plain, start)):
        records, companies = _elements, _companies_of_elements
    else:
        return []
    if is_inner_id(name):
        return []
    for reach in _REACHES:
        low, high = max(0, start - reach), min(len(plain), end + reach)
        around = records(plain, start, end, low, high)
        if around and is_bare_field(name):
            says = field_says(_innermost(plain, around))
            if AGAINST in says:
                return []
            around = around if max(says, default=0) > 0 else around[:1]
        for first, last in around:
            if found := list(dict.fromkeys(companies(plain[first:last]))):
                return found
    return []


def lines_companies(plain: str, start: int) -> list[str]:
    r"""Return what the lines around a number say of its carrier, if each has a label and a value.

    The label of the number has to be one for tracking numbers, as it may be above a column.

    >>> lines_companies("Carrier: DPD\nService: Next Day\nNumber: 15501234567890", 39)
    ['DPD']
    >>> lines_companies("Carrier: DPD\nInvoice: 15501234567890", 22)
    []
    """
    begin = plain.rfind("\n", max(0, start - _LABEL_LENGTH), start) + 1
    label = _LABEL.fullmatch(plain, begin, start)
    if label is None or not is_number_field(name := label.group(1).strip()):
        return []
    number = _DIGITS.match(plain, start)
    if number and all(map(is_number_word, header_pieces(name))) and is_dialed(number.group()):
        return []
    above = plain[max(0, begin - _FAR_LINES) : begin].split("\n")[:-1]
    below = plain[start : start + _FAR_LINES].split("\n")[1:]
    for lines in (reversed(above), below):
        for line in islice(lines, _MOST_LINES):
            field = _LINE.match(line)
            if field is None:
                break
            if is_company_field(field.group(1).strip()):
                return [field.group(2)]
    return []


def is_other_value(plain: str, start: int) -> bool:
    """Tell whether a value of JSON begins at a position that is no tracking number by its field: an integer, or something's id.

    >>> is_other_value('{"ts": 1795764515232}', 7), is_other_value('{"waybill": 973905129229}', 12)
    (True, False)
    >>> is_other_value('{"request_id": "973905129229"}', 16), is_other_value('{"shipment_id": "973905129229"}', 17)
    (True, False)
    """
    key = _key(plain, start)
    if is_bare_field(key):  # {"order": {"number": 4711}}
        around = _objects(plain, start, start, max(0, start - _REACHES[0]), start)
        return AGAINST in field_says(_innermost(plain, around))
    if not key or is_number_field(key):
        return False
    words = header_pieces(in_words(key))
    return plain[start - 1] in " :" or (len(words) > 1 and words[-1] == "id") or is_other_field(key)


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
    key = _ATTRIBUTE_KEY.search(plain, max(0, start - _KEY_LENGTH), start)
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
    near = _REACHES[0]
    around = _elements(plain, start, end, max(0, start - near), min(len(plain), end + near))
    return in_words(f"{_innermost(plain, around)} {name}".strip())


def number_values(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the values of attributes for tracking numbers between two positions."""
    for attribute in _ATTRIBUTE.finditer(plain, start, end):
        if is_number_field(attribute.group(1)):
            yield attribute.span(2)


def _key(plain: str, start: int) -> str:
    """Return the name of the field whose value, or one of whose values, begins at a position; empty if there is none."""
    key = _KEY.search(plain, max(0, start - _KEY_LENGTH), start)
    if key is None and _ITEM_BEGINS.search(plain, max(0, start - _KEY_LENGTH), start):
        low = max(0, start - _LONGEST_LIST)
        opened = plain.rfind("[", low, start)
        if opened >= 0 and max(plain.rfind(sign, opened, start) for sign in "]{}") < 0:
            key = _KEY.search(plain, max(0, opened - _KEY_LENGTH), opened)
    return key.group(1) if key else ""


def _innermost(plain: str, around: list[tuple[int, int]]) -> str:
    """Return the name of the innermost of the records around a value; empty without one."""
    return next((_name_of(plain, first) for first, _ in around), "")


def _name_of(plain: str, first: int) -> str:
    """Return the name of the object or the element that begins at a position, or of the list that the object is in; empty without one."""
    if plain[first] == "<":
        tag = _TAG_NAME.match(plain, first)
        return tag.group(1) if tag else ""
    low = max(0, first - _REACHES[-1])
    opened = [first, *_ways_out((at.start(), at.group() == "[") for at in _brackets_before(plain, low, first))]
    keys = (_KEY.search(plain, max(0, at - _KEY_LENGTH), at) for at in opened[:2])
    return next((key.group(1) for key in keys if key), "")


def _brackets_before(plain: str, low: int, high: int) -> list[re.Match[str]]:
    """Return the brackets of lists between two positions, the last first."""
    return [*_BRACKET.finditer(plain, low, high)][::-1]


def _objects(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return the places of the objects around a value, the innermost first, between two positions."""
    before = [(at.start(), at.group() == "{") for at in _BRACE.finditer(plain, low, start)]
    behind = [(at.start(), at.group() == "}") for at in _BRACE.finditer(plain, end, high)]
    return _around(before, behind, high)


def _elements(plain: str, start: int, end: int, low: int, high: int) -> list[tuple[int, int]]:
    """Return the places of the elements around a value, the innermost first, between two positions."""
    opened = plain.rfind("<", low, start)  # the value's own tag
    own_end = plain.find(">", end, high) + 1
    before = [(at.start(), not at["closes"]) for at in _TAG.finditer(plain, low, max(low, opened)) if not at["empty"]]
    behind = [(at.end(), bool(at["closes"])) for at in _TAG.finditer(plain, end, high) if not at["empty"]]
    own = [(opened, own_end)] if plain[start - 1] != ">" and 0 <= opened < own_end else []
    if plain[start - 1] == ">":  # the end of the value's element is the first tag behind it
        behind = behind[1:]
    return own + _around(before, behind, high)


def _around(before: list[tuple[int, bool]], behind: list[tuple[int, bool]], high: int) -> list[tuple[int, int]]:
    """Return pairs of a beginning and an end. Each place has a sign: true if it leads out of a record, seen from the value."""
    first = _ways_out(reversed(before))
    last = _ways_out(behind)
    return [*zip(first, last + [high] * (len(first) - len(last)), strict=False)]


def _ways_out(places: Iterable[tuple[int, bool]]) -> list[int]:
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
