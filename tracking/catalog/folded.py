"""Company names that are not spelled as a list has them: folded, and by alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.spelling.companies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracking.catalog.listed import ListedCarrier

__all__ = ["FoldedNames"]

_Named = tuple["ListedCarrier", "str | None"]
"""A carrier, and the listed name under which it was found; None where it was found by another."""


class FoldedNames:
    """The names of carriers in the form in which they are compared (`tracking.spelling.companies.fold`)."""

    def __init__(self, carriers: Iterable[ListedCarrier]) -> None:
        self._lists: dict[str, dict[str, list[_Named]]] = {}
        self._aliases: dict[str, list[ListedCarrier]] = {}
        self._unlisted: dict[str, str] = {}
        self._spellings: dict[str, str] | None = None
        for carrier in carriers:
            if carrier.general:
                continue
            own = fold(carrier.name)
            others = [*carrier.aliases, carrier.id]
            for page in carrier.pages:
                if page.lists:
                    self._add_page(carrier, page.name or carrier.name, page.lists)
                elif page.name:
                    others.append(page.name)
            if not carrier.listed:
                self._unlisted[own] = carrier.name
            for bare in dict.fromkeys((own, *map(fold, others))):
                self._aliases.setdefault(bare, []).append(carrier)

    def _add_page(self, carrier: ListedCarrier, name: str, lists: tuple[str, ...]) -> None:
        bare, shown = fold(name), (carrier, name)
        for list_ in lists:
            known = self._lists.setdefault(list_, {}).setdefault(bare, [])
            if shown not in known:
                known.append(shown)

    def steps(self, name: str, lists: tuple[str, ...], country: str | None) -> Iterator[list[_Named]]:
        """The carriers that a name may mean, step by step; the first step with any decides.

        Folded names on the lists of a shop; aliases, of carriers of its country and of those that every shop knows; what
        is listed only elsewhere; any alias.
        """
        bare = fold(name)
        for list_ in lists:
            yield self._lists.get(list_, {}).get(bare, [])
        named = self._aliases.get(bare, [])
        yield [(carrier, None) for carrier in named if country is not None and country in carrier.local]
        yield [(carrier, None) for carrier in named if carrier.everywhere]
        others = [list_ for list_ in sorted(self._lists) if list_ not in lists]
        yield [shown for list_ in others for shown in self._lists[list_].get(bare, ())]
        yield [(carrier, None) for carrier in named]

    def spellings(self) -> dict[str, str]:
        """Every listed name, and the name of every carrier on no list, by its folded form."""
        if self._spellings is None:
            found = dict(self._unlisted)
            for names in self._lists.values():
                for bare, ((carrier, listed), *_) in names.items():
                    found[bare] = listed or carrier.name
            self._spellings = found
        return self._spellings

    def everything(self) -> set[str]:
        """Everything a carrier may be called: listed names, own names, aliases and ids."""
        return {name for names in self._lists.values() for name in names} | self._aliases.keys()
