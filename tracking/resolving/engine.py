"""The resolver's work on a number, a company, and a URL: matches, their order, and precedence.

An explicit URL comes first, then a known company name, then a guess from the number's pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.resolving.candidates import candidates, candidates_of, candidates_of_code
from tracking.resolving.naming import meant_by
from tracking.resolving.number_knowledge import NumberKnowledge
from tracking.resolving.own_pages import is_link
from tracking.resolving.precedence import company_via, known_page, resolution
from tracking.resolving.query import Query
from tracking.resolving.results import lazy_resolution
from tracking.spelling.absent import absence
from tracking.spelling.countries import country_code
from tracking.spelling.given import check_texts, text_of
from tracking.spelling.numbers import FRAMES, LONGEST, key, may_be_scan, once

if TYPE_CHECKING:
    from tracking.definitions.source import Definitions
    from tracking.matching.known import KnownFormats
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.results import Problem, Resolution

__all__ = ["Engine"]

_BEGINNING = slice(2)
"""The first two characters, by which predicates are filed. It is made once, to save time in each call."""


class Engine(NumberKnowledge):
    """Compiled carriers, ready to answer. `tracking.Resolver` adds the public interface.

    It is immutable, and threads may share it.
    """

    def __init__(self, definitions: Definitions) -> None:
        super().__init__(definitions)
        self._predicates, self._answers = self.matcher.predicates, self.matcher.answers
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
        """Return the carrier, company, and tracking link of a parcel.

        ``number`` may be written in any way. ``company`` is the carrier's name as a merchant or an API writes it.
        ``url`` is an explicit tracking URL. ``country`` is the shop's country (ISO 3166-1, two letters).
        ``postal_code`` and ``language`` (two letters) are the recipient's, for pages that need them. Raises
        `InvalidURL` for a URL that must not be sent, and TypeError for an argument that is neither text nor None.

        >>> import tracking
        >>> tracking.resolve("986578788855", country="US").company
        'FedEx'
        >>> tracking.resolve("hello").company
        """
        if (  # written out, since every call does this
            (number.__class__ is not str and number is not None)
            or (company is not None and company.__class__ is not str)
            or (url is not None and url.__class__ is not str)
            or (country is not None and country.__class__ is not str)
            or (postal_code is not None and postal_code.__class__ is not str)
            or (language is not None and language.__class__ is not str)
        ):
            check_texts(
                number=number,
                company=company,
                url=url,
                country=country,
                postal_code=postal_code,
                language=language,
            )
        if country:
            country = country_code(country)
        if company and not url:
            names = self._names.get(country)
            place: ListedName | AmbiguousName | None = None if names is None else names.get(company)
            if place is None:
                place = self.catalog.company(company, country)
            listed = place if isinstance(place, ListedName) else place and place.whatever_the_number(number)
            if listed:
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    if (
                        (
                            text.isdigit()
                            or (text.isalnum() and text.isupper() and not text.isalpha() and text[-1] not in FRAMES)
                        )
                        and (  # it is neither a few zeros nor the same twice; see `absence` and `once`
                            4 < (length := len(text)) < 20
                            or text[0] != text[length >> 1]
                            or not text.startswith(text[length >> 1 :])
                        )
                        and (page := listed.quick(number))  # type: ignore[arg-type]
                    ):
                        known: tuple[Any, ...] = (number, company, country, postal_code, language, listed, listed)
                        return lazy_resolution(number, listed.company, listed.carrier.id, page, "company", self, known)
                except (AttributeError, UnicodeEncodeError):
                    pass
            if place and (found := self._known(place, number, company, country, postal_code, language)):
                return found
        elif not (url or country):
            # As in `identify`: most calls have only a number, in its usual spelling.
            try:
                text = number.encode()  # type: ignore[union-attr]
                formats = (self._predicates[len(text)].get(text[_BEGINNING]) or self._answers[len(text)])(text)
                guess = formats and formats.named
                if guess is None:
                    guess = formats.named = self._decided(formats, text.decode()).listed or False
                if guess and (page := guess.quick(number)):
                    known = (number, company, None, postal_code, language, None, guess)
                    return lazy_resolution(number, guess.company, guess.carrier.id, page, "pattern", self, known)
            except (IndexError, AttributeError, UnicodeEncodeError):
                pass
        return resolution(self, self.query(number, company, url, country, postal_code, language))

    def _known(
        self,
        place: ListedName | AmbiguousName,
        number: str | None,
        company: str,
        country: str | None,
        postal_code: str | None,
        language: str | None,
    ) -> Resolution | None:
        """Return the answer for a company whose carrier no number can change; None if the number has to be read."""
        if number and self._absence(number):
            return None
        text = key(number) if number else ""
        if number and not number.isalnum():
            if may_be_scan(number) or is_link(number) or not self.vouched(text):
                return None
            meaning = text
        elif once(text):
            return None
        else:
            meaning = number or ""
        listed = place if isinstance(place, ListedName) else place.whatever_the_number(meaning)
        if listed is None:
            return None
        values = {"postal_code": postal_code, "country": country, "language": language}
        page = known_page(listed, number or "", text, values)
        known = (number, company, country, postal_code, language, listed, listed)
        via = company_via(listed, page)
        return lazy_resolution(number, listed.company, listed.carrier.id, page, via, self, known)

    def query(
        self,
        number: str | None = None,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> Query:
        """Return the question of a `resolve` call, checked and spelled.

        `resolution` answers it and keeps its findings there.
        """
        check_texts(
            number=number, company=company, url=url, country=country, postal_code=postal_code, language=language
        )
        page = _checked(url) if url else None
        country = country_code(country)
        asked = Query(number, company, country, postal_code, language, None, None, page)
        named = self.catalog.company(company, country) if company else None
        if number and (absent := self._absence(number)):
            asked.absent, asked.key = absent, ""
        elif company and number and named is None and (names := self.catalog.within(company, country)):
            from tracking.resolving.witnessed import read_witnessed  # most companies are known

            if (read := read_witnessed(self, asked, names)) is not None:
                return read
        if number and not asked.absent and not number.isalnum():
            from tracking.resolving.cells import read_cell  # most numbers stand alone

            named = read_cell(self, asked, named)
        if not asked.read and (half := once(asked.key)):
            from tracking.resolving.cells import read_once

            read_once(self, asked, named, half)
        asked.named = meant_by(self, asked, named)
        return asked

    def _absence(self, number: str) -> Literal["number_missing", "number_rounded"] | None:
        """Return the problem of a value that is no tracking number; neither is a carrier's name."""
        if (problem := absence(number)) is None and not any(map(str.isdigit, number)):
            return "number_missing" if len(number) <= LONGEST and self.catalog.company(number, None) else None
        return problem

    def resolution(self, query: Query) -> Resolution:
        """Return the answer to a query, by precedence."""
        return resolution(self, query)

    def candidates_of(self, query: Query | tuple[Any, ...]) -> tuple[Candidate, ...]:
        """Return what the patterns say about a query. A plain tuple holds the arguments of a query."""
        asked = Query(*query) if isinstance(query, tuple) else query
        if asked.parts is None:
            return candidates(asked.key, asked.ranked(self))
        number, matches = asked.key, asked.ranked(self)
        if asked.code is not None:
            number, matches = asked.code, self.ranked(asked.code, asked.country)
        return candidates_of_code(number, matches, asked.parts)

    def problems_of(self, query: Query | tuple[Any, ...], resolution: Resolution) -> tuple[Problem, ...]:
        """Return what is wrong or may be wrong with a query."""
        from tracking.resolving.diagnosis import problems  # most callers never ask

        return problems(self, resolution, Query(*query) if isinstance(query, tuple) else query)

    def identify(self, number: str, country: str | None = None) -> tuple[Candidate, ...]:
        """Return the carriers that a number may belong to, best first, with one candidate per carrier.

        Formats with a wrong check digit are left out, and so are carriers that only use numbers which another carrier
        issues. Formats that name their carrier only in its home country come last, unless the shop is there.
        ``country`` is the shop's country (ISO 3166-1, two letters).

        >>> import tracking
        >>> [candidate.carrier for candidate in tracking.identify("RR123456785CN")]
        ['china-post']
        >>> tracking.identify("hello")
        ()
        """
        if country is None or not text_of(country, "country"):
            # A number in its usual spelling needs no other: whatever a predicate accepts has it.
            try:
                text = number.encode()
                formats = (self._predicates[len(text)].get(text[_BEGINNING]) or self._answers[len(text)])(text)
            except (IndexError, AttributeError, UnicodeEncodeError):
                formats = None
            if formats:
                made = formats.candidates
                return self._candidates(formats, number) if made is None else made(number)
            if formats is not None and text.isalnum() and (text.isupper() or text.isdigit()):
                return ()
        if text_of(number) and not number.isalnum() and may_be_scan(number):
            return self.candidates_of(self.query(number, country=country))
        number = key(number)
        return candidates(number, self.ranked(number, country_code(country)))

    def _candidates(self, formats: KnownFormats, number: str) -> tuple[Candidate, ...]:
        """Return `identify`'s answer for formats without a country, as a function of the number, to be kept."""
        if formats.ranked is None:
            return candidates(number, self._order(formats, number))
        formats.candidates = candidates_of(formats.ranked)
        return formats.candidates(number)


def _checked(url: str) -> str:
    from tracking.spelling.urls import checked  # most answers are given without a URL

    return checked(url)
