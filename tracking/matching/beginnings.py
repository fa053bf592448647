"""The predicates of one length, by the beginnings of numbers; `tracking.matching.matcher` explains when they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.masks import ALLOWING
from tracking.matching.predicates import Predicates
from tracking.matching.shape_index import ShapeIndex, ending

if TYPE_CHECKING:
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.known import Interned, KnownFormats
    from tracking.matching.predicates import Predicate
    from tracking.matching.shape_index import ShapesByEnding
    from tracking.matching.trials import TrialsAtLength

__all__ = ["SELDOM", "Beginnings"]

SELDOM = 3
"""The number of numbers with the same possible shapes at the beginning that are answered without a predicate."""
_APART = 8
"""The number of shapes up to which testing all of them is quicker than choosing among them by the last two characters."""
_END = slice(-2, None)
"""The last two characters."""


class Beginnings:
    """The shapes of one length, and the predicates made of them."""

    def __init__(
        self,
        length: int,
        definitions: Definitions,
        interned: Interned,
        trials: TrialsAtLength,
        predicates: dict[bytes, Any],
    ) -> None:
        self._interned, self._trials = interned, trials
        self._shapes = ShapeIndex(length, definitions, trials.verifier)
        self._making = Predicates(length, interned, self._shapes.checks)
        self._predicates = self._making.replacing(predicates)
        """By the first two characters."""
        self._by_beginning: dict[tuple[ShapesByEnding, ...], Predicate] = {}
        self._asked: dict[tuple[ShapesByEnding, ...], int] = {}
        """For each set of shapes that numbers may begin with, how many such numbers were asked about."""

    def formats(self) -> list[FormatAtLength]:
        """Return every format of this length that may guess."""
        return self._shapes.formats()

    def answer(self, number: bytes) -> KnownFormats | tuple[()]:
        """Return the formats that accept a number, by a predicate if enough numbers like it were asked about."""
        head = number[:2]
        first, second = head
        if not (ALLOWING[first] and ALLOWING[second]):
            return ()  # no key has such characters, and they would fill the memory of predicates
        found = tuple(self._shapes.beginning(head))
        predicate = self._by_beginning.get(found)
        if predicate is None:
            asked = self._asked.get(found, 0)
            if asked < SELDOM:
                self._asked[found] = asked + 1
                return self._trials.answer(number, self._interned)
            predicate = self._by_beginning.setdefault(found, self._predicate(found))
        self._predicates[head] = predicate
        return predicate(number)

    def _predicate(self, found: tuple[ShapesByEnding, ...]) -> Predicate:
        """Return the predicate of numbers that may begin with these shapes."""
        many = sum([beginning.many for beginning in found])
        most = max([beginning.most for beginning in found], default=0)
        if many > _APART and 2 * most < many:
            return self._by_ends(found)
        shapes = dict.fromkeys([shape for beginning in found for shape in beginning.shapes()])
        return self._making.of(self._shapes.tests(shapes, ends=0))

    def _by_ends(self, found: tuple[ShapesByEnding, ...]) -> Predicate:
        """Return a predicate that chooses one by the last two characters, made when such numbers are asked about again."""
        predicates = self._making.replacing({})
        met: set[bytes] = set()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            try:
                predicate = predicates[number[_END]]
            except KeyError:
                end = number[_END]
                before, last = end
                if not (ALLOWING[before] and ALLOWING[last]):
                    return ()
                buckets = ending(found, end)
                if buckets and end not in met:
                    met.add(end)
                    return self._trials.answer(number, self._interned)
                predicate = predicates[end] = self._making.of(self._shapes.tests_of(buckets)) if buckets else None
            return predicate(number) if predicate else ()

        return by_ends
