from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import tracking
from tests.far_side import Rig
from tracking.errors import NotFound, Unauthorized
from tracking.fulfillment.effects import SystemClock
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.running import Supply
from tracking.fulfillment.shipment import Shipment, ShipmentLine

MANY, LARGE = 450789470, 450789473  # one line of 100 and of 2,000 units


def one_unit(number: str, order: int | str = MANY) -> Shipment:
    return Shipment(order=order, numbers=(number,), lines=(ShipmentLine(quantity=1),))


def ends(pipeline: Pipeline, shipments: list[Shipment], workers: int = 1) -> dict[int, Outcome]:
    """Outcomes by their shipments' places, in the order in which they came."""
    place_of = {id(shipment): place for place, shipment in enumerate(shipments)}
    return {place_of[id(outcome.shipment)]: outcome for outcome in pipeline.run(shipments, workers=workers)}


def pipeline(rig: Rig, journal: Journal | None = None, **policy: Any) -> Pipeline:
    """With the real clock."""
    return Pipeline(rig.far, tracking, journal or rig.journal, policy=Policy(**policy))


def test_supply_hands_out_one_of_an_order_at_a_time() -> None:
    given = [Shipment(order=order) for order in ("#1", "1", 2, "#1", 3)]
    supply = Supply(given)
    taken = [supply.take() for _ in range(4)]
    assert taken == [given[0], given[2], given[4], None]
    assert supply.under_way == 3
    supply.done(given[2])
    assert supply.take() is None
    supply.done(given[0])
    assert supply.take() == given[1]
    supply.done(given[1])
    assert supply.take() == given[3]


def test_every_shipment_ends_once(rig: Rig) -> None:
    shipments = [one_unit(f"N{n}", order) for n, order in enumerate([MANY, LARGE, "#1002", "#1005"] * 10)]
    ended = ends(pipeline(rig), shipments, 4)
    assert sorted(ended) == list(range(40))
    assert {outcome.state for outcome in ended.values()} == {"done"}
    assert all(ended[place].shipment == shipment for place, shipment in enumerate(shipments))
    assert len({outcome.fulfillment_id for outcome in ended.values()}) == 40
    by_order = [ended[place].fulfillment_id or 0 for place in range(0, 40, 4)]
    assert by_order == sorted(by_order), "those of one order go in the order given"


def test_nothing_to_do(rig: Rig) -> None:
    assert list(pipeline(rig).run([], workers=3)) == []
    with pytest.raises(ValueError, match="workers: 0"):
        pipeline(rig).run([], workers=0)


class HeldClock(SystemClock):
    """The real clock, which stands still until it is let go, though for half a minute at most."""

    def __init__(self) -> None:
        self.going, self.since = threading.Event(), time.monotonic()

    def monotonic(self) -> float:
        now = super().monotonic()
        return now if self.going.is_set() or now > self.since + 30 else self.since


def test_what_waits_holds_nobody_up(rig: Rig) -> None:
    rig.far.fail("create", "before")
    shipments, clock, ended = [one_unit("FIRST", LARGE), one_unit("A"), one_unit("B")], HeldClock(), []
    run = Pipeline(rig.far, tracking, rig.journal, clock=clock, policy=Policy(settle=0.4)).run(shipments)
    for outcome in run:
        ended.append(outcome.shipment)
        if len(ended) == 2:
            clock.going.set()
    assert ended == [shipments[1], shipments[2], shipments[0]]


def test_the_source_is_read_as_it_is_needed(rig: Rig) -> None:
    read = []

    def source() -> Any:
        for n in range(10_000):
            read.append(n)
            yield Shipment(order=n + 1, numbers=("1E+9",))

    run = pipeline(rig).run(source(), workers=1)
    assert next(run).state == "refused"
    run.close()  # type: ignore[attr-defined]
    assert len(read) < 10_000


def test_a_run_that_is_left_lets_go_of_its_orders(rig: Rig) -> None:
    rig.far.fail("create", "before")
    run = pipeline(rig, settle=600).run([one_unit("WAITS", LARGE), one_unit("A")], workers=1)
    assert next(run).shipment.numbers == ("A",)
    run.close()  # type: ignore[attr-defined]
    assert rig.journal.claim(rig.far.name, LARGE, "elsewhere/1/1/x/1") is not None
    assert [one.state for one in rig.journal.intents()] == ["sending", "done"]


def test_a_journal_that_breaks_ends_the_run(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise OSError("disk full")

    monkeypatch.setattr(rig.journal, "claim", broken)
    with pytest.raises(OSError, match="disk full"):
        list(pipeline(rig).run([one_unit(f"N{n}") for n in range(50)], workers=3))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("shipments-")]


def test_a_token_that_is_not_known_is_tried_once(rig: Rig) -> None:
    rig.far.fail("fulfillment_orders", Unauthorized("unauthorized", ["Invalid API key"], status=401))
    ended = ends(pipeline(rig), [one_unit(f"N{n}") for n in range(20)])
    assert {outcome.state for outcome in ended.values()} == {"failed"}
    assert {problem.code for outcome in ended.values() for problem in outcome.problems} >= {"unauthorized"}
    assert rig.far.calls == {"fulfillment_orders": 1}
    again = ends(pipeline(rig), [one_unit(f"N{n}") for n in range(20)])
    assert {outcome.state for outcome in again.values()} == {"done"}


def test_a_shop_that_is_not_reached_is_not_asked_for_each_shipment(rig: Rig) -> None:
    rig.far.fail("fulfillment_orders", *["unreachable"] * 30)
    ended = ends(pipeline(rig, connect_tries=3), [one_unit(f"N{n}") for n in range(20)])
    assert {outcome.state for outcome in ended.values()} == {"failed"}
    assert rig.far.calls == {"fulfillment_orders": 3}


def test_an_order_that_is_not_there_locks_nobody_out(rig: Rig) -> None:
    rig.far.fail("fulfillment_orders", NotFound("not_found", ["Not Found"], status=404))
    shipments = [one_unit("A", 77), one_unit("B")]
    assert [outcome.state for outcome in pipeline(rig).run(shipments)] == ["refused", "done"]


def test_two_pipelines_on_one_journal_send_nothing_twice(rig: Rig) -> None:
    """Two processes in all but name: each with its own connections, over the same file and the same shop."""
    shipments = [one_unit(f"N{n}", order) for n, order in enumerate([MANY, LARGE] * 15)]
    shipments += [
        Shipment(order=LARGE, key=f"k{n}", lines=(ShipmentLine(quantity=2),)) for n in range(5)
    ]  # alike, without numbers
    rig.far.fail("create", *["ok", "after", "unreachable"] * 10)
    journals = [Journal(rig.where) for _ in range(2)]
    results: list[dict[int, Any]] = [{}, {}]

    def work(place: int) -> None:
        mine = shipments if place else list(reversed(shipments))
        for at, outcome in ends(pipeline(rig, journals[place], settle=1), mine, 3).items():
            results[place][at if place else len(shipments) - 1 - at] = outcome

    threads = [threading.Thread(target=work, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for journal in journals:
        journal.close()
    for place in range(len(shipments)):
        one, other = (result[place] for result in results)
        assert (one.state, one.fulfillment_ids) == ("done", other.fulfillment_ids)
    live = [*rig.far.live(MANY), *rig.far.live(LARGE)]
    assert len(live) == len(shipments) == rig.far.calls["create"] - not_sent(rig)
    assert Counter(made.tracking.number for made in live if made.tracking.number).most_common(1)[0][1] == 1


def not_sent(rig: Rig) -> int:
    """Create calls that found no connection: each was followed by another."""
    return sum(
        1
        for intent in rig.journal.intents()
        for event in rig.journal.history(intent)
        if event.note.startswith("not done: not_connected")
    )


def test_an_order_that_somebody_else_works_on_is_waited_for(rig: Rig, tmp_path: Path) -> None:
    other = Journal(rig.where)
    other.claim(rig.far.name, MANY, "elsewhere/1/1/x/1")
    ended: list[Any] = []
    thread = threading.Thread(target=lambda: ended.append(pipeline(rig).create(one_unit("N"))))
    thread.start()
    time.sleep(0.2)
    assert not ended
    other.release(rig.far.name, MANY, "elsewhere/1/1/x/1")
    thread.join()
    assert ended[0].state == "done"
    other.claim(rig.far.name, LARGE, "elsewhere/1/1/x/1")
    busy = pipeline(rig, patience=0.1).create(one_unit("N", LARGE))
    assert (busy.state, [problem.code for problem in busy.problems][-1]) == ("failed", "order_busy")
    other.close()
