"""Definitions that are completely in memory, and definitions merged over others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.carrier_codes import CarrierCodes
from tracking.definitions.compiled import (
    PlainTuple,
    formats_of,
    newest_day,
    only_codes,
    summaries_of,
)
from tracking.definitions.compiled_carrier import CompiledCarrier
from tracking.definitions.filing import filed
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import Definitions, TrialsOfLength, carrier_of
from tracking.spelling.companies import fold
from tracking.spelling.urls import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracking.definitions.compiled import FormatLiterals
    from tracking.definitions.source import Trial

__all__ = ["InMemory", "Merged", "by_host", "by_list", "families_of", "plain_formats"]


class InMemory(Definitions):
    """Definitions that were compiled in this process, or taken from a snapshot as a whole."""

    def __init__(self, carriers: Iterable[PlainTuple]) -> None:
        super().__init__()
        records = [(CompiledCarrier(literal), literal) for literal in carriers]
        self._carriers = {carrier.id: carrier for carrier, _ in records}
        self._formats = {carrier.id: formats_of(literal) for carrier, literal in records}
        self._every_summary = {carrier.id: summaries_of(carrier.id, literal) for carrier, literal in records}
        self._codes = {carrier.id: only_codes(literal) for carrier, literal in records}
        self.newest_day = newest_day(literal for _, literal in records)
        self._listed = by_list(self._carriers.values())
        self._trials = filed(literal for _, literal in records)
        self.lengths = frozenset(self._trials)
        self._plain: dict[str, dict[int, tuple[str, ...]]] | None = None
        self._families: dict[str, dict[str, tuple[int, ...]]] | None = None
        self._hosts: dict[str, tuple[str, ...]] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in the order in which they were given."""
        return tuple(self._carriers)

    def carrier(self, id_: str) -> CompiledCarrier:
        """See `Definitions.carrier`."""
        return self._carriers[id_]

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """See `Definitions.formats`."""
        return tuple([FormatAtLength(summary, self) for summary in self._every_summary[id_]])

    def codes(self, id_: str) -> CarrierCodes:
        """See `Definitions.codes`."""
        return CarrierCodes(self._codes[id_], self._carriers[id_].country)

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """See `Definitions.literals`."""
        return self._formats[carrier_id][place]

    def trials(self, length: int) -> TrialsOfLength:
        """See `Definitions.trials`."""
        return self._trials.get(length) or TrialsOfLength({}, {})

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """See `Definitions.named`."""
        return self._listed.get(list_, {}).get(name, ())

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """See `Definitions.family_lengths`."""
        if self._families is None:
            self._families = families_of(self)
        return self._families.get(name, {})

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """See `Definitions.with_plain_formats`."""
        if self._plain is None:
            self._plain = plain_formats((self._carriers[id_], self.formats(id_)) for id_ in self._carriers)
        return self._plain.get(country, {}).get(length, ())

    @property
    def with_formats(self) -> tuple[str, ...]:
        """See `Definitions.with_formats`."""
        return tuple([id_ for id_, formats in self._formats.items() if formats])

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """See `Definitions.with_page_on`."""
        if self._hosts is None:
            self._hosts = by_host(self._carriers.values())
        return self._hosts.get(host, ())


class Merged(Definitions):
    """Definitions merged over others: an upper carrier replaces the lower one with the same id."""

    def __init__(self, lower: Definitions, upper: Definitions) -> None:
        super().__init__()
        self._lower, self._upper = lower, upper
        self._replaced = frozenset(upper.ids)
        self.lengths = lower.lengths | upper.lengths
        self.newest_day = max(filter(None, (lower.newest_day, upper.newest_day)), default=None)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers; new ones come last."""
        return tuple(dict.fromkeys((*self._lower.ids, *self._upper.ids)))

    def carrier(self, id_: str) -> CompiledCarrier:
        """See `Definitions.carrier`."""
        return self._of(id_).carrier(id_)

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """See `Definitions.formats`."""
        return self._of(id_).formats(id_)

    def codes(self, id_: str) -> CarrierCodes:
        """See `Definitions.codes`."""
        return self._of(id_).codes(id_)

    def _of(self, id_: str) -> Definitions:
        return self._upper if id_ in self._replaced else self._lower

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """See `Definitions.literals`."""
        return self._of(carrier_id).literals(carrier_id, place)

    def trials(self, length: int) -> TrialsOfLength:
        """See `Definitions.trials`."""
        lower, upper = self._lower.trials(length), self._upper.trials(length)
        return TrialsOfLength(
            self._merged(lower.by_beginning, upper.by_beginning), self._merged(lower.by_end, upper.by_end)
        )

    def _merged(
        self, lower: Mapping[bytes, tuple[Trial, ...]], upper: Mapping[bytes, tuple[Trial, ...]]
    ) -> dict[bytes, tuple[Trial, ...]]:
        found = {}
        for characters, trials in lower.items():
            kept = [(*rest, key, one) for *rest, key, one in trials if carrier_of(key) not in self._replaced]
            found[characters] = (*kept, *upper.get(characters, ()))
        return {**upper, **found}

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """See `Definitions.named`."""
        kept = [id_ for id_ in self._lower.named(list_, name) if id_ not in self._replaced]
        return (*kept, *self._upper.named(list_, name))

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """See `Definitions.family_lengths`."""
        lower = self._lower.family_lengths(name)
        kept = {id_: lengths for id_, lengths in lower.items() if id_ not in self._replaced}
        return {**kept, **self._upper.family_lengths(name)}

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """See `Definitions.with_plain_formats`."""
        kept = [id_ for id_ in self._lower.with_plain_formats(country, length) if id_ not in self._replaced]
        return (*kept, *self._upper.with_plain_formats(country, length))

    @property
    def with_formats(self) -> tuple[str, ...]:
        """See `Definitions.with_formats`."""
        known = {*self._upper.with_formats, *(id_ for id_ in self._lower.with_formats if id_ not in self._replaced)}
        return tuple([id_ for id_ in self.ids if id_ in known])

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """See `Definitions.with_page_on`."""
        own = self._upper.with_page_on(host)
        known = {*own, *(id_ for id_ in self._lower.with_page_on(host) if id_ not in self._replaced)}
        return tuple([id_ for id_ in self.ids if id_ in known]) if known else ()


def by_list(carriers: Iterable[CompiledCarrier]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, for each list, its names and the ids of their carriers; general formats have none."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for carrier in carriers:
        for page in () if carrier.general else carrier.pages:
            for list_ in page.lists:
                found.setdefault(list_, {}).setdefault(page.name or carrier.name, {})[carrier.id] = None
    return {list_: {name: tuple(ids) for name, ids in names.items()} for list_, names in found.items()}


def by_host(carriers: Iterable[CompiledCarrier]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the carriers with a page on a host, by host, including every address of a page."""
    found: dict[str, dict[str, None]] = {}
    for carrier in carriers:
        for page in carrier.pages:
            for text in page.templates:
                found.setdefault(address(text).host, {})[carrier.id] = None
    return {host: tuple(ids) for host, ids in found.items()}


def plain_formats(
    carriers: Iterable[tuple[CompiledCarrier, Iterable[FormatAtLength]]],
) -> dict[str, dict[int, tuple[str, ...]]]:
    """Return the ids of the local carriers whose numbers consist of digits, by country and length."""
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


def families_of(definitions: Definitions) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return the carriers that belong to a family, by its name, with the lengths of their numbers.

    A carrier belongs to a family if it says so, or if a platform uses the family's name as a code for it.
    """
    members: dict[str, dict[str, None]] = {}
    for id_ in definitions.ids:
        for name in definitions.carrier(id_).families:
            members.setdefault(name, {})[id_] = None
    coded = definitions.coded() if members else {}
    return {
        name: {
            id_: tuple(sorted({each.length for each in definitions.formats(id_)}))
            for id_ in (*ids, *[id_ for id_, _ in coded.get(fold(name), ()) if id_ not in ids])
        }
        for name, ids in members.items()
    }
