"""Masks: the characters that a shape allows at each place, as text and as two integers.

What the signs of a mask mean is said in `tracking.definitions.shapes.Mask`.

For a test, a number is translated by `CODES`, a byte for each character with a bit for each class, and read as one integer;
a mask becomes the bits that it cares for and the value that they must have. Then ``code & care == value`` tests every
place at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ALLOWING", "CODES", "KNOWN", "Limits", "letter_or_digit", "limits", "pairs", "parts_test"]

_ALPHANUMERIC, _DIGIT, _PRINTED, _EVERY = 0x80, 0xC0, 0x40, 0xFF
_CASE = 0x40
"""The bit that a digit has and a letter has not."""


def _codes() -> bytes:
    codes = bytearray(256)  # 0 stands for what no key of a format holds
    for place, character in enumerate(ALPHABET):
        codes[ord(character)] = _DIGIT | place if character in DIGITS else _ALPHANUMERIC | place - len(DIGITS)
    for place, character in enumerate(sorted(PRINTED)):
        codes[ord(character)] = _PRINTED | place
    return bytes(codes)


CODES = _codes()
"""For `bytes.translate`: each character's class and its place in it."""
KNOWN = "."
"""Stands in a mask for a place that need not be looked at again."""
_CLASSES = {
    "d": (_DIGIT, _DIGIT),
    "l": (_DIGIT, _ALPHANUMERIC),
    "x": (_ALPHANUMERIC, _ALPHANUMERIC),
    "p": (0, 0),
    KNOWN: (0, 0),
}
_CARE = bytes(_CLASSES[chr(sign)][0] if chr(sign) in _CLASSES else _EVERY for sign in range(256))
_VALUE = bytes(_CLASSES[chr(sign)][1] if chr(sign) in _CLASSES else CODES[sign] for sign in range(256))


class Limits(NamedTuple):
    """A mask as integers."""

    care: int
    """The bits of a number's code that the mask looks at."""
    value: int
    """What these bits must be."""


@cache
def limits(mask: str) -> Limits:
    """The two integers of a mask.

    >>> care, value = limits("1Zd")
    >>> int.from_bytes(b"1Z7".translate(CODES)) & care == value
    True
    >>> int.from_bytes(b"1ZX".translate(CODES)) & care == value
    False
    """
    signs = mask.encode()
    return Limits(int.from_bytes(signs.translate(_CARE)), int.from_bytes(signs.translate(_VALUE)))


def parts_test(mask: str, parts: tuple[str, ...], known: int) -> Callable[[bytes], bool] | None:
    """Whether the places of a mask that allow a part of a class hold one of it; None where there are no such places.

    The first two places are known to, and so are the last ``known``.
    """
    if not parts:
        return None
    every = [place for place, sign in enumerate(mask) if sign == "p"]
    inside = range(2, len(mask) - known)
    places = [(place, allowed.encode()) for place, allowed in zip(every, parts, strict=True) if place in inside]
    if not places:
        return None
    if len(places) == 1:
        ((only, some),) = places
        return lambda number: number[only] in some
    return lambda number: all(number[place] in allowed for place, allowed in places)


def _allowing(character: str) -> str:
    if character in PRINTED:
        return character
    return character + ("d" if character in DIGITS else "l") + "x" if character in ALPHABET else ""


ALLOWING = tuple([_allowing(chr(code)) for code in range(256)])
"""For each character of a number, by its code, the signs of a mask that allow it; empty for what no key holds."""


def pairs(mask: str, parts: tuple[str, ...], end: bool) -> list[str]:
    """The first or last two characters of a mask, with each character of a part for its ``p``.

    >>> pairs("p5dddl", ("79",), end=False)
    ['75', '95']
    """
    two = mask[-2:] if end else mask[:2]
    if "p" not in two:
        return [two]
    many = two.count("p")
    allowed = iter(parts[-many:] if end else parts[:many])
    first, second = (next(allowed) if sign == "p" else sign for sign in two)
    return [one + other for one in first for other in second]


def letter_or_digit(masks: Iterable[str]) -> int:
    """The bits of a number's code that tell letter from digit, at the places where masks of one length do not agree on that."""
    return int.from_bytes(bytes([0 if _agreed(signs) else _CASE for signs in zip(*masks, strict=True)]))


@cache
def _agreed(signs: tuple[str, ...]) -> bool:
    """Whether all of these allow digits only, or letters only, or all of both."""
    kinds = {"d" if sign in DIGITS else "l" if sign in LETTERS else sign for sign in signs}
    return len(kinds) == 1 and kinds != {"p"}
