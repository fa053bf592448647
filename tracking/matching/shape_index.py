"""The shapes of one length, by their beginnings and ends."""

from __future__ import annotations

from _thread import allocate_lock  # the same as in `threading`, without its import
from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.masks import ALLOWING, KNOWN, limits, pairs, parts_test
from tracking.matching.predicates import CheckAt, ShapeTest
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracking.definitions.compiled import Span
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions

__all__ = ["FormatShape", "ShapeIndex", "ShapesAtEnds", "ShapesByEnding", "ending"]


class FormatShape:
    """A shape of a format."""

    __slots__ = ("format", "mask", "parts", "span")

    def __init__(self, of: FormatAtLength, mask: str, parts: tuple[str, ...], span: Span | None) -> None:
        self.format, self.mask, self.parts, self.span = of, mask, parts, span

    @property
    def check(self) -> CheckAt | None:
        """Return the check digit: its rule and its place; None if there is none."""
        check, span = self.format.check, self.span
        return None if check is None or span is None else (check.rule, span)


class ShapesAtEnds:
    """Shapes that begin and end alike."""

    __slots__ = ("shapes", "tests")

    def __init__(self) -> None:
        self.shapes: list[FormatShape] = []
        self.tests: list[ShapeTest] | None = None


class ShapesByEnding:
    """Shapes whose masks begin with the same two characters, by the last two characters."""

    __slots__ = ("by_end", "many", "most")

    def __init__(self) -> None:
        self.by_end: dict[str, ShapesAtEnds] = {}
        self.many = 0
        """The number of shapes; a shape that may end with several characters counts for each."""
        self.most = 0
        """The greatest number of shapes that end alike."""

    def add(self, shape: FormatShape) -> None:
        """File a shape."""
        for pair in pairs(shape.mask, shape.parts, end=True) if shape.parts else (shape.mask[-2:],):
            bucket = self.by_end.get(pair)
            if bucket is None:
                bucket = self.by_end[pair] = ShapesAtEnds()
            bucket.shapes.append(shape)
            self.many += 1
            if len(bucket.shapes) > self.most:
                self.most = len(bucket.shapes)

    def shapes(self) -> Iterator[FormatShape]:
        """Yield all shapes; a shape that may end with several characters is repeated."""
        for bucket in self.by_end.values():
            yield from bucket.shapes


class ShapeIndex:
    """The shapes of one length, loaded by the first character of a number.

    When a first character is loaded, each `ShapesByEnding` that allows it is complete and changes no more.
    """

    def __init__(
        self, length: int, definitions: Definitions, verifier: Callable[[CheckAt], Callable[[bytes], bool]]
    ) -> None:
        self._length, self._definitions, self._verifier = length, definitions, verifier
        self._beginnings: dict[str, ShapesByEnding] = {}
        self._loaded: set[int] = set()
        self._loading = allocate_lock()
        self._shapes: dict[FormatAtLength, list[FormatShape]] = {}

    def _load(self, first: int) -> None:
        """Load the shapes that may begin with a character."""
        if first in self._loaded:
            return
        with self._loading:
            for each in self._definitions.guessing(self._length, chr(first)):
                if each not in self._shapes:
                    spans: tuple[Span | None, ...] = each.spans or (None,) * len(each.masks)
                    self._shapes[each] = shapes = []
                    for (mask, parts), span in zip(each.masks, spans, strict=True):
                        shape = FormatShape(each, mask, parts, span)
                        shapes.append(shape)
                        for pair in pairs(mask, parts, end=False) if parts else (mask[:2],):
                            beginning = self._beginnings.get(pair)
                            if beginning is None:
                                beginning = self._beginnings[pair] = ShapesByEnding()
                            beginning.add(shape)
            self._loaded.add(first)

    def beginning(self, head: bytes) -> list[ShapesByEnding]:
        """Return the shapes that may begin with these two characters."""
        first, second = head
        self._load(first)
        found = self._beginnings
        return [found[pair] for one in ALLOWING[first] for other in ALLOWING[second] if (pair := one + other) in found]

    def formats(self) -> list[FormatAtLength]:
        """Return every format of this length that may guess."""
        for first in map(ord, (*ALPHABET, *PRINTED)):
            self._load(first)
        return list(self._shapes)

    def tests_of(self, buckets: list[ShapesAtEnds]) -> list[ShapeTest]:
        """Return the tests of numbers whose beginning and end fit the shapes of some buckets."""
        found = []
        for bucket in buckets:
            if bucket.tests is None:
                bucket.tests = self.tests(bucket.shapes, ends=2)
            found += bucket.tests
        if len(buckets) < 2:
            return found
        together: dict[Any, ShapeTest] = {}
        for test in found:
            other = together.get(test.alike)
            if other is not None:
                test = test._replace(formats=tuple(dict.fromkeys(other.formats + test.formats)))
            together[test.alike] = test
        return list(together.values())

    def tests(self, shapes: Iterable[FormatShape], ends: int) -> list[ShapeTest]:
        """Return the tests of shapes whose beginning and last ``ends`` characters fit. Shapes that are tested alike have one test."""
        together: dict[Any, list[FormatShape]] = {}
        for shape in shapes:
            inside = shape.mask[2 : len(shape.mask) - ends]
            parts = (shape.mask, shape.parts) if "p" in inside else None
            looking = shape.format.source if shape.format.looks else None
            alike = (inside, parts, looking, shape.check)
            together.setdefault(alike, []).append(shape)
        return [self._test(alike, some, ends) for alike, some in together.items()]

    def _test(self, alike: Any, shapes: list[FormatShape], ends: int) -> ShapeTest:
        first = shapes[0]
        mask = KNOWN * 2 + first.mask[2 : len(first.mask) - ends] + KNOWN * ends
        further = first.format.fullmatch_ascii() if first.format.looks else parts_test(first.mask, first.parts, ends)
        verifier = None if first.check is None else self._verifier(first.check)
        formats = tuple([shape.format for shape in shapes])
        return ShapeTest(mask, *limits(mask), further, first.check, verifier, formats, alike)

    def checks(self) -> list[CheckAt]:
        """Return the check digits of shapes with digits only after the first two characters."""
        shapes = [shape for each in self.formats() for shape in self._shapes[each] if not shape.mask[2:].strip("d")]
        return [check for shape in shapes if (check := shape.check) is not None]


def ending(beginnings: Iterable[ShapesByEnding], end: bytes) -> list[ShapesAtEnds]:
    """Return those of some shapes that may end with these two characters."""
    before, last = end
    pairs_ = [one + other for one in ALLOWING[before] for other in ALLOWING[last]]
    return [beginning.by_end[pair] for beginning in beginnings for pair in pairs_ if pair in beginning.by_end]
