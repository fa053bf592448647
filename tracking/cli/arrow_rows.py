"""A table of Arrow columns through the resolver, without looking at single rows. Needs the extra ``arrow``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch import resolve_table
from tracking.cli.given import RESOLVER_FIELDS
from tracking.cli.table_rows import ANSWERS, Answered, Bad, Fields
from tracking.cli.tally import Tally
from tracking.errors import InvalidURL
from tracking.resolving.results import Problem
from tracking.spelling.absent import FLOAT, ROUNDED
from tracking.spelling.urls import checked

__all__ = ["ArrowAnswers"]

_ROUNDED = f"^(?:{ROUNDED}|{FLOAT})$"
_CODE = "^[A-Za-z]{2}$"


class ArrowAnswers:
    """Answers chunks that have a ``batch`` (`tracking.tabular.reader.Reader.columnar`), and counts the answers."""

    def __init__(self, fields: Fields, header_of: Mapping[str, str], tally: Tally) -> None:
        self.fields, self.header_of, self.tally = fields, header_of, tally

    def answer(self, chunk: Any) -> Answered:
        """Answer a chunk's rows."""
        told, rounded = self._told(chunk.batch)
        answers = resolve_table(told).combine_chunks()
        bad = self._bad(self.tally.rows, told, rounded, answers)
        if rounded:
            answers = _marked(answers, bad)
        _count(self.tally, answers, bad)
        numbers, countries = (told.column(field).combine_chunks() for field in ("number", "country"))
        return Answered(numbers, bad, [answers.column(name).combine_chunks() for name in ANSWERS], countries)

    def _told(self, batch: pa.RecordBatch) -> tuple[pa.Table, dict[int, str]]:
        """Return the columns by the resolver's names for them, and the numbers that a spreadsheet spoiled."""
        columns: dict[str, Any] = {}
        for field in RESOLVER_FIELDS:
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
        """Return why rows, or their URLs, cannot be used."""
        bad = {place: Bad(before + place + 1, self.fields.rounded(number), number) for place, number in rounded.items()}
        if "url" in self.header_of:
            problems = answers.column("tracking_problems").combine_chunks()
            wrong = pc.equal(pc.list_flatten(problems), "url_invalid")
            places = pc.list_parent_indices(problems).filter(wrong)
            urls, numbers = (told.column(field).take(places).to_pylist() for field in ("url", "number"))
            for place, url, number in zip(places.to_pylist(), urls, numbers, strict=True):
                bad[place] = Bad(before + place + 1, _wrong_url(url), number)
        return bad


def _wrong_url(url: str) -> Problem:
    try:
        checked(url)
    except InvalidURL as error:
        return Problem("url_invalid", str(error))
    raise AssertionError(url)  # pragma: no cover - the answers come from the same check


def _marked(answers: pa.Table, bad: Mapping[int, Bad]) -> pa.Table:
    """Return the answers, with problems for the rows that cannot be used."""
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
