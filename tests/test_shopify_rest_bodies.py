"""REST's JSON: every documented answer, there and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.server import rest_decode
from tracking.server.rest_values import root
from tracking.shopify import rest_bodies as bodies

ANSWERS = [
    row
    for row in json.loads((Path(__file__).parent / "data" / "shopify_answers.json").read_text(encoding="utf-8"))
    if row["family"] == "rest"
]


def fulfillments() -> list[dict[str, Any]]:
    found = []
    for row in ANSWERS:
        answer = row["answer"]
        found += answer.get("fulfillments", []) + ([answer["fulfillment"]] if "fulfillment" in answer else [])
    return found


@pytest.mark.parametrize("document", fulfillments(), ids=lambda document: str(document["id"]))
def test_documented_fulfillment(document: dict[str, Any]) -> None:
    read = bodies.fulfillment(document)
    assert (read.id, read.order_id, read.status) == (document["id"], document["order_id"], document["status"])
    assert (read.name, read.service, read.location_id) == (
        document["name"],
        document["service"],
        document["location_id"],
    )
    assert read.tracking.company == document["tracking_company"]
    assert read.tracking.number == document["tracking_number"]
    assert read.tracking.url == document["tracking_url"]
    assert list(read.tracking.numbers) == document["tracking_numbers"]
    assert list(read.tracking.urls) == document["tracking_urls"]
    assert read.shipment_status == document["shipment_status"]
    assert read.receipt == document["receipt"]
    assert read.created_at is not None
    assert read.created_at.isoformat() == document["created_at"]
    assert [(line.line_item_id, line.quantity, line.sku) for line in read.lines] == [
        (line["id"], line["quantity"], line["sku"]) for line in document["line_items"]
    ]
    assert [line.id for line in read.lines] == [line.get("fulfillment_line_item_id") for line in document["line_items"]]


def test_numbers_are_text_even_when_a_shop_sends_integers() -> None:
    document = {**fulfillments()[0], "tracking_numbers": [12345678901234567890123]}
    assert bodies.fulfillment(document).tracking.numbers == ("12345678901234567890123",)


@pytest.mark.parametrize(
    "key", ["id", "order_id", "status", "name", "tracking_company", "tracking_numbers", "line_items"]
)
def test_half_a_fulfillment_is_refused(key: str) -> None:
    document = {name: value for name, value in fulfillments()[0].items() if name != key}
    with pytest.raises(KeyError):
        bodies.fulfillment(document)


@pytest.mark.parametrize("key", ["id", "order_id", "status", "name", "tracking_numbers", "line_items"])
def test_null_is_no_value(key: str) -> None:
    with pytest.raises(TypeError):
        bodies.fulfillment({**fulfillments()[0], key: None})


def test_delivery_method() -> None:
    document = {
        **next(row["answer"] for row in ANSWERS if row["path"].endswith("/1046000781.json"))["fulfillment_order"],
        "delivery_method": {"method_type": "local"},
    }
    assert bodies.fulfillment_order(document).delivery_method == "local"


text = st.text(min_size=1, max_size=20)
ids = st.integers(1, 2**53)
trackings = st.builds(
    TrackingInfo,
    company=st.none() | text,
    numbers=st.lists(text, max_size=1).map(tuple),
    urls=st.lists(st.sampled_from(["https://a.example/1", "http://b.example/?n=%C3%A4"]), max_size=1).map(tuple),
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
)


@given(requests)
def test_create_goes_there_and_back(request: CreateFulfillment) -> None:
    """What the client writes, the local shop reads: the same request."""
    body = msgspec.json.encode(bodies.create_body(request))
    assert rest_decode.create_fulfillment(root(body, "fulfillment")) == request


@given(trackings, st.booleans())
def test_update_goes_there_and_back(tracking: TrackingInfo, notify: bool) -> None:
    body = msgspec.json.encode(bodies.update_body(tracking, notify))
    assert rest_decode.tracking_update(root(body, "fulfillment")) == (tracking, notify)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-4)), timezone(timedelta(hours=13))])))
def test_times_go_there_and_back(time: datetime) -> None:
    try:
        written = bodies.moment_text(time)
    except OverflowError:
        assert time.year in (1, 9999)
        return
    assert bodies.moment(written) == time.replace(microsecond=0)


def test_times_have_a_zone() -> None:
    with pytest.raises(ValueError, match="no offset"):
        bodies.moment("2026-01-01T00:00:00")
    with pytest.raises(ValueError, match="time zone"):
        bodies.moment_text(datetime(2026, 1, 1))
