"""GraphQL's JSON: every recorded variable key for key, every recorded answer, there and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.shopify import Client
from tracking.shopify import graphql_bodies as bodies
from tracking.shopify.messages import Request, Response, ident, snake
from tracking.shopify.queries import QUERIES

DATA = Path(__file__).parent / "data"
REQUESTS = [row for row in json.loads((DATA / "shopify_requests.json").read_text(encoding="utf-8")) if not row["path"]]
ANSWERS = [
    row["answer"]["data"]
    for row in json.loads((DATA / "shopify_answers.json").read_text(encoding="utf-8"))
    if row["family"] == "graphql"
]
EVENT = next(data["fulfillmentEventCreate"]["fulfillmentEvent"] for data in ANSWERS if "fulfillmentEventCreate" in data)
FULFILLMENT = {
    "id": "gid://shopify/Fulfillment/1",
    "name": "#1001-F1",
    "status": "SUCCESS",
    "displayStatus": "FULFILLED",
    "createdAt": "2026-04-25T22:28:39Z",
    "updatedAt": "2026-04-25T22:28:40Z",
    "order": {"id": "gid://shopify/Order/7"},
    "trackingInfo": [],
    "fulfillmentLineItems": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
}


class Shop:
    """Answers an operation with one payload and keeps what it was sent."""

    def __init__(self, name: str) -> None:
        field = {"fulfillmentEvent": EVENT} if name == "fulfillmentEventCreate" else {"fulfillment": FULFILLMENT}
        self.answer = msgspec.json.encode({"data": {name: {**field, "userErrors": []}}})
        self.sent: list[Any] = []

    def send(self, request: Request) -> Response:
        self.sent.append(json.loads(request.body))
        return Response(200, {}, self.answer)


def create(variables: dict[str, Any]) -> CreateFulfillment:
    """Read the variables of a create: the encoder the other way round."""
    asked = variables["fulfillment"]
    info = asked.get("trackingInfo", {})
    return CreateFulfillment(
        lines={
            ident(group["fulfillmentOrderId"]): tuple(
                LineRequest(id=ident(one["id"]), quantity=one["quantity"])
                for one in group.get("fulfillmentOrderLineItems", ())
            )
            for group in asked["lineItemsByFulfillmentOrder"]
        },
        tracking=tracking_of(info),
        notify_customer=asked["notifyCustomer"],
        message=variables.get("message"),
        origin_address=asked.get("originAddress") and {snake(k): v for k, v in asked["originAddress"].items()},
    )


def tracking_of(info: dict[str, Any]) -> TrackingInfo:
    return TrackingInfo(
        company=info.get("company"),
        numbers=tuple(info.get("numbers", [info["number"]] if "number" in info else [])),
        urls=tuple(info.get("urls", [info["url"]] if "url" in info else [])),
    )


def call(client: Client, name: str, body: dict[str, Any]) -> None:
    if name == "fulfillmentCreate":
        client.create(create(body))
    elif name == "fulfillmentTrackingInfoUpdate":
        info = tracking_of(body["trackingInfoInput"])
        client.update_tracking(ident(body["fulfillmentId"]), info, notify_customer=body.get("notifyCustomer", False))
    elif name == "fulfillmentCancel":
        client.cancel(ident(body["id"]))
    else:
        given_ = dict(body["fulfillmentEvent"])
        event = {snake(key): value for key, value in given_.items() if key != "fulfillmentId"}
        at = event.pop("happened_at", None)
        client.create_event(
            7,
            ident(given_["fulfillmentId"]),
            event.pop("status").lower(),
            message=event.pop("message", None),
            happened_at=at and datetime.fromisoformat(at),
            details=event,
        )


@pytest.mark.parametrize("row", REQUESTS, ids=[f"{at} {row['call']}" for at, row in enumerate(REQUESTS)])
def test_recorded_variables_key_for_key(row: dict[str, Any]) -> None:
    name = row["call"]
    shop = Shop(name)
    call(Client("my-shop.myshopify.com", "shpat_x", transport=shop), name, row["body"])
    expected = row["body"]
    if name == "fulfillmentTrackingInfoUpdate":
        # We say what the API would assume.
        expected = {"notifyCustomer": False, **expected}
    assert shop.sent == [{"operationName": name, "variables": expected, "query": QUERIES[name]}]


@pytest.mark.parametrize(
    "payload",
    [
        {**FULFILLMENT, **payload["fulfillment"]}
        for data in ANSWERS
        for payload in data.values()
        if "fulfillment" in payload
    ],
    ids=lambda payload: str(payload["id"]),
)
def test_recorded_fulfillment(payload: dict[str, Any]) -> None:
    read = bodies.fulfillment(payload)
    assert read.id == int(payload["id"].rsplit("/", 1)[1])
    assert (read.status, read.name) == (payload["status"].lower(), payload["name"])
    assert list(read.tracking.numbers) == [one["number"] for one in payload["trackingInfo"]]
    assert list(read.tracking.urls) == [one["url"] for one in payload["trackingInfo"]]
    assert read.tracking.company == payload["trackingInfo"][0]["company"]
    assert [(one.line_item_id, one.quantity) for one in read.lines] == [
        (ident(node["lineItem"]["id"]), node["quantity"]) for node in payload["fulfillmentLineItems"]["nodes"]
    ]
    assert read.shipment_status == {"IN_TRANSIT": "in_transit"}.get(payload["displayStatus"])


def test_recorded_event() -> None:
    read = bodies.event(EVENT, 7859241517362)
    assert (read.id, read.fulfillment_id, read.status) == (35254881059122, 7859241517362, "in_transit")
    assert read.happened_at == datetime(2026, 4, 25, 22, 29, 38, tzinfo=UTC)
    assert read.details["zip"] == "M5H 2M9"
    assert read.details["estimated_delivery_at"] == "2026-04-27T22:28:38Z"


def test_no_gap_between_numbers() -> None:
    with pytest.raises(ValueError, match="none of them may be empty"):
        bodies.tracking_input(TrackingInfo(numbers=("a", "b"), urls=("", "https://b.example")))


def test_a_gap_that_the_shop_has_is_kept() -> None:
    entries = [
        {"company": None, "number": "a", "url": None},
        {"company": "X", "number": "b", "url": "https://b.example"},
        {"company": "X", "number": None, "url": "https://c.example"},
    ]
    assert bodies.tracking_info(entries) == TrackingInfo(
        company="X", numbers=("a", "b"), urls=("", "https://b.example", "https://c.example")
    )
    assert bodies.tracking_info([]) == TrackingInfo()


text = st.text(min_size=1, max_size=20)
ids = st.integers(1, 2**53)
trackings = st.builds(
    TrackingInfo,
    company=st.none() | text,
    numbers=st.lists(text, max_size=3).map(tuple),
    urls=st.lists(st.sampled_from(["https://a.example/1", "http://b.example/?n=%C3%A4"]), max_size=3).map(tuple),
)
requests = st.builds(
    CreateFulfillment,
    lines=st.dictionaries(
        ids,
        st.lists(st.builds(LineRequest, id=ids, quantity=st.integers(1, 9)), max_size=3).map(tuple),
        min_size=1,
        max_size=3,
    ),
    tracking=trackings,
    notify_customer=st.booleans(),
    message=st.none() | text,
    origin_address=st.none() | st.fixed_dictionaries({"address1": text, "country_code": st.just("CA")}),
)


@given(requests)
def test_create_goes_there_and_back(request: CreateFulfillment) -> None:
    variables = msgspec.json.decode(msgspec.json.encode(bodies.create_variables(request)))
    assert create(variables) == request


@given(trackings)
def test_tracking_goes_there_and_back(info: TrackingInfo) -> None:
    """One entry a number, as the API answers what it was asked for."""
    length = max(len(info.numbers), len(info.urls), 1 if info.company else 0)
    entries = [
        {
            "company": info.company,
            "number": info.numbers[at] if at < len(info.numbers) else None,
            "url": info.urls[at] if at < len(info.urls) else None,
        }
        for at in range(length)
    ]
    assert bodies.tracking_info(entries) == info
    sent = bodies.tracking_input(info)
    assert tracking_of(sent) == info
    # The API does not take one of the single names beside one of the plural ones.
    assert not ({"number", "url"} & sent.keys() and {"numbers", "urls"} & sent.keys())
