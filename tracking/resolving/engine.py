"""What a resolver does with a number, a company and a URL: matches, their order, and precedence.

Explicit URL, then known company name, then a guess from the number's pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.catalog.catalog import Catalog
from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.definitions.templates import checked
from tracking.matching.matcher import Matcher
from tracking.matching.predicates import KnownFormats
from tracking.matching.ranking import decide, rank
from tracking.matching.thresholds import STRONG
from tracking.resolving.query import Query, text_of
from tracking.resolving.results import Candidate, Candidates, Resolution, candidates
from tracking.spelling.countries import country_code
from tracking.spelling.numbers import key, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.catalog.listed import ListedCarrier
    from tracking.matching.ranking import Match

__all__ = ["Engine"]

_MEMORY = 4096
"""Orders of formats that are remembered; then the memory is begun anew."""


class Engine:
    """Compiled carriers, ready to answer; `tracking.Resolver` is one with a public face. It is immutable and may be shared by threads."""

    def __init__(self, compiled: Iterable[tuple[Any, ...]]) -> None:
        self.catalog = Catalog(compiled)
        """Carriers by name and by page."""
        self.matcher = Matcher(self.catalog.entries.values())
        """From a number to the formats that accept it."""
        self._predicates = self.matcher.predicates
        self._names = self.catalog.exact
        self._orders: dict[Any, tuple[Match, ...]] = {}

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
                    if formats.__class__ is KnownFormats and (guess := formats.named) and (page := guess.quick(number)):
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
        page = checked(url) if url else None
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
        if isinstance(named, AmbiguousName):
            ids = {place.carrier.id for place in named}
            guess = decide([match for match in ranked if match.format.carrier.id in ids]).listed
        elif named is None:
            guess = decide(ranked, STRONG if company or url else 0.0).listed
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
            ids = [match.format.carrier.id for match in self.ranked(key(number or read[0][2]), country)]
            told = sorted((item for item in read if item[0].id in ids), key=lambda item: ids.index(item[0].id))
            listed = [item for item in read if item[0].listed]
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
                ranked = formats.ranked if formats.__class__ is KnownFormats else self._orders.get(formats)
                if ranked is not None:
                    return Candidates((ranked, number))
            elif formats is not None and text.isalnum() and (text.isupper() or text.isdigit()):
                return ()
        number = key(text_of(number))
        return candidates(number, self.ranked(number, country_code(country)))

    def ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """The matches of a key in order; see `tracking.matching.ranking.rank`."""
        formats = self.matcher.matches(number)
        if not formats:
            return ()
        known = formats if country is None else (formats, country)
        ranked = self._orders.get(known)
        if ranked is None:
            ranked = rank(formats, number, country)
            if any(one.bits is None or one.guess is None for one in formats):
                return ranked
            if len(self._orders) >= _MEMORY:
                self._orders.clear()
            self._orders[known] = ranked
        if country is None and formats.__class__ is KnownFormats:
            formats.ranked, formats.named = ranked, decide(ranked).listed
        return ranked
