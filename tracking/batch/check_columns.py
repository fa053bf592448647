"""Columns of keys as small numbers, and the check digits of whole columns.

The tables of an algorithm (`tracking.definitions.algorithms`) are laid out here for columns: four sums share one integer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tracking.definitions.algorithms import ALPHABET, Sums, Transitions, sums_of, transitions_of, verifier_of
from tracking.definitions.compiled import Span, algorithm_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from tracking.batch.format_shapes import CheckRule

__all__ = [
    "CODE_COUNT",
    "KEY_CODES",
    "ChainColumn",
    "PackedSums",
    "SingleRows",
    "character_codes",
    "code_pairs",
    "column_checkers",
]

CODE_COUNT = ord("Z") - ord("0") + 2
"""How many codes there are, see `character_codes`."""
_LANES = 4


def character_codes(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a code for each byte: its distance from the digit 0, or `CODE_COUNT` - 1 for bytes below 0 or above Z.

    Seven codes between digits and letters are unused; leaving them is cheaper than looking up each byte.
    """
    found = np.subtract(characters, np.uint8(ord("0")), order="C")
    most = np.full(
        found.shape[-1], CODE_COUNT - 1, np.uint8
    )  # with one number instead, numpy takes twenty times as long
    np.minimum(found, most, out=found)
    return found


def code_pairs(columns: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Return columns of codes joined two by two, which halves the look-ups; an odd one at the end stands alone."""
    pairs = columns[::2].astype(np.uint16)
    whole = pairs[: len(columns) // 2]
    whole *= np.uint16(CODE_COUNT)
    whole += columns[1::2]
    return pairs


KEY_CODES = character_codes(np.frombuffer(ALPHABET.encode(), dtype=np.uint8))
"""The codes of the digits and letters of a key, in order."""


def column_checkers(length: int, checks: Sequence[CheckRule]) -> list[PackedSums | ChainColumn | SingleRows]:
    """Return objects that check the check digits of keys of one length; each check digit has its own flag, in the order given."""
    summed: list[_Lane] = []
    others: list[ChainColumn | SingleRows] = []
    for flag, check in enumerate(checks):
        algorithm = algorithm_of(check.rule)
        start, end, at = check.span
        if (sums := sums_of(algorithm, end - start)) is not None:
            summed.append(_Lane(flag, start, at, sums))
        elif (transitions := transitions_of(algorithm)) is not None:
            others.append(ChainColumn(flag, check.span, transitions))
        else:
            others.append(SingleRows(flag, verifier_of(algorithm, start, end, at)))
    return [*(PackedSums(length, summed[at : at + _LANES]) for at in range(0, len(summed), _LANES)), *others]


class _Lane(NamedTuple):
    """A check digit that is a sum."""

    flag: int
    start: int
    """The position at which the payload begins."""
    at: int
    """The position of the check digit."""
    sums: Sums


class PackedSums:
    """Up to four check digits that are sums, each in 16 bits of one integer."""

    def __init__(self, length: int, lanes: Sequence[_Lane]) -> None:
        tables = np.zeros((length, CODE_COUNT), dtype="<u8")
        for number, lane in enumerate(lanes):
            for place, row in enumerate(lane.sums.rows, lane.start):
                values = np.frombuffer(row, dtype=np.uint8)[list(ALPHABET.encode())].astype(np.uint64)
                tables[place, KEY_CODES] |= values << np.uint64(16 * number)
        self._lanes = tuple(lanes)
        self._answers = [character_codes(np.frombuffer(lane.sums.answers, dtype=np.uint8)) for lane in lanes]
        pairs = [np.add.outer(*tables[at : at + 2]).ravel() for at in range(0, length - 1, 2)]
        pairs += list(tables[len(pairs) * 2 :])
        self._tables = [(place, table) for place, table in enumerate(pairs) if table.any()]

    def flag(self, columns: NDArray[np.uint8], pairs: NDArray[np.uint16], flags: NDArray[np.uint16]) -> None:
        """Set the flags of the rows with right check digits. The columns hold the rows' characters."""
        total = np.zeros(len(flags), dtype="<u8")
        for place, table in self._tables:
            total += table.take(pairs[place])
        totals = total.view("<u2").reshape(-1, _LANES)
        for number, (lane, answers) in enumerate(zip(self._lanes, self._answers, strict=True)):
            right = answers.take(totals[:, number]) == columns[lane.at]
            flags |= right.astype(np.uint16) << np.uint16(lane.flag)


class ChainColumn:
    """A check digit that is a chain of states, read along a column of keys."""

    def __init__(self, flag: int, span: Span, transitions: Transitions) -> None:
        self._flag, (self._start, self._end, self._at) = flag, span
        table = np.zeros((len(transitions.after), CODE_COUNT), dtype=np.int16)
        table[:, KEY_CODES] = np.array([list(row) for row in transitions.after])[:, list(ALPHABET.encode())]
        self._after = table.ravel() * np.int16(CODE_COUNT)
        self._first = transitions.first * CODE_COUNT
        self._answers = character_codes(np.frombuffer(transitions.answers, dtype=np.uint8))

    def flag(self, columns: NDArray[np.uint8], pairs: NDArray[np.uint16], flags: NDArray[np.uint16]) -> None:
        """Set the flag of the rows, whose characters stand in these columns, that have the right check digit."""
        state: Any = np.full(len(flags), self._first, dtype=np.int16)
        for column in columns[self._start : self._end]:
            state += column
            state = self._after.take(state)
        right = self._answers.take(state // CODE_COUNT) == columns[self._at]
        flags |= right.astype(np.uint16) << np.uint16(self._flag)


class SingleRows:
    """Any other check digit: each row is tested on its own."""

    def __init__(self, flag: int, test: Callable[[bytes], bool]) -> None:
        self._flag, self._test = flag, test

    def flag(self, columns: NDArray[np.uint8], pairs: NDArray[np.uint16], flags: NDArray[np.uint16]) -> None:
        """Set the flag of the rows, whose characters stand in these columns, that have the right check digit."""
        length, rows = columns.shape
        keys = (columns.T + np.uint8(ord("0"))).tobytes()
        tests = (self._test(keys[at : at + length]) for at in range(0, len(keys), length))
        flags |= np.fromiter(tests, np.uint16, rows) << np.uint16(self._flag)
