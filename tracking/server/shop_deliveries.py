"""Simulated deliveries: a carrier's reports, in steps, for a shop that is to simulate them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tracking.fulfillment import refusals
from tracking.fulfillment.values import Fulfillment, FulfillmentEvent
from tracking.server.delivery_records import Delivery
from tracking.server.records import Records
from tracking.server.shop_changes import ShopChanges
from tracking.server.shop_webhooks import milliseconds

if TYPE_CHECKING:
    from tracking import Resolution, Resolver

__all__ = ["ShopDeliveries"]

_STEPS = ("confirmed", "in_transit", "out_for_delivery", "delivered")
_AT_ONCE = 100


class ShopDeliveries(ShopChanges):
    """A shop whose fulfillments may be on their way.

    ``duration`` is the seconds of a delivery, or 0 for a shop that simulates none. ``resolver`` recognizes carriers.
    """

    def __init__(
        self, database: str, clock: Callable[[], datetime], duration: float, resolver: Resolver | None = None
    ) -> None:
        super().__init__(database, clock)
        self._step = timedelta(seconds=duration / len(_STEPS))
        self._resolver = resolver

    @property
    def _resolve(self) -> Callable[..., Resolution]:
        if self._resolver is not None:
            return self._resolver.resolve
        import tracking as resolving  # at first use: it reads the carriers

        return resolving.resolve

    def _set_out(self, records: Records, fulfillment: Fulfillment) -> None:
        """Start the delivery of a known carrier's fulfillment, if it has not started."""
        tracking = fulfillment.tracking
        if not self._step or not tracking.number or fulfillment.shipment_status == _STEPS[-1]:
            return
        country = self._info.country
        known = self._resolve(tracking.number, company=tracking.company, country=country).carrier is not None
        if known and records.delivery(fulfillment.id) is None:
            records.add_delivery(Delivery(fulfillment.id, 0, milliseconds(self._clock() + self._step)))

    def advance_deliveries(self) -> int:
        """Report each step of a delivery whose time has come. Returns how many there were.

        Several processes may do so at the same time; one of them reports a step.
        """
        steps = 0
        while True:
            with self._transaction() as records:
                due = records.due_deliveries(milliseconds(self._clock()), _AT_ONCE)
            if not due:
                return steps
            steps += sum(map(self._advance, due))

    def _advance(self, delivery: Delivery) -> bool:
        with self._changing(delivery.fulfillment_id, refusals.fulfillment_not_found) as (records, order, fulfillment):
            if records.delivery(delivery.fulfillment_id) != delivery:
                return False  # another process was faster
            if fulfillment.status in ("pending", "open"):
                records.save_delivery(delivery._replace(due=milliseconds(self._clock() + self._step)))
                return False
            if fulfillment.status != "success" or fulfillment.shipment_status == _STEPS[-1]:
                records.delete_delivery(delivery.fulfillment_id)
                return False
            happened = datetime.fromtimestamp(delivery.due // 1000, UTC)
            event = FulfillmentEvent(
                id=0, fulfillment_id=fulfillment.id, status=_STEPS[delivery.step], happened_at=happened
            )
            self._add_event(records, order, fulfillment, event)
            if delivery.step + 1 == len(_STEPS):
                records.delete_delivery(delivery.fulfillment_id)
            else:
                following = delivery.due + self._step // timedelta(milliseconds=1)
                records.save_delivery(delivery._replace(step=delivery.step + 1, due=following))
            return True
