"""Values that are no tracking number, whatever the company: words, dates, telephone numbers, and lost digits.

A spreadsheet or an ERP field has such values where a number is to be: ``n/a``, ``pending``, ``#N/A``, ``0``, a date. A
spreadsheet also shows long digits rounded, as ``1.23E+15``, and saves what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "DAY",
    "FLOAT",
    "MARKETPLACE_ORDER",
    "ROUNDED",
    "SHORTEST_OF_ZEROS",
    "SPREADSHEET_ERROR",
    "absence",
    "is_rounded",
]

ROUNDED = r"=?\d+[.,]\d+[eE][+ ]?\d{1,3}|=?\d+[eE][+ ]\d{1,3}"
"""Matches long digits as a spreadsheet shows them, also with a decimal comma; 12E45 may be a number."""
FLOAT = r"\d+[.,]0+"
"""Matches a number from a column that was read as floating point: 123456789012.0."""
_TIME = r"(?:[T ]\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)? ?(?:Z|[+-]\d\d:?\d\d|[AaPp][Mm])?)?"
DAY = rf"(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d{_TIME}|[0-3]?\d([-/.])[0-3]?\d\2(?:(?:19|20)\d\d|[23]\d){_TIME}"
"""Matches a date, with or without a time."""
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WRITTEN_DAY = (
    rf"{_MONTH} [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d|[0-3]?\d(?:st|nd|rd|th)?([ -]){_MONTH}\3(?:(?:19|20)\d\d|[23]\d)"
    r"|(?:19|20)\d\d[年년] ?[01]?\d[月월] ?[0-3]?\d[日일]"
)
"""Matches a date with the month's English name, or with Chinese, Japanese, or Korean signs."""
SPREADSHEET_ERROR = r"#[A-ZÄÖÜÑÃ/0 ]+[!?¿¡]|#(?:N/?[ADV]|NV)\b"
"""Matches the error of a formula: #REF!, #N/A."""
_ADDRESS = r"[^@\s]+@[^@\s]+\.\w+"
_TELEPHONE = r"\+[1-9](?:[ ().\-/]{0,2}\d){7,14}|\(\d{3}\) ?\d{3}-\d{4}"
"""A telephone number with its country's code, or as in North America."""
_SIGNS = r"[-\u2010-\u2015\u2026_?*\"'#+~=\s]+"
_WORDS = r"[^\W\d_]+(?:[\s,;:&'\u2019-]*\s[\s,;:&'\u2019-]*[^\W\d_]+)+[.!?]?"
"""Several words without a digit: "left with neighbour"."""
_LINK = r"(?:https?://|www\.)\S+"
MARKETPLACE_ORDER = r"\d{3}-\d{7}-\d{7}"
"""Matches an order of Amazon."""
_ORDER = rf"#\d{{1,6}}|{MARKETPLACE_ORDER}"
"""An order as shops name it: #1001; or one of Amazon."""
_ROUTING = r"2L[A-Z]{2}[0-9A-Z]{3,10}\+\d{8}"
"""The routing code on DHL's labels: country, postal code, and product (data identifier 2L of ANSI MH10.8.2)."""
_LONGEST = 60
SHORTEST_OF_ZEROS = 5
"""The least number of zeros that may be a tracking number."""


def absence(number: str) -> Literal["number_missing", "number_rounded"] | None:
    """Return the problem of a value that is no tracking number; None if it may be one.

    >>> {absence(text) for text in ("n/a", "PENDING", "see notes", "#REF!", "0", "2026-12-03", "+49 30 901820")}
    {'number_missing'}
    >>> absence("1.23E+15"), absence("986578788855.0")
    ('number_rounded', 'number_rounded')
    >>> {absence(text) for text in ("00000000000", "1Z 001985 YW 9974 4790", "99.60.030631.26735739", "hello")}
    {None}
    """
    if number.isascii() and number.isalnum():
        zeros = len(number) < SHORTEST_OF_ZEROS and not number.strip("0")
        return "number_missing" if zeros or (number.isalpha() and _says_no_number(number)) else None
    text = number.strip()
    if not text or len(text) > _LONGEST:
        return None
    digits = [character for character in text if character.isdigit()]
    if not digits and (late_pattern(rf"{_SIGNS}|{_WORDS}|{_LINK}").fullmatch(text) or _says_no_number(text)):
        return "number_missing"
    if len(digits) < SHORTEST_OF_ZEROS and not any(map(str.isalpha, text)) and set(digits) == {"0"}:
        return "number_missing"
    if is_rounded(text):
        return "number_rounded"
    none = late_pattern(
        rf"{DAY}|{_WRITTEN_DAY}|{SPREADSHEET_ERROR}|{_ADDRESS}|{_TELEPHONE}|{_ORDER}|{_ROUTING}"
    ).fullmatch(text)
    return "number_missing" if none else None


def _says_no_number(text: str) -> bool:
    """Tell whether a text is a word for "none", in any language."""
    from tracking.languages.folding import folded  # most values have digits
    from tracking.languages.words import words_for_no_number

    word = folded(text.strip(" .!?()[]-"))
    return word in words_for_no_number() or (word != "" and not word.strip("x"))


def is_rounded(text: str) -> bool:
    """Tell whether a spreadsheet or a program has read a text as a number, and has lost digits.

    >>> is_rounded("9,40011E+21"), is_rounded("12E45")
    (True, False)
    """
    return late_pattern(rf"{ROUNDED}|{FLOAT}").fullmatch(text) is not None
