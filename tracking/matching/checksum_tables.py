"""Checksum tables: many check digits of one number, tested at once.

Many carriers number their parcels with bare digits of the same length, each with a check digit of its own. A checksum table
tests them all: it cuts the number into pieces of three digits and knows for each piece what it adds to every carrier's sum, a
byte for each sum, packed into one integer. The bytes of the total tell which sums come out even.
"""

from __future__ import annotations

from itertools import product
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracking.definitions.algorithms import Sums

__all__ = ["ChecksumTable", "checksum_table"]

_T = TypeVar("_T")

_PIECE = 3
_DIGITS = b"0123456789"


class ChecksumTable(NamedTuple):
    """The tables for numbers of one length."""

    pieces: tuple[tuple[dict[bytes, int], int, int], ...]
    """For each piece: the table, and where in the number the piece begins and ends."""
    even: bytes
    """A table for `bytes.translate`: 1 if a sum comes out even, else 0."""
    columns: tuple[int, ...]
    """The check that each byte belongs to. A check has two bytes if two remainders lead to one check digit."""

    def flags(self, number: bytes) -> bytes:
        """Return a byte for each column: 1 if the column comes out even."""
        total = 0
        for table, start, stop in self.pieces:
            total += table[number[start:stop]]
        return total.to_bytes(len(self.columns), "little").translate(self.even)

    def look_up(self, known: Mapping[bytes, _T], otherwise: Callable[[bytes], _T]) -> Callable[[bytes], _T]:
        """Return a function from a number to the value that is ``known`` for its flags; ``otherwise`` answers for other flags.

        The function for twelve digits, which most carriers share, is written out and takes half the time.
        """
        flags = self.flags
        if [stop - start for _, start, stop in self.pieces] != [_PIECE] * 4:

            def of_any(number: bytes) -> _T:
                try:
                    return known[flags(number)]
                except KeyError:
                    return otherwise(number)

            return of_any
        one, two, three, four = (table for table, _, _ in self.pieces)
        width, even, cut = len(self.columns), self.even, Struct("3s3s3s3s").unpack

        def of_twelve(number: bytes) -> _T:
            a, b, c, d = cut(number)
            try:
                return known[(one[a] + two[b] + three[c] + four[d]).to_bytes(width, "little").translate(even)]
            except KeyError:
                return otherwise(number)

        return of_twelve

    def passed(self, flags: bytes) -> set[int]:
        """Return the checks that pass: those with an even column."""
        return {check for check, even in zip(self.columns, flags, strict=True) if even}


def checksum_table(length: int, checks: Sequence[tuple[Sums, int, int]]) -> ChecksumTable | None:
    """Return the table of several checks, given as tables, the place where the payload starts, and that of the check digit.

    Returns None if the sums do not fit into bytes, or if a check digit does not end a piece.
    """
    pieces = -(-length // _PIECE)
    if any(at % _PIECE != _PIECE - 1 and at != length - 1 for _, _, at in checks):
        return None
    columns = [_column(place, sums, nth) for place, (sums, _, _) in enumerate(checks) for nth in range(_width(sums))]
    first: dict[int, int] = {}
    free = 0
    even = bytearray(256)
    for modulus in sorted({column.modulus for column in columns}):
        most = _most(pieces, modulus)
        first[modulus] = free
        # The upper half is for check digits that no remainder leads to.
        free += most if modulus >= len(_DIGITS) else 2 * most
        if free > 256:
            return None
        for total in range(0, most, modulus):
            even[first[modulus] + total] = 1

    def added(place: int, digit: int, column: _Column) -> int:
        check, modulus, remainders = column
        sums, start, at = checks[check]
        if place == at:
            return -remainders[digit] % modulus if digit in remainders else _most(pieces, modulus)
        return sums.rows[place - start][digit] if start <= place < start + len(sums.rows) else 0

    keys = {digits: digits for digits in map(bytes, product(_DIGITS, repeat=_PIECE))}  # the same objects in each table
    tables = []
    for start in range(0, length, _PIECE):
        *front, last = range(start, min(length, start + _PIECE))
        # The first two digits of a piece are reduced together and the last is added as it is, which is quicker to make.
        heads = {}
        for digits in product(_DIGITS, repeat=len(front)):
            packed = 0
            for shift, column in enumerate(columns):
                share = sum(added(place, digit, column) for place, digit in zip(front, digits, strict=True))
                packed |= (share % column.modulus + (0 if start else first[column.modulus])) << 8 * shift
            heads[bytes(digits)] = packed
        tails = {
            bytes([digit]): sum(added(last, digit, column) << 8 * shift for shift, column in enumerate(columns))
            for digit in _DIGITS
        }
        table = {
            keys.get(head + tail, head + tail): packed + more
            for head, packed in heads.items()
            for tail, more in tails.items()
        }
        tables.append((table, start, last + 1))
    return ChecksumTable(tuple(tables), bytes(even), tuple([column.check for column in columns]))


def _most(pieces: int, modulus: int) -> int:
    """Return one more than the largest sum of the pieces."""
    return pieces * 2 * (modulus - 1) + 1


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
