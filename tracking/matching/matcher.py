"""From a number to the formats that accept it.

A number's length and first two characters lead to a *predicate*: a function made for the few formats that could match such
a number. Where those are many that differ in their last two characters (the country of a postal number), these choose
among them. Predicates are made when first needed and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.catalog.listed import NEVER, FormatAtLength
from tracking.definitions.checkdigits import ALGORITHMS, ALPHABET
from tracking.matching.checksum_tables import ChecksumTable, panel
from tracking.matching.predicates import Check, Formats, digits_of, nothing, predicate_of, summed, tailed
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracking.catalog.listed import ListedCarrier

__all__ = ["Matcher"]

_ENDS = frozenset(ALPHABET) | PRINTED
APART = 8
"""Formats up to which one pattern of them all is quicker than telling them apart by the last characters."""


class Matcher:
    """The predicates of all lengths and beginnings."""

    def __init__(self, entries: Iterable[ListedCarrier]) -> None:
        self._lengths: dict[int, list[tuple[ListedCarrier, Any, Any]]] = {}
        for entry in entries:
            for form in entry.form[6]:
                for length in form[6]:
                    if length[3] != NEVER:
                        self._lengths.setdefault(length[0], []).append((entry, form, length))
        self._first: dict[tuple[int, str], list[tuple[tuple[ListedCarrier, Any, Any], str]]] = {}
        longest = max(self._lengths, default=0)
        self.predicates: list[dict[bytes, Callable[[bytes], Formats]]] = [{} for _ in range(longest + 1)]
        """By length, then by the first two characters; what is not there yet, `predicate` makes."""
        self._made: dict[tuple[int, ...], Callable[[bytes], Formats]] = {}
        self._slots: dict[int, FormatAtLength] = {}
        self._panels: dict[int, tuple[ChecksumTable | None, dict[Check, int]]] = {}

    def matches(self, number: str) -> Formats:
        """The formats that may guess and accept a key, in no order."""
        if not number.isascii():
            return ()
        text = number.encode()
        try:
            return self.predicates[len(text)][text[:2]](text)
        except (KeyError, IndexError):
            return self.predicate(number)(text)

    def predicate(self, number: str) -> Callable[[bytes], Formats]:
        """The predicate for numbers of this length and beginning."""
        length, head = len(number), number[:2]
        if length not in self._lengths or len(head) < 2 or not _ENDS.issuperset(head):
            return nothing
        predicate = self.predicates[length][head.encode()] = self._predicate(self._possible(length, head))
        return predicate

    def _possible(self, length: int, head: str) -> list[tuple[ListedCarrier, Any, Any]]:
        """The formats of a length that may begin so."""
        first, second = head[0], head[1]
        possible = self._first.get((length, first))
        if possible is None:
            possible = self._first[length, first] = [
                (item, seconds)
                for item in self._lengths[length]
                if (seconds := "".join(sets[1] for sets in item[2][6] if first in sets[0]))
            ]
        return [item for item, seconds in possible if second in seconds]

    def near(self, number: str) -> list[FormatAtLength]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        if len(number) not in self._lengths or len(number) < 2:
            return []
        possible = self._possible(len(number), number[:2])
        slots = [self._slot(item) for item in possible if _allows(item[2][7], number[-2:])]
        return [slot for slot in slots if slot.fullmatch(number) and not slot.right(number)]

    def _slot(self, item: tuple[ListedCarrier, Any, Any]) -> FormatAtLength:
        entry, form, length = item
        slot = self._slots.get(id(item))
        if slot is None:
            slot = self._slots.setdefault(id(item), FormatAtLength(entry, form, length))
        return slot

    def _predicate(self, chosen: list[tuple[ListedCarrier, Any, Any]]) -> Callable[[bytes], Formats]:
        identity = tuple(map(id, chosen))  # not of its parts: in a snapshot, what is equal is one object
        predicate = self._made.get(identity)
        if predicate is None:
            digits = [item for item in chosen if item[2][4] == "d"]
            others = [item for item in chosen if item[2][4] != "d"]
            told_apart = len(others) > APART and any(
                len(set_) < 10 for item in others for tail in item[2][7] for set_ in tail
            )
            if not told_apart:
                predicate = predicate_of([self._slot(item) for item in chosen], self._panel)
            elif not digits:
                predicate = self._by_tail(others)
            else:
                both = [self._slot(item) for item in others if item[2][4] == "b"]
                predicate = digits_of([self._slot(item) for item in digits], both, self._by_tail(others), self._panel)
            predicate = self._made.setdefault(identity, predicate)
        return predicate

    def _panel(self, length: int, wanted: Sequence[Check]) -> tuple[ChecksumTable, dict[Check, int]] | None:
        """One panel for all of a length, so that its tables stay at hand; its own for few where all are too many."""
        if length not in self._panels:
            slots = [self._slot(item) for item in self._lengths[length] if item[2][4] == "d"]
            self._panels[length] = _panel_of(length, [check for slot in slots if (check := summed(slot)) is not None])
        every, places = self._panels[length]
        if every is None:
            every, places = _panel_of(length, wanted)
        return None if every is None else (every, places)

    def _by_tail(self, chosen: list[tuple[ListedCarrier, Any, Any]]) -> Callable[[bytes], Formats]:
        """A predicate for each last two characters, made when first asked for."""
        predicates: dict[bytes, Callable[[bytes], Formats]] = {}
        last: dict[str, list[tuple[tuple[ListedCarrier, Any, Any], str]]] = {}

        def by_tail(number: bytes) -> Formats:
            end = number[-2:]
            predicate = predicates.get(end)
            if predicate is None:
                tail = end.decode("latin-1")
                if not _ENDS.issuperset(tail):
                    return ()
                ending = last.get(tail[1])
                if ending is None:
                    ending = last[tail[1]] = [
                        (item, before)
                        for item in chosen
                        if (before := "".join(sets[-2] for sets in item[2][7] if tail[1] in sets[-1]))
                    ]
                fitting = [item for item, before in ending if tail[0] in before]
                identity = (-1, *map(id, fitting))
                predicate = self._made.get(identity)
                if predicate is None:
                    slots = [self._slot(item) for item in fitting]
                    predicate = self._made.setdefault(identity, tailed(slots, self._panel))
                predicates[end] = predicate
            return predicate(number)

        return by_tail


def _panel_of(length: int, checks: Sequence[Check]) -> tuple[ChecksumTable | None, dict[Check, int]]:
    places = {check: place for place, check in enumerate(dict.fromkeys(checks))}
    tables = [(ALGORITHMS[name](*given).sums(end - start), start, at) for (name, given), (start, end, at) in places]
    return panel(length, [(sums, start, at) for sums, start, at in tables if sums is not None]), places


def _allows(ends: tuple[tuple[str, ...], ...], text: str) -> bool:
    return any(all(character in allowed for allowed, character in zip(sets, text, strict=False)) for sets in ends)
