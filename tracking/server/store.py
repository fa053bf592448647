"""Where a shop keeps itself: rows of an SQL database, SQLite's or PostgreSQL's.

An order's row holds the order with its fulfillment orders as one JSON document, because that is what a call changes
as a whole and what it locks; every fulfillment and event is a row of its own. New ids come from one counter, so an
id is larger than every id given before.

A database that an older version made is taken over as it is: a table it lacks is made when it is opened, and a key
that its documents lack has its default (no hold, no request, no deadline). What may be asked of a fulfillment order is
worked out whenever it is read, so what an older version wrote of that does not count.
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
    "orders",
    "services",
    "shop",
    "subscriptions",
    "webhooks",
]

metadata = MetaData()

# SQLite keeps a table by its key only when the key's type is called INTEGER; that has 64 bits there.
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
    # open, closed, cancelled: what the list of orders filters by
    Column("status", String(16), nullable=False),
    Column("state", Text, nullable=False),
    # {line item id: the keys that never change}, apart, so that a create does not rewrite them
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
    # seconds since 1970, the grain of the API's times
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
# Fulfillments on their way in a shop that simulates deliveries: the next of their steps, and when it is due, in
# milliseconds since 1970.
deliveries = Table(
    "deliveries",
    metadata,
    Column("fulfillment_id", _Id, ForeignKey("fulfillments.id"), primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("due", BigInteger, nullable=False, index=True),
)
# What shoppers were told.
messages = Table(
    "messages",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("topic", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
# Webhooks, those to be sent and those that were: when the next attempt is due, in milliseconds since 1970, null when
# none is.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("due", BigInteger, nullable=True, index=True),
    Column("body", Text, nullable=False),
)

# The advisory lock's number, any that nobody else takes.
_ALONE = 0x747261636B696E67
WAIT = 10.0
"""Seconds that a transaction waits until another process lets go of the database."""
_LONGEST = 3600


class Store:
    """A database, SQLite's or PostgreSQL's by its URL, and its two kinds of transaction.

    It keeps connections open: close it with `close`, or use it as a context manager, which does so at its end. A
    transaction waits for one of another process for a bounded time (`WAIT`, or what an SQLite URL says: ``?timeout=30``)
    and raises SQLAlchemy's `OperationalError` then.
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
            # One connection for all threads, or each would see a database of its own.
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        elif not self._sqlite and "options" not in self.url.query:
            options["connect_args"] = {"options": f"-c lock_timeout={WAIT * 1000:.0f}"}
        self._wait = _seconds(self.url.query.get("timeout")) if self._sqlite else WAIT
        self.engine: Engine = create_engine(self.url, **options)
        if self._sqlite:
            event.listen(self.engine, "connect", partial(_connect_sqlite, self._wait))
            event.listen(self.engine, "begin", _begin_sqlite)
        # SQLite has one writer. Threads queue here, in turn, instead of polling the file's lock.
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
        """Whether the database is another process: a call waits for it, and it locks rows one by one."""
        return not self._sqlite

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """Begin a transaction that may write; it commits at the end, and rolls back on any exception.

        No other transaction that is to be ``alone`` runs beside one that is: two servers that start at once do not
        both make the tables.
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
        # Nobody holds it for longer than a transaction of its own takes, and one wait for another process's.
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
        connection.close()  # the pool does not know it yet
        raise


def _set_up_sqlite(connection: Any, wait: float) -> None:
    # The driver is to begin nothing by itself: _begin_sqlite says how.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {wait * 1000:.0f}")
    _write_ahead(cursor, wait)
    # What was answered is on the disk, also after a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any, wait: float) -> None:
    # The one statement that does not wait by itself while another process begins with the same new file.
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
