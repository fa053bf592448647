"""Exceptions to the law of equivalent rows that few carriers need, with carriers made up for them."""

from __future__ import annotations

from typing import Any

import msgspec

import tracking
from tests.made_up import carrier, resolver
from tracking import batch
from tracking.definitions.carrier import NumberFormat

ROWS = 600
"""So many rows of a length are answered by classes, not one by one."""


def formatted(pattern: str, **described: Any) -> NumberFormat:
    return msgspec.convert({"name": "made up", "pattern": pattern, **described}, NumberFormat)


def one_by_one(made: tracking.Resolver, numbers: list[str], companies: list[str]) -> list[dict[str, Any]]:
    return [made.validate(*row).as_dict() for row in zip(numbers, companies, strict=True)]


def test_an_unknown_company_is_named_as_given() -> None:
    made = resolver(carrier("Known", formatted("AB[0-9]{8}")))
    numbers = [f"AB{row:08}" for row in range(ROWS)]
    companies = [f"Nobody {row}" for row in range(ROWS)]
    found = batch.validate_array(numbers, company=companies, resolver=made).to_pylist()
    assert found == one_by_one(made, numbers, companies)
    assert len({row["problems"][0]["message"] for row in found}) == ROWS


def test_beside_a_format_that_says_nothing_each_number_has_its_own_suggestions() -> None:
    """Every number is loosely right; where two neighbors may have been swapped, a check digit vouches for another."""
    checked = formatted("AB(?P<serial>[0-9]{7})(?P<check>[0-9])", check={"algorithm": "mod10", "weights": [3, 1]})
    made = resolver(carrier("Known", checked, formatted("BA[0-9]{8}|[A-Z]{2}[0-9]{8}", guess="never")))
    numbers = [f"BA{row * 7919 % 10**8:08}" for row in range(1, ROWS + 1)]
    companies = ["Known"] * ROWS
    expected = one_by_one(made, numbers, companies)
    assert {row["ok"] for row in expected} == {True}
    assert {bool(row["suggestions"]) for row in expected} == {True, False}
    assert not expected[0]["suggestions"]  # the row that is asked about
    assert batch.validate_array(numbers, company=companies, resolver=made).to_pylist() == expected
