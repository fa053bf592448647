"""Check-digit algorithms, and the two kinds that tables can describe.

An algorithm answers one question: which check characters must follow this payload? `Algorithm` requires no more than
that, and any class that offers it works in single calls, in checksum tables, and in batches. Two kinds are faster:

- a *sum* (`SumAlgorithm`): each character of the payload adds a number, and the total determines the check character;
- a *chain* (`ChainAlgorithm`): each character leads from one state to the next, and the last state determines it.

Both are described by tables of bytes. The same tables check one number and a column of a million numbers.
"""

from __future__ import annotations

from functools import cache
from itertools import cycle, islice
from operator import getitem
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "ALPHABET",
    "DECIMALS",
    "VALUES",
    "Algorithm",
    "ChainAlgorithm",
    "NoParameters",
    "SumAlgorithm",
    "Sums",
    "Transitions",
    "repeated",
    "sums_of",
    "transitions_of",
    "two_weights",
    "verifier_of",
]

DECIMALS = "0123456789"
ALPHABET = DECIMALS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

VALUES = {digit: int(digit) for digit in DECIMALS}
"""The value of a digit in most algorithms."""


class Algorithm(Protocol):
    """The interface of every check-digit class.

    Parameters that a definition may give are the fields of a named tuple from which the class derives.
    """

    outcomes: ClassVar[int]
    """How many different check digits there are. The evidence of a right one follows from it."""

    def digit(self, payload: str) -> str | None:
        """Return the check digit that follows a payload: one character, or always the same number of characters.

        None means that a character of the payload has no value.
        """


class Sums(NamedTuple):
    """A sum as tables: ``answers[sum(rows[i][payload[i]])]`` is the check character's byte."""

    rows: tuple[bytes, ...]
    """For each position, a table of 256 bytes: what each character adds there."""
    answers: bytes
    """The check character for each possible total."""

    @classmethod
    def _of_tables(cls, tables: Sequence[bytes], modulus: int, answers: str, start: int) -> Sums:
        most, first = len(tables) * (modulus - 1) + 1, start % modulus
        round_ = answers[:modulus].encode()
        return cls(tuple(tables), (round_ * (most // modulus + 2))[first : first + most])

    @classmethod
    def by_weight(
        cls,
        weights: Iterable[int],
        added: Callable[[int, int], int],
        modulus: int,
        answers: str,
    ) -> Sums:
        """Return the tables of a sum of digits, from what a digit adds with its position's weight."""
        every = list(weights)
        tables = {
            weight: _OF_DIGITS.translate(_filled([added(digit, weight) % modulus for digit in range(10)]))
            for weight in {*every}
        }
        return cls._of_tables([tables[weight] for weight in every], modulus, answers, 0)

    @classmethod
    def weighted(
        cls, weights: Iterable[int], modulus: int, answers: str, values: Mapping[str, int] = VALUES, start: int = 0
    ) -> Sums:
        """Return the tables of a sum in which each character's value is multiplied by its position's weight."""
        if values is VALUES:
            tables = [_digit_table(weight % modulus, modulus) for weight in weights]
        else:
            remainders = _table(values, modulus, _NONE)
            tables = [remainders.translate(_times(weight % modulus, modulus)) for weight in weights]
        return cls._of_tables(tables, modulus, answers, start)


_NONE = 255
"""The mark of a character without a value, which adds nothing."""


def _table(numbers: Mapping[str, int], modulus: int = 256, other: int = 0) -> bytes:
    """Return a table of 256 bytes with the remainder of a number for each of these characters, and ``other`` for the rest."""
    table = bytearray([other]) * 256
    for character, number in numbers.items():
        table[ord(character)] = number % modulus
    return bytes(table)


def _filled(numbers: Iterable[int]) -> bytes:
    """Return a table of 256 bytes that begins with these bytes."""
    return bytes(numbers).ljust(256, b"\0")


@cache
def _times(weight: int, modulus: int) -> bytes:
    """Return the table from a remainder to what it adds at a position with that weight."""
    return _filled([remainder * weight % modulus for remainder in range(modulus)])


_OF_DIGITS = _table(VALUES, other=_NONE)


@cache
def _digit_table(weight: int, modulus: int) -> bytes:
    """Return the table of a position of digits; most positions of most sums share a few tables."""
    return _OF_DIGITS.translate(_filled([digit * weight % modulus for digit in range(10)]))


# The type is part of the key, because algorithms without parameters are equal as tuples.
_SUMS: dict[Any, Sums] = {}
_TRANSITIONS: dict[Any, Transitions] = {}


class SumAlgorithm:
    """The base of algorithms that are sums. A class defines `tables`, and overrides the defaults here."""

    __slots__ = ()
    outcomes: ClassVar[int] = 10
    characters: ClassVar[frozenset[str]] = frozenset(DECIMALS)
    """The characters that have a value."""

    def tables(self, length: int) -> Sums:
        """Return the tables for payloads of a length; if they have fewer rows, longer payloads have no check digit."""
        raise NotImplementedError  # pragma: no cover - every class has its own

    def sums(self, length: int) -> Sums:
        """Return the tables for payloads of a length, which are made once."""
        made = _SUMS.get((type(self), self, length))
        return made or _SUMS.setdefault((type(self), self, length), self.tables(length))

    def digit(self, payload: str) -> str | None:
        """Return the check character; None if a character of the payload has no value, or if there is none."""
        if not payload or not self.characters.issuperset(payload):
            return None
        rows, answers = self.sums(len(payload))
        return chr(answers[sum(map(getitem, rows, payload.encode()))])

    def verifier(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """See `verifier_of`."""
        (rows, answers), payload = self.sums(end - start), slice(start, end)
        return lambda number: answers[sum(map(getitem, rows, number[payload]))] == number[at]


class Transitions(NamedTuple):
    """A chain as tables."""

    after: tuple[bytes, ...]
    """For each state, a table of 256 bytes: the next state for each character."""
    answers: bytes
    """The check character of each state."""
    first: int
    """The state at the beginning."""

    @classmethod
    def of(
        cls, after: Iterable[Iterable[int]], answers: str, first: int, values: Mapping[str, int] = VALUES
    ) -> Transitions:
        """Return the tables from each state's next states, by the values of characters, and its check character."""
        places = _table(values, other=_NONE)
        return cls(tuple([places.translate(_filled(states)) for states in after]), answers.encode(), first)


class ChainAlgorithm:
    """The base of algorithms that are chains. A class defines `tables`, and overrides the defaults here."""

    __slots__ = ()
    outcomes: ClassVar[int] = 10
    characters: ClassVar[frozenset[str]] = frozenset(DECIMALS)
    """The characters that have a value."""

    def tables(self) -> Transitions:
        """Return the tables."""
        raise NotImplementedError  # pragma: no cover - every class has its own

    def transitions(self) -> Transitions:
        """Return the tables, which are made once."""
        made = _TRANSITIONS.get((type(self), self))
        return made or _TRANSITIONS.setdefault((type(self), self), self.tables())

    def digit(self, payload: str) -> str | None:
        """Return the check character; None if a character of the payload has no value, or if there is none."""
        if not payload or not self.characters.issuperset(payload):
            return None
        after, answers, state = self.transitions()
        for character in payload.encode():
            state = after[state][character]
        return chr(answers[state])

    def verifier(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """See `verifier_of`."""
        after, answers, first = self.transitions()

        def right(number: bytes) -> bool:
            state = first
            for character in number[start:end]:
                state = after[state][character]
            return answers[state] == number[at]

        return right


class NoParameters(NamedTuple):
    """The fields of an algorithm without parameters."""


def repeated(weights: Sequence[int], side: str, length: int) -> list[int]:
    """Return each position's weight, repeated from the end ``side`` ("left" or "right")."""
    found = list(islice(cycle(weights), length))
    return found if side == "left" else found[::-1]


def two_weights(
    weights: Sequence[int], answers: str, values: Mapping[str, int], begin: int, span: tuple[int, int, int]
) -> Callable[[bytes], bool]:
    """Return what `verifier_of` returns, for a sum modulo 10 with two alternating weights, which needs no loop.

    ``weights`` are those of the last two positions. ``begin`` is the initial total. The values, read as one integer of
    base 256, are modulo 256**2 - 1 the sum of every second value, times 256, plus the sum of the others.
    """
    (last_but_one, last), (start, end, at) = weights, span
    right = _of_two_sums(last_but_one, last, answers, begin % 10, (end - start) // 16 + 1)
    table, integer = _digit_table(1, 10) if values is VALUES else _table(values), int.from_bytes
    payload = slice(start, end)
    return lambda number: right[integer(number[payload].translate(table)) % 65535] == number[at]


@cache
def _of_two_sums(last_but_one: int, last: int, answers: str, begin: int, sixteens: int) -> bytes:
    """Return the check digit for each sum of every second value, times 256, plus the sum of the others.

    It is long enough for payloads of fewer than ``sixteens`` times 16 characters; most check digits share a few tables.
    """
    twice = answers[:10].encode() * 2
    lows = (bytes([low * last % 10 for low in range(10)]) * 26)[:256]
    totals = [(begin + high * last_but_one) % 10 for high in range(10)]  # they repeat after ten
    return b"".join([lows.translate(_filled(twice[total : total + 10])) for total in totals]) * (8 * sixteens)


def sums_of(algorithm: Algorithm, length: int) -> Sums | None:
    """Return the tables of an algorithm for payloads of a length; None if it is not a sum."""
    return algorithm.sums(length) if isinstance(algorithm, SumAlgorithm) else None


def transitions_of(algorithm: Algorithm) -> Transitions | None:
    """Return the tables of an algorithm; None if it is not a chain."""
    return algorithm.transitions() if isinstance(algorithm, ChainAlgorithm) else None


def verifier_of(algorithm: Algorithm, start: int, end: int, at: int) -> Callable[[bytes], bool]:
    """Return a fast test of whole numbers, which are given as ASCII and match their format's pattern.

    The payload is ``number[start:end]``, and the check digit begins ``at``.
    """
    if isinstance(algorithm, (SumAlgorithm, ChainAlgorithm)):
        return algorithm.verifier(start, end, at)
    digit = algorithm.digit

    def right(number: bytes) -> bool:
        expected = digit(number[start:end].decode())
        return expected is not None and number.startswith(expected.encode(), at)

    return right
