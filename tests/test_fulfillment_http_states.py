"""The pipeline over HTTP against fulfillment orders that are held, scheduled, moved, split or asked of a service.

What the planning rules promise in memory holds when the shop's own answers are read: nothing is sent while it would be
refused, the reason is told, and once the way is free the same shipment goes out, from wherever the units are by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tracking
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import Client

UPS = "1Z001985YW99744790"
BASE = "/admin/api/2026-10"
Step = tuple[str, Any]


def order(id_: int, *, location: int = 1, service: str = "manual", **state: Any) -> dict[str, Any]:
    """An order of three units of one line, whose fulfillment order is in a state."""
    at = {"location_id": location, "fulfillment_service": service}
    lines = [{"id": 10 * id_, "sku": "A", "quantity": 3, **at}]
    found: dict[str, Any] = {"id": id_, "name": f"#{id_}", "lines": lines}
    if state:
        found["fulfillment_orders"] = [{"lines": [{"line_id": 10 * id_, "quantity": 3}], **at, **state}]
    return found


class Far:
    """A shop behind its two APIs, and a pipeline that speaks one of them."""

    def __init__(self, api: Any, journal: Journal) -> None:
        self.shop = Shop()
        self.shop.add_orders([order(99, location=2), order(98, location=9, service="mars")])
        app = create_app(self.shop, routes=GraphQL(self.shop, throttle=False).routes)
        self.http = TestClient(app, base_url="https://testserver")
        client = Client("https://testserver", "token", api=api, transport=self.http)
        self.pipeline = Pipeline(client, tracking, journal, policy=Policy(settle=0.1))

    def orders(self, id_: int) -> list[dict[str, Any]]:
        found = self.http.get(f"{BASE}/orders/{id_}/fulfillment_orders.json").json()["fulfillment_orders"]
        return [each for each in found if each["status"] != "closed"]

    def post(self, path: str, body: Any = None) -> None:
        answer = self.http.post(f"{BASE}/{path}", json=body)
        assert answer.status_code < 300, answer.text

    def first(self, id_: int) -> str:
        return f"fulfillment_orders/{self.orders(id_)[0]['id']}"

    def ship(self, id_: int, quantity: int | None = None) -> Outcome:
        lines = () if quantity is None else (ShipmentLine(sku="A", quantity=quantity),)
        return self.pipeline.create(Shipment(order=id_, numbers=(UPS,), lines=lines, key=f"{id_}"))

    def sent(self, id_: int) -> list[tuple[int, int | None]]:
        """Units and locations of what was fulfilled."""
        found = self.http.get(f"{BASE}/orders/{id_}/fulfillments.json").json()["fulfillments"]
        live = [each for each in found if each["status"] != "cancelled"]
        return [(sum(line["quantity"] for line in each["line_items"]), each["location_id"]) for each in live]


@pytest.fixture(params=["rest", "graphql"])
def far(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Far]:
    with Journal(tmp_path / "journal.db") as journal:
        made = Far(request.param, journal)
        with made.shop, made.http:
            yield made


def released(far: Far) -> None:
    far.post(f"{far.first(1)}/release_hold.json")


def opened(far: Far) -> None:
    far.post(f"{far.first(1)}/open.json")


def accepted(far: Far) -> None:
    far.post(f"{far.first(1)}/fulfillment_request/accept.json", {"fulfillment_request": {}})


HINDERED: dict[str, tuple[dict[str, Any], str, Callable[[Far], None]]] = {
    "held": (order(1, status="on_hold", holds=[{"reason": "inventory_out_of_stock"}]), "is on_hold", released),
    "held twice": (order(1, status="on_hold", holds=[{"handle": "a"}, {"handle": "b"}]), "is on_hold", released),
    "scheduled": (order(1, status="scheduled", fulfill_at="2099-01-01T00:00:00Z"), "is scheduled", opened),
    "requested": (
        order(1, location=9, service="mars", request_status="submitted"),
        "is open and its request submitted",
        accepted,
    ),
}


@pytest.mark.parametrize("case", HINDERED)
def test_nothing_is_sent_before_its_time(far: Far, case: str) -> None:
    given, reason, free = HINDERED[case]
    far.shop.add_orders([given])
    outcome = far.ship(1)
    assert (outcome.state, outcome.problems[-1].code) == ("refused", "not_open")
    assert reason in outcome.problems[-1].message
    assert far.sent(1) == []
    free(far)
    assert far.ship(1).state == "done"
    assert [units for units, _ in far.sent(1)] == [3]
    again = far.ship(1)
    assert (again.state, len(far.sent(1))) == ("done", 1)


def test_a_part_that_is_held_waits_and_the_rest_goes(far: Far) -> None:
    far.shop.add_orders([order(1)])
    line = far.orders(1)[0]["line_items"][0]["id"]
    lines = [{"id": line, "quantity": 1}]
    hold = {"reason": "other", "fulfillment_order_line_items": lines}
    far.post(f"{far.first(1)}/hold.json", {"fulfillment_hold": hold})
    outcome = far.ship(1, 3)
    assert (outcome.state, outcome.problems[-1].code) == ("refused", "left_open")
    assert "on_hold" in outcome.problems[-1].message
    assert [units for units, _ in far.sent(1)] == [2]
    held = next(one for one in far.orders(1) if one["status"] == "on_hold")
    far.post(f"fulfillment_orders/{held['id']}/release_hold.json")
    assert far.ship(1, 3).state == "done"
    assert sorted(units for units, _ in far.sent(1)) == [1, 2]


def test_what_was_moved_is_sent_from_where_it_is(far: Far) -> None:
    far.shop.add_orders([order(1)])
    far.post(f"{far.first(1)}/move.json", {"fulfillment_order": {"new_location_id": 2}})
    assert far.ship(1).state == "done"
    assert far.sent(1) == [(3, 2)]


def test_what_lies_at_two_places_is_two_fulfillments(far: Far) -> None:
    far.shop.add_orders([order(1)])
    line = far.orders(1)[0]["line_items"][0]["id"]
    asked = {"new_location_id": 2, "fulfillment_order_line_items": [{"id": line, "quantity": 1}]}
    far.post(f"{far.first(1)}/move.json", {"fulfillment_order": asked})
    outcome = far.ship(1, 3)
    assert (outcome.state, len(outcome.fulfillment_ids)) == ("done", 2)
    assert sorted(far.sent(1), key=str) == [(1, 2), (2, 1)]


def test_what_was_split_is_one_fulfillment(far: Far) -> None:
    far.shop.add_orders([order(1)])
    whole = far.orders(1)[0]
    query = """mutation M($id: ID!, $line: ID!) {
      fulfillmentOrderSplit(fulfillmentOrderSplits: [{fulfillmentOrderId: $id,
        fulfillmentOrderLineItems: [{id: $line, quantity: 1}]}]) { userErrors { message } }
    }"""
    variables = {
        "id": f"gid://shopify/FulfillmentOrder/{whole['id']}",
        "line": f"gid://shopify/FulfillmentOrderLineItem/{whole['line_items'][0]['id']}",
    }
    answer = far.http.post(f"{BASE}/graphql.json", json={"query": query, "variables": variables}).json()
    assert answer["data"]["fulfillmentOrderSplit"]["userErrors"] == []
    assert len(far.orders(1)) == 2
    assert far.ship(1, 3).state == "done"
    assert far.sent(1) == [(3, 1)]


def test_what_a_service_is_asked_to_stop_can_still_be_sent(far: Far) -> None:
    far.shop.add_orders([order(1, location=9, service="mars", request_status="submitted")])
    accepted(far)
    far.post(f"{far.first(1)}/cancellation_request.json", {"cancellation_request": {}})
    assert far.ship(1).state == "done"
    assert [units for units, _ in far.sent(1)] == [3]


def test_what_was_rejected_can_be_sent_by_the_merchant(far: Far) -> None:
    far.shop.add_orders([order(1, location=9, service="mars", request_status="submitted")])
    far.post(f"{far.first(1)}/fulfillment_request/reject.json", {"fulfillment_request": {}})
    assert far.ship(1).state == "done"


def test_what_was_canceled_is_sent_from_its_replacement(far: Far) -> None:
    far.shop.add_orders([order(1, location=9, service="mars", request_status="submitted")])
    far.post(f"{far.first(1)}/cancel.json")
    outcome = far.ship(1)
    assert outcome.state == "done"
    assert [units for units, _ in far.sent(1)] == [3]
