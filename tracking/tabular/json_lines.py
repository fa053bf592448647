"""JSON lines: one object per line, whose keys are the names of its cells. A line is written back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, islice
from typing import IO, Any

from tracking.errors import TableError
from tracking.resolving.results import Problem
from tracking.tabular.reader import BROKEN, AddedColumn, Chunk, NumberText, Row, Source, free_names
from tracking.tabular.text_reader import TextReader, chunks_of, text_output

__all__ = ["JsonLinesReader", "row_of_object", "with_cells"]

PEEKED = 1000
"""How many rows are read for the names of the columns."""


def json_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the objects of a file. Blank lines are skipped."""
    for line, text in enumerate(lines, 1):
        text = text.strip()
        if not text:
            continue
        try:
            found = json.loads(text, parse_float=NumberText)
        except (ValueError, RecursionError) as error:
            problem = Problem(BROKEN, f"this is not JSON ({error}); write one object per line")
            yield Row(line, line, (), (), problem, text)
        else:
            yield row_of_object(found, line, line, text)


def row_of_object(found: Any, line: int, last: int, text: str, cure: str = "write one object per line") -> Row:
    """Return a JSON value as a row, with the object's keys as names."""
    if isinstance(found, dict):
        return Row(line, last, tuple(found), tuple(found.values()), None, text)
    return Row(line, last, (), (), Problem(BROKEN, f"this is not a JSON object; {cure}"), text)


def with_cells(row: Row, added: dict[str, Any]) -> str:
    """Return an object's text with more cells after its own; a text that is not an object becomes a cell of one."""
    if not row.names:
        given = {} if row.problem is None else {"line": row.text}
    elif not added.keys().isdisjoint(row.names):
        names = free_names(row.names, added)
        given = dict(zip(names, json.loads(row.text).values(), strict=True))
    else:
        return f"{row.text[:-1].rstrip()}, {json.dumps(added, ensure_ascii=False)[1:]}"
    return json.dumps({**given, **added}, ensure_ascii=False)


class JsonLinesReader(TextReader):
    """A file of JSON lines."""

    varies = True
    typed = True
    header_line = None

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._rest = self.rows()

    def rows(self) -> Iterator[Row]:
        """Read the objects."""
        return json_rows(self.lines)

    @cached_property
    def _first(self) -> list[Row]:
        return list(islice(self._rest, PEEKED))

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Return the names in the first rows."""
        return tuple(dict.fromkeys(name for row in self._first for name in row.names))

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows."""
        return chunks_of(chain(self._first, self._rest), None)

    @contextmanager
    def writer(self, out: IO[bytes], added: Sequence[AddedColumn]) -> Iterator[JsonLinesWriter]:
        """Write one JSON object per line."""
        with text_output(out) as text:
            yield JsonLinesWriter(text, [column.name for column in added])

    def no_rows(self) -> TableError:
        """Return the error about a file without objects."""
        return TableError(self.name, "there is no JSON object", "write one per line")


class JsonLinesWriter:
    """Writes JSON objects, one per line."""

    def __init__(self, out: IO[str], added: Sequence[str]) -> None:
        self.out = out
        self.added = added

    def write(self, chunk: Chunk, added: Sequence[Sequence[Any]]) -> None:
        """Write a chunk's rows."""
        for row, cells in zip(chunk.rows, zip(*added, strict=True), strict=True):
            self.out.write(with_cells(row, dict(zip(self.added, cells, strict=True))) + "\n")
