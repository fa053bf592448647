"""Filters and fields of webhooks: what passes, what is kept, and that nothing anybody writes stops the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.fulfillment.refusals import Refusal
from tracking.server.search_values import SearchClock
from tracking.server.subscription import Subscription
from tracking.server.subscription_checks import check_subscription
from tracking.server.webhook_bodies import included, passes_filter

CLOCK = SearchClock(UTC, datetime(2026, 6, 1, tzinfo=UTC))
BODY: dict[str, Any] = {
    "id": 7,
    "status": "success",
    "test": False,
    "tracking_company": None,
    "created_at": "2026-05-01T10:00:00-04:00",
    "line_items": [{"sku": "A-1", "price": "10.00", "quantity": 2}, {"sku": "B 2", "price": "9.50", "quantity": 1}],
    "origin_address": {"country_code": "CA"},
}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("", True),
        ("id:7", True),
        ("id:8", False),
        ("id:>6 AND id:<8", True),
        ("status:SUCCESS", True),
        ("status:succ*", True),
        ("NOT status:success", False),
        ("line_items.sku:'B 2'", True),
        ("line_items.price:>=10", True),
        ("line_items.price:>10", False),
        ("line_items.quantity:2..5", True),
        ("test:false", True),
        ("test:true OR origin_address.country_code:CA", True),
        ("tracking_company:*", False),
        ("-tracking_company:*", True),
        ("created_at:>2026-04", True),
        ("created_at:<2026-05-01", False),
        ("created_at:>now", False),
        ("imagined:1", False),
        ("status.more:1", False),
    ],
)
def test_filters(text: str, passes: bool) -> None:
    assert passes_filter(BODY, text, CLOCK) is passes


def test_fields() -> None:
    assert included(BODY, []) is BODY
    assert included(BODY, ["id", "imagined"]) == {"id": 7}
    assert included(BODY, ["line_items.sku", "origin_address"]) == {
        "line_items": [{"sku": "A-1"}, {"sku": "B 2"}],
        "origin_address": {"country_code": "CA"},
    }
    assert included(BODY, ["line_items", "line_items.sku"])["line_items"] == BODY["line_items"]


TEXTS = st.text(max_size=12) | st.text(st.sampled_from("id.:><=*\"'()- ORNTA017,\\"), max_size=25)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, fields=st.lists(TEXTS, max_size=3))
def test_whatever_is_wanted_the_shop_goes_on(text: str, fields: list[str]) -> None:
    asked = Subscription(
        id=0, topic="fulfillments/create", uri="http://localhost/", filter=text, include_fields=tuple(fields)
    )
    try:
        check_subscription(asked, ())
    except Refusal:
        return
    passes_filter(BODY, text, CLOCK)
    included(BODY, fields)
