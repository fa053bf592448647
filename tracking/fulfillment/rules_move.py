"""Moving fulfillment orders to other locations, as pure functions.

Source: the live service's answers (2026-04 to 2026-07). For a fulfillment order that was requested from a service and
no longer belongs to one, the documentation's example.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.rules_actions import DONE_STATUSES, actions_of, one_of, replaced
from tracking.fulfillment.rules_parts import chosen_units, divided, emptied, is_all
from tracking.fulfillment.values import FulfillmentOrder, LineRequest, Location, OrderState

__all__ = ["LocationForMove", "Moved", "Rerouted", "locations_for_move", "move", "reroute"]


class Moved(NamedTuple):
    """What is at the new location, what was requested to move, and what stays behind."""

    state: OrderState
    moved_id: int
    original_id: int
    remaining_id: int | None


class Rerouted(NamedTuple):
    """The fulfillment orders that found another location."""

    state: OrderState
    ids: tuple[int, ...]


class LocationForMove(NamedTuple):
    """Whether a fulfillment order may move to a location, and why not."""

    location: Location
    movable: bool
    message: str


def move(
    state: OrderState,
    id_: int,
    location_id: int,
    lines: Sequence[LineRequest],
    locations: Mapping[int, Location],
    ids: Callable[[], int],
    now: datetime,
) -> Moved:
    """Move a fulfillment order, or these lines of it, to a location.

    One that moves whole keeps its id. Some of its lines, or what remains of a partly fulfilled one, become a new
    fulfillment order. The owner of the new location is to send it.
    """
    order = one_of(state, id_)
    if "move" not in actions_of(order, state.fulfillment_orders, locations):
        raise _immovable(order)
    if location_id not in locations:
        raise refusals.location_not_found()
    if location_id == order.location_id:
        raise refusals.cannot_move()
    units = chosen_units(order, lines)
    there = {"location_id": location_id, "service": locations[location_id].service or "manual"}
    whole = is_all(order, units) and not any(line.remaining < line.quantity for line in order.lines)
    if whole and order.request_status != "submitted":
        status = "on_hold" if order.status == "on_hold" else "open"
        moved = msgspec.structs.replace(
            order, **there, status=status, request_status="unsubmitted", requests=(), updated_at=now
        )
        return Moved(replaced(state, moved), id_, id_, None)
    if order.status == "on_hold":
        # A held fulfillment order stays on hold at the new location, under holds of its own.
        holds = tuple(msgspec.structs.replace(each, id=ids()) for each in order.holds)
        _, new = divided(order, units, ids, now, **there, status="on_hold", holds=holds)
    else:
        _, new = divided(order, units, ids, now, **there)
    left = emptied(order, units, now, keep_lines=False)
    return Moved(replaced(state, left, new), new.id, id_, None if left.status in DONE_STATUSES else id_)


def _immovable(order: FulfillmentOrder) -> Refusal:
    if order.status == "in_progress" and order.request_status == "unsubmitted":
        return refusals.progress_reported_on_moved()
    if order.request_status == "submitted":
        return refusals.submitted_at_service()
    return refusals.cannot_move()


def locations_for_move(state: OrderState, id_: int, locations: Mapping[int, Location]) -> tuple[LocationForMove, ...]:
    """Tell for each location whether a fulfillment order may move there. Goods are in stock everywhere."""
    order = one_of(state, id_)
    allowed = "move" in actions_of(order, state.fulfillment_orders, locations)
    answers = []
    for location in locations.values():
        here = location.id == order.location_id
        message = "Current location." if here else "" if allowed else "Cannot change location."
        answers.append(LocationForMove(location, allowed and not here, message))
    return tuple(answers)


def reroute(
    state: OrderState,
    wanted: Sequence[int],
    locations: Mapping[int, Location],
    ids: Callable[[], int],
    now: datetime,
    *,
    included: Collection[int] | None = None,
    excluded: Collection[int] = (),
) -> Rerouted:
    """Move fulfillment orders to the first of the merchant's locations that can take all of them.

    Only ``included`` locations may be chosen, and never ``excluded`` ones. Goods are in stock everywhere.
    """
    orders = [one_of(state, id_) for id_ in dict.fromkeys(wanted)]
    if len(locations) < 2:
        raise refusals.cannot_reroute(
            "SINGLE_LOCATION_SHOP_NOT_SUPPORTED",
            "Cannot reassign location for fulfillment orders in a single location shop.",
        )
    if any(order.status == "in_progress" for order in orders):
        raise refusals.cannot_reroute(
            "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS",
            "Cannot reassign location for fulfillment orders that have had progress reported.",
        )
    if any("move" not in actions_of(order, state.fulfillment_orders, locations) for order in orders):
        raise refusals.cannot_reroute(
            "FULFILLMENT_ORDERS_STATE_NOT_SUPPORTED", "Fulfillment orders must be in an open or on hold state."
        )
    if any((order.delivery_method or "shipping") != "shipping" for order in orders):
        raise refusals.cannot_reroute(
            "DELIVERY_METHOD_TYPE_NOT_SUPPORTED", "Fulfillment orders must have the delivery method type shipping."
        )
    if len({order.location_id for order in orders}) > 1:
        raise refusals.cannot_reroute(
            "FULFILLMENT_ORDERS_MUST_BELONG_TO_SAME_LOCATION", "Fulfillment orders must belong to the same location."
        )
    here = orders[0].location_id
    free = [
        location.id
        for location in locations.values()
        if location.id != here
        and location.service is None
        and location.id not in excluded
        and (included is None or location.id in included)
    ]
    if not free:
        raise refusals.cannot_reroute(
            "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS", "Cannot reassign location for fulfillment orders."
        )
    moved = []
    for order in orders:
        result = move(state, order.id, free[0], (), locations, ids, now)
        state = result.state
        moved.append(result.moved_id)
    return Rerouted(state, tuple(moved))
