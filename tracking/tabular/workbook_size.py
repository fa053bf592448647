"""The size of an unpacked workbook, computed before it is read: a few kilobytes may contain gigabytes.

The reader of spreadsheets creates a whole sheet in memory, from its first filled cell to its last.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from tracking.errors import TableError

__all__ = ["check_workbook_size"]

MOST_BYTES = 1 << 30
"""Unpacked bytes; a sheet of a million rows and twenty columns has 700 MB."""
MOST_CELLS = 5_000_000
"""How many cells a sheet may span; it may span more only if a quarter of them are written."""
_PIECE = 1 << 20
_PLACE = re.compile(rb'r="([A-Z]{0,3})([0-9]{1,7})"')
"""The position of a row or a cell of Office Open XML (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73)."""
_LONGEST_PLACE = 14
"""The greatest length of such a text in bytes."""


def check_workbook_size(name: str, file: IO[bytes]) -> None:
    """Raise `TableError` for a workbook that would be too large. ``file`` is then at its beginning again.

    A file that is not an archive, and a broken one, are left to the reader.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check(name, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, expat.ExpatError):
        pass
    finally:
        file.seek(0)


def _check(name: str, archive: zipfile.ZipFile) -> None:
    unpacked, said = 0, sum(info.file_size for info in archive.infolist())
    for info in archive.infolist():
        # Other entries say which entry is a sheet; an entry that is not one has no positions.
        sheet: _Sheet | _OpenDocument = _OpenDocument() if info.filename == "content.xml" else _Sheet()
        for piece in _pieces(archive, info):
            unpacked += len(piece)
            if max(said, unpacked) > MOST_BYTES:
                raise TableError(
                    name, f"it holds more than {MOST_BYTES >> 20:,} MB once it is unpacked", "save its sheet as CSV"
                )
            sheet.read(piece)
        if sheet.area > max(MOST_CELLS, 4 * sheet.cells):
            raise TableError(
                name,
                f"its {sheet.cells:,} cells are spread over {sheet.area:,} places",
                "delete the rows and columns far off, or save the sheet as CSV",
            )


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of an entry, which may be longer than the entry says."""
    whole = copy.copy(info)
    whole.file_size = MOST_BYTES + 1
    with archive.open(whole) as entry:
        while piece := entry.read(_PIECE):
            yield piece


class _Sheet:
    """The positions in a sheet of Office Open XML."""

    def __init__(self) -> None:
        self.cells = self.width = self.height = 0
        self._rest = b""

    def read(self, piece: bytes) -> None:
        piece = self._rest + piece
        for column, row in _PLACE.findall(piece):
            self.cells += bool(column)
            number = 0
            for letter in column:
                number = number * 26 + letter - 64
            self.width, self.height = max(self.width, number), max(self.height, int(row))
        self._rest = piece[-_LONGEST_PLACE + 1 :]
        # A complete position is not read again.
        if last := [found.end() for found in _PLACE.finditer(piece, max(0, len(piece) - 2 * _LONGEST_PLACE))]:
            self._rest = piece[max(last[-1], len(piece) - _LONGEST_PLACE + 1) :]

    @property
    def area(self) -> int:
        return self.width * self.height


class _OpenDocument:
    """The positions in the tables of an OpenDocument text: cells and rows say how often they are repeated."""

    def __init__(self) -> None:
        self.cells = 0
        self.area = 0
        """Of the largest table."""
        self._width = self._height = 0
        self._row = self._column = self._repeated = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begun
        self._parser.EndElementHandler = self._ended

    def read(self, piece: bytes) -> None:
        self._parser.Parse(piece)

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._width = self._height = self._row = 0
        elif name == "table:table-row":
            self._column, self._repeated = 0, _count(attributes, "table:number-rows-repeated")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += _count(attributes, "table:number-columns-repeated")
            if any(key.startswith(("office:", "table:formula")) for key in attributes):
                self._filled()

    def _ended(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._repeated

    def _filled(self) -> None:
        """Note a filled cell: everything up to it is created in memory."""
        self.cells += 1
        self._width, self._height = max(self._width, self._column), max(self._height, self._row + self._repeated)
        self.area = max(self.area, self._width * self._height)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
