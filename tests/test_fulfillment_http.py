"""The pipeline over HTTP: both clients, both APIs, the local shop behind its application, in process and on a socket."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import tracking
from tests.soak_pipeline import soak
from tracking.errors import OutcomeUnknown
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import AsyncPipeline, Pipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.server.app import create_app
from tracking.server.faults import FaultMiddleware
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import AsyncClient, Client
from tracking.shopify.messages import Request, Response
from tracking.shopify.transport import AsyncHttpxTransport, HttpxTransport
from tracking.shopify.webhooks import decode

UPS = "1Z001985YW99744790"
UPS_PAGE = f"https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={UPS}"
ONE, MANY = 450789471, 450789470
CREATE = r"POST .*/fulfillments\.json|fulfillmentCreate"
APIS = pytest.mark.parametrize("api", ["rest", "graphql"])


class Served:
    """A shop's application, and the faults before it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        made: list[FaultMiddleware] = []

        class Faults(FaultMiddleware):
            def __init__(self, app: Any) -> None:
                super().__init__(app, hold=0.0)
                made.append(self)

        self.app = create_app(shop, middleware=[Middleware(Faults)], routes=GraphQL(shop, throttle=False).routes)
        self.app.middleware_stack = self.app.build_middleware_stack()
        (self.faults,) = made

    def live(self, order: int) -> list[Any]:
        return [one for one in self.shop.fulfillments(order) or () if one.status != "cancelled"]


@pytest.fixture
def served(demo: Shop) -> Served:
    return Served(demo)


class Dropping(HttpxTransport):
    """In process a dropped connection is an exception of the application."""

    def send(self, request: Request) -> Response:
        try:
            return super().send(request)
        except ConnectionResetError as error:
            raise OutcomeUnknown("connection_lost", [str(error)]) from error


class AsyncDropping(AsyncHttpxTransport):
    async def send(self, request: Request) -> Response:
        try:
            return await super().send(request)
        except ConnectionResetError as error:
            raise OutcomeUnknown("connection_lost", [str(error)]) from error


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


def shipments() -> list[Shipment]:
    return [
        Shipment(order=ONE, numbers=(UPS,), lines=(ShipmentLine(line_item_id=1071823301, quantity=2),)),
        Shipment(order=ONE, numbers=("RR123456785CN",)),
        Shipment(order="#1002", lines=(ShipmentLine(quantity=3),), key="a"),
        Shipment(order=MANY, lines=(ShipmentLine(quantity=3),), key="b"),
    ]


def check(served: Served, outcomes: list[Any]) -> None:
    assert [outcome.state for outcome in outcomes] == ["done"] * 4
    assert [outcome.tracking.company for outcome in outcomes] == ["UPS", "China Post", None, None]
    assert outcomes[0].tracking.urls == (UPS_PAGE,)
    live = [*served.live(ONE), *served.live(MANY)]
    assert sorted(one.id for one in live) == sorted(outcome.fulfillment_id for outcome in outcomes)
    assert sorted(sum(line.quantity for line in one.lines) for one in live) == [2, 3, 3, 4]


FAULTS = ["timeout-before", "timeout-after", "timeout-late", "reset", "500", "503"]


@APIS
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_blocking(served: Served, journal: Journal, api: Any, fault: str | None) -> None:
    with TestClient(served.app) as testing:
        transport = Dropping(testing, 30)
        client = Client("http://testserver", "token", api=api, transport=transport, retries=0)
        pipeline = Pipeline(client, tracking, journal, policy=Policy(settle=0.2))
        if fault:
            # The late one is made after the client has looked once, which takes two calls.
            served.faults.strike(fault, CREATE, answers=2)
            served.faults.strike(fault, CREATE, answers=2)
        given = shipments()
        check(served, sorted(pipeline.run(given, workers=1), key=lambda outcome: given.index(outcome.shipment)))
        assert not served.faults._strikes
        again = [pipeline.create(shipment) for shipment in shipments()]
        check(served, again)
        assert pipeline.cancel(again[0].fulfillment_id or 0).state == "done"
        assert pipeline.update_tracking(again[1].fulfillment_id or 0, numbers=(UPS,)).tracking.company == "UPS"


@APIS
@pytest.mark.parametrize("fault", [None, "timeout-before", "timeout-after"])
def test_awaiting(served: Served, journal: Journal, api: Any, fault: str | None) -> None:
    async def work() -> None:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=served.app)) as http:
            client = AsyncClient("http://testserver", "token", api=api, transport=AsyncDropping(http, 30), retries=0)
            pipeline = AsyncPipeline(client, tracking, journal, policy=Policy(settle=0.2))
            if fault:
                served.faults.strike(fault, CREATE)
            given = shipments()
            ended = [outcome async for outcome in pipeline.run(given, workers=3)]
            outcomes = sorted(ended, key=lambda outcome: given.index(outcome.shipment))
            check(served, outcomes)
            assert (await pipeline.create(shipments()[0])).fulfillment_ids == outcomes[0].fulfillment_ids
            assert (await pipeline.cancel(outcomes[0].fulfillment_id or 0)).state == "done"

    asyncio.run(work())


@APIS
def test_by_sku(tmp_path: Path, journal: Journal, api: Any) -> None:
    """REST's fulfillment orders tell no SKUs; the client asks for them apart."""
    shop = Shop()
    lines = [{"id": 71, "sku": "A-1", "quantity": 2}, {"id": 72, "sku": "B-2", "quantity": 1}]
    (tmp_path / "orders.jsonl").write_bytes(json.dumps({"id": 7, "name": "#7", "lines": lines}).encode())
    shop.add_orders(tmp_path / "orders.jsonl")
    served = Served(shop)
    with TestClient(served.app) as testing:
        client = Client("http://testserver", "token", api=api, transport=testing)
        outcome = Pipeline(client, tracking, journal).create(
            Shipment(order=7, numbers=("N",), lines=(ShipmentLine(sku="A-1", quantity=1), ShipmentLine(sku="B-2")))
        )
    assert outcome.state == "done"
    assert [(line.line_item_id, line.quantity) for line in served.live(7)[0].lines] == [(71, 1), (72, 1)]
    shop.close()


def test_a_webhooks_fulfillment_is_completed(served: Served, journal: Journal) -> None:
    """Made elsewhere with nothing but a number, as the shop's webhook tells it."""
    body = {
        "id": 1069019870, "order_id": 450789469, "status": "success", "name": "#1001.1", "tracking_company": None,
        "tracking_number": UPS, "tracking_numbers": [UPS], "tracking_url": None, "tracking_urls": [], "line_items": [],
    }  # fmt: skip
    raw = json.dumps(body).encode()
    signature = base64.b64encode(hmac.digest(b"secret", raw, "sha256")).decode()
    headers = {
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Topic": "fulfillments/create",
        "X-Shopify-Webhook-Id": "1",
    }
    headers |= {"X-Shopify-Shop-Domain": "s.myshopify.com", "X-Shopify-API-Version": "2026-10"}
    fulfillment = decode(headers, raw, "secret").fulfillment
    with TestClient(served.app) as testing:
        client = Client("http://testserver", "token", transport=testing)
        outcome = Pipeline(client, tracking, journal).complete(fulfillment)
    assert (outcome.state, outcome.tracking.company, outcome.tracking.urls) == ("done", "UPS", (UPS_PAGE,))
    made = served.shop.fulfillment(1069019870)
    assert made is not None
    assert made.tracking == outcome.tracking


@pytest.mark.parametrize(
    ("database", "api"), [("sqlite", "graphql"), pytest.param("postgres", "rest", marks=pytest.mark.postgres)]
)
def test_every_fault_and_a_kill(request: pytest.FixtureRequest, tmp_path: Path, database: str, api: str) -> None:
    """The small form of ``python -m tests.soak_pipeline``: the command against a served shop that fails."""
    journal = request.getfixturevalue("postgres_url") if database == "postgres" else str(tmp_path / "journal.db")
    result = soak(tmp_path, journal, api=api, count=20, share=0.3, kills=1, seed=3, limit=120)
    assert result["kills"] == 1
