"""A carrier, and the names under which shops know it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracking.definitions.compiled import POSTS
from tracking.definitions.compiled_carrier import GLOBAL
from tracking.definitions.templates import template_read_before
from tracking.spelling.numbers import LONGEST
from tracking.spelling.urls import LONGEST_URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tracking.catalog.page_links import PageLink
    from tracking.definitions.compiled_carrier import CompiledPage
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.definitions.templates import Template

__all__ = ["AmbiguousName", "GuessedName", "ListedCarrier", "ListedName", "WitnessedName"]


class ListedName:
    """A carrier under the name that one shop has for it, with that name's pages in order of preference."""

    __slots__ = ("_given", "_pages", "_quick", "carrier", "company")

    def __init__(self, carrier: ListedCarrier, company: str | None, pages: Iterable[CompiledPage]) -> None:
        self.carrier, self.company = carrier, company
        self._given = tuple(pages)
        self._pages: tuple[Template, ...] | None = None  # made when first needed, which most candidates' never are
        self._quick: tuple[str, str, frozenset[int]] | tuple[()] | None = None

    def as_guess(self) -> GuessedName:
        """Return the same for a name that the carrier does not have."""
        return GuessedName(self.carrier, self.company, self._given)

    def as_witnessed(self) -> WitnessedName:
        """Return the same for a text that only together with the number means the carrier."""
        return WitnessedName(self.carrier, self.company, self._given)

    def called(self, company: str) -> ListedName:
        """Return the same under another name."""
        return ListedName(self.carrier, company, self._given)

    @property
    def pages(self) -> tuple[Template, ...]:
        """The tracking pages, in order of preference."""
        if self._pages is None:
            self._pages = tuple([template_read_before(page.url or "") for page in self._given])
        return self._pages

    def quick(self, number: str) -> str | None:
        """Return the link for a key, if the page needs only the number, and needs it once; otherwise None."""
        around = self._quick
        if around is None:
            around = self._quick = self._around_number() or ()
        if not around:
            return None
        before, after, elsewhere = around
        if elsewhere and len(number) in elsewhere:
            return None
        link = before + number + after
        return link if len(link) <= LONGEST_URL else None

    def _around_number(self) -> tuple[str, str, frozenset[int]] | None:
        """Return the text before and after the number, and the lengths of numbers that may have a page of their own."""
        own = frozenset([length for page in self._given for length in page.lengths])
        for given, page in zip(self._given, self.pages, strict=True):
            if not given.formats:
                around = None if given.spelling else page.around_number
                return around and (*around, own)
        return None

    def url(self, number: str, values: Mapping[str, str | None] | None = None) -> str | None:
        """Return the link of the first page that is for the number and whose variables are known, percent-encoded.

        A post without a page uses a general one. Text that does not form a link (`tracking.spelling.urls.fit_link`) is
        left out.
        """
        if number.isascii() and number.isalnum() and (quick := self.quick(number)) is not None:
            return quick
        found = self.link(number, values)
        return None if found is None else found.url

    def link(
        self, number: str, values: Mapping[str, str | None] | None = None, shown: str | None = None
    ) -> PageLink | None:
        """Return the same with the page's template. ``shown`` replaces the number if the page shows it unchanged."""
        from tracking.catalog.page_links import link_of  # for most pages, `quick` is enough

        if not self._given:
            return self.carrier.general_link(number, values, shown)
        formats = self.carrier.formats_at
        for given, page in zip(self._given, self.pages, strict=True):
            if (found := link_of(given, page, number, values or {}, shown, formats)) is not None:
                return found
        return None

    @property
    def longest_text(self) -> int:
        """The length of the pages' own text, without the values of variables; the greatest of all pages."""
        return max((sum(map(len, page.texts)) for page in self.pages), default=0)

    def needed(self, number: str) -> frozenset[str] | None:
        """Return the variables, besides the number's own, of the pages for this number; None if there is none."""
        from tracking.catalog.page_links import link_of

        any_value = {name: "-" for page in self.pages for name in page.variables if name not in page.of_number}
        formats = self.carrier.formats_at
        found = [
            page.variables
            for given, page in zip(self._given, self.pages, strict=True)
            if link_of(given, page, number, any_value, None, formats)
        ]
        return frozenset([name for names in found for name in names if name in any_value]) if found else None


class GuessedName(ListedName):
    """A carrier under a name that it does not have: one of its names with other words, or its country's post."""

    __slots__ = ()


class WitnessedName(GuessedName):
    """A carrier whose name stands in a company's text that is no name itself, and one of whose formats the number fits."""

    __slots__ = ()


class AmbiguousName:
    """The carriers that a company name may mean. The number decides among them, or else one of them is the usual one.

    Each is a name of its own, even if two names mean the same carriers.
    """

    def __init__(
        self,
        members: Callable[[], Iterable[ListedName]],
        usual: ListedName | None = None,
        guessed: bool = False,
        lengths_of_others: frozenset[int] | None = None,
        general: ListedName | None = None,
        country: str | None = None,
        otherwise: AmbiguousName | None = None,
    ) -> None:
        self._members, self._lengths_of_others = members, lengths_of_others
        self.usual = usual
        """The carrier that is meant if the number does not tell; None if the name alone does not decide."""
        self.general = general
        """The carrier that is usual in other countries, if a national company of the brand is usual in this one."""
        self.country, self.otherwise = country, otherwise
        """The country that other words tell; and the name without it, for numbers from elsewhere, if only a city or language tells."""
        self.guessed = guessed
        """Whether the name was found among other words."""
        self._whoever = usual.as_guess() if guessed and usual is not None else usual
        self._of_length: dict[int, tuple[ListedName, ...]] = {}

    def __iter__(self) -> Iterator[ListedName]:
        """Yield the carriers, each under the name that a shop has for it."""
        return iter(self.members)

    @cached_property
    def members(self) -> tuple[ListedName, ...]:
        """Return the same carriers, looked up when they are first needed: many numbers can only be the usual carrier's."""
        return tuple(self._members())

    def whatever_the_number(self, number: Any) -> ListedName | None:
        """Return the usual carrier, if no other one has a format of this length; None if one has."""
        others = self._lengths_of_others
        if others is None:
            usual = self.usual
            others = self._lengths_of_others = frozenset(
                [each.length for listed in self if listed is not usual for each in listed.carrier.formats]
            )
        if number.__class__ is not str or len(number) in others or not number.isalnum():
            return None
        return self._whoever

    def of_length(self, length: int) -> tuple[ListedName, ...]:
        """Return the carriers that have formats of a length."""
        whose = self._of_length.get(length)
        if whose is None:
            whose = tuple([listed for listed in self if listed.carrier.formats_at(length)])
            if length <= LONGEST:
                self._of_length[length] = whose
        return whose


class ListedCarrier:
    """A carrier with its pages, and with its formats, which are made when they are first needed."""

    __slots__ = (
        "_definitions",
        "_formats",
        "_general",
        "_names",
        "aliases",
        "country",
        "families",
        "general",
        "id",
        "local",
        "name",
        "pages",
        "parcel_words",
        "services",
    )

    def __init__(self, id_: str, definitions: Definitions) -> None:
        compiled = definitions.carrier(id_)
        self.id, self.name, self.country = compiled.id, compiled.name, compiled.country
        self.general, self.aliases, self.pages = compiled.general, compiled.aliases, compiled.pages
        self.families, self.services, self.parcel_words = compiled.families, compiled.services, compiled.parcel_words
        self.local = compiled.local
        """The countries in which it is local: its own and those of its lists, with their territories."""
        self._definitions = definitions
        self._formats: dict[int, tuple[FormatAtLength, ...]] | None = None
        self._names: dict[tuple[str | None, str | None], ListedName] = {}
        self._general: ListedName | None = None

    def _by_length(self) -> dict[int, tuple[FormatAtLength, ...]]:
        if self._formats is None:
            found: dict[int, tuple[FormatAtLength, ...]] = {}
            for each in self._definitions.formats(self.id):
                found[each.length] = (*found.get(each.length, ()), each)
            self._formats = found
        return self._formats

    @property
    def formats(self) -> tuple[FormatAtLength, ...]:
        """Every format at each of its lengths, including those that never guess."""
        return tuple([each for formats in self._by_length().values() for each in formats])

    def formats_at(self, length: int) -> tuple[FormatAtLength, ...]:
        """Return the formats of a length, including those that never guess."""
        return self._by_length().get(length, ())

    @property
    def has_formats(self) -> bool:
        """True if a format is known."""
        return bool(self._by_length())

    def reads(self, number: str) -> bool:
        """Tell whether the pattern of any format matches a key, regardless of check digits."""
        return any(each.fullmatch(number) for each in self.formats_at(len(number)))

    def vouches(self, number: str) -> bool:
        """Tell whether a check digit of any format is right for a key."""
        return any(each.check and each.accepts(number) for each in self.formats_at(len(number)))

    def general_link(self, number: str, values: Mapping[str, str | None] | None, shown: str | None) -> PageLink | None:
        """Return the page for the items of all posts, if the number is one of this post's; None otherwise."""
        of_post = any(each.of_post for each in self.formats_at(len(number)))
        if self.general or not of_post or not self.reads(number):
            return None
        if self._general is None:
            try:
                self._general = ListedCarrier(POSTS, self._definitions).place(None)
            except KeyError:  # own definitions without the file of the posts
                return None
        return self._general.link(number, values, shown)

    @property
    def listed(self) -> bool:
        """True if a list shows one of its pages."""
        return any(page.lists for page in self.pages)

    def is_on(self, list_: str) -> bool:
        """Tell whether a list shows one of its pages."""
        return any(list_ in page.lists for page in self.pages)

    @property
    def everywhere(self) -> bool:
        """True if its names count in every shop, because it is on the global list or on none."""
        return not self.listed or any(GLOBAL in page.lists for page in self.pages)

    def place(self, country: str | None, name: str | None = None) -> ListedName:
        """Return the carrier as a shop in that country knows it; under that listed name, if one is given."""
        if country not in self.local:
            country = None
        known = self._names.get((country, name))
        if known is None:
            known = self._names.setdefault((country, name), self._place(country, name))
        return known

    def _place(self, country: str | None, name: str | None) -> ListedName:
        def order(page: CompiledPage) -> int:
            return 0 if country in page.lists else 1 if GLOBAL in page.lists else 2

        pages = sorted((page for page in self.pages if name is None or page.name == name), key=order)
        if name is None and pages:
            name = pages[0].name
            pages = [page for page in pages if page.name == name]
        company = None if self.general else name or self.name
        told_apart = {(page.url, page.formats, page.spelling): page for page in reversed(pages) if page.url}
        return ListedName(self, company, reversed(told_apart.values()))
