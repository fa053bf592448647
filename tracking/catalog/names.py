"""From a company name to a carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.catalog.listed import GLOBAL, AmbiguousName, ListedCarrier, ListedName
from tracking.spelling.companies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.definitions.source import Definitions

__all__ = ["Names"]

_MEMORY = 4096
"""Company names that are remembered with what they mean; then the memory is begun anew."""
_COUNTRIES = 512
"""Countries whose listed names are remembered: there are 250; what else is asked for need not be kept."""


class _Listed(NamedTuple):
    """A carrier, and the listed name under which it was found; None where it was found by another."""

    carrier: ListedCarrier
    name: str | None


class _Folded(NamedTuple):
    """Names in the form in which they are compared when they are not spelled exactly as listed."""

    lists: dict[str, dict[str, list[_Listed]]]
    """For each list, the carriers by listed name."""
    aliases: dict[str, list[ListedCarrier]]
    """The carriers by every other name: their own, aliases, ids, names of pages on no list."""


class Names:
    """The names of all carriers.

    Names as they are listed are looked up one by one; folding all of them takes longer than all else at a start, and is
    done when a name is first asked for that no list has.
    """

    def __init__(self, definitions: Definitions, carriers: Mapping[str, ListedCarrier]) -> None:
        self._definitions, self._carriers = definitions, carriers
        self.exact: dict[str | None, dict[str, ListedName]] = {}
        """By country, the listed names that were asked for, with what they mean."""
        self._others: dict[tuple[str, str | None], ListedName | AmbiguousName | None] = {}
        self._folded: _Folded | None = None
        self._spellings: dict[str, str] | None = None

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
        for list_ in (country, GLOBAL) if country else (GLOBAL,):
            if ids := self._definitions.named(list_, name):
                return self._carriers[ids[0]].place(country, name) if len(ids) == 1 else None
        return None

    def _tables(self) -> _Folded:
        if self._folded is None:
            lists: dict[str, dict[str, list[_Listed]]] = {}
            aliases: dict[str, list[ListedCarrier]] = {}
            for carrier in self._carriers.values():
                if carrier.general:
                    continue
                for page in carrier.pages:
                    shown = _Listed(carrier, page.name or carrier.name)
                    for list_ in page.lists:
                        _once(lists.setdefault(list_, {}).setdefault(fold(page.name or carrier.name), []), shown)
                unlisted = [page.name for page in carrier.pages if page.name and not page.lists]
                for name in (carrier.name, *unlisted, *carrier.aliases, carrier.id):
                    _once(aliases.setdefault(fold(name), []), carrier)
            self._folded = _Folded(lists, aliases)
        return self._folded

    def _search(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        lists, aliases = self._tables()
        bare = fold(name)
        named = aliases.get(bare, [])
        scopes = ([country] if country else []) + [GLOBAL]
        local = [carrier for carrier in named if country is not None and country in carrier.local]
        everywhere = [carrier for carrier in named if carrier.everywhere]
        elsewhere = [shown for list_ in sorted(lists) if list_ not in scopes for shown in lists[list_].get(bare, ())]
        steps: list[list[_Listed]] = [
            *([_Listed(self._carriers[id_], name) for id_ in self._definitions.named(list_, name)] for list_ in scopes),
            *(lists.get(list_, {}).get(bare, []) for list_ in scopes),
            *([_Listed(carrier, None) for carrier in carriers] for carriers in (local, everywhere)),
            elsewhere,
            [_Listed(carrier, None) for carrier in named],
        ]
        for step in steps:
            found = {shown.carrier.id: shown for shown in reversed(step)}
            if len(found) == 1:
                ((carrier, listed),) = found.values()
                return carrier.place(country, listed if any(page.name == listed for page in carrier.pages) else None)
            if found:
                return AmbiguousName(shown.carrier.place(country) for shown in found.values())
        return None

    def folded(self) -> dict[str, str]:
        """Every listed name, and the name of every carrier on no list, by its folded form: for suggestions."""
        if self._spellings is None:
            lists, _ = self._tables()
            found = {
                fold(carrier.name): carrier.name
                for carrier in self._carriers.values()
                if not (carrier.listed or carrier.general)
            }
            for names in lists.values():
                for bare, (first, *_) in names.items():
                    found[bare] = first.name or first.carrier.name
            self._spellings = found
        return self._spellings

    def folded_with_aliases(self) -> set[str]:
        """Everything a carrier may be called, by its folded form."""
        lists, aliases = self._tables()
        return {name for names in lists.values() for name in names} | aliases.keys()


def _once(items: list[Any], item: Any) -> None:
    if item not in items:
        items.append(item)
