"""The question that a resolution answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import AmbiguousName, ListedName
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.known import KnownFormats
    from tracking.matching.ranking import Decision, Match

__all__ = ["Knowledge", "NumberInText", "Query"]


class NumberInText(Protocol):
    """A number that was found in a text. `tracking.resolving.results.Found` is one."""

    @property
    def number(self) -> str:
        """The number as written there."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def carrier(self) -> str | None:
        """The id of the carrier that number and text name."""


class Knowledge(Protocol):
    """The engine's knowledge of numbers and names, for the modules that word problems and suggestions."""

    @property
    def catalog(self) -> Catalog:
        """The catalog: carriers by name and by page."""

    def ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """Return the matches of a key in order."""

    def formats(self, number: str) -> KnownFormats | tuple[()]:
        """Return the formats that may guess and accept a key."""

    def ranked_formats(self, formats: KnownFormats | tuple[()], number: str, country: str | None) -> tuple[Match, ...]:
        """Return the matches of formats that accept a key, in order."""

    def decision(self, query: Query, said: bool) -> Decision:
        """Return what the number of a query decides if no company does."""

    def users(self, number: str) -> tuple[ListedName, ...]:
        """Return the carriers that use such numbers, but do not issue them."""

    def vouched(self, number: str) -> bool:
        """Tell whether the check digit of any format that may guess is right for a key."""

    def numbers_in(self, text: str, country: str | None, company: str | None) -> Sequence[NumberInText]:
        """Return the numbers in a text, with the company as evidence."""

    def mistyped(self, number: str) -> FormatAtLength | None:
        """Return the format whose number a key probably is, with a wrong check digit."""


class Query:
    """The question of a resolution, and what was found on the way. Candidates and problems can be computed from it.

    A plain tuple of the arguments stands for it until it is needed, to save time in each call.
    """

    __slots__ = (
        "_formats",
        "_matches",
        "absent",
        "code",
        "company",
        "country",
        "key",
        "language",
        "listed",
        "named",
        "number",
        "parts",
        "postal_code",
        "read",
        "url",
    )

    def __init__(
        self,
        number: str | None,
        company: str | None,
        country: str | None,
        postal_code: str | None,
        language: str | None,
        named: ListedName | AmbiguousName | None,
        listed: ListedName | None = None,
        url: str | None = None,
    ) -> None:
        self.number = number
        """As given, or as read off the URL."""
        self.key = key(number) if number else ""
        """The number as patterns see it: spelled once, where it comes in; of a cell that holds one number, that one."""
        self.read: tuple[str, ...] = ()
        """The numbers in a cell that is not a number as a whole."""
        self.absent: Literal["number_missing", "number_rounded"] | None = None
        """The problem of a value that is no tracking number (`tracking.spelling.absent`); its key is empty then."""
        self.code: str | None = None
        """The key of the scanned code that the number was read in, where a format knows the code whole."""
        self.parts: Mapping[str, str] | None = None
        """What a scanned code says beside its number; None if it is not a scanned code."""
        self.company = company
        self.country = country
        self.postal_code = postal_code
        self.language = language
        self.named = named
        """What the company's name means."""
        self.listed = listed
        """Whose page the resolution's URL is."""
        self.url = url
        """The explicit URL, checked."""
        self._formats: KnownFormats | tuple[()] | None = None
        self._matches: tuple[Match, ...] | None = None

    @property
    def written(self) -> str:
        """The number as written; if a cell holds it among other words, only the number."""
        return self.read[0] if len(self.read) == 1 else self.number or ""

    def values(self) -> dict[str, str | None]:
        """Return the values of a page's variables other than the number."""
        return {"postal_code": self.postal_code, "country": self.country, "language": self.language}

    def about(self, number: str) -> None:
        """Use the key of this number for the answer from now on."""
        self.key, self._formats, self._matches = key(number), None, None

    def formats(self, engine: Knowledge) -> KnownFormats | tuple[()]:
        """Return the formats that may guess and accept the number's key, looked up once."""
        if self._formats is None:
            self._formats = engine.formats(self.key) if self.key else ()
        return self._formats

    def ranked(self, engine: Knowledge) -> tuple[Match, ...]:
        """Return the matches of the number's key, in order."""
        if self._matches is None:
            self._matches = engine.ranked_formats(self.formats(engine), self.key, self.country)
        return self._matches
