"""The rule for platforms' codes: what is wrong with a carrier's codes, among the carriers that are checked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.carrier_codes import CarrierCodes, codes_of
from tracking.definitions.compiled_carrier import GLOBAL
from tracking.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.definitions.carrier import Carrier
    from tracking.quality.judged import JudgedDefinitions

__all__ = ["codes"]


def codes(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """A platform's code means one carrier in a country. A code that holds everywhere is not repeated for a country."""
    for platform, places in CarrierCodes(codes_of(carrier), None).platforms.items():
        for where, own in places.items():
            for code in own:
                if others := sorted({*judged.coded[platform, where, code]} - {carrier.id}):
                    yield Finding(
                        ("codes", platform, where),
                        f"{code!r} is the code of {', '.join(others)} too",
                        "leave the code with one of them, or write in which country it belongs to which carrier",
                    )
            if where != GLOBAL and own == places.get(GLOBAL):
                yield Finding(("codes", platform, where), "it repeats the code under global", "remove it")
