"""The number of rows of a Parquet file that may be unpacked at once: 700 bytes may hold 200 GB of text.

A dictionary is stored once in a file, and each row refers to an entry; a run of equal values is written as one. So neither the
size of a file nor the sizes in its footer tell how much it contains. A page's own header and the longest entry of a
dictionary do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tracking.errors import TableError
from tracking.tabular.parquet_pages import BrokenPages, ColumnChunk, ParquetPage, pages_of, row_groups_of

__all__ = ["Portion", "most_unpacked", "portions"]

BATCH_ROWS = 131_072
"""The number of rows that are read at once if they have a usual length."""
BATCH_BYTES = 128 << 20
"""The number of bytes that are read at once."""
MOST_PAGE_BYTES = 1 << 30
"""The greatest number of bytes in the largest pages of all columns together, and in a column's lists in a row group."""
ROWS_A_BYTE = 1_000
"""The greatest number of rows for each byte of a file: a column of numbers takes more than one byte per row."""
FEW_ROWS = 10_000_000
"""The number of rows that are read whatever the file's size is."""
MOST_UNPACKED = 4 << 30
"""The greatest unpacked size of any file in bytes; a large file may have `UNPACKED_A_BYTE` for each of its own bytes."""
UNPACKED_A_BYTE = 1_000
_CELL = 16
"""The number of bytes of a cell besides its text."""
_SIZES = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4, "INT64": 8, "DOUBLE": 8, "INT96": 12}
_BY_PREFIX = 7
"""The encoding that writes only the part of a text that differs from the text before it."""
_DICTIONARY_ENCODINGS = (2, 8)


class Portion(NamedTuple):
    """Consecutive row groups, and the number of their rows that are read at once."""

    groups: list[int]
    rows: int
    broken: str = ""
    """The reason why the rest cannot be read. There are no groups then."""


def most_unpacked(size: int) -> int:
    """Return the greatest unpacked size of a file of this size, in bytes."""
    return max(MOST_UNPACKED, UNPACKED_A_BYTE * size)


class _Column(NamedTuple):
    """A column of a row group."""

    name: str
    pages: Sequence[ParquetPage]
    values: int
    """The greatest number of values that it may have, including nulls and the items of lists."""
    fixed: int
    """The number of bytes of a value; 0 for text."""
    is_repeated: bool
    """True if it contains lists."""

    @property
    def largest_page(self) -> int:
        return max((page.size for page in self.pages), default=0)

    @property
    def dictionary(self) -> int:
        """Return the number of bytes of its dictionary of texts."""
        return 0 if self.fixed else max((page.size for page in self.pages if page.is_dictionary), default=0)

    def width(self, longest: int) -> int:
        """Return the average bytes of a value in the page with the longest values. ``longest`` is the dictionary's longest entry."""
        found = self.fixed
        for page in () if self.fixed else self.pages:
            if page.encoding in _DICTIONARY_ENCODINGS and not page.is_dictionary:
                found = max(found, longest)
            elif not page.is_dictionary:
                found = max(found, page.size // (1 if page.encoding == _BY_PREFIX else max(page.values, 1)))
        return found + _CELL


def portions(name: str, table: pq.ParquetFile, file: IO[bytes], size: int) -> Iterator[Portion]:
    """Tell how to read a file, row group by row group; raises `TableError` for a file that is too large in any portion."""
    metadata = table.metadata
    if metadata.num_rows > max(FEW_ROWS, ROWS_A_BYTE * size):
        raise TableError(name, f"its {size:,} bytes claim to hold {metadata.num_rows:,} rows", "write the file again")
    try:
        groups = row_groups_of(file, size)
    except BrokenPages as broken:
        yield Portion([], 0, str(broken))
        return
    waiting, dictionaries = Portion([], 0), _Dictionaries(table, file)
    left = size
    for nth, group in enumerate(groups):
        left -= sum(chunk.size for chunk in group.chunks)
        try:
            if left < 0:
                raise BrokenPages("its columns lie over each other")
            if len(group.chunks) != metadata.num_columns:
                raise BrokenPages("a row group has other columns")
            columns = [_column(table.schema.column(place), chunk, file) for place, chunk in enumerate(group.chunks)]
        except BrokenPages as broken:
            yield from (waiting, Portion([], 0, str(broken))) if waiting.groups else (Portion([], 0, str(broken)),)
            return
        rows = _rows_at_once(name, dictionaries, nth, group.rows, columns)
        if rows != waiting.rows and waiting.groups:
            yield waiting
            waiting = Portion([], 0)
        waiting = Portion([*waiting.groups, nth], rows)
    if waiting.groups:
        yield waiting


def _column(schema: Any, chunk: ColumnChunk, file: IO[bytes]) -> _Column:
    # Nothing is read of a column without values, whatever its stated place is.
    pages = [*pages_of(file, chunk.begin, chunk.end)] if chunk.values > 0 else []
    if any(page.is_dictionary and page.values > page.size for page in pages):
        raise BrokenPages("a dictionary says to hold more than its bytes")
    values = max(chunk.values, sum(page.values for page in pages if not page.is_dictionary))
    fixed = schema.length if schema.physical_type == "FIXED_LEN_BYTE_ARRAY" else _SIZES.get(schema.physical_type, 0)
    return _Column(schema.path, pages, values, fixed, schema.max_repetition_level > 0)


def _rows_at_once(name: str, dictionaries: _Dictionaries, nth: int, count: int, columns: Sequence[_Column]) -> int:
    """Return the number of rows of a row group that fit into `BATCH_BYTES`."""
    if (pages := sum(column.largest_page for column in columns)) > MOST_PAGE_BYTES:
        raise TableError(
            name, f"its pages hold more than {MOST_PAGE_BYTES >> 20:,} MB once they are unpacked ({pages >> 20:,})",
            "write it with smaller pages",
        )  # fmt: skip
    # A tenth of the bytes that are read at once, since there may be other columns.
    asked = [column.name for column in columns if column.dictionary * BATCH_ROWS > BATCH_BYTES / 10]
    longest = dictionaries.longest(nth, asked)
    width = 0.0
    for column in columns:
        own = column.width(longest.get(column.name, column.dictionary))
        width += own * max(1.0, column.values / max(count, 1))
        if column.is_repeated and own * column.values > MOST_PAGE_BYTES:
            raise TableError(
                name, f"the lists of column {column.name!r} hold more than {MOST_PAGE_BYTES >> 20:,} MB in one row group",
                "write it with fewer rows in a row group, or without this column",
            )  # fmt: skip
    return max(1, min(BATCH_ROWS, int(BATCH_BYTES / width))) if width else BATCH_ROWS


class _Dictionaries:
    """The dictionaries of a file's texts."""

    def __init__(self, table: pq.ParquetFile, file: IO[bytes]) -> None:
        columns = [table.schema.column(place) for place in range(table.metadata.num_columns)]
        self._names = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
        self._file = file

    @cached_property
    def _table(self) -> pq.ParquetFile:
        self._file.seek(0)
        return pq.ParquetFile(self._file, read_dictionary=self._names)

    def longest(self, nth: int, names: Sequence[str]) -> dict[str, int]:
        """Return the bytes of the longest entry of columns in a row group; a column without entries is left out."""
        found = {}
        for name in names:
            try:
                batch = next(self._table.iter_batches(1, [nth], [name]))
            except (pa.ArrowException, OSError, StopIteration):
                continue
            (column,) = batch.columns
            if pa.types.is_dictionary(column.type):
                found[name] = pc.max(pc.binary_length(column.dictionary)).as_py() or 0
        return found
