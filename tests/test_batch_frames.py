"""Arrays of numbers, a country for a whole table, and the same in Polars, pandas and DuckDB."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tracking
import tracking.batch.pandas
import tracking.batch.polars
from tests.tables import samples
from tracking import batch
from tracking.batch.duckdb import register

NUMBERS = [*(number for _, number in samples()[::4]), None, "", "1111", "hello"]
FIELDS = ("carrier", "company", "url", "via", "problems")


def expected(numbers: list[Any], **given: str) -> list[tuple[Any, ...]]:
    found = [tracking.resolve(number, **given) for number in numbers]
    return [(*(getattr(one, name) for name in FIELDS[:-1]), [two.code for two in one.problems]) for one in found]


def fields(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] if name != "problems" else list(row[name]) for name in FIELDS) for row in rows]


def test_an_array_is_answered_as_single_calls_are() -> None:
    found = batch.resolve_array(NUMBERS, country="DE")
    assert fields(found.to_pylist()) == expected(NUMBERS, country="DE")
    companies = ["DPD" if place % 2 else None for place in range(len(NUMBERS))]
    found = batch.resolve_array(pa.chunked_array([NUMBERS[:7], NUMBERS[7:]]), company=companies)
    assert isinstance(found, pa.ChunkedArray)
    alone = [expected([number], company=company)[0] for number, company in zip(NUMBERS, companies, strict=True)]
    assert fields(found.to_pylist()) == alone


def test_a_country_counts_for_a_whole_table() -> None:
    table = pa.table({"number": NUMBERS})
    found = batch.resolve_table(table, country="DE").to_pylist()
    assert [row["tracking_carrier"] for row in found] == [row[0] for row in expected(NUMBERS, country="DE")]
    named = batch.resolve_table(table.append_column("DE", pa.array(["US"] * len(NUMBERS))), country="DE").to_pylist()
    assert [row["tracking_carrier"] for row in named] == [row[0] for row in expected(NUMBERS, country="US")]
    with pytest.raises(ValueError, match=r"country='DEU': the table has no such column; .*as in country='DE'"):
        batch.resolve_table(table, country="DEU")


def test_polars() -> None:
    frame = pl.DataFrame({"number": NUMBERS, "land": ["DE"] * len(NUMBERS)})
    lazy = frame.lazy().select(pl.col("number").tracking.resolve(country=pl.col("land")).alias("answer"))
    assert fields(lazy.collect()["answer"].to_list()) == expected(NUMBERS, country="DE")
    assert fields(frame["number"].tracking.resolve(country="DE").to_list()) == expected(NUMBERS, country="DE")
    ok = frame.select(pl.col("number").tracking.validate(company="UPS"))["number"].to_list()
    assert ok == [None if one is None else tracking.validate(one, "UPS").ok for one in NUMBERS]
    assert frame.clear().select(pl.col("number").tracking.resolve()).is_empty()


def test_pandas() -> None:
    numbers = pd.Series(NUMBERS, index=range(5, 5 + len(NUMBERS)))
    found = numbers.tracking.resolve(country="DE")
    assert found.index.tolist() == numbers.index.tolist()
    known = [None if pd.isna(carrier) else carrier for carrier in found["carrier"]]
    assert known == [row[0] for row in expected(NUMBERS, country="DE")]
    ok = numbers.tracking.validate(company=pd.Series(["UPS"] * len(NUMBERS)))
    assert ok.tolist() == [None if one is None else tracking.validate(one, "UPS").ok for one in NUMBERS]


def test_duckdb() -> None:
    numbers = pa.table({"number": NUMBERS})
    with duckdb.connect() as connection:
        register(connection)
        connection.register("numbers", numbers)
        rows = connection.sql("select tracking_resolve(number, null, 'DE') from numbers").fetchall()
        assert fields([row for (row,) in rows]) == expected(NUMBERS, country="DE")
        ok = connection.sql("select tracking_valid(number, 'UPS', null) from numbers").fetchall()
    assert [one for (one,) in ok] == [None if one is None else tracking.validate(one, "UPS").ok for one in NUMBERS]
