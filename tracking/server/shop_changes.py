"""How a shop changes a fulfillment: under its order's lock, and with events that tell its shipment status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.values import Fulfillment, FulfillmentEvent
from tracking.server.order_record import OrderRecord
from tracking.server.records import Records
from tracking.server.shop_reads import ShopReads

__all__ = ["ShopChanges"]


class ShopChanges(ShopReads):
    """What changes one fulfillment, one transaction a method."""

    @contextmanager
    def _changing(
        self, fulfillment_id: int, unknown: Callable[[], refusals.Refusal], order_id: int | None = None
    ) -> Iterator[tuple[Records, OrderRecord, Fulfillment]]:
        """Lock a fulfillment by its order, so that calls upon one order come one after the other."""
        with self._transaction(write=True) as records:
            seen = records.fulfillment(fulfillment_id)
            if seen is None or order_id not in (None, seen.order_id):
                raise unknown()
            order = records.order(seen.order_id)
            fulfillment = records.fulfillment(fulfillment_id)
            assert order is not None
            assert fulfillment is not None
            yield records, order, fulfillment

    def create_event(self, event: FulfillmentEvent, *, order_id: int | None = None) -> FulfillmentEvent:
        """Record an event of ``event.fulfillment_id`` (its ``id`` and ``created_at`` are the shop's own to give).

        With ``order_id`` the fulfillment must be of that order.
        """

        def unknown() -> refusals.Refusal:
            return refusals.fulfillment_not_found("fulfillmentEvent", "fulfillmentId")

        with self._changing(event.fulfillment_id, unknown, order_id) as (records, _, fulfillment):
            return self._add_event(records, fulfillment, event)

    def _add_event(self, records: Records, fulfillment: Fulfillment, event: FulfillmentEvent) -> FulfillmentEvent:
        now = self.now()
        (id_,) = records.new_ids(1)
        new = msgspec.structs.replace(event, id=id_, created_at=now, happened_at=event.happened_at or now)
        records.add_event(new)
        self._tell_status(records, fulfillment, now)
        return new

    def delete_event(self, order_id: int, fulfillment_id: int, event_id: int) -> None:
        """Delete an event; the fulfillment's shipment status is that of the last one left."""
        with self._changing(fulfillment_id, refusals.fulfillment_not_found, order_id) as (records, _, fulfillment):
            if event_id not in {each.id for each in records.events(fulfillment_id)}:
                raise refusals.event_not_found()
            records.delete_event(event_id)
            self._tell_status(records, fulfillment, self.now())

    def _tell_status(self, records: Records, fulfillment: Fulfillment, now: datetime) -> None:
        events = sorted(records.events(fulfillment.id), key=lambda each: (each.happened_at or now, each.id))
        status = events[-1].status if events else None
        records.save_fulfillment(msgspec.structs.replace(fulfillment, shipment_status=status, updated_at=now))
