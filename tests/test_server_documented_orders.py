"""The documented calls about fulfillment orders, requests and services (2025-10), request and answer, replayed.

Before each call the shop is as the answer tells that it must have been.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracking.fulfillment.values import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Location,
    Order,
    OrderState,
)
from tracking.fulfillment.values_requests import FulfillmentHold, FulfillmentService
from tracking.server.app import create_app
from tracking.server.shop import Shop

PAIRS = json.loads(Path(__file__).with_name("data").joinpath("rest_documented_orders.json").read_text("utf-8"))
BEFORE: dict[str, dict[str, Any]] = {
    "cancel": {"status": "open", "request_status": "submitted"},
    "close": {"status": "in_progress", "request_status": "accepted"},
    "move": {"status": "open", "request_status": "submitted", "service": "manual", "location_id": 487838322},
    "open": {"status": "scheduled", "request_status": "unsubmitted"},
    "reschedule": {"status": "scheduled", "request_status": "unsubmitted"},
    "hold": {"status": "open", "request_status": "unsubmitted"},
    "release_hold": {"status": "on_hold", "request_status": "submitted"},
    "fulfillment_request": {"status": "open", "request_status": "unsubmitted"},
    "accept": {"status": "open", "request_status": "submitted"},
    "reject": {"status": "open", "request_status": "submitted"},
}
"""The last word of a path -> what the fulfillment order is like before it; a read changes nothing."""
FREE = {"id", "created_at", "updated_at", "sent_at", "delivery_method", "fulfillment_order_id", "name"}
"""Given by the shop, or told by nothing in the call."""
CONTRADICTING = {
    # Assigned to one location by its id, and to another by its address.
    "move.original_fulfillment_order.assigned_location",
    "move.moved_fulfillment_order.assigned_location",
    # The new service's own location.
    "fulfillment_services.fulfillment_service.location_id",
}


def orders_of(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "supported_actions" in value:
            yield value
        for each in value.values():
            yield from orders_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from orders_of(each)


def verb(pair: dict[str, Any]) -> str:
    return pair["path"].partition("?")[0].rpartition("/")[2].removesuffix(".json")


def set_up(pair: dict[str, Any]) -> Shop:
    answered = list(orders_of(pair["answer"]))
    at = datetime.fromisoformat(answered[0]["created_at"]) if answered else datetime.fromisoformat("2025-07-02T16:00Z")
    shop = Shop(clock=lambda: at)
    with shop._transaction(write=True) as records:
        info = records.info()
        assert info is not None
        records.ids_from(1_099_999_999)
        number = re.search(r"fulfillment_orders/(\d+)", pair["path"])
        wanted = int(number[1]) if number else None
        before = next((each for each in answered if each["id"] == wanted), answered[0] if answered else None)
        places = {each["assigned_location_id"] for each in answered}
        for place in sorted(places | ({487838322} if verb(pair) == "move" else set())):
            records.add_location(Location(id=place, name="Apple Api Shipwire", address={"country_code": "DE"}))
        if before is not None:
            records.add_order(*state(pair, before, answered))
        if verb(pair) == "set_fulfillment_orders_deadline":
            read = next(each for each in PAIRS if each["path"] == "orders/450789469/fulfillment_orders.json")
            told = {**read["answer"]["fulfillment_orders"][0], "id": pair["body"]["fulfillment_order_ids"][0]}
            records.add_order(*state(read, told, [told]))
        for service in pair["answer"].get("fulfillment_services", []) + services(pair):
            records.save_service(
                FulfillmentService(
                    **{key: service[key] for key in ("id", "handle", "location_id", "callback_url", *FLAGS)},
                    name="Mars Fulfillment" if pair["method"] == "PUT" else service["name"],
                )
            )
    shop._read_locations()
    return shop


FLAGS = ("tracking_support", "inventory_management", "permits_sku_sharing", "requires_shipping_method")


def services(pair: dict[str, Any]) -> list[dict[str, Any]]:
    found = pair["answer"].get("fulfillment_service")
    if pair["method"] == "DELETE":
        found = next(each["answer"]["fulfillment_service"] for each in PAIRS if each["method"] == "PUT")
    return [] if found is None or pair["method"] == "POST" else [found]


def state(
    pair: dict[str, Any], before: dict[str, Any], answered: list[dict[str, Any]]
) -> tuple[OrderState, dict[int, dict[str, Any]]]:
    lines = {line["line_item_id"]: line for each in answered for line in each["line_items"]}
    mine = [line for line in lines.values() if line["fulfillment_order_id"] == before["id"]] or list(lines.values())
    others = [line for line in lines.values() if line not in mine]
    is_service = verb(pair) != "move"
    told = dict(before) | (BEFORE.get(verb(pair), {}) if pair["method"] == "POST" else {})
    holds = (FulfillmentHold(id=1, reason="other"),) if told["status"] == "on_hold" else ()
    named = (pair["body"] or {}).get("fulfillment_order") or {}
    ids = {place: line["id"] for place, line in enumerate(named.get("fulfillment_order_line_items", []))}
    order = FulfillmentOrder(
        id=before["id"],
        order_id=before["order_id"],
        status=told["status"],
        request_status=told["request_status"],
        location_id=told.get("location_id", before["assigned_location_id"]),
        delivery_method=None,
        service=told.get("service", "shipwire" if is_service else "manual"),
        lines=tuple(
            FulfillmentOrderLine(
                id=ids.get(place, line["id"]),
                line_item_id=line["line_item_id"],
                quantity=line["quantity"],
                remaining=line["quantity"],
            )
            for place, line in enumerate([*mine, *others])
        ),
        holds=holds,
        created_at=datetime.fromisoformat(before["created_at"]),
        updated_at=datetime.fromisoformat(before["updated_at"]),
    )
    items = tuple(
        LineItem(id=id_, title="A thing", quantity=line["quantity"], fulfillable=line["quantity"])
        for id_, line in lines.items()
    )
    details = {
        id_: {"variant_id": line["variant_id"], "inventory_item_id": line["inventory_item_id"], "price": "199.00"}
        | (
            {"discount_allocations": line["financial_summaries"][0]["discount_allocations"]}
            if "financial_summaries" in line
            else {}
        )
        for id_, line in lines.items()
    }
    destination = {key: value for key, value in (before["destination"] or {}).items() if key != "id"}
    name = before.get("order_name") or "#1001"
    of = Order(
        id=before["order_id"],
        name=name,
        lines=items,
        destination=destination,
        created_at=datetime.fromisoformat(before.get("order_processed_at") or before["created_at"]),
    )
    orders = [order]
    if "unsubmitted_fulfillment_order" in pair["answer"] and pair["answer"]["unsubmitted_fulfillment_order"]:
        # Offered to be merged there, so the order has another such one.
        orders.append(another(order))
    return OrderState(order=of, fulfillment_orders=tuple(orders)), details


def another(order: FulfillmentOrder) -> FulfillmentOrder:
    line = FulfillmentOrderLine(id=1, line_item_id=order.lines[0].line_item_id, quantity=1, remaining=1)
    return FulfillmentOrder(
        id=1,
        order_id=order.order_id,
        status="open",
        request_status="unsubmitted",
        location_id=order.location_id,
        delivery_method=None,
        service=order.service,
        lines=(line,),
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def same(ours: Any, theirs: Any, where: str) -> None:
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs), where
        for key, value in theirs.items():
            if key not in FREE and f"{where}.{key}" not in CONTRADICTING:
                same(ours[key], value, f"{where}.{key}")
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), (where, ours, theirs)
        for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            same(mine, other, f"{where}[{at}]")
    elif isinstance(theirs, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*", theirs):
        assert datetime.fromisoformat(ours) == datetime.fromisoformat(theirs), where
    elif isinstance(theirs, str) and theirs.startswith("gid:"):
        assert ours.rpartition("/")[0] == theirs.rpartition("/")[0], where
    else:
        assert ours == theirs, where


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["name"] for pair in PAIRS])
def test_documented_calls(pair: dict[str, Any]) -> None:
    with set_up(pair) as shop:
        client = TestClient(create_app(shop))
        sent = None if pair["method"] == "GET" else pair["body"]
        answer = client.request(pair["method"], f"/admin/api/2025-10/{pair['path']}", json=sent)
        expected = 201 if (pair["method"], verb(pair)) == ("POST", "fulfillment_services") else 200
        assert answer.status_code == expected, answer.text
        same(answer.json(), pair["answer"], verb(pair))


def test_so_many_calls_are_documented() -> None:
    assert len(PAIRS) == 25
