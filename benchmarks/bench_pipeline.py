"""Shipments through the pipeline, against the bare client doing the same calls.

No network: the client asks the local shop's application in process, the shop keeps its database and the pipeline its
journal in a file on disk. Both make the same calls for a shipment (the order, the create), in one run, by turns, REST and
GraphQL. What the pipeline does beside them: it resolves the
number, claims the order, plans, writes the intent before and after the call, compares. Run it with
``python -m benchmarks.bench_pipeline``; it fails above twice the bare client's time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

import tracking
from tests.counted import Counting
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.planning import Part, allocate
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import Client
from tracking.shopify.bucket import Limiter, MemoryBucket

BOUND = 2.0
ROUNDS = 5
COMPANY, NUMBER = "UPS", "1Z001985YW99744790"


@contextmanager
def a_shop(
    folder: Path, api: Any, orders: int, lines: int = 1, through: Callable[[Any], Any] = lambda http: http
) -> Iterator[Client]:
    """A client of a new shop in process, whose rate limit never bites; ``through`` may put a transport between."""
    file = folder / "orders.jsonl"
    with file.open("w") as out:
        for n in range(1, orders + 1):
            some = [{"id": n + place * 10**6, "sku": f"S{place}", "quantity": 2} for place in range(lines)]
            out.write(json.dumps({"id": n, "name": f"#{n}", "lines": some}) + "\n")
    limiter = Limiter(rest=MemoryBucket(1e9, 1e9), graphql=MemoryBucket(1e9, 1e9))
    with Shop(f"sqlite:///{folder}/shop.db") as shop:
        shop.add_orders(file)
        shop.warm_up()
        app = create_app(shop, routes=GraphQL(shop, throttle=False).routes)
        with (
            TestClient(app) as http,
            Client("http://127.0.0.1", "t", api=api, transport=through(http), limiter=limiter) as client,
        ):
            yield client


def bare(client: Client, orders: range) -> None:
    """The calls, and nothing else."""
    page = tracking.resolve(NUMBER, company=COMPANY).url
    asked = TrackingInfo(company=COMPANY, numbers=(NUMBER,), urls=(page or "",))
    for order in orders:
        lines = allocate(Part(lines={order: 2}), client.order_view(order).orders)
        assert lines is not None
        client.create(CreateFulfillment(lines=lines, tracking=asked, order_id=order))


def through(pipeline: Pipeline, orders: range) -> None:
    """The same, once and for all."""
    for order in orders:
        outcome = pipeline.create(Shipment(order=order, numbers=(NUMBER,), company=COMPANY))
        assert outcome.state == "done", outcome


def counted(api: str, count: int, lines: int) -> tuple[float, float]:
    """Calls and points of a shipment by its order's name, as the local shop counts them, in a list of ``count``."""
    kept: list[Counting] = []

    def counting(http: Any) -> Counting:
        kept.append(Counting(http))
        return kept[0]

    with (
        tempfile.TemporaryDirectory() as name,
        a_shop(Path(name), api, count, lines, counting) as client,
        Journal() as journal,
    ):
        shipments = [Shipment(order=f"#{n}", numbers=(NUMBER,), company=COMPANY) for n in range(1, count + 1)]
        for outcome in Pipeline(client, tracking, journal).run(shipments, workers=2):
            assert outcome.state == "done", outcome
    return len(kept[0].calls) / count, kept[0].points / count


def measure(api: str, count: int) -> tuple[float, float]:
    """Seconds for a shipment: bare, and through the pipeline; the best of several rounds by turns."""
    best = [float("inf"), float("inf")]
    with (
        tempfile.TemporaryDirectory() as name,
        a_shop(Path(name), api, 2 * (ROUNDS + 1) * count) as client,
        Journal(Path(name, "journal.db")) as journal,
    ):
        pipeline = Pipeline(client, tracking, journal)
        for turn in range(ROUNDS + 1):
            first = 2 * turn * count + 1
            for place, work in enumerate((lambda some: bare(client, some), lambda some: through(pipeline, some))):
                some = range(first + place * count, first + (place + 1) * count)
                began = time.perf_counter()
                work(some)
                if turn:  # the first round warms up
                    best[place] = min(best[place], (time.perf_counter() - began) / count)
    return best[0], best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="shipments a round")
    count = parser.parse_args().count
    worst = 0.0
    for api in ("graphql", "rest"):
        for lines in (1, 2, 4, 6):
            calls, points = counted(api, 50, lines)
            told = f", {points:.1f} points" if points else ""
            print(f"{api:8} a shipment of an order of {lines} lines: {calls:.2f} calls{told}")
        least, whole = measure(api, count)
        worst = max(worst, whole / least)
        print(
            f"{api:8} bare client {least * 1e3:6.2f} ms, pipeline {whole * 1e3:6.2f} ms a shipment: {whole / least:.2f}"
        )
    if worst > BOUND:
        sys.exit(f"the pipeline costs {worst:.2f} times the bare client's calls; at most {BOUND} is allowed")


if __name__ == "__main__":
    main()
