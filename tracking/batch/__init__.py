"""Whole tables: columns in, columns out. Each row's answer is the one that a single call would give.

Every object with the Arrow C stream interface is a table: pyarrow, polars, duckdb, pandas. Text may be string,
large_string, string_view, or a dictionary of these. Needs pyarrow and numpy: ``pip install 'carrier-tracking[arrow]'``.

>>> import pyarrow as pa
>>> table = pa.table({"number": ["1Z001985YW99744790", "1111"], "company": [None, "USPS"]})
>>> found = resolve_table(table)
>>> found["tracking_carrier"].to_pylist(), found["tracking_problems"].to_pylist()
(['ups', 'usps'], [[], ['format_mismatch']])
"""

from __future__ import annotations

from tracking.errors import ExtrasNamed

with ExtrasNamed():
    from tracking.batch.column_names import check_column_names
    from tracking.batch.tables import (
        added_columns,
        answered_batches,
        find_array,
        identify_array,
        resolve_array,
        resolve_batches,
        resolve_table,
        validate_array,
    )

__all__ = [
    "added_columns",
    "answered_batches",
    "check_column_names",
    "find_array",
    "identify_array",
    "resolve_array",
    "resolve_batches",
    "resolve_table",
    "validate_array",
]
