"""The pipeline: shipments into fulfillments, each of them once, whatever the network does."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import msgspec

from tracking.fulfillment.ahead import Ahead
from tracking.fulfillment.effects import Clock, Run, Steps, SystemClock, drive
from tracking.fulfillment.file_run import FileOptions, RowsRead, rows_read
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.running import Start, run_in_tasks, run_in_threads
from tracking.fulfillment.shipment import Shipment, check_shipment
from tracking.fulfillment.shipping import preview, ship
from tracking.fulfillment.steps import Surroundings
from tracking.fulfillment.telling import PipelineEvent, Telling
from tracking.fulfillment.upkeep import cancel, complete, update_tracking
from tracking.resolving.results import Problem
from tracking.spelling.given import several_texts, text_or_none

if TYPE_CHECKING:
    from tracking.fulfillment.asking import ResolverPort
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.port import AsyncShop, ShopPort
    from tracking.fulfillment.values import Fulfillment

__all__ = ["AsyncPipeline", "Pipeline", "locked_out"]

T = TypeVar("T")
LOCKED_OUT = ("unauthorized", "payment_required", "shop_locked", "not_connected", "token_not_given")


def locked_out(outcome: Outcome) -> Problem | None:
    """Tell what keeps the shop out of reach for every other shipment as well, if something does."""
    if outcome.state != "failed":
        return None
    return next((one for one in outcome.problems if one.code in LOCKED_OUT), None)


class _Pipeline:
    """What both pipelines are made of."""

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
        _check_given(shop, resolver, journal)
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
        """Begin to ship many."""
        if workers < 1:
            raise ValueError(f"workers: {workers}; give a number from 1 up")
        if isinstance(shipments, (str, os.PathLike)):
            raise TypeError(f"shipments: {shipments!r} looks like a file; run_file reads one")
        if not isinstance(shipments, Iterable):
            raise TypeError(f"shipments: one {type(shipments).__name__} was given; create takes one, run takes a list")
        self._locked_out = None
        ahead, count = Ahead(), itertools.count(1)
        total = len(shipments) if isinstance(shipments, Sequence) else None
        return ahead.watch(shipments), lambda shipment: self._ship(shipment, ahead, count, total)

    def _foreseen(self, shipments: Iterable[Shipment]) -> tuple[Iterable[Shipment], Start]:
        """Begin to plan many."""
        self._locked_out, ahead = None, Ahead()
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
        """Ship one of many; once the shop is out of reach for all of them, nothing more is asked of it."""
        if self._locked_out:
            outcome = Outcome(shipment=shipment, state="failed", problems=(self._locked_out,))
        else:
            outcome = yield from ship(self._around, shipment, ahead)
        self._locked_out = self._locked_out or locked_out(outcome)
        self._told(outcome, ended=next(count), total=total)
        return outcome

    def _one(self, shipment: Shipment) -> Steps[Outcome]:
        """Ship one."""
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
        """List shipments whose create call has no recorded end: of a run that was left, or another's that goes on."""
        intents = self._around.journal.intents(shop=self._around.shop, state="sending")
        return tuple(intent.body.shipment for intent in intents)


class Pipeline(_Pipeline):
    """Brings shipments into a shop, blocking.

    ``shop`` is a `tracking.shopify.Client` (or another `tracking.fulfillment.port.ShopPort`), ``resolver`` a
    `tracking.Resolver` (the module `tracking` will do), ``journal`` a `tracking.fulfillment.journal.Journal`,
    ``country`` the shop's. A pipeline may be used from several threads, and several pipelines may share a journal.
    ``on_event`` is told what happens, as a `PipelineEvent` and in the thread that does it, so that it has to be quick.

    What goes wrong with a shipment is its `Outcome`; exceptions are for misuse and for a journal that cannot be written.
    """

    _shop: ShopPort

    def create(self, shipment: Shipment) -> Outcome:
        """Fulfill a shipment, once; asked again for the same shipment it says what became of it."""
        return self._drive(self._one(shipment))

    def plan(self, shipment: Shipment) -> Outcome:
        """Say what `create` would do; reads the shop, sends and writes nothing."""
        return self._drive(preview(self._around, check_shipment(shipment)))

    def plans(self, shipments: Iterable[Shipment]) -> Iterator[Outcome]:
        """Say of many, in their order, what `run` would do."""
        some, start = self._foreseen(shipments)
        return (self._drive(start(shipment)) for shipment in some)

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> Iterator[Outcome]:
        """Fulfill many; yields their outcomes as they end, each with its shipment. ``workers`` threads work at a time.

        Shipments of one order go one after the other, as given; one that has to wait lets the next ones pass.
        """
        some, start = self._begun(shipments, workers)
        return run_in_threads(some, start, self._shop, self._clock, workers)

    def run_file(
        self, path: str | Path, *, workers: int = 1, dry_run: bool = False, **options: Unpack[FileOptions]
    ) -> Iterator[Outcome]:
        """Fulfill a file of shipments (CSV, JSON, JSONL, Parquet, .xlsx or .ods); yields outcomes as they end.

        Each outcome has the ``lines`` that its shipment stands on; rows that are none, or are not to be sent, come first.
        ``dry_run`` says what would be done, as `plan` does. ``options`` say how the file is read where it leaves that
        open: ``columns`` (field to header), ``where`` (``HEADER=VALUE``, ...), ``encoding``, ``separator``,
        ``order_prefix``, ``company``, ``equal_rows``. Raises `tracking.errors.TableError`, which names the cure, before
        anything is sent.
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
        """Replace a fulfillment's tracking info; ``about``: ``country``, ``postal_code``, ``language``."""
        shipment = _shipment(numbers, company, urls, notify_customer, about)
        return self._drive(update_tracking(self._around, fulfillment_id, shipment))

    def cancel(self, fulfillment_id: int) -> Outcome:
        """Cancel a fulfillment."""
        return self._drive(cancel(self._around, fulfillment_id))

    def complete(self, fulfillment: Fulfillment) -> Outcome:
        """Give a fulfillment made elsewhere, without company or page, what follows from its numbers."""
        return self._drive(complete(self._around, fulfillment))

    def _drive(self, steps: Steps[T]) -> T:
        return Run(steps, self._shop).finish(self._clock)


class AsyncPipeline(_Pipeline):
    """Brings shipments into a shop, from coroutines; see `Pipeline`. The journal is written in threads."""

    _shop: AsyncShop

    async def create(self, shipment: Shipment) -> Outcome:
        """See `Pipeline.create`."""
        return await self._drive(self._one(shipment))

    async def plan(self, shipment: Shipment) -> Outcome:
        """See `Pipeline.plan`."""
        return await self._drive(preview(self._around, check_shipment(shipment)))

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> AsyncIterator[Outcome]:
        """See `Pipeline.run`; ``workers`` calls are under way at a time."""
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
        """See `Pipeline.run_file`; the file is read in a thread when the first outcome is asked for."""
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
        shipment = _shipment(numbers, company, urls, notify_customer, about)
        return await self._drive(update_tracking(self._around, fulfillment_id, shipment))

    async def cancel(self, fulfillment_id: int) -> Outcome:
        """See `Pipeline.cancel`."""
        return await self._drive(cancel(self._around, fulfillment_id))

    async def complete(self, fulfillment: Fulfillment) -> Outcome:
        """See `Pipeline.complete`."""
        return await self._drive(complete(self._around, fulfillment))

    async def _drive(self, steps: Steps[T]) -> T:
        return await drive(steps, self._shop, asyncio.sleep)


def _check_given(shop: Any, resolver: Any, journal: Any) -> None:
    """Say what is wrong with a pipeline's parts, should they be something else."""
    for name, given, needs, cure in (
        ("shop", shop, "create", "give a tracking.shopify.Client"),
        ("resolver", resolver, "resolve", "give the module tracking, or a tracking.Resolver"),
        ("journal", journal, "claim", "open one: Journal('journal.db')"),
    ):
        if not hasattr(given, needs):
            raise TypeError(f"{name}: a {type(given).__name__} was given; {cure}")


def _shipment(
    numbers: Sequence[str],
    company: str | None,
    urls: Sequence[str],
    notify_customer: bool | None,
    about: dict[str, str | None],
) -> Shipment:
    numbers, urls = several_texts(numbers, "numbers"), several_texts(urls, "urls")
    shipment = Shipment(order="", numbers=numbers, company=company, urls=urls, notify_customer=notify_customer)
    return msgspec.structs.replace(shipment, **about)
