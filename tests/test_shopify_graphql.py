"""GraphQL: the texts against the schema, nested pages, what is not there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import build_schema, parse, validate

import tracking.server
from tracking.errors import NotFound, OutcomeUnknown, Refused
from tracking.fulfillment.values import CreateFulfillment
from tracking.shopify import Client
from tracking.shopify.messages import Request, Response
from tracking.shopify.queries import QUERIES


class Shop:
    """Answers from a list (``data`` or a whole answer) and keeps what it was sent."""

    def __init__(self, *answers: Any) -> None:
        self.answers = [answer if "data" in answer or "errors" in answer else {"data": answer} for answer in answers]
        self.sent: list[Any] = []

    def send(self, request: Request) -> Response:
        self.sent.append(json.loads(request.body))
        return Response(200, {}, msgspec.json.encode(self.answers[len(self.sent) - 1]))

    def client(self) -> Client:
        return Client("my-shop.myshopify.com", "shpat_x", transport=self)

    @property
    def asked(self) -> list[tuple[str, Any]]:
        return [(sent["operationName"], sent["variables"]) for sent in self.sent]


def page(nodes: list[Any], cursor: str | None = None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor or "last"}}


def line(at: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentLineItem/{at}",
        "quantity": at,
        "lineItem": {"id": f"gid://shopify/LineItem/{at}", "sku": f"S-{at}"},
    }


def fulfillment(at: int = 1, lines: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Fulfillment/{at}",
        "name": f"#1001-F{at}",
        "status": "SUCCESS",
        "displayStatus": "FULFILLED",
        "createdAt": "2026-04-25T22:28:39Z",
        "updatedAt": "2026-04-25T22:28:40Z",
        "order": {"id": "gid://shopify/Order/7"},
        "location": {"id": "gid://shopify/Location/3"},
        "service": {"handle": "manual"},
        "trackingInfo": [{"company": "UPS", "number": "1Z", "url": "https://a.example/1Z"}],
        "fulfillmentLineItems": lines or page([line(1)]),
        **more,
    }


def order_line(at: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrderLineItem/{at}",
        "totalQuantity": 3,
        "remainingQuantity": 2,
        "lineItem": {"id": f"gid://shopify/LineItem/{at}", "sku": "", "title": "A"},
    }


def fulfillment_order(at: int, lines: Any = None) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{at}",
        "status": "IN_PROGRESS",
        "requestStatus": "UNSUBMITTED",
        "createdAt": "2026-04-25T22:28:39Z",
        "updatedAt": "2026-04-25T22:28:40Z",
        "orderId": "gid://shopify/Order/7",
        "orderName": "#1001",
        "assignedLocation": {"location": {"id": "gid://shopify/Location/3"}},
        "deliveryMethod": {"methodType": "PICK_UP"},
        "supportedActions": [{"action": "CREATE_FULFILLMENT"}, {"action": "MARK_AS_OPEN"}],
        "lineItems": lines or page([order_line(1)]),
    }


@pytest.mark.parametrize("name", QUERIES)
def test_text_fits_the_schema(name: str) -> None:
    assert tracking.server.__file__ is not None
    schema = build_schema(Path(tracking.server.__file__).with_name("schema.graphql").read_text(encoding="utf-8"))
    document = parse(QUERIES[name])
    assert validate(schema, document) == []
    assert document.definitions[0].name.value == name  # type: ignore[attr-defined]
    # No user error has a code: asking for one is an error in itself.
    assert "code" not in QUERIES[name]


def test_without_scope_for_locations_a_fulfillment_is_read_all_the_same() -> None:
    denied = {
        "message": "Access denied for location field.",
        "path": ["fulfillment", "location"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    shop = Shop({"data": {"fulfillment": fulfillment(location=None, service=None)}, "errors": [denied]})
    read = shop.client().fulfillment(7, 1)
    assert (read.id, read.location_id, read.service) == (1, None, None)


def test_a_create_that_was_executed_is_no_refusal() -> None:
    """What cannot be seen of the new fulfillment does not make the create undone."""
    denied = {
        "message": "Access denied for lineItem field.",
        "path": ["fulfillmentCreate", "fulfillment", "fulfillmentLineItems", "nodes", 0, "lineItem"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    payload: dict[str, Any] | None
    for payload in ({"fulfillment": None, "userErrors": []}, None):
        shop = Shop({"data": {"fulfillmentCreate": payload}, "errors": [denied]})
        with pytest.raises(OutcomeUnknown, match="Access denied"):
            shop.client().create(CreateFulfillment(lines={1: ()}))


def test_fulfillment_orders_of_all_pages_and_all_their_lines() -> None:
    shop = Shop(
        {"order": {"fulfillmentOrders": page([fulfillment_order(1, page([order_line(1)], "L1"))], "F1")}},
        {"order": {"fulfillmentOrders": page([fulfillment_order(2)])}},
        {"fulfillmentOrder": {"lineItems": page([order_line(2)], "L2")}},
        {"fulfillmentOrder": {"lineItems": page([order_line(3)])}},
    )
    first, second = shop.client().fulfillment_orders(7)
    assert [one.id for one in first.lines] == [1, 2, 3]
    assert [one.id for one in second.lines] == [1]
    assert (first.order_id, first.order_name, first.status) == (7, "#1001", "in_progress")
    assert (first.location_id, first.delivery_method) == (3, "pick_up")
    assert first.supported_actions == ("create_fulfillment", "mark_as_open")
    assert (first.lines[0].quantity, first.lines[0].remaining, first.lines[0].sku) == (3, 2, None)
    order, one = "gid://shopify/Order/7", "gid://shopify/FulfillmentOrder/1"
    assert shop.asked == [
        ("fulfillmentOrders", {"id": order, "after": None}),
        ("fulfillmentOrders", {"id": order, "after": "F1"}),
        ("fulfillmentOrderLines", {"id": one, "after": "L1"}),
        ("fulfillmentOrderLines", {"id": one, "after": "L2"}),
    ]


def test_fulfillments_by_id_with_all_their_lines() -> None:
    shop = Shop(
        {"order": {"fulfillments": [fulfillment(2), fulfillment(1, page([line(1)], "L1"))]}},
        {"fulfillment": {"fulfillmentLineItems": page([line(2)])}},
        {"order": {"fulfillments": [fulfillment(1), fulfillment(2)]}},
    )
    client = shop.client()
    first, second = client.fulfillments(7)
    assert (first.id, second.id) == (1, 2)
    assert [(one.id, one.quantity, one.sku) for one in first.lines] == [(1, 1, "S-1"), (2, 2, "S-2")]
    assert [each.id for each in client.fulfillments(7, since_id=1)] == [2]
    assert [name for name, _ in shop.asked] == ["fulfillments", "fulfillmentLines", "fulfillments"]


def test_fulfillments_of_a_fulfillment_order() -> None:
    shop = Shop(
        {"fulfillmentOrder": {"fulfillments": page([fulfillment(1)], "F")}},
        {"fulfillmentOrder": {"fulfillments": page([fulfillment(2)])}},
    )
    assert [each.id for each in shop.client().fulfillments_of(5)] == [1, 2]


def test_count_by_time() -> None:
    nodes = [
        {
            "id": f"gid://shopify/Fulfillment/{day}",
            "createdAt": f"2026-01-0{day}T00:00:00Z",
            "updatedAt": "2026-02-01T00:00:00Z",
        }
        for day in (1, 2, 3)
    ]
    shop = Shop(*[{"order": {"fulfillments": nodes}}] * 3)
    client = shop.client()
    day = datetime(2026, 1, 2, tzinfo=UTC)
    assert client.count(7) == 3
    assert client.count(7, created_at_min=day) == 2
    assert client.count(7, created_at_max=day, updated_at_min=day) == 2


def test_a_new_fulfillment_with_lines_that_cannot_be_read_is_no_failure_to_create() -> None:
    shop = Shop(
        {"fulfillmentCreate": {"fulfillment": fulfillment(9, page([line(1)], "L1")), "userErrors": []}},
        {"errors": [{"message": "Access denied", "path": ["fulfillment"], "extensions": {"code": "ACCESS_DENIED"}}]},
    )
    with pytest.raises(OutcomeUnknown, match="fulfillment 9 was created"):
        shop.client().create(CreateFulfillment(lines={1: ()}))


@pytest.mark.parametrize(
    ("ask", "data", "code"),
    [
        (lambda client: client.fulfillment(7, 1), {"fulfillment": None}, "fulfillment_not_found"),
        (lambda client: client.fulfillment_order(1), {"fulfillmentOrder": None}, "fulfillment_order_not_found"),
        (lambda client: client.fulfillment_orders(1), {"order": None}, "order_not_found"),
        (lambda client: list(client.fulfillments(1)), {"order": None}, "order_not_found"),
        (lambda client: client.count(1), {"order": None}, "order_not_found"),
        (lambda client: client.events(1, 2), {"fulfillment": None}, "fulfillment_not_found"),
    ],
)
def test_what_is_not_there(ask: Any, data: Any, code: str) -> None:
    with pytest.raises(NotFound) as caught:
        ask(Shop(data).client())
    assert caught.value.code == code


def test_orders_are_found_by_their_exact_name() -> None:
    nodes = [{"id": "gid://shopify/Order/1", "name": "#1001"}, {"id": "gid://shopify/Order/2", "name": "#10011"}]
    shop = Shop(*[{"orders": {"nodes": nodes}}] * 2)
    assert shop.client().find_order("1001") == 1
    assert shop.client().find_order('a"b\\c') is None
    assert [variables["query"] for _, variables in shop.asked] == ['name:"1001"', 'name:"a\\"b\\\\c"']


def test_deleting_an_event_is_rests() -> None:
    class Rest(Shop):
        def send(self, request: Request) -> Response:
            self.sent.append(f"{request.method} {request.url}")
            return Response(200, {}, b"{}")

    shop = Rest()
    shop.client().delete_event(7, 8, 9)
    assert shop.sent == ["DELETE https://my-shop.myshopify.com/admin/api/2026-10/orders/7/fulfillments/8/events/9.json"]


def test_user_errors_of_a_mutation_are_refusals() -> None:
    words = {"field": ["fulfillment"], "message": "Fulfillment order 5 has an unfulfillable status= closed."}
    shop = Shop({"fulfillmentCreate": {"fulfillment": None, "userErrors": [words]}})
    with pytest.raises(Refused) as caught:
        shop.client().create(CreateFulfillment(lines={5: ()}))
    assert caught.value.code == "unfulfillable_status"
    assert caught.value.fields == ("fulfillment",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"fulfillmentCreate": {"fulfillment": None, "userErrors": []}}, "neither a fulfillment nor a reason"),
        ({"fulfillmentCreate": None}, "neither a fulfillment nor a reason"),
        ({}, "fulfillmentCreate is missing"),
        ({"fulfillmentCreate": {"fulfillment": {}, "userErrors": []}}, "the answer is not whole: .* is missing"),
        ({"fulfillmentCreate": {"fulfillment": fulfillment(order=None)}}, "something in it is null"),
    ],
)
def test_an_answer_that_is_not_whole_is_told_in_words(answer: Any, said: str) -> None:
    with pytest.raises(OutcomeUnknown, match=said) as caught:
        Shop({"data": answer}).client().create(CreateFulfillment(lines={1: ()}))
    assert caught.value.code == "broken_answer"
    assert "Error" not in str(caught.value)
