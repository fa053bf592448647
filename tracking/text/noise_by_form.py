"""Text that looks like a tracking number and is not one, recognized by its form or by the characters beside it.

A new kind of noise is one more entry in `BY_FORM`, with an example. The tests show for each entry that nothing is found
in its example, and that something would be found there without the entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.noise import Noise

if TYPE_CHECKING:
    from tracking.text.document import TextDocument

__all__ = ["BY_FORM", "is_dialed", "is_payment_card"]

# Runs of groups.

_DATE = re.compile(r"(?:(?:19|20)\d\d([ .\-])\d\d?\1\d\d?|\d\d?([ .\-])\d\d?\2(?:19|20)?\d\d)(?:[ \-]\d\d)?")
_DATE_LOOK = re.compile(r"(?:9999([ .\-])99?(?:\1)99?|99?([ .\-])99?(?:\2)(?:99)?99)(?:[ \-]99)?")
_MARKETPLACE = re.compile(r"(?:A+ )?9{3}-9{7}-9{7}(?: A+)?")
_ACCOUNT_LOOK = re.compile(r"(?<![9A])AA99[ \-]\x00*[9A]{4}[ \-]\x00*[9A]{4}(?![9A])")
_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])([A-Z]{2}\d\d[ \-\x00]{1,8}(?:[0-9A-Z]{4}[ \-\x00]{1,8}){2,6}[0-9A-Z]{1,4})(?![0-9A-Za-z])"
)
_ACCOUNT_LENGTHS = dict(
    re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28"
        "HR21HU28IE22IL23IS26IT27JO30KW30KZ20LB28LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25"
        "QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29VA22VG24XK20",
    )
)
"""The number of characters of an IBAN, by country (ISO 13616)."""
_MOBILE_11 = ("010", "08", "13", "14", "15", "16", "17", "18", "19")
"""How mobile telephones' numbers of 11 digits begin in Korea, Indonesia, and China, dialed within the country (ITU E.164)."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_UUID_LOOK = re.compile("-".join(f"[9A]{{{size}}}" for size in (8, 4, 4, 4, 12)))
_ADDRESS_LOOK = re.compile(r"9{1,3}(?:\.9{1,3}){3}")
_GROUPS = re.compile(r"[9A\x00]+")
_LIST_MARK = re.compile(r"(?:(?<![(0-9A-Za-z])[1-9][0-9]?|\([1-9])\)[ \x00]?\Z")
"""Matches the mark of an item in a list, ``1)`` or ``(1)``. A dialing code has both brackets, and more digits or a zero."""


def _any(document: TextDocument, start: int, end: int) -> bool:
    return True


def _is_date(document: TextDocument, start: int, end: int) -> bool:
    return _DATE.fullmatch(document.plain, start, end) is not None


def _has_account(document: TextDocument, start: int, end: int) -> bool:
    for found in _ACCOUNT.finditer(document.plain[start:end]):
        printed = found.group(1)
        if _ACCOUNT_LENGTHS.get(printed[:2]) == str(len(printed) - sum(map(printed.count, " -" + NOTHING))):
            return True
    return False


def _is_uuid(document: TextDocument, start: int, end: int) -> bool:
    return _UUID.fullmatch(document.plain, start, end) is not None


def _is_address(document: TextDocument, start: int, end: int) -> bool:
    groups = document.plain[start:end].split(".")
    return all(int(group) < 256 and str(int(group)) == group for group in groups)


def _telephone_sizes(look: str) -> list[int]:
    """Return the sizes of a run's groups if it may be a telephone number: all are digits, and not of one size. Else no sizes."""
    groups = [group.replace(NOTHING, "") for group in _GROUPS.findall(look)]
    sizes = [len(group) for group in groups]
    if len(groups) < 2 or not all(map(str.isdecimal, groups)):
        return []
    first, last = sizes[0], sizes[-1]
    if len(groups) > 2 and first > 2 and sizes.count(first) >= len(groups) - 1 and last <= first:
        return []
    return sizes


def _ends_like_telephone(look: str) -> bool:
    sizes = _telephone_sizes(look)
    return bool(sizes) and (sizes[-2:] == [3, 4] or sizes.count(2) == len(sizes))


def _begins_with_zero(document: TextDocument, start: int, end: int) -> bool:
    return document.plain[start] == "0"


def _behind_dialing_code(document: TextDocument, start: int, end: int) -> bool:
    before = document.plain[start - 5 if start > 5 else 0 : start]
    if ")" not in before[-3:]:
        return before[-1:] == "+"
    closed = before.find(")", max(0, len(before) - 3))
    if closed == 0 or not before[closed - 1].isdecimal():
        return before[-1] == "+"
    return _LIST_MARK.search(before) is None


# Characters beside a number.

_BEFORE_DIGITS, _BEHIND_DIGITS = frozenset("#/=$@+€£¥₹₺%^~\\"), frozenset("#/=@%€£¥₹₺$°²")
_BESIDE_LETTERS = frozenset("/=@+%")


def _beside_digits(before: str, behind: str) -> bool:
    return before in _BEFORE_DIGITS or behind in _BEHIND_DIGITS


def _beside_letters(before: str, behind: str) -> bool:
    return before in _BESIDE_LETTERS or behind in _BESIDE_LETTERS


def _in_word(before: str, behind: str) -> bool:
    return (before > "\x7f" and _joins(before)) or (behind > "\x7f" and _joins(behind))


def _joins(sign: str) -> bool:
    """Tell whether a letter beside a number belongs to its word, as in scripts that separate words."""
    return sign.isalpha() and "\xbf" < sign < "\u0e00"


# Numbers.

_STAMP = re.compile(
    r"(?:19[5-9]|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d{0,6})?)?"
)
_LETTER_VALUES = {ord(sign): str(value) for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10)}


def _is_stamp(number: str) -> bool:
    return number[:2] in ("19", "20") and _STAMP.fullmatch(number) is not None


def is_payment_card(number: str) -> bool:
    """Tell whether a number is a card's: 16 digits that begin with 3 to 6, or American Express's 15, with Luhn's check digit."""
    begins = ("34", "37") if len(number) == 15 else ("3", "4", "5", "6")
    if len(number) not in (15, 16) or not number.startswith(begins) or not number.isdecimal():
        return False
    doubled = [2 * int(digit) for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(digit - 9 * (digit > 9) for digit in doubled)) % 10 == 0


def _is_mobile(number: str) -> bool:
    """Tell whether a number may be a mobile telephone's: 11 digits of China or Korea, or 11 or 12 of Indonesia."""
    return (len(number) == 11 and number.startswith(_MOBILE_11)) or (len(number) == 12 and number.startswith("08"))


def is_dialed(number: str) -> bool:
    """Tell whether a number may be a telephone's as it is dialed within its country."""
    return len(number) <= thresholds.TELEPHONE and (number[0] == "0" or _is_mobile(number))


def _is_account(number: str) -> bool:
    """Tell whether a number is an IBAN (ISO 13616): it has the country's length and is 1 modulo 97."""
    return (
        _ACCOUNT_LENGTHS.get(number[:2]) == str(len(number))
        and number[2:4].isdecimal()
        and int((number[4:] + number[:4]).translate(_LETTER_VALUES)) % 97 == 1
    )


BY_FORM = (
    Noise(
        "date",
        "run",
        _is_date,
        reason="the groups are a day, month and year, maybe with an hour",
        example="Sent on 2026-11-21",
        look=_DATE_LOOK.fullmatch,
    ),
    Noise(
        "marketplace order",
        "run",
        _any,
        reason="the groups are those of an Amazon order: 3, 7 and 7 digits",
        example="302-1234567-1234567",
        look=_MARKETPLACE.fullmatch,
    ),
    Noise(
        "UUID",
        "run",
        _is_uuid,
        reason="the groups are an identifier in the form of RFC 9562",
        example="Reference 550e8400-e29b-41d4-a716-446655440000",
        look=_UUID_LOOK.fullmatch,
    ),
    Noise(
        "account",
        "run",
        _has_account,
        reason="the groups are an IBAN as it is printed, maybe mistyped: a country, two digits, and fours",
        example="DE89 3704 0044 0532 0130 01",
        look=_ACCOUNT_LOOK.search,
    ),
    Noise(
        "network address",
        "run",
        _is_address,
        reason="the groups are four numbers below 256, as in an address of the Internet Protocol",
        example="GLS Paketnummer 192.168.100.10",
        look=_ADDRESS_LOOK.fullmatch,
    ),
    Noise(
        "telephone number by its groups",
        "run",
        _any,
        reason="telephone numbers end in 3 and 4 digits, or are written in pairs",
        example="Parcel questions? 4930123 456 7890",
        yields_to="sure",
        look=_ends_like_telephone,
    ),
    Noise(
        "telephone number by its zero",
        "run",
        _begins_with_zero,
        reason="telephone numbers are dialed with a leading zero; groups of one size are something else",
        example="Parcel questions? 0721 86657878",
        yields_to="sure",
        look=_telephone_sizes,
        alone=False,
    ),
    Noise(
        "telephone number behind a dialing code",
        "run",
        _behind_dialing_code,
        reason="a plus sign or digits in parentheses stand in front: +49, (0721)",
        example="Parcel questions? (0721) 986578788855 12",
        yields_to="strong",
    ),
    Noise(
        "digits glued to a sign",
        "edges",
        _beside_digits,
        reason="a sign beside digits makes them part of something longer: an order (#), a path, a price, a formula",
        example="Shipment of order #986578788855",
        only="digits",
    ),
    Noise(
        "glued to a sign",
        "edges",
        _beside_letters,
        reason="a sign beside letters and digits makes them part of something longer: a path, an address, an escape",
        example="1Z5R89390357567127/edit",
        only="letters",
    ),
    Noise(
        "within a word",
        "edges",
        _in_word,
        reason="a letter of another script or with an accent stands beside the number: it is part of a word",
        example="éRR123456785CN",
    ),
    Noise(
        "time stamp",
        "number",
        _is_stamp,
        reason="the digits are a date, maybe with a time",
        example="Shipment 20261121143000",
        only="digits",
        yields_to="strong",
    ),
    Noise(
        "payment card",
        "number",
        is_payment_card,
        reason="the digits are those of a payment card, printed in groups, with its check digit",
        example="Evri: 6202 2896 0467 9722",
        only="digits",
        yields_to="words",
    ),
    Noise(
        "mobile telephone number",
        "number",
        _is_mobile,
        reason="the digits are those of a mobile telephone, printed in groups of one size as some countries do",
        example="FedEx: 0812-5550-1234",
        only="digits",
        yields_to="words",
    ),
    Noise(
        "account number",
        "number",
        _is_account,
        reason="the number is an IBAN with a right check digit",
        example="DE89370400440532013000",
        only="letters",
    ),
)
"""The rules about runs of groups, about the characters beside a number, and about numbers."""
