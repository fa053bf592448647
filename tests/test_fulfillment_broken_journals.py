"""Journals of a newer or an older program, with states nobody knows, and broken ones."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sql

import tracking
from tests.far_side import MANY, UPS, FarSide, Rig, TurnedClock, codes, intent, ups
from tests.test_fulfillment_journal import BEFORE, SHOP, an_intent, made
from tracking.errors import JournalError, TrackingError
from tracking.fulfillment.intent import STATES
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.owner import new_owner
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.server.shop import Shop

pytestmark = pytest.mark.usefixtures("all_closed")

TEN = Shipment(order=MANY, numbers=(UPS,), lines=(ShipmentLine(quantity=10),))
NEXT = Shipment(order=MANY, numbers=("1Z879E930346834440",), lines=(ShipmentLine(quantity=1),))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (
        request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{tmp_path}/journal.db"
    )


@pytest.fixture
def change(where: str) -> Iterator[Callable[..., None]]:
    """Changes the database behind the journal's back."""
    engine = sql.create_engine(where, poolclass=sql.pool.NullPool)

    def work(*statements: str, **values: object) -> None:
        with engine.begin() as db:
            for statement in statements:
                db.execute(sql.text(statement), values)

    yield work
    engine.dispose()


def filled(where: str) -> None:
    with Journal(where) as journal:
        (first, second) = journal.plan([an_intent("k"), an_intent("l", order_id=2)])
        owner = new_owner()
        journal.claim(SHOP, 1, owner)
        journal.move(journal.send(first, BEFORE, owner), "done", "created", made())
        journal.release(SHOP, 1, owner)
        assert second.state == "planned"


# Versions


def test_a_newer_programs_journal_is_refused(where: str, change: Callable[..., None]) -> None:
    filled(where)
    change("UPDATE journal_schema SET version = version + 1")
    with pytest.raises(JournalError, match="newer") as caught:
        Journal(where)
    assert "upgrade" in caught.value.cure
    change("UPDATE journal_schema SET version = version - 1")
    Journal(where).close()


@pytest.mark.parametrize("version", [0, -1, 2_000_000_000])
def test_a_version_that_never_was_is_refused(where: str, change: Callable[..., None], version: int) -> None:
    filled(where)
    change("UPDATE journal_schema SET version = :version", version=version)
    with pytest.raises(JournalError):
        Journal(where)


def test_journals_from_before_there_were_versions_go_on(where: str, change: Callable[..., None]) -> None:
    filled(where)
    change("DROP TABLE journal_schema")
    for _ in range(2):
        with Journal(where) as journal:
            assert [one.key for one in journal.intents()] == ["k", "l"]


def test_a_journal_of_the_first_version_goes_on(where: str, change: Callable[..., None], tmp_path: Path) -> None:
    """Its shipments had their lines in their keys."""
    rig, old = Rig(tmp_path), f"{MANY}:{UPS}:=10"
    with Journal(where, clock=rig.clock.time) as journal:
        made = Pipeline(rig.far, tracking, journal, clock=rig.clock).create(TEN)
    change("UPDATE intents SET key = :key, shipment_key = :key", key=old)
    change("UPDATE journal_schema SET version = 1")
    with Journal(where, clock=rig.clock.time) as journal:
        pipeline = Pipeline(rig.far, tracking, journal, clock=rig.clock)
        assert pipeline.create(TEN).fulfillment_ids == made.fulfillment_ids
        assert rig.far.calls["create"] == 1
        grown = Shipment(order=MANY, numbers=(UPS,), lines=(ShipmentLine(quantity=12),))
        outcome = pipeline.create(grown)
        assert (outcome.state, outcome.fulfillment_ids[0], codes(outcome)) == (
            "done",
            made.fulfillment_id,
            ["parcel_grown"],
        )
        assert [one.key for one in journal.intents()] == [old, f"{MANY}:{UPS}"]
        assert next(journal.intents(key=old)).state == "done"
    assert sorted(line.quantity for one in rig.far.live(MANY) for line in one.lines) == [2, 10]
    change("UPDATE journal_schema SET version = version - 1")  # it was counted up: an older program refuses it
    Journal(where).close()
    rig.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE intents DROP COLUMN attempts",
        "ALTER TABLE history DROP COLUMN note",
        "ALTER TABLE claims RENAME COLUMN until TO til",
        "ALTER TABLE intents RENAME COLUMN shipment_key TO parcel",
    ],
)
def test_tables_of_another_shape_are_one_clear_error(where: str, change: Callable[..., None], statement: str) -> None:
    filled(where)
    change(statement)
    with pytest.raises(JournalError, match="column") as caught:
        Journal(where)
    assert caught.value.cure
    assert isinstance(caught.value, TrackingError)


def test_a_table_that_vanishes_while_it_is_open(where: str, change: Callable[..., None]) -> None:
    filled(where)
    with Journal(where) as journal:
        change("DROP TABLE history")
        with pytest.raises(JournalError):
            journal.history(an_intent(id=1))


# Rows


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "{"),
        ("body", ""),
        ("body", "null"),
        ("body", "[]"),
        ("body", '{"shipment":{}}'),
        ("body", '{"shipment":' + "[" * 100_000),
        ("attempts", -1),
        ("created_at", float("inf")),
        ("order_id", -5),
        ("fulfillment_id", -5),
    ],
)
def test_a_broken_row_is_one_clear_error(where: str, change: Callable[..., None], column: str, value: Any) -> None:
    filled(where)
    change(f"UPDATE intents SET {column} = :value WHERE key = 'l'", value=value)
    with Journal(where) as journal:
        with pytest.raises(JournalError, match=r"\bl\b") as caught:
            list(journal.intents())
        assert (bool(caught.value.reason), bool(caught.value.cure)) == (True, True)
        if column != "order_id":
            with pytest.raises(JournalError):
                journal.claim(SHOP, 2, new_owner())
        assert journal.claim(SHOP, 1, new_owner()) is not None, "other orders go on"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("attempts", "many"),
        ("created_at", "soon"),
        ("state", b"\xff"),
        ("order_id", "x"),
        ("body", b"\xff\xfe"),
        ("id", 5.5),
    ],
)
def test_values_of_another_type(tmp_path: Path, column: str, value: object) -> None:
    """SQLite keeps anything in any column."""
    where = tmp_path / "journal.db"
    filled(str(where))
    with closing(sqlite3.connect(where)) as db, db:
        try:
            db.execute(f"UPDATE intents SET {column} = ? WHERE key = 'l'", (value,))
        except sqlite3.IntegrityError:
            return  # the key alone has a type
        finally:
            db.commit()
    db.close()
    with Journal(where) as journal, pytest.raises(JournalError):
        list(journal.intents())


@pytest.mark.parametrize(("column", "value"), [("at", "soon"), ("note", b"\xff"), ("state", None), ("at", 1e300)])
def test_a_broken_line_of_history(tmp_path: Path, column: str, value: object) -> None:
    where = tmp_path / "journal.db"
    filled(str(where))
    with sqlite3.connect(where) as db:
        with suppress(sqlite3.IntegrityError):
            db.execute(f"UPDATE history SET {column} = ?", (value,))
        db.commit()
    db.close()
    with Journal(where) as journal:
        (one,) = journal.intents(key="l")
        if value is None:
            assert journal.history(one)
        else:
            with pytest.raises(JournalError):
                journal.history(one)


# States


STRANGE = ["", "frozen", "Planned", "planned ", "sent", "dnoe", "\u0440lanned"]


@pytest.mark.parametrize("state", STRANGE)
def test_an_unknown_state_is_never_sent_again(rig: Rig, state: str) -> None:
    key = rig.pipeline().create(TEN).key or ""
    with rig.journal._engine.begin() as db:
        db.execute(sql.text("UPDATE intents SET state = :state"), {"state": state})
    for pipeline in (rig.pipeline(), rig.pipeline(already_fulfilled="update_tracking")):
        for call in (pipeline.create, pipeline.plan):
            outcome = call(TEN)
            assert (outcome.state, codes(outcome)) == ("unknown", ["state_unknown"])
            other = call(NEXT)
            assert (other.state, codes(other)) == ("failed", ["state_unknown"]), "nor anything beside it"
    assert len(rig.far.sent) == 1
    assert [one.state for one in rig.journal.intents()] == [state]
    with pytest.raises(ValueError, match="only what was not done"):
        rig.journal.retry(intent(rig, key))
    assert rig.pipeline().create(ups()).state == "done", "other orders go on"


def test_only_what_is_known_not_to_be_done_may_be_retried() -> None:
    allowed = []
    with Journal() as journal:
        for state in (*STATES, *STRANGE):
            (planned,) = journal.plan([an_intent(f"k{state}")])
            try:
                journal.retry(journal.move(planned, state))
            except ValueError:
                continue
            allowed.append(state)
    assert allowed == ["planned", "refused", "failed", "unknown", "cancelled"]


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_what_was_under_way_without_a_baseline_is_left_to_a_person(rig: Rig, state: str) -> None:
    rig.far.fail("create", "before")
    key = rig.pipeline().create(TEN).key or ""
    rig.pipeline().cancel(rig.far.live(MANY)[0].id)
    (one,) = rig.journal.intents(key=key)
    with rig.journal._engine.begin() as db:
        body = msgspec.json.encode(msgspec.structs.replace(one.body, before=None)).decode()
        db.execute(
            sql.text("UPDATE intents SET state = :state, fulfillment_id = NULL, body = :body"),
            {"state": state, "body": body},
        )
    sent = len(rig.far.sent)
    assert rig.pipeline().create(TEN).state == "unknown"
    assert len(rig.far.sent) == sent


# Files


def journal_of(tmp_path: Path, orders: int = 150) -> Path:
    where = tmp_path / "whole.db"
    with Journal(where) as journal:
        journal.plan([an_intent(f"k{n}", order_id=n) for n in range(1, orders)])
        for one in list(journal.intents())[:50]:
            journal.move(one, "done", "created", made(one.order_id))
    return where


def test_flipped_pages_are_one_clear_error_and_send_nothing(tmp_path: Path) -> None:
    """Whatever page is broken: an error of ours, or nothing was harmed; no other exception, and nothing is sent."""
    whole, drawn = journal_of(tmp_path), random.Random(15)
    size = whole.stat().st_size
    noticed: list[str] = []
    for count in range(24):
        broken = tmp_path / f"broken{count}.db"
        shutil.copy(whole, broken)
        with broken.open("r+b") as file:
            page = drawn.randrange(1, size // 4096) * 4096 if count % 3 else 0
            file.seek(page + drawn.randrange(100 if not page else 0, 4096))
            file.write(drawn.randbytes(drawn.choice([1, 64, 2048])))
        try:
            with Journal(broken) as journal:
                for one in journal.intents():
                    journal.claim(SHOP, one.order_id, new_owner())
                    journal.history(one)
        except JournalError as error:
            noticed.append(str(error))
    assert all("/broken" in words and "restore" in words for words in noticed)
    assert len(noticed) >= 10


@pytest.mark.parametrize("keep", [0, 50, 100, 4096, 5000, 20_000])
def test_files_cut_short(tmp_path: Path, keep: int) -> None:
    whole = journal_of(tmp_path)
    short = tmp_path / "short.db"
    short.write_bytes(whole.read_bytes()[:keep])
    if not keep:
        Journal(short).close()  # an empty file is a new journal
        return
    with pytest.raises(JournalError):
        Journal(short)


def test_an_index_that_lost_its_rows_is_noticed(tmp_path: Path) -> None:
    """Believed, an order would have no intents, and everything would be sent once more."""
    whole = journal_of(tmp_path)
    with closing(sqlite3.connect(whole)) as db, db:
        db.execute("PRAGMA writable_schema=ON")
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'intents_by_order'").fetchone()
        (other,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'intents_by_order_name'").fetchone()
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'intents_by_order'", (other,))
        assert root != other
    db.close()
    with pytest.raises(JournalError, match="broken"):
        Journal(whole)


def test_text_is_no_journal(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text("This is no database, however often one looks at it.")
    with pytest.raises(JournalError, match="not a database"):
        Journal(file)


def test_an_error_crosses_a_process_boundary() -> None:
    import pickle

    error = JournalError("j.db", "it is broken", "restore it")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.where, again.reason, again.cure) == (str(error), "j.db", "it is broken", "restore it")
    assert str(error) == "the journal j.db: it is broken; restore it"


def test_no_password_is_shown() -> None:
    error = JournalError("postgresql+psycopg://me:hidden@127.0.0.1/x", "it is broken", "restore it")
    assert "hidden" not in str(error) + repr(error) + error.where


# What a shop says goes into the journal


@pytest.mark.parametrize("words", ["a\x00b", "\x1b[31m red", "x" * 5_000_000, "\u202e\u0085", "é" * 3])
def test_any_words_of_a_shop_can_be_written_down(where: str, words: str) -> None:
    from tracking.errors import Refused

    clock, shop = TurnedClock(), Shop()
    shop.add_demo()
    far = FarSide(shop, clock)
    far.fail("create", Refused("other", [words], status=422))
    with Journal(where, clock=clock.time) as journal:
        outcome = Pipeline(far, tracking, journal, clock=clock).create(TEN)
        assert outcome.state == "refused"
        (one,) = journal.intents()
        notes = [event.note for event in journal.history(one)]
    assert max(map(len, notes)) < 3000
    assert all(note.isprintable() for note in notes)
    shop.close()


@pytest.mark.parametrize("now", [-1e9, 0.0, 4e9, 2e11])
def test_a_clock_of_any_year_breaks_no_journal(tmp_path: Path, now: float) -> None:
    where = tmp_path / "journal.db"
    with Journal(where, clock=lambda: now) as journal:
        (planned,) = journal.plan([an_intent()])
        assert list(journal.intents()) == [planned]
        assert [event.at for event in journal.history(planned)] == [now]
