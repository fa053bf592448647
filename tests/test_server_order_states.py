"""A shop that begins where a test wants it to: held, scheduled, requested, fulfilled in part, refunded in part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracking.server.app import create_app
from tracking.server.orders_file import OrdersFileError
from tracking.server.shop import Shop

LINES = [{"id": 11, "quantity": 5, "sku": "A", "price": "10.00", "variant_id": 7}, {"id": 12, "quantity": 1}]


def an_order(**more: Any) -> dict[str, Any]:
    return {"id": 1, "name": "#1", "lines": LINES, **more}


def opened(tmp_path: Path, *orders: dict[str, Any]) -> Shop:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(orders), encoding="utf-8")
    shop = Shop()
    shop.add_orders(path)
    return shop


def faults(tmp_path: Path, **more: Any) -> str:
    with pytest.raises(OrdersFileError) as caught:
        opened(tmp_path, an_order(**more))
    return str(caught.value)


STATES = [
    {"id": 501, "status": "on_hold", "holds": [{"reason": "awaiting_payment", "handle": "h"}], "lines": [[11, 1]]},
    {"id": 502, "status": "scheduled", "fulfill_at": "2099-01-01T00:00:00Z", "lines": [[11, 1]]},
    {
        "id": 503,
        "request_status": "submitted",
        "fulfillment_service": "mars",
        "location_id": 9,
        "requests": [{"message": "please"}],
        "fulfill_by": "2099-01-01T00:00:00Z",
        "lines": [[11, 1]],
    },
    {
        "id": 504,
        "status": "in_progress",
        "request_status": "cancellation_requested",
        "fulfillment_service": "mars",
        "location_id": 9,
        "lines": [[11, 1]],
    },
    {"id": 505, "lines": [[11, 1], [12, 1]]},
]


def states() -> list[dict[str, Any]]:
    lines = [[{"line_id": id_, "quantity": units} for id_, units in each["lines"]] for each in STATES]
    return [{**each, "lines": units} for each, units in zip(STATES, lines, strict=True)]


def test_fulfillment_orders_in_their_states(tmp_path: Path) -> None:
    with opened(tmp_path, an_order(fulfillment_orders=states())) as shop:
        found = {each.id: each for each in shop.fulfillment_orders(1) or ()}
        assert {id_: (each.status, each.request_status) for id_, each in found.items()} == {
            501: ("on_hold", "unsubmitted"),
            502: ("scheduled", "unsubmitted"),
            503: ("open", "submitted"),
            504: ("in_progress", "cancellation_requested"),
            505: ("open", "unsubmitted"),
        }
        assert [(hold.reason, hold.handle) for hold in found[501].holds] == [("awaiting_payment", "h")]
        assert [each.message for each in found[503].requests] == ["please"]
        assert found[503].fulfill_by is not None
        location = shop.location(9)
        assert location is not None
        assert location.service == "mars"
        assert shop.release_holds(501).status == "open"
        assert shop.open_fulfillment_order(502).status == "open"
        assert shop.accept_request(503).request_status == "accepted"
        assert shop.accept_cancellation(504).status == "closed"


def test_earlier_fulfillments_and_refunds(tmp_path: Path) -> None:
    order = an_order(
        fulfillments=[
            {
                "id": 601,
                "lines": [{"line_id": 11, "quantity": 2}],
                "tracking_numbers": ["1Z001985YW99744790"],
                "shipment_status": "in_transit",
            }
        ],
        refunds=[{"line_id": 11, "quantity": 1}],
    )
    with opened(tmp_path, order) as shop:
        (made,) = shop.fulfillments(1) or ()
        assert (made.id, made.name, made.tracking.company, made.shipment_status) == (601, "#1.1", "UPS", "in_transit")
        (left,) = shop.fulfillment_orders(1) or ()
        assert (left.status, [(line.quantity, line.remaining) for line in left.lines]) == (
            "in_progress",
            [(4, 2), (1, 1)],
        )
        told = shop.order(1)
        assert told is not None
        assert (told.refunded, told.fulfillment_status, told.lines[0].fulfillable) == (True, "partial", 2)
        assert shop.cancel(601).status == "cancelled"


def test_everything_fulfilled(tmp_path: Path) -> None:
    with opened(tmp_path, an_order(fulfillments=[{}])) as shop:
        order = shop.order(1)
        assert order is not None
        assert order.fulfillment_status == "fulfilled"
        assert [each.status for each in shop.fulfillment_orders(1) or ()] == ["closed"]


def test_what_is_only_told(tmp_path: Path) -> None:
    order = an_order(email="a@example.com", tags="vip, gift", note="ring twice", financial_status="pending")
    with opened(tmp_path, order) as shop:
        body = TestClient(create_app(shop)).get("/admin/api/2025-10/orders/1.json").json()["order"]
        assert (body["email"], body["tags"], body["financial_status"]) == ("a@example.com", "vip, gift", "pending")
        assert (body["line_items"][0]["price"], body["line_items"][0]["variant_id"]) == ("10.00", 7)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"refunds": [{"line_id": 11, "quantity": 6}]}, "refunds: line 11 has 5 units, not 6"),
        ({"refunds": [{"line_id": 13, "quantity": 1}]}, "refunds[0]: the order has no line 13"),
        ({"refunds": [{"line_id": 11, "quantity": 0}]}, "refunds[0]: 0 units cannot be"),
        (
            {"fulfillments": [{"lines": [{"line_id": 11, "quantity": 6}]}]},
            "fulfillments[0]: one location does not have so many units",
        ),
        ({"fulfillments": [{}, {}]}, "fulfillments[1]: one location does not have so many units"),
        (
            {"fulfillment_orders": [{"lines": [{"line_id": 11, "quantity": 1}]}]},
            "fulfillment_orders: line 11 has 5 units to send, not 1",
        ),
        (
            {"fulfillment_orders": [{"status": "lost", "lines": []}]},
            "fulfillment_orders[0].status: 'lost' is not known",
        ),
        ({"fulfillment_orders": [{"status": "scheduled", "lines": []}]}, "fulfillment_orders[0].fulfill_at"),
        (
            {"fulfillment_orders": [{"request_status": "x", "lines": []}]},
            "fulfillment_orders[0].request_status: 'x' is not known",
        ),
        ({"fulfillment_orders": [{"holds": [{"reason": "x"}], "lines": []}]}, "holds[0].reason: 'x' is not known"),
        ({"fulfillment_orders": [{"status": "incomplete", "lines": []}]}, "only a service's is incomplete"),
        ({"created_at": "0001-01-01T00:00:00Z"}, "created_at: it has no offset or no year"),
        ({"created_at": "2026-01-01T00:00:00"}, "created_at: it has no offset or no year"),
        (
            {"customer": {"id": 1, "tags": ["a"]}},
            "customer, one of its fields: expected text or an object, found a list",
        ),
        ({"financial_status": "rich"}, "financial_status: 'rich' is not known"),
    ],
)
def test_what_cannot_be(tmp_path: Path, more: dict[str, Any], told: str) -> None:
    assert told in faults(tmp_path, **more)
