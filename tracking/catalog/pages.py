"""From a URL to the carriers whose page it is: templates read backwards."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from tracking.definitions.templates import template_read_before
from tracking.spelling.numbers import key
from tracking.spelling.urls import Address, address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.source import Definitions
    from tracking.definitions.templates import Template

__all__ = ["PageRead", "Pages", "numbers_in"]


class _PageOnHost(NamedTuple):
    """A carrier's page, by one of its templates."""

    carrier: ListedCarrier
    name: str | None
    """The page's listed name; None for the carrier's own."""
    template: Template


class PageRead(NamedTuple):
    """A URL that is a carrier's page."""

    carrier: ListedCarrier
    name: str | None
    """The page's listed name; None for the carrier's own."""
    number: str
    """The number in the URL; empty where it has none."""


class Pages:
    """The pages of all carriers by host; those on a host are read when it is first asked for."""

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._definitions, self._carriers = definitions, carriers
        self._hosts: dict[str, tuple[_PageOnHost, ...]] = {}

    def carriers_on(self, host: str) -> list[ListedCarrier]:
        """The carriers that have a page on a host, which is given in lower case, without ``www.`` and port."""
        return list({page.carrier.id: page.carrier for page in self._on(host)}.values())

    def host(self, name: str) -> list[ListedCarrier]:
        """The carriers that have a page on the host of a URL or a host name."""
        return self.carriers_on(address(name).host)

    def page(self, url: str) -> list[PageRead]:
        """The carriers one of whose pages a URL is; where the URL has a number, only those that read one."""
        where = address(url)
        found: dict[str, PageRead] = {}
        ranks: dict[str, tuple[bool, bool, int]] = {}
        for carrier, name, template in self._on(where.host):
            read = numbers_in(template, where)
            if read is None:
                continue
            # Of several templates that of the number speaks, then the one that says most: /en/?id={number}, not /{number}.
            rank = (bool(read), carrier.reads(key(read)), sum(map(len, template.texts)))
            if carrier.id not in found or rank > ranks[carrier.id]:
                found[carrier.id], ranks[carrier.id] = PageRead(carrier, name, read), rank
        with_number = [read for read in found.values() if read.number]
        return with_number or list(found.values())

    def _on(self, host: str) -> tuple[_PageOnHost, ...]:
        """The pages on a host."""
        pages = self._hosts.get(host)
        if pages is not None or not (ids := self._definitions.with_page_on(host)):
            return pages or ()
        texts = [
            (carrier, page.name, text)
            for carrier in map(self._carriers.__getitem__, ids)
            for page in carrier.pages
            for text in page.templates
            if address(text).host == host
        ]
        found = tuple([_PageOnHost(carrier, name, template_read_before(text)) for carrier, name, text in texts])
        return self._hosts.setdefault(host, found)


def numbers_in(page: Template, found: Address) -> str | None:
    """Read a template backwards: the number that a URL carries for it; "" when the page shows none; None for another page.

    >>> from tracking.definitions.templates import template
    >>> page = template("https://example.com/track?lang=en&n={number}")
    >>> numbers_in(page, address("http://www.example.com/track?n=AB%2012&lang=de"))
    'AB 12'
    >>> numbers_in(page, address("https://example.com/other?n=1")) is None
    True
    """
    wanted = _wanted(page)
    if wanted.host != found.host:
        return None
    parts = [(wanted.path, found.path)]
    if wanted.fragment:
        parts.append((wanted.fragment, found.fragment))
    number = ""
    for pattern, given in parts:
        if (read := _read(pattern, given)) is None:
            return None
        number = number or read
    values = dict(found.query)
    for name, value in wanted.query:
        if _has_number(name):  # the query is the number and nothing else
            number = number or _bare_query(found)
        elif _has_number(value):
            if name not in values or (read := _read(value, values[name])) is None:
                return None
            number = number or read
        elif "number" not in page.variables and "\0" not in value and values.get(name) != value:
            return None  # a landing page is told apart by its fixed parameters; a page with a number is not
    return number


def _has_number(part: str) -> bool:
    return "number" in part.split("\0")[1::2]


def _bare_query(found: Address) -> str:
    """What a query without names and values is; "" for any other."""
    for name, value in found.query[:1]:
        return "" if value else unquote(name)
    return ""


@cache
def _wanted(page: Template) -> Address:
    """A template taken apart, its variables between null characters."""
    return address("".join(piece if place % 2 == 0 else f"\0{piece}\0" for place, piece in enumerate(page.pieces)))


def _read(pattern: str, given: str) -> str | None:
    """The number in one part of a URL; "" where the part holds none; None where it is another part."""
    if "\0" not in pattern:
        return "" if pattern.lower() == given.lower() else None
    matched = _reader(pattern).fullmatch(given)
    if not matched:
        return None
    return unquote(matched.groupdict().get("number") or "")


@cache
def _reader(pattern: str) -> re.Pattern[str]:
    pieces = pattern.split("\0")
    expression = "".join(
        re.escape(piece) if place % 2 == 0 else "(?P<number>[^/?#&]+)" if piece == "number" else "[^/?#&]*"
        for place, piece in enumerate(pieces)
    )
    # A template may carry the number twice; the second is not read.
    first, again, rest = expression.partition("(?P<number>[^/?#&]+)")
    return re.compile(first + again + rest.replace("(?P<number>", "(?:"), re.IGNORECASE)
