"""From a number to the formats that accept it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.matching.known import Interned, KnownFormats
from tracking.matching.masks import ALLOWING, CODES
from tracking.matching.predicates import Predicates, nothing
from tracking.matching.shape_index import ShapeIndex, ending

if TYPE_CHECKING:
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.predicates import Predicate
    from tracking.matching.shape_index import Beginning

__all__ = ["Matcher"]

RARELY = 3
"""Numbers with the same beginning that are answered without a predicate, whose making takes as long as several answers."""


class _Length:
    """The numbers of one length: shapes, and the predicates made of them."""

    def __init__(self, length: int, definitions: Definitions, interned: Interned) -> None:
        self.shapes = ShapeIndex(length, definitions)
        self._interned = interned
        self._making = Predicates(length, interned, self.shapes.checks)
        self.predicates = self._making.holder()
        """By the first two characters."""
        self._asked: dict[bytes, int] = {}
        self._by_beginning: dict[tuple[Beginning, ...], Predicate] = {}

    def answer(self, number: bytes) -> KnownFormats | tuple[()]:
        """The formats that accept a number whose beginning has no predicate yet."""
        head = number[:2]
        asked = self._asked.get(head, 0)
        if asked < RARELY:
            self._asked[head] = asked + 1
            return self._at_once(number)
        predicate = self.predicates[head] = self._predicate(head)
        return predicate(number)

    def _at_once(self, number: bytes) -> KnownFormats | tuple[()]:
        """What a predicate would answer, without making one."""
        code = int.from_bytes(number.translate(CODES))
        passed, failed = self.shapes.tried(number, code)
        if not passed:
            return ()
        outcome = self._interned.outcome(passed, failed)
        return outcome if isinstance(outcome, KnownFormats) else outcome.of(number, code)

    def _predicate(self, head: bytes) -> Predicate:
        """The predicate of numbers that begin so."""
        if not (ALLOWING[head[0]] and ALLOWING[head[1]]):
            return nothing
        found = tuple(self.shapes.beginning(head))
        made = self._by_beginning.get(found)
        if made is None:
            many = sum([beginning.many for beginning in found])
            most = max([beginning.most for beginning in found], default=0)
            if many > 1 and (not head.isdigit() or 2 * most < many):
                made = self._by_ends(found)
            else:
                shapes = dict.fromkeys([shape for beginning in found for shape in beginning.shapes()])
                made = self._making.of(self.shapes.tests(shapes, ends=0))
            made = self._by_beginning.setdefault(found, made)
        return made

    def _by_ends(self, found: tuple[Beginning, ...]) -> Predicate:
        """A predicate for each last two characters, made when numbers that end so are asked about again."""
        predicates = self._making.holder()
        met: set[bytes] = set()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            try:
                predicate = predicates[number[-2:]]
            except KeyError:
                end = number[-2:]
                if end not in met:
                    if ALLOWING[end[0]] and ALLOWING[end[1]]:
                        met.add(end)
                    return self._at_once(number)
                buckets = ending(found, end)
                predicate = predicates[end] = self._making.of(self.shapes.tests_of(buckets)) if buckets else None
            return predicate(number) if predicate else ()

        return by_ends


class Matcher:
    """The formats that may guess, of all lengths."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._lengths: dict[int, _Length] = {}
        self._interned = Interned()
        longest = max(definitions.lengths, default=0)
        self.predicates: list[dict[bytes, Any]] = [{} for _ in range(longest + 1)]
        """By length, then by the first two characters, the predicates that were made so far; see `matches_of`."""

    def matches(self, number: str) -> KnownFormats | tuple[()]:
        """The formats that may guess and accept a key, in no order."""
        return self.matches_of(number.encode()) if number.isascii() else ()

    def matches_of(self, number: bytes) -> KnownFormats | tuple[()]:
        """The same of a key as ASCII."""
        numbers = self._length(len(number))
        if numbers is None or len(number) < 2:
            return ()
        predicate = numbers.predicates.get(number[:2])
        return numbers.answer(number) if predicate is None else predicate(number)

    def _length(self, length: int) -> _Length | None:
        found = self._lengths.get(length)
        if found is None and length in self._definitions.lengths:
            found = self._lengths.setdefault(length, _Length(length, self._definitions, self._interned))
            self.predicates[length] = found.predicates
        return found

    def formats(self, length: int) -> list[FormatAtLength]:
        """Every format of a length that may guess."""
        numbers = self._length(length)
        return [] if numbers is None else numbers.shapes.formats()

    def near(self, number: str) -> list[FormatAtLength]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        numbers = self._length(len(number))
        if numbers is None or len(number) < 2 or not number.isascii():
            return []
        text = number.encode()
        passed, failed = numbers.shapes.tried(text, int.from_bytes(text.translate(CODES)))
        return [found for found in dict.fromkeys(failed) if found not in passed]
