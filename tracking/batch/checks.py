"""Columns of keys as small numbers, and the check digits of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tracking.definitions.checkdigits import ALGORITHMS, ALPHABET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.batch.ways import Check

__all__ = ["KNOWN", "WIDTH", "Steps", "Sums", "codes", "judges", "pairs_of"]

WIDTH = ord("Z") - ord("0") + 2
"""How many codes there are."""
_LANES = 4


def codes(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Small numbers for bytes: how far from the digit 0 they stand, and one number for what is below 0 or beyond Z.

    Between digits and letters stay seven that mean nothing: cheaper than to look each byte up.
    """
    found = np.subtract(characters, np.uint8(ord("0")), order="C")
    most = np.full(found.shape[-1], WIDTH - 1, np.uint8)  # with one number instead, numpy takes twenty times as long
    np.minimum(found, most, out=found)
    return found


def pairs_of(columns: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Columns of codes two in one, the last alone if nothing stands beside it: half as many look-ups."""
    pairs = columns[::2].astype(np.uint16)
    whole = pairs[: len(columns) // 2]
    whole *= np.uint16(WIDTH)
    whole += columns[1::2]
    return pairs


KNOWN = codes(np.frombuffer(ALPHABET.encode(), dtype=np.uint8))
"""The codes of digits and letters, in order."""


def judges(length: int, checks: Sequence[Check]) -> list[Sums | Steps]:
    """What judges check digits of keys of one length, each with a flag of its own, in their order."""
    summed, others = [], []
    for flag, check in enumerate(checks):
        sums = _algorithm(check).sums(check[1][1] - check[1][0])
        if sums is None:
            others.append(Steps(flag, check))
        else:
            summed.append((flag, check[1], sums))
    return [*(Sums(length, summed[at : at + _LANES]) for at in range(0, len(summed), _LANES)), *others]


class Sums:
    """Up to four check digits that are sums, each in 16 bits of one integer."""

    def __init__(self, length: int, summed: Sequence[tuple[int, tuple[int, int, int], Any]]) -> None:
        tables = np.zeros((length, WIDTH), dtype="<u8")
        self.answers = []
        for lane, (flag, (start, _, at), sums) in enumerate(summed):
            for place, row in enumerate(sums.rows):
                values = np.frombuffer(row, dtype=np.uint8)[list(ALPHABET.encode())].astype(np.uint64)
                tables[start + place, KNOWN] |= values << np.uint64(16 * lane)
            self.answers.append((flag, lane, at, codes(np.frombuffer(sums.answers, dtype=np.uint8))))
        pairs = [np.add.outer(*tables[at : at + 2]).ravel() for at in range(0, length - 1, 2)]
        pairs += list(tables[len(pairs) * 2 :])
        self.tables = [(place, table) for place, table in enumerate(pairs) if table.any()]

    def flag(self, columns: NDArray[np.uint8], pairs: NDArray[np.uint16], flags: NDArray[np.uint16]) -> None:
        """Set the flags of rows whose characters stand in these columns."""
        total = np.zeros(len(flags), dtype="<u8")
        for place, table in self.tables:
            total += table.take(pairs[place])
        lanes = total.view("<u2").reshape(-1, _LANES)
        for flag, lane, at, answers in self.answers:
            right = answers.take(lanes[:, lane]) == columns[at]
            flags |= right.astype(np.uint16) << np.uint16(flag)


class Steps:
    """A check digit of which each step depends on the one before."""

    def __init__(self, number: int, check: Check) -> None:
        after, answers = _algorithm(check).steps()
        self.number, (self.start, self.end, self.at) = number, check[1]
        table = np.zeros((len(answers), WIDTH), dtype=np.int16)
        table[:, KNOWN] = np.frombuffer(after, dtype=np.uint8).reshape(table.shape[0], -1)
        self.after = table.ravel() * np.int16(WIDTH)
        self.first = (len(answers) - 1) * WIDTH
        self.answers = codes(np.frombuffer(answers, dtype=np.uint8))

    def flag(self, columns: NDArray[np.uint8], pairs: NDArray[np.uint16], flags: NDArray[np.uint16]) -> None:
        """Set the flags of rows whose characters stand in these columns."""
        state: Any = np.full(len(flags), self.first, dtype=np.int16)
        for column in columns[self.start : self.end]:
            state += column
            state = self.after.take(state)
        right = self.answers.take(state // WIDTH) == columns[self.at]
        flags |= right.astype(np.uint16) << np.uint16(self.number)


def _algorithm(check: Check) -> Any:
    return ALGORITHMS[check[0][0]](*check[0][1])
