"""Decides how many of a file's equal rows count, by the room in the order; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tracking.fulfillment.parcel import OrderLines, Standing
from tracking.fulfillment.planning import is_live, remaining, taken
from tracking.fulfillment.reconcile import View
from tracking.fulfillment.shipment import EqualRows, ShipmentLine
from tracking.resolving.results import Problem

__all__ = ["Counted", "counted_rows"]


class Counted(NamedTuple):
    """A parcel's lines, with the units that count of equal rows."""

    lines: tuple[ShipmentLine, ...]
    problems: tuple[Problem, ...]
    """Warnings that state the decisions."""
    refusal: Problem | None
    """Why nothing could be decided; None if it was."""


def counted_rows(wanted: Sequence[ShipmentLine], there: Standing, view: View, lines: OrderLines) -> Counted:
    """Decide about equal rows: all count if the order has room for all, and one counts if it has no room for two.

    The room is what remains of the order plus what it holds of the parcel, minus what other shipments of the file want.
    """
    found: list[ShipmentLine] = []
    problems: list[Problem] = []
    for want in wanted:
        if want.equal is None or want.quantity is None:
            found.append(want)
            continue
        count = _count(want, want.quantity, want.equal, wanted, _Room.of(want, there, view, lines))
        name = want.sku or (f"line item {want.line_item_id}" if want.line_item_id is not None else "the only line")
        said = f"quantity: {want.equal.rows} rows are equal ({want.quantity} of {name})"
        if count is None:
            cure = "choose whether each counts (--equal-rows add) or one does (--equal-rows skip)"
            words = f"{said}, and the order does not tell how many of them count; {cure}"
            return Counted(tuple(wanted), (), Problem("equal_rows_unclear", words))
        why = (
            "each counts, since the order has room" if count > 1 else "one counts, since the order has no room for more"
        )
        problems.append(Problem("equal_rows", f"{said}; {why} (--equal-rows add or skip decides)"))
        found.append(msgspec.structs.replace(want, quantity=want.quantity * count, equal=None))
    return Counted(tuple(found), tuple(problems), None)


class _Room(NamedTuple):
    """Units of an order's lines."""

    units: int
    """Units for this parcel and all others."""
    others: int
    """Units of these that others hold."""

    @classmethod
    def of(cls, want: ShipmentLine, there: Standing, view: View, lines: OrderLines) -> _Room:
        left = remaining(view.orders)
        mine = {one.id for one in there.fulfillments}
        others = [taken(one) for one in view.fulfillments if is_live(one) and one.id not in mine]
        held = sum(units[item] for units in others for item in lines.meant(want, units))
        free = sum(left[item] for item in lines.meant(want, left))
        return cls(free + sum(there.units[item] for item in lines.meant(want, there.units)), held)


def _count(
    want: ShipmentLine, quantity: int, equal: EqualRows, wanted: Sequence[ShipmentLine], room: _Room
) -> int | None:
    """Return how many of equal rows count; None if it cannot be told."""
    beside = sum(one.quantity or 0 for one in wanted if one is not want and _alike(one, want))
    free = room.units - beside
    at_least, at_most = (max(0, units - room.others) for units in (equal.others, equal.others_at_most))
    if equal.rows * quantity + at_most <= free:
        return equal.rows
    if 2 * quantity + at_least > free:
        return 1
    return None


def _alike(one: ShipmentLine, other: ShipmentLine) -> bool:
    return (one.sku, one.line_item_id) == (other.sku, other.line_item_id)
