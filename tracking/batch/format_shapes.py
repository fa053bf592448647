"""The shapes that an automaton reads, and the meaning of each.

A shape allows a set of characters at each position. Three kinds are read side by side: those of the formats' patterns, those
of the look-aheads in these, and those that decide the evidence of a format without constant evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.compiled import Rule, Span
from tracking.definitions.shapes import Group, Set, Shape
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["CheckRule", "EvidenceShape", "LookAhead", "PatternShape", "ReadShape", "shapes_to_read"]


class CheckRule(NamedTuple):
    """A check digit: everything that decides whether it is right."""

    rule: Rule
    span: Span


class ReadShape(NamedTuple):
    """A shape to read: the characters allowed at each position, and the meaning of a key that fits all of them."""

    sets: tuple[Set, ...]
    meaning: Hashable
    """A `PatternShape`, `LookAhead` or `EvidenceShape`; None if shapes alone cannot tell whether the pattern matches."""


class PatternShape(NamedTuple):
    """The pattern of a format matches, if its look-aheads agree."""

    format: int
    """The format's place among the formats."""
    groups: tuple[Group, ...]
    check: CheckRule | None
    looks: tuple[tuple[LookAhead, bool], ...]
    """The look-aheads of the pattern, each with whether it must match or must not."""


class LookAhead(NamedTuple):
    """A look-ahead matches at a position; formats may share it."""

    text: str
    """The pattern that is looked for."""
    at: int
    """The position at which the look-ahead begins."""


class EvidenceShape(NamedTuple):
    """One shape adds to the evidence of a format that has no constant evidence."""

    format: int
    """The format's place among the formats."""
    number: int
    """The shape's place among the format's shapes."""
    mixed: bool
    """Whether the shape adds more to the evidence of some keys than of others."""


def shapes_to_read(formats: Sequence[FormatAtLength]) -> list[ReadShape]:
    """Return the shapes to read for formats of one length; formats are identified by their places in the sequence."""
    found: list[ReadShape] = []
    looked: dict[LookAhead, list[ReadShape]] = {}
    for place, format_ in enumerate(formats):
        spans: Sequence[Span | None] = format_.spans or [None] * len(format_.shapes)
        for shape, span in zip(format_.shapes, spans, strict=True):
            check = None if format_.check is None or span is None else CheckRule(format_.check.rule, span)
            needed = tuple((LookAhead(look.text, look.at), look.wanted) for look in shape.looks)
            for (ahead, _), look in zip(needed, shape.looks, strict=True):
                if look.ways is not None and ahead not in looked:
                    before = [frozenset(ALPHABET)] * look.at
                    looked[ahead] = [ReadShape((*before, *way), ahead) for way in look.ways]
            told = all(look.ways is not None for look in shape.looks)
            found.append(ReadShape(shape.sets, PatternShape(place, shape.groups, check, needed) if told else None))
        if format_.bits is None:
            found += _evidence_shapes(place, format_.shapes)
    return found + [shape for shapes in looked.values() for shape in shapes]


def _evidence_shapes(place: int, shapes: Sequence[Shape]) -> list[ReadShape]:
    """Return, for each shape that adds to a format's evidence, the shape of all keys whose evidence it adds to."""
    distinct = {(shape.sets, shape.groups): shape for shape in shapes}
    found = []
    for number, shape in enumerate(distinct.values()):
        sets, mixed = [], False
        for allowed in shape.sets:
            wide = allowed & PRINTED
            for same in (DIGITS, LETTERS):
                if allowed & same:
                    wide |= same
            mixed |= bool(allowed & DIGITS and allowed & LETTERS) and len(allowed) < len(ALPHABET)
            sets.append(wide)
        found.append(ReadShape(tuple(sets), EvidenceShape(place, number, mixed)))
    return found
