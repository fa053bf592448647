"""Checksum tables: many check digits of one number, tested at once.

Many carriers number their parcels with bare digits of the same length, each with a check digit of its own. A checksum table
tests them all: it cuts the number into pairs of digits and knows for each pair what it adds to every carrier's sum, a
byte for each sum, packed into one integer. The bytes of the total tell which sums come out even.
"""

from __future__ import annotations

from itertools import product
from struct import Struct
from sys import byteorder
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracking.definitions.algorithms import Sums

__all__ = ["ChecksumTable", "checksum_table"]

_T = TypeVar("_T")

_DIGITS = b"0123456789"
_PLACES = int.from_bytes(b"99") + 1
"""The length of a list in which any pair of digits, as `ChecksumTable.cut` reads it, is a place."""


class ChecksumTable(NamedTuple):
    """The tables for numbers of one length."""

    cut: Callable[[bytes], tuple[int, ...]]
    """A function that reads each pair of digits as one integer, and the last digit alone if the length is odd."""
    added: tuple[list[int], ...]
    """For each pair, what it adds, by that integer. For characters that are no digits, it is more than a total may be."""
    even: bytes
    """A table for `bytes.translate`: 1 if a sum comes out even, else 0."""
    columns: tuple[int, ...]
    """The check that each byte belongs to. A check has two bytes if two remainders lead to one check digit."""

    def flags(self, number: bytes) -> bytes:
        """Return a byte for each column: 1 if the column comes out even."""
        total = 0
        for added, pair in zip(self.added, self.cut(number), strict=True):
            total += added[pair]
        return total.to_bytes(len(self.columns), "little").translate(self.even)

    def look_up(self, known: Mapping[bytes, _T], otherwise: Callable[[bytes], _T]) -> Callable[[bytes], _T]:
        """Return a function from a number to the value that is ``known`` for its flags; ``otherwise`` answers for other numbers.

        The function for six pairs, the length that most carriers share, is written out and takes half the time.
        """
        flags = self.flags
        if len(self.added) != 6:

            def of_any(number: bytes) -> _T:
                try:
                    return known[flags(number)]
                except (LookupError, OverflowError):
                    return otherwise(number)

            return of_any
        one, two, three, four, five, six = self.added
        width, even, cut = len(self.columns), self.even, self.cut

        def of_six(number: bytes) -> _T:
            a, b, c, d, e, f = cut(number)
            try:
                total = one[a] + two[b] + three[c] + four[d] + five[e] + six[f]
                return known[total.to_bytes(width, "little").translate(even)]
            except (LookupError, OverflowError):
                return otherwise(number)

        return of_six

    def passed(self, flags: bytes) -> set[int]:
        """Return the checks that pass: those with an even column."""
        return {check for check, even in zip(self.columns, flags, strict=True) if even}


def checksum_table(length: int, checks: Sequence[tuple[Sums, int, int]]) -> ChecksumTable | None:
    """Return the table of several checks, given as tables, the place where the payload starts, and that of the check digit.

    Returns None if the sums do not fit into bytes.
    """
    cut = Struct("H" * (length // 2) + "B" * (length % 2))
    pairs = len(cut.unpack(bytes(length)))
    columns = [_column(place, sums, nth) for place, (sums, _, _) in enumerate(checks) for nth in range(_width(sums))]
    width = len(columns)
    first: dict[int, int] = {}
    free = 0
    even, reduced = bytearray(256), bytearray(range(256))
    for modulus in sorted({column.modulus for column in columns}):
        most = _most(pairs, modulus)
        first[modulus] = free
        # The upper half is for check digits that no remainder leads to.
        free += most if modulus >= len(_DIGITS) else 2 * most
        if free > 256:
            return None
        for total in range(most):
            even[first[modulus] + total] = total % modulus == 0
            reduced[first[modulus] + total] = first[modulus] + total % modulus
    begin = int.from_bytes([first[column.modulus] for column in columns], "little")

    def adds(place: int, digit: int) -> int:
        """Return what a digit adds to all sums."""
        total = 0
        for shift, (check, modulus, remainders) in enumerate(columns):
            sums, start, at = checks[check]
            if place == at:
                total += (-remainders[digit] % modulus if digit in remainders else _most(pairs, modulus)) << 8 * shift
            elif start <= place < start + len(sums.rows):
                total += sums.rows[place - start][digit] << 8 * shift
        return total

    tables = []
    for start in range(0, length, 2):
        alone = [[adds(place, digit) for digit in _DIGITS] for place in range(start, min(length, start + 2))]
        table = [1 << 8 * width] * _PLACES
        for digits, total in zip(product(_DIGITS, repeat=len(alone)), map(sum, product(*alone)), strict=True):
            packed = (begin + total).to_bytes(width, "little").translate(reduced)
            table[int.from_bytes(digits, byteorder)] = int.from_bytes(packed, "little") - (begin if start else 0)
        tables.append(table)
    return ChecksumTable(cut.unpack, tuple(tables), bytes(even), tuple([column.check for column in columns]))


def _most(pairs: int, modulus: int) -> int:
    """Return one more than the largest sum of the pairs."""
    return pairs * (modulus - 1) + 1


def _modulus(sums: Sums) -> int:
    return (len(sums.answers) - 1) // len(sums.rows) + 1


def _width(sums: Sums) -> int:
    answers = sums.answers[: _modulus(sums)]
    return max(map(answers.count, answers))


class _Column(NamedTuple):
    """A byte of the total."""

    check: int
    """The place of the check that has this sum."""
    modulus: int
    remainders: dict[int, int]
    """For each check digit the remainder that leads to it, if there is one."""


def _column(check: int, sums: Sums, nth: int) -> _Column:
    """Return the column of a check for the nth of the remainders that lead to a check digit."""
    modulus = _modulus(sums)
    leading: dict[int, list[int]] = {}
    for remainder, answer in enumerate(sums.answers[:modulus]):
        leading.setdefault(answer, []).append(remainder)
    remainders = {answer: several[min(nth, len(several) - 1)] for answer, several in leading.items()}
    return _Column(check, modulus, remainders)
