"""The pipeline: it turns shipments into fulfillments, each exactly once, whatever the network does."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from tracking.fulfillment.ahead import Ahead
from tracking.fulfillment.effects import Clock, Run, Steps, SystemClock, drive
from tracking.fulfillment.file_run import FileOptions, RowsRead, rows_read
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.running import Start, run_in_tasks, run_in_threads
from tracking.fulfillment.shipment import Shipment, check_shipment
from tracking.fulfillment.shipping import preview, ship
from tracking.fulfillment.steps import Surroundings, check_given
from tracking.fulfillment.telling import PipelineEvent, Telling
from tracking.fulfillment.upkeep import cancel, complete, shipment_of_numbers, update_tracking
from tracking.resolving.results import Problem
from tracking.spelling.given import text_or_none

if TYPE_CHECKING:
    from tracking.fulfillment.asking import ResolverPort
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.port import AsyncShop, ShopPort
    from tracking.fulfillment.values import Fulfillment

__all__ = ["AsyncPipeline", "Pipeline", "locked_out"]

T = TypeVar("T")
LOCKED_OUT = ("unauthorized", "payment_required", "shop_locked", "not_connected", "token_not_given")


def locked_out(outcome: Outcome) -> Problem | None:
    """Return the problem that keeps the shop out of reach for all other shipments as well, if there is one."""
    if outcome.state != "failed":
        return None
    return next((one for one in outcome.problems if one.code in LOCKED_OUT), None)


class _Pipeline:
    """The common parts of both pipelines."""

    def __init__(
        self,
        shop: Any,
        resolver: ResolverPort,
        journal: Journal,
        *,
        policy: Policy | None = None,
        country: str | None = None,
        clock: Clock | None = None,
        on_event: Callable[[PipelineEvent], object] | None = None,
    ) -> None:
        check_given(shop, resolver, journal)
        text_or_none(country, "country")
        self._shop = shop
        self._clock = clock or SystemClock()
        self._around = Surroundings(
            shop=shop.name,
            numbers_per_fulfillment=shop.numbers_per_fulfillment,
            country=country,
            resolver=resolver,
            journal=journal,
            policy=policy or Policy(),
            clock=self._clock,
            tell=Telling(on_event, self._clock.time),
        )
        self._locked_out: Problem | None = None

    def _begun(self, shipments: Iterable[Shipment], workers: int) -> tuple[Iterable[Shipment], Start]:
        """Begin to ship many shipments."""
        if workers < 1:
            raise ValueError(f"workers: {workers}; give a number of 1 or more")
        if isinstance(shipments, (str, os.PathLike)):
            raise TypeError(f"shipments: {shipments!r} looks like a file; run_file reads one")
        if not isinstance(shipments, Iterable):
            raise TypeError(f"shipments: one {type(shipments).__name__} was given; create takes one, run takes a list")
        self._locked_out = None
        ahead, count = Ahead(self._around.policy), itertools.count(1)
        total = len(shipments) if isinstance(shipments, Sequence) else None
        return ahead.watch(shipments), lambda shipment: self._ship(shipment, ahead, count, total)

    def _foreseen(self, shipments: Iterable[Shipment]) -> tuple[Iterable[Shipment], Start]:
        """Begin to plan many shipments."""
        self._locked_out, ahead = None, Ahead(self._around.policy)
        return ahead.watch(shipments), lambda shipment: self._preview(shipment, ahead)

    def _preview(self, shipment: Shipment, ahead: Ahead) -> Steps[Outcome]:
        if self._locked_out:
            return Outcome(shipment=shipment, state="failed", problems=(self._locked_out,))
        outcome = yield from preview(self._around, shipment, ahead)
        self._locked_out = locked_out(outcome)
        return outcome

    def _set_apart(self, read: RowsRead) -> Iterator[Outcome]:
        for outcome in read.set_apart:
            self._told(outcome)
            yield outcome

    def _ship(self, shipment: Shipment, ahead: Ahead, count: Iterator[int], total: int | None) -> Steps[Outcome]:
        """Ship one of many. Once the shop is out of reach for all of them, it is not asked any more."""
        if self._locked_out:
            outcome = Outcome(shipment=shipment, state="failed", problems=(self._locked_out,))
        else:
            outcome = yield from ship(self._around, shipment, ahead)
        self._locked_out = self._locked_out or locked_out(outcome)
        self._told(outcome, ended=next(count), total=total)
        return outcome

    def _one(self, shipment: Shipment) -> Steps[Outcome]:
        """Ship one shipment."""
        outcome = yield from ship(self._around, check_shipment(shipment))
        self._told(outcome)
        return outcome

    def _told(self, outcome: Outcome, **about: Any) -> None:
        if outcome.state != "planned":
            self._around.tell(
                outcome.state,
                outcome.shipment,
                order_id=outcome.order_id,
                key=outcome.key,
                fulfillment_ids=outcome.fulfillment_ids,
                problems=outcome.problems,
                **about,
            )

    def under_way(self) -> tuple[Shipment, ...]:
        """Return the shipments whose create call has no recorded end.

        Their run was interrupted, or another run is still going on.
        """
        intents = self._around.journal.intents(shop=self._around.shop, state="sending")
        return tuple(intent.body.shipment for intent in intents)


class Pipeline(_Pipeline):
    """Brings shipments into a shop, each exactly once. Its methods block.

    ``shop`` is a `tracking.shopify.Client` (or another `tracking.fulfillment.port.ShopPort`). ``resolver`` is a
    `tracking.Resolver`, or the module `tracking` itself. ``journal`` is a `tracking.fulfillment.Journal`. ``country``
    is the shop's, as ISO 3166-1 alpha-2. ``policy`` is a `tracking.fulfillment.Policy`. ``on_event`` is called with
    each `PipelineEvent`, in the thread in which it happens, so it must be quick. Several threads may use a pipeline,
    and several pipelines may share a journal.

    What goes wrong with a shipment is in its `Outcome`. Exceptions are raised only for misuse, and for a journal that
    cannot be written.

    >>> import tracking
    >>> from tracking.fulfillment import Journal, Shipment
    >>> from tracking.server.background import BackgroundShop
    >>> from tracking.shopify import Client
    >>> with BackgroundShop() as shop, Client(shop.url, shop.token) as client, Journal() as journal:
    ...     pipeline = Pipeline(client, tracking, journal)
    ...     sent = pipeline.create(Shipment(order="#1002", numbers=("1Z001985YW99744790",)))
    ...     missed = pipeline.create(Shipment(order="#9999", numbers=("1Z001985YW99744790",)))
    >>> sent.state, sent.tracking.company
    ('done', 'UPS')
    >>> missed.state, missed.problems[-1].code
    ('refused', 'order_unknown')
    """

    _shop: ShopPort

    def create(self, shipment: Shipment) -> Outcome:
        """Fulfill a shipment once. If it is asked again for the same shipment, it returns what became of it."""
        return self._drive(self._one(shipment))

    def plan(self, shipment: Shipment) -> Outcome:
        """Return what `create` would do. It reads the shop, and neither sends nor records anything."""
        return self._drive(preview(self._around, check_shipment(shipment)))

    def plans(self, shipments: Iterable[Shipment]) -> Iterator[Outcome]:
        """Return what `run` would do, one outcome per shipment, in their order."""
        some, start = self._foreseen(shipments)
        return (self._drive(start(shipment)) for shipment in some)

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> Iterator[Outcome]:
        """Fulfill many shipments, and yield their outcomes as they end. ``workers`` is the number of threads.

        Shipments of one order are processed one after the other, in the order given. While one waits, others go on.
        """
        some, start = self._begun(shipments, workers)
        return run_in_threads(some, start, self._shop, self._clock, workers)

    def run_file(
        self, path: str | Path, *, workers: int = 1, dry_run: bool = False, **options: Unpack[FileOptions]
    ) -> Iterator[Outcome]:
        """Fulfill a file of shipments (CSV, JSON, JSONL, Parquet, .xlsx, or .ods), and yield outcomes as they end.

        Each outcome has the ``lines`` of the file that its shipment was read from. Rows that are not shipments, or that
        are not to be sent, come first. With ``dry_run``, nothing is sent, as in `plan`. ``options`` tell how to read
        the file if it leaves that open: ``columns`` (a mapping of fields to headers), ``where`` (a sequence of
        ``HEADER=VALUE`` or ``HEADER!=VALUE``), ``encoding``, ``separator``, ``order_prefix``, ``company``, and
        ``equal_rows`` (``add`` or ``skip``). Raises `tracking.errors.TableError`, which names the cure, before anything
        is sent.
        """
        read = rows_read(path, self._around, options)
        ends = self.plans(read.shipments) if dry_run else self.run(read.shipments, workers=workers)
        return itertools.chain(self._set_apart(read), map(read.located, ends))

    def update_tracking(
        self,
        fulfillment_id: int,
        *,
        numbers: Sequence[str] = (),
        company: str | None = None,
        urls: Sequence[str] = (),
        notify_customer: bool | None = None,
        **about: str | None,
    ) -> Outcome:
        """Resolve new numbers, and replace a fulfillment's tracking info with them.

        ``about`` may have ``country``, ``postal_code``, and ``language``. ``urls`` are matched with ``numbers`` by
        position.
        """
        shipment = shipment_of_numbers(numbers, company, urls, notify_customer, about)
        return self._drive(update_tracking(self._around, fulfillment_id, shipment))

    def cancel(self, fulfillment_id: int) -> Outcome:
        """Cancel a fulfillment."""
        return self._drive(cancel(self._around, fulfillment_id))

    def complete(self, fulfillment: Fulfillment) -> Outcome:
        """Add the missing company and links, which follow from its numbers, to a fulfillment made elsewhere."""
        return self._drive(complete(self._around, fulfillment))

    def _drive(self, steps: Steps[T]) -> T:
        return Run(steps, self._shop).finish(self._clock)


class AsyncPipeline(_Pipeline):
    """Brings shipments into a shop from coroutines. See `Pipeline`; the journal is written in threads.

    ``shop`` is a `tracking.shopify.AsyncClient` (or another `tracking.fulfillment.port.AsyncShop`).
    """

    _shop: AsyncShop

    async def create(self, shipment: Shipment) -> Outcome:
        """See `Pipeline.create`."""
        return await self._drive(self._one(shipment))

    async def plan(self, shipment: Shipment) -> Outcome:
        """See `Pipeline.plan`."""
        return await self._drive(preview(self._around, check_shipment(shipment)))

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> AsyncIterator[Outcome]:
        """See `Pipeline.run`. ``workers`` is the number of calls under way at a time."""
        some, start = self._begun(shipments, workers)
        return run_in_tasks(some, start, self._shop, workers)

    async def plans(self, shipments: Iterable[Shipment]) -> AsyncIterator[Outcome]:
        """See `Pipeline.plans`."""
        some, start = self._foreseen(shipments)
        for shipment in some:
            yield await self._drive(start(shipment))

    async def run_file(
        self, path: str | Path, *, workers: int = 1, dry_run: bool = False, **options: Unpack[FileOptions]
    ) -> AsyncIterator[Outcome]:
        """See `Pipeline.run_file`. The file is read in a thread when the first outcome is requested."""
        read = await asyncio.to_thread(rows_read, path, self._around, options)
        for outcome in self._set_apart(read):
            yield outcome
        ends = self.plans(read.shipments) if dry_run else self.run(read.shipments, workers=workers)
        async for outcome in ends:
            yield read.located(outcome)

    async def update_tracking(
        self,
        fulfillment_id: int,
        *,
        numbers: Sequence[str] = (),
        company: str | None = None,
        urls: Sequence[str] = (),
        notify_customer: bool | None = None,
        **about: str | None,
    ) -> Outcome:
        """See `Pipeline.update_tracking`."""
        shipment = shipment_of_numbers(numbers, company, urls, notify_customer, about)
        return await self._drive(update_tracking(self._around, fulfillment_id, shipment))

    async def cancel(self, fulfillment_id: int) -> Outcome:
        """See `Pipeline.cancel`."""
        return await self._drive(cancel(self._around, fulfillment_id))

    async def complete(self, fulfillment: Fulfillment) -> Outcome:
        """See `Pipeline.complete`."""
        return await self._drive(complete(self._around, fulfillment))

    async def _drive(self, steps: Steps[T]) -> T:
        return await drive(steps, self._shop, asyncio.sleep)
