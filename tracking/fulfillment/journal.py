"""The journal: it records what is to be sent before it is sent, and what became of it.

It is an SQLite file (by default) or a PostgreSQL database (``postgresql+psycopg://...``). Each state is written in its
own transaction, with a line of history. On SQLite, ``synchronous=FULL`` makes it durable against a loss of power.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec
import sqlalchemy as sql

from tracking.errors import JournalError
from tracking.fulfillment.intent import Claim, Event, Intent, KeyReused, Lost, event_of, history_line, intent_of
from tracking.fulfillment.journal_tables import CLAIMS, HISTORY, INTENTS, RESTORE, breakage, create_tables, engine_for
from tracking.fulfillment.owner import is_dead
from tracking.fulfillment.planning import taken
from tracking.fulfillment.reconcile import Baseline
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Journal"]

T = TypeVar("T")

LEASE = 600.0
"""Seconds: longer than a call may take after its claim was renewed. A pipeline that lost its claim must not send."""
RETRIABLE = ("planned", "refused", "failed", "unknown", "cancelled")
"""States in which a person may allow an intent to be sent again. An intent in an unknown state may not be."""


class Journal:
    """A journal in a file or at a database URL. Several threads and processes may use it at the same time.

    ``where`` is a file's path, a database URL, or ``sqlite://`` for a journal in memory (the default). ``clock`` returns
    seconds since 1970; by default it is the machine's, or with PostgreSQL the server's. ``lease`` is the seconds for
    which an order stays claimed without a renewal. Close the journal with `close`, or use it as a context manager.
    Raises `tracking.errors.JournalError` if it is broken, or was written by a newer program.

    >>> with Journal() as journal:
    ...     list(journal.intents())
    []
    """

    def __init__(
        self, where: str | Path = "sqlite://", *, clock: Callable[[], float] | None = None, lease: float = LEASE
    ) -> None:
        self._engine, self._lock = engine_for(where)
        self._where = str(where)
        self._clock = clock or time.time
        self._is_servers = clock is None and self._engine.dialect.name == "postgresql"
        self.lease = lease
        try:
            with self._transaction() as db:
                create_tables(db, self._where)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Claims: one pipeline at a time works on an order.

    def claim(self, shop: str, order_id: int, owner: str, stale: Claim | None = None) -> tuple[Intent, ...] | None:
        """Claim an order, and return its intents; None if somebody else has claimed it.

        A claim that still equals ``stale``, which was seen a lease ago by a clock that never jumps, has expired.
        """
        mine = _is_order(CLAIMS, shop, order_id)
        try:
            with self._transaction(durable=False) as db:
                now = self._common_time(db)
                until = now + self.lease
                held = db.execute(sql.select(CLAIMS.c.owner, CLAIMS.c.until).where(mine).with_for_update()).first()
                if held is None:
                    db.execute(CLAIMS.insert().values(shop=shop, order_id=order_id, owner=owner, until=until))
                elif held.owner == owner or held.until < now or is_dead(held.owner) or Claim(*held) == stale:
                    db.execute(CLAIMS.update().where(mine).values(owner=owner, until=until))
                else:
                    return None
                return self._intents(db, _is_order(INTENTS, shop, order_id))
        except sql.exc.IntegrityError:
            return None

    def claimed(self, shop: str, order_id: int) -> Claim | None:
        """Return who has claimed an order; None if nobody has."""
        query = sql.select(CLAIMS.c.owner, CLAIMS.c.until).where(_is_order(CLAIMS, shop, order_id))
        with self._transaction(durable=False) as db:
            row = db.execute(query).first()
        return None if row is None else Claim(*row)

    def renew(self, shop: str, order_id: int, owner: str) -> None:
        """Renew a claim. Raises `Lost` if somebody else has taken it."""
        with self._transaction(durable=False) as db:
            self._renew(db, shop, order_id, owner)

    def release(self, shop: str, order_id: int, owner: str) -> None:
        """Release a claim."""
        with self._transaction(durable=False) as db:
            db.execute(CLAIMS.delete().where(_is_order(CLAIMS, shop, order_id), CLAIMS.c.owner == owner))

    # Intents

    def plan(self, intents: Sequence[Intent], note: str = "") -> tuple[Intent, ...]:
        """Record intents, both new ones and ones that are planned again: all or none, each in its state.

        Raises `KeyReused`, as `send` and `move` do for an intent that was not recorded before.
        """
        with self._transaction() as db:
            return tuple(
                self._move(db, one, one.state, note, body=one.body, fulfillment_id=one.fulfillment_id)
                if one.id
                else self._add(db, one, note)
                for one in intents
            )

    def send(self, intent: Intent, before: Baseline, owner: str) -> Intent:
        """Record that the call is being made now. Raises `Lost` if somebody else has claimed the order."""
        body = msgspec.structs.replace(intent.body, before=before)
        with self._transaction() as db:
            self._renew(db, intent.shop, intent.order_id, owner)
            calls = intent.attempts + 1
            return self._move(db, intent, "sending", f"create call {calls}", body=body, attempts=calls)

    def move(
        self,
        intent: Intent,
        state: str,
        note: str = "",
        fulfillment: Fulfillment | None = None,
        problems: tuple[Problem, ...] = (),
        superseded: Collection[Intent] = (),
    ) -> Intent:
        """Record what became of an intent, and that it takes over its fulfillment from other intents."""
        body, fulfillment_id = msgspec.structs.replace(intent.body, problems=problems), None
        if fulfillment is not None:
            part = msgspec.structs.replace(body.part, lines=taken(fulfillment) or body.part.lines)
            body = msgspec.structs.replace(body, part=part, found=fulfillment.tracking)
            fulfillment_id = fulfillment.id
        with self._transaction() as db:
            for other in superseded:
                self._move(db, other, "superseded", f"by {intent.key}", fulfillment_id=None)
            return self._move(db, intent, state, note, body=body, fulfillment_id=fulfillment_id)

    def note(
        self, intent: Intent, note: str, found: TrackingInfo | None = None, problems: tuple[Problem, ...] = ()
    ) -> Intent:
        """Add a line to an intent's history, with what the shop has now. The state does not change."""
        body = intent.body
        body = msgspec.structs.replace(body, found=found or body.found, problems=problems or body.problems)
        with self._transaction() as db:
            return self._move(db, intent, intent.state, note, body=body)

    def retry(self, intent: Intent) -> Intent:
        """Allow the next run to send an intent again, because a person says that it is not in the shop."""
        with self._transaction() as db:
            (now,) = self._intents(db, INTENTS.c.id == intent.id)  # a run may have continued since it was read
            if now.state not in RETRIABLE:
                raise ValueError(f"{now.key} is {now.state}; only what was not done can be tried again")
            return self._move(db, now, "planned", "to be tried again", fulfillment_id=None)

    # Reading

    def intents(
        self, *, shop: str | None = None, state: str | None = None, key: str | None = None, order: str | None = None
    ) -> Iterator[Intent]:
        """Return intents, oldest first: of a shop, in a state, with a key (a shipment's or a part's), of an order."""
        conditions: list[sql.ColumnElement[bool]] = []
        if shop is not None:
            conditions.append(INTENTS.c.shop == shop)
        if state is not None:
            conditions.append(INTENTS.c.state == state)
        if key is not None:
            conditions.append(sql.or_(INTENTS.c.key == key, INTENTS.c.shipment_key == key))
        if order is not None:
            ids = [INTENTS.c.order_id == int(order)] if order.isdecimal() and len(order) < 19 else []
            conditions.append(sql.or_(INTENTS.c.order_name.in_([order, f"#{order}"]), *ids))
        last = 0
        while True:
            with self._transaction() as db:
                page = self._intents(db, sql.and_(INTENTS.c.id > last, *conditions), limit=500)
            yield from page
            if not page:
                return
            last = page[-1].id

    def history(self, intent: Intent) -> tuple[Event, ...]:
        """Return what happened to an intent, oldest first."""
        query = sql.select(HISTORY.c.at, HISTORY.c.state, HISTORY.c.note)
        with self._transaction() as db:
            found = db.execute(query.where(HISTORY.c.intent_id == intent.id).order_by(HISTORY.c.id))
            return self._made(event_of, found)

    def of_order(self, shop: str, order_id: int) -> tuple[Intent, ...]:
        """Return all intents of an order, oldest first."""
        with self._transaction() as db:
            return self._intents(db, _is_order(INTENTS, shop, order_id))

    def order_id(self, shop: str, name: str) -> int | None:
        """Return the id of an order that was looked up by this name before; None if it was not."""
        query = sql.select(INTENTS.c.order_id).where(INTENTS.c.shop == shop, INTENTS.c.order_name == name)
        with self._transaction() as db:
            return db.execute(query.limit(1)).scalar()

    def last_done(self, shop: str, count: int) -> tuple[Intent, ...]:
        """Return the newest intents that are done, newest last."""
        done = sql.and_(INTENTS.c.shop == shop, INTENTS.c.state == "done")
        newest = sql.select(INTENTS.c.id).where(done).order_by(INTENTS.c.id.desc()).limit(count)
        with self._transaction() as db:
            return self._intents(db, INTENTS.c.id.in_(newest))

    def holder(self, shop: str, fulfillment_id: int) -> Intent | None:
        """Return the intent that made a fulfillment; None if there is none."""
        with self._transaction() as db:
            found = self._intents(db, sql.and_(INTENTS.c.shop == shop, INTENTS.c.fulfillment_id == fulfillment_id))
        return found[0] if found else None

    # Inside a transaction

    @contextmanager
    def _transaction(self, *, durable: bool = True) -> Iterator[sql.Connection]:
        """Run a transaction. A claim need not survive a loss of power, so it does not wait for the disk."""
        try:
            with self._lock, self._engine.connect() as db:
                if db.dialect.name == "sqlite":
                    db.connection.cursor().execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                with db.begin():
                    yield db
        except sql.exc.DBAPIError as error:
            if (reason := breakage(error)) is None:
                raise
            raise JournalError(self._where, reason, RESTORE) from error
        except sqlite3.DatabaseError as error:  # from outside SQLAlchemy's own statements
            raise JournalError(self._where, f"it is broken: {error}", RESTORE) from error

    def _intents(
        self, db: sql.Connection, where: sql.ColumnElement[bool], limit: int | None = None
    ) -> tuple[Intent, ...]:
        return self._made(intent_of, db.execute(sql.select(INTENTS).where(where).order_by(INTENTS.c.id).limit(limit)))

    def _made(self, make: Callable[[Mapping[str, Any]], T], rows: sql.CursorResult[Any]) -> tuple[T, ...]:
        try:
            return tuple(make(dict(row)) for row in rows.mappings())
        except (ValueError, TypeError, OverflowError) as error:  # of SQLAlchemy's own columns, too
            raise JournalError(self._where, f"it is broken: {error}", RESTORE) from error

    def _common_time(self, db: sql.Connection) -> float:
        if not self._is_servers:
            return self._clock()
        return float(db.execute(sql.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())

    def _renew(self, db: sql.Connection, shop: str, order_id: int, owner: str) -> None:
        held = sql.and_(_is_order(CLAIMS, shop, order_id), CLAIMS.c.owner == owner)
        if db.execute(CLAIMS.update().where(held).values(until=self._common_time(db) + self.lease)).rowcount != 1:
            raise Lost(f"order {order_id} was claimed by another pipeline")

    def _add(self, db: sql.Connection, intent: Intent, note: str = "") -> Intent:
        now = self._clock()
        row = {name: getattr(intent, name) for name in _COLUMNS}
        row |= {"body": _ENCODER.encode(intent.body).decode(), "created_at": now, "updated_at": now}
        try:
            id_: int = db.execute(INTENTS.insert().values(row).returning(INTENTS.c.id)).scalar_one()
        except sql.exc.IntegrityError as error:
            raise KeyReused(intent.key) from error
        db.execute(HISTORY.insert().values(intent_id=id_, at=now, state=intent.state, note=history_line(note)))
        return msgspec.structs.replace(intent, id=id_, created_at=now, updated_at=now)

    def _move(self, db: sql.Connection, intent: Intent, state: str, note: str, **changes: Any) -> Intent:
        now, intent = self._clock(), intent if intent.id else self._add(db, intent)
        moved = msgspec.structs.replace(intent, state=state, updated_at=now, **changes)
        row = {name: getattr(moved, name) for name in ("state", "updated_at", *(changes.keys() - {"body"}))}
        if "body" in changes:
            row["body"] = _ENCODER.encode(moved.body).decode()
        db.execute(INTENTS.update().where(INTENTS.c.id == intent.id).values(row))
        db.execute(HISTORY.insert().values(intent_id=intent.id, at=now, state=state, note=history_line(note)))
        return moved


_ENCODER = msgspec.json.Encoder()
_COLUMNS = ("shop", "key", "shipment_key", "order_id", "order_name", "state", "fulfillment_id", "attempts")


def _is_order(table: sql.Table, shop: str, order_id: int) -> sql.ColumnElement[bool]:
    return sql.and_(table.c.shop == shop, table.c.order_id == order_id)
