"""The carrier's page that a URL points to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.matching.thresholds import TELLING
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from tracking.catalog.pages import PageRead
    from tracking.resolving.query import Knowledge

__all__ = ["is_link", "named_values", "page_read", "ranked_first"]

_PARAMETER = r"[?&#;]([^=&#;?]+)=([^&#;?]*\d[^&#;?]*)"
_OF_APPS = frozenset({"nums"})
"""Names of tracking numbers in the links of 17TRACK, ParcelPanel, and Track123, which stand on shops' own hosts."""
_NAME_WORDS = r"[A-Z]?[a-z]+|[A-Z]+"
_LINK = r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+"


def is_link(text: str) -> bool:
    """Tell whether a text is a link and nothing else.

    >>> is_link("https://example.com/track?n=12"), is_link("see example.com")
    (True, False)
    """
    return ("://" in text or "www." in text) and late_pattern(rf"(?i){_LINK}").fullmatch(text) is not None


def named_values(link: str) -> list[str]:
    """Return the values in a link whose names say that they are tracking numbers; a mere "id" or "code" does not.

    >>> named_values("https://shop.example/track?order=12&tracking_number=1Z001985YW99744790&id=7")
    ['1Z001985YW99744790']
    """
    from tracking.languages.words import AGAINST, NAMES, verdict  # most cells hold no link

    values = []
    for name, value in late_pattern(_PARAMETER).findall(link):
        said = {verdict(word.lower()) for word in late_pattern(_NAME_WORDS).findall(name)}
        if (NAMES in said and AGAINST not in said) or name.lower() in _OF_APPS:
            values.append(value)
    return list(dict.fromkeys(values))


def page_read(engine: Knowledge, url: str, number: str, country: str | None) -> PageRead | None:
    """Return the page that a URL points to. Of carriers that share it, the number decides, or else the list.

    ``number`` is a key that is known otherwise; if it is empty, the URL's number counts.
    """
    pages = engine.catalog.page(url)
    if not any(page.number for page in pages):
        pages = _other_page(engine, url, country) or pages  # a page of the carrier all the same
    if len(pages) > 1:
        told = ranked_first(engine, pages, number or key(pages[0].number), country)
        listed = [page for page in pages if page.carrier.listed]
        pages = told[:1] or (listed if len(listed) == 1 else [])
    return pages[0] if pages else None


def ranked_first(engine: Knowledge, pages: list[PageRead], number: str, country: str | None) -> list[PageRead]:
    """Return the pages of the carriers that a key may belong to, in the order of its matches."""
    ids = [match.listed.carrier.id for match in engine.ranked(number, country)]
    return sorted((page for page in pages if page.carrier.id in ids), key=lambda page: ids.index(page.carrier.id))


def _other_page(engine: Knowledge, url: str, country: str | None) -> list[PageRead]:
    """Return the carriers on a URL's host whose number is in the URL, if it is not one of their known pages.

    The number is not used: such an address may show nothing.
    """
    from tracking.catalog.pages import PageRead  # most answers are given without a URL

    own = engine.catalog.host(url)
    found = engine.numbers_in(url, country, None) if own else ()
    if len(found) != 1:
        return []
    (one,) = found
    if len(own) > 1:  # of a host of several carriers, only a telling number says whose page it is
        matches = engine.ranked(key(one.number), country)
        own = [match.listed.carrier for match in matches[:1] if match.bits >= TELLING and match.listed.carrier in own]
    return [PageRead(carrier, None, "") for carrier in own if carrier.reads(key(one.number))]
