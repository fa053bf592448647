"""Numbers of one carrier that another would claim in the same shop, although neither definition says so.

In the same shop means: both may guess anywhere, or one anywhere and the other at home, or both at home in a common
country. What two carriers declare about a third holds between them as well: the numbers of GLS in Denmark are shared
with GLS, so FedEx need only declare GLS.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tracking.definitions.compiled import ANYWHERE, HOME, NEVER
from tracking.quality.finding import Finding
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolver import Resolver

__all__ = ["undeclared"]


def undeclared(carriers: Mapping[str, Carrier], resolver: Resolver, judged: Container[str]) -> dict[str, list[Finding]]:
    """Return undeclared collisions by carrier: the one with the sample, or the other if only that one is checked.

    Every sample of every carrier is tried with all other formats that may guess.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for carrier in carriers.values():
        for place, number in enumerate(carrier.numbers):
            told: set[tuple[str, str]] = set()
            for nth, sample in enumerate(number.valid):
                for slot in _claiming(carriers, resolver, carrier, number, key(sample)):
                    other = slot.carrier_id
                    if (other, slot.name) in told:
                        continue
                    told.add((other, slot.name))
                    if carrier.id in judged:
                        at: tuple[str | int, ...] = ("numbers", place, "valid", nth)
                        found[carrier.id].append(_collision(at, sample, other, slot.name))
                    else:
                        there = carriers[other].numbers.index(_format(carriers, slot))
                        found[other].append(_collision(("numbers", there, "pattern"), sample, carrier.id, number.name))
    return dict(found)


def _claiming(
    carriers: Mapping[str, Carrier], resolver: Resolver, carrier: Carrier, number: NumberFormat, sample: str
) -> Iterator[FormatAtLength]:
    """Return formats of other carriers that accept a sample undeclared, in a shop where its own carrier is known."""
    own = resolver.catalog.carriers[carrier.id]
    tiers = [
        slot.tier(sample) for slot in own.formats_at(len(sample)) if slot.name == number.name and slot.accepts(sample)
    ]
    for slot in resolver.matcher.matches(sample) if tiers else ():
        tier = slot.tier(sample)
        meets = tier == ANYWHERE or (
            tier == HOME and (min(tiers) == ANYWHERE or resolver.catalog.carriers[slot.carrier_id].local & own.local)
        )
        if slot.carrier_id != own.id and tier != NEVER and meets:
            other = _format(carriers, slot)
            if not (
                _declared(number) & _names(slot.carrier_id, other) or _declared(other) & _names(carrier.id, number)
            ):
                yield slot


def _format(carriers: Mapping[str, Carrier], slot: FormatAtLength) -> NumberFormat:
    return next(number for number in carriers[slot.carrier_id].numbers if number.name == slot.name)


def _collision(at: tuple[str | int, ...], sample: str, other: str, name: str) -> Finding:
    return Finding(
        at,
        f"{sample!r} is also a number of {other} ({name}), and neither of the two definitions says so",
        f"if they really share such numbers, write `shared_with: [{other}]` (`issued_by` if these are the numbers of {other});"
        " else narrow one of the patterns",
    )


def _declared(number: NumberFormat) -> set[str]:
    return {*number.issued_by, *number.shared_with}


def _names(carrier: str, number: NumberFormat) -> set[str]:
    """Return the names under which a format may be declared: its carrier's, and those that it declares itself."""
    post = {"s10"} if number.check is not None and number.check.algorithm == "s10" else set()
    return {carrier, *_declared(number), *post}
