"""One spelling for numbers.

A number's *key* is the form that patterns describe: ASCII digits and upper-case letters, without separators. The given
number never changes in a result; the key is only used for matching and for URLs.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    import re

__all__ = [
    "DIGITS",
    "FRAMES",
    "LETTERS",
    "LONGEST",
    "PRINTED",
    "SHORTEST_FRAMED",
    "SHORTEST_TWICE",
    "is_labeled",
    "key",
    "may_be_scan",
    "once",
    "plain",
]

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""The characters of keys."""
PRINTED = frozenset("/_")
"""Separators that some carriers count as part of the number, and that stay in a key."""

LONGEST = 120
"""The greatest length of a text that is processed; longer ones are not numbers (the longest format has 40)."""

# A label is any text without digits up to a colon, a number sign, or an equals sign. Some words need no such sign.
_LABEL = r"(?:[^0-9:#=]{0,60}[:#=]\s*+)+(?=\S)"
_ENDS = r"^[\W_]+|[\W_]+$"
_SEPARATORS = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}
# Dashes, dots, and invisible characters in other categories of Unicode: minus signs and bullets, the full stops of
# other scripts, the vowel bar of Japanese (typed for a dash), variation selectors, fillers, and the empty Braille cell.
_DROPPED = frozenset(
    "()[]'’,"
    "\u02d7\u2043\u2053\u2212\u2500\u2796\u30fc"
    ".\u00b7\u2022\u2024\u2027\u2219\u22c5\u2e31\u3002\u30fb\u06d4\u0701\u0702"
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\ufe0e\ufe0f"
)


_ASCII_SEPARATORS = dict.fromkeys([*range(33), 127, *map(ord, "-.()[]',")])


@cache
def _announcing() -> re.Pattern[str]:
    """Return the words of all languages, which are loaded when they are first needed, as patterns are compiled."""
    from tracking.languages.expressions import announcing

    return announcing()


def key(number: str) -> str:
    """Return the form of a number that patterns describe.

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
        # If there are only separators in it, and no word stands before it, one step does what the steps below do
        # together.
        bare = number.translate(_ASCII_SEPARATORS)
        if bare.isalnum() and not _announcing().match(number.strip()):
            return bare.upper()
    for _ in range(4):  # entities may contain entities; nothing changes any more long before this
        before, number = number, _once(number)
        if number == before:
            break
    return number


def _once(text: str) -> str:
    if "&" in text:
        import html  # importing its table of entities takes as long as all number formats of this package

        for _ in range(3):  # &amp;nbsp; is a space as well
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
    """Tell whether a number's key omits words that stand before the number.

    >>> is_labeled("UPS: 1Z001985YW99744790", "1Z001985YW99744790"), is_labeled("RR 123456785 CN", "RR123456785CN")
    (True, False)
    """
    return sum(map(str.isalnum, number)) > sum(map(str.isalnum, key))


_SCANNED = frozenset("](%*[<{~\x1d\u241d")
_SEPARATED = "\x1d~^\\[<{"
"""Characters between the fields of a scanned code, or with which control characters are spelled."""


def may_be_scan(number: str) -> bool:
    """Tell whether a text with more than letters and digits may be a scanned code (`tracking.spelling.scans`).

    >>> may_be_scan("]C100340434161094027318"), may_be_scan("1Z 001985 YW 9974 4790")
    (True, False)
    """
    return number[0] in _SCANNED or number.lstrip()[:1] in _SCANNED or any(map(number.__contains__, _SEPARATED))


SHORTEST_TWICE = 20
"""The least length of a number that was read twice: two readings, each as long as a number that is not plain digits."""


SHORTEST_FRAMED = 10
"""The least length of a number of Codabar with its start and stop characters."""
FRAMES = b"ABCD"
"""The start and stop characters of Codabar (NW-7), on the labels of Japanese carriers; some scanners send them."""


def once(number: str) -> str | None:
    """Return the number in a text that a scanner sends; None if it is no other than the text.

    A scanner may read a label twice, and may send the start and stop characters of Codabar.

    >>> once("1Z001985YW997447901Z001985YW99744790"), once("00000000000000000000"), once("1Z001985YW99744790")
    ('1Z001985YW99744790', None, None)
    >>> once("A300641682515A"), once("A300641682515")
    ('300641682515', None)
    """
    ends = number[:1] + number[-1:]
    if len(number) >= SHORTEST_FRAMED and number[1:-1].isdecimal() and ends.isascii() and not ends.strip("ABCD"):
        return number[1:-1]
    middle, odd = divmod(len(number), 2)
    half = number[:middle]
    if odd or len(number) < SHORTEST_TWICE or number[middle:] != half:
        return None
    return half if len(set(half)) > 1 else None


_CONTROL = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029])


def plain(number: str) -> str:
    r"""Return the number as given, trimmed, without line breaks and control characters, for a URL.

    >>> plain(" 43\n21 ")
    '4321'
    """
    return number.translate(_CONTROL).strip()
