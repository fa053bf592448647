"""The writer of a snapshot's modules, which `tracking.definitions.snapshot` describes."""

from __future__ import annotations

from typing import Any

from tracking.definitions.compiled import (
    PlainTuple,
    newest_day,
    only_codes,
    only_formats,
    without_formats,
)
from tracking.definitions.compiled_carrier import CompiledCarrier
from tracking.definitions.filing import filed
from tracking.definitions.folding import folded_names
from tracking.definitions.in_memory import InMemory, by_host, by_list, families_of, plain_formats
from tracking.definitions.snapshot import shard_of

__all__ = ["modules"]

_CARRIERS, _TRIALS = 64, 600
"""About how many carriers, and trials, a module contains."""


def modules(carriers: tuple[PlainTuple, ...]) -> dict[str, str]:
    """Return the text of each module by its file name, for compiled carriers in order."""
    records = [(CompiledCarrier(literal), literal) for literal in carriers]
    shards = len(records) // _CARRIERS | 1  # odd, so that not only the last letters distinguish them
    trials = filed(literal for _, literal in records)
    together: list[dict[int, PlainTuple]] = [{}]
    shard_of_length: dict[int, int] = {}
    many = 0
    for length, of_length in trials.items():
        own = sum(len(several) for filed_there in of_length for several in filed_there.values())
        many += own
        if many > _TRIALS and together[-1]:
            together.append({})
            many = own
        together[-1][length] = tuple(of_length)
        shard_of_length[length] = len(together) - 1
    names = by_list(carrier for carrier, _ in records)
    sharded: list[dict[str, PlainTuple]] = [{} for _ in range(shards)]
    for carrier, literal in records:
        sharded[shard_of(carrier.id, shards)][carrier.id] = literal
    known = InMemory(carriers)
    families = families_of(known)
    index = {
        "SHARDS": shards,
        "LISTS": tuple(sorted(names)),
        "LENGTHS": shard_of_length,
        "NEWEST_DAY": newest_day(literal for _, literal in records),
        "FAMILIES": families,
        "BRANDS": {name: tuple(countries) for name in families if (countries := known.brand_countries(name))},
    }
    texts = {"__init__": _text(**index), "ids": _text(IDS=known.ids, WITH_FORMATS=known.with_formats)}
    for shard, literals in enumerate(sharded):
        texts[f"carriers_{shard}"] = _text(
            CARRIERS={id_: without_formats(literal) for id_, literal in literals.items()}
        )
        texts[f"codes_{shard}"] = _text(
            CODES={id_: codes for id_, literal in literals.items() if (codes := only_codes(literal))}
        )
        texts[f"formats_{shard}"] = _text(FORMATS={id_: only_formats(literal) for id_, literal in literals.items()})
    for shard, by_length in enumerate(together):
        texts[f"trials_{shard}"] = _text(TRIALS=by_length)
    hosts: list[dict[str, tuple[str, ...]]] = [{} for _ in range(shards)]
    for host, ids in by_host(carrier for carrier, _ in records).items():
        hosts[shard_of(host, shards)][host] = ids
    for shard, pages in enumerate(hosts):
        texts[f"hosts_{shard}"] = _text(HOSTS=pages)
    texts["plain"] = _text(PLAIN=plain_formats((carrier, known.formats(carrier.id)) for carrier, _ in records))
    coded = known.coded()
    folded = folded_names((carrier for carrier, _ in records), coded, known.codes_as_written())
    texts["folded"] = _text(**{name.upper(): value for name, value in folded._asdict().items()})
    texts["coded"] = _text(CODED=coded)
    for list_, shown in names.items():
        texts[f"names_{list_}"] = _text(NAMES=shown)
    return {f"{name}.py": text for name, text in texts.items()}


def _text(**values: Any) -> str:
    lines = "".join(f"{name} = {_literal(value)}\n" for name, value in values.items())
    return f'"""Compiled carrier definitions. Made by the build; see carriers/ and `tracking.definitions.snapshot`."""\n\n{lines}'


def _literal(value: Any) -> str:
    """Return the source of a value. A dictionary of constants is made of two constants: its module is half as long, and read twice as fast."""
    if not isinstance(value, dict) or not all(map(_is_constant, value.values())):
        return repr(value)
    return f"dict(zip({tuple(value)!r}, {tuple(value.values())!r}))"


def _is_constant(value: Any) -> bool:
    return (
        all(map(_is_constant, value))
        if isinstance(value, tuple)
        else value is None or isinstance(value, str | bytes | int | float)
    )
