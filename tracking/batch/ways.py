"""What has to be read to judge a format: shapes of its pattern, and what meeting one means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.checkdigits import ALPHABET
from tracking.definitions.patterns import DIGITS, LETTERS, PatternError, Shape, parse
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tracking.catalog.listed import FormatAtLength

__all__ = ["Check", "Class", "Look", "Main", "Way", "ways_of"]

Check = tuple[tuple[Any, ...], tuple[int, int, int]]
"""Algorithm and parameters, and where payload and check character stand."""


class Way(NamedTuple):
    """Sets of characters to read, and what it means when all were met."""

    sets: tuple[frozenset[str], ...]
    tag: Hashable
    """None for what cannot be told from shapes."""


class Main(NamedTuple):
    """A shape of a format's pattern."""

    slot: int
    groups: tuple[tuple[str, int, int], ...]
    check: Check | None
    looks: tuple[tuple[Look, bool], ...]


class Look(NamedTuple):
    """A look-ahead at a place; formats may share it."""

    text: str
    at: int


class Class(NamedTuple):
    """A shape of a format whose evidence differs, letters for letters and digits for digits."""

    slot: int
    number: int
    mixed: bool


def ways_of(slots: Sequence[FormatAtLength], length: int) -> list[Way]:
    """What has to be read to judge formats of one length."""
    found: list[Way] = []
    looked: dict[Look, list[Way] | None] = {}
    for place, slot in enumerate(slots):
        source, looks = _looks_apart(slot.source)
        for shape in parse(source).of(length):
            groups = tuple(group for group in shape.groups if not group[0].startswith(_NAME))
            check = None if slot.check is None else (slot.check[:2], slot.carrier.span(slot, shape))
            needed = []
            for name, at, _ in shape.groups:
                if name.startswith(_NAME):
                    wanted, text = looks[int(name.removeprefix(_NAME))]
                    look = Look(text, at)
                    needed.append((look, wanted))
                    if look not in looked:
                        looked[look] = _look_ways(look, length)
            strange = any(looked[look] is None for look, _ in needed)
            found.append(Way(shape.sets, None if strange else Main(place, groups, check, tuple(needed))))
        if slot.bits is None:
            for number, shape in enumerate(parse(slot.source).of(length)):
                sets, mixed = _classes(shape)
                found.append(Way(sets, Class(place, number, mixed)))
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


def _look_ways(look: Look, length: int) -> list[Way] | None:
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
        Way((*[every] * look.at, *sets, *[every] * (room - len(sets))), look)
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
