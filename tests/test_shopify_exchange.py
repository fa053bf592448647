"""What is sent again, what never, and how long is waited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tracking.errors import OutcomeUnknown, Refused, ShopError, Throttled, Unreachable
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.shopify import Client, Limiter, MemoryBucket
from tracking.shopify.exchange import Admit, Effect, Exchange, Reading, Send, Settle, Sleep
from tracking.shopify.messages import Request, Response

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
GOOD = Response(200, {}, msgspec.json.encode({"fulfillment": FULFILLMENT}))
LOST = OutcomeUnknown("connection_lost", ["x"])
SLOW = OutcomeUnknown("timed_out", ["x"])
REFUSED = Unreachable("not_connected", ["x"])
HTML = Response(503, {}, b"<html></html>")
BROKEN = Response(200, {}, b'{"fulfillm')
BUSY = Response(503, {"retry-after": "7.5"}, b"")
LIMIT = Response(429, {"retry-after": "2.0"}, b"")
BARE = Response(429, {}, b"")


class Shop:
    """Answers from a list, with a clock that only sleeping moves."""

    def __init__(self, *answers: Response | ShopError) -> None:
        self.answers = list(answers)
        self.sent: list[float] = []
        self.slept: list[float] = []
        self.now = 0.0

    def send(self, request: Request) -> Response:
        self.sent.append(self.now)
        answer = self.answers.pop(0)
        if isinstance(answer, ShopError):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.now += seconds

    def client(self, api: Any = "rest", **more: Any) -> Client:
        rest, graphql = (MemoryBucket(*size, clock=lambda: self.now) for size in ((40, 2.0), (1000, 50.0)))
        limiter = Limiter(rest, graphql)
        return Client("s.myshopify.com", "t", api=api, transport=self, limiter=limiter, sleep=self.sleep, **more)


def create(client: Client) -> Any:
    return client.create(CreateFulfillment(lines={1: ()}))


REPEATABLE: dict[str, Callable[[Client], Any]] = {
    "read": lambda client: client.fulfillment(7, 5),
    "update_tracking": lambda client: client.update_tracking(5, TrackingInfo(company="UPS")),
    "cancel": lambda client: client.cancel(5),
}


@pytest.mark.parametrize("failure", [LOST, SLOW, REFUSED, HTML, BROKEN, Response(500, {}, b"")], ids=str)
@pytest.mark.parametrize("call", REPEATABLE)
def test_repeatable_calls_are_repeated(call: str, failure: Response | ShopError) -> None:
    shop = Shop(failure, failure, GOOD)
    assert REPEATABLE[call](shop.client()).id == 5
    # Half to whole of 0.5 s, then of 1 s.
    first, second = shop.slept
    assert 0.25 <= first <= 0.5 <= second <= 1.0


@pytest.mark.parametrize("failure", [LOST, SLOW, REFUSED, HTML, BROKEN, BUSY], ids=str)
@pytest.mark.parametrize("more", ["create", "create_event", "delete_event"])
def test_others_are_never_repeated(more: str, failure: Response | ShopError) -> None:
    shop = Shop(failure, GOOD)
    calls: dict[str, Callable[[Client], Any]] = {
        "create": create,
        "create_event": lambda client: client.create_event(7, 5, "in_transit"),
        "delete_event": lambda client: client.delete_event(7, 5, 9),
    }
    with pytest.raises((OutcomeUnknown, Unreachable)):
        calls[more](shop.client())
    assert len(shop.sent) == 1


def test_repeating_ends() -> None:
    shop = Shop(*[LOST] * 10)
    with pytest.raises(OutcomeUnknown):
        shop.client(retries=3).cancel(5)
    assert len(shop.sent) == 4
    shop = Shop(*[LOST] * 10)
    with pytest.raises(OutcomeUnknown):
        shop.client(retries=0).cancel(5)
    assert len(shop.sent) == 1


def test_pauses_stay_below_half_a_minute() -> None:
    shop = Shop(*[LOST] * 20, GOOD)
    shop.client(retries=20).cancel(5)
    assert max(shop.slept) <= 30.0
    assert shop.slept[-1] >= 15.0


def test_retry_after_of_a_busy_shop_is_honored() -> None:
    shop = Shop(BUSY, GOOD)
    shop.client().cancel(5)
    assert shop.slept == [7.5]


@pytest.mark.parametrize(
    "answer", [Response(404, {}, b""), Response(422, {}, b'{"errors":["x"]}'), Response(401, {}, b"")]
)
def test_what_the_shop_says_no_to_is_not_repeated(answer: Response) -> None:
    shop = Shop(answer, GOOD)
    with pytest.raises(ShopError):
        shop.client().cancel(5)
    assert len(shop.sent) == 1


def test_a_create_that_was_refused_for_its_rate_is_sent_again_after_retry_after() -> None:
    shop = Shop(LIMIT, LIMIT, GOOD)
    assert create(shop.client()).id == 5
    assert shop.sent[1] - shop.sent[0] == pytest.approx(2.0)
    assert 2.0 <= shop.sent[2] - shop.sent[1] <= 2.5


def test_a_429_without_header_waits_until_a_full_bucket_has_room() -> None:
    shop = Shop(BARE, GOOD)
    create(shop.client())
    # One call and the headroom of two, at two a second.
    assert shop.sent[1] - shop.sent[0] == pytest.approx(1.5)


def test_being_throttled_for_ever_ends() -> None:
    shop = Shop(*[LIMIT] * 500)
    with pytest.raises(Throttled):
        create(shop.client())
    assert 100 < shop.now < 900


def cost(requested: float, actual: float | None, available: float, data: Any = None) -> Response:
    status = {"maximumAvailable": 1000.0, "currentlyAvailable": available, "restoreRate": 50.0}
    answer: dict[str, Any] = {
        "extensions": {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}
    }
    if data is None:
        answer["errors"] = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    else:
        answer["data"] = data
    return Response(200, {}, msgspec.json.encode(answer))


DONE = {
    "fulfillmentCreate": {
        "fulfillment": {
            "id": "gid://shopify/Fulfillment/5",
            "name": "#1001-F1",
            "status": "SUCCESS",
            "displayStatus": "FULFILLED",
            "createdAt": None,
            "updatedAt": None,
            "order": {"id": "gid://shopify/Order/7"},
            "trackingInfo": [],
            "fulfillmentLineItems": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
        },
        "userErrors": [],
    }
}


def test_graphqls_throttle_is_a_200_and_waits_for_the_points_it_lacks() -> None:
    """A create that was throttled was not executed; it is sent when there are points enough for it."""
    shop = Shop(cost(100, None, 40), cost(100, 80, 900, DONE))
    assert create(shop.client("graphql")).id == 5
    # 60 points are missing, and 50 are the headroom: 110 at 50 a second.
    assert shop.sent[1] - shop.sent[0] == pytest.approx(2.2)


def test_costs_are_learned() -> None:
    shop = Shop(*[cost(12, 10, 1000 - 10 * at, DONE) for at in range(1, 91)])
    client = shop.client("graphql")
    for _ in range(90):
        create(client)
    # 90 calls of 10 points: with the first guess of 50 points each this would have taken long.
    assert shop.now == 0.0


def test_calls_wait_before_they_would_fail() -> None:
    full = Response(200, {"x-shopify-shop-api-call-limit": "39/40"}, GOOD.body)
    shop = Shop(full, full)
    client = shop.client()
    client.cancel(5)
    client.cancel(5)
    # 39 are in, 38 may be: the second call needs room for two more.
    assert shop.sent == [0.0, pytest.approx(1.0)]


def test_a_shop_that_tells_of_no_limit_is_not_waited_for() -> None:
    shop = Shop(*[GOOD] * 200)
    client = shop.client()
    for _ in range(200):
        client.cancel(5)
    assert shop.now == 0.0


def test_misuse_is_said_before_anything_is_sent() -> None:
    shop = Shop()
    for bad in ({"timeout": None}, {"timeout": 0}, {"timeout": float("inf")}, {"api": "soap"}, {"version": "x"}):
        with pytest.raises(ValueError, match=r"timeout|api|version"):
            Client("s.myshopify.com", "t", transport=shop, **bad)
    for token in ("", "a b", "shpat_\n", "shpät_"):
        with pytest.raises(ValueError, match="token") as caught:
            Client("s.myshopify.com", token, transport=shop)
        assert not token or token not in str(caught.value)


def test_refused_and_not_found_pass_through() -> None:
    with pytest.raises(Refused, match="Something new"):
        create(Shop(Response(422, {}, b'{"errors":["Something new"]}')).client())


# One call, step by step

READ = Request(method="GET", url="https://s.example/x", name="thing", repeatable=True, family="graphql")
THROTTLED = Reading(error=Throttled("throttled", ["x"], status=429))
WAITS = Reading(error=Throttled("throttled", ["x"], status=429, retry_after=100.0))
WHOLE = Reading(document={})


class Driven:
    """An exchange whose every answer says what the test says, and what it asked for."""

    def __init__(self, *readings: Reading | ShopError, admitted: float = 0.0, decode: Any = None) -> None:
        self.readings, self.admitted = list(readings), admitted
        self.decode = decode or (lambda document, response: "done")
        self.exchange = Exchange(lambda request, response: self.readings.pop(0))  # type: ignore[arg-type, return-value]
        self.asked: list[Effect] = []

    def call(self, answer: Response = GOOD) -> Any:
        steps = self.exchange(READ, self.decode)
        reply: Any = None
        while True:
            try:
                effect = steps.send(reply)
            except StopIteration as done:
                return done.value
            self.asked.append(effect)
            reply = self.admitted if isinstance(effect, Admit) else None
            if isinstance(effect, Send):
                reply = self.readings.pop(0) if isinstance(self.readings[0], ShopError) else answer

    def all(self, kind: Any) -> list[Any]:
        return [effect for effect in self.asked if isinstance(effect, kind)]


def test_waiting_for_room_uses_patience_up() -> None:
    driven = Driven(THROTTLED, THROTTLED, WHOLE, admitted=100.0)
    driven.call()
    pauses = [effect.seconds for effect in driven.all(Sleep)]
    patience = [effect.patience for effect in driven.all(Admit)]
    assert pauses[0] == 0.0, "the bucket itself waits after the first refusal"
    assert 0.25 <= pauses[1] <= 0.5
    assert patience == [300.0, 200.0, pytest.approx(100.0 - pauses[1])]


def test_patience_that_would_not_last_is_given_up_at_once() -> None:
    driven = Driven(WAITS, WHOLE, admitted=250.0)
    with pytest.raises(Throttled):
        driven.call()
    assert driven.all(Sleep) == []


def test_a_busy_shop_that_says_to_come_later_is_given_up() -> None:
    late = Reading(error=OutcomeUnknown("busy", ["x"], status=503, retry_after=200.0))
    driven = Driven(*[late] * 9)
    with pytest.raises(OutcomeUnknown):
        driven.call()
    assert [effect.seconds for effect in driven.all(Sleep)] == [200.0]


@pytest.mark.parametrize(
    ("requested", "next_cost"), [(12.0, 12.0), (0.0, 50.0), (-5.0, 50.0), (1e5, 50.0), (None, 50.0)]
)
def test_costs_that_no_query_has_are_not_learned(requested: float | None, next_cost: float) -> None:
    driven = Driven(WHOLE._replace(requested=requested), WHOLE)
    driven.call()
    driven.call()
    assert [effect.cost for effect in driven.all(Admit)] == [50.0, next_cost]


def test_what_the_bucket_is_told() -> None:
    busy = OutcomeUnknown("busy", ["x"], status=503)
    driven = Driven(WAITS._replace(charged=80.0), Reading(error=busy, charged=7.0), REFUSED, LOST, WHOLE)
    driven.call(Response(200, {"retry-after": "9"}, b""))
    told = [(one.charged, one.refused, one.retry_after) for one in (effect.report for effect in driven.all(Settle))]
    assert told == [
        (0.0, True, 9.0),
        (7.0, False, None),
        (0.0, False, None),  # no connection; of a lost answer nothing is known, and nothing told
        (None, False, None),
    ]


def test_an_error_of_the_shop_says_more_than_what_could_not_be_read() -> None:
    def decode(document: Any, response: Response) -> Any:
        raise Refused("strange", ["y"])

    said = Refused("told", ["x"])
    driven = Driven(Reading(document={}, error=said), decode=decode)
    with pytest.raises(Refused) as caught:
        driven.call()
    assert caught.value is said


def test_pauses_are_at_least_half_of_what_they_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda least, most: least)
    driven = Driven(*[LOST] * 4, WHOLE)
    driven.call()
    assert [effect.seconds for effect in driven.all(Sleep)] == [0.25, 0.5, 1.0, 2.0]
