"""Orders from a file, for a shop that is to start with them.

An order is a row with its lines in it, as a JSON object has them::

    {"id": 1, "name": "#1", "lines": [{"id": 11, "sku": "A", "title": "A thing", "quantity": 2, "location_id": 7,
     "fulfillment_service": "manual", "delivery_method": "shipping"}]}

or a row for each line, as CSV has them: the columns ``id``, ``name``, ``line_id`` and ``quantity``, and those of ``sku``,
``title``, ``location_id``, ``fulfillment_service`` and ``delivery_method`` that are wanted. Each location, service and
delivery method of an order becomes a fulfillment order. An order may also be ``refunded`` or ``cancelled``: true.

An order may begin in any state::

    {"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 3}],
     "fulfillment_orders": [{"id": 5, "status": "on_hold", "holds": [{"reason": "other"}],
                             "lines": [{"line_id": 11, "quantity": 2}]}],
     "fulfillments": [{"tracking_numbers": ["1Z001985YW99744790"], "lines": [{"line_id": 11, "quantity": 1}]}],
     "refunds": [{"line_id": 11, "quantity": 1}]}

docs/orders-file.md lists all fields, also those that are only told (email, tags, note, customer, prices).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tracking.errors import TableError, TrackingError
from tracking.fulfillment.values import Location, TrackingInfo
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.given_faults import order_faults
from tracking.server.given_fields import plain_fault
from tracking.server.given_metafields import given_metafields, metafield_faults
from tracking.server.given_orders import (
    GivenFulfillment,
    GivenFulfillmentOrder,
    GivenLine,
    GivenOrder,
)
from tracking.server.given_payments import most_payment_ids, whole_order, with_payments
from tracking.server.given_state import Impossible, build_order, given_ids
from tracking.server.order_payment import payment_faults
from tracking.server.records import Records
from tracking.tabular.formats import JSON_LINES, open_table
from tracking.tabular.reader import NumberText, Reader, Row, is_blank, record_of, rows_of

__all__ = ["OrdersFileError", "add_orders", "orders_given", "read_orders"]

_SHOWN_FAULTS = 20
_CURE = "write orders as tracking serve --help and docs/orders-file.md show it"


class OrdersFileError(TrackingError):
    """A file of orders is not right. ``faults`` are sentences that name line, field, and cure."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path, self.faults = path, tuple(faults)
        more = len(faults) - _SHOWN_FAULTS
        shown = [f"{path}:{fault}" for fault in faults[:_SHOWN_FAULTS]]
        super().__init__("\n".join(shown + ([f"... and {more} more"] if more > 0 else [])))


_LINE_COLUMNS = ("line_id", *(name for name in GivenLine.__struct_fields__ if name != "id"))
"""The names of a line's fields if each line has its own row."""


class _Draft(NamedTuple):
    """An order as it is in a file."""

    line: int
    """The line of the file at which the order begins."""
    cells: dict[str, Any]


def read_orders(path: str | Path) -> list[GivenOrder]:
    """Read a whole file of orders; raises one `OrdersFileError` for everything that is wrong in it."""
    found: dict[int, GivenOrder] = {}
    faults: list[str] = []
    try:
        with open_table(path, otherwise=JSON_LINES) as reader:
            _read(_drafts(reader, faults), found, faults, strict=reader.typed)
    except TableError as error:
        line = f"{error.line}:" if error.line else ""
        cure = "save it as UTF-8" if "{encoding}" in error.cure else error.cure
        faults.append(f"{line} {error.reason}; {cure}")
    if faults:
        raise OrdersFileError(str(path), faults)
    return list(found.values())


def orders_given(documents: Iterable[Mapping[str, Any]]) -> list[GivenOrder]:
    """Read orders that are given as values, each as a JSON object has it; raises `OrdersFileError` as a file does.

    >>> orders_given([{"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 2}]}])[0].lines[0].quantity
    2
    """
    found: dict[int, GivenOrder] = {}
    faults: list[str] = []
    _read((_Draft(at, dict(each)) for at, each in enumerate(documents, 1)), found, faults, strict=True)
    if faults:
        raise OrdersFileError("orders", faults)
    return list(found.values())


def _read(drafts: Iterable[_Draft], found: dict[int, GivenOrder], faults: list[str], *, strict: bool) -> None:
    for draft in drafts:
        try:
            order = msgspec.convert(_numbers(draft.cells), GivenOrder, strict=strict)
            msgspec.json.encode(order)  # which fails at half a character: JSON can write one as \ud800
        except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
            faults.append(f"{draft.line}: {plain_fault(str(error)) or f'{error}; {_CURE}'}")
            continue
        faults += [f"{draft.line}: {fault}" for fault in _faults(order, found)]
        found[order.id] = order


def _drafts(reader: Reader, faults: list[str]) -> Iterator[_Draft]:
    """Yield the orders of a file, each when all of its rows were read; rows that cannot be read are faults."""
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
    """Return the reason why a row cannot be used; None if it can. A shop must store every character correctly."""
    if any(line in broken or line in guessed for line in range(row.line, row.last + 1)):
        return "it is not UTF-8; save the file as UTF-8"
    return None if row.problem is None else f"{row.problem.message}; {_CURE}"


def _differing(given: Mapping[str, Any], draft: _Draft) -> Iterable[str]:
    """Yield the differences between a row and the first row of its order; an empty cell is not a difference."""
    for name, cell in given.items():
        if draft.cells.get(name) != cell:
            yield f"{name}: not as on line {draft.line}, which is the same order; make them equal"


def _numbers(cell: Any) -> Any:
    """Return a cell with its decimal fractions as numbers, so that none is taken for text."""
    if isinstance(cell, NumberText):
        return float(cell)
    if isinstance(cell, list):
        return [_numbers(one) for one in cell]
    return {name: _numbers(one) for name, one in cell.items()} if isinstance(cell, dict) else cell


def _faults(order: GivenOrder, found: Mapping[int, GivenOrder]) -> Iterable[str]:
    if order.id in found:
        yield f"id: order {order.id} appears in the file twice; keep one"
    faults = [*order_faults(order), *metafield_faults(order)]
    yield from faults
    if not faults:
        ids = itertools.count(1).__next__
        try:
            built = build_order(order, ids, datetime.now(UTC), lambda tracking: tracking)
        except Impossible as error:
            yield str(error)
        else:
            if order.total_outstanding is not None or order.transactions is not None:
                built = built if order.transactions is None else with_payments(built, order, ids)
                yield from payment_faults(whole_order(built.state.order, built.details))


def add_orders(
    records: Records,
    orders: Sequence[GivenOrder],
    filled_in: Callable[[TrackingInfo], TrackingInfo] = lambda tracking: tracking,
) -> int:
    """Add the orders that are not there yet; returns how many that were.

    ``filled_in`` completes what the orders' fulfillments say of their tracking.
    """
    there = records.order_ids()
    missing = [order for order in orders if order.id not in there]
    if not missing:
        return 0
    records.ids_from(max(id_ for order in missing for id_ in given_ids(order)))
    _add_places(records, missing)
    now = datetime.now(UTC).replace(microsecond=0)
    for order in missing:
        ids = iter(records.new_ids(_most_ids(order)))
        built = with_payments(build_order(order, ids.__next__, now, filled_in), order, ids.__next__)
        records.add_order(built.state, built.details)
        for fulfillment in built.fulfillments:
            records.add_fulfillment(fulfillment)
        for metafield in given_metafields(order, ids.__next__, now):
            records.save_metafield(metafield)
    _add_services(records, missing)
    return len(missing)


def _most_ids(order: GivenOrder) -> int:
    given: tuple[GivenFulfillmentOrder | GivenFulfillment, ...] = (*order.fulfillment_orders, *order.fulfillments)
    units = len(order.lines) + sum(len(each.lines) for each in given)
    states = sum(1 + len(each.holds) + len(each.requests) for each in order.fulfillment_orders)
    refunds = 1 + sum(1 + len(each.units) for each in order.refunds)
    return (
        most_payment_ids(order)
        + refunds
        + 2 * len(order.lines)
        + (1 + len(order.fulfillments)) * (units + 1)
        + len(given)
        + states
        + len(order.metafields)
    )


def _places(orders: Iterable[GivenOrder]) -> Iterator[GivenLine | GivenFulfillmentOrder]:
    for order in orders:
        yield from order.lines
        yield from order.fulfillment_orders


def _id(location: Location) -> int:
    return location.id


def _add_services(records: Records, orders: Sequence[GivenOrder]) -> None:
    """Add the services that the orders name. Each has the location that it sends from, or the first one."""
    known = {service.handle for service in records.services()} | {"manual", "gift_card"}
    own = {location.service: location.id for location in sorted(records.locations(), key=_id, reverse=True)}
    for each in _places(orders):
        handle = each.fulfillment_service
        if handle not in known:
            known.add(handle)
            (id_,) = records.new_ids(1)
            location = own.get(handle, each.location_id)
            records.save_service(
                FulfillmentService(
                    id=id_, name=handle, handle=handle, location_id=location, tracking_support=True, only_named=True
                )
            )


def _add_places(records: Records, orders: Sequence[GivenOrder]) -> None:
    """Add the locations that the orders name; one that sends nothing but a service's lines is that service's."""
    senders: dict[int, set[str]] = {}
    for each in _places(orders):
        senders.setdefault(each.location_id, set()).add(each.fulfillment_service)
    known = {location.id for location in records.locations()}
    for location_id in sorted(senders.keys() - known):
        service = next(iter(senders[location_id])) if len(senders[location_id]) == 1 else "manual"
        records.add_location(
            Location(
                id=location_id,
                name=f"Location {location_id}",
                service=None if service == "manual" else service,
                created_at=datetime.now(UTC).replace(microsecond=0),
            )
        )
