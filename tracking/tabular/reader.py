"""What every format of rows offers: a header, rows in chunks, and a writer for the same rows with more columns.

A format is one module with a class that is a `Reader` and takes a `Source`, and one line in
`tracking.tabular.formats.FORMATS`. Text formats take their lines from `tracking.tabular.lines.Lines`.
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
"""What the properties of a workbook say of the program that made it."""
BROKEN = "row_broken"
"""The code of the problem of a row that cannot be read at all."""


class Source(NamedTuple):
    """A file that is open, and what the caller says about it."""

    name: str
    """The file, as people know it."""
    file: IO[bytes]
    path: Path | None
    """None for a stream that has no name, such as standard input."""
    encoding: str | None = None
    separator: str | None = None
    strict: bool = True
    """What cannot be read in the file's encoding is replaced and reported (`Reader.broken`), else escaped and kept."""
    size: int | None = None
    """Bytes, where `Reader.done` is to be asked for."""


class NumberText(str):
    """A JSON number with a fraction or an exponent, as the file spells it: no digit is lost."""

    __slots__ = ()


class Row(NamedTuple):
    """A row of a file."""

    line: int
    """Where the row begins: a line of the file, or its place among the rows (`Reader.counts`); counted from 1."""
    last: int
    """Where the row ends."""
    names: tuple[str, ...]
    """The name of each cell; a name may stand there more than once."""
    cells: Sequence[Any]
    """Text, or what a typed format has: numbers, booleans, lists, None."""
    problem: Problem | None = None
    """Why the row cannot be read; its code is `BROKEN` when none of its cells can be relied on."""
    text: str = ""
    """The row as the file spells it, where a format writes it back so."""


class Record(NamedTuple):
    """A row's cells by name."""

    cells: dict[str, Any]
    """Of cells with one name the first that is not blank; none of a row that cannot be read."""
    differing: tuple[str, ...]
    """Names that stand over several cells which say different things."""


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing.

    >>> is_blank(" "), is_blank(None), is_blank(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def record_of(row: Row) -> Record:
    """Put a row's cells under their names.

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
    """Rows that follow each other, to be looked at row by row or column by column."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows."""

    def column(self, name: str) -> Sequence[Any]:
        """The cells under a name, one for each row; of several columns with that name the first counts."""

    def first(self, count: int) -> Chunk:
        """The first rows, as a chunk of their own."""

    def __len__(self) -> int: ...


class RowChunk:
    """A chunk of a format that is read row by row; ``header`` is None where rows have names of their own."""

    def __init__(self, rows: list[Row], header: tuple[str, ...] | None) -> None:
        self.rows = rows
        self.header = header

    @cached_property
    def _places(self) -> dict[str, int]:
        """The first place of each name in the header."""
        return {name: place for place, name in reversed([*enumerate(self.header or ())])}

    @cached_property
    def _named(self) -> list[dict[str, Any]]:
        """The rows' cells by their own names."""
        return [dict(zip(row.names, row.cells, strict=True)) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, count: int) -> RowChunk:
        """The first rows."""
        return RowChunk(self.rows[:count], self.header)

    def column(self, name: str) -> list[Any]:
        """The cells under a name; None where a row has none."""
        if self.header is not None:
            place = self._places[name]
            return [row.cells[place] for row in self.rows]
        return [cells.get(name) for cells in self._named]


class AddedColumn(NamedTuple):
    """A column that is written behind a file's own."""

    name: str
    type: Literal["text", "number", "texts"]
    """``texts`` are a list; a format without lists puts ``;`` between them."""


class Writer(Protocol):
    """Writes chunks in the form of the file that they came from."""

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows with their cells of each added column."""


class Reader(Protocol):
    """A file of rows that is open."""

    name: str
    """The file, as people know it."""
    counts: Literal["line", "row"]
    """What `Row.line` counts."""
    varies: bool
    """Each row has names of its own (JSON), instead of all rows those of the header."""
    typed: bool
    """Cells have types; else every cell is text."""
    columnar: bool
    """Chunks also have ``batch``, a ``pyarrow.RecordBatch`` whose columns are those of the header."""
    header_line: int | None
    """Where the header stands, in a format whose first row it is."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names in the file's order; where rows have names of their own, those of the first rows."""

    @property
    def guessed(self) -> Collection[int]:
        """Lines, of those read so far, that were not UTF-8 and were read as Windows-1252."""

    @property
    def broken(self) -> Collection[int]:
        """Lines, of those read so far, with characters of no known encoding; only where the source is strict."""

    @property
    def size(self) -> int | None:
        """What `done` ends with; None when that is not known."""

    @property
    def done(self) -> int:
        """How much has been read."""

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows, once."""

    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> AbstractContextManager[Writer]:
        """Begin to write rows of this file with more columns; a column of the file that is called so is renamed."""

    def check_exact(self, name: str, field: str) -> None:
        """Raise `TableError` if a column's type cannot hold a field's values digit by digit."""

    def misread(self, error: TableError) -> TableError:
        """An error about the table, with what else may be its cause: it is not what it was read as."""

    def no_rows(self) -> TableError:
        """What is wrong with a file that holds not one row, where a caller needs one."""


def rows_of(reader: Reader) -> Iterator[Row]:
    """Read a file row by row."""
    for chunk in reader.chunks():
        yield from chunk.rows


def free_names(header: Iterable[str], added: Iterable[str]) -> list[str]:
    """What the columns of a file are called where some names are taken by added columns.

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
