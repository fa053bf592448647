"""Company names that are spelled otherwise than on a list: folded names, and aliases."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tracking.spelling.companies import as_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.carrier_codes import Coded
    from tracking.definitions.source import Definitions

__all__ = ["FoldedCatalog"]


class FoldedCatalog:
    """The carriers by the folded form of their names (`tracking.definitions.folding`)."""

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._names, self._carriers = definitions.folded(), carriers
        self._spellings: dict[str, str] | None = None

    def steps(
        self, bare: str, lists: tuple[str, ...], country: str | None
    ) -> Iterator[list[tuple[ListedCarrier, str | None]]]:
        """Yield the carriers that a folded name may mean, with the listed names found; the first step decides.

        The steps: names on the lists of a shop; aliases, both of carriers of its country and of those that every shop
        knows; the carriers of its country that belong to a family of that name; names that are listed only elsewhere;
        any alias.
        """
        shown = self._names.lists
        for list_ in lists:
            yield self._listed(list_, bare)
        named = [self._carriers[id_] for id_ in self._names.others.get(bare, ())]
        family = [self._carriers[id_] for id_ in self._names.families.get(bare, ())]
        yield [(carrier, None) for carrier in named if country is not None and country in carrier.local]
        yield [(carrier, None) for carrier in named if carrier.everywhere]
        yield [(carrier, None) for carrier in family if country is not None and country in carrier.local]
        yield [found for list_ in sorted(shown) if list_ not in lists for found in self._listed(list_, bare)]
        yield [(carrier, None) for carrier in named]

    def of_brand(self, bare: str, country: str | None) -> ListedCarrier | None:
        """Return the company of a brand in a country; None if that country's list has a name for it."""
        if country is None or bare in self._names.lists.get(country, {}):
            return None
        id_ = self._names.brands.get(bare, {}).get(country)
        return None if id_ is None else self._carriers[id_]

    def bearers(self, bare: str) -> dict[str, ListedCarrier]:
        """Return all carriers with a folded name on any list or as an alias, or in a family of that name.

        If there are any, carriers for which a platform uses the name as a code belong to them.
        """
        ids = [*self._names.others.get(bare, ()), *self._names.families.get(bare, ())]
        ids += self._names.contested.get(bare, ())
        ids += [id_ for names in self._names.lists.values() for id_, _ in names.get(bare, ())]
        return {id_: self._carriers[id_] for id_ in ids}

    def coded(self, name: str) -> tuple[Coded, ...]:
        """Return the carriers with this platform code, if other carriers have it as a name; `as_code` defines the spelling."""
        return self._names.codes.get(as_code(name), ())

    def knows(self, bare: str) -> bool:
        """Tell whether any carrier has a folded name."""
        return bare in self._everything

    def is_own_name(self, bare: str) -> bool:
        """Tell whether a folded name is a listed one, or that of a carrier on no list, and not just an alias."""
        return bare in self.spellings()

    @cached_property
    def _everything(self) -> set[str]:
        return self.everything()

    def _listed(self, list_: str, bare: str) -> list[tuple[ListedCarrier, str | None]]:
        return [(self._carriers[id_], listed) for id_, listed in self._names.lists.get(list_, {}).get(bare, ())]

    def spellings(self) -> dict[str, str]:
        """Return every listed name, and the name of every carrier on no list, by its folded form."""
        if self._spellings is None:
            found = dict(self._names.unlisted)
            for names in self._names.lists.values():
                for bare, ((_, listed), *_) in names.items():
                    found[bare] = listed
            self._spellings = found
        return self._spellings

    def everything(self) -> set[str]:
        """Return every name that a carrier may have: listed names, own names, aliases, and ids."""
        return (
            {bare for names in self._names.lists.values() for bare in names}
            | self._names.others.keys()
            | self._names.families.keys()
        )
