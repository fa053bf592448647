"""The pattern language of the definitions, read into shapes that can be counted.

Patterns are a subset of Python's regular expressions: literals, classes, groups, alternation, bounded repeats, and
look-ahead, written over a number's key (digits and upper-case letters). White space and ``#`` comments are ignored. A
pattern is expanded into *shapes*: for each length, the sets of characters that are allowed at each position.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tracking.definitions.evidence import share_of
from tracking.definitions.pattern_reader import PatternError, PatternReader
from tracking.definitions.shapes import Set, Shape, mask_of
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

__all__ = ["Pattern", "parse"]


class Pattern(NamedTuple):
    """A pattern that was read."""

    source: str
    """The pattern on one line, which `re` compiles."""
    names: tuple[str, ...]
    """Its named groups, in order."""
    shapes: tuple[Shape, ...]
    """Every way to match."""
    looks: bool
    """True if it looks ahead, so that the shapes alone allow too much."""

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths that it matches, in ascending order."""
        return tuple(sorted({len(shape.sets) for shape in self.shapes}))

    def of(self, length: int) -> tuple[Shape, ...]:
        """Return the shapes of one length, with the ways of their look-aheads."""
        return tuple(_looked(shape) if shape.looks else shape for shape in self.shapes if len(shape.sets) == length)

    def share(self, number: str) -> float:
        """Return the share of strings of the number's own shape that match; see `share_of`."""
        distinct = dict.fromkeys([(mask_of(shape.sets), shape.groups) for shape in self.of(len(number))])
        return share_of([mask for mask, _ in distinct], number)

    def constant_share(self, length: int) -> float | None:
        """Return the share, if it is the same for every number of that length that matches; otherwise None."""
        shapes = dict.fromkeys((shape.sets, shape.groups) for shape in self.shapes if len(shape.sets) == length)
        kinds = {tuple(_kind(allowed) for allowed in sets) for sets, _ in shapes}
        if len(kinds) != 1 or any(kind is None for kind in next(iter(kinds))):
            return None
        total = 0.0
        for sets, _ in shapes:
            share = 1.0
            for allowed in sets:
                share *= (
                    1 if allowed <= PRINTED else len(allowed & DIGITS) / 10 if allowed & DIGITS else len(allowed) / 26
                )
            total += share
        return min(1.0, total)


def _kind(allowed: Set) -> str | None:
    """Return digits, letters, any (all 36), or printed; None for a mixed set that favors letters or digits."""
    if allowed <= PRINTED:
        return "printed"
    if allowed <= DIGITS:
        return "digits"
    if allowed <= LETTERS:
        return "letters"
    return "any" if len(allowed) == 36 else None


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """Read a pattern.

    >>> found = parse("(?P<service> [A-Z]{2} ) [0-9]{8,9} (?:CN|HK)")
    >>> found.source, found.lengths
    ('(?P<service>[A-Z]{2})[0-9]{8,9}(?:CN|HK)', (12, 13))
    >>> parse("[0-9]+")
    Traceback (most recent call last):
        ...
    tracking.definitions.pattern_reader.PatternError: an unbounded repeat; write how often at most, as in {1,20}
    """
    reader = PatternReader(text)
    shapes = reader.whole()
    return Pattern("".join(reader.source), tuple(reader.names), shapes, reader.looks)


def _looked(shape: Shape) -> Shape:
    """Return a whole shape with the ways in which its look-aheads match."""
    return shape._replace(
        looks=tuple(look._replace(ways=_ways(look.text, len(shape.sets) - look.at)) for look in shape.looks)
    )


def _ways(text: str, room: int) -> tuple[tuple[Set, ...], ...] | None:
    """Return the ways in which a look-ahead matches with so much of the number after it; None if it is uncountable."""
    to_the_end = text.endswith("$") and "|" not in text
    try:
        pattern = parse((text[:-1] if to_the_end else text).replace("*", f"{{0,{room}}}"))
    except PatternError:
        return None
    if pattern.looks:
        return None
    found = dict.fromkeys(shape.sets for shape in pattern.shapes)
    return tuple(
        (*sets, *[DIGITS | LETTERS] * (room - len(sets)))
        for sets in found
        if len(sets) == room or (len(sets) < room and not to_the_end)
    )
