"""From a number to the formats that accept it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.algorithms import verifier_of
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.compiled import NEVER
from tracking.definitions.format_at_length import FormatAtLength, joined
from tracking.definitions.patterns import Pattern, parse
from tracking.matching.known import Interned
from tracking.matching.masks import CODES, KNOWN, alike, limits, mask_of, pairs, parts_test
from tracking.matching.predicates import Predicates, ShapeTest, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracking.catalog.listed import ListedCarrier
    from tracking.matching.known import KnownFormats
    from tracking.matching.predicates import Check, Predicate

__all__ = ["Matcher"]


class _Entry(NamedTuple):
    """A shape of a format."""

    mask: str
    parts: tuple[str, ...]
    span: tuple[int, int, int] | None
    looks: bool
    record: tuple[str, Any, Any]
    """Carrier, format and length as compiled."""


_Ends = dict[str, list[_Entry]]
"""Shapes by the last two characters of their masks."""


class _Length:
    """The shapes of one length, and the predicates made of them."""

    def __init__(self, length: int, records: Iterable[tuple[str, Any, Any]], interned: Interned) -> None:
        self.records = list(records)
        self.beginnings: dict[str, _Ends] = {}
        for record in self.records:
            for entry in _entries(record, length):
                self._add(entry)
        self.predicates = Predicates(length, interned, self._checks)
        self._tests: dict[Any, ShapeTest] = {}
        self._passing: dict[Check, Callable[[bytes], bool]] = {}
        self._formats: dict[int, FormatAtLength] = {}
        self._by_beginning: dict[tuple[int, ...], Predicate] = {}

    def _add(self, entry: _Entry) -> None:
        ends = pairs(entry.mask, entry.parts, end=True)
        for beginning in pairs(entry.mask, entry.parts, end=False):
            by_end = self.beginnings.setdefault(beginning, {})
            for end in ends:
                by_end.setdefault(end, []).append(entry)

    def predicate(self, head: bytes) -> Predicate:
        """The predicate of numbers that begin so."""
        found = [ends for pair in alike(head) if (ends := self.beginnings.get(pair))]
        identity = tuple(map(id, found))
        made = self._by_beginning.get(identity)
        if made is None:
            entries = list({id(entry): entry for ends in found for some in ends.values() for entry in some}.values())
            most = max((len(some) for ends in found for some in ends.values()), default=0)
            if len(entries) > 1 and (not head.isdigit() or 2 * most < len(entries)):
                made = self._by_ends(found)
            else:
                made = self.predicates.of(self.tests(entries))
            self._by_beginning[identity] = made
        return made

    def _by_ends(self, found: list[_Ends]) -> Predicate:
        """A predicate for each last two characters, made when first asked for."""
        predicates = self.predicates.holder()

        def by_ends(number: bytes) -> KnownFormats | tuple[()]:
            try:
                predicate = predicates[number[-2:]]
            except KeyError:
                predicate = new(number[-2:])
            return predicate(number) if predicate else ()

        def new(end: bytes) -> Predicate | None:
            pairs = alike(end)
            if not pairs:
                return None
            entries = [entry for ends in found for pair in pairs if pair in ends for entry in ends[pair]]
            predicate = self.predicates.of(self.tests(entries, end_known=True)) if entries else None
            predicates[end] = predicate
            return predicate

        return by_ends

    def tests(self, entries: Iterable[_Entry], end_known: bool = False) -> list[ShapeTest]:
        """The tests of shapes whose beginning fits, and with ``end_known`` their end; one for those that are tested alike."""
        end = 2 if end_known else 0
        together: dict[Any, list[_Entry]] = {}
        for entry in entries:
            mask, parts, span, looks, (_, form, _) = entry
            inside = mask[2 : len(mask) - end]
            tested = (inside, "p" in inside and (mask, parts), looks and form[1], form[5] and form[5][:2], span, end)
            together.setdefault(tested, []).append(entry)
        return [self._test(some, end) for some in together.values()]

    def _test(self, entries: list[_Entry], end: int) -> ShapeTest:
        identity = (end, *map(id, entries))
        test = self._tests.get(identity)
        if test is None:
            test = self._tests[identity] = self._new_test(entries, end)
        return test

    def _new_test(self, entries: list[_Entry], end: int) -> ShapeTest:
        mask, parts, span, looks, _ = entries[0]
        formats = tuple([self.format(entry.record) for entry in entries])
        further = joined(formats[:1]) if looks else parts_test(mask, parts, end)
        check, passes = None, None
        if span is not None:
            algorithm, parameters = formats[0].check[:2]
            check = ((algorithm, parameters), span)
            passes = self._passing.get(check)
            if passes is None:
                passes = self._passing[check] = verifier_of(ALGORITHMS[algorithm](*parameters), *span)
        mask = KNOWN * 2 + mask[2 : len(mask) - end] + KNOWN * end
        return ShapeTest(mask, *limits(mask), further, check, passes, formats)

    def format(self, record: tuple[str, Any, Any]) -> FormatAtLength:
        """The format of a record, made once."""
        found = self._formats.get(id(record))
        if found is None:
            found = self._formats.setdefault(id(record), FormatAtLength(*record))
        return found

    def _checks(self) -> list[Check]:
        """The check digits of shapes of digits."""
        return [
            (entry.record[1][5][:2], entry.span)
            for ends in self.beginnings.values()
            for some in ends.values()
            for entry in some
            if entry.span is not None and not entry.mask[2:].strip("d")
        ]


class Matcher:
    """The formats that may guess, of all lengths."""

    def __init__(self, carriers: Iterable[ListedCarrier]) -> None:
        self._records: dict[int, list[tuple[str, Any, Any]]] = {}
        for carrier in carriers:
            for form in carrier.form[6]:
                for length in form[6]:
                    if length[3] != NEVER:
                        self._records.setdefault(length[0], []).append((carrier.id, form, length))
        self._lengths: dict[int, _Length] = {}
        self._interned = Interned()
        longest = max(self._records, default=0)
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
        if found is None and length in self._records:
            found = self._lengths.setdefault(length, _Length(length, self._records[length], self._interned))
            self.predicates[length] = found.predicates.holder()
        return found

    def formats(self, length: int) -> list[FormatAtLength]:
        """Every format of a length that may guess."""
        shapes = self._length(length)
        return [] if shapes is None else [shapes.format(record) for record in shapes.records]

    def near(self, number: str) -> list[FormatAtLength]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        shapes = self._length(len(number))
        if shapes is None or len(number) < 2 or not number.isascii():
            return []
        text = number.encode()
        code = int.from_bytes(text.translate(CODES))
        tails = alike(text[-2:])
        entries = [
            entry
            for head in alike(text[:2])
            for tail in tails
            for entry in shapes.beginnings.get(head, {}).get(tail, ())
            if entry.span is not None
        ]
        right: list[FormatAtLength] = []
        wrong: list[FormatAtLength] = []
        for test in shapes.tests(entries):
            if code & test.care == test.value and (test.further is None or test.further(text)):
                (right if test.passes is None or test.passes(text) else wrong).extend(test.formats)
        return [found for found in dict.fromkeys(wrong) if found not in right]


def _entries(record: tuple[str, Any, Any], length: int) -> list[_Entry]:
    _, form, _ = record
    pattern = _pattern(form[1])
    found = []
    for shape in pattern.of(length):
        mask, parts = mask_of(shape.sets)
        span = None
        if form[5] is not None:
            groups = {name: (start, end) for name, start, end in shape.groups}
            over, digit = form[5][2]
            start, end = groups[over]
            span = (start, end, groups[digit][0]) if digit in groups else (start, end - 1, end - 1)
        found.append(_Entry(mask, parts, span, pattern.looks, record))
    return found


def _pattern(source: str) -> Pattern:
    return parse(source)
