"""The definitions of an installed package: generated modules, each imported when its content is first needed.

The build writes them (`tracking.definitions.packing`) and `Snapshot` reads them:

========================  ==========================================================================================
``_snapshot``             an index: how many modules there are of each kind, and which of them contains what
``_snapshot.ids``         the ids of all carriers, and of those with a known format
``_snapshot.carriers_N``  some carriers, by id
``_snapshot.formats_N``   the formats of these carriers, by id: data that no first answer needs
``_snapshot.codes_N``     the platforms' codes for these carriers, by id
``_snapshot.coded``       the carriers of the platforms' codes, folded
``_snapshot.trials_N``    the trials of formats that may guess, of some lengths
``_snapshot.names_X``     the names of one list
``_snapshot.hosts_N``     the carriers that have a page on some hosts
``_snapshot.plain``       the carriers whose numbers consist of digits, by country and length
``_snapshot.folded``      the names of all carriers, folded
========================  ==========================================================================================

A module of each kind keeps its size when carriers are added: there are then more modules. Only the trials of one length
stay together, however many they are. pip compiles the modules to bytecode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.compiled import PlainTuple, formats_of, summaries_of
from tracking.definitions.compiled_carrier import CompiledCarrier
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import Definitions, TrialsOfLength

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracking.definitions.carrier_codes import CarrierCodes, Coded
    from tracking.definitions.compiled import FormatLiterals
    from tracking.definitions.folding import FoldedNames

__all__ = ["Snapshot", "shard_of"]


class Snapshot(Definitions):
    """The definitions of an installed package. Raises ImportError in a checkout, which has none."""

    def __init__(self) -> None:
        super().__init__()
        index = _module("")
        self._shards: int = index.SHARDS
        self._lists: frozenset[str] = frozenset(index.LISTS)
        self._shards_of_lengths: dict[int, int] = index.LENGTHS
        self._families: dict[str, dict[str, tuple[int, ...]]] = index.FAMILIES
        self._brands: dict[str, tuple[str, ...]] = index.BRANDS
        self._carriers: dict[int, dict[str, PlainTuple]] = {}
        self._hosts: dict[int, dict[str, tuple[str, ...]]] = {}
        self.lengths: frozenset[int] = frozenset(self._shards_of_lengths)
        self.newest_day: str | None = index.NEWEST_DAY

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in order."""
        ids: tuple[str, ...] = _module(".ids").IDS
        return ids

    def carrier(self, id_: str) -> CompiledCarrier:
        """See `Definitions.carrier`."""
        shard = shard_of(id_, self._shards)
        carriers = self._carriers.get(shard)
        if carriers is None:
            carriers = self._carriers[shard] = _module(f".carriers_{shard}").CARRIERS
        return CompiledCarrier(carriers[id_])

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """See `Definitions.formats`."""
        literal = _module(f".formats_{shard_of(id_, self._shards)}").FORMATS[id_]
        return tuple([FormatAtLength(summary, self) for summary in summaries_of(id_, literal)])

    def codes(self, id_: str) -> CarrierCodes:
        """See `Definitions.codes`."""
        from tracking.definitions.carrier_codes import CarrierCodes

        carrier = self.carrier(id_)
        literals: dict[str, PlainTuple] = _module(f".codes_{shard_of(id_, self._shards)}").CODES
        return CarrierCodes(literals.get(id_, ()), carrier.country)

    def coded(self) -> Mapping[str, tuple[Coded, ...]]:
        """See `Definitions.coded`."""
        coded: Mapping[str, tuple[Coded, ...]] = _module(".coded").CODED
        return coded

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """See `Definitions.literals`."""
        literal = _module(f".formats_{shard_of(carrier_id, self._shards)}").FORMATS[carrier_id]
        return formats_of(literal)[place]

    def trials(self, length: int) -> TrialsOfLength:
        """See `Definitions.trials`."""
        shard = self._shards_of_lengths.get(length)
        return TrialsOfLength({}, {}) if shard is None else TrialsOfLength(*_module(f".trials_{shard}").TRIALS[length])

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """See `Definitions.named`."""
        if list_ not in self._lists:
            return ()
        names: dict[str, tuple[str, ...]] = _module(f".names_{list_}").NAMES
        return names.get(name, ())

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """See `Definitions.family_lengths`."""
        return self._families.get(name, {})

    def brand_countries(self, name: str) -> Collection[str]:
        """See `Definitions.brand_countries`."""
        return self._brands.get(name, ())

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """See `Definitions.with_plain_formats`."""
        plain: dict[str, dict[int, tuple[str, ...]]] = _module(".plain").PLAIN
        return plain.get(country, {}).get(length, ())

    @property
    def with_formats(self) -> tuple[str, ...]:
        """See `Definitions.with_formats`."""
        ids: tuple[str, ...] = _module(".ids").WITH_FORMATS
        return ids

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """See `Definitions.with_page_on`."""
        shard = shard_of(host, self._shards)
        hosts = self._hosts.get(shard)
        if hosts is None:
            hosts = self._hosts[shard] = _module(f".hosts_{shard}").HOSTS
        return hosts.get(host, ())

    def folded(self) -> FoldedNames:
        """See `Definitions.folded`."""
        from tracking.definitions.folding import FoldedNames

        names = _module(".folded")
        return FoldedNames(*[getattr(names, field.upper()) for field in FoldedNames._fields])


def _module(name: str) -> Any:
    return __import__(f"tracking._snapshot{name}", fromlist=("*",))


def shard_of(id_: str, shards: int) -> int:
    """Return the module of a carrier, or of a host. It is the same in every process, unlike `hash`."""
    return int.from_bytes(id_.encode("utf-8", "surrogatepass"), "big") % shards
