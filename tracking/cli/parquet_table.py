"""Parquet through the resolver: columns in, columns out, in constant memory; needs the extra ``arrow``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tracking.batch import resolve_table
from tracking.cli.misuse import Misuse
from tracking.cli.table_rows import ANSWERS, FIELDS, Bad, Chunk, Fields, chosen, free_name
from tracking.cli.tally import Tally
from tracking.cli.text_tables import RowsForPeople
from tracking.definitions.templates import checked
from tracking.errors import InvalidURL
from tracking.fulfillment.shipment import FLOAT, ROUNDED
from tracking.resolving.results import Problem

__all__ = ["ParquetTable"]

ROWS = 131_072
"""Rows that are worked on together."""
_ROUNDED = f"^(?:{ROUNDED.pattern}|{FLOAT.pattern})$"
_CODE = "^[A-Za-z]{2}$"


class ParquetTable:
    """A Parquet file: its columns, and its rows answered piece by piece."""

    def __init__(self, source: str, columns: Mapping[str, str], fields: Fields) -> None:
        try:
            self.file = pq.ParquetFile(source)
        except pa.ArrowInvalid as error:
            raise Misuse(f"{source}: this is no Parquet file ({str(error).rstrip('.')}); name one") from error
        self.fields = fields
        self.rows: int = self.file.metadata.num_rows
        self.schema = self.file.schema_arrow
        names = self.schema.names
        self.header_of, self.remarks = chosen(names, columns, source)
        for field, header in self.header_of.items():
            type_ = self.schema.field(header).type
            if not _is_exact(type_):
                raise Misuse(
                    f"{source}: column {header!r}, the {field}, holds {type_}; write it as text, so that no digit is lost"
                )
        self.names = [free_name(header, names) if header in ANSWERS else header for header in names]
        self.remarks += [
            f"column {header!r} is called {name!r} in the output"
            for header, name in zip(names, self.names, strict=True)
            if header != name
        ]

    def answered(self, tally: Tally) -> Iterator[tuple[pa.RecordBatch, pa.Table, dict[int, Bad], pa.Table]]:
        """Each piece, what the resolver was told of it, and its answers; they are counted."""
        for batch in self.file.iter_batches(ROWS):
            told, rounded = self._told(batch)
            answers = resolve_table(told).combine_chunks()
            bad = self._bad(tally.rows, told, rounded, answers)
            if rounded:
                answers = _marked(answers, bad)
            _count(tally, answers, bad)
            yield batch, told, bad, answers

    def written(self, out: IO[bytes], tally: Tally, tick: Callable[[int], None]) -> None:
        """Write the rows with their answers."""
        empty = resolve_table(pa.table({"number": pa.array([], pa.string())})).select(ANSWERS).schema
        fields = [field.with_name(name) for field, name in zip(self.schema, self.names, strict=True)]
        schema = pa.schema([*fields, *empty], self.schema.metadata)
        with pq.ParquetWriter(out, schema) as writer:
            for batch, _, _, answers in self.answered(tally):
                columns = [column.combine_chunks() for column in answers.select(ANSWERS).columns]
                writer.write_table(pa.Table.from_arrays([*batch.columns, *columns], schema=schema))
                tick(batch.num_rows)

    def shown(self, tally: Tally) -> None:
        """Show the rows on the terminal."""
        people = RowsForPeople(sys.stdout)
        for batch, told, bad, answers in self.answered(tally):
            fields = {"number": told.column("number").to_pylist()}
            people.write(Chunk(batch.to_pylist(), fields, bad), [answers.column(name).to_pylist() for name in ANSWERS])

    def _told(self, batch: pa.RecordBatch) -> tuple[pa.Table, dict[int, str]]:
        """The columns that the resolver knows, by its names, and the numbers that a spreadsheet spoiled."""
        columns: dict[str, Any] = {}
        for field in FIELDS:
            default = self.fields.defaults[field]
            column: Any = pa.nulls(batch.num_rows, pa.string())
            if field in self.header_of:
                column = pc.utf8_trim_whitespace(batch.column(self.header_of[field]).cast(pa.string()))
                usable = pc.not_equal(column, "")
                if field == "country":
                    usable = pc.match_substring_regex(column, _CODE)
                    for text in pc.unique(column.filter(pc.invert(usable))).to_pylist():
                        if text and len(self.fields.odd_countries) < 5:
                            self.fields.odd_countries[text] = None
                column = pc.if_else(usable, column, pa.scalar(None, pa.string()))
            columns[field] = column if default is None else pc.fill_null(column, default)
        spoiled = pc.fill_null(pc.match_substring_regex(columns["number"], _ROUNDED), False)
        rounded: dict[int, str] = {}
        if pc.any(spoiled).as_py():
            places = pc.indices_nonzero(spoiled)
            rounded = dict(zip(places.to_pylist(), columns["number"].take(places).to_pylist(), strict=True))
            columns = {
                field: pc.if_else(spoiled, pa.scalar(None, pa.string()), column) for field, column in columns.items()
            }
        return pa.table(columns), rounded

    def _bad(self, before: int, told: pa.Table, rounded: Mapping[int, str], answers: pa.Table) -> dict[int, Bad]:
        """Why rows, or their URLs, cannot be used."""
        bad = {place: Bad(before + place + 1, self.fields.rounded(number), number) for place, number in rounded.items()}
        if "url" in self.header_of:
            problems = answers.column("tracking_problems").combine_chunks()
            wrong = pc.equal(pc.list_flatten(problems), "url_invalid")
            places = pc.list_parent_indices(problems).filter(wrong)
            urls, numbers = (told.column(field).take(places).to_pylist() for field in ("url", "number"))
            for place, url, number in zip(places.to_pylist(), urls, numbers, strict=True):
                bad[place] = Bad(before + place + 1, _wrong_url(url), number)
        return bad


def _is_exact(type_: Any) -> bool:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    kinds = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_integer,
        pa.types.is_null,
    )
    return any(kind(type_) for kind in kinds)


def _wrong_url(url: str) -> Problem:
    try:
        checked(url)
    except InvalidURL as error:
        return Problem("url_invalid", str(error))
    raise AssertionError(url)  # pragma: no cover - the answers come from the same check


def _marked(answers: pa.Table, bad: Mapping[int, Bad]) -> pa.Table:
    """The answers with the problems of the rows that cannot be used."""
    at = answers.schema.get_field_index("tracking_problems")
    problems = answers.column(at).to_pylist()
    for place, one in bad.items():
        if one.problem.code not in problems[place]:
            problems[place] = [one.problem.code]
    return answers.set_column(at, answers.field(at), pa.array(problems, answers.field(at).type))


def _count(tally: Tally, answers: pa.Table, bad: Mapping[int, Bad]) -> None:
    carriers = answers.column("tracking_carrier")
    codes = pc.list_flatten(answers.column("tracking_problems"))
    tally.add(
        len(carriers),
        len(carriers) - carriers.null_count,
        _counted(answers.column("tracking_via")),
        _counted(codes),
        bad,
    )


def _counted(column: Any) -> Counter[str]:
    return Counter({one["values"]: one["counts"] for one in pc.value_counts(column).to_pylist()})
