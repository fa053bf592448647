"""Canceling, closing, opening, and scheduling fulfillment orders, and reporting on them, as pure functions.

Source: the live service's answers (2026-04 to 2026-07), and the documentation's examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.rules import supported_actions, with_progress
from tracking.fulfillment.rules_actions import DONE_STATUSES, one_of, replaced
from tracking.fulfillment.rules_parts import divided, emptied
from tracking.fulfillment.values import FulfillmentOrder, OrderState

__all__ = [
    "Canceled",
    "ChangedOrder",
    "cancel_order",
    "close",
    "deadline",
    "open_again",
    "prepared_for_pickup",
    "report_progress",
    "reschedule",
]

_CANCELABLE = frozenset(
    {
        ("open", "unsubmitted"),
        ("open", "submitted"),
        ("open", "rejected"),
        ("open", "closed"),
        ("incomplete", "closed"),
        ("in_progress", "cancellation_requested"),
    }
)


class ChangedOrder(NamedTuple):
    """A fulfillment order after a change."""

    state: OrderState
    id: int


class Canceled(NamedTuple):
    """A canceled fulfillment order, and the open one that takes its place."""

    state: OrderState
    canceled_id: int
    replacement_id: int


def _changed(state: OrderState, order: FulfillmentOrder, now: datetime, **changes: object) -> ChangedOrder:
    return ChangedOrder(replaced(state, msgspec.structs.replace(order, updated_at=now, **changes)), order.id)


def cancel_order(state: OrderState, id_: int, ids: Callable[[], int], now: datetime) -> Canceled:
    """Close a fulfillment order. What remains of it goes to a new, open one.

    A line of which nothing was fulfilled moves there unchanged, with its id.
    """
    order = one_of(state, id_)
    if (order.status, order.request_status) == ("in_progress", "unsubmitted"):
        raise refusals.progress_reported()
    if (order.status, order.request_status) not in _CANCELABLE:
        raise refusals.cannot_cancel()
    units = {line.id: line.remaining for line in order.lines if line.remaining}
    _, new = divided(order, units, ids, now)
    untouched = {line.line_item_id: line.id for line in order.lines if line.remaining == line.quantity}
    new = msgspec.structs.replace(
        new,
        lines=tuple(msgspec.structs.replace(line, id=untouched.get(line.line_item_id, line.id)) for line in new.lines),
    )
    return Canceled(replaced(state, emptied(order, units, now, keep_lines=False), new), id_, new.id)


def close(state: OrderState, id_: int, now: datetime) -> ChangedOrder:
    """Give up a fulfillment order that a service works on: its status is then incomplete."""
    order = one_of(state, id_)
    if order.service == "manual":
        raise refusals.not_a_service()
    if order.status != "in_progress":
        raise refusals.not_in_progress()
    return _changed(state, order, now, status="incomplete", request_status="closed")


def open_again(state: OrderState, id_: int, now: datetime) -> ChangedOrder:
    """Open a fulfillment order that is scheduled, or in progress with the merchant."""
    order = one_of(state, id_)
    if "mark_as_open" not in _plain_actions(order):
        raise refusals.wrong_status_to_open(order.status)
    return _changed(state, order, now, status="open", fulfill_at=None)


def _plain_actions(order: FulfillmentOrder) -> tuple[str, ...]:
    return supported_actions(order.status, order.request_status, order.service, 1)


def reschedule(state: OrderState, id_: int, at: datetime, now: datetime) -> ChangedOrder:
    """Set another time at which a scheduled fulfillment order opens."""
    order = one_of(state, id_)
    if order.status != "scheduled":
        raise refusals.not_scheduled()
    return _changed(state, order, now, fulfill_at=at.replace(microsecond=0))


def report_progress(state: OrderState, id_: int, now: datetime) -> ChangedOrder:
    """Report that the merchant works on a fulfillment order."""
    order = one_of(state, id_)
    plain = msgspec.structs.replace(order, supported_actions=_plain_actions(order))
    if "report_progress" not in with_progress(plain):
        raise refusals.not_to_report()
    return _changed(state, order, now, status="in_progress")


def deadline(state: OrderState, wanted: Sequence[int], by: datetime) -> OrderState:
    """Set the time by which fulfillment orders of an order are to be fulfilled. Nothing else changes."""
    orders = (one_of(state, id_) for id_ in wanted)
    return replaced(state, *(msgspec.structs.replace(each, fulfill_by=by.replace(microsecond=0)) for each in orders))


def prepared_for_pickup(
    found: Iterable[FulfillmentOrder], wanted: Sequence[int], now: datetime
) -> tuple[FulfillmentOrder, ...]:
    """Report that the goods of these fulfillment orders are ready. ``found`` are the ones that exist.

    Raises one `Refusal` that names every fulfillment order that is not for pickup.
    """
    by_id = {order.id: order for order in found}
    faults = [
        refusals.not_for_pickup(at, id_)
        for at, id_ in enumerate(wanted)
        if id_ not in by_id or not _waits_for_pickup(by_id[id_])
    ]
    if faults:
        faults[0].others = tuple(faults[1:])
        raise faults[0]
    return tuple(msgspec.structs.replace(by_id[id_], prepared_at=now, updated_at=now) for id_ in dict.fromkeys(wanted))


def _waits_for_pickup(order: FulfillmentOrder) -> bool:
    return (
        order.delivery_method == "pick_up"
        and order.status not in DONE_STATUSES
        and any(line.remaining for line in order.lines)
    )
