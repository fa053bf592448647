"""What may be done with a fulfillment order now, given the others of its order and the shop's locations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.rules import supported_actions
from tracking.fulfillment.values import FulfillmentOrder, OrderState

__all__ = [
    "DONE_STATUSES",
    "Change",
    "NewIds",
    "actions_of",
    "matured",
    "mergeable",
    "one_of",
    "replaced",
    "require",
    "with_actions",
]

NewIds = Callable[[], int]
"""Returns ids larger than all before."""

DONE_STATUSES = frozenset({"closed", "cancelled"})


class Change(Protocol):
    """The result of a rule: the changed order, beside the ids that the rule's answer names."""

    @property
    def state(self) -> OrderState:
        """The order with all its fulfillment orders."""


def one_of(state: OrderState, id_: int) -> FulfillmentOrder:
    """Find a fulfillment order of an order. Raises a `Refusal` if it does not exist."""
    for each in state.fulfillment_orders:
        if each.id == id_:
            return each
    raise refusals.order_missing()


def replaced(state: OrderState, *changed: FulfillmentOrder) -> OrderState:
    """Put changed fulfillment orders in their places, and new ones at the end."""
    by_id = {each.id: each for each in changed}
    kept = [by_id.pop(each.id, each) for each in state.fulfillment_orders]
    return msgspec.structs.replace(state, fulfillment_orders=(*kept, *by_id.values()))


def mergeable(one: FulfillmentOrder, other: FulfillmentOrder) -> bool:
    """Tell whether two fulfillment orders of an order may be merged: both are open and sent in the same way."""

    def kind(order: FulfillmentOrder) -> tuple[object, ...]:
        return (
            order.order_id,
            order.status,
            order.request_status,
            order.location_id,
            order.service,
            order.delivery_method,
        )

    plain = one.status == "open" and one.request_status == "unsubmitted"
    return plain and one.id != other.id and kind(one) == kind(other)


def matured(state: OrderState, now: datetime) -> OrderState:
    """Open the scheduled fulfillment orders whose time has come."""
    due = [
        msgspec.structs.replace(each, status="open", fulfill_at=None, updated_at=each.fulfill_at)
        for each in state.fulfillment_orders
        if each.status == "scheduled" and each.fulfill_at is not None and each.fulfill_at <= now
    ]
    return replaced(state, *due) if due else state


def actions_of(
    order: FulfillmentOrder, siblings: Iterable[FulfillmentOrder], locations: Collection[int]
) -> tuple[str, ...]:
    """Return what may be done with a fulfillment order.

    ``siblings`` are the fulfillment orders of its order (it may be among them). ``locations`` are the ids of the shop's
    locations: with one location, there is nowhere to move it.
    """
    remaining = sum(line.remaining for line in order.lines)
    actions = supported_actions(order.status, order.request_status, order.service, remaining)
    if not any(location != order.location_id for location in locations):
        actions = tuple(action for action in actions if action != "move")
    if any(mergeable(order, sibling) for sibling in siblings):
        actions = (*actions, "merge")
    return actions


def with_actions(orders: Sequence[FulfillmentOrder], locations: Collection[int]) -> tuple[FulfillmentOrder, ...]:
    """Set the supported actions of each fulfillment order of an order."""
    return tuple(
        msgspec.structs.replace(order, supported_actions=actions_of(order, orders, locations)) for order in orders
    )


def require(action: str, order: FulfillmentOrder, state: OrderState, locations: Collection[int]) -> None:
    """Raise a `Refusal` if the fulfillment order does not support an action now."""
    if action not in actions_of(order, state.fulfillment_orders, locations):
        raise refusals.not_open()
