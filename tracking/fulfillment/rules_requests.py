"""What the merchant requests of a fulfillment service, and what the service answers, as pure functions.

Source: the live service's answers (2026-04), and the documentation's examples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.rules_actions import one_of, replaced, require
from tracking.fulfillment.rules_parts import chosen_units, divided, emptied, is_all
from tracking.fulfillment.values import FulfillmentOrder, LineRequest, OrderState
from tracking.fulfillment.values_requests import MerchantRequest

__all__ = [
    "RequestAnswer",
    "Submitted",
    "accept_cancellation",
    "accept_request",
    "reject_cancellation",
    "reject_request",
    "submit_cancellation",
    "submit_request",
]


class RequestAnswer(NamedTuple):
    """A fulfillment order after a request or an answer."""

    state: OrderState
    id: int


class Submitted(NamedTuple):
    """A fulfillment order that was requested from a service, and the one with the units that were not."""

    state: OrderState
    submitted_id: int
    unsubmitted_id: int | None


def submit_request(
    state: OrderState,
    id_: int,
    lines: Sequence[LineRequest],
    message: str | None,
    notify_customer: bool | None,
    locations: Collection[int],
    ids: Callable[[], int],
    now: datetime,
) -> Submitted:
    """Ask the service to send a fulfillment order, or these lines of it."""
    order = one_of(state, id_)
    if order.service == "manual":
        raise refusals.not_a_service()
    require("request_fulfillment", order, state, locations)
    units = chosen_units(order, lines)
    asked = MerchantRequest(
        id=ids(),
        kind="fulfillment_request",
        message=message,
        options={"notify_customer": bool(notify_customer)},
        sent_at=now,
    )
    submitted, rest = order, None
    if not is_all(order, units):
        others = {line.id: line.remaining - units.get(line.id, 0) for line in order.lines}
        submitted, rest = divided(order, {line: count for line, count in others.items() if count}, ids, now)
    submitted = msgspec.structs.replace(
        submitted, status="open", request_status="submitted", requests=(*order.requests, asked), updated_at=now
    )
    changed = (submitted,) if rest is None else (submitted, rest)
    return Submitted(replaced(state, *changed), id_, None if rest is None else rest.id)


def _requested(state: OrderState, id_: int) -> FulfillmentOrder:
    order = one_of(state, id_)
    if (order.status, order.request_status) != ("open", "submitted"):
        raise refusals.not_requested()
    return order


def _answered(
    state: OrderState, order: FulfillmentOrder, now: datetime, status: str, request_status: str
) -> RequestAnswer:
    changed = msgspec.structs.replace(order, status=status, request_status=request_status, updated_at=now)
    return RequestAnswer(replaced(state, changed), order.id)


def accept_request(state: OrderState, id_: int, now: datetime) -> RequestAnswer:
    """Record that the service will send it."""
    return _answered(state, _requested(state, id_), now, "in_progress", "accepted")


def reject_request(state: OrderState, id_: int, now: datetime) -> RequestAnswer:
    """Record that the service will not send it."""
    return _answered(state, _requested(state, id_), now, "open", "rejected")


def submit_cancellation(
    state: OrderState,
    id_: int,
    message: str | None,
    locations: Collection[int],
    ids: Callable[[], int],
    now: datetime,
) -> RequestAnswer:
    """Ask the service to stop a fulfillment order that it has accepted."""
    order = one_of(state, id_)
    if order.service == "manual":
        raise refusals.not_a_service()
    require("request_cancellation", order, state, locations)
    asked = MerchantRequest(id=ids(), kind="cancellation_request", message=message, sent_at=now)
    order = msgspec.structs.replace(order, requests=(*order.requests, asked))
    return _answered(state, order, now, "in_progress", "cancellation_requested")


def _to_be_canceled(state: OrderState, id_: int) -> FulfillmentOrder:
    order = one_of(state, id_)
    if (order.status, order.request_status) != ("in_progress", "cancellation_requested"):
        raise refusals.cancellation_not_requested()
    return order


def accept_cancellation(state: OrderState, id_: int, ids: Callable[[], int], now: datetime) -> RequestAnswer:
    """Record that the service stops: the fulfillment order closes at 0 units, and the rest is in a new, open one."""
    order = _to_be_canceled(state, id_)
    units = {line.id: line.remaining for line in order.lines if line.remaining}
    _, new = divided(order, units, ids, now)
    closed = emptied(order, units, now, keep_lines=True)
    closed = msgspec.structs.replace(closed, request_status="cancellation_accepted")
    return RequestAnswer(replaced(state, closed, new), id_)


def reject_cancellation(state: OrderState, id_: int, now: datetime) -> RequestAnswer:
    """Record that the service continues with what it was asked to stop."""
    return _answered(state, _to_be_canceled(state, id_), now, "in_progress", "cancellation_rejected")
