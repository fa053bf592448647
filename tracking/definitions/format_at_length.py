"""A format at one length: whether it accepts a number, with how much evidence, and what the number's parts mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.compiled import POSTS, CompiledFormatAtLength, Span, algorithm_of
from tracking.definitions.masks import code_of
from tracking.definitions.s10_services import S10_SERVICES
from tracking.definitions.tiers import tier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracking.definitions.algorithms import Algorithm
    from tracking.definitions.compiled import FormatLiterals, PlainTuple

__all__ = ["FormatAtLength"]

_MEMORY = 4096
"""How many entries a memory of shapes may have; it is then cleared."""
_SHAPE = str.maketrans(ALPHABET, "9" * 10 + "A" * 26)


class _Given(NamedTuple):
    """The plain tuples of one format, for a process that may not have its definition."""

    given: FormatLiterals

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """Return the tuples."""
        return self.given


class FormatAtLength(CompiledFormatAtLength):
    """A format at one length, ready to judge numbers of that length.

    Its fields are what the definition says. Patterns and tables are made when they are first needed. The methods take a
    number as a key (`tracking.spelling.numbers.key`).
    """

    likely_mistyped = False
    """True if this stands for a number that is probably another carrier's, mistyped.

    It is then listed, and decides nothing.
    """
    _fullmatch: Any = None
    _fullmatch_ascii: Any = None
    _evidence: dict[str, float] | None = None
    _as_likely_mistyped: FormatAtLength | None = None

    def __reduce__(self) -> Any:
        return _unpickled, (self.summary, self.literals, self.likely_mistyped)

    def as_likely_mistyped(self) -> FormatAtLength:
        """Return the same format, for a number that is probably another carrier's, mistyped."""
        if self._as_likely_mistyped is None:
            made = FormatAtLength(self.summary, self._source)
            made.likely_mistyped = True
            self._as_likely_mistyped = made
        return self._as_likely_mistyped

    @property
    def algorithm(self) -> Algorithm | None:
        """The algorithm of the check digit; None if there is none."""
        return None if self.check is None else algorithm_of(self.check.rule)

    @property
    def of_post(self) -> bool:
        """Tell whether such numbers are those of the post that the format belongs to."""
        return self.check is not None and self.check.algorithm == POSTS and not self.issued_elsewhere

    def fullmatch(self, number: str) -> re.Match[str] | None:
        """Return the pattern's match of the whole number, regardless of the check digit."""
        if self._fullmatch is None:
            self._fullmatch = re.compile(self.source).fullmatch
        found: re.Match[str] | None = self._fullmatch(number)
        return found

    def fullmatch_ascii(self) -> Callable[[bytes], Any]:
        """Return the pattern over ASCII, without the names of its groups: a function that only tells whether it matches."""
        if self._fullmatch_ascii is None:
            self._fullmatch_ascii = re.compile(re.sub(r"\(\?P<\w+>", "(?:", self.source).encode()).fullmatch
        found: Callable[[bytes], Any] = self._fullmatch_ascii
        return found

    def expected(self, number: str) -> tuple[str, int] | None:
        """Return the right check digit (one or more characters) of a matching number, and its position; or None."""
        algorithm, span = self.algorithm, next(self._spans_of(number), None)
        if algorithm is None or span is None:
            return None
        digit = algorithm.digit(number[span.start : span.end])
        return None if digit is None else (digit, span.at)

    def payload(self, number: str) -> str | None:
        """Return the characters of a matching number from which its check digit is computed; None without one."""
        span = next(self._spans_of(number), None) if self.check is not None else None
        return None if span is None else number[span.start : span.end]

    def right(self, number: str) -> bool:
        """Tell whether the check digit of a matching number is right; True without one."""
        algorithm = self.algorithm
        if algorithm is None:
            return True
        for span in self._spans_of(number):
            digit = algorithm.digit(number[span.start : span.end])
            if digit is not None and number.startswith(digit, span.at):
                return True
        return False

    def _spans_of(self, number: str) -> Iterator[Span]:
        """Return the places of payload and check character in a number, one for each shape that it fits."""
        if self.span is not None:
            yield self.span
        else:
            for shape, span in zip(self.shapes, self.spans, strict=False):
                if shape.fits(number):
                    yield span

    def accepts(self, number: str) -> bool:
        """Tell whether pattern and check digit accept a number."""
        return self.fullmatch(number) is not None and self.right(number)

    def evidence(self, number: str) -> float:
        """Return the bits of a match; they are computed for the number if the pattern mixes letters and digits."""
        if self.bits is not None:
            return self.bits
        known = self._evidence
        if known is None:
            known = self._evidence = {}
        shape = number.translate(_SHAPE)
        found = known.get(shape)
        if found is None:
            if len(known) >= _MEMORY:
                known.clear()
            found = dict(self.layouts).get(code_of(number) & self.care) if self.layouts else None
            known[shape] = found = self._counted(number) if found is None else found
        return found

    def _counted(self, number: str) -> float:
        """Return the evidence of a match in one of the layouts that are too many to be compiled."""
        from tracking.definitions.evidence import bits, share_of

        algorithm = self.algorithm
        outcomes = 0.0 if algorithm is None else bits(1 / algorithm.outcomes)
        return round(bits(share_of(self.distinct_masks, number)) + outcomes, 2)

    def tier(self, number: str) -> int:
        """Return where a match may guess: `ANYWHERE`, `HOME`, or `NEVER`."""
        return tier_of(self.evidence(number), self.anywhere_from) if self.guess is None else self.guess

    def parts(self, number: str) -> dict[str, str]:
        """Return the named groups of a match; empty for a number that does not match."""
        found = self.fullmatch(number)
        return {name: text for name, text in found.groupdict().items() if text is not None} if found else {}

    def meanings(self, number: str) -> dict[str, str]:
        """Return the meanings of the coded parts of a number, by group."""
        parts = self.parts(number)
        found = {}
        for group, meanings in self.codes:
            if (meaning := dict(meanings).get(parts.get(group, ""))) is not None:
                found[group] = meaning
        if self.check is not None and self.check.algorithm == POSTS:
            service = parts.get("service", "")
            if meaning := S10_SERVICES.get(service) or S10_SERVICES.get(service[:1]):
                found.setdefault("service", meaning)
        return found


def _unpickled(summary: PlainTuple, literals: FormatLiterals, likely_mistyped: bool) -> FormatAtLength:
    made = FormatAtLength(summary, _Given(literals))
    return made.as_likely_mistyped() if likely_mistyped else made
