"""Whether a number stands at a place of a text: by its evidence, by what is around it, and by the words in front of it.

Evidence comes first. A number with which some format is content beyond `thresholds.STANDS_ALONE` needs no word; one that says
less counts only behind a word for parcels or behind its carrier's name. What is noise counts in neither case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.compiled import ANYWHERE, NEVER
from tracking.languages.words import AGAINST, NAMES, SAYS
from tracking.matching import thresholds
from tracking.matching.ranking import Match, Rank, decide, deciding
from tracking.resolving.candidates import Candidate, candidates
from tracking.resolving.results import Found
from tracking.spelling.texts import NOTHING
from tracking.text.headings import Headings, TableCell
from tracking.text.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.catalog.listed import ListedCarrier
    from tracking.resolving.engine import Engine
    from tracking.text.context import Announcement, ContextReader
    from tracking.text.document import TextDocument
    from tracking.text.naming import NamedCarriers
    from tracking.text.noise import NoiseRules

__all__ = ["BESIDE", "Gatherer", "most_bits"]

_BEHIND_COLON = re.compile(r""":[\s"'*`]{0,3}\Z""")
BESIDE = 5
"""How much a name beside a number says; `Witnesses` say less."""


class _Named(NamedTuple):
    """Whose a number is as the text names carriers."""

    whose: tuple[Candidate, ...]
    carrier: str | None
    """The one carrier's id; None where several are as likely."""
    strength: int

    @property
    def ids(self) -> set[str]:
        """The carriers' ids."""
        return {one.carrier for one in self.whose}


class Gatherer:
    """Decides about the places of one text and keeps what is found there."""

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
        self._witnesses, self._headings = witnesses, Headings(document.plain, document.markup)
        self._ranked, self._words, self._noise = engine.ranked, words, noise
        self.words_count = min_evidence is None
        """Whether words in front of a number count: unless the caller said how much evidence there must be."""
        self._least = thresholds.STANDS_ALONE if min_evidence is None else min_evidence
        self.found: list[Found] = []
        self._front: tuple[int, Announcement] | None = None
        self._columns: dict[str, int] = {}
        """What the headers of tables say."""
        self.strengths: dict[int, int] = {}
        """By where a number begins: how strongly the text names its carrier."""
        self.rejected: set[str] = set()
        """Groups that were put together and are no number of anybody's."""
        self.link_end = 0
        """Where the last link ends that was read; what begins in front of it was read with it."""

    def matches(self, number: str) -> tuple[Match, ...]:
        """The matches of a number without separators, in order."""
        return self._ranked(number, self.country)

    def consider(self, start: int, end: int, number: str, matches: tuple[Match, ...], weak_counts: bool) -> bool:
        """Whether a number stands here; if so, it is kept. ``weak_counts`` says whether it may be one with weak evidence."""
        bits = most_bits(matches)
        strong = bits >= thresholds.STANDS_ALONE
        if not strong and not weak_counts:
            return False
        if strong or not self.words_count:
            if bits < self._least or not matches or matches[0].rank.tier != ANYWHERE:
                return False
            if self._is_noise(start, end, number) or (
                self.words_count
                and bits < thresholds.SURE
                and _doubtful(number, matches)
                and self._announced_as_another(start, matches)
            ):
                return False
            self._keep_strong(start, end, number, deciding(matches))
            return True
        return self._announced(start, end, number, matches)

    def speaks_for_parcel(self, start: int) -> bool:
        """Whether words count and those in front of a place speak for a parcel."""
        return self.words_count and self._words.in_front(self.document, start, self.country).says > 0

    def keep(
        self, start: int, end: int, whose: tuple[Candidate, ...], carrier: str | None, strength: int = BESIDE
    ) -> None:
        """Keep a number and whose it may be, as it is written in the text."""
        plain, text = self.plain, self.document.given
        if plain[end - 1] == NOTHING:
            stop, end = end, start + len(plain[start:end].rstrip(NOTHING))
            if text[end - 1] in "&=" and plain[end - 1] != text[end - 1]:  # an escape, which is longer than its sign
                end = text.find(";", end, stop) + 1 or min(stop, end + 2)
        self.found.append(Found(text[start:end], start, end, whose, carrier, None))
        self.strengths[start] = strength

    def _keep_strong(self, start: int, end: int, number: str, matches: tuple[Match, ...]) -> None:
        """Keep a number with strong evidence; of several carriers the one that the text names comes first.

        Where nothing but its beginning tells the number, a named carrier whose formats are not known comes first as well.
        """
        decision, doubtful = decide(matches), _doubtful(number, matches)
        if self.words_count and (doubtful or decision.kind != "named" or _several_issue(matches)):
            front = self._in_front(start)
            for said, strength in self._speakers(start, end, front):
                if strength < Witnesses.GIVEN and decision.kind == "named":
                    break
                own = tuple([match for match in matches if match.listed.carrier in said])
                if own:
                    others = tuple([match for match in matches if match not in own])
                    self.keep(start, end, candidates(number, own + others), _one_of(own), strength)
                    return
                if doubtful and front.says == NAMES and (one := self._of_unknown_format(said, number)):
                    self.keep(start, end, (one, *candidates(number, matches)), one.carrier, strength)
                    return
        self.keep(start, end, candidates(number, matches), decision.listed and decision.listed.carrier.id, 0)

    def _is_noise(self, start: int, end: int, number: str) -> bool:
        return self._noise.around(self.document, start, end, number, number.isdecimal())

    def _announced_as_another(self, start: int, matches: tuple[Match, ...]) -> bool:
        """Whether the words in front of a place announce another number, and name none of its carriers after that."""
        context = self._in_front(start)
        return context.says == AGAINST and not any(match.listed.carrier in context.carriers for match in matches)

    def _in_front(self, start: int) -> Announcement:
        """What the words in front of a place say; kept for the next question about that place."""
        if self._front is None or self._front[0] != start:
            self._front = start, self._words.in_front(self.document, start, self.country)
        return self._front[1]

    def _announced(self, start: int, end: int, number: str, matches: tuple[Match, ...]) -> bool:
        """Whether a number with weak evidence stands behind a word that speaks for it; if so, it is kept.

        That is a word for parcels, or a carrier's name or host. Behind a carrier's name its own formats count, those that
        may guess only at home as well; behind its name and a word for parcels, those that are too plain to guess at all.
        """
        if self._noise.in_number(number, number.isdecimal(), "strong"):
            return False
        if not matches and not (
            thresholds.SHORTEST_PLAIN <= len(number) <= thresholds.LONGEST_PLAIN and self._in_capitals(start, end)
        ):
            return False
        needed = AGAINST if matches else 0 if _BEHIND_COLON.search(self.plain, max(0, start - 4), start) else SAYS
        front = self._words.in_front(self.document, start, self.country, needed)
        cell = self._headings.cell(start, end)
        column = self._says_of(cell.heading) if cell else 0
        if column:
            front = front._replace(says=column)
        if column == AGAINST or not (matches or front.says > 0 or front.labeled or self._witnesses.company_alone):
            return False
        able = deciding(matches)
        named = self._named(start, end, number, front, cell, bool(able) and able[0].bits > 0)
        if named is None and (front.says <= 0 or not able or able[0].bits <= 0):
            return False
        if self._is_noise(start, end, number):
            return False
        if named is None:
            decided = decide(able).listed
            self.keep(start, end, candidates(number, able), decided and decided.carrier.id, 0)
        else:
            others = candidates(number, tuple(one for one in able if one.listed.carrier.id not in named.ids))
            self.keep(start, end, (*named.whose, *others), named.carrier, named.strength)
        return True

    def _says_of(self, heading: str) -> int:
        """What the header of a table says of the numbers in its column."""
        known = self._columns.get(heading)
        if known is None:
            known = self._columns[heading] = self._words.read(f"{heading}: ", self.country, NAMES).says
        return known

    def _named(
        self, start: int, end: int, number: str, front: Announcement, cell: TableCell | None, checked: bool
    ) -> _Named | None:
        """Whose a number is as the text names carriers; None where it names none that accepts the number.

        ``checked`` says whether some carrier's check digit is right: then a name right in front of the number is a word for
        parcels.
        """
        labeled = NAMES if front.labeled else max(front.says, SAYS) if checked and front.adjacent else front.says
        for said, strength in self._speakers(start, end, front, cell):
            beside = strength >= Witnesses.GIVEN
            if strength == Witnesses.GIVEN and self._witnesses.company_alone:
                labeled = NAMES
            if (not beside and labeled < SAYS) or (strength == Witnesses.MENTIONED and labeled < NAMES):
                break
            for circle in said:
                own = self._matches_of(circle, number, labeled, beside)
                if own and (strength > Witnesses.MENTIONED or _one_of(own)):
                    return _Named(candidates(number, own), _one_of(own), strength)
            if labeled == NAMES and strength > Witnesses.SHOWN and (listed := self._of_unknown_format(said, number)):
                return _Named((listed,), listed.carrier, strength)
        return None

    def _of_unknown_format(self, said: NamedCarriers, number: str) -> Candidate | None:
        """The candidate of a named carrier none of whose formats is known: no other carrier's format takes its number."""
        carriers = [carrier for circle in said for carrier in circle]
        if len(said.meant) != 1 or any(carrier.has_formats for carrier in carriers) or not _mostly_digits(number):
            return None
        listed = said.meant[0].place(self.country)
        return Candidate(listed.carrier.id, listed.company, "named in the text", {}, "none", 0.0, listed.url(number))

    def _speakers(
        self, start: int, end: int, front: Announcement, cell: TableCell | None = None
    ) -> Iterator[tuple[NamedCarriers, int]]:
        """Who names carriers for a place, the nearest first, each with how much it says."""
        if front.carriers:
            yield front.carriers, BESIDE
        if front.says == AGAINST:  # only a name counts that stands behind that word
            return
        if cell:
            yield self._words.names.named_in(f"{cell.in_front} {cell.heading}", self.country), BESIDE
        yield self._words.behind(self.document, end, self.country), BESIDE
        yield from self._witnesses

    def _in_capitals(self, start: int, end: int) -> bool:
        written = self.plain[start:end]
        return written.upper() == written

    def _matches_of(
        self, carriers: Sequence[ListedCarrier], number: str, says: int, beside: bool
    ) -> tuple[Match, ...]:
        """The matches of named carriers; the plainest ones where a word for parcels is there.

        Where the name stands beside the number, formats that may guess at home count without such a word as well.
        """
        digits = number.isdecimal()
        best: dict[str, Match] = {}
        for carrier in carriers:
            for format_ in carrier.formats_at(len(number)):
                if (format_.always_lettered if digits else format_.digits_only) or not format_.accepts(number):
                    continue
                tier = format_.tier(number)
                if tier == NEVER or not beside:
                    if says <= 0 or not (format_.digits_only or format_.always_lettered or (says == NAMES and _mostly_digits(number))):
                        continue
                bits = format_.evidence(number) if tier != NEVER or format_.digits_only or format_.always_lettered else 0.0
                rank = Rank(tier, format_.issued_elsewhere, -bits)
                if carrier.id not in best or rank < best[carrier.id].rank:
                    best[carrier.id] = Match(rank, format_, bits, carrier.place(self.country))
        return tuple(sorted(best.values(), key=lambda match: match.rank))


def _several_issue(matches: tuple[Match, ...]) -> bool:
    """Whether several carriers may have issued a number, users of others' numbers aside."""
    return len(matches) > 1 and not matches[1].rank.issued_elsewhere


def _mostly_digits(number: str) -> bool:
    return 2 * sum(map(str.isdecimal, number)) >= len(number) >= thresholds.SHORTEST_PLAIN


def _one_of(own: Sequence[Match]) -> str | None:
    """The carrier that a text names, of those whose formats accept the number; None where several are as likely."""
    best, *others = own
    if others:
        tier, elsewhere, score = others[0].rank
        if (tier, elsewhere) == best.rank[:2] and score - best.rank.score < thresholds.TIE:
            return None
    return best.listed.carrier.id


def most_bits(matches: tuple[Match, ...]) -> float:
    """The most bits of a match that may decide; 0 without one."""
    most = 0.0
    for match in matches:
        if match.bits > most and match.rank.tier == ANYWHERE:
            most = match.bits
    return most


def _doubtful(number: str, matches: tuple[Match, ...]) -> bool:
    """Whether nothing but its beginning tells a number: no check digit, or as few digits as a telephone number has."""
    if number.isdecimal() and len(number) <= thresholds.TELEPHONE:
        return True
    return not any(match.bits >= thresholds.STANDS_ALONE and match.format.check for match in matches)
