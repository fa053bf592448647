"""``tracking demo``: the main job on real input, from numbers to fulfillments in a shop on this machine."""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from tracking.cli.aligned import AlignedColumns, shown
from tracking.cli.guarded import unguarded
from tracking.cli.misuse import Misuse
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.shopify import Client

__all__ = ["demo", "demo_table"]

SHIPPED = Path(__file__).parent.parent / "_demo.csv"
"""The file of shipments in an installed package."""
CHECKOUT = Path(__file__).parent.parent.parent / "tests" / "data" / "shipments.csv"
OUTPUT, INPUT = Path("demo-output"), "input.csv"
TOKEN = "shpat_demo"
FAULTS = ("timeout-after=0.08", "reset=0.04", "429=0.08", "503=0.08")
COLUMNS = {
    "Tracking number": "number",
    "Carrier": "company",
    "Tracking link": "url",
    "Shop country": "country",
    "Postal code": "postal_code",
}
DOCUMENTED = (
    "1Z001985YW99744790",
    "1Z1234512345123456 --company USPS",
    "MS1562678 --url https://www.my-shipping-company.com?tracking_number=MS1562678",
    "RR123456785CN --company 'Chinese Post'",
    "123456789010 --company 'fed ex'",
)


@click.command(short_help="Run a demonstration, from numbers to fulfillments in a local shop.")
def demo() -> None:
    """Resolve the documented examples and a file of shipments, then fulfill the shipments in a shop that often fails.

    The results are written to the folder demo-output; those of an earlier demo are deleted. The extras http and server
    are needed.
    """
    if OUTPUT.exists() and not (OUTPUT / INPUT).exists():
        raise Misuse(f"{OUTPUT}: it was not made by a demo; rename it, or go to another folder")
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    shutil.copyfile(SHIPPED if SHIPPED.exists() else CHECKOUT, OUTPUT / INPUT)
    _title("Numbers, companies, and URLs into carriers and links")
    for example in DOCUMENTED:
        _tracking("resolve", *shlex.split(example))
    _tracking("resolve", "--csv", "demo-output/input.csv", "--out", "demo-output/resolved.csv")
    _tracking("validate", "1Z001985YW99744791", "--company", "UPS", fine=(0, 1))
    _one_by_one()
    _all_at_once()


def _one_by_one() -> None:
    _title("A shop on this machine: create, update, and cancel over HTTP")
    with _Shop("demo.db", "--demo") as url, Client(url, TOKEN) as shop:
        order = shop.find_order("#1002")
        assert order is not None
        orders = shop.fulfillment_orders(order)
        made = shop.create(
            CreateFulfillment(lines={orders[0].id: ()}, tracking=TrackingInfo(numbers=("1Z001985YW99744790",)))
        )
        click.echo(f"created   {made.name}  {made.tracking.company}  {made.tracking.url}")
        made = shop.update_tracking(made.id, TrackingInfo(company="FedEx", numbers=("986578788855",)))
        click.echo(f"updated   {made.name}  {made.tracking.company}  {made.tracking.url}")
        made = shop.cancel(made.id)
        click.echo(f"cancelled {made.name}  {made.status}")


def _all_at_once() -> None:
    shipments, orders = OUTPUT / "shipments.csv", OUTPUT / "orders.jsonl"
    names = _orders(shipments, orders)
    _title(f"{len(names)} shipments into a shop that times out after the fact, resets, throttles, and answers 503")
    faults = [argument for fault in FAULTS for argument in ("--fault", fault)]
    with _Shop("shop.db", "--orders", str(orders), "--token", TOKEN, "--no-rate-limit", *faults) as url:
        arguments = ("fulfill", "demo-output/shipments.csv", "--shop", url, "--settle", "2", "--timeout", "1")
        _tracking(*arguments, environment={"SHOPIFY_ACCESS_TOKEN": TOKEN}, fine=(0, 1, 3))
    with _Shop("shop.db") as url, Client(url, TOKEN) as shop:
        _title("What the shop has now")
        counts: Counter[int] = Counter()
        found = []
        for name in names:
            order = shop.find_order(name)
            assert order is not None
            live = [one for one in shop.fulfillments(order) if one.status != "cancelled"]
            counts[len(live)] += 1
            found += [(name, one.tracking) for one in live]
        for line in demo_table(found):
            click.echo(line)
    click.echo(f"\n{counts[1]} of {len(names)} orders have exactly one fulfillment.")
    if set(counts) != {1}:
        sys.exit(f"orders by their count of fulfillments: {dict(counts)}")


def demo_table(found: Iterable[tuple[str, TrackingInfo]]) -> Iterator[str]:
    """Print orders, and the tracking that their fulfillments show to the shopper, in aligned columns."""
    rows = [(name, shown(about.number or "-"), shown(about.company or "-"), about.url or "-") for name, about in found]
    return map(AlignedColumns(rows).line, rows)


def _orders(shipments: Path, orders: Path) -> list[str]:
    """Write the shipments with order names of their own, and an order for each."""
    with (OUTPUT / INPUT).open(encoding="utf-8", newline="") as source:
        rows = [{COLUMNS.get(name, name): cell for name, cell in row.items()} for row in csv.DictReader(source)]
    rows = [row for row in rows if row["number"]][:40]
    names = [f"#{5001 + place}" for place in range(len(rows))]
    with shipments.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["order", *COLUMNS.values()], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "order": name} for name, row in zip(names, rows, strict=True))
    with orders.open("w", encoding="utf-8") as out:
        for place, name in enumerate(names):
            line = {
                "id": 8001 + place,
                "sku": f"SKU-{place + 1}",
                "title": "A thing",
                "quantity": 1 + place % 3,
                "location_id": 7,
            }
            line |= {"fulfillment_service": "manual", "delivery_method": "shipping"}
            out.write(json.dumps({"id": 7001 + place, "name": name, "lines": [line]}) + "\n")
    return names


class _Shop:
    """``tracking serve`` in its own process, on a free port, for as long as the block lasts."""

    def __init__(self, database: str, *arguments: str) -> None:
        self._command = _command("serve", "--port", "0", "--database", f"sqlite:///{OUTPUT}/{database}", *arguments)

    def __enter__(self) -> str:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        if not url:
            raise SystemExit("the shop did not start")
        return url

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)  # this closes its output as well


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tracking", *arguments]


def _tracking(*arguments: str, environment: dict[str, str] | None = None, fine: tuple[int, ...] = (0,)) -> None:
    click.secho(f"$ tracking {shlex.join(arguments)}", fg="cyan", file=unguarded(sys.stdout))
    ended = subprocess.run(_command(*arguments), env=os.environ | (environment or {}), check=False)
    if ended.returncode not in fine:
        raise SystemExit(ended.returncode)
    click.echo()


def _title(text: str) -> None:
    click.secho(f"\n== {text}\n", bold=True, file=unguarded(sys.stdout))
    sys.stdout.flush()
