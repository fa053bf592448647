from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tracking.fulfillment.refusals import Refusal
from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens
from tracking.server.limits import CostBucket, LeakyBucket, NewFulfillments, RateLimitMiddleware

LIMIT = "X-Shopify-Shop-Api-Call-Limit"
PATH = "/admin/api/2025-10/orders/1/fulfillments.json"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def ok(request: Request) -> Response:
    return PlainTextResponse("ok", 404 if "missing" in request.url.path else 200)


def client(clock: Clock, size: int = 40, leak: float = 2.0) -> TestClient:
    app = Starlette(routes=[Route("/{rest:path}", ok, methods=["GET", "POST"])])
    limited = RateLimitMiddleware(ScopeMiddleware(app), size, leak, clock=clock)
    tokens = Tokens({"one": None, "two": None, "few": ["read_products"]})
    return TestClient(AccessMiddleware(limited, tokens), headers={"X-Shopify-Access-Token": "one"})


def test_the_header_counts_calls_on_every_answer(clock: Clock) -> None:
    shop = client(clock)
    assert [shop.get(PATH).headers[LIMIT] for _ in range(3)] == ["1/40", "2/40", "3/40"]
    assert shop.get("/admin/api/2025-10/missing.json").headers[LIMIT] == "4/40"
    refused = shop.get("/admin/api/2025-10/orders.json", headers={"X-Shopify-Access-Token": "few"})
    assert (refused.status_code, refused.headers[LIMIT]) == (403, "1/40")


def test_the_bucket_leaks_two_calls_a_second(clock: Clock) -> None:
    shop = client(clock)
    for _ in range(10):
        shop.get(PATH)
    clock.now += 1.0
    assert shop.get(PATH).headers[LIMIT] == "9/40"
    clock.now += 60.0
    assert shop.get(PATH).headers[LIMIT] == "1/40"


def test_the_call_after_forty_is_refused_with_a_decimal_retry_after_and_no_limit_header(clock: Clock) -> None:
    shop = client(clock)
    assert {shop.get(PATH).status_code for _ in range(40)} == {200}
    answer = shop.get(PATH)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "2.0"
    assert LIMIT not in answer.headers
    assert answer.json() == {
        "errors": "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."
    }
    clock.now += 2.0
    assert [shop.get(PATH).status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_size_and_leak_can_be_chosen(clock: Clock) -> None:
    shop = client(clock, size=2, leak=0.5)
    assert shop.get(PATH).headers[LIMIT] == "1/2"
    shop.get(PATH)
    assert shop.get(PATH).json()["errors"].startswith("Exceeded 0.5 calls per second")


def test_apps_do_not_share_a_bucket_and_graphql_and_the_page_have_none(clock: Clock) -> None:
    shop = client(clock, size=1)
    assert shop.get(PATH).status_code == 200
    assert shop.get(PATH).status_code == 429
    assert shop.get(PATH, headers={"X-Shopify-Access-Token": "two"}).headers[LIMIT] == "1/1"
    for path in ("/admin/api/2025-10/graphql.json", "/admin/api/unstable/graphql.json", "/"):
        answer = shop.post(path)
        assert answer.status_code == 200
        assert LIMIT not in answer.headers


def test_a_refused_call_does_not_fill_the_bucket(clock: Clock) -> None:
    bucket = LeakyBucket(1, 1.0, clock=clock)
    assert bucket.add() == 1
    assert [bucket.add() for _ in range(100)] == [None] * 100
    clock.now += 1.0
    assert bucket.add() == 1


def test_the_cost_bucket_lets_in_by_what_is_asked_and_refills(clock: Clock) -> None:
    bucket = CostBucket(clock=clock)
    assert bucket.status() == {"maximumAvailable": 2000, "currentlyAvailable": 2000, "restoreRate": 100}
    assert bucket.take(1000)
    bucket.give_back(990)
    assert bucket.status()["currentlyAvailable"] == 1990
    assert bucket.take(1000)
    assert not bucket.take(991)
    assert bucket.status()["currentlyAvailable"] == 990
    clock.now += 0.011
    assert bucket.take(991)
    clock.now += 3600
    assert bucket.take(1)
    assert bucket.status()["currentlyAvailable"] == 1999


class Slow(float):
    """A size that lets other threads in while it is compared."""

    def __gt__(self, other: float) -> bool:
        time.sleep(0.001)
        return float(self) > other


def test_the_cost_bucket_counts_threads_together(clock: Clock) -> None:
    bucket = CostBucket(size=Slow(2000), clock=clock)  # type: ignore[arg-type]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(bucket.take, [100] * 16))
    assert bucket.status()["currentlyAvailable"] == 400


def test_a_development_store_takes_five_new_fulfillments_a_minute(clock: Clock) -> None:
    admit = NewFulfillments(clock=clock)
    for _ in range(5):
        admit()
        clock.now += 10
    with pytest.raises(Refusal) as caught:
        admit()
    assert caught.value.status == 429
    assert caught.value.retry_after == pytest.approx(10.0)
    clock.now += 10
    admit()
    with pytest.raises(Refusal):
        admit()


def test_a_development_store_counts_threads_together(clock: Clock) -> None:
    admit = NewFulfillments(clock=clock)

    def attempt(_: int) -> bool:
        try:
            admit()
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(200))) == 5
