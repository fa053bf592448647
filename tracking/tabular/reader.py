"""The interface of every format of rows: a header, rows in chunks, and a writer for the same rows with more columns.

A format is one module with a class that is a `Reader` and takes a `Source`, and one line in
`tracking.tabular.formats.FORMATS`. Text formats get their lines from `tracking.tabular.lines.Lines`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, Protocol

from tracking.errors import TableError
from tracking.resolving.results import Problem

__all__ = [
    "BROKEN",
    "MADE_BY",
    "AddedColumn",
    "Chunk",
    "NumberText",
    "Reader",
    "Record",
    "Row",
    "RowChunk",
    "Source",
    "Writer",
    "free_names",
    "is_blank",
    "record_of",
    "rows_of",
]

MADE_BY = "carrier-tracking"
"""The name of this program in the properties of a workbook."""
BROKEN = "row_broken"
"""The problem code of a row that cannot be read at all."""


class Source(NamedTuple):
    """An open file, and what the caller says about it."""

    name: str
    """The file's name for people."""
    file: IO[bytes]
    path: Path | None
    """The path; None for a stream without a name, such as standard input."""
    encoding: str | None = None
    separator: str | None = None
    strict: bool = True
    """True if undecodable text is replaced and reported (`Reader.broken`); false if it is escaped and kept."""
    size: int | None = None
    """The size in bytes, if `Reader.done` is to be asked."""


class NumberText(str):
    """A JSON number with a fraction or an exponent, in the spelling of the file: no digit is lost."""

    __slots__ = ()


class Row(NamedTuple):
    """A row of a file."""

    line: int
    """Where the row begins, counted from 1: a line of the file, or the row's position (`Reader.counts`)."""
    last: int
    """Where the row ends."""
    names: tuple[str, ...]
    """The name of each cell. A name may occur more than once."""
    cells: Sequence[Any]
    """Text, or the values of a typed format: numbers, booleans, lists, None."""
    problem: Problem | None = None
    """Why the row cannot be read. The code is `BROKEN` if none of its cells can be trusted."""
    text: str = ""
    """The row in the spelling of the file, if the format writes it back so."""


class Record(NamedTuple):
    """A row's cells by name."""

    cells: dict[str, Any]
    """Of cells with one name, the first that is not blank; empty for a row that cannot be read."""
    differing: tuple[str, ...]
    """Names of several cells with different values."""


def is_blank(cell: Any) -> bool:
    """Tell whether a cell is empty.

    >>> is_blank(" "), is_blank(None), is_blank(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def record_of(row: Row) -> Record:
    """Return a row's cells by their names.

    >>> record_of(Row(2, 2, ("number", "number", "note"), ("", "A", "x")))
    Record(cells={'number': 'A', 'note': 'x'}, differing=())
    >>> record_of(Row(2, 2, ("number", "number"), ("A", "B"))).differing
    ('number',)
    """
    found: dict[str, Any] = {}
    differing = []
    if row.problem is None or row.problem.code != BROKEN:
        for name, cell in zip(row.names, row.cells, strict=True):
            if is_blank(found.get(name)):
                found[name] = cell
            elif not is_blank(cell) and str(cell).strip() != str(found[name]).strip():
                differing.append(name)
    return Record(found, tuple(differing))


class Chunk(Protocol):
    """Consecutive rows, which can be read by row or by column."""

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows."""

    def column(self, name: str) -> Sequence[Any]:
        """Return the cells under a name, one for each row. If several columns have the name, the first counts."""

    def first(self, count: int) -> Chunk:
        """Return the first rows as a separate chunk."""

    def __len__(self) -> int: ...


class RowChunk:
    """A chunk of a format that is read row by row. ``header`` is None if rows have their own names."""

    def __init__(self, rows: list[Row], header: tuple[str, ...] | None) -> None:
        self.rows = rows
        self.header = header

    @cached_property
    def _places(self) -> dict[str, int]:
        """Return the first position of each name in the header."""
        return {name: place for place, name in reversed([*enumerate(self.header or ())])}

    @cached_property
    def _named(self) -> list[dict[str, Any]]:
        """Return the rows' cells by their own names."""
        return [dict(zip(row.names, row.cells, strict=True)) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, count: int) -> RowChunk:
        """Return the first rows."""
        return RowChunk(self.rows[:count], self.header)

    def column(self, name: str) -> list[Any]:
        """Return the cells under a name; None for a row without one."""
        if self.header is not None:
            place = self._places[name]
            return [row.cells[place] for row in self.rows]
        return [cells.get(name) for cells in self._named]


class AddedColumn(NamedTuple):
    """A column that is written after a file's own columns."""

    name: str
    type: Literal["text", "number", "texts"]
    """``texts`` has lists; a format without lists joins their items with ``;``."""


class Writer(Protocol):
    """Writes chunks in the format of the file that they came from."""

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows, with a cell of each added column."""


class Reader(Protocol):
    """An open file of rows."""

    name: str
    """The file's name for people."""
    counts: Literal["line", "row"]
    """What `Row.line` counts: ``line`` or ``row``."""
    varies: bool
    """True if each row has its own names (JSON); false if all rows have those of the header."""
    typed: bool
    """True if cells have types; false if every cell is text."""
    columnar: bool
    """True if chunks also have ``batch``, a ``pyarrow.RecordBatch`` with the columns of the header."""
    header_line: int | None
    """The line of the header, in a format whose first row is the header."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names in the order of the file; if rows have their own names, those of the first rows."""

    @property
    def guessed(self) -> Collection[int]:
        """Lines so far that were not UTF-8, and were read as Windows-1252."""

    @property
    def broken(self) -> Collection[int]:
        """Lines so far with characters of no known encoding; only if the source is strict."""

    @property
    def detected(self) -> str | None:
        """The encoding in which the headers are known words, if it was neither given nor marked."""

    @property
    def hidden(self) -> Collection[int]:
        """Rows that a spreadsheet does not show, because of a filter for example."""

    @property
    def size(self) -> int | None:
        """The final value of `done`; None if it is not known."""

    @property
    def done(self) -> int:
        """Return how much has been read, in the unit of `size`."""

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows. This can be done only once."""

    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> AbstractContextManager[Writer]:
        """Begin to write rows of this file with more columns. A column of the file with such a name is renamed."""

    def check_exact(self, name: str, field: str) -> None:
        """Raise `TableError` if a column's type cannot hold a field's values digit by digit."""

    def misread(self, error: TableError) -> TableError:
        """Return an error about the table that also names possible causes, such as a wrong encoding."""

    def no_rows(self) -> TableError:
        """Return the error about a file without rows, for callers that need one."""


def rows_of(reader: Reader) -> Iterator[Row]:
    """Read a file row by row."""
    for chunk in reader.chunks():
        yield from chunk.rows


def free_names(header: Iterable[str], added: Iterable[str]) -> list[str]:
    """Return the names of a file's columns, if some names are taken by added columns.

    >>> free_names(["number", "tracking_url"], ["tracking_url"])
    ['number', 'given_tracking_url']
    """
    header, added = list(header), frozenset(added)
    taken = {*header, *added}
    return [_free_name(name, taken) if name in added else name for name in header]


def _free_name(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name = f"given_{name}"
    return name
