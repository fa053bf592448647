"""The shop's rate limits: REST's leaky bucket, GraphQL's cost bucket, and a development store's limit.

Source of the figures: the Admin API's rate-limit pages. Every clock is a function that returns seconds and never goes
back (`time.monotonic`).
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections import deque
from collections.abc import Callable

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracking.fulfillment.refusals import too_many_fulfillments
from tracking.server.access import GRANT_PATH, grant_of

__all__ = [
    "DOCUMENTATION",
    "CostBucket",
    "LeakyBucket",
    "MonotonicClock",
    "NewFulfillments",
    "RateLimitMiddleware",
    "is_graphql",
    "throttled",
    "too_many_calls",
]

MonotonicClock = Callable[[], float]

DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"
_GRAPHQL = re.compile(r"/admin/(?:api/[^/]*/)?graphql(?:\.json)?/?")


class LeakyBucket:
    """Holds ``size`` calls, and loses ``leak`` of them per second."""

    def __init__(self, size: int = 40, leak: float = 2.0, *, clock: MonotonicClock = time.monotonic) -> None:
        self.size, self.leak, self.clock = size, leak, clock
        self._level, self._seen = 0.0, clock()

    def add(self) -> int | None:
        """Add a call. Returns how many are in the bucket now, or None if it is full and the call stays outside."""
        now = self.clock()
        level = max(0.0, self._level - (now - self._seen) * self.leak)
        self._seen = now
        if level + 1 > self.size:
            self._level = level
            return None
        self._level = level + 1
        return math.ceil(self._level)


class CostBucket:
    """GraphQL's bucket: ``size`` points, refilled at ``restore`` points per second.

    A query is let in by its estimated cost, and pays its actual cost. Queries run in several threads.
    """

    def __init__(self, size: int = 2000, restore: int = 100, *, clock: MonotonicClock = time.monotonic) -> None:
        self.size, self.restore, self.clock = size, restore, clock
        self._available, self._seen = float(size), clock()
        self._lock = threading.Lock()

    def take(self, requested: int) -> bool:
        """Take ``requested`` points and return True, or take nothing and return False if there are not enough."""
        with self._lock:
            now = self.clock()
            self._available = min(self.size, self._available + (now - self._seen) * self.restore)
            self._seen = now
            if requested > self._available:
                return False
            self._available -= requested
            return True

    def give_back(self, points: int) -> None:
        """Put unused points back."""
        with self._lock:
            self._available = min(self.size, self._available + points)

    def status(self) -> dict[str, int]:
        """Return the bucket's state as an answer's ``throttleStatus``."""
        return {
            "maximumAvailable": self.size,
            "currentlyAvailable": int(self._available),
            "restoreRate": self.restore,
        }


class NewFulfillments:
    """A development store's limit: ``size`` new fulfillments within ``period`` seconds, however they are created.

    It is called once for each new fulfillment (`tracking.server.shop.Shop`'s ``admit``), from any thread. It raises the
    refusal if there were too many.
    """

    def __init__(self, size: int = 5, period: float = 60.0, *, clock: MonotonicClock = time.monotonic) -> None:
        self.size, self.period, self.clock = size, period, clock
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def __call__(self) -> None:
        """Count one more, or raise a `Refusal`."""
        with self._lock:
            now = self.clock()
            while self._times and now - self._times[0] >= self.period:
                self._times.popleft()
            if len(self._times) >= self.size:
                raise too_many_fulfillments(self.period - (now - self._times[0]))
            self._times.append(now)


class RateLimitMiddleware:
    """REST's leaky bucket, one for each app: each answer gets the call-limit header, or is 429.

    The real service omits the call-limit header from the 429 itself, and so does this.
    """

    def __init__(
        self, app: ASGIApp, size: int = 40, leak: float = 2.0, *, clock: MonotonicClock = time.monotonic
    ) -> None:
        self.app, self.size, self.leak, self.clock = app, size, leak, clock
        self._buckets: dict[int, LeakyBucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/admin/") or is_graphql(path) or path == GRANT_PATH:
            await self.app(scope, receive, send)
            return
        app = grant_of(scope).app
        bucket = self._buckets.get(app)
        if bucket is None:
            bucket = self._buckets[app] = LeakyBucket(self.size, self.leak, clock=self.clock)
        level = bucket.add()
        if level is None:
            await too_many_calls(self.leak)(scope, receive, send)
            return
        header = (b"x-shopify-shop-api-call-limit", b"%d/%d" % (level, bucket.size))

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await self.app(scope, receive, send_with_header)


def too_many_calls(leak: float = 2.0) -> Response:
    """Return the 429. ``Retry-After`` is a decimal, as the real service writes it."""
    message = (
        f"Exceeded {leak:g} calls per second for api client. Reduce request rates to resume uninterrupted service."
    )
    return Response(
        msgspec.json.encode({"errors": message}), 429, {"retry-after": "2.0"}, "application/json; charset=utf-8"
    )


def throttled(requested: int, bucket: CostBucket) -> Response:
    """Return GraphQL's answer to a query that costs more than is left: HTTP 200 without ``Retry-After``."""
    body = {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": DOCUMENTATION}}],
        "extensions": {
            "cost": {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": bucket.status()}
        },
    }
    return Response(msgspec.json.encode(body), 200, media_type="application/json; charset=utf-8")


def is_graphql(path: str) -> bool:
    """Tell whether this is GraphQL's path, which has its own limits."""
    return _GRAPHQL.fullmatch(path) is not None
