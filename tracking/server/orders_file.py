"""Orders from a file, for a shop that is to start with them.

An order is a row with its lines in it, as a JSON object has them::

    {"id": 1, "name": "#1", "lines": [{"id": 11, "sku": "A", "title": "A thing", "quantity": 2, "location_id": 7,
     "fulfillment_service": "manual", "delivery_method": "shipping"}]}

or a row for each line, as CSV has them: the columns ``id``, ``name``, ``line_id`` and ``quantity``, and those of ``sku``,
``title``, ``location_id``, ``fulfillment_service`` and ``delivery_method`` that are wanted. Each location, service and
delivery method of an order becomes a fulfillment order. An order may also be ``refunded`` or ``cancelled``: true.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tracking.errors import TableError, TrackingError
from tracking.fulfillment.rules import supported_actions
from tracking.fulfillment.values import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Location,
    Order,
    OrderState,
)
from tracking.server.records import Records
from tracking.tabular.formats import JSON_LINES, open_table
from tracking.tabular.reader import NumberText, Reader, Row, is_blank, record_of, rows_of

__all__ = ["OrdersFileError", "add_orders", "read_orders"]

_SHOWN_FAULTS = 20
# Ids that the shop gives are larger than all it was told, and JavaScript's clients read ids as its numbers.
_LARGEST_ID = 2**53 - 1
_CURE = "write orders as tracking serve --help shows it"
_DELIVERY_METHODS = ("shipping", "none", "local", "pick_up", "pickup_point", "retail")


class OrdersFileError(TrackingError):
    """A file of orders is not right; ``faults`` are sentences that name line, field and cure."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path, self.faults = path, tuple(faults)
        more = len(faults) - _SHOWN_FAULTS
        shown = [f"{path}:{fault}" for fault in faults[:_SHOWN_FAULTS]]
        super().__init__("\n".join(shown + ([f"... and {more} more"] if more > 0 else [])))


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: int
    quantity: int
    sku: str | None = None
    title: str | None = None
    location_id: int = 1
    fulfillment_service: str = "manual"
    delivery_method: str = "shipping"


_LINE_COLUMNS = ("line_id", *(name for name in _Line.__struct_fields__ if name != "id"))
"""What the fields of a line are called where each line has a row of its own."""


class _Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: int
    name: str
    lines: tuple[_Line, ...]
    refunded: bool = False
    cancelled: bool = False


class _Draft(NamedTuple):
    """An order as a file has it."""

    line: int
    """Of the file, where the order begins."""
    cells: dict[str, Any]


def read_orders(path: str | Path) -> list[_Order]:
    """Read a whole file of orders; raises one `OrdersFileError` for everything that is wrong in it."""
    found: dict[int, _Order] = {}
    faults: list[str] = []
    try:
        with open_table(path, otherwise=JSON_LINES) as reader:
            for draft in _drafts(reader, faults):
                try:
                    order = msgspec.convert(_numbers(draft.cells), _Order, strict=reader.typed)
                    msgspec.json.encode(order)  # which fails at half a character: JSON can write one as \ud800
                except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
                    faults.append(f"{draft.line}: {error}; {_CURE}")
                    continue
                faults += [f"{draft.line}: {fault}" for fault in _faults(order, found)]
                found[order.id] = order
    except TableError as error:
        line = f"{error.line}:" if error.line else ""
        cure = "save it as UTF-8" if "{encoding}" in error.cure else error.cure
        faults.append(f"{line} {error.reason}; {cure}")
    if faults:
        raise OrdersFileError(str(path), faults)
    return list(found.values())


def _drafts(reader: Reader, faults: list[str]) -> Iterator[_Draft]:
    """The orders of a file, each when all of its rows were read; rows that cannot be read are faults."""
    of_rows: dict[str, _Draft] = {}  # by id, orders that have a row for each line
    for row in rows_of(reader):
        if fault := _unreadable(row, reader.guessed, reader.broken):
            faults.append(f"{row.line}: {fault}")
            continue
        cells = record_of(row).cells
        if "line_id" not in cells or "lines" in cells:
            yield _Draft(row.line, cells)
            continue
        given = {name: cell for name, cell in cells.items() if not is_blank(cell)}
        if not given:
            continue  # what a spreadsheet writes below its table
        line = {"id" if name == "line_id" else name: given.pop(name) for name in _LINE_COLUMNS if name in given}
        key = str(given.get("id"))
        draft = of_rows.setdefault(key, _Draft(row.line, {**given, "lines": []}))
        faults += [f"{row.line}: {fault}" for fault in _differing(given, draft)]
        draft.cells["lines"].append(line)
    yield from of_rows.values()


def _unreadable(row: Row, guessed: Collection[int], broken: Collection[int]) -> str | None:
    """Why a row cannot be used; every character counts in what a shop keeps."""
    if any(line in broken or line in guessed for line in range(row.line, row.last + 1)):
        return "it is not UTF-8; save the file as UTF-8"
    return None if row.problem is None else f"{row.problem.message}; {_CURE}"


def _differing(given: Mapping[str, Any], draft: _Draft) -> Iterable[str]:
    """What a row says otherwise of its order than the order's first row; what it leaves empty it has in common."""
    for name, cell in given.items():
        if draft.cells.get(name) != cell:
            yield f"{name}: not as on line {draft.line}, which is the same order; make them equal"


def _numbers(cell: Any) -> Any:
    """A cell whose numbers with a fraction are numbers, so that none is taken for text."""
    if isinstance(cell, NumberText):
        return float(cell)
    if isinstance(cell, list):
        return [_numbers(one) for one in cell]
    return {name: _numbers(one) for name, one in cell.items()} if isinstance(cell, dict) else cell


def _faults(order: _Order, found: dict[int, _Order]) -> Iterable[str]:
    if order.id in found:
        yield f"id: order {order.id} stands in the file twice; keep one"
    if not 0 < order.id <= _LARGEST_ID:
        yield f"id: {order.id} cannot be an id; give a positive number of at most 53 bits"
    if "\0" in order.name:
        yield "name: it holds the character U+0000, which PostgreSQL cannot keep; leave it out"
    if not order.name.strip():
        yield "name: it is empty; give the order's name, such as #1001"
    if not order.lines:
        yield "lines: there is none; give at least one line"
    for place, line in enumerate(order.lines):
        if not 0 < line.id <= _LARGEST_ID:
            yield f"lines[{place}].id: {line.id} cannot be an id; give a positive number of at most 53 bits"
        if not 0 < line.location_id <= _LARGEST_ID:
            yield f"lines[{place}].location_id: {line.location_id} cannot be an id; give a positive number"
        if not line.fulfillment_service.strip():
            yield f"lines[{place}].fulfillment_service: it is empty; name one, or leave it out"
        if line.delivery_method not in _DELIVERY_METHODS:
            known = ", ".join(_DELIVERY_METHODS)
            yield f"lines[{place}].delivery_method: {line.delivery_method!r} is none; give one of {known}"
        if not 0 < line.quantity < 2**31:
            yield f"lines[{place}].quantity: {line.quantity} units cannot be ordered; give 1 or more"


def add_orders(records: Records, orders: Sequence[_Order]) -> int:
    """Add the orders that are not there yet; returns how many that were."""
    there = records.order_ids()
    missing = [order for order in orders if order.id not in there]
    if not missing:
        return 0
    records.ids_from(max(id_ for order in missing for id_ in (order.id, *(line.id for line in order.lines))))
    known = {location.id for location in records.locations()}
    for location_id in sorted({line.location_id for order in missing for line in order.lines} - known):
        records.add_location(Location(id=location_id, name=f"Location {location_id}"))
    now = datetime.now(UTC).replace(microsecond=0)
    count = sum(1 + 2 * len(order.lines) for order in missing)
    ids = iter(records.new_ids(count))
    for order in missing:
        records.add_order(_state(order, lambda: next(ids), now), {})
    return len(missing)


def _state(order: _Order, ids: Callable[[], int], now: datetime) -> OrderState:
    items: dict[int, LineItem] = {}
    groups: dict[tuple[int, str, str], list[_Line]] = {}
    for line in order.lines:
        before = items[line.id].quantity if line.id in items else 0
        items[line.id] = LineItem(
            id=line.id,
            title=line.title or line.sku or f"Item {line.id}",
            quantity=before + line.quantity,
            fulfillable=0 if order.cancelled else before + line.quantity,
            sku=line.sku,
            fulfillment_service=line.fulfillment_service,
        )
        groups.setdefault((line.location_id, line.fulfillment_service, line.delivery_method), []).append(line)
    status = "closed" if order.cancelled else "open"
    fulfillment_orders = [
        FulfillmentOrder(
            id=ids(),
            order_id=order.id,
            status=status,
            request_status="unsubmitted",
            location_id=location_id,
            delivery_method=delivery_method,
            service=service,
            supported_actions=supported_actions(status, "unsubmitted", service, sum(each.quantity for each in lines)),
            lines=tuple(
                FulfillmentOrderLine(
                    id=ids(),
                    line_item_id=line.id,
                    quantity=line.quantity,
                    remaining=line.quantity,
                    sku=line.sku,
                    title=items[line.id].title,
                )
                for line in lines
            ),
            created_at=now,
            updated_at=now,
        )
        for (location_id, service, delivery_method), lines in groups.items()
    ]
    return OrderState(
        order=Order(
            id=order.id,
            name=order.name,
            lines=tuple(items.values()),
            refunded=order.refunded,
            cancelled=order.cancelled,
            created_at=now,
            updated_at=now,
        ),
        fulfillment_orders=tuple(fulfillment_orders),
    )
