"""Refunds, taxes, discounts and currencies of orders: given in a file, told by both APIs."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.detailed_order import DETAILED
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.orders_file import OrdersFileError, orders_given
from tracking.server.shop import Shop


@pytest.fixture
def client() -> Any:
    with Shop() as shop:
        plain = {"id": 2, "name": "#2", "lines": [{"id": 31, "quantity": 1}]}
        gone = {"id": 3, "name": "#3", "refunded": True, "total_refunded": "7.00", "lines": [{"id": 41, "quantity": 1}]}
        shop.add_orders([DETAILED, plain, gone])
        yield TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))


def graphql(client: TestClient, query: str) -> Any:
    answer = client.post("/admin/api/2026-04/graphql.json", json={"query": query}).json()
    assert "errors" not in answer, answer
    return answer["data"]


QUERY = """{ order(id: "gid://shopify/Order/%d") {
  currencyCode totalTaxSet { shopMoney { amount currencyCode } } totalPriceSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } }
  taxLines { title rate ratePercentage price priceSet { presentmentMoney { amount currencyCode } } }
  currentTaxLines { priceSet { shopMoney { amount } } }
  discountApplications(first: 5) { nodes { __typename index allocationMethod targetSelection targetType
    value { __typename ... on PricingPercentageValue { percentage } ... on MoneyV2 { amount } }
    ... on DiscountCodeApplication { code } } }
  lineItems(first: 5) { nodes { currentQuantity refundableQuantity
    taxLines(first: 1) { title } totalDiscountSet { shopMoney { amount currencyCode } }
    discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } discountApplication { index } } } }
  refunds(first: 5) { id legacyResourceId createdAt updatedAt note order { name }
    totalRefundedSet { shopMoney { amount currencyCode } }
    refundLineItems(first: 5) { nodes { quantity restockType restocked lineItem { id }
      priceSet { shopMoney { amount } } subtotalSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } } } }
} }"""


def test_graphql_tells_refunds_taxes_and_discounts(client: TestClient) -> None:
    told = graphql(client, QUERY % 1)["order"]
    assert told["currencyCode"] == "EUR"
    assert told["totalTaxSet"]["shopMoney"] == {"amount": "9.0", "currencyCode": "EUR"}
    assert told["totalPriceSet"]["shopMoney"]["amount"] == "50.0"  # 40 - 4 + 5 + 9
    assert told["taxLines"] == [
        {"title": "VAT", "rate": 0.25, "ratePercentage": 25, "price": "9.0",
         "priceSet": {"presentmentMoney": {"amount": "9.0", "currencyCode": "EUR"}}},
    ]  # fmt: skip
    assert told["currentTaxLines"] == [{"priceSet": {"shopMoney": {"amount": "6.75"}}}]
    assert told["discountApplications"]["nodes"] == [
        {"__typename": "DiscountCodeApplication", "index": 0, "allocationMethod": "ACROSS", "targetType": "LINE_ITEM",
         "targetSelection": "ENTITLED", "value": {"__typename": "PricingPercentageValue", "percentage": 10}, "code": "TEN"}
    ]  # fmt: skip
    line, other = told["lineItems"]["nodes"]
    assert (line["currentQuantity"], line["refundableQuantity"], other["currentQuantity"]) == (3, 3, 0)
    assert line["taxLines"] == [{"title": "VAT"}]
    four = {"amount": "4.0", "currencyCode": "EUR"}
    assert line["totalDiscountSet"] == {"shopMoney": four}
    assert line["discountAllocations"] == [
        {"allocatedAmountSet": {"shopMoney": four}, "discountApplication": {"index": 0}}
    ]
    assert (other["taxLines"], other["discountAllocations"]) == ([], [])
    first, second = told["refunds"]
    assert (first["id"], first["note"], first["createdAt"]) == (
        "gid://shopify/Refund/21",
        "broken",
        "2026-11-01T12:00:00Z",
    )
    assert first["refundLineItems"]["nodes"] == [
        {"quantity": 1, "restockType": "RETURN", "restocked": True, "lineItem": {"id": "gid://shopify/LineItem/11"},
         "priceSet": {"shopMoney": {"amount": "10.0"}}, "subtotalSet": {"shopMoney": {"amount": "9.0"}},
         "totalTaxSet": {"shopMoney": {"amount": "2.25"}}},
    ]  # fmt: skip
    assert first["totalRefundedSet"]["shopMoney"] == {"amount": "11.25", "currencyCode": "EUR"}
    assert second["totalRefundedSet"]["shopMoney"]["amount"] == "3.5"
    assert second["refundLineItems"]["nodes"][0]["restocked"] is False
    assert told["totalRefundedSet"]["shopMoney"]["amount"] == "14.75"


def test_an_order_without_them_has_empty_lists_in_the_shops_currency(client: TestClient) -> None:
    told = graphql(client, QUERY % 2)["order"]
    assert (told["refunds"], told["taxLines"], told["currentTaxLines"]) == ([], [], [])
    assert told["discountApplications"]["nodes"] == []
    assert told["currencyCode"] == graphql(client, "{ shop { currencyCode } }")["shop"]["currencyCode"] != "EUR"
    body = client.get("/admin/api/2025-10/orders/2.json").json()["order"]
    # Clients read lists without asking whether there is one.
    lists = ("refunds", "tax_lines", "note_attributes", "shipping_lines", "payment_gateway_names")
    assert [body[name] for name in lists] == [[]] * 5
    assert (body["taxes_included"], body["test"], body["order_number"], body["number"]) == (False, False, 2, 2)
    assert [body[name] for name in ("refunds", "tax_lines", "discount_applications", "discount_codes")] == [
        [],
        [],
        [],
        [],
    ]


def test_a_refunded_order_has_a_refund_though_its_lines_are_not_known(client: TestClient) -> None:
    (refund,) = graphql(client, QUERY % 3)["order"]["refunds"]
    assert refund["totalRefundedSet"]["shopMoney"]["amount"] == "7.0"
    assert refund["refundLineItems"]["nodes"] == []


def test_rest_tells_them_too(client: TestClient) -> None:
    body = client.get("/admin/api/2025-10/orders/1.json").json()["order"]
    listed = client.get("/admin/api/2025-10/orders/1/refunds.json").json()["refunds"]
    assert body["refunds"] == listed
    assert [
        each["id"] for each in client.get("/admin/api/2025-10/orders/1/refunds.json?limit=1").json()["refunds"]
    ] == [21]
    assert client.get("/admin/api/2025-10/orders/1/refunds/21.json").json() == {"refund": listed[0]}
    only = client.get("/admin/api/2025-10/orders/1/refunds/21.json?fields=id,note").json()
    assert only == {"refund": {"id": 21, "note": "broken"}}
    assert (listed[0]["restock"], listed[1]["restock"]) == (True, False)
    (line,) = listed[0]["refund_line_items"]
    assert (line["subtotal"], line["total_tax"], line["quantity"], line["line_item"]["id"]) == (9.0, 2.25, 1, 11)
    assert line["subtotal_set"]["shop_money"] == {"amount": "9.00", "currency_code": "EUR"}
    for path in ("orders/9/refunds.json", "orders/1/refunds/22.json", "orders/2/refunds/21.json"):
        assert client.get(f"/admin/api/2025-10/{path}").status_code == 404
    assert (body["currency"], body["presentment_currency"], body["total_tax"]) == ("EUR", "EUR", "9.00")
    # 50.00, without 9.00 and its tax of 2.25, and without 5.00.
    current = ("subtotal_price", "total_discounts", "total_tax", "total_price")
    assert [body[f"current_{name}"] for name in current] == ["27.00", "3.00", "6.75", "33.75"]
    query = """{ order(id: "gid://shopify/Order/1") { currentSubtotalPriceSet { shopMoney { amount } }
      currentTotalDiscountsSet { shopMoney { amount } } currentTotalTaxSet { shopMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } } } }"""
    told = [each["shopMoney"]["amount"] for each in graphql(client, query)["order"].values()]
    assert told == ["27.0", "3.0", "6.75", "33.75"]
    assert [each["price"] for each in body["tax_lines"]] == ["9.00"]
    assert body["line_items"][0]["tax_lines"][0]["price_set"]["shop_money"] == {
        "amount": "9.00",
        "currency_code": "EUR",
    }
    assert body["line_items"][0]["discount_allocations"][0]["discount_application_index"] == 0
    assert [each["current_quantity"] for each in body["line_items"]] == [3, 0]
    assert body["discount_codes"] == [{"code": "TEN", "amount": "4.00", "type": "percentage"}]
    assert body["discount_applications"][0]["type"] == "discount_code"


def test_fields_works_with_every_key(client: TestClient) -> None:
    body = client.get("/admin/api/2025-10/orders/1.json").json()["order"]
    assert len(body) > 40
    for name, value in body.items():
        assert client.get(f"/admin/api/2025-10/orders/1.json?fields={name}").json() == {"order": {name: value}}
        rows = client.get(f"/admin/api/2025-10/orders.json?status=any&ids=1&fields={name}").json()
        assert rows == {"orders": [{name: value}]}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"currency": "euro"}, "currency: 'euro' is not a currency's code; write it like EUR"),
        ({"tax_lines": [{"title": "VAT", "price": "much"}]}, "tax_lines[0].price: 'much' is not an amount"),
        ({"tax_lines": [{"title": "VAT", "price": "1", "rate": -1}]}, "tax_lines[0].rate: -1.0 is not a tax rate"),
        ({"refunds": [{}]}, "refunds[0]: nothing is refunded; give lines, or an amount"),
        ({"refunds": [{"line_id": 11, "restock_type": "lost"}]}, "refunds[0].restock_type: 'lost' is not known"),
        ({"refunds": [{"line_id": 11, "created_at": "2026-01-01T00:00:00"}]}, "refunds[0].created_at: it has no offset"),
        ({"refunds": [{"amount": "1e9"}]}, "refunds[0].amount: '1e9' is not an amount"),
        ({"total_price": "12,50"}, "total_price: '12,50' is not an amount; write it like 12.50"),
        ({"shipping_lines": [{"price": "free"}]}, "shipping_lines[0].price: 'free' is not an amount"),
        ({"lines": [{"id": 11, "quantity": 1, "price": "$5"}]}, "lines[0].price: '$5' is not an amount"),
        ({"billing_address": {"country_code": "Germany"}}, "billing_address.country_code: 'Germany' is not a country code"),
        ({"shipping_address": {"zip": 10115}}, "shipping_address.zip: 10115 is not text; put quotes around it"),
        ({"customer": {"default_address": {"city": 7}}}, "customer.default_address.city: 7 is not text"),
        ({"customer": {"email": 7}}, "customer.email: 7 is not text"),
        ({"created_at": "yesterday"}, "created_at: it is not a time; write it like 2026-11-21T12:00:00Z"),
        ({"shipping_address": "Berlin"}, "shipping_address: expected an object, found text; see docs/orders-file.md"),
        (
            {"financial_status": "partially_paid", "total_outstanding": "9.00", "total_price": "8.00"},
            "total_outstanding: 9.00 is more than the order's total of 8.00; give what is still to be paid",
        ),
        ({"discount_applications": [{"value": "1", "type": "gift"}]}, "discount_applications[0].type: 'gift' is not known"),
        ({"discount_applications": [{"value": "1", "type": "discount_code"}]}, "discount_applications[0].code: it is missing"),
        (
            {"lines": [{"id": 11, "quantity": 1, "discount_allocations": [{"amount": "1"}]}]},
            "lines[0].discount_allocations[0].discount_application_index: the order has no such discount",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(OrdersFileError) as error:
        orders_given([{"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 1}], **more}])
    assert fault in str(error.value)
