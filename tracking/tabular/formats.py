"""The formats of rows, and which of them a file has: by its ending, or by how it begins."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, NamedTuple

from tracking.errors import TableError
from tracking.tabular.encodings import beginning_of
from tracking.tabular.reader import Reader, Source

__all__ = [
    "CSV",
    "EXCEL",
    "FORMATS",
    "JSON_LINES",
    "Format",
    "check_kind",
    "format_by_content",
    "format_by_ending",
    "open_table",
    "reader_of",
]


class Format(NamedTuple):
    """A format of rows."""

    name: str
    module: str
    """The module of this package that reads it, imported when a file of it is opened."""
    reader: str
    """The module's class that is a `Reader`."""
    endings: tuple[str, ...]
    """What its files end with; the usual ending first."""
    begins: str | None
    """A pattern of what its files begin with, blanks apart; None when that cannot be told."""
    is_certain: bool = True
    """Its endings mean no other format."""
    options: frozenset[str] = frozenset()
    """Which of ``encoding`` and ``separator`` it has."""
    is_stream: bool = True
    """It can be read from a pipe and written to one."""
    written: tuple[str, ...] = ()
    """The endings that it can be written with, where that is not every one."""


CSV = Format(
    "CSV", "csv_file", "CsvReader", (".csv", ".tsv", ".txt"), None,
    is_certain=False, options=frozenset({"encoding", "separator"}),
)  # fmt: skip
JSON_LINES = Format(
    "JSON lines", "json_lines", "JsonLinesReader", (".jsonl", ".ndjson"), r"\{", options=frozenset({"encoding"})
)
JSON_ARRAY = Format(
    "JSON", "json_array", "JsonArrayReader", (".json",), r"\[\s*[{\]]",
    is_certain=False, options=frozenset({"encoding"}),
)  # fmt: skip
PARQUET = Format("Parquet", "parquet_file", "ParquetReader", (".parquet", ".pq"), "PAR1", is_stream=False)
EXCEL = Format(
    "a spreadsheet", "excel_file", "ExcelReader", (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "PK\x03\x04",
    is_stream=False, written=(".xlsx",),
)  # fmt: skip
FORMATS = (CSV, JSON_LINES, JSON_ARRAY, PARQUET, EXCEL)


def format_by_ending(name: str | Path) -> Format | None:
    """The format that a file's ending says.

    >>> format_by_ending("orders.NDJSON").name, format_by_ending("orders.pdf")
    ('JSON lines', None)
    """
    ending = Path(name).suffix.lower()
    return next((one for one in FORMATS if ending in one.endings), None)


def format_by_content(source: Source, otherwise: Format) -> Format:
    """The format that a file's ending says; where that is not certain, its beginning.

    ``otherwise`` is the one of a file that is empty, and of one of which neither tells.
    """
    by_ending = format_by_ending(source.name)
    if by_ending is not None and by_ending.is_certain:
        return by_ending
    text = beginning_of(source).text().lstrip()
    by_beginning = (one for one in FORMATS if one.begins and re.match(one.begins, text))
    return next(by_beginning, by_ending if text and by_ending else otherwise)


def check_kind(format_: Format, path: Path) -> None:
    """Refuse a pipe where the format needs a file: call it first, since opening a pipe waits for its other end."""
    if not format_.is_stream and not stat.S_ISREG(path.stat().st_mode):
        raise TableError(str(path), f"{format_.name} cannot be read from a pipe or a folder", "name a file")


def reader_of(format_: Format, source: Source) -> Reader:
    """Read an open file as one of a known format; raises `TableError`."""
    reader: Reader = getattr(import_module(f"tracking.tabular.{format_.module}"), format_.reader)(source)
    return reader


@contextmanager
def open_table(
    path: str | Path, *, encoding: str | None = None, separator: str | None = None, otherwise: Format = CSV
) -> Iterator[Reader]:
    """Open a file whose rows are all wanted: what cannot be read in its encoding is reported (`Reader.broken`).

    The format is told by the ending and the beginning; ``otherwise`` is the one that is taken where neither tells.
    Raises `TableError` when there is no such file, or no table in it.
    """
    path = Path(path)
    file: IO[bytes]
    try:
        check_kind(format_by_ending(path) or otherwise, path)
        file = path.open("rb")
    except OSError as error:
        raise TableError(str(path), error.strerror or str(error), "name a file that can be read") from error
    with file:
        source = Source(str(path), file, path, encoding, separator)
        yield reader_of(format_by_content(source, otherwise), source)
