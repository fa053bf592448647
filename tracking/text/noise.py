"""Rules about noise. Each recognizes text that looks like a tracking number and is not one.

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
"""The number of remembered pairs of characters; the memory is then cleared."""

LooksAt = Literal["run", "edges", "number", "surroundings"]
"""The input of a rule's test, from cheap to expensive. It decides when the test is called.

``run``: a run of groups, ``4111 1111 1111 1111``: the document, where the run begins, and where it ends. ``edges``: the
character before a number and the one after it. ``number``: the number without separators, in capitals.
``surroundings``: the text around a number that some format accepts: the document, where the number begins, and where it ends.
"""
YieldsTo = Literal["nothing", "words", "strong", "sure"]
"""The evidence that outweighs a rule.

``words``: words before the number that speak for a parcel (rules about numbers, in groups). ``strong``: evidence with which
a number stands alone, `thresholds.STANDS_ALONE` (rules about runs and numbers). ``sure``: evidence that no word cancels,
`thresholds.SURE`, or more digits than a telephone number has (rules about runs).
"""


class Noise(NamedTuple):
    """One kind of noise, and how it is recognized."""

    name: str
    looks_at: LooksAt
    test: Callable[..., object]
    """Tells whether this is noise; `LooksAt` describes its arguments. A test of edges sees only the two characters, and is
    called once for each pair."""
    reason: str
    """The reason why it is not a tracking number."""
    example: str
    """A text without tracking numbers, in which one would be found without the rule."""
    only: Literal["digits", "letters", "any"] = "any"
    """The numbers that it is for: those of digits only, those with a letter, or any."""
    yields_to: YieldsTo = "nothing"
    look: Callable[[str], object] | None = None
    """For a rule about runs: tells whether a run with this look may be this noise (digits are 9, letters A). It is called
    once for each look, so that all other runs need no test."""
    alone: bool = True
    """For a rule about runs: whether it also applies to a run that is the whole text."""


class _Edges(dict[tuple[str, str], bool]):
    """The pairs of characters around numbers, and whether one of some rules makes them noise."""

    def __init__(self, tests: Iterable[Callable[..., object]]) -> None:
        self._tests = tuple(tests)

    def __missing__(self, edges: tuple[str, str]) -> bool:
        if len(self) >= _MEMORY:
            self.clear()
        found = self[edges] = any(test(*edges) for test in self._tests)
        return found


class NoiseRules:
    """Rules, sorted by the steps of the search that apply them."""

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
        self._glued = _Edges([rule.test for rule in self._asked("edges", False)])
        self._glued_digits = _Edges([rule.test for rule in self._asked("edges", True)])

    def _asked(self, looks_at: LooksAt, digits: bool) -> list[Noise]:
        kinds = ("any", "digits" if digits else "letters")
        return [rule for rule in self._rules if rule.looks_at == looks_at and rule.only in kinds]

    def suspected(self, look: str) -> list[Noise]:
        """Return the rules about runs that apply to a run with this look."""
        return [rule for rule in self._of_runs if rule.look is None or rule.look(look)]

    def glued(self, before: str, behind: str, digits: bool) -> bool:
        """Tell whether the characters around a number, of digits only or not, make it part of something longer."""
        return (self._glued_digits if digits else self._glued)[before, behind]

    def in_number(self, number: str, digits: bool, yields_to: YieldsTo) -> bool:
        """Tell whether a number is noise by itself, by a rule that this outweighs."""
        for test in self._of_numbers[yields_to][digits]:  # noqa: SIM110 - a generator takes twice the time
            if test(number):
                return True
        return False

    def around(self, document: TextDocument, start: int, end: int, number: str, digits: bool) -> bool:
        """Tell whether a number that some format accepts is noise by its surroundings, or by itself, whatever its evidence."""
        for test in self._of_surroundings[digits]:
            if test(document, start, end):
                return True
        return self.in_number(number, digits, "nothing")
