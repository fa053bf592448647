"""REST: every documented body key for key, every documented answer, paging."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tracking.errors import Refused
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.server import rest_decode
from tracking.shopify import Client
from tracking.shopify.messages import Request, Response
from tracking.shopify.rest import next_page

DATA = Path(__file__).parent / "data"
REQUESTS = [row for row in json.loads((DATA / "shopify_requests.json").read_text(encoding="utf-8")) if row["path"]]
ANSWERS = [
    row for row in json.loads((DATA / "shopify_answers.json").read_text(encoding="utf-8")) if row["family"] == "rest"
]


class Shop:
    """Answers from a list and keeps what it was sent."""

    def __init__(self, *answers: Any, headers: dict[str, str] | None = None) -> None:
        self.answers = [msgspec.json.encode(answer) for answer in answers]
        self.headers = headers or {}
        self.sent: list[Request] = []

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        return Response(200, self.headers, self.answers[len(self.sent) - 1])

    def client(self) -> Client:
        return Client("my-shop.myshopify.com", "shpat_x", api="rest", transport=self)

    @property
    def paths(self) -> list[str]:
        return [request.url.split("/admin/api/2026-10", 1)[1] for request in self.sent]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.body) for request in self.sent if request.body]


def answer_to(method: str, ending: str) -> Any:
    return next(row["answer"] for row in ANSWERS if row["method"] == method and row["path"].endswith(ending))


FULFILLMENT = answer_to("POST", "/cancel.json")
CALLS: dict[str, Callable[[Client, dict[str, Any], list[str]], Any]] = {
    "create": lambda client, body, _: client.create(rest_decode.create_fulfillment(body["fulfillment"])),
    "update_tracking": lambda client, body, path: client.update_tracking(
        int(path[2]),
        rest_decode.tracking_update(body["fulfillment"])[0],
        notify_customer=body["fulfillment"]["notify_customer"],
    ),
    "cancel": lambda client, _, path: client.cancel(int(path[2])),
    "create_event": lambda client, body, path: client.create_event(int(path[2]), int(path[4]), **body["event"]),
}


@pytest.mark.parametrize("row", REQUESTS, ids=[f"{at} {row['call']}" for at, row in enumerate(REQUESTS)])
def test_documented_body_key_for_key(row: dict[str, Any]) -> None:
    """The local shop reads the documented body, the client writes it anew: the same keys and values."""
    event = answer_to("POST", "/events.json")
    shop = Shop(event if row["call"] == "create_event" else FULFILLMENT)
    CALLS[row["call"]](shop.client(), row["body"], row["path"].removesuffix(".json").split("/"))
    expected = row["body"]
    if row["call"] == "create":
        # We say what the API would assume.
        expected = {"fulfillment": {"notify_customer": False, **row["body"]["fulfillment"]}}
    assert shop.bodies == [expected]
    assert shop.paths == [row["path"]]
    assert shop.sent[0].method == "POST"
    assert shop.sent[0].headers["Content-Type"] == "application/json"


def test_fulfillment_orders_with_skus() -> None:
    listed = answer_to("GET", "/fulfillment_orders.json")
    line = listed["fulfillment_orders"][0]["line_items"][0]
    items = {"order": {"id": 1, "line_items": [{"id": line["line_item_id"], "sku": "S-1", "title": "A"}]}}
    shop = Shop(items, listed)
    (read,) = shop.client().fulfillment_orders(450789469)
    assert shop.paths == [
        "/orders/450789469.json?fields=id%2Cline_items",
        "/orders/450789469/fulfillment_orders.json",
    ]
    assert (read.id, read.order_id, read.status, read.request_status) == (1046000780, 450789469, "open", "submitted")
    assert (read.location_id, read.delivery_method) == (24826418, None)
    assert read.supported_actions == ("cancel_fulfillment_order",)
    (only,) = read.lines
    assert (only.id, only.line_item_id, only.quantity, only.remaining) == (1072503277, 518995019, 1, 1)
    assert (only.sku, only.title) == ("S-1", "A")


def test_fulfillment_orders_without_skus_take_one_call() -> None:
    shop = Shop(answer_to("GET", "/fulfillment_orders.json"))
    (read,) = shop.client().fulfillment_orders(450789469, skus=False)
    assert shop.paths == ["/orders/450789469/fulfillment_orders.json"]
    assert read.lines[0].sku is None


def test_events() -> None:
    listed = answer_to("GET", "/events.json")
    shop = Shop(listed, answer_to("POST", "/events.json"), {})
    client = shop.client()
    (read,) = client.events(450789469, 255858046)
    assert (read.id, read.fulfillment_id, read.status, read.message) == (944956392, 255858046, "in_transit", None)
    assert read.details["zip"] is None
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-4)))
    client.create_event(
        450789469,
        255858046,
        "delivered",
        message="m",
        happened_at=at,
        details={"zip": "K1", "latitude": 1.5, "estimated_delivery_at": at},
    )
    client.delete_event(450789469, 255858046, 944956392)
    assert shop.bodies == [
        {
            "event": {
                "status": "delivered",
                "message": "m",
                "happened_at": "2026-01-02T07:04:05Z",
                "zip": "K1",
                "latitude": 1.5,
                "estimated_delivery_at": "2026-01-02T07:04:05Z",
            }
        }
    ]
    path = "/orders/450789469/fulfillments/255858046/events"
    assert shop.paths == [f"{path}.json", f"{path}.json", f"{path}/944956392.json"]
    assert [request.method for request in shop.sent] == ["GET", "POST", "DELETE"]


def test_event_details_that_events_do_not_have() -> None:
    with pytest.raises(TypeError, match=r"no city_name: it has address1, city"):
        Shop().client().create_event(1, 2, "in_transit", details={"city_name": "Ottawa"})


def test_count_and_filters() -> None:
    shop = Shop({"count": 3})
    at = datetime(2014, 4, 25, 16, 15, 47, tzinfo=timezone(timedelta(hours=-4)))
    assert shop.client().count(450789469, created_at_min=at) == 3
    assert shop.paths == ["/orders/450789469/fulfillments/count.json?created_at_min=2014-04-25T20%3A15%3A47Z"]


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match=r"created_at_min.*time zone"):
        Shop().client().fulfillments(1, created_at_min=datetime(2026, 1, 1))


def test_paging_repeats_only_limit_and_page_info() -> None:
    one = FULFILLMENT["fulfillment"]

    class Pages(Shop):
        def send(self, request: Request) -> Response:
            answer = super().send(request)
            links = [
                '<https://other.example/admin/api/2025-10/orders/1/fulfillments.json?limit=2&page_info=abc%3D>; rel="next"',
                '<https://x/y?page_info=first>; rel="previous", <https://x/y?limit=2&page_info=def>; rel="next"',
                '<https://x/y?page_info=abc>; rel="previous"',
            ]
            return Response(200, {"link": links[len(self.sent) - 1]}, answer.body)

    shop = Pages(*({"fulfillments": [{**one, "id": at}]} for at in (1, 2, 3)))
    found = shop.client().fulfillments(1, since_id=5, limit=2)
    assert shop.sent == []
    assert [each.id for each in found] == [1, 2, 3]
    path = "/orders/1/fulfillments.json"
    assert shop.paths == [
        f"{path}?limit=2&since_id=5",
        f"{path}?limit=2&page_info=abc%3D",
        f"{path}?limit=2&page_info=def",
    ]


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ("", None),
        ('<https://s/a?page_info=x>; rel="previous"', None),
        ("<https://s/a?page_info=x>; rel=next", "x"),
        ('<https://s/a?limit=1>; rel="next"', None),
        ("nonsense, <", None),
    ],
)
def test_link(link: str, cursor: str | None) -> None:
    assert next_page(Response(200, {"link": link}, b"")) == cursor


def test_orders_are_found_by_their_exact_name() -> None:
    orders = [{"id": 1, "name": "#1001"}, {"id": 2, "name": "#10012"}, {"id": 3, "name": "#1001-A"}]
    shop = Shop(*[{"orders": orders}] * 3)
    client = shop.client()
    assert client.find_order("#1001") == 1
    assert client.find_order("1001") == 1
    assert client.find_order("#100") is None
    assert shop.paths[0] == "/orders.json?name=%231001&status=any&fields=id%2Cname&limit=250"


def test_two_orders_of_one_name_are_not_guessed_between() -> None:
    shop = Shop({"orders": [{"id": 1, "name": "#1001"}, {"id": 2, "name": "1001"}]})
    with pytest.raises(Refused, match=r"order_ambiguous.*1, 2"):
        shop.client().find_order("#1001")


@pytest.mark.parametrize(
    "tracking",
    [TrackingInfo(numbers=("1", "2")), TrackingInfo(numbers=("1",), urls=("https://a/1", "https://a/2"))],
)
def test_rest_holds_one_number(tracking: TrackingInfo) -> None:
    shop = Shop()
    client = shop.client()
    assert client.numbers_per_fulfillment == 1
    with pytest.raises(Refused, match=r"several_numbers.*2 were given.*graphql"):
        client.create(CreateFulfillment(lines={1: ()}, tracking=tracking))
    with pytest.raises(Refused, match="several_numbers"):
        client.update_tracking(1, tracking)
    assert shop.sent == []
