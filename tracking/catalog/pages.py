"""From a URL to the carriers that have its page: templates are read backwards."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from tracking.catalog.page_links import number_of
from tracking.definitions.templates import VARIABLES, template_read_before
from tracking.spelling.numbers import key
from tracking.spelling.urls import Address, address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.source import Definitions
    from tracking.definitions.templates import Template

__all__ = ["PageRead", "Pages", "values_in"]

_NUMBER = "number"
_OF_LOCALE = ("country", "language")
_LOCALE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?(?=/|$)", re.IGNORECASE)

_FEWEST = 8
"""The least length of a number that no format knows."""


class _PageOnHost(NamedTuple):
    """A carrier's page, by one of its templates."""

    carrier: ListedCarrier
    name: str | None
    """The page's listed name; None for the carrier's own page."""
    template: Template
    formats: tuple[str, ...]
    """The formats that the page is for; empty if it is for every number."""


class PageRead(NamedTuple):
    """A URL that is a carrier's page."""

    carrier: ListedCarrier
    name: str | None
    """The page's listed name; None for the carrier's own page."""
    number: str
    """The number in the URL; empty if it has none."""


class Pages:
    """The pages of all carriers by host, read when a host is first needed.

    Pages for the items of all posts are left out.
    """

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._definitions, self._carriers = definitions, carriers
        self._hosts: dict[str, tuple[_PageOnHost, ...]] = {}

    def carriers_on(self, host: str) -> list[ListedCarrier]:
        """Return the carriers that have a page on a host, given in lower case, without ``www.`` and port."""
        pages = self._on(host)  # most hosts have none
        return list({page.carrier.id: page.carrier for page in pages}.values()) if pages else []

    def host(self, name: str) -> list[ListedCarrier]:
        """Return the carriers that have a page on the host of a URL, or on a host name."""
        return self.carriers_on(address(name).host)

    def page(self, url: str) -> list[PageRead]:
        """Return the carriers that have the page of a URL.

        If the URL contains a number, only the carriers whose templates read it are returned. A page that names its
        country or language is closer than one for all of them. On the host of a single carrier, the page of another
        country or language is the same page.
        """
        where = address(url)
        found = self._at(where, _wanted)
        if any(map(_is_number, found)) or len(self.carriers_on(where.host)) != 1:
            return found
        return [*filter(_is_number, self._at(_without_locale(where), _wanted_anywhere))] or found

    def _at(self, where: Address, wanted: Callable[[Template], Address]) -> list[PageRead]:
        """Return the carriers that have a page at an address; ``wanted`` takes a template apart."""
        found: dict[str, PageRead] = {}
        ranks: dict[str, tuple[bool, bool, int]] = {}
        open_parts: dict[str, int] = {}
        for carrier, name, template, formats in self._on(where.host):
            parts = _values(template, wanted(template), where)
            if parts is None:
                continue
            read = parts.pop("number", "") or (parts and number_of(parts, carrier.formats, formats)) or ""
            # Templates with a number come first, then the most specific: /en/?id={number} before /{number}.
            rank = (bool(read), carrier.reads(key(read)), sum(map(len, template.texts)))
            if carrier.id not in found or rank > ranks[carrier.id]:
                found[carrier.id], ranks[carrier.id] = PageRead(carrier, name, read), rank
                open_parts[carrier.id] = sum(map(template.variables.count, _OF_LOCALE))
        with_number = [read for read in found.values() if read.number] or list(found.values())
        closest = min((open_parts[read.carrier.id] for read in with_number), default=0)
        return [read for read in with_number if open_parts[read.carrier.id] == closest]

    def _on(self, host: str) -> tuple[_PageOnHost, ...]:
        """Return the pages on a host."""
        pages = self._hosts.get(host)
        if pages is not None or not (ids := self._definitions.with_page_on(host)):
            return pages or ()
        found = [
            _PageOnHost(carrier, page.name, template_read_before(text), page.formats)
            for carrier in map(self._carriers.__getitem__, ids)
            for page in (() if carrier.general else carrier.pages)
            for text in page.templates
            if address(text).host == host
        ]
        return self._hosts.setdefault(host, tuple(found))


def values_in(page: Template, found: Address) -> dict[str, str] | None:
    """Read a template backwards: return the number, or its groups, in a URL; None if it is another page.

    >>> from tracking.definitions.templates import template
    >>> page = template("https://example.com/track?lang=en&n={number}")
    >>> values_in(page, address("http://www.example.com/track?n=AB%2012&lang=de"))
    {'number': 'AB 12'}
    >>> values_in(page, address("https://example.com/other?n=1")) is None
    True
    """
    return _values(page, _wanted(page), found)


def _values(page: Template, wanted: Address, found: Address) -> dict[str, str] | None:
    """Return what `values_in` returns, for a template that was taken apart before."""
    if wanted.host != found.host:
        return None
    parts = [(wanted.path, found.path)]
    if wanted.fragment:
        parts.append((wanted.fragment, found.fragment))
    carried: dict[str, str] = {}
    for pattern, given in parts:
        if (read := _read(pattern, given)) is None:
            return None
        carried = {**read, **carried}
    values = dict(found.query) if wanted.query else {}
    for name, value in wanted.query:
        if _of_number(name):  # the query is only the number
            carried.setdefault("number", _bare_query(found))
        elif _of_number(value):
            if name not in values or (read := _read(value, values[name])) is None:
                return None
            carried = {**read, **carried}
        elif not page.of_number and "\0" not in value and values.get(name) != value:
            return None  # fixed parameters distinguish a landing page; a page with a number needs none of them
    return carried


@cache
def _of_number(part: str) -> bool:
    """Tell whether a part of a template has the number, or one of its groups."""
    return any(name == _NUMBER or name not in VARIABLES for name in part.split("\0")[1::2])


def _bare_query(found: Address) -> str:
    """Return a query that has no names and values; "" for any other query."""
    for name, value in found.query[:1]:
        return "" if value else unquote(name)
    return ""


@cache
def _wanted(page: Template) -> Address:
    """Return a template, taken apart, with its variables between null characters."""
    return address("".join(piece if place % 2 == 0 else f"\0{piece}\0" for place, piece in enumerate(page.pieces)))


@cache
def _wanted_anywhere(page: Template) -> Address:
    """Return a template, taken apart, without the country and language that are written in its path."""
    return _without_locale(_wanted(page))


def _is_number(read: PageRead) -> bool:
    """Tell whether what stands in the number's place may be one: a format reads it, or it has digits and few other characters."""
    digits = sum(map(str.isdigit, read.number))
    return digits > 0 and (read.carrier.reads(key(read.number)) or 2 * digits >= max(len(read.number), _FEWEST))


def _without_locale(found: Address) -> Address:
    """Return an address without the parts of its path that are a country, a language, or both: ``/en-us/``, ``/us/en/``.

    >>> _without_locale(address("https://example.com/us/en/track/12")).path
    '/track/12'
    """
    return found._replace(path=_LOCALE.sub("", found.path), fragment=_LOCALE.sub("", found.fragment))


def _read(pattern: str, given: str) -> dict[str, str] | None:
    """Return the number, or its groups, in one part of a URL; None if the part does not fit."""
    if "\0" not in pattern:
        return {} if pattern.lower() == given.lower() else None
    matched = _reader(pattern).fullmatch(given)
    return None if matched is None else {name: unquote(text) for name, text in matched.groupdict().items()}


@cache
def _reader(pattern: str) -> re.Pattern[str]:
    expression, read = "", set()
    for place, piece in enumerate(pattern.split("\0")):
        if place % 2 == 0:
            expression += re.escape(piece)
        elif not _of_number(f"\0{piece}\0"):
            expression += "[^/?#&]*"
        else:  # a template may carry the number twice; the second is not read
            expression += "(?:[^/?#&]+)" if piece in read else f"(?P<{piece}>[^/?#&]+)"
            read.add(piece)
    return re.compile(expression, re.IGNORECASE)
