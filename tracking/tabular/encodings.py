"""From the bytes of a file to text: encodings that the first bytes show, and errors about misread text."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from tracking.errors import TableError
from tracking.tabular.reader import Source

__all__ = ["LOOKED_AT", "Beginning", "beginning_of"]

LOOKED_AT = 4096
"""How many bytes of a file are read to detect its kind."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before the mark of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of spreadsheet files."""
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1a\x1b"})


class Beginning(NamedTuple):
    """The first bytes of a file."""

    name: str
    """The file's name for people."""
    data: bytes
    """At most `LOOKED_AT` of them."""
    named: str | None
    """The encoding that the caller gave."""

    @property
    def marked(self) -> str | None:
        """The encoding that a byte order mark shows."""
        return next((known for mark, known in MARKS if self.data.startswith(mark)), None)

    def encoding(self) -> str | None:
        """Return the encoding of the file; None if it is not known.

        Raises `TableError` if the file cannot have that encoding, or is not text.
        """
        if self.data.startswith(WORKBOOKS):
            raise TableError(
                self.name, "this is a workbook", "save the sheet as CSV (UTF-8), or end the file's name in .xlsx"
            )
        if self.named is not None:
            self._check_named(self.named)
        elif self.marked is None and 8 * self.data.count(0) > len(self.data):
            # UTF-16 has a zero in nearly every separator, digit, and line end.
            if guessed := _utf16(self.data):
                raise TableError(
                    self.name, "this is UTF-16 without a mark at its beginning", f"use {{encoding}} {guessed}"
                )
            raise TableError(
                self.name, "this is not a text table", "save it as CSV (UTF-8), or name its encoding with {encoding}"
            )
        return self.named or self.marked

    def _check_named(self, named: str) -> None:
        try:
            b"a".decode(named, "backslashreplace")
            known = codecs.lookup(named).name
        except (LookupError, UnicodeError) as error:  # also encodings of other data than text
            raise TableError(
                "", "no such encoding", "write utf-8, cp1252 or another", field=f"{{encoding}} {named}"
            ) from error
        if self.marked and not known.startswith(self.marked.removesuffix("-sig")):
            is_marked = self.marked.removesuffix("-sig").upper()
            raise TableError(self.name, f"this is {is_marked}, as its first bytes say", "leave {encoding} out")
        if self.data and not self.marked and known in ("utf-16", "utf-32"):
            guessed = _utf16(self.data)
            cure = f"use {{encoding}} {guessed}" if guessed else "leave {encoding} out"
            raise TableError(self.name, f"this is not {known.upper()} with a mark at its beginning", cure)

    def misread(self, error: TableError, *, guessed: bool) -> TableError:
        """Return an error about the table in the file that also names a possible cause: a wrong encoding.

        ``guessed`` means that lines were read as Windows-1252 because they were not UTF-8.
        """
        if self.named is not None:
            more = f"; it was read as {self.named}, as {{encoding}} says"
        elif self.marked is None and _is_binary(self.data):
            return TableError(self.name, "this is not a text table", "save it as CSV (UTF-8)")
        elif guessed:
            more = (
                "; it is not UTF-8 and was read as Windows-1252: if it is in another encoding (cp1251, gb18030, "
                "shift_jis, ...), use {encoding} NAME"
            )
        else:
            more = ""
        return TableError(error.file, error.reason, error.cure + more, line=error.line, field=error.field)

    def text(self) -> str:
        """Return the beginning as text, as far as it can be read."""
        try:
            return self.data.decode(self.named or self.marked or "utf-8", errors="replace").removeprefix("\ufeff")
        except LookupError:  # the encoding does not exist; reading the file will say so
            return ""


def beginning_of(source: Source) -> Beginning:
    """Read the first bytes of a file without consuming them."""
    file = source.file
    start = file.peek(LOOKED_AT)[:LOOKED_AT] if hasattr(file, "peek") else b""
    return Beginning(source.name, start, source.encoding)


def _utf16(data: bytes) -> str | None:
    """Return the kind of UTF-16 that bytes without a mark look like: ASCII has zeros in every second place."""
    first, second = data[0::2].count(0), data[1::2].count(0)
    if second > 4 * first:
        return "utf-16-le"
    return "utf-16-be" if first > 4 * second else None


def _is_binary(data: bytes) -> bool:
    """Tell whether bytes are not text; compressed data have a control character in nine."""
    controls = len(data) - len(data.translate(None, CONTROLS))
    return data.startswith(b"%PDF-") or 0 in data or 25 * controls > len(data)
