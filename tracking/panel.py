"""Several check digits of one number, judged in one go.

Bare digits of one length are what many carriers use, each with a check digit of its own. A panel judges them all: the
number is cut into pieces of three digits; a table tells what each piece adds to every sum, one byte a sum, packed into one
integer; the bytes of the total then tell which sums come out even.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracking.checkdigits import Sums

__all__ = ["panel"]

_PIECE = 3
_DIGITS = b"0123456789"


def panel(
    length: int, checks: Sequence[tuple[Sums, int, int]]
) -> tuple[Callable[[str], bytes], tuple[int, ...]] | None:
    """A function from a number of that many digits to one byte a column, 1 where the column comes out even.

    ``checks`` are tables, the place where their payload starts, and the place of the check digit. Beside the function
    stands, for each column, the check that it belongs to: where two remainders lead to one check digit, a check has two
    columns, and passes when either comes out even. None when the sums do not fit into bytes.
    """
    pieces = -(-length // _PIECE)
    if any(at % _PIECE != _PIECE - 1 and at != length - 1 for _, _, at in checks):
        return None
    columns = [_column(number, sums, nth) for number, (sums, _, _) in enumerate(checks) for nth in range(_width(sums))]
    first: dict[int, int] = {}
    free = 0
    even = bytearray(256)
    for modulus in sorted({modulus for _, modulus, _ in columns}):
        most = _most(pieces, modulus)
        first[modulus] = free
        # The upper half is for check digits that nothing leads to.
        free += most if modulus >= len(_DIGITS) else 2 * most
        if free > 256:
            return None
        for total in range(0, most, modulus):
            even[first[modulus] + total] = 1

    def added(place: int, digit: int, column: tuple[int, int, dict[int, int]]) -> int:
        number, modulus, remainders = column
        sums, start, at = checks[number]
        if place == at:
            return -remainders[digit] % modulus if digit in remainders else _most(pieces, modulus)
        return sums.rows[place - start][digit] if start <= place < start + len(sums.rows) else 0

    tables = []
    for start in range(0, length, _PIECE):
        *front, last = range(start, min(length, start + _PIECE))
        # The first two digits of a piece are reduced together, the last is added as it is: quicker to make.
        heads = {}
        for digits in product(_DIGITS, repeat=len(front)):
            packed = 0
            for shift, column in enumerate(columns):
                share = sum(added(place, digit, column) for place, digit in zip(front, digits, strict=True))
                packed |= (share % column[1] + (0 if start else first[column[1]])) << 8 * shift
            heads[bytes(digits).decode()] = packed
        tails = {
            chr(digit): sum(added(last, digit, column) << 8 * shift for shift, column in enumerate(columns))
            for digit in _DIGITS
        }
        table = {head + tail: packed + more for head, packed in heads.items() for tail, more in tails.items()}
        tables.append((table, start, last + 1))
    return _judge(tables, bytes(even), len(columns)), tuple(number for number, _, _ in columns)


def _most(pieces: int, modulus: int) -> int:
    """One more than the largest sum that the pieces can make."""
    return pieces * 2 * (modulus - 1) + 1


def _modulus(sums: Sums) -> int:
    return (len(sums.answers) - 1) // len(sums.rows) + 1


def _width(sums: Sums) -> int:
    answers = sums.answers[: _modulus(sums)]
    return max(map(answers.count, answers))


def _column(number: int, sums: Sums, nth: int) -> tuple[int, int, dict[int, int]]:
    """The check, its modulus, and for each check digit the (nth) remainder that leads to it."""
    modulus = _modulus(sums)
    leading: dict[int, list[int]] = {}
    for remainder, answer in enumerate(sums.answers[:modulus]):
        leading.setdefault(answer, []).append(remainder)
    return (
        number,
        modulus,
        {answer: remainders[min(nth, len(remainders) - 1)] for answer, remainders in leading.items()},
    )


def _judge(tables: list[tuple[dict[str, int], int, int]], even: bytes, columns: int) -> Callable[[str], bytes]:
    if len(tables) == 4 and all(stop - start == _PIECE for _, start, stop in tables):
        # Twelve digits are what most carriers share; written out, the sum takes half the time.
        one, two, three, four = (table for table, _, _ in tables)

        def twelve(number: str) -> bytes:
            total = one[number[:3]] + two[number[3:6]] + three[number[6:9]] + four[number[9:]]
            return total.to_bytes(columns, "little").translate(even)

        return twelve

    def judge(number: str) -> bytes:
        total = 0
        for table, start, stop in tables:
            total += table[number[start:stop]]
        return total.to_bytes(columns, "little").translate(even)

    return judge
