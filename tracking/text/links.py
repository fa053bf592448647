"""Numbers in links: a carrier's own page names number and carrier; other links are ignored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import ListedName
from tracking.definitions.compiled import ANYWHERE, NEVER
from tracking.matching import thresholds
from tracking.matching.ranking import Match, Rank, deciding
from tracking.resolving.candidates import Candidate, candidates
from tracking.resolving.own_pages import ranked_first
from tracking.spelling.numbers import key
from tracking.spelling.texts import NOTHING
from tracking.text.aggregators import AGGREGATORS
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND
from tracking.text.link_parts import host_of, link_pieces_of, link_values, scheme_end, wrapped_links
from tracking.text.owner import Owner
from tracking.text.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolving.engine import Engine
    from tracking.text.gathering import Gatherer
    from tracking.text.link_parts import LinkValue

__all__ = ["LinkReader", "LinkedNumber"]

_BREAK = re.compile(r"[\s<>\"'`\x01(]")
_BARE_LINK = re.compile(r"(?:https?:\\/\\/)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}(?::\d+)?(?:/|\\/|\?)", re.IGNORECASE)
_LINK_REST = re.compile(r"[^\s<>\"'`\x01]{1,2048}")
_LINK_END = ".,;:!?)]}*_'" + NOTHING
"""Signs that end the sentence around a link and do not belong to the link."""
_BEHIND = 600
"""The number of characters before a position that are searched for the beginning of a link without a scheme."""
_MAY_WRAP = re.compile("https?(?:[:%]|-3A)", re.IGNORECASE)
_LEADING = re.compile("[0-9A-Za-z]+")
"""Matches a number before values that a page adds to it: ``3S...-NL-1012AB``, ``1550...*19980``."""


class LinkedNumber(NamedTuple):
    """A number in a link. Its positions count from the link's beginning."""

    start: int
    stop: int
    whose: tuple[Candidate, ...]
    """The carriers that it may belong to, beginning with the carrier that the link leads to."""

    @property
    def carrier(self) -> str:
        """Return the id of the carrier that the link leads to."""
        first, *_ = self.whose
        return first.carrier


class _Reading(NamedTuple):
    """A number that was read from a link."""

    read: str
    """The number as it is written in the link, with percent-encoding decoded."""
    whose: tuple[Candidate, ...]


class LinkReader:
    """Reads the pages of an engine's carriers backwards: from a link to the number in it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._catalog = engine, engine.catalog

    def read(self, gatherer: Gatherer, slashes: int, end: int) -> None:
        """Read a link whose ``://`` stands at a position of a text, and keep its numbers."""
        near = gatherer.plain[max(0, slashes - 5) : slashes].lower()
        self._read(gatherer, slashes - (5 if near == "https" else 4 if near.endswith("http") else 0), end)

    def read_bare(self, gatherer: Gatherer, place: int) -> bool:
        """Read the link without a scheme around a position of a text; return False if there is none."""
        plain, low = gatherer.plain, max(0, place - _BEHIND)
        word = plain[max(low, plain.rfind(" ", low, place) + 1) : place]
        if "." not in word or not ("/" in word or "?" in word):
            return False
        word = _BREAK.split(word)[-1]
        if not _BARE_LINK.match(word):
            return False
        rest = _LINK_REST.match(plain, place)
        self._read(gatherer, place - len(word), rest.end() if rest else place)
        return True

    def _read(self, gatherer: Gatherer, start: int, end: int) -> None:
        written = gatherer.plain[start:end].rstrip(_LINK_END)
        for number in self.numbers(written, gatherer.country):
            owner = Owner(number.whose, number.carrier, Witnesses.NEAR)
            gatherer.keep(start + number.start, start + number.stop, owner)
        gatherer.link_end = end

    def numbers(self, written: str, country: str | None) -> list[LinkedNumber]:
        """Return the numbers of a carrier in a link, as it is written in a text.

        The link leads to a carrier's page, to a site that follows parcels of any carrier, or wraps such a link. Any other link
        has no numbers.
        """
        url = written.replace(NOTHING, "")
        readings = self._readings(url, country)
        if not readings and _MAY_WRAP.search(url, scheme_end(url)):
            for inner in wrapped_links(url):
                if readings := self._readings(inner, country):
                    break
        return _placed(readings, url, written) if readings else []

    def _readings(self, url: str, country: str | None) -> list[_Reading]:
        """Return the numbers in a link itself, without the links that it wraps."""
        host = host_of(url)
        carriers, own_host = self._catalog.carriers_on(host), True
        while not carriers and host.count(".") > 1 and host not in AGGREGATORS:
            host, own_host = host.partition(".")[2], False
            carriers = self._catalog.carriers_on(host)
        if not carriers and host not in AGGREGATORS:
            return []
        values = link_values(url[scheme_end(url) :])
        if not carriers:
            return self._from_aggregator(values, country)
        readings = self._from_pages(url, country) if own_host else []
        return readings or self._from_values(values, carriers, own_host, country)

    def _from_pages(self, url: str, country: str | None) -> list[_Reading]:
        """Return the numbers that the templates of carriers' pages read."""
        pages = [page for page in self._catalog.page(url) if page.number]
        # Carriers may share a page: the one that the number names comes first, or else one whose format accepts it.
        if len(pages) > 1:
            number = key(next(iter(link_pieces_of(pages[0].number)), ""))
            accepting = [page for page in pages if _accepting(page.carrier, number)]
            pages = ranked_first(self._engine, accepting, number, country) or accepting or pages
        for carrier, name, read in pages[:1]:
            listed, pieces = carrier.place(country, name), link_pieces_of(read)
            readings = (self._on_page(carrier, listed, piece, country) for piece in pieces)
            return [reading for reading in readings if reading]
        return []

    def _from_values(
        self, values: list[LinkValue], carriers: list[ListedCarrier], own_host: bool, country: str | None
    ) -> list[_Reading]:
        """Return the numbers in a link to carriers if no known template reads the link.

        Values whose names speak for a number come first, then those with enough evidence of their own. On a carrier's own host,
        values that one of its formats accepts come last.
        """
        readings: dict[bool | None, list[_Reading]] = {True: [], False: [], None: []}
        for value in values:
            text = _LEADING.match(value.text)
            for read in dict.fromkeys((value.text, text.group() if text else "")):
                number = key(read) if value.named else read.upper()
                carrier = _accepting_first(carriers, number) if _may_be_number(number) else None
                if carrier is None:
                    continue
                formats = _accepting(carrier, number)
                strong = any(_stands_alone(format_, number) for format_ in formats)
                if not strong and not _mostly_digits(number):  # more likely a page's name
                    continue
                others = self._matches_of_others(carrier, number, country)
                own = _best(formats, number, carrier.place(country))
                readings[value.named or (False if strong else None)].append(
                    _Reading(read, candidates(number, (own, *others)))
                )
                break
        return readings[True] or readings[False] or (readings[None] if own_host else [])

    def _from_aggregator(self, values: list[LinkValue], country: str | None) -> list[_Reading]:
        """Return the numbers in a link to a site that follows parcels of any carrier. A step of the path may name the carrier."""
        named: list[ListedCarrier] = []
        for value in values:
            if value.text.islower() or not any(map(str.isdecimal, value.text)):
                meant = self._catalog.company(value.text.replace("-", " "), country)
                named += [one.carrier for one in ((meant,) if isinstance(meant, ListedName) else meant or ())]
        readings = []
        for value in values:
            number = key(value.text)
            if not _may_be_number(number):
                continue
            matches = self._engine.ranked(number, country)
            own = [
                _best(formats, number, carrier.place(country))
                for carrier in named
                if (formats := _accepting(carrier, number))
            ]
            others = tuple(match for match in deciding(matches) if match.listed.carrier not in named)
            if own or (others and others[0].bits > 0 and (value.named or value is values[-1] or _most(others))):
                readings.append(_Reading(value.text, candidates(number, (*own, *others))))
        return readings

    def _on_page(self, carrier: ListedCarrier, listed: ListedName, read: str, country: str | None) -> _Reading | None:
        """Return a number that a page's template reads. It counts whatever its format and its check digit are."""
        number = key(read)
        leading = _LEADING.match(read)
        own = leading.group() if leading and not _accepting(carrier, number) else ""
        if own and _accepting(carrier, own.upper()):  # the page has added something to its number
            read, number = own, own.upper()
        if not _may_be_number(number):
            return None
        matches = self._engine.ranked(number, country)
        others = self._matches_of_others(carrier, number, country)
        formats = [match.format for match in matches if match.listed.carrier is carrier]
        formats = formats or _accepting(carrier, number)
        if formats:
            return _Reading(read, candidates(number, (_best(formats, number, listed), *others)))
        if not _mostly_digits(number) and (carrier.has_formats or not _is_code(read)):
            return None  # more likely the page's own name
        plain = Candidate(carrier.id, listed.company, "tracking link", {}, "none", 0.0, listed.url(number))
        return _Reading(read, (plain, *candidates(number, others)))

    def _matches_of_others(self, carrier: ListedCarrier, number: str, country: str | None) -> tuple[Match, ...]:
        return tuple(match for match in self._engine.ranked(number, country) if match.listed.carrier is not carrier)


def _best(formats: Iterable[FormatAtLength], number: str, listed: ListedName) -> Match:
    """Return the match of the format with most evidence for a number."""
    best = max(formats, key=lambda format_: format_.evidence(number))
    bits = best.evidence(number)
    return Match(Rank(ANYWHERE, best.issued_elsewhere, -bits), best, bits, listed)


def _accepting(carrier: ListedCarrier, number: str) -> list[FormatAtLength]:
    return [format_ for format_ in carrier.formats_at(len(number)) if format_.accepts(number)]


def _guesses(carrier: ListedCarrier, number: str) -> bool:
    """Whether a number is of a format that may guess its carrier."""
    return any(format_.tier(number) != NEVER for format_ in _accepting(carrier, number))


def _accepting_first(carriers: Iterable[ListedCarrier], number: str) -> ListedCarrier | None:
    """The first carrier of a shared host that accepts a number; those whose formats may guess come before all others."""
    accepting = [carrier for carrier in carriers if _accepting(carrier, number)]
    return next((carrier for carrier in accepting if _guesses(carrier, number)), next(iter(accepting), None))


def _may_be_number(number: str) -> bool:
    return SHORTEST_FOUND <= len(number) <= LONGEST_FOUND and number.isascii() and any(map(str.isdecimal, number))


def _mostly_digits(number: str) -> bool:
    digits = sum(map(str.isdecimal, number))
    return digits >= SHORTEST_FOUND and 2 * digits >= len(number)


def _is_code(read: str) -> bool:
    """Tell whether a value is written as codes of capitals and digits are, and is as long as numbers are: UZF4HK74."""
    return (
        len(read) >= thresholds.SHORTEST_PLAIN
        and read.isupper()
        and read.isalnum()
        and sum(map(str.isdecimal, read)) > 1
    )


def _stands_alone(format_: FormatAtLength, number: str) -> bool:
    return format_.tier(number) != NEVER and format_.evidence(number) >= thresholds.STANDS_ALONE


def _most(matches: Iterable[Match]) -> bool:
    """Tell whether a match has enough evidence for its number to stand alone."""
    return any(match.bits >= thresholds.STANDS_ALONE for match in matches)


def _placed(readings: list[_Reading], url: str, written: str) -> list[LinkedNumber]:
    """Return the numbers with their positions in the link as it is written, the longest first; none lies within another."""
    placed: list[LinkedNumber] = []
    for read, whose in sorted(readings, key=lambda reading: -len(reading.read)):
        span = _span(url, read)
        if span is not None:
            start, stop = span
            if all(stop <= other.start or other.stop <= start for other in placed):
                placed.append(LinkedNumber(start, stop, whose))
    if len(url) == len(written):
        return placed
    kept = [at for at, sign in enumerate(written) if sign != NOTHING]
    return [LinkedNumber(kept[number.start], kept[number.stop - 1] + 1, number.whose) for number in placed]


def _span(url: str, number: str) -> tuple[int, int] | None:
    """Return the beginning and end of a number as it is written in the link; None if it is not there."""
    start = url.rfind(number)
    if start >= 0:
        return start, start + len(number)
    signs = [re.escape(sign) for sign in key(number)[:LONGEST_FOUND]]
    found = re.search(r"(?:%[0-9A-F]{2}|[ +.\-]){0,4}".join(signs), url, re.IGNORECASE)
    return found.span() if found else None
