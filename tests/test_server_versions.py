"""What differs between versions of the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql_api import Api, gid
from tracking.server.versions import at_least

ACTIONS = """query Q($id: ID!) {
  fulfillmentOrder(id: $id) { status supportedActions { action } lineItems(first: 1) { nodes { id totalQuantity } } }
}"""
ONCE = """mutation M($f: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $f) @idempotent(key: "one") { fulfillment { name } userErrors { message } }
}"""


def ask(api: Api, version: str, query: str, **variables: Any) -> Any:
    return api.client.post(f"/admin/api/{version}/graphql.json", json={"query": query, "variables": variables}).json()


def actions(api: Api, version: str, number: int) -> list[str]:
    found = ask(api, version, ACTIONS, id=gid("FulfillmentOrder", number))["data"]["fulfillmentOrder"]
    return [each["action"] for each in found["supportedActions"]]


@pytest.mark.parametrize(
    ("version", "is_later"),
    [("2026-04", True), ("2026-01", False), ("2027-01", True), ("unstable", True), ("next", True), ("2022-04", False)],
)
def test_quarters_are_compared(version: str, is_later: bool) -> None:
    assert at_least(version, "2026-04") is is_later


@pytest.mark.parametrize("version", ["2026-04", "2026-10", "unstable"])
def test_progress_may_be_reported_since_2026_04(api: Api, version: str) -> None:
    assert actions(api, version, 1046000900) == ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"]
    api.create((1046000900, [(1072503600, 1)]))
    assert actions(api, version, 1046000900) == ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"]


def test_before_2026_04_nobody_reported_progress(api: Api) -> None:
    assert actions(api, "2026-01", 1046000900) == ["CREATE_FULFILLMENT", "MOVE", "HOLD", "SPLIT"]
    api.create((1046000900, [(1072503600, 1)]))
    assert actions(api, "2025-10", 1046000900) == ["CREATE_FULFILLMENT", "HOLD", "MARK_AS_OPEN"]


def test_the_idempotency_directive_is_known_since_2026_01_and_keeps_nobody_from_creating_twice(
    api: Api,
) -> None:
    line = {"id": gid("FulfillmentOrderLineItem", 1072503600), "quantity": 1}
    group = {"fulfillmentOrderId": gid("FulfillmentOrder", 1046000900), "fulfillmentOrderLineItems": [line]}
    asked = {"lineItemsByFulfillmentOrder": [group]}
    before = ask(api, "2025-10", ONCE, f=asked)
    assert [each["extensions"]["code"] for each in before["errors"]] == ["undefinedDirective"]
    names = [
        ask(api, version, ONCE, f=asked)["data"]["fulfillmentCreate"]["fulfillment"]["name"]
        for version in ("2026-01", "2026-10")
    ]
    assert names == ["#1002-F1", "#1002-F2"]
    missing = ask(api, "2026-10", ONCE.replace('(key: "one")', ""), f=asked)
    assert [each["extensions"]["code"] for each in missing["errors"]] == ["missingRequiredArguments"]


def test_a_fulfilled_order_is_closed_and_a_cancelled_fulfillment_opens_it(api: Api) -> None:
    query = "query Q($id: ID!) { order(id: $id) { closed closedAt } }"
    order = gid("Order", 450789471)
    assert api.data(query, id=order) == {"closed": False, "closedAt": None}
    orders = api.data("query Q($id: ID!) { order(id: $id) { fulfillmentOrders(first: 9) { nodes { id } } } }", id=order)
    made = [
        api.create((int(each["id"].rpartition("/")[2]), []))["fulfillment"]
        for each in orders["fulfillmentOrders"]["nodes"]
    ]
    assert api.data(query, id=order) == {"closed": True, "closedAt": "2026-11-21T12:00:30Z"}
    api.shop.cancel(int(made[-1]["id"].rpartition("/")[2]))
    assert api.data(query, id=order) == {"closed": False, "closedAt": None}
