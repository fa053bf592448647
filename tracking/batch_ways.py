"""What has to be read to judge a format: shapes of its pattern, and what meeting one means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.checkdigits import ALPHABET
from tracking.patterns import DIGITS, LETTERS, PRINTED, PatternError, Shape, parse

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from tracking.slots import Slot

__all__ = ["Check", "Class", "Look", "Main", "Way", "ways_of"]

Check = tuple[tuple[Any, ...], tuple[int, int, int]]
"""Algorithm and parameters, and where payload and check character stand."""


class Way(NamedTuple):
    """Sets of characters to read, and what it means when all were met."""

    sets: tuple[frozenset[str], ...]
    tag: Hashable


class Main(NamedTuple):
    """A shape of a format's pattern."""

    slot: int
    groups: tuple[tuple[str, int, int], ...]
    check: Check | None
    looks: tuple[tuple[Look, bool], ...]


class Look(NamedTuple):
    """A look-ahead of a format, at a place."""

    slot: int
    number: int
    at: int


class Class(NamedTuple):
    """A shape of a format whose evidence differs, letters for letters and digits for digits."""

    slot: int
    number: int
    mixed: bool


def ways_of(place: int, slot: Slot) -> Iterable[Way]:
    """What has to be read to judge a format."""
    source, looks = _looks_apart(slot.source)
    strange = False
    seen: set[Look] = set()
    for shape in parse(source).of(slot.length):
        groups = tuple(group for group in shape.groups if not group[0].startswith(_NAME))
        check = None if slot.check is None else (slot.check[:2], slot.entry.span(slot, shape))
        needed = []
        for name, at, _ in shape.groups:
            if name.startswith(_NAME):
                number = int(name.removeprefix(_NAME))
                look = Look(place, number, at)
                needed.append((look, looks[number][0]))
                if look not in seen:
                    seen.add(look)
                    try:
                        yield from _look_ways(look, looks[number][1], slot.length)
                    except PatternError:
                        strange = True
        tag: Hashable = None if strange else Main(place, groups, check, tuple(needed))
        yield Way(shape.sets, tag)
    if slot.bits is None:
        for number, shape in enumerate(parse(slot.source).of(slot.length)):
            sets, mixed = _classes(shape)
            yield Way(sets, Class(place, number, mixed))


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


def _look_ways(look: Look, text: str, length: int) -> Iterable[Way]:
    """A look-ahead as shapes that reach from the beginning to the end of the number."""
    room = length - look.at
    pattern = parse(text.replace("*", f"{{0,{room}}}"))
    if pattern.looks:
        raise PatternError("a look-ahead within another", 0)
    every = frozenset(ALPHABET)
    for sets in dict.fromkeys(shape.sets for shape in pattern.shapes):
        if len(sets) <= room:
            yield Way((*[every] * look.at, *sets, *[every] * (room - len(sets))), look)


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
