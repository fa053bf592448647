"""Cases at the edge of "was it done?": what must not be taken for it, and what is not to be sent or changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.far_side import MANY, TWO, UPS, Rig, codes, fulfilled, intent, states, ups
from tests.test_fulfillment_reconcile import PART, made, view
from tracking.errors import NotFound, Refused
from tracking.fulfillment.reconcile import baseline
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo

OTHER = "1Z879E930346834440"


def five(key: str, *numbers: str, quantity: int = 5) -> Shipment:
    return Shipment(order=MANY, numbers=numbers, lines=(ShipmentLine(quantity=quantity),), key=key)


def left_unknown(rig: Rig, shipment: Shipment) -> None:
    """Send it without an answer, while somebody else takes a unit of the order."""
    rig.far.fail("create", "before")
    request = CreateFulfillment(lines={1046000900: (LineRequest(id=1072503600, quantity=1),)})
    rig.clock.due.append((rig.clock.now + 5, lambda: rig.far.shop.create(request)))
    assert rig.pipeline().create(shipment).state == "unknown"


def test_what_was_cancelled_before_was_not_live() -> None:
    seen = view(5, made(10, {1: 2}, "1Z1", status="cancelled"), made(11, {1: 2}, "1Z1"))
    assert (baseline(PART, seen).fulfillments, baseline(PART, seen).live) == ((10, 11), (11,))


@pytest.mark.parametrize(("first", "second"), [(five("a"), five("b", quantity=3)), (five("a", UPS), five("b", OTHER))])
def test_who_can_be_told_apart_is_no_twin(rig: Rig, first: Shipment, second: Shipment) -> None:
    left_unknown(rig, first)
    assert rig.pipeline().create(second).state == "done"


def test_what_was_not_done_is_written_down_as_such_at_once(rig: Rig) -> None:
    rig.far.fail("create", "throttled")
    outcome = rig.pipeline().create(ups())
    assert states(rig, outcome.key or "") == ["planned", "sending", "planned", "sending", "done"]


def test_a_refusal_of_what_was_done_before_leaves_no_problem(rig: Rig) -> None:
    create = rig.far._direct.create

    def refuse(request: CreateFulfillment) -> Any:
        create(request)
        raise Refused("unfulfillable_status", ["an unfulfillable status= closed."], status=422)

    rig.far._direct.create = refuse  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("done", [])


def test_an_order_that_changes_with_every_look_is_given_up(rig: Rig) -> None:
    orders, looks = rig.far._direct.fulfillment_orders, []

    def moved(order_id: int, *, skus: bool = True) -> Any:
        looks.append(order_id)
        assert len(looks) < 20, "it never ends"
        found = orders(order_id, skus=skus)
        return tuple(msgspec.structs.replace(order, id=order.id + 7_000_000 * len(looks)) for order in found)

    rig.far._direct.fulfillment_orders = moved  # type: ignore[method-assign]
    gone = NotFound("fulfillment_order_not_found", ["Fulfillment order does not exist."])
    rig.far.fail("create", *[gone] * 20)
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome), rig.far.calls["create"]) == ("refused", [gone.code], 2)


# Units that are gone


def test_a_cancelled_fulfillment_with_the_number_is_not_there(rig: Rig) -> None:
    rig.far.shop.cancel(fulfilled(rig, UPS))
    (order,) = (one for one in rig.far.shop.fulfillment_orders(TWO) or () if one.status == "open")
    rig.far.shop.create(CreateFulfillment(lines={order.id: ()}, tracking=TrackingInfo(numbers=("OTHER",))))
    outcome = rig.pipeline().create(ups(TWO))
    assert (outcome.state, codes(outcome)) == ("refused", ["already_fulfilled"])


def test_what_another_shipment_made_is_not_this_ones(rig: Rig) -> None:
    first = rig.pipeline().create(ups(TWO, key="a"))
    second = rig.pipeline().create(ups(TWO, key="b"))
    assert (first.state, second.state, codes(second)) == ("done", "refused", ["already_fulfilled"])
    assert intent(rig, "a").fulfillment_id == first.fulfillment_id


@pytest.mark.parametrize("policy", ["refuse", "update_tracking"])
@pytest.mark.parametrize("number", [None, OTHER])
def test_a_shipment_without_a_number_takes_over_nothing(rig: Rig, policy: Any, number: str | None) -> None:
    there = fulfilled(rig, number)
    outcome = rig.pipeline(already_fulfilled=policy).create(Shipment(order=TWO))
    assert (outcome.state, codes(outcome)) == ("refused", ["already_fulfilled"])
    assert [(one.id, one.tracking.numbers) for one in rig.far.live(TWO)] == [(there, (number,) if number else ())]


def test_of_two_that_fit_none_is_replaced(rig: Rig) -> None:
    for number in ("A", "B"):
        fulfilled(rig, number, units=1)
    shipment = ups(TWO, lines=(ShipmentLine(quantity=1),))
    assert rig.pipeline(already_fulfilled="update_tracking").create(shipment).state == "refused"
    assert [one.tracking.number for one in rig.far.live(TWO)] == ["A", "B"]


def test_what_was_cancelled_is_none_of_two_that_fit(rig: Rig) -> None:
    rig.far.shop.cancel(fulfilled(rig, "A"))
    (order,) = (one for one in rig.far.shop.fulfillment_orders(TWO) or () if one.status == "open")
    rig.far.shop.create(CreateFulfillment(lines={order.id: ()}, tracking=TrackingInfo(numbers=("B",))))
    assert rig.pipeline(already_fulfilled="replace").create(ups(TWO)).state == "done"
    assert [one.tracking.number for one in rig.far.live(TWO)] == [UPS]


# What is found, and what is mended


def test_mending_is_quiet(rig: Rig) -> None:
    create, update, told = rig.far._direct.create, rig.far._direct.update_tracking, []

    def careless(request: CreateFulfillment) -> Any:
        made = create(request)
        return rig.far.shop.update_tracking(made.id, TrackingInfo(company="Other", numbers=request.tracking.numbers))

    def updating(*given: Any, **options: Any) -> Any:
        told.append(options["notify_customer"])
        return update(*given, **options)

    rig.far._direct.create = careless  # type: ignore[method-assign]
    rig.far._direct.update_tracking = updating  # type: ignore[method-assign]
    assert rig.pipeline().create(ups(notify_customer=True)).state == "done"
    assert told == [False], "the shopper has had one mail"


def test_another_orders_fulfillment_is_not_found(rig: Rig) -> None:
    """A reading mixed up with another order's shows what the journal knows better."""
    known = rig.pipeline().create(five("a", UPS)).fulfillment_id
    read = rig.far._direct.fulfillments

    def mixed(order_id: int) -> Any:
        found = tuple(read(order_id))
        if order_id != TWO or not rig.far.calls["create"] > 1:
            return found
        (stranger,) = (one for one in read(MANY) if one.id == known)
        (order,) = rig.far.shop.fulfillment_orders(TWO) or ()
        lines = tuple(
            msgspec.structs.replace(stranger.lines[0], line_item_id=line.line_item_id, quantity=line.quantity)
            for line in order.lines
        )
        return (*found, msgspec.structs.replace(stranger, order_id=TWO, lines=lines))

    rig.far._direct.fulfillments = mixed  # type: ignore[method-assign,assignment]
    rig.far.fail("create", "before")
    outcome = rig.pipeline().create(ups(TWO))
    assert (outcome.state, codes(outcome)) == ("unknown", ["outcome_unknown"])
    assert "another order's" in outcome.problems[0].message
    assert intent(rig, "a").fulfillment_id == known


def test_two_that_are_found_are_told(rig: Rig) -> None:
    create = rig.far._direct.create
    rig.far._direct.create = lambda request: create(request) and create(request)  # type: ignore[method-assign]
    rig.far.fail("create", "after")
    outcome = rig.pipeline().create(five("a", UPS))
    assert (outcome.state, codes(outcome)) == ("done", ["looks_double"])
    assert len(rig.far.live(MANY)) == 2


def test_what_was_cancelled_meanwhile_is_told_and_not_mended(rig: Rig) -> None:
    create = rig.far._direct.create

    def careless(request: CreateFulfillment) -> Any:
        made = create(request)
        rig.far.shop.update_tracking(made.id, TrackingInfo(company="Other", numbers=request.tracking.numbers))
        return rig.far.shop.cancel(made.id)

    rig.far._direct.create = careless  # type: ignore[method-assign]
    rig.far.fail("create", "after")
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)[:2]) == ("done", ["cancelled_since", "company_differs"])
    assert rig.far.calls["update_tracking"] == 0


@pytest.mark.parametrize("stale", [False, True])
def test_an_answer_that_names_what_the_order_had_before_is_not_believed(rig: Rig, stale: bool) -> None:
    """Also where the order was read as it had been before that."""
    first = rig.pipeline().create(five("a", UPS)).fulfillment_id if stale else None
    if first is None:
        lines = {1046000900: (LineRequest(id=1072503600, quantity=5),)}
        request = CreateFulfillment(lines=lines, tracking=TrackingInfo(numbers=("X",)))
        first = rig.far.shop.create(request).id
    create, read, reads = rig.far._direct.create, rig.far._direct.fulfillments, []

    def mixed_up(request: CreateFulfillment) -> Any:
        create(request)
        return next(one for one in read(MANY) if one.id == first)

    def reading(order_id: int) -> Any:
        reads.append(order_id)
        return () if stale and len(reads) == 1 else read(order_id)

    rig.far._direct.create = mixed_up  # type: ignore[method-assign]
    rig.far._direct.fulfillments = reading  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline().create(five("b", OTHER))
    assert outcome.state == "done"
    assert outcome.fulfillment_id not in (first, None)


def test_what_was_sent_twice_and_done_once_is_not_double(rig: Rig) -> None:
    rig.far.fail("create", "before")
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome), rig.far.calls["create"]) == ("done", [], 2)


# Units that go between two calls


def meanwhile(rig: Rig, change: Callable[[], object]) -> None:
    """The next create has to wait, and somebody changes the order then."""
    rig.far.fail("create", "throttled")
    rig.clock.due.append((rig.clock.now + 0.5, change))


def test_units_that_went_with_the_number_but_were_given_back(rig: Rig) -> None:
    def change() -> None:
        rig.far.shop.cancel(fulfilled(rig, UPS))
        (order,) = (one for one in rig.far.shop.fulfillment_orders(TWO) or () if one.status == "open")
        rig.far.shop.create(CreateFulfillment(lines={order.id: ()}, tracking=TrackingInfo(numbers=("OTHER",))))

    meanwhile(rig, change)
    outcome = rig.pipeline().create(ups(TWO))
    assert (outcome.state, codes(outcome)) == ("refused", ["already_fulfilled"])


def test_units_that_went_while_another_shipment_has_the_number(rig: Rig) -> None:
    one = (ShipmentLine(quantity=1),)
    first = rig.pipeline().create(ups(TWO, key="a", lines=one))
    meanwhile(rig, lambda: fulfilled(rig, OTHER, units=1))
    second = rig.pipeline().create(ups(TWO, key="b", lines=one))
    assert (first.state, second.state, codes(second)[-1]) == ("done", "refused", "already_fulfilled")


def test_units_that_went_without_a_number(rig: Rig) -> None:
    meanwhile(rig, lambda: fulfilled(rig, None))
    outcome = rig.pipeline().create(Shipment(order=TWO))
    assert (outcome.state, codes(outcome)) == ("refused", ["already_fulfilled"])


def test_tracking_put_on_another_orders_fulfillment_is_not_done(rig: Rig) -> None:
    fulfilled(rig, OTHER)
    update = rig.far._direct.update_tracking
    rig.far._direct.update_tracking = lambda *given, **options: msgspec.structs.replace(  # type: ignore[method-assign]
        update(*given, **options), order_id=MANY
    )
    outcome = rig.pipeline(already_fulfilled="update_tracking").create(ups(TWO))
    assert (outcome.state, codes(outcome)) == ("failed", ["broken_answer"])


def test_what_is_read_back_is_written_down(rig: Rig) -> None:
    create = rig.far._direct.create

    def short(request: CreateFulfillment) -> Any:
        made = create(request)
        return msgspec.structs.replace(made, tracking=msgspec.structs.replace(made.tracking, urls=()))

    rig.far._direct.create = short  # type: ignore[method-assign]
    outcome = rig.pipeline().create(ups(key="a"))
    found = intent(rig, "a").body.found
    assert (outcome.state, found and found.numbers, found and len(found.urls)) == ("done", (UPS,), 1)


# Settling


def test_a_reading_torn_by_a_change_is_read_once_more(rig: Rig) -> None:
    """The orders were read after somebody took a unit, the fulfillments before."""
    view, torn, began = rig.far.order_view, [], rig.clock.now

    def order_view(order_id: int, **options: Any) -> Any:
        seen = view(order_id, **options)
        if torn or rig.clock.now < began + 30:
            return seen
        torn.append(seen)
        (order,) = seen.orders
        (line,) = order.lines
        short = msgspec.structs.replace(line, remaining=line.remaining - 1)
        return seen._replace(orders=(msgspec.structs.replace(order, lines=(short,)),))

    rig.far.order_view = order_view  # type: ignore[method-assign]
    rig.far.fail("create", "before")
    assert rig.pipeline(settle=30).create(five("a", UPS)).state == "done"
    assert (len(torn), rig.far.calls["create"]) == (1, 2)


def test_an_early_look_spares_the_whole_wait(rig: Rig) -> None:
    rig.far.fail("create", "late", seconds=5)
    began = rig.clock.now
    assert rig.pipeline(settle=40).create(ups()).state == "done"
    assert rig.clock.now - began < 20


def test_a_claim_is_kept_while_an_answer_is_waited_for(rig: Rig) -> None:
    lease, taken = rig.journal.lease, []
    rig.clock.due.append(
        (rig.clock.now + lease * 1.1, lambda: taken.append(rig.journal.claim(rig.far.name, TWO, "elsewhere/1/1/x/1")))
    )
    rig.far.fail("create", "before")
    assert rig.pipeline(settle=lease * 1.2).create(ups(TWO)).state == "done"
    assert taken == [None]


def test_a_reading_that_began_too_early_proves_nothing_however_long_it_takes(rig: Rig) -> None:
    view, slow = rig.far.order_view, []

    def order_view(order_id: int, **options: Any) -> Any:
        seen = view(order_id, **options)
        if rig.far.calls["create"] and not slow:
            slow.append(seen)
            rig.clock.sleep(40)
        return seen

    rig.far.order_view = order_view  # type: ignore[method-assign]
    rig.far.fail("create", "late", seconds=20)
    assert rig.pipeline(settle=30).create(five("a", UPS)).state == "done"
    assert (len(rig.far.live(MANY)), len(slow)) == (1, 1)
