"""PyPI's ShopifyAPI, unmodified, against the served shop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyactiveresource.connection
import pytest
import shopify

from tests.served import TOKEN, Served

NUMBER = "1Z001985YW99744790"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("shop")
    shop = Served("--port", "0", "--database", f"sqlite:///{folder}/shop.db", "--demo", "--bucket", "1000")
    yield shop
    shop.stop()


@pytest.fixture(autouse=True)
def session(served: Served) -> Iterator[None]:
    # The library keeps the shop's first label only and puts the domain behind it: 127 + 0.0.1.
    shopify.Session.setup(protocol="http", myshopify_domain="0.0.1", port=served.port)
    shopify.ShopifyResource.activate_session(shopify.Session("127", "2025-10", TOKEN))
    yield
    shopify.ShopifyResource.clear_session()


def lines(id_: int, *named: tuple[int, int]) -> dict[str, Any]:
    asked = [{"id": line, "quantity": units} for line, units in named]
    return {"fulfillment_order_id": id_} | ({"fulfillment_order_line_items": asked} if asked else {})


def test_create_update_and_cancel() -> None:
    made = shopify.FulfillmentV2.create(
        {
            "line_items_by_fulfillment_order": [lines(1046000813, (1072503320, 1))],
            "tracking_info": {"number": NUMBER},
            "notify_customer": False,
            "message": "m",
        }
    )
    assert made.errors.full_messages() == []
    assert (made.status, made.tracking_company, made.tracking_number) == ("success", "UPS", NUMBER)
    again = shopify.Fulfillment.find(made.id, order_id=450789469)
    again.update_tracking({"number": 1111, "url": "http://www.my-url.com", "company": "my-company"}, False)
    assert (again.tracking_company, again.tracking_number, again.tracking_urls) == (
        "my-company",
        "1111",
        ["http://www.my-url.com"],
    )
    made.post("cancel")
    assert shopify.Fulfillment.find(made.id, order_id=450789469).status == "cancelled"


def test_a_refusal_fills_the_errors() -> None:
    refused = shopify.FulfillmentV2.create({"line_items_by_fulfillment_order": [lines(1046000814)]})
    assert refused.id is None
    assert refused.errors.full_messages() == ["Fulfillment order 1046000814 has an unfulfillable status= closed."]


def test_list_page_count_and_get() -> None:
    first = shopify.Fulfillment.find(order_id=450789469, limit=2, fields="id,name")
    ids, page = [each.id for each in first], first
    while page.has_next_page():
        page = page.next_page()
        ids += [each.id for each in page]
    assert ids[:6] == [255858046, 1069019870, 1069019871, 1069019874, 1069019875, 1069019882]
    assert page.has_previous_page()
    assert shopify.Fulfillment.count(order_id=450789469) == len(ids)
    assert shopify.Fulfillment.find(255858046, order_id=450789469, fields="id,status").attributes == {
        "id": 255858046,
        "status": "failure",
    }
    since = shopify.Fulfillment.find(
        order_id=450789469, since_id=1069019875, created_at_min="2014-04-25T16:15:47-04:00"
    )
    assert since[0].id == 1069019882
    site = shopify.ShopifyResource.site
    held = shopify.Fulfillment.find(from_=f"{site}/fulfillment_orders/1046000814/fulfillments.json")
    assert [each.id for each in held] == [1069019874]
    orders = shopify.FulfillmentOrders.find(order_id=450789470)
    assert [(each.id, each.status, each.line_items[0].fulfillable_quantity) for each in orders] == [
        (1046000900, "open", 100)
    ]
    assert shopify.Order.find(name="#1003", status="any")[0].id == 450789471
    assert shopify.Shop.current().id == 548380009


def test_limits() -> None:
    # It looks for the header in a plain dictionary, spelled as the API spells it.
    shopify.Shop.current()
    assert shopify.Limits.credit_limit() == 1000
    assert shopify.Limits.credit_left() == 1000 - shopify.Limits.credit_used()


def test_events() -> None:
    event = shopify.FulfillmentEvent({"order_id": 450789469, "fulfillment_id": 1069019882, "status": "in_transit"})
    assert event.save()
    found = shopify.FulfillmentEvent.find(order_id=450789469, fulfillment_id=1069019882)
    assert [each.status for each in found] == ["in_transit"]
    assert shopify.Fulfillment.find(1069019882, order_id=450789469).shipment_status == "in_transit"


def test_what_is_gone_unknown_or_not_allowed() -> None:
    with pytest.raises(pyactiveresource.connection.ResourceNotFound):
        shopify.Fulfillment.find(1, order_id=450789469)
    deprecated = {"order_id": 450789474, "location_id": 24826418, "tracking_numbers": [NUMBER]}
    with pytest.raises(pyactiveresource.connection.ClientError) as caught:
        shopify.Fulfillment(deprecated).save()
    assert caught.value.response.code == 406
    with pytest.raises(pyactiveresource.connection.ResourceNotFound):
        shopify.Fulfillment({"location_id": 24826418}).save()
    shopify.ShopifyResource.activate_session(shopify.Session("127", "2025-10", "wrong"))
    with pytest.raises(pyactiveresource.connection.UnauthorizedAccess):
        shopify.Fulfillment.count(order_id=450789469)


def test_the_deprecated_create_on_unstable() -> None:
    shopify.ShopifyResource.activate_session(shopify.Session("127", "unstable", TOKEN))
    made = shopify.Fulfillment(
        {
            "order_id": 450789474,
            "location_id": 24826418,
            "tracking_company": "My company",
            "tracking_numbers": ["1", "2"],
            "tracking_urls": ["http://a/1", "http://a/2"],
        }
    )
    assert made.save()
    assert (made.name, made.tracking_urls) == ("#1006.1", ["http://a/1", "http://a/2"])


def test_the_deprecated_calls_of_2022_04() -> None:
    shopify.ShopifyResource.activate_session(shopify.Session("127", "2022-04", TOKEN))
    order = {"order_id": 450789470, "location_id": 24826418, "line_items": [{"id": 1071823300, "quantity": 1}]}
    made = shopify.Fulfillment({**order, "tracking_number": "123456789", "tracking_company": "USPS"})
    assert made.save()
    made.tracking_number = "987654321"
    assert made.save()
    assert (made.tracking_company, made.tracking_numbers) == ("USPS", ["987654321"])
    assert made.tracking_url.endswith("=987654321")
    made.complete()
    assert made.status == "success"
    made.cancel()
    assert shopify.Fulfillment.find(made.id, order_id=450789470).status == "cancelled"


def test_graphql() -> None:
    query = """mutation fulfillmentCreate($f: FulfillmentInput!) {
        fulfillmentCreate(fulfillment: $f) { fulfillment { name trackingInfo { number } } userErrors { field message } }
    }"""
    order = {"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1046000902"}
    variables = {"f": {"lineItemsByFulfillmentOrder": [order], "trackingInfo": {"numbers": ["A1", "A2"]}}}
    answer = json.loads(shopify.GraphQL().execute(query, variables))
    assert answer["data"]["fulfillmentCreate"] == {
        "fulfillment": {"name": "#1003-F1", "trackingInfo": [{"number": "A1"}, {"number": "A2"}]},
        "userErrors": [],
    }
