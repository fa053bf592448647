"""Definitions that are in memory as a whole, and definitions over others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.compiled import NEVER, CompiledCarrier, PlainTuple, formats_of
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import Definitions, filing_key, filing_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["InMemory", "Merged", "by_key", "by_list", "plain_formats"]


class InMemory(Definitions):
    """Definitions that were compiled in this process, or taken from a snapshot as a whole."""

    def __init__(self, carriers: Iterable[PlainTuple]) -> None:
        records = [(CompiledCarrier(literal), literal) for literal in carriers]
        self._carriers = {carrier.id: carrier for carrier, _ in records}
        self._formats = {carrier.id: formats_of(literal) for carrier, literal in records}
        self._listed = by_list(self._carriers.values())
        self._plain: dict[str, dict[int, tuple[str, ...]]] | None = None
        self._keyed = by_key(each for id_ in self._formats for each in self.formats(id_))
        self.lengths = frozenset(each.length for group in self._keyed.values() for each in group)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in the order in which they were given."""
        return tuple(self._carriers)

    def carrier(self, id_: str) -> CompiledCarrier:
        """A carrier; raises KeyError for an id that is not known."""
        return self._carriers[id_]

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """A carrier's formats at each of their lengths."""
        return tuple([FormatAtLength(id_, literals) for literals in self._formats[id_]])

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not."""
        return tuple([each for key in filing_keys(length, first, last) for each in self._keyed.get(key, ())])

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list shows under exactly this name."""
        return self._listed.get(list_, {}).get(name, ())

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone."""
        if self._plain is None:
            self._plain = plain_formats((self._carriers[id_], self.formats(id_)) for id_ in self._carriers)
        return self._plain.get(country, {}).get(length, ())


class Merged(Definitions):
    """Definitions over others: a carrier of the upper ones replaces the one of the same id."""

    def __init__(self, lower: Definitions, upper: Definitions) -> None:
        self._lower, self._upper = lower, upper
        self._replaced = frozenset(upper.ids)
        self.lengths = lower.lengths | upper.lengths

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers; those that are new come last."""
        return tuple(dict.fromkeys((*self._lower.ids, *self._upper.ids)))

    def carrier(self, id_: str) -> CompiledCarrier:
        """A carrier; raises KeyError for an id that is not known."""
        return self._of(id_).carrier(id_)

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """A carrier's formats at each of their lengths."""
        return self._of(id_).formats(id_)

    def _of(self, id_: str) -> Definitions:
        return self._upper if id_ in self._replaced else self._lower

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not."""
        kept = [each for each in self._lower.guessing(length, first, last) if each.carrier_id not in self._replaced]
        return (*kept, *self._upper.guessing(length, first, last))

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list shows under exactly this name."""
        kept = [id_ for id_ in self._lower.named(list_, name) if id_ not in self._replaced]
        return (*kept, *self._upper.named(list_, name))

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone."""
        kept = [id_ for id_ in self._lower.with_plain_formats(country, length) if id_ not in self._replaced]
        return (*kept, *self._upper.with_plain_formats(country, length))


def by_key(formats: Iterable[FormatAtLength]) -> dict[str, list[FormatAtLength]]:
    """The formats that may guess, each filed under its key (`tracking.definitions.source.filing_keys`)."""
    found: dict[str, list[FormatAtLength]] = {}
    for each in formats:
        if each.guess != NEVER:
            found.setdefault(filing_key(each), []).append(each)
    return found


def by_list(carriers: Iterable[CompiledCarrier]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each list the names that it shows, and the ids of the carriers that have them; general formats have none."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for carrier in carriers:
        for page in () if carrier.general else carrier.pages:
            for list_ in page.lists:
                found.setdefault(list_, {}).setdefault(page.name or carrier.name, {})[carrier.id] = None
    return {list_: {name: tuple(ids) for name, ids in names.items()} for list_, names in found.items()}


def plain_formats(
    carriers: Iterable[tuple[CompiledCarrier, Iterable[FormatAtLength]]],
) -> dict[str, dict[int, tuple[str, ...]]]:
    """By country and length, the ids of the carriers that are local there and have numbers with digits alone."""
    found: dict[str, dict[int, dict[str, None]]] = {}
    for carrier, formats in carriers:
        lengths = {each.length for each in formats if each.digits_only}
        for country in () if carrier.general else carrier.local:
            for length in lengths:
                found.setdefault(country, {}).setdefault(length, {})[carrier.id] = None
    return {
        country: {length: tuple(ids) for length, ids in sorted(lengths.items())}
        for country, lengths in sorted(found.items())
    }
