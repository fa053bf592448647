"""The common parts of the readers of text formats."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Literal

from tracking.errors import TableError
from tracking.tabular.lines import Lines
from tracking.tabular.reader import Row, RowChunk, Source

__all__ = ["TextReader", "chunks_of", "text_output"]

CHUNK_ROWS = 32_768
"""How many rows a chunk has."""


class TextReader:
    """A file whose rows are read from `Lines`. A format adds its header, its chunks, and its writer."""

    counts: Literal["line", "row"] = "line"
    columnar = False
    hidden: frozenset[int] = frozenset()

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.size = source.size
        self.lines = Lines(source)

    @property
    def guessed(self) -> set[int]:
        """Lines that were not UTF-8 and were read as Windows-1252."""
        return self.lines.guessed

    @property
    def broken(self) -> set[int]:
        """Lines with characters of no known encoding."""
        return self.lines.broken

    @property
    def detected(self) -> str | None:
        """The encoding that the headers show."""
        return self.lines.detected

    @property
    def done(self) -> int:
        """Bytes that have been read."""
        return self.lines.done

    def check_exact(self, name: str, field: str) -> None:
        """Do nothing, because text holds every value digit by digit."""

    def misread(self, error: TableError) -> TableError:
        """Return an error about the table that also names possible causes."""
        return self.lines.misread(error)

    def no_rows(self) -> TableError:
        """Return the error about a file without rows."""
        return TableError(self.name, "there is no row", "write one below the header")


def chunks_of(rows: Iterable[Row], header: tuple[str, ...] | None) -> Iterator[RowChunk]:
    """Collect rows into chunks. ``header`` is None if rows have their own names."""
    rest = iter(rows)
    while gathered := list(islice(rest, CHUNK_ROWS)):
        yield RowChunk(gathered, header)


@contextmanager
def text_output(out: IO[bytes]) -> Iterator[IO[str]]:
    """Return a stream that writes UTF-8 to a file, which stays open."""
    text = io.TextIOWrapper(out, "utf-8", errors="backslashreplace", newline="")
    yield text
    text.flush()
    text.detach()
