"""Deliveries that move by themselves: steps, times, and who reports them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.served import BASE, Api, Clock, Served, made
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.server.shop import Shop

UPS = {"number": "1Z001985YW99744790"}
STEPS = ["confirmed", "in_transit", "out_for_delivery", "delivered"]


def statuses(api: Api, fulfillment: dict[str, Any]) -> tuple[str | None, list[str]]:
    path = f"orders/{fulfillment['order_id']}/fulfillments/{fulfillment['id']}"
    events = api.get(f"{path}/events.json").json()["fulfillment_events"]
    return made(api.get(f"{path}.json"))["shipment_status"], [event["status"] for event in events]


@pytest.fixture
def moving() -> Any:
    api = Api(delivery_time=400)
    yield api
    api.shop.close()


def test_a_delivery_moves_step_by_step(moving: Api) -> None:
    one = made(moving.create(1046000908, tracking_info=UPS))
    assert statuses(moving, one) == (None, [])
    assert moving.shop.advance_deliveries() == 0
    for count in range(1, 5):
        moving.clock.tick(99)
        assert moving.shop.advance_deliveries() == 0
        moving.clock.tick(1)
        assert moving.shop.advance_deliveries() == 1
        assert statuses(moving, one) == (STEPS[count - 1], STEPS[:count])
    moving.clock.tick(10_000)
    assert moving.shop.advance_deliveries() == 0
    path = f"orders/{one['order_id']}/fulfillments/{one['id']}/events.json"
    events = moving.get(path).json()["fulfillment_events"]
    assert [event["happened_at"][11:19] for event in events] == ["12:01:40", "12:03:20", "12:05:00", "12:06:40"]


def test_a_shop_that_slept_tells_all_that_happened_with_its_times(moving: Api) -> None:
    one = made(moving.create(1046000908, tracking_info=UPS))
    moving.clock.tick(5000)
    assert moving.shop.advance_deliveries() == 4
    assert statuses(moving, one) == ("delivered", STEPS)
    assert (
        made(moving.get(f"orders/{one['order_id']}/fulfillments/{one['id']}.json"))["updated_at"][11:19] == "13:23:20"
    )


@pytest.mark.parametrize(
    ("tracking", "moves"),
    [
        (UPS, True),
        ({"number": "1", "company": "UPS"}, True),
        ({"number": "RR123456785CN", "company": "China Post"}, True),
        ({"number": "1", "company": "Nobody Knows"}, False),
        ({"company": "UPS"}, False),
        ({"number": "1", "url": "https://example.com/1"}, False),
        ({}, False),
    ],
)
def test_only_a_known_carriers(moving: Api, tracking: dict[str, str], moves: bool) -> None:
    made(moving.create(1046000908, tracking_info=tracking))
    moving.clock.tick(1000)
    assert moving.shop.advance_deliveries() == (4 if moves else 0)


def test_tracking_that_comes_later_sets_out_later(moving: Api) -> None:
    one = made(moving.create(1046000908))
    moving.clock.tick(1000)
    assert moving.shop.advance_deliveries() == 0
    update = {"fulfillment": {"tracking_info": UPS}}
    made(moving.post(f"fulfillments/{one['id']}/update_tracking.json", update))
    moving.clock.tick(150)
    made(moving.post(f"fulfillments/{one['id']}/update_tracking.json", update))
    assert moving.shop.advance_deliveries() == 1
    moving.clock.tick(250)
    assert moving.shop.advance_deliveries() == 3
    made(moving.post(f"fulfillments/{one['id']}/update_tracking.json", update))
    moving.clock.tick(1000)
    assert moving.shop.advance_deliveries() == 0
    assert statuses(moving, one) == ("delivered", STEPS)


def test_a_cancelled_fulfillment_stays_where_it_is(moving: Api) -> None:
    one = made(moving.create(1046000908, tracking_info=UPS))
    moving.clock.tick(200)
    assert moving.shop.advance_deliveries() == 2
    made(moving.post(f"fulfillments/{one['id']}/cancel.json"))
    made(moving.post(f"fulfillments/{one['id']}/update_tracking.json", {"fulfillment": {"tracking_info": UPS}}))
    moving.clock.tick(1000)
    assert moving.shop.advance_deliveries() == 0
    assert statuses(moving, one) == ("in_transit", STEPS[:2])


def test_a_services_fulfillment_waits_until_it_succeeded(tmp_path: Path) -> None:
    api = Api(delivery_time=400, service_delay=300)
    orders = tmp_path / "orders.jsonl"
    orders.write_text(
        '{"id": 7, "name": "#7", "lines": [{"id": 8, "quantity": 1, "fulfillment_service": "packers"}]}\n'
    )
    assert api.shop.add_orders(orders) == 1
    (order,) = api.shop.fulfillment_orders(7) or ()
    one = made(api.create(order.id, tracking_info=UPS))
    assert one["status"] == "pending"
    for seconds, steps in ((100, 0), (100, 0), (99, 0), (1, 1)):
        api.clock.tick(seconds)
        assert api.shop.advance_deliveries() == steps, seconds
    assert made(api.get(f"orders/7/fulfillments/{one['id']}.json"))["status"] == "success"
    assert statuses(api, one) == ("confirmed", STEPS[:1])
    api.shop.close()


def test_a_shop_simulates_nothing_unless_asked(rest: Api) -> None:
    made(rest.create(1046000908, tracking_info=UPS))
    rest.clock.tick(10**6)
    assert rest.shop.advance_deliveries() == 0


def test_several_processes_report_each_step_once(database: str) -> None:
    clock = Clock()
    shops = [Shop(database, clock=clock, delivery_time=4) for _ in range(3)]
    shops[0].add_demo()
    tracking = TrackingInfo(numbers=(UPS["number"],))
    ids = [
        shops[0].create(CreateFulfillment(lines={order: ()}, tracking=tracking)).id
        for order in (1046000907, 1046000908, 1046000905, 1046000903)
    ]
    clock.tick(60)
    counted: list[int] = []
    threads = [threading.Thread(target=lambda shop=shop: counted.append(shop.advance_deliveries())) for shop in shops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == 16
    for fulfillment_id in ids:
        assert [event.status for event in shops[1].events(fulfillment_id) or ()] == STEPS
    for shop in shops:
        shop.close()


def test_a_served_shop_delivers(serve: Callable[..., Served], tmp_path: Path) -> None:
    shop = serve("--demo", "--simulate-delivery", "0.8", "--database", f"sqlite:///{tmp_path}/shop.db")
    headers = {"X-Shopify-Access-Token": "shpat_demo"}
    groups = [{"fulfillment_order_id": 1046000908}]
    body = {"fulfillment": {"line_items_by_fulfillment_order": groups, "tracking_info": UPS}}
    one = made(httpx2.post(f"{shop.url}{BASE}/fulfillments.json", json=body, headers=headers, timeout=60))
    path = f"{shop.url}{BASE}/orders/{one['order_id']}/fulfillments/{one['id']}"
    deadline = time.monotonic() + 30
    while made(httpx2.get(f"{path}.json", headers=headers, timeout=60))["shipment_status"] != "delivered":
        assert time.monotonic() < deadline
        time.sleep(0.6)
    events = httpx2.get(f"{path}/events.json", headers=headers, timeout=60).json()["fulfillment_events"]
    assert [event["status"] for event in events] == STEPS
