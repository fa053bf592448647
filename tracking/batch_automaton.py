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

from tracking.batch_ways import Check, Class, Look, Main, Way, ways_of
from tracking.checkdigits import ALGORITHMS, ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from tracking.slots import Slot

__all__ = ["FLAGS", "NOTHING", "ODD", "STATES", "Accept", "Automaton", "grouped"]

FLAGS = 16
"""Bits of an outcome that tell which check digits are right."""
STATES = 18
"""Bits above, for the final state; above these stands the length."""
NOTHING = 0
"""The outcome of a key that no format matches."""
ODD = -1
"""The outcome of what is no key (anything but 0-9 and A-Z in it), or is not judged here: to be looked at one by one."""
_WIDTH = ord("Z") - ord("0") + 2
_DEAD, _STRANGE = 0, 1
_MOST = 30_000
"""States at one place; beyond, a length is judged one by one."""
_LANES = 4


def _codes(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Small numbers for bytes: how far from the digit 0 they stand, and one number for what is below 0 or beyond Z.

    Between digits and letters stay seven that mean nothing: cheaper than to look each byte up.
    """
    found = np.subtract(characters, np.uint8(ord("0")), order="C")
    most = np.full(found.shape[-1], _WIDTH - 1, np.uint8)  # with one number instead, numpy takes twenty times as long
    np.minimum(found, most, out=found)
    return found


_KNOWN = _codes(np.frombuffer(ALPHABET.encode(), dtype=np.uint8))
"""The codes of digits and letters, in order."""


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

    def __init__(self, length: int, slots: Sequence[Slot]) -> None:
        self.length, self.slots = length, tuple(slots)
        self.accepts: list[Accept | None] = [Accept(frozenset(), (), frozenset()), None]
        """What each final state stands for; the first is no match, the second what is not judged here."""
        self._tables: list[NDArray[np.int32]] = []
        self._plans: dict[tuple[Check, ...], int] = {(): 0}
        self._judges: dict[int, list[_Sums | _Steps]] = {}
        final = self._build(ways_of(slots, length))
        plans = [0 if accept is None else self._plan(accept.checks) for accept in final]
        self._plan_of = np.array(plans, dtype=np.uint8 if len(self._plans) <= 256 else np.uint16)
        own = (length << STATES) + np.arange(len(final), dtype=np.int64) << FLAGS
        own[[_DEAD, _STRANGE]] = NOTHING, ODD
        self._outcomes = own

    def outcomes(self, keys: NDArray[np.uint8]) -> NDArray[np.int64]:
        """The outcome of each row of a matrix of characters: length, final state and flags; `NOTHING` or `ODD`."""
        columns = _codes(keys.T)
        state: Any = np.zeros(len(keys), dtype=np.int32)
        for table, column in zip(self._tables, columns, strict=True):
            state += column
            state = table.take(state)
        found: NDArray[np.int64] = self._outcomes.take(state)
        for plan, rows in grouped(self._plan_of.take(state)):
            if plan:
                every = len(rows) == len(found)
                own = columns if every else columns.take(rows, axis=1)
                flags = np.zeros(len(rows), dtype=np.uint16)
                for judge in self._judges[plan]:
                    judge.flag(own, flags)
                if every:
                    found |= flags
                else:
                    found[rows] |= flags
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
                self._tables = [np.full(2 * _WIDTH, _WIDTH, dtype=np.int32)] * self.length
                self._tables[-1] = np.full(2 * _WIDTH, _STRANGE, dtype=np.int32)
                return self.accepts
            if place == 0:
                rows = [rows[2], *rows[1:]]  # reading begins at the first row
            table = np.full((len(rows), _WIDTH), _STRANGE, dtype=np.int32)
            table[:, _KNOWN] = np.array(rows, dtype=np.int32)[:, kinds]
            self._tables.append(table.ravel() if place + 1 == self.length else table.ravel() * _WIDTH)
        known: dict[Accept | None, int] = {self.accepts[0]: _DEAD, None: _STRANGE}
        ends = [known.setdefault(_accept(ways, state), len(known)) for state in states]
        if self._tables:
            self._tables[-1] = np.array([_DEAD, _STRANGE, *ends], dtype=np.int32).take(self._tables[-1])
        self.accepts = list(known)
        return self.accepts

    def _plan(self, checks: tuple[Check, ...]) -> int:
        plan = self._plans.setdefault(checks, len(self._plans))
        if checks and plan not in self._judges:
            summed, others = [], []
            for flag, check in enumerate(checks):
                sums = _algorithm(check).sums(check[1][1] - check[1][0])
                if sums is None:
                    others.append(_Steps(flag, check))
                else:
                    summed.append((flag, check[1], sums))
            lanes = [_Sums(self.length, summed[at : at + _LANES]) for at in range(0, len(summed), _LANES)]
            self._judges[plan] = [*lanes, *others]
        return plan


class _Sums:
    """Up to four check digits that are sums, each in 16 bits of one integer."""

    def __init__(self, length: int, summed: Sequence[tuple[int, tuple[int, int, int], Any]]) -> None:
        tables = np.zeros((length, _WIDTH), dtype="<u8")
        self.answers = []
        for lane, (flag, (start, _, at), sums) in enumerate(summed):
            for place, row in enumerate(sums.rows):
                values = np.frombuffer(row, dtype=np.uint8)[list(ALPHABET.encode())].astype(np.uint64)
                tables[start + place, _KNOWN] |= values << np.uint64(16 * lane)
            self.answers.append((flag, lane, at, _codes(np.frombuffer(sums.answers, dtype=np.uint8))))
        self.tables = [(place, table) for place, table in enumerate(tables) if table.any()]

    def flag(self, columns: NDArray[np.uint8], flags: NDArray[np.uint16]) -> None:
        """Set the flags of rows whose characters stand in these columns."""
        total = np.zeros(len(flags), dtype="<u8")
        for place, table in self.tables:
            total += table.take(columns[place])
        lanes = total.view("<u2").reshape(-1, _LANES)
        for flag, lane, at, answers in self.answers:
            right = answers.take(lanes[:, lane]) == columns[at]
            flags |= right.astype(np.uint16) << np.uint16(flag)


class _Steps:
    """A check digit of which each step depends on the one before."""

    def __init__(self, number: int, check: Check) -> None:
        after, answers = _algorithm(check).steps()
        self.number, (self.start, self.end, self.at) = number, check[1]
        table = np.zeros((len(answers), _WIDTH), dtype=np.int16)
        table[:, _KNOWN] = np.frombuffer(after, dtype=np.uint8).reshape(table.shape[0], -1)
        self.after = table.ravel() * np.int16(_WIDTH)
        self.first = (len(answers) - 1) * _WIDTH
        self.answers = _codes(np.frombuffer(answers, dtype=np.uint8))

    def flag(self, columns: NDArray[np.uint8], flags: NDArray[np.uint16]) -> None:
        """Set the flags of rows whose characters stand in these columns."""
        state: Any = np.full(len(flags), self.first, dtype=np.int16)
        for column in columns[self.start : self.end]:
            state += column
            state = self.after.take(state)
        right = self.answers.take(state // _WIDTH) == columns[self.at]
        flags |= right.astype(np.uint16) << np.uint16(self.number)


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


def _algorithm(check: Check) -> Any:
    return ALGORITHMS[check[0][0]](*check[0][1])


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
    looks = [(number, way) for number, way in enumerate(ways) if isinstance(way.tag, Look)]
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
