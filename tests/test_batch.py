"""Tables: columns in, columns out, each row's answer the same as one call's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import tracking
from tracking import batch, batch_judging
from tracking.normalize import key

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ADDED = [
    "tracking_carrier",
    "tracking_company",
    "tracking_url",
    "tracking_via",
    "tracking_evidence",
    "tracking_problems",
]


@pytest.fixture(autouse=True)
def columnar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tables, but judged as large ones are."""
    monkeypatch.setattr(batch_judging, "WORTH", 0)


def one_call(row: dict[str, Any], resolver: Any = tracking) -> list[Any]:
    """What a row must be answered with, by one call, in plain words."""
    given = {name: row.get(name) for name in ("number", "company", "url", "country", "postal_code", "language")}
    try:
        found = resolver.resolve(**given)
        url, via, codes = found.url, found.via, []
    except tracking.InvalidURL:
        found = resolver.resolve(**{**given, "url": None})
        url, via, codes = None, "none", ["url_invalid"]
    if found.carrier is None:
        bits = [candidate.evidence for candidate in found.candidates]
    else:
        bits = [candidate.evidence for candidate in found.candidates if candidate.carrier == found.carrier]
    codes += [problem.code for problem in found.problems]
    return [found.carrier, found.company, url, via, bits[0] if bits else None, codes]


def check(rows: list[dict[str, Any]], resolver: Any = None) -> None:
    """Every row's answer out of the table against its answer by one call."""
    table = pa.Table.from_pylist(rows)
    found = batch.resolve_table(table, resolver=resolver)
    assert found.column_names == [*table.column_names, *ADDED]
    for row, answer in zip(rows, found.to_pylist(), strict=True):
        assert {name: answer[name] for name in row} == row
        assert [answer[name] for name in ADDED] == one_call(row, resolver or tracking), row


def samples() -> list[tuple[Any, str]]:
    return [
        (carrier, number)
        for carrier in tracking.carriers()
        for format_ in carrier.numbers
        for number in (*format_.valid, *format_.invalid)
    ]


def contexts(carrier: Any, number: str) -> Iterator[dict[str, Any]]:
    listed = next((page.name for page in carrier.pages if page.name), carrier.name)
    for country in (None, carrier.country):
        for company in (None, listed):
            yield {"number": number, "country": country, "company": company}


def test_all_samples_of_all_carriers() -> None:
    check([row for carrier, number in samples() for row in contexts(carrier, number)])


def test_all_samples_with_a_character_changed() -> None:
    pick = random.Random(2)
    rows = []
    for carrier, number in samples():
        text = key(number)
        for _ in range(2):
            at = pick.randrange(len(text))
            changed = text[:at] + pick.choice(ALPHABET[:10] if text[at].isdecimal() else ALPHABET) + text[at + 1 :]
            rows.append({**pick.choice(list(contexts(carrier, changed)))})
    check(rows)


def test_random_strings_of_all_lengths() -> None:
    pick = random.Random(3)
    companies = [
        None,
        None,
        "",
        "UPS",
        "fed ex",
        "GLS",
        "DHL",
        "DPD",
        "USPS",
        "Deutsche Post",
        "Nobody's Own Line",
        " ",
    ]
    countries = [None, "", "DE", "US", "uk", " gb ", "AU", "XX"]
    rows = []
    for _ in range(6000):
        letters = pick.choice([ALPHABET[:10], ALPHABET, "0123456789ABCDEF", ALPHABET + "abc-. ☠/_é"])
        number = "".join(
            pick.choices(letters, k=pick.choice([0, 1, 8, 10, 12, 13, 16, 18, 20, 22, 28, 34, 45, 63, 70, 130]))
        )
        rows.append({"number": number, "company": pick.choice(companies), "country": pick.choice(countries)})
    check(rows)
