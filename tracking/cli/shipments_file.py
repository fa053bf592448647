"""Shipments from a file of rows: bad rows are named and set apart, good ones go through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tracking.cli.aligned import listed, quoted, shown
from tracking.cli.misuse import Misuse, tables_read
from tracking.cli.shipment_rows import ShipmentRow, without_repeats
from tracking.errors import TableError
from tracking.fulfillment.shipment import Shipment, ShipmentLine, faults, printable
from tracking.languages.vocabulary import COLUMN_FIELDS
from tracking.resolving.results import Problem
from tracking.tabular.columns import Columns, columns_of
from tracking.tabular.formats import open_table
from tracking.tabular.reader import Reader, Record, Row, is_blank, record_of, rows_of

__all__ = ["ShipmentsFile", "read_shipments"]

# How text is kept from becoming a number in a spreadsheet: ="00123"
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
NONE = ""
"""Given for a field of which there is no column."""
ColumnsByNames = dict[tuple[str, ...], Columns]
"""What headers stand for, by the headers of a row."""
ENCODING_WRONG, ENCODING_GUESSED = "encoding_wrong", "encoding_guessed"
IN_WORDS_OR_FRACTIONS = ("quantity", "notify")
"""Fields that are no identifiers: a column of numbers with a fraction or of booleans may hold them."""
YES = frozenset("1 true t yes y x ja j oui o si sí s sim tak da evet はい 是 예".split())  # noqa: SIM905 - one line
NO = frozenset("0 false f no n nein non não nie ne nej hayır いいえ 否 아니요".split())  # noqa: SIM905 - likewise


class ShipmentsFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds."""

    rows: tuple[ShipmentRow, ...]
    remarks: tuple[str, ...]
    """What concerns the file as a whole: columns that are not known, an encoding that had to be guessed."""


@tables_read()
def read_shipments(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    is_refused: Callable[[Shipment], bool] = lambda _: False,
) -> ShipmentsFile:
    """Read a file of shipments; ``columns`` maps fields to the file's own headers, ``encoding`` names its encoding.

    ``is_refused`` tells of shipments that will be refused for what they are; they stand in no other row's way.
    Raises `Misuse` when there is no such file, no table in it, or no column that can be the order's.
    """
    path, given = Path(path), dict(columns or {})
    for field, header in given.items():
        if field not in COLUMN_FIELDS:
            raise Misuse(f"--column {field}={header}: no such field; the fields are {', '.join(COLUMN_FIELDS)}")
    with open_table(path, encoding=encoding) as reader:
        rows = [row for row in rows_of(reader) if reader.varies or row.problem or not all(map(is_blank, row.cells))]
        try:
            return _read(reader, rows, given, is_refused)
        except TableError as error:
            raise reader.misread(error) from error


def _read(
    reader: Reader, rows: list[Row], given: Mapping[str, str], is_refused: Callable[[Shipment], bool]
) -> ShipmentsFile:
    records = [record_of(row) for row in rows]
    found = _columns_by_names(reader, records, given)
    several: list[str] = []
    if not reader.varies:
        header_of = found[tuple(dict.fromkeys(reader.header))].header_of
        several = [name for name in header_of.values() if reader.header.count(name) > 1]
        _check_several(reader, rows, records, several)
        for field, name in header_of.items():
            if field not in IN_WORDS_OR_FRACTIONS:
                reader.check_exact(name, field)
    remarks = _remarks(found, several)
    if reader.header_line is not None:
        remarks = [f"line {reader.header_line}: {remark}" for remark in remarks]
    if reader.guessed:
        lines = ", ".join(map(str, sorted(reader.guessed)[:20])) + (", ..." if len(reader.guessed) > 20 else "")
        remarks.append(f"line {lines}: not UTF-8 and read as Windows-1252; save as UTF-8, or name it with --encoding")
    shipments = [
        _row(row, record, found[tuple(record.cells)].header_of, _odd(reader, row))
        for row, record in zip(rows, records, strict=True)
    ]
    return ShipmentsFile(rows=tuple(without_repeats(shipments, is_refused)), remarks=tuple(remarks))


def _columns_by_names(reader: Reader, records: list[Record], given: Mapping[str, str]) -> ColumnsByNames:
    """Tell what the headers stand for: of the whole file, or of each row that has names of its own."""
    if reader.varies:
        if not records:
            raise reader.no_rows()
        found = {names: _columns(names, given) for names in dict.fromkeys(tuple(record.cells) for record in records)}
    else:
        names = tuple(dict.fromkeys(reader.header))
        found = {names: _columns(names, given)}
    headers = tuple(dict.fromkeys(name for names in found for name in names))
    if headers or not reader.varies:
        _check_columns(headers, given, found, reader.name)
    # A row that cannot be read has no cells.
    return found if reader.varies else {**found, (): _columns((), {})}


def _check_several(reader: Reader, rows: list[Row], records: list[Record], several: list[str]) -> None:
    """Refuse a file whose columns with one name say different things."""
    for row, record in zip(rows, records, strict=True):
        for name in several:
            if row.problem is None and name in record.differing:
                raise TableError(
                    reader.name,
                    f"the columns called {quoted(name)} say different things",
                    "delete all but one, or give each a name of its own",
                    line=row.line,
                )


def _remarks(found: ColumnsByNames, several: list[str]) -> list[str]:
    """What is said of columns that are left out, or stand in the file more than once."""
    unknown = dict.fromkeys(name for one in found.values() for name in one.unknown if name)
    remarks = [
        f"column {quoted(name)} is not known and left out; say what it is: --column FIELD={shown(name)}"
        for name in unknown
    ]
    doubled = dict.fromkeys((*pair, one.header_of[pair[1]]) for one in found.values() for pair in one.doubled)
    remarks += [
        f"column {quoted(name)} is left out, since {quoted(other)} is the {field}; "
        f"to have it instead: --column {field}={shown(name)}"
        for name, field, other in doubled
    ]
    remarks += [
        f"column {quoted(name)} stands there more than once; of its cells the first that is not empty counts"
        for name in several
    ]
    return remarks


def _check_columns(headers: tuple[str, ...], given: Mapping[str, str], found: ColumnsByNames, name: str) -> None:
    for field, header in given.items():
        if header not in (*headers, NONE):
            raise TableError(
                "", "no such column", f"the file has {listed(headers)}", field=f"--column {field}={header}"
            )
    told = {field for one in found.values() for field in one.header_of}
    if "order" not in told:
        raise TableError(name, f"no column for the order among {listed(headers)}", "say --column order=HEADER")
    # A fulfillment without its number cannot be taken back.
    if not told & {"number", "url"} and given.get("number") != NONE and any(one.unknown for one in found.values()):
        raise TableError(
            name,
            f"no column for the number among {listed(headers)}",
            "say --column number=HEADER, or --column number= if there is none",
        )
    if "lines" in headers:
        raise TableError(
            name, "a line item has a row of its own here, with sku and quantity", "write them so", field="lines"
        )


def _columns(headers: tuple[str, ...], given: Mapping[str, str]) -> Columns:
    """Tell what some lines' headers stand for; a field of which there is no column gets none."""
    found = columns_of(headers, {field: header for field, header in given.items() if header in (*headers, NONE)})
    header_of = {field: header for field, header in found.header_of.items() if given.get(field) != NONE}
    doubled = tuple((header, field) for header, field in found.doubled if field in header_of)
    return Columns(header_of, found.unknown, doubled)


def _odd(reader: Reader, row: Row) -> Problem | None:
    cure = "save the file as UTF-8, or name its encoding with --encoding"
    for line in range(row.line, row.last + 1):
        if line in reader.broken:
            return Problem(ENCODING_WRONG, f"line {line} holds characters of another encoding; {cure}")
    for line in range(row.line, row.last + 1):
        if line in reader.guessed:
            return Problem(ENCODING_GUESSED, f"line {line} is not UTF-8 and was read as Windows-1252; {cure}")
    return None


def _row(row: Row, record: Record, header_of: Mapping[str, str], odd: Problem | None) -> ShipmentRow:
    cells = {field: record.cells[header] for field, header in header_of.items() if header in record.cells}
    order, number = _text(cells.get("order")), _text(cells.get("number"))
    wrong = [problem for problem in (row.problem, odd) if problem and problem.code != ENCODING_GUESSED]
    wrong += [
        Problem("value_invalid", f"{field}: {json.dumps(cell)}; give text or a number")
        for field, cell in cells.items()
        if any(
            isinstance(one, dict) or (isinstance(one, bool) and field != "notify")
            for one in (cell if isinstance(cell, list) else [cell])
        )
    ]
    shipment = None
    if not wrong:
        shipment = _shipment(cells, order, number, wrong)
        wrong += faults(shipment)
    return ShipmentRow(
        lines=(row.line,),
        order=order,
        number=number,
        shipment=None if wrong else shipment,
        problems=tuple(wrong) or ((odd,) if odd else ()),
    )


def _shipment(cells: Mapping[str, Any], order: str, number: str, problems: list[Problem]) -> Shipment:
    numbers = tuple(filter(None, (part.strip() for part in number.replace("\n", ";").split(";"))))
    return Shipment(
        order=order,
        numbers=numbers,
        company=_text(cells.get("company")) or None,
        urls=_urls(_text(cells.get("url")), len(numbers)),
        country=_text(cells.get("country")) or None,
        postal_code=_text(cells.get("postal_code")) or None,
        language=_text(cells.get("language")) or None,
        lines=_lines(cells, problems),
        notify_customer=_flag(_text(cells.get("notify")), problems),
        key=_text(cells.get("key")) or None,
    )


def _text(cell: Any) -> str:
    """A cell as text: JSON's lists as several numbers, its integers digit by digit."""
    if cell is None or cell != cell:  # NaN, as some programs write what is missing
        return ""
    if isinstance(cell, list):
        return ";".join(map(_text, cell))
    if not isinstance(cell, str):
        return str(cell)
    text = printable(cell.replace("\n", ";"))
    kept = KEPT_AS_TEXT.fullmatch(text)
    return kept[1].strip() if kept else text


def _urls(text: str, count: int) -> tuple[str, ...]:
    # A page may hold a semicolon itself.
    parts = tuple(part.strip() for part in text.split(";"))
    return parts if count > 1 and len(parts) == count else (text,) if text else ()


def _lines(cells: Mapping[str, Any], problems: list[Problem]) -> tuple[ShipmentLine, ...]:
    sku, item = _text(cells.get("sku")) or None, _text(cells.get("line_item_id")) or None
    quantity = _count("quantity", _text(cells.get("quantity")), problems)
    item_id = _count("line_item_id", item or "", problems)
    if sku is None and item_id is None and quantity is None:
        return ()
    return (ShipmentLine(sku=None if item_id else sku, line_item_id=item_id, quantity=quantity),)


def _count(field: str, text: str, problems: list[Problem]) -> int | None:
    whole = text.removesuffix(".0").removesuffix(",0")
    if not whole:
        return None
    if whole.isdecimal() and 0 < len(whole) < 19 and int(whole) > 0:
        return int(whole)
    problems.append(Problem(f"{field}_invalid", f"{field}: {text!r}; give a whole number from 1 up"))
    return None


def _flag(text: str, problems: list[Problem]) -> bool | None:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    if word:
        problems.append(Problem("notify_invalid", f"notify: {text!r}; write yes or no"))
    return None
