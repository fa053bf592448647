"""The far side of the pipeline: what it asks of a shop.

`tracking.shopify.Client` and the local shop in the same process are a `ShopPort`. `tracking.shopify.AsyncClient` is an
`AsyncShop`, which has the same names, awaited.

A call that fails raises a `tracking.errors.ShopError`, whose class says what became of the call:

- `Unreachable`, `Throttled`, `Unauthorized`, `AccessDenied`, `NotFound`, `Refused`: nothing changed in the shop.
- `OutcomeUnknown`: the call may have been executed.

Two codes of `Refused` may mean that the same was done before: ``unfulfillable_status`` (a fulfillment order is closed,
on hold, ...) and ``invalid_quantity`` (more units were requested than remain).
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
    """Return a function that a shop calls after waiting for its rate limit and before a create call; None without one.

    If it raises, the call ends and is not sent. It may take its time, and work on a database.
    """
    return _LAST_LOOK.get()


@contextmanager
def with_last_look(look: Callable[[], None] | None) -> Iterator[None]:
    """Set `last_look` for the shop's calls that are made in this block, in this thread or task."""
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
    """A shop that is asked one call after the other."""

    @property
    def name(self) -> str:
        """The name that tells this shop from all others: its host, or the local shop's database.

        It stays the same at every start.
        """

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """Return the number of tracking numbers that one fulfillment can have: 1 over REST, None (no limit) over GraphQL."""

    def find_order(self, name: str) -> int | None:
        """Return the id of the order with this name (``#1001``, with or without ``#``); None if there is none."""

    def find_orders(self, references: Sequence[str]) -> Mapping[str, int | None]:
        """Look up many orders with one call, by names or by digits that are an id or a name; return ids by reference.

        A reference that is missing in the result was not found by this call; the order may still exist. The value None
        means that the digits are neither an order's id nor a name that was found.
        """

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        """Read an order's fulfillment orders and all of its fulfillments, as they are now.

        What is done meanwhile may show in the fulfillments alone. Closed fulfillment orders may be left out. The lines'
        SKUs may be left out if ``skus`` is false. If there is only one fulfillment order, its location and delivery
        method may be left out unless ``places`` is true.
        """

    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> tuple[FulfillmentOrder, ...]:
        """Read the order's fulfillment orders as they are now; closed ones may be left out.

        The lines' SKUs may be left out if ``skus`` is false, which saves a call over REST.
        """

    def fulfillments(self, order_id: int) -> Iterable[Fulfillment]:
        """Return all of the order's fulfillments (every page), including cancelled ones."""

    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Fulfillment:
        """Return one fulfillment."""

    def create(self, request: CreateFulfillment) -> Fulfillment:
        """Fulfill the requested lines. This is not repeatable: the API has no key for it.

        A shop that waits before it sends the call, such as for a rate limit, calls `last_look` in between.
        """

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """Replace a fulfillment's tracking info. This is repeatable."""

    def cancel(self, fulfillment_id: int) -> Fulfillment:
        """Cancel a fulfillment. This is repeatable."""


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
