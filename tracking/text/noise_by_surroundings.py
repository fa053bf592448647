"""Text that looks like a tracking number and is not one, recognized by the text around it.

A new kind of noise is one more entry in `BY_SURROUNDINGS`, with an example. The tests show for each entry that nothing
is found in its example, and that something would be found there without the entry. These rules apply only to text that
some carrier's format accepts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.languages.words import AGAINST, verdict
from tracking.text.noise import Noise
from tracking.text.records import is_number_value

if TYPE_CHECKING:
    from tracking.text.document import TextDocument

__all__ = ["BY_SURROUNDINGS"]

_SIGNS = "[$€£¥₹₺₽₫₩₴₪₦₱฿₡₲₸₮]"
# A currency before a figure belongs to that figure: ``986578788855 $5``.
_MONEY = re.compile(
    rf"[ \x00]{{0,8}}(?:{_SIGNS}(?! ?\d)|(?:EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|TRY|INR|AUD|CAD|CNY|HKD|ZAR|BGN|IDR|VND|KRW|THB|MXN|BRL|HUF|RON|UAH|ILS|TL|Kč|zł|kr|Ft|lei)\b(?! ?\d))"
)
# A currency after a figure belongs to that figure: ``5 € 986578788855``.
_MONEY_BEFORE = re.compile(
    rf"(?<!\d)(?<!\d )(?:{_SIGNS}|\b(?:EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|TRY|INR|AUD|CAD|CNY|HKD|ZAR|BGN|IDR|VND|KRW|THB|MXN|BRL|HUF|RON|UAH|ILS|US|Rs\.?|Rp\.?))[ \x00]{{0,8}}\Z"
)
_BAR_CODE = re.compile(r"(?:bar\s?code|barkod\w{0,3}|stregkode\w{0,2}|strichcode)[\s:.#\x00]{0,8}\Z", re.IGNORECASE)
_TRADE_ITEM = 12, 13, 14
"""Lengths of a GTIN that tracking numbers have as well."""
_STATE = re.compile(r"([^\W\d_]{2,30}), {1,2}[A-Z]{2}[ \x00]{1,2}\Z")
_TOWN = re.compile(r"([^\W\d_]{2,30}), {1,2}\Z")
_STATE_AND_ZIP = re.compile(r"[A-Z]{2} {1,2}[0-9]{5}(?:-?[0-9]{4})?")
_LETTERS_APART = re.compile(r"([A-Z]{2,6})[ .\-][0-9A-Z .\-]*[0-9]")
_ZIP_LENGTH = 9
"""The number of digits in a ZIP+4."""
_NO_MONEY = frozenset(["", *"\n\t,;:()[]|<>\"'#/-"])
"""What often stands beside a number, and is no part of a currency nor a space before it: a quick look."""
_CENTS = re.compile(r"[.,]\x00*\d\d?(?![\d,]|\.\d)")
_LONGEST_AMOUNT = 15
"""The greatest number of digits in an amount. A longer number before a comma is a cell of a table."""
_BREAK = re.compile(r"[\s<>\"'`\x01]")
_SPACES = frozenset(" \n>")
"""The most frequent of these characters: nothing stands right before a number behind one of them."""
_MAIL_BEFORE = re.compile(r"@[\w.\-]{0,64}\Z")
_MAIL_BEHIND = re.compile(r"[\w.+\-]{0,64}@\w")
_PATH = re.compile(r"(?:[.~]{0,2}/|[A-Za-z]:\\|\\\\)\S*\Z")
_HOST_PATH = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}(?::\d+)?(?:/|\\/)\S*\Z", re.IGNORECASE)
_HEADER = re.compile(
    r"(?=[\-acdimrx])(?:message-id|references|in-reply-to|received|return-path|dkim-signature|arc-[a-z-]+|authentication-results|"
    r"content-[a-z]+|mime-version|x-(?:ms|google|ses|mailer|spam|sg|originating|received|forefront|microsoft)[a-z-]*):"
    r"|--\S+$",
    re.IGNORECASE | re.MULTILINE,
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_UUID_LENGTH, _UUID_DASHES = 36, 4
_AROUND = 300
"""The number of characters before a number that are searched for the beginning of its path."""
_TAG = 4096
"""The number of characters on either side that are searched for a tag."""
_LINE = 1000
"""The number of characters before a number that are searched for the beginning of its line."""


def _word_before(document: TextDocument, start: int, sign: str, other: str = "") -> str:
    """Return the text without a space right before a position; empty if neither of the signs is in it."""
    plain = document.plain
    if plain[start - 1 : start] in _SPACES:
        return ""
    low = max(0, start - _AROUND)
    if plain.rfind(sign, low, start) < 0 and (not other or plain.rfind(other, low, start) < 0):
        return ""  # as in most texts
    word = plain[max(low, plain.rfind(" ", low, start) + 1) : start]
    return _BREAK.split(word)[-1] if sign in word or (other and other in word) else ""


def _in_amount(document: TextDocument, start: int, end: int) -> bool:
    plain = document.plain
    before, behind = plain[start - 1 : start], plain[end : end + 1]
    return bool(
        (behind in ".," and _CENTS.match(plain, end) and not _is_cell(plain, start, end))
        or (behind not in _NO_MONEY and _MONEY.match(plain, end))
        or (before not in _NO_MONEY and _MONEY_BEFORE.search(plain, _money_may_begin(plain, start), start))
    )


def _money_may_begin(plain: str, start: int) -> int:
    """Return the first position at which the currency right before a number may begin: it has three characters at most."""
    low = max(0, start - 12)
    return max(low, low + len(plain[low:start].rstrip(" \x00")) - 3)


def _is_cell(plain: str, start: int, end: int) -> bool:
    """Tell whether a number before a comma is a table's cell: a comma precedes it as well, or it is too long for an amount."""
    if plain[end] != ",":
        return False
    return plain[start - 1 : start] == "," or sum(map(str.isdecimal, plain[start:end])) > _LONGEST_AMOUNT


def _is_trade_item(document: TextDocument, start: int, end: int) -> bool:
    plain = document.plain
    before = plain[max(0, start - 24) : start].lower()
    if ("cod" not in before and "kod" not in before) or not _BAR_CODE.search(plain, max(0, start - 24), start):
        return False
    number = [int(digit) for digit in plain[start:end] if digit.isdecimal()]
    return len(number) in _TRADE_ITEM and (sum(number[::-2]) + 3 * sum(number[-2::-2])) % 10 == 0


def _is_zip(document: TextDocument, start: int, end: int) -> bool:
    if end - start != _ZIP_LENGTH:
        return False
    place = _STATE.search(document.plain, max(0, start - 40), start)
    return place is not None and not verdict(place.group(1))


def _is_zip_behind_state(document: TextDocument, start: int, end: int) -> bool:
    if _STATE_AND_ZIP.fullmatch(document.plain, start, end) is None:
        return False
    place = _TOWN.search(document.plain, max(0, start - 36), start)
    return place is not None and not verdict(place.group(1))


def _is_metric(document: TextDocument, start: int, end: int) -> bool:
    return document.plain[max(0, start - 3) : start] in ('"} ', "'} ")


def _behind_label(document: TextDocument, start: int, end: int) -> bool:
    label = _LETTERS_APART.fullmatch(document.plain, start, end)
    return label is not None and verdict(label.group(1)) == AGAINST


def _in_mail_address(document: TextDocument, start: int, end: int) -> object:
    if document.behind(end) in ("@", ".", "+", "-", "_") and _MAIL_BEHIND.match(document.plain, end):
        return True
    return _MAIL_BEFORE.search(_word_before(document, start, "@"))


def _in_path(document: TextDocument, start: int, end: int) -> object:
    return _PATH.match(_word_before(document, start, "/", "\\"))


def _in_web_address(document: TextDocument, start: int, end: int) -> object:
    word = _word_before(document, start, "/")
    return "/" in word and "." in word and _HOST_PATH.search(word)


def _in_tag(document: TextDocument, start: int, end: int) -> bool:
    plain = document.plain
    if not document.markup or document.before(start) == "<":
        return False
    low = max(0, start - _TAG)
    opened = plain.rfind("<", low, start)
    if opened < 0 or plain.rfind(">", opened, start) >= 0 or not plain[opened + 1 : opened + 2].isalpha():
        return False
    closed = plain.find(">", end, end + _TAG)
    within = closed >= 0 and plain.find("<", end, closed) < 0
    return within and not (document.is_data and is_number_value(plain, start))


def _in_header(document: TextDocument, start: int, end: int) -> object:
    line = document.plain.rfind("\n", max(0, start - _LINE), start) + 1
    return _HEADER.match(document.plain, line)


def _in_uuid(document: TextDocument, start: int, end: int) -> bool:
    low, high = max(0, start - _UUID_LENGTH), end + _UUID_LENGTH
    if document.plain.count("-", low, high) < _UUID_DASHES:
        return False
    return any(found.start() < end and start < found.end() for found in _UUID.finditer(document.plain, low, high))


BY_SURROUNDINGS = (
    Noise(
        "amount",
        "surroundings",
        _in_amount,
        reason="a currency stands beside the digits, or a fraction behind them",
        example="Parcel 986578788855 EUR",
        only="digits",
    ),
    Noise(
        "trade item",
        "surroundings",
        _is_trade_item,
        reason="a bar code with a GTIN and its check digit is a product's",
        example="Barcode 633968926688",
        only="digits",
    ),
    Noise(
        "postal code",
        "surroundings",
        _is_zip,
        reason="nine digits behind a town and a state are a ZIP+4 of the United States, without its dash",
        example="UPS parcel to Boise, ID 837091120",
    ),
    Noise(
        "postal code behind a state",
        "surroundings",
        _is_zip_behind_state,
        reason="two letters and five or nine digits behind a town are a state of the United States and its postal code",
        example="MARQUETTE, MI 498554014",
        only="letters",
    ),
    Noise(
        "metric",
        "surroundings",
        _is_metric,
        reason="the digits stand behind a metric's labels and are its value",
        example='shipping_queue_lag{carrier="dhl"} 1188273645',
        only="digits",
    ),
    Noise(
        "label",
        "surroundings",
        _behind_label,
        reason="the letters that stand apart before the digits are a word for another number",
        example="Ordering provider NPI 1548820193",
        only="letters",
    ),
    Noise(
        "mail address",
        "surroundings",
        _in_mail_address,
        reason="the number is part of a mail address",
        example="1Z5R89390357567127.orders@example.com",
    ),
    Noise(
        "path",
        "surroundings",
        _in_path,
        reason="the number is part of a file's path",
        example="/labels/label-1Z5R89390357567127.pdf",
    ),
    Noise(
        "web address",
        "surroundings",
        _in_web_address,
        reason="the number is part of an address without a scheme that is no carrier's",
        example="cdn.example.com/label-1Z5R89390357567127.pdf",
    ),
    Noise(
        "tag",
        "surroundings",
        _in_tag,
        reason="the number is within a tag: an attribute's value, which nobody reads",
        example="<a href='https://example.com/' title='RR123456785CN'>here</a>",
    ),
    Noise(
        "mail header",
        "surroundings",
        _in_header,
        reason="the number stands in a technical header of a mail, or in the line between its parts",
        example="Received: by mx id RR123456785CN; Thu",
    ),
    Noise(
        "UUID",
        "surroundings",
        _in_uuid,
        reason="the number is part of an identifier in the form of RFC 9562",
        example="Reference A1 550e8400-e29b-41d4-a716-446655440000",
    ),
)
"""The rules about the text around a number that some format accepts."""
