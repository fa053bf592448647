"""Several processes act at random upon the fulfillment orders of one database, by both APIs, at the same time.

python -m tests.soak_orders [DATABASE URL [PROCESSES [ACTIONS]]]      by itself a long run

Afterwards the units add up, what is offered of each fulfillment order works, and nobody met a server's error.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import tempfile
from collections import Counter

from tests.test_server_order_machine import OFFERED, ORDERED, ORDERS, OTHERS, Asking, Both
from tracking.server.shop import Shop

__all__ = ["check", "run"]


def work(url: str, seed: int, actions: int) -> Counter[str]:
    """Act at random so many times; what one process is refused another may just have done."""
    drawn, counts = random.Random(seed), Counter[str]()
    with Shop(url) as shop:
        both = Both(shop)
        for number in range(actions):
            counts["asked"] += 1
            if drawn.random() < 0.2 and (made := both.fulfillments()):
                counts["done"] += both.post(f"fulfillments/{drawn.choice(made)['id']}/cancel.json")
                continue
            action = drawn.choice(OFFERED + OTHERS)
            part = action == "split" or drawn.random() < 0.5
            asking = Asking(both, both.orders(), drawn.randrange(20), part, 1000 * seed + number)
            answer = asking.rest(action) if drawn.random() < 0.5 else None
            counts["done"] += bool(asking.graphql(action) if answer is None else answer)
    return counts


def run(url: str, *, processes: int, actions: int) -> Counter[str]:
    """Let processes act at the same time, then check what they left; how much they asked and did."""
    with Shop(url) as shop:
        shop.add_orders(ORDERS)
        check(Both(shop))  # and everything is loaded before the processes begin
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        counts = pool.starmap(work, [(url, seed, actions) for seed in range(processes)])
    with Shop(url) as shop:
        check(Both(shop))
    return sum(counts, Counter[str]())


def check(both: Both) -> None:
    """The units add up, ids are one thing's each, and every offered hold, release and move works."""
    left: dict[int, int] = {}
    orders = both.orders()
    lines = [line for order in orders for line in order["line_items"]]
    assert len({line["id"] for line in lines}) == len(lines)
    for order in orders:
        if order["status"] not in ("closed", "cancelled"):
            for line in order["line_items"]:
                left[line["line_item_id"]] = left.get(line["line_item_id"], 0) + line["fulfillable_quantity"]
    for made in both.fulfillments():
        for line in made["line_items"]:
            left[line["id"]] = left.get(line["id"], 0) + line["quantity"]
    assert {id_: units for id_, units in left.items() if units} == ORDERED
    for id_ in [order["id"] for order in orders]:
        # Read anew: what is done with one may change what is offered of another.
        orders = both.orders()
        at = next(at for at, order in enumerate(orders) if order["id"] == id_)
        for action in orders[at]["supported_actions"]:
            if action in ("release_hold", "mark_as_open", "create_fulfillment"):
                asking = Asking(both, orders, at, False, 900_000 + at)
                answer = asking.rest(action)
                assert asking.graphql(action) if answer is None else answer, (action, orders[at])
                break


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database, at_once, each, *_ = [*sys.argv[1:], *(f"sqlite:///{folder}/shop.db", "4", "500")[len(sys.argv) - 1 :]]
        print(json.dumps(run(database, processes=int(at_once), actions=int(each))))
