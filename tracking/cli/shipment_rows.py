"""Rows of a file that belong together, or should not be there twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tracking.fulfillment.shipment import Shipment, key_of, label_form, order_reference
from tracking.resolving.results import Problem

__all__ = ["ShipmentRow", "without_repeats"]


class ShipmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment of a file, or what is wrong with it."""

    lines: tuple[int, ...]
    """The file's lines that it stands on, counted from 1."""
    order: str
    number: str
    shipment: Shipment | None
    """None when it is not to be sent."""
    problems: tuple[Problem, ...] = ()
    """Why it is not to be sent, or what was odd about it."""
    skipped: bool = False
    """It stands in the file before."""


def without_repeats(rows: Sequence[ShipmentRow], is_refused: Callable[[Shipment], bool]) -> list[ShipmentRow]:
    """Put the lines of one parcel together, and set apart what appears in the file twice.

    One row a line item is how many programs write parcels: rows of one order and the same numbers, each with its own
    SKU, are one shipment. A row that sends nothing stands in no other's way: ``is_refused`` tells of shipments that
    will be refused whatever else is in the file.
    """
    kept: list[ShipmentRow] = []
    first_of: dict[str, ShipmentRow] = {}
    parcel_at: dict[tuple[str, tuple[str, ...]], int] = {}
    whole_of: dict[str, ShipmentRow] = {}
    for row in rows:
        shipment = row.shipment
        if shipment is None:
            kept.append(row)
            continue
        order = _order(shipment)
        key = key_of(shipment, order)
        if key in first_of:
            kept.append(_repeated(row, first_of[key], order))
            continue
        is_whole = not shipment.lines and shipment.key is None
        is_part = not is_whole and bool(shipment.numbers) and shipment.key is None and _names_a_line(shipment)
        parcel = (order, tuple(sorted(map(label_form, shipment.numbers))))
        if is_part and parcel in parcel_at:
            place = parcel_at[parcel]
            merged = _merged(kept[place], row)
            if merged.shipment is None:
                kept.append(merged)
            else:
                kept[place] = merged
                first_of[key] = row
            continue
        if is_refused(shipment):
            kept.append(row)
            continue
        if is_whole and order in whole_of:
            kept.append(_after_whole(row, whole_of[order]))
            continue
        first_of[key] = row
        if is_whole:
            whole_of[order] = row
        elif is_part:
            parcel_at[parcel] = len(kept)
        kept.append(row)
    return kept


def _order(shipment: Shipment) -> str:
    return str(order_reference(shipment.order)).removeprefix("#")


def _names_a_line(shipment: Shipment) -> bool:
    return all(line.sku is not None or line.line_item_id is not None for line in shipment.lines)


def _repeated(row: ShipmentRow, first: ShipmentRow, order: str) -> ShipmentRow:
    assert row.shipment is not None
    assert first.shipment is not None
    one, other = (msgspec.structs.replace(shipment, key=None) for shipment in (row.shipment, first.shipment))
    if key_of(one, order) != key_of(other, _order(other)):
        reused = Problem("key_reused", f"key: line {first.lines[0]} has it for another shipment; give each its own")
        return msgspec.structs.replace(row, shipment=None, problems=(reused,))
    same = Problem("duplicate_row", f"the same shipment as line {first.lines[0]}; delete one of them")
    return msgspec.structs.replace(row, shipment=None, problems=(same,), skipped=True)


def _after_whole(row: ShipmentRow, first: ShipmentRow) -> ShipmentRow:
    problem = Problem(
        "order_repeated",
        f"order: line {first.lines[0]} sends all that remains of it; put the numbers into one row with ; between them, "
        "or say with sku and quantity what is in which parcel",
    )
    return msgspec.structs.replace(row, shipment=None, problems=(problem,))


def _merged(first: ShipmentRow, row: ShipmentRow) -> ShipmentRow:
    """Add a row's lines to its parcel's first row; what the row leaves empty it has in common with the first."""
    one, other = first.shipment, row.shipment
    assert one is not None
    assert other is not None
    for field in ("company", "urls", "country", "postal_code", "language", "notify_customer"):
        mine = getattr(other, field)
        if mine not in (None, (), getattr(one, field)):
            said = f"{field}: not as on line {first.lines[0]}, which is the same parcel; make them equal"
            return msgspec.structs.replace(row, shipment=None, problems=(Problem("parcel_differs", said),))
    shipment = msgspec.structs.replace(one, lines=(*one.lines, *other.lines))
    return msgspec.structs.replace(first, lines=(*first.lines, *row.lines), shipment=shipment)
