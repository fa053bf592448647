"""A shop: one method a call of the Admin API, one transaction a method.

Methods take and return the values of `tracking.fulfillment.values`. What the API refuses is raised as a
`tracking.fulfillment.refusals.Refusal`, which carries REST's answer and GraphQL's; a refused call changes nothing.
Methods block: the ASGI side calls them in a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tracking.fulfillment.values import (
    CreateForOrder,
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    Location,
    Order,
    ShopInfo,
    TrackingInfo,
)

if TYPE_CHECKING:
    from tracking import Resolver

__all__ = ["Shop"]


class Shop:
    """A shop over a database.

    ``database`` is an SQLAlchemy URL (``sqlite:///shop.db``, ``postgresql+psycopg://...``), ``country`` the shop's
    country, ``service_delay`` the seconds a service's fulfillment takes from pending to success, ``clock`` tells the
    time (timezone-aware) and ``resolver`` fills in companies and pages (default: the module's own). ``admit`` is
    called once for each new fulfillment, after every rule has accepted it and before it is written, and may raise a
    Refusal (the development store's limit).
    """

    def __init__(
        self,
        database: str = "sqlite://",
        *,
        country: str = "US",
        service_delay: float = 0.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolver: Resolver | None = None,
        admit: Callable[[], None] | None = None,
    ) -> None:
        raise NotImplementedError

    # Writes

    def create(self, request: CreateFulfillment) -> Fulfillment:
        """Fulfil lines of fulfillment orders: ``fulfillmentCreate``, ``POST /fulfillments.json``."""
        raise NotImplementedError

    def create_for_order(self, order_id: int, request: CreateForOrder) -> Fulfillment:
        """Fulfil lines of an order: the deprecated ``POST /orders/{id}/fulfillments.json``."""
        raise NotImplementedError

    def cancel(self, fulfillment_id: int) -> Fulfillment:
        """Cancel a fulfillment; its units are to be fulfilled again. Repeating it changes nothing more."""
        raise NotImplementedError

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """Replace the whole tracking info; what is left out is resolved anew."""
        raise NotImplementedError

    def create_event(self, event: FulfillmentEvent, *, order_id: int | None = None) -> FulfillmentEvent:
        """Record an event of ``event.fulfillment_id`` (its ``id`` and ``created_at`` are the shop's own to give).

        With ``order_id`` the fulfillment must be of that order.
        """
        raise NotImplementedError

    def delete_event(self, order_id: int, fulfillment_id: int, event_id: int) -> None:
        """Delete an event; the fulfillment's shipment status is that of the last one left."""
        raise NotImplementedError

    # Reads: None when there is no such thing

    def info(self) -> ShopInfo:
        """Read the shop itself."""
        raise NotImplementedError

    def location(self, location_id: int) -> Location | None:
        """One location."""
        raise NotImplementedError

    def order(self, order_id: int) -> Order | None:
        """One order with its lines."""
        raise NotImplementedError

    def orders(self, *, name: str | None = None, first: int = 50, after: int = 0) -> tuple[Order, ...]:
        """Read orders by id after ``after``, at most ``first``; with ``name`` (``#1001`` or ``1001``) only those."""
        raise NotImplementedError

    def fulfillment_order(self, fulfillment_order_id: int) -> FulfillmentOrder | None:
        """One fulfillment order."""
        raise NotImplementedError

    def fulfillment_orders(self, order_id: int) -> tuple[FulfillmentOrder, ...] | None:
        """All fulfillment orders of an order by id, closed ones too; None when there is no such order."""
        raise NotImplementedError

    def fulfillment(self, fulfillment_id: int) -> Fulfillment | None:
        """One fulfillment."""
        raise NotImplementedError

    def fulfillments(self, order_id: int) -> tuple[Fulfillment, ...] | None:
        """All fulfillments of an order by id; None when there is no such order."""
        raise NotImplementedError

    def fulfillments_of(self, fulfillment_order_id: int) -> tuple[Fulfillment, ...] | None:
        """All fulfillments that took units of a fulfillment order; None when there is no such fulfillment order."""
        raise NotImplementedError

    def events(self, fulfillment_id: int) -> tuple[FulfillmentEvent, ...] | None:
        """All events of a fulfillment by id; None when there is no such fulfillment."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection."""
        raise NotImplementedError
