"""A compiled carrier and its pages as records over plain tuples. Its formats are in `tracking.definitions.compiled`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.countries import with_territories

if TYPE_CHECKING:
    from tracking.definitions.compiled import PlainTuple

__all__ = ["GLOBAL", "CompiledCarrier", "CompiledPage"]

GLOBAL = "global"
"""The list that every shop shows."""


class CompiledPage(NamedTuple):
    """A tracking page."""

    name: str | None
    """The listed name; None for the carrier's own page."""
    lists: tuple[str, ...]
    url: str | None
    """The template."""
    also: tuple[str, ...]
    """Templates that are recognized in links but never filled."""
    formats: tuple[str, ...] = ()
    """The names of the formats that it is for; empty if it is for every number."""
    spelling: str | None = None
    """The spelling of the number: ``lower``, ``drop_check``, or text and groups, written as a template."""
    lengths: tuple[int, ...] = ()
    """The lengths of numbers of these formats."""

    @property
    def templates(self) -> tuple[str, ...]:
        """Every template by which the page is recognized."""
        return (self.url, *self.also) if self.url else self.also


class CompiledCarrier:
    """A definition's data about a carrier, without its formats."""

    __slots__ = ("aliases", "country", "families", "general", "id", "name", "pages", "parcel_words", "services")

    def __init__(self, literal: PlainTuple) -> None:
        self.id: str
        self.name: str
        self.country: str | None
        self.general: bool
        self.aliases: tuple[str, ...]
        self.id, self.name, self.country, self.general, self.aliases, pages, families, services, words, *_ = literal
        self.pages: tuple[CompiledPage, ...] = tuple([CompiledPage(*page) for page in pages])
        self.families: tuple[str, ...] = families
        """Names of a family of carriers to which it belongs."""
        self.services: tuple[str, ...] = services
        """What people write beside its name."""
        self.parcel_words: tuple[str, ...] = words
        """What it alone calls its parcels, as beginnings of words."""

    @property
    def local(self) -> frozenset[str]:
        """The countries in which it is local: its own and those of its lists, with their territories."""
        own = {list_ for page in self.pages for list_ in page.lists if list_ != GLOBAL}
        if self.country:
            own.add(self.country)
        return frozenset([each for country in own for each in with_territories(country)])
