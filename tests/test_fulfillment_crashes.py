from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import tracking
from tests.far_side import MANY, ONE, UPS_PAGE, Crash, Rig, ups
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment

# The process dies


@pytest.mark.parametrize("method", ["fulfillment_orders", "fulfillments", "create", "fulfillment"])
@pytest.mark.parametrize("when", ["crash-before", "crash-after"])
def test_a_crash_at_every_call(rig: Rig, method: str, when: str) -> None:
    rig.far.fail(method, when)
    with pytest.raises(Crash):
        rig.pipeline(read_back=True).create(ups())
    rig.restart()
    outcome = rig.pipeline(read_back=True).create(ups())
    assert outcome.state == "done"
    (made,) = rig.far.live(ONE)
    assert (made.id, made.tracking.url) == (outcome.fulfillment_id, UPS_PAGE)
    assert rig.far.calls["create"] == (2 if (method, when) == ("create", "crash-before") else 1)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_every_write(rig: Rig, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    """Before or after each transaction of the journal, one after the other, until a shipment gets through."""
    for place in range(100):
        number, left = f"NUMBER{place}", [place]
        shipment = Shipment(order=MANY, numbers=(number,), lines=(ShipmentLine(quantity=1),))
        transaction = rig.journal._transaction

        @contextmanager
        def breaking(left: list[int] = left, transaction: Any = transaction, **options: Any) -> Iterator[Any]:
            left[0] -= 1
            if left[0] == -1 and not after:
                raise Crash
            with transaction(**options) as db:
                yield db
            if left[0] == -1 and after:
                raise Crash

        monkeypatch.setattr(rig.journal, "_transaction", breaking)
        try:
            rig.pipeline().create(shipment)
        except Crash:
            crashed = True
        else:
            crashed = False
        rig.restart()
        assert rig.pipeline().create(shipment).state == "done"
        assert [one.tracking.number for one in rig.far.live(MANY)].count(number) == 1
        if not crashed:
            break
    assert place >= 4


def test_a_crash_while_the_call_is_late(rig: Rig) -> None:
    """Killed with the call under way; the shop commits after the new process has looked for the first time."""
    sent: list[CreateFulfillment] = []
    rig.far._direct.create = sent.append  # type: ignore[method-assign,assignment]
    rig.far.fail("create", "crash-after")
    with pytest.raises(Crash):
        rig.pipeline().create(ups())
    del rig.far._direct.create
    rig.restart()
    rig.clock.due.append((rig.clock.now + 20, lambda: rig.far.shop.create(sent[0])))
    assert rig.pipeline(settle=30).create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1
    assert rig.far.calls["create"] == 1


@pytest.mark.parametrize("method", ["fulfillment_orders", "fulfillments"])
@pytest.mark.parametrize("pause", [200, 10_000])
def test_a_pipeline_that_was_asleep_for_too_long_sends_nothing(rig: Rig, method: str, pause: float) -> None:
    """Its claim ran out, and another pipeline has done the work; it notices before it sends."""
    other = Journal(rig.where, clock=rig.clock.time)
    read, slept = getattr(rig.far._direct, method), []

    def sleepy(*args: Any, **options: Any) -> Any:
        if not slept:
            slept.append(rig.clock.now)
            rig.clock.now += pause
            with other._engine.begin() as db:
                db.exec_driver_sql("DELETE FROM claims")
            second = Pipeline(rig.far, tracking, other, clock=rig.clock)
            assert second.create(ups()).state == "done"
        return read(*args, **options)

    setattr(rig.far._direct, method, sleepy)
    outcome = rig.pipeline().create(ups())
    assert outcome.state == "done"
    assert rig.far.calls["create"] == len(rig.far.live(ONE)) == 1
    assert outcome.fulfillment_id == rig.far.live(ONE)[0].id
    other.close()
