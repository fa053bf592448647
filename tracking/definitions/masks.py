"""Masks: the characters that a shape allows at each place, as text and as two integers.

`tracking.definitions.shapes.Mask` explains the signs of a mask. For a test, a number is translated by `CODES` to a byte
for each character, with a bit for each class, and read as one integer. A mask becomes the bits that it looks at, and
the value that they must have. Then ``code & care == value`` tests all places at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ALLOWING", "CODES", "KNOWN", "Limits", "code_of", "letter_or_digit", "limits", "pairs", "parts_test"]

_ALPHANUMERIC, _DIGIT, _PRINTED, _EVERY = 0x80, 0xC0, 0x40, 0xFF
_CASE = 0x40
"""The bit that digits have and letters have not."""


def _codes() -> bytes:
    codes = bytearray(256)  # 0 stands for characters that no key of a format has
    for place, character in enumerate(ALPHABET):
        codes[ord(character)] = _DIGIT | place if character in DIGITS else _ALPHANUMERIC | place - len(DIGITS)
    for place, character in enumerate(sorted(PRINTED)):
        codes[ord(character)] = _PRINTED | place
    return bytes(codes)


CODES = _codes()
"""A table for `bytes.translate`: each character's class, and its place in the class."""
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


def code_of(number: str) -> int:
    """Return the code of a number, which masks are tested against."""
    return int.from_bytes(number.encode().translate(CODES))


class Limits(NamedTuple):
    """A mask as integers."""

    care: int
    """The bits of a number's code that the mask looks at."""
    value: int
    """The value that these bits must have."""


@cache
def limits(mask: str) -> Limits:
    """Return the two integers of a mask.

    >>> care, value = limits("1Zd")
    >>> int.from_bytes(b"1Z7".translate(CODES)) & care == value
    True
    >>> int.from_bytes(b"1ZX".translate(CODES)) & care == value
    False
    """
    signs = mask.encode()
    return Limits(int.from_bytes(signs.translate(_CARE)), int.from_bytes(signs.translate(_VALUE)))


def parts_test(mask: str, parts: tuple[str, ...], known: int) -> Callable[[bytes], bool] | None:
    """Return a test of the places at which a mask allows a part of a class; None if there are no such places.

    The first two places and the last ``known`` places are already tested.
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
"""The signs of a mask that allow a character, by the character's code; empty for one that no key has."""


def pairs(mask: str, parts: tuple[str, ...], end: bool) -> list[str]:
    """Return the first or last two characters of a mask, with each character of a part for its ``p``.

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
    """Return the bits that tell letters from digits, at the places where masks of one length differ in this."""
    return int.from_bytes(bytes([0 if _agreed(signs) else _CASE for signs in zip(*masks, strict=True)]))


@cache
def _agreed(signs: tuple[str, ...]) -> bool:
    """Tell whether all of these allow only digits, or only letters, or everything."""
    kinds = {"d" if sign in DIGITS else "l" if sign in LETTERS else sign for sign in signs}
    return len(kinds) == 1 and kinds != {"p"}
