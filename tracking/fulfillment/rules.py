"""What creating and canceling a fulfillment do to fulfillment orders, as pure functions over values.

Source of the rules: the lifecycle of the Admin API's fulfillment orders, recorded from the live service (2025-01 to
2026-10), and its reference documentation. If neither covers a rule, the rule says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.values import (
    Allocation,
    CreateFulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    LineRequest,
)

__all__ = [
    "graphql_name",
    "plan",
    "release",
    "reopened",
    "rest_name",
    "supported_actions",
    "take",
    "taken_items",
    "with_progress",
]

_FULFILLABLE = frozenset({"open", "in_progress", "incomplete"})
_DONE = frozenset({"closed", "cancelled"})
_WITH_SERVICE = frozenset({"accepted", "cancellation_requested", "cancellation_rejected"})
_REPORTABLE = frozenset({("open", "unsubmitted"), ("in_progress", "unsubmitted")})


def rest_name(order_name: str, sequence: int) -> str:
    """Return a fulfillment's name in REST: ``#1001.1``."""
    return f"{order_name}.{sequence}"


def graphql_name(order_name: str, sequence: int) -> str:
    """Return a fulfillment's name in GraphQL: ``#1001-F1``."""
    return f"{order_name}-F{sequence}"


def supported_actions(status: str, request_status: str, service: str, quantity: int) -> tuple[str, ...]:
    """Return what may be done with a fulfillment order that has these statuses, this service, and so many units."""
    if status in _DONE:
        return ()
    if status == "on_hold":
        return ("release_hold", "hold", "move")
    if status == "scheduled":
        return ("mark_as_open",)
    if status == "incomplete":
        return ("request_fulfillment", "create_fulfillment", "hold", "move")
    if status == "in_progress":
        return {
            "accepted": ("create_fulfillment", "request_cancellation"),
            "cancellation_rejected": ("create_fulfillment", "request_cancellation"),
            "cancellation_requested": ("create_fulfillment", "cancel_fulfillment_order"),
        }.get(request_status, ("create_fulfillment", "hold", "mark_as_open"))
    if request_status == "submitted":
        # Documented: one that was requested from a service, and that no longer belongs to a service, may be moved.
        return ("cancel_fulfillment_order", *(("move",) if service == "manual" else ()))
    if request_status == "rejected":
        return ("request_fulfillment", "create_fulfillment", "hold", *(("split",) if quantity > 1 else ()))
    if service != "manual":
        return ("request_fulfillment", "create_fulfillment", "hold", "move")
    return ("create_fulfillment", "move", "hold", *(("split",) if quantity > 1 else ()))


def with_progress(order: FulfillmentOrder) -> tuple[str, ...]:
    """Add what versions from 2026-04 on also offer: reporting progress on what the merchant has not finished.

    Recorded for merchants' fulfillment orders, open and in progress; those of a service did not have it.
    """
    actions = order.supported_actions
    if order.service != "manual" or (order.status, order.request_status) not in _REPORTABLE:
        return actions
    return tuple(
        one
        for action in actions
        for one in ((action, "report_progress") if action == "create_fulfillment" else (action,))
    )


def plan(request: CreateFulfillment, found: Mapping[int, FulfillmentOrder]) -> tuple[Allocation, ...]:
    """Return the units that a create call takes, or raise the `Refusal` of the first rule that it breaks.

    ``found`` holds those of the requested fulfillment orders that exist. The order of the checks is the API's:
    quantities above 0; every fulfillment order exists; one order, one location, one delivery method; statuses, lines,
    and remaining quantities.
    """
    if not request.lines:
        raise refusals.nothing_requested()
    for group, lines in enumerate(request.lines.values()):
        for place, line in enumerate(lines):
            if line.quantity <= 0:
                raise refusals.quantity_not_positive(group, place)
    if any(id_ not in found for id_ in request.lines):
        raise refusals.fulfillment_order_not_found()
    asked = [found[id_] for id_ in request.lines]
    _one_of_each(asked)
    return tuple(taken for order in asked for taken in _allocate(order, request.lines[order.id]))


def _one_of_each(asked: Sequence[FulfillmentOrder]) -> None:
    if len(order_ids := {order.order_id for order in asked}) > 1:
        raise refusals.different_orders(order_ids)
    if len(locations := {order.location_id or 0 for order in asked}) > 1:
        raise refusals.different_locations(locations)
    if len(methods := {order.delivery_method or "none" for order in asked}) > 1:
        raise refusals.different_delivery_methods(methods)
    if len({order.service for order in asked}) > 1:
        raise refusals.different_services()


def _allocate(order: FulfillmentOrder, lines: Sequence[LineRequest]) -> Iterable[Allocation]:
    if order.status not in _FULFILLABLE:
        raise refusals.unfulfillable_status(order.id, order.status)
    if order.request_status == "submitted":
        # A service that was asked to send it must accept first. The words are not recorded.
        raise refusals.unfulfillable_status(order.id, order.request_status)
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.id] = wanted.get(line.id, 0) + line.quantity
    by_id = {line.id: line for line in order.lines}
    if not wanted:
        wanted = {line.id: line.remaining for line in order.lines if line.remaining}
    for id_, quantity in wanted.items():
        if id_ not in by_id:
            raise refusals.line_not_found()
        if quantity > by_id[id_].remaining:
            raise refusals.invalid_quantity()
    return [
        Allocation(fulfillment_order_id=order.id, line_id=id_, line_item_id=by_id[id_].line_item_id, quantity=quantity)
        for id_, quantity in wanted.items()
    ]


def _changed(
    order: FulfillmentOrder, taken: Iterable[Allocation], sign: int, now: datetime, status: Callable[[int, int], str]
) -> FulfillmentOrder:
    """Add or subtract units line by line. ``status`` derives the status from the units left and the total units."""
    units: dict[int, int] = {}
    for part in taken:
        if part.fulfillment_order_id == order.id and part.line_id is not None:
            units[part.line_id] = units.get(part.line_id, 0) + part.quantity
    lines = tuple(
        msgspec.structs.replace(line, remaining=line.remaining + sign * units[line.id]) if line.id in units else line
        for line in order.lines
    )
    left, total = sum(line.remaining for line in lines), sum(line.quantity for line in lines)
    new_status = status(left, total)
    return msgspec.structs.replace(
        order,
        lines=lines,
        status=new_status,
        supported_actions=supported_actions(new_status, order.request_status, order.service, left),
        updated_at=now,
    )


def take(order: FulfillmentOrder, taken: Iterable[Allocation], now: datetime) -> FulfillmentOrder:
    """Take units from a fulfillment order. It closes if nothing remains; otherwise it is in progress."""
    return _changed(order, taken, -1, now, lambda left, _: "in_progress" if left else "closed")


def release(order: FulfillmentOrder, taken: Iterable[Allocation], now: datetime) -> FulfillmentOrder:
    """Give units back to a fulfillment order.

    A closed one stays closed, with its remaining quantity restored; `reopened` makes its successor. One in progress is
    open again, or stays in progress while other fulfillments hold units of it or a service works on it. One that was
    held, scheduled, or given up meanwhile stays so.
    """
    if order.status not in ("open", "in_progress") or order.request_status in _WITH_SERVICE:
        return _changed(order, taken, 1, now, lambda *_: order.status)
    return _changed(order, taken, 1, now, lambda left, total: "open" if left == total else "in_progress")


def reopened(
    closed: Collection[FulfillmentOrder],
    taken: Iterable[Allocation],
    like: FulfillmentOrder,
    ids: Callable[[], int],
    now: datetime,
) -> FulfillmentOrder | None:
    """Make the open fulfillment order for units that were given back to closed ones; None if there are none.

    ``closed`` are the closed fulfillment orders; units that came from none count too. The new one has the order,
    location, delivery method, and service of ``like``. ``ids`` gives new ids.
    """
    closed_ids = {order.id for order in closed}
    units: dict[int, int] = {}
    for part in taken:
        if part.fulfillment_order_id is None or part.fulfillment_order_id in closed_ids:
            units[part.line_item_id] = units.get(part.line_item_id, 0) + part.quantity
    if not units:
        return None
    id_ = ids()
    known = {line.line_item_id: line for order in closed for line in order.lines}
    lines = tuple(
        FulfillmentOrderLine(
            id=ids(),
            line_item_id=item_id,
            quantity=quantity,
            remaining=quantity,
            sku=known[item_id].sku if item_id in known else None,
            title=known[item_id].title if item_id in known else None,
        )
        for item_id, quantity in units.items()
    )
    return msgspec.structs.replace(
        like,
        id=id_,
        status="open",
        request_status="unsubmitted",
        lines=lines,
        supported_actions=supported_actions("open", "unsubmitted", like.service, sum(units.values())),
        created_at=now,
        updated_at=now,
    )


def taken_items(items: Iterable[LineItem], taken: Iterable[Allocation], sign: int = 1) -> tuple[LineItem, ...]:
    """Count units as fulfilled on the order's lines, or give them back with ``sign`` -1.

    A failed fulfillment's units never counted as fulfilled, so giving them back stops at 0.
    """
    units: dict[int, int] = {}
    for part in taken:
        units[part.line_item_id] = units.get(part.line_item_id, 0) + sign * part.quantity
    return tuple(
        msgspec.structs.replace(
            item,
            fulfillable=item.fulfillable - units[item.id],
            fulfilled=max(0, item.fulfilled + units[item.id]),
        )
        if item.id in units
        else item
        for item in items
    )
