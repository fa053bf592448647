"""What a resolution was asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import AmbiguousName, ListedName
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.ranking import Decision, Match
    from tracking.spelling.numbers import Spelling

__all__ = ["Knowledge", "Query", "text_of"]


class Knowledge(Protocol):
    """What the engine knows of numbers and names, for those who word problems and suggestions."""

    @property
    def catalog(self) -> Catalog:
        """Carriers by name and by page."""

    def ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """The matches of a key in order."""

    def decision(self, matches: tuple[Match, ...], named: AmbiguousName | None, said: bool) -> Decision:
        """What the matches decide where no company does."""

    def mistyped(self, number: str, matches: tuple[Match, ...]) -> FormatAtLength | None:
        """The format whose number a key probably is, with a wrong check digit."""


class Query(NamedTuple):
    """What a resolution was asked with and what was found on the way: enough to work out its candidates and problems.

    Where every nanosecond counts, its fields are kept as a plain tuple in this order, and `_make` is called when needed.
    """

    number: str | None
    """As given, or as read off the URL."""
    company: str | None
    country: str | None
    postal_code: str | None
    language: str | None
    named: ListedName | AmbiguousName | None
    """What the company's name means."""
    listed: ListedName | None
    """Whose page the resolution's URL is."""
    url: str | None
    """The explicit URL."""
    spelling: Spelling | None
    """The number's spelling, where it was needed already."""
    matches: tuple[Match, ...] | None
    """The matches of the number's key, where they were needed already."""


def text_of(given: Any, name: str = "number") -> str:
    """An argument that must be text; raises TypeError for anything else."""
    if isinstance(given, str):
        return given
    raise TypeError(
        f"{name}: expected text, found {type(given).__name__}; pass it as a string, so that no digit is lost"
    )
