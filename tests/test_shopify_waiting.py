"""Waiting ends: whatever a shop says of its rate limit, whatever a clock or a shared bucket's row holds."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st

from tests.far_side import TurnedClock
from tests.test_shopify_bucket import FULFILLMENT, NODE, VirtualLoop, run
from tracking.errors import OutcomeUnknown, ShopError, Throttled
from tracking.fulfillment.effects import Trials
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.values import CreateFulfillment
from tracking.shopify import AsyncClient, Client, Limiter, MemoryBucket
from tracking.shopify.bucket import LONGEST_HOLD, BucketState, Report
from tracking.shopify.bucket_sql import SqlBucket
from tracking.shopify.graphql_answers import read_graphql
from tracking.shopify.messages import Level, Request, Response

DAY = "Sun, 06 Nov 2044 08:49:37 GMT"
GOOD = Response(200, {}, msgspec.json.encode({"fulfillment": FULFILLMENT}))
DATA = {"fulfillmentCreate": {"fulfillment": NODE, "userErrors": []}}
SANE = {"maximumAvailable": 2000.0, "currentlyAvailable": 1900.0, "restoreRate": 100.0}
BAD: list[Any] = [-1e9, -1, 0, 1e-9, 1e300, -1e300, 10**30, -(10**30), "inf", "nan", "100", True, None, [], {}]


class Shop:
    """Gives one answer, or those of a list, to everything; a clock that only sleeping moves."""

    def __init__(self, *answers: Response | ShopError) -> None:
        self.answers, self.calls, self.now, self.slept = answers, 0, 0.0, list[float]()

    def send(self, request: Request) -> Response:
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        if isinstance(answer, ShopError):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds < 1000
        self.slept.append(seconds)
        self.now += seconds

    def client(self, api: Any = "rest", limiter: Limiter | None = None, **more: Any) -> Client:
        buckets = MemoryBucket(40, 2.0, clock=lambda: self.now), MemoryBucket(2000, 100.0, clock=lambda: self.now)
        own = limiter or Limiter(*buckets)
        return Client("s.myshopify.com", "t", api=api, transport=self, limiter=own, sleep=self.sleep, **more)


def create(client: Client) -> Any:
    return client.create(CreateFulfillment(lines={1: ()}))


def points(**status: Any) -> Response:
    cost = {"requestedQueryCost": 10, "actualQueryCost": 10, "throttleStatus": SANE | status}
    return Response(200, {}, msgspec.json.encode({"data": DATA, "extensions": {"cost": cost}}))


# What a shop says


@pytest.mark.parametrize("field", SANE)
@pytest.mark.parametrize("value", BAD, ids=repr)
def test_a_level_outside_sane_bounds_is_ignored(field: str, value: Any) -> None:
    shop = Shop(points(**{field: value}))
    client = shop.client("graphql")
    for _ in range(30):
        create(client)
    assert shop.now <= 60, "no more than a bucket takes to run empty"


@pytest.mark.parametrize("field", ["requestedQueryCost", "actualQueryCost"])
@pytest.mark.parametrize("value", BAD, ids=repr)
def test_a_cost_outside_sane_bounds_is_ignored(field: str, value: Any) -> None:
    cost = {"requestedQueryCost": 10, "actualQueryCost": 10, "throttleStatus": SANE} | {field: value}
    for status in (SANE, None):
        answer = {"data": DATA, "extensions": {"cost": cost | {"throttleStatus": status}}}
        shop = Shop(Response(200, {}, msgspec.json.encode(answer)))
        client = shop.client("graphql")
        for _ in range(30):
            create(client)
        assert shop.now <= 60


@pytest.mark.parametrize(
    "text",
    ["99999999999/40", "40/99999999999999999999999", "9" * 5000 + "/40", "1/" + "9" * 400, "40/1", "٣٩/٤٠", "-1/40"],
)
def test_a_call_limit_outside_sane_bounds_is_ignored(text: str) -> None:
    shop = Shop(Response(200, {"x-shopify-shop-api-call-limit": text}, GOOD.body))
    client = shop.client()
    for _ in range(50):
        create(client)
    assert shop.now <= 60


def test_sane_levels_still_count() -> None:
    said = read_graphql(Request(method="POST", url="https://s/x", family="graphql"), points())
    assert (said.level, said.requested, said.charged) == (Level(2000.0, 100.0, 100.0), 10.0, 10.0)
    short = read_graphql(Request(method="POST", url="https://s/x", family="graphql"), points(currentlyAvailable=-50))
    assert short.level == Level(2000.0, 2050.0, 100.0), "a shop may let a call in that it cannot quite afford"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("86399", 86399.0),
        ("1e400", None),
        ("-0.0", None),
        ("1_0", None),
        ("١٢", None),
        ("0x10", None),
        ("1e3", None),
        (" 3 ", 3.0),
        ("9" * 4000, None),
        (DAY, None),
    ],
)
def test_retry_after_in_seconds(text: str, seconds: float | None) -> None:
    assert Response(429, {"retry-after": text}, b"").retry_after == seconds


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        (DAY, "Sun, 06 Nov 2044 08:49:27 GMT", 10.0),
        (DAY, DAY, 0.0),
        (DAY, "Sun, 06 Nov 2044 08:49:38 GMT", 0.0),
        (DAY, "Sun, 06 Nov 1994 08:49:37 GMT", None),
        (DAY, "soon", None),
        ("Sunday, 06-Nov-44 08:49:37 GMT", "Sun, 06 Nov 2044 08:49:27 GMT", 10.0),
        ("Sun, 06 Nov 2044 08:49:37 -0000", "Sun, 06 Nov 2044 08:49:27 GMT", 10.0),
        ("Sun, 99 Nov 2044 08:49:37 GMT", "Sun, 06 Nov 2044 08:49:27 GMT", None),
        ("Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 2044 08:49:27 GMT", None),
        ("Sun, 06 Nov 2044 08:49:37 +9999", "Sun, 06 Nov 2044 08:49:27 GMT", None),
    ],
)
def test_retry_after_as_a_date_goes_by_the_shops_own_clock(text: str, date: str, seconds: float | None) -> None:
    """This machine's clock may be a day off: the same answer says what time it is over there."""
    assert Response(429, {"retry-after": text, "date": date}, b"").retry_after == seconds


@pytest.mark.parametrize("api", ["rest", "graphql"])
def test_one_long_retry_after_holds_nobody_for_more_than_minutes(api: Any) -> None:
    shop = Shop(Response(429, {"retry-after": "86399"}, b""), GOOD if api == "rest" else points())
    limiter = shop.client(api)._limiter
    with pytest.raises(Throttled) as caught:
        create(shop.client(api, limiter))
    assert (shop.now, caught.value.retry_after, shop.calls) == (0.0, 86399.0, 1)
    assert create(shop.client(api, limiter)).id == 5
    assert shop.now <= LONGEST_HOLD <= 300


def test_busy_for_a_day_ends_and_busy_five_times_does_so_too() -> None:
    shop = Shop(Response(503, {"retry-after": "86399"}, b""))
    with pytest.raises(OutcomeUnknown):
        shop.client().cancel(5)
    assert (shop.now, shop.calls) == (0.0, 1)
    shop = Shop(Response(503, {"retry-after": "120"}, b""))
    with pytest.raises(OutcomeUnknown):
        shop.client().cancel(5)
    assert shop.now <= 400


# A bucket that lets nobody in


class Stuck(MemoryBucket):
    """Says that there is no room, for ever."""

    def __init__(self, wait: float = 50.0) -> None:
        super().__init__(40, 2.0)
        self.wait = wait

    def take(self, cost: float) -> float:
        return self.wait


@pytest.mark.parametrize("wait", [50.0, 1e9, math.inf, 1e300])
def test_waiting_for_room_ends_and_is_logged(wait: float, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tracking.shopify")
    shop = Shop(GOOD)
    with pytest.raises(Throttled, match="no room") as caught:
        create(shop.client(limiter=Limiter(Stuck(wait))))
    assert (shop.calls, caught.value.code) == (0, "throttled")
    assert shop.now <= 300
    assert any("room" in record.getMessage() for record in caplog.records) == (wait == 50.0)


def test_awaiting_room_ends_for_all_who_queue() -> None:
    """Who queues behind one that gave up does not wait as long once more."""

    async def main(loop: VirtualLoop) -> None:
        client = AsyncClient("s.myshopify.com", "t", api="rest", transport=Never(), limiter=Limiter(Stuck()), retries=0)
        calls = (client.create(CreateFulfillment(lines={1: ()})) for _ in range(20))
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(one) for one in ended} == {Throttled}
        assert loop.time() <= 300

    run(main)


class Never:
    async def send(self, request: Request) -> Response:
        raise AssertionError


def test_threads_that_queue_give_up_together() -> None:
    shop, lock = Shop(GOOD), threading.Lock()
    ended: list[BaseException] = []
    client = shop.client(limiter=Limiter(Stuck(200.0)))
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        try:
            create(client)
        except Throttled as error:
            with lock:
                ended.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ended) == 8


def test_a_long_queue_that_moves_is_no_reason_to_give_up() -> None:
    """A thousand calls at two a second take eight minutes, and every one of them gets its turn."""

    async def main(loop: VirtualLoop) -> None:
        class Instant:
            async def send(self, request: Request) -> Response:
                return GOOD

        limiter = Limiter(MemoryBucket(40, 2.0, clock=loop.time))
        client = AsyncClient("s.myshopify.com", "t", api="rest", transport=Instant(), limiter=limiter)
        # No level comes back: units that were taken count as not charged, so the bucket is held by taking them here.
        limiter["rest"].settle(Report(0, 0, Level(40, 38)))
        limiter["rest"].settle = lambda report: None  # type: ignore[method-assign]
        await asyncio.gather(*(client.create(CreateFulfillment(lines={1: ()})) for _ in range(1000)))
        assert loop.time() >= 490

    run(main)


# Stored times

WILD = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize("ahead", [60.0, 3600.0, 86400.0, 1e12, math.inf])
def test_a_bucket_that_was_written_by_a_clock_ahead_takes_the_present(ahead: float) -> None:
    now = 1_000_000.0
    state = BucketState(40, 2.0, used=40.0, at=now + ahead, until=now + ahead + 2)
    state, wait = state.take(1, now)
    assert wait <= LONGEST_HOLD
    again, wait = state.take(1, now + wait)
    assert wait == 0.0
    assert again.at < now + LONGEST_HOLD + 1


@given(WILD, WILD, WILD, WILD, WILD, st.floats(0, 1e12), st.floats(0, 1e12))
def test_from_whatever_state_room_comes_in_minutes(
    capacity: float, rate: float, used: float, at: float, until: float, cost: float, now: float
) -> None:
    state, waited = BucketState(capacity, rate, used, at, until), 0.0
    for _ in range(10):
        state, wait = state.take(cost, now + waited)
        assert 0 <= wait < 1400
        waited += wait
        if not wait:
            break
    assert wait == 0
    assert waited < 1800


@given(
    st.floats(0, 1e4), WILD | st.none(), st.none() | st.builds(Level, WILD, WILD, st.none() | WILD), st.booleans(), WILD | st.none()
)  # fmt: skip
def test_whatever_is_settled_room_comes_in_minutes(
    taken: float, charged: float | None, level: Level | None, refused: bool, retry_after: float | None
) -> None:
    state = BucketState(40, 2.0, at=10.0).settle(Report(taken, charged, level, refused, retry_after), 10.0)
    assert all(map(math.isfinite, state))
    waited = 0.0
    for _ in range(10):
        state, wait = state.take(1, 10.0 + waited)
        waited += wait
        if not wait:
            return
    raise AssertionError(waited)


@pytest.mark.usefixtures("all_closed")
@pytest.mark.parametrize(
    "row",
    [
        {"at": 1e12, "until": 1e12},
        {"until": 1e12},
        {"used": 1e12},
        {"used": -1e12},
        {"rate": 0.0},
        {"rate": -1.0},
        {"rate": 1e-300},
        {"capacity": 0.0},
        {"capacity": 1e300},
        {"rate": math.inf},
    ],
    ids=str,
)
def test_a_shared_bucket_outlives_a_strange_row(tmp_path: Path, row: dict[str, float]) -> None:
    now = [5_000.0]
    engine = sql.create_engine(f"sqlite:///{tmp_path / 'j.db'}")
    bucket = SqlBucket(engine, "s", 40, 2.0, clock=lambda: now[0])
    with engine.begin() as db:
        for name, value in row.items():
            db.execute(sql.text(f'UPDATE shop_buckets SET "{name}" = :value'), {"value": value})
    while wait := bucket.take(1):
        assert 0 < wait <= LONGEST_HOLD
        now[0] += wait
    assert now[0] <= 5_000 + 3 * LONGEST_HOLD
    engine.dispose()


# The pipeline's own patience


@pytest.mark.parametrize("retry_after", [0.0, -1.0, math.nan, math.inf, 1e300, None, 0.001])
def test_trials_end(retry_after: float | None) -> None:
    clock = TurnedClock()
    trials, began, count = Trials(Policy(patience=100), clock), clock.now, 0
    while (seconds := trials.after(Throttled("throttled", retry_after=retry_after))) is not None:
        clock.sleep(seconds)
        count += 1
        assert count < 200
    assert clock.now - began <= 100


@pytest.mark.parametrize("retry_after", [-1.0, math.nan, math.inf, None])
def test_a_wait_that_is_none_is_as_good_as_not_told(retry_after: float | None) -> None:
    trials = Trials(Policy(patience=100), TurnedClock())
    assert trials.after(Throttled("throttled", retry_after=retry_after)) == pytest.approx(3.2)


def test_what_a_client_waited_by_itself_counts() -> None:
    clock = TurnedClock()
    trials, count = Trials(Policy(patience=1000), clock), 0
    while True:
        clock.sleep(300)
        if (seconds := trials.after(Throttled("throttled", retry_after=2.0))) is None:
            break
        clock.sleep(seconds)
        count += 1
    assert count == 3
