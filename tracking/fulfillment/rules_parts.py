"""Parts of fulfillment orders: which units are meant, and how they get into a separate fulfillment order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.values import FulfillmentOrder, FulfillmentOrderLine, LineRequest

__all__ = ["Divided", "brought_in", "chosen_units", "divided", "emptied", "is_all"]

_NEW: dict[str, Any] = {
    "status": "open",
    "request_status": "unsubmitted",
    "fulfill_at": None,
    "holds": (),
    "requests": (),
    "held_apart_from": None,
    "prepared_at": None,
}
"""What a new fulfillment order for some units of another does not inherit."""


class Divided(NamedTuple):
    """A fulfillment order without some units, and the new one that has them."""

    kept: FulfillmentOrder
    new: FulfillmentOrder


def chosen_units(order: FulfillmentOrder, lines: Sequence[LineRequest]) -> dict[int, int]:
    """Return the units that are meant by line id, each above 0. Without lines, everything that remains is meant.

    Raises a `Refusal` for a line that does not exist, and for more units than remain.
    """
    remaining = {line.id: line.remaining for line in order.lines}
    if not lines:
        return {id_: units for id_, units in remaining.items() if units}
    units: dict[int, int] = {}
    for place, line in enumerate(lines):
        if line.quantity <= 0:
            raise refusals.quantity_not_above_zero("GREATER_THAN", "fulfillmentOrderLineItems", str(place), "quantity")
        units[line.id] = units.get(line.id, 0) + line.quantity
    for id_, wanted in units.items():
        if id_ not in remaining:
            raise refusals.line_missing()
        if wanted > remaining[id_]:
            raise refusals.invalid_part()
    return units


def is_all(order: FulfillmentOrder, units: Mapping[int, int]) -> bool:
    """Tell whether these units are everything that remains of it."""
    return sum(units.values()) == sum(line.remaining for line in order.lines)


def divided(
    order: FulfillmentOrder, units: Mapping[int, int], ids: Callable[[], int], now: datetime, **new: Any
) -> Divided:
    """Move units from a fulfillment order into a new, open one. ``new`` says what else is different there.

    A line of which nothing is left, fulfilled or not, is removed. ``ids`` gives ``1 + len(units)`` ids.
    """
    apart = msgspec.structs.replace(
        order,
        **{**_NEW, "id": ids(), "created_at": now, "updated_at": now, **new},
        lines=tuple(
            msgspec.structs.replace(line, id=ids(), quantity=units[line.id], remaining=units[line.id])
            for line in order.lines
            if line.id in units
        ),
    )
    return Divided(_without(order, units, now), apart)


def _without(order: FulfillmentOrder, units: Mapping[int, int], now: datetime) -> FulfillmentOrder:
    lines = (_less(line, units.get(line.id, 0)) for line in order.lines)
    return msgspec.structs.replace(order, lines=tuple(line for line in lines if line.quantity), updated_at=now)


def _less(line: FulfillmentOrderLine, units: int) -> FulfillmentOrderLine:
    return msgspec.structs.replace(line, quantity=line.quantity - units, remaining=line.remaining - units)


def emptied(order: FulfillmentOrder, units: Mapping[int, int], now: datetime, *, keep_lines: bool) -> FulfillmentOrder:
    """Take units out of a fulfillment order, and close it if nothing remains of it.

    With ``keep_lines``, a line of which nothing is left stays, with 0 units.
    """
    if keep_lines:
        lines = tuple(_less(line, units.get(line.id, 0)) for line in order.lines)
        less = msgspec.structs.replace(order, lines=lines, updated_at=now)
    else:
        less = _without(order, units, now)
    if any(line.remaining for line in less.lines):
        return less
    return msgspec.structs.replace(less, status="closed", holds=(), held_apart_from=None, fulfill_at=None)


def brought_in(
    order: FulfillmentOrder, parts: Iterable[FulfillmentOrderLine], ids: Callable[[], int], now: datetime
) -> FulfillmentOrder:
    """Add units to a fulfillment order: to its line of the same order line if it has one, otherwise as a new line.

    ``parts`` are lines of other fulfillment orders, whose ``quantity`` is the units that come in. ``ids`` gives at most
    one id for each.
    """
    lines = list(order.lines)
    for part in parts:
        for place, line in enumerate(lines):
            if line.line_item_id == part.line_item_id:
                lines[place] = msgspec.structs.replace(
                    line, quantity=line.quantity + part.quantity, remaining=line.remaining + part.quantity
                )
                break
        else:
            lines.append(msgspec.structs.replace(part, id=ids(), remaining=part.quantity))
    return msgspec.structs.replace(order, lines=tuple(lines), updated_at=now)
