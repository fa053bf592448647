"""Shipments from a file, CSV or JSONL: bad rows are named and set apart, good ones go through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tracking.cli.aligned import listed, quoted, shown
from tracking.cli.columns import Columns, columns_of
from tracking.cli.file_text import Record, Text, csv_records, decoded, json_records
from tracking.cli.misuse import Misuse
from tracking.cli.shipment_rows import Row, without_repeats
from tracking.fulfillment.shipment import Shipment, ShipmentLine, faults, printable
from tracking.languages.vocabulary import COLUMN_FIELDS
from tracking.resolving.results import Problem

__all__ = ["ShipmentsFile", "read_shipments"]

# How text is kept from becoming a number in a spreadsheet: ="00123"
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
NONE = ""
"""Given for a field of which there is no column."""
Found = dict[tuple[str, ...], Columns]
"""What headers stand for, by the headers of a line."""
BROKEN, GUESSED = "encoding_wrong", "encoding_guessed"
YES = frozenset("1 true t yes y x ja j oui o si sí s sim tak da evet はい 是 예".split())  # noqa: SIM905 - one line
NO = frozenset("0 false f no n nein non não nie ne nej hayır いいえ 否 아니요".split())  # noqa: SIM905 - likewise


class ShipmentsFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    """What concerns the file as a whole: columns that are not known, an encoding that had to be guessed."""


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
    text = decoded(path, encoding)
    is_json = path.suffix.lower() in (".jsonl", ".ndjson") or next(filter(str.strip, text.lines), "")[:1] == "{"
    try:
        records, found, several = (_json if is_json else _csv)(text, path, given)
    except Misuse as error:
        raise text.misread(error) from error
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
    if not is_json:
        remarks = [f"line 1: {remark}" for remark in remarks]
    if text.guessed:
        lines = ", ".join(map(str, sorted(text.guessed)[:20])) + (", ..." if len(text.guessed) > 20 else "")
        remarks.append(f"line {lines}: not UTF-8 and read as Windows-1252; save as UTF-8, or name it with --encoding")
    rows = [_row(record, found[tuple(record.cells)].header_of, text) for record in records]
    return ShipmentsFile(rows=tuple(without_repeats(rows, is_refused)), remarks=tuple(remarks))


def _csv(text: Text, path: Path, given: Mapping[str, str]) -> tuple[list[Record], Found, list[str]]:
    """The records, what their headers stand for, and which of those in use stand there more than once."""
    headers, rows = csv_records(text.lines, str(path))
    names = tuple(dict.fromkeys(headers))
    found = {names: _columns(names, given)}
    _check_columns(names, given, found, path)
    records = list(rows)
    several = [name for name in found[names].header_of.values() if headers.count(name) > 1]
    for record in records:
        for name in several:
            if record.problem is None and name in record.differing:
                raise Misuse(
                    f"{path}: line {record.line}: the columns called {quoted(name)} say different things; "
                    "delete all but one, or give each a name of its own"
                )
    # A line that cannot be read has no cells.
    return records, {**found, (): _columns((), {})}, several


def _json(text: Text, path: Path, given: Mapping[str, str]) -> tuple[list[Record], Found, list[str]]:
    records = list(json_records(text.lines))
    if not records:
        raise Misuse(f"{path}: there is no JSON object; write one a line")
    # Each line of JSON has names of its own.
    found = {names: _columns(names, given) for names in dict.fromkeys(tuple(record.cells) for record in records)}
    headers = tuple(dict.fromkeys(name for names in found for name in names))
    if headers:
        _check_columns(headers, given, found, path)
    return records, found, []


def _check_columns(headers: tuple[str, ...], given: Mapping[str, str], found: Found, path: Path) -> None:
    for field, header in given.items():
        if header not in (*headers, NONE):
            raise Misuse(f"--column {field}={header}: no such column; the file has {listed(headers)}")
    told = {field for one in found.values() for field in one.header_of}
    if "order" not in told:
        raise Misuse(f"{path}: no column for the order among {listed(headers)}; say --column order=HEADER")
    # A fulfillment without its number cannot be taken back.
    if not told & {"number", "url"} and given.get("number") != NONE and any(one.unknown for one in found.values()):
        raise Misuse(
            f"{path}: no column for the number among {listed(headers)}; say --column number=HEADER, "
            "or --column number= if there is none"
        )
    if "lines" in headers:
        raise Misuse(f"{path}: lines: a line item has a row of its own here, with sku and quantity; write them so")


def _columns(headers: tuple[str, ...], given: Mapping[str, str]) -> Columns:
    """Tell what some lines' headers stand for; a field of which there is no column gets none."""
    found = columns_of(headers, {field: header for field, header in given.items() if header in (*headers, NONE)})
    header_of = {field: header for field, header in found.header_of.items() if given.get(field) != NONE}
    doubled = tuple((header, field) for header, field in found.doubled if field in header_of)
    return Columns(header_of, found.unknown, doubled)


def _odd(text: Text, record: Record) -> Problem | None:
    cure = "save the file as UTF-8, or name its encoding with --encoding"
    lines = range(record.line, record.last + 1)
    if broken := text.broken.intersection(lines):
        return Problem(BROKEN, f"line {min(broken)} holds characters of another encoding; {cure}")
    if guessed := text.guessed.intersection(lines):
        return Problem(GUESSED, f"line {min(guessed)} is not UTF-8 and was read as Windows-1252; {cure}")
    return None


def _row(record: Record, header_of: Mapping[str, str], text: Text) -> Row:
    odd = _odd(text, record)
    cells = {field: record.cells[header] for field, header in header_of.items() if header in record.cells}
    order, number = _text(cells.get("order")), _text(cells.get("number"))
    wrong = [problem for problem in (record.problem, odd) if problem and problem.code != GUESSED]
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
    return Row(
        lines=(record.line,),
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
