"""The definitions of an installed package: generated modules, each imported when something in it is asked for.

The build writes them (`tracking.definitions.packing`) and `Snapshot` reads them:

========================  ==========================================================================================
``_snapshot``             an index: how many modules there are of each sort, and which of them holds what
``_snapshot.ids``         the ids of all carriers, and of those of which a format is known
``_snapshot.carriers_N``  some carriers, by id
``_snapshot.formats_N``   the formats of these carriers, by id: what no first answer needs
``_snapshot.codes_N``     what platforms call these carriers, by id
``_snapshot.coded``       whose the platforms' codes are, folded
``_snapshot.trials_N``    some trials of formats that may guess, and these formats' summaries
``_snapshot.names_X``     the names of one list
``_snapshot.hosts_N``     who has a page on some hosts
``_snapshot.plain``       who has numbers of digits alone, by country and length
``_snapshot.folded``      the names of all carriers, folded
========================  ==========================================================================================

A module of each sort keeps its size when carriers are added: there are then more of them. pip compiles them to bytecode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.compiled import PlainTuple, formats_of, summaries_of
from tracking.definitions.compiled_carrier import CompiledCarrier
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import Definitions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracking.definitions.carrier_codes import CarrierCodes, Coded
    from tracking.definitions.compiled import FormatLiterals
    from tracking.definitions.folding import FoldedNames
    from tracking.definitions.source import Trial

__all__ = ["Snapshot", "shard_of"]


class Snapshot(Definitions):
    """The definitions of an installed package. Raises ImportError where there are none: in a checkout."""

    def __init__(self) -> None:
        super().__init__()
        index = _module("")
        self._shards: int = index.SHARDS
        self._lists: frozenset[str] = frozenset(index.LISTS)
        self._shards_of_drawers: dict[int, dict[bytes, int]] = index.DRAWERS
        self._families: dict[str, dict[str, tuple[int, ...]]] = index.FAMILIES
        self._brands: dict[str, tuple[str, ...]] = index.BRANDS
        self._carriers: dict[int, dict[str, PlainTuple]] = {}
        self._hosts: dict[int, dict[str, tuple[str, ...]]] = {}
        self._drawers: dict[int, dict[tuple[int, bytes], dict[bytes, tuple[Trial, ...]]]] = {}
        self._summaries: dict[str, PlainTuple] = {}
        self.lengths: frozenset[int] = frozenset(index.LENGTHS)
        self.newest_day: str | None = index.NEWEST_DAY

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in order."""
        ids: tuple[str, ...] = _module(".ids").IDS
        return ids

    def carrier(self, id_: str) -> CompiledCarrier:
        """A carrier; raises KeyError for an id that is not known."""
        shard = shard_of(id_, self._shards)
        carriers = self._carriers.get(shard)
        if carriers is None:
            carriers = self._carriers[shard] = _module(f".carriers_{shard}").CARRIERS
        return CompiledCarrier(carriers[id_])

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """A carrier's formats at each of their lengths."""
        literal = _module(f".formats_{shard_of(id_, self._shards)}").FORMATS[id_]
        return tuple([FormatAtLength(summary, self) for summary in summaries_of(id_, literal)])

    def codes(self, id_: str) -> CarrierCodes:
        """What platforms call a carrier."""
        from tracking.definitions.carrier_codes import CarrierCodes

        carrier = self.carrier(id_)
        literals: dict[str, PlainTuple] = _module(f".codes_{shard_of(id_, self._shards)}").CODES
        return CarrierCodes(literals.get(id_, ()), carrier.country)

    def coded(self) -> Mapping[str, tuple[Coded, ...]]:
        """Whose the platforms' codes are, by folded form."""
        coded: Mapping[str, tuple[Coded, ...]] = _module(".coded").CODED
        return coded

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """The plain tuples of a carrier's format at a length."""
        literal = _module(f".formats_{shard_of(carrier_id, self._shards)}").FORMATS[carrier_id]
        return formats_of(literal)[place]

    def trials(self, length: int, drawer: bytes) -> Mapping[bytes, tuple[Trial, ...]]:
        """The trials of a length in a drawer."""
        shards = self._shards_of_drawers.get(length)
        shard = None if shards is None else shards.get(drawer)
        if shard is None:
            return {}
        drawers = self._drawers.get(shard)
        if drawers is None:
            module = _module(f".trials_{shard}")
            self._summaries.update(module.SUMMARIES)
            drawers = self._drawers[shard] = module.TRIALS
        return drawers[length, drawer]

    def summary(self, key: str) -> PlainTuple:
        """The summary of the format that a trial is for, which lies with it."""
        return self._summaries[key]

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list shows under exactly this name."""
        if list_ not in self._lists:
            return ()
        names: dict[str, tuple[str, ...]] = _module(f".names_{list_}").NAMES
        return names.get(name, ())

    def family_lengths(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """The lengths of the numbers of each carrier that says that it belongs to a family of this name."""
        return self._families.get(name, {})

    def brand_countries(self, name: str) -> Collection[str]:
        """The countries in which a brand with the name of a family has a national company."""
        return self._brands.get(name, ())

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone."""
        plain: dict[str, dict[int, tuple[str, ...]]] = _module(".plain").PLAIN
        return plain.get(country, {}).get(length, ())

    @property
    def with_formats(self) -> tuple[str, ...]:
        """The ids of the carriers of which a format is known."""
        ids: tuple[str, ...] = _module(".ids").WITH_FORMATS
        return ids

    def with_page_on(self, host: str) -> tuple[str, ...]:
        """The ids of the carriers that have a page on a host."""
        shard = shard_of(host, self._shards)
        hosts = self._hosts.get(shard)
        if hosts is None:
            hosts = self._hosts[shard] = _module(f".hosts_{shard}").HOSTS
        return hosts.get(host, ())

    def folded(self) -> FoldedNames:
        """The names of all carriers by their folded form."""
        from tracking.definitions.folding import FoldedNames

        names = _module(".folded")
        return FoldedNames(*[getattr(names, field.upper()) for field in FoldedNames._fields])


def _module(name: str) -> Any:
    return __import__(f"tracking._snapshot{name}", fromlist=("*",))


def shard_of(id_: str, shards: int) -> int:
    """The module of a carrier, or of a host; the same in every process, as `hash` is not."""
    return int.from_bytes(id_.encode("utf-8", "surrogatepass"), "big") % shards
