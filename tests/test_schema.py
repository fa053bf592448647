"""carriers/schema.json: what editors complete and check definitions with."""

from __future__ import annotations

import datetime
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner

from tracking.cli.schema import schema as command
from tracking.definitions.carrier import schema
from tracking.definitions.checkdigits import ALGORITHMS

FOLDER = Path(__file__).parent.parent / "carriers"
FILE = FOLDER / "schema.json"
VALIDATOR = jsonschema_rs.validator_for(schema())


@pytest.mark.skipif(
    tuple(map(int, version("msgspec").split(".")[:2])) < (0, 23), reason="an older msgspec tells less in a schema"
)
def test_the_file_is_fresh() -> None:
    """`tracking schema > carriers/schema.json` makes it."""
    printed = CliRunner().invoke(command)
    assert printed.exit_code == 0
    assert FILE.read_text(encoding="utf-8") == printed.stdout
    assert json.loads(printed.stdout) == plain(schema())


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema())


def test_the_id_is_the_files_name_and_no_field() -> None:
    assert "id" not in schema()["$defs"]["Carrier"]["properties"]


def test_every_algorithm_is_offered_with_its_parameters() -> None:
    offered = {
        of["properties"]["algorithm"]["enum"][0]: of["properties"]
        for of in schema()["$defs"].values()
        if "algorithm" in of["properties"]
    }
    assert set(offered) == set(ALGORITHMS)
    for name, algorithm in ALGORITHMS.items():
        assert set(offered[name]) == {"algorithm", "over", "digit", *getattr(algorithm, "_fields", ())}


def test_every_file_names_it_and_keeps_it() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert len(files) > 600
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=schema.json\n"), file.name
        assert not [str(error) for error in VALIDATOR.iter_errors(plain(yaml.load(text, yaml.CSafeLoader)))], file.name


@pytest.mark.parametrize(
    "wrong",
    [
        "country: GB",
        "name: A\ncountry: gb",
        "name: A\nwebsit: https://example.com",
        "name: A\npages: [{lists: [false]}]",
        "name: A\nnumbers: [{name: N}]",
        'name: A\nnumbers: [{name: N, pattern: "[0-9]", guess: sometimes}]',
        'name: A\nnumbers: [{name: N, pattern: "[0-9]", check: {algorithm: mod97}}]',
        'name: A\nnumbers: [{name: N, pattern: "[0-9]", check: {algorithm: luhn, weights: [1]}}]',
        "name: A\npages: [{sources: [{text: a}]}]",
        "name: A\npages: [{sources: [{text: a, states: [shape]}]}]",
    ],
)
def test_it_refuses(wrong: str) -> None:
    assert not VALIDATOR.is_valid(plain(yaml.safe_load(wrong)))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return json.loads(json.dumps(value, default=datetime.date.isoformat))
