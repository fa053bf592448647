"""The pipeline of a command: its shop, its journal, and its progress."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracking.cli.aligned import how_many
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
"""Seconds between two progress lines, if there is no terminal for a bar."""


@contextmanager
def progress(length: int, *, bar: bool = True) -> Iterator[Callable[[], None]]:
    """Show a progress bar on a terminal, and elsewhere a line per minute.

    Call the yielded function after each shipment.

    Without ``bar``, lines are used everywhere, because a bar would mix with other output.
    """
    if not (bar and sys.stderr.isatty()):
        yield _Minutes(length).tick
        return
    with click.progressbar(length=length, label="shipments", file=unguarded(sys.stderr), show_pos=True) as shown_bar:
        yield lambda: shown_bar.update(1)


@contextmanager
def calls_logged() -> Iterator[None]:
    """Write a line on standard error for each call: time, method, URL, and status; no headers and no bodies."""
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
    """Reports once a minute how far a run is."""

    def __init__(self, length: int) -> None:
        self.length, self.done = length, 0
        self.said = time.monotonic()

    def tick(self) -> None:
        self.done += 1
        if time.monotonic() - self.said >= EVERY:
            self.said = time.monotonic()
            click.echo(f"{self.done} of {how_many(self.length, 'shipment')}", err=True)


@contextmanager
def pipeline_of(
    shop: ShopOptions,
    where: str | Path | None,
    country: str | None,
    policy: Policy,
    *,
    writes: bool = True,
) -> Iterator[Pipeline]:
    """Open shop and journal.

    The journal is in memory if none is given, or if nothing is to be written and it is missing.
    """
    import tracking
    from tracking.fulfillment.pipeline import Pipeline

    _ = shop.token  # raises before a journal is created
    if where and not (writes or "://" in str(where) or Path(where).exists()):
        where = None
    with open_journal(where or "sqlite://") as journal, shop.client(where) as client:
        _check_journal(journal, client)
        yield Pipeline(client, tracking, journal, policy=policy, country=country)


def _check_journal(journal: Journal, client: Client) -> None:
    """Refuse the journal of another shop at the same address, because what it calls done would never be sent."""
    from tracking.errors import NotFound, ShopError

    last = [(one.order_id, one.fulfillment_id) for one in journal.last_done(client.name, 3) if one.fulfillment_id]
    for order, fulfillment in last:
        try:
            client.fulfillment(order, fulfillment)
        except NotFound:
            continue
        except ShopError:
            pass  # the first shipment will report what is wrong
        return
    if last:
        order, fulfillment = last[-1]
        raise Misuse(
            f"the journal has fulfillment {fulfillment} of order {order}, which {client.name} does not have; "
            "it is the journal of another shop: name a new one with --journal"
        )


def kept_journal(journal: str | None) -> str | None:
    """Return the journal for commands that can do without one: the one in this folder, if it exists."""
    return journal or (JOURNAL if Path(JOURNAL).exists() else None)
