"""One bucket for several workers, on SQLite and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sql

from tracking.shopify import bucket_sql
from tracking.shopify.bucket import Report
from tracking.shopify.bucket_sql import SqlBucket, shared_limiter

pytestmark = pytest.mark.usefixtures("all_closed")


def engine(path: Path) -> sql.Engine:
    return sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[sql.Engine]]:
    """Three workers' own connections to one file."""
    made = [engine(tmp_path / "j.db") for _ in range(3)]
    yield made
    for one in made:
        one.dispose()


def test_sql_bucket_is_shared(engines: list[sql.Engine]) -> None:
    now = 100.0
    first, second = (SqlBucket(one, "s", 40, 2.0, clock=lambda: now) for one in engines[:2])
    other = SqlBucket(engines[2], "another", 40, 2.0, clock=lambda: now)
    for bucket in (first, second) * 19:
        assert bucket.take(1) == 0.0
    assert first.take(1) == second.take(1) == 0.5
    assert other.take(1) == 0.0
    first.settle(Report(1, 0, refused=True, retry_after=3.0))
    assert second.take(1) == 3.0
    now = 103.0
    assert second.take(1) == 0.0


def test_sizes_must_be_positive(tmp_path: Path) -> None:
    for size in ((0, 1), (1, 0), (-1, 1)):
        with pytest.raises(ValueError, match="greater than 0"):
            SqlBucket(engine(tmp_path / "j.db"), "s", *size)


def share(engines: list[sql.Engine], count: int) -> None:
    """Workers with connections of their own never take more than there is, however they are scheduled."""

    def work(one: sql.Engine) -> None:
        bucket = SqlBucket(one, "s", 40, 200.0)
        for _ in range(count // len(engines)):
            while wait := bucket.take(1):
                time.sleep(wait)
            bucket.settle(Report(1, 1))

    start = time.monotonic()
    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(work, engines))
    assert time.monotonic() - start >= (count - 40) / 200
    for one in engines:
        one.dispose()


def test_workers_on_one_sqlite_file(tmp_path: Path) -> None:
    share([engine(tmp_path / "j.db") for _ in range(4)], 200)


@pytest.mark.postgres
def test_workers_on_postgresql(postgres_url: str) -> None:
    share([sql.create_engine(postgres_url) for _ in range(4)], 200)


def test_shared_limiter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_sql, "time", SimpleNamespace(time=lambda: 100.0))
    path = tmp_path / "journal.db"
    with (
        shared_limiter(path, "s.myshopify.com") as first,
        shared_limiter(f"sqlite:///{path}", "s.myshopify.com") as second,
        shared_limiter(path, "other.myshopify.com") as other,
        shared_limiter("sqlite://", "s") as own,
    ):
        assert first["rest"].take(38) == 0.0
        assert second["rest"].take(1) == 0.5
        assert second["graphql"].take(1000) == 0.0
        assert other["rest"].take(38) == 0.0
        assert own["rest"].blocks is False


def test_a_limiter_that_cannot_be_made_is_closed(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no database, however often one looks at it.")
    with pytest.raises(sql.exc.DatabaseError):
        shared_limiter(tmp_path / "text", "s.myshopify.com")
