"""The names of carriers, folded for comparison with names in other spellings.

Folding all names takes longer than everything else at a start, so an installed package contains them folded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.companies import fold
from tracking.spelling.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracking.definitions.carrier_codes import Coded
    from tracking.definitions.compiled_carrier import CompiledCarrier

__all__ = ["FoldedNames", "NamedOnList", "folded_names"]

NamedOnList = tuple[str, str]
"""A carrier's id, and its name on a list."""


class FoldedNames(NamedTuple):
    """Names by their folded form (`tracking.spelling.companies.fold`); general formats have none."""

    lists: dict[str, dict[str, tuple[NamedOnList, ...]]]
    """For each list, the carriers that it shows."""
    others: dict[str, tuple[str, ...]]
    """The ids of the carriers by every other name: their own, aliases, ids, and names of pages on no list."""
    unlisted: dict[str, str]
    """The names of the carriers on no list."""
    families: dict[str, tuple[str, ...]]
    """The ids of the carriers that belong to a family of that name."""
    brands: dict[str, dict[str, str]]
    """For a name that others also have, by country: the id of the company with this name and the country's code."""
    contested: dict[str, tuple[str, ...]]
    """For a name that others have, the ids of the carriers for which platforms use it as a code."""
    codes: dict[str, tuple[Coded, ...]]
    """For a platform's code (`tracking.spelling.companies.as_code`), the carriers that it means, if there are several."""


def folded_names(
    carriers: Iterable[CompiledCarrier], coded: Mapping[str, tuple[Coded, ...]], codes: Mapping[str, tuple[Coded, ...]]
) -> FoldedNames:
    """Fold the names of carriers; ``coded`` has the carriers of the platforms' codes by folded form, ``codes`` by spelling."""
    carriers = tuple(carriers)
    lists: dict[str, dict[str, dict[NamedOnList, None]]] = {}
    others: dict[str, dict[str, None]] = {}
    unlisted: dict[str, str] = {}
    families: dict[str, dict[str, None]] = {}
    for carrier in carriers:
        if carrier.general:
            continue
        own = fold(carrier.name)
        names = [*carrier.aliases, carrier.id]
        for page in carrier.pages:
            name = page.name or carrier.name
            if page.lists:
                bare = fold(name)
                for list_ in page.lists:
                    lists.setdefault(list_, {}).setdefault(bare, {})[carrier.id, name] = None
            elif page.name:
                names.append(page.name)
        if not any(page.lists for page in carrier.pages):
            unlisted[own] = carrier.name
        for bare in (own, *map(fold, names)):
            others.setdefault(bare, {})[carrier.id] = None
        for bare in map(fold, carrier.families):
            families.setdefault(bare, {})[carrier.id] = None
    shown = {list_: {bare: tuple(named) for bare, named in names.items()} for list_, names in lists.items()}
    listed = [{bare: [id_ for id_, _ in named] for bare, named in names.items()} for names in shown.values()]
    bearers = _bearers(*listed, others, families)
    home = {carrier.id: carrier.country for carrier in carriers if carrier.country}
    return FoldedNames(
        shown,
        {bare: tuple(ids) for bare, ids in others.items()},
        unlisted,
        {bare: tuple(ids) for bare, ids in families.items()},
        _brands(bearers, home),
        {
            bare: new
            for bare, whose in coded.items()
            if (known := bearers.get(bare)) and (new := tuple([id_ for id_, _ in whose if id_ not in known]))
        },
        {
            code: whose
            for code, whose in codes.items()
            if (known := bearers.get(fold(code))) and len(known | {id_ for id_, _ in whose}) > 1
        },
    )


def _bearers(*known: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return the ids of all carriers with each name."""
    found: dict[str, set[str]] = {}
    for names in known:
        for bare, ids in names.items():
            found.setdefault(bare, set()).update(ids)
    return found


def _brands(bearers: Mapping[str, set[str]], home: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the national companies of brands: each has, at home, a name of the brand and the country's code.

    "DPD PL" and the id ``dpd-pl`` say that DPD in Poland is this company. For a country that is not its home, a
    definition must say it twice: "DPD LV" and "DPD Latvia".
    """
    from tracking.languages.builtin import vocabulary  # an installed package contains the results of this

    countries = {code: tuple(map(fold, names)) for code, names in vocabulary().countries}
    found: dict[str, dict[str, str]] = {}
    for bare, ids in sorted(bearers.items()):
        brand, country = bare[:-2], country_code(bare[-2:])
        if len(ids) != 1 or country not in countries or bearers.get(brand, ids) == ids:
            continue
        (id_,) = ids
        if home.get(id_) == country or any(bearers.get(brand + name) == ids for name in countries[country]):
            found.setdefault(brand, {})[country] = id_
    return found
