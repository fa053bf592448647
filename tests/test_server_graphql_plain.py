"""Fields that data loaders select beside the matter: what they say, and that none of them contradicts another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.fulfillment.values import CreateFulfillment, LineRequest
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop

LINE = {"id": 71, "sku": "A", "quantity": 4, "price": "10.00", "grams": 250, "location_id": 7}
ORDER = {"id": 7, "name": "#7", "lines": [LINE], "email": "a@example.com"}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as made:
        made.add_orders([ORDER, {"id": 8, "name": "#8", "lines": [{"id": 81, "quantity": 1, "location_id": 9}]}])
        yield made


def ask(shop: Shop, query: str) -> Any:
    client = TestClient(Starlette(routes=GraphQL(shop, throttle=False).routes))
    answer = client.post("/admin/api/2026-04/graphql.json", json={"query": query}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_a_part_of_a_line_costs_its_part(shop: Shop) -> None:
    (order,) = shop.fulfillment_orders(7) or ()
    shop.create(CreateFulfillment(lines={order.id: (LineRequest(id=order.lines[0].id, quantity=1),)}))
    money = "originalTotal originalTotalSet { shopMoney { amount } } discountedTotalSet { shopMoney { amount } }"
    weight = "remainingLineItemsWeight { unit value } internationalDuties { incoterm } lineItems(first: 1) { nodes { weight { value } } }"
    query = f"""{{ order(id: "gid://shopify/Order/7") {{
      fulfillments {{ fulfillmentLineItems(first: 1) {{ nodes {{ {money} }} }} }}
      fulfillmentOrders(first: 1) {{ nodes {{ {weight} }} }}
      lineItems(first: 1) {{ nodes {{ originalTotal discountedUnitPrice unfulfilledOriginalTotal merchantEditable }} }}
    }} }}"""
    found = ask(shop, query)["order"]
    (sent,) = found["fulfillments"][0]["fulfillmentLineItems"]["nodes"]
    assert (sent["originalTotal"], sent["originalTotalSet"]["shopMoney"]["amount"]) == ("10.0", "10.0")
    (left,) = found["fulfillmentOrders"]["nodes"]
    assert left["remainingLineItemsWeight"] == {"unit": "GRAMS", "value": 750.0}
    assert (left["internationalDuties"], left["lineItems"]["nodes"]) == (None, [{"weight": {"value": 250.0}}])
    (line,) = found["lineItems"]["nodes"]
    assert line == {
        "originalTotal": "40.0",
        "discountedUnitPrice": "10.0",
        "unfulfilledOriginalTotal": "30.0",
        "merchantEditable": True,
    }


def test_a_location_knows_whether_anything_is_to_be_sent_from_it(shop: Shop) -> None:
    query = (
        "{ locations(first: 5, sortKey: ID) { nodes { hasUnfulfilledOrders deactivatable deletable activatable } } }"
    )
    busy = {"hasUnfulfilledOrders": True, "deactivatable": False, "deletable": False, "activatable": False}
    assert ask(shop, query)["locations"]["nodes"] == [busy, busy]
    (order,) = shop.fulfillment_orders(8) or ()
    shop.create(CreateFulfillment(lines={order.id: ()}))
    idle = busy | {"hasUnfulfilledOrders": False, "deactivatable": True}
    assert ask(shop, query)["locations"]["nodes"] == [busy, idle]


def test_what_the_shop_was_not_told_is_null_or_empty(shop: Shop) -> None:
    query = """{ order(id: "gid://shopify/Order/7") {
      customerLocale clientIp confirmationNumber taxExempt edited totalTax totalShippingPrice subtotalPrice
      metafield(key: "a") { value } metafields(first: 1) { nodes { key } } shippingLines(first: 1) { nodes { title } }
      billingAddressMatchesShippingAddress
    } }"""
    assert ask(shop, query)["order"] == {
        "customerLocale": None,
        "clientIp": None,
        "confirmationNumber": None,
        "taxExempt": False,
        "edited": False,
        "totalTax": "0.0",
        "totalShippingPrice": "0.0",
        "subtotalPrice": "40.0",
        "metafield": None,
        "metafields": {"nodes": []},
        "shippingLines": {"nodes": []},
        "billingAddressMatchesShippingAddress": True,
    }


def test_what_shipping_costs(shop: Shop) -> None:
    chosen = [{"id": 5, "title": "Express", "code": "EXP", "price": "4.50"}, {"title": "Gift wrap", "price": "1"}]
    shop.add_orders([{"id": 9, "name": "#9", "lines": [{"id": 91, "quantity": 1}], "shipping_lines": chosen}])
    money = "{ shopMoney { amount } }"
    fields = f"title price originalPriceSet {money} discountedPriceSet {money}"
    query = f"""{{ order(id: "gid://shopify/Order/9") {{ shippingLine {{ {fields} }}
      shippingLines(first: 1) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage }} }} }} }}"""
    found = ask(shop, query)["order"]
    amount = {"shopMoney": {"amount": "4.5"}}
    express = {"title": "Express", "price": "4.5", "originalPriceSet": amount, "discountedPriceSet": amount}
    assert found["shippingLine"] == express
    assert found["shippingLines"] == {"nodes": [express], "pageInfo": {"hasNextPage": True}}


def test_the_shop_says_its_time_in_one_way(shop: Shop) -> None:
    query = "{ shop { timezoneOffset timezoneOffsetMinutes weightUnit unitSystem primaryDomain { host url } myshopifyDomain } }"
    found = ask(shop, query)["shop"]
    hours, minutes = divmod(abs(found["timezoneOffsetMinutes"]), 60)
    assert found["timezoneOffset"] == f"{'-' if found['timezoneOffsetMinutes'] < 0 else '+'}{hours:02}{minutes:02}"
    assert (found["weightUnit"], found["unitSystem"]) == ("POUNDS", "IMPERIAL_SYSTEM")
    assert found["primaryDomain"]["host"] == found["myshopifyDomain"]


def test_a_location_by_its_identifier(shop: Shop) -> None:
    query = """{ locationByIdentifier(identifier: {id: "gid://shopify/Location/7"}) { id } }"""
    assert ask(shop, query)["locationByIdentifier"] == {"id": "gid://shopify/Location/7"}
    client = TestClient(Starlette(routes=GraphQL(shop, throttle=False).routes))
    for identifier, code in (('{customId: {key: "a", value: "b"}}', "NOT_IMPLEMENTED"), ("{}", "BAD_REQUEST")):
        asked = {"query": f"{{ locationByIdentifier(identifier: {identifier}) {{ id }} }}"}
        answer = client.post("/admin/api/2026-04/graphql.json", json=asked).json()
        assert [each["extensions"]["code"] for each in answer["errors"]] == [code]


@pytest.mark.parametrize(
    ("scopes", "message", "code"),
    [
        (
            '["read_products", "fake_scope"]',
            "The requested list of scopes to revoke includes invalid handles.",
            "UNKNOWN_SCOPES",
        ),
        (
            '["read_products"]',
            "Scopes that are declared as required cannot be revoked.",
            "CANNOT_REVOKE_REQUIRED_SCOPES",
        ),
    ],
)
def test_scopes_cannot_be_given_back(shop: Shop, scopes: str, message: str, code: str) -> None:
    """As recorded of the live service."""
    fields = "revoked { handle description } userErrors { field message code }"
    assert ask(shop, f"mutation {{ appRevokeAccessScopes(scopes: {scopes}) {{ {fields} }} }}") == {
        "appRevokeAccessScopes": {
            "revoked": None,
            "userErrors": [{"field": ["scopes"], "message": message, "code": code}],
        }
    }
