"""The documented calls of the Fulfillment resource (2025-10), request and answer, replayed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from tracking.fulfillment.values import (
    Allocation,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Order,
    OrderState,
    TrackingInfo,
)
from tracking.server.app import create_app
from tracking.server.shop import Shop

PAIRS = json.loads(Path(__file__).with_name("data").joinpath("rest_documented.json").read_text())
BY_NAME = {pair["name"]: pair for pair in PAIRS}
NOW = datetime(2025, 7, 2, 16, 38, 15, tzinfo=UTC)
TRACKING = ("tracking_company", "tracking_number", "tracking_numbers", "tracking_url", "tracking_urls")
TYPED = {"id", "title", "quantity", "sku", "fulfillment_service", "fulfillable_quantity", "fulfillment_status"}
# The examples contradict each other here; the shop's rules decide.
FREE = {"fulfillable_quantity", "fulfillment_status"}
# Documented unencoded, line breaks dropped; ours is percent-encoded.
ENCODED = {"#☠1☢---4321": "%23%E2%98%A01%E2%98%A2---4321"}


def fulfillments_of(pair: dict[str, Any]) -> list[dict[str, Any]]:
    answer = pair["answer"]
    return answer.get("fulfillments") or ([answer["fulfillment"]] if "fulfillment" in answer else [])


def seeded(pair: dict[str, Any]) -> Shop:
    """A shop as it was right before the call, made of what the answer tells about it."""
    shop = Shop()
    answered = fulfillments_of(pair) or [BY_NAME["list"]["answer"]["fulfillments"][0]]
    creates = pair["status"] == 201
    lines = [line for each in answered for line in each["line_items"]]
    number = re.search(r"fulfillment_orders/(\d+)", pair["path"])
    id_, line_id = int(number[1]) if number else 1046000001, 1072503001
    if creates:
        (group,) = pair["body"]["fulfillment"]["line_items_by_fulfillment_order"]
        id_ = group["fulfillment_order_id"]
        line_id = group.get("fulfillment_order_line_items", [{"id": line_id}])[0]["id"]
    items = tuple(
        LineItem(
            id=line["id"],
            title=line["title"],
            quantity=1,
            fulfillable=1 if creates else 0,
            fulfilled=0 if creates else 1,
            sku=line["sku"],
            fulfillment_service=line["fulfillment_service"],
        )
        for line in lines
    )
    order = FulfillmentOrder(
        id=id_,
        order_id=450789469,
        status="open" if creates else "closed",
        request_status="unsubmitted",
        location_id=answered[0]["location_id"],
        delivery_method="shipping",
        service=answered[0]["service"],
        lines=tuple(
            FulfillmentOrderLine(id=line_id, line_item_id=item.id, quantity=1, remaining=1 if creates else 0)
            for item in items
        ),
    )
    state = OrderState(order=Order(id=450789469, name="#1001", lines=items), fulfillment_orders=(order,))
    with shop._transaction(write=True) as records:
        details = {line["id"]: {key: value for key, value in line.items() if key not in TYPED} for line in lines}
        records.add_order(state, details)
        for each in [] if creates else answered:
            records.add_fulfillment(before(each, id_, line_id))
    return shop


def before(answer: dict[str, Any], fulfillment_order_id: int, line_id: int) -> Fulfillment:
    return Fulfillment(
        id=answer["id"],
        order_id=answer["order_id"],
        status="success" if answer["status"] == "cancelled" else answer["status"],
        name=answer["name"],
        tracking=TrackingInfo(
            company=answer["tracking_company"],
            numbers=tuple(answer["tracking_numbers"]),
            urls=tuple(answer["tracking_urls"]),
        ),
        lines=tuple(
            FulfillmentLine(id=line.get("fulfillment_line_item_id", 1), line_item_id=line["id"], quantity=1)
            for line in answer["line_items"]
        ),
        location_id=answer["location_id"],
        service=answer["service"],
        created_at=NOW,
        updated_at=NOW,
        origin_address=answer["origin_address"],
        receipt=answer["receipt"],
        allocations=tuple(
            Allocation(fulfillment_order_id=fulfillment_order_id, line_id=line_id, line_item_id=line["id"], quantity=1)
            for line in answer["line_items"]
        ),
    )


def same_shape(ours: Any, documented: Any, where: str = "answer") -> None:
    """The same keys and types at every level."""
    if where.rpartition(".")[2] in FREE:
        return
    assert type(ours) is type(documented), where
    if isinstance(ours, dict):
        assert ours.keys() == documented.keys(), where
        for key in ours:
            same_shape(ours[key], documented[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(documented), where
        for mine, theirs in zip(ours, documented, strict=True):
            same_shape(mine, theirs, f"{where}[]")


def call(shop: Shop, pair: dict[str, Any]) -> Any:
    client = TestClient(create_app(shop))
    content = None if pair["body"] is None else json.dumps(pair["body"])
    answer = client.request(pair["method"], f"/admin/api/2025-10/{pair['path']}", content=content)
    assert answer.status_code == pair["status"], answer.text
    return answer.json()


def same_values(ours: dict[str, Any], documented: dict[str, Any], pair: dict[str, Any]) -> None:
    for key in TRACKING:
        assert encoded(ours[key]) == encoded(documented[key]), key
    for key in ("status", "service", "location_id", "order_id", "shipment_status", "receipt"):
        assert ours[key] == documented[key], key
    assert [line["quantity"] for line in ours["line_items"]] == [line["quantity"] for line in documented["line_items"]]
    if pair["method"] == "GET":
        assert ours["id"] == documented["id"]


def encoded(value: Any) -> Any:
    """Percent-encoding is the one known difference; a URL is compared by what it says."""
    if isinstance(value, list):
        return [encoded(each) for each in value]
    return unquote(value) if isinstance(value, str) and urlsplit(value).scheme else value


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_a_documented_call_replays(pair: dict[str, Any]) -> None:
    with seeded(pair) as shop:
        ours = call(shop, pair)
    same_shape(ours, pair["answer"])
    if pair["name"] == "count":
        assert ours == pair["answer"]
    got = ours.get("fulfillments") or [ours[key] for key in ("fulfillment",) if key in ours]
    for mine, documented in zip(got, fulfillments_of(pair), strict=True):
        same_values(mine, documented, pair)


# The same requests against the demo shop's own ids.
ON_THE_DEMO = {
    "create: number and URL": (1046000816, None),
    "create: number": (1046000810, None),
    "create: message, number and URL": (1046000817, None),
    "create: one line, company": (1046000813, 1072503320),
    "create: no tracking": (1046000818, None),
    "update_tracking: company and number": (1069019870, None),
    "update_tracking: number and URL": (1069019875, None),
    "cancel": (1069019871, None),
}


@pytest.mark.parametrize("name", ON_THE_DEMO)
def test_a_documented_call_replays_on_the_demo(name: str, demo: Shop) -> None:
    id_, line_id = ON_THE_DEMO[name]
    pair = json.loads(json.dumps(BY_NAME[name]))
    if pair["status"] == 201:
        (group,) = pair["body"]["fulfillment"]["line_items_by_fulfillment_order"]
        group["fulfillment_order_id"] = id_
        if line_id is not None:
            group["fulfillment_order_line_items"][0]["id"] = line_id
    pair["path"] = re.sub(r"^fulfillments/\d+", f"fulfillments/{id_}", pair["path"])
    ours = call(demo, pair)
    same_shape(ours, pair["answer"])
    same_values(ours["fulfillment"], pair["answer"]["fulfillment"], pair)


def test_the_demo_lists_its_six_fulfillments(demo: Shop) -> None:
    listed = call(demo, BY_NAME["list"])["fulfillments"]
    ids = [each["id"] for each in listed]
    assert ids == [255858046, 1069019870, 1069019871, 1069019874, 1069019875, 1069019882]
    same_shape(listed[0], BY_NAME["list"]["answer"]["fulfillments"][0])
    same_values(listed[0], BY_NAME["list"]["answer"]["fulfillments"][0], BY_NAME["list"])
    since = BY_NAME["list since an id"]["answer"]["fulfillments"][0]
    same_shape(listed[-1], since)
    for key in TRACKING:
        assert listed[-1][key] == since[key]


def test_the_demo_lists_by_fulfillment_order(demo: Shop) -> None:
    pair = BY_NAME["list by fulfillment order"] | {"path": "fulfillment_orders/1046000814/fulfillments.json"}
    ours = call(demo, pair)
    same_shape(ours, pair["answer"])
    assert [each["id"] for each in ours["fulfillments"]] == [1069019874]
    same_values(ours["fulfillments"][0] | {"id": 1069019880}, pair["answer"]["fulfillments"][0], pair)
