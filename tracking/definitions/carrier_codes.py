"""Platforms' codes for carriers, compiled: the codes of one carrier, and the carriers of a code.

codes: ((platform, ((country or "global", (code, ...)), ...)), ...)

Codes are names as well: exports from a platform contain ``DHL_DE`` where a shop expects a company. `coded_carriers`
tells the carriers of each code, by its folded form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.compiled_carrier import GLOBAL
from tracking.spelling.companies import fold_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracking.definitions.carrier import Carrier
    from tracking.definitions.compiled import PlainTuple

__all__ = ["CarrierCodes", "Coded", "coded_carriers", "codes_of"]


Coded = tuple[str, tuple[str, ...]]
"""The id of a carrier for which a platform uses a code, and the countries in which it does, or "global"."""


class CarrierCodes:
    """The codes of a carrier, by platform and country."""

    __slots__ = ("_home", "platforms")

    def __init__(self, literal: PlainTuple, home: str | None) -> None:
        self.platforms: dict[str, dict[str, tuple[str, ...]]] = {platform: dict(codes) for platform, codes in literal}
        """By platform, then by country or "global"; of several codes the first is the one to send."""
        self._home = home

    def at(self, platform: str, country: str | None, by_site: bool) -> tuple[str, ...]:
        """Return the codes on a platform for a country; the first is the one to send.

        A country's own codes come before the general ones. If there are neither, another country's code is used (the
        home country's, or else the first), unless the platform accepts a code only on that country's site
        (``by_site``).
        """
        known = self.platforms.get(platform, {})
        own = known.get(country, ()) if country else ()
        found = (*own, *known.get(GLOBAL, ()))
        if not found and known and not (country and by_site):
            home = self._home
            found = known[home] if home in known else next(iter(known.values()))
        return tuple(dict.fromkeys(found))


def codes_of(carrier: Carrier) -> PlainTuple:
    """Return the codes of a definition as plain tuples; see the module's docstring for their layout."""
    found = []
    for platform, value in carrier.codes.items():
        places: Mapping[str, str | tuple[str, ...]] = value if isinstance(value, dict) else {GLOBAL: value}
        each = tuple((where, (codes,) if isinstance(codes, str) else tuple(codes)) for where, codes in places.items())
        found.append((platform, each))
    return tuple(found)


def coded_carriers(
    carriers: Iterable[tuple[str, CarrierCodes]], spelled: Callable[[str], str] = fold_code
) -> dict[str, tuple[Coded, ...]]:
    """Return the carriers that platforms' codes belong to, by the code's folded form, or by its form that ``spelled`` returns."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for id_, own in carriers:
        for places in own.platforms.values():
            for where, codes in places.items():
                for code in codes:
                    found.setdefault(spelled(code), {}).setdefault(id_, {})[where] = None
    return {
        text: tuple((id_, tuple(sorted(countries))) for id_, countries in whose.items())
        for text, whose in sorted(found.items())
    }
