"""All formats of one length as one automaton that reads columns of keys.

The shapes of all patterns are read side by side, one character at a time. The state is the set of shapes that are still
alive, so that one look-up per character tells which patterns match, however many carriers there are. Look-aheads are read as
shapes of their own. Then the check digits are checked, those that are sums four at a time (`tracking.batch.check_columns`).
Each key gets a number, its *class*: length, final state, and a flag for each check digit that is right. What keys of one
class have in common is said in `tracking.batch.equivalence`.

The more shapes there are, the longer an automaton takes to make. One for bare digits has a few shapes and a fifth of the
states, so that a column without letters need not wait for the other.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from tracking.batch.check_columns import CODE_COUNT, KEY_CODES, character_codes, code_pairs, column_checkers
from tracking.batch.final_states import DEAD, FLAG_BITS, STRANGE, FinalStates
from tracking.batch.format_shapes import EvidenceShape, LookAhead, PatternShape, shapes_to_read
from tracking.definitions.algorithms import ALPHABET, DECIMALS
from tracking.spelling.numbers import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tracking.batch.check_columns import ChainColumn, PackedSums, SingleRows
    from tracking.batch.final_states import FinalState
    from tracking.batch.format_shapes import CheckRule, ReadShape
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["BARE", "NO_MATCH", "ONE_BY_ONE", "STATE_BITS", "Automaton", "grouped"]

STATE_BITS = 18
"""The bits of a class that hold the final state. The `FLAG_BITS` below them tell which check digits are right; above them stands
the length."""
BARE = 1 << STATE_BITS - 1
"""The bit of a final state that tells those of an automaton for bare digits from those of one for all keys."""
NO_MATCH = 0
"""The class of keys that no format matches."""
ONE_BY_ONE = -1
"""The class of keys that are answered one by one: they have characters besides 0-9 and A-Z, or no automaton reads them."""
_MOST = 100_000
"""The greatest number of states at one position. If there are more, all numbers of the length are answered one by one."""


class Automaton:
    """The formats of one length, ready to read columns of keys of that length; if ``bare``, only keys of digits."""

    def __init__(self, length: int, formats: Sequence[FormatAtLength], bare: bool = False) -> None:
        self.length, self.formats = length, tuple(formats)
        self._characters = DECIMALS if bare else ALPHABET
        self.final_states: list[FinalState | None] = FinalStates(()).states
        """The meaning of each final state. In the first, no format matches; keys in the second are answered one by one."""
        self._tables: list[NDArray[np.int32]] = []
        self._plans: dict[tuple[CheckRule, ...], int] = {(): 0}
        self._checkers: dict[int, list[PackedSums | ChainColumn | SingleRows]] = {}
        shapes = shapes_to_read(formats)
        final = self._build(
            [shape for shape in shapes if all(map(DIGITS.intersection, shape.sets))] if bare else shapes
        )
        self._bare = _bare(self._tables)
        plans = [0 if state is None else self._plan(state.checks) for state in final]
        self._plan_of = np.array(plans, dtype=np.uint8 if len(self._plans) <= 256 else np.uint16)
        states = np.arange(len(final), dtype=np.int64) | (BARE if bare else 0)
        own = (length << STATE_BITS) + states << FLAG_BITS
        own[[DEAD, STRANGE]] = NO_MATCH, ONE_BY_ONE
        self._classes = own

    def classes(self, keys: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the class of each row of a matrix of characters."""
        columns = character_codes(keys.T)
        state = self._final(columns)
        pairs = code_pairs(columns)
        found: NDArray[np.int64] = self._classes.take(state)
        for plan, rows in grouped(self._plan_of.take(state)):
            if plan:
                every = len(rows) == len(found)
                own = (columns, pairs) if every else (columns.take(rows, axis=1), pairs.take(rows, axis=1))
                flags = np.zeros(len(rows), dtype=np.uint16)
                for checker in self._checkers[plan]:
                    checker.flag(*own, flags)
                if every:
                    found |= flags
                else:
                    found[rows] |= flags
        return found

    def _final(self, columns: NDArray[np.uint8]) -> Any:
        """Return each row's final state. If most rows are bare digits, these are read separately."""
        bare = columns.max(axis=0, initial=0) < len(DIGITS)
        many = np.count_nonzero(bare)
        if 2 * many < len(bare):
            return _read(columns, enumerate(self._tables))
        if many == len(bare):
            return _read(columns, self._bare)
        found = np.empty(len(bare), np.int32)
        for some, steps in ((bare, self._bare), (~bare, list(enumerate(self._tables)))):
            rows = some.nonzero()[0]
            found[rows] = _read(columns.take(rows, axis=1), steps)
        return found

    def _build(self, shapes: Sequence[ReadShape]) -> list[FinalState | None]:
        merged, needed = _merging(shapes, self.length), _needed(shapes)
        key_codes = KEY_CODES[: len(self._characters)]
        states = [(1 << len(shapes)) - 1]
        for place in range(self.length):
            masks, columns = _masks(shapes, place, self._characters)
            told_apart = _ToldApart(merged[place + 1], needed)
            numbers, live = told_apart.numbers, []
            for state in states:
                row = []
                for mask in masks:
                    alive = state & mask
                    number = numbers.get(alive)
                    row.append(told_apart.add(alive) if number is None else number)
                live.append(row)
            states = told_apart.states
            if len(states) > _MOST:
                self._tables = [np.full(2 * CODE_COUNT, CODE_COUNT, dtype=np.int32)] * self.length
                self._tables[-1] = np.full(2 * CODE_COUNT, STRANGE, dtype=np.int32)
                return self.final_states
            # Reading begins in the first row. That is the row of the dead state, in which no reading begins.
            dead = [DEAD] * len(masks) if place else live.pop()
            rows = [dead, [STRANGE] * len(masks), *live]
            table = np.full((len(rows), CODE_COUNT), STRANGE, dtype=np.int32)
            table[:, key_codes] = np.array(rows, dtype=np.int32)[:, columns]
            self._tables.append(table.ravel() if place + 1 == self.length else table.ravel() * CODE_COUNT)
        final = FinalStates(shapes)
        ends = [final.place(state) for state in states]
        if self._tables:
            self._tables[-1] = np.array([DEAD, STRANGE, *ends], dtype=np.int32).take(self._tables[-1])
        self.final_states = final.states
        return self.final_states

    def _plan(self, checks: tuple[CheckRule, ...]) -> int:
        plan = self._plans.setdefault(checks, len(self._plans))
        if checks and plan not in self._checkers:
            self._checkers[plan] = column_checkers(self.length, checks)
        return plan


def _read(columns: NDArray[np.uint8], steps: Iterable[tuple[int, NDArray[np.int32]]]) -> Any:
    """Return each row's state after the characters at some positions, each read by its own table."""
    state: Any = np.zeros(columns.shape[1], np.int32)
    for place, table in steps:
        state += columns[place]
        state = table.take(state)
    return state


def _bare(tables: Sequence[NDArray[np.int32]]) -> list[tuple[int, Any]]:
    """Return the tables for bare digits, without the positions at which all digits lead to the same state (most do)."""
    found: list[tuple[int, Any]] = []
    states: Any = np.zeros(1, np.int32)  # the states that digits lead to, as the tables number them
    for place, table in enumerate(tables):
        after = table.take(states[:, np.newaxis] + np.arange(len(DIGITS)))
        states, numbers = np.unique(after, return_inverse=True)
        numbers = numbers.reshape(after.shape).astype(np.int32)
        if found and (numbers == numbers[:, :1]).all():
            at, before = found.pop()
            found.append((at, numbers[:, 0].take(before)))
        else:
            found.append((place, numbers.ravel()))
    whole = [(place, table * np.int32(len(DIGITS))) for place, table in found[:-1]]
    return whole + [(place, states.take(table)) for place, table in found[-1:]]


def grouped(keys: NDArray[Any]) -> Iterable[tuple[int, NDArray[np.intp]]]:
    """Yield each small number that occurs, with its rows, in order."""
    if not len(keys):
        return
    counts = np.bincount(keys)
    present = counts.nonzero()[0]
    if len(present) == 1:
        yield int(present[0]), np.arange(len(keys))
        return
    order = np.argsort(keys, kind="stable")
    ends = counts.cumsum()
    for key in present.tolist():
        yield key, order[ends[key] - counts[key] : ends[key]]


# From shapes to states: a state is the set of shapes that are alive, as the bits of an integer.


def _masks(shapes: Sequence[ReadShape], place: int, characters: str) -> tuple[list[int], list[int]]:
    """Return the distinct sets of shapes that a character may leave alive, and which of them each character leaves."""
    alive: dict[frozenset[str], int] = {}
    for number, shape in enumerate(shapes):
        allowed = shape.sets[place]
        alive[allowed] = alive.get(allowed, 0) | 1 << number
    of_character = [sum(mask for allowed, mask in alive.items() if character in allowed) for character in characters]
    masks = list(dict.fromkeys(of_character))
    return masks, [masks.index(mask) for mask in of_character]


def _merging(shapes: Sequence[ReadShape], length: int) -> list[list[int]]:
    """Return for each position the shapes of one look-ahead that no later character can tell apart."""
    found: list[list[int]] = []
    looks = [(number, shape) for number, shape in enumerate(shapes) if isinstance(shape.meaning, LookAhead)]
    for place in range(length + 1):
        same: dict[Any, int] = {}
        for number, shape in looks:
            identity = (shape.meaning, shape.sets[place:])
            same[identity] = same.get(identity, 0) | 1 << number
        found.append([mask for mask in same.values() if mask & mask - 1])
    return found


def _needed(shapes: Sequence[ReadShape]) -> dict[int, int]:
    """Return the look-aheads and evidence shapes that count only if a pattern matches, by that pattern."""
    users: dict[LookAhead | int, int] = {}
    for number, shape in enumerate(shapes):
        if isinstance(meaning := shape.meaning, PatternShape):
            needed: list[LookAhead | int] = [meaning.format, *[look for look, _ in meaning.looks]]
            for what in needed:
                users[what] = users.get(what, 0) | 1 << number
    found: dict[int, int] = {}
    for number, shape in enumerate(shapes):
        if isinstance(meaning := shape.meaning, LookAhead | EvidenceShape):
            by = users.get(meaning if isinstance(meaning, LookAhead) else meaning.format, 0)
            found[by] = found.get(by, 0) | 1 << number
    return found


class _ToldApart:
    """The numbered states after one position. Sets of shapes that lead to the same formats, whatever follows, share a state."""

    def __init__(self, groups: Sequence[int], needed: Mapping[int, int]) -> None:
        self._groups, self._needed = groups, tuple(needed.items())
        self._any_needed = reduce(or_, needed.values(), 0)
        self.numbers = {0: DEAD}
        """The number of each state that was added. Equivalent states have one number."""
        self._own = {0: DEAD}

    @property
    def states(self) -> list[int]:
        """Return the states that have their own number, in order."""
        return list(self._own)[1:]

    def add(self, state: int) -> int:
        """Return the number of a state that was not added before."""
        least = state
        if state & self._any_needed:
            for users, used in self._needed:
                if not least & users:
                    least &= ~used
            for group in self._groups:
                alive = least & group
                if alive & alive - 1:
                    least ^= alive ^ alive & -alive
        number = self.numbers[state] = self._own.setdefault(least, len(self._own) + STRANGE)
        return number
