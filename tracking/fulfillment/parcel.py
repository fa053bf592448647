"""The units of a parcel that the shop holds, and those that are missing; pure functions.

A parcel is an order and its numbers (or the caller's key). Two things are subtracted from what is wanted: what the shop
holds under these numbers, and what the journal knows to have been sent for the parcel. The rest is to be sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from tracking.fulfillment.intent import Intent
from tracking.fulfillment.planning import covers, is_live, remaining, taken
from tracking.fulfillment.reconcile import View, same_numbers
from tracking.fulfillment.shipment import Shipment, ShipmentLine, key_of, label_form
from tracking.fulfillment.values import Fulfillment, TrackingInfo

__all__ = [
    "OrderLines",
    "Rest",
    "Standing",
    "content",
    "is_reused",
    "is_settled",
    "rest_of",
    "standing",
    "told_apart",
]

SETTLED = ("done", "added", "cancelled", "superseded")

Content = tuple[tuple[str, int], ...]


class OrderLines(NamedTuple):
    """An order's lines by the names that shipments use for them."""

    skus: dict[int, str | None]
    """The lines by the ids of the order's line items."""
    items: dict[int, int]
    """The order's line item of each fulfillment order's line."""

    @classmethod
    def of(cls, view: View) -> OrderLines:
        """Return the lines that a reading shows."""
        skus = {line.line_item_id: line.sku for one in view.fulfillments for line in one.lines}
        skus |= {line.line_item_id: line.sku for order in view.orders for line in order.lines}
        return cls(skus, {line.id: line.line_item_id for order in view.orders for line in order.lines})

    def meant(self, want: ShipmentLine, among: Iterable[int]) -> list[int]:
        """Return the line items, among some, that a shipment's line means."""
        if want.line_item_id is not None:
            items = (want.line_item_id, self.items.get(want.line_item_id))
            return [item for item in among if item in items and want.sku in (None, self.skus.get(item))]
        return [item for item in among if want.sku is None or self.skus.get(item) == want.sku]


class Standing(NamedTuple):
    """The part of a parcel that the shop holds."""

    fulfillments: tuple[Fulfillment, ...]
    """The live fulfillments that are the parcel's: they have exactly its numbers, or its intents made them."""
    around: tuple[Fulfillment, ...]
    """Live fulfillments that carry its numbers and others as well, or each of them a part of its numbers."""
    units: Counter[int]
    """Units in the parcel's fulfillments, by order line."""
    spent: Counter[int]
    """Units that are not sent again either: beside other numbers, cancelled on purpose, or under another number."""
    cancelled: tuple[int, ...] = ()
    """The parcel's fulfillments that were cancelled on purpose, through the pipeline."""


class Rest(NamedTuple):
    """The part of a parcel that is missing."""

    lines: tuple[ShipmentLine, ...]
    shrunk: tuple[tuple[ShipmentLine, int], ...]
    """Lines of which the shop holds more than is wanted, and how much it holds."""


def content(lines: Iterable[ShipmentLine]) -> Content:
    """Return a parcel's contents, the same however its lines are written. 0 units mean everything that remains."""
    units: dict[str, int] = {}
    for line in lines:
        name = f"@{line.line_item_id}" if line.line_item_id is not None else f"={line.sku or ''}"
        name += f" {msgspec.json.encode(line.equal).decode()}" if line.equal else ""
        if name not in units:
            units[name] = line.quantity or 0
        else:
            units[name] = units[name] + line.quantity if units[name] and line.quantity else 0
    return tuple(sorted(units.items()))


class Intents(NamedTuple):
    """The intents of an order."""

    mine: tuple[Intent, ...]
    """The intents of one parcel."""
    others: tuple[Intent, ...]


def told_apart(intents: Iterable[Intent], key: str, order_id: int) -> Intents:
    """Separate a parcel's intents from the order's other ones, by what they request: older journals have other keys."""
    mine, others = list[Intent](), list[Intent]()
    for one in intents:
        (mine if key_of(one.body.shipment, order_id) == key else others).append(one)
    return Intents(tuple(mine), tuple(others))


def is_reused(mine: Sequence[Intent], shipment: Shipment) -> bool:
    """Tell whether the caller's key belongs to another shipment: with other numbers, or without lines that it had."""
    if shipment.key is None:
        return False
    numbers = set(map(label_form, shipment.numbers))
    named = dict(content(shipment.lines)).keys()
    for one in mine:
        before = set(map(label_form, one.body.shipment.numbers))
        if (before and before != numbers) or not dict(content(one.body.shipment.lines)).keys() <= named:
            return True
    return False


def is_settled(mine: Sequence[Intent], shipment: Shipment) -> bool:
    """Tell whether everything requested was requested before, and has come to its end."""
    asked = _asked_for(shipment)
    return bool(mine) and all(one.state in SETTLED and _asked_for(one.body.shipment) == asked for one in mine)


def _asked_for(shipment: Shipment) -> tuple[Content, frozenset[str]]:
    # Under the caller's own key, a number may be added later.
    return content(shipment.lines), frozenset(map(label_form, shipment.numbers))


def standing(
    view: View, shipment: Shipment, asked: TrackingInfo, mine: Sequence[Intent], others: Sequence[Intent]
) -> Standing:
    """Tell what the shop holds of a parcel, no matter who sent it."""
    ours = {one.fulfillment_id for one in mine if one.state == "done"}
    anothers = {one.fulfillment_id for one in others if one.fulfillment_id is not None}
    live = [one for one in view.fulfillments if is_live(one)]
    held = [one for one in live if one.id in ours]
    around: list[Fulfillment] = []
    if asked.numbers:
        twins = [one for one in live if one.id not in ours and same_numbers(asked, one.tracking)]
        if shipment.key is not None:
            # With the caller's keys, a number may be in several shipments; a fulfillment belongs to one of them.
            twins = [one for one in twins if one.id not in anothers] if not held else []
            twins = [one for one in twins if covers(one, shipment.lines)][:1] or twins
        held += twins
        around = [one for one in live if one not in held and _carries(one, asked)]
        within = [one for one in live if one not in held and one.tracking.numbers and _is_within(one, asked)]
        if shipment.key is None and _all_numbers(within) == set(map(label_form, asked.numbers)):
            around += within  # each number was sent by itself
    units, spent = _units(held), _units(around)
    gone = {one.id: one for one in view.fulfillments}
    for one in mine:
        if one.state == "cancelled" and one.fulfillment_id in gone:
            spent += Counter(taken(gone[one.fulfillment_id]))
        elif one.state in ("superseded", "cancelled"):
            spent += Counter(one.body.part.lines)
    cancelled = tuple(one.fulfillment_id for one in mine if one.state == "cancelled" and one.fulfillment_id is not None)
    return Standing(tuple(sorted(held, key=lambda one: one.id)), tuple(around), units, spent, cancelled)


def rest_of(wanted: Sequence[ShipmentLine], there: Standing, view: View, lines: OrderLines) -> Rest:
    """Subtract what the shop holds from what is wanted."""
    units, spent, left = Counter(there.units), Counter(there.spent), remaining(view.orders)
    rest: list[ShipmentLine] = []
    for want in wanted:
        if want.quantity is None:
            here = lines.meant(want, [*there.units, *there.spent])
            if lines.meant(want, left) or not here:
                rest.append(want)
            for item in here:
                units.pop(item, None)
            continue
        needed = _taken_from(units, lines.meant(want, units), want.quantity)
        needed = _taken_from(spent, lines.meant(want, spent), needed)
        if needed:
            rest.append(msgspec.structs.replace(want, quantity=needed))
    over = [(want, lines.meant(want, units)) for want in wanted if want.quantity is not None]
    shrunk = [
        (want, sum(there.units[item] for item in items)) for want, items in over if any(units[item] for item in items)
    ]
    return Rest(tuple(rest), tuple(shrunk))


def _taken_from(units: Counter[int], items: Iterable[int], needed: int) -> int:
    """Subtract units, and return what is still needed."""
    for item in items:
        here = min(needed, units[item])
        units[item] -= here
        needed -= here
    return needed


def _units(fulfillments: Iterable[Fulfillment]) -> Counter[int]:
    units: Counter[int] = Counter()
    for one in fulfillments:
        units += Counter(taken(one))
    return units


def _is_within(fulfillment: Fulfillment, asked: TrackingInfo) -> bool:
    return set(map(label_form, fulfillment.tracking.numbers)) < set(map(label_form, asked.numbers))


def _all_numbers(fulfillments: Iterable[Fulfillment]) -> set[str]:
    return {label_form(number) for one in fulfillments for number in one.tracking.numbers}


def _carries(fulfillment: Fulfillment, asked: TrackingInfo) -> bool:
    return set(map(label_form, asked.numbers)) < set(map(label_form, fulfillment.tracking.numbers))
