"""Actions on a shop's fulfillment orders other than fulfilling them: one method each, with one transaction each.

The rules are those of `tracking.fulfillment`. A refused call changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from tracking.fulfillment import (
    refusals_orders,
    rules_hold,
    rules_move,
    rules_split,
)
from tracking.fulfillment.rules_actions import Change, NewIds
from tracking.fulfillment.values import FulfillmentOrder, LineRequest, Location, OrderState
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.order_record import OrderRecord
from tracking.server.records import Records
from tracking.server.shop_webhooks import ShopWebhooks
from tracking.server.webhook_records import Happening

__all__ = [
    "FulfillmentOrderActions",
    "HeldOrder",
    "LineRequests",
    "MovedOrder",
    "SplitOrder",
    "ToldOrders",
]

C = TypeVar("C", bound=Change)
LineRequests = Sequence[LineRequest]
ShownOrders = Mapping[int | None, FulfillmentOrder]
OrderRule = Callable[[OrderState, Mapping[int, Location], NewIds], C]
ToldOrders = dict[str, FulfillmentOrder | None]
"""The fulfillment orders that a webhook reports, by their names in REST's answer to the same action."""


class HeldOrder(NamedTuple):
    """A held fulfillment order, the one with the units that are not held, and the hold."""

    order: FulfillmentOrder
    remaining: FulfillmentOrder | None
    hold: FulfillmentHold


class MovedOrder(NamedTuple):
    """The fulfillment order at the new location, the one that was requested to move, and the one that stays behind."""

    moved: FulfillmentOrder
    original: FulfillmentOrder
    remaining: FulfillmentOrder | None


class SplitOrder(NamedTuple):
    """A fulfillment order that gave units to a new one."""

    order: FulfillmentOrder
    remaining: FulfillmentOrder


class FulfillmentOrderActions(ShopWebhooks):
    """A shop's fulfillment orders, and the actions on them."""

    def _act(
        self,
        id_: int,
        rule: OrderRule[C],
        topic: str | None,
        told: Callable[[C, ShownOrders], ToldOrders] | None = None,
    ) -> tuple[C, ShownOrders]:
        """Apply a rule to the order of a fulfillment order. Returns its answer and the resulting fulfillment orders.

        ``topic`` is the event that has then happened. ``told`` are the fulfillment orders that it concerns, if not this
        one.
        """
        with self._transaction(write=True) as records:
            orders = records.orders_of([id_])
            if not orders:
                raise refusals_orders.order_missing()
            (order,) = orders
            result = self._applied(records, order, rule)
            self._save(records, order, result.state)
            shown: ShownOrders = {each.id: each for each in self._shown(records, order)}
            if topic is not None:
                self._happened_orders(
                    records, topic, told(result, shown) if told else {"fulfillment_order": shown[id_]}
                )
            return result, shown

    def _happened_orders(self, records: Records, topic: str, told: ToldOrders) -> None:
        """Report an action on fulfillment orders."""
        orders = {name: order for name, order in told.items() if order is not None}

        def body() -> dict[str, Any]:
            return {name: self._rest_orders.merchant_order(order) for name, order in orders.items()}

        records.happenings.append(Happening(f"fulfillment_orders/{topic}", body))

    def _applied(self, records: Records, order: OrderRecord, rule: OrderRule[C]) -> C:
        locations = {location.id: location for location in records.locations()}
        lines = sum(len(each.lines) for each in order.state.fulfillment_orders)
        orders = len(order.state.fulfillment_orders)
        # No rule needs more: one new fulfillment order with its lines for each one, and holds or a request.
        ids = iter(records.new_ids(lines + 2 * orders + 20))
        return rule(order.state, locations, lambda: next(ids))

    def _save(self, records: Records, order: OrderRecord, state: OrderState) -> None:
        known = {each.id for each in order.state.fulfillment_orders}
        order.state = state
        records.save_order(state, [each for each in state.fulfillment_orders if each.id not in known])

    def _one(self, id_: int, rule: Callable[[OrderState, datetime], C], topic: str | None) -> FulfillmentOrder:
        now = self.now()
        _, shown = self._act(id_, lambda state, locations, ids: rule(state, now), topic)
        return shown[id_]

    # Holds

    def hold(self, id_: int, asked: FulfillmentHold, lines: LineRequests = ()) -> HeldOrder:
        """Hold a fulfillment order, or these lines of it; ``asked`` is the hold without its id."""
        now = self.now()
        held, shown = self._act(
            id_,
            lambda state, locations, ids: rules_hold.hold(state, id_, asked, lines, locations, ids, now),
            "placed_on_hold",
            lambda held, shown: {
                "fulfillment_order": shown[id_],
                "remaining_fulfillment_order": shown.get(held.remaining_id),
            },
        )
        hold = next(each for each in shown[id_].holds if each.id == held.hold_id)
        return HeldOrder(shown[id_], shown.get(held.remaining_id), hold)

    def release_holds(
        self, id_: int, *, hold_ids: Collection[int] = (), external_id: str | None = None
    ) -> FulfillmentOrder:
        """Release the named holds, or all of them."""
        now = self.now()
        _, shown = self._act(
            id_,
            lambda state, locations, ids: rules_hold.release_holds(
                state, id_, locations, ids, now, hold_ids=hold_ids, external_id=external_id
            ),
            "hold_released",
        )
        return shown[id_]

    # Moves

    def move(self, id_: int, location_id: int, lines: LineRequests = ()) -> MovedOrder:
        """Move a fulfillment order, or these lines of it, to a location."""
        now = self.now()
        moved, shown = self._act(
            id_,
            lambda state, locations, ids: rules_move.move(state, id_, location_id, lines, locations, ids, now),
            "moved",
            lambda moved, shown: {
                "original_fulfillment_order": shown[moved.original_id],
                "moved_fulfillment_order": shown[moved.moved_id],
                "remaining_fulfillment_order": shown.get(moved.remaining_id),
            },
        )
        return MovedOrder(shown[moved.moved_id], shown[moved.original_id], shown.get(moved.remaining_id))

    def locations_for_move(self, id_: int) -> tuple[rules_move.LocationForMove, ...] | None:
        """Return the locations that a fulfillment order may move to; None if there is no such fulfillment order."""
        with self._transaction() as records:
            for order in records.orders_of([id_]):
                locations = {location.id: location for location in records.locations()}
                return rules_move.locations_for_move(order.state, id_, locations)
            return None

    def reroute(
        self, ids: Sequence[int], *, included: Collection[int] | None = None, excluded: Collection[int] = ()
    ) -> list[FulfillmentOrder]:
        """Find another location for fulfillment orders of one order."""
        if not ids:
            raise refusals_orders.cannot_reroute("NO_FULFILLMENT_ORDER_IDS", "No fulfillment order ids were given.")
        now = self.now()
        with self._transaction(write=True) as records:
            orders = self._orders_of(records, ids, refusals_orders.order_missing)
            if len(orders) > 1:
                raise refusals_orders.cannot_reroute(
                    "FULFILLMENT_ORDERS_NOT_FROM_THE_SAME_ORDER", "Fulfillment orders must be from the same order."
                )
            (order,) = orders
            moved = self._applied(
                records,
                order,
                lambda state, locations, new_ids: rules_move.reroute(
                    state, ids, locations, new_ids, now, included=included, excluded=excluded
                ),
            )
            self._save(records, order, moved.state)
            shown = {each.id: each for each in self._shown(records, order)}
            for id_ in moved.ids:
                self._happened_orders(records, "moved", {"moved_fulfillment_order": shown[id_]})
            return [shown[id_] for id_ in moved.ids]

    def _orders_of(self, records: Records, ids: Sequence[int], missing: Callable[[], Exception]) -> list[OrderRecord]:
        orders = records.orders_of(ids)
        known = {each.id for order in orders for each in order.state.fulfillment_orders}
        if not known.issuperset(ids):
            raise missing()
        return orders

    # Splits and merges

    def split(self, splits: Sequence[tuple[int, LineRequests]]) -> list[SplitOrder]:
        """Move lines of fulfillment orders into new ones beside them: all of the splits, or none."""
        for at, (_, lines) in enumerate(splits):
            if not lines:
                raise refusals_orders.no_lines_to_split(at)
            for place, line in enumerate(lines):
                if line.quantity <= 0:
                    raise refusals_orders.not_to_split(at, place)
        now = self.now()
        with self._transaction(write=True) as records:
            orders = self._orders_of(records, [id_ for id_, _ in splits], refusals_orders.order_missing)
            results = []
            for id_, lines in splits:
                order = _of(orders, id_)

                def rule(
                    state: OrderState,
                    locations: Mapping[int, Location],
                    ids: NewIds,
                    id_: int = id_,
                    lines: LineRequests = lines,
                ) -> rules_split.Split:
                    return rules_split.split(state, id_, lines, locations, ids, now)

                result = self._applied(records, order, rule)
                self._save(records, order, result.state)
                results.append(result)
            shown = self._shown_of(records, orders)
            made = [SplitOrder(shown[each.kept_id], shown[each.new_id]) for each in results]
            for each in made:
                told: ToldOrders = {"fulfillment_order": each.order, "remaining_fulfillment_order": each.remaining}
                self._happened_orders(records, "split", told)
            return made

    def merge(self, merges: Sequence[Sequence[tuple[int, LineRequests]]]) -> list[FulfillmentOrder]:
        """Merge each list of fulfillment orders into its first one: all of the merges, or none."""
        now = self.now()
        with self._transaction(write=True) as records:
            named = [id_ for intents in merges for id_, _ in intents]
            orders = self._orders_of(records, named, refusals_orders.order_missing)
            merged = []
            for at, intents in enumerate(merges):
                mine = [_of(orders, id_) for id_, _ in intents]
                if not mine or any(each is not mine[0] for each in mine):
                    raise refusals_orders.too_few_to_merge(at)
                order = mine[0]

                def rule(
                    state: OrderState,
                    locations: Mapping[int, Location],
                    ids: NewIds,
                    at: int = at,
                    intents: Sequence[tuple[int, LineRequests]] = intents,
                ) -> rules_split.MergeResult:
                    return rules_split.merge(state, intents, at, ids, now)

                result = self._applied(records, order, rule)
                self._save(records, order, result.state)
                merged.append(result.id)
            shown = self._shown_of(records, orders)
            for id_ in merged:
                self._happened_orders(records, "merged", {"fulfillment_order": shown[id_]})
            return [shown[id_] for id_ in merged]

    def _shown_of(self, records: Records, orders: Iterable[OrderRecord]) -> dict[int, FulfillmentOrder]:
        return {each.id: each for order in orders for each in self._shown(records, order)}


def _of(orders: Iterable[OrderRecord], id_: int) -> OrderRecord:
    """Find the order of a fulfillment order that is known to belong to one of them."""
    return next(order for order in orders if any(each.id == id_ for each in order.state.fulfillment_orders))
