"""The catalog: carriers by id, by name, and by page.

The time of a look-up does not grow with the number of carriers, and a carrier is loaded when it is first needed. What
is made on the way is kept. Threads may share it, since two results of the same work are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracking.catalog.listed import ListedCarrier
from tracking.catalog.names import Names

if TYPE_CHECKING:
    from tracking.catalog.pages import PageRead, Pages
    from tracking.catalog.within import NamesWithin, NameWithin
    from tracking.definitions.carrier_codes import CarrierCodes
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions

__all__ = ["Catalog"]


class Carriers(Mapping[str, ListedCarrier]):
    """The carriers by id. Each is made when it is first needed."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._made: dict[str, ListedCarrier] = {}

    def __getitem__(self, id_: str) -> ListedCarrier:
        made = self._made.get(id_)
        return self._made.setdefault(id_, ListedCarrier(id_, self._definitions)) if made is None else made

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions.ids)

    def __len__(self) -> int:
        return len(self._definitions.ids)


class Catalog:
    """The names, formats, and pages of compiled carriers."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self.carriers: Mapping[str, ListedCarrier] = Carriers(definitions)
        """The carriers by id."""
        self._names = Names(definitions, self.carriers)
        self.exact = self._names.exact
        """By country, the listed names that were asked for, with what they mean: a look-up before `company`."""
        self.company = self._names.company
        """The carrier that a company name means in a shop of a country; see `Names.company`."""
        self.bearers = self._names.bearers
        """Every carrier that bears a name; see `Names.bearers`."""
        self._within: NamesWithin | None = None
        self._pages: Pages | None = None

    def within(self, text: str, country: str | None) -> tuple[NameWithin, ...]:
        """Return the carriers' names in a company's text that `company` does not know; see `NamesWithin.within`."""
        if self._within is None:
            from tracking.catalog.within import NamesWithin  # most companies are known

            self._within = NamesWithin(self._names)
        return self._within.within(text, country)

    def formats(self) -> Iterator[FormatAtLength]:
        """Return every format of every carrier at each of its lengths, including those that never guess.

        It is made at each call.
        """
        for id_ in self._definitions.with_formats:
            yield from self._definitions.formats(id_)

    def with_formats(self) -> Iterator[ListedCarrier]:
        """Return the carriers that have a known format."""
        return map(self.carriers.__getitem__, self._definitions.with_formats)

    def codes(self, id_: str) -> CarrierCodes:
        """Return the codes that platforms use for a carrier. Raises KeyError for an unknown id."""
        return self._definitions.codes(id_)

    def folded_names(self) -> dict[str, str]:
        """Return every listed name, and the name of every carrier on no list, by its folded form: for suggestions."""
        return self._names.folded.spellings()

    def folded_names_and_aliases(self) -> set[str]:
        """Return every name that a carrier may have, folded: listed names, own names, aliases, and ids."""
        return self._names.folded.everything()

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """Return the ids of the local carriers of a country that have numbers of that length with digits alone."""
        return self._definitions.with_plain_formats(country, length)

    def page(self, url: str) -> list[PageRead]:
        """Return the carriers that have the page of a URL."""
        return self._hosts().page(url)

    def host(self, name: str) -> list[ListedCarrier]:
        """Return the carriers that have a page on the host of a URL, or on a host name."""
        return self._hosts().host(name)

    def carriers_on(self, host: str) -> list[ListedCarrier]:
        """Return the carriers that have a page on a host, given in lower case, without ``www.`` and port."""
        return self._hosts().carriers_on(host)

    def _hosts(self) -> Pages:
        if self._pages is None:
            from tracking.catalog.pages import Pages

            self._pages = Pages(self._definitions, self.carriers)
        return self._pages
