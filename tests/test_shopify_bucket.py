"""The rate limit: its arithmetic, many tasks on one bucket, several workers on one database."""

from __future__ import annotations

import asyncio
import random
import selectors
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.fulfillment.values import CreateFulfillment
from tracking.server.limits import CostBucket, LeakyBucket
from tracking.shopify import AsyncClient, Limiter, MemoryBucket
from tracking.shopify.bucket import BucketState, Report
from tracking.shopify.messages import Level, Request, Response

FULL = BucketState(40, 2.0)


def test_take_until_the_headroom() -> None:
    state = FULL
    for _ in range(38):
        state, wait = state.take(1, 0.0)
        assert wait == 0.0
    same, wait = state.take(1, 0.0)
    assert (same, wait) == (state, 0.5)
    after, wait = state.take(1, 0.5)
    assert (after.used, wait) == (38.0, 0.0)


def test_a_bucket_leaks_to_empty_and_no_further() -> None:
    state, _ = FULL.take(10, 0.0)
    state, wait = state.take(1, 100.0)
    assert (state.used, wait) == (1.0, 0.0)


def test_a_clock_that_goes_back_leaks_nothing() -> None:
    state, _ = BucketState(40, 2.0, at=50.0).take(10, 40.0)
    assert (state.used, state.at) == (10.0, 50.0)


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (-1, 1)])
def test_sizes_must_be_positive(size: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        MemoryBucket(*size)


def test_what_is_larger_than_the_bucket_goes_in_when_it_is_empty() -> None:
    """The shop alone can say that it is too much."""
    state, wait = FULL.take(1, 0.0)
    assert state.take(60, 0.0)[1] == 0.5
    state, wait = state.take(60, 0.5)
    assert wait == 0.0
    assert FULL.take(39.5, 0.0)[1] == 0.0


def test_settling() -> None:
    state, _ = FULL.take(20, 0.0)
    assert state.settle(Report(20, 15), 0.0).used == 15
    assert state.settle(Report(20), 0.0).used == 20
    # Other clients can only have made it fuller: what calls under way have taken is not in the shop's count yet.
    assert state.settle(Report(1, 1, Level(40, 5)), 0.0).used == 20
    assert state.settle(Report(1, 1, Level(40, 33)), 0.0).used == 33


def test_a_shop_without_limits_is_not_waited_for() -> None:
    """It reports an empty bucket right after a call that it says it charged for."""
    state = BucketState(1000, 50)
    for _ in range(500):
        state, wait = state.take(20, 0.0)
        assert wait == 0.0
        state = state.settle(Report(20, 16, Level(1000, 0, 50)), 0.0)
    assert state.used == 0.0


def test_a_plan_is_learned() -> None:
    advanced = FULL.settle(Report(1, 1, Level(80, 1)), 0.0)
    assert (advanced.capacity, advanced.rate) == (80, 4.0)
    told = FULL.settle(Report(1, 1, Level(2000, 10, 100)), 0.0)
    assert (told.capacity, told.rate) == (2000, 100)


def test_a_refusal_fills_the_bucket_and_holds_everybody() -> None:
    state = FULL.settle(Report(1, 0, refused=True, retry_after=4.0), 10.0)
    assert state.take(1, 10.0)[1] == 4.0
    assert state.take(1, 13.0)[1] == 1.0
    assert state.take(1, 14.0)[1] == 0.0
    assert FULL.settle(Report(1, 0, refused=True), 10.0).take(1, 10.0)[1] == 1.5


@given(
    capacity=st.integers(2, 1000),
    seconds=st.floats(0.5, 100),
    steps=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 20)), max_size=60),
)
def test_no_more_is_let_in_than_leaks(capacity: int, seconds: float, steps: list[tuple[float, int]]) -> None:
    """In any stretch of time at most the capacity and what leaks meanwhile; and who waits as told is let in."""
    rate = capacity / seconds
    state, now, taken = BucketState(capacity, rate), 0.0, []
    for pause, cost in steps:
        now += pause
        state, wait = state.take(cost, now)
        if wait:
            now += wait
            state, wait = state.take(cost, now)
            assert wait == pytest.approx(0.0, abs=1e-6)
        taken.append((now, cost))
        for at in range(len(taken)):
            since = taken[at][0]
            total = sum(cost for _, cost in taken[at:])
            largest = max(cost for _, cost in taken[at:])
            assert total <= max(capacity, largest) + rate * (now - since) + 1e-6


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes as fast as it is waited for."""

    def __init__(self) -> None:
        loop = self

        class Selector(selectors.SelectSelector):
            def select(self, timeout: float | None = None) -> Any:
                loop.now += timeout or 0.0
                return super().select(None if timeout is None else 0)

        self.now = 0.0
        super().__init__(Selector())

    def time(self) -> float:
        return self.now


def run(main: Callable[[VirtualLoop], Any]) -> Any:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


FULFILLMENT = {
    "id": 5,
    "order_id": 7,
    "status": "success",
    "name": "#1001.1",
    "tracking_company": None,
    "tracking_numbers": [],
    "tracking_urls": [],
    "line_items": [],
}


class Shop:
    """A shop with a real bucket and answers that take their time."""

    def __init__(self, loop: VirtualLoop, size: int, leak: float, latency: float) -> None:
        self.bucket = LeakyBucket(size, leak, clock=loop.time)
        self.random, self.latency = random.Random(7), latency
        self.created, self.refused = 0, 0

    async def send(self, request: Request) -> Response:
        await asyncio.sleep(self.random.uniform(0, self.latency))
        level = self.bucket.add()
        await asyncio.sleep(self.random.uniform(0, self.latency))
        if level is None:
            self.refused += 1
            return Response(429, {"retry-after": "2.0"}, b"")
        self.created += 1
        limit = {"x-shopify-shop-api-call-limit": f"{level}/{self.bucket.size}"}
        return Response(201, limit, msgspec.json.encode({"fulfillment": FULFILLMENT}))


async def creates(loop: VirtualLoop, shop: Any, count: int, workers: int, api: Any = "rest") -> float:
    limiter = Limiter(MemoryBucket(40, 2.0, clock=loop.time), MemoryBucket(2000, 100.0, clock=loop.time))
    client = AsyncClient("s.myshopify.com", "t", api=api, transport=shop, limiter=limiter)
    todo = iter(range(count))

    async def work() -> None:
        for _ in todo:
            await client.create(CreateFulfillment(lines={1: ()}))

    await asyncio.gather(*(work() for _ in range(workers)))
    return loop.time()


@pytest.mark.parametrize("workers", [1, 4, 16, 400])
@pytest.mark.parametrize(("size", "leak"), [(40, 2.0), (80, 4.0), (400, 20.0)])
def test_400_creates_in_the_least_time_and_without_a_429(size: int, leak: float, workers: int) -> None:
    async def main(loop: VirtualLoop) -> None:
        # So fast that so many workers can keep up with the shop at all.
        shop = Shop(loop, size, leak, min(0.4, workers / leak / 2))
        took = await creates(loop, shop, max(400, 10 * size), workers)
        least = (max(400, 10 * size) - size) / leak
        assert shop.refused == 0
        assert least < took <= least * 1.05

    run(main)


class CostShop:
    """A GraphQL shop with a bucket of points."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.bucket = CostBucket(1000, 50, clock=loop.time)
        self.random, self.refused = random.Random(7), 0

    async def send(self, request: Request) -> Response:
        await asyncio.sleep(self.random.uniform(0, 0.3))
        passed = self.bucket.take(20)
        if passed:
            self.bucket.give_back(4)
        answer: dict[str, Any] = {
            "extensions": {
                "cost": {
                    "requestedQueryCost": 20,
                    "actualQueryCost": 16 if passed else None,
                    "throttleStatus": self.bucket.status(),
                }
            }
        }
        if passed:
            answer["data"] = {"fulfillmentCreate": {"fulfillment": NODE, "userErrors": []}}
        else:
            self.refused += 1
            answer["errors"] = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
        return Response(200, {}, msgspec.json.encode(answer))


NODE: dict[str, Any] = {
    "id": "gid://shopify/Fulfillment/5",
    "name": "#1001-F1",
    "status": "SUCCESS",
    "displayStatus": "FULFILLED",
    "createdAt": None,
    "updatedAt": None,
    "order": {"id": "gid://shopify/Order/7"},
    "trackingInfo": [],
    "fulfillmentLineItems": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
}


def test_graphql_creates_in_the_least_time_and_without_being_throttled() -> None:
    async def main(loop: VirtualLoop) -> None:
        shop = CostShop(loop)
        took = await creates(loop, shop, 600, 8, "graphql")
        least = (600 * 16 - 1000) / 50
        assert shop.refused == 0
        assert least < took <= least * 1.05

    run(main)


def test_other_clients_of_the_shop_are_noticed() -> None:
    """Another client takes half of what leaks: a few calls are refused, none is lost, and the pace adapts."""

    async def main(loop: VirtualLoop) -> None:
        shop = Shop(loop, 40, 2.0, 0.1)

        async def other() -> None:
            while True:
                await asyncio.sleep(1.0)
                shop.bucket.add()

        nuisance = asyncio.ensure_future(other())
        took = await creates(loop, shop, 200, 4)
        nuisance.cancel()
        assert shop.created == 200
        assert shop.refused <= 10
        assert took <= (200 - 40) / 1.0 * 1.15

    run(main)


def test_a_blocking_bucket_does_not_stop_the_loop(tmp_path: Path) -> None:
    """The asynchronous client asks a bucket in a database from a thread."""

    enough = threading.Event()

    async def main() -> None:
        async def tick() -> None:
            for _ in range(5):
                await asyncio.sleep(0.001)
            enough.set()

        class Slow(MemoryBucket):
            blocks = True

            def take(self, cost: float) -> float:
                assert threading.current_thread() is not threading.main_thread()
                assert enough.wait(30), "the loop stands still meanwhile"
                return super().take(cost)

        class Instant:
            async def send(self, request: Request) -> Response:
                return Response(200, {}, msgspec.json.encode({"fulfillment": FULFILLMENT}))

        ticking = asyncio.ensure_future(tick())
        client = AsyncClient("s.myshopify.com", "t", api="rest", transport=Instant(), limiter=Limiter(Slow(40, 2.0)))
        await client.cancel(5)
        await ticking

    asyncio.run(main())


# What small changes of the arithmetic would break


def test_a_rate_that_no_plan_has_is_not_believed() -> None:
    for rate, kept in ((40 / 119, 40 / 119), (40 / 121, 2.0), (1e10, 2.0)):
        assert FULL.settle(Report(1, level=Level(used=1, capacity=40, rate=rate)), 0.0).rate == kept


def test_charges_below_nothing_give_nothing_back() -> None:
    state, _ = FULL.take(10, 0.0)
    assert state.settle(Report(10, charged=-5.0), 0.0).used == 10.0


def test_a_wait_is_only_taken_from_a_refusal_and_never_shortened() -> None:
    assert FULL.settle(Report(1, retry_after=9.0), 0.0).take(1, 0.0)[1] == 0.0
    state = FULL.settle(Report(1, refused=True, retry_after=100.0), 0.0)
    assert state.settle(Report(1, refused=True, retry_after=1.0), 0.0).take(1, 0.0)[1] == 100.0
    assert FULL.settle(Report(1, refused=True, retry_after=86_399.0), 0.0).take(1, 0.0)[1] == 300.0


@pytest.mark.parametrize("used", [-1.0, 161.0])
def test_a_level_that_no_bucket_has_tells_no_size_either(used: float) -> None:
    after = FULL.settle(Report(1, level=Level(used=used, capacity=80, rate=4)), 0.0)
    assert (after.capacity, after.rate) == (FULL.capacity, FULL.rate)
