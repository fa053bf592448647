"""Definitions that are checked together: who lists or has a name, and which numbers two carriers would both claim."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from tracking.definitions.carrier_codes import CarrierCodes, codes_of
from tracking.quality.collisions import undeclared
from tracking.resolver import Resolver
from tracking.spelling.companies import fold
from tracking.spelling.urls import address

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.quality.finding import Finding

__all__ = ["JudgedDefinitions"]


def _group_names(carrier: Carrier) -> tuple[str, ...]:
    return (carrier.name, *carrier.aliases, *carrier.families)


class JudgedDefinitions:
    """Definitions that are checked together. ``judged`` are the ids of those that are reported on (by default all)."""

    def __init__(self, carriers: Iterable[Carrier], judged: Container[str] | None = None) -> None:
        self.carriers = {carrier.id: carrier for carrier in carriers}
        self.judged: Container[str] = self.carriers if judged is None else judged
        self.resolver = Resolver(self.carriers.values(), builtin=False)
        self.listed_carriers = self.resolver.catalog.carriers
        self.listed: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.named: dict[str, set[str]] = defaultdict(set)
        self.coded: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        """The carriers that a platform calls by a code, by platform, country (or "global") and code."""
        for carrier in self.carriers.values():
            for page in carrier.pages:
                for name in page.lists:
                    self.listed[name, page.name or carrier.name].append(carrier.id)
            for platform, places in CarrierCodes(codes_of(carrier), None).platforms.items():
                for where, codes in places.items():
                    for code in codes:
                        self.coded[platform, where, code].append(carrier.id)
            if not carrier.general:
                for own in (carrier.name, *(page.name for page in carrier.pages if page.name)):
                    self.named[fold(own)].add(carrier.id)

    def formats_of(self, carrier: Carrier, number: NumberFormat, sample: str) -> list[FormatAtLength]:
        """Return a format at the length of a sample."""
        return [one for one in self.listed_carriers[carrier.id].formats_at(len(sample)) if one.name == number.name]

    def home(self, carrier: Carrier) -> str | None:
        """Return the country of a carrier's shops: its own, or else the first of its lists."""
        return carrier.country or next((name for name in carrier.lists if name != "global"), None)

    @cached_property
    def hosts(self) -> dict[str, set[str]]:
        """Return the ids of the carriers whose website or filled page is on a host."""
        found: dict[str, set[str]] = defaultdict(set)
        for carrier in self.carriers.values():
            for url in (carrier.website, *(page.url for page in carrier.pages)):
                if url:
                    found[address(url).host].add(carrier.id)
        return found

    def related(self, carrier: Carrier, other: Carrier) -> bool:
        """Tell whether two carriers share a name or a family, or one says that it shares numbers with the other."""
        if {*map(fold, _group_names(carrier))} & {*map(fold, _group_names(other))}:
            return True
        return any(
            two.id in (*number.issued_by, *number.shared_with)
            for one, two in ((carrier, other), (other, carrier))
            for number in one.numbers
        )

    @cached_property
    def collisions(self) -> dict[str, list[Finding]]:
        """Undeclared collisions by the carrier that they are reported to; see `tracking.quality.collisions`."""
        return undeclared(self.carriers, self.resolver, self.judged)
