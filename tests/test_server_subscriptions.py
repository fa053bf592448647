"""Webhook subscriptions by REST and by GraphQL: what is taken, what is refused, and who may be told of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.served import BASE
from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens, needs_of
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.graphql_names import api_types
from tracking.server.rest import ROUTES
from tracking.server.shop import Shop
from tracking.server.subscription import SENT_TOPICS, enum_of_topic, is_topic, rest_topic

HERE = "http://127.0.0.1:9000/webhooks"


@pytest.fixture
def client() -> Iterator[TestClient]:
    tokens = Tokens({"all": None, "orders": ["read_orders"], "none": ["read_products"]})
    with Shop() as shop:
        middleware = [Middleware(AccessMiddleware, tokens), Middleware(ScopeMiddleware)]
        app = create_app(shop, middleware=middleware, routes=GraphQL(shop).routes)
        yield TestClient(app, headers={"X-Shopify-Access-Token": "all"})


def create(client: TestClient, topic: str = "orders/fulfilled", address: str = HERE, **more: Any) -> Any:
    headers = {"X-Shopify-Access-Token": more.pop("token", "all")}
    webhook = {"topic": topic, "address": address, **more}
    return client.post(f"{BASE}/webhooks.json", json={"webhook": webhook}, headers=headers)


def graphql(client: TestClient, query: str, version: str = "2026-04", **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    return client.post(f"/admin/api/{version}/graphql.json", json=body).json()


def test_a_subscriptions_life_by_rest(client: TestClient) -> None:
    made = create(client, fields=["id"], metafield_namespaces=["custom"]).json()["webhook"]
    assert (made["topic"], made["address"], made["format"]) == ("orders/fulfilled", HERE, "json")
    assert (made["fields"], made["metafield_namespaces"], made["api_version"]) == (["id"], ["custom"], "2025-10")
    path = f"{BASE}/webhooks/{made['id']}.json"
    assert client.get(path).json() == {"webhook": made}
    changed = client.put(path, json={"webhook": {"id": made["id"], "address": f"{HERE}/2", "fields": []}}).json()
    assert changed["webhook"] | {"updated_at": ""} == made | {"address": f"{HERE}/2", "fields": [], "updated_at": ""}
    assert client.delete(path).json() == {}
    for method in ("GET", "PUT", "DELETE"):
        answer = client.request(method, path, json={"webhook": {}})
        assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})


def test_lists_are_filtered_and_paged(client: TestClient) -> None:
    for topic in SENT_TOPICS[:5]:
        assert create(client, topic).status_code == 201
    create(client, address=f"{HERE}/other")
    assert client.get(f"{BASE}/webhooks/count.json").json() == {"count": 6}
    assert client.get(f"{BASE}/webhooks/count.json?topic=orders/updated").json() == {"count": 1}
    (other,) = client.get(f"{BASE}/webhooks.json", params={"address": f"{HERE}/other"}).json()["webhooks"]
    assert other["topic"] == "orders/fulfilled"
    seen, page = [], client.get(f"{BASE}/webhooks.json?limit=2&fields=id,topic")
    while True:
        seen += page.json()["webhooks"]
        if "next" not in page.links:
            break
        page = client.get(page.links["next"]["url"])
    assert [set(each) for each in seen] == [{"id", "topic"}] * 6
    assert [each["topic"] for each in seen] == [*SENT_TOPICS[:5], "orders/fulfilled"]
    last = client.get(f"{BASE}/webhooks.json?since_id={seen[-2]['id']}").json()["webhooks"]
    assert [each["id"] for each in last] == [seen[-1]["id"]]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"address": "http://example.com/"}, {"address": ["protocol http:// is not supported"]}),
        ({"address": "http://127.0.0.1.example.com/"}, {"address": ["protocol http:// is not supported"]}),
        ({"address": "http://127.0.0.1@example.com/"}, {"address": ["protocol http:// is not supported"]}),
        ({"address": "http://[::1"}, {"address": ["is invalid"]}),
        ({"address": "https://a.example:99999/"}, {"address": ["is invalid"]}),
        ({"address": "example.com/hook"}, {"address": ["is invalid"]}),
        ({"address": f"{HERE}\r\nX-A: 1"}, {"address": ["is invalid"]}),
        ({"address": None}, {"address": ["can't be blank"]}),
        ({"topic": "orders/imagined"}, {"topic": ["Invalid topic specified: orders/imagined"]}),
        ({"topic": "ORDERS_FULFILLED"}, {"topic": ["Invalid topic specified: ORDERS_FULFILLED"]}),
        ({"topic": None}, {"topic": ["Invalid topic specified: "]}),
    ],
)
def test_what_rest_refuses(client: TestClient, changes: dict[str, Any], errors: dict[str, list[str]]) -> None:
    asked = {"topic": "orders/fulfilled", "address": HERE} | changes
    answer = client.post(f"{BASE}/webhooks.json", json={"webhook": asked})
    assert (answer.status_code, answer.json()) == (422, {"errors": errors})
    assert client.get(f"{BASE}/webhooks/count.json").json() == {"count": 0}


def test_the_same_again_is_refused(client: TestClient) -> None:
    assert create(client).status_code == 201
    again = create(client)
    assert (again.status_code, again.json()) == (
        422,
        {"errors": {"address": ["for this topic has already been taken"]}},
    )


def test_xml_is_said_not_to_be_served(client: TestClient) -> None:
    assert create(client, format="xml").status_code == 501
    assert create(client, "products/update", format="xml").status_code == 201
    assert create(client, format="yaml").status_code == 400


@pytest.mark.parametrize(
    ("token", "topic", "status"),
    [
        ("orders", "orders/fulfilled", 201),
        ("orders", "fulfillments/create", 403),
        ("orders", "fulfillment_orders/moved", 403),
        ("none", "app/uninstalled", 201),
        ("none", "orders/updated", 403),
    ],
)
def test_a_token_is_told_only_of_what_it_may_read(client: TestClient, token: str, topic: str, status: int) -> None:
    assert create(client, topic, token=token).status_code == status
    mutation = """mutation M($topic: WebhookSubscriptionTopic!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: "http://localhost/h"}) { userErrors { message } }
    }"""
    client.headers["X-Shopify-Access-Token"] = token
    answer = graphql(client, mutation, topic=enum_of_topic(topic))
    codes = [each["extensions"]["code"] for each in answer.get("errors", ())]
    assert codes == ([] if status == 201 else ["ACCESS_DENIED"])


def test_both_apis_know_the_same_subscriptions(client: TestClient) -> None:
    made = create(client, "fulfillment_orders/hold_released").json()["webhook"]
    query = """query Q($id: ID!) {
      webhookSubscription(id: $id) { topic uri legacyResourceId endpoint { ... on WebhookHttpEndpoint { callbackUrl } } }
      node(id: $id) { __typename id }
      webhookSubscriptions(first: 5, topics: [FULFILLMENT_ORDERS_HOLD_RELEASED]) { nodes { id } }
    }"""
    gid = f"gid://shopify/WebhookSubscription/{made['id']}"
    assert graphql(client, query, id=gid)["data"] == {
        "webhookSubscription": {
            "topic": "FULFILLMENT_ORDERS_HOLD_RELEASED",
            "uri": HERE,
            "legacyResourceId": str(made["id"]),
            "endpoint": {"callbackUrl": HERE},
        },
        "node": {"__typename": "WebhookSubscription", "id": gid},
        "webhookSubscriptions": {"nodes": [{"id": gid}]},
    }


@pytest.mark.parametrize("name", ["webhookSubscriptionUpdate", "webhookSubscriptionDelete"])
def test_a_subscription_that_is_not_there(client: TestClient, name: str) -> None:
    more = ', webhookSubscription: {uri: "http://localhost/"}' if name.endswith("Update") else ""
    query = (
        f'mutation {{ {name}(id: "gid://shopify/WebhookSubscription/9"{more}) {{ userErrors {{ field message }} }} }}'
    )
    assert graphql(client, query)["data"][name]["userErrors"] == [
        {"field": ["id"], "message": "Webhook subscription does not exist"}
    ]


def test_a_topic_that_came_later_is_refused_before(client: TestClient) -> None:
    assert is_topic("fulfillment_orders/progress_reported", "2026-04")
    assert create(client, "fulfillment_orders/progress_reported").status_code == 422


def test_topics_have_one_spelling_in_each_api() -> None:
    for name in api_types()["WebhookSubscriptionTopic"].members:
        assert enum_of_topic(rest_topic(name)) == name
    for topic in SENT_TOPICS:
        assert rest_topic(enum_of_topic(topic)) == topic
        assert is_topic(topic, "2026-10")


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in ROUTES])
def test_every_route_says_who_may_call_it(method: str, path: str) -> None:
    """A route that said nothing would be open to every token."""
    assert needs_of(method, f"/admin/api/2026-04{path}") is not None
