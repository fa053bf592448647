"""What goes into a table's resolution: any Arrow stream, its text columns, in pieces of a good size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ROWS", "pieces", "plain", "reader", "text", "texts"]

ROWS = 131_072
"""Rows that are worked on together: many enough for columnar work, few enough for the processor's cache."""


def reader(data: Any) -> pa.RecordBatchReader:
    """Anything that speaks the Arrow C stream interface, as a reader; a record batch too."""
    if hasattr(data, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(data)
    if hasattr(data, "__arrow_c_array__"):
        batch = pa.record_batch(data)
        return pa.RecordBatchReader.from_batches(batch.schema, [batch])
    raise TypeError(
        f"table: expected something with __arrow_c_stream__ (pyarrow, polars, duckdb, pandas), found {type(data).__name__}"
    )


def pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches cut and joined to about `ROWS` rows; in order, and never more than one piece held."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        for at in range(0, batch.num_rows, ROWS):
            part = batch.slice(at, ROWS)
            if rows + part.num_rows > ROWS:
                yield _joined(held)
                held, rows = [], 0
            held.append(part)
            rows += part.num_rows
    if held:
        yield _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


def text(batch: pa.RecordBatch, name: str) -> Any:
    """A column as `texts` gives it; None when it is not there.

    Raises ValueError where two columns have the name.
    """
    found = batch.schema.get_all_field_indices(name)
    if len(found) > 1:
        raise ValueError(f"column {name!r}: there are {len(found)} of that name; rename or drop the others")
    return texts(batch.column(found[0]), f"column {name!r}") if found else None


def texts(column: Any, what: str) -> Any:
    """An array as a string array, a short dictionary as a dictionary of strings; None when it holds nothing.

    Raises TypeError for an array that is no text.
    """
    type_ = column.type
    if column.null_count == len(column):
        return None
    if _is_text(type_):
        return column if pa.types.is_string(type_) else column.cast(pa.string())
    if pa.types.is_dictionary(type_) and _is_text(type_.value_type):
        if len(column.dictionary) > len(column):
            return column.cast(pa.string())
        return pa.DictionaryArray.from_arrays(column.indices, column.dictionary.cast(pa.string()))
    raise TypeError(f"{what}: expected text, found {type_}; convert it to text before, so that no digit is lost")


def plain(column: Any) -> Any:
    """A string array from what `texts` gives."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _is_text(type_: Any) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))
