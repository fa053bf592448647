"""What looks like a tracking number and is none: amounts, dates, phone, card and account numbers, addresses, paths, markup."""

from __future__ import annotations

import re

__all__ = ["UUID", "account", "amount", "card", "date", "enclosed", "glued", "iban", "phone", "stamp"]

_AROUND = 300
_TAG = 4096
_DATE = re.compile(r"(?:(?:19|20)\d\d([ .\-])\d\d?\1\d\d?|\d\d?([ .\-])\d\d?\2(?:19|20)?\d\d)(?:[ \-]\d\d)?")
_STAMP = re.compile(
    r"(?:19[5-9]|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d{0,6})?)?"
)
_MONEY = re.compile(
    r"[ \x00]{0,8}(?:[$€£¥₹₺₽]|(?:EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|TRY|INR|AUD|CAD|CNY|HKD|ZAR|BGN|TL|Kč|zł|kr)\b)"
)
_MONEY_BEFORE = re.compile(
    r"(?:[$€£¥₹₺₽]|\b(?:EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|TRY|INR|AUD|CAD|CNY|HKD|ZAR|BGN|US|Rs\.?))[ \x00]{0,8}\Z"
)
_CENTS = re.compile(r"[.,]\x00*\d\d?(?![\d,])")
_BREAK = re.compile(r"[\s<>\"'`\x01]")
_MAIL_BEFORE = re.compile(r"@[\w.\-]{0,64}\Z")
_MAIL_BEHIND = re.compile(r"[\w.+\-]{0,64}@\w")
_PATH = re.compile(r"(?:[.~]{0,2}/|[A-Za-z]:\\|\\\\)\S*\Z")
_HOST_PATH = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}(?::\d+)?(?:/|\\/)\S*\Z", re.IGNORECASE)
_HEADER = re.compile(
    r"(?:message-id|references|in-reply-to|received|return-path|dkim-signature|arc-[a-z-]+|authentication-results|"
    r"content-[a-z]+|mime-version|x-(?:ms|google|ses|mailer|spam|sg|originating|received|forefront|microsoft)[a-z-]*):"
    r"|--\S+$",
    re.IGNORECASE | re.MULTILINE,
)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])([A-Z]{2}\d\d[ \-\x00]{1,8}(?:[0-9A-Z]{4}[ \-\x00]{1,8}){2,6}[0-9A-Z]{1,4})(?![0-9A-Za-z])"
)
_VALUES = {ord(sign): str(value) for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10)}
_IBAN = dict(
    re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28"
        "HR21HU28IE22IL23IS26IT27JO30KW30KZ20LB28LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25"
        "QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29VA22VG24XK20",
    )
)

_DIGITS_BEHIND, _DIGITS_BEFORE = frozenset("#/=$@+€£¥₹₺%^~\\"), frozenset("#/=@%€£¥₹₺$°²")
_MIXED = frozenset("/=@+%")


def glued(before: str, behind: str, digits: bool) -> bool:
    """Whether a number is part of something longer by the characters around it; digits alone are so more easily."""
    if digits:
        if before in _DIGITS_BEHIND or behind in _DIGITS_BEFORE:
            return True
    elif before in _MIXED or behind in _MIXED:
        return True
    return (before > "\x7f" and _letter(before)) or (behind > "\x7f" and _letter(behind))


def _letter(sign: str) -> bool:
    """Whether a letter belongs to the number's word: in scripts that write words apart, it does."""
    return sign.isalpha() and "\xbf" < sign < "\u0e00"


def amount(plain: str, start: int, end: int) -> bool:
    """Money, or a number with a fraction."""
    return bool(
        _CENTS.match(plain, end) or _MONEY.match(plain, end) or _MONEY_BEFORE.search(plain, max(0, start - 12), start)
    )


def date(plain: str, start: int, end: int) -> bool:
    """A date in groups."""
    return end - start < 15 and _DATE.fullmatch(plain, start, end) is not None


def stamp(number: str) -> bool:
    """A date, with or without a time, written as one number."""
    return number[:2] in ("19", "20") and _STAMP.fullmatch(number) is not None


def card(number: str) -> bool:
    """A payment card's number, printed in groups: 16 digits from 3 to 6 on, or American Express; Luhn's digit is right."""
    begins = ("34", "37") if len(number) == 15 else ("3", "4", "5", "6")
    if len(number) not in (15, 16) or not number.startswith(begins) or not number.isdecimal():
        return False
    doubled = [2 * int(digit) for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(digit - 9 * (digit > 9) for digit in doubled)) % 10 == 0


def iban(number: str) -> bool:
    """A bank account: ISO 13616, with the length that its country uses."""
    return (
        _IBAN.get(number[:2]) == str(len(number))
        and number[2:4].isdecimal()
        and int((number[4:] + number[:4]).translate(_VALUES)) % 97 == 1
    )


def phone(plain: str, start: int) -> bool:
    """Whether groups are a telephone number by what stands in front of them."""
    before = plain[max(0, start - 3) : start]
    if before.endswith("+"):
        return True
    closed = before.find(")")
    return closed > 0 and before[closed - 1].isdecimal()


def account(run: str) -> bool:
    """Whether a bank account is printed in a run; one that is printed so counts with a wrong check digit as well."""
    for found in _ACCOUNT.finditer(run):
        printed = found.group(1)
        if _IBAN.get(printed[:2]) == str(len(printed) - sum(map(printed.count, " -\x00"))):
            return True
    return False


def enclosed(plain: str, start: int, end: int, markup: bool) -> bool:
    """Whether a place lies within a mail address, a path, a tag or a line of a mail's technical headers."""
    if plain[end : end + 1] in ("@", ".", "+", "-", "_") and _MAIL_BEHIND.match(plain, end):
        return True
    low = max(0, start - _AROUND)
    word = plain[max(low, plain.rfind(" ", low, start) + 1) : start]
    word = word and _BREAK.split(word)[-1]
    if word and (_MAIL_BEFORE.search(word) or _PATH.match(word)):
        return True
    if "/" in word and "." in word and _HOST_PATH.search(word):
        return True
    if markup and plain[start - 1 : start] != "<":
        low = max(0, start - _TAG)
        opened = plain.rfind("<", low, start)
        if opened >= 0 and plain.rfind(">", opened, start) < 0 and plain[opened + 1 : opened + 2].isalpha():
            closed = plain.find(">", end, end + _TAG)
            if closed >= 0 and plain.find("<", end, closed) < 0:
                return True
    line = plain.rfind("\n", max(0, start - 1000), start) + 1
    return _HEADER.match(plain, line) is not None
