"""The lengths and beginnings of numbers with strong evidence, which tell numbers apart from most words and digits.

Most groups of a text are not a carrier's number. A table from a number's first two characters to the lengths of the formats
with that beginning shows this before groups are put together or given to a format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.compiled import NEVER

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog

__all__ = ["LONGEST_FOUND", "SHORTEST_FOUND", "LengthsByBeginning", "StrongLengths"]

SHORTEST_FOUND = 6
"""The least number of characters of a number."""
LONGEST_FOUND = 41
"""The greatest number of characters of a number (the longest known format has 41)."""


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
        for each in catalog.formats():
            if each.guess != NEVER:
                if not each.always_lettered and each.bits is not None and each.bits >= least:
                    self.of_digits.add(each.length, each.heads)
                if not each.digits_only and (each.bits is None or each.bits >= least):
                    self.of_mixed.add(each.length, each.heads)


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
