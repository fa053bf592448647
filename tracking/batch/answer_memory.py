"""The answers to classes of rows, remembered and found again for whole columns of classes."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tracking.batch.automaton import ONE_BY_ONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AnswerMemory", "AnsweredRows"]

_ALONE = -1
"""The place of a class without a common answer. Its rows are answered one by one."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose multiples are spread evenly over 64 bits (Knuth's multiplicative hashing)."""


class AnswerMemory:
    """The answers to classes, in the order in which the classes were first seen. Threads may share it."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {ONE_BY_ONE: _ALONE}
        """Each class's place among the answers, or `_ALONE`."""
        self.answers: list[Any] = []
        self._adding = Lock()
        self._table = _HashTable.of(self.places)
        self._made: tuple[int, Any] = (0, None)

    def add(self, row_class: int, answer: Any) -> None:
        """Store the answer to a class; None means that its rows have none in common."""
        with self._adding:
            if row_class not in self.places:
                place = _ALONE if answer is None else len(self.answers)
                if answer is not None:
                    self.answers.append(answer)
                self.places[row_class] = place  # last, since other threads look here without waiting

    def look_up(self, classes: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the place of each row's answer, and the rows whose place was not found this way."""
        if len(self.places) > 1.2 * len(self._table.classes):
            with self._adding:
                self._table = _HashTable.of(self.places)
        return self._table.look_up(classes)

    def made(self, nothing: Any) -> Any:
        """Return ``nothing`` (always the same object) with all answers added by its method ``more``; each is added once."""
        size, (before, made) = len(self.answers), self._made
        if made is None or before < size:
            made = (nothing if made is None else made).more(self.answers[before:size])
            self._made = (size, made)
        return made


class _HashTable(NamedTuple):
    """A hash table from classes to the places of their answers, which is looked up for whole columns.

    If several classes fall into one bucket, one of them is kept, and the rows of the others are left to a dictionary.
    This is four times as fast as Arrow's dictionaries.
    """

    classes: NDArray[np.int64]
    places: NDArray[np.intp]
    shift: np.uint64
    buckets: NDArray[np.int32]

    @classmethod
    def of(cls, places: dict[int, int]) -> _HashTable:
        classes = np.fromiter(places, np.int64, len(places))
        bits = (16 * len(classes)).bit_length()
        shift = np.uint64(64 - bits)
        buckets = np.zeros(1 << bits, np.int32)
        buckets[_hashed(classes, shift)] = np.arange(len(classes))
        return cls(classes, np.fromiter(places.values(), np.intp, len(places)), shift, buckets)

    def look_up(self, classes: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        at = self.buckets.take(_hashed(classes, self.shift))
        return self.places.take(at), (self.classes.take(at) != classes).nonzero()[0]


def _hashed(classes: NDArray[np.int64], shift: np.uint64) -> NDArray[np.int64]:
    buckets = classes.view(np.uint64) * _SPREAD
    buckets >>= shift
    return buckets.view(np.int64)


class AnsweredRows(NamedTuple):
    """The answers to the rows of a batch."""

    memory: AnswerMemory
    single: list[Any]
    """The answers to rows that were answered one by one."""
    of: NDArray[np.intp]
    """Each row's place in the memory; below 0, the complement of its place in ``single``."""
    keys: Any
    """Each row's key, as an Arrow array."""

    def used(self) -> tuple[list[Any], NDArray[np.intp]]:
        """Return the answers that occur in rows, and each row's place among these."""
        answers = self.memory.answers
        places, of = np.unique(self.of, return_inverse=True)
        return [answers[place] if place >= 0 else self.single[~place] for place in places.tolist()], of
