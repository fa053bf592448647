"""The rows of a file that belong to one parcel, put together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracking.fulfillment.ahead import order_of
from tracking.fulfillment.shipment import EqualRows, Shipment, ShipmentLine, label_form
from tracking.resolving.results import Problem

__all__ = ["COMMON", "ParcelRows", "ShipmentRow", "incomplete_row", "refused_row"]


DIFFERS = "parcel_differs"


class ShipmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment of a file, or what is wrong with it."""

    lines: tuple[int, ...]
    """The lines of the file that it stands on, counted from 1."""
    order: str
    number: str
    shipment: Shipment | None
    """The shipment; None if it is not to be sent."""
    problems: tuple[Problem, ...] = ()
    """Why it is not to be sent, or what was odd about it."""
    skipped: bool = False
    """True if the file has the same shipment before."""
    digest: bytes = b""
    """The row as it stands in the file. Rows are equal if all of their cells are."""
    takes_back: bool = False
    """It has a quantity below zero."""
    continues: bool = False
    """It has a SKU and neither an order nor a number: it seems to continue the row above."""
    inner_id: str = ""
    """The warehouse's own id of the shipment."""
    key: str = ""
    """The key that the file gives the parcel."""


def refused_row(row: ShipmentRow, problem: Problem) -> ShipmentRow:
    """Return a row that is not to be sent."""
    return msgspec.structs.replace(row, shipment=None, problems=(*row.problems, problem))


def incomplete_row(row: ShipmentRow, refused: ShipmentRow) -> ShipmentRow:
    """Return a row that is not to be sent, since another row of its parcel is refused."""
    is_part = "seems to continue this parcel" if refused.continues else "is of the same parcel"
    said = f"order: line {refused.lines[0]} {is_part} and is refused; correct it, so that the parcel is sent as a whole"
    return refused_row(row, Problem("parcel_incomplete", said))


class ParcelRows:
    """The rows of one parcel, in their order."""

    def __init__(self) -> None:
        self._rows: list[ShipmentRow] = []

    def add(self, row: ShipmentRow) -> None:
        """Add a row."""
        self._rows.append(row)

    def joined(self, equal_rows: str | None) -> tuple[list[ShipmentRow], list[ShipmentRow]]:
        """Return the parcel, in one row or none, and the rows that are set apart."""
        rows, apart = self._agreeing()
        differing = next((row for row in apart if row.problems[-1].code == DIFFERS), None)
        if differing is not None:
            return [], [*apart, *(incomplete_row(row, differing) for row in rows)]
        whole = [row for row in rows if row.shipment and not row.shipment.lines]
        if whole and len(whole) < len(rows):
            return [], [*apart, *(_half_said(row, rows) for row in rows)]
        kept: list[list[ShipmentRow]] = []
        place_of: dict[bytes, int] = {}
        for row in rows:
            place = place_of.get(row.digest) if row.digest else None
            if place is None:
                place_of[row.digest] = len(kept)
                kept.append([row])
            elif equal_rows == "add" and _units(row) is not None:
                kept.append([row])
            elif equal_rows == "skip" or _units(row) is None:
                apart.append(_repeated(row, kept[place][0]))
            else:
                kept[place].append(row)
        return ([_one(kept)] if kept else []), apart

    def _agreeing(self) -> tuple[list[ShipmentRow], list[ShipmentRow]]:
        """Return the rows that say the same about the parcel, and those that do not."""
        first, *others = self._rows
        rows, apart = [first], list[ShipmentRow]()
        for row in others:
            wrong = _contradiction(rows[0], row)
            if wrong is None:
                rows[0] = _completed(rows[0], row)
                rows.append(row)
            else:
                apart.append(refused_row(row, wrong))
        return rows, apart


COMMON = {
    "company": "company",
    "country": "country",
    "postal_code": "postal code",
    "language": "language",
    "notify_customer": "notify",
}
"""The fields of a shipment that hold for all of its numbers, and what people call them."""
OF_ONE_PARCEL = {**COMMON, "urls": "url"}
"""The fields in which rows of one parcel agree; each number of an order has a page of its own."""


def _contradiction(first: ShipmentRow, row: ShipmentRow) -> Problem | None:
    one, other = first.shipment, row.shipment
    assert one is not None
    assert other is not None
    if one.key is not None and _parcel(one) != _parcel(other):
        return Problem("key_reused", f"key: line {first.lines[0]} has it for another shipment; give each its own")
    for field, name in OF_ONE_PARCEL.items():
        mine, its = getattr(other, field), getattr(one, field)
        if mine not in (None, ()) and its not in (None, (), mine):
            said = f"{name}: not as on line {first.lines[0]}, which is the same parcel; make them equal"
            return Problem(DIFFERS, said)
    return None


def _parcel(shipment: Shipment) -> tuple[str, set[str]]:
    return order_of(shipment), set(map(label_form, shipment.numbers))


def _completed(first: ShipmentRow, row: ShipmentRow) -> ShipmentRow:
    """Fill what the first row leaves empty from the other rows."""
    assert first.shipment is not None
    more = {
        field: getattr(row.shipment, field) for field in OF_ONE_PARCEL if getattr(first.shipment, field) in (None, ())
    }
    return msgspec.structs.replace(first, shipment=msgspec.structs.replace(first.shipment, **more))


def _half_said(row: ShipmentRow, rows: Sequence[ShipmentRow]) -> ShipmentRow:
    other = next(one for one in rows if one is not row)
    said = f"sku: given on line {other.lines[0]} or here and not on both, which are one parcel; give it on each"
    return refused_row(row, Problem(DIFFERS, said))


def _units(row: ShipmentRow) -> int | None:
    """Return how many units of a line a row names; None if it means everything that remains."""
    lines = row.shipment.lines if row.shipment else ()
    return lines[0].quantity if lines else None


def _repeated(row: ShipmentRow, first: ShipmentRow) -> ShipmentRow:
    same = Problem("duplicate_row", f"the same shipment as line {first.lines[0]}; delete one of them")
    return msgspec.structs.replace(row, shipment=None, problems=(same,), skipped=True)


def _one(groups: Sequence[Sequence[ShipmentRow]]) -> ShipmentRow:
    """Return the one parcel of groups of equal rows."""
    (first, *_), *_ = groups
    assert first.shipment is not None
    lines: list[ShipmentLine] = []
    for equal in groups:
        row, *_ = equal
        for line in row.shipment.lines if row.shipment else ():
            count = EqualRows(rows=len(equal)) if len(equal) > 1 else None
            lines.append(msgspec.structs.replace(line, equal=count))
    places = tuple(sorted(place for equal in groups for row in equal for place in row.lines))
    problems = tuple(dict.fromkeys(problem for equal in groups for row in equal for problem in row.problems))
    shipment = msgspec.structs.replace(first.shipment, lines=tuple(lines))
    number = first.number or ";".join(shipment.numbers)
    return msgspec.structs.replace(first, lines=places, number=number, shipment=shipment, problems=problems)
