"""Precedence: an explicit URL, then a known company, then a guess from the number's pattern.

Each strategy looks at the question, and answers it or leaves it to the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tracking.catalog.listed import ListedName
from tracking.resolving.own_pages import page_read
from tracking.resolving.query import Knowledge
from tracking.resolving.results import LateFields, lazy_resolution
from tracking.spelling.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.catalog.listed import ListedCarrier
    from tracking.resolving.query import Query
    from tracking.resolving.results import Resolution, Via

__all__ = [
    "STRATEGIES",
    "Answering",
    "company_via",
    "explicit_url",
    "known_company",
    "known_page",
    "pattern_guess",
    "resolution",
]


class Answering(Knowledge, LateFields, Protocol):
    """The part of the engine that strategies use: its knowledge, and what a resolution computes later."""


def resolution(engine: Answering, query: Query) -> Resolution:
    """Return the answer of the first strategy that has one. What is found on the way is kept in the query."""
    for strategy in STRATEGIES:
        found = strategy(engine, query)
        if found is not None:
            return found
    raise AssertionError("the last strategy always answers")  # pragma: no cover


def explicit_url(engine: Answering, query: Query) -> Resolution | None:
    """Keep the given URL. It may tell carrier and number, and a strong number may tell the company."""
    if query.url is None:
        return None
    page = page_read(engine, query.url, query.key, query.country)
    if (not query.number or query.absent) and page is not None and page.number:
        query.number = query.number or page.number
        query.about(page.number)
    company, carrier = query.company, None if page is None else page.carrier
    if isinstance(query.named, ListedName):
        company, carrier = query.named.company, query.named.carrier
    else:
        guess = engine.decision(query, said=True).listed
        if company:
            carrier = carrier or (guess.carrier if guess else None)
        elif page is not None:
            company = page.carrier.place(query.country, page.name).company
        elif guess is not None:
            company, carrier = guess.company, guess.carrier
    return _answer(engine, query, company, carrier, query.url, "url")


def known_company(engine: Answering, query: Query) -> Resolution | None:
    """Use a known company's page, whatever the number's pattern says."""
    listed = query.named
    if not isinstance(listed, ListedName):
        return None
    query.listed = listed
    number = "" if query.absent else query.written
    url = None if len(query.read) > 1 else known_page(listed, number, query.key, query.values())
    return _answer(engine, query, listed.company, listed.carrier, url, company_via(listed, url))


def pattern_guess(engine: Answering, query: Query) -> Resolution:
    """Use the carrier that the number's pattern names, if there is one. An unknown company is kept as given."""
    if len(query.read) > 1:
        return _answer(engine, query, query.company, None, None, "none")
    guess = engine.decision(query, said=bool(query.company)).listed
    if guess is None:
        return _answer(engine, query, query.company, None, None, "none")
    query.listed = guess
    url = guess.url(query.key, query.values())
    via: Via = "none" if url is None else "pattern"
    return _answer(engine, query, query.company or guess.company, guess.carrier, url, via)


STRATEGIES: tuple[Callable[[Answering, Query], Resolution | None], ...] = (explicit_url, known_company, pattern_guess)
"""The strategies in the order in which they are tried; the last one always answers."""


def known_page(listed: ListedName, number: str, text: str, values: dict[str, str | None]) -> str | None:
    """Return a known company's page for a number with the key ``text``, which a format of the carrier may read."""
    if text != number and not listed.carrier.reads(text):
        text = plain(number)
    return listed.url(text, values)


def company_via(listed: ListedName, url: str | None) -> Via:
    """Return what decided the link of a known company: for a post without a page, the form of its number."""
    return "none" if url is None else "company" if listed.pages else "pattern"


def _answer(
    engine: Answering, query: Query, company: str | None, carrier: ListedCarrier | None, url: str | None, via: Via
) -> Resolution:
    id_ = None if carrier is None else carrier.id
    return lazy_resolution(query.number, company, id_, url, via, engine, query)
