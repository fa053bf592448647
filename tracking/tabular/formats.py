"""The formats of rows, and how a file's format is detected: by its extension, or by its beginning."""

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
    """The module of this package that reads it, imported when such a file is opened."""
    reader: str
    """The module's class that is a `Reader`."""
    endings: tuple[str, ...]
    """The extensions of its files, the usual one first."""
    begins: str | None
    """A pattern for the beginning of its files, after spaces; None if it cannot be recognized."""
    is_certain: bool = True
    """True if its extensions mean no other format."""
    options: frozenset[str] = frozenset()
    """Which of ``encoding`` and ``separator`` apply to it."""
    is_stream: bool = True
    """True if it can be read from a pipe and written to one."""
    written: tuple[str, ...] = ()
    """The extensions with which it can be written, unless these are all."""


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
    """Return the format of a file's extension.

    >>> format_by_ending("orders.NDJSON").name, format_by_ending("orders.pdf")
    ('JSON lines', None)
    """
    ending = Path(name).suffix.lower()
    return next((one for one in FORMATS if ending in one.endings), None)


def format_by_content(source: Source, otherwise: Format) -> Format:
    """Return the format of a file's extension, or of its beginning if the extension is not certain.

    ``otherwise`` is the format of an empty file, and of a file that shows neither.
    """
    by_ending = format_by_ending(source.name)
    if by_ending is not None and by_ending.is_certain:
        return by_ending
    text = beginning_of(source).text().lstrip()
    by_beginning = (one for one in FORMATS if one.begins and re.match(one.begins, text))
    return next(by_beginning, by_ending if text and by_ending else otherwise)


def check_kind(format_: Format, path: Path) -> None:
    """Refuse a pipe if the format needs a file.

    Call it before opening, because opening a pipe waits for its other end.
    """
    if not format_.is_stream and not stat.S_ISREG(path.stat().st_mode):
        raise TableError(str(path), f"{format_.name} cannot be read from a pipe or a folder", "name a file")


def reader_of(format_: Format, source: Source) -> Reader:
    """Return a reader for an open file of a known format. Raises `TableError`."""
    reader: Reader = getattr(import_module(f"tracking.tabular.{format_.module}"), format_.reader)(source)
    return reader


@contextmanager
def open_table(
    path: str | Path, *, encoding: str | None = None, separator: str | None = None, otherwise: Format = CSV
) -> Iterator[Reader]:
    """Open a file whose rows are all needed. Text that its encoding cannot decode is reported (`Reader.broken`).

    The format follows from the extension and the beginning; ``otherwise`` is used if neither shows it. Raises
    `TableError` if there is no such file, or no table in it.
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
