"""From a company name to a carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedCarrier, ListedName
from tracking.definitions.compiled import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.catalog.folded import FoldedCatalog
    from tracking.definitions.source import Definitions

__all__ = ["Names"]

_MEMORY = 4096
"""Company names that are remembered with what they mean; then the memory is begun anew."""
_COUNTRIES = 512
"""Countries whose listed names are remembered: there are 250; what else is asked for need not be kept."""


class Names:
    """The names of all carriers.

    Names as they are listed are looked up one by one; all of them, folded, are loaded when a name is first asked for that
    no list has.
    """

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._definitions, self._carriers = definitions, carriers
        self.exact: dict[str | None, dict[str, ListedName]] = {}
        """By country, the listed names that were asked for, with what they mean."""
        self._others: dict[tuple[str, str | None], ListedName | AmbiguousName | None] = {}
        self._folded: FoldedCatalog | None = None

    @property
    def folded(self) -> FoldedCatalog:
        """The names of all carriers by their folded form, made when first asked for."""
        if self._folded is None:
            from tracking.catalog.folded import FoldedCatalog

            self._folded = FoldedCatalog(self._definitions, self._carriers)
        return self._folded

    def company(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """The carrier that a company name means in a shop of that country; None for a name that nobody has.

        Exact, then folded, then alias, each in the country's list before the global one; last, what is listed only
        elsewhere.
        """
        exact = self.exact.get(country)
        if exact is not None and (listed := exact.get(name)) is not None:
            return listed
        if (name, country) in self._others:
            return self._others[name, country]
        listed = self._exact(name, country)
        if listed is not None:
            if exact is not None or len(self.exact) < _COUNTRIES:
                self.exact.setdefault(country, {})[name] = listed
            return listed
        if len(self._others) >= _MEMORY:
            self._others.clear()
        found = self._others[name, country] = self._search(name, country)
        return found

    def _exact(self, name: str, country: str | None) -> ListedName | None:
        """The one carrier that the country's list, or else the global one, shows under exactly this name."""
        for list_ in _lists_of(country):
            if ids := self._definitions.named(list_, name):
                (id_, *more) = ids
                return None if more else self._carriers[id_].place(country, name)
        return None

    def _search(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """What a name means that is several carriers' on a list, or is spelled otherwise than on any list."""
        lists = _lists_of(country)
        for list_ in lists:
            if ids := self._definitions.named(list_, name):
                return _meant([(self._carriers[id_], name) for id_ in ids], country)
        for step in self.folded.steps(name, lists, country):
            if step:
                return _meant(step, country)
        return None


def _lists_of(country: str | None) -> tuple[str, ...]:
    return (country, GLOBAL) if country else (GLOBAL,)


def _meant(found: list[tuple[ListedCarrier, str | None]], country: str | None) -> ListedName | AmbiguousName:
    """What carriers that have a name, each with the listed name by which it was found, come to."""
    distinct = {carrier.id: (carrier, listed) for carrier, listed in reversed(found)}
    if len(distinct) > 1:
        return AmbiguousName(carrier.place(country) for carrier, _ in distinct.values())
    ((carrier, listed),) = distinct.values()
    return carrier.place(country, listed if any(page.name == listed for page in carrier.pages) else None)
