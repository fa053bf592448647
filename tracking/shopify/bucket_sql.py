"""One bucket for all workers on a shop, kept in a database: SQLite for one machine, PostgreSQL for several."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sql

from tracking.shopify.bucket import BucketState, Limiter, Report

__all__ = ["SharedLimiter", "SqlBucket", "shared_limiter"]

T = TypeVar("T")

_METADATA = sql.MetaData()
_BUCKETS = sql.Table(
    "shop_buckets",
    _METADATA,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("capacity", sql.Double, nullable=False),
    sql.Column("rate", sql.Double, nullable=False),
    sql.Column("used", sql.Double, nullable=False),
    sql.Column("at", sql.Double, nullable=False),
    sql.Column("until", sql.Double, nullable=False),
)
_STATE = tuple(_BUCKETS.c[name] for name in BucketState._fields)
# An arbitrary number that other programs' advisory locks are unlikely to use.
_LOCK = 7_325_004_652


class SqlBucket:
    """A `tracking.shopify.bucket.Bucket` that is a row of a table. It creates the table if it is missing.

    ``name`` distinguishes buckets. ``capacity`` and ``rate`` (units per second) are initial values. ``clock`` returns
    seconds and is the same for all workers: by default PostgreSQL's own clock, and on SQLite the machine's.
    """

    blocks = True

    def __init__(
        self, engine: sql.Engine, name: str, capacity: float, rate: float, *, clock: Callable[[], float] | None = None
    ) -> None:
        if capacity <= 0 or rate <= 0:
            raise ValueError(f"a bucket of {capacity} at {rate} a second: both must be greater than 0")
        self._engine, self._name, self._clock = engine, name, clock
        with engine.begin() as db:
            if db.dialect.name == "postgresql":
                # Several workers may start at once, and CREATE TABLE IF NOT EXISTS races against itself.
                db.execute(sql.select(sql.func.pg_advisory_xact_lock(_LOCK)))
            db.execute(sql.schema.CreateTable(_BUCKETS, if_not_exists=True))
            first = BucketState(capacity, rate, at=self._now(db))
            row = sql.select(sql.literal(name), *map(sql.literal, first))
            absent = ~sql.exists(sql.select(_BUCKETS.c.name).where(self._mine))
            # One statement, so that no other worker comes between looking and writing.
            db.execute(_BUCKETS.insert().from_select(["name", *first._fields], row.where(absent)))

    def take(self, cost: float) -> float:
        """See `tracking.shopify.bucket.Bucket.take`."""
        return self._change(lambda state, now: state.take(cost, now))

    def settle(self, report: Report) -> None:
        """See `tracking.shopify.bucket.Bucket.settle`."""
        self._change(lambda state, now: (state.settle(report, now), None))

    @property
    def _mine(self) -> sql.ColumnElement[bool]:
        return _BUCKETS.c.name == self._name

    def _change(self, change: Callable[[BucketState, float], tuple[BucketState, T]]) -> T:
        with self._engine.begin() as db:
            # Writing first takes the lock of the row (on SQLite, of the file), so that nobody changes what is read
            # next.
            db.execute(_BUCKETS.update().where(self._mine).values(at=_BUCKETS.c.at))
            state = BucketState(*db.execute(sql.select(*_STATE).where(self._mine)).one())
            state, result = change(state, self._now(db))
            db.execute(_BUCKETS.update().where(self._mine).values(**state._asdict()))
        return result

    def _now(self, db: sql.Connection) -> float:
        if self._clock is not None:
            return self._clock()
        if db.dialect.name == "postgresql":
            return float(db.execute(sql.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
        return time.time()


class SharedLimiter(Limiter):
    """The two buckets of a shop in a database. `close` closes its connections."""

    def __init__(self, engine: sql.Engine, shop: str) -> None:
        self._engine = engine
        try:
            super().__init__(
                rest=SqlBucket(engine, f"{shop} rest", 40, 2.0),
                graphql=SqlBucket(engine, f"{shop} graphql", 2000, 100.0),
            )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def shared_limiter(where: str | Path, shop: str) -> Limiter:
    """Return the limiter that all workers on a shop share. ``where`` is the journal's file or database URL.

    ``shop`` is the shop's host. Each app has its own buckets on a shop, so add the app's name for a second app. An
    SQLite database in memory cannot be shared; the limiter then serves this process alone. Close the limiter after the
    last client that uses it.
    """
    text = str(where)
    url = sql.make_url(text if "://" in text else f"sqlite:///{text}")
    if url.get_backend_name() != "sqlite":
        engine = sql.create_engine(url, pool_pre_ping=True)
    elif url.database in (None, "", ":memory:"):
        return Limiter()
    else:
        engine = sql.create_engine(url, connect_args={"timeout": 60})

        @sql.event.listens_for(engine, "connect")
        def _connect(connection: Any, _: object) -> None:
            # A power failure loses at most a second's worth of calls; the file itself stays intact.
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
            except BaseException:
                connection.close()  # the pool does not know this connection yet
                raise

    return SharedLimiter(engine, shop)
