"""Tokens that run out: asked for with client credentials or from a callable, and shown nowhere."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import httpx2
import msgspec
import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import tracking
from tests.far_side import UPS
from tests.test_shopify_token import LONG, shown, spelled
from tracking.errors import ShopError, Unauthorized, Unreachable
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import AsyncPipeline, Pipeline
from tracking.fulfillment.port import with_last_look
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import CreateFulfillment
from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens
from tracking.server.app import create_app
from tracking.server.granting import App, grant_route
from tracking.server.graphql import GraphQL
from tracking.server.limits import RateLimitMiddleware
from tracking.server.shop import Shop
from tracking.shopify import AccessToken, AsyncClient, Client, ClientCredentials
from tracking.shopify.messages import Request, Response

SECRET = "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"
ORDERS = (450789469, 450789470, 450789471, 450789474)


class Shopfront:
    """The local shop with an app, tokens of a short life, and a clock that a test turns."""

    def __init__(self, shop: Shop, life: float = 100.0) -> None:
        self.now, self.step = 0.0, 0.0
        self.tokens = Tokens({}, clock=lambda: self.now)
        self.requests: list[str] = []
        grant = grant_route(self.tokens, {"app": App(SECRET)}, life)
        self.app = create_app(
            shop,
            middleware=[
                Middleware(self.counted),
                Middleware(AccessMiddleware, self.tokens),
                Middleware(RateLimitMiddleware),
                Middleware(ScopeMiddleware),
            ],
            routes=[grant, *GraphQL(shop, throttle=False).routes],
        )

    def counted(self, app: Any) -> Any:
        async def call(scope: Any, receive: Any, send: Any) -> None:
            self.requests.append(scope["path"])
            self.now += self.step
            await app(scope, receive, send)

        return call

    @property
    def grants(self) -> int:
        return self.requests.count("/admin/oauth/access_token")

    def revoke(self) -> None:
        self.tokens._grants.clear()

    def client(self, token: Any = None, **more: Any) -> Client:
        token = token or ClientCredentials("app", SECRET)
        return Client("http://127.0.0.1", token, transport=TestClient(self.app), clock=lambda: self.now, **more)


@pytest.fixture
def front(demo: Shop) -> Shopfront:
    return Shopfront(demo)


@pytest.mark.parametrize("api", ["graphql", "rest"])
def test_a_run_that_outlives_its_token_goes_on(front: Shopfront, api: Any) -> None:
    front.step = 40.0
    with Journal() as journal:
        pipeline = Pipeline(front.client(api=api), tracking, journal)
        outcomes = list(pipeline.run([Shipment(order=order, numbers=(UPS,)) for order in ORDERS[1:]]))
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert front.grants >= 3
    assert front.grants <= len(front.requests) / 2, "a token is asked for before its end, not for each call"


def test_an_async_run_that_outlives_its_token_goes_on(front: Shopfront) -> None:
    front.step = 40.0

    async def run() -> set[str]:
        transport = httpx2.ASGITransport(app=front.app)
        credentials = ClientCredentials("app", SECRET)
        async with AsyncClient("http://127.0.0.1", credentials, transport=transport, clock=lambda: front.now) as shop:
            with Journal() as journal:
                pipeline = AsyncPipeline(shop, tracking, journal)
                shipments = [Shipment(order=order, numbers=(UPS,)) for order in ORDERS[1:]]
                return {outcome.state async for outcome in pipeline.run(shipments, workers=2)}

    assert asyncio.run(run()) == {"done"}
    assert front.grants >= 3


def test_a_token_is_asked_for_before_its_end(front: Shopfront) -> None:
    client = front.client()
    for now, grants in ((0, 1), (74, 1), (76, 2), (150, 2), (152, 3)):
        front.now = float(now)
        client.count(ORDERS[0])
        assert front.grants == grants, now
    assert "401" not in front.requests


def test_a_token_that_was_revoked_is_asked_for_once_more(front: Shopfront) -> None:
    client, looks = front.client(), list[int]()
    client.count(ORDERS[0])
    front.revoke()
    (order,) = client.fulfillment_orders(ORDERS[1])
    front.revoke()
    with with_last_look(lambda: looks.append(front.grants)):
        made = client.create(CreateFulfillment(lines={order.id: ()}))
    assert made.order_id == ORDERS[1]
    assert [one.id for one in client.fulfillments(ORDERS[1])] == [made.id]
    assert front.grants == 3
    assert looks == [2, 3], "the last look is taken again before the call is sent again"


def test_many_threads_ask_for_one_token(front: Shopfront) -> None:
    client = front.client()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(client.count, [ORDERS[0]] * 24)) == [6] * 24
        assert front.grants == 1
        front.revoke()
        assert list(threads.map(client.count, [ORDERS[0]] * 24)) == [6] * 24
    assert front.grants == 2


@pytest.mark.parametrize("gives", ["text", "AccessToken"])
@pytest.mark.parametrize("awaits", [False, True])
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_callable_gives_tokens(front: Shopfront, gives: str, awaits: bool, kind: Any) -> None:
    asked: list[float] = []

    def source() -> Any:
        asked.append(front.now)
        text = front.tokens.issue(0, None, 100.0)
        return text if gives == "text" else AccessToken(text, 100.0)

    async def async_source() -> Any:
        return source()

    token = async_source if awaits else source

    async def awaited() -> None:
        async with AsyncClient(
            "http://127.0.0.1", token, transport=httpx2.ASGITransport(app=front.app), clock=lambda: front.now
        ) as client:
            for front.now in (0.0, 50.0, 90.0, 120.0):
                assert await client.count(ORDERS[0]) == 6

    if kind is AsyncClient:
        asyncio.run(awaited())
    else:
        client = front.client(token)
        for front.now in (0.0, 50.0, 90.0, 120.0):
            assert client.count(ORDERS[0]) == 6
    assert asked == ([0.0, 120.0] if gives == "text" else [0.0, 90.0])


def test_a_callable_is_asked_once_more_and_no_oftener(front: Shopfront) -> None:
    asked: list[int] = []

    def source() -> str:
        asked.append(1)
        return LONG

    client = front.client(source)
    with pytest.raises(Unauthorized):
        client.count(ORDERS[0])
    assert len(asked) == 2
    assert len(front.requests) == 2


@pytest.mark.parametrize(
    ("source", "kind", "code"),
    [
        (lambda: 1 / 0, Unreachable, "token_not_given"),
        (lambda: None, Unauthorized, "unauthorized"),
        (lambda: "two words", Unauthorized, "unauthorized"),
    ],
)
def test_a_callable_that_gives_no_token(front: Shopfront, source: Any, kind: type[ShopError], code: str) -> None:
    with pytest.raises(kind) as caught:
        front.client(source, retries=0).count(ORDERS[0])
    assert caught.value.code == code
    assert not front.requests


class Answers:
    """A transport that gives prepared answers to requests for a token."""

    def __init__(self, *answers: Response) -> None:
        self.answers, self.bodies = list(answers), list[bytes]()

    def send(self, request: Request) -> Response:
        self.bodies.append(request.body)
        return self.answers.pop(0)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Response(400, {}, b'{"error":"invalid_client","error_description":"No."}'), "invalid_client: No."),
        (Response(401, {}, b'{"errors":"[API] Invalid"}'), "[API] Invalid"),
        (Response(403, {}, b"<p>Oauth error shop_not_permitted: not this shop</p>"), "shop_not_permitted: not this"),
        (Response(404, {}, b"<html>"), "status 404"),
    ],
)
def test_credentials_that_are_refused(answer: Response, said: str) -> None:
    answers = Answers(answer)
    with pytest.raises(Unauthorized) as caught:
        Client("s.myshopify.com", ClientCredentials("app", SECRET), transport=answers).count(1)
    assert (caught.value.code, len(answers.bodies)) == ("unauthorized", 1)
    assert said in caught.value.messages[0]
    assert parse_qs(answers.bodies[0].decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["app"],
        "client_secret": [SECRET],
    }


def test_a_shop_that_gives_no_answer_is_asked_again() -> None:
    slept: list[float] = []
    down, broken = Response(503, {"retry-after": "1.0"}, b""), Response(200, {}, b'{"scope":""}')
    granted = Response(200, {}, b'{"access_token":"shpat_1234567890","scope":"","expires_in":86399}')
    counted = Response(200, {}, b'{"count":7}')
    credentials = ClientCredentials("app", SECRET)
    more: dict[str, Any] = {"api": "rest", "sleep": slept.append, "retries": 0}
    answers = Answers(down, broken, granted, counted)
    assert Client("s.myshopify.com", credentials, transport=answers, **more).count(1) == 7
    assert slept == [1.0, 2.0]
    with pytest.raises(Unreachable, match="status 503"):
        Client("s.myshopify.com", credentials, transport=Answers(down, down, down), **more).count(1)


def failure(client: Client) -> ShopError:
    """The error of a call, with frames that know no secret of their own."""
    try:
        client.cancel(5)
    except ShopError as error:
        return error
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("how", spelled("t"))
@pytest.mark.parametrize("what", ["secret", "token", "earlier token"])
def test_neither_secret_nor_token_is_shown(what: str, how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = [f"shpat_{'abcdef0123456789' * 2}", f"shpat_{'9876543210fedcba' * 2}"]
    hidden = {"secret": SECRET, "token": tokens[1], "earlier token": tokens[0]}[what]
    echo = spelled(hidden)[how]
    grant = [msgspec.json.encode({"access_token": token, "expires_in": 100, "scope": ""}) for token in tokens]
    answers = Answers(
        Response(200, {"x-echo": echo.decode()}, grant[0]),
        Response(401, {}, b"{}"),
        Response(200, {}, grant[1]),
        Response(422, {"x-request-id": echo.decode()}, b'{"errors":{"%s":["no: %s"]}}' % (echo, echo)),
        Response(400, {}, b'{"error":"%s","error_description":"%s"}' % (SECRET.encode(), SECRET.encode())),
    )
    now = [0.0]
    credentials = ClientCredentials("app", SECRET)
    client = Client("s.myshopify.com", credentials, transport=answers, api="rest", clock=lambda: now[0])
    seen = [repr(client), repr(credentials), repr(vars(client))]
    for _ in range(2):
        seen.append(shown(failure(client)))
        now[0] += 1000
    logged = "\n".join(record.getMessage() + repr(record.__dict__) for record in caplog.records)
    for text in (*seen, logged):
        assert not [each for each in (SECRET, *tokens) if each in text]


def test_nothing_secret_is_pickled() -> None:
    credentials = ClientCredentials("app", SECRET)
    steps: list[Callable[[Any], Any]] = [pickle.dumps, copy.copy, copy.deepcopy]
    for step in steps:
        for secret in (credentials, AccessToken(LONG, 5.0)):
            with pytest.raises(TypeError):
                step(secret)
    endpoint = Client("s.myshopify.com", credentials)._endpoint
    request = credentials.request(endpoint)
    assert SECRET.encode() in request.body
    assert SECRET.encode() not in pickle.dumps(request)
    assert SECRET not in repr(request)
    assert LONG not in repr(AccessToken(LONG))


def test_credentials_that_cannot_be_right() -> None:
    for client_id, secret in (("", SECRET), ("app", ""), ("app", "two words"), ("app", 5), (None, SECRET)):
        with pytest.raises((ValueError, TypeError), match="client_") as caught:
            ClientCredentials(client_id, secret)  # type: ignore[arg-type]
        assert SECRET not in str(caught.value)
    with pytest.raises(TypeError, match="token"):
        Client("s.myshopify.com", 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expires_in"):
        AccessToken(LONG, 0)
