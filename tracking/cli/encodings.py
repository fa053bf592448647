"""How the bytes of a file become text: what their beginning says, and what is said where they were misread."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from tracking.cli.misuse import Misuse

__all__ = ["LOOKED_AT", "Beginning"]

LOOKED_AT = 4096
"""Bytes of a file from which its kind is told."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs begin."""
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1a\x1b"})


class Beginning(NamedTuple):
    """A file's first bytes."""

    name: str
    """The file, as people know it."""
    data: bytes
    """At most `LOOKED_AT` of them."""
    named: str | None
    """The encoding that the caller says it has."""

    @property
    def marked(self) -> str | None:
        """The encoding that a mark at the beginning tells."""
        return next((known for mark, known in MARKS if self.data.startswith(mark)), None)

    def encoding(self) -> str | None:
        """The encoding to read the file in; None when nothing tells. Raises `Misuse` when it cannot be that, or text."""
        if self.data.startswith(WORKBOOKS):
            raise Misuse(f"{self.name}: this is a workbook; save the sheet as CSV (UTF-8)")
        if self.named is not None:
            self._check_named(self.named)
        elif self.marked is None and 8 * self.data.count(0) > len(self.data):
            # UTF-16 has a zero in nearly every separator, digit and line end.
            raise Misuse(
                f"{self.name}: this is UTF-16 without a mark at its beginning; say --encoding {guessed}"
                if (guessed := _utf16(self.data))
                else f"{self.name}: this is no text table; save it as CSV (UTF-8), or name its encoding with --encoding"
            )
        return self.named or self.marked

    def _check_named(self, named: str) -> None:
        try:
            b"a".decode(named, "backslashreplace")
            known = codecs.lookup(named).name
        except (LookupError, UnicodeError) as error:  # also encodings of something else than text
            raise Misuse(f"--encoding {named}: no such encoding; write utf-8, cp1252 or another") from error
        if self.marked and not known.startswith(self.marked.removesuffix("-sig")):
            is_marked = self.marked.removesuffix("-sig").upper()
            raise Misuse(f"{self.name}: this is {is_marked}, as its first bytes say; leave --encoding out")
        if self.data and not self.marked and known in ("utf-16", "utf-32"):
            guessed = _utf16(self.data)
            cure = f"say --encoding {guessed}" if guessed else "leave --encoding out"
            raise Misuse(f"{self.name}: this is not {known.upper()} with a mark at its beginning; {cure}")

    def misread(self, error: Misuse, *, guessed: bool) -> Misuse:
        """An error about the table in the file, with what else may be its cause: the text was not what it was read as.

        ``guessed`` tells that lines were read as Windows-1252 because they were not UTF-8.
        """
        if self.named is not None:
            more = f"; it was read as {self.named}, as --encoding says"
        elif self.marked is None and _is_binary(self.data):
            return Misuse(f"{self.name}: this is no text table; save it as CSV (UTF-8)")
        elif guessed:
            more = (
                "; it is not UTF-8 and was read as Windows-1252: if it is in another encoding (cp1251, gb18030, "
                "shift_jis, ...), say --encoding NAME"
            )
        else:
            more = ""
        return Misuse(error.message + more)


def _utf16(data: bytes) -> str | None:
    """Which UTF-16 some bytes without a mark look like: ASCII has its zeros in every second place."""
    first, second = data[0::2].count(0), data[1::2].count(0)
    if second > 4 * first:
        return "utf-16-le"
    return "utf-16-be" if first > 4 * second else None


def _is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text; compressed ones have a control character in nine."""
    controls = len(data) - len(data.translate(None, CONTROLS))
    return data.startswith(b"%PDF-") or 0 in data or 25 * controls > len(data)
