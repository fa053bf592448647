"""Decides whether a number stands at a position: by its evidence, by its surroundings, and by the words before it.

Evidence comes first. A number that some format accepts with more than `thresholds.STANDS_ALONE` bits needs no word. One
with less evidence counts only after a word for parcels, or after its carrier's name. Noise counts in neither case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.compiled import ANYWHERE
from tracking.matching import thresholds
from tracking.matching.ranking import deciding
from tracking.resolving.results import Found
from tracking.spelling.texts import NOTHING
from tracking.text.corrections import is_corrected
from tracking.text.formless import doubtful, is_formless, is_unchecked
from tracking.text.lengths import compact
from tracking.text.owners import Owners

if TYPE_CHECKING:
    from tracking.matching.ranking import Match
    from tracking.resolving.engine import Engine
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument
    from tracking.text.noise import NoiseRules
    from tracking.text.owner import Owner
    from tracking.text.witnesses import Witnesses

__all__ = ["Gatherer", "most_bits"]

_MOST_SMALL = 2
"""The greatest number of small letters in a number with weak evidence; words and units have more or stand behind few digits."""


class Gatherer:
    """Decides about the positions of one text, and keeps what is found there."""

    def __init__(
        self,
        document: TextDocument,
        engine: Engine,
        words: ContextReader,
        noise: NoiseRules,
        country: str | None,
        min_evidence: float | None,
        witnesses: Witnesses,
    ) -> None:
        self.document, self.plain, self.country = document, document.plain, country
        self._owners = Owners(document, words, witnesses, country)
        self._ranked, self._noise, self._words = engine.ranked, noise, words
        self.words_count = min_evidence is None
        """Whether words before a number count. They do not if the caller said how much evidence there must be."""
        self._least = thresholds.STANDS_ALONE if min_evidence is None else min_evidence
        self.found: list[Found] = []
        self.strengths: dict[int, int] = {}
        """How strongly the text names the carrier of a number, by the number's beginning."""
        self.rejected: set[str] = set()
        """Groups that were put together and are not a carrier's number."""
        self.link_end = 0
        """The end of the last link that was read. Everything that begins before it was read with it."""

    def matches(self, number: str) -> tuple[Match, ...]:
        """Return the matches of a number without separators, in order."""
        return self._ranked(number, self.country)

    def consider(self, start: int, end: int, number: str, matches: tuple[Match, ...], weak_counts: bool) -> bool:
        """Tell whether a number stands here; if so, keep it. ``weak_counts`` says whether it may have weak evidence."""
        bits = most_bits(matches)
        strong = bits >= thresholds.STANDS_ALONE
        if not strong and not weak_counts:
            return False
        if strong or not self.words_count:
            if bits < self._least or not matches or matches[0].rank.tier != ANYWHERE:
                return False
            if self._is_noise(start, end, number) or (
                self.words_count
                and self._yields_to_words(number, matches, bits)
                and self._owners.announced_as_another(start, matches)
            ):
                return False
            self.keep(start, end, self._owners.of_strong(start, end, number, deciding(matches), self.words_count))
            return True
        return self.announced(start, end, number, matches)

    def speaks_for_parcel(self, start: int) -> bool:
        """Tell whether words count, and those before a position speak for a parcel."""
        return self.words_count and self._owners.before.in_front(start).says > 0

    def may_speak(self, start: int) -> bool:
        """Tell whether the text before a position has a word that may speak for a parcel: a quick look."""
        return self._words.may_speak(self.document.seen_before(start))

    def behind_parcel_sign(self, start: int) -> bool:
        """Tell whether the sign right before a position follows a word for parcels or a carrier's name: ``tracking #``."""
        return self.words_count and self._owners.nearest.signed(start)

    def behind_label(self, start: int, end: int) -> bool:
        """Tell whether words count, and the word right before a number, or its column's header, is one for a parcel's number."""
        return self.words_count and (self._owners.nearest.behind_label(start) or self._owners.in_column(start, end))

    def is_beside_name(self, start: int, end: int) -> bool:
        """Tell whether a number that some format accepts has a carrier's name before or behind it: ``607-1234567 Etihad Cargo``."""
        if not self.words_count or not self.matches(compact(self.plain[start:end])):
            return False
        front = self._owners.before.in_front(start)
        return bool(front.carriers) or bool(self._words.behind(self.document, end, self.country))

    def denied(self, start: int, number: str = "", digits: bool = False) -> bool:
        """Tell whether words count, and those at a position rule out any number with weak evidence there, or it is noise by itself."""
        return self.words_count and (self._noise.in_number(number, digits, "strong") or self._owners.denied(start))

    def keep(self, start: int, end: int, owner: Owner) -> None:
        """Keep a number, as it is written in the text, with its possible carriers."""
        plain, text = self.plain, self.document.given
        if plain[end - 1] == NOTHING:
            stop, end = end, start + len(plain[start:end].rstrip(NOTHING))
            if text[end - 1] in "&=" and plain[end - 1] != text[end - 1]:  # an escape, longer than its character
                end = text.find(";", end, stop) + 1 or min(stop, end + 2)
        self.found.append(Found(text[start:end], start, end, owner.whose, owner.carrier, None))
        self.strengths[start] = owner.strength
        self._owners.nearest.talk.about_parcels = True

    def _is_noise(self, start: int, end: int, number: str) -> bool:
        return self._noise.around(self.document, start, end, number, number.isdecimal())

    def typed(self, start: int, end: int, number: str, *, strong: bool) -> bool:
        """Tell whether a number with small letters that stand apart stands here; if so, keep it.

        A format has to accept it, and words or a carrier's name have to speak for it. ``strong`` says whether it needs a
        check digit as well.
        """
        matches = self.matches(number)
        if not strong:
            return most_bits(matches) < thresholds.STANDS_ALONE and self.announced(start, end, number, matches, True)
        if most_bits(matches) < thresholds.SURE or doubtful(number, matches):
            return False
        says = self._owners.before.in_front(start).says
        named = says == 0 and bool(self._owners.nearest.named_before(start, matches))
        return (says > 0 or named) and self.consider(start, end, number, matches, False)

    def typed_beside_name(self, start: int, end: int, number: str) -> bool:
        """Tell whether a number with several letters that stand apart stands behind its carrier's name; if so, keep it."""
        matches = tuple([match for match in self.matches(number) if match.rank.tier == ANYWHERE])
        return bool(matches and self._owners.nearest.named_before(start, matches)) and (
            self.consider(start, end, number, matches, False) or self.announced(start, end, number, matches, True)
        )

    def announced(
        self, start: int, end: int, number: str, matches: tuple[Match, ...], needs_format: bool = False
    ) -> bool:
        """Tell whether a number with weak evidence follows a word that speaks for it; if so, keep it.

        ``needs_format`` says that a carrier whose formats are not known does not count.
        """
        digits = number.isdecimal()
        if not matches and not (
            thresholds.SHORTEST_PLAIN <= len(number) <= thresholds.LONGEST_PLAIN
            and (digits or self._in_capitals(start, end))
        ):
            return False
        if self._noise.in_number(number, digits, "strong"):
            return False
        owner = self._owners.of_weak(start, end, number, matches)
        if owner is None or (needs_format and any(map(is_formless, owner.whose))):
            return False
        if self._is_noise(start, end, number) or is_corrected(self.document, end):
            return False
        self.keep(start, end, owner)
        self._owners.remember(start, end)
        return True

    def _yields_to_words(self, number: str, matches: tuple[Match, ...], bits: float) -> bool:
        """Tell whether a number with strong evidence does not count behind a word for another number."""
        if bits >= thresholds.SURE:
            return bits < thresholds.SURE_UNCHECKED and is_unchecked(matches)
        return doubtful(number, matches) or self._from_afar(matches)

    def _from_afar(self, matches: tuple[Match, ...]) -> bool:
        """Tell whether a country is given, and none of the carriers is one of its own."""
        return self.country is not None and not any(self.country in match.listed.carrier.local for match in matches)

    def _in_capitals(self, start: int, end: int) -> bool:
        """Tell whether a number has no small letters, or is a long number of digits with one or two."""
        written = self.plain[start:end]
        return written.upper() == written or (
            len(written) > thresholds.SHORTEST_PLAIN
            and written.lower() == written
            and sum(map(str.isalpha, written)) <= _MOST_SMALL
        )


def most_bits(matches: tuple[Match, ...]) -> float:
    """Return the most bits of a match that may decide; 0 without one."""
    most = 0.0
    for match in matches:
        if match.bits > most and match.rank.tier == ANYWHERE:
            most = match.bits
    return most
