"""Spreadsheets (.xlsx, .xls, .ods): the rows of one sheet as text. Needs the extra ``excel``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from itertools import chain, islice
from typing import IO, Any, Literal

import python_calamine
from xlsxwriter import Workbook

from tracking.errors import TableError
from tracking.languages.columns import header_meaning, header_sign
from tracking.tabular.preamble import header_place
from tracking.tabular.reader import MADE_BY, AddedColumn, Chunk, Row, Source, free_names
from tracking.tabular.text_reader import chunks_of
from tracking.tabular.workbook_size import check_workbook_size

__all__ = ["ExcelReader", "ExcelWriter", "workbook_of"]

HEADER_WITHIN = 20
"""How many rows are searched for the header."""
EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; any more are zeros."""
LONGEST_IN_A_SHEET = 32_767
MOST_ROWS = 1_048_576


class ExcelReader:
    """A sheet of a spreadsheet file. Rows are counted as in the spreadsheet."""

    counts: Literal["line", "row"] = "row"
    varies = False
    typed = False
    columnar = False
    guessed: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()
    detected: None = None

    def __init__(self, source: Source) -> None:
        self.name = source.name
        hidden = check_workbook_size(self.name, source.file)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(source.file)
            sheet = _sheet(book, self.name)
            self.hidden = hidden.get(sheet.name, frozenset())
            rows = enumerate(_texts(sheet), 1)
            first = list(islice(rows, HEADER_WITHIN))
        except python_calamine.PasswordError as error:
            raise TableError(self.name, "it has a password", "save it without one") from error
        except python_calamine.CalamineError as error:
            raise TableError(
                self.name, f"this is not a spreadsheet ({str(error).rstrip('.')})", "name an .xlsx or .ods file"
            ) from error
        place = header_place(cells for _, cells in first)
        filled = (nth for nth, (_, cells) in enumerate(first) if any(map(str.strip, cells)))
        place = place or next(filled, None)
        if place is None:
            raise TableError(self.name, "there are no headers", "the first row has to name the columns")
        self.header_line, header = first[place]
        self.header = tuple(cell.strip() for cell in header)
        self.size: int = sheet.total_height
        self.done = self.header_line
        self._rows = chain(first[place + 1 :], rows)
        self._merged = {
            (top + 1, column): bottom + 1
            for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()  # None for formats that it does not know
            if top < bottom and column < len(self.header) and _holds_for_each_row(self.header[column])
        }

    def rows(self) -> Iterator[Row]:
        """Read the rows that are not empty. A cell that is merged with those below it is the cell of each row."""
        merged: dict[int, tuple[int, str]] = {}
        for place, cells in self._rows:
            self.done = place
            if any(map(str.strip, cells)):
                for column, cell in enumerate(cells) if self._merged else ():
                    last, text = merged.get(column, (0, ""))
                    if place <= last:
                        cells[column] = text
                    elif (place, column) in self._merged:
                        merged[column] = self._merged[place, column], cell
                yield Row(place, place, self.header, cells)

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""
        return chunks_of(self.rows(), self.header)

    @contextmanager
    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> Iterator[ExcelWriter]:
        """Write an .xlsx file of one sheet."""
        names = [column.name for column in added]
        with workbook_of(out) as book:
            yield ExcelWriter(book, [*free_names(self.header, names), *names], self.name)

    def check_exact(self, name: str, field: str) -> None:
        """Do nothing: a rounded number is recognized by its value."""

    def misread(self, error: TableError) -> TableError:
        """Return the error itself, because the encoding of a spreadsheet is known."""
        return error

    def no_rows(self) -> TableError:
        """Return the error about a sheet without rows."""
        return TableError(self.name, "there is no row", "write one below the header")


class ExcelWriter:
    """Writes rows into the only sheet of a new workbook. Text stays text, so that zeros are kept."""

    def __init__(self, book: Any, header: Sequence[str], name: str) -> None:
        self.sheet = book.add_worksheet()
        self.name = name
        self.place = 0
        self.write_row(header)

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows, with a cell of each added column. A list becomes one cell."""
        for row, more in zip(chunk.rows, zip(*added, strict=True), strict=True):
            self.write_row([*row.cells, *more])

    def write_row(self, cells: Sequence[Any]) -> None:
        """Write one row. Raises `TableError` if a spreadsheet cannot hold it."""
        if self.place >= MOST_ROWS:
            raise TableError(self.name, f"a sheet holds {MOST_ROWS:,} rows at most", "write a .csv file")
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < EXACT:
                self.sheet.write_number(self.place, column, cell)
            elif cell is not None:
                text = ";".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)
                if len(text) > LONGEST_IN_A_SHEET:
                    reason = (
                        f"a cell of row {self.place + 1} is longer than the {LONGEST_IN_A_SHEET:,} that a sheet holds"
                    )
                    raise TableError(self.name, reason, "write a .csv file")
                self.sheet.write_string(self.place, column, text)
        self.place += 1


@contextmanager
def workbook_of(out: IO[bytes]) -> Iterator[Any]:
    """Return a new workbook that is written row by row. Its properties name this program."""
    plain = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, {"constant_memory": True, **plain})
    book.set_properties({"author": MADE_BY})
    yield book
    book.close()


def _holds_for_each_row(header: str) -> bool:
    """Tell whether a merged cell under a header holds for each of its rows, as an order does; a quantity is their sum."""
    meaning = header_meaning(header)
    return header_sign(header) is not None if meaning is None else meaning.field != "quantity"


def _sheet(book: Any, name: str) -> Any:
    """Return the sheet with the table: the only visible one that is not empty."""
    visible = [one.name for one in book.sheets_metadata if one.visible == python_calamine.SheetVisibleEnum.Visible]
    filled = [sheet for sheet in map(book.get_sheet_by_name, visible) if sheet.height]
    tables = [sheet for sheet in filled if header_place(_texts(sheet, HEADER_WITHIN)) is not None] or filled
    if not tables:
        raise TableError(name, "it is empty", "write headers and rows into its first sheet")
    if len(tables) > 1:
        named = " and ".join(repr(sheet.name) for sheet in tables[:3])
        raise TableError(name, f"there is a table in each of the sheets {named}", "save one of them as a file")
    (sheet,) = tables
    return sheet


def _texts(sheet: Any, most: int | None = None) -> Iterator[list[str]]:
    """Yield the rows of a sheet, or its first rows, from the first filled row and column on."""
    start = sheet.start
    if start is None:
        return
    above, left = start
    width = sheet.total_width
    for _ in range(above):
        yield [""] * width
    for cells in sheet.to_python(skip_empty_area=True, nrows=most):
        yield [""] * left + list(map(_text, cells))


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        # It is written as spreadsheets show it, which shows that digits are lost.
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14E}"
    if isinstance(cell, int):
        return str(cell) if abs(cell) < EXACT else f"{float(cell):.14E}"
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell)
    return str(cell)
