"""Holding and releasing a fulfillment order, as pure functions.

Source: the live service's answers (2026-04 to 2026-07). A hold of some units leaves the rest in a new fulfillment
order, and releasing the last hold merges the two again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.rules_actions import mergeable, one_of, replaced, require
from tracking.fulfillment.rules_parts import brought_in, chosen_units, divided, emptied, is_all
from tracking.fulfillment.values import FulfillmentOrder, LineRequest, OrderState
from tracking.fulfillment.values_requests import FulfillmentHold

__all__ = ["Held", "Released", "hold", "release_holds", "together"]

_MOST_HOLDS = 10


class Held(NamedTuple):
    """A held fulfillment order, and the one with the units that are not held."""

    state: OrderState
    held_id: int
    remaining_id: int | None
    hold_id: int


class Released(NamedTuple):
    """A fulfillment order after some of its holds were released."""

    state: OrderState
    id: int


def hold(
    state: OrderState,
    id_: int,
    asked: FulfillmentHold,
    lines: Sequence[LineRequest],
    locations: Collection[int],
    ids: Callable[[], int],
    now: datetime,
) -> Held:
    """Hold a fulfillment order, or these lines of it. ``asked`` is the hold without its id.

    The fulfillment order keeps its id and the units that are held. One that is held already may be held again, under
    another handle, but only as a whole.
    """
    order = one_of(state, id_)
    field = ("fulfillmentHold", "fulfillmentOrderLineItems")
    for place, line in enumerate(lines):
        if line.quantity <= 0:
            raise refusals.quantity_not_above_zero("GREATER_THAN_ZERO", *field, str(place), "quantity")
    if len({line.id for line in lines}) < len(lines):
        raise refusals.same_line_twice()
    require("hold", order, state, locations)
    if any(each.handle == asked.handle for each in order.holds):
        raise refusals.same_handle()
    if len(order.holds) >= _MOST_HOLDS:
        raise refusals.hold_limit()
    units = chosen_units(order, lines)
    new = msgspec.structs.replace(asked, id=ids())
    if is_all(order, units):
        held = msgspec.structs.replace(order, status="on_hold", holds=(*order.holds, new), updated_at=now)
        return Held(replaced(state, held), id_, None, new.id)
    if order.holds:
        raise refusals.not_splittable()
    rest = {line.id: line.remaining - units.get(line.id, 0) for line in order.lines}
    kept, apart = divided(
        order,
        {line: count for line, count in rest.items() if count},
        ids,
        now,
        request_status=order.request_status,
        requests=order.requests,
    )
    held = msgspec.structs.replace(kept, status="on_hold", holds=(new,), held_apart_from=apart.id)
    return Held(replaced(state, held, apart), id_, apart.id, new.id)


def release_holds(
    state: OrderState,
    id_: int,
    locations: Collection[int],
    ids: Callable[[], int],
    now: datetime,
    *,
    hold_ids: Collection[int] = (),
    external_id: str | None = None,
) -> Released:
    """Release the named holds, or all of them. With the last hold, the fulfillment order is open again."""
    order = one_of(state, id_)
    require("release_hold", order, state, locations)
    known = {each.id for each in order.holds}
    if not set(hold_ids) <= known:
        raise refusals.hold_not_found()
    gone = set(hold_ids)
    if external_id is not None:
        gone |= {each.id for each in order.holds if each.external_id == external_id}
        if not gone:
            raise refusals.hold_not_found()
    left = tuple(each for each in order.holds if each.id not in (gone or known))
    if left:
        held = msgspec.structs.replace(order, holds=left, updated_at=now)
        return Released(replaced(state, held), id_)
    free = msgspec.structs.replace(order, status="open", holds=(), held_apart_from=None, updated_at=now)
    apart = next((each for each in state.fulfillment_orders if each.id == order.held_apart_from), None)
    if apart is None or not mergeable(free, apart):
        return Released(replaced(state, free), id_)
    return Released(replaced(state, *together(free, apart, ids, now)), id_)


def together(
    order: FulfillmentOrder, other: FulfillmentOrder, ids: Callable[[], int], now: datetime
) -> tuple[FulfillmentOrder, FulfillmentOrder]:
    """Move everything that remains of another fulfillment order into one.

    The other closes, with its lines at 0 units.
    """
    parts = [msgspec.structs.replace(line, quantity=line.remaining) for line in other.lines if line.remaining]
    units = {line.id: line.quantity for line in parts}
    return brought_in(order, parts, ids, now), emptied(other, units, now, keep_lines=True)
