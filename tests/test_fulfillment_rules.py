from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.errors import InvalidURL
from tracking.fulfillment import rules
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.rules_legacy import plan_for_order
from tracking.fulfillment.rules_order import fulfilled, given_back
from tracking.fulfillment.rules_tracking import filled_in, is_page, settled, settling
from tracking.fulfillment.values import (
    Allocation,
    CreateFulfillment,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    LineRequest,
    Order,
    OrderState,
    TrackingInfo,
)
from tracking.fulfillment.values_legacy import CreateForOrder

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def fulfillment_order(id_: int, *units: int, first_line: int | None = None, **more: Any) -> FulfillmentOrder:
    """One line for each number of units; line ids follow the order's, order lines are 100 + place."""
    first = id_ * 10 if first_line is None else first_line
    lines = tuple(
        FulfillmentOrderLine(id=first + place, line_item_id=100 + place, quantity=quantity, remaining=quantity)
        for place, quantity in enumerate(units)
    )
    defaults: dict[str, Any] = {
        "order_id": 1,
        "status": "open",
        "request_status": "unsubmitted",
        "location_id": 7,
        "delivery_method": "shipping",
    }
    return FulfillmentOrder(id=id_, lines=lines, **defaults | more)


def request(**lines: list[tuple[int, int]]) -> CreateFulfillment:
    """``fo5=[(line, quantity)]``."""
    return CreateFulfillment(
        lines={
            int(key[2:]): tuple(LineRequest(id=id_, quantity=units) for id_, units in asked)
            for key, asked in lines.items()
        }
    )


def planned(asked: CreateFulfillment, *orders: FulfillmentOrder) -> list[tuple[int | None, int | None, int]]:
    taken = rules.plan(asked, {order.id: order for order in orders})
    return [(part.fulfillment_order_id, part.line_id, part.quantity) for part in taken]


def refused(asked: CreateFulfillment, *orders: FulfillmentOrder) -> Refusal:
    with pytest.raises(Refusal) as caught:
        rules.plan(asked, {order.id: order for order in orders})
    return caught.value


def test_no_lines_named_means_all_that_remains() -> None:
    order = fulfillment_order(5, 3, 2)
    order = msgspec.structs.replace(order, lines=(msgspec.structs.replace(order.lines[0], remaining=0), order.lines[1]))
    assert planned(request(fo5=[]), order) == [(5, 51, 2)]


def test_a_part_of_a_line_and_one_line_twice() -> None:
    assert planned(request(fo5=[(50, 1)]), fulfillment_order(5, 3)) == [(5, 50, 1)]
    assert planned(request(fo5=[(50, 1), (50, 2)]), fulfillment_order(5, 3)) == [(5, 50, 3)]
    assert refused(request(fo5=[(50, 2), (50, 2)]), fulfillment_order(5, 3)).kind == "invalid_quantity"


@pytest.mark.parametrize(
    ("asked", "kind", "status", "message"),
    [
        (request(), "nothing_requested", 422, "At least one fulfillment order must be given."),
        (request(fo5=[(50, 0)]), "quantity_not_positive", 422, "Quantity must be greater than 0"),
        (request(fo5=[(50, -1)]), "quantity_not_positive", 422, "Quantity must be greater than 0"),
        (request(fo4=[]), "fulfillment_order_not_found", 404, "Fulfillment order does not exist."),
        (request(fo5=[(99, 1)]), "line_not_found", 422, "Fulfillment order line item does not exist."),
        (request(fo5=[(50, 4)]), "invalid_quantity", 422, "Invalid fulfillment order line item quantity requested."),
        (
            request(fo5=[], fo6=[]),
            "different_orders",
            422,
            "All fulfillment orders must belong to the same order. Multiple orders with ids [1, 2] were found.",
        ),
        (
            request(fo5=[], fo7=[]),
            "different_locations",
            422,
            "All fulfillment orders must be assigned to a single location. Multiple locations with ids [7, 8] were found.",
        ),
        (
            request(fo5=[], fo8=[]),
            "different_delivery_methods",
            422,
            "All fulfillment orders must have the same delivery method type. "
            'Multiple delivery method types ["none", "shipping"] were found.',
        ),
        (
            request(fo5=[], fo9=[]),
            "different_services",
            422,
            "All line items of a fulfillment must use the same fulfillment service.",
        ),
        (request(fo10=[]), "unfulfillable_status", 422, "Fulfillment order 10 has an unfulfillable status= closed."),
        (request(fo11=[]), "unfulfillable_status", 422, "Fulfillment order 11 has an unfulfillable status= on_hold."),
        (request(fo12=[]), "unfulfillable_status", 422, "Fulfillment order 12 has an unfulfillable status= submitted."),
    ],
)
def test_refusals_have_the_recorded_words(asked: CreateFulfillment, kind: str, status: int, message: str) -> None:
    refusal = refused(
        asked,
        fulfillment_order(5, 3),
        fulfillment_order(6, 3, order_id=2),
        fulfillment_order(7, 3, location_id=8),
        fulfillment_order(8, 3, delivery_method="none"),
        fulfillment_order(9, 3, service="shipwire"),
        fulfillment_order(10, 3, status="closed"),
        fulfillment_order(11, 3, status="on_hold"),
        fulfillment_order(12, 3, request_status="submitted"),
    )
    assert (refusal.kind, refusal.status, refusal.message) == (kind, status, message)
    assert refusal.body() == {"errors": message if status == 404 else [message]}


def test_the_order_of_the_checks() -> None:
    here, closed = fulfillment_order(5, 3), fulfillment_order(6, 3, order_id=2, status="closed")
    # A quantity anywhere before a fulfillment order that is not there, with its place in the request.
    refusal = refused(request(fo5=[(50, 1)], fo4=[(1, 1), (2, 0)]), here)
    assert refusal.field == (
        "fulfillment", "lineItemsByFulfillmentOrder", "1", "fulfillmentOrderLineItems", "1", "quantity",
    )  # fmt: skip
    # What is not there before what does not belong together, that before statuses, lines and quantities.
    assert refused(request(fo6=[], fo4=[]), closed).kind == "fulfillment_order_not_found"
    assert refused(request(fo5=[(99, 9)], fo6=[]), here, closed).kind == "different_orders"
    assert refused(request(fo6=[(99, 9)]), closed).kind == "unfulfillable_status"
    assert refused(request(fo5=[(99, 9)]), here).kind == "line_not_found"


@pytest.mark.parametrize(
    ("status", "request_status", "service", "units", "actions"),
    [
        ("open", "unsubmitted", "manual", 1, "create_fulfillment move hold"),
        ("open", "unsubmitted", "manual", 2, "create_fulfillment move hold split"),
        ("open", "unsubmitted", "shipwire", 2, "request_fulfillment create_fulfillment hold move"),
        ("open", "submitted", "shipwire", 2, "cancel_fulfillment_order"),
        ("open", "rejected", "shipwire", 2, "request_fulfillment create_fulfillment hold split"),
        ("in_progress", "accepted", "shipwire", 2, "create_fulfillment request_cancellation"),
        ("in_progress", "cancellation_requested", "shipwire", 2, "create_fulfillment cancel_fulfillment_order"),
        ("in_progress", "unsubmitted", "manual", 2, "create_fulfillment hold mark_as_open"),
        ("incomplete", "closed", "shipwire", 2, "request_fulfillment create_fulfillment hold move"),
        ("on_hold", "unsubmitted", "manual", 2, "release_hold hold move"),
        ("scheduled", "unsubmitted", "manual", 2, "mark_as_open"),
        ("closed", "unsubmitted", "manual", 2, ""),
        ("cancelled", "unsubmitted", "manual", 2, ""),
    ],
)
def test_supported_actions(status: str, request_status: str, service: str, units: int, actions: str) -> None:
    assert rules.supported_actions(status, request_status, service, units) == tuple(actions.split())


def test_names() -> None:
    assert rules.rest_name("#1003", 1) == "#1003.1"
    assert rules.graphql_name("#1003", 1) == "#1003-F1"


# What becomes of an order


def state(*orders: FulfillmentOrder) -> OrderState:
    units: dict[int, int] = {}
    for order in orders:
        for line in order.lines:
            units[line.line_item_id] = units.get(line.line_item_id, 0) + line.quantity
    items = tuple(LineItem(id=id_, title="A", quantity=count, fulfillable=count) for id_, count in units.items())
    return OrderState(order=Order(id=1, name="#1", lines=items), fulfillment_orders=orders)


class World:
    """An order, its ids, and calls upon it."""

    def __init__(self, *orders: FulfillmentOrder) -> None:
        self.state = state(*orders)
        self._ids = itertools.count(1000)

    def ids(self) -> int:
        return next(self._ids)

    def create(self, **lines: list[tuple[int, int]]) -> Fulfillment:
        taken = rules.plan(request(**lines), {each.id: each for each in self.state.fulfillment_orders})
        self.state, made = fulfilled(self.state, taken, TrackingInfo(), self.ids, NOW)
        return made

    def cancel(self, fulfillment: Fulfillment) -> tuple[FulfillmentOrder, ...]:
        self.state, new = given_back(self.state, fulfillment, self.ids, LATER)
        return new

    def order(self, id_: int) -> FulfillmentOrder:
        return next(each for each in self.state.fulfillment_orders if each.id == id_)

    def consistent(self) -> None:
        """What is left of the order's lines is what remains of its open fulfillment orders."""
        left: dict[int, int] = {}
        for order in self.state.fulfillment_orders:
            for line in order.lines:
                assert 0 <= line.remaining <= line.quantity
                if order.status != "closed":
                    left[line.line_item_id] = left.get(line.line_item_id, 0) + line.remaining
        for item in self.state.order.lines:
            assert item.fulfillable == left.get(item.id, 0)
            assert item.fulfillable + item.fulfilled == item.quantity


def test_a_part_then_the_rest() -> None:
    world = World(fulfillment_order(5, 3, 2))
    first = world.create(fo5=[(50, 1)])
    assert (world.order(5).status, [line.remaining for line in world.order(5).lines]) == ("in_progress", [2, 2])
    assert world.state.order.fulfillment_status == "partial"
    assert [line.fulfillment_status for line in world.state.order.lines] == ["partial", None]
    second = world.create(fo5=[])
    assert (world.order(5).status, world.order(5).supported_actions) == ("closed", ())
    assert world.state.order.fulfillment_status == "fulfilled"
    assert [(line.line_item_id, line.quantity) for line in second.lines] == [(100, 2), (101, 2)]
    assert (first.name, second.name, first.status) == ("#1.1", "#1.2", "success")
    assert second.id > first.id
    world.consistent()


def test_several_fulfillment_orders_become_one_fulfillment_and_one_line_each_order_line() -> None:
    world = World(fulfillment_order(5, 2), fulfillment_order(6, 1))
    made = world.create(fo5=[], fo6=[])
    assert [(line.line_item_id, line.quantity) for line in made.lines] == [(100, 3)]
    assert {each.status for each in world.state.fulfillment_orders} == {"closed"}
    world.consistent()


def test_cancel_after_a_full_fulfillment_opens_a_new_fulfillment_order() -> None:
    world = World(fulfillment_order(5, 3))
    made = world.create(fo5=[])
    (new,) = world.cancel(made)
    old = world.order(5)
    assert (old.status, [line.remaining for line in old.lines]) == ("closed", [3])
    assert (new.status, new.location_id, new.delivery_method) == ("open", 7, "shipping")
    assert [(line.line_item_id, line.quantity, line.remaining) for line in new.lines] == [(100, 3, 3)]
    assert new.id > made.id
    assert new.lines[0].id != old.lines[0].id
    assert "create_fulfillment" in new.supported_actions
    assert world.state.order.fulfillment_status is None
    world.consistent()


def test_cancel_after_a_part_reopens_the_same_fulfillment_order() -> None:
    world = World(fulfillment_order(5, 3))
    made = world.create(fo5=[(50, 1)])
    assert world.cancel(made) == ()
    assert (world.order(5).status, [line.remaining for line in world.order(5).lines]) == ("open", [3])
    assert world.order(5).updated_at == LATER
    world.consistent()


def test_cancel_of_one_part_of_two_stays_in_progress() -> None:
    world = World(fulfillment_order(5, 3))
    first = world.create(fo5=[(50, 1)])
    world.create(fo5=[(50, 1)])
    world.cancel(first)
    assert (world.order(5).status, world.order(5).lines[0].remaining) == ("in_progress", 2)
    world.consistent()


def test_cancel_of_one_of_two_that_closed_it_opens_one_for_its_units() -> None:
    world = World(fulfillment_order(5, 3))
    first = world.create(fo5=[(50, 1)])
    world.create(fo5=[])
    (new,) = world.cancel(first)
    assert [line.quantity for line in new.lines] == [1]
    world.consistent()


def test_cancel_of_a_fulfillment_older_than_its_fulfillment_orders_opens_one() -> None:
    world = World()
    world.state = msgspec.structs.replace(
        world.state,
        order=msgspec.structs.replace(world.state.order, lines=(LineItem(id=100, title="A", quantity=1, fulfilled=1),)),
    )
    old = Fulfillment(
        id=3,
        order_id=1,
        status="success",
        name="#1.1",
        tracking=TrackingInfo(),
        location_id=9,
        allocations=(Allocation(fulfillment_order_id=None, line_id=None, line_item_id=100, quantity=1),),
    )
    (new,) = world.cancel(old)
    assert (new.location_id, [(line.line_item_id, line.quantity) for line in new.lines]) == (9, [(100, 1)])
    world.consistent()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=25))
def test_whatever_is_created_and_canceled_quantities_add_up(steps: list[tuple[int, int]]) -> None:
    world = World(fulfillment_order(5, 3, 2), fulfillment_order(6, 4))
    standing: list[Fulfillment] = []
    for choice, units in steps:
        open_ = [each for each in world.state.fulfillment_orders if each.status != "closed"]
        if choice >= 10 and standing:
            world.cancel(standing.pop(choice % len(standing)))
        elif open_:
            order = open_[choice % len(open_)]
            line = order.lines[choice % len(order.lines)]
            asked = {f"fo{order.id}": [(line.id, units)]}
            if units <= line.remaining:
                standing.append(world.create(**asked))
            else:
                with pytest.raises(Refusal, match="Invalid fulfillment order line item quantity"):
                    world.create(**asked)
        world.consistent()
    assert sum(item.fulfilled for item in world.state.order.lines) == sum(
        line.quantity for each in standing for line in each.lines
    )


# The deprecated call


def legacy(world: World, *lines: tuple[int, int | None], location_id: int = 7) -> list[tuple[int | None, int]]:
    taken = plan_for_order(
        world.state.order, world.state.fulfillment_orders, CreateForOrder(location_id=location_id, lines=lines)
    )
    return [(part.fulfillment_order_id, part.quantity) for part in taken]


def test_the_deprecated_call_takes_all_that_is_left_or_the_lines_named() -> None:
    world = World(fulfillment_order(5, 3, 2), fulfillment_order(6, 1))
    assert legacy(world) == [(5, 3), (6, 1), (5, 2)]
    assert legacy(world, (100, None)) == [(5, 3), (6, 1)]
    assert legacy(world, (100, 2), (101, 1)) == [(5, 2), (5, 1)]
    assert legacy(world, (100, 2), (100, 2)) == [(5, 3), (6, 1)]
    world.create(fo5=[(50, 1)])
    assert legacy(world) == [(5, 2), (6, 1), (5, 2)]


def changed(world: World, **values: Any) -> World:
    world.state = msgspec.structs.replace(world.state, order=msgspec.structs.replace(world.state.order, **values))
    return world


def done(world: World) -> World:
    world.create(fo5=[])
    return world


@pytest.mark.parametrize(
    ("world", "lines", "errors"),
    [
        (done(World(fulfillment_order(5, 1))), [], {"order": ["is already fulfilled"]}),
        (
            World(fulfillment_order(5, 1), fulfillment_order(6, 1, location_id=8)),
            [],
            {"line_items": ["must be stocked at the same location"]},
        ),
        (World(fulfillment_order(5, 1, location_id=8)), [], {"line_items": ["must be stocked at the same location"]}),
        (
            World(fulfillment_order(5, 1), fulfillment_order(6, 1, service="shipwire")),
            [],
            ["All line items of a fulfillment must use the same fulfillment service."],
        ),
        (
            changed(World(fulfillment_order(5, 1)), cancelled=True),
            [],
            ["This order has been canceled and can't be fulfilled."],
        ),
        (
            changed(World(fulfillment_order(5, 1)), refunded=True),
            [],
            ["An order that has been refunded can't be fulfilled with this call."],
        ),
        (
            World(fulfillment_order(5, 1)),
            [(999, 1)],
            ["Cannot create or update a Fulfillment without line items of its order"],
        ),
        (World(fulfillment_order(5, 1)), [(100, 0)], ["Line items fulfilled quantity must be greater than zero"]),
        (
            World(fulfillment_order(5, 1)),
            [(100, 2)],
            ["Invalid fulfillment order line item quantity requested."],
        ),
    ],
)
def test_the_deprecated_call_refuses(world: World, lines: list[tuple[int, int]], errors: Any) -> None:
    with pytest.raises(Refusal) as caught:
        legacy(world, *lines)
    assert (caught.value.status, caught.value.errors) == (422, errors)


# Tracking info and time


def resolve(number: str, *, company: str | None = None, url: str | None = None, country: str | None = None) -> Any:
    """A resolver of two carriers: A's numbers begin with A, B's with B."""
    if url is not None:
        if " " in url:
            raise InvalidURL(url, "it has a space in it", "encode it")
        return SimpleNamespace(company=company, url=url if "://" in url else f"http://{url}")
    folded = company.lower() if company else {"A": "a", "B": "b"}.get(number[:1])
    if folded in ("a", "b"):
        return SimpleNamespace(company=company or folded.upper(), url=f"https://{folded}/{number}")
    return SimpleNamespace(company=company, url=None)


def info(company: str | None = None, numbers: str = "", urls: str = "") -> TrackingInfo:
    return TrackingInfo(company=company, numbers=tuple(numbers.split()), urls=tuple(urls.split()))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (info(), info()),
        (info(None, "A1"), info("A", "A1", "https://a/A1")),
        (info("a", "B1"), info("a", "B1", "https://a/B1")),
        (info("Unknown", "C1"), info("Unknown", "C1")),
        (info(None, "C1"), info(None, "C1")),
        (info(None, "C1", "http://own/1"), info(None, "C1", "http://own/1")),
        (info("A", "A1", "own/1"), info("A", "A1", "http://own/1")),
        (info("X", "", "http://own/1"), info("X", "", "http://own/1")),
        (info("X", "C1", "http://own/1 http://own/2"), info("X", "C1", "http://own/1 http://own/2")),
        (info(None, "A1 A2"), info("A", "A1 A2", "https://a/A1 https://a/A2")),
        (info(None, "A1 B2"), info("A", "A1 B2", "https://a/A1 https://b/B2")),
        (info("A", "A1 B2"), info("A", "A1 B2", "https://a/A1 https://a/B2")),
        (info("A", "A1 A2", "http://own/1"), info("A", "A1 A2", "http://own/1 https://a/A2")),
        (info("Unknown", "C1 A2"), info("Unknown", "C1 A2")),
        (TrackingInfo(company="", numbers=("",), urls=("",)), info()),
        (TrackingInfo(numbers=("",), urls=("http://own/1",)), info(None, "", "http://own/1")),
        (TrackingInfo(numbers=("", "C2"), urls=("http://own/1", "http://own/2")), info(None, "C2", "http://own/2")),
    ],
)
def test_what_is_missing_is_filled_in_and_what_was_sent_stays(sent: TrackingInfo, stored: TrackingInfo) -> None:
    assert filled_in(sent, resolve, "US") == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (("http://own/ 1",), ("http://own/ 1",)),
        (("http://own/ 1", "own/2"), ("http://own/ 1", "http://own/2")),
    ],
)
def test_what_is_no_url_stands_as_the_api_does_not_validate_it(sent: tuple[str, ...], stored: tuple[str, ...]) -> None:
    assert filled_in(TrackingInfo(urls=sent), resolve, "US") == TrackingInfo(urls=stored)
    found = filled_in(TrackingInfo(numbers=("A1", "A2", "A3"), urls=sent), resolve, "US")
    assert found.urls == (*stored, *("https://a/A1", "https://a/A2", "https://a/A3")[len(sent) :])
    assert found.company == "A"
    assert not is_page(sent[0], resolve)
    assert is_page(stored[-1], resolve) is (stored[-1] != sent[0])


def test_a_bad_url_is_refused_when_that_is_asked_for() -> None:
    with pytest.raises(Refusal) as caught:
        filled_in(TrackingInfo(urls=("http://own/ 1",)), resolve, "US", strict=True)
    assert (caught.value.kind, caught.value.status) == ("invalid_url", 422)


def of_service(service: str) -> Fulfillment:
    return Fulfillment(
        id=1,
        order_id=1,
        status="success",
        name="#1.1",
        tracking=TrackingInfo(),
        service=service,
        created_at=NOW,
        updated_at=NOW,
    )


def test_a_services_fulfillment_is_pending_then_open_then_success() -> None:
    new = settling(of_service("shipwire"), 10.0, NOW)
    at = [settled(new, NOW + timedelta(seconds=seconds)) for seconds in (0, 4.9, 5, 9.9, 10, 1000)]
    assert [each.status for each in at] == ["pending", "pending", "open", "open", "success", "success"]
    assert [(each.updated_at - NOW).seconds for each in at if each.updated_at] == [0, 0, 5, 5, 10, 10]


@pytest.mark.parametrize(("service", "delay"), [("manual", 10.0), ("shipwire", 0.0)])
def test_all_other_fulfillments_are_success_at_once(service: str, delay: float) -> None:
    assert settled(settling(of_service(service), delay, NOW), NOW).status == "success"
