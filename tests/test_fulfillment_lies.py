"""Answers that are not about what was asked, waits that are longer than a claim, clocks that jump."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx2
import msgspec
import pytest
from starlette.testclient import TestClient

import tracking
from tests.far_side import MANY, ONE, SHIPPED, TWO, UPS, Rig, codes, intent, states, ups
from tracking.fulfillment.answers import foreign, not_cancelled, not_created, not_that_one
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import AsyncPipeline, Pipeline
from tracking.fulfillment.planning import taken
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, Fulfillment, LineRequest, TrackingInfo
from tracking.server.app import create_app
from tracking.server.direct import DirectShop
from tracking.server.graphql import GraphQL
from tracking.shopify import AsyncClient, Client, Limiter
from tracking.shopify.bucket import Report

real = time.time
TEN = Shipment(order=MANY, numbers=(UPS,), lines=(ShipmentLine(quantity=10),))


def taken_over(rig: Rig) -> None:
    """Another machine believes that the claim on the order has run out."""
    with rig.journal._engine.begin() as db:
        db.exec_driver_sql("DELETE FROM claims")


def shipped(rig: Rig) -> list[Any]:
    return [(one.id, one.tracking) for one in rig.far._direct.fulfillments(SHIPPED)]


# Answers to a create


@pytest.mark.parametrize("lie", ["lie-order", "lie-id", "lie-units", "lie-undone"])
@pytest.mark.parametrize("times", [1, 3])
def test_an_answer_about_something_else_is_as_good_as_none(rig: Rig, lie: str, times: int) -> None:
    before = shipped(rig)
    rig.far.fail("create", *[lie] * times)
    # An answer that is right in all but the id is told from the right one by reading back.
    outcome = rig.pipeline(read_back=lie == "lie-id").create(TEN)
    assert outcome.state == "done"
    (made,) = rig.far.live(MANY)
    assert (made.id, made.tracking.number) == (outcome.fulfillment_id, UPS)
    assert shipped(rig) == before, "nobody else's fulfillment was touched"
    assert rig.far.calls["create"] == (times + 1 if lie == "lie-undone" else 1)
    assert "sending" in states(rig, outcome.key or "")


def test_a_wrong_id_that_was_believed_changes_no_other_order(rig: Rig) -> None:
    before = shipped(rig)
    rig.far.fail("create", "lie-id")
    id_ = rig.pipeline().create(TEN).fulfillment_id or 0
    assert id_ in dict(before)
    for outcome in (rig.pipeline().update_tracking(id_, numbers=("1Z879E930346834440",)), rig.pipeline().cancel(id_)):
        assert outcome.state in ("failed", "refused")
    assert rig.far.calls["update_tracking"] == rig.far.calls["cancel"] == 0
    # Nor does the file, with the same number or more in the parcel.
    more = msgspec.structs.replace(TEN, lines=(ShipmentLine(quantity=11),))
    for shipment in (TEN, more):
        for policy in ("add_missing", "replace"):
            assert rig.pipeline(already_fulfilled=policy).create(shipment).state == "done"
    assert [sum(taken(one).values()) for one in rig.far.live(MANY)] == [10, 1]
    assert shipped(rig) == before


def test_another_fulfillment_of_the_order_is_not_taken_for_the_one_asked_for(rig: Rig) -> None:
    """Somebody else made it meanwhile, of as many units, and the answer is theirs."""
    create = rig.far._direct.create

    def mixed_up(request: CreateFulfillment) -> Any:
        create(request)
        return create(msgspec.structs.replace(request, tracking=TrackingInfo(numbers=("THEIRS",))))

    rig.far._direct.create = mixed_up  # type: ignore[method-assign]
    outcome = rig.pipeline().create(TEN)
    made, theirs = rig.far.live(MANY)
    assert (outcome.state, outcome.fulfillment_id) == ("done", made.id)
    assert theirs.tracking.numbers == ("THEIRS",)
    assert rig.far.calls["update_tracking"] == 0


def test_an_id_that_another_order_of_the_journal_has_is_not_believed(rig: Rig) -> None:
    first = rig.pipeline().create(ups(TWO))
    create = rig.far._direct.create
    other = msgspec.structs.replace(rig.far.live(TWO)[0], order_id=MANY)

    def mixed_up(request: CreateFulfillment) -> Any:
        return msgspec.structs.replace(create(request), id=first.fulfillment_id)

    rig.far._direct.create = mixed_up  # type: ignore[method-assign]
    outcome = rig.pipeline().create(TEN)
    assert (outcome.state, outcome.fulfillment_id) == ("done", rig.far.live(MANY)[0].id)

    # Nor when the order's own list shows it.
    listed = rig.far._direct.fulfillments
    rig.far._direct.fulfillments = lambda order: (*listed(order), *((other,) if order == MANY else ()))  # type: ignore[method-assign,assignment]
    rig.far._direct.create = lambda request: other  # type: ignore[method-assign]
    twelve = Shipment(order=MANY, numbers=("1Z879E930346834440",), lines=(ShipmentLine(quantity=12),))
    outcome = rig.pipeline().create(twelve)
    assert outcome.state in ("unknown", "failed")
    assert intent(rig, first.key or "").state == "done"


def test_what_the_shop_made_differently_is_left_to_a_person(rig: Rig) -> None:
    """Not only the answer: the shop has fulfilled other units than it was asked to."""
    create = rig.far._direct.create

    def more(request: CreateFulfillment) -> Any:
        lines = {1046000900: (LineRequest(id=1072503600, quantity=11),)}
        return create(msgspec.structs.replace(request, lines=lines))

    rig.far._direct.create = more  # type: ignore[method-assign]
    outcome = rig.pipeline().create(TEN)
    assert (outcome.state, codes(outcome)) == ("unknown", ["outcome_unknown"])
    assert rig.pipeline().create(TEN).state == "unknown"
    assert rig.far.calls["create"] == 1


def lying(rig: Rig, method: str, lie: Callable[[Any], Any], times: int = 1_000) -> None:
    honest, left = getattr(rig.far._direct, method), [times]

    def call(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        answer = honest(*args, **options)
        return lie(answer) if left[0] >= 0 else answer

    setattr(rig.far._direct, method, call)


def moved(answer: Any, **changes: Any) -> Any:
    if isinstance(answer, tuple):
        return tuple(msgspec.structs.replace(one, **changes) for one in answer)
    return msgspec.structs.replace(answer, **changes)


@pytest.mark.parametrize("method", ["fulfillment_orders", "fulfillments"])
def test_an_order_read_as_another_is_read_again(rig: Rig, method: str) -> None:
    rig.pipeline().create(ups(TWO))
    lying(rig, method, lambda answer: moved(answer, order_id=ONE), times=2)
    assert rig.pipeline().create(Shipment(order=TWO, numbers=("1Z879E930346834440",))).state == "refused"
    lying(rig, method, lambda answer: moved(answer, order_id=ONE))
    outcome = rig.pipeline().create(Shipment(order=TWO, numbers=("1Z879E930346834440",)))
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])


@pytest.mark.parametrize("changes", [{"id": 255858046}, {"order_id": SHIPPED}, {"id": 255858046, "order_id": SHIPPED}])
def test_a_fulfillment_read_back_as_another_changes_nothing(rig: Rig, changes: Any) -> None:
    before = shipped(rig)
    lying(rig, "fulfillment", lambda answer: moved(answer, tracking=TrackingInfo(company="Odd"), **changes))
    outcome = rig.pipeline(read_back=True).create(TEN)
    assert (outcome.state, codes(outcome)) == ("done", ["not_read_back"])
    assert (shipped(rig), rig.far.calls["update_tracking"]) == (before, 0)
    assert outcome.tracking.company == "UPS"


@pytest.mark.parametrize("changes", [{"id": 255858046}, {"order_id": SHIPPED}])
def test_changes_to_one_answered_for_another_are_not_recorded(rig: Rig, changes: Any) -> None:
    done = rig.pipeline().create(TEN)
    id_ = done.fulfillment_id or 0
    lying(rig, "update_tracking", lambda answer: moved(answer, **changes))
    outcome = rig.pipeline().update_tracking(id_, numbers=("1Z879E930346834440",))
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])
    lying(rig, "cancel", lambda answer: moved(answer, **changes))
    outcome = rig.pipeline().cancel(id_)
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])
    assert intent(rig, done.key or "").state == "done"


def test_a_cancel_that_did_not_cancel_is_not_recorded(rig: Rig) -> None:
    done = rig.pipeline().create(TEN)
    rig.far._direct.cancel = lambda id_: rig.far.live(MANY)[0]  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline().cancel(done.fulfillment_id or 0)
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])
    assert intent(rig, done.key or "").state == "done"


def test_the_tracking_of_one_fulfillment_replaced_by_another_answer(rig: Rig) -> None:
    rig.pipeline().create(ups(TWO))
    lying(rig, "update_tracking", lambda answer: moved(answer, id=255858046, order_id=SHIPPED))
    shipment = Shipment(order=TWO, numbers=("1Z879E930346834440",))
    outcome = rig.pipeline(already_fulfilled="update_tracking").create(shipment)
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])


def test_checks_of_answers() -> None:
    answer = Fulfillment(id=5, order_id=7, status="success", name="#1.1", tracking=TrackingInfo())
    assert not_created(answer, 7, {}, ()) is None
    assert "order 7, not 8" in (not_created(answer, 8, {}, ()) or "")
    assert "there before" in (not_created(answer, 7, {}, {5}) or "")
    assert "other units" in (not_created(answer, 7, {1: 1}, ()) or "")
    assert not_that_one(answer, 5) is not_that_one(answer, 5, 7) is None
    assert "not 6" in (not_that_one(answer, 6) or "")
    assert "of order 7" in (not_that_one(answer, 5, 8) or "")
    assert "is success" in (not_cancelled(answer, 5) or "")
    assert foreign(7, [answer]) is foreign(8, []) is None
    assert foreign(8, [answer])


# A create that was sent twice


def test_a_late_commit_of_the_first_call_is_told(rig: Rig) -> None:
    """The shop commits the first call after the settling time, while the second one is under way."""
    rig.far.fail("create", "late", "slow", seconds=40)
    outcome = rig.pipeline(settle=30).create(TEN)
    assert (outcome.state, codes(outcome)) == ("done", ["looks_double"])
    first, second = rig.far.live(MANY)
    assert outcome.fulfillment_id in (first.id, second.id)
    (other,) = {first.id, second.id} - {outcome.fulfillment_id}
    assert str(other) in outcome.problems[0].message
    assert codes(rig.pipeline().create(TEN)) == ["looks_double"], "written down as well"


def test_a_call_that_was_sent_once_needs_no_further_reading(rig: Rig) -> None:
    rig.pipeline().create(TEN)
    assert rig.far.calls["fulfillments"] == 1
    rig.far.fail("create", "throttled")
    rig.pipeline().create(Shipment(order=MANY, numbers=("N",), lines=(ShipmentLine(quantity=1),)))
    assert rig.far.calls["create"] == 3


def test_a_further_reading_that_fails_is_told(rig: Rig) -> None:
    rig.far.fail("create", "before")
    rig.far.fail("fulfillment_orders", "ok", "ok", "ok", "ok", *["before"] * 12)
    outcome = rig.pipeline().create(TEN)
    assert outcome.state == "done"
    assert len(rig.far.live(MANY)) == 1


# Waits longer than a claim


@pytest.mark.parametrize("wait", [100.0, 700.0, 100_000.0])
@pytest.mark.parametrize("other", ["before", "after"])
def test_a_wait_longer_than_the_claim_sends_nothing_twice(rig: Rig, wait: float, other: str) -> None:
    """Another pipeline has taken the order over while this one waited for room."""
    second, outcomes = Journal(rig.where, clock=rig.clock.time), list[Outcome]()

    def overtake() -> None:
        if wait < 600 or other == "after":
            return  # the claim still stands, or nobody else came
        outcomes.append(Pipeline(rig.far, tracking, second, clock=rig.clock).create(TEN))

    rig.far.fail("create", "slow", seconds=wait)
    rig.clock.due.append((rig.clock.now + wait, overtake))
    outcomes.append(rig.pipeline().create(TEN))
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert len({outcome.fulfillment_id for outcome in outcomes}) == 1
    assert len(rig.far.live(MANY)) == len(rig.far.sent) == 1
    second.close()


def http(rig: Rig) -> Any:
    return create_app(rig.far.shop, routes=GraphQL(rig.far.shop, throttle=False).routes)


class Bucket:
    """Has no room for the first call after it was filled."""

    blocks = False
    full = False

    def take(self, cost: float) -> float:
        self.full, wait = False, 5.0 if self.full else 0.0
        return wait

    def settle(self, report: Report) -> None:
        pass


class Overtaken:
    """A bucket that is full once the journal says "sending"; while its client sleeps, another pipeline does the work."""

    def __init__(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bucket, self.waits, self.rig, send = Bucket(), 0, rig, rig.journal.send
        self.second = Pipeline(
            DirectShop(rig.far.shop, "testserver"), tracking, rig.journal, clock=rig.clock, policy=Policy(settle=1)
        )

        def sending(*args: Any) -> Any:
            self.bucket.full = not self.waits
            return send(*args)

        monkeypatch.setattr(rig.journal, "send", sending)

    def sleep(self, seconds: float) -> None:
        self.waits += 1
        if self.waits == 1:
            taken_over(self.rig)
            assert self.second.create(TEN).state == "done"

    async def wait(self, seconds: float) -> None:
        await asyncio.to_thread(self.sleep, seconds)

    @property
    def options(self) -> Any:
        return {"limiter": Limiter(self.bucket, self.bucket)}


@pytest.mark.parametrize("api", ["rest", "graphql"])
def test_clients_look_at_the_claim_after_waiting(rig: Rig, monkeypatch: pytest.MonkeyPatch, api: Any) -> None:
    other = Overtaken(rig, monkeypatch)
    with TestClient(http(rig)) as testing:
        client = Client("http://testserver", "token", api=api, transport=testing, sleep=other.sleep, **other.options)
        outcome = Pipeline(client, tracking, rig.journal, clock=rig.clock, policy=Policy(settle=1)).create(TEN)
    assert (outcome.state, other.waits, len(rig.far.live(MANY))) == ("done", 1, 1)


@pytest.mark.parametrize("api", ["rest", "graphql"])
def test_the_awaiting_client_looks_too(rig: Rig, monkeypatch: pytest.MonkeyPatch, api: Any) -> None:
    other = Overtaken(rig, monkeypatch)

    async def work() -> Outcome:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=http(rig))) as given:
            client = AsyncClient(
                "http://testserver", "token", api=api, transport=given, sleep=other.wait, **other.options
            )
            return await AsyncPipeline(client, tracking, rig.journal, policy=Policy(settle=0.1)).create(TEN)

    assert (asyncio.run(work()).state, other.waits, len(rig.far.live(MANY))) == ("done", 1, 1)


# Clocks


@pytest.mark.parametrize("jump", [-1e9, -60.0, 60.0, 86_400.0, 1e9])
def test_a_wall_clock_that_jumped_shortens_no_settling(rig: Rig, jump: float) -> None:
    """What is unknown is read for the whole settling time, whatever the journal's times say."""
    rig.far.fail("create", "late", seconds=1e6)
    rig.far.fail("fulfillments", "ok", *["before"] * 12)
    began = rig.clock.now
    outcome = rig.pipeline(settle=30).create(TEN)
    assert outcome.state == "unknown"
    rig.clock.due[0] = (rig.clock.now + 20, rig.clock.due[0][1])
    rig.clock.time = lambda: rig.clock.now + jump  # type: ignore[method-assign]
    assert rig.pipeline(settle=30).create(TEN).state == "done"
    assert (len(rig.far.live(MANY)), rig.far.calls["create"]) == (1, 1)
    assert rig.clock.now - began < 300


@pytest.mark.parametrize("ahead", [3_600.0, 1e9])
def test_a_claim_by_a_clock_that_was_ahead_runs_out_all_the_same(rig: Rig, ahead: float) -> None:
    """Of a machine that has died; a lease without a renewal is enough, counted by a clock that does not jump."""
    with Journal(rig.where, clock=lambda: rig.clock.now + ahead) as other:
        assert other.claim(rig.far.name, MANY, "elsewhere/1/1/x/1") == ()
    began = rig.clock.now
    assert rig.pipeline().create(TEN).state == "done"
    assert rig.journal.lease < rig.clock.now - began < rig.journal.lease + 10


def test_a_claim_that_is_renewed_is_not_taken(rig: Rig) -> None:
    with Journal(rig.where, clock=lambda: rig.clock.now + 3_600) as other:
        assert other.claim(rig.far.name, MANY, "elsewhere/1/1/x/1") == ()

        def renew() -> None:
            other.renew(rig.far.name, MANY, "elsewhere/1/1/x/1")
            rig.clock.due.append((rig.clock.now + 300, renew))

        renew()
        outcome = rig.pipeline().create(TEN)
    assert (outcome.state, codes(outcome)) == ("failed", ["order_busy"])


@pytest.mark.postgres
@pytest.mark.parametrize("off", [-86_400.0, 86_400.0])
def test_machines_on_one_server_go_by_its_clock(postgres_url: str, monkeypatch: pytest.MonkeyPatch, off: float) -> None:
    """One of them a day off: neither does it lose what it holds, nor keep it for a day."""
    with Journal(postgres_url, lease=60) as one, Journal(postgres_url, lease=60) as other:
        with monkeypatch.context() as patch:
            patch.setattr("time.time", lambda: real() + off)
            assert one.claim("s", 1, "elsewhere/1/1/x/1") == ()
        assert other.claim("s", 1, "elsewhere/1/1/y/1") is None
        held = other.claimed("s", 1)
        assert held is not None
        assert abs(held.until - real() - 60) < 30
