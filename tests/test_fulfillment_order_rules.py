"""Fulfillment orders through every action, in any order: quantities add up, and what is offered is what works."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.test_fulfillment_rules import fulfillment_order, state
from tracking.fulfillment import (
    refusals,
    rules,
    rules_hold,
    rules_move,
    rules_progress,
    rules_requests,
    rules_split,
)
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.rules_actions import actions_of, matured, one_of, replaced, with_actions
from tracking.fulfillment.rules_order import fulfilled, given_back
from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentOrder,
    LineRequest,
    Location,
    OrderState,
    TrackingInfo,
)
from tracking.fulfillment.values_requests import HOLD_REASONS, FulfillmentHold

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOCATIONS = {
    7: Location(id=7, name="Here"),
    8: Location(id=8, name="There"),
    9: Location(id=9, name="Mars", service="mars"),
}


def asked(*lines: tuple[int, int]) -> tuple[LineRequest, ...]:
    return tuple(LineRequest(id=id_, quantity=units) for id_, units in lines)


def a_hold(handle: str = "", **more: Any) -> FulfillmentHold:
    return FulfillmentHold(id=0, reason="other", handle=handle, **more)


class World:
    def __init__(self, *orders: FulfillmentOrder) -> None:
        self.state = state(*orders)
        self._ids = itertools.count(1000)
        self.fulfillments: list[Fulfillment] = []

    def ids(self) -> int:
        return next(self._ids)

    def order(self, id_: int) -> FulfillmentOrder:
        return one_of(self.state, id_)

    def shape(self, id_: int) -> tuple[str, str, list[tuple[int, int]]]:
        order = self.order(id_)
        return order.status, order.request_status, [(line.quantity, line.remaining) for line in order.lines]

    def actions(self, id_: int) -> tuple[str, ...]:
        return actions_of(self.order(id_), self.state.fulfillment_orders, LOCATIONS)

    def hold(self, id_: int, handle: str = "", *lines: tuple[int, int]) -> rules_hold.Held:
        return self.did(rules_hold.hold(self.state, id_, a_hold(handle), asked(*lines), LOCATIONS, self.ids, NOW))

    def release(self, id_: int, **which: Any) -> rules_hold.Released:
        return self.did(rules_hold.release_holds(self.state, id_, LOCATIONS, self.ids, NOW, **which))

    def move(self, id_: int, to: int, *lines: tuple[int, int]) -> rules_move.Moved:
        return self.did(rules_move.move(self.state, id_, to, asked(*lines), LOCATIONS, self.ids, NOW))

    def split(self, id_: int, *lines: tuple[int, int]) -> rules_split.Split:
        return self.did(rules_split.split(self.state, id_, asked(*lines), LOCATIONS, self.ids, NOW))

    def merge(self, *ids: int) -> rules_split.MergeResult:
        return self.did(rules_split.merge(self.state, [(id_, ()) for id_ in ids], 0, self.ids, NOW))

    def cancel(self, id_: int) -> rules_progress.Canceled:
        return self.did(rules_progress.cancel_order(self.state, id_, self.ids, NOW))

    def submit(self, id_: int, *lines: tuple[int, int]) -> rules_requests.Submitted:
        return self.did(
            rules_requests.submit_request(self.state, id_, asked(*lines), "m", None, LOCATIONS, self.ids, NOW)
        )

    def submit_cancellation(self, id_: int) -> rules_requests.RequestAnswer:
        return self.did(rules_requests.submit_cancellation(self.state, id_, "stop", LOCATIONS, self.ids, NOW))

    def simply(self, function: Callable[..., Any], id_: int) -> Any:
        return self.did(function(self.state, id_, NOW))

    def accept_cancellation(self, id_: int) -> rules_requests.RequestAnswer:
        return self.did(rules_requests.accept_cancellation(self.state, id_, self.ids, NOW))

    def did(self, result: Any) -> Any:
        self.state = result.state
        return result

    def create(self, id_: int, *lines: tuple[int, int]) -> Fulfillment:
        found = {each.id: each for each in self.state.fulfillment_orders}
        taken = rules.plan(CreateFulfillment(lines={id_: asked(*lines)}), found)
        self.state, made = fulfilled(self.state, taken, TrackingInfo(), self.ids, NOW)
        self.fulfillments.append(made)
        return made

    def give_back(self, made: Fulfillment) -> None:
        self.state, _ = given_back(self.state, made, self.ids, NOW)
        self.fulfillments.remove(made)


def refusal_of(function: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        function()
    return caught.value


def test_a_hold_of_some_units_leaves_the_others_in_a_new_fulfillment_order_and_releasing_unites_them() -> None:
    world = World(fulfillment_order(5, 2))
    held = world.hold(5, "mine", (50, 1))
    assert world.shape(5) == ("on_hold", "unsubmitted", [(1, 1)])
    assert world.shape(held.remaining_id) == ("open", "unsubmitted", [(1, 1)])
    assert world.actions(5) == ("release_hold", "hold", "move")
    world.release(5)
    assert world.shape(5) == ("open", "unsubmitted", [(2, 2)])
    assert world.shape(held.remaining_id) == ("closed", "unsubmitted", [(0, 0)])


def test_what_a_hold_left_is_not_united_with_when_it_went_elsewhere() -> None:
    world = World(fulfillment_order(5, 2))
    rest = world.hold(5, "", (50, 1)).remaining_id
    world.move(rest, 8)
    world.release(5)
    assert (world.shape(5)[2], world.shape(rest)[2]) == ([(1, 1)], [(1, 1)])


def test_a_hold_across_lines() -> None:
    world = World(fulfillment_order(5, 2, 3))
    held = world.hold(5, "", (50, 2), (51, 1))
    assert world.shape(5)[2] == [(2, 2), (1, 1)]
    assert world.shape(held.remaining_id) == ("open", "unsubmitted", [(2, 2)])


def test_several_holds_and_the_release_of_one() -> None:
    world = World(fulfillment_order(5, 2))
    first = world.hold(5, "first")
    second = world.hold(5, "second")
    world.release(5, hold_ids=[first.hold_id])
    assert [each.id for each in world.order(5).holds] == [second.hold_id]
    assert world.order(5).status == "on_hold"
    world.release(5, hold_ids=[second.hold_id])
    assert (world.order(5).status, world.order(5).holds) == ("open", ())


def test_what_a_hold_refuses() -> None:
    world = World(fulfillment_order(5, 2), fulfillment_order(6, 1, status="closed"))
    assert refusal_of(lambda: world.hold(4)).code == "FULFILLMENT_ORDER_NOT_FOUND"
    assert refusal_of(lambda: world.hold(5, "", (50, 0))).code == "GREATER_THAN_ZERO"
    assert refusal_of(lambda: world.hold(5, "", (50, 3))).code == "INVALID_LINE_ITEM_QUANTITY"
    assert refusal_of(lambda: world.hold(5, "", (99, 1))).kind == "line_not_found"
    assert refusal_of(lambda: world.hold(5, "", (50, 1), (50, 1))).code == "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS"
    assert refusal_of(lambda: world.hold(6)).kind == "not_open"
    assert refusal_of(lambda: world.release(5)).kind == "not_open"
    for count in range(10):
        world.hold(5, str(count))
    assert refusal_of(lambda: world.hold(5, "3")).code == "DUPLICATE_FULFILLMENT_HOLD_HANDLE"
    assert refusal_of(lambda: world.hold(5, "11")).code == "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"
    assert refusal_of(lambda: world.release(5, hold_ids=[1])).kind == "hold_not_found"
    world.release(5)
    world.hold(5)
    assert refusal_of(lambda: world.hold(5, "again", (50, 1))).code == "FULFILLMENT_ORDER_NOT_SPLITTABLE"


def test_an_external_id_names_a_hold() -> None:
    world = World(fulfillment_order(5, 2))
    held = rules_hold.hold(world.state, 5, a_hold(external_id="x"), (), LOCATIONS, world.ids, NOW)
    world.did(held)
    assert refusal_of(lambda: world.release(5, external_id="y")).kind == "hold_not_found"
    world.release(5, external_id="x")
    assert world.order(5).status == "open"


def test_a_whole_move_keeps_the_id_and_a_partial_one_makes_another() -> None:
    world = World(fulfillment_order(5, 2))
    moved = world.move(5, 8, (50, 1))
    assert moved[1:] == (moved.moved_id, 5, 5)
    assert (world.order(5).location_id, world.order(moved.moved_id).location_id) == (7, 8)
    whole = world.move(5, 9)
    assert whole[1:] == (5, 5, None)
    assert (world.order(5).service, world.order(5).location_id) == ("mars", 9)
    assert world.actions(5) == ("request_fulfillment", "create_fulfillment", "hold", "move")


def test_what_a_move_refuses_in_the_recorded_words() -> None:
    world = World(
        fulfillment_order(5, 2),
        fulfillment_order(6, 1, status="closed"),
        fulfillment_order(7, 1, status="in_progress"),
        fulfillment_order(8, 1, request_status="submitted", service="mars", location_id=9),
    )
    assert str(refusal_of(lambda: world.move(5, 99))) == "Location not found."
    assert str(refusal_of(lambda: world.move(5, 7))) == "Cannot change location."
    assert str(refusal_of(lambda: world.move(6, 8))) == "Cannot change location."
    assert refusal_of(lambda: world.move(7, 8)).code == "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
    submitted = refusal_of(lambda: world.move(8, 8))
    assert str(submitted) == "Cannot move submitted fulfillment order that is at a 3PL fulfillment service."
    assert submitted.field == ()


def test_what_remains_of_a_partly_fulfilled_one_moves_and_the_rest_closes() -> None:
    world = World(fulfillment_order(5, 3))
    made = world.create(5, (50, 1))
    world.simply(rules_progress.open_again, 5)
    moved = world.move(5, 8)
    assert (world.shape(5), moved.remaining_id) == (("closed", "unsubmitted", [(1, 0)]), None)
    assert world.shape(moved.moved_id) == ("open", "unsubmitted", [(2, 2)])
    world.give_back(made)
    assert sum(line.remaining for order in open_orders(world.state) for line in order.lines) == 3


def open_orders(state_: OrderState) -> list[FulfillmentOrder]:
    return [each for each in state_.fulfillment_orders if each.status not in ("closed", "cancelled")]


def test_where_to_move() -> None:
    world = World(fulfillment_order(5, 2))
    where = rules_move.locations_for_move(world.state, 5, LOCATIONS)
    assert [(each.location.id, each.movable, each.message) for each in where] == [
        (7, False, "Current location."),
        (8, True, ""),
        (9, True, ""),
    ]
    assert actions_of(world.order(5), (), [7]) == ("create_fulfillment", "hold", "split")


def test_reroute() -> None:
    world = World(fulfillment_order(5, 2), fulfillment_order(6, 1, status="in_progress"))
    rerouted = rules_move.reroute(world.state, [5], LOCATIONS, world.ids, NOW)
    assert (rerouted.ids, one_of(rerouted.state, 5).location_id) == ((5,), 8)
    for more, code in (
        ({"excluded": [8]}, "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS"),
        ({"included": [7]}, "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS"),
        ({"wanted": [6]}, "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"),
        ({"locations": {7: LOCATIONS[7]}}, "SINGLE_LOCATION_SHOP_NOT_SUPPORTED"),
    ):
        given: dict[str, Any] = {"wanted": [5], "locations": LOCATIONS, **more}
        wanted, places = given.pop("wanted"), given.pop("locations")
        assert refusal_of(lambda: rules_move.reroute(world.state, wanted, places, world.ids, NOW, **given)).code == code  # noqa: B023


def test_split_and_merge() -> None:
    world = World(fulfillment_order(5, 3))
    apart = world.split(5, (50, 1))
    assert (world.shape(5)[2], world.shape(apart.new_id)[2]) == ([(2, 2)], [(1, 1)])
    assert world.actions(5) == ("create_fulfillment", "move", "hold", "split", "merge")
    assert world.actions(apart.new_id) == ("create_fulfillment", "move", "hold", "merge")
    world.merge(5, apart.new_id)
    assert (world.shape(5)[2], world.shape(apart.new_id)) == ([(3, 3)], ("closed", "unsubmitted", [(0, 0)]))
    assert "merge" not in world.actions(5)


def test_what_split_and_merge_refuse() -> None:
    world = World(fulfillment_order(5, 3), fulfillment_order(6, 1, location_id=8))
    assert refusal_of(lambda: world.split(5, (50, 3))).code == "INVALID_LINE_ITEM_QUANTITY"
    assert refusal_of(lambda: world.split(6, (60, 1))).kind == "not_open"
    assert refusal_of(lambda: world.merge(5, 6)).kind == "cannot_merge"
    assert refusal_of(lambda: world.merge(5, 5)).kind == "cannot_merge"
    assert refusal_of(lambda: world.merge(5, 4)).code == "FULFILLMENT_ORDER_NOT_FOUND"


def test_cancel_closes_and_moves_the_lines_to_a_new_one() -> None:
    world = World(fulfillment_order(5, 1))
    canceled = world.cancel(5)
    assert world.shape(5) == ("closed", "unsubmitted", [])
    assert [line.id for line in world.order(canceled.replacement_id).lines] == [50]
    message = "Fulfillment order is not in cancelable request state and can't be canceled."
    assert str(refusal_of(lambda: world.cancel(5))) == message
    world.simply(rules_progress.report_progress, canceled.replacement_id)
    refusal = refusal_of(lambda: world.cancel(canceled.replacement_id))
    assert (refusal.field, refusal.code) == (("id",), "FULFILLMENT_ORDER_HAS_MANUALLY_REPORTED_PROGRESS")


def test_progress_and_back() -> None:
    world = World(fulfillment_order(5, 1), fulfillment_order(6, 1, status="on_hold"))
    world.simply(rules_progress.report_progress, 5)
    assert world.actions(5) == ("create_fulfillment", "hold", "mark_as_open")
    world.simply(rules_progress.open_again, 5)
    words = str(refusal_of(lambda: world.simply(rules_progress.open_again, 5)))
    assert words == "Expected fulfillment order status to be valid but it was open."
    words = str(refusal_of(lambda: world.simply(rules_progress.report_progress, 6)))
    assert words == "Cannot report progress on a fulfillment order in this state."


def test_schedules() -> None:
    world = World(fulfillment_order(5, 1, status="scheduled", fulfill_at=NOW + timedelta(days=1)))
    later = NOW + timedelta(days=2)
    world.did(rules_progress.reschedule(world.state, 5, later, NOW))
    assert (world.order(5).fulfill_at, world.actions(5)) == (later, ("mark_as_open",))
    assert matured(world.state, later - timedelta(seconds=1)) is world.state
    assert one_of(matured(world.state, later), 5).status == "open"
    world.simply(rules_progress.open_again, 5)
    refusal = refusal_of(lambda: rules_progress.reschedule(world.state, 5, later, NOW))
    assert (str(refusal), refusal.field) == ("Fulfillment order must be scheduled.", ())


def test_deadlines_and_pickup() -> None:
    world = World(fulfillment_order(5, 1), fulfillment_order(6, 1, delivery_method="pick_up"))
    world.state = rules_progress.deadline(world.state, [5, 6], NOW.replace(microsecond=5))
    assert [world.order(id_).fulfill_by for id_ in (5, 6)] == [NOW, NOW]
    found = world.state.fulfillment_orders
    (ready,) = rules_progress.prepared_for_pickup(found, [6], NOW)
    assert (ready.id, ready.prepared_at) == (6, NOW)
    refusal = refusal_of(lambda: rules_progress.prepared_for_pickup(found, [5, 6, 4], NOW))
    assert [str(each) for each in (refusal, *refusal.others)] == [
        "Invalid fulfillment_order_id provided 5",
        "Invalid fulfillment_order_id provided 4",
    ]


def test_a_request_and_its_answers() -> None:
    world = World(fulfillment_order(5, 2, service="mars", location_id=9))
    submitted = world.submit(5, (50, 1))
    assert world.shape(5) == ("open", "submitted", [(1, 1)])
    assert world.shape(submitted.unsubmitted_id) == ("open", "unsubmitted", [(1, 1)])
    assert world.actions(5) == ("cancel_fulfillment_order",)
    world.simply(rules_requests.accept_request, 5)
    assert world.shape(5)[:2] == ("in_progress", "accepted")
    world.submit_cancellation(5)
    world.simply(rules_requests.reject_cancellation, 5)
    assert (world.shape(5)[:2], world.actions(5)) == (
        ("in_progress", "cancellation_rejected"),
        ("create_fulfillment", "request_cancellation"),
    )
    world.submit_cancellation(5)
    world.accept_cancellation(5)
    assert world.shape(5) == ("closed", "cancellation_accepted", [(0, 0)])
    assert [each.kind for each in world.order(5).requests] == [
        "fulfillment_request",
        "cancellation_request",
        "cancellation_request",
    ]
    world.submit(submitted.unsubmitted_id)
    world.simply(rules_requests.reject_request, submitted.unsubmitted_id)
    assert world.shape(submitted.unsubmitted_id)[:2] == ("open", "rejected")


def test_what_requests_refuse() -> None:
    world = World(fulfillment_order(5, 2), fulfillment_order(6, 2, service="mars", location_id=9))
    api_type = "The fulfillment order's assigned fulfillment service must be of api type"
    assert str(refusal_of(lambda: world.submit(5))) == api_type
    assert str(refusal_of(lambda: world.simply(rules_progress.close, 5))) == api_type
    assert refusal_of(lambda: world.simply(rules_progress.close, 6)).kind == "not_in_progress"
    assert refusal_of(lambda: world.simply(rules_requests.accept_request, 6)).kind == "not_requested"
    assert refusal_of(lambda: world.submit_cancellation(6)).kind == "not_open"
    assert refusal_of(lambda: world.accept_cancellation(6)).kind == "cancellation_not_requested"
    world.submit(6)
    world.simply(rules_requests.accept_request, 6)
    world.simply(rules_progress.close, 6)
    assert (world.shape(6)[:2], world.actions(6)) == (
        ("incomplete", "closed"),
        ("request_fulfillment", "create_fulfillment", "hold", "move"),
    )


def test_a_service_goes_on_while_a_fulfillment_of_it_is_given_back() -> None:
    world = World(fulfillment_order(5, 2, service="mars", location_id=9))
    world.submit(5)
    world.simply(rules_requests.accept_request, 5)
    world.give_back(world.create(5, (50, 1)))
    assert world.shape(5) == ("in_progress", "accepted", [(2, 2)])


def test_reasons_are_shown() -> None:
    assert (HOLD_REASONS["other"], HOLD_REASONS["awaiting_return_items"]) == (
        "Other",
        "Exchange items awaiting return delivery",
    )


ACTIONS: dict[str, Callable[[World, int, int, bool], Any]] = {
    "hold": lambda world, id_, other, part: world.hold(id_, str(other), *some(world, id_, part)),
    "release_hold": lambda world, id_, other, part: world.release(id_),
    "move": lambda world, id_, other, part: world.move(id_, elsewhere(world, id_), *some(world, id_, part)),
    "split": lambda world, id_, other, part: world.split(id_, *some(world, id_, True)),
    "merge": lambda world, id_, other, part: world.merge(id_, partner(world, id_)),
    "mark_as_open": lambda world, id_, other, part: world.simply(rules_progress.open_again, id_),
    "request_fulfillment": lambda world, id_, other, part: world.submit(id_, *some(world, id_, part)),
    "request_cancellation": lambda world, id_, other, part: world.submit_cancellation(id_),
    "create_fulfillment": lambda world, id_, other, part: world.create(id_, *some(world, id_, part)),
}
"""What is offered by its name, and how it is asked for."""

OTHERS: dict[str, Callable[[World, int], Any]] = {
    "cancel": lambda world, id_: world.cancel(id_),
    "close": lambda world, id_: world.simply(rules_progress.close, id_),
    "report": lambda world, id_: world.simply(rules_progress.report_progress, id_),
    "accept": lambda world, id_: world.simply(rules_requests.accept_request, id_),
    "reject": lambda world, id_: world.simply(rules_requests.reject_request, id_),
    "accept cancellation": lambda world, id_: world.accept_cancellation(id_),
    "reject cancellation": lambda world, id_: world.simply(rules_requests.reject_cancellation, id_),
    "reroute": lambda world, id_: world.did(rules_move.reroute(world.state, [id_], LOCATIONS, world.ids, NOW)),
}
"""What no name offers."""


def some(world: World, id_: int, part: bool) -> list[tuple[int, int]]:
    """One unit of a line, or everything by saying nothing; a hold of a held one can only be whole."""
    order = world.order(id_)
    lines = [line for line in order.lines if line.remaining]
    return [(lines[0].id, 1)] if part and lines and order.status != "on_hold" else []


def elsewhere(world: World, id_: int) -> int:
    return next(location for location in LOCATIONS if location != world.order(id_).location_id)


def partner(world: World, id_: int) -> int:
    mine = world.order(id_)
    for each in world.state.fulfillment_orders:
        if each.id != id_ and each.location_id == mine.location_id and "merge" in world.actions(each.id):
            return each.id
    return next((each.id for each in world.state.fulfillment_orders if each.id != id_), id_)


class Machine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.world = World(
            fulfillment_order(1, 3, 2),
            fulfillment_order(2, 4, first_line=20, service="mars", location_id=9),
            fulfillment_order(3, 2, first_line=30, status="scheduled", fulfill_at=NOW + timedelta(days=1)),
        )
        self.ordered = {line.id: line.quantity for line in self.world.state.order.lines}
        self.handle = itertools.count()

    def pick(self, at: int) -> int:
        orders = self.world.state.fulfillment_orders
        return orders[at % len(orders)].id

    def tried(self, act: Callable[[], Any]) -> bool:
        before = self.world.state
        try:
            act()
        except Refusal:
            assert self.world.state == before
            return False
        return True

    @rule(at=st.integers(0, 30), action=st.sampled_from(sorted(ACTIONS)), part=st.booleans())
    def offered_is_what_works(self, at: int, action: str, part: bool) -> None:
        id_ = self.pick(at)
        offered = action in self.world.actions(id_)
        remaining = sum(line.remaining for line in self.world.order(id_).lines)
        holds = len(self.world.order(id_).holds)
        worked = self.tried(lambda: ACTIONS[action](self.world, id_, next(self.handle), part))
        if action == "hold" and holds >= 10:
            assert not worked
            return
        assert worked == offered, (action, remaining)

    @rule(at=st.integers(0, 30), action=st.sampled_from(sorted(OTHERS)))
    def other_actions(self, at: int, action: str) -> None:
        id_ = self.pick(at)
        offered = "cancel_fulfillment_order" in self.world.actions(id_)
        if self.tried(lambda: OTHERS[action](self.world, id_)):
            return
        assert not (action == "cancel" and offered)

    @rule(at=st.integers(0, 30))
    def a_fulfillment_is_given_back(self, at: int) -> None:
        if self.world.fulfillments:
            self.world.give_back(self.world.fulfillments[at % len(self.world.fulfillments)])

    @invariant()
    def quantities_add_up(self) -> None:
        left: dict[int, int] = {}
        for order in open_orders(self.world.state):
            for line in order.lines:
                left[line.line_item_id] = left.get(line.line_item_id, 0) + line.remaining
        for made in self.world.fulfillments:
            for part in made.lines:
                left[part.line_item_id] = left.get(part.line_item_id, 0) + part.quantity
        assert {id_: units for id_, units in left.items() if units} == self.ordered

    @invariant()
    def lines_are_sound(self) -> None:
        ids = [line.id for order in open_orders(self.world.state) for line in order.lines]
        assert len(ids) == len(set(ids))
        for order in self.world.state.fulfillment_orders:
            assert all(0 <= line.remaining <= line.quantity for line in order.lines)
            assert bool(order.holds) == (order.status == "on_hold")
            if order.status not in ("closed", "cancelled"):
                assert any(line.remaining for line in order.lines), order
        for order in with_actions(self.world.state.fulfillment_orders, LOCATIONS):
            assert order.supported_actions == self.world.actions(order.id)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_refusal_says_what_else_is_wrong() -> None:
    assert refusals.invalid_quantity().others == ()
    changed = msgspec.structs.replace(fulfillment_order(5, 1), status="closed")
    assert replaced(state(fulfillment_order(5, 1)), changed).fulfillment_orders == (changed,)
