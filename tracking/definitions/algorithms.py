"""What a check-digit algorithm is, and the two kinds that can be read off tables.

An algorithm answers one question: which check characters must follow this payload? `Algorithm` asks for no more than
that, and whatever keeps to it works in single calls, in checksum tables and in batches. Two kinds are quicker:

- a *sum* (`SumAlgorithm`): each character of the payload adds a number, and the total picks the check character;
- a *chain* (`ChainAlgorithm`): each character leads from one state to the next, and the last state picks it.

Both are described by tables of bytes. One number and a column of a million numbers are checked by the same tables.
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
"""What a digit counts in most algorithms."""


class Algorithm(Protocol):
    """What every check-digit class offers.

    Parameters that a definition may give are the fields of a named tuple from which the class derives.
    """

    outcomes: ClassVar[int]
    """How many different check digits there are; the evidence of a right one follows from it."""

    def digit(self, payload: str) -> str | None:
        """Return the check digit that follows a payload: one character, or always the same number of characters.

        None means that a character of the payload has no value.
        """


class Sums(NamedTuple):
    """A sum as tables: ``answers[sum(rows[i][payload[i]])]`` is the check character's byte."""

    rows: tuple[bytes, ...]
    """A table of 256 bytes for each position: what each character adds there."""
    answers: bytes
    """The check character for each possible total."""

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, int]], modulus: int, answers: str, start: int = 0) -> Sums:
        """Make the tables from what each position adds, by character, and the answer to each remainder of the total.

        ``start`` is what the total begins with.
        """
        return cls._of_tables([_table(row, modulus) for row in rows], modulus, answers, start)

    @classmethod
    def _of_tables(cls, tables: Sequence[bytes], modulus: int, answers: str, start: int) -> Sums:
        most, first = len(tables) * (modulus - 1) + 1, start % modulus
        round_ = answers[:modulus].encode()
        return cls(tuple(tables), (round_ * (most // modulus + 2))[first : first + most])

    @classmethod
    def weighted(
        cls, weights: Iterable[int], modulus: int, answers: str, values: Mapping[str, int] = VALUES, start: int = 0
    ) -> Sums:
        """Make the tables of a sum in which each character's value is multiplied by its position's weight."""
        if values is VALUES:
            return cls._of_tables(
                [_digit_table(weight % modulus, modulus) for weight in weights], modulus, answers, start
            )
        rows = ({character: value * weight for character, value in values.items()} for weight in weights)
        return cls.of(rows, modulus, answers, start)


def _table(numbers: Mapping[str, int], modulus: int = 256) -> bytes:
    """Return a table of 256 bytes with the remainder of a number for each of these characters."""
    table = bytearray(256)
    for character, number in numbers.items():
        table[ord(character)] = number % modulus
    return bytes(table)


@cache
def _digit_table(weight: int, modulus: int) -> bytes:
    """Return the table of a position of digits; most positions of most sums have the same few."""
    return _table({digit: value * weight for digit, value in VALUES.items()}, modulus)


# By type as well: algorithms without parameters are equal as tuples.
_SUMS: dict[Any, Sums] = {}
_TRANSITIONS: dict[Any, Transitions] = {}


class SumAlgorithm:
    """The base of algorithms that are sums: a class adds `tables`, and what differs from the defaults here."""

    __slots__ = ()
    outcomes: ClassVar[int] = 10
    characters: ClassVar[frozenset[str]] = frozenset(DECIMALS)
    """The characters that have a value."""

    def tables(self, length: int) -> Sums:
        """Make the tables for payloads of a length; fewer rows than that mean that longer payloads have no check digit."""
        raise NotImplementedError  # pragma: no cover - every class has its own

    def sums(self, length: int) -> Sums:
        """Return the tables for payloads of a length, made once."""
        made = _SUMS.get((type(self), self, length))
        return made or _SUMS.setdefault((type(self), self, length), self.tables(length))

    def digit(self, payload: str) -> str | None:
        """Return the check character; None when a character of the payload has no value, or when there is none."""
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
    """For each state a table of 256 bytes: the state to which each character leads."""
    answers: bytes
    """The check character of each state."""
    first: int
    """The state in which reading begins."""

    @classmethod
    def of(cls, after: Iterable[Mapping[str, int]], answers: str, first: int) -> Transitions:
        """Make the tables from each state's next states, by character, and each state's check character."""
        return cls(tuple(map(_table, after)), answers.encode(), first)


class ChainAlgorithm:
    """The base of algorithms that are chains: a class adds `tables`, and what differs from the defaults here."""

    __slots__ = ()
    outcomes: ClassVar[int] = 10
    characters: ClassVar[frozenset[str]] = frozenset(DECIMALS)
    """The characters that have a value."""

    def tables(self) -> Transitions:
        """Make the tables."""
        raise NotImplementedError  # pragma: no cover - every class has its own

    def transitions(self) -> Transitions:
        """Return the tables, made once."""
        made = _TRANSITIONS.get((type(self), self))
        return made or _TRANSITIONS.setdefault((type(self), self), self.tables())

    def digit(self, payload: str) -> str | None:
        """Return the check character; None when a character of the payload has no value, or when there is none."""
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
    """Return each position's weight when the first stands at the end ``side`` ("left" or "right") and all repeat."""
    found = list(islice(cycle(weights), length))
    return found if side == "left" else found[::-1]


def two_weights(
    weights: Sequence[int], answers: str, values: Mapping[str, int], begin: int, span: tuple[int, int, int]
) -> Callable[[bytes], bool]:
    """Return what `verifier_of` does, for a sum modulo 10 with two weights in turn; it needs no loop.

    ``weights`` are those of the last two positions, ``begin`` is what the total begins with. The values, read as one integer
    of base 256, are modulo 256**2 - 1 the sum of every second value, times 256, plus the sum of the others.
    """
    (last_but_one, last), (start, end, at) = weights, span
    rings = [_ring(answers, last, total) for total in range(10)]
    right = b"".join([rings[(begin + high * last_but_one) % 10] for high in range(9 * ((end - start) // 2) + 1)])
    table, integer = _digit_table(1, 10) if values is VALUES else _table(values), int.from_bytes
    payload = slice(start, end)
    return lambda number: right[integer(number[payload].translate(table)) % 65535] == number[at]


@cache
def _ring(answers: str, weight: int, total: int) -> bytes:
    """Return the check character for a total and each sum from 0 to 255 of values that have a weight."""
    ring = bytes([ord(answers[(total + low * weight) % 10]) for low in range(10)])
    return (ring * 26)[:256]


def sums_of(algorithm: Algorithm, length: int) -> Sums | None:
    """Return the tables of an algorithm for payloads of a length; None when it is no sum."""
    return algorithm.sums(length) if isinstance(algorithm, SumAlgorithm) else None


def transitions_of(algorithm: Algorithm) -> Transitions | None:
    """Return the tables of an algorithm; None when it is no chain."""
    return algorithm.transitions() if isinstance(algorithm, ChainAlgorithm) else None


def verifier_of(algorithm: Algorithm, start: int, end: int, at: int) -> Callable[[bytes], bool]:
    """Return a quick test of whole numbers as ASCII: the payload is ``number[start:end]``, the check digit begins ``at``.

    The numbers that it is asked about must match their format's pattern.
    """
    if isinstance(algorithm, (SumAlgorithm, ChainAlgorithm)):
        return algorithm.verifier(start, end, at)
    digit = algorithm.digit

    def right(number: bytes) -> bool:
        expected = digit(number[start:end].decode())
        return expected is not None and number.startswith(expected.encode(), at)

    return right
