"""The compiled index: from a number to the formats it matches, from a name or a page to a carrier.

The time that takes does not grow with the number of carriers. What is made on the way is kept, and may be shared by
threads, since what is made twice is equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.catalog.listed import AmbiguousName, ListedCarrier, ListedName
from tracking.definitions.templates import address, numbers_in, template_read_before
from tracking.spelling.companies import fold
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.templates import Template

__all__ = ["Catalog"]

_MEMORY = 4096
"""Company names that are remembered with what they mean; then the memory is begun anew."""


class Catalog:
    """Names, formats and pages of compiled carriers (`tracking.definitions.compiling`); later ones replace earlier ones of the same id."""

    def __init__(self, carriers: Iterable[tuple[Any, ...]]) -> None:
        merged = {form[0]: form for form in carriers}
        self.entries = {form[0]: ListedCarrier(form) for form in merged.values()}
        self.exact: dict[str | None, dict[str, ListedName]] = {}
        self._named: dict[tuple[str, str | None], ListedName | AmbiguousName | None] = {}
        self._exact: dict[str, dict[str, list[ListedCarrier]]] | None = None
        self._tables: Any = None
        self._folded: dict[str, str] | None = None
        self._hosts: dict[str, list[tuple[ListedCarrier, tuple[Any, ...], Template]]] | None = None

    # From a name to a carrier.

    def company(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        """The carrier that a company name means in a shop of that country; see `Resolver` for the order.

        Exact, then folded, then alias, each in the country's list before the global one; last, what is listed only
        elsewhere.
        """
        exact = self.exact.get(country)
        if exact is None:
            exact = self._exact_names(country)
        found = exact.get(name)
        if found is not None:
            return found
        known = self._named.get((name, country), self)
        if known is self:
            if len(self._named) >= _MEMORY:
                self._named.clear()
            known = self._named[name, country] = self._search(name, country)
        return known  # type: ignore[return-value]

    def _exact_names(self, country: str | None) -> dict[str, ListedName]:
        lists = self._listed()
        found: dict[str, ListedName] = {}
        for scope in ("global", country or ""):
            for name, entries in lists.get(scope, {}).items():
                if len(entries) == 1:
                    found[name] = entries[0].place(country, name)
                else:
                    found.pop(name, None)
        if len(self.exact) < 512:  # there are 250 countries; what else is asked for need not be kept
            self.exact[country] = found
        return found

    def _listed(self) -> dict[str, dict[str, list[ListedCarrier]]]:
        """Names as they are listed, by list; they need no folding, which takes longer than all else at start."""
        if self._exact is None:
            exact: dict[str, dict[str, list[ListedCarrier]]] = {}
            for entry in self.entries.values():
                if not entry.general:
                    for name, lists, _, _ in entry.pages:
                        for scope in lists:
                            _once(exact.setdefault(scope, {}).setdefault(name or entry.name, []), entry)
            self._exact = exact
        return self._exact

    def _name_tables(self) -> Any:
        """Exact names and folded names by list, aliases by fold."""
        if self._tables is None:
            folded: dict[str, dict[str, list[tuple[ListedCarrier, str]]]] = {}
            aliases: dict[str, list[ListedCarrier]] = {}
            for entry in self.entries.values():
                if entry.general:
                    continue
                for name, lists, _, _ in entry.pages:
                    own = name or entry.name
                    for scope in lists:
                        _once(folded.setdefault(scope, {}).setdefault(fold(own), []), (entry, own))
                own_names = [entry.name, *(page[0] for page in entry.pages if page[0] and not page[1]), *entry.aliases]
                for name in (*own_names, entry.id):
                    _once(aliases.setdefault(fold(name), []), entry)
            self._tables = (self._listed(), folded, aliases)
        return self._tables

    def _search(self, name: str, country: str | None) -> ListedName | AmbiguousName | None:
        exact, folded, aliases = self._name_tables()
        bare = fold(name)
        named: list[ListedCarrier] = aliases.get(bare, [])
        local = [entry for entry in named if country is not None and country in entry.local]
        everywhere = [entry for entry in named if entry.everywhere]
        scopes = ([country] if country else []) + ["global"]
        steps: list[list[tuple[ListedCarrier, str | None]]] = []
        steps += [[(entry, name) for entry in exact.get(scope, {}).get(name, [])] for scope in scopes]
        steps += [list(folded.get(scope, {}).get(bare, [])) for scope in scopes]
        steps += [[(entry, None) for entry in local], [(entry, None) for entry in everywhere]]
        steps.append([item for scope in sorted(folded) if scope not in scopes for item in folded[scope].get(bare, [])])
        steps.append([(entry, None) for entry in named])
        for step in steps:
            carriers = {entry.id: (entry, listed) for entry, listed in reversed(step)}
            if len(carriers) == 1:
                ((entry, listed),) = carriers.values()
                return entry.place(country, listed if any(page[0] == listed for page in entry.pages) else None)
            if carriers:
                return AmbiguousName(entry.place(country) for entry, _ in carriers.values())
        return None

    def folded_names(self) -> dict[str, str]:
        """Every listed name, and the name of every carrier on no list, by its folded form: for suggestions."""
        if self._folded is None:
            _, folded, _ = self._name_tables()
            own = {
                fold(entry.name): entry.name for entry in self.entries.values() if not (entry.listed or entry.general)
            }
            self._folded = own | {bare: items[0][1] for names in folded.values() for bare, items in names.items()}
        return self._folded

    # From a page to a carrier.

    def page(self, url: str) -> list[tuple[ListedCarrier, str | None, str]]:
        """The carriers one of whose pages a URL is: the entry, the page's name, and the number it carries ("" for none)."""
        where = address(url)
        found: dict[str, tuple[ListedCarrier, str | None, str]] = {}
        ranks: dict[str, tuple[bool, bool, int]] = {}
        for entry, page, pieces in self._pages_by_host().get(where.host, ()):
            read = numbers_in(pieces, where)
            if read is None:
                continue
            # Of several templates that of the number speaks, then the one that says most: /en/?id={number}, not /{number}.
            rank = (bool(read), entry.reads(key(read)), sum(len(text) for text in pieces.pieces[::2]))
            if entry.id not in found or rank > ranks[entry.id]:
                found[entry.id], ranks[entry.id] = (entry, page[0], read), rank
        if any(read for _, _, read in found.values()):
            found = {id_: item for id_, item in found.items() if item[2]}
        return list(found.values())

    def host(self, name: str) -> list[ListedCarrier]:
        """The carriers that have a page on a host."""
        pages = self._pages_by_host().get(address(name).host, ())
        return list({entry.id: entry for entry, _, _ in pages}.values())

    def _pages_by_host(self) -> dict[str, list[tuple[ListedCarrier, tuple[Any, ...], Template]]]:
        if self._hosts is None:
            hosts: dict[str, list[tuple[ListedCarrier, tuple[Any, ...], Template]]] = {}
            for entry in self.entries.values():
                for page in entry.pages:
                    for text in (page[2], *page[3]):
                        if text:
                            hosts.setdefault(address(text).host, []).append((entry, page, template_read_before(text)))
            self._hosts = hosts
        return self._hosts


def _once(items: list[Any], item: Any) -> None:
    if item not in items:
        items.append(item)
