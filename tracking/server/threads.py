"""Does the work of a request, directly or in a thread, so that waiting for a database blocks no other request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.concurrency import run_in_threadpool

from tracking.server.shop import Shop

__all__ = ["ask"]

P = ParamSpec("P")
T = TypeVar("T")

_WRITERS = 24
# Writers have their own threads: those that wait for a lock do not take threads from readers.
_writers: RunVar[CapacityLimiter] = RunVar("tracking.writers")


async def ask(shop: Shop, writes: bool, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function that calls the shop.

    Work that only reads a file or memory is done directly. A call that ``writes`` may wait until another process
    releases the database, and every call to another machine waits, so these run in a thread.
    """
    if writes and shop.shared:
        try:
            limiter = _writers.get()
        except LookupError:
            limiter = CapacityLimiter(_WRITERS)
            _writers.set(limiter)
        return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=limiter)
    if shop.remote:
        return await run_in_threadpool(function, *args, **kwargs)
    return function(*args, **kwargs)
