from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.graphql_api import CANCEL, CREATE, PATH, UPDATE, Api, fulfillment_input, gid
from tracking.fulfillment.values import CreateFulfillment, LineRequest
from tracking.shopify import Client
from tracking.shopify.bucket import Limiter, MemoryBucket


def test_a_query_is_let_in_by_what_it_may_cost_and_pays_what_it_did(api: Api) -> None:
    query = "{ orders(first: 250) { nodes { id fulfillments { id } fulfillmentOrders(first: 30) { nodes { id lineItems(first: 20) { nodes { id lineItem { id } } } } } } } }"
    left = 2000
    for _ in range(100):
        answer = api.answer(query)
        cost = answer["extensions"]["cost"]
        if "data" not in answer:
            break
        assert cost["actualQueryCost"] < cost["requestedQueryCost"]
        left -= cost["actualQueryCost"]
        assert cost["throttleStatus"]["currentlyAvailable"] == left
    else:
        pytest.fail("never throttled")
    throttled = {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
    }
    assert answer["errors"] == [throttled]
    assert cost["actualQueryCost"] is None
    assert cost["throttleStatus"] == {"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": 100}
    wait = (cost["requestedQueryCost"] - left) / 100
    api.seconds += wait - 0.02
    assert "data" not in api.answer(query)
    api.seconds += 0.03
    assert "data" in api.answer(query)


def test_apps_have_their_own_buckets(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"one": None, "two": None})
    api.answer("{ shop { name } }")
    other = api.client.post(PATH, json={"query": "{ shop { name } }"}, headers={"X-Shopify-Access-Token": "two"}).json()
    assert other["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1999


def test_without_throttling_everything_up_to_a_thousand_points_gets_in(make_api: Callable[..., Api]) -> None:
    api = make_api(throttle=False)
    for _ in range(60):
        answer = api.answer(UPDATE, {"id": gid("Fulfillment", 1069019871), "info": {"number": "1"}})
        assert answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 2000


def test_one_query_may_cost_a_thousand_points(api: Api) -> None:
    query = "{ orders(first: 250) { nodes { fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { lineItem { id } } } } } } } }"
    answer = api.answer(query)
    assert answer.keys() == {"errors"}
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000
    assert api.answer("{ shop { name } }")["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1999


def test_a_variables_default_costs_what_the_same_value_costs(api: Api) -> None:
    query = "query Q($n: Int = 250) { orders(first: $n) { nodes { fulfillmentOrders(first: $n) { nodes { id } } } } }"
    costs = [
        api.answer(query, given)["extensions"]["cost"]["requestedQueryCost"] for given in ({}, {"n": 250}, {"n": 9})
    ]
    assert costs[0] == costs[1] > costs[2]


def test_a_development_store_takes_five_fulfillments_a_minute(make_api: Callable[..., Api]) -> None:
    api = make_api(dev_store=True)
    one = fulfillment_input((1046000900, [(1072503600, 1)]))
    for _ in range(5):
        assert api.create((1046000900, [(1072503600, 101)]))["fulfillment"] is None
        assert api.data(CREATE, f=one)["fulfillment"] is not None
    answer = api.answer(CREATE, {"f": one})
    assert answer["data"] == {"fulfillmentCreate": None}
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    cost = answer["extensions"]["cost"]
    assert cost["requestedQueryCost"] > cost["throttleStatus"]["currentlyAvailable"] == 0
    api.seconds += 20
    refused = api.client.post(PATH, json={"query": CREATE, "variables": {"f": one}})
    assert (refused.status_code, refused.headers["Retry-After"]) == (200, "40.0")
    assert api.data(UPDATE, id=gid("Fulfillment", 1069019871), info={"number": "1"})["userErrors"] == []
    api.seconds += 40
    assert api.data(CREATE, f=one)["fulfillment"] is not None


# Access


def test_a_field_needs_its_scope(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"reader": ["read_orders"]})
    required = (
        "`write_assigned_fulfillment_orders`, `write_merchant_managed_fulfillment_orders` or "
        "`write_third_party_fulfillment_orders` access scope."
    )
    answer = api.answer(CANCEL, {"id": gid("Fulfillment", 1069019871)})
    assert answer["data"] == {"fulfillmentCancel": None}
    assert answer["errors"] == [
        {
            "message": f"Access denied for fulfillmentCancel field. Required access: {required}",
            "locations": [{"line": 2, "column": 3}],
            "extensions": {
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": required,
            },
            "path": ["fulfillmentCancel"],
        }
    ]
    assert api.data("query O($id: ID!) { order(id: $id) { name } }", id=gid("Order", 450789469)) == {"name": "#1001"}
    assert api.data("query F($id: ID!) { fulfillment(id: $id) { status } }", id=gid("Fulfillment", 1069019871))
    for query in (
        '{ fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1046000810") { id } }',
        '{ node(id: "gid://shopify/FulfillmentOrder/1046000810") { id } }',
        '{ order(id: "gid://shopify/Order/450789469") { fulfillmentOrders(first: 1) { nodes { id } } } }',
    ):
        (error,) = api.answer(query)["errors"]
        assert error["extensions"]["code"] == "ACCESS_DENIED"


def test_who_may_only_see_fulfillment_orders_sees_no_order(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"fo": ["write_merchant_managed_fulfillment_orders"]})
    assert api.create((1046000908, []))["fulfillment"]["name"] == "#1006-F1"
    answer = api.answer('{ fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1046000810") { id order { name } } }')
    assert answer["data"] == {"fulfillmentOrder": None}
    assert answer["errors"][0]["path"] == ["fulfillmentOrder", "order"]


def test_the_client_waits_out_a_development_stores_limit(make_api: Callable[..., Api]) -> None:
    api = make_api(dev_store=True)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        assert seconds >= 0
        waits.append(seconds)
        api.seconds += seconds

    limiter = Limiter(*(MemoryBucket(size, rate, clock=lambda: api.seconds) for size, rate in ((40, 2), (2000, 100))))
    shop = Client("http://testserver", "t", transport=api.client, limiter=limiter, sleep=sleep)
    request = CreateFulfillment(lines={1046000900: (LineRequest(id=1072503600, quantity=1),)})
    for _ in range(6):
        shop.create(request)
    assert 60 <= sum(waits) <= 62
