"""What the deprecated calls on an order do, as pure functions.

A creation names the order's lines and a location, and the shop finds the fulfillment orders behind them. Sources: the
reference of the calls (versions up to 2022-04; creating also in unstable), and answers that integrations reported.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.refusals import Refusal, legacy
from tracking.fulfillment.values import (
    Allocation,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    Order,
    TrackingInfo,
)
from tracking.fulfillment.values_legacy import CreateForOrder, TrackingChange

__all__ = ["changed_tracking", "completed", "opened", "plan_for_order"]

_OPEN = frozenset({"open", "in_progress", "incomplete"})
_NOT_STOCKED = {"line_items": ["must be stocked at the same location"]}


def plan_for_order(
    order: Order, fulfillment_orders: Sequence[FulfillmentOrder], request: CreateForOrder
) -> tuple[Allocation, ...]:
    """Return the units that the call takes, or raise the `Refusal` of the first rule that it breaks.

    Without lines, it requests everything that remains of the order.
    """
    if order.cancelled:
        raise legacy("order_cancelled", "This order has been canceled and can't be fulfilled.")
    if order.refunded:
        raise legacy("order_refunded", "An order that has been refunded can't be fulfilled with this call.")
    open_lines = [
        (fulfillment_order, line)
        for fulfillment_order in sorted(fulfillment_orders, key=lambda each: each.id)
        if fulfillment_order.status in _OPEN
        for line in fulfillment_order.lines
        if line.remaining
    ]
    if not open_lines:
        raise legacy("already_fulfilled", "Order is already fulfilled", {"order": ["is already fulfilled"]})
    wanted = dict(_wanted(order, request)) or {line.line_item_id: None for _, line in open_lines}
    taken: list[Allocation] = []
    touched: list[FulfillmentOrder] = []
    for item_id, quantity in wanted.items():
        of_item = [(each, line) for each, line in open_lines if line.line_item_id == item_id]
        here = [(each, line) for each, line in of_item if each.location_id == request.location_id]
        if not of_item:
            raise _nothing_left()
        if not here or (quantity is None and len(here) < len(of_item)):
            raise legacy("different_locations", "Line items must be stocked at the same location", _NOT_STOCKED)
        taken += _units(here, quantity)
        touched += [each for each, _ in here]
    if len({each.service for each in touched}) > 1:
        raise refusals.different_services()
    if len(methods := {each.delivery_method or "none" for each in touched}) > 1:
        raise refusals.different_delivery_methods(methods)
    return tuple(taken)


def _nothing_left() -> Refusal:
    return legacy("invalid_quantity", "Line items fulfilled quantity must be greater than zero")


def _wanted(order: Order, request: CreateForOrder) -> list[tuple[int, int | None]]:
    known = {item.id for item in order.lines}
    if any(item_id not in known for item_id, _ in request.lines):
        raise legacy("line_not_found", "Cannot create or update a Fulfillment without line items of its order")
    if any(quantity is not None and quantity <= 0 for _, quantity in request.lines):
        raise _nothing_left()
    summed: dict[int, int | None] = {}
    for item_id, quantity in request.lines:
        before = summed.get(item_id, 0)
        summed[item_id] = None if quantity is None or before is None else before + quantity
    return list(summed.items())


def _units(here: Sequence[tuple[FulfillmentOrder, FulfillmentOrderLine]], quantity: int | None) -> list[Allocation]:
    left = sum(line.remaining for _, line in here) if quantity is None else quantity
    taken: list[Allocation] = []
    for fulfillment_order, line in here:
        units = min(left, line.remaining)
        if units:
            taken.append(
                Allocation(
                    fulfillment_order_id=fulfillment_order.id,
                    line_id=line.id,
                    line_item_id=line.line_item_id,
                    quantity=units,
                )
            )
            left -= units
    if left:
        raise refusals.invalid_quantity()
    return taken


def changed_tracking(stored: TrackingInfo, change: TrackingChange) -> TrackingInfo:
    """Return the tracking info that is requested now, without the URLs that are to be looked up again.

    Clients send the whole fulfillment back with one key changed, so an unchanged value says nothing: a new
    ``tracking_number`` counts although the old ``tracking_numbers`` stand beside it. Another number or company has
    another URL, unless one is sent.
    """
    company = stored.company if change.company is msgspec.UNSET else change.company
    numbers = _changed(stored.numbers, change.numbers, change.number)
    urls = _changed(stored.urls, change.urls, change.url)
    if urls == stored.urls and (company, numbers) != (stored.company, stored.numbers):
        urls = ()
    return TrackingInfo(company=company, numbers=numbers, urls=urls)


def _changed(
    stored: tuple[str, ...], many: tuple[str, ...] | msgspec.UnsetType, one: str | msgspec.UnsetType | None
) -> tuple[str, ...]:
    if many is not msgspec.UNSET and many != stored:
        return many
    if one is msgspec.UNSET or one == (stored[0] if stored else None):
        return stored
    return (one,) if one else ()


def opened(fulfillment: Fulfillment) -> Fulfillment:
    """Open a pending fulfillment: its service has accepted it."""
    return _moved(fulfillment, "open", ("pending", "open"))


def completed(fulfillment: Fulfillment) -> Fulfillment:
    """Complete a pending or open fulfillment."""
    done = _moved(fulfillment, "success", ("pending", "open", "success"))
    return msgspec.structs.replace(done, opens_at=None, succeeds_at=None)


def _moved(fulfillment: Fulfillment, status: str, allowed: Sequence[str]) -> Fulfillment:
    if fulfillment.status not in allowed:
        # The words are not recorded.
        reason = f"is {fulfillment.status} and can't become {status}"
        raise legacy("wrong_state", f"Fulfillment {reason}", {"status": [reason]})
    return msgspec.structs.replace(fulfillment, status=status)
