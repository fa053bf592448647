"""Rows as values and values as rows, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Select, bindparam, delete, insert, select, update

from tracking.fulfillment.rules_actions import matured
from tracking.fulfillment.rules_tracking import settled
from tracking.fulfillment.values import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    Order,
    OrderState,
    ShopInfo,
)
from tracking.server import store
from tracking.server.delivery_records import SideRecords
from tracking.server.metafield_records import MetafieldRecords
from tracking.server.order_filter import is_filtered, passes, sorted_page
from tracking.server.order_record import OrderRecord
from tracking.server.place_records import PlaceRecords
from tracking.server.selection import EVERYTHING, Selection
from tracking.server.webhook_records import Happening, WebhookRecords

__all__ = ["Records", "storable"]

# Ids in one statement: PostgreSQL accepts at most 65,535 parameters, SQLite 32,766 by default.
_AT_ONCE = 10_000

_encode = msgspec.json.Encoder().encode


_decode_state = msgspec.json.Decoder(OrderState).decode
_decode_fulfillment = msgspec.json.Decoder(Fulfillment).decode
_decode_event = msgspec.json.Decoder(FulfillmentEvent).decode

_ORDER = select(store.orders.c.state, store.orders.c.details).where(store.orders.c.id == bindparam("order_id"))
_ORDERS_OF = (
    select(store.orders.c.state, store.orders.c.details)
    .where(
        store.orders.c.id.in_(
            select(store.fulfillment_orders.c.order_id).where(
                store.fulfillment_orders.c.id.in_(bindparam("ids", expanding=True))
            )
        )
    )
    .order_by(store.orders.c.id)
)
# Nearly every call names one id, and a list of parameters would be written into the statement each time.
_ORDER_OF = select(store.orders.c.state, store.orders.c.details).where(
    store.orders.c.id
    == select(store.fulfillment_orders.c.order_id)
    .where(store.fulfillment_orders.c.id == bindparam("id"))
    .scalar_subquery()
)
_NEW_IDS = (
    update(store.shop)
    .where(store.shop.c.id == 1)
    .values(last_id=store.shop.c.last_id + bindparam("count"))
    .returning(store.shop.c.last_id)
)
_SAVE_ORDER = (
    update(store.orders)
    .where(store.orders.c.id == bindparam("order_id"))
    .values(state=bindparam("new_state"), status=bindparam("new_status"))
)
_ADD_FULFILLMENT_ORDER = insert(store.fulfillment_orders)
_ADD_FULFILLMENT = insert(store.fulfillments)
_FULFILLMENT = select(store.fulfillments.c.body).where(store.fulfillments.c.id == bindparam("fulfillment_id"))
_SAVE_FULFILLMENT = (
    update(store.fulfillments)
    .where(store.fulfillments.c.id == bindparam("fulfillment_id"))
    .values(body=bindparam("new_body"))
)
_EVENTS = select(store.events.c.body).where(store.events.c.fulfillment_id == bindparam("fulfillment_id"))


def storable(id_: int) -> bool:
    """Tell whether a number can be an id: the databases' integers have 64 bits."""
    return 0 < id_ < 2**63


class Records(SideRecords, PlaceRecords, MetafieldRecords, WebhookRecords):
    """The shop's rows in one transaction. ``lock`` locks the rows of the orders that are read."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], *, lock: bool = False) -> None:
        super().__init__(connection)
        self._clock = clock
        self._lock = lock
        self.happenings: list[Happening] = []
        """What this transaction brings about, for those who want to be told."""

    def new_ids(self, count: int) -> range:
        """Return ids larger than all before."""
        last: int = self._connection.execute(_NEW_IDS, {"count": count}).scalar_one()
        return range(last - count + 1, last + 1)

    # Orders and their fulfillment orders

    def _record(self, state: str, details: str) -> OrderRecord:
        return OrderRecord(matured(_decode_state(state), self._clock()), details)

    def order(self, order_id: int) -> OrderRecord | None:
        """Return one order."""
        if not storable(order_id):
            return None
        statement = _ORDER.with_for_update() if self._lock else _ORDER
        row = self._connection.execute(statement, {"order_id": order_id}).one_or_none()
        return None if row is None else self._record(row.state, row.details)

    def orders_of(self, fulfillment_order_ids: Iterable[int]) -> list[OrderRecord]:
        """Read the orders of these fulfillment orders by id, so that two calls lock them in the same order."""
        ids = sorted(id_ for id_ in fulfillment_order_ids if storable(id_))
        one = len(ids) == 1
        statement = _ORDER_OF if one else _ORDERS_OF
        if self._lock:
            statement = statement.with_for_update(of=store.orders)
        found: dict[int, OrderRecord] = {}
        for start in range(0, len(ids), _AT_ONCE):
            asked = {"id": ids[0]} if one else {"ids": ids[start : start + _AT_ONCE]}
            for row in self._connection.execute(statement, asked):
                record = self._record(row.state, row.details)
                found[record.state.order.id] = record
        return [found[order_id] for order_id in sorted(found)]

    def order_records(self, selection: Selection) -> list[OrderRecord]:
        """Return the selected orders, by id."""
        if "\0" in (selection.name or ""):
            return []  # PostgreSQL's texts cannot contain it, so no name does, and it must not be queried.
        table = store.orders
        in_order = selection.sort is not None
        window = Selection(since=selection.since) if in_order else selection
        statement = _window(select(table.c.state, table.c.details), table.c.id, window)
        if selection.name is not None:
            statement = statement.where(table.c.name.in_((selection.name, f"#{selection.name}")))
        if selection.status is not None:
            statement = statement.where(table.c.status == selection.status)
        if selection.ids is not None:
            statement = statement.where(table.c.id.in_(selection.ids))
        if not in_order and not is_filtered(selection):
            statement = statement.limit(selection.limit)
        rows = (self._record(row.state, row.details) for row in self._connection.execute(statement))
        passed = (record for record in rows if passes(record.state.order, selection))
        if in_order:
            return sorted_page(passed, selection, lambda record: record.state.order)
        found = list(islice(passed, selection.limit))
        return found if selection.before is None else found[::-1]

    def save_order(self, state: OrderState, new: Sequence[FulfillmentOrder] = ()) -> None:
        """Write an order back. ``new`` are its fulfillment orders that did not exist before."""
        values = {
            "order_id": state.order.id,
            "new_state": _encode(state).decode(),
            "new_status": _status(state.order),
        }
        self._connection.execute(_SAVE_ORDER, values)
        self._add_fulfillment_orders(state.order.id, new)

    def add_order(self, state: OrderState, details: dict[int, dict[str, Any]]) -> None:
        """Write a new order."""
        self._connection.execute(
            insert(store.orders),
            {
                "id": state.order.id,
                "name": state.order.name,
                "status": _status(state.order),
                "state": _encode(state).decode(),
                "details": _encode(details).decode(),
            },
        )
        self._add_fulfillment_orders(state.order.id, state.fulfillment_orders)

    def _add_fulfillment_orders(self, order_id: int, new: Sequence[FulfillmentOrder]) -> None:
        if new:
            self._connection.execute(_ADD_FULFILLMENT_ORDER, [{"id": each.id, "order_id": order_id} for each in new])

    def clear(self) -> None:
        """Delete every row."""
        for table in reversed(store.metadata.sorted_tables):
            self._connection.execute(delete(table))

    # Fulfillments

    def fulfillment(self, fulfillment_id: int) -> Fulfillment | None:
        """Return one fulfillment as it is now."""
        if not storable(fulfillment_id):
            return None
        body = self._connection.execute(_FULFILLMENT, {"fulfillment_id": fulfillment_id}).scalar_one_or_none()
        return None if body is None else settled(_decode_fulfillment(body), self._clock())

    def fulfillments(self, order_id: int, selection: Selection = EVERYTHING) -> list[Fulfillment]:
        """Read the fulfillments of an order that are selected, by id."""
        table = store.fulfillments
        statement = _window(select(table.c.body).where(table.c.order_id == order_id), table.c.id, selection)
        if selection.created_min is not None:
            statement = statement.where(table.c.created_at >= selection.created_min)
        if selection.created_max is not None:
            statement = statement.where(table.c.created_at <= selection.created_max)
        now = self._clock()
        # When a fulfillment settles, its time of change moves on without a write, so no column can be queried for it.
        found = (settled(_decode_fulfillment(body), now) for body in self._connection.execute(statement).scalars())
        passed = (each for each in found if selection.updated_within(each.updated_at))
        page = list(islice(passed, selection.limit))
        return page if selection.before is None else page[::-1]

    def fulfillments_of(self, order_ids: Sequence[int]) -> dict[int, list[Fulfillment]]:
        """Read the fulfillments of several orders, by order and in each by id."""
        table = store.fulfillments
        statement = select(table.c.order_id, table.c.body).where(table.c.order_id.in_(order_ids)).order_by(table.c.id)
        now = self._clock()
        found: dict[int, list[Fulfillment]] = {}
        for row in self._connection.execute(statement):
            found.setdefault(row.order_id, []).append(settled(_decode_fulfillment(row.body), now))
        return found

    def add_fulfillment(self, fulfillment: Fulfillment) -> None:
        """Write a new fulfillment."""
        created = fulfillment.created_at or self._clock()
        values = {
            "id": fulfillment.id,
            "order_id": fulfillment.order_id,
            "created_at": int(created.timestamp()),
            "body": _encode(fulfillment).decode(),
        }
        self._connection.execute(_ADD_FULFILLMENT, values)

    def save_fulfillment(self, fulfillment: Fulfillment) -> None:
        """Write a fulfillment back."""
        values = {"fulfillment_id": fulfillment.id, "new_body": _encode(fulfillment).decode()}
        self._connection.execute(_SAVE_FULFILLMENT, values)

    # Events

    def events(self, fulfillment_id: int) -> list[FulfillmentEvent]:
        """Return all events of a fulfillment by id."""
        statement = _EVENTS.order_by(store.events.c.id)
        bodies = self._connection.execute(statement, {"fulfillment_id": fulfillment_id}).scalars()
        return [_decode_event(body) for body in bodies]

    def add_event(self, new: FulfillmentEvent) -> None:
        """Write a new event."""
        values = {"id": new.id, "fulfillment_id": new.fulfillment_id, "body": _encode(new).decode()}
        self._connection.execute(insert(store.events), values)

    def delete_event(self, event_id: int) -> None:
        """Delete an event."""
        self._connection.execute(delete(store.events).where(store.events.c.id == event_id))

    # The shop

    def info(self) -> ShopInfo | None:
        """Read the shop itself."""
        body = self._connection.execute(select(store.shop.c.body)).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=ShopInfo)

    def save_info(self, info: ShopInfo, last_id: int) -> None:
        """Write the shop itself. ``last_id`` is used only if there was none."""
        body = _encode(info).decode()
        if self._connection.execute(update(store.shop).values(body=body)).rowcount == 0:
            self._connection.execute(insert(store.shop).values(id=1, body=body, last_id=last_id))

    def ids_from(self, last_id: int) -> None:
        """Return only ids above ``last_id`` from now on."""
        table = store.shop
        self._connection.execute(update(table).where(table.c.last_id < last_id).values(last_id=last_id))

    def order_ids(self) -> set[int]:
        """Return the ids of all orders."""
        return set(self._connection.execute(select(store.orders.c.id)).scalars())


def _status(order: Order) -> str:
    if order.cancelled:
        return "cancelled"
    return "open" if order.closed_at is None else "closed"


def _window(statement: Select[Any], id_: Column[Any], selection: Selection) -> Select[Any]:
    statement = statement.where(id_ > max(selection.since, selection.after))
    if selection.before is None:
        return statement.order_by(id_)
    return statement.where(id_ < selection.before).order_by(id_.desc())
