"""Values that are no tracking number, whatever the company: words, dates, telephone numbers, and lost digits.

A spreadsheet or an ERP field has such values where a number is to be: ``n/a``, ``pending``, ``#N/A``, ``0``, a date. A
spreadsheet also shows long digits rounded, as ``1.23E+15``, and saves what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    from typing import Literal

__all__ = ["DAY", "FLOAT", "ROUNDED", "SHORTEST_OF_ZEROS", "SPREADSHEET_ERROR", "absence", "is_rounded"]

ROUNDED = r"=?\d+[.,]\d+[eE][+ ]?\d{1,3}|=?\d+[eE][+ ]\d{1,3}"
"""Matches long digits as a spreadsheet shows them, also with a decimal comma; 12E45 may be a number."""
FLOAT = r"\d+[.,]0+"
"""Matches a number from a column that was read as floating point: 123456789012.0."""
DAY = (
    r"(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d(?:[T ]\d.*)?|[0-3]?\d([-/.])[0-3]?\d\2(?:(?:19|20)\d\d|[23]\d)(?:[T ]\d.*)?"
)
"""Matches a date, with or without a time."""
SPREADSHEET_ERROR = r"#[A-ZÄÖÜÑÃ/0 ]+[!?¿¡]|#(?:N/?[ADV]|NV)\b"
"""Matches the error of a formula: #REF!, #N/A."""
_ADDRESS = r"[^@\s]+@[^@\s]+\.\w+"
_TELEPHONE = r"\+[1-9](?:[ ().\-/]{0,2}\d){7,14}|\(\d{3}\) ?\d{3}-\d{4}"
"""A telephone number with its country's code, or as in North America."""
_LONGEST = 60
SHORTEST_OF_ZEROS = 5
"""The least number of zeros that may be a tracking number."""


def absence(number: str) -> Literal["number_missing", "number_rounded"] | None:
    """Return the problem of a value that is no tracking number; None if it may be one.

    >>> absence("n/a"), absence("PENDING"), absence("0"), absence("2026-12-03"), absence("+49 30 901820")
    ('number_missing', 'number_missing', 'number_missing', 'number_missing', 'number_missing')
    >>> absence("1.23E+15"), absence("986578788855.0")
    ('number_rounded', 'number_rounded')
    >>> absence("00000000000"), absence("1Z 001985 YW 9974 4790"), absence("99.60.030631.26735739")
    (None, None, None)
    """
    if number.isascii() and number.isalnum():
        zeros = len(number) < SHORTEST_OF_ZEROS and not number.strip("0")
        return "number_missing" if zeros or number.isalpha() else None
    digits = [character for character in number if character.isdigit()]
    if not digits:
        return "number_missing"
    text = number.strip()
    if len(text) > _LONGEST:
        return None
    if len(digits) < SHORTEST_OF_ZEROS and not any(map(str.isalpha, text)) and set(digits) == {"0"}:
        return "number_missing"
    if is_rounded(text):
        return "number_rounded"
    none = late_pattern(rf"{DAY}|{SPREADSHEET_ERROR}|{_ADDRESS}|{_TELEPHONE}").fullmatch(text)
    return "number_missing" if none else None


def is_rounded(text: str) -> bool:
    """Tell whether a spreadsheet or a program has read a text as a number, and has lost digits.

    >>> is_rounded("9,40011E+21"), is_rounded("12E45")
    (True, False)
    """
    return late_pattern(rf"{ROUNDED}|{FLOAT}").fullmatch(text) is not None
