"""Input: any Arrow stream is cut into pieces of a good size, and its text columns become string arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tracking.spelling.given import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = [
    "PIECE_ROWS",
    "arrow_array",
    "constant_column",
    "dictionary_array",
    "resized",
    "side_by_side",
    "stream_reader",
    "string_array",
    "text_array",
    "text_column",
    "two_letter_codes",
]

PIECE_ROWS = 131_072
"""How many rows are answered together: enough that work in columns pays, and few enough for the processor's cache."""

_NULL = 0xFFFF
"""Two bytes that occur in no text, for null."""


def stream_reader(data: Any) -> pa.RecordBatchReader:
    """Return a reader of anything that has the Arrow C stream interface, or of a single record batch."""
    if hasattr(data, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(data)
    if hasattr(data, "__arrow_c_array__"):
        batch = pa.record_batch(data)
        return pa.RecordBatchReader.from_batches(batch.schema, [batch])
    raise TypeError(
        f"table: expected something with __arrow_c_stream__ (pyarrow, polars, duckdb, pandas), found {type(data).__name__}"
    )


def resized(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches of about `PIECE_ROWS` rows, in order; no more than one such batch is held in memory."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        for at in range(0, batch.num_rows, PIECE_ROWS):
            part = batch.slice(at, PIECE_ROWS)
            if rows + part.num_rows > PIECE_ROWS:
                yield from _joined(held)
                held, rows = [], 0
            held.append(part)
            rows += part.num_rows
    if held:
        yield from _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    if len(batches) > 1:
        try:
            return [pa.concat_batches(batches)]
        except pa.ArrowInvalid:  # more than 2 GB of text in a column, or dictionaries that cannot be combined
            pass
    return batches


def arrow_array(values: Any, what: str) -> Any:
    """Return an array of anything that Arrow accepts as one; chunks are kept.

    Raises TypeError, which uses ``what`` as its name, for anything else, and for a list that contains something other
    than text.
    """
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    if hasattr(values, "__arrow_c_stream__"):
        return pa.chunked_array(values)
    if values is None or isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError(
            f"{what}: expected an array or a list, found {type(values).__name__}; one value goes in brackets: [value]"
        )
    try:
        return pa.array(values)
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{what}: half a character ({error.object[error.start]!r}), which Arrow cannot hold; leave it out"
        ) from error
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # several kinds of values
        check_texts(**{what: next((one for one in values if not (one is None or isinstance(one, str))), None)})
        raise


def side_by_side(columns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield pieces of columns of equal length, as `text_array` gives them; there is at least one piece.

    A column may be a single text, which then stands in every row. The first column decides how many rows there are and
    where they are cut; its pieces are string arrays.
    """
    columns = {
        name: column if isinstance(column, str) else arrow_array(column, name) for name, column in columns.items()
    }
    first, whole = next(iter(columns.items()))
    for name, column in columns.items():
        if not isinstance(column, str) and len(column) != len(whole):
            raise ValueError(f"{name}: there are {len(column)} of them beside {len(whole)} of {first}")
    start = 0
    for chunk in (whole.chunks or [whole]) if isinstance(whole, pa.ChunkedArray) else [whole]:
        end = start + len(chunk)
        for at in range(start, max(end, start + 1), PIECE_ROWS):
            size = min(PIECE_ROWS, end - at)
            part = {name: _part(column, at, size, name) for name, column in columns.items()}
            yield {**part, first: pa.nulls(size, pa.string()) if part[first] is None else string_array(part[first])}
        start = end


def _part(column: Any, start: int, size: int, what: str) -> Any:
    if isinstance(column, str):
        return constant_column(column, size)
    part = column.slice(start, size)
    if isinstance(part, pa.ChunkedArray):
        part = pa.concat_arrays(part.chunks) if part.num_chunks else pa.array([], part.type)
    return text_array(part, what)


def constant_column(value: str, size: int) -> pa.DictionaryArray:
    """Return a column, as `text_array` gives it, that holds one value in every row."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), size), pa.array([value]))


def text_column(batch: pa.RecordBatch, name: str) -> Any:
    """Return a batch's column as `text_array` gives it; None if no column has that name.

    Raises ValueError if two columns have the name.
    """
    found = batch.schema.get_all_field_indices(name)
    if len(found) > 1:
        raise ValueError(f"column {name!r}: there are {len(found)} of that name; rename or drop the others")
    return text_array(batch.column(found[0]), f"column {name!r}") if found else None


def text_array(column: Any, what: str) -> Any:
    """Return a string array, or a short dictionary of strings; None if all values are null.

    Raises TypeError for an array that holds something other than text.
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


def string_array(column: Any) -> Any:
    """Return the result of `text_array` as a string array; None stays None."""
    return column if column is None or pa.types.is_string(column.type) else column.cast(pa.string())


def dictionary_array(column: Any) -> Any:
    """Return the result of `text_array` as a dictionary of strings, null among them; None stays None."""
    if column is None or pa.types.is_dictionary(column.type):
        return column
    return column.dictionary_encode(null_encoding="encode")


def two_letter_codes(column: Any) -> tuple[list[str | None], NDArray[np.int32]] | None:
    """Return the distinct values of a column of two-byte texts, such as countries, and each row's place among them.

    Null and empty texts count as null. The answer is None if some text has another length. This is three times as fast
    as a dictionary of strings.
    """
    if column is None or not pa.types.is_string(column.type) or not len(column):
        return None
    _, ends, data = column.buffers()
    bounds = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    sizes = np.diff(bounds)
    there = sizes == 2
    if not there.any() or not (there | (sizes == 0)).all():
        return None
    if column.null_count:
        there &= column.is_valid().to_numpy(zero_copy_only=False)
    letters = np.frombuffer(data, "<u2", (bounds[-1] - bounds[0]) // 2, bounds[0])
    numbers = letters.take((bounds[:-1] - bounds[0]) >> 1, mode="clip")
    numbers |= there.astype(np.uint16) - np.uint16(1)  # all bits are set for missing values, which is `_NULL`
    found = np.bincount(numbers, minlength=_NULL + 1).nonzero()[0]
    places = np.zeros(_NULL + 1, np.int32)
    places[found] = np.arange(len(found))
    values = [None if number == _NULL else number.to_bytes(2, "little").decode() for number in found.tolist()]
    return values, places.take(numbers)


def _is_text(type_: Any) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))
