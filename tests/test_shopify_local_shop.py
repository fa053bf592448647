"""Both clients, through both APIs, against the local shop: in process and over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tracking.errors import AccessDenied, NotFound, OutcomeUnknown, Refused, Unauthorized, Unreachable
from tracking.fulfillment.values import CreateFulfillment, Fulfillment, LineRequest, TrackingInfo
from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.limits import RateLimitMiddleware
from tracking.server.shop import Shop
from tracking.shopify import AsyncClient, Client, Limiter, MemoryBucket
from tracking.shopify.transport import HttpxTransport

TOKEN, READER = "shpat_demo", "shpat_reader"
UPS = TrackingInfo(
    company="UPS",
    numbers=("1Z001985YW99744790",),
    urls=("https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790",),
)


def application(shop: Shop, *more: Middleware) -> Any:
    tokens = Tokens({TOKEN: None, READER: ["read_orders", "read_merchant_managed_fulfillment_orders"]})
    access = Middleware(AccessMiddleware, tokens=tokens)
    return create_app(
        shop, middleware=[access, Middleware(ScopeMiddleware), *more], routes=GraphQL(shop, throttle=False).routes
    )


@pytest.fixture(params=["graphql", "rest"])
def api(request: pytest.FixtureRequest) -> Any:
    return request.param


Connect = Callable[..., Client]


@pytest.fixture
def connect(demo: Shop, api: Any) -> Iterator[Connect]:
    with TestClient(application(demo)) as http:
        yield lambda token=TOKEN: Client("http://testserver", token, api=api, transport=http)


def one_line(client: Client, order_id: int, quantity: int = 1, tracking: TrackingInfo = UPS) -> CreateFulfillment:
    order = client.fulfillment_orders(order_id)[0]
    return CreateFulfillment(
        lines={order.id: (LineRequest(id=order.lines[0].id, quantity=quantity),)}, tracking=tracking
    )


def test_a_fulfillments_life(connect: Connect) -> None:
    client = connect()
    order_id = client.find_order("#1003")
    assert order_id == 450789471
    made = client.create(one_line(client, order_id, 2))
    assert (made.status, made.order_id, made.tracking) == ("success", order_id, UPS)
    assert [(line.line_item_id, line.quantity) for line in made.lines] == [(1071823301, 2)]
    assert client.fulfillment(order_id, made.id) == made
    (listed,) = client.fulfillments(order_id)
    assert (listed.id, listed.tracking, listed.lines[0].id is not None) == (made.id, made.tracking, True)
    assert [each.id for each in client.fulfillments_of(1046000901)] == [made.id]
    assert client.count(order_id) == 1
    assert client.count(order_id, created_at_max=datetime(2026, 1, 1, tzinfo=UTC)) == 0

    changed = client.update_tracking(
        made.id, TrackingInfo(company="Acme", numbers=("A-1",), urls=("https://a.example/1",))
    )
    assert changed.tracking == TrackingInfo(company="Acme", numbers=("A-1",), urls=("https://a.example/1",))

    event = client.create_event(order_id, made.id, "in_transit", message="on its way", details={"city": "Ottawa"})
    assert (event.status, event.message, event.details["city"]) == ("in_transit", "on its way", "Ottawa")
    assert client.events(order_id, made.id) == (event,)
    assert client.fulfillment(order_id, made.id).shipment_status == "in_transit"
    client.delete_event(order_id, made.id, event.id)
    assert client.events(order_id, made.id) == ()

    assert client.cancel(made.id).status == client.cancel(made.id).status == "cancelled"
    remaining = {line.id: line.remaining for order in client.fulfillment_orders(order_id) for line in order.lines}
    assert remaining == {1072503601: 3, 1072503602: 2, 1072503603: 1}


def test_fulfillment_orders(connect: Connect) -> None:
    client = connect()
    first, second = client.fulfillment_orders(450789471)
    assert (first.id, first.order_id, first.status, first.location_id) == (1046000901, 450789471, "open", 24826418)
    assert first.delivery_method == "shipping"
    assert "create_fulfillment" in first.supported_actions
    assert [(line.id, line.quantity, line.remaining, line.sku) for line in first.lines] == [
        (1072503601, 3, 3, "crafty_shoes_red"),
        (1072503602, 2, 2, "crafty_shoes_red"),
    ]
    alone = client.fulfillment_order(second.id)
    assert (alone.id, [line.id for line in alone.lines]) == (second.id, [1072503603])


def test_all_pages(connect: Connect, api: str) -> None:
    client = connect()
    ids = [255858046, 1069019870, 1069019871, 1069019874, 1069019875, 1069019882]
    assert [each.id for each in client.fulfillments(450789469, limit=2)] == ids
    assert [each.id for each in client.fulfillments(450789469, since_id=ids[2])] == ids[3:]
    assert list(client.fulfillments(450789470)) == []


def test_many_lines_and_many_fulfillments(connect: Connect) -> None:
    """More than a page of everything that GraphQL reads by pages."""
    client = connect()
    made = [client.create(one_line(client, 450789470)).id for _ in range(60)]
    assert [each.id for each in client.fulfillments(450789470)] == made
    assert [each.id for each in client.fulfillments_of(1046000900)] == made
    order_id = 450789471
    fulfillment = client.create(one_line(client, order_id))
    for at in range(55):
        client.create_event(order_id, fulfillment.id, "in_transit", message=str(at))
    assert len(client.events(order_id, fulfillment.id)) == 55


def test_several_numbers(connect: Connect, api: str) -> None:
    client = connect()
    several = TrackingInfo(company="Acme", numbers=("A", "B"), urls=("https://a.example/A", "https://a.example/B"))
    if api == "rest":
        with pytest.raises(Refused, match="several_numbers"):
            client.create(one_line(client, 450789471, tracking=several))
        assert client.count(450789471) == 0
    else:
        assert client.create(one_line(client, 450789471, tracking=several)).tracking == several


@pytest.mark.parametrize(
    ("call", "kind", "code"),
    [
        (
            lambda client: client.create(CreateFulfillment(lines={450789471: ()})),
            NotFound,
            "fulfillment_order_not_found",
        ),
        (lambda client: client.create(CreateFulfillment(lines={1046000814: ()})), Refused, "unfulfillable_status"),
        (lambda client: client.create(one_line(client, 450789471, 4)), Refused, "invalid_quantity"),
        (lambda client: client.create(one_line(client, 450789471, 0)), Refused, "quantity_not_positive"),
        (
            lambda client: client.create(CreateFulfillment(lines={1046000901: (LineRequest(id=5, quantity=1),)})),
            NotFound,
            "line_not_found",
        ),
        (
            lambda client: client.create(CreateFulfillment(lines={1046000901: (), 1046000903: ()})),
            Refused,
            "different_orders",
        ),
        (
            lambda client: client.create(CreateFulfillment(lines={1046000903: (), 1046000905: ()})),
            Refused,
            "different_locations",
        ),
        (
            lambda client: client.create(CreateFulfillment(lines={1046000903: (), 1046000906: ()})),
            Refused,
            "different_delivery_methods",
        ),
    ],
)
def test_refusals_are_the_same_through_both(connect: Connect, call: Any, kind: type[Exception], code: str) -> None:
    with pytest.raises(kind) as caught:
        call(connect())
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert caught.value.request_id  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.fulfillment(450789471, 5),
        lambda client: client.fulfillment_orders(5),
        lambda client: client.fulfillment_order(5),
        lambda client: list(client.fulfillments(5)),
        lambda client: client.fulfillments_of(5),
        lambda client: client.count(5),
        lambda client: client.cancel(5),
        lambda client: client.update_tracking(5, UPS),
        lambda client: client.events(5, 5),
        lambda client: client.create_event(5, 5, "delivered"),
        lambda client: client.delete_event(5, 5, 5),
    ],
)
def test_what_is_not_there(connect: Connect, call: Any) -> None:
    with pytest.raises(NotFound):
        call(connect())


def test_tokens(connect: Connect) -> None:
    with pytest.raises(Unauthorized):
        connect("shpat_wrong").count(450789469)
    reader = connect(READER)
    assert reader.count(450789469) == 6
    with pytest.raises(AccessDenied):
        reader.create(CreateFulfillment(lines={1046000901: ()}))
    assert reader.count(450789471) == 0


def test_awaiting(demo: Shop, api: Any) -> None:
    async def main() -> None:
        transport = httpx2.ASGITransport(app=application(demo))
        async with AsyncClient("http://testserver", TOKEN, api=api, transport=transport) as client:
            order_id = await client.find_order("1003")
            assert order_id is not None
            order = (await client.fulfillment_orders(order_id))[0]
            line = LineRequest(id=order.lines[0].id, quantity=1)
            request = CreateFulfillment(lines={order.id: (line,)}, tracking=UPS)
            made = await asyncio.gather(*(client.create(request) for _ in range(3)))
            assert {each.tracking for each in made} == {UPS}
            listed = [each async for each in client.fulfillments(order_id, limit=1)]
            assert sorted(each.id for each in made) == [each.id for each in listed]
            with pytest.raises(Refused):
                await client.create(request)
            assert (await client.cancel(made[0].id)).status == "cancelled"
            assert await client.count(order_id) == 3

    asyncio.run(main())


def test_400_creates_into_the_shops_bucket_without_a_429(demo: Shop) -> None:
    """The local shop with its bucket of 40 at 2/s, time passing as fast as it is waited for."""
    now, refused = 0.0, 0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    app = application(demo, Middleware(RateLimitMiddleware, clock=lambda: now))
    limiter = Limiter(rest=MemoryBucket(40, 2.0, clock=lambda: now))
    with TestClient(app) as http:

        class Counting:
            def send(self, request: Any) -> Any:
                nonlocal refused
                answer = inner.send(request)
                refused += answer.status == 429
                return answer

        inner = HttpxTransport(http, 10)
        client = Client("http://testserver", TOKEN, api="rest", transport=Counting(), limiter=limiter, sleep=sleep)
        request = CreateFulfillment(lines={1046000907: (LineRequest(id=1072503608, quantity=1),)})
        for _ in range(400):
            client.create(request)
        assert client.fulfillment_order(1046000907).lines[0].remaining == 1600
    assert refused == 0
    assert 180 < now <= 180 * 1.05


# Over a real socket


def test_served(serve: Callable[..., Any], api: Any) -> None:
    served = serve("--demo", "--database", "sqlite://")
    with Client(served.url, TOKEN, api=api) as client:
        made = client.create(one_line(client, 450789471))
        assert client.fulfillment(450789471, made.id) == made
        assert next(each.id for each in client.fulfillments(450789469, limit=4)) == 255858046


def test_served_with_faults(serve: Callable[..., Any], api: Any) -> None:
    """What may be repeated gets through, and no create is ever made twice by the client."""
    kinds = ("timeout-before", "timeout-after", "reset", "truncate", "429", "500", "503")
    faults = [text for kind in kinds for text in ("--fault", f"{kind}=0.05")]
    served = serve("--demo", "--database", "sqlite://", "--no-rate-limit", "--fault-seed", "3", *faults)
    made: list[Fulfillment] = []
    unknown, now = 0, 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    buckets = (MemoryBucket(*size, clock=lambda: now) for size in ((40, 2.0), (2000, 100.0)))
    # On a busy machine, good answers may come too late as well, and connections: both are to be survived.
    with Client(served.url, TOKEN, api=api, timeout=0.2, limiter=Limiter(*buckets), sleep=sleep, retries=30) as client:
        for at in range(40):
            tracking = TrackingInfo(company="Acme", numbers=(f"N{at}",), urls=(f"https://a.example/{at}",))
            line = LineRequest(id=1072503608, quantity=1)
            try:
                made.append(client.create(CreateFulfillment(lines={1046000907: (line,)}, tracking=tracking)))
            except OutcomeUnknown:
                unknown += 1
            except Unreachable:
                pass
        for each in made[:10]:
            assert client.cancel(each.id).status == "cancelled"
        found = [each.tracking.number for each in client.fulfillments(450789473)]
    assert unknown > 0
    assert len(found) == len(set(found))
    assert {each.tracking.number for each in made} <= set(found)
    assert len(made) <= len(found) <= len(made) + unknown
