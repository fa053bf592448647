"""The header rows of tables, and the headers of the columns with numbers.

Tables of HTML and of text are read: cells between bars, tabs, semicolons, or commas, or in columns of spaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracking.text.field_names import counts_goods, is_company_field, is_of_people, may_be_goods, numbers_something
from tracking.text.naming import NOBODY
from tracking.text.nesting import key_before
from tracking.text.records import (
    company_places,
    is_of_goods,
    is_other_value,
    lines_companies,
    record_companies,
    value_heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.text.naming import CarrierNames, NamedCarriers

__all__ = ["Headings", "TableCell"]

_FAR = 20_000
"""The number of characters before a number that are searched for the header row of its table."""
_LINE = 1_000
"""The greatest length of a row."""
_MOST_CELLS = 64
_CELLS_BEHIND = 3
"""The number of cells after a number that are read for a carrier."""
_QUOTED = re.compile(r'"[^"\n]*"')
_WIDE_GAP = re.compile(r" {2,}")
_CELL_SIGNS = " \t\"'`*|"
_QUOTED_NEAR = 6
"""The number of characters before a value of JSON in which a quote has to stand: a quick look."""
_TRADE_ITEM = 8, 12, 13, 14
"""The lengths of a GTIN."""
_QUOTES = 4
"""The greatest number of signs and spaces between a cell's beginning and its number; more spaces separate columns."""
_ENDS_CELL = frozenset(["", "|", "\t", ";", ",", "\n", " "])
_SIGNS = frozenset(["|", "\t", ";", ",", "\n", ">"])
_HTML_ROW = 4_000
"""The greatest length of a row of HTML."""
_ROW_IN_CAPITALS = re.compile("<TR")  # `re` takes half the time of ``in``
_CELL_TAG = re.compile("<t[dh](?=[ >\n\t])", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,600}>")


class TableCell(NamedTuple):
    """A cell with a number, or a field of a record."""

    heading: str
    """The header of its column; empty for a field."""
    row: str
    """Its row up to the number, as it is written, or the carriers of its record."""

    is_record: bool = False
    is_goods: bool = False
    """Whether its column is for bar codes in a table of goods."""
    is_another: bool = False
    """Whether its column is for numbers of something unknown, in a table that has others than parcels and orders."""
    company: str = ""
    """The cell before it in the column for carriers; empty without such a column."""
    behind: str = ""
    """Its row after it, as it is written."""
    sign: str = "<"
    """What separates the cells of its row: a sign, or tags."""

    @property
    def in_front(self) -> str:
        """Return what a reader sees of the cells before it."""
        return _TAG.sub(" ", self.row) if "<" in self.row else self.row

    def named(self, names: CarrierNames, country: str | None) -> Iterator[NamedCarriers]:
        """Yield the carriers that its row names: the cell for carriers, the cells before it, and the first one behind it."""
        yield names.named_as(self.company, country)
        yield names.named_in(f"{self.in_front} {self.heading}", country)
        cells = _html_cells(self.behind) if self.sign == "<" else _split(self.behind, self.sign)[1:]
        yield next(filter(None, (names.named_in(one, country) for one in cells[:_CELLS_BEHIND])), NOBODY)

    def is_for_another(self, names: CarrierNames, number: str) -> bool:
        """Tell whether its column is for other numbers: codes of goods, or numbers of something that is no carrier."""
        if self.is_goods:
            return number.isdecimal() and len(number) in _TRADE_ITEM
        return self.is_another and not names.named_in(self.heading, None)


class _Table(NamedTuple):
    """A table of text that was read up to some row."""

    sign: str
    last_row: int
    """The beginning of the last known row."""
    header: list[str]


class Headings:
    """Reads the header rows of one text's tables. Numbers are asked about in order."""

    def __init__(self, plain: str, markup: bool, is_data: bool = False) -> None:
        self._plain, self._markup, self._is_data = plain, markup, is_data
        self._known: _Table | None = None
        """The last table of text."""
        upper = markup and _ROW_IN_CAPITALS.search(plain) is not None
        self._row_tag, self._table_tag, self._table_end, self._cell_end, self._head_end = (
            tag.upper() if upper else tag for tag in ("<tr", "<table", "</table", "</t", "</th")
        )
        self._tables = markup and self._table_tag in plain
        self._seen, self._first = 0, -1
        """The last row of HTML that was asked about, and the first one of its table."""
        self._html_header: list[str] | None = None
        self._places: list[int] | None = None
        self._asked, self._key = -1, ""
        """The last position that a field's name was looked for before, and that name."""

    def cell(self, start: int, end: int) -> TableCell | None:
        """Return the cell of a number in a table with a header row, or the field of a record; None if it is in neither."""
        plain = self._plain
        if record := self.record(start, end):
            return record
        if self._is_data and (heading := value_heading(plain, start, end)):
            return TableCell(heading, "", is_goods=is_of_goods(plain, start, end))
        last = plain[max(0, start - _QUOTES) : start].rstrip(" \"'`*")[-1:]
        if last == ">":
            return self._html_cell(start, end) if self._tables else None
        if last in _ENDS_CELL or plain[start - 2 : start] == "  ":
            return self._text_cell(start, end)
        return None

    def may_be_cell(self, start: int) -> bool:
        """Tell whether a sign that ends a cell stands before a position, and no space alone: a quick look."""
        return self._plain[start - 2 : start].strip(" *\"'`")[-1:] in _SIGNS

    def is_other_value(self, start: int) -> bool:
        """Tell whether a value of JSON begins at a position that is no tracking number by its field."""
        return '"' in self._plain[max(0, start - _QUOTED_NEAR) : start] and is_other_value(
            self._plain, start, self._key_before(start)
        )

    def record(self, start: int, end: int) -> TableCell | None:
        """Return the field of a number in an object of JSON, an element of XML, or a line with a label, beside one for a carrier.

        None means that it is in none of these.
        """
        near = self._plain[start - _QUOTED_NEAR if start > _QUOTED_NEAR else 0 : start]
        if not self._markup and (":" in near or "=" in near) and (companies := lines_companies(self._plain, start)):
            return TableCell("", ", ".join(companies), True)
        if not self._is_data and '"' not in near:
            return None
        key = self._key_before(start)
        if not key and not self._is_data:
            return None
        companies = record_companies(
            self._plain, start, end, key=key, elements=self._is_data, company_places=self._company_places
        )
        return TableCell("", ", ".join(companies), True) if companies else None

    def _key_before(self, start: int) -> str:
        if self._asked != start:
            self._asked, self._key = start, key_before(self._plain, start)
        return self._key

    def _company_places(self) -> list[int]:
        """Return where the fields for a carrier begin in objects of JSON. They are looked for once."""
        if self._places is None:
            self._places = company_places(self._plain)
        return self._places

    def _html_cell(self, start: int, end: int) -> TableCell | None:
        plain = self._plain
        row = plain.rfind(self._row_tag, max(self._seen, start - _HTML_ROW), start)
        if row < self._seen or plain.find(self._table_end, row, start) >= 0:
            return None
        if row > self._seen:
            table = plain.rfind(self._table_tag, self._seen, row)
            if table >= 0:
                self._first = plain.find(self._row_tag, table)
                self._html_header = None
            if plain.find(self._table_end, max(table, self._seen), row) >= 0:
                self._first = -1
            self._seen = row
        if not 0 <= self._first < row or (
            plain.find(self._cell_end, row, start) < 0
            and plain.find(self._head_end, self._first, min(row, self._first + _HTML_ROW)) < 0
        ):
            return None  # its row is the first one, or has no cell before it and no header: this is a layout and not a table
        if self._html_header is None:
            stop = plain.find(self._row_tag, self._first + 1)
            self._html_header = _html_cells(plain[self._first : min(stop, self._first + _HTML_ROW)])
        if len(self._html_header) < 2:
            return None
        stop = plain.find(self._cell_end + "r", end, end + _HTML_ROW)
        column = len(_CELL_TAG.findall(plain, row, start)) - 1
        return _cell(self._html_header, column, plain[row:start], plain[end : max(end, stop)], "<")

    def _text_cell(self, start: int, end: int) -> TableCell | None:
        plain = self._plain
        row = plain.rfind("\n", max(0, start - _LINE), start) + 1
        if not row:
            return None
        in_front = plain[row:start]
        behind = plain[end : end + 3].lstrip("\"'`* ")
        for sign in ("|", "\t", ";", ",", "  "):
            if sign in in_front or behind.startswith(sign):
                cells = _split(in_front, sign)
                if cells[-1].strip(_CELL_SIGNS):  # its cell has words: it is a sentence
                    continue
                header = self._header(row, sign)
                if header:
                    stop = plain.find("\n", end, end + _LINE)
                    behind = plain[end : stop if stop >= 0 else end + _LINE]
                    return _cell(header, len(cells) - 1, in_front, behind, sign)
        return None

    def _header(self, row: int, sign: str) -> list[str] | None:
        """Return the cells of the first row of the table that has a row at a position."""
        plain, low, known = self._plain, max(0, row - _FAR), self._known
        if known and known.sign == sign and known.last_row == row:  # of an earlier number in the row
            return known.header
        first = row
        while first > low:
            above = plain.rfind("\n", low, first - 1) + 1
            if known and known.sign == sign and above == known.last_row:
                self._known = _Table(sign, row, known.header)
                return known.header
            line = plain[above : first - 1]
            if sign not in line.strip() or len(line) > _LINE:
                break
            first = above
        if first == row:
            return None
        header = [*map(_heading, _split(plain[first : plain.find("\n", first)], sign))]
        self._known = _Table(sign, row, header)
        return header


def _html_cells(row: str) -> list[str]:
    return [_heading(_TAG.sub(" ", piece.partition(">")[2])) for piece in _CELL_TAG.split(row)[1:]]


def _heading(cell: str) -> str:
    """Return the text of a cell of a header row; empty for a number."""
    heading = cell.strip(_CELL_SIGNS)
    return "" if sum(map(str.isdecimal, heading)) > 2 else heading


def _split(line: str, sign: str) -> list[str]:
    if sign == "  ":
        return _WIDE_GAP.split(line.lstrip())
    if '"' in line:
        line = _QUOTED.sub(lambda quoted: quoted.group().replace(sign, " "), line)
    return line.split(sign)


def _cell(header: list[str], column: int, row: str, behind: str, sign: str) -> TableCell | None:
    if not 0 <= column < min(len(header), _MOST_CELLS) or not header[column]:
        return None
    company = ""
    if any(map(is_company_field, header[:column])):
        cells = _html_cells(row) if sign == "<" else _split(row, sign)
        companies = [cell for name, cell in zip(header[:column], cells, strict=False) if is_company_field(name)]
        company = next(map(str.strip, reversed(companies)), "")
    heading = header[column]
    is_goods = may_be_goods(heading) and any(map(counts_goods, header))
    is_another = numbers_something(heading) and any(map(is_of_people, header))
    return TableCell(heading, row, False, is_goods, is_another, company, behind, sign)
