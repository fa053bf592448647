"""CSV: rows of text under a header, written with the same separator and line ends as they were read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from tracking.errors import TableError
from tracking.tabular.csv_records import csv_records
from tracking.tabular.reader import AddedColumn, Chunk, Source, free_names
from tracking.tabular.text_reader import TextReader, chunks_of, text_output

__all__ = ["CsvReader"]


class CsvReader(TextReader):
    """A CSV file: what is known about it, and its rows."""

    varies = False
    typed = False

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        try:
            self.separator, self.header, self.header_line, self._rows = csv_records(
                self.lines, source.separator, self.name
            )
        except TableError as error:
            raise self.misread(error) from error

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""
        return chunks_of(self._rows, self.header)

    @contextmanager
    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> Iterator[CsvWriter]:
        """Write CSV with the same separator and line ends, in UTF-8."""
        with text_output(out) as text:
            if self.lines.marked:
                text.write("\ufeff")  # without it, a spreadsheet does not read the file as UTF-8
            names = [column.name for column in added]
            rows = csv.writer(text, delimiter=self.separator, lineterminator=self.lines.ending)
            rows.writerow([*free_names(self.header, names), *names])
            yield CsvWriter(rows, added)


class CsvWriter:
    """Writes rows of CSV."""

    def __init__(self, rows: Any, added: Sequence[AddedColumn]) -> None:
        self.rows = rows
        self.added = added

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows. A list becomes one cell."""
        columns = [
            map(";".join, cells) if column.type == "texts" else cells
            for column, cells in zip(self.added, added, strict=True)
        ]
        self.rows.writerows(
            [*row.cells, *more] for row, more in zip(chunk.rows, zip(*columns, strict=True), strict=True)
        )
