"""The modules of a snapshot, written; what they are is said in `tracking.definitions.snapshot`."""

from __future__ import annotations

from typing import Any

from tracking.definitions.compiled import CompiledCarrier, PlainTuple, formats_of, only_formats, without_formats
from tracking.definitions.folding import folded_names
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.in_memory import by_key, by_list, plain_formats
from tracking.definitions.snapshot import shard_of

__all__ = ["modules"]

_CARRIERS, _FORMATS = 64, 48
"""Carriers, and formats at a length, that a module holds (about as many)."""


def modules(carriers: tuple[PlainTuple, ...]) -> dict[str, str]:
    """The text of each module by its file's name, for compiled carriers in order."""
    records = [(CompiledCarrier(literal), literal) for literal in carriers]
    shards = len(records) // _CARRIERS | 1  # odd, so that not the last letters alone tell them apart
    guessing: list[dict[str, list[FormatAtLength]]] = [{}]
    grouped = by_key(
        FormatAtLength(carrier.id, literals) for carrier, literal in records for literals in formats_of(literal)
    )
    for key, group in sorted(grouped.items()):
        if guessing[-1] and sum(map(len, guessing[-1].values())) + len(group) > _FORMATS:
            guessing.append({})
        guessing[-1][key] = group
    names = by_list(carrier for carrier, _ in records)
    folded = folded_names(carrier for carrier, _ in records)
    own: list[dict[str, PlainTuple]] = [{} for _ in range(shards)]
    for carrier, literal in records:
        own[shard_of(carrier.id, shards)][carrier.id] = literal
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
    plain = plain_formats(
        (carrier, [FormatAtLength(carrier.id, literals) for literals in formats_of(literal)])
        for carrier, literal in records
    )
    texts["plain"] = _text(PLAIN=plain)
    texts["folded"] = _text(**{name.upper(): value for name, value in folded._asdict().items()})
    for list_, shown in names.items():
        texts[f"names_{list_}"] = _text(NAMES=shown)
    return {f"{name}.py": text for name, text in texts.items()}


def _text(**values: Any) -> str:
    lines = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    return f'"""Compiled carrier definitions. Made by the build; see carriers/ and `tracking.definitions.snapshot`."""\n\n{lines}'
