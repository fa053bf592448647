"""The coverage of the definitions, counted by country."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.carrier_codes import CarrierCodes, codes_of
from tracking.definitions.templates import template_read_before
from tracking.quality.source_families import stated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier

__all__ = ["Coverage", "coverage", "table"]

NOWHERE = "none"
"""The row for definitions without a home country: general formats."""


class Coverage(NamedTuple):
    """Counts over some carriers."""

    carriers: int
    listed: int
    """Carriers that a list shows."""
    pages: int
    """Carriers with a tracking page."""
    deep: int
    """Carriers with a page whose URL contains the number."""
    formats: int
    checks: int
    """Formats with a check digit."""
    codes: int
    """Codes that platforms use for the carriers."""
    confirmed: int
    """Pages with an address, and formats, that two independent sources state."""


def coverage(carriers: Iterable[Carrier]) -> dict[str, Coverage]:
    """Return the counts by home country, most carriers first; ``none`` for carriers without one."""
    by_country: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in carriers:
        by_country[carrier.country or NOWHERE].append(carrier)
    counts = {country: _counted(of) for country, of in by_country.items()}
    return dict(sorted(counts.items(), key=_most_first))


def _most_first(item: tuple[str, Coverage]) -> tuple[int, str]:
    country, counts = item
    return -counts.carriers, country


def _counted(carriers: list[Carrier]) -> Coverage:
    urls = [[page.url for page in carrier.pages if page.url] for carrier in carriers]
    formats = [number for carrier in carriers for number in carrier.numbers]
    of_two = stated(carriers)
    return Coverage(
        carriers=len(carriers),
        listed=sum(bool(carrier.lists) for carrier in carriers),
        pages=sum(bool(of) for of in urls),
        deep=sum(any(template_read_before(url).of_number for url in of) for of in urls),
        formats=len(formats),
        checks=sum(number.check is not None for number in formats),
        codes=sum(map(_codes, carriers)),
        confirmed=of_two.pages_by_two + of_two.formats_by_two,
    )


def _codes(carrier: Carrier) -> int:
    """Count a carrier's codes. A code that a platform accepts in several countries counts once."""
    platforms = CarrierCodes(codes_of(carrier), None).platforms.values()
    return sum(len({code for codes in places.values() for code in codes}) for places in platforms)


def table(carriers: Iterable[Carrier], rows: int | None = None) -> str:
    """Return the counts as a Markdown table with the sum first.

    With ``rows``, the remaining countries are summed up.
    """
    by_country = coverage(carriers)
    names = list(by_country)
    lines = [("all", _sum(by_country.values())), *by_country.items()]
    if rows is not None and len(names) > rows:
        rest = names[rows:]
        lines = [*lines[: rows + 1], (f"{len(rest)} others", _sum(by_country[name] for name in rest))]
    head = (
        "country",
        "carriers",
        "on a list",
        "with a page",
        "with a link",
        "formats",
        "check digits",
        "codes",
        "two sources",
    )
    cells = [head, *((name, *map(str, counts)) for name, counts in lines)]
    first, *others = (max(map(len, column)) for column in zip(*cells, strict=True))
    rule = ("-" * first, *("-" * (width - 1) + ":" for width in others))
    form = " | ".join([f"| {{:<{first}}}", *(f"{{:>{width}}}" for width in others)]) + " |"
    return "\n".join(form.format(*row) for row in (head, rule, *cells[1:]))


def _sum(counts: Iterable[Coverage]) -> Coverage:
    return Coverage(*map(sum, zip(Coverage(*[0] * len(Coverage._fields)), *counts, strict=True)))
