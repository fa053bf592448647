"""From a number to the formats that accept it.

A number's length and first two characters lead to a *predicate*: a function made for the few formats that could match such
a number. Where those are many that differ in their last two characters (the country of a postal number), these choose
among them. Predicates are made when first needed and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.checkdigits import ALPHABET, DIGITS
from tracking.definitions.compiled import algorithm_of
from tracking.definitions.format_at_length import FormatAtLength
from tracking.matching.checksum_tables import ChecksumTable, panel
from tracking.matching.predicates import Check, Formats, digits_of, nothing, predicate_of, summed, tailed
from tracking.spelling.numbers import PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions

__all__ = ["Matcher"]

_ENDS = frozenset(ALPHABET) | PRINTED
APART = 8
"""Formats up to which one pattern of them all is quicker than telling them apart by the last characters."""


class Matcher:
    """The predicates of all lengths and beginnings."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions, self._lengths = definitions, definitions.lengths
        self._first: dict[tuple[int, str], list[tuple[FormatAtLength, str]]] = {}
        longest = max(self._lengths, default=0)
        self.predicates: list[dict[bytes, Callable[[bytes], Formats]]] = [{} for _ in range(longest + 1)]
        """By length, then by the first two characters; what is not there yet, `predicate` makes."""
        self._made: dict[tuple[int, ...], Callable[[bytes], Formats]] = {}
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

    def _possible(self, length: int, head: str) -> list[FormatAtLength]:
        """The formats of a length that may begin so."""
        first, second = head[0], head[1]
        possible = self._first.get((length, first))
        if possible is None:
            possible = self._first[length, first] = [
                (each, seconds)
                for each in self._definitions.guessing(length, first)
                if (seconds := "".join(after for before, after in each.heads if first in before))
            ]
        return [each for each, seconds in possible if second in seconds]

    def near(self, number: str) -> list[FormatAtLength]:
        """The formats that may guess and whose pattern a key matches, though its check digit is wrong."""
        if len(number) not in self._lengths or len(number) < 2:
            return []
        possible = self._possible(len(number), number[:2])
        slots = [slot for slot in possible if _allows(slot.tails, number[-2:])]
        return [slot for slot in slots if slot.fullmatch(number) and not slot.right(number)]

    def _predicate(self, chosen: list[FormatAtLength]) -> Callable[[bytes], Formats]:
        identity = tuple(map(id, chosen))
        predicate = self._made.get(identity)
        if predicate is None:
            digits = [slot for slot in chosen if slot.digits_only]
            others = [slot for slot in chosen if not slot.digits_only]
            told_apart = len(others) > APART and any(
                len(set_) < 10 for slot in others for tail in slot.tails for set_ in tail
            )
            if not told_apart:
                predicate = predicate_of(chosen, self._panel)
            elif not digits:
                predicate = self._by_tail(others)
            else:
                both = [slot for slot in others if not slot.always_lettered]
                predicate = digits_of(digits, both, self._by_tail(others), self._panel)
            predicate = self._made.setdefault(identity, predicate)
        return predicate

    def _panel(self, length: int, wanted: Sequence[Check]) -> tuple[ChecksumTable, dict[Check, int]] | None:
        """One panel for all of a length, so that its tables stay at hand; its own for few where all are too many."""
        if length not in self._panels:
            every_first = [each for first in DIGITS for each in self._definitions.guessing(length, first)]
            slots = [slot for slot in every_first if slot.digits_only]
            self._panels[length] = _panel_of(length, [check for slot in slots if (check := summed(slot)) is not None])
        every, places = self._panels[length]
        if every is None:
            every, places = _panel_of(length, wanted)
        return None if every is None else (every, places)

    def _by_tail(self, chosen: list[FormatAtLength]) -> Callable[[bytes], Formats]:
        """A predicate for each last two characters, made when first asked for."""
        predicates: dict[bytes, Callable[[bytes], Formats]] = {}
        last: dict[str, list[tuple[FormatAtLength, str]]] = {}

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
                        (slot, before)
                        for slot in chosen
                        if (before := "".join(one for one, two in slot.tails if tail[1] in two))
                    ]
                fitting = [slot for slot, before in ending if tail[0] in before]
                identity = (-1, *map(id, fitting))
                predicate = self._made.get(identity)
                if predicate is None:
                    predicate = self._made.setdefault(identity, tailed(fitting, self._panel))
                predicates[end] = predicate
            return predicate(number)

        return by_tail


def _panel_of(length: int, checks: Sequence[Check]) -> tuple[ChecksumTable | None, dict[Check, int]]:
    places = {check: place for place, check in enumerate(dict.fromkeys(checks))}
    tables = [(algorithm_of(rule).sums(end - start), start, at) for rule, (start, end, at) in places]
    return panel(length, [(sums, start, at) for sums, start, at in tables if sums is not None]), places


def _allows(ends: tuple[tuple[str, ...], ...], text: str) -> bool:
    return any(all(character in allowed for allowed, character in zip(sets, text, strict=False)) for sets in ends)
