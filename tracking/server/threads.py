"""Where a request's work is done: at once, or in a thread, so that who waits for a database holds up nobody else."""

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
# Writers have threads of their own: those that wait for a lock take none from the readers.
_writers: RunVar[CapacityLimiter] = RunVar("tracking.writers")


async def ask(shop: Shop, writes: bool, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call what calls the shop.

    What only reads a file or memory is done at once. What ``writes`` may have to wait until another process lets go of
    the database, and whatever goes to another machine waits for it: that is done in a thread.
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
