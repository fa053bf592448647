"""A format at one length: whether it accepts a number, how much that says, and what the number's parts mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.compiled import ANYWHERE, HOME, NEVER
from tracking.definitions.s10_services import S10_SERVICES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["FormatAtLength", "joined"]

_MEMORY = 4096
"""Entries that a memory of shapes may hold; then it is begun anew."""
_SHAPE = str.maketrans(ALPHABET, "9" * 10 + "A" * 26)


class FormatAtLength:
    """A format at one length."""

    __slots__ = (
        "_as_likely_mistyped",
        "_compiled",
        "_fullmatch",
        "_gate",
        "_shapes",
        "bits",
        "carrier_id",
        "check",
        "codes",
        "free",
        "guess",
        "inner",
        "issued_elsewhere",
        "kind",
        "length",
        "likely_mistyped",
        "name",
        "open",
        "shape",
        "source",
        "span",
        "tails",
    )
    bits: float | None
    guess: int | None

    def __init__(
        self, carrier_id: str, form: tuple[Any, ...], length: tuple[Any, ...], likely_mistyped: bool = False
    ) -> None:
        self.carrier_id, self.likely_mistyped = carrier_id, likely_mistyped
        self._compiled = form, length
        self.name, self.source, _, self.codes, issued_by, self.check, _ = form
        self.issued_elsewhere = bool(issued_by)
        self.length, self.bits, self.shape, self.guess, self.kind, self.free, _, self.tails, self.span, self.inner = (
            length
        )
        self.open = self.kind == "m" and self.free
        self._fullmatch: Any = None
        self._gate: Any = None
        self._shapes: dict[str, float] = {}
        self._as_likely_mistyped: FormatAtLength | None = None

    def __reduce__(self) -> Any:
        return FormatAtLength, (self.carrier_id, *self._compiled, self.likely_mistyped)

    def as_likely_mistyped(self) -> FormatAtLength:
        """The same format for a number that looks more like another's, mistyped: it is listed and decides nothing."""
        if self._as_likely_mistyped is None:
            self._as_likely_mistyped = FormatAtLength(self.carrier_id, *self._compiled, True)
        return self._as_likely_mistyped

    def fullmatch(self, number: str) -> re.Match[str] | None:
        """The pattern alone."""
        if self._fullmatch is None:
            self._fullmatch = re.compile(self.source).fullmatch
        found: re.Match[str] | None = self._fullmatch(number)
        return found

    def gate(self) -> Callable[[bytes], Any]:
        """The pattern over ASCII, without its names: whether it matches, and nothing else."""
        if self._gate is None:
            self._gate = joined([self])
        gate: Callable[[bytes], Any] = self._gate
        return gate

    def admits(self, number: bytes) -> Any:
        """The same, compiled when first asked for."""
        return self.gate()(number)

    def expected(self, number: str) -> tuple[str, int] | None:
        """The right check digit (one or more characters) of a number that matches and where it begins; None without one."""
        if self.check is None:
            return None
        span = self.span
        if span is None:
            from tracking.definitions.patterns import parse

            for shape in parse(self.source).of(len(number)):
                if shape.fits(number):
                    span = self.span_in(shape)
                    break
            else:  # pragma: no cover - a number that matches fits a shape
                return None
        start, end, at = span
        digit = ALGORITHMS[self.check[0]](*self.check[1]).digit(number[start:end])
        return None if digit is None else (digit, at)

    def right(self, number: str) -> bool:
        """Whether the check digit of a number that matches is right; True without one."""
        if self.check is None:
            return True
        if self.span is None:
            from tracking.definitions.patterns import parse  # rarely needed, and then not at start

            return any(
                self._passes(number, self.span_in(shape))
                for shape in parse(self.source).of(len(number))
                if shape.fits(number)
            )
        return self._passes(number, self.span)

    def span_in(self, shape: Any) -> tuple[int, int, int]:
        """Where payload and check character lie in one shape of the pattern."""
        groups = {name: (start, end) for name, start, end in shape.groups}
        over, digit = self.check[2]
        start, end = groups[over]
        return (start, end, groups[digit][0]) if digit in groups else (start, end - 1, end - 1)

    def _passes(self, number: str, span: tuple[int, int, int]) -> bool:
        start, end, at = span
        digit = ALGORITHMS[self.check[0]](*self.check[1]).digit(number[start:end])
        return digit is not None and number.startswith(digit, at)

    def accepts(self, number: str) -> bool:
        """Pattern and check digit."""
        return self.fullmatch(number) is not None and self.right(number)

    def accepts_ascii(self, number: bytes) -> bool:
        """The same of a number as ASCII."""
        return self.accepts(number.decode("latin-1"))

    def right_ascii(self, number: bytes) -> bool:
        """Whether the check digit of a number as ASCII is right."""
        return self.right(number.decode("latin-1"))

    def evidence(self, number: str) -> float:
        """The bits of a match; worked out at hand where the pattern mixes letters and digits."""
        if self.bits is not None:
            return self.bits
        shape = number.translate(_SHAPE)
        found = self._shapes.get(shape)
        if found is None:
            if len(self._shapes) >= _MEMORY:
                self._shapes.clear()
            from tracking.definitions.patterns import bits, parse

            outcomes = 0.0 if self.check is None else bits(1 / ALGORITHMS[self.check[0]](*self.check[1]).outcomes)
            found = self._shapes[shape] = round(bits(parse(self.source).share(number)) + outcomes, 2)
        return found

    def tier(self, number: str) -> int:
        """0 anywhere, 1 home, 2 never."""
        if self.guess is not None:
            return self.guess
        evidence = self.evidence(number)
        return NEVER if evidence <= 0.5 else HOME if evidence < 5 else ANYWHERE

    def parts(self, number: str) -> dict[str, str]:
        """The named groups that took part."""
        found = self.fullmatch(number)
        return {name: text for name, text in found.groupdict().items() if text is not None} if found else {}

    def meanings(self, number: str) -> dict[str, str]:
        """What coded parts mean."""
        parts = self.parts(number)
        found = {}
        for group, meanings in self.codes:
            if (meaning := dict(meanings).get(parts.get(group, ""))) is not None:
                found[group] = meaning
        if self.check and self.check[0] == "s10":
            service = parts.get("service", "")
            if meaning := S10_SERVICES.get(service) or S10_SERVICES.get(service[:1]):
                found.setdefault("service", meaning)
        return found


def joined(slots: Iterable[FormatAtLength]) -> Callable[[bytes], Any]:
    """Whether any of the patterns matches a number as ASCII; without the groups' names, which no one asks for."""
    sources = dict.fromkeys(re.sub(r"\(\?P<\w+>", "(?:", slot.source) for slot in slots)
    fullmatch: Callable[[bytes], Any] = re.compile("|".join(f"(?:{source})" for source in sources).encode()).fullmatch
    return fullmatch
