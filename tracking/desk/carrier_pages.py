"""The desk's pages of carriers and check digits: formats drawn on a sample, and the working of its check digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.checkdigits import ALGORITHMS
from tracking.resolving.explaining import check_lines, number_parts
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.resolver import Resolver
    from tracking.resolving.explanation import NumberPart

__all__ = ["AlgorithmPage", "CarrierRow", "DrawnFormat", "algorithm_pages", "carrier_page", "carrier_rows"]


class DrawnFormat(NamedTuple):
    """A format on the page of its carrier."""

    format: NumberFormat
    sample: str | None
    """The first of its samples; None if it has none."""
    parts: tuple[NumberPart, ...]
    check: tuple[str, ...]
    """The lines in which the sample's check digit is worked out."""


class CarrierRow(NamedTuple):
    """A carrier in the list."""

    id: str
    name: str
    country: str | None
    pages: int
    formats: int
    checks: int


class AlgorithmPage(NamedTuple):
    """A check-digit algorithm."""

    name: str
    about: str
    """The docstring of its class: the rule, the source, and an example."""
    carriers: tuple[tuple[str, str], ...]
    """Ids and names of the carriers that use it."""
    sample: str | None
    check: tuple[str, ...]


def carrier_rows(carriers: Iterable[Carrier], country: str, wanted: str) -> list[CarrierRow]:
    """Return the carriers of a country ("" for all) whose name, alias, or id contains a text, by name."""
    wanted = wanted.casefold().strip()
    return [
        CarrierRow(
            carrier.id,
            carrier.name,
            carrier.country,
            sum(page.url is not None for page in carrier.pages),
            len(carrier.numbers),
            sum(number.check is not None for number in carrier.numbers),
        )
        for carrier in sorted(carriers, key=lambda one: one.name.casefold())
        if (not country or carrier.country == country or country in carrier.lists)
        and any(wanted in name.casefold() for name in (carrier.id, carrier.name, *carrier.aliases))
    ]


def carrier_page(resolver: Resolver, carrier: Carrier) -> list[DrawnFormat]:
    """Return the formats of a carrier, each drawn on its first sample."""
    return [_drawn(resolver, carrier, number) for number in carrier.numbers]


def _drawn(resolver: Resolver, carrier: Carrier, number: NumberFormat) -> DrawnFormat:
    for sample in number.valid:
        text = key(sample)
        for found in resolver.catalog.carriers[carrier.id].formats_at(len(text)):
            if found.name == number.name and found.accepts(text):
                return DrawnFormat(number, sample, number_parts(found, text), check_lines(found, text))
    return DrawnFormat(number, None, (), ())


def algorithm_pages(resolver: Resolver, carriers: Collection[Carrier]) -> tuple[AlgorithmPage, ...]:
    """Return every algorithm, with the carriers that use it, and one sample worked out."""
    found = []
    for name, algorithm in sorted(ALGORITHMS.items()):
        users = {
            carrier.id: (carrier, number)
            for carrier in carriers
            for number in carrier.numbers
            if number.check is not None and number.check.algorithm == name
        }
        drawn = (_drawn(resolver, carrier, number) for carrier, number in users.values())
        worked = next((one for one in drawn if one.check), None)
        about = (algorithm.__doc__ or "").partition(">>>")[0].strip()
        names = sorted(((id_, carrier.name) for id_, (carrier, _) in users.items()), key=lambda one: one[1].casefold())
        check = () if worked is None else worked.check
        found.append(AlgorithmPage(name, about, tuple(names), None if worked is None else worked.sample, check))
    return tuple(found)
