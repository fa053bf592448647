"""Services, locations, scopes and what connectors select of orders, by both APIs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracking.fulfillment.values import CreateFulfillment
from tracking.server.access import ALL_SCOPES, AccessMiddleware, ScopeMiddleware, Tokens
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop

BASE = "/admin/api/2026-07"
ORDER = {
    "id": 1,
    "name": "#1001",
    "email": "bob@example.com",
    "tags": ["vip", "gift"],
    "financial_status": "partially_paid",
    "note": "ring twice",
    "note_attributes": [{"name": "color", "value": "red"}],
    "customer": {"id": 5, "first_name": "Bob", "last_name": "Norman", "email": "bob@example.com", "tags": "a, b"},
    "shipping_address": {"first_name": "Bob", "city": "Louisville", "country": "United States", "country_code": "US"},
    "total_tax": "1.50",
    "total_shipping_price": "5.00",
    "shipping_lines": [{"title": "Standard", "code": "STD"}],
    "lines": [
        {
            "id": 11,
            "quantity": 2,
            "sku": "A",
            "price": "199.00",
            "variant_id": 7,
            "product_id": 8,
            "properties": [{"name": "engraving", "value": "B"}],
        },
        {"id": 12, "quantity": 1},
    ],
}
READ = """query R($id: ID!) { order(id: $id) {
  number email tags note displayFinancialStatus fullyPaid unpaid currencyCode test
  customAttributes { key value }
  customer { id displayName email tags legacyResourceId }
  shippingAddress { firstName city countryCodeV2 formatted(withName: true) } billingAddress { city }
  subtotalPriceSet { shopMoney { amount currencyCode } } totalPriceSet { presentmentMoney { amount } } totalPrice
  shippingLine { title code }
  lineItems(first: 9) { nodes {
    sku variant { id legacyResourceId } product { id } customAttributes { key value } originalUnitPriceSet { shopMoney { amount } }
    currentQuantity fulfillableQuantity unfulfilledQuantity fulfillmentService { handle type }
  } }
} }"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([ORDER]), encoding="utf-8")
    with Shop() as opened:
        opened.add_orders(path)
        yield opened


def client_of(shop: Shop, scopes: list[str] | None = None) -> TestClient:
    app: Any = create_app(shop, routes=GraphQL(shop, throttle=False).routes)
    app = AccessMiddleware(ScopeMiddleware(app), Tokens({"t": scopes}))
    return TestClient(app, headers={"X-Shopify-Access-Token": "t"})


def ask(client: TestClient, query: str, **variables: Any) -> Any:
    answer = client.post(f"{BASE}/graphql.json", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_what_connectors_select_of_an_order(shop: Shop) -> None:
    order = ask(client_of(shop), READ, id="gid://shopify/Order/1")["order"]
    assert (order["number"], order["email"], order["tags"], order["note"]) == (
        1001,
        "bob@example.com",
        ["vip", "gift"],
        "ring twice",
    )
    assert (order["displayFinancialStatus"], order["fullyPaid"], order["unpaid"]) == ("PARTIALLY_PAID", False, False)
    assert order["customAttributes"] == [{"key": "color", "value": "red"}]
    assert (order["customer"]["displayName"], order["customer"]["tags"]) == ("Bob Norman", ["a", "b"])
    assert order["shippingAddress"] == {
        "firstName": "Bob",
        "city": "Louisville",
        "countryCodeV2": "US",
        "formatted": ["Bob", "Louisville", "United States"],
    }
    assert order["billingAddress"] is None
    assert order["subtotalPriceSet"]["shopMoney"] == {"amount": "398.0", "currencyCode": "USD"}
    assert (order["totalPriceSet"]["presentmentMoney"]["amount"], order["totalPrice"]) == ("404.5", "404.5")
    assert order["shippingLine"] == {"title": "Standard", "code": "STD"}
    first, second = order["lineItems"]["nodes"]
    assert first["variant"] == {"id": "gid://shopify/ProductVariant/7", "legacyResourceId": "7"}
    assert first["product"] == {"id": "gid://shopify/Product/8"}
    assert first["customAttributes"] == [{"key": "engraving", "value": "B"}]
    assert first["originalUnitPriceSet"]["shopMoney"]["amount"] == "199.0"
    assert (second["variant"], second["product"]) == (None, None)
    assert first["fulfillmentService"] == {"handle": "manual", "type": "MANUAL"}


def test_what_rest_tells_of_an_order(shop: Shop) -> None:
    order = client_of(shop).get(f"{BASE}/orders/1.json").json()["order"]
    assert (order["note"], order["customer"]["id"], order["billing_address"]) == ("ring twice", 5, None)
    assert (order["subtotal_price"], order["total_tax"], order["total_price"]) == ("398.00", "1.50", "404.50")


def test_a_hold_is_seen_in_the_lines(shop: Shop) -> None:
    client = client_of(shop)
    (order,) = client.get(f"{BASE}/orders/1/fulfillment_orders.json").json()["fulfillment_orders"]
    lines = [{"id": line["id"], "quantity": 1} for line in order["line_items"][:1]]
    body = {"fulfillment_hold": {"reason": "other", "fulfillment_order_line_items": lines}}
    assert client.post(f"{BASE}/fulfillment_orders/{order['id']}/hold.json", json=body).status_code == 200
    read = ask(client, READ, id="gid://shopify/Order/1")["order"]
    seen = [(line["fulfillableQuantity"], line["unfulfilledQuantity"]) for line in read["lineItems"]["nodes"]]
    assert seen == [(1, 2), (1, 1)]


def test_services_by_rest(shop: Shop) -> None:
    client = client_of(shop)
    asked = {"name": "Mars Fulfillment", "callback_url": "http://mars.example", "tracking_support": True}
    made = client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": asked})
    assert made.status_code == 201
    service = made.json()["fulfillment_service"]
    assert (service["handle"], service["callback_url"]) == ("mars-fulfillment", "http://mars.example/")
    location = client.get(f"{BASE}/locations/{service['location_id']}.json").json()["location"]
    assert (location["name"], location["legacy"]) == ("Mars Fulfillment", True)
    assert client.get(f"{BASE}/locations/count.json").json() == {"count": 2}
    (listed,) = client.get(f"{BASE}/fulfillment_services.json?scope=all").json()["fulfillment_services"]
    assert listed == service
    path = f"{BASE}/fulfillment_services/{service['id']}.json"
    changed = client.put(path, json={"fulfillment_service": {"name": "Venus"}}).json()["fulfillment_service"]
    assert (changed["name"], changed["handle"]) == ("Venus", "mars-fulfillment")
    again = client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": {"name": "venus"}})
    assert (again.status_code, again.json()) == (422, {"errors": {"name": ["has already been taken"]}})
    assert client.delete(path).json() == {}
    assert client.get(path).status_code == 404
    assert client.get(f"{BASE}/locations.json").json()["locations"][0]["name"] == "Location 1"


def test_what_a_deleted_service_was_to_send_goes_to_the_merchant(shop: Shop) -> None:
    client = client_of(shop)
    made = client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": {"name": "Mars"}}).json()
    service = made["fulfillment_service"]
    (order,) = client.get(f"{BASE}/orders/1/fulfillment_orders.json").json()["fulfillment_orders"]
    path = f"{BASE}/fulfillment_orders/{order['id']}"
    body = {"fulfillment_order": {"new_location_id": service["location_id"]}}
    moved = client.post(f"{path}/move.json", json=body).json()["moved_fulfillment_order"]
    assert moved["supported_actions"] == ["request_fulfillment", "create_fulfillment", "hold", "move"]
    assert client.post(f"{path}/fulfillment_request.json").status_code == 200
    assert client.delete(f"{BASE}/fulfillment_services/{service['id']}.json").status_code == 200
    left = client.get(f"{path}.json").json()["fulfillment_order"]
    assert (left["assigned_location_id"], left["status"], left["request_status"]) == (1, "open", "unsubmitted")
    shop.create(CreateFulfillment(lines={order["id"]: ()}))


def test_assigned_fulfillment_orders(shop: Shop) -> None:
    client = client_of(shop)
    made = client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": {"name": "Mars"}}).json()
    location = made["fulfillment_service"]["location_id"]
    (order,) = client.get(f"{BASE}/orders/1/fulfillment_orders.json").json()["fulfillment_orders"]
    path = f"{BASE}/fulfillment_orders/{order['id']}"
    client.post(f"{path}/move.json", json={"fulfillment_order": {"new_location_id": location}})
    client.post(f"{path}/fulfillment_request.json", json={"fulfillment_request": {"message": "please"}})

    def listed(query: str) -> list[Any]:
        answer = client.get(f"{BASE}/assigned_fulfillment_orders.json?{query}").json()["fulfillment_orders"]
        return [(each["id"], [request["message"] for request in each["outgoing_requests"]]) for each in answer]

    assert listed("") == listed("assignment_status=fulfillment_requested") == [(order["id"], ["please"])]
    assert listed(f"location_ids[]={location}&location_ids[]=1") == [(order["id"], ["please"])]
    assert listed("location_ids[]=1") == listed("assignment_status=fulfillment_accepted") == []
    assert client.get(f"{BASE}/assigned_fulfillment_orders.json?assignment_status=x").status_code == 400
    query = """{ assignedFulfillmentOrders(first: 5, assignmentStatus: FULFILLMENT_REQUESTED) { nodes {
      id merchantRequests(first: 5) { nodes { kind message requestOptions sentAt } }
    } } }"""
    (node,) = ask(client, query)["assignedFulfillmentOrders"]["nodes"]
    (request,) = node["merchantRequests"]["nodes"]
    assert (request["kind"], request["message"]) == ("FULFILLMENT_REQUEST", "please")
    assert request["requestOptions"] == {"notify_customer": False}


def test_where_to_move(shop: Shop) -> None:
    client = client_of(shop)
    client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": {"name": "Mars"}})
    (order,) = client.get(f"{BASE}/orders/1/fulfillment_orders.json").json()["fulfillment_orders"]
    found = client.get(f"{BASE}/fulfillment_orders/{order['id']}/locations_for_move.json").json()["locations_for_move"]
    assert [(each["location"]["name"], each["movable"], each["message"]) for each in found] == [
        ("Location 1", False, "Current location."),
        ("Mars", True, ""),
    ]
    query = """query Q($id: ID!) { fulfillmentOrder(id: $id) { locationsForMove(first: 5) { nodes {
      location { name isFulfillmentService } movable availableLineItemsCount { count }
    } } } }"""
    nodes = ask(client, query, id=f"gid://shopify/FulfillmentOrder/{order['id']}")["fulfillmentOrder"][
        "locationsForMove"
    ]["nodes"]
    assert [(each["movable"], each["availableLineItemsCount"]["count"]) for each in nodes] == [(False, 0), (True, 2)]


def test_locations_by_graphql(shop: Shop) -> None:
    client = client_of(shop)
    client.post(f"{BASE}/fulfillment_services.json", json={"fulfillment_service": {"name": "Ares"}})
    query = """query Q($q: String) { locations(first: 5, query: $q) { nodes { name isActive isFulfillmentService } }
      locationsCount(query: $q) { count } }"""
    found = ask(client, query)
    assert [each["name"] for each in found["locations"]["nodes"]] == ["Ares", "Location 1"]
    found = ask(client, query, q="name:Ares")
    assert (len(found["locations"]["nodes"]), found["locationsCount"]["count"]) == (1, 1)


def test_scopes(shop: Shop) -> None:
    whole = client_of(shop).get("/admin/oauth/access_scopes.json").json()["access_scopes"]
    assert {each["handle"] for each in whole} == ALL_SCOPES
    client = client_of(shop, ["write_orders"])
    assert client.get("/admin/oauth/access_scopes.json").json() == {
        "access_scopes": [{"handle": "read_orders"}, {"handle": "write_orders"}]
    }
    app = ask(client, "{ currentAppInstallation { app { title } accessScopes { handle description } } }")
    assert [each["handle"] for each in app["currentAppInstallation"]["accessScopes"]] == ["read_orders", "write_orders"]
    for method, path in (
        ("POST", "fulfillment_orders/1/hold.json"),
        ("GET", "assigned_fulfillment_orders.json"),
        ("GET", "locations.json"),
        ("POST", "fulfillment_services.json"),
    ):
        assert client.request(method, f"{BASE}/{path}").status_code == 403


def test_a_code_that_came_later_is_no_field_before(shop: Shop) -> None:
    client = client_of(shop)
    query = 'mutation { fulfillmentOrderCancel(id: "gid://shopify/FulfillmentOrder/1") { userErrors { code } } }'
    for version, known in (("2025-10", False), ("2026-04", True)):
        answer = client.post(f"/admin/api/{version}/graphql.json", json={"query": query}).json()
        assert ("errors" in answer) is not known


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("0002-01-02T00:00:00Z", "0002-01-02T00:00:00Z"),
        ("2031-01-01T00:00:00.750+01:00", "2030-12-31T23:00:00Z"),
    ],
)
def test_deadlines_at_the_ends_of_the_calendar(shop: Shop, by: str, told: str | None) -> None:
    client = client_of(shop)
    (order,) = client.get(f"{BASE}/orders/1/fulfillment_orders.json").json()["fulfillment_orders"]
    gid = f"gid://shopify/FulfillmentOrder/{order['id']}"
    query = """mutation M($ids: [ID!]!, $by: DateTime!) {
      fulfillmentOrdersSetFulfillmentDeadline(fulfillmentOrderIds: $ids, fulfillmentDeadline: $by) { success }
    }"""
    answer = client.post(f"{BASE}/graphql.json", json={"query": query, "variables": {"ids": [gid], "by": by}}).json()
    assert ("errors" in answer) is (told is None)
    read = ask(client, "query Q($id: ID!) { fulfillmentOrder(id: $id) { fulfillBy } }", id=gid)
    assert read["fulfillmentOrder"]["fulfillBy"] == told
    assert client.get(f"{BASE}/fulfillment_orders/{order['id']}.json").status_code == 200
