"""Rules about a definition's claims: about its numbers, about how far to trust them, and about its pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tracking.definitions.carrier import stating
from tracking.definitions.compiled import ANYWHERE, HOME, NEVER
from tracking.definitions.tiers import ANYWHERE_FROM_ONE_SOURCE, tier_of
from tracking.quality.finding import Finding
from tracking.spelling.numbers import key
from tracking.spelling.urls import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracking.definitions.carrier import Carrier
    from tracking.quality.judged import JudgedDefinitions

__all__ = ["contradictions", "long_unread", "own_hosts", "reasons"]

_TIERS = {"anywhere": ANYWHERE, "home": HOME, "never": NEVER}
_YEARS = 2
"""After so many years, the sources of a definition should be read again."""


def contradictions(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """No other format of the carrier that may guess accepts what one of its formats calls invalid."""
    for place, number in enumerate(carrier.numbers):
        for nth, sample in enumerate(number.invalid):
            text = key(sample)
            for other in judged.listed_carriers[carrier.id].formats_at(len(text)):
                if other.name != number.name and other.accepts(text) and other.tier(text) != NEVER:
                    yield Finding(
                        ("numbers", place, "invalid", nth),
                        f"{sample!r} is invalid here, and {other.name!r} accepts it",
                        "narrow that format, let it never guess, or remove the sample",
                    )


def reasons(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """A format without a check digit from a single source says why it may guess more than its evidence allows."""
    for place, number in enumerate(carrier.numbers):
        if number.guess is None or number.check or number.why or number.issued_by:
            continue
        if len(stating(number.sources, "format")) != 1:
            continue
        at_lengths = judged.listed_carriers[carrier.id].formats
        bits = [one.bits for one in at_lengths if one.name == number.name and one.bits is not None]
        if any(_TIERS[number.guess] < tier_of(said, ANYWHERE_FROM_ONE_SOURCE) for said in bits):
            yield Finding(
                ("numbers", place, "guess"),
                f"one source alone states the format, and it has {min(bits):.1f} bits",
                "find a second source, write in `why` what speaks for the guess, or leave `guess` out",
            )


def own_hosts(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """The hosts of a page's other addresses are the carrier's own; a definition that is not a carrier's has none."""

    def related(id_: str) -> bool:
        return judged.related(carrier, judged.carriers[id_])

    for place, page in enumerate(() if carrier.general else carrier.pages):
        for nth, text in enumerate(page.also):
            host = address(text).host
            owners = judged.hosts.get(host, set())
            if owners and not any(map(related, owners)):
                yield Finding(
                    ("pages", place, "also", nth),
                    f"{host} is a host of {', '.join(sorted(owners))}",
                    "leave the address to that carrier, or write in `shared_with` or `families` what they have in common",
                )


def long_unread(carriers: Iterable[Carrier], today: date) -> tuple[str, ...]:
    """Return the ids of the carriers whose sources were last read more than two years ago, or on an unknown day."""
    since = today.replace(year=today.year - _YEARS, day=min(today.day, 28))
    return tuple([carrier.id for carrier in carriers if carrier.verified is None or carrier.verified < since])
