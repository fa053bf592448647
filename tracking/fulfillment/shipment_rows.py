"""Rows of a file that are one parcel, and rows that say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from tracking.fulfillment.ahead import order_of
from tracking.fulfillment.parcel_rows import COMMON, ParcelRows, ShipmentRow, incomplete_row, refused_row
from tracking.fulfillment.shipment import EqualRows, Shipment, ShipmentLine, key_of, label_form
from tracking.resolving.results import Problem

__all__ = ["EqualRowsChoice", "parcels_of"]

EqualRowsChoice = Literal["add", "skip"]
ANY = 1_000_000
"""Units that may be everything that remains of a SKU."""
Identity = tuple[str, ...]


def parcels_of(
    rows: Sequence[ShipmentRow], is_refused: Callable[[Shipment], bool], equal_rows: EqualRowsChoice | None = None
) -> list[ShipmentRow]:
    """Put the rows of each parcel together, and set rows apart that contradict themselves.

    Rows of one order with the same numbers are one parcel, and their lines are its contents. Without numbers, rows that
    share the warehouse's own id of the shipment are one parcel. Several parcels of an order without lines are one
    shipment with all their numbers. ``is_refused`` tells which shipments will be refused whatever else is in the file.
    A row that is refused holds its own parcel back, and no other one. ``equal_rows`` says whether each of equal rows
    counts, or one; without it, the order's room decides later.
    """
    apart: list[ShipmentRow] = []
    parcels: dict[Identity, ParcelRows] = {}
    numbered = _numbers_by_shipment(rows)
    line_of = _lines_with_numbers(rows)
    taken_back = {_named(row): row for row in rows if row.takes_back}
    refused = [row.shipment is None or is_refused(row.shipment) for row in rows]
    unread = _unread_parcels(rows, refused)
    for row, sends_nothing in zip(rows, refused, strict=True):
        if sends_nothing:
            apart.append(row)
            continue
        given = _with_numbers(row, numbered)
        if given.shipment and (
            back := taken_back.get(_named(given)) or taken_back.get(_named(given)._replace(number=""))
        ):
            given = _taken_back(given, back)
        elif given.shipment and (line := line_of.get(order_of(given.shipment))) and _is_left_blank(given):
            given = _left_blank(given, line)
        elif bad := unread.get(_named(given)) or unread.get(_shipment_named(given, numbered=bool(row.number))):
            given = incomplete_row(given, bad)
        if given.shipment is None:
            apart.append(given)
            continue
        parcel = parcels.setdefault(_identity(given), ParcelRows())
        parcel.add(given)
    found: list[ShipmentRow] = []
    for parcel in parcels.values():
        joined, left = parcel.joined(equal_rows)
        found += joined
        apart += left
    together, left = _by_order(found)
    return sorted((*_with_rivals(together), *left, *apart), key=lambda row: row.lines)


def _identity(row: ShipmentRow) -> Identity:
    shipment = row.shipment
    assert shipment is not None
    order = order_of(shipment)
    if shipment.key is not None:
        return "key", shipment.key
    if shipment.numbers:
        return order, "numbers", *sorted(set(map(label_form, shipment.numbers)))
    if row.inner_id and shipment.lines:
        return order, "shipment", row.inner_id
    return order, "lines", key_of(shipment, order)


def _numbers_by_shipment(rows: Iterable[ShipmentRow]) -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """Return the numbers of an order's rows, by the warehouse's own id of the shipment."""
    found: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for row in rows:
        if row.shipment and row.inner_id and row.shipment.numbers and row.shipment.key is None:
            found.setdefault((order_of(row.shipment), row.inner_id), set()).add(row.shipment.numbers)
    return found


def _with_numbers(row: ShipmentRow, numbered: dict[tuple[str, str], set[tuple[str, ...]]]) -> ShipmentRow:
    """Complete a row without a number whose shipment has one in other rows."""
    shipment = row.shipment
    assert shipment is not None
    found = numbered.get((order_of(shipment), row.inner_id), set())
    if shipment.numbers or shipment.key is not None or not found:
        return row
    if len(found) > 1:
        words = f"number: empty, and other rows of shipment {row.inner_id} have several; give this row its own"
        return refused_row(row, Problem("parcel_differs", words))
    (numbers,) = found
    return msgspec.structs.replace(row, shipment=msgspec.structs.replace(shipment, numbers=numbers))


class _Named(NamedTuple):
    """What says to which parcel a row belongs: its key alone, or its order and numbers, as far as they can be read."""

    key: str
    order: str = ""
    number: str = ""
    inner_id: str = ""


def _shipment_named(row: ShipmentRow, *, numbered: bool) -> _Named:
    """Return what names the rows of the warehouse's shipment that have a number of their own, or that have none."""
    return _Named(row.key, row.order.removeprefix("#"), "#" if numbered else "", row.inner_id)


def _named(row: ShipmentRow) -> _Named:
    return _Named(row.key) if row.key else _Named("", row.order.removeprefix("#"), label_form(row.number))


def _taken_back(row: ShipmentRow, back: ShipmentRow) -> ShipmentRow:
    said = f"quantity: line {back.lines[0]} takes units of this parcel back; write what is in the parcel, and no less"
    return refused_row(row, Problem("quantity_invalid", said))


def _unread_parcels(rows: Iterable[ShipmentRow], refused: Iterable[bool]) -> dict[_Named, ShipmentRow]:
    """Return rows that cannot be sent as they are, by what names the parcel to which they belong."""
    found: dict[_Named, ShipmentRow] = {}
    above = None
    for row, sends_nothing in zip(rows, refused, strict=True):
        if row.continues and above is not None:
            found.setdefault(_named(row if row.key else above), row)
        elif row.order:
            above = row
            if sends_nothing and (row.number or row.key):
                found.setdefault(_named(row), row)
            if sends_nothing and row.inner_id and not row.key:
                found.setdefault(_shipment_named(row, numbered=False), row)
                if not row.number:  # it would have theirs
                    found.setdefault(_shipment_named(row, numbered=True), row)
    return found


def _lines_with_numbers(rows: Iterable[ShipmentRow]) -> dict[str, int]:
    """Return, by order, the first line with numbers and no key."""
    found: dict[str, int] = {}
    for row in rows:
        if row.shipment and row.shipment.numbers and row.shipment.key is None:
            found.setdefault(order_of(row.shipment), row.lines[0])
    return found


def _is_left_blank(row: ShipmentRow) -> bool:
    shipment = row.shipment
    if shipment is None or shipment.numbers or shipment.urls or shipment.key is not None:
        return False
    return not row.inner_id


def _left_blank(row: ShipmentRow, line: int) -> ShipmentRow:
    """Refuse a row that may belong to the parcel above it, or be a parcel without a number."""
    said = (
        f"number: empty, and line {line} of the same order has one; write it on each row of its parcel, "
        "or give each parcel a key (--column key=HEADER)"
    )
    return refused_row(row, Problem("parcel_differs", said))


def _by_order(rows: Sequence[ShipmentRow]) -> tuple[list[ShipmentRow], list[ShipmentRow]]:
    """Put the parcels of an order together that name no lines. Returns them, and the refused ones."""
    orders: dict[str, list[ShipmentRow]] = {}
    for row in rows:
        assert row.shipment is not None
        orders.setdefault(order_of(row.shipment), []).append(row)
    kept: list[ShipmentRow] = []
    apart: list[ShipmentRow] = []
    for parcels in orders.values():
        whole = [row for row in parcels if row.shipment and not row.shipment.lines and row.shipment.key is None]
        others = [row for row in parcels if row not in whole]
        kept += others
        if whole and any(row.shipment and row.shipment.key is None for row in others):
            apart += [_unclear(row, others[0]) for row in whole]
        elif len(whole) > 1:
            one = _all_numbers(whole)
            if one is None:
                apart += [_differing(row, whole) for row in whole]
            else:
                kept.append(one)
        else:
            kept += whole
    return kept, apart


def _differing_fields(rows: Sequence[ShipmentRow]) -> Iterator[str]:
    """Yield the names of the fields in which rows of one order contradict each other."""
    for field, name in COMMON.items():
        values = {getattr(row.shipment, field) for row in rows if row.shipment} - {None}
        if len(values) > 1:
            yield name


def _all_numbers(rows: Sequence[ShipmentRow]) -> ShipmentRow | None:
    """Return one shipment with the numbers of all; None if they contradict each other."""
    shipments = [row.shipment for row in rows if row.shipment]
    first = shipments[0]
    if any(_differing_fields(rows)):
        return None
    for field in COMMON:
        said = [value for one in shipments if (value := getattr(one, field)) is not None]
        first = msgspec.structs.replace(first, **{field: said[0] if said else None})
    pages: dict[str, tuple[str, str]] = {}
    for one in shipments:
        for number, page in zip(one.numbers, (*one.urls, *[""] * len(one.numbers)), strict=False):
            first_written, known = pages.get(label_form(number), (number, ""))
            pages[label_form(number)] = first_written, known or page
    numbers = tuple(number for number, _ in pages.values())
    # Pages of rows without a number stand behind those that belong to numbers by position.
    urls = [page for _, page in pages.values()] + [page for one in shipments if not one.numbers for page in one.urls]
    while urls and not urls[-1]:
        urls.pop()
    shipment = msgspec.structs.replace(first, numbers=numbers, urls=tuple(urls))
    lines = tuple(sorted(line for row in rows for line in row.lines))
    number = ";".join(row.number for row in rows if row.number)
    problems = tuple(dict.fromkeys(problem for row in rows for problem in row.problems))
    return msgspec.structs.replace(rows[0], lines=lines, number=number, shipment=shipment, problems=problems)


def _differing(row: ShipmentRow, rows: Sequence[ShipmentRow]) -> ShipmentRow:
    other = next(one for one in rows if one is not row)
    said = (
        f"order: this row and line {other.lines[0]} both send all that remains of it, and rows of the order differ in "
        f"{' and '.join(_differing_fields(rows))}; make them equal, or give sku and quantity for each parcel"
    )
    return refused_row(row, Problem("parcel_differs", said))


def _unclear(row: ShipmentRow, other: ShipmentRow) -> ShipmentRow:
    said = (
        f"order: this row does not name its lines, and line {other.lines[0]} does; "
        "give sku and quantity for each parcel of the order"
    )
    return refused_row(row, Problem("order_repeated", said))


def _with_rivals(rows: Sequence[ShipmentRow]) -> list[ShipmentRow]:
    """Tell parcels with equal rows how many units of the same SKU the order's others want."""
    if not any(line.equal for row in rows if row.shipment for line in row.shipment.lines):
        return list(rows)
    orders: dict[str, list[ShipmentRow]] = {}
    for row in rows:
        assert row.shipment is not None
        orders.setdefault(order_of(row.shipment), []).append(row)
    found = []
    for row in rows:
        assert row.shipment is not None
        others = [one for one in orders[order_of(row.shipment)] if one is not row]
        lines = tuple(_with_others(line, others) for line in row.shipment.lines)
        found.append(msgspec.structs.replace(row, shipment=msgspec.structs.replace(row.shipment, lines=lines)))
    return found


def _with_others(line: ShipmentLine, others: Iterable[ShipmentRow]) -> ShipmentLine:
    if line.equal is None:
        return line
    same = [
        one
        for row in others
        if row.shipment
        for one in row.shipment.lines
        if (one.sku, one.line_item_id) == (line.sku, line.line_item_id)
    ]
    least = sum(one.quantity or 0 for one in same)
    most = sum((one.quantity or ANY) * (one.equal.rows if one.equal else 1) for one in same)
    return msgspec.structs.replace(line, equal=EqualRows(rows=line.equal.rows, others=least, others_at_most=most))
