"""The engine's knowledge about a number: the formats that accept it, their ordered matches, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.catalog import Catalog
from tracking.catalog.listed import AmbiguousName
from tracking.definitions.compiled import NEVER
from tracking.matching import thresholds
from tracking.matching.matcher import Matcher
from tracking.matching.ranking import Decision, Match, Rank, decide, in_order, is_plain_guess, match_of, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.catalog.listed import ListedName
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.known import KnownFormats
    from tracking.resolving.query import NumberInText, Query

__all__ = ["NumberKnowledge"]

_COUNTRIES = 300
"""How many countries have the order of some formats remembered: there are 250, but callers may invent others."""


class NumberKnowledge:
    """The number's side of the engine. Nothing is stored for single numbers, only for formats."""

    def __init__(self, definitions: Definitions) -> None:
        self.catalog = Catalog(definitions)
        """Carriers by name and by page."""
        self.matcher = Matcher(definitions)
        """The matcher: from a number to the formats that accept it."""
        self._matches: dict[FormatAtLength, Match] = {}
        """Of each format that was met, its match without a country, where that is the same for all numbers."""

    def vouched(self, number: str) -> bool:
        """Tell whether the check digit of any format that may guess is right for a key."""
        formats = self.matcher.matches(number)
        return bool(formats and formats.vouched)

    def formats(self, number: str) -> KnownFormats | tuple[()]:
        """Return the formats that may guess and accept a key."""
        return self.matcher.matches(number)

    def numbers_in(self, text: str, country: str | None, company: str | None) -> Sequence[NumberInText]:
        """Return the numbers in a text, with the company as evidence; empty if no reader of texts was passed in."""
        return ()

    def decision(self, query: Query, said: bool) -> Decision:
        """Return what the number of a query decides if no company does. Every answer uses this decision.

        If a company's name may mean several carriers, only their matches count, and any of them is enough. ``said``
        means that something else was given, an unknown company or a URL: then only strong evidence counts. In a
        country, a guess as weak as one check digit over bare digits decides nothing beside a local carrier's plain
        numbers of that length.
        """
        if isinstance(query.named, AmbiguousName):
            matches = query.ranked(self)
            carriers = {listed.carrier.id for listed in query.named}
            return decide(tuple([match for match in matches if match.listed.carrier.id in carriers]))
        formats = query.formats(self)
        if not formats:
            return decide(())
        found = self._decided(formats, query.key, query.country, said)
        if (
            query.country
            and found.kind == "named"
            and found.match is not None
            and is_plain_guess(found.match, query.country)
        ):
            rivals = self._plain_rivals(query.key, query.country, found.match)
            if rivals:
                return Decision("ambiguous", found.match, rivals)
        return found

    def _decided(self, formats: KnownFormats, number: str, country: str | None = None, said: bool = False) -> Decision:
        """Return what formats that accept a key decide. The decision is stored with the formats."""
        decided = formats.decided
        if decided is None:
            decided = formats.decided = {}
        found = decided.get((country, said))
        if found is None:
            found = decide(self.ranked_formats(formats, number, country), thresholds.STRONG if said else 0.0)
            if len(decided) < _COUNTRIES:
                decided[country, said] = found
        return found

    def _plain_rivals(self, number: str, country: str, best: Match) -> tuple[Match, ...]:
        """Return the local carriers with plain numbers like this one, even if such a number never guesses by itself."""
        rivals = []
        for id_ in self.catalog.with_plain_formats(country, len(number)):
            carrier = self.catalog.carriers[id_]
            for found in carrier.formats_at(len(number)) if id_ != best.format.carrier_id else ():
                if found.digits_only and best.format.carrier_id not in found.issued_by and found.accepts(number):
                    bits = found.evidence(number)
                    rank = Rank(found.tier(number), found.issued_elsewhere, -bits)
                    rivals.append(Match(rank, found, bits, carrier.place(country)))
                    break
        return tuple(rivals)

    def users(self, number: str) -> tuple[ListedName, ...]:
        """Return the carriers that use such numbers, but do not issue them."""
        using = [found.carrier_id for found in self.matcher.matches(number) if found.issued_elsewhere]
        return tuple([self.catalog.carriers[id_].place(None) for id_ in dict.fromkeys(using)])

    def mistyped(self, number: str) -> FormatAtLength | None:
        """Return the format whose number a key probably is, with a wrong check digit.

        None if a match accepts the key that is not itself likely mistyped (so there is never one beside a named
        carrier), and if no format would give `thresholds.TELLING` bits with the right check digit.
        """
        accepting = self.matcher.matches(number)
        if not all(found.likely_mistyped or found.tier(number) == NEVER for found in accepting):
            return None
        near = [
            one
            for one in self.matcher.near(number)
            if not one.issued_elsewhere and one.evidence(number) >= thresholds.TELLING
        ]
        return max(near, key=lambda one: (one.evidence(number), one.carrier_id), default=None)

    def ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """Return the matches of a key in order; see `tracking.matching.ranking.rank`."""
        formats = self.matcher.matches(number)
        return self.ranked_formats(formats, number, country) if formats else ()

    def ranked_formats(self, formats: KnownFormats | tuple[()], number: str, country: str | None) -> tuple[Match, ...]:
        """Return the matches of formats that accept a key, in order."""
        if not formats:
            return ()
        if country is None:
            return formats.ranked or self._order(formats, number)
        memory = formats.ranked_in
        if memory is None:
            memory = formats.ranked_in = {}
        ranked = memory.get(country)
        if ranked is None:
            ranked = rank(formats, number, country, self.catalog.carriers)
            if len(memory) < _COUNTRIES:
                memory[country] = ranked
        return ranked

    def _order(self, formats: KnownFormats, number: str) -> tuple[Match, ...]:
        """Return the matches of formats in order, without a country. They are stored with the formats."""
        if len(formats.formats) == 1:  # as most are; then nothing but this remembers the match
            (found,) = formats.formats
            match = match_of(found, number, None, self.catalog.carriers)
            ranked = () if match is None else in_order([match]) if found.issued_elsewhere else (match,)
            formats.ranked = ranked
            return ranked
        matches = []
        for found in formats.formats:
            match = self._matches.get(found) or match_of(found, number, None, self.catalog.carriers)
            if match is not None:
                if found.bits is not None:
                    self._matches[found] = match
                matches.append(match)
        ranked = formats.ranked = in_order(matches)
        return ranked
