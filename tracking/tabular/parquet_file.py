"""Parquet: typed columns, read and written batch by batch. Needs the extra ``arrow``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import IO, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from tracking.errors import TableError
from tracking.tabular.parquet_size import most_unpacked, portions
from tracking.tabular.reader import AddedColumn, Row, Source, free_names

__all__ = ["ParquetChunk", "ParquetReader"]

ARROW_TYPES = {"text": pa.string(), "number": pa.float64(), "texts": pa.list_(pa.string())}


class ParquetChunk:
    """Rows of a Parquet file. ``begin`` is the position of the first row, counted from 1."""

    def __init__(self, batch: pa.RecordBatch, begin: int) -> None:
        self.batch = batch
        self.begin = begin

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the rows, with their cells as Python values."""
        names = tuple(self.batch.schema.names)
        columns = [_cells(column) for column in self.batch.columns]
        return [Row(place, place, names, cells) for place, cells in enumerate(zip(*columns, strict=True), self.begin)]

    def first(self, count: int) -> ParquetChunk:
        """Return the first rows."""
        return ParquetChunk(self.batch.slice(0, count), self.begin)

    def column(self, name: str) -> list[Any]:
        """Return the cells under a name."""
        return _cells(self.batch.column(self._places[name]))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in reversed([*enumerate(self.batch.schema.names)])}


class ParquetReader:
    """A Parquet file."""

    counts: Literal["line", "row"] = "row"
    varies = False
    typed = True
    columnar = True
    header_line = None
    guessed: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()
    detected: None = None
    hidden: frozenset[int] = frozenset()

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._source = source.file
        try:
            self.file = pq.ParquetFile(source.path or source.file)
            self.schema = self.file.schema_arrow
            self.header: tuple[str, ...] = tuple(self.schema.names)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise TableError(self.name, f"this is not a Parquet file ({_words(error)})", "name one") from error
        self.size: int = self.file.metadata.num_rows
        self.done = 0

    def chunks(self) -> Iterator[ParquetChunk]:
        """Read the rows."""
        size = self._source.seek(0, os.SEEK_END)
        left = most_unpacked(size)
        for portion in portions(self.name, self.file, self._source, size):
            if portion.broken:
                raise self._damaged(portion.broken)
            for chunk in self._batches(self.file.iter_batches(portion.rows, portion.groups)):
                left -= chunk.batch.nbytes
                if left < 0:
                    reason = (
                        f"its {size:,} bytes hold more than {most_unpacked(size) >> 20:,} MB once they are unpacked"
                    )
                    raise TableError(self.name, reason, "write it without the columns of long texts")
                yield chunk

    def _batches(self, batches: Iterator[pa.RecordBatch]) -> Iterator[ParquetChunk]:
        while True:
            try:
                batch = next(batches, None)
                if batch is None:
                    return
                batch.validate(full=True)  # damaged data may also be read as invalid text
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(_words(error)) from error
            chunk = ParquetChunk(batch, self.done + 1)
            self.done += len(chunk)
            yield chunk

    def _damaged(self, why: str) -> TableError:
        return TableError(self.name, f"it is damaged behind row {self.done:,} ({why})", "write the file again")

    @contextmanager
    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> Iterator[ParquetWriter]:
        """Write the columns unchanged, and the added ones after them."""
        names = free_names(self.header, [column.name for column in added])
        fields = [field.with_name(name) for field, name in zip(self.schema, names, strict=True)]
        fields += [pa.field(column.name, ARROW_TYPES[column.type]) for column in added]
        schema = pa.schema(fields, self.schema.metadata)
        with pq.ParquetWriter(out, schema) as writer:
            yield ParquetWriter(writer, schema, added)

    def check_exact(self, name: str, field: str) -> None:
        """Refuse a column of fractions, dates, or the like for an identifier."""
        type_ = self.schema.field(self.header.index(name)).type
        if not _is_exact(type_):
            raise TableError(
                self.name,
                f"column {name!r}, the {field}, holds {type_}",
                "write it as text, so that no digit is lost",
            )

    def misread(self, error: TableError) -> TableError:
        """Return the error itself, because the encoding of Parquet is known."""
        return error

    def no_rows(self) -> TableError:
        """Return the error about a file without rows."""
        return TableError(self.name, "there is no row", "write one")


class ParquetWriter:
    """Writes record batches with added columns."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema, added: Sequence[AddedColumn]) -> None:
        self.out = writer
        self.schema = schema
        self.added = added

    def write(self, chunk: Any, added: Sequence[Any]) -> None:
        """Write a chunk's rows. An added column may be an Arrow array."""
        columns = [
            cells if isinstance(cells, pa.Array) else pa.array(cells, ARROW_TYPES[column.type])
            for column, cells in zip(self.added, added, strict=True)
        ]
        self.out.write_table(pa.Table.from_arrays([*chunk.batch.columns, *columns], schema=self.schema))


def _cells(column: pa.Array) -> list[Any]:
    cells: list[Any]
    try:
        cells = column.to_pylist()
    except (
        ValueError,
        OverflowError,
        LookupError,
        pa.ArrowException,
    ):  # Python's times end at microseconds, and may not know a zone
        try:
            cells = column.cast(pa.string()).to_pylist()
        except pa.ArrowException:
            cells = ["(cannot be read)"] * len(column)
    return cells


def _words(error: Exception) -> str:
    """Return Arrow's message in one line."""
    return " ".join(str(error).split()).rstrip(".")


def _is_exact(type_: Any) -> bool:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    kinds = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_integer,
        pa.types.is_null,
    )
    return any(kind(type_) for kind in kinds)
