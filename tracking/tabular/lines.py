"""The decoded lines of a text file that somebody else wrote."""

from __future__ import annotations

import io
from collections.abc import Iterator

from tracking.errors import TableError
from tracking.tabular.encodings import Beginning, beginning_of
from tracking.tabular.old_encodings import encoding_by_headers
from tracking.tabular.reader import Source

__all__ = ["Lines"]

REPLACED = "\N{REPLACEMENT CHARACTER}"
REMEMBERED = 5
"""How many guessed lines are remembered of a source that is not strict, which may be endless."""


class Lines:
    """The lines of a file, in the given, marked, or detected encoding; otherwise, each line is UTF-8 or Windows-1252.

    Spreadsheet programs in the West write Windows-1252. Lines end with a line feed, a carriage return, or both, and
    keep it.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.beginning: Beginning = beginning_of(source)
        known = self.beginning.encoding()
        self.detected = encoding_by_headers(self.beginning.data) if known is None else None
        """The encoding in which the headers are known words, if the file is not UTF-8."""
        known = known or self.detected
        self.marked = self.beginning.marked is not None
        """Whether the file begins with a byte order mark, as spreadsheets need it."""
        self.guessed: set[int] = set()
        """Lines that were not UTF-8 and were read as Windows-1252; the first few of a source that is not strict."""
        self.broken: set[int] = set()
        """Lines of a strict source that hold characters of no known encoding."""
        self.ending = "\n"
        """What the first line ends with."""
        # Some lines of marked UTF-8 may be something else: they are kept, unless the source is strict.
        self._known = known if source.strict or known != "utf-8-sig" else None
        self._text = io.TextIOWrapper(
            source.file,
            self._known or "latin-1",
            errors="replace" if source.strict else "backslashreplace",
            newline="",
        )

    def __iter__(self) -> Iterator[str]:
        for number, text in enumerate(self._text, 1):
            line = text
            if self._known:
                if self.source.strict and REPLACED in line:
                    self.broken.add(number)
            elif not text.isascii() or "\0" in text:
                line = self._decoded(text.encode("latin-1"), number)
            if number == 1:
                line = line.removeprefix("\ufeff")
                self.ending = line[len(line.rstrip("\r\n")) :] or "\n"
            yield line

    @property
    def done(self) -> int:
        """Bytes of the file that have been read."""
        return self.source.file.tell()

    def misread(self, error: TableError) -> TableError:
        """Return an error about the table, with other possible causes."""
        if self.detected:
            more = f"; it was read as {self.detected}, in which its headers are known, and {{encoding}} names another"
            return TableError(error.file, error.reason, error.cure + more, line=error.line, field=error.field)
        return self.beginning.misread(error, guessed=bool(self.guessed or self.broken))

    def _decoded(self, line: bytes, number: int) -> str:
        strict = self.source.strict
        if strict and 0 in line:
            self.broken.add(number)
        try:
            return line.decode()
        except UnicodeDecodeError:
            pass
        try:
            found = line.decode("cp1252")
        except UnicodeDecodeError:  # it has one of the five bytes for which Windows-1252 has no character
            if strict:
                self.broken.add(number)
                return line.decode("cp1252", errors="replace")
            found = line.decode("latin-1")
        if strict or len(self.guessed) < REMEMBERED:
            self.guessed.add(number)
        return found
