"""Changes of fulfillments: under the order's lock, and with events that set the shipment status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.values import Fulfillment, FulfillmentEvent
from tracking.server.order_record import OrderRecord
from tracking.server.records import Records
from tracking.server.shop_webhooks import ShopWebhooks
from tracking.server.webhook_records import Happening

__all__ = ["ShopChanges"]


class ShopChanges(ShopWebhooks):
    """Changes of one fulfillment, each method in one transaction."""

    @contextmanager
    def _changing(
        self, fulfillment_id: int, unknown: Callable[[], refusals.Refusal], order_id: int | None = None
    ) -> Iterator[tuple[Records, OrderRecord, Fulfillment]]:
        """Lock a fulfillment by its order, so that calls for an order are executed one after the other."""
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
        """Record an event of ``event.fulfillment_id``. The shop sets its ``id`` and ``created_at``.

        With ``order_id``, the fulfillment must belong to that order.
        """

        def unknown() -> refusals.Refusal:
            return refusals.fulfillment_not_found("fulfillmentEvent", "fulfillmentId")

        with self._changing(event.fulfillment_id, unknown, order_id) as (records, order, fulfillment):
            return self._add_event(records, order, fulfillment, event)

    def _add_event(
        self, records: Records, order: OrderRecord, fulfillment: Fulfillment, event: FulfillmentEvent
    ) -> FulfillmentEvent:
        now = self.now()
        (id_,) = records.new_ids(1)
        new = msgspec.structs.replace(event, id=id_, created_at=now, happened_at=event.happened_at or now)
        records.add_event(new)
        self._happened_event(records, "fulfillment_events/create", new, order)
        self._tell_status(records, order, fulfillment, now)
        return new

    def delete_event(self, order_id: int, fulfillment_id: int, event_id: int) -> None:
        """Delete an event. The fulfillment's shipment status is then that of the last remaining event."""
        with self._changing(fulfillment_id, refusals.fulfillment_not_found, order_id) as (records, order, fulfillment):
            event = next((each for each in records.events(fulfillment_id) if each.id == event_id), None)
            if event is None:
                raise refusals.event_not_found()
            records.delete_event(event_id)
            self._happened_event(records, "fulfillment_events/delete", event, order)
            self._tell_status(records, order, fulfillment, self.now())

    def _tell_status(self, records: Records, order: OrderRecord, fulfillment: Fulfillment, now: datetime) -> None:
        events = sorted(records.events(fulfillment.id), key=lambda each: (each.happened_at or now, each.id))
        status = events[-1].status if events else None
        changed = msgspec.structs.replace(fulfillment, shipment_status=status, updated_at=now)
        records.save_fulfillment(changed)
        self._happened(records, "fulfillments/update", order, changed)

    # What others are told.

    def _happened(self, records: Records, topic: str, order: OrderRecord, fulfillment: Fulfillment) -> None:
        """Report a fulfillment in its present state."""

        def body() -> dict[str, Any]:
            return self._rest.fulfillment(order.whole([fulfillment])[0])

        records.happenings.append(Happening(topic, body))

    def _happened_event(self, records: Records, topic: str, event: FulfillmentEvent, order: OrderRecord) -> None:
        records.happenings.append(Happening(topic, lambda: self._rest.event(event, order.state.order.id)))

    def _happened_order(
        self, records: Records, order: OrderRecord, *, sent: bool = False, topic: str | None = None
    ) -> None:
        """Report that an order changed, and, if units of it were ``sent``, that they were; and a ``topic`` besides."""

        def body() -> dict[str, Any]:
            return self._rest.order(order.order, order.whole(records.fulfillments(order.state.order.id)))

        records.happenings.append(Happening("orders/updated", body))
        if sent:
            topic = _FULFILLED.get(order.state.order.fulfillment_status or "")
        if topic is not None:
            records.happenings.append(Happening(topic, body))


_FULFILLED = {"fulfilled": "orders/fulfilled", "partial": "orders/partially_fulfilled"}
