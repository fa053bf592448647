"""From a number to the formats that accept it.

A number's length and first two characters lead to a *judge*: a function made for the few formats that could match such
a number. Where those are many that differ in their last two characters (the country of a postal number), these choose
among them. Judges are made when first needed and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.checkdigits import ALGORITHMS, ALPHABET
from tracking.matching_judges import Check, Slots, digits_of, judge_of, nothing, summed, tailed
from tracking.normalize import PRINTED
from tracking.panel import Panel, panel
from tracking.slots import NEVER, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracking.slots import Entry

__all__ = ["Matcher"]

_ENDS = frozenset(ALPHABET) | PRINTED
APART = 8
"""Formats up to which one pattern of them all is quicker than telling them apart by the last characters."""


class Matcher:
    """The judges of all lengths and beginnings."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._lengths: dict[int, list[tuple[Entry, Any, Any]]] = {}
        for entry in entries:
            for form in entry.form[6]:
                for length in form[6]:
                    if length[3] != NEVER:
                        self._lengths.setdefault(length[0], []).append((entry, form, length))
        self._first: dict[tuple[int, str], list[tuple[tuple[Entry, Any, Any], str]]] = {}
        longest = max(self._lengths, default=0)
        self.judges: list[dict[bytes, Callable[[bytes], Slots]]] = [{} for _ in range(longest + 1)]
        """By length, then by the first two characters; what is not there yet, `judge` makes."""
        self._made: dict[tuple[int, ...], Callable[[bytes], Slots]] = {}
        self._slots: dict[int, Slot] = {}
        self._panels: dict[int, tuple[Panel | None, dict[Check, int]]] = {}

    def matches(self, number: str) -> Slots:
        """The formats that may guess and accept a key, in no order."""
        if not number.isascii():
            return ()
        text = number.encode()
        try:
            return self.judges[len(text)][text[:2]](text)
        except (KeyError, IndexError):
            return self.judge(number)(text)

    def judge(self, number: str) -> Callable[[bytes], Slots]:
        """The judge for numbers of this length and beginning."""
        length, head = len(number), number[:2]
        if length not in self._lengths or len(head) < 2 or not _ENDS.issuperset(head):
            return nothing
        judge = self.judges[length][head.encode()] = self._judge(self._possible(length, head))
        return judge

    def _possible(self, length: int, head: str) -> list[tuple[Entry, Any, Any]]:
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

    def near(self, number: str) -> list[Slot]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        if len(number) not in self._lengths or len(number) < 2:
            return []
        possible = self._possible(len(number), number[:2])
        slots = [self._slot(item) for item in possible if _allows(item[2][7], number[-2:])]
        return [slot for slot in slots if slot.fullmatch(number) and not slot.right(number)]

    def _slot(self, item: tuple[Entry, Any, Any]) -> Slot:
        entry, form, length = item
        slot = self._slots.get(id(item))
        if slot is None:
            slot = self._slots.setdefault(id(item), Slot(entry, form, length))
        return slot

    def _judge(self, chosen: list[tuple[Entry, Any, Any]]) -> Callable[[bytes], Slots]:
        identity = tuple(map(id, chosen))  # not of its parts: in a snapshot, what is equal is one object
        judge = self._made.get(identity)
        if judge is None:
            digits = [item for item in chosen if item[2][4] == "d"]
            others = [item for item in chosen if item[2][4] != "d"]
            told_apart = len(others) > APART and any(
                len(set_) < 10 for item in others for tail in item[2][7] for set_ in tail
            )
            if not told_apart:
                judge = judge_of([self._slot(item) for item in chosen], self._panel)
            elif not digits:
                judge = self._by_tail(others)
            else:
                both = [self._slot(item) for item in others if item[2][4] == "b"]
                judge = digits_of([self._slot(item) for item in digits], both, self._by_tail(others), self._panel)
            judge = self._made.setdefault(identity, judge)
        return judge

    def _panel(self, length: int, wanted: Sequence[Check]) -> tuple[Panel, dict[Check, int]] | None:
        """One panel for all of a length, so that its tables stay at hand; its own for few where all are too many."""
        if length not in self._panels:
            slots = [self._slot(item) for item in self._lengths[length] if item[2][4] == "d"]
            self._panels[length] = _panel_of(length, [check for slot in slots if (check := summed(slot)) is not None])
        every, places = self._panels[length]
        if every is None:
            every, places = _panel_of(length, wanted)
        return None if every is None else (every, places)

    def _by_tail(self, chosen: list[tuple[Entry, Any, Any]]) -> Callable[[bytes], Slots]:
        """A judge for each last two characters, made when first asked for."""
        judges: dict[bytes, Callable[[bytes], Slots]] = {}
        last: dict[str, list[tuple[tuple[Entry, Any, Any], str]]] = {}

        def by_tail(number: bytes) -> Slots:
            end = number[-2:]
            judge = judges.get(end)
            if judge is None:
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
                judge = self._made.get(identity)
                if judge is None:
                    slots = [self._slot(item) for item in fitting]
                    judge = self._made.setdefault(identity, tailed(slots, self._panel))
                judges[end] = judge
            return judge(number)

        return by_tail


def _panel_of(length: int, checks: Sequence[Check]) -> tuple[Panel | None, dict[Check, int]]:
    places = {check: place for place, check in enumerate(dict.fromkeys(checks))}
    tables = [(ALGORITHMS[name](*given).sums(end - start), start, at) for (name, given), (start, end, at) in places]
    return panel(length, [(sums, start, at) for sums, start, at in tables if sums is not None]), places


def _allows(ends: tuple[tuple[str, ...], ...], text: str) -> bool:
    return any(all(character in allowed for allowed, character in zip(sets, text, strict=False)) for sets in ends)
