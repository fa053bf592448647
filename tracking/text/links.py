"""Numbers in links: a carrier's own page tells number and carrier; what stands in any other link is not looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tracking.definitions.compiled import NEVER
from tracking.languages.expressions import link_name
from tracking.matching.ranking import Match, Rank
from tracking.resolving.candidates import Candidate, candidates
from tracking.spelling.numbers import key
from tracking.spelling.texts import NOTHING

if TYPE_CHECKING:
    from tracking.catalog.listed import ListedCarrier, ListedName
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolving.engine import Engine

__all__ = ["LONGEST", "SHORTEST", "bare_link", "numbers_in_link"]

LONGEST = 41
"""Characters that a number may have (the longest known format has 41)."""
SHORTEST = 6
_STRONG = 8.0

_BREAK = re.compile(r"[\s<>\"'`\x01(]")
_BARE_LINK = re.compile(r"(?:https?:\\/\\/)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}(?::\d+)?(?:/|\\/|\?)", re.IGNORECASE)
_LINK_REST = re.compile(r"[^\s<>\"'`\x01]{1,2048}")
_BEHIND = 600
"""Characters of a link without a scheme in front of a place in it."""
_SCHEME = re.compile(r"(?:https?)?:(?:\\?/){2}", re.IGNORECASE)
_AUTHORITY = re.compile(r"[^/?#\\]*")
_SEVERAL = re.compile(r"[,;|\r\n\t]+")
_VALUE = re.compile(r"(?:[?&;#/]|\\/)([^/?&;#=\\]*)(?:=([^&;#]*))?")


def numbers_in_link(engine: Engine, written: str, country: str | None) -> list[tuple[int, int, tuple[Candidate, ...]]]:
    """Where in a link, as it is written in a text, its carrier's numbers stand, and whose they are."""
    index = engine.catalog
    hosts = index._pages_by_host()
    scheme = _SCHEME.match(written)
    begin = scheme.end() if scheme else 0
    authority = _AUTHORITY.match(written, begin)
    host = authority.group().replace(NOTHING, "").rpartition("@")[2].partition(":")[0].lower() if authority else ""
    own, whole = hosts.get(host.removeprefix("www.")), True
    while own is None and host.count(".") > 1:
        host, whole = host.partition(".")[2], False
        own = hosts.get(host)
    if own is None:
        return []
    url = written.replace(NOTHING, "") if NOTHING in written else written
    found: list[tuple[str, tuple[Candidate, ...]]] = []
    if whole:
        pages = [(entry, entry.place(country, name), _several(read)) for entry, name, read in index.page(url) if read]
        if len(pages) > 1:  # carriers share a page: the one whose format accepts the number comes first
            pages.sort(key=lambda page: not any(_accepting(page[0], key(piece)) for piece in page[2]))
        for entry, place, pieces in pages[:1]:
            found = [item for piece in pieces if (item := _of_page(engine, entry, place, piece, country))]
    if not found:
        entries = list({entry.id: entry for entry, _, _ in own}.values())
        found = [
            item
            for piece, named in _values(url[begin:])
            if (item := _of_carriers(engine, entries, piece, named, country))
        ]
    places: list[tuple[int, int, tuple[Candidate, ...]]] = []
    for number, whose in sorted(found, key=lambda item: -len(item[0])):
        at = _place(url, number)
        if at is not None and all(at[1] <= start or stop <= at[0] for start, stop, _ in places):
            places.append((*at, whose))
    if len(url) == len(written):
        return places
    kept = [at for at, sign in enumerate(written) if sign != NOTHING]
    return [(kept[start], kept[stop - 1] + 1, whose) for start, stop, whose in places]


def bare_link(plain: str, at: int) -> tuple[int, int] | None:
    """Where a link without a scheme begins and ends in which a place lies."""
    low = max(0, at - _BEHIND)
    word = plain[max(low, plain.rfind(" ", low, at) + 1) : at]
    if "." not in word or not ("/" in word or "?" in word):
        return None
    word = _BREAK.split(word)[-1]
    if not _BARE_LINK.match(word):
        return None
    rest = _LINK_REST.match(plain, at)
    return at - len(word), rest.end() if rest else at


def _several(read: str) -> list[str]:
    """A page may be asked for several numbers at once; a space may as well stand within one."""
    pieces = _SEVERAL.split(read)[:64]
    return [word for piece in pieces for word in (piece.split() if len(piece) > LONGEST else [piece])]


def _values(rest: str) -> list[tuple[str, bool]]:
    """The steps of the path and the parameters' values, each with whether its name speaks for a number."""
    found: list[tuple[str, bool]] = []
    step = ""
    for part in _VALUE.finditer(rest):
        name, value = part.groups()
        if value is None:
            found.append((name, bool(link_name().search(step))))
            step = name
        else:
            found += [(piece, bool(link_name().search(name))) for piece in _several(unquote(value))]
    return found


def _of_page(
    engine: Engine, entry: ListedCarrier, place: ListedName, read: str, country: str | None
) -> tuple[str, tuple[Candidate, ...]] | None:
    """A number that a page's template reads: it stands, whatever its format and its check digit say."""
    number = key(read)
    digits = sum(map(str.isdecimal, number))
    if not SHORTEST <= len(number) <= LONGEST or not number.isascii() or not digits:
        return None
    ranked = engine.ranked(number, country)
    others = [match for match in ranked if match.listed.carrier is not entry]
    if len(others) < len(ranked):
        slots = [match[1] for match in ranked if match.listed.carrier is entry]
    else:
        slots = _accepting(entry, number)
    if slots:
        slot = max(slots, key=lambda slot: slot.evidence(number))
        return read, (_own(slot, number, place), *candidates(number, tuple(others)))
    if digits < SHORTEST or 2 * digits < len(number):  # more likely the page's own name
        return None
    own = Candidate(entry.id, place.company, "tracking link", {}, "none", 0.0, place.url(number))
    return read, (own, *candidates(number, tuple(others)))


def _of_carriers(
    engine: Engine, entries: list[ListedCarrier], read: str, named: bool, country: str | None
) -> tuple[str, tuple[Candidate, ...]] | None:
    """A number in a link to a carrier that none of its known templates reads."""
    number = read.upper()
    if not SHORTEST <= len(number) <= LONGEST or not number.isascii() or not any(map(str.isdecimal, number)):
        return None
    for entry in entries:
        slots = [
            slot
            for slot in entry.slots(len(number))
            if slot.accepts(number) and slot.tier(number) != NEVER and (named or slot.evidence(number) >= _STRONG)
        ]
        if slots:
            slot = max(slots, key=lambda slot: slot.evidence(number))
            others = [match for match in engine.ranked(number, country) if match.listed.carrier is not entry]
            own = _own(slot, number, entry.place(country))
            return read, (own, *candidates(number, tuple(others)))
    return None


def _own(slot: FormatAtLength, number: str, place: ListedName) -> Candidate:
    bits = slot.evidence(number)
    return Candidate.of(Match(Rank(slot.tier(number), slot.issued_elsewhere, -bits), slot, bits, place), number)


def _accepting(entry: ListedCarrier, number: str) -> list[FormatAtLength]:
    return [slot for slot in entry.slots(len(number)) if slot.accepts(number)]


def _place(url: str, number: str) -> tuple[int, int] | None:
    """Where the number that was read stands as it was written."""
    start = url.rfind(number)
    if start >= 0:
        return start, start + len(number)
    signs = [re.escape(sign) for sign in key(number)[:LONGEST]]
    found = re.search(r"(?:%[0-9A-F]{2}|[ +.\-]){0,4}".join(signs), url, re.IGNORECASE)
    return found.span() if found else None
