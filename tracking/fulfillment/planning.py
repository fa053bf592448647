"""From a shipment's lines and an order's fulfillment orders to the parts to request from the shop; pure functions.

One create call takes fulfillment orders of one location, one delivery method, and one service, so a shipment becomes
one or more parts. A part names order lines, whose ids stay. The ids of fulfillment orders change (cancel, move, hold),
so `allocate` chooses them from what was just read, and quantities are always explicit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from tracking.fulfillment.shipment import ShipmentLine
from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, FulfillmentOrderLine, LineRequest
from tracking.resolving.results import Problem

__all__ = [
    "Available",
    "Part",
    "allocate",
    "available",
    "covers",
    "held",
    "hindrance",
    "is_live",
    "parts",
    "remaining",
    "taken",
    "why_not",
]

Place = tuple[int | None, str | None, str]
DONE = ("closed", "cancelled")
NAME_ONE = "name one (in a file: --column sku=HEADER), or give no quantity for all that remains (--column quantity=)"
FULFILLABLE = ("open", "in_progress", "incomplete")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of one fulfillment."""

    lines: dict[int, int]
    """The order's line items, and their units."""
    location_id: int | None = None
    delivery_method: str | None = None
    service: str = "manual"

    @property
    def place(self) -> Place:
        """Return what fulfillment orders must have in common to go into one fulfillment."""
        return self.location_id, self.delivery_method, self.service


class Available(NamedTuple):
    """The requested units that may be fulfilled now, and those that may be fulfilled only later."""

    parts: tuple[Part, ...] = ()
    waiting: Part | None = None
    """Units of fulfillment orders that are on hold, scheduled, or with a service.

    The place is that of the first one.
    """


def remaining(orders: Iterable[FulfillmentOrder]) -> dict[int, int]:
    """Return the units still to be fulfilled, by order line: held ones count, closed fulfillment orders do not."""
    left: Counter[int] = Counter()
    for order in orders:
        # A closed fulfillment order whose fulfillment was cancelled shows its units again, and so does its successor.
        if order.status not in DONE:
            for line in order.lines:
                left[line.line_item_id] += line.remaining
    return {line: units for line, units in left.items() if units}


def taken(fulfillment: Fulfillment) -> dict[int, int]:
    """Return the units in a fulfillment, by order line."""
    units: Counter[int] = Counter()
    for line in fulfillment.lines:
        units[line.line_item_id] += line.quantity
    return dict(units)


def is_open(order: FulfillmentOrder) -> bool:
    """Tell whether a fulfillment may be created from it now."""
    if order.supported_actions:
        return "create_fulfillment" in order.supported_actions
    return order.status in FULFILLABLE and order.request_status != "submitted"


def parts(orders: Sequence[FulfillmentOrder], wanted: Sequence[ShipmentLine]) -> tuple[Part, ...]:
    """Split what is wanted by place. Without lines, everything that remains is wanted. Empty if it is not available."""
    places = _by_place(orders)
    if not wanted:
        return tuple(part for place, lines in places.items() if (part := _part(place, _sum(lines))).lines)
    # All places tell whether a line without a name is clear, and how many units all that remains is.
    units = _pick([line for lines in places.values() for line in lines], wanted)
    if units is None:
        return ()
    for place, lines in places.items():
        if (all_here := _pick(lines, wanted)) is not None and sum(all_here.values()) == sum(units.values()):
            return (_part(place, all_here),)
    # No place has everything: line by line, from the first place on.
    found: list[Part] = []
    for place, lines in places.items():
        here = {item: min(units[item], left) for item, left in _sum(lines).items() if units.get(item)}
        units = {item: count - here.get(item, 0) for item, count in units.items()}
        if any(here.values()):
            found.append(_part(place, here))
    return tuple(found)


def available(orders: Sequence[FulfillmentOrder], wanted: Sequence[ShipmentLine]) -> Available:
    """Return what may be fulfilled now of what is wanted, and what later; empty if it is not available at all."""
    closed = held(orders)
    later = [line for order in closed for line in order.lines if line.remaining]
    if not wanted:
        return Available(parts(orders, ()), _waiting(closed, _sum(later)))
    now = [line for lines in _by_place(orders).values() for line in lines]
    if not later:
        return Available(parts(orders, wanted))
    units = _pick([*now, *later], wanted)
    if units is None:
        return Available()
    here = {item: min(count, left) for item, left in _sum(now).items() if (count := units.get(item, 0))}
    missing = {item: count - here.get(item, 0) for item, count in units.items()}
    if not any(missing.values()):
        return Available(parts(orders, wanted))
    lines = [ShipmentLine(line_item_id=item, quantity=count) for item, count in here.items()]
    return Available(parts(orders, lines) if lines else (), _waiting(closed, missing))


def _waiting(closed: Sequence[FulfillmentOrder], units: Mapping[int, int]) -> Part | None:
    part = next((_part(_place(order), units) for order in closed), None)
    return part if part and part.lines else None


def allocate(part: Part, orders: Sequence[FulfillmentOrder]) -> dict[int, tuple[LineRequest, ...]] | None:
    """Choose fulfillment orders for a part: those of its place, or else of one place that has everything, or None."""
    places = _by_place(orders) if part.lines else ()
    for place in sorted(places, key=lambda place: place != part.place):
        left, found = dict(part.lines), dict[int, list[LineRequest]]()
        for order in orders:
            if not is_open(order) or _place(order) != place:
                continue
            for line in order.lines:
                if units := min(left.get(line.line_item_id, 0), line.remaining):
                    left[line.line_item_id] -= units
                    found.setdefault(order.id, []).append(LineRequest(id=line.id, quantity=units))
        if not any(left.values()):
            return {order_id: tuple(lines) for order_id, lines in found.items()}
    return None


def covers(fulfillment: Fulfillment, wanted: Sequence[ShipmentLine]) -> bool:
    """Tell whether a fulfillment holds exactly what is wanted; without lines, it does."""
    lines = [
        FulfillmentOrderLine(
            id=0, line_item_id=line.line_item_id, quantity=line.quantity, remaining=line.quantity, sku=line.sku
        )
        for line in fulfillment.lines
    ]
    return not wanted or _pick(lines, wanted) == taken(fulfillment)


def is_live(fulfillment: Fulfillment) -> bool:
    """Tell whether the fulfillment's units count as fulfilled."""
    return fulfillment.status not in ("cancelled", "error", "failure")


def held(orders: Iterable[FulfillmentOrder]) -> tuple[FulfillmentOrder, ...]:
    """Return those with units left that cannot be fulfilled now."""
    return tuple(order for order in orders if order.status not in DONE and not is_open(order) and remaining([order]))


def hindrance(order: FulfillmentOrder) -> str:
    """Return why nothing may be fulfilled from it now: its status, or its supported actions."""
    if order.status not in FULFILLABLE:
        return order.status
    actions = ", ".join(order.supported_actions) or "none"
    return f"{order.status} and its request {order.request_status}, without the action create_fulfillment ({actions})"


def why_not(
    orders: Sequence[FulfillmentOrder],
    fulfillments: Sequence[Fulfillment],
    wanted: Sequence[ShipmentLine],
    cure: str = "",
) -> Problem:
    """Return why what is wanted is not available, with the cure for units that were fulfilled before."""
    lines = [line for order in orders if is_open(order) for line in order.lines if line.remaining]
    closed = [f"{order.id} is {hindrance(order)}" for order in held(orders)]
    done = [_describe(one) for one in fulfillments if is_live(one)]
    named = [line for line in wanted if line.sku is not None or line.line_item_id is not None]
    if len({line.line_item_id for line in lines}) > 1 and len(named) < len(wanted):
        return Problem("line_ambiguous", f"sku: not given, and the order has {_listed(lines)} open; {NAME_ONE}")
    for line in named:
        if lines and not any(_is_meant(line, one) for one in lines) and not closed and not done:
            meant = _without_zeros(line, lines)
            return Problem("line_unknown", f"sku: no open line is {_name(line)}; the order has {_listed(lines)}{meant}")
    if lines:
        asked = ", ".join(f"{line.quantity or 'all'} of {_name(line)}" for line in wanted)
        more = f"; fulfillment order {', '.join(closed)}" if closed else ""
        more += f"; fulfilled before: {', '.join(done)}{cure}" if done else ""
        return Problem("not_enough_remaining", f"quantity: {asked} asked, {_listed(lines)} open{more}")
    if closed:
        return Problem("not_open", f"order: nothing may be fulfilled now: fulfillment order {', '.join(closed)}")
    if done:
        return Problem("already_fulfilled", f"order: fulfilled before: {', '.join(done)}{cure}")
    return Problem(
        "nothing_open",
        "order: no open fulfillment order; it was cancelled, or the token may not read fulfillment orders",
    )


def _without_zeros(wanted: ShipmentLine, lines: Iterable[FulfillmentOrderLine]) -> str:
    """Suggest a SKU that lost its zeros because a spreadsheet took it for a number."""
    bare = (wanted.sku or "").lstrip("0")
    same = [line.sku for line in lines if bare and line.sku and line.sku.lstrip("0") == bare]
    return f"; did you mean {same[0]}?" if same else ""


def _describe(fulfillment: Fulfillment) -> str:
    numbers = ";".join(fulfillment.tracking.numbers)
    return f"fulfillment {fulfillment.id}" + (f" with {numbers}" if numbers else " without a number")


def _listed(lines: Iterable[FulfillmentOrderLine]) -> str:
    return ", ".join(f"{line.remaining} of {line.sku or f'line item {line.line_item_id}'}" for line in lines)


def _name(line: ShipmentLine) -> str:
    if line.sku and line.line_item_id is not None:
        return f"{line.sku} as line item {line.line_item_id}"
    return line.sku or (f"line item {line.line_item_id}" if line.line_item_id is not None else "the only line")


def _place(order: FulfillmentOrder) -> Place:
    return order.location_id, order.delivery_method, order.service


def _part(place: Place, lines: Mapping[int, int]) -> Part:
    location, method, service = place
    units = {item: count for item, count in lines.items() if count}
    return Part(lines=units, location_id=location, delivery_method=method, service=service)


def _by_place(orders: Iterable[FulfillmentOrder]) -> dict[Place, list[FulfillmentOrderLine]]:
    places: dict[Place, list[FulfillmentOrderLine]] = {}
    for order in orders:
        if is_open(order):
            places.setdefault(_place(order), []).extend(line for line in order.lines if line.remaining)
    return places


def _sum(lines: Iterable[FulfillmentOrderLine]) -> dict[int, int]:
    left: Counter[int] = Counter()
    for line in lines:
        left[line.line_item_id] += line.remaining
    return dict(left)


def _is_meant(wanted: ShipmentLine, line: FulfillmentOrderLine) -> bool:
    if wanted.line_item_id is not None:
        return wanted.line_item_id in (line.line_item_id, line.id) and wanted.sku in (None, line.sku)
    return wanted.sku is None or wanted.sku == line.sku


def _pick(lines: Sequence[FulfillmentOrderLine], wanted: Iterable[ShipmentLine]) -> dict[int, int] | None:
    """Take what is wanted from these lines, by order line; None if they do not have everything."""
    left, picked = _sum(lines), Counter[int]()
    for want in wanted:
        items = dict.fromkeys(line.line_item_id for line in lines if _is_meant(want, line))
        if want.sku is None and want.line_item_id is None and len(items) > 1:
            return None
        needed = sum(left[item] for item in items) if want.quantity is None else want.quantity
        if not needed:
            return None
        for item in items:
            units = min(needed, left[item])
            needed -= units
            left[item] -= units
            picked[item] += units
        if needed:
            return None
    return dict(picked)
