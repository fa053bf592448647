"""The journal's tables, and how its databases are opened.

A journal that is not as it should be raises `JournalError`. None of it is trusted then.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from tracking.errors import JournalError

__all__ = ["CLAIMS", "HISTORY", "INTENTS", "breakage", "create_tables", "engine_for"]

VERSION = 2
"""The version of the tables and of what their rows may say. Increase it when a new state or column is written.

1: a shipment's lines are part of its key. 2: they are not if the shipment has a number, and an intent may be ``added``.
Rows of version 1 stay as they are, since a shipment's intents are recognized by what they request.
"""
RESTORE = (
    "restore it from a backup; without one, name a new journal with new keys only for orders that you have looked at"
)
CHECKED = 64 << 20
"""Bytes. A file up to this size is read completely when it is opened, at some 50 MB per second."""

METADATA = sql.MetaData()
# SQLite counts up only in a column of the type INTEGER.
COUNT = sql.BigInteger().with_variant(sql.Integer, "sqlite")

INTENTS = sql.Table(
    "intents",
    METADATA,
    sql.Column("id", COUNT, primary_key=True),
    sql.Column("shop", sql.Text, nullable=False),
    sql.Column("key", sql.Text, nullable=False),
    sql.Column("shipment_key", sql.Text, nullable=False),
    sql.Column("order_id", sql.BigInteger, nullable=False),
    sql.Column("order_name", sql.Text),
    sql.Column("state", sql.Text, nullable=False),
    sql.Column("fulfillment_id", sql.BigInteger),
    sql.Column("attempts", sql.Integer, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
    sql.Column("created_at", sql.Double, nullable=False),
    sql.Column("updated_at", sql.Double, nullable=False),
    sql.UniqueConstraint("shop", "key"),
    # No two intents may claim the same fulfillment.
    sql.UniqueConstraint("shop", "fulfillment_id"),
    sql.Index("intents_by_order", "shop", "order_id"),
    sql.Index("intents_by_order_name", "shop", "order_name"),
)

HISTORY = sql.Table(
    "history",
    METADATA,
    sql.Column("id", COUNT, primary_key=True),
    sql.Column("intent_id", sql.ForeignKey(INTENTS.c.id), nullable=False, index=True),
    sql.Column("at", sql.Double, nullable=False),
    sql.Column("state", sql.Text, nullable=False),
    sql.Column("note", sql.Text, nullable=False),
)

CLAIMS = sql.Table(
    "claims",
    METADATA,
    sql.Column("shop", sql.Text, primary_key=True),
    sql.Column("order_id", sql.BigInteger, primary_key=True, autoincrement=False),
    sql.Column("owner", sql.Text, nullable=False),
    sql.Column("until", sql.Double, nullable=False),
)

SCHEMA = sql.Table("journal_schema", METADATA, sql.Column("version", sql.Integer, nullable=False))

# An arbitrary number that other programs' advisory locks are unlikely to use.
LOCK = 7_325_004_651


def engine_for(where: str | Path) -> tuple[sql.Engine, AbstractContextManager[Any]]:
    """Open a file or a database URL. The lock keeps the threads of a process from waiting for SQLite's own."""
    text = str(where)
    url = sql.make_url(text if "://" in text else f"sqlite:///{text}")
    if url.get_backend_name() != "sqlite":
        return sql.create_engine(url, pool_pre_ping=True), nullcontext()
    in_memory = url.database in (None, "", ":memory:")
    # One connection per process: its threads take turns anyway.
    engine = sql.create_engine(
        url, poolclass=sql.pool.StaticPool, connect_args={"check_same_thread": False, "timeout": 60}
    )

    @sql.event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions by its own rules
        if not in_memory:
            try:
                _write_ahead(connection)
                _check_pages(connection, Path(str(url.database)))
            except BaseException:
                connection.close()  # the pool does not know this connection yet
                raise

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        # A transaction that reads first and writes later could be refused in its middle.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine, threading.Lock()


def _write_ahead(connection: Any) -> None:
    # If several processes open a new file at once, SQLite refuses the change without waiting.
    for _ in range(500):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.02)
        else:
            return
    raise sqlite3.OperationalError("database is locked")


def _check_pages(connection: Any, file: Path) -> None:
    # An index that has lost entries raises nothing: an order would have no intents, and would be sent again.
    if file.is_file() and file.stat().st_size <= CHECKED:
        (first,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if first != "ok":
            raise sqlite3.DatabaseError(f"database disk image is malformed ({first})")


def create_tables(db: sql.Connection, where: str) -> None:
    """Create the tables if they are missing. Several processes may start at once. Raises JournalError."""
    if db.dialect.name == "postgresql":
        db.execute(sql.select(sql.func.pg_advisory_xact_lock(LOCK)))
    there = sql.inspect(db)
    tables = [table for table in METADATA.sorted_tables if there.has_table(table.name)]
    # Journals from before there were versions have version 1.
    found = db.execute(sql.select(SCHEMA.c.version)).scalars().all() if SCHEMA in tables else []
    version = found[0] if len(found) == 1 else 1 if not found else 0
    if not isinstance(version, int) or version < 1:
        raise JournalError(where, "it is broken: its version is not a number", RESTORE)
    if version > VERSION:
        newer = f"a newer program wrote it (its version is {version}, this program knows {VERSION})"
        raise JournalError(where, newer, "upgrade this program")
    for table in tables:
        missing = {column.name for column in table.columns} - {one["name"] for one in there.get_columns(table.name)}
        if missing:
            reason = f"its table {table.name} has no column {', '.join(sorted(missing))}"
            raise JournalError(where, reason, "it is another program's, or broken: name another journal, or restore it")
    METADATA.create_all(db)
    if not found:
        db.execute(SCHEMA.insert().values(version=VERSION))
    elif version < VERSION:
        # An older program knows nothing of what this one writes, so it refuses the journal from now on.
        db.execute(SCHEMA.update().values(version=VERSION))


def breakage(error: sql.exc.DBAPIError) -> str | None:
    """Return what a database's error says about a broken database; None for what may pass, such as a full disk."""
    said = str(error.orig or error).strip().split("\n")[0]
    if isinstance(error, (sql.exc.IntegrityError, sql.exc.DataError)) or not isinstance(error, sql.exc.DatabaseError):
        return None
    if isinstance(error, sql.exc.OperationalError) and not re.search(
        r"no such (?:table|column)|malformed|Could not decode", said
    ):
        return None
    return f"it is broken: {said}"
