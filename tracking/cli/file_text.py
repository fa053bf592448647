"""The text of a file that somebody else wrote, and its records: encodings, separators and broken lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tracking.cli.csv_rows import WORKBOOKS, csv_rows
from tracking.cli.json_rows import json_rows
from tracking.cli.misuse import Misuse
from tracking.errors import TrackingError
from tracking.results import Problem

__all__ = ["Record", "UnreadableFile", "csv_records", "decoded", "json_records"]

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
REPLACED = "\N{REPLACEMENT CHARACTER}"


class UnreadableFile(TrackingError):
    """A file of shipments that cannot be read at all."""


class Record(NamedTuple):
    """One record of a file."""

    line: int
    """Where it begins, counted from 1."""
    cells: dict[str, Any]
    """By the file's own headers."""
    problem: Problem | None = None
    """Why it cannot be read."""


class Text(NamedTuple):
    """A file's text."""

    lines: list[str]
    guessed: tuple[int, ...]
    """Lines that were not UTF-8 and were read as Windows-1252."""
    broken: frozenset[int]
    """Lines that hold characters of no known encoding."""


def decoded(path: Path, encoding: str | None) -> Text:
    """Read a file as text: in the encoding named, else as its first bytes say, else each line as UTF-8.

    A line that is not UTF-8 is read as Windows-1252, as spreadsheets in the West write it. Raises `UnreadableFile`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}; name a file that can be read") from error
    if data.startswith(WORKBOOKS):
        raise UnreadableFile(f"{path}: this is a workbook; save the sheet as CSV (UTF-8)")
    known = encoding or next((name for mark, name in BOMS if data.startswith(mark)), None)
    if known is not None:
        try:
            lines = _lines(data.decode(known, errors="replace"))
        except LookupError as error:
            raise UnreadableFile(f"--encoding {known}: no such encoding; utf-8, cp1252, ...") from error
        return Text(lines, (), frozenset(n for n, line in enumerate(lines, 1) if REPLACED in line))
    if data.count(0) * 4 > len(data):
        raise UnreadableFile(f"{path}: this is not UTF-8; save it as CSV (UTF-8), or name the encoding with --encoding")
    lines = []
    guessed: list[int] = []
    broken: set[int] = set()
    for number, raw in enumerate(_lines(data.decode("latin-1")), 1):
        line = raw.encode("latin-1")
        if 0 in line:
            broken.add(number)
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            (broken.add if REPLACED in lines[-1] else guessed.append)(number)
    return Text(lines, tuple(guessed), frozenset(broken))


def _lines(text: str) -> list[str]:
    found = LINE.findall(text)
    return found[:-1] if found and not found[-1] else found


def csv_records(lines: list[str]) -> Iterator[Record]:
    """Read CSV; a line that cannot be read spoils no other."""
    if not any(map(str.strip, lines)):
        return
    try:
        _, headers, rows = csv_rows(lines, None, "line 1")
    except Misuse as error:
        raise UnreadableFile(str(error)) from error
    for line, cells, problem in rows:
        if problem is not None and problem.code == "row_broken":
            yield Record(line, {}, problem)
        else:
            # Of columns with one name the first counts.
            found = dict(zip(reversed(headers), reversed(cells), strict=True))
            yield Record(line, {header: found[header] for header in headers}, problem)


def json_records(lines: list[str]) -> Iterator[Record]:
    """Read one JSON object a line; numbers with a fraction stay the text that they were."""
    for row in json_rows(lines):
        yield Record(row.line, row.found, row.problem)
