"""All definitions as one document, and documents and files in the place of the built-in definitions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tracking
from tracking.definitions.document import SCHEMA_VERSION, document, load_data, read_document
from tracking.errors import DefinitionError

OWN = """
name: Example Couriers
pages:
  - url: https://example.com/track/{number}
numbers:
  - name: Parcel number
    pattern: EXC (?P<serial> [0-9]{8} ) (?P<check> [0-9] )
    check: {algorithm: gs1}
"""


def program(*arguments: str | Path, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracking", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **{name: str(value) for name, value in environment.items()}},
    )


def carrier_of(number: str, *arguments: str | Path, **environment: str | Path) -> Any:
    done = program("resolve", number, "--json", *arguments, **environment)
    assert done.stderr == ""
    return json.loads(done.stdout)["carrier"]


def exported() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(document(tracking.carriers(), "2026-11-30")))
    return found


def test_the_command_exports_all_definitions() -> None:
    done = program("export", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert {**found, "data": "2026-11-30"} == exported()
    assert found["data"] == max(one.verified for one in tracking.carriers() if one.verified).isoformat()


def test_a_document_is_read_back_as_it_was() -> None:
    assert read_document(json.dumps(exported()).encode()) == tracking.carriers()


def refused(change: dict[str, Any]) -> str:
    with pytest.raises(DefinitionError) as raised:
        read_document(json.dumps({**exported(), **change}).encode(), "data.json")
    return str(raised.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": SCHEMA_VERSION + 1}, "install a newer version of carrier-tracking"),
        ({"schema": True}, "its schema is True, not a whole number from 1"),
        ({"format": "other"}, "it is not a document of definitions"),
        ({"more": 1}, "the field more is not known; there are format, schema, data, carriers"),
        ({"carriers": []}, "it holds no list of carriers"),
        ({"carriers": ["ups"]}, "carrier 1 has no id of its own"),
        ({"carriers": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "carrier 2 has no id of its own"),
        ({"carriers": [{"id": "a", "name": "A", "colour": "red"}]}, "data.json (a):1: colour: the field colour is not known"),
        ({"carriers": [{"id": "a", "name": "A", "numbers": [{"name": "n", "pattern": "("}]}]}, "numbers[0].pattern"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_document_is_said(change: dict[str, Any], said: str) -> None:
    assert said in refused(change)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(DefinitionError, match="it is not"):
        read_document(content)


def test_data_may_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "example-couriers.yaml").write_text(OWN, encoding="utf-8")
    assert [one.id for one in load_data(tmp_path)] == ["example-couriers"]


def test_data_takes_the_place_of_what_is_built_in(tmp_path: Path) -> None:
    ups = next(one for one in tracking.carriers() if one.id == "ups")
    data = tmp_path / "data.json"
    data.write_text(json.dumps(document([ups], "2027-01-01")), encoding="utf-8")
    assert carrier_of("1Z001985YW99744790", TRACKING_DATA=data) == "ups"
    assert carrier_of("RR123456785CN", TRACKING_DATA=data) is None
    assert len(program("carriers", TRACKING_DATA=data).stdout.splitlines()) == 2


def test_data_that_is_wrong_stops_the_program(tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps({**exported(), "schema": 99}), encoding="utf-8")
    done = program("resolve", "1Z001985YW99744790", TRACKING_DATA=data)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {data}:0: file: its schema is 99")
    done = program("resolve", "1Z001985YW99744790", TRACKING_DATA=tmp_path / "none.json")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_own_definitions_by_option_and_by_environment(tmp_path: Path) -> None:
    file = tmp_path / "example-couriers.yaml"
    file.write_text(OWN, encoding="utf-8")
    assert carrier_of("EXC123456784", "--carriers", tmp_path) == "example-couriers"
    assert carrier_of("EXC123456784", TRACKING_CARRIERS=file) == "example-couriers"
    table = tmp_path / "table.csv"
    table.write_text("number\nEXC123456784\n1Z001985YW99744790\n", encoding="utf-8")
    done = program("resolve", "--csv", table, "--out", "-", "--carriers", file)
    assert [line.split(",")[1] for line in done.stdout.splitlines()[1:]] == ["example-couriers", "ups"]
    assert program("carriers", "example-couriers", TRACKING_CARRIERS=tmp_path).returncode == 0


def test_own_definitions_that_are_wrong_are_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("name: Own\ncolour: red\n", encoding="utf-8")
    done = program("validate", "1Z001985YW99744790", "--carriers", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path}/own.yaml:2: colour: the field colour is not known" in done.stderr
    assert program("validate", "1", "--carriers", tmp_path / "none").returncode == 2
