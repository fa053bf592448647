"""A demo shop's GraphQL endpoint, asked in process, for the tests of each of its sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.server.access import AccessMiddleware, Tokens
from tracking.server.graphql import GraphQL
from tracking.server.limits import NewFulfillments
from tracking.server.shop import Shop

PATH = "/admin/api/2026-10/graphql.json"
NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
CREATE = """mutation Create($f: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $f, message: "on its way") {
    fulfillment {
      id name status displayStatus createdAt updatedAt totalQuantity
      trackingInfo { company number url }
      fulfillmentLineItems(first: 10) { nodes { id quantity lineItem { id title } } }
    }
    userErrors { field message }
  }
}"""
READ = """query Read($id: ID!) {
  fulfillment(id: $id) {
    id name status displayStatus inTransitAt deliveredAt estimatedDeliveryAt
    trackingInfo { company number url }
    events(first: 10) { nodes { id status message happenedAt city latitude } }
    order { name displayFulfillmentStatus }
    fulfillmentOrders(first: 5) { nodes { id status } }
  }
}"""
ORDERS_OF = """query Left($id: ID!) {
  order(id: $id) {
    displayFulfillmentStatus
    fulfillmentOrders(first: 10) {
      nodes { id status supportedActions { action } lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } }
    }
  }
}"""
CANCEL = """mutation Cancel($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { id status displayStatus trackingInfo { number } } userErrors { field message } }
}"""
UPDATE = """mutation Update($id: ID!, $info: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $info, notifyCustomer: false) {
    fulfillment { id status trackingInfo(first: 10) { company number url } }
    userErrors { field message }
  }
}"""
EVENT = """mutation Tell($event: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $event) {
    fulfillmentEvent {
      id status message happenedAt createdAt estimatedDeliveryAt city province country zip address1 latitude longitude
    }
    userErrors { field message }
  }
}"""

Json = dict[str, Any]


class Api:
    """The endpoint of a demo shop, asked in process over HTTP's own messages."""

    def __init__(self, **options: Any) -> None:
        self.seconds = 1000.0
        admit = NewFulfillments(clock=lambda: self.seconds) if options.pop("dev_store", False) else None
        self.shop = Shop(clock=lambda: NOW, admit=admit)
        self.shop.add_demo()
        self.tokens: dict[str, list[str] | None] = options.pop("tokens", {"t": None})
        graphql = GraphQL(self.shop, clock=lambda: self.seconds, **options)
        app = AccessMiddleware(Starlette(routes=graphql.routes), Tokens(self.tokens))
        self.client = TestClient(app, headers={"X-Shopify-Access-Token": next(iter(self.tokens))})

    def answer(self, query: str, variables: Json | None = None, **more: Any) -> Json:
        answer = self.client.post(PATH, json={"query": query, "variables": variables, **more})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        found: Json = answer.json()
        return found

    def data(self, query: str, **variables: Any) -> Any:
        answer = self.answer(query, variables)
        assert "errors" not in answer
        (found,) = answer["data"].values()
        return found

    def create(self, *groups: tuple[int, list[tuple[int, int]]], tracking: Json | None = None, **more: Any) -> Any:
        return self.data(CREATE, f=fulfillment_input(*groups, tracking=tracking, **more))


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def fulfillment_input(*groups: tuple[int, list[tuple[int, int]]], tracking: Json | None = None, **more: Any) -> Json:
    listed = []
    for order, lines in groups:
        group: Json = {"fulfillmentOrderId": gid("FulfillmentOrder", order)}
        if lines:
            group["fulfillmentOrderLineItems"] = [
                {"id": gid("FulfillmentOrderLineItem", line), "quantity": quantity} for line, quantity in lines
            ]
        listed.append(group)
    return {"lineItemsByFulfillmentOrder": listed, **more} | ({"trackingInfo": tracking} if tracking else {})


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    yield api
    api.shop.close()


@pytest.fixture
def make_api() -> Iterator[Callable[..., Api]]:
    made: list[Api] = []

    def make(**options: Any) -> Api:
        made.append(Api(**options))
        return made[-1]

    yield make
    for api in made:
        api.shop.close()
