"""The shapes that an automaton reads, and what it means that a key has one.

A shape of a format's pattern is a set of characters for each position. Two kinds of shapes are read beside it: those of its
look-aheads, and those from which the evidence of a format follows that has no constant one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.patterns import DIGITS, LETTERS, PatternError, Shape, parse
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["CheckRule", "EvidenceShape", "LookAhead", "PatternShape", "ReadShape", "shapes_to_read"]


class CheckRule(NamedTuple):
    """A check digit, by what decides whether it is right."""

    rule: tuple[str, tuple[Any, ...]]
    """The algorithm's name and its parameters."""
    span: tuple[int, int, int]
    """Where the payload begins and ends, and where the check digit begins."""


class ReadShape(NamedTuple):
    """A shape to read: the characters allowed at each position, and what it means when a key keeps to all of them."""

    sets: tuple[frozenset[str], ...]
    meaning: Hashable
    """A `PatternShape`, `LookAhead` or `EvidenceShape`; None when shapes alone cannot tell whether the pattern matches."""


class PatternShape(NamedTuple):
    """The pattern of a format matches, when its look-aheads agree."""

    format: int
    """The format's place among the formats."""
    groups: tuple[tuple[str, int, int], ...]
    check: CheckRule | None
    looks: tuple[tuple[LookAhead, bool], ...]
    """The look-aheads on the way, and whether each must match or must not."""


class LookAhead(NamedTuple):
    """A look-ahead matches at a position; formats may share it."""

    text: str
    """The pattern of what is looked for."""
    at: int
    """The position in front of which it stands."""


class EvidenceShape(NamedTuple):
    """One shape adds to the evidence of a format that has no constant evidence."""

    format: int
    """The format's place among the formats."""
    number: int
    """The shape's place among the format's shapes."""
    mixed: bool
    """Whether the shape adds more to the evidence of some keys than to that of others."""


def shapes_to_read(formats: Sequence[FormatAtLength], length: int) -> list[ReadShape]:
    """Return the shapes to read for formats of one length; formats are told by their places in the sequence."""
    found: list[ReadShape] = []
    looked: dict[LookAhead, list[ReadShape] | None] = {}
    for place, format_ in enumerate(formats):
        source, looks = _looks_apart(format_.source)
        for shape in parse(source).of(length):
            groups = tuple(group for group in shape.groups if not group[0].startswith(_NAME))
            check = None if format_.check is None else CheckRule(format_.check[:2], format_.span_in(shape))
            needed = []
            for name, at, _ in shape.groups:
                if name.startswith(_NAME):
                    wanted, text = looks[int(name.removeprefix(_NAME))]
                    look = LookAhead(text, at)
                    needed.append((look, wanted))
                    if look not in looked:
                        looked[look] = _look_ahead_shapes(look, length)
            strange = any(looked[look] is None for look, _ in needed)
            found.append(ReadShape(shape.sets, None if strange else PatternShape(place, groups, check, tuple(needed))))
        if format_.bits is None:
            for number, shape in enumerate(parse(format_.source).of(length)):
                sets, mixed = _classes(shape)
                found.append(ReadShape(sets, EvidenceShape(place, number, mixed)))
    return found + [way for ways in looked.values() for way in ways or ()]


_NAME = "look_ahead_"


def _looks_apart(source: str) -> tuple[str, list[tuple[bool, str]]]:
    """A pattern with an empty group in each look-ahead's place, and for each whether it must match, and its text."""
    looks: list[tuple[bool, str]] = []
    kept, at = "", 0
    for found in re.finditer(r"\(\?([=!])", source):
        if found.start() < at:
            continue  # one within another
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        kept += f"{source[at : found.start()]}(?P<{_NAME}{len(looks)}>)"
        looks.append((found.group(1) == "=", source[found.end() : end - 1]))
        at = end
    return kept + source[at:], looks


def _look_ahead_shapes(look: LookAhead, length: int) -> list[ReadShape] | None:
    """A look-ahead as shapes that reach from the beginning to the end of the number; None when it is no such pattern."""
    room = length - look.at
    to_the_end = look.text.endswith("$") and "|" not in look.text
    text = look.text[:-1] if to_the_end else look.text
    try:
        pattern = parse(text.replace("*", f"{{0,{room}}}"))
    except PatternError:
        return None
    if pattern.looks:
        return None
    every = frozenset(ALPHABET)
    return [
        ReadShape((*[every] * look.at, *sets, *[every] * (room - len(sets))), look)
        for sets in dict.fromkeys(shape.sets for shape in pattern.shapes)
        if len(sets) == room or (len(sets) < room and not to_the_end)
    ]


def _classes(shape: Shape) -> tuple[tuple[frozenset[str], ...], bool]:
    """The strings to whose evidence a shape adds, and whether it adds the same to each."""
    sets, mixed = [], False
    for allowed in shape.sets:
        wide = allowed & PRINTED
        for same in (DIGITS, LETTERS):
            if allowed & same:
                wide |= same
        mixed |= bool(allowed & DIGITS and allowed & LETTERS) and len(allowed) < len(ALPHABET)
        sets.append(wide)
    return tuple(sets), mixed
