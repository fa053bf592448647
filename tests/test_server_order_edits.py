"""Tags, notes, contact and the archive of orders: what 3PL apps and ERP connectors change after fulfilling."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.graphql_api import Api as GraphQLApi
from tests.graphql_api import gid
from tests.served import BASE, Api
from tracking.server.access import needs_of

ORDER = 450789471
TAGS = """mutation T($id: ID!, $tags: [String!]!) { %s(id: $id, tags: $tags) {
  node { id ... on Order { tags } } userErrors { field message } } }"""
UPDATE = """mutation U($input: OrderInput!) { orderUpdate(input: $input) {
  order { tags note email phone poNumber customAttributes { key value } updatedAt } userErrors { field message } } }"""


def put(rest: Api, **fields: Any) -> Any:
    return rest.client.put(f"{BASE}/orders/{ORDER}.json", json={"order": fields})


def test_tags_are_added_and_removed_and_searched(api: GraphQLApi) -> None:
    search = "query S($q: String) { orders(first: 5, query: $q) { nodes { id } } }"
    assert api.data(search, q="tag:shipped-3pl")["nodes"] == []
    added = api.data(TAGS % "tagsAdd", id=gid("Order", ORDER), tags=["shipped-3pl, b", "B"])
    assert added["userErrors"] == []
    assert added["node"] == {"id": gid("Order", ORDER), "tags": ["shipped-3pl", "b"]}
    assert api.data(search, q="tag:shipped-3pl")["nodes"] == [{"id": gid("Order", ORDER)}]
    removed = api.data(TAGS % "tagsRemove", id=gid("Order", ORDER), tags=["SHIPPED-3PL", "unknown"])
    assert removed["node"]["tags"] == ["b"]
    assert api.data(search, q="tag:shipped-3pl")["nodes"] == []
    missing = api.data(TAGS % "tagsAdd", id=gid("Order", 9), tags=["x"])
    assert missing == {"node": None, "userErrors": [{"field": ["id"], "message": "Order does not exist."}]}
    long = api.data(TAGS % "tagsAdd", id=gid("Order", ORDER), tags=["x" * 41])
    assert long["userErrors"] == [{"field": ["tags"], "message": "Tags is too long (maximum is 40 characters)"}]
    (error,) = api.answer(TAGS % "tagsAdd", {"id": gid("Customer", 1), "tags": ["x"]})["errors"]
    assert (error["extensions"]["code"], "tagsAdd of a Customer" in error["message"]) == ("NOT_IMPLEMENTED", True)
    (error,) = api.answer(TAGS % "tagsAdd", {"id": gid("Fulfillment", 1), "tags": ["x"]})["errors"]
    assert error["message"] == f"Invalid id: {gid('Fulfillment', 1)}"


def test_an_orders_fields_are_changed_and_others_stay(api: GraphQLApi) -> None:
    asked = {
        "id": gid("Order", ORDER), "tags": ["a", "b"], "note": "left at door", "email": "x@example.com",
        "customAttributes": [{"key": "erp", "value": "77"}], "phone": "+4930", "poNumber": "P1",
    }  # fmt: skip
    told = api.data(UPDATE, input=asked)
    order = told["order"]
    assert told["userErrors"] == []
    assert order.pop("updatedAt") == "2026-11-21T12:00:30Z"
    assert order == {name: value for name, value in asked.items() if name != "id"}
    again = api.data(UPDATE, input={"id": asked["id"], "note": None})["order"]
    assert (again["note"], again["tags"], again["phone"]) == (None, ["a", "b"], "+4930")
    wrong = api.data(UPDATE, input={"id": asked["id"], "email": "nobody"})
    assert wrong == {"order": None, "userErrors": [{"field": ["email"], "message": "Email is invalid"}]}
    assert api.data(UPDATE, input={"id": gid("Order", 9)})["userErrors"][0]["field"] == ["id"]


def test_rest_changes_the_same(rest: Api) -> None:
    before = rest.get(f"orders/{ORDER}.json").json()["order"]
    rest.clock.tick(60)
    answer = put(rest, id=ORDER, tags="a, b,A", note="n", email="x@example.com", note_attributes={"erp": 7, "ok": True})
    assert answer.status_code == 200
    order = answer.json()["order"]
    assert order == rest.get(f"orders/{ORDER}.json").json()["order"]
    changed = {name for name in order if order[name] != before[name]}
    assert changed <= {"tags", "note", "email", "note_attributes", "updated_at", "contact_email"}
    assert (order["tags"], order["note"], order["email"]) == ("a, b", "n", "x@example.com")
    assert order["note_attributes"] == [{"name": "erp", "value": "7"}, {"name": "ok", "value": "true"}]
    assert datetime.fromisoformat(order["updated_at"]) == rest.clock.now.astimezone(UTC)
    rest.clock.tick(60)
    assert put(rest, note="n").json()["order"]["updated_at"] == order["updated_at"]
    assert put(rest, tags=["c"], note_attributes=[]).json()["order"]["tags"] == "c"


@pytest.mark.parametrize(
    ("fields", "status", "errors"),
    [
        ({"tags": 1.5}, 400, {"tags": "expected Float to be a String"}),
        ({"note": []}, 400, {"note": "expected Array to be a String"}),
        ({"email": "nobody"}, 422, {"email": ["is invalid"]}),
        ({"note_attributes": [{"value": "x"}]}, 400, {"note_attributes": "name can't be blank"}),
        (
            {"note": "x", "shipping_line": {}},
            501,
            "Not implemented: the Admin API has the field shipping_line of PUT /admin/api/{version}/orders/{id}.json, "
            "but this shop does not serve it.",
        ),
    ],
)
def test_what_rest_refuses_changes_nothing(rest: Api, fields: Any, status: int, errors: Any) -> None:
    before = rest.get(f"orders/{ORDER}.json").json()
    answer = put(rest, **fields)
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})
    assert rest.get(f"orders/{ORDER}.json").json() == before
    assert rest.client.put(f"{BASE}/orders/9.json", json={"order": {"note": "x"}}).status_code == 404


def test_an_order_is_archived_and_opened_again(rest: Api) -> None:
    def ids(status: str) -> list[int]:
        return [each["id"] for each in rest.get("orders.json", status=status).json()["orders"]]

    assert ORDER in ids("open")
    closed = rest.post(f"orders/{ORDER}/close.json", {}).json()["order"]
    assert datetime.fromisoformat(closed["closed_at"]) == rest.clock.now
    assert ORDER in ids("closed")
    rest.clock.tick(60)
    assert rest.post(f"orders/{ORDER}/close.json").json()["order"]["closed_at"] == closed["closed_at"]
    assert rest.post(f"orders/{ORDER}/open.json").json()["order"]["closed_at"] is None
    assert ORDER in ids("open")
    assert rest.post("orders/9/close.json").status_code == 404


def test_a_fulfilled_order_keeps_the_time_of_its_archive_and_can_be_opened(rest: Api) -> None:
    rest.shop.add_orders([{"id": 5, "name": "#5", "lines": [{"id": 6, "quantity": 1}], "fulfillments": [{}]}])
    at = rest.get("orders/5.json").json()["order"]["closed_at"]
    assert at is not None
    for tag in ("a", "b"):
        rest.clock.tick(60)
        order = rest.client.put(f"{BASE}/orders/5.json", json={"order": {"tags": tag}}).json()["order"]
        assert (order["tags"], order["closed_at"]) == (tag, at)
    assert rest.post("orders/5/open.json").json()["order"]["closed_at"] is None
    assert rest.get("orders/5.json").json()["order"]["fulfillment_status"] == "fulfilled"


def test_graphql_archives_and_opens(api: GraphQLApi) -> None:
    query = "mutation M($id: ID!) { %s(input: {id: $id}) { order { closed closedAt } userErrors { field message } } }"
    closed = api.data(query % "orderClose", id=gid("Order", ORDER))
    assert closed == {"order": {"closed": True, "closedAt": "2026-11-21T12:00:30Z"}, "userErrors": []}
    opened = api.data(query % "orderOpen", id=gid("Order", ORDER))
    assert opened == {"order": {"closed": False, "closedAt": None}, "userErrors": []}
    assert api.data(query % "orderOpen", id=gid("Order", 9))["userErrors"][0]["field"] == ["id"]


def test_who_listens_is_told(rest: Api) -> None:
    rest.shop.webhook_urls = ["http://127.0.0.1:9/hook"]
    put(rest, note="told")
    put(rest, note="told")
    told = rest.shop.webhooks(2**62, 10)
    assert [(each.topic, json.loads(each.body)["note"]) for each in told] == [("orders/updated", "told")]


def test_the_scope_is_write_orders() -> None:
    below = "/admin/api/2026-04/orders/1"
    for method, path in (("PUT", ".json"), ("POST", "/close.json"), ("POST", "/open.json")):
        assert needs_of(method, below + path) == ("write_orders",)
    api = GraphQLApi(tokens={"t": ["read_orders"]})
    for query in (TAGS % "tagsAdd", TAGS % "tagsRemove"):
        (error,) = api.answer(query, {"id": gid("Order", ORDER), "tags": ["x"]})["errors"]
        assert error["extensions"]["requiredAccess"] == "`write_orders` access scope."
    (error,) = api.answer(UPDATE, {"input": {"id": gid("Order", ORDER), "note": "x"}})["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    api.shop.close()
