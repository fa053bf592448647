"""The pipeline of a command: its shop, its journal, and how far it is."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracking.cli.guarded import unguarded
from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import JOURNAL, ShopOptions, open_journal

if TYPE_CHECKING:
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.pipeline import Pipeline
    from tracking.fulfillment.policy import Policy
    from tracking.shopify import Client

__all__ = ["calls_logged", "kept_journal", "pipeline_of", "progress"]

EVERY = 60.0
"""Seconds between two lines that say how far a run is, where nobody looks at a bar."""


@contextmanager
def progress(length: int, *, bar: bool = True) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, and elsewhere a line a minute; call what it gives after each shipment.

    Without ``bar`` it is lines everywhere: a bar would stand among what else is printed.
    """
    if not (bar and sys.stderr.isatty()):
        yield _Minutes(length).tick
        return
    with click.progressbar(length=length, label="shipments", file=unguarded(sys.stderr), show_pos=True) as shown_bar:
        yield lambda: shown_bar.update(1)


@contextmanager
def calls_logged() -> Iterator[None]:
    """Write a line on standard error for each call: time, method, URL, and what was answered; no headers, no bodies."""
    log, handler = logging.getLogger("httpx2"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(handler)


class _Minutes:
    """Says once a minute how far a run is."""

    def __init__(self, length: int) -> None:
        self.length, self.done = length, 0
        self.said = time.monotonic()

    def tick(self) -> None:
        self.done += 1
        if time.monotonic() - self.said >= EVERY:
            self.said = time.monotonic()
            click.echo(f"{self.done} of {self.length} shipments", err=True)


@contextmanager
def pipeline_of(
    shop: ShopOptions,
    where: str | Path | None,
    country: str | None,
    policy: Policy,
    *,
    writes: bool = True,
) -> Iterator[Pipeline]:
    """Open shop and journal; without a journal, or where nothing is to be written and none is there, one in memory."""
    import tracking
    from tracking.fulfillment.pipeline import Pipeline

    _ = shop.token  # raises before a journal is made
    if where and not (writes or "://" in str(where) or Path(where).exists()):
        where = None
    with open_journal(where or "sqlite://") as journal, shop.client(where) as client:
        _check_journal(journal, client)
        yield Pipeline(client, tracking, journal, policy=policy, country=country)


def _check_journal(journal: Journal, client: Client) -> None:
    """Refuse a journal of another shop at the same address: what it calls done would never be sent."""
    from tracking.errors import NotFound, ShopError

    last = [(one.order_id, one.fulfillment_id) for one in journal.last_done(client.name, 3) if one.fulfillment_id]
    for order, fulfillment in last:
        try:
            client.fulfillment(order, fulfillment)
        except NotFound:
            continue
        except ShopError:
            pass  # what is wrong there, the first shipment will tell
        return
    if last:
        order, fulfillment = last[-1]
        raise Misuse(
            f"the journal has fulfillment {fulfillment} of order {order}, which {client.name} does not have; "
            "it is the journal of another shop: name a new one with --journal"
        )


def kept_journal(journal: str | None) -> str | None:
    """Name the journal of commands that can do without: the one in this folder, if it is there."""
    return journal or (JOURNAL if Path(JOURNAL).exists() else None)
