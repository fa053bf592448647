from __future__ import annotations

from typing import Any

import pytest

from tests.served import BASE, Api, made


def test_events(rest: Api) -> None:
    path = "orders/450789469/fulfillments/255858046/events.json"
    assert rest.get(path).json() == {"fulfillment_events": []}
    answer = rest.post(path, {"event": {"status": "in_transit", "fulfillment_id": 255858046, "order_id": 450789469}})
    assert answer.status_code == 201
    first = answer.json()["fulfillment_event"]
    assert first == {
        "id": first["id"],
        "fulfillment_id": 255858046,
        "status": "in_transit",
        "message": None,
        "happened_at": "2026-01-02T12:00:00-05:00",
        "city": None,
        "province": None,
        "country": None,
        "zip": None,
        "address1": None,
        "latitude": None,
        "longitude": None,
        "shop_id": 548380009,
        "created_at": "2026-01-02T12:00:00-05:00",
        "updated_at": "2026-01-02T12:00:00-05:00",
        "estimated_delivery_at": None,
        "order_id": 450789469,
        "admin_graphql_api_id": f"gid://shopify/FulfillmentEvent/{first['id']}",
    }
    rest.clock.tick(60)
    second = rest.post(path, {"event": {"status": "delivered", "city": "Toronto", "latitude": 43.6}}).json()
    assert [each["status"] for each in rest.get(path).json()["fulfillment_events"]] == ["in_transit", "delivered"]
    one = f"{path.removesuffix('.json')}/{second['fulfillment_event']['id']}.json"
    assert rest.get(one).json() == second
    assert made(rest.get("orders/450789469/fulfillments/255858046.json"))["shipment_status"] == "delivered"
    gone = rest.client.delete(f"{BASE}/{one}")
    assert (gone.status_code, gone.json()) == (200, {})
    assert made(rest.get("orders/450789469/fulfillments/255858046.json"))["shipment_status"] == "in_transit"
    assert rest.get(one).status_code == 404
    assert rest.client.delete(f"{BASE}/{one}").status_code == 404
    third = rest.post(path, {"event": {"status": "delivered"}}).json()["fulfillment_event"]
    assert third["id"] > second["fulfillment_event"]["id"]


def test_times_of_an_event_are_in_the_shops_zone(rest: Api) -> None:
    path = "orders/450789469/fulfillments/255858046/events.json"
    at = "2026-07-01T12:00:00Z"
    event = rest.post(path, {"event": {"status": "in_transit", "happened_at": at, "estimated_delivery_at": at}}).json()
    assert event["fulfillment_event"]["happened_at"] == "2026-07-01T08:00:00-04:00"
    assert event["fulfillment_event"]["estimated_delivery_at"] == "2026-07-01T08:00:00-04:00"


def test_an_event_that_happened_earlier_does_not_tell_the_status(rest: Api) -> None:
    path = "orders/450789469/fulfillments/255858046/events.json"
    rest.post(path, {"event": {"status": "delivered"}})
    rest.post(path, {"event": {"status": "in_transit", "happened_at": "2025-12-31T00:00:00Z"}})
    assert made(rest.get("orders/450789469/fulfillments/255858046.json"))["shipment_status"] == "delivered"


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ({"event": {}}, 422, {"status": ["can't be blank"]}),
        ({"event": {"status": "lost"}}, 422, {"status": ["is not included in the list"]}),
        # GraphQL has no word for it outside unstable, so a fulfillment with such an event could not be read there.
        ({"event": {"status": "picked_up"}}, 422, {"status": ["is not included in the list"]}),
        ({}, 400, {"event": "Required parameter missing or invalid"}),
        ({"event": {"status": "delivered", "latitude": "north"}}, 400, {"latitude": "expected String to be a Float"}),
        ({"event": {"status": "delivered", "latitude": 181}}, 422, {"latitude": ["is out of range"]}),
        (
            {"event": {"status": "delivered", "happened_at": "now"}},
            400,
            {"happened_at": "expected String to be a DateTime"},
        ),
    ],
)
def test_bad_events(rest: Api, body: Any, status: int, errors: Any) -> None:
    answer = rest.post("orders/450789469/fulfillments/255858046/events.json", body)
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})


def test_events_of_another_order_are_not_found(rest: Api) -> None:
    path = "orders/450789470/fulfillments/255858046/events"
    assert rest.get(f"{path}.json").status_code == 404
    assert rest.post(f"{path}.json", {"event": {"status": "delivered"}}).status_code == 404
    assert rest.client.delete(f"{BASE}/{path}/1.json").status_code == 404


def test_an_event_on_a_cancelled_fulfillment_is_taken(rest: Api) -> None:
    rest.post("fulfillments/1069019871/cancel.json")
    answer = rest.post("orders/450789469/fulfillments/1069019871/events.json", {"event": {"status": "delivered"}})
    assert answer.status_code == 201
    one = made(rest.get("orders/450789469/fulfillments/1069019871.json"))
    assert (one["status"], one["shipment_status"]) == ("cancelled", "delivered")
