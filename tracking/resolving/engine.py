"""What a resolver does with a number, a company and a URL: matches, their order, and precedence.

Explicit URL, then known company name, then a guess from the number's pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.catalog import Catalog
from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.matching import thresholds
from tracking.matching.matcher import Matcher
from tracking.matching.ranking import decide, rank
from tracking.resolving.query import Query, text_of
from tracking.resolving.results import Candidate, Candidates, Resolution, candidates
from tracking.spelling.countries import country_code
from tracking.spelling.numbers import key, plain

if TYPE_CHECKING:
    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.ranking import Decision, Match

__all__ = ["Engine"]

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
            if isinstance(place, ListedName):
                page = None
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    if text.isalnum() and (text.isupper() or text.isdigit()):
                        page = place.quick(number)  # type: ignore[arg-type]
                except (AttributeError, UnicodeEncodeError):
                    pass
                if page is None:
                    page = self._page(number, place, country, postal_code, language)
                via = "none" if page is None else "company"
                asked = Query((self, number, company, country, postal_code, language, place, place, None, None))
                return Resolution((number, place.company, place.carrier.id, page, via, asked))
        else:
            place = None
            if not (url or country):
                # As in `identify`: most calls know nothing but a number, written as it should be.
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    formats = self._predicates[len(text)][text[:2]](text)
                    if formats and (guess := formats.named) and (page := guess.quick(number)):
                        asked = Query((self, number, company, None, postal_code, language, None, guess, None, None))
                        return Resolution((number, guess.company, guess.carrier.id, page, "pattern", asked))
                except (KeyError, IndexError, AttributeError, UnicodeEncodeError):
                    pass
        return self._by_rest(number, company, url, country or None, postal_code, language, place)

    def _page(
        self, number: str | None, place: ListedName, country: str | None, postal_code: str | None, language: str | None
    ) -> str | None:
        """The page of a place for a number as it was given: the key where one of the carrier's formats reads it, else as given."""
        text = ""
        if number:
            text = key(text_of(number))
            if text != number and not place.carrier.reads(text):
                text = plain(number)
        return place.url(text, {"postal_code": postal_code, "country": country, "language": language})

    def _by_rest(
        self,
        number: str | None,
        company: str | None,
        url: str | None,
        country: str | None,
        postal_code: str | None,
        language: str | None,
        named: ListedName | AmbiguousName | None,
    ) -> Resolution:
        """An explicit URL, an unknown or ambiguous company, or the number alone."""
        page = None
        if url:
            from tracking.spelling.urls import checked

            page = checked(url)
        if url and company:
            named = self.catalog.company(company, country)
        entry, shown, text, given = None, None, number, company
        if page is not None:
            entry, shown, read = self._reads(page, number, country)
            if not number and read:
                text = read
        canonical = key(text_of(text)) if text else ""
        ranked = self.ranked(canonical, country) if canonical else ()
        guess = None
        if not isinstance(named, ListedName):
            guess = self.decision(ranked, named, said=bool(company or url)).listed
        place = guess
        if page is not None:
            if isinstance(named, ListedName):
                company, entry = named.company, named.carrier
            elif company:
                entry = entry or (guess.carrier if guess else None)
            elif entry is not None:
                company = entry.place(country, shown).company
            elif guess is not None:
                company, entry = guess.company, guess.carrier
            place, url, via = None, page, "url"
        elif guess is not None:
            company, entry = company or guess.company, guess.carrier
            url = guess.url(canonical, {"postal_code": postal_code, "country": country, "language": language})
            via = "none" if url is None else "pattern"
        else:
            url, via = None, "none"
        asked = Query((self, text, given, country, postal_code, language, named, place, page, (canonical, ranked)))
        return Resolution((text, company, entry and entry.id, url, via, asked))

    def _reads(
        self, page: str, number: str | None, country: str | None
    ) -> tuple[ListedCarrier | None, str | None, str]:
        """The carrier whose page a URL is, the page's name, and the number in the URL."""
        read = self.catalog.page(page)
        if len(read) > 1:  # carriers that share a page: the number may tell, else which of them is listed
            ids = [match.format.carrier_id for match in self.ranked(key(number or read[0].number), country)]
            told = [page for page in read if page.carrier.id in ids]
            told.sort(key=lambda page: ids.index(page.carrier.id))
            listed = [page for page in read if page.carrier.listed]
            read = told[:1] or (listed if len(listed) == 1 else [])
        return read[0] if read else (None, None, "")

    def identify(self, number: str, country: str | None = None) -> tuple[Candidate, ...]:
        """The carriers that a number may belong to, best first; one candidate a carrier.

        Formats whose check digit is wrong are not among them. Without a country, formats that may guess only at home come
        last; with one, those of other countries are left out.
        """
        if not country:
            # A number as it should be written needs no other spelling: whatever a predicate accepts is such a one.
            try:
                text = number.encode()
                formats = self._predicates[len(text)][text[:2]](text)
            except (KeyError, IndexError, AttributeError, UnicodeEncodeError):
                formats = None
            if formats:
                ranked = formats.ranked
                if ranked is not None:
                    return Candidates((ranked, number))
            elif formats is not None and text.isalnum() and (text.isupper() or text.isdigit()):
                return ()
        number = key(text_of(number))
        return candidates(number, self.ranked(number, country_code(country)))

    def decision(self, matches: tuple[Match, ...], named: AmbiguousName | None, said: bool) -> Decision:
        """What the matches of a number decide where no company does; every answer reads this one.

        ``named`` are the carriers that a given company may mean: only their matches count, and any of them may do.
        ``said`` tells that something else was given, an unknown company or a URL: then only strong evidence counts.
        """
        if named is not None:
            carriers = {listed.carrier.id for listed in named}
            return decide(tuple([match for match in matches if match.listed.carrier.id in carriers]))
        return decide(matches, thresholds.STRONG if said else 0.0)

    def mistyped(self, number: str, matches: tuple[Match, ...]) -> FormatAtLength | None:
        """The format whose number a key probably is, with a wrong check digit.

        None where a match that is not itself likely mistyped accepts the key (so never beside a carrier that is named), and
        where no format would say `thresholds.TELLING` bits with the right check digit.
        """
        if not all(match.format.likely_mistyped for match in matches):
            return None
        near = [(near.evidence(number), near) for near in self.matcher.near(number)]
        near = [item for item in near if item[0] >= thresholds.TELLING and not item[1].issued_elsewhere]
        return max(near, key=lambda item: (item[0], item[1].carrier_id))[1] if near else None

    def ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """The matches of a key in order; see `tracking.matching.ranking.rank`."""
        formats = self.matcher.matches(number)
        if not formats:
            return ()
        if country is None:
            if formats.ranked is None:
                formats.ranked = rank(formats, number, None, self.catalog.carriers)
                formats.named = decide(formats.ranked).listed
            return formats.ranked
        ranked = formats.ranked_in.get(country)
        if ranked is None:
            ranked = rank(formats, number, country, self.catalog.carriers)
            if len(formats.ranked_in) < _COUNTRIES:
                formats.ranked_in[country] = ranked
        return ranked
