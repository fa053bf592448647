"""The rate limit of a shop: its leaky bucket is tracked on the client's side, so that calls wait instead of failing.

A bucket holds ``capacity`` units (calls in REST, points in GraphQL) and loses ``rate`` of them per second. Each call
adds units, and the shop refuses it if there is no room. The arithmetic is a value with pure functions. `MemoryBucket`
keeps a bucket for one process; `tracking.shopify.bucket_sql` keeps one in a database for all workers.

Source of the figures: the Admin API's rate limits (REST: 40 calls and 2 per second, Advanced plan 80 and 4; GraphQL:
2,000 points and 100 per second).
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
    """The report of a call on the units that it took."""

    taken: float
    charged: float | None = None
    """The units that the shop counted; None if they are not known."""
    level: Level | None = None
    """What the shop reported about the bucket."""
    refused: bool = False
    """True if the shop refused the call because there were too many."""
    retry_after: float | None = None
    """Seconds for which the shop wants all callers to wait."""


class BucketState(NamedTuple):
    """A bucket at one moment. ``at`` and ``until`` are seconds of the same clock."""

    capacity: float
    rate: float
    used: float = 0.0
    at: float = 0.0
    until: float = 0.0
    """No call may be sent before this time."""

    def take(self, cost: float, now: float) -> tuple[BucketState, float]:
        """Add ``cost`` units. Returns the new bucket and 0.0, or the unchanged bucket and the seconds to wait."""
        state = self._now(now)
        if now < state.until:
            return state, state.until - now
        # A call that exceeds the headroom is let in when the bucket is empty; the shop refuses it if it is too large.
        over = min(state.used, state.used + cost - state.capacity * (1 - HEADROOM))
        if over > 1e-9:
            return state, state.at - now + over / state.rate
        return state._replace(used=state.used + cost), 0.0

    def settle(self, report: Report, now: float) -> BucketState:
        """Adjust the bucket to what the shop reported, as far as the report is plausible.

        Other clients of the shop can only have made the bucket fuller.
        """
        state = self._now(now)
        used, capacity, rate, until = state.used, state.capacity, state.rate, state.until
        level = report.level if report.level is not None and _is_sane(report.level) else None
        if report.charged is not None and 0 <= report.charged <= _LARGEST:
            # The shop cannot have counted more than is in the bucket: a shop without limits reports an empty bucket.
            counted = report.charged if level is None else min(report.charged, level.used)
            used = max(0.0, used - report.taken + counted)
        if level is not None:
            # REST does not report the rate; on every plan it grows with the capacity.
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
        """Replace impossible values: sizes that no plan has, and times that a clock ahead of this one has written.

        A clock may go back a little; then nothing leaks until the clock has caught up.
        """
        capacity, rate = self.capacity, self.rate
        if not (0 < capacity <= _LARGEST and capacity / _SLOWEST <= rate <= _LARGEST):
            capacity, rate = _SMALLEST_PLAN
        # A comparison with NaN is false.
        used = max(0.0, self.used) if self.used <= _FULLEST * capacity else capacity
        at = self.at if self.at - now <= capacity / rate else now
        until = self.until if self.until - now <= LONGEST_HOLD else now
        return BucketState(capacity, rate, used, at, until)


def _is_sane(level: Level) -> bool:
    """Tell whether a report is plausible: a size of some plan, and hardly more in the bucket than fits into it."""
    return (
        1 <= level.capacity <= _LARGEST
        and 0 <= level.used <= 2 * level.capacity
        and (level.rate is None or level.capacity / _SLOWEST <= level.rate <= _LARGEST)
    )


class Bucket(Protocol):
    """A shop's bucket, shared by everything that calls the shop."""

    blocks: bool
    """True if its methods wait for something such as a database; a coroutine then calls them in a thread."""

    def take(self, cost: float) -> float:
        """Take room for a call. Returns 0.0 if there was room, otherwise the seconds after which to ask again."""

    def settle(self, report: Report) -> None:
        """Report what became of a call's units."""


class MemoryBucket:
    """A bucket for one process: for all threads, tasks, and clients that are given it.

    ``capacity`` (units) and ``rate`` (units per second) are initial values, which the shop's answers correct. ``clock``
    returns seconds and never goes back. A bucket is made for a `Limiter`.
    """

    blocks = False

    def __init__(self, capacity: float, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        if capacity <= 0 or rate <= 0:
            raise ValueError(f"a bucket of {capacity} at {rate} a second: both must be greater than 0")
        self._clock = clock
        self._lock = threading.Lock()
        self._state = BucketState(capacity, rate, at=clock())

    def take(self, cost: float) -> float:
        """Take room for ``cost`` units. Returns 0.0 if there was room, otherwise the seconds after which to ask again."""
        with self._lock:
            self._state, wait = self._state.take(cost, self._clock())
        return wait

    def settle(self, report: Report) -> None:
        """Report what became of a call's units."""
        with self._lock:
            self._state = self._state.settle(report, self._clock())


class Limiter:
    """The two buckets of a shop: REST's and GraphQL's.

    Give the same limiter to all clients of one app on one shop. A limiter that keeps its buckets in a database
    (`tracking.shopify.bucket_sql.shared_limiter`) holds connections: close it after the last client, or use it as a
    context manager.
    """

    def __init__(self, rest: Bucket | None = None, graphql: Bucket | None = None) -> None:
        self._buckets: dict[Family, Bucket] = {
            "rest": rest or MemoryBucket(40, 2.0),
            "graphql": graphql or MemoryBucket(2000, 100.0),
        }

    def __getitem__(self, family: Family) -> Bucket:
        return self._buckets[family]

    def close(self) -> None:
        """Close what the limiter opened itself. This one holds nothing open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
