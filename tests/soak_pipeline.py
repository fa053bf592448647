"""Shipments through a shop that fails and a pipeline that is killed: ``python -m tests.soak_pipeline``.

2,000 shipments with 30 % faults of every kind (time-outs before, after and long after the change, resets, 429, 500,
503 as HTML, broken bodies), four workers, REST and GraphQL, the journal on SQLite and on PostgreSQL; each once left
alone and once killed (SIGKILL) ten times at random and started again. The file is sent twice: first as it is in the
middle of the day, without some parcels and with less in others, then whole. Afterwards every shipment must be in the shop
exactly once with its units, company, number and link, and in the journal: as one fulfillment, or where it has grown as
one for each time. `make test` runs a small form.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import tracking
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.planning import taken
from tracking.server.shop import Shop

ROOT = Path(__file__).parents[1]
FIELDS = ("order", "number", "company", "sku", "quantity", "key")


class Asked(NamedTuple):
    """A shipment, and what must be in the shop for it."""

    order: int
    row: dict[str, Any]
    units: dict[int, int]
    more: tuple[dict[str, Any], ...] = ()
    """Further rows of the same parcel."""
    early: dict[str, Any] | None = None
    """The row of the parcel before it grew."""


def shipments(count: int, *, several_numbers: bool, seed: int) -> tuple[list[dict[str, Any]], list[Asked]]:
    """Make orders, and shipments of every form the file may have."""
    drawn, orders, asked = random.Random(seed), list[dict[str, Any]](), list[Asked]()
    for order in itertools.count(700_001):
        if len(asked) >= count:
            return orders, asked
        first = order * 10
        kind = drawn.choices(("whole", "named", "split", "alike", "grown"), (50, 15, 10, 10, 15))[0]
        if kind == "grown":
            orders.append(_order(order, {first: 3, first + 1: 1}))
            asked.append(_grown(order, *_numbers(drawn, 1)))
            continue
        if kind == "alike":
            quantities = {first: 3}
            parcels = [({"quantity": 1, "key": f"{order}-{n}", "number": ""}, {first: 1}) for n in range(3)]
        elif kind == "split":
            quantities = {first: 2, first + 1: 1}
            parcels = [
                ({"sku": f"S{first}", "quantity": 2}, {first: 2}),
                ({"sku": f"S{first + 1}", "quantity": 1}, {first + 1: 1}),
            ]
        else:
            quantities = {first: drawn.randint(1, 4), first + 1: 1}
            parcels = [({}, quantities)]
        orders.append(_order(order, quantities))
        for more, units in parcels:
            numbers, company = _numbers(drawn, 2 if several_numbers and drawn.random() < 0.1 else 1)
            name = f"#{order}" if kind == "named" else str(order)
            row = {"order": name, "number": ";".join(numbers), "company": company} | more
            asked.append(Asked(order, row, units))
    raise AssertionError("the orders never end")


def _order(order: int, quantities: dict[int, int]) -> dict[str, Any]:
    lines = [{"id": line, "sku": f"S{line}", "quantity": units} for line, units in quantities.items()]
    return {"id": order, "name": f"#{order}", "lines": lines}


def _grown(order: int, numbers: list[str], company: str) -> Asked:
    """A parcel with one unit at noon, and with three and another line in the evening."""
    line = order * 10
    common = {"order": str(order), "number": numbers[0], "company": company}
    early, row, more = (
        {**common, "sku": f"S{line + place}", "quantity": units} for place, units in ((0, 1), (0, 3), (1, 1))
    )
    return Asked(order, row, {line: 3, line + 1: 1}, (more,), early)


def written(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, FIELDS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _numbers(drawn: random.Random, count: int) -> tuple[list[str], str]:
    kind = drawn.choice(("UPS", "USPS", "GLS", ""))
    if kind in ("UPS", ""):
        return [_ups(drawn) for _ in range(count)], kind
    return [f"{drawn.randrange(10**11):011}" if kind == "GLS" else _s10(drawn) for _ in range(count)], kind


def _ups(drawn: random.Random) -> str:
    body = "".join(drawn.choices("0123456789", k=15))
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(body))
    return f"1Z{body}{-total % 10}"


def _s10(drawn: random.Random) -> str:
    serial = "".join(drawn.choices("0123456789", k=8))
    rest = sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return f"RR{serial}{ {0: 5, 1: 0}.get(rest, 11 - rest) }US"


@contextmanager
def faulty_shop(database: str, orders: Path, share: float, seed: int) -> Iterator[str]:
    """Serve a shop that fails; its URL."""
    command = [sys.executable, "-m", "tests.faulty_shop", database, str(orders), str(share), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, "the shop did not start"
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def fulfill(file: Path, url: str, journal: str, *options: str) -> subprocess.Popen[bytes]:
    """Start the command."""
    arguments = ["fulfill", str(file), "--shop", url, "--journal", journal, *options]
    code = "import click; from tracking.cli.fulfill import fulfill; click.Group(commands=[fulfill])()"
    environment = {**os.environ, "SHOPIFY_ACCESS_TOKEN": "token"}
    with (file.parent / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
        )


def in_the_middle(process: subprocess.Popen[bytes], database: Path, more: int) -> bool:
    """Wait until the run has made so many fulfillments; False where it ends before."""
    with closing(sqlite3.connect(database, timeout=30)) as shop:

        def count() -> int:
            return int(shop.execute("SELECT count(*) FROM fulfillments").fetchone()[0])

        before = count()
        while process.poll() is None:
            if count() - before >= more:
                return True
            time.sleep(0.005)
    return False


def soak(
    folder: Path, journal: str, *, api: str, count: int, share: float, kills: int, seed: int, limit: float = 1800
) -> dict[str, Any]:
    """Run once and check everything; raises AssertionError."""
    orders, asked = shipments(count, several_numbers=api == "graphql", seed=seed)
    (folder / "orders.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders))
    file, database = folder / "shipments.csv", f"sqlite:///{folder}/shop.db"
    drawn, began, killed, runs = random.Random(seed), time.monotonic(), 0, 0
    # A busy machine lets the shop commit seconds late; what settles sooner than that is sent twice, as the pipeline says.
    options = (f"--{api}", "--workers", "4", "--settle", "5", "--timeout", "0.3")
    noon = [one.early or one.row for one in asked if one.early or drawn.random() < 0.7]
    evening = [row for one in asked for row in (one.row, *one.more)]
    with faulty_shop(database, folder / "orders.jsonl", share, seed) as url:
        for rows, allowed in ((noon, (kills + 1) // 2), (evening, kills)):
            written(file, rows)
            status = -1
            while status != 0:
                in_time = time.monotonic() - began < limit
                assert in_time, f"not done after {limit} s and {runs} runs: {(folder / 'log').read_text()[-2000:]}"
                process = fulfill(file, url, journal, *options)
                runs += 1
                if killed < allowed and in_the_middle(process, folder / "shop.db", drawn.randint(1, 1 + count // 10)):
                    process.kill()
                    killed += 1
                    status = process.wait()
                    continue
                status = process.wait(limit)
                assert status in (0, 1, 3), f"exit {status}: {(folder / 'log').read_text()[-2000:]}"
    seconds = time.monotonic() - began
    check(database, journal, asked, file.with_name("shipments.report.jsonl"))
    return {"api": api, "shipments": len(asked), "kills": killed, "runs": runs, "seconds": round(seconds, 1)}


def check(database: str, journal: str, asked: list[Asked], report: Path) -> None:
    """Compare file, report, journal and shop."""
    shop, opened = Shop(database), Journal(journal)
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [line["state"] for line in lines] == ["done"] * len(asked)
    intents = {intent.fulfillment_id: intent for intent in opened.intents()}
    seen: set[int] = set()
    for one, line in zip(asked, lines, strict=True):
        held: Counter[int] = Counter()
        assert len(line["fulfillment_ids"]) == 1 or one.early, f"order {one.order} has more fulfillments than parcels"
        for id_ in line["fulfillment_ids"]:
            assert id_ not in seen, f"fulfillment {id_} counts twice"
            seen.add(id_)
            made = shop.fulfillment(id_)
            assert made is not None, f"fulfillment {id_} is not there"
            assert (made.order_id, made.status) == (one.order, "success")
            held += Counter(taken(made))
            numbers = tuple(filter(None, one.row["number"].split(";")))
            assert made.tracking.numbers == numbers
            for place, number in enumerate(numbers):
                want = tracking.resolve(number, company=one.row["company"] or None)
                assert (made.tracking.company, made.tracking.urls[place]) == (want.company, want.url)
            assert intents[id_].order_id == one.order
        assert held == one.units
    # A part that was planned and is not needed any more is put away.
    states = Counter(intent.state for intent in intents.values() if intent.body.part.lines)
    assert states == {"done": len(seen)}
    for order in {one.order for one in asked}:
        made_of = shop.fulfillments(order) or ()
        assert {each.id for each in made_of} <= seen, f"order {order} has fulfillments that nobody asked for"
        assert all(not part.remaining for each in shop.fulfillment_orders(order) or () for part in each.lines)
    shop.close()
    opened.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shipments", type=int, default=2000)
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--api", choices=("rest", "graphql"), action="append")
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for name, api, kills in itertools.product(
        chosen.database or ("sqlite", "postgres"), chosen.api or ("graphql", "rest"), dict.fromkeys((0, chosen.kills))
    ):
        with tempfile.TemporaryDirectory(prefix="tracking-soak-") as folder, journal_on(name, folder) as journal:
            result = soak(
                Path(folder),
                journal,
                api=api,
                count=chosen.shipments,
                share=chosen.faults,
                kills=kills,
                seed=chosen.seed,
            )
        print(json.dumps({"journal": name, **result}), flush=True)


@contextmanager
def journal_on(name: str, folder: str) -> Iterator[str]:
    """A new journal's place."""
    if name == "sqlite":
        yield f"{folder}/journal.db"
        return
    from tests.postgres import programs, running

    found = programs()
    assert found is not None, "no PostgreSQL server here (initdb, postgres)"
    with running(found) as url:
        yield url


if __name__ == "__main__":
    main()
