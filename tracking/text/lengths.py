"""The lengths, beginnings, and looks of numbers with strong evidence, which tell numbers apart from most words and digits.

Most groups of a text are not a carrier's number. A table from a number's first two characters to the lengths of the formats
with that beginning shows this before groups are put together or given to a format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.definitions.compiled import NEVER
from tracking.spelling.texts import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.catalog.catalog import Catalog
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["LONGEST_FOUND", "SHORTEST_FOUND", "LengthsByBeginning", "StrongLengths", "compact", "simple_look"]

_MEMORY = 4096
"""The number of beginnings with a length or a look that are remembered; the memory is then cleared."""

SHORTEST_FOUND = 6
"""The least number of characters of a number."""
LONGEST_FOUND = 41
"""The greatest number of characters of a number (the longest known format has 41)."""
_SEPARATORS = (" .-()" + NOTHING).encode()
_SIMPLE = re.compile(r"A+9*A*|9+A+9*")


def simple_look(look: str) -> str:
    """Return the look of a number with letters in one or two places, and nothing for any other.

    There are few such looks, so that each is worth remembering.

    >>> simple_look("AA999999999AA"), simple_look("9AA9A9"), simple_look("9999")
    ('AA999999999AA', '', '')
    """
    return look if _SIMPLE.fullmatch(look) else ""


def compact(printed: str) -> str:
    """Return a number without its separators, in capitals.

    >>> compact("(00) 3 4012345 123456789 5")
    '00340123451234567895'
    """
    return printed.encode().translate(None, _SEPARATORS).decode().upper()


class StrongLengths:
    """The lengths at which a format with strong evidence accepts numbers, by their first two characters.

    A format counts if it may guess and has ``least`` bits or more. If its evidence depends on the number itself, it
    counts for numbers that mix letters and digits, since digits alone have less.
    """

    def __init__(self, catalog: Catalog, least: float) -> None:
        self.of_digits = LengthsByBeginning()
        """The lengths of numbers of digits only."""
        self.of_mixed = LengthsByBeginning()
        """The lengths of numbers with a letter."""
        self.of_letters = LengthsByBeginning()
        """The lengths of numbers that always begin with two letters, whatever their evidence."""
        mixed: list[FormatAtLength] = []
        for each in catalog.formats():
            if each.always_lettered:
                self.of_letters.add(each.length, tuple(pair for pair in each.heads if "".join(pair).isalpha()))
            if each.guess != NEVER:
                if not each.always_lettered and each.bits is not None and each.bits >= least:
                    self.of_digits.add(each.length, each.heads)
                if not each.digits_only and (each.bits is None or each.bits >= least):
                    self.of_mixed.add(each.length, each.heads)
                    mixed.append(each)
        self.mixed_looks = LooksByBeginning(mixed)
        """Whether a number with a letter may have a look, digits as 9 and letters as A."""


class LengthsByBeginning(dict[str, int]):
    """Lengths by a number's first two characters, as a set of bits: ``1 << 13`` is the length 13.

    >>> lengths = LengthsByBeginning()
    >>> lengths.add(13, (("R", "ABC"), ("V", "V")))
    >>> lengths["RB"] >> 13 & 1, lengths["RV"] >> 13 & 1, lengths["R"]
    (1, 0, 0)
    """

    def __init__(self) -> None:
        self._lengths: dict[tuple[tuple[str, ...], ...], int] = {}

    def add(self, length: int, beginnings: tuple[tuple[str, ...], ...]) -> None:
        """Add a length for numbers with these beginnings: pairs of the characters that may be first, and second."""
        self._lengths[beginnings] = self._lengths.get(beginnings, 0) | 1 << length

    def __missing__(self, beginning: str) -> int:
        first, second = beginning[:1], beginning[1:2]
        known = 0
        for beginnings, lengths in self._lengths.items():
            if second and any(first in firsts and second in seconds for firsts, seconds in beginnings):
                known |= lengths
        self[beginning] = known
        return known


class LooksByBeginning(dict[tuple[str, str], bool]):
    """Whether one of some formats accepts numbers with a beginning of two characters and a look: ``("RB", "AA999999999AA")``."""

    def __init__(self, formats: Iterable[FormatAtLength]) -> None:
        self._formats = tuple(formats)
        self._masks: dict[tuple[str, int], list[str]] = {}

    def __missing__(self, key: tuple[str, str]) -> bool:
        beginning, look = key
        if len(self) >= _MEMORY:
            self.clear()
        begun = beginning, len(look)
        masks = self._masks.get(begun)
        if masks is None:
            if len(self._masks) >= _MEMORY:
                self._masks.clear()
            masks = self._masks[begun] = [*self._begun(*begun)]
        found = self[key] = any(all(map(_allows, mask, look)) for mask in masks)
        return found

    def _begun(self, beginning: str, length: int) -> Iterable[str]:
        first, second = beginning[:1], beginning[1:]
        for each in self._formats:
            if each.length == length and any(first in firsts and second in seconds for firsts, seconds in each.heads):
                yield from (signs for signs, _ in each.masks)


def _allows(sign: str, kind: str) -> bool:
    """Tell whether a sign of a mask allows a letter, ``A``, or a digit, ``9``."""
    return sign in "xp" or (sign == "d" or sign.isdecimal()) == (kind == "9")
