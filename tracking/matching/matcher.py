"""From a number to the formats that accept it.

Theory of operation
-------------------
A carrier's *format* is a pattern, maybe with a check digit. When definitions are compiled, each pattern is expanded into
*shapes*: for one length, the characters that may stand at each place. Some 1,200 shapes at 36 lengths may name a carrier, and
a number has to find the few that it fits without looking at the others.

**Masks.** A shape is written as a *mask*, a character for each place: ``1Zxxxxxxxxxxxxxxxd`` is UPS's number,
``lldddddddddDE`` a postal number of Germany (`tracking.definitions.shapes.Mask`). For a test, a mask becomes two integers,
and the number becomes one, its *code*; ``code & care == value`` tests every place at once (`tracking.matching.masks`). No
pattern is compiled, except for the few formats that look ahead. So a shape costs a microsecond to make and 0.03 to test,
where a compiled pattern costs 46 and 0.2.

**The index.** The shapes of a length are filed by the first two and the last two characters of their masks
(`tracking.matching.shape_index`). Each character of a number is allowed by three signs at most (itself, ``d`` or ``l``, and
``x``), so nine look-ups find every shape that may begin as the number does, and nine more for each of these every one that
may end so. The definitions are loaded by length and first character when the first such number comes.

**A first number** is tried with each shape that is found, one after the other. Nothing else is made, since most beginnings
are never met again.

**A predicate** is made when numbers that may begin with the same shapes come again. It is a function for exactly
the shapes that may begin so (`tracking.matching.predicates`). Where the last two characters choose among these, as the
country's letters do at the end of a postal number, there is one predicate for each such ending. A predicate does not test
what the beginning and the end have told already. Shapes that are then alike become one test, and a check digit that
several formats share is worked out once. Predicates live in dictionaries by length and beginning: a call of the resolver
is two look-ups and the call of a function.

**Checksum tables.** Bare digits say little: twelve of them may be a number of sixteen carriers, with five kinds of check
digits. A predicate that is asked often about such numbers gives way to one with a *checksum table*, which works out all the
sums together, in four look-ups and an addition (`tracking.matching.checksum_tables`). That takes a ninth of the time, but the
table takes milliseconds to make, so it is not made for a few numbers.

**Outcomes.** The tests that a number passes and those that it fails are bits of an integer, the *state*. What follows from
a state is worked out once (`tracking.matching.known`): the formats that accept the number, their order, the carrier that
they name. Nothing is ever remembered about a number itself, so numbers that never come twice are answered as quickly.
Formats that say more of a letter than of a digit (a prefix of "one to five letters, then digits") have an outcome for each
way to place these.

**Mistyped numbers.** A number whose check digit is wrong is not its format's. But where the pattern is narrow (`SHADOW` in
`tracking.matching.thresholds`: two fixed letters, say), it is more likely a mistyped number of that format than another
carrier's by chance. So the formats that accept it and say no more than the narrow pattern are given as *likely mistyped*:
they are listed and name nobody. That is part of the outcome. Formats that are *issued elsewhere*, whose carrier only
delivers under the numbers that another one issues, cast no such doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.matching.known import Interned, KnownFormats
from tracking.matching.masks import ALLOWING, CODES
from tracking.matching.predicates import Predicates
from tracking.matching.shape_index import ShapeIndex, ending

if TYPE_CHECKING:
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.predicates import Predicate
    from tracking.matching.shape_index import ShapesByEnding

__all__ = ["Matcher"]

RARELY = 3
"""Numbers of a kind that are answered without a predicate, whose making takes as long as several answers."""


APART = 8
"""Shapes up to which testing all of them is quicker than choosing among them by the last two characters."""


class _Length:
    """The numbers of one length: shapes, and the predicates made of them."""

    def __init__(self, length: int, definitions: Definitions, interned: Interned) -> None:
        self.shapes = ShapeIndex(length, definitions)
        self._interned = interned
        self._making = Predicates(length, interned, self.shapes.checks)
        self.predicates = self._making.holder()
        """By the first two characters."""
        self._by_beginning: dict[tuple[ShapesByEnding, ...], Predicate] = {}
        self._asked: dict[int | tuple[ShapesByEnding, ...], int] = {}
        """How often numbers with a first character were asked about, or such that the same shapes may begin so."""

    def answer(self, number: bytes) -> KnownFormats | tuple[()]:
        """The formats that accept a number whose beginning has no predicate yet."""
        head = number[:2]
        first, second = head
        if not (
            ALLOWING[first] and ALLOWING[second]
        ):  # no key holds them, and they would fill the memory of predicates
            return ()
        if self._rare(first):
            return self._at_once(number)
        found = tuple(self.shapes.beginning(head))
        predicate = self._by_beginning.get(found)
        if predicate is None:
            if self._rare(found):
                return self._at_once(number)
            predicate = self._by_beginning.setdefault(found, self._predicate(found))
        self.predicates[head] = predicate
        return predicate(number)

    def _rare(self, kind: int | tuple[ShapesByEnding, ...]) -> bool:
        """Whether numbers of a kind were asked about a few times at most; this time counts."""
        asked = self._asked.get(kind, 0)
        self._asked[kind] = asked + 1
        return asked < RARELY

    def _at_once(self, number: bytes) -> KnownFormats | tuple[()]:
        """What a predicate would answer, without making one."""
        code = int.from_bytes(number.translate(CODES))
        passed, failed = self.shapes.tried(number, code)
        if not passed:
            return ()
        outcome = self._interned.outcome(passed, failed)
        return outcome if isinstance(outcome, KnownFormats) else outcome.of(number, code)

    def _predicate(self, found: tuple[ShapesByEnding, ...]) -> Predicate:
        """The predicate of numbers that may begin as these shapes do."""
        many = sum([beginning.many for beginning in found])
        most = max([beginning.most for beginning in found], default=0)
        if many > APART and 2 * most < many:
            return self._by_ends(found)
        shapes = dict.fromkeys([shape for beginning in found for shape in beginning.shapes()])
        return self._making.of(self.shapes.tests(shapes, ends=0))

    def _by_ends(self, found: tuple[ShapesByEnding, ...]) -> Predicate:
        """A predicate for each last two characters, made when numbers that end so are asked about again."""
        predicates = self._making.holder()
        met: set[bytes] = set()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            try:
                predicate = predicates[number[-2:]]
            except KeyError:
                end = number[-2:]
                before, last = end
                if not (ALLOWING[before] and ALLOWING[last]):
                    return ()
                buckets = ending(found, end)
                if buckets and end not in met:
                    met.add(end)
                    return self._at_once(number)
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
