"""The text of a file that somebody else wrote, and its records: encodings, separators and broken lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tracking.cli.csv_rows import CsvRow, csv_rows
from tracking.cli.encodings import LOOKED_AT, Beginning
from tracking.cli.json_rows import json_rows
from tracking.cli.misuse import Misuse
from tracking.resolving.results import Problem

__all__ = ["Record", "Text", "csv_records", "decoded", "json_records"]

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
REPLACED = "\N{REPLACEMENT CHARACTER}"


class Record(NamedTuple):
    """One record of a file."""

    line: int
    """Where it begins, counted from 1."""
    last: int
    """Where it ends."""
    cells: dict[str, Any]
    """By the file's own headers."""
    problem: Problem | None = None
    """Why it cannot be read."""
    differing: tuple[str, ...] = ()
    """Headers of several columns that say different things here."""


class Text(NamedTuple):
    """A file's text."""

    beginning: Beginning
    lines: list[str]
    guessed: frozenset[int]
    """Lines that were not UTF-8 and were read as Windows-1252."""
    broken: frozenset[int]
    """Lines that hold characters of no known encoding."""

    def misread(self, error: Misuse) -> Misuse:
        """An error about the table, with what else may be its cause."""
        return self.beginning.misread(error, guessed=bool(self.guessed or self.broken))


def decoded(path: Path, encoding: str | None) -> Text:
    """Read a file as text: in the encoding named, else as its first bytes say, else each line as UTF-8.

    A line that is not UTF-8 is read as Windows-1252, as spreadsheets in the West write it. Raises `Misuse`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}; name a file that can be read") from error
    beginning = Beginning(str(path), data[:LOOKED_AT], encoding)
    known = beginning.encoding()
    if known is not None:
        lines = _lines(data.decode(known, errors="replace").removeprefix("\ufeff"))
        return Text(beginning, lines, frozenset(), frozenset(n for n, line in enumerate(lines, 1) if REPLACED in line))
    lines = []
    guessed: set[int] = set()
    broken: set[int] = set()
    for number, raw in enumerate(_lines(data.decode("latin-1")), 1):
        line = raw.encode("latin-1")
        if 0 in line:
            broken.add(number)
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            (broken if REPLACED in lines[-1] else guessed).add(number)
    return Text(beginning, lines, frozenset(guessed), frozenset(broken))


def _lines(text: str) -> list[str]:
    found = LINE.findall(text)
    return found[:-1] if found and not found[-1] else found


def csv_records(lines: list[str], name: str) -> tuple[list[str], Iterator[Record]]:
    """The headers and the records of CSV; a line that cannot be read spoils no other. Raises `Misuse`."""
    _, headers, rows = csv_rows(lines, None, name)
    return headers, _records(headers, rows)


def _records(headers: list[str], rows: Iterable[CsvRow]) -> Iterator[Record]:
    for line, last, cells, problem in rows:
        if problem is None and not any(map(str.strip, cells)):
            continue  # what a spreadsheet writes below its table
        if problem is not None and problem.code == "row_broken":
            yield Record(line, last, {}, problem)
        else:
            # Of columns with one name the first cell that is not empty counts.
            found: dict[str, str] = {}
            differing = []
            for header, cell in zip(headers, cells, strict=True):
                before = found.get(header, "").strip()
                if before and cell.strip() not in ("", before):
                    differing.append(header)
                found[header] = found[header] if before else cell
            yield Record(line, last, found, problem, tuple(differing))


def json_records(lines: list[str]) -> Iterator[Record]:
    """Read one JSON object a line; numbers with a fraction stay the text that they were."""
    for row in json_rows(lines):
        yield Record(row.line, row.line, row.found, row.problem)
