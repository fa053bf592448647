"""The records of CSV as people and programs write it, read as a stream: any separator, and broken lines."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import NamedTuple

from tracking.errors import TableError
from tracking.resolving.results import Problem
from tracking.tabular.preamble import header_place
from tracking.tabular.reader import BROKEN, Row

__all__ = ["CsvRecords", "csv_records"]

SEPARATORS = ",;\t|"
FIRST = 20
"""How many lines are read to detect the separator."""
DECLARED = r"(?i)sep=(.)"
"""The declaration of the separator before the header, which Excel writes and reads."""
LONGEST_CELL = 1 << 22
"""The greatest length of a cell.

A label in base64 has a hundred thousand; an open quote must not take the whole file.
"""


def _lines_before_header(lines: list[str], separator: str | None) -> int:
    """Count the lines at the beginning that are blank, declare the separator, or are a title."""

    def records(separator: str) -> Iterator[list[str]]:
        with suppress(csv.Error):  # a record that continues on the next line: no title follows
            for line in lines:
                yield next(csv.reader([line], delimiter=separator, strict=True), [])

    places = [header_place(records(one)) for one in ([separator] if separator else SEPARATORS)]
    count = min((place for place in places if place is not None), default=0)
    while count < len(lines) and (
        not lines[count].strip() or re.fullmatch(DECLARED, lines[count].rstrip("\r\n"), re.DOTALL)
    ):
        count += 1
    return count


def _separator_of(lines: list[str]) -> str:
    """Return the separator that divides the header into most cells, and most of the rows below into as many."""

    def fits(separator: str) -> tuple[int, int]:
        try:
            counts = [len(cells) for cells in csv.reader(lines, delimiter=separator)]
        except csv.Error:  # an endless cell
            return 0, 0
        return counts[0] if counts else 0, sum(count == counts[0] for count in counts)

    return max(SEPARATORS, key=fits)


class ReadRecord(NamedTuple):
    """A record that was read."""

    line: int
    last: int
    cells: list[str]
    wrong: str | None
    """Why the record cannot be read."""


class CsvRecords(NamedTuple):
    """The content of a CSV file."""

    separator: str
    header: tuple[str, ...]
    header_line: int
    """The line of the header, counted from 1."""
    rows: Iterator[Row]
    """Each record has as many cells as the header. One that cannot be read has its text in the first cell."""


def csv_records(lines: Iterable[str], separator: str | None, name: str) -> CsvRecords:
    """Read the header of a CSV file, and then its rows one by one. An unreadable line does not affect others.

    An empty line is not a row. In a file with one column, it is a row with an empty cell if a row follows. Raises
    `TableError` if there is no header.
    """
    # The limit is the process's, and is checked at every row, so it cannot be set for this file alone. It is only
    # raised, which harms no other reader of CSV.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    rest = iter(lines)
    first = list(islice(rest, FIRST))
    skipped = _lines_before_header(first, separator)
    for line in first[:skipped]:
        if declared := re.fullmatch(DECLARED, line.rstrip("\r\n"), re.DOTALL):
            separator = separator or declared.group(1)
    del first[:skipped]
    if separator is None:
        separator = _separator_of(first)
    reading = _reading(chain(first, rest), separator, skipped)
    first_row = next((one for one in reading if one.wrong or any(map(str.strip, one.cells))), None)
    if first_row is None:
        raise TableError(name, "there are no headers", "the first line has to name the columns")
    if first_row.wrong is not None:
        raise TableError(name, f"the headers cannot be read ({first_row.wrong})", "check their quotes")
    header = tuple(cell.strip() for cell in first_row.cells)
    return CsvRecords(separator, header, first_row.line, _rows(reading, header, separator))


def _rows(reading: Iterator[ReadRecord], header: tuple[str, ...], separator: str) -> Iterator[Row]:
    many = len(header)
    empty: list[Row] = []  # of one column, rows if another follows
    for line, last, cells, wrong in reading:
        if not cells or (len(cells) == 1 and cells[0].isspace()):
            if many == 1:
                empty.append(Row(line, last, header, cells or [""]))
            continue
        yield from empty
        empty.clear()
        problem = None
        if wrong is not None:
            problem = Problem(BROKEN, f"the line cannot be read ({wrong}); check its quotes")
        elif len(cells) > many:
            over = cells[many - 1 :]
            if any(cell.strip() for cell in over[1:]):
                problem = Problem(
                    "row_too_long",
                    f"{len(cells)} cells under {many} headers; put quotes around text that holds a {separator!r}",
                )
                over = [separator.join(over)]
            cells[many - 1 :] = over[:1]
        if len(cells) < many:
            cells += [""] * (many - len(cells))
        yield Row(line, last, header, cells, problem)


def _reading(lines: Iterator[str], separator: str, skipped: int) -> Iterator[ReadRecord]:
    """Yield records with their first and last line.

    For an unreadable record, the cell is its first line, which is skipped.
    """
    kept: list[str] = []  # the lines of the present record
    again: deque[str] = deque()  # lines to read again, after an unreadable record
    done = skipped
    # A record continues over a line's end only inside of quotes. If it continues into a line in which another record
    # was inside of quotes and failed, it fails in the same way; reading on would take quadratic time.
    failed, reason = 0, ""  # the line in which the other one failed, and the reason

    def watched() -> Iterator[str]:
        while True:
            if kept and done + len(kept) < failed:
                raise csv.Error(reason)
            line = again.popleft() if again else next(lines, None)
            if line is None:
                return
            kept.append(line)
            yield line

    while True:
        try:
            for cells in csv.reader(watched(), delimiter=separator, strict=True):
                line, done = done + 1, done + len(kept)
                kept.clear()
                yield ReadRecord(line, done, cells, None)
            return
        except csv.Error as error:
            if done + len(kept) > failed:
                failed, reason = done + len(kept), str(error)
            done += 1
            yield ReadRecord(done, done, [kept[0].rstrip("\r\n")], str(error))
            again.extendleft(reversed(kept[1:]))
            kept.clear()
