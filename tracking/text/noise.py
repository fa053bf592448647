"""Rules about noise: each recognizes text that looks like a tracking number and is not one.

The rules themselves are data, in `noise_by_form` and `noise_by_surroundings`. The search applies rules of one kind at
each of its steps, and knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from tracking.text.document import TextDocument

__all__ = ["LooksAt", "Noise", "NoiseRules", "YieldsTo"]

_MEMORY = 4096
"""Pairs of characters that are remembered with what they say; the memory is then cleared."""

LooksAt = Literal["run", "edges", "number", "surroundings"]
"""What a rule looks at, from what is cheap to what is dear, and so when its test is asked and what it is given.

``run``: a run of groups, ``4111 1111 1111 1111``: the document, where the run begins, and where it ends. ``edges``: the
character in front of a number and the one behind it. ``number``: the number without separators, in capitals.
``surroundings``: what is around a number that some format accepts: the document, where the number begins, and where it ends.
"""
YieldsTo = Literal["nothing", "words", "strong", "sure"]
"""What outweighs a rule.

``words``: words in front of the number that speak for a parcel (rules about numbers, in groups). ``strong``: evidence with which
a number stands alone, `thresholds.STANDS_ALONE` (rules about runs and numbers). ``sure``: evidence that no word takes back,
`thresholds.SURE`, or more digits than a telephone number has (rules about runs).
"""


class Noise(NamedTuple):
    """One kind of noise, and how it is recognized."""

    name: str
    looks_at: LooksAt
    test: Callable[..., object]
    """Whether this is noise; `LooksAt` says what it is given. A test of edges sees nothing but the two characters, and is
    asked once for each two."""
    reason: str
    """Why it is not a tracking number."""
    example: str
    """A text without numbers, in which one would be found without the rule."""
    only: Literal["digits", "letters", "any"] = "any"
    """The numbers it is asked about: those of digits only, those with a letter in them, or any."""
    yields_to: YieldsTo = "nothing"
    look: Callable[[str], object] | None = None
    """Of a rule about runs: whether a run that looks so may be this noise, digits written as 9 and letters as A. It is asked
    once for each look, and spares the test for all other runs."""
    alone: bool = True
    """Of a rule about runs: whether it holds as well for a run that is all of the text."""


class NoiseRules:
    """Rules, ready to be asked."""

    def __init__(self, rules: Iterable[Noise]) -> None:
        self._rules = tuple(rules)
        self._of_runs = [rule for rule in self._rules if rule.looks_at == "run"]
        self._of_surroundings = {
            digits: [rule.test for rule in self._asked("surroundings", digits)] for digits in (True, False)
        }
        self._of_numbers = {
            yields_to: {
                digits: [rule.test for rule in self._asked("number", digits) if rule.yields_to == yields_to]
                for digits in (True, False)
            }
            for yields_to in get_args(YieldsTo)
        }
        self._glued: dict[bool, dict[str, bool]] = {True: {}, False: {}}

    def _asked(self, looks_at: LooksAt, digits: bool) -> list[Noise]:
        kinds = ("any", "digits" if digits else "letters")
        return [rule for rule in self._rules if rule.looks_at == looks_at and rule.only in kinds]

    def suspected(self, look: str) -> list[Noise]:
        """Return the rules about runs that apply to a run with this look."""
        return [rule for rule in self._of_runs if rule.look is None or rule.look(look)]

    def glued(self, before: str, behind: str, digits: bool) -> bool:
        """Whether the characters around a number, of digits only or not, make it part of something longer."""
        known = self._glued[digits]
        found = known.get(before + behind)
        if found is None:
            if len(known) >= _MEMORY:
                known.clear()
            tests = [rule.test for rule in self._asked("edges", digits)]
            found = known[before + behind] = any(test(before, behind) for test in tests)
        return found

    def in_number(self, number: str, digits: bool, yields_to: YieldsTo) -> bool:
        """Whether a number is noise by itself, by a rule that yields to this."""
        for test in self._of_numbers[yields_to][digits]:  # noqa: SIM110 - a generator takes twice the time
            if test(number):
                return True
        return False

    def around(self, document: TextDocument, start: int, end: int, number: str, digits: bool) -> bool:
        """Whether a number that some format accepts is noise by what is around it, or by itself, whatever the evidence."""
        for test in self._of_surroundings[digits]:
            if test(document, start, end):
                return True
        return self.in_number(number, digits, "nothing")
