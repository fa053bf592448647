"""From a number to the formats that accept it."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.checkdigits import ALPHABET, DIGITS
from tracking.definitions.compiled import Span, algorithm_of
from tracking.definitions.format_at_length import FormatAtLength, joined
from tracking.matching.known import Interned
from tracking.matching.masks import CODES, KNOWN, alike, limits, pairs, parts_test
from tracking.matching.predicates import Predicates, ShapeTest, nothing
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracking.definitions.source import Definitions
    from tracking.matching.known import KnownFormats
    from tracking.matching.predicates import Check, Predicate

__all__ = ["Matcher"]

APART = 8
"""Shapes up to which testing all of them is quicker than to choose among them by the last characters."""


class _Entry(NamedTuple):
    """A shape of a format."""

    mask: str
    parts: tuple[str, ...]
    span: Span | None
    format: FormatAtLength


_Ends = dict[str, list[_Entry]]
"""Shapes by the last two characters of their masks."""


class _Length:
    """The shapes of one length, and the predicates made of them. They are loaded by the first character of a number."""

    def __init__(self, length: int, definitions: Definitions, interned: Interned) -> None:
        self._length, self._definitions = length, definitions
        self._beginnings: dict[str, _Ends] = {}
        self._loaded: set[str] = set()
        self._added: dict[FormatAtLength, None] = {}
        self._loading = allocate_lock()
        self.predicates = Predicates(length, interned, self._checks)
        self._tests: dict[Any, ShapeTest] = {}
        self._passing: dict[Check, Callable[[bytes], bool]] = {}
        self._by_end: dict[tuple[int, ...], Predicate] = {}

    def _load(self, firsts: str) -> None:
        """Load the shapes that may begin with any of some characters."""
        for first in firsts:
            if first not in self._loaded:
                with self._loading:
                    for each in self._definitions.guessing(self._length, first):
                        if each not in self._added:
                            self._added[each] = None
                            for entry in _entries(each):
                                self._add(entry)
                    self._loaded.add(first)

    def entries(self, number: bytes) -> list[_Entry]:
        """The shapes whose first two and last two characters fit a number."""
        self._load(chr(number[0]))
        tails = alike(number[-2:])
        return [
            entry
            for head in alike(number[:2])
            for tail in tails
            for entry in self._beginnings.get(head, {}).get(tail, ())
        ]

    def formats(self) -> list[FormatAtLength]:
        """Every format of this length that may guess."""
        self._load("".join((ALPHABET, *PRINTED)))
        return list(self._added)

    def _add(self, entry: _Entry) -> None:
        ends = pairs(entry.mask, entry.parts, end=True)
        for beginning in pairs(entry.mask, entry.parts, end=False):
            by_end = self._beginnings.setdefault(beginning, {})
            for end in ends:
                by_end.setdefault(end, []).append(entry)

    def predicate(self, head: bytes) -> Predicate:
        """The predicate of numbers that begin so."""
        self._load(chr(head[0]))
        found = [ends for pair in alike(head) if (ends := self._beginnings.get(pair))]
        if sum(map(len, found)) <= APART:
            entries = list({id(entry): entry for ends in found for some in ends.values() for entry in some}.values())
            if len(entries) <= APART or not _told_apart(found, len(entries)):
                return self.predicates.of(self.tests(entries))
        identity = tuple(map(id, found))
        made = self._by_end.get(identity)
        if made is None:
            made = self._by_end.setdefault(identity, self._by_ends(found))
        return made

    def _by_ends(self, found: list[_Ends]) -> Predicate:
        """A predicate for each last two characters, made when first asked for."""
        predicates = self.predicates.holder()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            predicate = predicates.get(number[-2:])
            if predicate is None:
                pairs = alike(number[-2:])
                if not pairs:
                    return ()
                entries = [entry for ends in found for pair in pairs if pair in ends for entry in ends[pair]]
                predicate = predicates[number[-2:]] = self.predicates.of(self.tests(entries, end_known=True))
            return predicate(number)

        return by_ends

    def tests(self, entries: Iterable[_Entry], end_known: bool = False) -> list[ShapeTest]:
        """The tests of shapes whose beginning fits, and with ``end_known`` their end; one for those that are tested alike."""
        end = 2 if end_known else 0
        together: dict[Any, list[_Entry]] = {}
        for entry in entries:
            mask, parts, span, found = entry
            inside = mask[2 : len(mask) - end]
            rule = None if found.check is None else found.check.rule
            tested = (inside, "p" in inside and (mask, parts), found.looks and found.source, rule, span, end)
            together.setdefault(tested, []).append(entry)
        return [self._test(some, end) for some in together.values()]

    def _test(self, entries: list[_Entry], end: int) -> ShapeTest:
        identity = (end, *map(id, entries))
        test = self._tests.get(identity)
        if test is None:
            test = self._tests.setdefault(identity, self._new_test(entries, end))  # known by its id: only one may be
        return test

    def _new_test(self, entries: list[_Entry], end: int) -> ShapeTest:
        mask, parts, span, first = entries[0]
        formats = tuple([entry.format for entry in entries])
        further = joined([first]) if first.looks else parts_test(mask, parts, end)
        check, passes = None, None
        if first.check is not None and span is not None:
            check = (first.check.rule, span)
            passes = self._passing.get(check)
            if passes is None:
                passes = self._passing[check] = algorithm_of(first.check.rule).tester(*span)
        mask = KNOWN * 2 + mask[2 : len(mask) - end] + KNOWN * end
        return ShapeTest(mask, *limits(mask), further, check, passes, formats)

    def _checks(self) -> list[Check]:
        """The check digits of shapes of digits."""
        self._load(DIGITS)
        return [
            (entry.format.check.rule, entry.span)
            for each in self._added
            for entry in _entries(each)
            if entry.format.check is not None and entry.span is not None and not entry.mask[2:].strip("d")
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
        text = number.encode()
        try:
            return self.predicates[len(text)][text[:2]](text)
        except (KeyError, IndexError):
            return self.predicate(text)(text)

    def predicate(self, number: bytes) -> Predicate:
        """The predicate for numbers of this length and beginning."""
        shapes = self._length(len(number))
        head = number[:2]
        if shapes is None or len(head) < 2 or not alike(head):
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
        entries = [entry for entry in shapes.entries(text) if entry.span is not None]
        right: list[FormatAtLength] = []
        wrong: list[FormatAtLength] = []
        for test in shapes.tests(entries):
            if code & test.care == test.value and (test.further is None or test.further(text)):
                (right if test.passes is None or test.passes(text) else wrong).extend(test.formats)
        return [found for found in dict.fromkeys(wrong) if found not in right]


def _told_apart(found: list[_Ends], many: int) -> bool:
    """Whether the last two characters choose few of many shapes."""
    return 2 * max(len(some) for ends in found for some in ends.values()) < many


def _entries(found: FormatAtLength) -> list[_Entry]:
    spans: tuple[Span | None, ...] = found.spans or (None,) * len(found.masks)
    return [_Entry(mask, parts, span, found) for (mask, parts), span in zip(found.masks, spans, strict=True)]
