"""The pipeline: shipments into fulfillments, each of them once, whatever the network does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tracking.fulfillment.effects import Clock, Run, Steps, SystemClock, drive
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.running import run_in_tasks, run_in_threads
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.shipping import preview, ship
from tracking.fulfillment.steps import Surroundings
from tracking.fulfillment.upkeep import cancel, complete, update_tracking
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.asking import ResolverPort
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.port import AsyncShop, ShopPort
    from tracking.fulfillment.values import Fulfillment

__all__ = ["AsyncPipeline", "Pipeline", "locked_out"]

T = TypeVar("T")
LOCKED_OUT = ("unauthorized", "payment_required", "shop_locked", "not_connected")


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
    ) -> None:
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
        )
        self._locked_out: Problem | None = None

    def _ship(self, shipment: Shipment) -> Steps[Outcome]:
        """Ship one of many; once the shop is out of reach for all of them, nothing more is asked of it."""
        if self._locked_out:
            return Outcome(shipment=shipment, state="failed", problems=(self._locked_out,))
        outcome = yield from ship(self._around, shipment)
        self._locked_out = self._locked_out or locked_out(outcome)
        return outcome

    def under_way(self) -> tuple[Shipment, ...]:
        """List shipments whose create call has no recorded end: of a run that was left, or another's that goes on."""
        intents = self._around.journal.intents(shop=self._around.shop, state="sending")
        return tuple(intent.body.shipment for intent in intents)


class Pipeline(_Pipeline):
    """Brings shipments into a shop, blocking.

    ``shop`` is a `tracking.shopify.Client` (or another `tracking.fulfillment.port.ShopPort`), ``resolver`` a
    `tracking.Resolver` (the module `tracking` will do), ``journal`` a `tracking.fulfillment.journal.Journal`,
    ``country`` the shop's. A pipeline may be used from several threads, and several pipelines may share a journal.

    What goes wrong with a shipment is its `Outcome`; exceptions are for misuse and for a journal that cannot be written.
    """

    _shop: ShopPort

    def create(self, shipment: Shipment) -> Outcome:
        """Fulfill a shipment, once; asked again for the same shipment it says what became of it."""
        return self._drive(ship(self._around, shipment))

    def plan(self, shipment: Shipment) -> Outcome:
        """Say what `create` would do; reads the shop, sends and writes nothing."""
        return self._drive(preview(self._around, shipment))

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> Iterator[Outcome]:
        """Fulfill many; yields their outcomes as they end, each with its shipment. ``workers`` threads work at a time.

        Shipments of one order go one after the other, as given; one that has to wait lets the next ones pass.
        """
        if workers < 1:
            raise ValueError(f"workers: {workers}; give a number of 1 or more")
        self._locked_out = None
        return run_in_threads(shipments, self._ship, self._shop, self._clock, workers)

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
        return await self._drive(ship(self._around, shipment))

    async def plan(self, shipment: Shipment) -> Outcome:
        """See `Pipeline.plan`."""
        return await self._drive(preview(self._around, shipment))

    def run(self, shipments: Iterable[Shipment], *, workers: int = 1) -> AsyncIterator[Outcome]:
        """See `Pipeline.run`; ``workers`` calls are under way at a time."""
        if workers < 1:
            raise ValueError(f"workers: {workers}; give a number of 1 or more")
        self._locked_out = None
        return run_in_tasks(shipments, self._ship, self._shop, workers)

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


def _shipment(
    numbers: Sequence[str],
    company: str | None,
    urls: Sequence[str],
    notify_customer: bool | None,
    about: dict[str, str | None],
) -> Shipment:
    if isinstance(numbers, str):
        numbers = (numbers,)
    if isinstance(urls, str):
        urls = (urls,)
    shipment = Shipment(
        order="", numbers=tuple(numbers), company=company, urls=tuple(urls), notify_customer=notify_customer
    )
    return msgspec.structs.replace(shipment, **about)
