from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sql

from tracking.fulfillment import owner as owners
from tracking.fulfillment.intent import STATES, Body, Intent, KeyReused, Lost
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.owner import is_dead, new_owner
from tracking.fulfillment.planning import Part
from tracking.fulfillment.reconcile import Baseline
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import Fulfillment, FulfillmentLine, TrackingInfo
from tracking.resolving.results import Problem

SHOP = "shop.example"
BEFORE = Baseline(fulfillments=(7,), remaining={11: 2})

pytestmark = pytest.mark.usefixtures("all_closed")


def an_intent(key: str = "k", order_id: int = 1, **more: object) -> Intent:
    body = Body(
        shipment=Shipment(order="#1", numbers=("N",)),
        tracking=TrackingInfo(company="UPS", numbers=("N",)),
        part=Part(lines={11: 2}, location_id=5),
    )
    intent = Intent(shop=SHOP, key=key, shipment_key=key, order_id=order_id, order_name="#1", body=body)
    return msgspec.structs.replace(intent, **more)


def made(id_: int = 99) -> Fulfillment:
    return Fulfillment(
        id=id_,
        order_id=1,
        status="success",
        name="#1.1",
        tracking=TrackingInfo(company="UPS", numbers=("N",), urls=("https://u.example/N",)),
        lines=(FulfillmentLine(line_item_id=11, quantity=2),),
    )


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else str(tmp_path / "journal.db")


@pytest.fixture
def opened(where: str) -> Iterator[Callable[..., Journal]]:
    """Opens journals at one place; all are closed at the end."""
    journals: list[Journal] = []

    def open_(**options: object) -> Journal:
        journals.append(Journal(where, **options))  # type: ignore[arg-type]
        return journals[-1]

    yield open_
    for journal in journals:
        journal.close()


def test_an_intents_way(opened: Callable[..., Journal]) -> None:
    now = [100.0]
    journal = opened(clock=lambda: now[0])
    owner = new_owner()
    assert journal.claim(SHOP, 1, owner) == ()
    (planned,) = journal.plan([an_intent()], "two units")
    assert (planned.state, planned.created_at) == ("planned", 100.0)
    now[0] = 101.0
    sending = journal.send(planned, BEFORE, owner)
    assert (sending.state, sending.attempts, sending.body.before) == ("sending", 1, BEFORE)
    problem = Problem("odd", "It is odd.")
    done = journal.move(sending, "done", "created", made(), (problem,))
    assert (done.fulfillment_id, done.body.found) == (99, made().tracking)
    journal.note(done, "read back", TrackingInfo(numbers=("M",)))
    other = opened()
    (read,) = other.intents(key="k")
    assert read == other.holder(SHOP, 99)
    assert (read.state, read.body.found, read.body.problems) == ("done", TrackingInfo(numbers=("M",)), (problem,))
    assert (read.body.part, read.body.shipment) == (an_intent().body.part, an_intent().body.shipment)
    assert [tuple(event) for event in other.history(read)] == [
        (100.0, "planned", "two units"),
        (101.0, "sending", "create call 1"),
        (101.0, "done", "created"),
        (101.0, "done", "read back"),
    ]
    assert other.order_id(SHOP, "#1") == 1
    assert other.order_id("another.example", "#1") is None
    assert other.order_id(SHOP, "#2") is None


def test_what_a_fulfillment_holds_is_written_down(opened: Callable[..., Journal]) -> None:
    journal = opened()
    first, second = journal.plan([an_intent("a"), an_intent("b")])
    one = msgspec.structs.replace(made(), lines=(FulfillmentLine(line_item_id=11, quantity=1),))
    done = journal.move(first, "done", "", one)
    assert done.body.part.lines == {11: 1}
    assert journal.note(done, "read back").body.found == made().tracking, "what was found stays until more is"
    assert journal.move(second, "done", "", msgspec.structs.replace(made(98), lines=())).body.part.lines == {11: 2}


def test_fulfillments_and_what_is_done_are_looked_up_by_shop(opened: Callable[..., Journal]) -> None:
    journal = opened()
    first, other, _ = journal.plan([an_intent("a"), an_intent("a", shop="another.example"), an_intent("b")])
    for intent in (first, other):
        journal.move(intent, "done", "", made())
    holders = [journal.holder(shop, 99) for shop in (SHOP, "another.example", "a.third.example")]
    assert [holder and holder.shop for holder in holders] == [SHOP, "another.example", None]
    assert [intent.key for intent in journal.last_done(SHOP, 9)] == ["a"]


def test_claims(opened: Callable[..., Journal]) -> None:
    now = [100.0]
    first, second = opened(clock=lambda: now[0], lease=60), opened(clock=lambda: now[0], lease=60)
    one, two = new_owner(), new_owner()
    assert first.claim(SHOP, 1, one) == ()
    assert second.claim(SHOP, 1, two) is None
    assert second.claim(SHOP, 2, two) == ()
    assert second.claim("another.example", 1, two) == ()
    assert first.claim(SHOP, 1, one) == (), "a claim may be taken again by who has it"
    now[0] += 50
    first.renew(SHOP, 1, one)
    now[0] += 50
    assert second.claim(SHOP, 1, two) is None
    second.release(SHOP, 1, two)
    assert second.claim(SHOP, 1, two) is None, "only who has a claim gives it up"
    now[0] += 11
    assert second.claim(SHOP, 1, two) == (), "a claim runs out"
    with pytest.raises(Lost):
        first.renew(SHOP, 1, one)
    (planned,) = first.plan([an_intent()])
    with pytest.raises(Lost):
        first.send(planned, BEFORE, one)
    assert [intent.state for intent in first.intents()] == ["planned"]
    assert second.send(planned, BEFORE, two).state == "sending"
    second.release(SHOP, 1, two)
    assert first.claim(SHOP, 1, one) is not None


def test_only_one_of_many_gets_a_claim(opened: Callable[..., Journal]) -> None:
    journals = [opened() for _ in range(4)]
    start, got = threading.Barrier(8), list[int]()

    def work(place: int) -> None:
        journal, owner = journals[place % 4], new_owner()
        start.wait()
        for order in range(30):
            if journal.claim(SHOP, order, owner) is not None:
                got.append(order)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(30))


def test_a_dead_process_holds_nothing(where: str, opened: Callable[..., Journal]) -> None:
    code = f"""
        from tracking.fulfillment.journal import Journal
        from tracking.fulfillment.owner import new_owner
        Journal({where!r}).claim({SHOP!r}, 1, new_owner())
        print("claimed", flush=True)
        input()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"claimed\n"
    journal = opened()
    assert journal.claim(SHOP, 1, new_owner()) is None
    process.send_signal(signal.SIGKILL)
    # Not waited for yet: a process that is dead and not buried holds nothing either.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert journal.claim(SHOP, 1, new_owner()) == ()
    process.communicate()


def test_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = new_owner()
    assert not is_dead(mine)
    place, pid, started, *rest = mine.split("/")
    assert is_dead("/".join([place, pid, str(int(started) + 1), *rest])), "the number was given to another process"
    assert not is_dead("/".join(["elsewhere", "1", "1", *rest])), "another machine's processes cannot be seen"
    assert new_owner() != mine
    monkeypatch.setattr(owners, "_place", lambda: "")
    assert not is_dead("/".join(["", "999999", "1", *rest])), "no way to tell, so only time can"


def test_a_fulfillment_belongs_to_one_intent(opened: Callable[..., Journal]) -> None:
    journal = opened()
    first, second = journal.plan([an_intent("a"), an_intent("b")])
    journal.move(first, "done", "", made())
    with pytest.raises(sql.exc.IntegrityError):
        journal.move(second, "done", "", made())
    assert {intent.key: intent.state for intent in journal.intents()} == {"a": "done", "b": "planned"}
    (first,) = journal.intents(key="a")
    journal.move(second, "done", "", made(), (), [first])
    assert {intent.key: intent.state for intent in journal.intents()} == {"a": "superseded", "b": "done"}


def test_keys_are_unique_within_a_shop(opened: Callable[..., Journal]) -> None:
    journal = opened()
    journal.plan([an_intent("a")])
    with pytest.raises(KeyReused):
        journal.plan([an_intent("b", order_id=2), an_intent("a", order_id=2)])
    assert [intent.key for intent in journal.intents()] == ["a"], "all or none"
    journal.plan([an_intent("a", shop="another.example")])
    assert [intent.shop for intent in journal.intents(key="a")] == [SHOP, "another.example"]


def test_planning_anew_keeps_the_history(opened: Callable[..., Journal]) -> None:
    journal = opened()
    (first,) = journal.plan([an_intent()], "once")
    body = msgspec.structs.replace(first.body, part=Part(lines={12: 1}))
    journal.plan([msgspec.structs.replace(first, body=body), an_intent("k/2", shipment_key="k")], "again")
    one, two = journal.intents(key="k")
    assert (one.id, one.body.part.lines, two.key) == (first.id, {12: 1}, "k/2")
    assert [event.note for event in journal.history(one)] == ["once", "again"]


@pytest.mark.parametrize("state", STATES)
def test_retry(opened: Callable[..., Journal], state: str) -> None:
    journal = opened()
    (planned,) = journal.plan([an_intent()])
    intent = journal.move(planned, state, "", made() if state in ("done", "cancelled") else None)
    if state in ("done", "sending", "superseded", "added"):
        with pytest.raises(ValueError, match=f"k is {state}"):
            journal.retry(intent)
    else:
        again = journal.retry(intent)
        assert (again.state, again.fulfillment_id) == ("planned", None)
        assert list(journal.intents(state="planned")) == [again]


def test_retry_looks_at_what_is_there_by_now(opened: Callable[..., Journal]) -> None:
    journal = opened()
    (seen,) = journal.plan([an_intent()])
    journal.move(seen, "done", "", made())
    with pytest.raises(ValueError, match="k is done"):
        journal.retry(seen)


def test_lists(opened: Callable[..., Journal]) -> None:
    journal = opened()
    journal.plan([an_intent(f"k{n}", order_id=n, order_name=f"#{n % 2}") for n in range(1, 1203)])
    assert [intent.key for intent in journal.intents()] == [f"k{n}" for n in range(1, 1203)]
    assert [intent.order_id for intent in journal.intents(order="7")] == [7]
    assert len(list(journal.intents(order="#1"))) == len([n for n in range(1, 1203) if n % 2])
    assert len(list(journal.intents(order="0"))) == 601
    assert list(journal.intents(order="9" * 30)) == []
    assert list(journal.intents(state="done")) == []
    assert list(journal.intents(shop="another.example")) == []


def test_sqlite_is_durable(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with journal._engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    journal.close()
    in_memory = Journal()
    in_memory.plan([an_intent()])
    assert [intent.key for intent in in_memory.intents()] == ["k"]
    in_memory.close()


def test_many_may_open_it_at_once(where: str) -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(6)

    def open_() -> None:
        start.wait()
        try:
            Journal(where).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=open_) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
