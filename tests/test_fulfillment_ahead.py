"""Orders of a list are looked up together, and nothing depends on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from tests.far_side import MANY, ONE, TWO, UPS, Rig, ups
from tracking.errors import Unreachable
from tracking.fulfillment import Shipment

NAMES = ("#1002", "1003", "#1006", str(ONE))
"""Orders of the demo shop, and one by its id, which is read without a look-up."""


def test_the_orders_of_a_list_are_looked_up_together(rig: Rig) -> None:
    outcomes = list(rig.pipeline().run([ups(name) for name in NAMES]))
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert (rig.far.calls["find_orders"], rig.far.calls["find_order"]) == (1, 0)
    rig.far.calls.clear()
    list(rig.pipeline().run([ups(name) for name in NAMES]))
    assert not rig.far.calls, "what the journal knows is not looked up"


@pytest.mark.parametrize("fault", ["before", "throttled", "unreachable", Unreachable("token_not_given", ["x"])])
def test_where_that_fails_each_is_looked_up_by_itself(rig: Rig, fault: str) -> None:
    rig.far.fail("find_orders", fault)
    outcomes = list(rig.pipeline().run([ups(name) for name in ("#1002", "#1003", "#none")]))
    assert sorted(outcome.state for outcome in outcomes) == ["done", "done", "refused"]
    assert rig.far.calls["find_orders"] == 1
    assert rig.far.calls["find_order"] >= 3


def test_shipments_that_are_still_to_come_are_not_waited_for(rig: Rig) -> None:
    taken: list[str] = []

    def coming() -> Iterator[Shipment]:
        for name in ("#1002", "#1003", "#1006"):
            taken.append(name)
            yield ups(name)

    outcomes = rig.pipeline().run(coming())
    assert next(outcomes).state == "done"
    assert rig.far.calls["find_orders"] == 0
    list(outcomes)
    assert len(taken) == 3


@pytest.mark.parametrize(("digits", "found"), [("1002", True), ("9999", False), (str(TWO), True), ("0", False)])
def test_digits_alone_are_an_id_or_a_name(rig: Rig, digits: str, found: bool) -> None:
    outcome = rig.pipeline().create(Shipment(order=digits, numbers=(UPS,)))
    assert (outcome.state == "done") is found
    if not found:
        assert outcome.problems[-1].code == "order_unknown"


def test_an_id_comes_before_a_name(rig: Rig) -> None:
    first, second = (rig.far.find_order(name) for name in ("#1002", "#1003"))
    assert first != second
    rig.far._direct.find_order = lambda name: second  # type: ignore[method-assign]
    found = rig.far._direct.find_orders([str(MANY)])
    assert found == {str(MANY): MANY}


def test_workers_that_wait_for_a_look_up_need_no_clock_that_goes_on(rig: Rig) -> None:
    """The clock of these tests stands still, and a worker that would wait by it would never go on."""
    asked, find = threading.Event(), rig.far._direct.find_orders

    def slowly(references: Sequence[str]) -> dict[str, int | None]:
        asked.wait(0.2)
        return find(references)

    rig.far._direct.find_orders = slowly  # type: ignore[method-assign]
    outcomes = list(rig.pipeline().run([ups(name) for name in ("#1002", "#1003", "#1006")], workers=3))
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert (rig.far.calls["find_orders"], rig.far.calls["find_order"]) == (1, 0)
