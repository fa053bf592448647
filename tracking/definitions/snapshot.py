"""The definitions of an installed package: generated modules, each imported when something in it is asked for.

The build writes them (`tracking.definitions.packing`) and `Snapshot` reads them:

========================  ==========================================================================================
``_snapshot``             an index: how many modules there are of each sort, and which of them holds what
``_snapshot.ids``         the ids of all carriers
``_snapshot.carriers_N``  some carriers, by id
``_snapshot.formats_N``   the formats of these carriers, by id
``_snapshot.guessing_N``  formats that may guess, by length and beginning
``_snapshot.names_X``     the names of one list
``_snapshot.plain``       who has numbers of digits alone, by country and length
``_snapshot.folded``      the names of all carriers, folded
========================  ==========================================================================================

A module of each sort keeps its size when carriers are added: there are then more of them. pip compiles them to bytecode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.definitions.compiled import CompiledCarrier, PlainTuple, formats_of
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import Definitions, filing_keys

if TYPE_CHECKING:
    from tracking.definitions.folding import FoldedNames

__all__ = ["Snapshot", "shard_of"]


class Snapshot(Definitions):
    """The definitions of an installed package. Raises ImportError where there are none: in a checkout."""

    def __init__(self) -> None:
        index = _module("")
        self._shards: int = index.SHARDS
        self._lists: frozenset[str] = frozenset(index.LISTS)
        self._guessing: dict[str, int] = index.GUESSING
        self._carriers: dict[int, dict[str, PlainTuple]] = {}
        self._known: dict[int, dict[str, tuple[FormatAtLength, ...]]] = {}
        self.lengths: frozenset[int] = frozenset(index.LENGTHS)

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
        found = _module(f".formats_{shard_of(id_, self._shards)}").FORMATS[id_]
        return tuple([FormatAtLength(id_, literals) for literals in formats_of(found)])

    def guessing(self, length: int, first: str, last: str | None = None) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not."""
        found: tuple[FormatAtLength, ...] = ()
        for key in filing_keys(length, first, last):
            shard = self._guessing.get(key)
            if shard is not None:
                found += self._group(shard, key)
        return found

    def _group(self, shard: int, key: str) -> tuple[FormatAtLength, ...]:
        known = self._known.setdefault(shard, {})
        found = known.get(key)
        if found is None:
            literals = _module(f".guessing_{shard}").GUESSING[key]
            # Threads that come here together must get the same objects.
            found = known.setdefault(key, tuple([FormatAtLength(*literal) for literal in literals]))
        return found

    def named(self, list_: str, name: str) -> tuple[str, ...]:
        """The ids of the carriers that a list shows under exactly this name."""
        if list_ not in self._lists:
            return ()
        names: dict[str, tuple[str, ...]] = _module(f".names_{list_}").NAMES
        return names.get(name, ())

    def with_plain_formats(self, country: str, length: int) -> tuple[str, ...]:
        """The ids of the carriers local in a country that have a format of a length with digits alone."""
        plain: dict[str, dict[int, tuple[str, ...]]] = _module(".plain").PLAIN
        return plain.get(country, {}).get(length, ())

    def folded(self) -> FoldedNames:
        """The names of all carriers by their folded form."""
        from tracking.definitions.folding import FoldedNames

        names = _module(".folded")
        return FoldedNames(names.LISTS, names.OTHERS, names.UNLISTED, names.FAMILIES)


def _module(name: str) -> Any:
    return __import__(f"tracking._snapshot{name}", fromlist=("*",))


def shard_of(id_: str, shards: int) -> int:
    """The module of a carrier; the same in every process, as `hash` is not."""
    return int.from_bytes(id_.encode(), "big") % shards
