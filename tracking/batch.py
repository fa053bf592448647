"""Whole tables: columns in, columns out, a row's answer the same as that of one call.

Everything that has the Arrow C stream interface is a table: pyarrow, polars, duckdb, pandas. Needs pyarrow and numpy
(``pip install 'carrier-tracking[arrow]'``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracking.batch_answers import FIELDS, answer, columns, spliced
from tracking.batch_columns import pieces, plain, reader, text
from tracking.batch_kinds import Kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.resolver import Resolver

__all__ = ["resolve_batches", "resolve_table"]


def resolve_table(
    table: Any,
    *,
    number: str = "number",
    company: str = "company",
    url: str = "url",
    country: str = "country",
    postal_code: str = "postal_code",
    language: str = "language",
    resolver: Resolver | None = None,
) -> pa.Table:
    """A table with the answers of `tracking.resolve` beside its rows."""
    names = (number, company, url, country, postal_code, language)
    return _resolved(table, names, resolver).read_all()


def resolve_batches(
    stream: Any,
    *,
    number: str = "number",
    company: str = "company",
    url: str = "url",
    country: str = "country",
    postal_code: str = "postal_code",
    language: str = "language",
    resolver: Resolver | None = None,
) -> pa.RecordBatchReader:
    """The same for a stream that need not fit into memory."""
    return _resolved(stream, (number, company, url, country, postal_code, language), resolver)


def _resolved(stream: Any, names: tuple[str, ...], resolver: Resolver | None) -> pa.RecordBatchReader:
    batches = reader(stream)
    kinds = _kinds(resolver)
    schema = batches.schema
    kept = [place for place, name in enumerate(schema.names) if name not in FIELDS]
    schema = pa.schema([schema.field(place) for place in kept], schema.metadata)
    for name, type_ in FIELDS.items():
        schema = schema.append(pa.field(name, type_))

    def answered() -> Iterator[pa.RecordBatch]:
        for batch in pieces(batches):
            found = _answered(batch, names, kinds)
            yield pa.record_batch([*(batch.column(place) for place in kept), *found], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, answered())


def _answered(batch: pa.RecordBatch, names: tuple[str, ...], kinds: Kinds) -> list[Any]:
    given = {field: text(batch, name) for field, name in zip(_GIVEN, names, strict=True)}
    for field in ("number", "url"):
        if given[field] is not None:
            given[field] = plain(given[field])
    asked = kinds.ask(given, batch.num_rows, spliced, answer)
    companies = None if given["company"] is None else plain(given["company"])
    return columns(asked.answers, asked.of, asked.keys, companies)


_GIVEN = ("number", "company", "url", "country", "postal_code", "language")


def _kinds(resolver: Resolver | None) -> Kinds:
    if resolver is None:
        import tracking

        resolver = tracking.resolve.__self__
    own = vars(resolver)
    return own.get("_kinds") or own.setdefault("_kinds", Kinds(resolver))
