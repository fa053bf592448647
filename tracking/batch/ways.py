"""What has to be read to judge a format: shapes of its pattern, and what meeting one means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.compiled import Rule, Span
from tracking.definitions.shapes import DIGITS, LETTERS, Shape
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["Check", "Class", "LookAt", "Main", "Way", "ways_of"]

Check = tuple[Rule, Span]
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
    looks: tuple[tuple[LookAt, bool], ...]


class LookAt(NamedTuple):
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
    looked: dict[LookAt, list[Way]] = {}
    for place, slot in enumerate(slots):
        spans: Sequence[Span | None] = slot.spans or [None] * len(slot.shapes)
        for shape, span in zip(slot.shapes, spans, strict=True):
            check = None if slot.check is None or span is None else (slot.check.rule, span)
            needed = tuple((LookAt(look.text, look.at), look.wanted) for look in shape.looks)
            for (at, _), look in zip(needed, shape.looks, strict=True):
                if look.ways is not None and at not in looked:
                    before = [frozenset(ALPHABET)] * look.at
                    looked[at] = [Way((*before, *way), at) for way in look.ways]
            strange = any(look.ways is None for look in shape.looks)
            found.append(Way(shape.sets, None if strange else Main(place, shape.groups, check, needed)))
        if slot.bits is None:
            distinct = {(shape.sets, shape.groups): shape for shape in slot.shapes}
            for number, shape in enumerate(distinct.values()):
                sets, mixed = _classes(shape)
                found.append(Way(sets, Class(place, number, mixed)))
    return found + [way for ways in looked.values() for way in ways]


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
