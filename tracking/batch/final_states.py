"""Final states: the properties that keys share when an automaton has read them to their end."""

from __future__ import annotations

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


class FinalStates:
    """The final states, looked up by the shapes that are alive at the end, as the bits of an integer."""

    def __init__(self, shapes: Sequence[ReadShape]) -> None:
        self._shapes = shapes
        self._untold = self._patterns = 0
        self._looks: dict[LookAhead, int] = {}
        self._evidence: dict[int, int] = {}
        for number, shape in enumerate(shapes):
            meaning, bit = shape.meaning, 1 << number
            if isinstance(meaning, PatternShape):
                self._patterns |= bit
            elif isinstance(meaning, LookAhead):
                self._looks[meaning] = self._looks.get(meaning, 0) | bit
            elif isinstance(meaning, EvidenceShape):
                self._evidence[meaning.format] = self._evidence.get(meaning.format, 0) | bit
            else:
                self._untold |= bit
        self.states: list[FinalState | None] = [FinalState(frozenset(), (), frozenset()), None]
        """The meaning of each final state; None if its keys are answered one by one."""
        self._places: dict[FinalState | None, int] = {self.states[DEAD]: DEAD, None: STRANGE}
        self._told: dict[tuple[int, int], int] = {(0, 0): DEAD}

    def place(self, alive: int) -> int:
        """Return the place of the final state in `states`; a new one is added."""
        if alive & self._untold:
            return STRANGE
        matching = evidence = 0
        for bit in _bits(alive & self._patterns):
            meaning = self._shapes[bit.bit_length() - 1].meaning
            if isinstance(meaning, PatternShape) and self._agree(meaning, alive):
                matching |= bit
                evidence |= self._evidence.get(meaning.format, 0)
        told = matching, evidence & alive
        place = self._told.get(told)
        if place is None:
            state = self._read(*told)
            place = self._told[told] = self._places.setdefault(state, len(self.states))
            if place == len(self.states):
                self.states.append(state)
        return place

    def _agree(self, pattern: PatternShape, alive: int) -> bool:
        return all(bool(alive & self._looks.get(look, 0)) == wanted for look, wanted in pattern.looks)

    def _read(self, matching: int, evidence: int) -> FinalState | None:
        meant = [self._shapes[bit.bit_length() - 1].meaning for bit in _bits(matching | evidence)]
        patterns = [shape for shape in meant if isinstance(shape, PatternShape)]
        checks = tuple(sorted({shape.check for shape in patterns if shape.check is not None}, key=repr))
        if len(checks) > FLAG_BITS:
            return None
        return FinalState(
            frozenset((shape.format, shape.groups) for shape in patterns),
            checks,
            frozenset(shape for shape in meant if isinstance(shape, EvidenceShape)),
        )


def _bits(state: int) -> Iterator[int]:
    while state:
        lowest = state & -state
        yield lowest
        state ^= lowest
