"""The size of an unpacked workbook, computed before it is read: a few kilobytes may contain gigabytes.

The reader of spreadsheets allocates a whole sheet in memory, from its first filled cell to its last. Each cell has its own copy of
its text: a text that a thousand cells refer to is stored a thousand times.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from lzma import LZMAError
from typing import IO, Any
from xml.parsers import expat

from tracking.errors import TableError
from tracking.tabular.workbook_parts import BinaryPart, OpenDocument, SharedCells, WorkbookPart, XmlPart
from tracking.tabular.workbook_sheets import parts_of_sheets

__all__ = ["check_workbook_size"]

MOST_BYTES = 1 << 30
"""The greatest number of unpacked bytes; a sheet of a million rows and twenty columns has 700 MB."""
MOST_CELLS = 5_000_000
"""The number of cells that a sheet may span; it may span more only if a quarter of them are written."""
_MOST_OF_A_LIST = 16 << 20
"""The greatest number of bytes of the list of a workbook's parts."""
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error, LZMAError)
_NOT_XML = (expat.ExpatError, ValueError, LookupError)
"""What the parser raises, also for an unknown encoding."""
_TARGET = re.compile(rb"""Target\s*=\s*["']([^"']*)""")
_SHEET = b"sheetData"
"""A part with this text is a sheet for a lenient reader, even if it is not valid XML."""


def check_workbook_size(name: str, file: IO[bytes]) -> dict[str, frozenset[int]]:
    """Raise `TableError` for a workbook that would be too large. Afterwards ``file`` is at its beginning again.

    Returns the rows that each sheet of an .xlsx or .ods workbook hides, by the sheet's name.

    Anything that is not an archive is left to the reader. An archive with a part that cannot be read is refused: the reader may read it.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        return {}
    else:
        with archive:
            check = _Check(name, archive)
            check.run()
            return check.hidden()
    finally:
        file.seek(0)


class _Check:
    """A check of an archive."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.archive = archive
        self.unpacked = 0
        self.parts: list[tuple[zipfile.ZipInfo, WorkbookPart]] = []

    def run(self) -> None:
        if sum(info.file_size for info in self.archive.infolist()) > MOST_BYTES:
            raise self._too_large()
        binary = self._binary_parts()
        for info in self.archive.infolist():
            if info.filename == "content.xml":
                self._read(info, OpenDocument())
            elif not self._read(info, XmlPart()) and info.filename.rpartition("/")[2].lower() in binary:
                self._read(info, BinaryPart())
        self._check_shared_texts()

    def hidden(self) -> dict[str, frozenset[int]]:
        """Return the rows with cells that sheets do not show, by the sheets' names."""
        of_tables = [part.hidden for _, part in self.parts if isinstance(part, OpenDocument)]
        if of_tables:
            return {table: frozenset(rows) for tables in of_tables for table, rows in tables.items()}
        rows = {
            info.filename.rpartition("/")[2]: frozenset(part.hidden)
            for info, part in self.parts
            if isinstance(part, XmlPart) and part.hidden
        }
        found = {info.filename.rpartition("/")[2]: info for info in self.archive.infolist() if rows}
        if not {"workbook.xml", "workbook.xml.rels"} <= found.keys():
            return {}
        sheets, relations = self._whole(found["workbook.xml"]), self._whole(found["workbook.xml.rels"])
        try:
            parts = parts_of_sheets(sheets, relations)
        except _NOT_XML:
            raise self._damaged("its list of sheets is not XML") from None
        return {sheet: rows[part] for sheet, part in parts.items() if part in rows}

    def _binary_parts(self) -> frozenset[str]:
        """Return the names of the parts that a binary workbook refers to; others, such as printer settings, are not sheets."""
        found = {"sharedstrings.bin"}
        for info in self.archive.infolist():
            if info.filename.lower().endswith("workbook.bin.rels"):
                targets = _TARGET.findall(self._whole(info))
                found |= {target.decode("utf-8", "replace").rpartition("/")[2].lower() for target in targets}
        return frozenset(found - {"vbaproject.bin"})

    def _read(self, info: zipfile.ZipInfo, part: WorkbookPart) -> bool:
        """Read a part of the archive; return False if it is another kind of part."""
        rest, is_part = b"", True
        for piece in self._pieces(info):
            self.unpacked += 0 if isinstance(part, BinaryPart) else len(piece)  # binary parts were read before
            if self.unpacked > MOST_BYTES:
                raise self._too_large()
            if is_part:
                try:
                    part.read(piece)
                except _NOT_XML:
                    is_part = False
            # A sheet that is broken for this reader may be valid for the other.
            if not is_part and not self._is_harmless(info, rest + piece):
                raise self._damaged(f"{info.filename} is not XML")
            rest = piece[-len(_SHEET) :]
            self._check_spread(part)
        if is_part:
            self.parts.append((info, part))
        return is_part

    def _is_harmless(self, info: zipfile.ZipInfo, data: bytes) -> bool:
        if info.filename != "content.xml":
            return _SHEET not in data and "sharedstrings.xml" not in info.filename.lower()
        manifests = [one for one in self.archive.infolist() if one.filename == "META-INF/manifest.xml"]
        if any(b"encryption-data" in self._whole(one) for one in manifests):
            raise TableError(self.name, "it has a password", "save it without one")
        return False

    def _whole(self, info: zipfile.ZipInfo) -> bytes:
        """Return the content of a part that is never large."""
        found = b""
        for piece in self._pieces(info):
            found += piece
            if len(found) > _MOST_OF_A_LIST:
                raise self._too_large()
        return found

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the content of an entry, which may be larger than it states."""
        whole = copy.copy(info)
        whole.file_size = MOST_BYTES + 1
        try:
            with self.archive.open(whole) as entry:
                while piece := entry.read(_PIECE):
                    yield piece
        except _BROKEN as error:
            raise self._damaged(f"{info.filename}: {error}") from error

    def _check_spread(self, part: WorkbookPart) -> None:
        spread = part.spread
        if spread.area > max(MOST_CELLS, 4 * spread.cells):
            raise TableError(
                self.name,
                f"its {spread.cells:,} cells are spread over {spread.area:,} places",
                "delete the rows and columns far off, or save the sheet as CSV",
            )
        if isinstance(part, OpenDocument) and part.volume > MOST_BYTES:
            raise self._too_large()

    def _check_shared_texts(self) -> None:
        for info, part in self.parts:
            for texts in [other.texts for _, other in self.parts if other.texts]:
                if part.spread.cells * max(texts) <= MOST_BYTES:
                    continue
                named: Mapping[Any, int]
                if isinstance(part, BinaryPart):
                    named = part.named
                else:
                    cells = SharedCells()
                    for piece in self._pieces(info):
                        cells.read(piece)
                    named = {int(text): times for text, times in cells.named.items() if text.isdecimal()}
                if sum(texts[place] * times for place, times in named.items() if place < len(texts)) > MOST_BYTES:
                    raise self._too_large()

    def _too_large(self) -> TableError:
        return TableError(
            self.name, f"it holds more than {MOST_BYTES >> 20:,} MB once it is unpacked", "save its sheet as CSV"
        )

    def _damaged(self, why: str) -> TableError:
        return TableError(self.name, f"it is damaged ({why.rstrip('.')})", "save it again")
