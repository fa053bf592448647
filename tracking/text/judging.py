"""Whether a number stands at a place of a text: by its evidence, what is around it, and the words in front of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracking.definitions.compiled import ANYWHERE, NEVER
from tracking.languages.words import AGAINST, SAYS
from tracking.matching.ranking import Match, Rank
from tracking.resolving.candidates import candidates
from tracking.resolving.results import Found
from tracking.spelling.texts import NOTHING
from tracking.text.noise import amount, enclosed, iban, stamp
from tracking.text.window import Window, seen_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.catalog.listed import ListedCarrier
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.engine import Engine

__all__ = ["STRONG", "SURE", "TELEPHONE", "Judging", "most_bits"]

STRONG = 8.0
"""Bits from which a number needs no word in front of it."""
SURE = 11.0
"""Bits from which a word against a number does not count. Two fixed letters have 9.4."""
TELEPHONE = 13
"""Digits of a telephone number, at most."""
_PLAIN, _PLAINEST = 8, 25
"""Characters of a number that only a carrier's name and a word for parcels together let count."""


class Judging:
    """Judges the places of one text and keeps what is found there."""

    def __init__(self, engine: Engine, country: str | None, min_evidence: float | None, text: str, plain: str) -> None:
        self.engine, self.country, self.text, self.plain = engine, country, text, plain
        self.ranked: Callable[[str], tuple[Match, ...]] = partial(engine.ranked, country=country)
        """The formats that accept a key, in order."""
        self.by_default = min_evidence is None
        self.least = STRONG if min_evidence is None else min_evidence
        self.markup = "</" in plain or "/>" in plain
        self.found: list[Found] = []
        self.reader: Window | None = None

    def judge(self, start: int, end: int, number: str, ranked: tuple[Match, ...], alone: bool) -> bool:
        """Whether a number stands here; if so, it is added."""
        bits = most_bits(ranked)
        if bits >= STRONG or not self.by_default:
            if bits < self.least or not ranked or ranked[0][0][0] != ANYWHERE or (bits < STRONG and not alone):
                return False
            if self.noise(start, end, number) or (
                self.by_default and bits < SURE and _doubtful(number, ranked) and self.another(start, ranked)
            ):
                return False
            self.add(start, end, candidates(number, _deciding(ranked)))
            return True
        return alone and self.beside(start, end, number, ranked)

    def noise(self, start: int, end: int, number: str) -> bool:
        """Whether what is around a number that somebody's format accepts, or the number itself, tells that it is none."""
        if enclosed(self.plain, start, end, self.markup):
            return True
        return amount(self.plain, start, end) if number.isdecimal() else iban(number)

    def another(self, start: int, ranked: tuple[Match, ...]) -> bool:
        """Whether the words in front of a place announce another number, and none of its carriers is named behind them."""
        says, entries = self.window(start)
        return says == AGAINST and not any(match.listed.carrier in entries for match in ranked)

    def window(self, start: int, needed: int = AGAINST) -> tuple[int, list[ListedCarrier]]:
        """What the words in front of a place say, and whom they name where the words say as much as is needed."""
        if self.reader is None:
            self.reader = Window.of(self.engine.catalog)
        if self.reader.denied(self.plain, start):
            return AGAINST, []
        return self.reader.read(seen_before(self.plain, start, self.markup), self.country, needed)

    def beside(self, start: int, end: int, number: str, ranked: tuple[Match, ...]) -> bool:
        """A weak shape counts only behind a word that speaks for it: a word for parcels, or a carrier's name or host.

        Behind a carrier's name its own formats count, those that may guess only at home as well; behind its name and a
        word for parcels, those that are too plain to guess at all.
        """
        digits = number.isdecimal()
        if digits and stamp(number):
            return False
        if not ranked and not (
            _PLAIN <= len(number) <= _PLAINEST and self.plain[start:end].upper() == self.plain[start:end]
        ):
            return False
        says, entries = self.window(start, AGAINST if ranked else SAYS)
        own = tuple([match for match in ranked if match.listed.carrier in entries]) if entries else ()
        if not own and entries:
            own = self.of_the_named(entries, number, says)
        deciding = _deciding(ranked)
        if not own and (says <= 0 or not deciding or deciding[0][2] <= 0):
            return False
        if self.noise(start, end, number):
            return False
        others = tuple([match for match in deciding if match.listed.carrier not in entries]) if own else deciding
        self.add(start, end, candidates(number, own + others))
        return True

    def of_the_named(self, entries: list[ListedCarrier], number: str, says: int) -> tuple[Match, ...]:
        """The formats of carriers that are named in front of a number; the plainest ones where the words say it is a parcel's."""
        digits = number.isdecimal()
        found: dict[str, Match] = {}
        for entry in entries:
            for slot in entry.slots(len(number)):
                if slot.kind == ("m" if digits else "d") or not slot.accepts(number):
                    continue
                tier = slot.tier(number)
                if tier != NEVER or (says > 0 and slot.kind != "b"):
                    bits = slot.evidence(number)
                    match = Match(Rank(tier, slot.issued_elsewhere, -bits), slot, bits, entry.place(self.country))
                    if entry.id not in found or match[0] < found[entry.id][0]:
                        found[entry.id] = match
        return tuple(sorted(found.values(), key=lambda match: match[0]))

    def add(self, start: int, end: int, whose: tuple[Candidate, ...]) -> None:
        """Keep what was found, as it is written."""
        plain, text = self.plain, self.text
        if plain[end - 1] == NOTHING:
            stop, end = end, start + len(plain[start:end].rstrip(NOTHING))
            if text[end - 1] in "&=" and plain[end - 1] != text[end - 1]:  # an escape, which is longer than its sign
                end = text.find(";", end, stop) + 1 or min(stop, end + 2)
        self.found.append(Found(text[start:end], start, end, whose))


def _doubtful(number: str, ranked: tuple[Match, ...]) -> bool:
    """Whether nothing but its beginning tells a number: no check digit, or as few digits as a telephone number has."""
    if number.isdecimal() and len(number) <= TELEPHONE:
        return True
    return not any(match[2] >= STRONG and match[1].check for match in ranked)


def _deciding(ranked: tuple[Match, ...]) -> tuple[Match, ...]:
    """The matches that may decide; they come first."""
    if not ranked or ranked[-1][0][0] == ANYWHERE:
        return ranked
    return tuple([match for match in ranked if match[0][0] == ANYWHERE])


def most_bits(ranked: tuple[Match, ...]) -> float:
    """The most bits of a match that may decide."""
    most = 0.0
    for match in ranked:
        if match[2] > most and match[0][0] == ANYWHERE:
            most = match[2]
    return most
