"""A check digit worked out step by step, for people: the value of each character, the total, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import VALUES, ChainAlgorithm, SumAlgorithm

if TYPE_CHECKING:
    from tracking.definitions.algorithms import Algorithm, Sums

__all__ = ["Step", "Working", "working_of"]


class Step(NamedTuple):
    """A character of the payload, and its effect."""

    character: str
    weight: int | None
    """The factor of the character's value; None if the rule is not such a product."""
    counts: int
    """What the character adds to the total; in a chain, the state after it."""

    def __str__(self) -> str:
        if self.weight is None or not self.character.isdigit():
            return f"{self.character} counts {self.counts}"
        return f"{self.character} × {self.weight} = {self.counts}"


class Working(NamedTuple):
    """The working of a payload's check digit, step by step."""

    rule: str
    """The algorithm in one sentence."""
    steps: tuple[Step, ...]
    """The steps; empty for an algorithm that is neither a sum nor a chain."""
    total: int | None
    """The sum of all steps; None for a chain."""
    modulus: int | None
    """The divisor of the total."""
    digit: str
    """The resulting check digit."""

    def lines(self) -> tuple[str, ...]:
        """Return the working as lines of text, without a period at their ends."""
        found = [self.rule.rstrip(".")]
        found += (str(step) for step in self.steps)
        if self.total is not None and self.modulus:
            left = self.total % self.modulus
            found.append(f"the sum is {self.total}; divided by {self.modulus}, the remainder is {left}")
            if left and self.digit == str(self.modulus - left):
                found.append(f"{self.modulus} - {left} = {self.digit}")
        return (*found, f"so the check digit is {self.digit}")


def working_of(algorithm: Algorithm, payload: str) -> Working | None:
    """Return how an algorithm works out the check digit of a payload; None if the payload has none.

    >>> from tracking.definitions.checkdigits import S10, Luhn
    >>> worked = working_of(S10(), "47312482")
    >>> str(worked.steps[0]), worked.total, worked.modulus, worked.digit
    ('4 × 8 = 32', 200, 11, '9')
    >>> working_of(Luhn(), "ABC")
    """
    digit = algorithm.digit(payload)
    if digit is None:
        return None
    rule = _rule(algorithm)
    if isinstance(algorithm, SumAlgorithm):
        prefix = getattr(algorithm, "prefix", "")
        whole = algorithm._replace(prefix="") if prefix else algorithm  # type: ignore[attr-defined]
        if prefix:
            rule += f"; {prefix} in front of the number counts as well"
        constant = getattr(algorithm, "add", 0)
        return _sum(whole.sums(len(prefix + payload)), prefix + payload, rule, digit, constant)
    if isinstance(algorithm, ChainAlgorithm):
        return Working(rule, _chain(algorithm, payload), None, None, digit)
    return Working(rule, (), None, None, digit)


def _rule(algorithm: Algorithm) -> str:
    """Return the first sentence of the docstring of the algorithm's class, and the weights of the definition."""
    said = (type(algorithm).__doc__ or "").strip().partition("\n")[0].rstrip(".")
    weights = getattr(algorithm, "weights", ())
    if not weights:
        return said
    return f"{said}; the weights are {', '.join(map(str, weights))} from the {getattr(algorithm, 'side', 'left')}"


def _sum(sums: Sums, payload: str, rule: str, digit: str, constant: int) -> Working:
    modulus = _period(sums.answers)
    steps = [_step(row, character, modulus) for row, character in zip(sums.rows, payload, strict=False)]
    if constant:
        rule += f"; {constant} is added"
    return Working(rule, tuple(steps), sum(step.counts for step in steps) + constant, modulus, digit)


def _step(row: bytes, character: str, modulus: int) -> Step:
    """Return what a character adds at a position, as a product if the table is the digits' values times one weight."""
    weight = row[ord("1")]
    if character.isdigit() and all(value * weight % modulus == row[ord(one)] for one, value in VALUES.items()):
        return Step(character, weight, VALUES[character] * weight)
    return Step(character, None, row[ord(character)])


def _period(answers: bytes) -> int:
    """Return after how many totals the check digits repeat."""
    every = range(1, len(answers))
    return next((size for size in every if answers.startswith(answers[size:])), len(answers))


def _chain(algorithm: ChainAlgorithm, payload: str) -> tuple[Step, ...]:
    after, _, state = algorithm.transitions()
    steps = []
    for character in payload:
        state = after[state][ord(character)]
        steps.append(Step(character, None, state))
    return tuple(steps)
