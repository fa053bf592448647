"""Definitions in memory, in a snapshot, and over others: whoever asks cannot tell them apart."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import tracking
from tracking.catalog.catalog import Catalog
from tracking.definitions.compiling import compiled
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.in_memory import InMemory, Merged
from tracking.definitions.loading import read_carrier
from tracking.definitions.packing import modules
from tracking.definitions.snapshot import Snapshot
from tracking.definitions.source import Definitions
from tracking.matching.matcher import Matcher
from tracking.spelling.urls import address

COMPILED = tuple(map(compiled, tracking.carriers()))
FIRSTS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_/"
PARCEL = """\
name: Example Parcel
country: US
pages:
  - {name: Example, lists: [global, US], url: "https://example.com/t?n={number}"}
numbers:
  - {name: EX, pattern: "EX (?P<serial> [0-9]{8}) (?P<check> [0-9])", check: {algorithm: luhn}}
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("snapshot")
    for name, text in modules(COMPILED).items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        place(folder, patch)
        yield Snapshot()
        for name in [name for name in sys.modules if name.startswith("tracking._snapshot.")]:
            patch.delitem(sys.modules, name)


def place(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Have a folder imported as `tracking._snapshot`, as if it were installed."""
    spec = spec_from_file_location(
        "tracking._snapshot", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert isinstance(spec, ModuleSpec)
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    patch.setitem(sys.modules, "tracking._snapshot", module)


def fields(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in type(found).__slots__}


@cache
def literal(of: FormatAtLength) -> tuple[str, str]:
    """What a format was made of. It is one object whenever it is asked for, and many lengths and beginnings ask."""
    return of.carrier_id, repr(of.literals)


def literals(formats: tuple[FormatAtLength, ...]) -> list[Any]:
    return sorted(map(literal, formats))


def same(one: Definitions, other: Definitions) -> None:
    assert one.ids == other.ids
    assert one.lengths == other.lengths
    assert one.folded() == other.folded()
    assert (one.newest_day, one.coded()) == (other.newest_day, other.coded())
    for family in {name for id_ in one.ids for name in one.carrier(id_).families}:
        assert set(one.brand_countries(family)) == set(other.brand_countries(family))
        assert one.family_lengths(family) == other.family_lengths(family)
    assert one.with_formats == other.with_formats
    for host in {address(text).host for id_ in one.ids for page in one.carrier(id_).pages for text in page.templates}:
        assert one.with_page_on(host) == other.with_page_on(host) != ()
    assert one.with_page_on("example.invalid") == other.with_page_on("example.invalid") == ()
    for id_ in one.ids:
        assert fields(one.carrier(id_)) == fields(other.carrier(id_))
        assert literals(one.formats(id_)) == literals(other.formats(id_))
        assert one.codes(id_).platforms == other.codes(id_).platforms
    for length in one.lengths:
        for first in FIRSTS:
            whole = one.guessing(length, first)
            assert literals(whole) == literals(other.guessing(length, first))
            for last in "0NX_":
                found = literals(one.guessing(length, first, last))
                assert found == literals(other.guessing(length, first, last))
                ending = [each for each in whole if any(last in end for *_, end in each.tails)]
                assert {*literals(tuple(ending))} <= {*found} <= {*literals(whole)}


def test_a_snapshot_has_what_was_compiled(snapshot: Snapshot) -> None:
    memory = InMemory(COMPILED)
    same(snapshot, memory)
    for id_ in memory.ids:
        for page in memory.carrier(id_).pages:
            for list_ in (*page.lists, "XX"):
                name = page.name or memory.carrier(id_).name
                assert snapshot.named(list_, name) == memory.named(list_, name)


def test_a_format_is_one_object_whenever_it_is_asked_for(snapshot: Snapshot) -> None:
    for length in snapshot.lengths:
        found = [each for first in FIRSTS for each in snapshot.guessing(length, first)]
        assert len(set(found)) == len({(each.carrier_id, each.literals) for each in found})


def test_what_a_snapshot_does_not_have(snapshot: Snapshot) -> None:
    with pytest.raises(KeyError):
        snapshot.carrier("nobody")
    with pytest.raises(KeyError):
        snapshot.formats("nobody")
    with pytest.raises(KeyError):
        snapshot.codes("nobody")
    assert snapshot.guessing(99, "A") == ()
    assert snapshot.named("ZZ", "UPS") == ()


def test_shapes_are_those_of_the_pattern() -> None:
    from tracking.definitions.patterns import parse

    memory = InMemory(COMPILED)
    for carrier in tracking.carriers():
        patterns = {number.name: parse(number.pattern) for number in carrier.numbers}
        for each in memory.formats(carrier.id):
            assert each.shapes == patterns[each.name].of(each.length)
            assert len(each.masks) == len(each.shapes)
            assert len(each.spans) == (len(each.shapes) if each.check else 0)


def test_own_carriers_over_others(snapshot: Snapshot) -> None:
    ups = next(carrier for carrier in tracking.carriers() if carrier.id == "ups")
    own = (read_carrier(PARCEL, id="example"), replace(ups, name="Our UPS", numbers=ups.numbers[:1]))
    merged = Merged(snapshot, InMemory(map(compiled, own)))
    same(merged, InMemory([*(compiled(own[1]) if it[0] == "ups" else it for it in COMPILED), compiled(own[0])]))
    catalog = Catalog(merged)
    assert catalog.carriers["ups"].name == "Our UPS"
    listed = catalog.company("Example", None)
    assert listed is not None
    assert catalog.company("Example", None) is listed
    assert len(catalog.carriers) == len(COMPILED) + 1
    matcher = Matcher(merged)
    assert [each.carrier_id for each in matcher.matches("EX123456782")] == ["example"]
    assert [each.name for each in matcher.near("EX123456783") if each.carrier_id == "example"] == ["EX"]
