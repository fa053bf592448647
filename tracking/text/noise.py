"""What a rule about noise is, noise being what looks like a tracking number and is none; the rules are in
`noise_by_form` and `noise_by_surroundings`.

The search asks for a kind of rules at each of its steps and knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tracking.text.document import Document

__all__ = ["LooksAt", "Noise", "NoiseRules", "YieldsTo"]


class LooksAt(Enum):
    """What a rule looks at, from what is cheap to what is dear; this says when its test is asked and what it is given."""

    RUN = "run"
    """A run of groups, ``4111 1111 1111 1111``: the document, where the run begins, and where it ends. A rule may also have
    a ``look``, see `Noise`."""
    EDGES = "edges"
    """The character in front of a number and the one behind it."""
    NUMBER = "number"
    """The number without separators, in capitals."""
    SURROUNDINGS = "surroundings"
    """What is around a number that some format accepts: the document, where the number begins, and where it ends."""


class YieldsTo(Enum):
    """What outweighs a rule."""

    NOTHING = "nothing"
    WORDS = "words"
    """Words in front of the number that speak for a parcel."""
    STRONG = "strong"
    """Evidence with which a number stands alone (`thresholds.STANDS_ALONE`)."""
    SURE = "sure"
    """Evidence that no word takes back (`thresholds.SURE`), or more digits than a telephone number has."""


class Noise(NamedTuple):
    """One kind of noise, and how it is told."""

    name: str
    looks_at: LooksAt
    test: Callable[..., object]
    """Whether this is noise; `LooksAt` says what it is given."""
    reason: str
    """Why it is no tracking number."""
    example: str
    """A text in which no number is found, and in which one would be found without the rule."""
    only: str = "any"
    """The numbers it is asked about: ``digits`` for those of digits only, ``letters`` for those with a letter in them."""
    yields_to: YieldsTo = YieldsTo.NOTHING
    look: Callable[[str], object] | None = None
    """Of a rule for runs: whether a run that looks so may be this noise, digits written as 9 and letters as A. It is asked
    once for each look, and spares the test for all other runs."""
    alone: bool = True
    """Of a rule for runs: whether it holds as well for a run that is all of the text."""


class NoiseRules:
    """Rules, ready to be asked."""

    def __init__(self, rules: Iterable[Noise]) -> None:
        self._by_kind: dict[tuple[LooksAt, bool], list[Noise]] = {}
        self._run_rules: list[Noise] = []
        for rule in rules:
            if rule.looks_at is LooksAt.RUN:
                self._run_rules.append(rule)
            for digits in (True, False):
                if rule.only in ("any", "digits" if digits else "letters"):
                    self._by_kind.setdefault((rule.looks_at, digits), []).append(rule)
        self._edges = {digits: [rule.test for rule in self._asked(LooksAt.EDGES, digits)] for digits in (True, False)}

    def _asked(self, looks_at: LooksAt, digits: bool) -> list[Noise]:
        return self._by_kind.get((looks_at, digits), [])

    def suspected(self, look: str) -> tuple[Noise, ...]:
        """The rules for runs that are to be asked about a run that looks so."""
        return tuple(rule for rule in self._run_rules if rule.look is None or rule.look(look))

    def glued(self, before: str, behind: str, digits: bool) -> bool:
        """Whether the characters around a number, of digits only or not, make it part of something longer."""
        for test in self._edges[digits]:
            if test(before, behind):
                return True
        return False

    def in_number(self, number: str, digits: bool, yields_to: YieldsTo) -> bool:
        """Whether a number is noise by itself, by a rule that yields to this."""
        return any(rule.test(number) for rule in self._asked(LooksAt.NUMBER, digits) if rule.yields_to is yields_to)

    def around(self, document: Document, start: int, end: int, number: str, digits: bool) -> bool:
        """Whether a number that some format accepts is noise by what is around it, or by itself, whatever the evidence."""
        return any(
            rule.test(document, start, end) for rule in self._asked(LooksAt.SURROUNDINGS, digits)
        ) or self.in_number(number, digits, YieldsTo.NOTHING)
