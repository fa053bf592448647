"""CSV as people and programs write it: any separator, any encoding, with lines that are broken; read as a stream."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, NamedTuple

from tracking.cli.encodings import LOOKED_AT, Beginning
from tracking.cli.misuse import Misuse
from tracking.resolving.results import Problem

__all__ = ["CsvRow", "Lines", "csv_rows", "separator_of"]

SEPARATORS = ",;\t|"
FIRST = 20
"""Lines from which the separator is told."""
LONGEST_CELL = 1 << 22
"""Characters of a cell at most: a label as base64 has a hundred thousand; an open quote must not take the whole file."""


class Lines:
    """The lines of a file, decoded: as its first bytes or ``encoding`` say, else each as UTF-8 or Windows-1252.

    Spreadsheets in the West write Windows-1252. Lines end with a line feed, a carriage return or both, and keep it.
    """

    def __init__(self, file: IO[bytes], encoding: str | None, name: str) -> None:
        start = file.peek(LOOKED_AT)[:LOOKED_AT] if hasattr(file, "peek") else b""
        self.beginning = Beginning(name, start, encoding)
        known = self.beginning.encoding()
        self.marked = self.beginning.marked is not None
        """Whether the file begins with a byte order mark, as spreadsheets need it."""
        self.guessed: list[int] = []
        """The first lines that were not UTF-8."""
        self.ending = "\n"
        """What the first line ends with."""
        self._known = known not in (None, "utf-8-sig")  # of marked UTF-8 some lines may be something else as well
        self._text = io.TextIOWrapper(
            file, known if known and self._known else "latin-1", errors="backslashreplace", newline=""
        )

    def __iter__(self) -> Iterator[str]:
        for number, text in enumerate(self._text, 1):
            line = text if self._known or text.isascii() else self._decoded(text.encode("latin-1"), number)
            if number == 1:
                line = line.removeprefix("\ufeff")
                self.ending = line[len(line.rstrip("\r\n")) :] or "\n"
            yield line

    def misread(self, error: Misuse) -> Misuse:
        """An error about the table, with what else may be its cause."""
        return self.beginning.misread(error, guessed=bool(self.guessed))

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            if len(self.guessed) < 5:
                self.guessed.append(number)
        try:
            return line.decode("cp1252")
        except UnicodeDecodeError:
            return line.decode("latin-1")  # the five bytes that Windows-1252 has no character for


def separator_of(lines: list[str]) -> str:
    """The separator that gives the headers the most cells, and most of the rows below as many."""

    def fits(separator: str) -> tuple[int, int]:
        try:
            counts = [len(cells) for cells in csv.reader(lines, delimiter=separator)]
        except csv.Error:  # a cell without end
            return 0, 0
        return counts[0] if counts else 0, sum(count == counts[0] for count in counts)

    return max(SEPARATORS, key=fits)


Read = tuple[int, int, list[str], str | None]
"""The first and the last line of a record, its cells, and why it cannot be read."""


class CsvRow(NamedTuple):
    """A row of a file."""

    line: int
    """Where it begins, counted from 1."""
    last: int
    """Where it ends."""
    cells: list[str]
    """As many as there are headers; a row that cannot be read is one text in the first of them."""
    problem: Problem | None
    """Why it cannot be read."""


def csv_rows(lines: Iterable[str], separator: str | None, name: str) -> tuple[str, list[str], Iterator[CsvRow]]:
    """The separator, the headers and the rows of a CSV file; a line that cannot be read spoils no other.

    A line without anything in it is no row; of a file with one column it is, if a row follows: its cell is empty.
    Raises `Misuse` when there are no headers.
    """
    # The limit is the process's, and looked at whenever a row is read: it cannot be set for this file alone. It is
    # raised here, where the command line reads a table, and nothing else that reads CSV minds.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    rest = iter(lines)
    first = list(islice(rest, FIRST))
    skipped = 0
    if first and first[0].lower().startswith("sep=") and len(first[0].rstrip("\r\n")) == 5:
        separator, skipped = separator or first[0][4], 1  # what Excel writes and reads
        del first[0]
    while first and not first[0].strip():
        del first[0]
        skipped += 1
    if separator is None:
        separator = separator_of(first)
    reading = _reading(chain(first, rest), separator, skipped)
    _, _, headers, wrong = next((one for one in reading if one[3] or any(map(str.strip, one[2]))), (0, 0, [], None))
    if wrong is not None:
        raise Misuse(f"{name}: the headers cannot be read ({wrong}); check their quotes")
    if not headers:
        raise Misuse(f"{name}: there are no headers; the first line has to name the columns")
    return separator, [header.strip() for header in headers], _rows(reading, len(headers), separator)


def _rows(reading: Iterator[Read], many: int, separator: str) -> Iterator[CsvRow]:
    empty: list[CsvRow] = []  # of one column, rows if another follows
    for line, last, cells, wrong in reading:
        if not cells or (len(cells) == 1 and cells[0].isspace()):
            if many == 1:
                empty.append(CsvRow(line, last, cells or [""], None))
            continue
        yield from empty
        empty.clear()
        problem = None
        if wrong is not None:
            problem = Problem("row_broken", f"the line cannot be read ({wrong}); check its quotes")
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
        yield CsvRow(line, last, cells, problem)


def _reading(lines: Iterator[str], separator: str, skipped: int) -> Iterator[Read]:
    """Records with their first and last line; of one that cannot be read its first line is the cell, and is left out."""
    kept: list[str] = []  # the lines of the record that is being read
    again: deque[str] = deque()  # lines to begin anew with, behind one that cannot be read
    done = skipped
    # A record goes on over a line's end only inside of quotes. One that gets so into a line where another was inside of
    # quotes, and failed, fails as that did: to read on would take time with the square of the file's length.
    failed, reason = 0, ""  # the line where the other failed, and why

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
                yield line, done, cells, None
            return
        except csv.Error as error:
            if done + len(kept) > failed:
                failed, reason = done + len(kept), str(error)
            done += 1
            yield done, done, [kept[0].rstrip("\r\n")], str(error)
            again.extendleft(reversed(kept[1:]))
            kept.clear()
