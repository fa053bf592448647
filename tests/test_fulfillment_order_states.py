"""The pipeline over HTTP against fulfillment orders that are held, scheduled, moved, split or somebody else's to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tracking
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import LineRequest
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import Client
from tracking.shopify.transport import HttpxTransport

UPS = "1Z001985YW99744790"
APIS = pytest.mark.parametrize("api", ["rest", "graphql"])
PLACES = [{"id": 2, "name": "#2", "lines": [{"id": 21, "quantity": 1, "location_id": 8}]}]


def an_order(**more: Any) -> dict[str, Any]:
    return {"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 3, "sku": "A"}], **more}


def one(**state: Any) -> dict[str, Any]:
    return an_order(fulfillment_orders=[{"id": 5, "lines": [{"line_id": 11, "quantity": 3, "id": 51}], **state}])


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as opened:
        yield opened


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


def begin(shop: Shop, tmp_path: Path, order: dict[str, Any]) -> None:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([order, *PLACES]), encoding="utf-8")
    shop.add_orders(path)


def ship(shop: Shop, journal: Journal, api: Any, *lines: ShipmentLine, number: str = UPS) -> Any:
    app = create_app(shop, routes=GraphQL(shop, throttle=False).routes)
    with TestClient(app) as testing:
        client = Client("http://testserver", "token", api=api, transport=HttpxTransport(testing, 30), retries=0)
        return Pipeline(client, tracking, journal).create(Shipment(order=1, numbers=(number,), lines=lines))


@APIS
@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"status": "on_hold"}, "5 is on_hold"),
        ({"status": "scheduled", "fulfill_at": "2099-01-01T00:00:00Z"}, "5 is scheduled"),
        (
            {"request_status": "submitted", "fulfillment_service": "mars", "location_id": 9},
            "5 is open and its request submitted",
        ),
    ],
)
def test_what_may_not_be_sent_now_is_refused_before_anything_is_sent(
    shop: Shop, journal: Journal, tmp_path: Path, api: Any, state: dict[str, Any], told: str
) -> None:
    begin(shop, tmp_path, one(**state))
    outcome = ship(shop, journal, api)
    assert outcome.state == "refused"
    assert told in outcome.problems[-1].message
    assert shop.fulfillments(1) == ()


@APIS
def test_what_is_free_beside_a_hold_is_sent(shop: Shop, journal: Journal, tmp_path: Path, api: Any) -> None:
    begin(shop, tmp_path, one())
    shop.hold(5, FulfillmentHold(id=0, reason="other"), (LineRequest(id=51, quantity=1),))
    assert ship(shop, journal, api, ShipmentLine(sku="A", quantity=2)).state == "done"
    shop.release_holds(5)
    assert ship(shop, journal, api, ShipmentLine(sku="A", quantity=1), number="RR123456785CN").state == "done"
    order = shop.order(1)
    assert order is not None
    assert order.fulfillment_status == "fulfilled"


@APIS
def test_what_has_moved_in_part_is_two_fulfillments(shop: Shop, journal: Journal, tmp_path: Path, api: Any) -> None:
    begin(shop, tmp_path, one())
    moved = shop.move(5, 8, (LineRequest(id=51, quantity=1),))
    outcome = ship(shop, journal, api, ShipmentLine(sku="A", quantity=2))
    assert outcome.state == "done"
    (made,) = shop.fulfillments(1) or ()
    assert made.location_id == 1
    outcome = ship(shop, journal, api, number="RR123456785CN")
    assert outcome.state == "done"
    found = shop.fulfillments_of(moved.moved.id) or ()
    assert [each.location_id for each in found] == [8]


@APIS
def test_what_was_canceled_or_split_is_read_anew(shop: Shop, journal: Journal, tmp_path: Path, api: Any) -> None:
    begin(shop, tmp_path, one())
    (apart,) = shop.split([(5, (LineRequest(id=51, quantity=1),))])
    shop.cancel_fulfillment_order(apart.order.id)
    assert ship(shop, journal, api).state == "done"
    order = shop.order(1)
    assert order is not None
    assert order.fulfillment_status == "fulfilled"


@APIS
def test_what_a_service_has_accepted_is_sent(shop: Shop, journal: Journal, tmp_path: Path, api: Any) -> None:
    begin(shop, tmp_path, one(request_status="submitted", fulfillment_service="mars", location_id=9))
    shop.accept_request(5)
    assert ship(shop, journal, api).state == "done"
