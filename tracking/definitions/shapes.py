"""Shapes: the ways in which a pattern matches, position by position.

A pattern of a definition is expanded into shapes once, when the definition is compiled (`tracking.definitions.patterns`).
The matcher, the search in texts and tables all read these.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DIGITS", "LETTERS", "Group", "Look", "Set", "Shape", "bits", "share_of"]

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

Set = frozenset[str]
"""The characters that may stand at one position."""
Group = tuple[str, int, int]
"""A named group: its name, and where it begins and ends."""


class Look(NamedTuple):
    """A look-ahead in a shape."""

    text: str
    """The pattern that is looked for, on one line."""
    at: int
    """The position in front of which it stands."""
    wanted: bool
    """Whether it must match there, as in ``(?=...)``; else it must not, as in ``(?!...)``."""
    ways: tuple[tuple[Set, ...], ...] | None
    """The ways in which it matches, from ``at`` to the end of the number; None when shapes cannot tell."""


class Shape(NamedTuple):
    """One way to match: the characters allowed at each position, and where the named groups lie."""

    sets: tuple[Set, ...]
    groups: tuple[Group, ...]
    looks: tuple[Look, ...] = ()
    """The look-aheads on the way: they allow less than the sets do."""

    def share(self, number: str) -> float:
        """The share of strings of the number's own shape (digit for digit, letter for letter) that fit.

        Look-aheads count nothing. The number must have the shape's length.
        """
        share = 1.0
        for allowed, character in zip(self.sets, number, strict=True):
            if character not in PRINTED:
                same = DIGITS if character in DIGITS else LETTERS
                share *= len(allowed & same) / len(same)
        return share

    def fits(self, number: str) -> bool:
        """Whether each character of a number of this length is allowed at its position, look-aheads aside."""
        return all(character in allowed for allowed, character in zip(self.sets, number, strict=True))


def share_of(shapes: Iterable[Shape], number: str) -> float:
    """The share of strings of the number's own shape that match: the shapes' shares added up.

    Shapes that differ in their look-aheads alone count once.
    """
    distinct = {(shape.sets, shape.groups): shape for shape in shapes}
    return min(1.0, sum(shape.share(number) for shape in distinct.values()))


def bits(share: float) -> float:
    """A share as bits of evidence, rounded to hundredths.

    >>> bits(1 / 10)
    3.32
    """
    return round(-math.log2(share), 2) + 0.0
