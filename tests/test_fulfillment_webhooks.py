"""The loop closed: made elsewhere, told by the shop's webhook, decoded, completed; the shop shows company and link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tracking
from tests.receiver import Receiver
from tracking import Resolver
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.server.webhook_sending import WebhookSending
from tracking.shopify import Client
from tracking.shopify.webhooks import decode

UPS = "1Z001985YW99744790"
UPS_PAGE = f"https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={UPS}"
SECRET = "shpss_test"
BASE = "/admin/api/2026-10"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.db") as made:
        yield made


@pytest.mark.parametrize("api", ["rest", "graphql"])
def test_what_was_made_elsewhere_gets_its_company_and_link(receiver: Receiver, journal: Journal, api: str) -> None:
    # A shop that knows no carriers, so that a number is all it has.
    with Shop(resolver=Resolver(builtin=False)) as shop, WebhookSending(shop, secret=SECRET, timeout=60):
        shop.add_demo()
        app = create_app(shop, routes=GraphQL(shop, throttle=False).routes)
        with TestClient(app) as testing:
            for topic in ("fulfillments/create", "fulfillments/update"):
                asked = {"webhook": {"topic": topic, "address": receiver.url}}
                assert testing.post(f"{BASE}/webhooks.json", json=asked).status_code == 201
            lines = [{"fulfillment_order_id": 1046000901}]
            elsewhere = {"line_items_by_fulfillment_order": lines, "tracking_info": {"number": UPS}}
            made = testing.post(f"{BASE}/fulfillments.json", json={"fulfillment": elsewhere}).json()["fulfillment"]
            assert (made["tracking_company"], made["tracking_urls"]) == (None, [])

            got = receiver.next()
            hook = decode(got.headers, got.raw, SECRET)
            assert (hook.topic, hook.fulfillment.id, hook.version) == ("fulfillments/create", made["id"], "2026-10")
            client = Client("http://testserver", "token", api=api, transport=testing)
            outcome = Pipeline(client, tracking, journal).complete(hook.fulfillment)
            assert (outcome.state, outcome.tracking.company, outcome.tracking.urls) == ("done", "UPS", (UPS_PAGE,))
            shown = testing.get(f"{BASE}/orders/450789471/fulfillments/{made['id']}.json").json()["fulfillment"]
            assert (shown["tracking_company"], shown["tracking_url"]) == ("UPS", UPS_PAGE)

            # The shop tells of the app's own change too, of which there is nothing left to complete.
            got = receiver.next()
            echo = decode(got.headers, got.raw, SECRET)
            assert (echo.topic, echo.fulfillment.tracking.company) == ("fulfillments/update", "UPS")
            assert Pipeline(client, tracking, journal).complete(echo.fulfillment).tracking == outcome.tracking
            assert len(shop.webhooks()) == 2
