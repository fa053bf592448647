"""What a shop must stand: many processes upon one order, and being killed amid calls.

``python tests/soak_server.py [--database URL] [--creates 1000] [--rounds 3]`` runs both at full length; the test suite runs
them shorter.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import sys
import tempfile
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.competing import FULFILLMENT_ORDER, ORDER, UNITS, compete
from tests.served import BASE, TOKEN, Served
from tracking.server.shop import Shop


def race(database: str, processes: int = 8, attempts: int = 20) -> Counter[str]:
    """Let so many processes start upon an empty database at once and compete for the demo's order of 100 units.

    Returns what came of all calls.
    """
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        outcomes = sum(pool.starmap(compete, [(database, attempts)] * processes, chunksize=1), Counter[str]())
    shop = Shop(database)
    fulfillments = shop.fulfillments(ORDER) or ()
    order = shop.fulfillment_order(FULFILLMENT_ORDER)
    assert order is not None
    assert sum(line.quantity for each in fulfillments for line in each.lines) == UNITS
    assert len({each.id for each in fulfillments}) == len({each.name for each in fulfillments}) == UNITS
    assert (order.status, order.lines[0].remaining) == ("closed", 0)
    shop.close()
    return outcomes


class Creating(threading.Thread):
    """Creates fulfillments of one unit of the demo's order of 2,000 over HTTP, until the server is gone."""

    def __init__(self, port: int, name: str, enough: threading.Event, creates: int, answered: dict[int, str]) -> None:
        super().__init__(name=name)
        self.port, self.enough, self.creates, self.answered = port, enough, creates, answered
        self.sent = 0
        self.strange: list[str] = []

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            self.create_with(connection)

    def create_with(self, connection: http.client.HTTPConnection) -> None:
        group = {
            "fulfillment_order_id": 1046000907,
            "fulfillment_order_line_items": [{"id": 1072503608, "quantity": 1}],
        }
        while True:
            number = f"{self.name}-{self.sent}"
            body = {"line_items_by_fulfillment_order": [group], "tracking_info": {"company": "Own", "number": number}}
            try:
                connection.request(
                    "POST",
                    f"{BASE}/fulfillments.json",
                    json.dumps({"fulfillment": body}),
                    {"X-Shopify-Access-Token": TOKEN, "Content-Type": "application/json"},
                )
                self.sent += 1
                with connection.getresponse() as answer:
                    text = answer.read()
            except (OSError, http.client.HTTPException):
                return
            if answer.status != 201:
                self.strange.append(f"{answer.status} {text!r}")
                return
            self.answered[json.loads(text)["fulfillment"]["id"]] = number
            if len(self.answered) >= self.creates:
                self.enough.set()


def kill_amid(database: str, creates: int, threads: int = 4) -> tuple[int, int]:
    """Kill a served shop once ``creates`` calls are answered; returns how many fulfillments were answered and kept."""
    arguments = ("--database", database, "--demo", "--no-rate-limit")
    served = Served("--port", "0", *arguments)
    enough = threading.Event()
    answered: dict[int, str] = {}
    clients = [Creating(served.port, f"T{number}", enough, creates, answered) for number in range(threads)]
    for client in clients:
        client.start()
    in_time = enough.wait(300)
    served.kill()
    for client in clients:
        client.join()
    assert in_time
    assert not [each for client in clients for each in client.strange]
    kept = _kept(arguments)
    for id_, number in answered.items():
        assert kept[id_] == number
    assert len(answered) <= len(kept) <= sum(client.sent for client in clients)
    return len(answered), len(kept)


def _kept(arguments: tuple[str, ...]) -> dict[int, str]:
    """Read everything back from a new server, over HTTP, and see that it adds up."""
    served = Served("--port", "0", *arguments)
    try:
        kept: dict[int, str] = {}
        units = 0
        since = 0
        while page := _get(served, f"orders/450789473/fulfillments.json?limit=250&since_id={since}")["fulfillments"]:
            for each in page:
                kept[each["id"]] = each["tracking_number"]
                units += sum(line["quantity"] for line in each["line_items"])
            since = page[-1]["id"]
        order = _get(served, "fulfillment_orders/1046000907.json")["fulfillment_order"]
        assert order["line_items"][0]["fulfillable_quantity"] == 2000 - units
        assert _get(served, "orders/450789473/fulfillments/count.json")["count"] == len(kept)
        return kept
    finally:
        served.stop()


def _get(served: Served, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", f"{BASE}/{path}", headers={"X-Shopify-Access-Token": TOKEN})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="an empty database's URL; otherwise new SQLite files")
    parser.add_argument("--creates", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for round_ in range(1 if arguments.database else arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            database = arguments.database or f"sqlite:///{Path(folder) / 'shop.db'}"
            print(f"round {round_ + 1}: {dict(race(database))}")
            answered, kept = kill_amid(database, arguments.creates)
            print(
                f"round {round_ + 1}: killed after {answered} answers; {kept} fulfillments kept, none of the answered lost"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
