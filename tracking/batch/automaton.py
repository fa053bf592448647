"""All formats of one length as one automaton over a column of keys.

The shapes of the patterns are read side by side, a character at a time: the state is the set of shapes still alive, so
that one look-up a character tells which patterns match, however many carriers there are. Look-ahead is read as shapes of
its own. Check digits are sums over tables, four of them to an integer. What comes out is a number a row, its *outcome*:
rows of one outcome are judged alike by every format.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tracking.batch.checks import KNOWN, WIDTH, checkers, codes, pairs_of
from tracking.batch.ways import Check, Class, LookAt, Main, Way, ways_of
from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.shapes import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from tracking.batch.checks import ChainColumn, PackedSums, SingleRows
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["FLAGS", "NOTHING", "ODD", "STATES", "Accept", "Automaton", "grouped"]

FLAGS = 16
"""Bits of an outcome that tell which check digits are right."""
STATES = 18
"""Bits above, for the final state; above these stands the length."""
NOTHING = 0
"""The outcome of a key that no format matches."""
ODD = -1
"""The outcome of what is no key (anything but 0-9 and A-Z in it), or is not judged here: to be looked at one by one."""
_DEAD, _STRANGE = 0, 1
_MOST = 30_000
"""States at one place; beyond, a length is judged one by one."""


class Accept(NamedTuple):
    """What a final state stands for."""

    slots: frozenset[tuple[int, tuple[tuple[str, int, int], ...]]]
    """The formats whose pattern matches, by place in ``Automaton.slots``, and where their groups lie."""
    checks: tuple[Check, ...]
    """The check digits that are judged, one a flag."""
    classes: frozenset[Class]
    """What the evidence of formats without a constant one is added up from."""

    @property
    def mixed(self) -> frozenset[int]:
        """The formats whose evidence depends on the number at hand."""
        return frozenset(shape.slot for shape in self.classes if shape.mixed)


class Automaton:
    """The formats of one length, ready to judge columns of keys of that length."""

    def __init__(self, length: int, slots: Sequence[FormatAtLength]) -> None:
        self.length, self.slots = length, tuple(slots)
        self.accepts: list[Accept | None] = [Accept(frozenset(), (), frozenset()), None]
        """What each final state stands for; the first is no match, the second what is not judged here."""
        self._tables: list[NDArray[np.int32]] = []
        self._plans: dict[tuple[Check, ...], int] = {(): 0}
        self._checkers: dict[int, list[PackedSums | ChainColumn | SingleRows]] = {}
        final = self._build(ways_of(slots, length))
        self._bare = _bare(self._tables)
        plans = [0 if accept is None else self._plan(accept.checks) for accept in final]
        self._plan_of = np.array(plans, dtype=np.uint8 if len(self._plans) <= 256 else np.uint16)
        own = (length << STATES) + np.arange(len(final), dtype=np.int64) << FLAGS
        own[[_DEAD, _STRANGE]] = NOTHING, ODD
        self._outcomes = own

    def outcomes(self, keys: NDArray[np.uint8]) -> NDArray[np.int64]:
        """The outcome of each row of a matrix of characters: length, final state and flags; `NOTHING` or `ODD`."""
        columns = codes(keys.T)
        state = self._final(columns)
        pairs = pairs_of(columns)
        found: NDArray[np.int64] = self._outcomes.take(state)
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
        """Each row's final state; where most rows are bare digits, these are read apart."""
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

    def _build(self, ways: Sequence[Way]) -> list[Accept | None]:
        merged = _merging(ways, self.length)
        states = [(1 << len(ways)) - 1]
        for place in range(self.length):
            masks, kinds = _masks(ways, place)
            groups = merged[place + 1]
            all_of_them = reduce(or_, groups, 0)
            numbers: dict[int, int] = {0: _DEAD, -1: _STRANGE}
            rows = [[_DEAD] * len(masks), [_STRANGE] * len(masks)]
            for state in states:
                row = []
                for mask in masks:
                    after = _merge(state & mask, groups, all_of_them)
                    row.append(numbers.setdefault(after, len(numbers)))
                rows.append(row)
            states = list(numbers)[2:]
            if len(states) > _MOST:
                self._tables = [np.full(2 * WIDTH, WIDTH, dtype=np.int32)] * self.length
                self._tables[-1] = np.full(2 * WIDTH, _STRANGE, dtype=np.int32)
                return self.accepts
            if place == 0:
                rows = [rows[2], *rows[1:]]  # reading begins at the first row
            table = np.full((len(rows), WIDTH), _STRANGE, dtype=np.int32)
            table[:, KNOWN] = np.array(rows, dtype=np.int32)[:, kinds]
            self._tables.append(table.ravel() if place + 1 == self.length else table.ravel() * WIDTH)
        known: dict[Accept | None, int] = {self.accepts[0]: _DEAD, None: _STRANGE}
        ends = [known.setdefault(_accept(ways, state), len(known)) for state in states]
        if self._tables:
            self._tables[-1] = np.array([_DEAD, _STRANGE, *ends], dtype=np.int32).take(self._tables[-1])
        self.accepts = list(known)
        return self.accepts

    def _plan(self, checks: tuple[Check, ...]) -> int:
        plan = self._plans.setdefault(checks, len(self._plans))
        if checks and plan not in self._checkers:
            self._checkers[plan] = checkers(self.length, checks)
        return plan


def _read(columns: NDArray[np.uint8], steps: Iterable[tuple[int, NDArray[np.int32]]]) -> Any:
    """The states to which the characters at some places lead, each by a table."""
    state: Any = np.zeros(columns.shape[1], np.int32)
    for place, table in steps:
        state += columns[place]
        state = table.take(state)
    return state


def _bare(tables: Sequence[NDArray[np.int32]]) -> list[tuple[int, Any]]:
    """The same tables for bare digits, without the places where all digits lead to the same state: most of them."""
    found: list[tuple[int, Any]] = []
    states: Any = np.zeros(1, np.int32)  # those that digits lead to, as the tables have them
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
    """Each small number that occurs, and the rows where it stands, in order."""
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


# From ways to states: a state is the set of ways that are alive, as the bits of an integer.


def _masks(ways: Sequence[Way], place: int) -> tuple[list[int], list[int]]:
    """The different sets of ways that a character leaves alive, and for each character which of them it is."""
    alive: dict[frozenset[str], int] = {}
    for number, way in enumerate(ways):
        allowed = way.sets[place]
        alive[allowed] = alive.get(allowed, 0) | 1 << number
    of_character = [sum(mask for allowed, mask in alive.items() if character in allowed) for character in ALPHABET]
    masks = list(dict.fromkeys(of_character))
    return masks, [masks.index(mask) for mask in of_character]


def _merging(ways: Sequence[Way], length: int) -> list[list[int]]:
    """For each place, the ways of one look-ahead between which nothing that follows can tell."""
    found: list[list[int]] = []
    looks = [(number, way) for number, way in enumerate(ways) if isinstance(way.tag, LookAt)]
    for place in range(length + 1):
        same: dict[Any, int] = {}
        for number, way in looks:
            identity = (way.tag, way.sets[place:])
            same[identity] = same.get(identity, 0) | 1 << number
        found.append([mask for mask in same.values() if mask & mask - 1])
    return found


def _merge(state: int, groups: Sequence[int], all_of_them: int) -> int:
    if state & all_of_them:
        for group in groups:
            alive = state & group
            if alive & alive - 1:
                state ^= alive ^ alive & -alive
    return state


def _bits(state: int) -> Iterator[int]:
    while state:
        lowest = state & -state
        yield lowest.bit_length() - 1
        state ^= lowest


def _accept(ways: Sequence[Way], state: int) -> Accept | None:
    """What a final state stands for; None when it has to be looked at one by one."""
    tags = [ways[number].tag for number in _bits(state)]
    if None in tags:
        return None
    alive = set(tags)
    mains = [
        tag for tag in alive if isinstance(tag, Main) and all((look in alive) == wanted for look, wanted in tag.looks)
    ]
    matched = {tag.slot for tag in mains}
    checks = tuple(sorted({tag.check for tag in mains if tag.check is not None}, key=repr))
    if len(checks) > FLAGS:
        return None
    classes = frozenset(tag for tag in alive if isinstance(tag, Class) and tag.slot in matched)
    return Accept(frozenset((tag.slot, tag.groups) for tag in mains), checks, classes)
