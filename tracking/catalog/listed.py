"""A carrier and its listed names: made of the tuples of `tracking.definitions.compiling`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.templates import template_read_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracking.definitions.templates import Template

__all__ = ["AmbiguousName", "ListedCarrier", "ListedName"]


class ListedName:
    """A carrier under the name by which one shop knows it, with that name's pages in order of preference."""

    __slots__ = ("_quick", "carrier", "company", "pages")

    def __init__(self, entry: ListedCarrier, company: str | None, urls: Iterable[str]) -> None:
        self.carrier, self.company = entry, company
        self.pages: tuple[Template, ...] = tuple(map(template_read_before, dict.fromkeys(urls)))
        first = self.pages[0].pieces if self.pages else ()
        self._quick = (first[0], first[2]) if len(first) == 3 and first[1] == "number" else None

    def quick(self, number: str) -> str | None:
        """The page for a key, where nothing but the number goes into it and that once; else None."""
        return None if self._quick is None else self._quick[0] + number + self._quick[1]

    def url(self, number: str, values: Mapping[str, str | None] | None = None) -> str | None:
        """The first page whose variables are at hand, with the number and the other values percent-encoded."""
        if self._quick is not None and number.isascii() and number.isalnum():
            return self._quick[0] + number + self._quick[1]
        values = {**(values or {}), "number": number}
        for page in self.pages:
            if (url := page.expand(values)) is not None:
                return url
        return None


class ListedCarrier:
    """A carrier in the index."""

    __slots__ = ("_places", "_slots", "aliases", "country", "form", "general", "id", "local", "name", "pages")

    def __init__(self, form: tuple[Any, ...]) -> None:
        self.form = form
        self.id, self.name, self.country, self.general, self.aliases, self.pages, _ = form
        local = {name for page in self.pages for name in page[1] if name != "global"}
        self.local = frozenset(local | {self.country} if self.country else local)
        self._places: dict[tuple[str | None, str | None], ListedName] = {}
        self._slots: dict[int, tuple[FormatAtLength, ...]] = {}

    def __reduce__(self) -> Any:
        return ListedCarrier, (self.form,)

    def slots(self, length: int) -> tuple[FormatAtLength, ...]:
        """Every format of a length, those that never guess as well."""
        found = self._slots.get(length)
        if found is None:
            found = tuple(
                FormatAtLength(self.id, form, at) for form in self.form[6] for at in form[6] if at[0] == length
            )
            self._slots[length] = found
        return found

    @property
    def listed(self) -> bool:
        """Whether any list shows one of its pages."""
        return any(lists for _, lists, _, _ in self.pages)

    @property
    def everywhere(self) -> bool:
        """Whether its names count in every shop: on the global list, or on none."""
        return not self.listed or any("global" in lists for _, lists, _, _ in self.pages)

    @property
    def has_formats(self) -> bool:
        """Whether any format is known."""
        return bool(self.form[6])

    def place(self, country: str | None, name: str | None = None) -> ListedName:
        """The carrier as a shop in that country knows it; under that listed name when one is given."""
        if country not in self.local:
            country = None
        known = self._places.get((country, name))
        if known is None:
            known = self._places[country, name] = self._place(country, name)
        return known

    def _place(self, country: str | None, name: str | None) -> ListedName:
        def order(page: tuple[Any, ...]) -> int:
            return 0 if country in page[1] else 1 if "global" in page[1] else 2

        pages = sorted((page for page in self.pages if name is None or page[0] == name), key=order)
        if name is None and pages:
            name = pages[0][0]
            pages = [page for page in pages if page[0] == name]
        company = None if self.general else name or self.name
        return ListedName(self, company, [page[2] for page in pages if page[2]])

    def reads(self, number: str) -> bool:
        """Whether any format's pattern matches, check digits aside."""
        return any(slot.fullmatch(number) for slot in self.slots(len(number)))


class AmbiguousName(tuple[ListedName, ...]):
    """The carriers among which a company name does not decide."""

    __slots__ = ()
