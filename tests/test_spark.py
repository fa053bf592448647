"""Spark on this machine: the same answers as one call's, from worker processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

import tracking
from tests.fuzzing.tables import FIELDS, ROWS
from tests.tables import ADDED, carrier, contexts, one_call, samples

pytest.importorskip("pyspark", reason="left out: pyspark is not installed (make test-spark installs it)")

pytestmark = [
    pytest.mark.java,
    # PySpark warns of every pandas from 3.0 on; pandas is neither used here nor in `tracking.spark`.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .appName("tracking")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def rows_of(frame: Any) -> list[dict[str, Any]]:
    return [row.asDict() for row in frame.collect()]


def check(spark: Any, rows: list[dict[str, Any]], resolver: Any = None) -> None:
    from tracking import spark as tracking_spark

    names = list(rows[0])
    frame = spark.createDataFrame(
        [[row[name] for name in names] for row in rows], ", ".join(f"{name} string" for name in names)
    )
    found = rows_of(tracking_spark.resolve(frame.repartition(3), resolver=resolver))
    expected = [{**row, **dict(zip(ADDED, one_call(row, resolver or tracking), strict=True))} for row in rows]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_every_sample(spark: Any) -> None:
    check(spark, [row for carrier_, number in samples() for row in contexts(carrier_, number)])


def test_hostile_rows(spark: Any) -> None:
    """The rows of the fuzz over tables, and cells of a megabyte."""
    rows: list[tuple[str | None, ...]] = []

    @settings(max_examples=80, derandomize=True, database=None)
    @given(ROWS)
    def draw(drawn: list[tuple[str | None, ...]]) -> None:
        rows.extend(drawn)

    draw()
    assert len(rows) > 100
    long = "1Z001985YW99744790 " * 55_000
    rows += [
        (long, None, None, None, None, None),
        ("1", long, None, None, None, None),
        ("1", None, long, None, None, None),
    ]
    check(spark, [dict(zip(FIELDS, row, strict=True)) for row in rows])


def test_own_carriers_reach_the_workers(spark: Any) -> None:
    own = tracking.Resolver([carrier("own", "{number}", "XY[0-9]{6}")])
    check(spark, [{"number": number} for number in ("XY123456", "1Z001985YW99744790", "", None)], own)


def test_other_names_and_columns(spark: Any) -> None:
    from tracking.spark import resolve

    frame = spark.createDataFrame(
        [(7, "1Z001985YW99744790", "x")], "order long, `Tracking #` string, tracking_url string"
    )
    (row,) = rows_of(resolve(frame, number="Tracking #"))
    assert list(row) == ["order", "Tracking #", *ADDED]
    assert (row["order"], row["tracking_url"]) == (7, tracking.resolve("1Z001985YW99744790").url)
    twice = resolve(resolve(frame, number="Tracking #"), number="Tracking #")
    assert rows_of(twice) == [row]


def test_misuse_is_told_before_anything_runs(spark: Any) -> None:
    from tracking.spark import resolve

    with pytest.raises(TypeError, match=r"column 'number': expected text, found bigint"):
        resolve(spark.createDataFrame([(986578788855,)], "number long"))
    with pytest.raises(ValueError, match=r"there is no column 'number'"):
        resolve(spark.createDataFrame([("1",)], "n string"))
