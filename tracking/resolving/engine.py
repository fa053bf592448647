"""What a resolver does with a number, a company and a URL: matches, their order, and precedence.

Explicit URL, then known company name, then a guess from the number's pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.catalog.catalog import Catalog
from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.definitions.compiled import NEVER
from tracking.matching import thresholds
from tracking.matching.matcher import Matcher
from tracking.matching.ranking import Decision, Match, Rank, decide, in_order, is_plain_guess, match_of, rank
from tracking.resolving.candidates import candidates
from tracking.resolving.cells import read_cell
from tracking.resolving.naming import meant_by
from tracking.resolving.precedence import company_via, known_page, resolution
from tracking.resolving.query import Query, text_of
from tracking.resolving.results import lazy_resolution
from tracking.spelling.countries import country_code
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.known import KnownFormats
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.query import NumberInText
    from tracking.resolving.results import Problem, Resolution, Via

__all__ = ["Engine"]

_COMPANY: Via = "company"
_COUNTRIES = 300
"""Countries whose order of some formats is remembered; there are 250, and a caller may invent more."""


class Engine:
    """Compiled carriers, ready to answer; `tracking.Resolver` is one with a public face. It is immutable and may be shared by threads."""

    def __init__(self, definitions: Definitions) -> None:
        self.catalog = Catalog(definitions)
        """Carriers by name and by page."""
        self.matcher = Matcher(definitions)
        """From a number to the formats that accept it."""
        self._predicates = self.matcher.predicates
        self._names = self.catalog.exact
        self._matches: dict[FormatAtLength, Match] = {}
        """Of each format that was met, its match without a country, where that is the same for all numbers."""

    def resolve(
        self,
        number: str | None = None,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> Resolution:
        """Carrier, company and tracking page of a parcel.

        ``number`` may be written in any way; ``company`` is what a merchant or an API calls the carrier; ``url`` is a page
        that was given with it; ``country`` is the shop's (ISO 3166-1, two letters); ``postal_code`` and ``language`` (two
        letters) are for pages that need them. Raises `InvalidURL` for a bad ``url``, TypeError for a number that is no text.
        """
        if country:
            country = country_code(country)
        if company and not url:
            names = self._names.get(country)
            place: ListedName | AmbiguousName | None = None if names is None else names.get(company)
            if place is None:
                place = self.catalog.company(company, country)
            listed = place if isinstance(place, ListedName) else place and place.whatever_the_number(number)
            if listed:
                page, via = None, _COMPANY
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    if text.isalnum() and (text.isupper() or text.isdigit()):
                        page = listed.quick(number)  # type: ignore[arg-type]
                except (AttributeError, UnicodeEncodeError):
                    pass
                if page is None:
                    text = key(text_of(number)) if number else ""
                    if number and not number.isalnum() and not self.vouched(text):
                        return resolution(self, self.query(number, company, None, country, postal_code, language))
                    values = {"postal_code": postal_code, "country": country, "language": language}
                    page = known_page(listed, number or "", text, values)
                    via = company_via(listed, page)
                known: tuple[Any, ...] = (number, company, country, postal_code, language, listed, listed)
                return lazy_resolution(number, listed.company, listed.carrier.id, page, via, self, known)
        else:
            place = None
            if not (url or country):
                # As in `identify`: most calls know nothing but a number, written as it should be.
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    formats = self._predicates[len(text)][text[:2]](text)
                    guess = formats and formats.named
                    if guess is None:
                        guess = formats.named = (
                            decide(formats.ranked or self._order(formats, text.decode())).listed or False
                        )
                    if guess and (page := guess.quick(number)):
                        known = (number, company, None, postal_code, language, None, guess)
                        return lazy_resolution(number, guess.company, guess.carrier.id, page, "pattern", self, known)
                except (KeyError, IndexError, AttributeError, UnicodeEncodeError):
                    pass
        return resolution(self, self.query(number, company, url, country, postal_code, language))

    def query(
        self,
        number: str | None = None,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> Query:
        """What `resolve` is asked, checked and spelled; `resolution` answers it and keeps there what it finds."""
        page = _checked(url) if url else None
        country = country_code(country)
        asked = Query(number and text_of(number), company, country, postal_code, language, None, None, page)
        named = self.catalog.company(company, country) if company else None
        if number and not number.isalnum():
            named = read_cell(self, asked, named)
        asked.named = meant_by(self, asked, named)
        return asked

    def vouched(self, number: str) -> bool:
        """Whether the check digit of any format that may guess is right for a key."""
        return any(found.check is not None for found in self.matcher.matches(number))

    def numbers_in(self, text: str, country: str | None, company: str | None) -> Sequence[NumberInText]:
        """The numbers in a text, with the company as a witness: none, where nobody has put in a reader of texts."""
        return ()

    def resolution(self, query: Query) -> Resolution:
        """The answer to a query, by precedence."""
        return resolution(self, query)

    def candidates_of(self, query: Query | tuple[Any, ...]) -> tuple[Candidate, ...]:
        """What the patterns say of a query; a plain tuple holds the arguments of one."""
        asked = Query(*query) if isinstance(query, tuple) else query
        return candidates(asked.key, asked.ranked(self))

    def problems_of(self, query: Query | tuple[Any, ...], resolution: Resolution) -> tuple[Problem, ...]:
        """What is wrong with a query, or may be."""
        from tracking.resolving.diagnosis import problems  # most callers never ask

        return problems(self, resolution, Query(*query) if isinstance(query, tuple) else query)

    def identify(self, number: str, country: str | None = None) -> tuple[Candidate, ...]:
        """The carriers that a number may belong to, best first; one candidate a carrier.

        Formats whose check digit is wrong are not among them, nor are carriers that only use numbers that another issues.
        Formats that may guess only at home come last, unless the shop is there.
        """
        if not country:
            # A number as it should be written needs no other spelling: whatever a predicate accepts is such a one.
            try:
                text = number.encode()
                formats = self._predicates[len(text)][text[:2]](text)
            except KeyError:
                formats = self.matcher.matches_of(text)
            except (IndexError, AttributeError, UnicodeEncodeError):
                formats = None
            if formats:
                return candidates(number, formats.ranked or self._order(formats, number))
            if formats is not None and text.isalnum() and (text.isupper() or text.isdigit()):
                return ()
        number = key(text_of(number))
        return candidates(number, self.ranked(number, country_code(country)))

    def decision(self, query: Query, said: bool) -> Decision:
        """What the number of a query decides where no company does; every answer reads this one.

        Of a company's name that may mean several carriers, only their matches count, and any of them may do. ``said`` tells
        that something else was given, an unknown company or a URL: then only strong evidence counts. In a country, a guess
        as weak as one check digit over bare digits decides nothing beside a local carrier's plain numbers of that length.
        """
        matches = query.ranked(self)
        if isinstance(query.named, AmbiguousName):
            carriers = {listed.carrier.id for listed in query.named}
            return decide(tuple([match for match in matches if match.listed.carrier.id in carriers]))
        found = decide(matches, thresholds.STRONG if said else 0.0)
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

    def _plain_rivals(self, number: str, country: str, best: Match) -> tuple[Match, ...]:
        """The local carriers that have plain numbers like this one, also where such a number never guesses by itself."""
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
        """The carriers that use such numbers, of which another is the issuer."""
        using = [found.carrier_id for found in self.matcher.matches(number) if found.issued_elsewhere]
        return tuple([self.catalog.carriers[id_].place(None) for id_ in dict.fromkeys(using)])

    def mistyped(self, number: str, matches: tuple[Match, ...]) -> FormatAtLength | None:
        """The format whose number a key probably is, with a wrong check digit.

        None where a match that is not itself likely mistyped accepts the key (so never beside a carrier that is named), and
        where no format would say `thresholds.TELLING` bits with the right check digit.
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
        """The matches of a key in order; see `tracking.matching.ranking.rank`."""
        formats = self.matcher.matches(number)
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
        """The matches of formats in order, without a country; kept with them."""
        matches = []
        for found in formats:
            match = self._matches.get(found)
            if match is None:
                match = match_of(found, number, None, self.catalog.carriers)
                if match is None:
                    continue
                if found.bits is not None:
                    self._matches[found] = match
            matches.append(match)
        formats.ranked = in_order(matches)
        return formats.ranked


def _checked(url: str) -> str:
    from tracking.spelling.urls import checked  # most answers are given without a URL

    return checked(url)
