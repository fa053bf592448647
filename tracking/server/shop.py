"""A shop: one method per write of the Admin API, with one transaction each.

`ShopReads` has the reads; `FulfillmentServices` and its bases have the other actions on fulfillment orders. Methods
take and return the values of `tracking.fulfillment.values`. What the API refuses is raised as a
`tracking.fulfillment.refusals.Refusal`, which contains REST's answer and GraphQL's. A refused call changes nothing.

Methods block. The ASGI side calls them in a worker thread if the shop's database is another process. SQLite has one
writer anyway, and passing a call to a thread and back took longer than most calls (measured: 400 of 1,700 µs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tracking.fulfillment import refusals, rules
from tracking.fulfillment.rules_legacy import changed_tracking, completed, opened, plan_for_order
from tracking.fulfillment.rules_order import fulfilled, given_back
from tracking.fulfillment.rules_tracking import check_page, filled_in, is_page, settling
from tracking.fulfillment.values import (
    Allocation,
    CreateFulfillment,
    Fulfillment,
    ShopInfo,
    TrackingInfo,
)
from tracking.fulfillment.values_legacy import CreateForOrder, TrackingChange
from tracking.server.delivery_records import Message
from tracking.server.order_record import OrderRecord
from tracking.server.outbox import Outbox
from tracking.server.records import Records
from tracking.server.shop_deliveries import ShopDeliveries
from tracking.server.shop_order_edits import ShopOrderEdits
from tracking.server.shop_services import FulfillmentServices

if TYPE_CHECKING:
    from tracking import Resolver

__all__ = ["Shop"]

# The ids of a shop that starts empty are far from ids that people write by hand, so that an order's id that is sent as
# a fulfillment order's is noticed.
_FIRST_ID = 1_100_000_000


class Shop(ShopDeliveries, ShopOrderEdits, FulfillmentServices):
    """A shop over a database.

    ``database`` is an SQLAlchemy URL (``sqlite:///shop.db``, ``postgresql+psycopg://...``). ``country`` is the shop's
    country. ``service_delay`` is the seconds that a service's fulfillment takes from pending to success. ``clock``
    returns the time (timezone-aware). ``resolver`` fills in companies and links (default: the module's own). ``admit``
    is called once for each new fulfillment, after every rule has accepted it and before it is written; it may raise a
    Refusal (the development store's limit). ``strict_urls`` refuses a tracking URL that is not a URL, which the API
    accepts. ``delivery_time`` is the seconds in which a known carrier's fulfillment is delivered by itself
    (`advance_deliveries`; 0: it is not). ``outbox`` writes the messages to shoppers.

    It holds connections: close it with `close`, or use it as a context manager.
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
        strict_urls: bool = False,
        delivery_time: float = 0.0,
        outbox: Outbox | None = None,
    ) -> None:
        super().__init__(database, clock, delivery_time, resolver)
        self._service_delay = service_delay
        self._outbox = outbox or Outbox()
        self._admit = admit
        self._strict_urls = strict_urls
        try:
            with self._transaction(write=True, alone=True) as records:
                kept = records.info() or ShopInfo(
                    id=548380009, name="Local Shop", domain="127.0.0.1", country=country, timezone="America/New_York"
                )
                self._info = msgspec.structs.replace(kept, country=country)
                records.save_info(self._info, _FIRST_ID)
            self._read_locations()
        except BaseException:
            self.close()
            raise

    @property
    def development(self) -> bool:
        """True for a development store, which allows only so many new fulfillments."""
        return self._admit is not None

    def warm_up(self) -> None:
        """Read the carriers now; otherwise the first call that needs them does."""
        self._filled_in(TrackingInfo(numbers=("0",)))

    def _filled_in(self, tracking: TrackingInfo) -> TrackingInfo:
        return filled_in(tracking, self._resolve, self._info.country, strict=self._strict_urls)

    def is_page(self, url: str) -> bool:
        """Tell whether a tracking URL leads anywhere: the API accepts any text."""
        return is_page(url, self._resolve)

    def check_page(self, url: str) -> None:
        """Raise a Refusal for a tracking URL that leads nowhere."""
        check_page(url, self._resolve)

    # Writes

    def create(self, request: CreateFulfillment) -> Fulfillment:
        """Fulfill lines of fulfillment orders: ``fulfillmentCreate``, ``POST /fulfillments.json``."""
        tracking = self._filled_in(request.tracking)
        with self._transaction(write=True) as records:
            orders = records.orders_of(request.lines)
            found = {each.id: each for order in orders for each in order.state.fulfillment_orders}
            taken = rules.plan(request, found)
            made = self._fulfil(records, orders[0], taken, tracking, request.origin_address)
            told = self._tell(records, orders[0], made, request.message) if request.notify_customer else None
        self._outbox.send(told)
        return made

    def create_for_order(self, order_id: int, request: CreateForOrder) -> Fulfillment:
        """Fulfill lines of an order: the deprecated ``POST /orders/{id}/fulfillments.json``."""
        tracking = self._filled_in(request.tracking)
        with self._transaction(write=True) as records:
            order = records.order(order_id)
            if order is None:
                raise refusals.order_not_found()
            taken = plan_for_order(order.state.order, order.state.fulfillment_orders, request)
            made = self._fulfil(records, order, taken, tracking)
            told = self._tell(records, order, made) if request.notify_customer else None
        self._outbox.send(told)
        return made

    def _fulfil(
        self,
        records: Records,
        order: OrderRecord,
        taken: Sequence[Allocation],
        tracking: TrackingInfo,
        origin_address: dict[str, Any] | None = None,
    ) -> Fulfillment:
        if self._admit is not None:
            self._admit()
        ids = iter(records.new_ids(1 + len(taken)))
        order.state, fulfillment = fulfilled(order.state, taken, tracking, lambda: next(ids), self.now())
        fulfillment = msgspec.structs.replace(fulfillment, origin_address=origin_address)
        fulfillment = settling(fulfillment, self._service_delay, self._clock())
        records.save_order(order.state)
        records.add_fulfillment(fulfillment)
        self._set_out(records, fulfillment)
        self._happened(records, "fulfillments/create", order, fulfillment)
        self._happened_order(records, order, sent=True)
        return order.whole([fulfillment])[0]

    def _tell(self, records: Records, order: OrderRecord, fulfillment: Fulfillment, text: str | None = None) -> Message:
        """Write the message to the shopper in the transaction; it is sent after the commit."""
        (id_,) = records.new_ids(1)
        message = self._outbox.write(
            id_, self._info, order.state.order, fulfillment, text, self.now(), is_page=self.is_page
        )
        records.add_message(message)
        return message

    def cancel(self, fulfillment_id: int, *, order_id: int | None = None) -> Fulfillment:
        """Cancel a fulfillment. Its units are to be fulfilled again. Repeating it changes nothing more.

        With ``order_id``, the fulfillment must belong to that order.
        """

        def unknown() -> refusals.Refusal:
            return refusals.fulfillment_not_found("id", message="Fulfillment not found.")

        with self._changing(fulfillment_id, unknown, order_id) as (records, order, fulfillment):
            if fulfillment.status == "cancelled":
                return order.whole([fulfillment])[0]
            now = self.now()
            ids = iter(records.new_ids(1 + len(fulfillment.allocations)))
            order.state, new = given_back(order.state, fulfillment, lambda: next(ids), now)
            records.save_order(order.state, new)
            fulfillment = msgspec.structs.replace(
                fulfillment, status="cancelled", updated_at=now, opens_at=None, succeeds_at=None
            )
            records.save_fulfillment(fulfillment)
            self._happened(records, "fulfillments/update", order, fulfillment)
            self._happened_order(records, order, sent=False)
            return order.whole([fulfillment])[0]

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """Replace the whole tracking info. What is left out is resolved again."""
        resolved = self._filled_in(tracking)
        return self._change(
            fulfillment_id, lambda each: msgspec.structs.replace(each, tracking=resolved), notify=notify_customer
        )

    def change_tracking(self, order_id: int, fulfillment_id: int, change: TrackingChange) -> Fulfillment:
        """Change some of the tracking info: the deprecated ``PUT /orders/{id}/fulfillments/{id}.json``."""

        def changed(fulfillment: Fulfillment) -> Fulfillment:
            asked = changed_tracking(fulfillment.tracking, change)
            if asked == fulfillment.tracking:
                return fulfillment
            return msgspec.structs.replace(fulfillment, tracking=self._filled_in(asked))

        return self._change(fulfillment_id, changed, order_id, notify=change.notify_customer)

    def open(self, order_id: int, fulfillment_id: int) -> Fulfillment:
        """Mark a pending fulfillment as open: the deprecated ``.../open.json``."""
        return self._change(fulfillment_id, opened, order_id)

    def complete(self, order_id: int, fulfillment_id: int) -> Fulfillment:
        """Mark a fulfillment as done: the deprecated ``.../complete.json``."""
        return self._change(fulfillment_id, completed, order_id)

    def _change(
        self,
        fulfillment_id: int,
        change: Callable[[Fulfillment], Fulfillment],
        order_id: int | None = None,
        *,
        notify: bool = False,
    ) -> Fulfillment:
        def unknown() -> refusals.Refusal:
            return refusals.fulfillment_not_found("fulfillmentId")

        with self._changing(fulfillment_id, unknown, order_id) as (records, order, fulfillment):
            fulfillment = msgspec.structs.replace(change(fulfillment), updated_at=self.now())
            records.save_fulfillment(fulfillment)
            self._happened(records, "fulfillments/update", order, fulfillment)
            if fulfillment.status != "cancelled":
                self._set_out(records, fulfillment)
            whole = order.whole([fulfillment])[0]
            told = self._tell(records, order, whole) if notify else None
        self._outbox.send(told)
        return whole

    # Filling

    def clear(self) -> None:
        """Delete everything in the shop. Ids start again."""
        with self._transaction(write=True, alone=True) as records:
            records.clear()
            records.save_info(self._info, _FIRST_ID)
        self._read_locations()

    def add_demo(self) -> None:
        """Add what is missing of the demo shop."""
        from tracking.server.demo import add_demo

        with self._transaction(write=True, alone=True) as records:
            add_demo(records, self._filled_in)
        self._read_locations()

    def add_orders(self, given: str | Path | Iterable[Mapping[str, Any]]) -> int:
        """Add the missing orders of a file (`tracking.server.orders_file`), or orders given as values.

        Returns how many were added. Raises `OrdersFileError` if they are not right; then nothing is added.
        """
        from tracking.server.orders_file import add_orders, orders_given, read_orders

        orders = read_orders(given) if isinstance(given, str | Path) else orders_given(given)
        with self._transaction(write=True, alone=True) as records:
            added = add_orders(records, orders, self._filled_in)
        self._read_locations()
        return added
