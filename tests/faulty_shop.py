"""A shop that fails, in a process of its own: ``python -m tests.faulty_shop DATABASE ORDERS SHARE SEED``.

Beside the faults of ``tracking serve`` it has the worst one: a change that is made after the client, having got no
answer, has looked and not found it. Prints its URL when it is ready; stops on SIGTERM.
"""

from __future__ import annotations

import random
import signal
import socket
import sys
import threading
from typing import Any

import uvicorn
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from tracking.server.app import create_app
from tracking.server.fault_kinds import KINDS
from tracking.server.faults import FaultMiddleware, FaultyProtocol
from tracking.server.graphql import GraphQL
from tracking.server.limits import CostBucket, RateLimitMiddleware, is_graphql, throttled, too_many_calls
from tracking.server.shop import Shop

CREATE = r"POST .*/fulfillments\.json|fulfillmentCreate"
CALLS, POINTS = 100_000, 1_000_000
"""The buckets' sizes: the time that a real shop's would cost is scaled away, and the pipeline follows them all the same."""
LATE_EVERY = 2.0
"""Seconds between the orders of late commits."""


class LargeBuckets(dict[int, CostBucket]):
    def setdefault(self, app: int, default: CostBucket | None = None) -> CostBucket:
        return super().setdefault(app, CostBucket(POINTS, POINTS))


def full_bucket() -> CostBucket:
    bucket = CostBucket(POINTS, POINTS)
    bucket.take(POINTS)
    return bucket


def main(database: str, orders: str, share: float, seed: int) -> None:
    shop = Shop(database)
    shop.add_orders(orders)
    shop.warm_up()
    faults: list[FaultMiddleware] = []

    class Faults(FaultMiddleware):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            faults.append(self)

        async def _fail(self, kind: str, scope: Scope, receive: Receive, send: Send, ordered: Any = None) -> None:
            if kind == "429":
                full = throttled(10, full_bucket()) if is_graphql(scope["path"]) else too_many_calls()
                if "retry-after" in full.headers:
                    full.headers["retry-after"] = "0.05"
                await full(scope, receive, send)
                return
            await super()._fail(kind, scope, receive, send, ordered)

    # A 429 stops every worker for a while, so it comes more seldom than the others.
    shares = dict.fromkeys(KINDS, share / (len(KINDS) - 0.75))
    shares["429"] /= 4
    graphql = GraphQL(shop)
    graphql._buckets = LargeBuckets()
    middleware = [
        Middleware(Faults, shares if share else {}, seed, hold=5.0, latency=0.2),
        Middleware(RateLimitMiddleware, CALLS, CALLS / 20),
    ]
    app = create_app(shop, middleware=middleware, routes=graphql.routes)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=FaultyProtocol,
                log_level="error",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=2,
            )
        )
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        drawn = random.Random(seed)
        while not stopped.wait(LATE_EVERY if share else None):
            if faults and not faults[0]._strikes:
                # Later than a client's first look, and well before its last one: what is made later than that is made
                # twice, as the pipeline says. Counting answers would not bound the time, since a client that is alone
                # makes few calls.
                faults[0].strike("timeout-late", CREATE, answers=0, seconds=drawn.uniform(1, 3))
        server.should_exit = True
        thread.join()
    shop.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
