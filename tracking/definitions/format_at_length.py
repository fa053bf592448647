"""A format at one length: whether it accepts a number, how much that says, and what the number's parts mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.compiled import POSTS, CompiledFormatAtLength, Span, algorithm_of
from tracking.definitions.s10_services import S10_SERVICES
from tracking.definitions.tiers import tier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracking.definitions.algorithms import Algorithm
    from tracking.definitions.compiled import FormatLiterals, PlainTuple

__all__ = ["FormatAtLength"]

_MEMORY = 4096
"""Entries that a memory of shapes may hold; then it is begun anew."""
_SHAPE = str.maketrans(ALPHABET, "9" * 10 + "A" * 26)


class _Given(NamedTuple):
    """The plain tuples of one format, for a process that may not have its definition."""

    given: FormatLiterals

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """Return them."""
        return self.given


class FormatAtLength(CompiledFormatAtLength):
    """A format at one length, ready to judge numbers of that length.

    What the definition says are its fields; patterns and tables are made when they are first needed. The number that a
    method is given is a key (`tracking.spelling.numbers.key`).
    """

    likely_mistyped = False
    """Whether this stands for a number that looks more like another's, mistyped: it is listed and decides nothing."""
    _fullmatch: Any = None
    _fullmatch_ascii: Any = None
    _evidence: dict[str, float] | None = None
    _as_likely_mistyped: FormatAtLength | None = None

    def __reduce__(self) -> Any:
        return _unpickled, (self.summary, self.literals, self.likely_mistyped)

    def as_likely_mistyped(self) -> FormatAtLength:
        """The same format for a number that looks more like another's, mistyped."""
        if self._as_likely_mistyped is None:
            made = FormatAtLength(self.summary, self._source)
            made.likely_mistyped = True
            self._as_likely_mistyped = made
        return self._as_likely_mistyped

    @property
    def algorithm(self) -> Algorithm | None:
        """The algorithm of the check digit; None without one."""
        return None if self.check is None else algorithm_of(self.check.rule)

    @property
    def of_post(self) -> bool:
        """Whether such numbers are those of the post whose format it is."""
        return self.check is not None and self.check.algorithm == POSTS and not self.issued_elsewhere

    def fullmatch(self, number: str) -> re.Match[str] | None:
        """The pattern's match of the whole number, check digit aside."""
        if self._fullmatch is None:
            self._fullmatch = re.compile(self.source).fullmatch
        found: re.Match[str] | None = self._fullmatch(number)
        return found

    def fullmatch_ascii(self) -> Callable[[bytes], Any]:
        """The pattern over ASCII, without its groups' names: a function that says whether it matches, and nothing else."""
        if self._fullmatch_ascii is None:
            self._fullmatch_ascii = re.compile(re.sub(r"\(\?P<\w+>", "(?:", self.source).encode()).fullmatch
        found: Callable[[bytes], Any] = self._fullmatch_ascii
        return found

    def expected(self, number: str) -> tuple[str, int] | None:
        """The right check digit (one or more characters) of a number that matches and where it begins; None without one."""
        algorithm, span = self.algorithm, next(self._spans_of(number), None)
        if algorithm is None or span is None:
            return None
        digit = algorithm.digit(number[span.start : span.end])
        return None if digit is None else (digit, span.at)

    def payload(self, number: str) -> str | None:
        """The characters of a number that matches from which its check digit is worked out; None without one."""
        span = next(self._spans_of(number), None) if self.check is not None else None
        return None if span is None else number[span.start : span.end]

    def right(self, number: str) -> bool:
        """Whether the check digit of a number that matches is right; True without one."""
        algorithm = self.algorithm
        if algorithm is None:
            return True
        for span in self._spans_of(number):
            digit = algorithm.digit(number[span.start : span.end])
            if digit is not None and number.startswith(digit, span.at):
                return True
        return False

    def _spans_of(self, number: str) -> Iterator[Span]:
        """Where payload and check character of a number lie: one place for each shape that it fits."""
        if self.span is not None:
            yield self.span
        else:
            for shape, span in zip(self.shapes, self.spans, strict=False):
                if shape.fits(number):
                    yield span

    def accepts(self, number: str) -> bool:
        """Whether pattern and check digit accept a number."""
        return self.fullmatch(number) is not None and self.right(number)

    def evidence(self, number: str) -> float:
        """The bits of a match; worked out at hand where the pattern mixes letters and digits."""
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
            from tracking.definitions.evidence import bits, share_of  # not needed at a start

            algorithm = self.algorithm
            outcomes = 0.0 if algorithm is None else bits(1 / algorithm.outcomes)
            found = known[shape] = round(bits(share_of(self.varying_masks, number)) + outcomes, 2)
        return found

    def tier(self, number: str) -> int:
        """Where a match may guess: `ANYWHERE`, `HOME` or `NEVER`."""
        return tier_of(self.evidence(number), self.anywhere_from) if self.guess is None else self.guess

    def parts(self, number: str) -> dict[str, str]:
        """The named groups that took part in a match; empty for a number that does not match."""
        found = self.fullmatch(number)
        return {name: text for name, text in found.groupdict().items() if text is not None} if found else {}

    def meanings(self, number: str) -> dict[str, str]:
        """What the coded parts of a number mean, by group."""
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
