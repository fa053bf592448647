"""Precedence: an explicit URL, then a known company, then a guess from the number's pattern.

Each strategy looks at what was asked and answers, or leaves it to the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.resolving.query import Knowledge, Query, text_of
from tracking.resolving.results import LateFields, lazy_resolution
from tracking.spelling.numbers import key, plain, spell
from tracking.spelling.urls import checked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.catalog.listed import ListedCarrier
    from tracking.matching.ranking import Match
    from tracking.resolving.results import Resolution, Via
    from tracking.spelling.numbers import Spelling

__all__ = [
    "STRATEGIES",
    "Answered",
    "Asked",
    "answered",
    "explicit_url",
    "known_company",
    "known_page",
    "pattern_guess",
]


class Answering(Knowledge, LateFields, Protocol):
    """What strategies need of the engine: its knowledge, and what a resolution asks for later."""


class Asked(NamedTuple):
    """What was asked, spelled once."""

    number: str | None
    spelling: Spelling
    company: str | None
    url: str | None
    """The explicit URL, checked."""
    country: str | None
    postal_code: str | None
    language: str | None
    named: ListedName | AmbiguousName | None
    """What the company's name means."""

    def values(self) -> dict[str, str | None]:
        """The values of a page's variables beside the number."""
        return {"postal_code": self.postal_code, "country": self.country, "language": self.language}


class Answered(NamedTuple):
    """A resolution, and what was found on the way to it."""

    resolution: Resolution
    query: Query


class _Page(NamedTuple):
    """A carrier's page that a URL is."""

    carrier: ListedCarrier
    name: str | None
    """As listed."""
    number: str
    """The number in it; empty for none."""


def answered(
    engine: Answering,
    number: str | None,
    company: str | None,
    url: str | None,
    country: str | None,
    postal_code: str | None,
    language: str | None,
) -> Answered:
    """The answer of the first strategy that has one; ``country`` is a code as `country_code` writes it, or None."""
    page = checked(url) if url else None
    named = engine.catalog.company(company, country) if company else None
    spelling = spell(text_of(number)) if number else spell(None)
    asked = Asked(number, spelling, company, page, country, postal_code, language, named)
    return next(found for strategy in STRATEGIES if (found := strategy(engine, asked)) is not None)


def explicit_url(engine: Answering, asked: Asked) -> Answered | None:
    """The URL that was given stands. It may tell carrier and number, and a strong number may tell the company."""
    if asked.url is None:
        return None
    page = _page_read(engine, asked)
    text, spelling, company = asked.number, asked.spelling, asked.company
    if not text and page is not None and page.number:
        text, spelling = page.number, spell(page.number)
    matches = engine.ranked(spelling.key, asked.country) if spelling.key else ()
    carrier = None if page is None else page.carrier
    if isinstance(asked.named, ListedName):
        company, carrier = asked.named.company, asked.named.carrier
    else:
        guess = engine.decision(matches, asked.named, said=True).listed
        if company:
            carrier = carrier or (guess.carrier if guess else None)
        elif page is not None:
            company = page.carrier.place(asked.country, page.name).company
        elif guess is not None:
            company, carrier = guess.company, guess.carrier
    query = _query(asked, None, matches, text, spelling)
    return _answer(engine, query, company, carrier, asked.url, "url")


def known_company(engine: Answering, asked: Asked) -> Answered | None:
    """A known company's page, whatever the pattern of the number says."""
    listed = asked.named
    if not isinstance(listed, ListedName):
        return None
    url = known_page(listed, asked.spelling, asked.values())
    return _answer(
        engine, _query(asked, listed), listed.company, listed.carrier, url, "none" if url is None else "company"
    )


def pattern_guess(engine: Answering, asked: Asked) -> Answered:
    """The carrier that the number's pattern names, if it names one; an unknown company is kept as given."""
    matches = engine.ranked(asked.spelling.key, asked.country) if asked.spelling.key else ()
    named = asked.named if isinstance(asked.named, AmbiguousName) else None
    guess = engine.decision(matches, named, said=bool(asked.company)).listed
    query = _query(asked, guess, matches)
    if guess is None:
        return _answer(engine, query, asked.company, None, None, "none")
    url = guess.url(asked.spelling.key, asked.values())
    return _answer(
        engine, query, asked.company or guess.company, guess.carrier, url, "none" if url is None else "pattern"
    )


STRATEGIES: tuple[Callable[[Answering, Asked], Answered | None], ...] = (explicit_url, known_company, pattern_guess)
"""In the order in which they are asked; the last one always answers."""


def known_page(listed: ListedName, spelling: Spelling, values: dict[str, str | None]) -> str | None:
    """A known company's page for a number: with its key where one of the carrier's formats reads it, else as given."""
    text = spelling.key
    if text != spelling.given and not listed.carrier.reads(text):
        text = plain(spelling.given)
    return listed.url(text, values)


def _page_read(engine: Answering, asked: Asked) -> _Page | None:
    """The carrier's page that the explicit URL is."""
    pages = [_Page(*read) for read in engine.catalog.page(asked.url or "")]
    if len(pages) > 1:  # carriers that share a page: the number may tell, else which of them is listed
        text = asked.spelling.key or key(pages[0].number)
        ids = [match.listed.carrier.id for match in engine.ranked(text, asked.country)]
        told = sorted((page for page in pages if page.carrier.id in ids), key=lambda page: ids.index(page.carrier.id))
        listed = [page for page in pages if page.carrier.listed]
        pages = told[:1] or (listed if len(listed) == 1 else [])
    return pages[0] if pages else None


def _query(
    asked: Asked,
    listed: ListedName | None,
    matches: tuple[Match, ...] | None = None,
    number: str | None = None,
    spelling: Spelling | None = None,
) -> Query:
    """The query of what was asked; ``number`` and ``spelling`` are those read off a page."""
    return Query(
        number or asked.number,
        asked.company,
        asked.country,
        asked.postal_code,
        asked.language,
        asked.named,
        listed,
        asked.url,
        spelling or asked.spelling,
        matches,
    )


def _answer(
    engine: Answering, query: Query, company: str | None, carrier: ListedCarrier | None, url: str | None, via: Via
) -> Answered:
    id_ = None if carrier is None else carrier.id
    return Answered(lazy_resolution(query.number, company, id_, url, via, engine, query), query)
