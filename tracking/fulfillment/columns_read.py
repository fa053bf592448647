"""A whole file of rows, with the fields that its columns stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracking.errors import TableError
from tracking.fulfillment.column_choice import choice_of
from tracking.fulfillment.column_questions import (
    NONE,
    ColumnChoice,
    Question,
    missing_number,
    missing_order,
)
from tracking.fulfillment.contents_choice import contents, rows_of_items
from tracking.fulfillment.looks import LOOKS
from tracking.fulfillment.row_questions import headings_of_void, hidden_rows, row_questions
from tracking.fulfillment.rows_left_out import heading_of_void, why_left_out
from tracking.fulfillment.shipment_cells import cell_text
from tracking.languages.columns import header_sign
from tracking.languages.vocabulary import COLUMN_FIELDS
from tracking.tabular.reader import Reader, Record, Row, is_blank, record_of, rows_of
from tracking.tabular.shown_texts import listed, shown
from tracking.tabular.where import Condition, condition_of, counting

__all__ = ["ColumnTexts", "ReadTable", "check_fields", "columns_line", "no_such_column", "read_table"]

CellNames = tuple[str, ...]
"""The names of a row's cells."""
_LOOKED_AT = 5000
"""How many rows are read to tell what a column is; the question which rows count is asked about all rows."""
_VALUES = 3
"""How many values of a column are shown to people."""


class ColumnTexts:
    """The cells of some rows as text, column by column."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self._columns: dict[str, list[str]] = {}

    def __call__(self, header: str) -> list[str]:
        """Return the cells under a header."""
        if header not in self._columns:
            self._columns[header] = [cell_text(record.cells.get(header)) for record in self.records]
        return self._columns[header]

    def first(self, header: str) -> list[str]:
        """Return the first different values under a header."""
        return list(dict.fromkeys(filter(None, self(header))))[:_VALUES]


class ReadTable(NamedTuple):
    """The rows of a file, and the fields that its columns stand for."""

    rows: list[Row]
    """Where each stands, and what is wrong with it; its cells are in its record."""
    records: list[Record]
    headers: CellNames
    choices: dict[CellNames, ColumnChoice]
    """The choices of fields by the names of a row's cells; a table has one choice for all rows."""
    questions: tuple[Question, ...]
    several: tuple[str, ...]
    """Headers of a table that are used and stand over several columns."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Lines of rows that are none of the table's own, and why."""

    @property
    def header_of(self) -> dict[str, tuple[str, ...]]:
        """Return the headers of each field: there are several if rows have names of their own."""
        found: dict[str, dict[str, None]] = {}
        for choice in self.choices.values():
            for field, header in choice.header_of.items():
                found.setdefault(field, {})[header] = None
        return {field: tuple(found[field]) for field in COLUMN_FIELDS if field in found}

    @property
    def unused(self) -> CellNames:
        """Return headers that stand for no field, or for a field that another header stands for."""
        used = {header for headers in self.header_of.values() for header in headers}
        used.update(header for one in self.choices.values() for more in one.further.values() for header in more)
        return tuple(header for header in self.headers if header and header not in used)


def check_fields(given: Mapping[str, str]) -> None:
    """Raise `TableError` for names that are not fields."""
    for field, header in given.items():
        if field not in COLUMN_FIELDS:
            raise _misnamed(field, header, "no such field", f"the fields are {', '.join(COLUMN_FIELDS)}")
        if (field, header) == ("order", NONE):
            cure = "name the column, as in --column order=HEADER"
            raise _misnamed(field, header, "every shipment needs its order", cure)


def no_such_column(field: str, header: str, headers: Iterable[str]) -> TableError:
    """Return the error for a given header that the file does not have."""
    return _misnamed(field, header, "no such column", f"the file has {listed(headers)}")


def _misnamed(field: str, header: str, reason: str, cure: str) -> TableError:
    return TableError("", reason, cure, field=f"--column {field}={header}")


def read_table(reader: Reader, given: Mapping[str, str], where: Iterable[str]) -> ReadTable:
    """Read a file, keep the rows that count, and choose the fields of its columns.

    ``given`` maps fields to headers. ``where`` holds conditions as people write them. Raises `TableError`.
    """
    rows, records, left_out, headings = _read_rows(reader, given)
    if reader.varies:
        if not records:
            raise reader.no_rows()
        names_of_rows = tuple(dict.fromkeys(tuple(record.cells) for record in records))
    else:
        names_of_rows = (tuple(dict.fromkeys(reader.header)),)
    headers = tuple(dict.fromkeys(name for names in names_of_rows for name in names))
    for field, header in given.items() if headers or not reader.varies else ():
        if header not in (*headers, NONE):
            raise no_such_column(field, header, headers)
    conditions = [condition_of(text, headers, reader.name) for text in where]
    if conditions:
        rows, records = _that_count(rows, records, conditions)
    looked_at: dict[CellNames, list[Record]] = {names: [] for names in names_of_rows}
    for record in records:
        of_names = looked_at[tuple(record.cells) if reader.varies else names_of_rows[0]]
        if len(of_names) < _LOOKED_AT:
            of_names.append(record)
    choices = {}
    questions: dict[Question, None] = {}
    for names in names_of_rows:
        choices[names] = choice_of(names, ColumnTexts(looked_at[names]), given, LOOKS)
        questions.update(dict.fromkeys(choices[names].questions))
    every = ColumnTexts(records)
    if headers or not reader.varies:
        questions.update(dict.fromkeys(_missing(headers, choices.values(), questions, given, every)))
    numbers = _numbers(choices.values(), every)
    filtered, taken = (
        {one.header for one in conditions},
        {one for found in choices.values() for one in found.header_of.values()},
    )
    questions.update(
        dict.fromkeys(row_questions(headers, every, filtered, numbers, taken, _orders(choices.values(), every)))
    )
    last = max((row.line for row in rows), default=0)
    questions.update(dict.fromkeys(headings_of_void((line, text) for line, text in headings if line < last)))
    questions.update(dict.fromkeys(hidden_rows([row.line for row in rows if row.line in reader.hidden])))
    several: tuple[str, ...] = ()
    if not reader.varies:
        used = dict.fromkeys(header for choice in choices.values() for header in choice.header_of.values())
        several = tuple(name for name in used if reader.header.count(name) > 1)
    # A row that cannot be read has no cells.
    choices.setdefault((), ColumnChoice({}, {}, (), (), ()))
    return ReadTable(rows, records, headers, choices, tuple(questions), several, tuple(left_out))


class _RowsRead(NamedTuple):
    """The rows of a file, those that are left out, and headings within it, each with its line."""

    rows: list[Row]
    records: list[Record]
    left_out: list[tuple[int, str]]
    headings: list[tuple[int, str]]


def _read_rows(reader: Reader, given: Mapping[str, str]) -> _RowsRead:
    found = _RowsRead([], [], [], [])
    for row in rows_of(reader):
        if reader.varies or row.problem or not all(map(is_blank, row.cells)):
            record = record_of(row)
            if not reader.varies and row.problem is None:
                if heading := heading_of_void(record.cells):
                    found.headings.append((row.line, heading))
                if why := why_left_out(record.cells, given):
                    found.left_out.append((row.line, why))
                    continue
            found.records.append(record)
            found.rows.append(row._replace(names=(), cells=(), text=""))  # the record has them
    return found


def _that_count(rows: list[Row], records: list[Record], conditions: list[Condition]) -> tuple[list[Row], list[Record]]:
    """Keep the rows that count, and those that cannot be read, because nobody knows whether they count."""
    counts = counting(conditions, cell_text)
    kept = [
        (row, record)
        for row, record in zip(rows, records, strict=True)
        if (row.problem is not None and not record.cells) or counts(record.cells)
    ]
    return [row for row, _ in kept], [record for _, record in kept]


def _numbers(choices: Iterable[ColumnChoice], texts: ColumnTexts) -> list[str] | None:
    """Return the rows' numbers, of all columns that hold some; None if there is no column, or if rows have other ones."""
    found = {
        tuple(filter(None, (choice.header_of.get("number"), *choice.further.get("number", ())))) for choice in choices
    }
    headers = found.pop() if len(found) == 1 else ()
    return [";".join(filter(None, cells)) for cells in zip(*map(texts, headers), strict=True)] if headers else None


def _orders(choices: Iterable[ColumnChoice], texts: ColumnTexts) -> list[str] | None:
    """Return the rows' orders; None if there is no column, or if rows have other ones."""
    found = {choice.header_of.get("order", NONE) for choice in choices}
    header = found.pop() if len(found) == 1 else NONE
    return texts(header) if header != NONE else None


def _missing(
    headers: CellNames,
    choices: Iterable[ColumnChoice],
    asked: Iterable[Question],
    given: Mapping[str, str],
    texts: ColumnTexts,
) -> Iterable[Question]:
    """Ask for the columns of the order and of the number if they are missing."""
    choices = list(choices)
    told = {field for one in choices for field in one.header_of} | {one.field for one in asked}
    if "order" not in told:
        yield missing_order(headers, texts, listed(headers))
    # A fulfillment without its number cannot be taken back.
    if not told & {"number", "url"} and given.get("number") != NONE and any(one.unknown for one in choices):
        left = [header for one in choices for header in one.unknown]
        near = [header for header in dict.fromkeys(left) if _may_be_number(header, texts.first(header))]
        yield missing_number(tuple(near), listed(headers))
    if not told & {"sku", "line_item_id"} and "sku" not in given:
        unknown = tuple(dict.fromkeys(header for one in choices for header in one.unknown))
        asked = tuple(contents(unknown, texts))
        yield from asked
        orders, numbers = _orders(choices, texts), _numbers(choices, texts)
        if not asked and orders is not None and numbers is not None:
            telling = [header for header in unknown if header_sign(header) in (None, "maybe_order")]
            yield from rows_of_items(telling, orders, numbers, texts)


def _may_be_number(header: str, values: Sequence[str]) -> bool:
    """Tell whether a column may be the tracking number, by values alone, or by its header and values that fit."""
    return any(map(LOOKS.is_number, values)) or (header_sign(header) == "maybe_number" and any(map(LOOKS.fits, values)))


def columns_line(header_of: Mapping[str, Iterable[str]], unused: Iterable[str]) -> str:
    """Return how a file is read, in one line.

    >>> columns_line({"order": ["Name"]}, ["Zone", "Cost"])
    'columns: order=Name; not used: Zone, Cost'
    """
    used = ", ".join(f"{field}={shown(' or '.join(headers))}" for field, headers in header_of.items())
    return f"columns: {used or 'none'}" + (f"; not used: {listed(unused)}" if any(unused) else "")
