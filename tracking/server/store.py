"""A shop's storage: rows of an SQL database, SQLite or PostgreSQL.

The row of an order has the order with its fulfillment orders as one JSON document, because a call changes and locks it
as a whole. Every fulfillment and every event has its own row. New ids come from one counter, so an id is larger than
every earlier one.

A database of an older version is used as it is: a missing table is created when the database is opened, and a key that
its documents lack has its default (no hold, no request, no deadline). Supported actions are computed whenever a
fulfillment order is read, so what an older version stored of them does not count.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import StaticPool

__all__ = [
    "WAIT",
    "Store",
    "deliveries",
    "events",
    "fulfillment_orders",
    "fulfillments",
    "locations",
    "messages",
    "metadata",
    "metafields",
    "orders",
    "services",
    "shop",
    "subscriptions",
    "webhooks",
]

metadata = MetaData()

# SQLite stores a table by its key only if the key's type is INTEGER, which has 64 bits there.
_Id = BigInteger().with_variant(Integer(), "sqlite")

shop = Table(
    "shop",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("last_id", BigInteger, nullable=False),
)
locations = Table(
    "locations",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
services = Table(
    "services",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
orders = Table(
    "orders",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, index=True),
    # open, closed, cancelled: the filter of the list of orders
    Column("status", String(16), nullable=False),
    Column("state", Text, nullable=False),
    # {line item id: the keys that never change}, stored separately, so that a create does not rewrite them
    Column("details", Text, nullable=False),
)
fulfillment_orders = Table(
    "fulfillment_orders",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False, index=True),
)
fulfillments = Table(
    "fulfillments",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, ForeignKey("orders.id"), nullable=False),
    # seconds since 1970, the resolution of the API's times
    Column("created_at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("fulfillments_of_order", "order_id", "id"),
)
events = Table(
    "events",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("fulfillment_id", BigInteger, ForeignKey("fulfillments.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
)
# Fulfillments on their way in a shop that simulates deliveries: their next step, and when it is due, in milliseconds
# since 1970.
deliveries = Table(
    "deliveries",
    metadata,
    Column("fulfillment_id", _Id, ForeignKey("fulfillments.id"), primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("due", BigInteger, nullable=False, index=True),
)
# Messages to shoppers.
messages = Table(
    "messages",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
# Values that apps keep with an owner, such as Order/7001.
metafields = Table(
    "metafields",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("topic", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
# Webhooks, sent and unsent: when the next attempt is due, in milliseconds since 1970, or null.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("due", BigInteger, nullable=True, index=True),
    Column("body", Text, nullable=False),
)

# The number of the advisory lock, an arbitrary one that nobody else uses.
_ALONE = 0x747261636B696E67
WAIT = 10.0
"""Seconds for which a transaction waits until another process releases the database."""
_LONGEST = 3600


class Store:
    """A database, SQLite or PostgreSQL by its URL, with two kinds of transactions.

    It holds connections: close it with `close`, or use it as a context manager. A transaction waits for one of another
    process for a limited time (`WAIT`, or the timeout in an SQLite URL: ``?timeout=30``), and then raises SQLAlchemy's
    `OperationalError`.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.drivername in ("postgres", "postgresql"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        if self.url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(f"{self.url.get_backend_name()} is neither SQLite nor PostgreSQL")
        if self.url.get_driver_name() not in ("pysqlite", "psycopg"):
            raise ArgumentError(f"the driver {self.url.get_driver_name()} is not used here; leave it out of the URL")
        self._sqlite = self.url.get_backend_name() == "sqlite"
        self.memory = self._sqlite and self.url.database in (None, "", ":memory:")
        options: dict[str, Any] = {"pool_size": 16, "max_overflow": 32}
        if self.memory:
            # One connection for all threads, because otherwise each would see its own database.
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        elif not self._sqlite and "options" not in self.url.query:
            options["connect_args"] = {"options": f"-c lock_timeout={WAIT * 1000:.0f}"}
        self._wait = _seconds(self.url.query.get("timeout")) if self._sqlite else WAIT
        self.engine: Engine = create_engine(self.url, **options)
        if self._sqlite:
            event.listen(self.engine, "connect", partial(_connect_sqlite, self._wait))
            event.listen(self.engine, "begin", _begin_sqlite)
        # SQLite has one writer. Threads wait here in turn, instead of polling the file's lock.
        self._lock = threading.RLock()
        self._reading = self._lock if self.memory else nullcontext()
        try:
            with self.write(alone=True) as connection:
                metadata.create_all(connection)
        except BaseException:
            self.close()
            raise

    @property
    def remote(self) -> bool:
        """True if the database is another process: a call waits for it, and rows are locked one by one."""
        return not self._sqlite

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """Begin a transaction that may write. It commits at the end, and rolls back on any exception.

        No other ``alone`` transaction runs at the same time: two servers that start at once do not both create the
        tables.
        """
        with self._turn(), self.engine.connect() as connection:
            writing = connection.execution_options(tracking_write=True)
            with writing.begin():
                if alone and self.remote:
                    writing.execute(select(func.pg_advisory_xact_lock(_ALONE)))
                yield writing

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.remote:
            yield
            return
        # Nobody holds it for longer than one transaction and one wait for another process's.
        if not self._lock.acquire(timeout=2 * self._wait):
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Begin a transaction that only reads."""
        with self._reading, self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _seconds(said: object) -> float:
    try:
        seconds = WAIT if said is None else float(str(said))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST:
        raise ArgumentError(f"timeout={said} is not a number of seconds up to {_LONGEST}")
    return seconds


def _connect_sqlite(wait: float, connection: Any, _record: object) -> None:
    try:
        _set_up_sqlite(connection, wait)
    except BaseException:
        connection.close()  # the pool does not know this connection yet
        raise


def _set_up_sqlite(connection: Any, wait: float) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite says how.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {wait * 1000:.0f}")
    _write_ahead(cursor, wait)
    # What was answered is on the disk, even after a power failure.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any, wait: float) -> None:
    # The one statement that does not wait by itself while another process starts with the same new file.
    deadline = time.monotonic() + wait
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the writer's lock at once: a transaction that read first could not get it later.
    writing = connection.get_execution_options().get("tracking_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
