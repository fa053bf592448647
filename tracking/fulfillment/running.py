"""Many shipments at a time, in threads or in tasks.

Shipments of one order are processed one after the other, in the order given. A shipment that waits (for a settling
time, a full bucket, or a shop that is down) is laid aside, and its worker takes the next one.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tracking.fulfillment.effects import Clock, Run, Steps, drive
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.shipment import Shipment, order_reference

if TYPE_CHECKING:
    from tracking.fulfillment.port import AsyncShop, ShopPort

__all__ = ["Start", "run_in_tasks", "run_in_threads"]

LAID_ASIDE = 256
"""How many shipments per worker may be under way; most of them wait."""

Start = Callable[[Shipment], Steps[Outcome]]


class Supply:
    """Hands out shipments, never two of one order at a time."""

    def __init__(self, shipments: Iterable[Shipment]) -> None:
        self._source = iter(shipments)
        self._behind: dict[str, deque[Shipment]] = {}
        self._ready: deque[Shipment] = deque()
        self.under_way = 0

    def take(self) -> Shipment | None:
        """Return the next shipment that may start; None if none may start now."""
        while True:
            if self._ready:
                self.under_way += 1
                return self._ready.popleft()
            one = next(self._source, None)
            if one is None:
                return None
            order = _order(one)
            if order in self._behind:
                self._behind[order].append(one)
            else:
                self._behind[order] = deque()
                self._ready.append(one)

    def done(self, shipment: Shipment) -> None:
        """Note that a shipment has ended, so that the next one of its order may start."""
        self.under_way -= 1
        order = _order(shipment)
        if self._behind[order]:
            self._ready.append(self._behind[order].popleft())
        else:
            del self._behind[order]


def _order(shipment: Shipment) -> str:
    """Return what identifies an order. If one order has two spellings, the claim on it notices later."""
    return str(order_reference(shipment.order)).removeprefix("#")


def run_in_threads(
    shipments: Iterable[Shipment], start: Start, shop: ShopPort, clock: Clock, workers: int
) -> Iterator[Outcome]:
    """Process shipments with so many threads, and yield outcomes as they come."""
    crew = _Crew(shipments, start, shop, clock, workers)
    threads = [threading.Thread(target=crew.work, name=f"shipments-{n}", daemon=True) for n in range(workers)]
    for thread in threads:
        thread.start()
    try:
        working = workers
        while working:
            ended = crew.ended.get()
            if ended is None:
                working -= 1
            elif isinstance(ended, BaseException):
                raise ended
            else:
                yield ended
    finally:
        crew.stop()
        for thread in threads:
            thread.join()
        crew.give_up()


class _Crew:
    """The threads that share a supply and a heap of waiting shipments."""

    def __init__(self, shipments: Iterable[Shipment], start: Start, shop: ShopPort, clock: Clock, workers: int) -> None:
        self._supply = Supply(shipments)
        self._start, self._shop, self._clock = start, shop, clock
        self._limit = workers * LAID_ASIDE
        self._waiting: list[tuple[float, int, Shipment, Run[Outcome]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self.ended: SimpleQueue[Outcome | BaseException | None] = SimpleQueue()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def give_up(self) -> None:
        """Drop the waiting shipments and the orders that they hold. No thread is at work any more."""
        for *_, run in self._waiting:
            run.close()

    def work(self) -> None:
        try:
            while (taken := self._take()) is not None:
                one, run = taken
                seconds = run.until_wait()
                with self._changed:
                    if seconds is None:
                        self._supply.done(one)
                        self.ended.put(run.result)
                    else:
                        due = self._clock.monotonic() + seconds
                        heapq.heappush(self._waiting, (due, next(self._count), one, run))
                    self._changed.notify_all()
        except BaseException as error:
            self.ended.put(error)
        finally:
            self.ended.put(None)

    def _take(self) -> tuple[Shipment, Run[Outcome]] | None:
        with self._changed:
            while not self._stopped:
                left = None
                if self._waiting:
                    due, *_ = self._waiting[0]
                    left = due - self._clock.monotonic()
                if left is not None and left <= 0:
                    _, _, one, run = heapq.heappop(self._waiting)
                    return one, run
                if self._supply.under_way < self._limit and (given := self._supply.take()) is not None:
                    return given, Run(self._start(given), self._shop)
                if not self._supply.under_way:
                    return None
                self._changed.wait(left)
        return None


async def run_in_tasks(
    shipments: Iterable[Shipment], start: Start, shop: AsyncShop, workers: int
) -> AsyncIterator[Outcome]:
    """Process shipments in tasks, so many at a time, and yield outcomes as they come."""
    supply, at_work = Supply(shipments), asyncio.Semaphore(workers)

    async def wait(seconds: float) -> None:
        at_work.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await at_work.acquire()

    async def end(shipment: Shipment) -> Outcome:
        async with at_work:
            return await drive(start(shipment), shop, wait)

    tasks: set[asyncio.Task[Outcome]] = set()
    try:
        while True:
            while len(tasks) < workers * LAID_ASIDE and (one := supply.take()) is not None:
                tasks.add(asyncio.create_task(end(one)))
            if not tasks:
                return
            ended, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                outcome = task.result()
                supply.done(outcome.shipment)
                yield outcome
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
