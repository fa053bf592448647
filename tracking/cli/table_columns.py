"""The columns of a table that hold what the resolver is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracking.cli.aligned import listed, quoted
from tracking.cli.given import RESOLVER_FIELDS
from tracking.errors import TableError
from tracking.fulfillment.column_choice import choice_of
from tracking.fulfillment.column_questions import NONE, ColumnChoice, option_of
from tracking.fulfillment.columns_read import no_such_column
from tracking.fulfillment.looks import LOOKS
from tracking.fulfillment.shipment_cells import cell_text
from tracking.tabular.reader import Chunk

__all__ = ["ChunkTexts", "chosen"]

ROWS_LOOKED_AT = 1000
"""How many rows of a table have their values examined."""


class ChunkTexts:
    """The first cells of a chunk as text, column by column. A file without rows has no chunk."""

    def __init__(self, chunk: Chunk | None) -> None:
        self.chunk = None if chunk is None else chunk.first(ROWS_LOOKED_AT)
        self._columns: dict[str, list[str]] = {}

    def __call__(self, header: str) -> list[str]:
        """Return the cells under a header."""
        if header not in self._columns:
            cells = () if self.chunk is None else self.chunk.column(header)
            self._columns[header] = list(map(cell_text, cells))
        return self._columns[header]


def chosen(
    headers: Sequence[str], texts: ChunkTexts, given: Mapping[str, str], name: str
) -> tuple[dict[str, str], list[str]]:
    """Return the header for each of the resolver's fields, and remarks. Raises `TableError`."""
    shown = listed(headers)
    for field, header in given.items():
        if header not in (*headers, NONE):
            raise no_such_column(field, header, headers)
    found = choice_of(headers, texts, given, LOOKS)
    header_of = {field: found.header_of[field] for field in RESOLVER_FIELDS if field in found.header_of}
    for one in found.questions:
        if one.field == "company" or (one.field == "number" and "url" not in header_of):
            raise TableError(name, one.reason, f"use {one.cure}")
    if "number" not in header_of and "url" not in header_of:
        raise TableError(
            name,
            f"no column for the number among {shown}",
            "use --column number=HEADER (numbers alone, without headers: pipe them to tracking resolve)",
        )
    remarks = [
        f"column {quoted(header)} is left out, since {quoted(header_of[field])} is the {field}; "
        f"to have it instead: {option_of('--column', f'{field}={header}')}"
        for header, field in dict.fromkeys(found.doubled)
        if field in header_of and header != header_of[field]
    ]
    remarks += [
        f"column {quoted(header)} is left out: {_of_others(found, field, header)}; "
        f"to have it instead: {option_of('--column', f'{field}={header}')}"
        for field, more in found.further.items()
        for header in more
        if field in header_of
    ]
    remarks += [
        f"column {quoted(header)} appears more than once, and the first counts; give each a name of its own"
        for header in header_of.values()
        if headers.count(header) > 1
    ]
    return header_of, remarks


def _of_others(found: ColumnChoice, field: str, header: str) -> str:
    """Say why a further column is not read here."""
    if field == "number" and header in found.going_on:
        return f"it holds the number of rows in which {quoted(found.header_of[field])} is empty, and one column is read"
    return f"it holds the {field} of a further parcel, and each row is one here"
