"""Shipments from a file of rows: bad rows are named and set apart, and good ones go through."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from tracking.errors import TableError
from tracking.fulfillment.column_questions import ColumnChoice, Question, option_of
from tracking.fulfillment.columns_read import ReadTable, check_fields, columns_line, read_table
from tracking.fulfillment.contents_choice import OWN_QUANTITY
from tracking.fulfillment.looks import LOOKS, NumbersOf
from tracking.fulfillment.number_cells import cell_numbers, cell_urls
from tracking.fulfillment.parcel_rows import ShipmentRow
from tracking.fulfillment.shipment import Shipment, faults
from tracking.fulfillment.shipment_cells import (
    add_further,
    cell_text,
    is_taken_back,
    page_for_number,
    shipment_of,
    show_links,
)
from tracking.fulfillment.shipment_rows import EqualRowsChoice, parcels_of
from tracking.fulfillment.table_remarks import table_remarks
from tracking.languages.columns import header_meaning, is_inner_id
from tracking.resolving.results import Problem
from tracking.spelling.harmless import half_character
from tracking.tabular.formats import open_table
from tracking.tabular.reader import Reader, Record, Row, is_blank
from tracking.tabular.shown_texts import quoted, shown

__all__ = ["ShipmentsFile", "shipments_of_file"]

T = TypeVar("T")

ENCODING_WRONG, ENCODING_GUESSED = "encoding_wrong", "encoding_guessed"
IN_WORDS_OR_FRACTIONS = ("quantity", "notify")
"""Fields that are not identifiers: a column of fractions or booleans may hold them."""


class ShipmentsFile(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a file."""

    rows: tuple[ShipmentRow, ...]
    columns: str
    """How the file is read, in one line."""
    remarks: tuple[str, ...]
    """Remarks about the file as a whole: columns that were left out for others, or an encoding that was guessed."""


def shipments_of_file(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    is_refused: Callable[[Shipment], bool] = lambda _: False,
    *,
    separator: str | None = None,
    where: Iterable[str] = (),
    order_prefix: str = "",
    company: str | None = None,
    equal_rows: EqualRowsChoice | None = None,
) -> ShipmentsFile:
    """Read a file of shipments. ``columns`` maps fields to the file's own headers; ``encoding`` names its encoding.

    ``is_refused`` tells which shipments will be refused whatever else is in the file; these hold back their own
    parcels alone. A row counts only if it meets every condition of ``where`` (``HEADER=VALUE``, ``HEADER!=VALUE``). ``order_prefix`` is
    put before orders that do not begin with it. ``company`` is that of rows without one. ``equal_rows`` says whether
    each of equal rows counts (``add``), or one (``skip``).

    Raises `TableError` if there is no such file, if there is no table in it, or if something has to be asked first.
    """
    given = dict(columns or {})
    check_fields(given)
    with open_table(path, encoding=encoding, separator=separator) as reader:
        try:
            table = read_table(reader, given, where)
            _check_items(reader, table)
            if table.questions:
                raise _asked(reader, table.questions, path)
            return _read(reader, table, is_refused, _Defaults(order_prefix, company, equal_rows))
        except TableError as error:
            raise reader.misread(error) from error


class _Defaults(NamedTuple):
    """The settings for every row."""

    order_prefix: str
    company: str | None
    equal_rows: EqualRowsChoice | None


def _asked(reader: Reader, questions: Sequence[Question], path: str | Path) -> TableError:
    first = questions[0]
    more = f"; {len(questions) - 1} more to answer: see tracking columns {path}" if len(questions) > 1 else ""
    return TableError(reader.name, first.reason, f"use {first.cure}{more}")


def _read(
    reader: Reader, table: ReadTable, is_refused: Callable[[Shipment], bool], defaults: _Defaults
) -> ShipmentsFile:
    _check_several(reader, table)
    if not reader.varies:
        for field, headers in table.header_of.items():
            if field not in IN_WORDS_OR_FRACTIONS:
                reader.check_exact(headers[0], field)
    remarks = table_remarks(table)
    if reader.header_line is not None:
        remarks = [f"line {reader.header_line}: {remark}" for remark in remarks]
    if reader.guessed:
        lines = ", ".join(map(str, sorted(reader.guessed)[:20])) + (", ..." if len(reader.guessed) > 20 else "")
        remarks.append(f"line {lines}: not UTF-8 and read as Windows-1252; save as UTF-8, or name it with --encoding")
    remarks += [f"{reader.counts} {line} {why}, and is left out" for line, why in table.left_out]
    if reader.detected:
        remarks.append(f"read as {reader.detected}, in which its headers are known; otherwise name it with --encoding")
    columns = columns_line(table.header_of, table.unused)
    choice_of_table = next(iter(table.choices.values()))
    counted = _counted(table)
    shipments = [
        _row(
            row,
            record,
            table.choices[tuple(record.cells)] if reader.varies else choice_of_table,
            _odd(reader, row),
            defaults,
            counted,
        )
        for row, record in zip(_let_go(table.rows), _let_go(table.records), strict=True)
    ]
    return ShipmentsFile(
        rows=tuple(parcels_of(shipments, is_refused, defaults.equal_rows)),
        columns=columns,
        remarks=tuple(remarks),
    )


def _let_go(items: list[T]) -> Iterator[T]:
    """Give each item in turn and keep none: a file's rows take more memory than its shipments."""
    items.reverse()
    while items:
        yield items.pop()


def _check_items(reader: Reader, table: ReadTable) -> None:
    """Refuse rows of JSON that have line items in them."""
    headers = filter(None, map(_items_header, table.records if reader.varies else ()))
    header = "lines" if "lines" in table.headers else next(headers, None)
    if header is not None:
        reason = "a line item has a row of its own here, with order, number, sku, and quantity"
        raise TableError(reader.name, reason, "write them so", field=shown(header))


def _items_header(record: Record) -> str | None:
    """Return the name under which a row of JSON has line items: objects with a SKU or a quantity."""
    for header, cell in record.cells.items():
        for one in cell if isinstance(cell, list) else ():
            meanings = map(header_meaning, map(str, one)) if isinstance(one, dict) else ()
            if any(meaning is not None and meaning.field in ("sku", "quantity") for meaning in meanings):
                return header
    return None


def _check_several(reader: Reader, table: ReadTable) -> None:
    """Refuse a file in which columns with the same name say different things."""
    for row, record in zip(table.rows, table.records, strict=True):
        for name in table.several:
            if row.problem is None and name in record.differing:
                raise TableError(
                    reader.name,
                    f"the columns called {quoted(name)} say different things",
                    "delete all but one, or give each a name of its own",
                    line=row.line,
                )


def _odd(reader: Reader, row: Row) -> Problem | None:
    cure = "save the file as UTF-8, or name its encoding with --encoding"
    for line in range(row.line, row.last + 1):
        if line in reader.broken:
            return Problem(ENCODING_WRONG, f"line {line} holds characters of another encoding; {cure}")
    for line in range(row.line, row.last + 1):
        if line in reader.guessed:
            return Problem(ENCODING_GUESSED, f"line {line} is not UTF-8 and was read as Windows-1252; {cure}")
    return None


def _row(
    row: Row,
    record: Record,
    choice: ColumnChoice,
    odd: Problem | None,
    defaults: _Defaults,
    counted: Collection[str],
) -> ShipmentRow:
    cells = {field: record.cells[header] for field, header in choice.header_of.items() if header in record.cells}
    differing = add_further(cells, record.cells, choice.further)
    show_links(cells)
    page_for_number(cells, LOOKS.is_page)
    order = cell_text(cells.get("order"))
    if order and not order.startswith(defaults.order_prefix):
        order = defaults.order_prefix + order
    if defaults.company and is_blank(cells.get("company")):
        cells["company"] = defaults.company
    about = NumbersOf(cell_text(cells.get("company")) or None, cell_text(cells.get("country")) or None)
    found = cell_numbers(cells.get("number"), about)
    if found.company and is_blank(cells.get("company")):
        cells["company"] = found.company
    told = (row.problem, odd, found.problem, differing)
    wrong = [problem for problem in told if problem and problem.code != ENCODING_GUESSED]
    wrong += [
        Problem("value_invalid", f"{field}: {json.dumps(cell)}; give text or a number")
        for field, cell in cells.items()
        if any(
            isinstance(one, dict) or (isinstance(one, bool) and field != "notify")
            for one in (cell if isinstance(cell, list) else [cell])
        )
    ]
    wrong += [
        Problem("value_invalid", f"{field}: half a character ({half!r}) is in it; write it whole, or leave it out")
        for field, cell in cells.items()
        for text in (cell if isinstance(cell, list) else [cell])
        if isinstance(text, str) and (half := half_character(text))
    ]
    wrong += _no_quantity(cells, choice, counted)
    shipment = None
    if not wrong:
        urls = cell_urls(cell_text(cells.get("url")), len(found.numbers), wrong)
        shown = next(filter(None, (about.of_another(url, found.numbers) for url in urls if found.numbers)), None)
        if shown:
            cure = "correct one of them, or leave the pages out with --column url="
            wrong.append(
                Problem(
                    "url_of_another_number",
                    f"url: the page is for {shown}, and the number is {next(iter(found.numbers))}; {cure}",
                )
            )
        shipment = shipment_of(cells, order, found.numbers, urls, wrong)
        wrong += _continued(faults(shipment), shipment)
    return ShipmentRow(
        lines=(row.line,),
        order=order,
        number=";".join(found.numbers),
        shipment=None if wrong else shipment,
        problems=tuple(wrong) or ((odd,) if odd else ()),
        takes_back=is_taken_back(cells.get("quantity")),
        continues=not order and not found.numbers and not is_blank(cells.get("sku")),
        digest=_digest(record),
        key=cell_text(cells.get("key")),
        inner_id=next(
            (text for name in record.cells if is_inner_id(name) and (text := cell_text(record.cells[name]))), ""
        ),
    )


def _counted(table: ReadTable) -> frozenset[str]:
    """Return the columns of quantities that are filled in some rows."""
    return frozenset(
        header
        for header in table.header_of.get("quantity", ())
        if any(cell_text(record.cells.get(header)) for record in table.records)
    )


def _no_quantity(cells: Mapping[str, object], choice: ColumnChoice, counted: Collection[str]) -> Iterator[Problem]:
    """Refuse a row without a quantity in a column of quantities: it would be all that remains of its SKU or its order."""
    header = choice.header_of.get("quantity", OWN_QUANTITY)
    if header == OWN_QUANTITY or cell_text(cells.get("quantity")):
        return
    cure = "write how many are in the parcel, or use --column quantity= for all that remains of each"
    if named := cell_text(cells.get("sku")) or cell_text(cells.get("line_item_id")):
        yield Problem("quantity_invalid", f"quantity: empty beside {named}; {cure} SKU")
    elif header in counted:
        if (number := choice.header_of.get("number")) and is_blank(cells.get("number")):
            cure = f"if it is no parcel, leave it out: {option_of('--where', f'{number}!=')}; otherwise {cure}"
        yield Problem("quantity_invalid", f"quantity: empty, and other rows have one; {cure} order")


def _continued(found: Iterable[Problem], shipment: Shipment) -> Iterator[Problem]:
    """Say of a row without an order what it may be: the order stands on the first row of a group alone."""
    for problem in found:
        if problem.code == "order_missing" and shipment.lines and not shipment.numbers:
            problem = Problem("order_missing", f"{problem.message}; a row that continues the row above needs it too")
        yield problem


def _digest(record: Record) -> bytes:
    text = "\x1f".join(f"{name}\x1e{cell_text(cell)}" for name, cell in record.cells.items())
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
