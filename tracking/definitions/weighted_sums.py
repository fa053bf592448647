"""Weighted sums: each character's value times its position's weight, added up, modulo 7, 10, or 11.

Most carriers' own check digits are such sums, with different weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from tracking.definitions.algorithms import (
    ALPHABET,
    DECIMALS,
    VALUES,
    NoParameters,
    SumAlgorithm,
    Sums,
    repeated,
    two_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["FILLED_UP", "Mod7", "Mod10", "Mod11", "Mod11Mod10"]

FILLED_UP = DECIMALS[0] + DECIMALS[:0:-1]
"""The digits that complete the remainders 0 to 9 to a multiple of 10."""


class _Mod10(NamedTuple):
    weights: tuple[int, ...]
    """The weights, repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""
    letter_a: int | None = None
    """The value of A; B has one more, and so on, modulo 10. Without it, a payload consists of digits."""
    add: int = 0
    """A constant added to the sum."""
    prefix: str = ""
    """Digits before the payload that the number omits but the sum includes."""
    complement: bool = True
    """True if the check digit completes the sum to a multiple of 10; false if it is the last digit of the sum."""


class Mod10(SumAlgorithm, _Mod10):
    """Weighted sum modulo 10.

    Sources: GLS Uni-Box technical documentation, chapter 3.2.1 (weights 3, 1 from the left, 1 added); the UPS 1Z
    number (weights 1, 2, A counts 2): 001985YW9974479 adds up to 120, so 0 follows.

    >>> Mod10((1, 2), letter_a=2).digit("001985YW9974479")
    '0'
    >>> Mod10((3, 1), add=1).digit("Z")
    """

    __slots__ = ()

    @property
    def characters(self) -> frozenset[str]:  # type: ignore[override]
        """The characters that have a value."""
        return frozenset(self._values())

    def _values(self) -> Mapping[str, int]:
        if self.letter_a is None:
            return VALUES
        return {**VALUES, **{letter: (self.letter_a + place) % 10 for place, letter in enumerate(ALPHABET[10:])}}

    def _plan(self, length: int) -> tuple[list[int], int, str]:
        """Return the payload's weights, the initial sum, and the check digit for each remainder."""
        whole = repeated(self.weights, self.side, length + len(self.prefix))
        start = self.add + sum(int(digit) * weight for digit, weight in zip(self.prefix, whole, strict=False))
        return whole[len(self.prefix) :], start, FILLED_UP if self.complement else DECIMALS

    def tables(self, length: int) -> Sums:
        """Return the tables."""
        weights, start, answers = self._plan(length)
        return Sums.weighted(weights, 10, answers, self._values(), start)

    def verifier(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """See `verifier_of`; two alternating weights need no loop."""
        if len(self.weights) != 2 or not 2 <= end - start <= 50:
            return super().verifier(start, end, at)
        weights, begin, answers = self._plan(end - start)
        return two_weights(weights[-2:], answers, self._values(), begin, (start, end, at))


class _Mod11(NamedTuple):
    weights: tuple[int, ...]
    """The weights, repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""
    ten: str = "0"
    """The character for 11 minus the remainder, if that is 10."""
    eleven: str = "0"
    """The character for a remainder of 0."""


class Mod11(SumAlgorithm, _Mod11):
    """Weighted sum; the check digit is 11 minus its remainder modulo 11.

    Source: Ukrposhta's 13-digit numbers (weights 7, 6, 5, 4, 3, 2 twice, 10 and 11 both written 0). For 050376541978:
    0+30+0+12+21+12+35+24+5+36+21+16 is 212, remainder 3, so 8 follows.

    >>> Mod11((7, 6, 5, 4, 3, 2)).digit("050376541978")
    '8'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        weights = repeated(self.weights, self.side, length)
        return Sums.weighted(weights, 11, self.eleven + self.ten + DECIMALS[:0:-1])


class _Weights(NamedTuple):
    weights: tuple[int, ...]
    """The weights, repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""


class Mod11Mod10(SumAlgorithm, _Weights):
    """The last digit of a weighted sum modulo 11 (a remainder of 10 is written 0).

    Source: FedEx Express and Ground 12-digit numbers (weights 1, 3, 7 from the right). For 98657878885 the sum is
    9*3+8+6*7+5*3+7+8*7+7*3+8+8*7+8*3+5 = 269, remainder 5.

    >>> Mod11Mod10((1, 3, 7), "right").digit("98657878885")
    '5'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        return Sums.weighted(repeated(self.weights, self.side, length), 11, DECIMALS + "0")


class Mod7(SumAlgorithm, NoParameters):
    """The payload, read as one integer, modulo 7.

    Sources: DHL Express waybills; Japan's 7DR ("7 divide remainder") of Japan Post, Yamato, Sagawa and Seino; IATA
    Resolution 600a for the serial of an air waybill. 1234567 modulo 7 is 5.

    >>> Mod7().digit("1234567")
    '5'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 7

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        return Sums.weighted([pow(10, place, 7) for place in reversed(range(length))], 7, DECIMALS[:7])

    def verifier(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """See `verifier_of`."""
        payload = slice(start, end)
        return lambda number: int(number[payload]) % 7 == number[at] - 48
