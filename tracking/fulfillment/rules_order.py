"""What creating and canceling a fulfillment do to the whole order, as pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from tracking.fulfillment import rules
from tracking.fulfillment.values import (
    Allocation,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    OrderState,
    TrackingInfo,
)

__all__ = ["fulfilled", "given_back"]


def fulfilled(
    state: OrderState, taken: Sequence[Allocation], tracking: TrackingInfo, ids: Callable[[], int], now: datetime
) -> tuple[OrderState, Fulfillment]:
    """Return the one fulfillment of the units taken, and the changed order.

    Lines of the same order line become one line of the fulfillment. ``ids`` gives at most ``1 + len(taken)`` new ids.
    """
    units: dict[int, int] = {}
    for part in taken:
        units[part.line_item_id] = units.get(part.line_item_id, 0) + part.quantity
    source = next(each for each in state.fulfillment_orders if each.id == taken[0].fulfillment_order_id)
    skus = {item.id: item.sku for item in state.order.lines}
    sequence = state.sequence + 1
    fulfillment = Fulfillment(
        id=ids(),
        order_id=state.order.id,
        status="success",
        name=rules.rest_name(state.order.name, sequence),
        tracking=tracking,
        lines=tuple(
            FulfillmentLine(id=ids(), line_item_id=item_id, quantity=quantity, sku=skus.get(item_id))
            for item_id, quantity in units.items()
        ),
        location_id=source.location_id,
        service=source.service,
        created_at=now,
        updated_at=now,
        sequence=sequence,
        allocations=tuple(taken),
    )
    touched = {part.fulfillment_order_id for part in taken}
    changed = tuple(rules.take(each, taken, now) if each.id in touched else each for each in state.fulfillment_orders)
    order = msgspec.structs.replace(state.order, lines=rules.taken_items(state.order.lines, taken), updated_at=now)
    return OrderState(order=order, fulfillment_orders=changed, sequence=sequence), fulfillment


def given_back(
    state: OrderState, fulfillment: Fulfillment, ids: Callable[[], int], now: datetime
) -> tuple[OrderState, tuple[FulfillmentOrder, ...]]:
    """Return the order after one of its fulfillments is canceled, and the new fulfillment orders.

    ``ids`` gives at most ``1 + len(fulfillment.allocations)`` new ids.
    """
    taken = fulfillment.allocations
    touched = {part.fulfillment_order_id for part in taken}
    closed = [each for each in state.fulfillment_orders if each.id in touched and each.status == "closed"]
    like = FulfillmentOrder(
        id=0,
        order_id=fulfillment.order_id,
        status="open",
        request_status="unsubmitted",
        location_id=fulfillment.location_id,
        delivery_method=closed[0].delivery_method if closed else "shipping",
        service=fulfillment.service or "manual",
    )
    reopened = rules.reopened(closed, taken, like, ids, now)
    new = () if reopened is None else (reopened,)
    kept = tuple(rules.release(each, taken, now) if each.id in touched else each for each in state.fulfillment_orders)
    order = msgspec.structs.replace(state.order, lines=rules.taken_items(state.order.lines, taken, -1), updated_at=now)
    return OrderState(order=order, fulfillment_orders=(*kept, *new), sequence=state.sequence), new
