"""What belongs to an order: payments, shipping, customers, the services that it names, and what the shop never has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.orders_file import OrdersFileError
from tracking.server.shop import Shop

LINE = {"quantity": 2, "price": "10.00", "location_id": 1, "variant_id": 5, "grams": 250, "inventory_item_id": 8}
CUSTOMS = {
    "barcode": "4006381333931",
    "country_code_of_origin": "PT",
    "harmonized_system_code": "691110",
    "product_tags": ["fragile"],
}
VAT = {"title": "VAT", "rate": 0.25}
ORDERS: list[dict[str, Any]] = [
    {
        "id": 1,
        "name": "#1",
        "lines": [
            {**LINE, "id": 11, "product_id": 6, "title": "Mug", "tax_lines": [{**VAT, "price": "5.00"}], **CUSTOMS}
        ],
        "order_status_url": "https://shop.example.com/1",
        "shipping_lines": [{"id": 3, "title": "Post", "price": "4.00", "tax_lines": [{**VAT, "price": "1.00"}]}],
        "customer": {"id": 9, "email": "a@example.com", "default_address": {"city": "Ulm", "country_code": "DE"}},
        "payment_gateway_names": ["paypal"],
        "po_number": "PO-1",
    },
    {
        "id": 2,
        "name": "#2",
        "lines": [{**LINE, "id": 21, "requires_shipping": False}, {"id": 22, "quantity": 1}],
        "refunds": [{"line_id": 22, "quantity": 1, "amount": "3.00"}],
        "financial_status": "partially_paid",
        "customer": {"id": 9},
        "test": True,
    },
    {
        "id": 4,
        "name": "#4",
        "lines": [{**LINE, "id": 41, "location_id": 7, "fulfillment_service": "mars"}],
        "financial_status": "partially_paid",
        "total_outstanding": "7.50",
    },
]
MONEY = "{ shopMoney { amount } }"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with Shop() as shop:
        shop.add_orders(ORDERS)
        yield TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))


def answer(client: TestClient, query: str, version: str = "2026-07") -> Any:
    return client.post(f"/admin/api/{version}/graphql.json", json={"query": query}).json()


def ask(client: TestClient, query: str) -> Any:
    found = answer(client, query)
    assert "errors" not in found, found
    return found["data"]


def amounts(client: TestClient, order: int, fields: str) -> list[str]:
    asked = " ".join(f"{each} {MONEY}" for each in fields.split())
    found = ask(client, f'{{ order(id: "gid://shopify/Order/{order}") {{ {asked} }} }}')["order"]
    return [each["shopMoney"]["amount"] for each in found.values()]


def test_what_was_paid_follows_from_the_financial_status(client: TestClient) -> None:
    fields = "totalPriceSet totalReceivedSet totalOutstandingSet netPaymentSet totalShippingPriceSet totalTaxSet"
    assert amounts(client, 1, fields) == ["30.0", "30.0", "0.0", "30.0", "4.0", "6.0"]
    assert amounts(client, 4, fields)[:4] == ["20.0", "12.5", "7.5", "12.5"]
    (error,) = answer(client, f'{{ order(id: "gid://shopify/Order/2") {{ totalReceivedSet {MONEY} }} }}')["errors"]
    assert (
        "Order.totalReceivedSet of a partially paid order, but this shop does not serve it unless the order gives total_outstanding"
        in error["message"]
    )
    assert error["extensions"]["code"] == "NOT_IMPLEMENTED"


def test_lines_with_their_shipping_and_their_prices(client: TestClient) -> None:
    summary = f"quantity originalUnitPriceSet {MONEY} approximateDiscountedUnitPriceSet {MONEY}"
    query = """{ orders(first: 2, sortKey: ID) { nodes { nonFulfillableLineItems(first: 5) { nodes { id } }
      fulfillmentOrders(first: 1) { nodes { lineItems(first: 1) { nodes {
        shippingLine { title taxLines { rate } } financialSummaries { SUMMARY } } } } } } } }"""
    first, second = ask(client, query.replace("SUMMARY", summary))["orders"]["nodes"]
    (line,) = first["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"]
    price = {"shopMoney": {"amount": "10.0"}}
    assert line == {
        "shippingLine": {"title": "Post", "taxLines": [{"rate": 0.25}]},
        "financialSummaries": [
            {"quantity": 2, "originalUnitPriceSet": price, "approximateDiscountedUnitPriceSet": price}
        ],
    }
    assert first["nonFulfillableLineItems"]["nodes"] == []
    assert second["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["shippingLine"] is None
    assert second["nonFulfillableLineItems"]["nodes"] == [{"id": "gid://shopify/LineItem/22"}]


def test_a_customer_has_orders_and_an_address(client: TestClient) -> None:
    fields = "numberOfOrders defaultEmailAddress { emailAddress } defaultAddress { id city } addresses { city }"
    customer = ask(client, f'{{ order(id: "gid://shopify/Order/1") {{ customer {{ {fields} }} }} }}')["order"][
        "customer"
    ]
    address = customer["defaultAddress"]
    assert (customer["numberOfOrders"], customer["addresses"], address["city"]) == ("2", [{"city": "Ulm"}], "Ulm")
    assert customer["defaultEmailAddress"] == {"emailAddress": "a@example.com"}
    found = ask(client, f'{{ node(id: "{address["id"]}") {{ ... on MailingAddress {{ city }} }} }}')
    assert found["node"] == {"city": "Ulm"}


def test_a_variant_has_a_product_and_what_customs_ask(client: TestClient) -> None:
    query = """{ order(id: "gid://shopify/Order/%d") { lineItems(first: 1) { nodes { weight { value } variant {
      displayName barcode product { title tags productType }
      inventoryItem { harmonizedSystemCode countryCodeOfOrigin unitCost { amount } measurement { weight { value } } } } } } } }"""
    (line,) = ask(client, query % 1)["order"]["lineItems"]["nodes"]
    weight = {"value": 250.0}
    assert line["weight"] == weight
    assert line["variant"] == {
        "displayName": "Mug - Default Title",
        "barcode": "4006381333931",
        "product": {"title": "Mug", "tags": ["fragile"], "productType": ""},
        "inventoryItem": {
            "harmonizedSystemCode": "691110",
            "countryCodeOfOrigin": "PT",
            "unitCost": None,
            "measurement": {"weight": weight},
        },
    }
    (error,) = answer(client, query % 2)["errors"]
    assert error["message"] == "The product of variant 5 is not known: give its line a product_id."


def test_the_page_of_an_order_is_known_if_it_was_given(client: TestClient) -> None:
    query = '{ order(id: "gid://shopify/Order/%d") { statusPageUrl } }'
    assert ask(client, query % 1)["order"] == {"statusPageUrl": "https://shop.example.com/1"}
    (error,) = answer(client, query % 2)["errors"]
    assert (
        "Order.statusPageUrl, but this shop does not serve it unless the order gives order_status_url"
        in error["message"]
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("customer_id:9", ["#1", "#2"]),
        ("gateway:paypal", ["#1"]),
        ("po_number:po-1", ["#1"]),
        ("test:true", ["#2"]),
        ("current_total_price:<25 AND return_status:no_return", ["#2", "#4"]),
        ("return_status:returned", []),
    ],
)
def test_orders_are_found_by_what_they_were_given(client: TestClient, query: str, found: list[str]) -> None:
    orders = ask(client, f'{{ orders(first: 9, sortKey: ID, query: "{query}") {{ nodes {{ name }} }} }}')["orders"]
    assert [each["name"] for each in orders["nodes"]] == found


def test_the_shop_has_none_of_these(client: TestClient) -> None:
    query = """{ fulfillmentConstraintRules { id } shop { metafield(key: "a") { id } orders(first: 1) { nodes { name } } }
      order(id: "gid://shopify/Order/1") { staffMember { id } risk { recommendation assessments { riskLevel } }
        returns(first: 1) { nodes { id status } pageInfo { hasNextPage } }
        lineItems(first: 1) { nodes { duties { id } sellingPlan { name } } } } }"""
    assert ask(client, query) == {
        "fulfillmentConstraintRules": [],
        "shop": {"metafield": None, "orders": {"nodes": [{"name": "#1"}]}},
        "order": {
            "staffMember": None,
            "risk": {"recommendation": "NONE", "assessments": []},
            "returns": {"nodes": [], "pageInfo": {"hasNextPage": False}},
            "lineItems": {"nodes": [{"duties": [], "sellingPlan": None}]},
        },
    }


def test_an_address_without_anything_is_none() -> None:
    with Shop() as shop:
        shop.add_orders([{"id": 1, "name": "#1", "lines": [{"id": 1, "quantity": 1}], "shipping_address": {}}])
        client = TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))
        query = "{ fulfillmentOrders(first: 1) { nodes { destination { id } order { shippingAddress { id } } } } }"
        found = ask(client, query)["fulfillmentOrders"]["nodes"]
        assert found == [{"destination": None, "order": {"shippingAddress": None}}]


def test_a_page_by_its_number_is_refused(client: TestClient) -> None:
    for path in ("orders.json?page=2&limit=1", "locations.json?page=2"):
        found = client.get(f"/admin/api/2026-07/{path}")
        assert found.status_code == 400
        assert found.json()["errors"]["page"].startswith("page cannot be passed.")


def test_an_app_takes_over_the_service_that_orders_name() -> None:
    with Shop() as shop:
        shop.add_orders(ORDERS)
        client = TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))
        listed = "{ shop { fulfillmentServices { handle serviceName callbackUrl location { id name } } } }"
        (named,) = ask(client, listed)["shop"]["fulfillmentServices"]
        place = {"id": "gid://shopify/Location/7", "name": "Location 7"}
        assert named == {"handle": "mars", "serviceName": "mars", "callbackUrl": None, "location": place}
        made = ask(
            client,
            'mutation { fulfillmentServiceCreate(name: "Mars", callbackUrl: "https://mars.example.com") {'
            " fulfillmentService { handle } userErrors { message } } }",
        )["fulfillmentServiceCreate"]
        assert made == {"fulfillmentService": {"handle": "mars"}, "userErrors": []}
        (service,) = ask(client, listed)["shop"]["fulfillmentServices"]
        assert service["callbackUrl"] == "https://mars.example.com"
        assert service["location"] == place | {"name": "Mars"}
        again = client.post(
            "/admin/api/2026-07/fulfillment_services.json", json={"fulfillment_service": {"name": "mars"}}
        )
        assert again.json()["errors"] == {"name": ["has already been taken"]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"customer": {"id": 9, "note": {"a": "b"}}}, "customer.note"),
        ({"customer": {"id": 9, "default_address": "Ulm"}}, "customer.default_address"),
        ({"shipping_lines": [{"title": []}]}, r"shipping_lines\[0\].title"),
        (
            {"shipping_lines": [{"tax_lines": [{"title": "VAT", "price": "x"}]}]},
            r"shipping_lines\[0\].tax_lines\[0\].price",
        ),
        ({"lines": [{"id": 1, "quantity": 1, "country_code_of_origin": "Germany"}]}, "country_code_of_origin"),
    ],
)
def test_what_is_nested_is_read_strictly(given: dict[str, Any], message: str) -> None:
    with Shop() as shop, pytest.raises(OrdersFileError, match=message):
        shop.add_orders([{"id": 1, "name": "#1", "lines": [{"id": 1, "quantity": 1}], **given}])
