"""The shop's form of an order in a file: its fulfillment orders, after what was already refunded and fulfilled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment.rules_actions import NewIds
from tracking.fulfillment.rules_order import fulfilled
from tracking.fulfillment.values import (
    Allocation,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Order,
    OrderState,
    TrackingInfo,
)
from tracking.fulfillment.values_requests import FulfillmentHold, MerchantRequest
from tracking.server.given_details import GivenRefund, GivenUnits
from tracking.server.given_orders import (
    LINE_DETAILS,
    ORDER_DETAILS,
    GivenFulfillment,
    GivenFulfillmentOrder,
    GivenLine,
    GivenOrder,
)

__all__ = ["BuiltOrder", "Impossible", "build_order", "given_ids"]


class Impossible(ValueError):
    """An order with more units of something than there are. The message names field and cure."""


class BuiltOrder(NamedTuple):
    """An order as the shop stores it."""

    state: OrderState
    fulfillments: tuple[Fulfillment, ...]
    details: dict[int, dict[str, Any]]


def given_ids(order: GivenOrder) -> Iterator[int]:
    """Return all ids that an order names. The shop's own are larger."""
    yield order.id
    yield from (line.id for line in order.lines)
    every: tuple[GivenFulfillmentOrder | GivenFulfillment | GivenRefund, ...] = (
        *order.fulfillment_orders,
        *order.fulfillments,
        *order.refunds,
    )
    for given in every:
        yield from (id_ for id_ in (given.id, *(line.id for line in given.lines)) if id_ is not None)
    yield from (each.id for each in order.transactions or () if each.id is not None)


def build_order(
    order: GivenOrder, ids: NewIds, now: datetime, filled_in: Callable[[TrackingInfo], TrackingInfo]
) -> BuiltOrder:
    """Build an order. Raises `Impossible`. ``filled_in`` completes the fulfillments' tracking info."""
    refunds = _summed(unit for each in order.refunds for unit in each.units)
    items: dict[int, LineItem] = {}
    for line in order.lines:
        before = items[line.id].quantity if line.id in items else 0
        items[line.id] = LineItem(
            id=line.id,
            title=line.title or line.sku or f"Item {line.id}",
            quantity=before + line.quantity,
            fulfillable=0 if order.cancelled else before + line.quantity - refunds.get(line.id, 0),
            sku=line.sku,
            fulfillment_service=line.fulfillment_service,
        )
    for id_, units in refunds.items():
        if units > items[id_].quantity:
            raise Impossible(f"refunds: line {id_} has {items[id_].quantity} units, not {units}; refund fewer")
    created = order.created_at.astimezone(UTC).replace(microsecond=0) if order.created_at else now
    found = tuple(_fulfillment_orders(order, items, refunds, ids, created))
    details = {name: getattr(order, name) for name in ORDER_DETAILS if getattr(order, name) is not None}
    if order.cancelled:
        details["cancelled_at"] = created.isoformat()
    # A refunded order has a refund, even if nothing is known of it.
    given_refunds = order.refunds or ((GivenRefund(amount=order.total_refunded),) if order.refunded else ())
    if given_refunds:
        details["refunds"] = [_refund(each, created, ids) for each in given_refunds]
    tags = order.tags.split(",") if isinstance(order.tags, str) else order.tags
    state = OrderState(
        order=Order(
            id=order.id,
            name=order.name,
            lines=tuple(items.values()),
            refunded=order.refunded or bool(order.refunds),
            cancelled=order.cancelled,
            created_at=created,
            updated_at=created,
            destination=order.shipping_address or None,
            email=order.email,
            tags=tuple(tag.strip() for tag in tags if tag.strip()),
            financial_status=order.financial_status,
            details=details,
        ),
        fulfillment_orders=found,
    )
    made = []
    for place, given in enumerate(order.fulfillments):
        state, fulfillment = _fulfilled(state, place, given, ids, created, filled_in)
        made.append(fulfillment)
    given_states = dict(zip((each.id for each in found), order.fulfillment_orders, strict=False))
    state = msgspec.structs.replace(
        state,
        fulfillment_orders=tuple(
            _in_state(each, given_states[each.id], ids, created) if each.id in given_states else each
            for each in state.fulfillment_orders
        ),
    )
    told = {
        line.id: _line_details(line, order, items[line.id].quantity - refunds.get(line.id, 0)) for line in order.lines
    }
    return BuiltOrder(state, tuple(made), {id_: each for id_, each in told.items() if each})


def _line_details(line: GivenLine, order: GivenOrder, current: int) -> dict[str, Any]:
    details = {name: getattr(line, name) for name in LINE_DETAILS if getattr(line, name) is not None}
    if not line.is_shipped:
        details["requires_shipping"] = False
    if order.refunds:
        details["current_quantity"] = current
    if line.discount_allocations:
        details["discount_applications"] = order.discount_applications
    return details if order.currency is None else details | {"currency": order.currency}


def _refund(refund: GivenRefund, created: datetime, ids: NewIds) -> dict[str, Any]:
    at = created if refund.created_at is None else refund.created_at.astimezone(UTC).replace(microsecond=0)
    return {
        "id": ids() if refund.id is None else refund.id,
        "created_at": at.isoformat(),
        "note": refund.note,
        "amount": refund.amount,
        "restock_type": refund.restock_type,
        "lines": [
            {"id": ids() if unit.id is None else unit.id, "line_id": unit.line_id, "quantity": unit.quantity}
            for unit in refund.units
        ],
    }


def _summed(units: Iterable[GivenUnits]) -> dict[int, int]:
    summed: dict[int, int] = {}
    for each in units:
        summed[each.line_id] = summed.get(each.line_id, 0) + each.quantity
    return summed


def _fulfillment_orders(
    order: GivenOrder, items: dict[int, LineItem], refunds: dict[int, int], ids: NewIds, now: datetime
) -> Iterator[FulfillmentOrder]:
    """Make the fulfillment orders in their initial state.

    By default, there is one for each location, service, and delivery method.
    """
    left = dict(refunds)
    given = order.fulfillment_orders or tuple(_grouped(order.lines))
    if order.fulfillment_orders:
        _check_units(order, items, refunds)
        left = {}
    for each in given:
        lines = []
        for unit in each.lines:
            gone = min(left.get(unit.line_id, 0), unit.quantity)
            left[unit.line_id] = left.get(unit.line_id, 0) - gone
            if unit.quantity > gone:
                lines.append(_line(unit, unit.quantity - gone, items[unit.line_id], ids))
        closed = order.cancelled or not lines
        yield FulfillmentOrder(
            id=ids() if each.id is None else each.id,
            order_id=order.id,
            status="closed" if closed else "open",
            request_status="unsubmitted",
            location_id=each.location_id,
            delivery_method=each.delivery_method,
            service=each.fulfillment_service,
            lines=tuple(lines),
            created_at=now,
            updated_at=now,
        )


def _line(unit: GivenUnits, quantity: int, item: LineItem, ids: NewIds) -> FulfillmentOrderLine:
    return FulfillmentOrderLine(
        id=ids() if unit.id is None else unit.id,
        line_item_id=item.id,
        quantity=quantity,
        remaining=quantity,
        sku=item.sku,
        title=item.title,
    )


def _grouped(lines: Iterable[GivenLine]) -> Iterator[GivenFulfillmentOrder]:
    groups: dict[tuple[int, str, str], list[GivenUnits]] = {}
    for line in lines:
        key = line.location_id, line.fulfillment_service, line.delivered_by
        groups.setdefault(key, []).append(GivenUnits(line_id=line.id, quantity=line.quantity))
    for (location_id, service, method), units in groups.items():
        yield GivenFulfillmentOrder(
            lines=tuple(units), location_id=location_id, fulfillment_service=service, delivery_method=method
        )


def _check_units(order: GivenOrder, items: dict[int, LineItem], refunds: dict[int, int]) -> None:
    assigned = _summed(unit for each in order.fulfillment_orders for unit in each.lines)
    for id_, item in items.items():
        expected = item.quantity - refunds.get(id_, 0)
        if assigned.get(id_, 0) != expected:
            raise Impossible(
                f"fulfillment_orders: line {id_} has {expected} units to send, not {assigned.get(id_, 0)}; "
                "assign each unit once"
            )


def _fulfilled(
    state: OrderState,
    place: int,
    given: GivenFulfillment,
    ids: NewIds,
    now: datetime,
    filled_in: Callable[[TrackingInfo], TrackingInfo],
) -> tuple[OrderState, Fulfillment]:
    wanted = _summed(given.lines)
    taken: list[Allocation] = []
    where: tuple[Any, ...] | None = None
    for order in state.fulfillment_orders:
        here = order.location_id, order.service, order.delivery_method
        if order.status == "closed" or where not in (None, here):
            continue
        for line in order.lines:
            units = min(line.remaining, wanted.get(line.line_item_id, 0)) if given.lines else line.remaining
            if units:
                where = here
                wanted[line.line_item_id] = wanted.get(line.line_item_id, 0) - units
                taken.append(
                    Allocation(
                        fulfillment_order_id=order.id,
                        line_id=line.id,
                        line_item_id=line.line_item_id,
                        quantity=units,
                    )
                )
    if not taken or (given.lines and any(wanted.values())):
        raise Impossible(
            f"fulfillments[{place}]: one location does not have so many units left; request fewer units, or split the fulfillment"
        )
    tracking = TrackingInfo(company=given.tracking_company, numbers=given.tracking_numbers, urls=given.tracking_urls)
    state, made = fulfilled(state, taken, filled_in(tracking), ids, now)
    changes = {"shipment_status": given.shipment_status} | ({} if given.id is None else {"id": given.id})
    return state, msgspec.structs.replace(made, **changes)


def _in_state(order: FulfillmentOrder, given: GivenFulfillmentOrder, ids: NewIds, now: datetime) -> FulfillmentOrder:
    """Put a fulfillment order into the state that the file gives it, unless it is closed."""
    order = msgspec.structs.replace(order, fulfill_by=given.fulfill_by)
    if order.status == "closed":
        return order
    status = "in_progress" if order.status == "in_progress" and given.status == "open" else given.status
    holds = given.holds or ((None,) if status == "on_hold" else ())
    return msgspec.structs.replace(
        order,
        status="on_hold" if holds else status,
        request_status=given.request_status,
        fulfill_at=given.fulfill_at if status == "scheduled" else None,
        holds=tuple(
            FulfillmentHold(id=ids(), reason="other")
            if hold is None
            else FulfillmentHold(
                id=ids(),
                reason=hold.reason,
                reason_notes=hold.reason_notes,
                handle=hold.handle,
                external_id=hold.external_id,
            )
            for hold in holds
        ),
        requests=tuple(
            MerchantRequest(
                id=ids(),
                kind=each.kind,
                message=each.message,
                options={"notify_customer": each.notify_customer} if each.kind == "fulfillment_request" else {},
                sent_at=now,
            )
            for each in given.requests
        ),
    )
