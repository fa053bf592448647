"""Tables through `tracking.batch`: what a single call says of each row, nothing else."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

import tracking
from tests.fuzzing import texts
from tests.fuzzing.target import Target

__all__ = ["TARGETS"]

FIELDS = ("number", "company", "url", "country", "postal_code", "language")


def _utf8(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """What Arrow can hold."""
    return texts.optional(values.map(lambda text: text.encode("utf-8", "replace").decode()))


ROWS = st.lists(
    st.tuples(
        _utf8(texts.numbers()), _utf8(texts.companies()), _utf8(texts.urls()), _utf8(texts.countries()),
        _utf8(texts.postal_codes()), _utf8(texts.languages()),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


def single(row: tuple[str | None, ...]) -> tuple[Any, ...]:
    """What single calls say of a row."""
    asked = dict(zip(FIELDS, row, strict=True))
    try:
        found, codes = tracking.resolve(**asked), []
        url, via = found.url, found.via
    except tracking.InvalidURL:
        found, codes = tracking.resolve(**{**asked, "url": None}), ["url_invalid"]
        url, via = None, "none"
    return found.carrier, found.company, url, via, [*codes, *(one.code for one in found.problems)]


def agree(rows: list[tuple[str | None, ...]]) -> None:
    """Rows that come often enough that they are answered together."""
    columns = dict(zip(FIELDS, zip(*rows, strict=True), strict=True))
    table = pa.table({name: pa.array(cells * 30, pa.string()) for name, cells in columns.items()})
    found = tracking.batch.resolve_table(table)
    names = ("tracking_carrier", "tracking_company", "tracking_url", "tracking_via", "tracking_problems")
    answers = list(zip(*(found[name].to_pylist() for name in names), strict=True))
    for place, row in enumerate(rows):
        wanted = single(row)
        for answer in (answers[place], answers[place - len(rows)]):
            assert answer == wanted, row
    numbers, countries = list(columns["number"]), list(columns["country"])
    listed = tracking.batch.identify_array(pa.array(numbers, pa.string()), country=pa.array(countries, pa.string()))
    valid = tracking.batch.validate_array(
        pa.array(numbers, pa.string()), company=pa.array(columns["company"], pa.string())
    )
    for number, country, company, candidates, validation in zip(
        numbers, countries, columns["company"], listed.to_pylist(), valid.to_pylist(), strict=True
    ):
        if number is None:
            assert candidates is validation is None
            continue
        assert [one["carrier"] for one in candidates] == [one.carrier for one in tracking.identify(number, country)]
        assert validation["ok"] == tracking.validate(number, company).ok


TARGETS = (Target("tables", "Tables say what single calls say.", ROWS, agree, 12),)
