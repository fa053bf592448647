"""The progress of a shop's fulfillment orders: one method per action, with one transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tracking.fulfillment import refusals_orders, rules_progress
from tracking.fulfillment.rules_actions import replaced
from tracking.fulfillment.values import FulfillmentOrder
from tracking.server.shop_orders import FulfillmentOrderActions, ToldOrders

__all__ = ["CanceledOrder", "FulfillmentOrderProgress"]


class CanceledOrder(NamedTuple):
    """A canceled fulfillment order, and the open one that replaces it."""

    order: FulfillmentOrder
    replacement: FulfillmentOrder


class FulfillmentOrderProgress(FulfillmentOrderActions):
    """A shop's fulfillment orders, and what is reported about their progress."""

    def cancel_fulfillment_order(self, id_: int) -> CanceledOrder:
        """Close a fulfillment order. What remains of it goes to a new, open one."""
        now = self.now()
        canceled, shown = self._act(
            id_,
            lambda state, locations, ids: rules_progress.cancel_order(state, id_, ids, now),
            "cancelled",
            lambda canceled, shown: {
                "fulfillment_order": shown[id_],
                "replacement_fulfillment_order": shown[canceled.replacement_id],
            },
        )
        return CanceledOrder(shown[id_], shown[canceled.replacement_id])

    def close_fulfillment_order(self, id_: int) -> FulfillmentOrder:
        """Give up a fulfillment order that a service works on."""
        return self._one(
            id_, lambda state, now: rules_progress.close(state, id_, now), "fulfillment_service_failed_to_complete"
        )

    def open_fulfillment_order(self, id_: int) -> FulfillmentOrder:
        """Mark a fulfillment order as open."""
        return self._one(id_, lambda state, now: rules_progress.open_again(state, id_, now), None)

    def reschedule(self, id_: int, at: datetime) -> FulfillmentOrder:
        """Set another time at which a scheduled fulfillment order opens."""
        return self._one(id_, lambda state, now: rules_progress.reschedule(state, id_, at, now), "rescheduled")

    def report_progress(self, id_: int) -> FulfillmentOrder:
        """Report that the merchant works on a fulfillment order."""
        return self._one(id_, lambda state, now: rules_progress.report_progress(state, id_, now), "progress_reported")

    def set_deadline(self, ids: Sequence[int], by: datetime) -> None:
        """Set the time by which fulfillment orders, of one order or several, are to be fulfilled."""
        with self._transaction(write=True) as records:
            for order in self._orders_of(records, ids, refusals_orders.orders_missing):
                mine = [id_ for id_ in ids if id_ in {each.id for each in order.state.fulfillment_orders}]
                self._save(records, order, rules_progress.deadline(order.state, mine, by))

    def prepared_for_pickup(self, ids: Sequence[int]) -> None:
        """Report that the goods of these fulfillment orders are ready."""
        now = self.now()
        with self._transaction(write=True) as records:
            orders = records.orders_of(ids)
            found = [each for order in orders for each in order.state.fulfillment_orders]
            changed = {each.id: each for each in rules_progress.prepared_for_pickup(found, ids, now)}
            for order in orders:
                mine = [changed[each.id] for each in order.state.fulfillment_orders if each.id in changed]
                self._save(records, order, replaced(order.state, *mine))
            for each in self._shown_of(records, orders).values():
                if each.id in changed:
                    told: ToldOrders = {"fulfillment_order": each}
                    self._happened_orders(records, "line_items_prepared_for_pickup", told)
