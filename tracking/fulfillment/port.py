"""The far side of the pipeline: what it asks of a shop.

`tracking.shopify.Client` and the local shop in process are a `ShopPort`, `tracking.shopify.AsyncClient` is an `AsyncShop`:
the same names, awaited.

Every call raises a `tracking.errors.ShopError`, and its kind says what became of the call:

- `Unreachable`, `Throttled`, `Unauthorized`, `AccessDenied`, `NotFound`, `Refused`: nothing changed in the shop;
- `OutcomeUnknown`: it may have been done.

Codes of `Refused` that may mean that the same was done before: ``unfulfillable_status`` (a fulfillment order is closed,
on hold, ...) and ``invalid_quantity`` (more asked than remains).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping, Sequence

    from tracking.fulfillment.values import CreateFulfillment, Fulfillment, FulfillmentOrder, TrackingInfo

__all__ = ["AsyncShop", "ShopPort", "View", "last_look", "with_last_look"]

_LAST_LOOK: ContextVar[Callable[[], None] | None] = ContextVar("last_look", default=None)


def last_look() -> Callable[[], None] | None:
    """What a shop that waits before it sends a create call must do in between; what it raises ends the call unsent.

    It may take its time, and work on a database. None when the caller asks for no such thing.
    """
    return _LAST_LOOK.get()


@contextmanager
def with_last_look(look: Callable[[], None] | None) -> Iterator[None]:
    """Have `last_look` give this to the shop's calls made meanwhile in this thread or task."""
    token = _LAST_LOOK.set(look)
    try:
        yield
    finally:
        _LAST_LOOK.reset(token)


class View(NamedTuple):
    """An order as it was read."""

    orders: tuple[FulfillmentOrder, ...]
    fulfillments: tuple[Fulfillment, ...]


class ShopPort(Protocol):
    """A shop, asked one call after the other."""

    @property
    def name(self) -> str:
        """What tells this shop from every other, the same at every start: its host, or the local shop's database."""

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """How many tracking numbers one fulfillment can carry: 1 over REST, None (no limit) over GraphQL."""

    def find_order(self, name: str) -> int | None:
        """Find the id of the order with this name (``#1001``, with or without ``#``), or None."""

    def find_orders(self, references: Sequence[str]) -> Mapping[str, int | None]:
        """Find the ids of many orders with one call, by names or by digits that are an id or a name.

        What is not in the answer was not found this way, which does not say that it is not there. None stands at digits
        that are no order's id and were not found as a name.
        """

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        """Read an order's fulfillment orders and its fulfillments, all of them, as they are now.

        What is done meanwhile may show in the fulfillments alone. Closed fulfillment orders may be left out. With
        ``skus`` false the lines' SKUs may be, and with ``places`` false the location and the delivery method where there
        is only one fulfillment order.
        """

    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> tuple[FulfillmentOrder, ...]:
        """Read the order's fulfillment orders as they are now; closed ones may be left out.

        With ``skus`` false the lines' SKUs may be left out, which spares REST a call.
        """

    def fulfillments(self, order_id: int) -> Iterable[Fulfillment]:
        """All of the order's fulfillments (every page), cancelled ones too."""

    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Fulfillment:
        """One fulfillment."""

    def create(self, request: CreateFulfillment) -> Fulfillment:
        """Fulfill the lines asked for. Not repeatable: the API knows no key for it.

        A shop that waits before it sends the call, for a rate limit say, does the `last_look` in between.
        """

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """Replace a fulfillment's tracking info. Repeatable."""

    def cancel(self, fulfillment_id: int) -> Fulfillment:
        """Cancel a fulfillment. Repeatable."""


class AsyncShop(Protocol):
    """A shop, asked from a coroutine."""

    @property
    def name(self) -> str:
        """See `Shop.name`."""

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """See `Shop.numbers_per_fulfillment`."""

    async def find_order(self, name: str) -> int | None:
        """See `Shop.find_order`."""

    async def find_orders(self, references: Sequence[str]) -> Mapping[str, int | None]:
        """See `Shop.find_orders`."""

    async def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        """See `Shop.order_view`."""

    async def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> tuple[FulfillmentOrder, ...]:
        """See `Shop.fulfillment_orders`."""

    def fulfillments(self, order_id: int) -> AsyncIterable[Fulfillment]:
        """See `Shop.fulfillments`."""

    async def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Fulfillment:
        """See `Shop.fulfillment`."""

    async def create(self, request: CreateFulfillment) -> Fulfillment:
        """See `Shop.create`."""

    async def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """See `Shop.update_tracking`."""

    async def cancel(self, fulfillment_id: int) -> Fulfillment:
        """See `Shop.cancel`."""
