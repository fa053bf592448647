r"""The output of a hand-held scanner, taken apart: the numbers that a code may mean, and its other contents.

A scanner types the content of a code as it is encoded, with what it is configured to put around it:

- a symbology identifier, ``]C1`` (ISO/IEC 15424), and the stars of Code 39;
- GS1 element strings: application identifiers and values, in parentheses as printed or behind FNC1, which is sent as GS,
  0x1D (GS1 General Specifications, sections 3.2 and 7.8);
- a message of ISO/IEC 15434, ``[)>`` RS, formats, EOT: with GS1 element strings (05), data identifiers of ANSI MH10.8.2
  (06), or the fields of a carrier's own label (01), as in the MaxiCode of UPS and the PDF417 of FedEx;
- DPD's label code: ``%``, the postal code, the parcel number, service, and country.

Carriers and their check digits determine which of the numbers is meant; that is decided in higher rooms. A text that is not
one of these is a plain number and is not parsed here: `may_be_scan` looks at one character.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.controls import END, FNC1, RECORD, with_controls
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LabelCode", "label_code"]

_SYMBOLOGY = r"\][A-Za-z][0-9A-Za-z]"
_GS1_SYMBOLOGIES = ("]C1", "]e0", "]e1", "]d2", "]Q3", "]J1")
"""The symbology identifiers of codes with GS1 element strings (GS1 General Specifications, section 5.1.3)."""
_CODE_39_CHECKED = ("]A1", "]A5")
"""Code 39 whose last character is the check character that the scanner has verified (ISO/IEC 15424)."""


class LabelCode(NamedTuple):
    """The contents of a scanned code."""

    numbers: tuple[str, ...]
    """The numbers that may be meant, the likeliest first."""
    others: tuple[str, ...]
    """Other spellings, which count if the company is known and has such numbers.

    If there are no numbers, they also count if a check digit is right.
    """
    parts: dict[str, str]
    """The other contents of the code as they are encoded: ``zip``, ``country``, ``service``, ..."""
    company: str | None = None
    """The company of this kind of code, if it is only one company's."""
    body: str | None = None
    """The code as a format knows it as a whole, except for its check character."""
    text: str | None = None
    """The content, if it is a text such as a link."""


class _Identifier(NamedTuple):
    """A GS1 application identifier."""

    part: str | None
    """The name of its value among the parts; None for values that say nothing about a parcel."""
    values: str = r".{1,90}"
    """The form of a value."""
    preferred: int = 0
    """Values with a higher figure are more likely the parcel's number; 0 means never."""


_PUBLIC = {
    "00": _Identifier(None, r"\d{18}", 6),
    "01": _Identifier("gtin", r"\d{14}"),
    "21": _Identifier("serial", r".{6,20}", 1),
    "400": _Identifier("order", r".{1,30}"),
    "401": _Identifier("consignment", r".{6,30}", 4),
    "402": _Identifier("shipment", r"\d{17}", 3),
    "403": _Identifier("route", r".{6,30}", 2),
    "410": _Identifier("ship_to", r"\d{13}"),
    "420": _Identifier("zip", r".{1,20}"),
    "421": _Identifier("zip", r"\d{3}.{1,9}"),
}
_INTERNAL = {
    str(number): _Identifier(None, r"(?=.*[A-Z]).{6,90}|\d{15,90}", 5) for number in range(90, 100)
}  # companies' own: numbers of the USPS begin with 91 to 95, FedEx's with 96, and Australia Post's follow 91
_IDENTIFIERS = _PUBLIC | _INTERNAL
_FIXED = {
    **dict.fromkeys(["00"], 20),
    **dict.fromkeys(["01", "02", "03"], 16),
    "04": 18,
    **dict.fromkeys(["11", "12", "13", "14", "15", "16", "17", "18", "19"], 8),
    "20": 4,
    **dict.fromkeys(["31", "32", "33", "34", "35", "36"], 10),
    "41": 16,
}
"""Identifiers, by their first two digits, of element strings with a predefined total length.

No FNC1 follows them (GS1 General Specifications, section 7.8).
"""
_IMPB_BEHIND_ZIP = r"420(?P<zip>\d{5}|\d{9})(?P<number>9[1-5]\d{20}|9[2-5]\d{24})"
"""The USPS's routing code, if the FNC1 after the ZIP code was not sent (USPS Publication 199)."""
_DIGITAL_LINK = r"https?://[^?#\s]+/00/(\d{18})(?:[/?#].*)?"
"""GS1's own form of links, with an SSCC."""

_LABEL_OF_DPD = r"%(([0-9A-Z]{7})(\d{3}[0-9A-Z]\d{10})(\d{3})(\d{3}))[0-9A-Z]?"
_ONE_NUMBER = r"[0-9A-Za-z][0-9A-Za-z.\-/]{3,60}"

# ISO/IEC 15434, format 01: the fields of a carrier's label, by position.
_TRACKING_OF_UPS = r"1Z([0-9A-Z]{8})"
_PRIMARY_MESSAGE = r"[0-9A-Z]{5,9}\x1d\d{3}\x1d\d{3}\x1d1Z[0-9A-Z]{8}\x1dUPSN\x1d"
"""The beginning of UPS's message if it is sent without its header: postal code, country, class, number, carrier."""
_TRACKING_OF_FEDEX = r"(\d{12})\d{4}"
"""FedEx's number, followed by the number of the label's form."""
_DATA_IDENTIFIER = r"(?P<identifier>\d{0,3}[A-Z])(?P<value>.+)"
_IN_NUMBER = ("J", "3S")
"""Data identifiers that are printed as the beginning of the number: those of license plates and packages."""
_BEFORE_NUMBER = ("J", "1J", "2J", "3J", "4J", "5J", "6J", "2K", "3K", "6K", "31Z", "3S")
"""Data identifiers of license plates, waybills, PRO numbers and packages (ANSI MH10.8.2), and of FedEx's code for its sorters."""


def label_code(scanned: str) -> LabelCode | None:
    r"""Take apart what a scanner sent; None for anything that is not a label's code.

    >>> label_code("]C142092101\x1d9400111206206406260787")
    LabelCode(numbers=('9400111206206406260787', '420921019400111206206406260787'), others=('00111206206406260787',), parts={'zip': '92101'}, company=None, body=None, text=None)
    >>> label_code("(03) 9999 1234")
    """
    content = with_controls(scanned).strip(" \t\r\n")
    symbology = ""
    if found := late_pattern(_SYMBOLOGY).match(content):
        symbology, content = found[0], content[found.end() :].strip(" \t\r\n")
    if content.startswith("[)>"):
        return _message(content.upper() if content.islower() else content)
    if late_pattern(_PRIMARY_MESSAGE).match(content):
        return _of_label(content.rstrip(END + RECORD).split(FNC1))
    if content.startswith("("):
        printed = _of_elements(_printed(content))
        return printed if printed is not None and printed.numbers else None
    if symbology in _GS1_SYMBOLOGIES or FNC1 in content:
        return _gs1(content)
    if found := late_pattern(_LABEL_OF_DPD).fullmatch(content.upper()):
        body, zip_code, parcel, service, country = found.groups()
        parts = {"zip": zip_code, "parcel": parcel, "service": service, "country": country}
        if parcel.isdigit():
            return LabelCode((parcel,), (), parts, "DPD", body)
        return LabelCode((content[1:].upper(), parcel), (), parts)  # the French post's, whose number has no check digit
    if found := late_pattern(rf"\*(?P<number>{_ONE_NUMBER})\*").fullmatch(content):
        symbology, content = symbology or "]A0", found["number"]
    return _content(symbology, content) if symbology else None


def _content(symbology: str, content: str) -> LabelCode:
    """Return the content of a code without a structure."""
    if found := late_pattern(_DIGITAL_LINK).fullmatch(content):
        return LabelCode((f"00{found[1]}",), (), {})
    if late_pattern(_ONE_NUMBER).fullmatch(content) is None:
        return LabelCode((), (), {}, text=content)
    if symbology.startswith("]F") and (framed := once(content.upper())):
        content = framed
    checked = symbology in _CODE_39_CHECKED
    return LabelCode((content[:-1],) if checked else (content,), (content,) if checked else (), {})


# GS1 element strings.


class _Element(NamedTuple):
    """A GS1 element string."""

    identifier: str
    value: str


def _gs1(content: str) -> LabelCode:
    """Return the content of a GS1 code. A code that cannot be taken apart is a number as a whole."""
    content = content.strip(FNC1)
    found = _of_elements(list(_elements(content)))
    whole = content.replace(FNC1, "")
    if found is None:
        return LabelCode((whole,) if late_pattern(_ONE_NUMBER).fullmatch(whole) else (), (), {})
    return found if found.numbers else found._replace(others=(whole,))


def _printed(content: str) -> list[_Element]:
    """Return the elements in the form for people, ``(00)340434161094027318``."""
    pieces = late_pattern(r"\((\d{2,4})\)([^()]*)").findall(content)
    whole = sum(len(identifier) + len(value) + 2 for identifier, value in pieces)
    if whole != len(content):
        return []
    return [_Element(identifier, "".join(value.split())) for identifier, value in pieces]


def _elements(content: str) -> Iterator[_Element]:
    """Return the elements as they are encoded, up to the first unknown identifier."""
    while content := content.lstrip(FNC1):
        if found := late_pattern(_IMPB_BEHIND_ZIP).fullmatch(content):
            yield _Element("420", found["zip"])
            content = found["number"]
        identifier = next((content[:size] for size in (2, 3) if content[:size] in _IDENTIFIERS), content[:4])
        end = _FIXED.get(content[:2], 0)
        if not end:
            end = content.find(FNC1) if FNC1 in content else len(content)
        yield _Element(identifier, content[len(identifier) : end])
        content = content[end:]


def _of_elements(elements: list[_Element]) -> LabelCode | None:
    """Return the numbers and parts in elements; None if a known element has a wrong value, or no element is known."""
    numbers: list[tuple[int, str]] = []
    others: list[str] = []
    parts: dict[str, str] = {}
    for identifier, value in elements:
        meaning = _IDENTIFIERS.get(identifier)
        fits = meaning is not None and late_pattern(meaning.values).fullmatch(value) is not None
        if meaning is None or (identifier in _INTERNAL and not fits):
            continue
        if not fits:
            return None
        if meaning.preferred:
            with_identifier = identifier == "00" or (identifier in _INTERNAL and value.isdigit())
            numbers.append((-meaning.preferred, identifier + value if with_identifier else value))
            others.append(value if with_identifier else identifier + value)
        if identifier == "421":
            parts["country"], value = value[:3], value[3:]
        if meaning.part is not None:
            parts[meaning.part] = value
    if not numbers and not parts:
        return None
    found = [number for _, number in sorted(numbers, key=itemgetter(0))]
    first = [identifier for identifier, _ in elements[:2]]
    if found and first[:1] == ["01"] and _INTERNAL.keys() & first:
        found.append("".join([identifier + value for identifier, value in elements[:2]]))  # Australia Post's number
    if found and len(elements) > 1:
        found.append("".join([identifier + value for identifier, value in elements]))
    return LabelCode(tuple(found), tuple(others), parts)


# Messages of ISO/IEC 15434.


def _message(content: str) -> LabelCode | None:
    numbers: list[str] = []
    others: list[str] = []
    parts: dict[str, str] = {}
    company = None
    for record in content.rstrip(END).split(RECORD)[1:]:
        kind, *fields = record.split(FNC1)
        found: LabelCode | None = None
        if kind == "01":
            found = _of_label(fields[1:] if fields and len(fields[0]) == 2 else _without_version(fields))
        elif kind == "05":
            found = _of_elements([one for field in fields for one in _elements(field)])
        elif kind == "06":
            found = LabelCode(tuple(_identified(fields)), (), {})
        if found is not None:
            numbers += found.numbers
            others += found.others
            parts |= found.parts
            company = company or found.company
    return LabelCode(tuple(dict.fromkeys(numbers)), tuple(others), parts, company)


def _without_version(fields: list[str]) -> list[str]:
    """Return the fields of format 01 without the two digits of its version, which stand before the first one."""
    return [fields[0][2:], *fields[1:]] if fields else []


def _of_label(fields: list[str]) -> LabelCode:
    """Read a carrier's label: postal code, country, class of service, tracking number, carrier, ... in this order.

    UPS writes ``1Z`` and the last eight characters as its number; the shipper and the class of service complete it
    (ISO/IEC 16023, annex B; a class that is not a number below 100 has no known spelling in two characters).
    """
    fields = [field.strip() for field in fields] + [""] * 6
    zip_code, country, service, number, carrier, shipper = fields[:6]
    named = {"zip": zip_code, "country": country, "service": service}
    parts = {name: value for name, value in named.items() if value}
    if found := late_pattern(_TRACKING_OF_UPS).fullmatch(number):
        if late_pattern(r"0\d\d").fullmatch(service) and late_pattern(r"[0-9A-Z]{6}").fullmatch(shipper):
            return LabelCode((f"1Z{shipper}{service[1:]}{found[1]}",), (), parts, "UPS")
        return LabelCode((), (), parts)
    if carrier.startswith("FDE") and (found := late_pattern(_TRACKING_OF_FEDEX).fullmatch(number)):
        return LabelCode((found[1],), (), parts, "FedEx")
    return LabelCode((number,) if number else (), (), parts)


def _identified(fields: Iterable[str]) -> Iterator[str]:
    """Return the numbers among fields with data identifiers."""
    for field in fields:
        found = late_pattern(_DATA_IDENTIFIER).fullmatch(field)
        if found is not None and found["identifier"] in _BEFORE_NUMBER:
            if found["identifier"] in _IN_NUMBER:
                yield field
            yield found["value"].strip()
