"""Measures the parts of a workbook: the area of its cells, and the lengths of the texts that they refer to.

Each part is read as the reader of spreadsheets (calamine) reads it, whatever its name and stated type are.
"""

from __future__ import annotations

from array import array
from collections import Counter
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

__all__ = ["BinaryPart", "OpenDocument", "SharedCells", "Spread", "WorkbookPart", "XmlPart"]

_FARTHEST = 1 << 32
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Spread:
    """The area of a sheet's filled cells."""

    def __init__(self) -> None:
        self.cells = self.width = self.height = 0

    @property
    def area(self) -> int:
        """Return the number of cells from the first filled row and column to the last."""
        return self.width * self.height

    def fill(self, column: int, row: int) -> None:
        """Count a cell; columns and rows are counted from 1."""
        self.cells += 1
        if column > self.width:
            self.width = column
        if row > self.height:
            self.height = row


class WorkbookPart(Protocol):
    """A part of a workbook that is read piece by piece."""

    spread: Spread
    texts: array[int]
    """The number of characters of each text that cells may refer to."""

    def read(self, piece: bytes) -> None:
        """Read on. Raises `expat.ExpatError` for anything that is not such a part."""


class XmlPart:
    """A sheet or the shared texts of Office Open XML (ECMA-376 part 1, 18.3.1 and 18.4)."""

    def __init__(self) -> None:
        self.spread = Spread()
        self.texts: array[int] = array("Q")
        self.hidden: set[int] = set()
        """Rows with cells that the sheet does not show."""
        self._is_hidden = False
        self._row = self._column = self._length = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begun
        self._parser.EndElementHandler = None

    def read(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece)

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        local = name if ":" not in name else name.rpartition(":")[2]
        if local == "v":
            return
        if local == "c":
            self._column, row = _place(attributes.get("r", ""), self._column + 1, self._row)
            self.spread.fill(self._column, row)
            if self._is_hidden:
                self.hidden.add(row)
        elif local == "row":
            self._column, self._row = 0, _place(attributes.get("r", ""), 0, self._row + 1)[1]
            self._is_hidden = attributes.get("hidden") in ("1", "true")
        elif local == "si":
            self._length = 0
            self._parser.CharacterDataHandler = self._text
            self._parser.EndElementHandler = self._ended

    def _ended(self, name: str) -> None:
        if name.rpartition(":")[2] == "si":
            self.texts.append(self._length)
            self._parser.CharacterDataHandler = None

    def _text(self, text: str) -> None:
        self._length += len(text)


class SharedCells:
    """Counts how often the cells of a sheet refer to each shared text."""

    def __init__(self) -> None:
        self.named: Counter[str] = Counter()
        self._is_shared = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begun

    def read(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece)

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._is_shared = attributes.get("t") == "s"
        self._parser.CharacterDataHandler = self._text if local == "v" and self._is_shared else None

    def _text(self, text: str) -> None:
        self.named[text.strip()[-20:]] += 1


class BinaryPart:
    """A sheet or the shared texts of a binary workbook ([MS-XLSB] 2.1.4: records of a number, a length, and data)."""

    _ROW, _SHARED_CELL, _LAST_CELL, _SHARED_TEXT = 0, 7, 11, 19
    _TELLING = 12
    """The number of bytes of a record that are examined."""

    def __init__(self) -> None:
        self.spread = Spread()
        self.texts: array[int] = array("Q")
        self.named: Counter[int] = Counter()
        self._row = self._place = 0
        self._rest = b""

    def read(self, piece: bytes) -> None:
        """Read on."""
        data, place = self._rest + piece, self._place
        while (head := _record(data, place)) is not None:
            kind, begin, length = head
            if len(data) < begin + min(length, self._TELLING):
                break
            self._take(kind, data[begin : begin + min(length, self._TELLING)], length)
            place = begin + length
        # The end of a long record may come with later pieces.
        self._rest, self._place = data[place:], max(0, place - len(data))

    def _take(self, kind: int, data: bytes, length: int) -> None:
        first = int.from_bytes(data[:4], "little")
        if kind == self._ROW:
            self._row = first + 1
        elif kind <= self._LAST_CELL:
            self.spread.fill(first + 1, self._row)
            if kind == self._SHARED_CELL:
                self.named[int.from_bytes(data[8:12], "little")] += 1
        elif kind == self._SHARED_TEXT:
            self.texts.append(length)


class OpenDocument:
    """The tables of an OpenDocument file, in which cells, rows, and blanks state how often they are repeated."""

    def __init__(self) -> None:
        self.spread = Spread()
        self.texts: array[int] = array("Q")
        self.volume = 0
        """The number of characters of all cells, repetitions included."""
        self.hidden: dict[str, set[int]] = {}
        """Rows with cells that a table does not show, by the table's name."""
        self._table, self._name, self._is_hidden = Spread(), "", False
        self._row = self._column = self._repeated = self._times = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begun
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._text

    def read(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece)

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._table, self._row, self._name = Spread(), 0, attributes.get("table:name", "")
        elif name == "table:table-row":
            self._column, self._repeated = 0, _count(attributes, "table:number-rows-repeated")
            self._is_hidden = attributes.get("table:visibility", "visible") != "visible"
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = _count(attributes, "table:number-columns-repeated")
            self._column += times
            self._times = times * self._repeated
            if any(key.startswith(("office:", "table:formula")) for key in attributes):
                self._table.fill(self._column, self._row + self._repeated)
                if self._table.area >= self.spread.area:
                    self.spread.width, self.spread.height = self._table.width, self._table.height
                self.spread.cells += 1
                if self._is_hidden:
                    self.hidden.setdefault(self._name, set()).add(self._row + 1)
                self.volume += self._times * sum(map(len, attributes.values()))
        elif name == "text:s":
            self.volume += self._times * _count(attributes, "text:c")

    def _ended(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._repeated

    def _text(self, text: str) -> None:
        self.volume += self._times * len(text)


def _place(text: str, column: int, row: int) -> tuple[int, int]:
    """Return the column and the row in a cell's reference; those given if it has none."""
    digits = text.lstrip(_LETTERS)
    letters = text[: len(text) - len(digits)]
    if letters:
        column = _column(letters[:8])
    if digits.isdecimal():
        row = int(digits) if len(digits) < 1000 else _FARTHEST
    return column, row


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def _record(data: bytes, place: int) -> tuple[int, int, int] | None:
    """Return the number of the record at a position, the beginning of its data, and their length; None if it is not whole."""
    try:
        kind = data[place]
        place += 1
        if kind & 128:
            kind = kind & 127 | (data[place] & 127) << 7
            place += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = data[place]
            place += 1
            length |= (byte & 127) << shift
            if byte < 128:
                break
    except IndexError:
        return None
    return kind, place, length


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 20 else 1
