"""Final states: the properties that keys share when an automaton has read them to their end."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from tracking.batch.format_shapes import CheckRule, EvidenceShape, LookAhead, PatternShape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.batch.format_shapes import ReadShape

__all__ = ["DEAD", "FLAG_BITS", "STRANGE", "FinalState", "FinalStates"]

DEAD, STRANGE = 0, 1
"""The places of two final states: that of keys that no format matches, and that of keys that are answered one by one."""

FLAG_BITS = 16
"""The greatest number of check digits that are checked for the keys of one state."""


class FinalState(NamedTuple):
    """The properties of the keys that end in one state."""

    formats: frozenset[tuple[int, tuple[tuple[str, int, int], ...]]]
    """The formats whose pattern matches, by their places in ``Automaton.formats``, each with one layout of its groups."""
    checks: tuple[CheckRule, ...]
    """The check digits to check. Each one's place here is the place of its flag."""
    evidence: frozenset[EvidenceShape]
    """The shapes that add to the evidence of those formats that have no constant evidence."""

    @property
    def uneven(self) -> frozenset[int]:
        """Return the places of the formats whose evidence differs for each mixture of letters and digits."""
        return frozenset(shape.format for shape in self.evidence if shape.mixed)


class _Judged(NamedTuple):
    """A shape of a pattern that does not alone tell what holds, with sets of shapes as the bits of integers."""

    stands_for: int
    """The first shape that says the same about a key."""
    evidence: int
    """The shapes that decide the format's evidence."""
    wanted: tuple[int, ...]
    """The look-aheads of which each must match, with all their shapes."""
    unwanted: int
    """The look-aheads of which none may match."""


class FinalStates:
    """The final states, looked up by the shapes that are alive at the end, as the bits of an integer."""

    def __init__(self, shapes: Sequence[ReadShape]) -> None:
        self._meanings = [shape.meaning for shape in shapes]
        self._untold = self._told = self._judging = 0
        looks: dict[LookAhead, int] = {}
        evidence: dict[int, int] = {}
        checks: dict[CheckRule, int] = {}
        for number, meaning in enumerate(self._meanings):
            bit = 1 << number
            if isinstance(meaning, LookAhead):
                looks[meaning] = looks.get(meaning, 0) | bit
            elif isinstance(meaning, EvidenceShape):
                evidence[meaning.format] = evidence.get(meaning.format, 0) | bit
            elif meaning is None:
                self._untold |= bit
            elif isinstance(meaning, PatternShape) and meaning.check is not None:
                checks[meaning.check] = checks.get(meaning.check, 0) | bit
        self._checks = sorted(checks.items(), key=repr)
        self._judged: dict[int, _Judged] = {}
        first: dict[PatternShape, int] = {}
        for number, meaning in enumerate(self._meanings):
            if isinstance(meaning, PatternShape):
                bit = 1 << number
                stands_for = first.setdefault(meaning._replace(looks=()), bit)
                if stands_for == bit and not meaning.looks and meaning.format not in evidence:
                    self._told |= bit
                    continue
                self._judging |= bit
                wanted = tuple([looks.get(look, 0) for look, wanted in meaning.looks if wanted])
                unwanted = reduce(or_, [looks.get(look, 0) for look, wanted in meaning.looks if not wanted], 0)
                self._judged[number] = _Judged(stands_for, evidence.get(meaning.format, 0), wanted, unwanted)
        self.states: list[FinalState | None] = [FinalState(frozenset(), (), frozenset()), None]
        """The meaning of each final state; None if its keys are answered one by one."""
        self._places: dict[tuple[int, int], int] = {(0, 0): DEAD}

    def place(self, alive: int) -> int:
        """Return the place of the final state in `states`; a new one is added."""
        if alive & self._untold:
            return STRANGE
        matching, evident = alive & self._told, 0
        for number in _numbers(alive & self._judging):
            stands_for, evidence, wanted, unwanted = self._judged[number]
            if not alive & unwanted and (not wanted or all(alive & look for look in wanted)):
                matching |= stands_for
                evident |= evidence
        evident &= alive
        place = self._places.get((matching, evident))
        if place is None:
            place = self._places[matching, evident] = self._added(matching, evident)
        return place

    def _added(self, matching: int, evident: int) -> int:
        checks = tuple([check for check, shapes in self._checks if matching & shapes])
        if len(checks) > FLAG_BITS:
            return STRANGE
        meant = [self._meanings[number] for number in _numbers(matching | evident)]
        formats = frozenset([(shape.format, shape.groups) for shape in meant if isinstance(shape, PatternShape)])
        evidence = frozenset([shape for shape in meant if isinstance(shape, EvidenceShape)])
        self.states.append(FinalState(formats, checks, evidence))
        return len(self.states) - 1


def _numbers(shapes: int) -> Iterator[int]:
    while shapes:
        number = shapes.bit_length() - 1
        yield number
        shapes ^= 1 << number
