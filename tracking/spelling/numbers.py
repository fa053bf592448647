"""One spelling for numbers.

A number's *key* is what patterns are written for: upper case, digits and letters of ASCII, no separators. The number
that was given is never rewritten in a result; the key is only for matching and for URLs.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    import re

__all__ = ["DIGITS", "LETTERS", "LONGEST", "PRINTED", "is_labeled", "key", "may_be_scan", "plain"]

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""What a key is made of."""
PRINTED = frozenset("/_")
"""Separators that some carriers count as part of the number; they stay in a key."""

LONGEST = 120
"""Longer texts are no tracking numbers (the longest known format has 40 characters); they are not worked on."""

# Labels are anything without a digit up to a colon, a number sign or an equals sign; words may announce a number without one.
_LABEL = r"(?:[^0-9:#=]{0,60}[:#=]\s*+)+(?=\S)"
_ENDS = r"^[\W_]+|[\W_]+$"
_SEPARATORS = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}
# Dashes, dots and signs nobody sees that Unicode files elsewhere: minus signs and bullets, the full stops of other scripts and
# the vowel bar of Japanese (typed for a dash), variation selectors, fillers, the empty Braille cell.
_DROPPED = frozenset(
    "()[]'’,"
    "\u02d7\u2043\u2053\u2212\u2500\u2796\u30fc"
    ".\u00b7\u2022\u2024\u2027\u2219\u22c5\u2e31\u3002\u30fb\u06d4\u0701\u0702"
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\ufe0e\ufe0f"
)


_ASCII_SEPARATORS = dict.fromkeys([*range(33), 127, *map(ord, "-.()[]',")])


@cache
def _announcing() -> re.Pattern[str]:
    """The words of all languages are loaded when they are first needed, as patterns are compiled."""
    from tracking.languages.expressions import announcing

    return announcing()


def key(number: str) -> str:
    """The form of a number that patterns see.

    >>> key("1z 001-985 yw9974.4790")
    '1Z001985YW99744790'
    >>> key("Tracking: ＲＲ１２３４５６７８５ＣＮ.")
    'RR123456785CN'
    >>> key("☠")
    '☠'
    """
    if number.isascii() and number.isalnum():
        return number.upper()
    if len(number) > LONGEST:
        return number
    if number.isascii():
        # Only separators are in the way, and no word stands in front: one step does what the steps below come to.
        bare = number.translate(_ASCII_SEPARATORS)
        if bare.isalnum() and not _announcing().match(number.strip()):
            return bare.upper()
    for _ in range(4):  # entities may hide entities; a fixed point is reached long before
        before, number = number, _once(number)
        if number == before:
            break
    return number


def _once(text: str) -> str:
    if "&" in text:
        import html  # its table of entities takes as long to import as all of this package's number formats

        for _ in range(3):  # &amp;nbsp; is a space, too
            text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text).strip()
    for announced in (late_pattern(_LABEL), _announcing()):
        if found := announced.match(text):
            text = text[found.end() :]
    text = late_pattern(_ENDS).sub("", text) or text
    kept = []
    for character in text:
        if character.isascii():
            if character.isalnum() or not (
                character.isspace() or character in "-.()[]'," or character < " " or character == "\x7f"
            ):
                kept.append(character)
        elif (digit := unicodedata.decimal(character, None)) is not None:
            kept.append(str(digit))
        elif character not in _DROPPED and unicodedata.category(character) not in _SEPARATORS:
            kept.append(character)
    return "".join(kept).upper()


def is_labeled(number: str, key: str) -> bool:
    """Whether a number's key leaves out words that stand before the number.

    >>> is_labeled("UPS: 1Z001985YW99744790", "1Z001985YW99744790"), is_labeled("RR 123456785 CN", "RR123456785CN")
    (True, False)
    """
    return sum(map(str.isalnum, number)) > sum(map(str.isalnum, key))


_SCANNED = frozenset("](%*[<{\x1d\u241d")


def may_be_scan(number: str) -> bool:
    """Whether a text with more than letters and digits may be what a scanner sends (`tracking.spelling.scans`).

    >>> may_be_scan("]C100340434161094027318"), may_be_scan("1Z 001985 YW 9974 4790")
    (True, False)
    """
    return number[0] in _SCANNED or "\x1d" in number or number.lstrip()[:1] in _SCANNED


_CONTROL = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029])


def plain(number: str) -> str:
    r"""The number as given, trimmed, without line breaks and control characters: what goes into a URL unread.

    >>> plain(" 43\n21 ")
    '4321'
    """
    return number.translate(_CONTROL).strip()
