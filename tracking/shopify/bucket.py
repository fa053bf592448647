"""How fast a shop may be called: its leaky bucket, followed on this side, so that calls wait instead of failing.

A bucket holds ``capacity`` units (calls in REST, points in GraphQL) and loses ``rate`` of them a second. Each call
puts units in, and is refused when there is no room. The arithmetic is a value with pure functions; `MemoryBucket`
keeps one for a process, `tracking.shopify.bucket_sql` one for all workers on a database.
Source of the figures: the Admin API's rate limits (REST 40 calls and 2 a second, Advanced 80 and 4; GraphQL 2,000
points and 100 a second).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, Self

from tracking.shopify.messages import Family, Level

__all__ = ["Bucket", "BucketState", "Limiter", "MemoryBucket", "Report"]

HEADROOM = 0.05
"""The share of a bucket that is left empty: calls do not arrive as evenly as they were sent. It is what leaks in one
second on every plan, so calls may overtake each other by that much, and it costs that second once."""

LONGEST_HOLD = 300.0
"""Seconds that everybody may be kept waiting by one answer, or by what another clock has written."""
_SLOWEST = 120.0
"""Seconds in which a full bucket runs empty at the latest. On every plan it is 20."""
_LARGEST = 1e9
"""Units, far more than any plan has."""
_FULLEST = 10
"""How many times its capacity a bucket may hold: a call that is larger than the bucket goes in when it is empty."""
_SMALLEST_PLAN = (40.0, 2.0)


class Report(NamedTuple):
    """What became of the units that a call took."""

    taken: float
    charged: float | None = None
    """Units that the shop counted; None when it is not known."""
    level: Level | None = None
    """What the shop said of the bucket."""
    refused: bool = False
    """The shop said that there were too many calls."""
    retry_after: float | None = None
    """Seconds that the shop wants everybody to wait."""


class BucketState(NamedTuple):
    """A bucket at one moment. ``at`` and ``until`` are seconds of one clock."""

    capacity: float
    rate: float
    used: float = 0.0
    at: float = 0.0
    until: float = 0.0
    """Nobody may call before."""

    def take(self, cost: float, now: float) -> tuple[BucketState, float]:
        """Put ``cost`` units in: the bucket then and 0.0, or the bucket as it is and the seconds to wait."""
        state = self._now(now)
        if now < state.until:
            return state, state.until - now
        # What is too large for the headroom goes in when nothing else is; the shop says when it is too large at all.
        over = min(state.used, state.used + cost - state.capacity * (1 - HEADROOM))
        if over > 1e-9:
            return state, state.at - now + over / state.rate
        return state._replace(used=state.used + cost), 0.0

    def settle(self, report: Report, now: float) -> BucketState:
        """Follow what the shop said, as far as it can be so.

        Other clients of the shop can only have made the bucket fuller.
        """
        state = self._now(now)
        used, capacity, rate, until = state.used, state.capacity, state.rate, state.until
        level = report.level if report.level is not None and _is_sane(report.level) else None
        if report.charged is not None and 0 <= report.charged <= _LARGEST:
            # It cannot have counted more than is in there: a shop without limits reports an empty bucket.
            counted = report.charged if level is None else min(report.charged, level.used)
            used = max(0.0, used - report.taken + counted)
        if level is not None:
            # REST does not tell the rate; on every plan it grows with the capacity.
            rate = level.rate or rate * level.capacity / capacity
            capacity = level.capacity
            used = max(used, level.used)
        elif report.refused:
            used = max(used, capacity)
        if report.refused and report.retry_after is not None and report.retry_after > 0:
            until = max(until, now + min(report.retry_after, LONGEST_HOLD))
        return BucketState(capacity, rate, used, state.at, until)._bounded(now)

    def _now(self, now: float) -> BucketState:
        state = self._bounded(now)
        elapsed = max(0.0, now - state.at)
        return state._replace(used=max(0.0, state.used - state.rate * elapsed), at=max(now, state.at))

    def _bounded(self, now: float) -> BucketState:
        """Replace what cannot be: sizes that no plan has, and times that another clock, which was ahead, has written.

        A clock may go back a little; then nothing leaks until it is where it was.
        """
        capacity, rate = self.capacity, self.rate
        if not (0 < capacity <= _LARGEST and capacity / _SLOWEST <= rate <= _LARGEST):
            capacity, rate = _SMALLEST_PLAN
        # A comparison with what is no number is false.
        used = max(0.0, self.used) if self.used <= _FULLEST * capacity else capacity
        at = self.at if self.at - now <= capacity / rate else now
        until = self.until if self.until - now <= LONGEST_HOLD else now
        return BucketState(capacity, rate, used, at, until)


def _is_sane(level: Level) -> bool:
    """Tell whether a shop may mean it: a size of some plan, and hardly more in the bucket than goes into it."""
    return (
        1 <= level.capacity <= _LARGEST
        and 0 <= level.used <= 2 * level.capacity
        and (level.rate is None or level.capacity / _SLOWEST <= level.rate <= _LARGEST)
    )


class Bucket(Protocol):
    """A shop's bucket, shared by all that call the shop."""

    blocks: bool
    """Its methods wait for something (a database), so that a coroutine calls them in a thread."""

    def take(self, cost: float) -> float:
        """Take room for a call: 0.0 when there was, else the seconds after which to ask again."""

    def settle(self, report: Report) -> None:
        """Say what became of a call's units."""


class MemoryBucket:
    """A bucket for one process: all threads and tasks, and all clients it is given to.

    ``capacity`` and ``rate`` (units a second) are where it starts; the shop's answers correct them. ``clock`` gives
    seconds and never goes back.
    """

    blocks = False

    def __init__(self, capacity: float, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        if capacity <= 0 or rate <= 0:
            raise ValueError(f"a bucket of {capacity} at {rate} a second: both must be greater than 0")
        self._clock = clock
        self._lock = threading.Lock()
        self._state = BucketState(capacity, rate, at=clock())

    def take(self, cost: float) -> float:
        """See `Bucket.take`."""
        with self._lock:
            self._state, wait = self._state.take(cost, self._clock())
        return wait

    def settle(self, report: Report) -> None:
        """See `Bucket.settle`."""
        with self._lock:
            self._state = self._state.settle(report, self._clock())


class Limiter:
    """The two buckets of a shop: REST's and GraphQL's.

    Give one limiter to all clients of the same app on the same shop. A limiter that keeps its buckets in a database
    (`tracking.shopify.bucket_sql.shared_limiter`) has connections open: close it when the last client is done, or use it
    as a context manager.
    """

    def __init__(self, rest: Bucket | None = None, graphql: Bucket | None = None) -> None:
        self._buckets: dict[Family, Bucket] = {
            "rest": rest or MemoryBucket(40, 2.0),
            "graphql": graphql or MemoryBucket(2000, 100.0),
        }

    def __getitem__(self, family: Family) -> Bucket:
        return self._buckets[family]

    def close(self) -> None:
        """Close what the limiter opened itself: nothing here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
