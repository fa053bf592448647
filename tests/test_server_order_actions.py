"""Recorded answers of the live service about fulfillment orders and services, replayed against the shop.

A group is a stretch of the recording that needs a state of its own: the fulfillment orders as they were before it, then
each call with its answer. Ids that the service gave are matched with those that the shop gives.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.fulfillment.values import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Location,
    Order,
    OrderState,
)
from tracking.fulfillment.values_requests import FulfillmentService, MerchantRequest
from tracking.server.access import ALL_SCOPES, AccessMiddleware, Tokens
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop

DATA = json.loads(Path(__file__).with_name("data").joinpath("graphql_order_actions.json").read_text("utf-8"))
GROUPS = {group["name"]: group for group in DATA["groups"]}
STEPS = sum(len(group["steps"]) for group in GROUPS.values())
NOW = datetime(2026, 7, 10, 12, 21, 56, tzinfo=UTC)
GID = re.compile(r"gid://shopify/(\w+)/(\d+)(\?id=true)?")
TIMES = {"updatedAt", "createdAt", "fulfillAt", "sentAt"}
"""Times and places in lists are the recording's own."""
CURSORS = {"cursor", "startCursor", "endCursor"}
LISTS = {"lineItems", "fulfillmentOrders", "merchantRequests"}
FREE_IDS = {"AppInstallation", "App"}
FREE = {"handle": "/scenarios", "title": "/scenarios"}
"""What the recording's own app is called."""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def set_up(group: dict[str, Any]) -> Shop:
    shop = Shop(clock=lambda: NOW)
    with shop._transaction(write=True) as records:
        records.ids_from(30_000_000_000_000)
        for number, name in group["locations"].items():
            service = "mars" if int(number) in group["service_locations"] else None
            records.add_location(Location(id=int(number), name=name, service=service))
        for service in group["services"]:
            records.save_service(
                FulfillmentService(id=service["id"], name=service["name"], handle="given", location_id=2)
            )
        if not group["locations"]:
            records.add_location(Location(id=1, name="Mars", service="mars"))
        by_order: dict[int, list[dict[str, Any]]] = {}
        for each in group["fulfillment_orders"]:
            by_order.setdefault(each["order_id"], []).append(each)
        for order_id, orders in by_order.items():
            lines = [line for each in orders for line in each["lines"]]
            items = tuple(
                LineItem(
                    id=line["line_item_id"],
                    title=line["title"],
                    quantity=line.get("ordered") or line["quantity"],
                    fulfillable=line["quantity"],
                )
                for line in lines
            )
            order = Order(id=order_id, name=orders[0]["order_name"], lines=items, created_at=NOW, updated_at=NOW)
            found = tuple(map(fulfillment_order, orders))
            records.add_order(OrderState(order=order, fulfillment_orders=found), {})
    shop._read_locations()
    return shop


def fulfillment_order(given: dict[str, Any]) -> FulfillmentOrder:
    return FulfillmentOrder(
        id=given["id"],
        order_id=given["order_id"],
        status=given["status"],
        request_status=given["request_status"],
        location_id=given["location_id"],
        delivery_method="shipping",
        service=given["service"],
        created_at=NOW,
        updated_at=NOW,
        requests=tuple(
            MerchantRequest(id=at, sent_at=NOW, **each) for at, each in enumerate(given.get("requests", ()), 1)
        ),
        lines=tuple(
            FulfillmentOrderLine(
                id=line["id"],
                line_item_id=line["line_item_id"],
                quantity=line["quantity"],
                remaining=line["quantity"],
            )
            for line in given["lines"]
        ),
    )


class Replay:
    """A group's shop, and which of its ids stand for those of the recording."""

    def __init__(self, group: dict[str, Any], shop: Shop) -> None:
        self.group = group
        self.ours: dict[str, str] = {}
        self.held: set[str] = set()
        tokens = {"t": sorted(ALL_SCOPES - {"read_apps"})}
        app = AccessMiddleware(Starlette(routes=GraphQL(shop, throttle=False).routes), Tokens(tokens))
        self.client = TestClient(app, headers={"X-Shopify-Access-Token": "t"})

    def step(self, step: dict[str, Any]) -> None:
        if step["query"] is None:
            query, variables = self.written(step), {}
        else:
            query, variables = DATA["queries"][step["query"]], self.translated(step["variables"])
        path = f"/admin/api/{step['api']}/graphql.json"
        answer = self.client.post(path, json={"query": query, "variables": variables}).json()
        assert "data" in answer, (step["where"], query, answer)
        self.same(answer.get("data"), step["data"], step["where"])
        wanted = [each for each in step["errors"] if each["path"][0] in step["data"]]
        ours = [each for each in answer.get("errors", ()) if each["path"][0] in step["data"]]
        assert [self.plain(each) for each in ours] == [self.plain(each) for each in wanted], step["where"]

    @staticmethod
    def plain(error: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in error.items() if key != "locations"}

    # Ids

    def translated(self, value: Any) -> Any:
        """A recorded value with the shop's ids."""
        text = json.dumps(value)
        text = GID.sub(lambda match: self.ours.get(match[0].split("?")[0], match[0]), text)
        numbers = {theirs.rsplit("/", 1)[1]: ours.rsplit("/", 1)[1] for theirs, ours in self.ours.items()}
        return json.loads(re.sub(r"(?<=_id:)\d+", lambda match: numbers.get(match[0], match[0]), text))

    def same(self, ours: Any, theirs: Any, where: str) -> None:
        if isinstance(theirs, dict):
            assert isinstance(ours, dict), (where, ours)
            for key, value in theirs.items():
                if key in FREE and where.startswith(FREE[key]):
                    assert ours[key]
                elif key in TIMES | CURSORS:
                    assert (ours[key] is None) == (value is None), f"{where}.{key}"
                else:
                    self.same(ours[key], value, f"{where}.{key}")
        elif isinstance(theirs, list):
            assert isinstance(ours, list), where
            assert len(ours) == len(theirs), (where, ours, theirs)
            for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
                self.same(mine, other, f"{where}[{at}]")
        elif isinstance(theirs, str) and (match := GID.fullmatch(theirs)):
            self.same_id(ours, match, where)
        else:
            assert ours == (self.renumbered(theirs) if isinstance(theirs, str) else theirs), where

    def renumbered(self, text: str) -> str:
        """A sentence of the recording with the shop's ids."""
        numbers = {theirs.rsplit("/", 1)[1]: ours.rsplit("/", 1)[1] for theirs, ours in self.ours.items()}
        return re.sub(r"\d{9,}", lambda match: numbers.get(match[0], match[0]), text)

    def same_id(self, ours: Any, theirs: re.Match[str], where: str) -> None:
        mine = GID.fullmatch(ours)
        assert mine is not None, (where, ours)
        assert (mine[1], mine[3]) == (theirs[1], theirs[3]), where
        if mine[1] not in FREE_IDS:
            known = self.ours.setdefault(gid(theirs[1], theirs[2]), gid(mine[1], mine[2]))
            assert known == gid(mine[1], mine[2]), where

    # Calls of which only the answer was recorded

    def written(self, step: dict[str, Any]) -> str:
        """A call as it must have been, from its answer: what it selects is what came."""
        (name, payload), *_ = step["data"].items()
        arguments = self.arguments(step, payload)
        if payload is None:
            payload = {"userErrors": [{"field": None, "message": None}]}
        verb = "query" if name in ("currentAppInstallation", "fulfillmentService") else "mutation"
        given = f"({', '.join(f'{key}: {value}' for key, value in arguments.items())})" if arguments else ""
        return f"{verb} {{ {name}{given} {selection(payload)} }}"

    def arguments(self, step: dict[str, Any], payload: dict[str, Any] | None) -> dict[str, str]:
        if step["op"].startswith("fulfillmentService"):
            return self.service_arguments(step, payload or {})
        arguments = {"id": json.dumps(self.target(step, payload or {}))}
        match step["op"]:
            case "fulfillmentOrderHold":
                arguments["fulfillmentHold"] = literal(self.hold(payload or {}))
            case "fulfillmentOrderReleaseHold":
                left = {
                    each["id"] for each in ((payload or {}).get("fulfillmentOrder") or {}).get("fulfillmentHolds", ())
                }
                if left:
                    arguments["holdIds"] = json.dumps([self.ours[id_] for id_ in sorted(self.held - left)])
            case "fulfillmentOrderReschedule":
                arguments["fulfillAt"] = json.dumps("2026-08-01T00:00:00Z")
        for key, value in self.translated(step["variables"]).items():
            arguments[key] = literal(value)
        return arguments

    def target(self, step: dict[str, Any], payload: dict[str, Any]) -> str:
        if step["where"].startswith("/validation"):
            return gid("FulfillmentOrder", 0)
        order = payload.get("fulfillmentOrder")
        if order is not None:
            return order["id"]
        orders = self.group["fulfillment_orders"]
        at = 1 if step["where"].startswith("/onHold") else 0
        return gid("FulfillmentOrder", orders[at]["id"])

    def hold(self, payload: dict[str, Any]) -> dict[str, Any]:
        told = payload.get("fulfillmentHold") or {"reason": "OTHER"}
        given = {key: Enum(value) if key == "reason" else value for key, value in told.items() if key in HOLD}
        if payload.get("fulfillmentHold"):
            self.held.add(told["id"])
        if payload.get("remainingFulfillmentOrder"):
            lines = payload["fulfillmentOrder"]["lineItems"]["nodes"]
            given["fulfillmentOrderLineItems"] = [
                {"id": line["id"], "quantity": line["totalQuantity"]} for line in lines
            ]
        return given

    def service_arguments(self, step: dict[str, Any], payload: dict[str, Any]) -> dict[str, str]:
        given = self.translated(step["variables"])
        told = payload.get("fulfillmentService") or {}
        if step["op"] in ("fulfillmentServiceCreate", "fulfillmentServiceUpdate"):
            for key in ("trackingSupport", "inventoryManagement", "requiresShippingMethod"):
                if key in told and not (key == "requiresShippingMethod" and "mitted" in step["where"]):
                    given[key] = told[key]
        if step["op"] == "fulfillmentServiceDelete" and "id" not in given:
            given["id"] = self.ours[payload["deletedId"]]
        if step["op"] == "fulfillmentServiceDelete":
            given["inventoryAction"] = Enum("DELETE")
        return {key: literal(value) for key, value in given.items()}


class Enum(str):
    """A value of an enumeration."""


HOLD = {"reason", "reasonNotes", "handle"}


def literal(value: Any) -> str:
    if isinstance(value, Enum):
        return value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value)


def selection(value: Any) -> str:
    """What selects this answer."""
    if isinstance(value, list):
        merged: dict[str, Any] = {}
        for each in value:
            merged |= each if isinstance(each, dict) else {}
        value = merged
        if not value:
            return "{ __typename }"
    if not isinstance(value, dict):
        return ""
    fields = []
    for name, inner in value.items():
        listed = name in LISTS
        nested = "" if name == "requestOptions" or (inner is None and name not in OBJECTS) else selection(inner)
        if isinstance(inner, list) and (not inner or isinstance(inner[0], str)) and name in ("field", "callbackUrl"):
            nested = ""
        if (inner is None and name in OBJECTS) or (nested == "" and name in OBJECTS):
            nested = "{ id }"
        fields.append(f"{name}{'(first: 10)' if listed else ''} {nested}".strip())
    return "{ " + " ".join(fields) + " }"


OBJECTS = {
    "fulfillmentOrder",
    "fulfillmentHold",
    "heldByApp",
    "remainingFulfillmentOrder",
    "replacementFulfillmentOrder",
    "unsubmittedFulfillmentOrder",
    "fulfillmentService",
}


@pytest.mark.parametrize("name", GROUPS)
def test_recorded_answers(name: str) -> None:
    group = GROUPS[name]
    with set_up(group) as shop:
        replay = Replay(group, shop)
        for step in group["steps"]:
            replay.step(step)


def test_so_many_answers_are_replayed() -> None:
    assert STEPS == 129
