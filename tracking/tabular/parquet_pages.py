"""Reads the footer of a Parquet file and the headers of its pages, without unpacking a page.

A reader allocates memory for a page by the header before it; the sizes in the file's footer are not reliable.
Both are structs in Thrift's compact protocol (parquet-format, parquet.thrift: ``FileMetaData``, ``PageHeader``). Arrow's own
objects for a chunk of a column end the process when a footer is damaged, so they are not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

__all__ = ["BrokenPages", "ColumnChunk", "ParquetPage", "RowGroup", "pages_of", "row_groups_of"]

_LONGEST_HEADER = 16 << 20
"""The greatest length of a header in bytes; Arrow does not read more."""
_FIRST_READ = 256
"""The number of bytes that is enough for most headers."""
_DEEPEST = 24
_BOOLEANS = (1, 2)
_BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(3, 13)
_TYPE, _UNPACKED, _PACKED, _DATA, _DICTIONARY, _DATA_V2 = 1, 2, 3, 5, 7, 8
_DICTIONARY_PAGE = 2


class BrokenPages(Exception):
    """The bytes at the place of a page are not a page."""


class ParquetPage(NamedTuple):
    """A page of a column."""

    is_dictionary: bool
    size: int
    """The number of bytes once it is unpacked."""
    values: int
    """The stated number of values, nulls included."""
    encoding: int
    """The encoding of the values (parquet.thrift: ``Encoding``)."""


class ColumnChunk(NamedTuple):
    """The place of a column's pages in a row group."""

    begin: int
    end: int
    values: int

    @property
    def size(self) -> int:
        """Return the number of bytes, packed."""
        return self.end - self.begin


class RowGroup(NamedTuple):
    """A row group, as the footer describes it."""

    rows: int
    chunks: list[ColumnChunk]


def row_groups_of(file: IO[bytes], size: int) -> list[RowGroup]:
    """Read a file's footer; raises `BrokenPages`."""
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(8)[:4], "little")
    if length > size - 8:
        raise BrokenPages("its footer is longer than the file")
    file.seek(size - 8 - length)
    try:
        footer = _Reading(file.read(length)).struct()
        return [
            RowGroup(group[3, _I64], [_chunk(column[3, _STRUCT], size) for column in group[1, _LIST]])
            for group in footer.get((4, _LIST), ())
        ]
    except (IndexError, KeyError, TypeError) as error:
        raise BrokenPages("its footer cannot be read") from error


def _chunk(said: dict[tuple[int, int], Any], size: int) -> ColumnChunk:
    begin, first = said[9, _I64], said.get((11, _I64), 0)
    if 0 < first < begin:  # a dictionary, found as Arrow finds it
        begin = first
    values, length = said[5, _I64], said[7, _I64]
    if values > 0 and not (0 <= begin <= begin + length <= size):
        raise BrokenPages("a column lies outside of the file")
    return ColumnChunk(begin, begin + length, values)


def pages_of(file: IO[bytes], begin: int, end: int) -> Iterator[ParquetPage]:
    """Read the headers of the pages between two places of a file; raises `BrokenPages` if there is none."""
    while begin < end:
        header, length = _header(file, begin, end)
        packed, size = header.get((_PACKED, _I32), -1), header.get((_UNPACKED, _I32), -1)
        if packed < 0 or size < 0:
            raise BrokenPages("a page has no size")
        begin += length + packed
        for name, encoding in ((_DATA, 2), (_DATA_V2, 4), (_DICTIONARY, 2)):
            if (name, _STRUCT) in header:
                own = header[name, _STRUCT]
                is_dictionary = header.get((_TYPE, _I32)) == _DICTIONARY_PAGE
                yield ParquetPage(is_dictionary, size, own.get((1, _I32), 0), own.get((encoding, _I32), 0))
                break
        else:
            yield ParquetPage(False, size, 0, 0)


def _header(file: IO[bytes], begin: int, end: int) -> tuple[dict[tuple[int, int], Any], int]:
    """Return the fields of a header, and its length in bytes."""
    length = _FIRST_READ
    while True:
        file.seek(begin)
        reading = _Reading(file.read(min(length, end - begin)))
        try:
            return reading.struct(), reading.place
        except IndexError:
            if length >= min(_LONGEST_HEADER, end - begin):
                raise BrokenPages("a page's header has no end") from None
            length *= 16


class _Reading:
    """Reads a value of Thrift's compact protocol; reading past the end of the data raises `IndexError`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def struct(self, depth: int = 0) -> dict[tuple[int, int], Any]:
        """Read fields by their number and type. A field of an unexpected type is ignored, as every reader does."""
        if depth > _DEEPEST:
            raise BrokenPages("a page's header is nested too deep")
        found: dict[tuple[int, int], Any] = {}
        field = 0
        while (begin := self._byte()) & 15:
            field = field + (begin >> 4) if begin >> 4 else self._signed()
            type_ = begin & 15
            found[field, type_] = None if type_ in _BOOLEANS else self._value(type_, depth)
        return found

    def _value(self, type_: int, depth: int) -> Any:
        if type_ in (_I16, _I32, _I64):
            return self._signed()
        if type_ == _BINARY:
            self._skip(self._unsigned())
        elif type_ == _STRUCT:
            return self.struct(depth + 1)
        elif type_ in (_LIST, _SET):
            kind = self._byte()
            return [self._item(kind & 15, depth) for _ in range(self._unsigned() if kind >> 4 == 15 else kind >> 4)]
        elif type_ == _MAP:
            if count := self._unsigned():
                kinds = self._byte()
                for _ in range(count):
                    self._item(kinds >> 4, depth)
                    self._item(kinds & 15, depth)
        elif type_ in (_BYTE, _DOUBLE):
            self._skip(1 if type_ == _BYTE else 8)
        else:
            raise BrokenPages("a page's header holds a value of an unknown type")
        return None

    def _item(self, type_: int, depth: int) -> Any:
        if depth > _DEEPEST:
            raise BrokenPages("a page's header is nested too deep")
        if type_ in _BOOLEANS:
            return self._skip(1)
        return self._value(type_, depth + 1)

    def _byte(self) -> int:
        value = self.data[self.place]
        self.place += 1
        return value

    def _skip(self, count: int) -> None:
        self.place += count
        if self.place > len(self.data):
            raise IndexError(self.place)

    def _unsigned(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise BrokenPages("a page's header holds a number without an end")

    def _signed(self) -> int:
        value = self._unsigned()
        return value >> 1 ^ -(value & 1)
