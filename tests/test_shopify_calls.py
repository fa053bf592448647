"""What a shipment costs, in calls and points as the local shop counts them; and that it costs no waiting without a limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tracking
from tests.counted import Counting
from tracking.errors import Refused
from tracking.fulfillment import Journal, Pipeline, Policy, Shipment, ShipmentLine
from tracking.fulfillment.planning import taken
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.server.serving import Settings, assemble
from tracking.server.shop import Shop
from tracking.shopify import Client, Limiter, MemoryBucket
from tracking.shopify.graphql_views import made

UPS = "1Z001985YW99744790"
APIS = pytest.mark.parametrize("api", ["graphql", "rest"])


def waits(seconds: float) -> None:
    raise AssertionError(f"it waits for {seconds} s")


@contextmanager
def counted(folder: Path, orders: list[dict[str, Any]], api: Any) -> Iterator[tuple[Shop, Client, Counting]]:
    (folder / "orders.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders))
    with Shop() as shop:
        shop.add_orders(folder / "orders.jsonl")
        with TestClient(assemble(shop, Settings(rate_limit=False))) as http:
            transport = Counting(http)
            still = Limiter(*(MemoryBucket(*size, clock=lambda: 0.0) for size in ((40, 2.0), (2000, 100.0))))
            client = Client("http://127.0.0.1", "t", api=api, transport=transport, sleep=waits, limiter=still)
            yield shop, client, transport


def an_order(number: int, *lines: dict[str, Any]) -> dict[str, Any]:
    """An order with two lines at one location, unless others are given."""
    some = lines or ({"quantity": 2}, {"quantity": 1})
    told = [{"id": number * 10 + place, "sku": f"S{place}", **line} for place, line in enumerate(some)]
    return {"id": 450_000_000 + number, "name": f"#{number}", "lines": told}


@pytest.mark.parametrize("refers", ["name", "digits", "id"])
@pytest.mark.parametrize(("api", "calls", "points"), [("graphql", 3, 30), ("rest", 4, 0)])
def test_a_single_shipment(tmp_path: Path, api: str, calls: int, points: int, refers: str) -> None:
    with counted(tmp_path, [an_order(1001)], api) as (_, client, transport), Journal() as journal:
        order: Any = {"name": "#1001", "digits": "1001", "id": 450_001_001}[refers]
        outcome = Pipeline(client, tracking, journal).create(Shipment(order=order, numbers=(UPS,), company="UPS"))
    assert outcome.state == "done"
    # Digits may be an id or a name, which REST cannot be asked with one call.
    assert len(transport.calls) <= calls + (api == "rest" and refers == "digits")
    assert transport.points <= points


@pytest.mark.parametrize("lines", [3, 6])
def test_more_lines_cost_little_more(tmp_path: Path, lines: int) -> None:
    order = an_order(1001, *({"quantity": 1 + place} for place in range(lines)))
    with counted(tmp_path, [order], "graphql") as (shop, client, transport), Journal() as journal:
        outcome = Pipeline(client, tracking, journal).create(Shipment(order=450_001_001, numbers=(UPS,)))
        (made,) = shop.fulfillments(450_001_001) or ()
    assert (outcome.fulfillment_id, outcome.parts[0].lines) == (made.id, taken(made))
    assert transport.points <= 30
    assert len(transport.calls) == 2


@pytest.mark.parametrize(
    ("lines", "total", "told"),
    [
        ({11: 1, 12: 2}, 6, {11: 1, 12: 2, 13: 3}),
        ({11: 1, 12: 2}, 7, {}),
        ({11: 1, 12: 3}, 6, {}),
        ({11: 1, 99: 2}, 6, {}),
        ({11: 1, 12: 2, 13: 3}, 6, {11: 1, 12: 2, 13: 3}),
        ({11: 1, 12: 2, 13: 1, 14: 2}, 6, {11: 1, 12: 2, 13: 1, 14: 2}),
    ],
)
def test_lines_that_an_answer_leaves_out_are_as_asked_only_if_all_adds_up(
    lines: dict[int, int], total: int, told: dict[int, int]
) -> None:
    """Else they are read, all of them."""
    nodes = [
        {"id": f"gid://shopify/Fulfillment/{n}", "quantity": q, "lineItem": {"id": f"gid://shopify/LineItem/{n}"}}
        for n, q in lines.items()
    ]
    times = dict.fromkeys(("createdAt", "updatedAt"), "2026-01-01T00:00:00Z")
    head = {
        "id": "gid://shopify/Fulfillment/1",
        "status": "SUCCESS",
        "name": "#1.1",
        "trackingInfo": [],
        "totalQuantity": total,
    }
    found, more = made(5, {11: 1, 12: 2, 13: 3}, {**head, **times, "fulfillmentLineItems": {"nodes": nodes}})
    assert (taken(found), more is None) == (told, bool(told))


@pytest.mark.parametrize("refers", ["#{}", "{}"])
@pytest.mark.parametrize(("api", "calls", "points"), [("graphql", 2.1, 27), ("rest", 4.1, 0)])
def test_shipments_of_a_file(tmp_path: Path, api: str, calls: float, points: int, refers: str) -> None:
    orders = [an_order(number) for number in range(1001, 1026)]
    with counted(tmp_path, orders, api) as (shop, client, transport), Journal() as journal:
        shipments = [Shipment(order=refers.format(n), numbers=(UPS,), company="UPS") for n in range(1001, 1026)]
        outcomes = list(Pipeline(client, tracking, journal).run(shipments, workers=4))
        assert {outcome.state for outcome in outcomes} == {"done"}
        assert {outcome.order_id for outcome in outcomes} == {order["id"] for order in orders}
        for outcome in outcomes:
            (made,) = shop.fulfillments(outcome.order_id or 0) or ()
            assert (made.id, made.tracking) == (outcome.fulfillment_id, outcome.tracking)
    assert len(transport.calls) <= 25 * calls
    assert transport.points <= 25 * points


@APIS
def test_what_stands_on_several_pages_is_read_whole(tmp_path: Path, api: str) -> None:
    """More lines, more fulfillment orders and more fulfillments than an order is asked for at once."""
    many = an_order(1, *({"quantity": 1} for _ in range(45)))
    places = an_order(2, *({"quantity": 1, "location_id": 7 + place} for place in range(7)))
    often = an_order(3, {"quantity": 60})
    with counted(tmp_path, [many, places, often], api) as (shop, client, _), Journal() as journal:
        pipeline = Pipeline(client, tracking, journal, policy=Policy(read_back=True))
        outcome = pipeline.create(Shipment(order="#1", numbers=(UPS,)))
        (made,) = shop.fulfillments(many["id"]) or ()
        assert (outcome.fulfillment_id, len(taken(made))) == (made.id, 45)
        outcome = pipeline.create(Shipment(order="#2", numbers=(UPS,)))
        assert (outcome.state, len(outcome.fulfillment_ids)) == ("done", 7)
        assert len({part.location_id for part in outcome.parts}) == 7
        (order,) = shop.fulfillment_orders(often["id"]) or ()
        for _ in range(52):
            one = LineRequest(id=order.lines[0].id, quantity=1)
            shop.create(CreateFulfillment(lines={order.id: (one,)}, tracking=TrackingInfo(numbers=("1",))))
        view = client.order_view(often["id"])
        assert [one.id for one in view.fulfillments] == sorted(one.id for one in shop.fulfillments(often["id"]) or ())
        assert view.orders[0].lines[0].remaining == 8
        assert pipeline.create(Shipment(order="#3", numbers=(UPS,), lines=(ShipmentLine(quantity=8),))).state == "done"


@APIS
def test_an_order_is_read_as_by_two_calls(demo: Shop, api: Any) -> None:
    with TestClient(assemble(demo, Settings(rate_limit=False))) as http:
        client = Client("http://127.0.0.1", "t", api=api, transport=http)
        for order_id in (450789469, 450789470, 450789471, 450789473, 450789474):
            view = client.order_view(order_id, places=True)
            orders, fulfillments = client.fulfillment_orders(order_id), client.fulfillments(order_id)
            assert [(one.id, one.location_id, one.delivery_method, one.lines) for one in view.orders] == [
                (one.id, one.location_id, one.delivery_method, one.lines) for one in orders
            ]
            # Inside REST's orders the lines of fulfillments have no ids of their own.
            assert [(one.id, one.order_id, one.status, one.tracking, taken(one)) for one in view.fulfillments] == [
                (one.id, order_id, one.status, one.tracking, taken(one)) for one in fulfillments
            ]


def test_many_orders_are_found_with_one_call(tmp_path: Path) -> None:
    strange = {**an_order(7), "name": 'A"B\\C OR name:#1'}
    orders = [an_order(1), an_order(2), {**an_order(3), "name": "#2"}, strange]
    with counted(tmp_path, orders, "graphql") as (_, client, transport):
        found = client.find_orders(["#1", "#2", "#9", "1", "9", "450000001", strange["name"]])
        assert found == {
            "#1": 450_000_001,
            "1": 450_000_001,
            "9": None,
            "450000001": 450_000_001,
            strange["name"]: 450_000_007,
        }
        assert len(transport.calls) == 1
        with pytest.raises(Refused, match="2 orders"):
            client.find_order("#2")


@APIS
def test_a_shop_without_a_limit_is_not_waited_for(tmp_path: Path, api: str) -> None:
    """Far more than a bucket holds, at one moment; `waits` fails the test at the first wait."""
    large = an_order(1, *({"quantity": 1} for _ in range(49)))
    with counted(tmp_path, [large], api) as (_, client, transport):
        for _ in range(55):
            client.order_view(large["id"])
    assert transport.points > 2_000 if api == "graphql" else len(transport.calls) > 80
