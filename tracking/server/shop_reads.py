"""The reads of a shop: one method per read of the Admin API, with one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracking.fulfillment.rules_actions import with_actions
from tracking.fulfillment.values import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    Location,
    Order,
    ShopInfo,
)
from tracking.server.delivery_records import Message
from tracking.server.order_record import OrderRecord
from tracking.server.records import Records, storable
from tracking.server.selection import EVERYTHING, Selection
from tracking.server.store import Store

__all__ = ["OrderWithFulfillments", "ShopReads"]


_PAGE = 250


class OrderWithFulfillments(NamedTuple):
    """An order and its fulfillments."""

    order: Order
    fulfillments: tuple[Fulfillment, ...]

    @property
    def id(self) -> int:
        """The order's id."""
        return self.order.id


class ShopReads:
    """A shop's database, and what is read from it. None means that there is no such object."""

    _info: ShopInfo

    def __init__(self, database: str, clock: Callable[[], datetime]) -> None:
        self._store = Store(database)
        self._clock = clock
        self._locations: dict[int, Location] = {}

    @property
    def remote(self) -> bool:
        """True if calls wait for another process; they then belong in a worker thread."""
        return self._store.remote

    @property
    def shared(self) -> bool:
        """True if other processes may write to the database."""
        return not self._store.memory

    @contextmanager
    def _transaction(self, *, write: bool = False, alone: bool = False) -> Iterator[Records]:
        with self._store.write(alone=alone) if write else self._store.read() as connection:
            yield Records(connection, self._clock, lock=write and self._store.remote)

    def now(self) -> datetime:
        """Return the shop's time, to the second."""
        return self._clock().replace(microsecond=0)

    @property
    def zone(self) -> tzinfo:
        """The shop's time zone; UTC on a machine that does not know it."""
        try:
            return ZoneInfo(self._info.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    def info(self) -> ShopInfo:
        """Read the shop itself."""
        return self._info

    def location(self, location_id: int) -> Location | None:
        """Return one location. If another process has created it, it is read again."""
        if location_id not in self._locations:
            self._read_locations()
        return self._locations.get(location_id)

    def locations(self) -> tuple[Location, ...]:
        """Return all locations by id."""
        self._read_locations()
        return tuple(self._locations.values())

    def order(self, order_id: int) -> Order | None:
        """Return one order with its lines."""
        with self._transaction() as records:
            found = records.order(order_id)
            return None if found is None else found.order

    def orders(self, selection: Selection = EVERYTHING) -> tuple[Order, ...]:
        """Return the selected orders, by id."""
        with self._transaction() as records:
            return tuple(each.order for each in records.order_records(selection))

    def orders_with_fulfillments(self, selection: Selection = EVERYTHING) -> tuple[OrderWithFulfillments, ...]:
        """Return the selected orders, with the fulfillments of each by id."""
        with self._transaction() as records:
            found = records.order_records(selection)
            fulfillments = records.fulfillments_of([each.state.order.id for each in found])
            return tuple(
                OrderWithFulfillments(each.order, each.whole(fulfillments.get(each.state.order.id, ())))
                for each in found
            )

    def count_orders(self, selection: Selection) -> int:
        """Count the selected orders."""
        with self._transaction() as records:
            return len(records.order_records(selection))

    def fulfillment_order(self, fulfillment_order_id: int) -> FulfillmentOrder | None:
        """Return one fulfillment order."""
        with self._transaction() as records:
            orders = records.orders_of([fulfillment_order_id])
            found = [each for order in orders for each in self._shown(records, order)]
            return next((each for each in found if each.id == fulfillment_order_id), None)

    def fulfillment_orders(self, order_id: int) -> tuple[FulfillmentOrder, ...] | None:
        """Return all fulfillment orders of an order by id, including closed ones; None if there is no such order."""
        with self._transaction() as records:
            found = records.order(order_id)
            return None if found is None else self._shown(records, found)

    def every_fulfillment_order(self) -> Iterator[FulfillmentOrder]:
        """Read the fulfillment orders of all orders, a page of orders at a time."""
        after = 0
        while True:
            with self._transaction() as records:
                orders = records.order_records(Selection(after=after, limit=_PAGE))
                locations = {location.id for location in records.locations()}
            for order in orders:
                yield from with_actions(order.fulfillment_orders, locations)
            if len(orders) < _PAGE:
                return
            after = orders[-1].state.order.id

    def every_order(self) -> Iterator[OrderWithFulfillments]:
        """Read all orders, each with its fulfillments, a page of orders at a time."""
        after = 0
        while page := self.orders_with_fulfillments(Selection(after=after, limit=_PAGE)):
            yield from page
            after = page[-1].id

    def _shown(self, records: Records, order: OrderRecord) -> tuple[FulfillmentOrder, ...]:
        """Return all fulfillment orders of an order, each with its supported actions."""
        return with_actions(order.fulfillment_orders, {location.id for location in records.locations()})

    def fulfillment(self, fulfillment_id: int) -> Fulfillment | None:
        """Return one fulfillment."""
        with self._transaction() as records:
            found = records.fulfillment(fulfillment_id)
            order = None if found is None else records.order(found.order_id)
            return None if found is None or order is None else order.whole([found])[0]

    def fulfillments(self, order_id: int, selection: Selection = EVERYTHING) -> tuple[Fulfillment, ...] | None:
        """Return all fulfillments of an order by id, or the selected ones; None if there is no such order."""
        with self._transaction() as records:
            order = records.order(order_id)
            return None if order is None else order.whole(records.fulfillments(order_id, selection))

    def fulfillments_of(self, fulfillment_order_id: int) -> tuple[Fulfillment, ...] | None:
        """Return all fulfillments that took units of a fulfillment order; None if there is no such object."""
        with self._transaction() as records:
            for order in records.orders_of([fulfillment_order_id]):
                found = records.fulfillments(order.state.order.id)
                return order.whole(
                    each
                    for each in found
                    if fulfillment_order_id in {part.fulfillment_order_id for part in each.allocations}
                )
            return None

    def events(self, fulfillment_id: int) -> tuple[FulfillmentEvent, ...] | None:
        """Return all events of a fulfillment by id; None if there is no such fulfillment."""
        with self._transaction() as records:
            return None if records.fulfillment(fulfillment_id) is None else tuple(records.events(fulfillment_id))

    def messages(self, before: int = 2**63 - 1, limit: int = 50) -> tuple[Message, ...]:
        """Return the messages to shoppers, the newest first."""
        with self._transaction() as records:
            return tuple(records.messages(before, limit))

    def message(self, message_id: int) -> Message | None:
        """Return one message to a shopper."""
        with self._transaction() as records:
            return records.message(message_id) if storable(message_id) else None

    def _read_locations(self) -> None:
        with self._transaction() as records:
            self._locations = {location.id: location for location in records.locations()}

    def close(self) -> None:
        """Close every connection."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
