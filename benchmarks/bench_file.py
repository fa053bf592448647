"""A file of 50,000 rows planned: seconds, and the memory that it takes at most.

The shop is made up as it is asked, so that what is measured is reading the file and planning it. Each size runs in a
process of its own, whose peak is its own. Run it with ``python benchmarks/bench_file.py``; it prints how far it is.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import tracking
from tracking.fulfillment import Journal, Pipeline
from tracking.fulfillment.port import View
from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, FulfillmentOrderLine

EVERY = 10_000


class MadeUp:
    """A shop with every order that it is asked for: two lines at one location, nothing fulfilled."""

    name = "made.up"
    numbers_per_fulfillment = None

    def create(self, *_: object) -> Fulfillment:
        raise AssertionError("a plan sends nothing")

    def find_orders(self, references: Sequence[str]) -> dict[str, int]:
        return {reference: 10**12 + int(reference.removeprefix("#")) for reference in references}

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        lines = tuple(
            FulfillmentOrderLine(id=order_id * 10 + n, line_item_id=order_id * 10 + n, quantity=2, remaining=2, sku=sku)
            for n, sku in enumerate("AB")
        )
        order = FulfillmentOrder(
            id=order_id,
            order_id=order_id,
            status="open",
            request_status="unsubmitted",
            location_id=1,
            delivery_method="shipping",
            supported_actions=("create_fulfillment",),
            lines=lines,
        )
        return View((order,), ())


def number(place: int) -> str:
    """A UPS number with the check digit that it has to have."""
    body = f"001985YW{place:07}"
    total = sum((int(char) if char.isdigit() else (ord(char) - 63) % 10) * (1 + at % 2) for at, char in enumerate(body))
    return f"1Z{body}{-total % 10}"


def planned(rows: int) -> None:
    """Plan a file of so many rows, two for a parcel, and print what it took."""
    with tempfile.TemporaryDirectory() as folder, Journal() as journal:
        file = Path(folder, "shipments.csv")
        with file.open("w") as out:
            out.write("Order,SKU,Quantity,Tracking Number,Carrier,City,Note\n")
            for place in range(rows):
                row = place // 2
                out.write(f"#{row},{'AB'[place % 2]},1,{number(row)},UPS,Berlin,left at the door of number {row}\n")
        before = peak()
        began, count = time.perf_counter(), 0
        for outcome in Pipeline(MadeUp(), tracking, journal).run_file(file, dry_run=True):  # type: ignore[arg-type]
            assert outcome.state == "planned", outcome
            count += 1
            if count % EVERY == 0:
                print(f"  {count} of {rows // 2} parcels after {time.perf_counter() - began:.1f} s", flush=True)
        assert count == rows // 2
        seconds, more = time.perf_counter() - began, peak() - before
    print(
        f"{rows:6} rows: {seconds:5.1f} s, {more:4.0f} MB more than before ({more * 1e3 / rows:.1f} kB a row)",
        flush=True,
    )


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[5_000, 50_000])
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        planned(given.here)
        return
    for rows in given.rows:
        subprocess.run([sys.executable, __file__, "--here", str(rows)], check=True)


if __name__ == "__main__":
    main()
