"""Tables that are text, CSV and JSON lines: read in chunks, and written with their answers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import IO, Any, Protocol

from tracking.cli.aligned import Columns, quoted, shown
from tracking.cli.csv_rows import CsvRow, Lines, csv_rows
from tracking.cli.json_rows import JsonRow, json_rows, written
from tracking.cli.misuse import Misuse
from tracking.cli.table_rows import ANSWERS, Chunk, Fields, chosen, free_name

__all__ = ["CsvTable", "JsonTable", "RowsForPeople", "TextTable", "Writer"]

Answers = list[list[Any]]
PEEKED = 1000
"""Lines of a JSON file from which its columns are told."""


class Writer(Protocol):
    """Takes chunks and their answers."""

    def write(self, chunk: Chunk, answers: Answers) -> None:
        """Write a chunk's rows with their answers."""


class TextTable(Protocol):
    """A table in a file."""

    remarks: list[str]
    """What concerns the file as a whole."""

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""

    def writer(self, out: IO[str]) -> Writer:
        """What writes the rows in the file's own form."""


class CsvTable:
    """A CSV file: what was found out about it, its rows, and what writes them in the same form."""

    def __init__(
        self, lines: Lines, name: str, columns: Mapping[str, str], fields: Fields, separator: str | None
    ) -> None:
        self.lines, self.fields = lines, fields
        try:
            self.separator, self.headers, self._rows = csv_rows(lines, separator, name)
            self.header_of, self.remarks = chosen(self.headers, columns, name)
        except Misuse as error:
            raise lines.misread(error) from error
        self.names = [free_name(header, self.headers) if header in ANSWERS else header for header in self.headers]
        self.remarks += [
            f"column {quoted(header)} is called {quoted(name)} in the output"
            for header, name in zip(self.headers, self.names, strict=True)
            if header != name
        ]

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""
        columns = {field: self._cell(self.headers.index(header)) for field, header in self.header_of.items()}
        return self.fields.chunks(self._rows, columns)

    def _cell(self, place: int) -> Callable[[CsvRow], str]:
        return lambda row: row.cells[place]

    def writer(self, out: IO[str]) -> Writer:
        """What writes CSV with the same separator and line ends, in UTF-8."""
        return _CsvWriter(self, out)


class _CsvWriter:
    def __init__(self, table: CsvTable, out: IO[str]) -> None:
        if table.lines.marked:
            out.write("\ufeff")  # without it a spreadsheet reads UTF-8 as something else
        self.rows = csv.writer(out, delimiter=table.separator, lineterminator=table.lines.ending)
        self.rows.writerow([*table.names, *ANSWERS])

    def write(self, chunk: Chunk, answers: Answers) -> None:
        rows: list[CsvRow] = chunk.rows
        problems = map(";".join, answers[-1])
        self.rows.writerows(
            [*row.cells, *answer] for row, answer in zip(rows, zip(*answers[:-1], problems, strict=True), strict=True)
        )


class JsonTable:
    """A file of JSON lines."""

    def __init__(self, lines: Lines, name: str, columns: Mapping[str, str], fields: Fields) -> None:
        self.fields = fields
        self._rows = json_rows(lines)
        self._first = [row for row, _ in zip(self._rows, range(PEEKED), strict=False)]
        headers = list(dict.fromkeys(header for row in self._first for header in row.found))
        try:
            if not headers:
                raise Misuse(f"{name}: there is no JSON object; write one a line")
            self.header_of, self.remarks = chosen(headers, columns, name)
        except Misuse as error:
            raise lines.misread(error) from error

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""
        columns = {field: self._cell(header) for field, header in self.header_of.items()}
        return self.fields.chunks(chain(self._first, self._rows), columns)

    def _cell(self, header: str) -> Callable[[JsonRow], Any]:
        return lambda row: row.found.get(header)

    def writer(self, out: IO[str]) -> Writer:
        """What writes one JSON object a line."""
        return _JsonWriter(out)


class _JsonWriter:
    def __init__(self, out: IO[str]) -> None:
        self.out = out

    def write(self, chunk: Chunk, answers: Answers) -> None:
        rows: list[JsonRow] = chunk.rows
        for row, answer in zip(rows, zip(*answers, strict=True), strict=True):
            self.out.write(written(row, dict(zip(ANSWERS, answer, strict=True))) + "\n")


class RowsForPeople:
    """Writes number, company and link under each other, and what is wrong below."""

    def __init__(self, out: IO[str]) -> None:
        self.out = out
        self.columns = Columns()

    def write(self, chunk: Chunk, answers: Answers) -> None:
        """Write a chunk's rows."""
        _, companies, urls, _, _, problems = answers
        numbers = list(chunk.fields["number"])
        for place, bad in chunk.bad.items():
            numbers[place] = bad.number
        rows = [
            (shown(number or "-"), shown(company or "-"), url or "-")
            for number, company, url in zip(numbers, companies, urls, strict=True)
        ]
        self.columns.fit(rows)
        for row, codes in zip(rows, problems, strict=True):
            self.out.write(self.columns.line(row) + "\n")
            if codes:
                self.out.write(f"    {', '.join(codes)}\n")
