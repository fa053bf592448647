"""A JSON array of objects, as many programs export it. Its keys are the names of the cells."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import IO, Any

from tracking.errors import TableError
from tracking.tabular.json_lines import JsonLinesReader, JsonLinesWriter, row_of_object, with_cells
from tracking.tabular.reader import AddedColumn, Chunk, NumberText, Row
from tracking.tabular.text_reader import text_output

__all__ = ["JsonArrayReader"]

JSON_BLANKS = re.compile(r"[ \t\r\n]*")
CURE = "write one array of objects"


class JsonArrayReader(JsonLinesReader):
    """A JSON array. Its whole text is kept, since an object may span many lines."""

    def rows(self) -> Iterator[Row]:
        """Read the objects. Raises `TableError` for invalid JSON, because rows after it cannot be told apart."""
        lines = list(self.lines)
        text = "".join(lines)
        ends = list(accumulate(map(len, lines)))  # where each line ends in the text
        decode = json.JSONDecoder(parse_float=NumberText).raw_decode

        def next_place(place: int, wanted: str) -> int:
            place = _behind_blanks(text, place)
            if text[place : place + 1] not in (*wanted,):
                raise self._broken(f"{' or '.join(wanted)} is expected", bisect_right(ends, place) + 1)
            return place

        if not text.strip():
            return
        place = _behind_blanks(text, next_place(0, "[") + 1)
        while text[place : place + 1] != "]":
            line = bisect_right(ends, place) + 1
            try:
                found, end = decode(text, place)
            except (ValueError, RecursionError) as error:
                raise self._broken(getattr(error, "msg", str(error)), line) from error
            yield row_of_object(found, line, bisect_right(ends, end - 1) + 1, text[place:end], CURE)
            place = next_place(end, ",]")
            if text[place] == ",":
                place = _behind_blanks(text, place + 1)
        if text[place + 1 :].strip():
            raise self._broken("the array ended before", bisect_right(ends, _behind_blanks(text, place + 1)) + 1)

    @contextmanager
    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> Iterator[JsonArrayWriter]:
        """Write an array with the objects as they were written."""
        with text_output(out) as text:
            writer = JsonArrayWriter(text, [column.name for column in added])
            text.write("[")
            yield writer
            text.write("\n]\n")

    def no_rows(self) -> TableError:
        """Return the error about a file without objects."""
        return TableError(self.name, "there is no JSON object", CURE)

    def _broken(self, reason: str, line: int) -> TableError:
        return self.misread(TableError(self.name, f"this is not JSON ({reason})", CURE, line=line))


class JsonArrayWriter(JsonLinesWriter):
    """Writes the objects of an array."""

    def __init__(self, out: IO[str], added: Sequence[str]) -> None:
        super().__init__(out, added)
        self.before = "\n"

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows."""
        for row, cells in zip(chunk.rows, zip(*added, strict=True), strict=True):
            self.out.write(self.before + with_cells(row, dict(zip(self.added, cells, strict=True))))
            self.before = ",\n"


def _behind_blanks(text: str, place: int) -> int:
    blanks = JSON_BLANKS.match(text, place)
    assert blanks is not None
    return blanks.end()
