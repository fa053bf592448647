"""The answers of kinds of rows, found again by the rows' kinds."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tracking.batch.automaton import ODD

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Asked", "Pool"]

_ALONE = -1
"""The place of what is answered for each row."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose multiples are spread evenly over 64 bits (Knuth's multiplicative hashing)."""


class Pool:
    """The answers of kinds, in the order in which these were met, and what was made of them; may be shared by threads."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {ODD: _ALONE}
        """Each kind's place among the answers, or `_ALONE`."""
        self.answers: list[Any] = []
        self._adding = Lock()
        self._slots = _Slots.of(self.places)
        self._made: tuple[int, Any] = (0, None)

    def add(self, kind: int, answer: Any) -> None:
        """Remember a kind's answer; None for none in common."""
        with self._adding:
            if kind not in self.places:
                place = _ALONE if answer is None else len(self.answers)
                if answer is not None:
                    self.answers.append(answer)
                self.places[kind] = place  # last: other threads look here without waiting

    def look_up(self, kinds: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The place of each row's answer, and the rows for which it is not to be had so quickly."""
        if len(self.places) > 1.2 * len(self._slots.kinds):
            with self._adding:
                self._slots = _Slots.of(self.places)
        return self._slots.look_up(kinds)

    def made(self, nothing: Any) -> Any:
        """All answers added to ``nothing`` (always the same); those that were there before are not added again."""
        size, (before, made) = len(self.answers), self._made
        if made is None or before < size:
            made = (nothing if made is None else made).more(self.answers[before:size])
            self._made = (size, made)
        return made


class _Slots(NamedTuple):
    """Where kinds stand, for whole columns of kinds: a hash table in which one of several in a slot is kept.

    Four times as quick as Arrow's dictionaries; the kinds that found no slot are left to these.
    """

    kinds: NDArray[np.int64]
    places: NDArray[np.intp]
    shift: np.uint64
    slots: NDArray[np.int32]

    @classmethod
    def of(cls, places: dict[int, int]) -> _Slots:
        kinds = np.fromiter(places, np.int64, len(places))
        bits = (16 * len(kinds)).bit_length()
        shift = np.uint64(64 - bits)
        slots = np.zeros(1 << bits, np.int32)
        slots[_slot(kinds, shift)] = np.arange(len(kinds))
        return cls(kinds, np.fromiter(places.values(), np.intp, len(places)), shift, slots)

    def look_up(self, kinds: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        at = self.slots.take(_slot(kinds, self.shift))
        return self.places.take(at), (self.kinds.take(at) != kinds).nonzero()[0]


def _slot(kinds: NDArray[np.int64], shift: np.uint64) -> NDArray[np.int64]:
    slots = kinds.view(np.uint64) * _SPREAD
    slots >>= shift
    return slots.view(np.int64)


class Asked(NamedTuple):
    """Rows and their answers."""

    pool: Pool
    own: list[Any]
    """Answers to rows that share none."""
    of: NDArray[np.intp]
    """Each row's place in the pool, or below 0 the complement of its place in ``own``."""
    keys: Any
    """Each row's key."""

    def used(self) -> tuple[list[Any], NDArray[np.intp]]:
        """Only the answers that a row has, and each row's place among these."""
        answers = self.pool.answers
        places, of = np.unique(self.of, return_inverse=True)
        return [answers[place] if place >= 0 else self.own[~place] for place in places.tolist()], of
