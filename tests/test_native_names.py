"""Carriers by the names that people write in their own scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import tracking

NAMES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "native_names.json").read_text(encoding="utf-8")
)


def test_there_are_many() -> None:
    assert len(NAMES["unique"]) >= 100


@pytest.mark.parametrize(("name", "carrier"), NAMES["unique"].items())
def test_a_native_name_means_one_carrier(name: str, carrier: str) -> None:
    found = tracking.resolve("1", company=name)
    assert found.carrier == carrier
    assert not {problem.code for problem in found.problems} & {"company_unknown", "company_ambiguous"}


@pytest.mark.parametrize(("name", "carriers"), NAMES["ambiguous"].items())
def test_a_name_of_several_carriers_is_decided_by_the_shops_country(name: str, carriers: dict[str, str]) -> None:
    found = tracking.resolve("1", company=name)
    assert (found.carrier, found.company) == (None, name)
    assert "company_ambiguous" in {problem.code for problem in found.problems}
    for country, carrier in carriers.items():
        assert tracking.resolve("1", company=name, country=country).carrier == carrier


def test_the_listed_name_comes_back() -> None:
    """The API knows no alias: what is stored and sent is the name that its list shows."""
    assert tracking.resolve("1", company="順豐").company == "SF Express"
    assert tracking.resolve("1", company="佐川急便").company in {"Sagawa (EN)", "Sagawa (JA)"}
