from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.fulfillment.planning import Part, allocate, covers, held, is_live, parts, remaining, taken, why_not
from tracking.fulfillment.shipment import ShipmentLine
from tracking.fulfillment.values import (
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineRequest,
    TrackingInfo,
)

OPEN = ("create_fulfillment", "hold")


def an_order(id_: int, lines: dict[str, int], **more: Any) -> FulfillmentOrder:
    """``lines``: SKU -> units; a SKU's line item is the number in its name."""
    about: dict[str, Any] = {
        "status": "open",
        "location_id": 1,
        "delivery_method": "shipping",
        "request_status": "unsubmitted",
        "supported_actions": OPEN,
    }
    return FulfillmentOrder(
        id=id_,
        order_id=9,
        lines=tuple(
            FulfillmentOrderLine(
                id=id_ * 100 + place, line_item_id=int(sku.strip("ABC")), quantity=9, remaining=units, sku=sku[0]
            )
            for place, (sku, units) in enumerate(lines.items())
        ),
        **(about | more),
    )


def a_fulfillment(lines: dict[int, int], *, status: str = "success", numbers: tuple[str, ...] = ("N",)) -> Fulfillment:
    return Fulfillment(
        id=77,
        order_id=9,
        status=status,
        name="#9.1",
        tracking=TrackingInfo(numbers=numbers),
        lines=tuple(FulfillmentLine(line_item_id=item, quantity=units, sku="A") for item, units in lines.items()),
    )


def want(sku: str | None = None, quantity: int | None = None, item: int | None = None) -> ShipmentLine:
    return ShipmentLine(sku=sku, quantity=quantity, line_item_id=item)


def test_everything_that_remains() -> None:
    orders = [an_order(1, {"A1": 2, "B2": 0}), an_order(2, {"A1": 1, "C3": 4})]
    assert [part.lines for part in parts(orders, ())] == [{1: 3, 3: 4}]
    assert parts([an_order(1, {"A1": 0})], ()) == ()
    assert parts([], ()) == ()


def test_places_are_parts() -> None:
    orders = [
        an_order(1, {"A1": 1}),
        an_order(2, {"B2": 1}, location_id=2),
        an_order(3, {"C3": 1}, delivery_method="none"),
        an_order(4, {"A4": 1}),
        an_order(5, {"A5": 1}, service="printer"),
    ]
    found = parts(orders, ())
    assert [(part.place, part.lines) for part in found] == [
        ((1, "shipping", "manual"), {1: 1, 4: 1}),
        ((2, "shipping", "manual"), {2: 1}),
        ((1, "none", "manual"), {3: 1}),
        ((1, "shipping", "printer"), {5: 1}),
    ]


@pytest.mark.parametrize(
    ("status", "asked", "actions", "is_open"),
    [
        ("open", "unsubmitted", OPEN, True),
        ("in_progress", "unsubmitted", (), True),
        ("incomplete", "closed", (), True),
        ("open", "submitted", (), False),
        ("open", "submitted", ("cancel_fulfillment_order",), False),
        ("on_hold", "unsubmitted", ("release_hold",), False),
        ("scheduled", "unsubmitted", (), False),
        ("closed", "closed", (), False),
        ("cancelled", "unsubmitted", (), False),
    ],
)
def test_what_may_be_fulfilled_now(status: str, asked: str, actions: tuple[str, ...], is_open: bool) -> None:
    import msgspec

    order = an_order(1, {"A1": 1}, status=status, supported_actions=actions)
    order = msgspec.structs.replace(order, request_status=asked)
    assert bool(parts([order], ())) is is_open
    assert (allocate(Part(lines={1: 1}), [order]) is not None) is is_open


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ([want("A")], {1: 2}),
        ([want("A", 1)], {1: 1}),
        ([want("A", 1), want("A", 1)], {1: 2}),
        ([want("A", 1), want("B", 3)], {1: 1, 2: 3}),
        ([want(item=2, quantity=1)], {2: 1}),
        ([want(item=101, quantity=1)], {2: 1}),  # the fulfillment order's own line
        ([want("A", 3)], None),
        ([want("A", 2), want("A", 1)], None),
        ([want("X")], None),
        ([want("A", 1), want("X", 1)], None),
        ([want(quantity=1)], None),  # which of the two?
        ([want(item=9)], None),
        ([want("B", 1, item=2)], {2: 1}),
        ([want("A", 1, item=2)], None),  # the SKU is another line's
    ],
)
def test_named_lines(wanted: list[ShipmentLine], lines: dict[int, int] | None) -> None:
    found = parts([an_order(1, {"A1": 2, "B2": 3})], wanted)
    assert [part.lines for part in found] == ([] if lines is None else [lines])


def test_a_quantity_alone_means_the_only_line() -> None:
    assert [part.lines for part in parts([an_order(1, {"A1": 5})], [want(quantity=2)])] == [{1: 2}]


def test_a_sku_on_several_lines() -> None:
    orders = [an_order(1, {"A1": 2}), an_order(2, {"A2": 2})]
    assert [part.lines for part in parts(orders, [want("A", 3)])] == [{1: 2, 2: 1}]
    assert [part.lines for part in parts(orders, [want("A")])] == [{1: 2, 2: 2}]


def test_a_place_that_has_it_all_comes_first() -> None:
    orders = [an_order(1, {"A1": 1}), an_order(2, {"A1": 3, "B2": 1}, location_id=2)]
    (found,) = parts(orders, [want("A", 2), want("B", 1)])
    assert (found.location_id, found.lines) == (2, {1: 2, 2: 1})
    first, second = parts(orders, [want("A", 4)])
    assert (first.lines, second.lines) == ({1: 1}, {1: 3})


def test_allocating() -> None:
    orders = [an_order(1, {"A1": 1}), an_order(2, {"A1": 2, "B2": 1})]
    part = Part(lines={1: 2, 2: 1}, location_id=1, delivery_method="shipping")
    assert allocate(part, orders) == {
        1: (LineRequest(id=100, quantity=1),),
        2: (LineRequest(id=200, quantity=1), LineRequest(id=201, quantity=1)),
    }
    assert allocate(Part(lines={1: 4}), orders) is None
    assert allocate(Part(lines={}), orders) is None


def test_allocating_where_it_has_moved_to() -> None:
    part = Part(lines={1: 2}, location_id=1, delivery_method="shipping")
    moved = an_order(8, {"A1": 2}, location_id=2)
    assert allocate(part, [moved]) == {8: (LineRequest(id=800, quantity=2),)}
    both = [an_order(7, {"A1": 1}), moved]
    assert list(allocate(part, both) or ()) == [8], "never from two places at once"
    own = [moved, an_order(9, {"A1": 2})]
    assert list(allocate(part, own) or ()) == [9], "its own place comes first"


def test_what_remains_and_what_was_taken() -> None:
    orders = [
        an_order(1, {"A1": 2}),
        an_order(2, {"A1": 1}, status="on_hold"),
        an_order(3, {"A1": 5}, status="closed"),
        an_order(4, {"B2": 5}, status="cancelled"),
    ]
    assert remaining(orders) == {1: 3}
    assert taken(a_fulfillment({1: 2, 2: 1})) == {1: 2, 2: 1}
    assert covers(a_fulfillment({1: 2}), [want("A", 2)])
    assert covers(a_fulfillment({1: 2}), [want(item=1)])
    assert covers(a_fulfillment({1: 2}), [])
    assert not covers(a_fulfillment({1: 2}), [want("A", 1)])
    assert not covers(a_fulfillment({1: 2, 2: 1}), [want(item=1, quantity=2)])


@pytest.mark.parametrize(
    ("orders", "fulfillments", "wanted", "code", "words"),
    [
        ([], [], [], "nothing_open", "the token may not read"),
        ([], [a_fulfillment({1: 1})], [], "already_fulfilled", "fulfillment 77 with N"),
        ([], [a_fulfillment({1: 1}, numbers=())], [], "already_fulfilled", "without a number"),
        ([], [a_fulfillment({1: 1}, status="cancelled")], [], "nothing_open", "cancelled"),
        ([an_order(1, {"A1": 1}, status="on_hold", supported_actions=())], [], [], "not_open", "1 is on_hold"),
        (
            [an_order(1, {"A1": 1}, request_status="submitted", supported_actions=("cancel_fulfillment_order",))],
            [],
            [],
            "not_open",
            "1 is open and its request submitted, without the action create_fulfillment (cancel_fulfillment_order)",
        ),
        ([an_order(1, {"A1": 1})], [], [want("X")], "line_unknown", "no open line is X; the order has 1 of A"),
        ([an_order(1, {"A1": 1})], [], [want("A", 2)], "not_enough_remaining", "2 of A asked, 1 of A open"),
        ([an_order(1, {"A1": 1, "B2": 1})], [], [want(quantity=1)], "line_ambiguous", "1 of A, 1 of B"),
        ([an_order(1, {"A1": 1})], [a_fulfillment({2: 1})], [want("X")], "not_enough_remaining", "fulfilled before"),
    ],
)
def test_why_not(
    orders: list[FulfillmentOrder],
    fulfillments: list[Fulfillment],
    wanted: list[ShipmentLine],
    code: str,
    words: str,
) -> None:
    assert not parts(orders, wanted)
    problem = why_not(orders, fulfillments, wanted)
    assert problem.code == code
    assert words in problem.message


an_fo = st.builds(
    lambda id_, units, place, status: an_order(
        id_, units, location_id=place, status=status, supported_actions=OPEN if status == "open" else ()
    ),
    st.integers(1, 10_000),
    st.dictionaries(st.sampled_from(["A1", "A2", "B3", "C4"]), st.integers(0, 3), max_size=4),
    st.integers(1, 2),
    st.sampled_from(["open", "on_hold", "closed"]),
)
some_lines = st.lists(st.builds(want, st.sampled_from(["A", "B", "C"]), st.none() | st.integers(1, 4)), max_size=3)


@given(st.lists(an_fo, max_size=4, unique_by=lambda order: order.id), some_lines)
def test_a_plan_can_be_had_and_holds_what_was_wanted(
    orders: list[FulfillmentOrder], wanted: list[ShipmentLine]
) -> None:
    found = parts(orders, wanted)
    if not found:
        assert why_not(orders, [], wanted).message
        return
    left = remaining([order for order in orders if order.status == "open"])
    for part in found:
        lines = allocate(part, orders)
        assert lines is not None
        by_id = {line.id: (order, line) for order in orders for line in order.lines}
        units: dict[int, int] = {}
        for order_id, requests in lines.items():
            for one in requests:
                order, line = by_id[one.id]
                assert (order.id, order.status, (order.location_id or 0)) == (order_id, "open", part.location_id)
                assert 0 < one.quantity <= line.remaining
                units[line.line_item_id] = units.get(line.line_item_id, 0) + one.quantity
        assert units == part.lines
        for item, count in units.items():
            left[item] -= count
    assert all(count >= 0 for count in left.values())
    total = sum(sum(part.lines.values()) for part in found)
    if not wanted:
        assert not any(left.values())
    elif all(line.quantity for line in wanted):
        assert total == sum(line.quantity or 0 for line in wanted)


# What small changes of the rules would break


def test_what_the_shop_lets_be_done_goes_before_the_status() -> None:
    assert parts([an_order(1, {"A1": 2}, supported_actions=("hold",))], ()) == ()
    assert remaining([an_order(1, {"A1": 0, "B2": 1})]) == {2: 1}
    assert held([an_order(1, {"A1": 0}, status="on_hold", supported_actions=())]) == ()


def test_no_place_gives_more_than_is_wanted() -> None:
    orders = [an_order(1, {"A1": 2}), an_order(2, {"A1": 2}, location_id=2)]
    assert [part.lines for part in parts(orders, [want("A", 3)])] == [{1: 2}, {1: 1}]


def test_all_that_remains_is_what_all_places_have() -> None:
    orders = [an_order(1, {"A1": 2, "B2": 1}), an_order(2, {"A1": 1}, location_id=2)]
    assert [part.lines for part in parts(orders, [want("A")])] == [{1: 2}, {1: 1}]
    assert [part.lines for part in parts(orders, [want("B")])] == [{2: 1}]


def test_a_line_without_a_name_is_not_the_only_one_of_a_place() -> None:
    orders = [an_order(1, {"A1": 2}), an_order(2, {"B2": 1}, location_id=2)]
    assert parts(orders, [want(quantity=1)]) == ()
    assert why_not(orders, [], [want(quantity=1)]).code == "line_ambiguous"


@pytest.mark.parametrize("status", ["cancelled", "error", "failure"])
def test_what_failed_is_not_live(status: str) -> None:
    assert not is_live(a_fulfillment({1: 1}, status=status))
    assert is_live(a_fulfillment({1: 1}))


def test_lines_without_units_count_for_nothing() -> None:
    (part,) = parts([an_order(1, {"A1": 3, "B2": 0})], [want(quantity=1)])
    assert part.lines == {1: 1}, "the other line is done, so it is plain which is meant"
    (part,) = parts([an_order(1, {"A1": 3, "A2": 3})], [want("A", 1)])
    assert part.lines == {1: 1}


def test_why_not_is_about_what_was_named() -> None:
    orders = [an_order(1, {"A1": 1, "B2": 1})]
    assert why_not(orders, [], [want("A", 5)]).code == "not_enough_remaining"
    bare = msgspec.structs.replace(orders[0].lines[0], sku="00")
    nothing = why_not([msgspec.structs.replace(orders[0], lines=(bare,))], [], [want(item=77)])
    assert (nothing.code, "did you mean" in nothing.message) == ("line_unknown", False)
