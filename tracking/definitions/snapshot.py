"""The definitions of an installed package: generated modules, each imported when something in it is asked for.

The build writes them (`modules`) and `Snapshot` reads them:

========================  ==========================================================================================
``_snapshot``             an index: how many modules there are of each sort, and which of them holds what
``_snapshot.ids``         the ids of all carriers
``_snapshot.carriers_N``  some carriers, by id
``_snapshot.formats_N``   the formats of these carriers, by id
``_snapshot.guessing_N``  formats that may guess, by length and beginning
``_snapshot.names_X``     the names of one list
========================  ==========================================================================================

A module of each sort keeps its size when carriers are added: there are then more of them. pip compiles them to bytecode.
"""

from __future__ import annotations

from typing import Any

from tracking.definitions.compiled import CompiledCarrier, Literal, formats_of, only_formats, without_formats
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.source import by_beginning, by_list, keys_of

__all__ = ["Snapshot", "modules"]

_CARRIERS, _FORMATS = 64, 48
"""Carriers, and formats at a length, that a module holds (about as many)."""


class Snapshot:
    """The definitions of an installed package. Raises ImportError where there are none: in a checkout."""

    def __init__(self) -> None:
        index = _module("")
        self._shards: int = index.SHARDS
        self._lists: frozenset[str] = frozenset(index.LISTS)
        self._guessing: dict[str, int] = index.GUESSING
        self._carriers: dict[int, dict[str, Literal]] = {}
        self._known: dict[int, dict[str, tuple[FormatAtLength, ...]]] = {}
        self.lengths: frozenset[int] = frozenset(index.LENGTHS)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all carriers, in order."""
        ids: tuple[str, ...] = _module(".ids").IDS
        return ids

    def carrier(self, id_: str) -> CompiledCarrier:
        """A carrier; raises KeyError for an id that is not known."""
        shard = _shard(id_, self._shards)
        carriers = self._carriers.get(shard)
        if carriers is None:
            carriers = self._carriers[shard] = _module(f".carriers_{shard}").CARRIERS
        return CompiledCarrier(carriers[id_])

    def formats(self, id_: str) -> tuple[FormatAtLength, ...]:
        """A carrier's formats at each of their lengths."""
        found = _module(f".formats_{_shard(id_, self._shards)}").FORMATS[id_]
        return tuple([FormatAtLength(id_, literals) for literals in formats_of(found)])

    def guessing(self, length: int, first: str) -> tuple[FormatAtLength, ...]:
        """The formats of a length that may guess and may begin with a character, and maybe some that may not."""
        found: tuple[FormatAtLength, ...] = ()
        for key in keys_of(length, first):
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


def _module(name: str) -> Any:
    return __import__(f"tracking._snapshot{name}", fromlist=("*",))


def _shard(id_: str, shards: int) -> int:
    """The module of a carrier; the same in every process, as `hash` is not."""
    return int.from_bytes(id_.encode(), "big") % shards


def modules(carriers: tuple[Literal, ...]) -> dict[str, str]:
    """The text of each module by its file's name, for compiled carriers in order."""
    records = [(CompiledCarrier(literal), literal) for literal in carriers]
    shards = len(records) // _CARRIERS | 1  # odd, so that not the last letters alone tell them apart
    guessing: list[dict[str, list[FormatAtLength]]] = [{}]
    grouped = by_beginning(
        FormatAtLength(carrier.id, literals) for carrier, literal in records for literals in formats_of(literal)
    )
    for key, group in sorted(grouped.items()):
        if guessing[-1] and sum(map(len, guessing[-1].values())) + len(group) > _FORMATS:
            guessing.append({})
        guessing[-1][key] = group
    names = by_list(carrier for carrier, _ in records)
    own: list[dict[str, Literal]] = [{} for _ in range(shards)]
    for carrier, literal in records:
        own[_shard(carrier.id, shards)][carrier.id] = literal
    index = {
        "SHARDS": shards,
        "LISTS": tuple(sorted(names)),
        "LENGTHS": tuple(sorted({each.length for group in grouped.values() for each in group})),
        "GUESSING": {key: shard for shard, groups in enumerate(guessing) for key in groups},
    }
    texts = {"__init__": _text(**index), "ids": _text(IDS=tuple(carrier.id for carrier, _ in records))}
    for shard, literals in enumerate(own):
        texts[f"carriers_{shard}"] = _text(
            CARRIERS={id_: without_formats(literal) for id_, literal in literals.items()}
        )
        texts[f"formats_{shard}"] = _text(FORMATS={id_: only_formats(literal) for id_, literal in literals.items()})
    for shard, groups in enumerate(guessing):
        texts[f"guessing_{shard}"] = _text(
            GUESSING={key: tuple((each.carrier_id, each.literals) for each in group) for key, group in groups.items()}
        )
    for list_, shown in names.items():
        texts[f"names_{list_}"] = _text(NAMES=shown)
    return {f"{name}.py": text for name, text in texts.items()}


def _text(**values: Any) -> str:
    lines = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    return f'"""Compiled carrier definitions. Made by the build; see carriers/ and `tracking.definitions.snapshot`."""\n\n{lines}'
