"""From a number to the formats that accept it."""

from __future__ import annotations

from _thread import allocate_lock  # what `threading` would give, without its import
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.algorithms import ALPHABET, DECIMALS, verifier_of
from tracking.definitions.compiled import Span, algorithm_of
from tracking.definitions.format_at_length import FormatAtLength, joined
from tracking.matching.known import Interned, KnownFormats
from tracking.matching.masks import CODES, KNOWN, SIGNS, limits, pairs, parts_test
from tracking.matching.predicates import Predicates, ShapeTest, nothing
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracking.definitions.source import Definitions
    from tracking.matching.predicates import Check, Predicate

__all__ = ["Matcher"]


RARELY = 3
"""Numbers with a beginning that are answered without a predicate: making one takes as long as ten answers."""


class _Entry(NamedTuple):
    """A shape of a format."""

    mask: str
    parts: tuple[str, ...]
    span: Span | None
    format: FormatAtLength


class _Bucket:
    """Shapes that begin and end alike, and their tests, made when first asked for."""

    __slots__ = ("_tests", "entries")

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self._tests: list[ShapeTest] | None = None

    def tests(self, shapes: _Length) -> list[ShapeTest]:
        """The tests of numbers whose beginning and end fit."""
        if self._tests is None:
            with shapes.making:  # predicates know tests by their ids: there must be one of each
                self._tests = self._tests or shapes.tests(self.entries, end_known=True)
        return self._tests


class _Beginning:
    """Shapes whose masks begin with the same two characters, by the last and the last but one."""

    __slots__ = ("by_end", "many", "most")

    def __init__(self) -> None:
        self.by_end: dict[str, dict[str, _Bucket]] = {}
        self.many = self.most = 0

    def add(self, entry: _Entry) -> None:
        """File a shape."""
        for before, last in pairs(entry.mask, entry.parts, end=True):
            bucket = self.by_end.setdefault(last, {}).setdefault(before, _Bucket())
            bucket.entries.append(entry)
            self.many += 1
            self.most = max(self.most, len(bucket.entries))

    def entries(self) -> Iterable[_Entry]:
        """All of them; one that several characters may end stands there several times."""
        for buckets in self.by_end.values():
            for bucket in buckets.values():
                yield from bucket.entries


class _Length:
    """The shapes of one length, and the predicates made of them. Shapes are loaded by the first character of a number."""

    def __init__(self, length: int, definitions: Definitions, interned: Interned) -> None:
        self._length, self._definitions = length, definitions
        self._beginnings: dict[str, dict[str, _Beginning]] = {}
        self._loaded: set[str] = set()
        self._added: dict[FormatAtLength, list[_Entry]] = {}
        self.making = allocate_lock()
        """Held while something is made of which there must be one."""
        self.predicates = Predicates(length, interned, self._checks)
        self._interned = interned
        self.asked: dict[bytes, int] = {}
        """How often numbers with a beginning were asked about that have no predicate yet."""
        self._tests: dict[Any, ShapeTest] = {}
        self._verifiers: dict[Check, Callable[[bytes], bool]] = {}
        self._by_beginning: dict[tuple[int, ...], Predicate] = {}

    def _load(self, firsts: str) -> None:
        """Load the shapes that may begin with any of some characters."""
        for first in firsts:
            if first not in self._loaded:
                with self.making:
                    for each in self._definitions.guessing(self._length, first):
                        if each not in self._added:
                            self._added[each] = self._add(each)
                    self._loaded.add(first)

    def _add(self, found: FormatAtLength) -> list[_Entry]:
        spans: tuple[Span | None, ...] = found.spans or (None,) * len(found.masks)
        entries = [_Entry(mask, parts, span, found) for (mask, parts), span in zip(found.masks, spans, strict=True)]
        for entry in entries:
            for first, second in pairs(entry.mask, entry.parts, end=False):
                self._beginnings.setdefault(first, {}).setdefault(second, _Beginning()).add(entry)
        return entries

    def formats(self) -> list[FormatAtLength]:
        """Every format of this length that may guess."""
        self._load("".join((ALPHABET, *PRINTED)))
        return list(self._added)

    def beginning(self, head: bytes) -> list[_Beginning]:
        """The shapes whose first two characters these may be."""
        first, second = head
        self._load(chr(first))
        seconds = SIGNS[second]
        return [
            found
            for sign in SIGNS[first]
            if (level := self._beginnings.get(sign))
            for other in seconds
            if (found := level.get(other))
        ]

    def at_once(self, number: bytes) -> KnownFormats | tuple[()]:
        """What a predicate of this number would answer, without making one: it is asked about rarely."""
        code = int.from_bytes(number.translate(CODES))
        passed: list[FormatAtLength] = []
        failed: list[FormatAtLength] = []
        for bucket in ending(self.beginning(number[:2]), number[-2:]):
            for test in bucket.tests(self):
                if code & test.care == test.value and (test.further is None or test.further(number)):
                    (passed if test.verifier is None or test.verifier(number) else failed).extend(test.formats)
        if not passed:
            return ()
        outcome = self._interned.outcome(passed, failed)
        return outcome if isinstance(outcome, KnownFormats) else outcome.of(number, code)

    def predicate(self, head: bytes) -> Predicate:
        """The predicate of numbers that begin so."""
        found = self.beginning(head)
        identity = tuple(map(id, found))
        made = self._by_beginning.get(identity)
        if made is None:
            made = self._by_beginning[identity] = self._new_predicate(found, head.isdigit())
        return made

    def _new_predicate(self, found: list[_Beginning], digits: bool) -> Predicate:
        many = sum([beginning.many for beginning in found])
        if many > 1 and (not digits or 2 * max([beginning.most for beginning in found]) < many):
            return self._by_ends(found)
        entries = {id(entry): entry for beginning in found for entry in beginning.entries()}
        return self.predicates.of(self.tests(entries.values()))

    def _by_ends(self, found: list[_Beginning]) -> Predicate:
        """A predicate for each last two characters, made when first asked for."""
        predicates = self.predicates.holder()
        met: set[bytes] = set()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            try:
                predicate = predicates[number[-2:]]
            except KeyError:
                end = number[-2:]
                if end not in met:
                    met.add(end)
                    return self.at_once(number)
                predicate = new(end)
            return predicate(number) if predicate else ()

        def new(end: bytes) -> Predicate | None:
            buckets = ending(found, end)
            predicate = None
            if buckets:
                tests = buckets[0].tests(self)
                if len(buckets) > 1:
                    tests = self._together([test for bucket in buckets for test in bucket.tests(self)])
                predicate = self.predicates.of(tests)
            elif not (SIGNS[end[0]] and SIGNS[end[1]]):
                return None
            predicates[end] = predicate
            return predicate

        return by_ends

    def _together(self, tests: list[ShapeTest]) -> list[ShapeTest]:
        """Tests that are alike as one."""
        groups: dict[Any, list[ShapeTest]] = {}
        for test in tests:
            groups.setdefault(test.alike, []).append(test)
        return [self._joined(some) if len(some) > 1 else some[0] for some in groups.values()]

    def _joined(self, tests: list[ShapeTest]) -> ShapeTest:
        identity = tuple(map(id, tests))
        joined_ = self._tests.get(identity)
        if joined_ is None:
            formats = tuple(dict.fromkeys([one for test in tests for one in test.formats]))
            joined_ = self._tests.setdefault(identity, tests[0]._replace(formats=formats))
        return joined_

    def tests(self, entries: Iterable[_Entry], end_known: bool = False) -> list[ShapeTest]:
        """The tests of shapes whose beginning fits, and with ``end_known`` their end; one for those that are tested alike."""
        end = 2 if end_known else 0
        together: dict[Any, list[_Entry]] = {}
        for entry in entries:
            mask, parts, span, found = entry
            rule = None if found.check is None else found.check.rule
            inside = mask[2 : len(mask) - end]
            alike = (inside, "p" in inside and (mask, parts), found.looks and found.source, rule, span)
            together.setdefault(alike, []).append(entry)
        return [self._new_test(alike, some, end) for alike, some in together.items()]

    def _new_test(self, alike: Any, entries: list[_Entry], end: int) -> ShapeTest:
        mask, parts, span, first = entries[0]
        formats = tuple([entry.format for entry in entries])
        further = joined([first]) if first.looks else parts_test(mask, parts, end)
        check, verifier = None, None
        if first.check is not None and span is not None:
            check = (first.check.rule, span)
            verifier = self._verifiers.get(check)
            if verifier is None:
                verifier = self._verifiers[check] = verifier_of(algorithm_of(first.check.rule), *span)
        mask = KNOWN * 2 + mask[2 : len(mask) - end] + KNOWN * end
        return ShapeTest(mask, *limits(mask), further, check, verifier, formats, alike)

    def _checks(self) -> list[Check]:
        """The check digits of shapes of digits."""
        self._load(DECIMALS)
        return [
            (entry.format.check.rule, entry.span)
            for entries in list(self._added.values())
            for entry in entries
            if entry.format.check is not None and entry.span is not None and not entry.mask[2:].strip("d")
        ]


def ending(found: Iterable[_Beginning], end: bytes) -> list[_Bucket]:
    """The shapes whose last two characters these may be."""
    before, last = SIGNS[end[0]], SIGNS[end[1]]
    return [
        bucket
        for beginning in found
        for sign in last
        if (level := beginning.by_end.get(sign))
        for other in before
        if (bucket := level.get(other))
    ]


class Matcher:
    """The formats that may guess, of all lengths."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._lengths: dict[int, _Length] = {}
        self._interned = Interned()
        longest = max(definitions.lengths, default=0)
        self.predicates: list[dict[bytes, Predicate]] = [{} for _ in range(longest + 1)]
        """By length, then by the first two characters; what is not there yet, `predicate` makes."""

    def matches(self, number: str) -> KnownFormats | tuple[()]:
        """The formats that may guess and accept a key, in no order."""
        if not number.isascii():
            return ()
        return self.matches_of(number.encode())

    def matches_of(self, number: bytes) -> KnownFormats | tuple[()]:
        """The same of a key as ASCII."""
        head, shapes = number[:2], self._length(len(number))
        if shapes is None or len(head) < 2:
            return ()
        predicate = self.predicates[len(number)].get(head)
        if predicate is None:
            asked = shapes.asked.get(head, 0)
            if asked < RARELY:
                shapes.asked[head] = asked + 1
                return shapes.at_once(number)
            predicate = self.predicate(number)
        return predicate(number)

    def predicate(self, number: bytes) -> Predicate:
        """The predicate for numbers of this length and beginning."""
        shapes = self._length(len(number))
        head = number[:2]
        if shapes is None or len(head) < 2 or not (SIGNS[head[0]] and SIGNS[head[1]]):
            return nothing
        predicate = self.predicates[len(number)][head] = shapes.predicate(head)
        return predicate

    def _length(self, length: int) -> _Length | None:
        found = self._lengths.get(length)
        if found is None and length in self._definitions.lengths:
            found = self._lengths.setdefault(length, _Length(length, self._definitions, self._interned))
            self.predicates[length] = found.predicates.holder()
        return found

    def formats(self, length: int) -> list[FormatAtLength]:
        """Every format of a length that may guess."""
        shapes = self._length(length)
        return [] if shapes is None else shapes.formats()

    def near(self, number: str) -> list[FormatAtLength]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        shapes = self._length(len(number))
        if shapes is None or len(number) < 2 or not number.isascii():
            return []
        text = number.encode()
        code = int.from_bytes(text.translate(CODES))
        right: list[FormatAtLength] = []
        wrong: list[FormatAtLength] = []
        for bucket in ending(shapes.beginning(text[:2]), text[-2:]):
            for test in bucket.tests(shapes):
                if code & test.care == test.value and (test.further is None or test.further(text)):
                    (right if test.verifier is None or test.verifier(text) else wrong).extend(test.formats)
        return [found for found in dict.fromkeys(wrong) if found not in right]
