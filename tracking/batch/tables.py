"""Whole tables and arrays, answered: the functions of `tracking.batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch import candidates as batch_candidates
from tracking.batch.answers import FIELDS, answer, columns, spliced
from tracking.batch.columns import array, beside, encoded, pieces, plain, reader, text
from tracking.batch.kinds import Kinds
from tracking.resolver import default

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tracking.resolver import Resolver

__all__ = ["find_array", "identify_array", "resolve_batches", "resolve_table", "validate_array"]

_GIVEN = ("number", "company", "url", "country", "postal_code", "language")


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
    """A table's own columns and, beside them, what `tracking.resolve` says of each row.

    ``number``, ``company``, ... name the columns that hold what `tracking.resolve` takes; columns of these very names that
    are not there count as null. ``resolver`` is one of your own (`tracking.Resolver`). These columns are added, in place of any of the same name:

    - ``tracking_carrier``, ``tracking_company``, ``tracking_url``, ``tracking_via`` (string): the fields of a
      `tracking.Resolution`.
    - ``tracking_evidence`` (double): the bits of evidence that the number is ``tracking_carrier``'s; where no carrier is
      known, those of the best candidate. Null when the number says nothing for that carrier, or nothing at all.
    - ``tracking_problems`` (list of strings): the codes of the problems. A URL that `tracking.resolve` would refuse with
      `InvalidURL` has the code ``url_invalid`` here: such a row has no URL, the rest is told as if none had been given.

    Raises TypeError for a column that holds no text, ValueError when none of the columns number, company and url is there, when
    one that is named otherwise is not there, or when two have one name. The answer is held in memory; for more than fits, see `resolve_batches`.
    """
    return _resolved(table, (number, company, url, country, postal_code, language), resolver).read_all()


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
    """`resolve_table` for streams of any length, in constant memory.

    The stream is read as the answer is: batches of about 131,072 rows, in order, whatever the sizes that come in. Takes
    what `resolve_table` takes, a `pyarrow.RecordBatchReader` for instance; raises as it does, for a column's type when the
    first batch is read.
    """
    return _resolved(stream, (number, company, url, country, postal_code, language), resolver)


def identify_array(
    numbers: Any, *, country: str | Any | None = None, resolver: Resolver | None = None
) -> pa.Array | pa.ChunkedArray:
    """`tracking.identify` of each number: lists of structs with a candidate's fields, ``parts`` as a map; null for null.

    ``numbers`` is anything Arrow takes for an array (pyarrow, a polars or pandas series, a list); what has several chunks
    comes back in chunks. ``country`` is one for all, or an array beside the numbers.
    """

    def ask(kinds: Kinds, given: dict[str, Any], rows: int) -> Any:
        asked = kinds.ask(given, rows, batch_candidates.of_kind, batch_candidates.of_row)
        return batch_candidates.candidates(asked, given["number"].is_null())

    return _each(numbers, {"country": country}, resolver, ask)


def validate_array(
    numbers: Any,
    *,
    company: str | Any | None = None,
    country: str | Any | None = None,
    resolver: Resolver | None = None,
) -> pa.Array | pa.ChunkedArray:
    """`tracking.validate` of each number: structs of ``ok``, ``problems`` and ``suggestions``; null for null.

    ``company`` and ``country`` are one for all, or arrays beside the numbers.
    """

    def ask(kinds: Kinds, given: dict[str, Any], rows: int) -> Any:
        asked = kinds.ask(given, rows, batch_candidates.valid_kind, batch_candidates.valid_row)
        answers, of = asked.used()
        places = pc.if_else(given["number"].is_valid(), pa.array(of), None)
        return pa.array(answers, batch_candidates.VALIDATION).take(places)

    return _each(numbers, {"company": company, "country": country}, resolver, ask)


def find_array(
    texts: Any, *, country: str | None = None, min_evidence: float | None = None, resolver: Resolver | None = None
) -> pa.Array | pa.ChunkedArray:
    """`tracking.find` in each text: lists of structs of ``number``, ``start``, ``end`` (characters) and ``candidates``; null for null."""

    def ask(kinds: Kinds, given: dict[str, Any], rows: int) -> Any:
        found: dict[str | None, Any] = {None: None}
        whole = given["number"].to_pylist()
        for one in whole:
            if one not in found:
                found[one] = [
                    {**hit._asdict(), "candidates": list(map(batch_candidates.candidate, hit.candidates))}
                    for hit in kinds.resolver.find(one, country, min_evidence)
                ]
        return pa.array([found[one] for one in whole], batch_candidates.FOUND)

    return _each(texts, {}, resolver, ask)


def answered(
    batches: Iterable[pa.RecordBatch], names: Sequence[str], resolver: Resolver | None
) -> Iterator[pa.RecordBatch]:
    """Record batches with their answers; ``names`` are the columns' names in the order of `tracking.resolve`'s arguments."""
    kinds = _kinds(resolver)
    for batch in pieces(batches):
        given = {field: text(batch, name) for field, name in zip(_GIVEN, names, strict=True)}
        for field in ("number", "url", "postal_code", "language"):
            given[field] = plain(given[field])
        given["company"] = encoded(given["company"])
        asked = kinds.ask(given, batch.num_rows, spliced, answer)
        found = columns(asked, given)
        own = [batch.column(place) for place, name in enumerate(batch.schema.names) if name not in FIELDS]
        yield pa.record_batch([*own, *found], schema=_with_answers(batch.schema))


def checked_names(names: Sequence[str], present: Sequence[str]) -> None:
    """Raise ValueError when a table has none of the columns that are needed, or not one that is named otherwise than usual."""
    for usual, name in zip(_GIVEN, names, strict=True):
        if name != usual and name not in present:
            raise ValueError(f"{usual}={name!r}: the table has no such column; it has {', '.join(map(repr, present))}")
    if not set(names[:3]).intersection(present):
        raise ValueError(
            f"there is no column {names[0]!r}, {names[1]!r} or {names[2]!r}; name the table's own, as in number='tracking_number'"
        )


def _with_answers(schema: pa.Schema) -> pa.Schema:
    own = [field for field in schema if field.name not in FIELDS]
    return pa.schema([*own, *(pa.field(name, type_) for name, type_ in FIELDS.items())], schema.metadata)


def _resolved(stream: Any, names: tuple[str, ...], resolver: Resolver | None) -> pa.RecordBatchReader:
    batches = reader(stream)
    checked_names(names, batches.schema.names)
    return pa.RecordBatchReader.from_batches(_with_answers(batches.schema), answered(batches, names, resolver))


def _each(
    values: Any, others: dict[str, Any], resolver: Resolver | None, ask: Callable[[Kinds, dict[str, Any], int], Any]
) -> pa.Array | pa.ChunkedArray:
    """An array's answers, piece by piece."""
    whole = array(values)
    kinds = _kinds(resolver)
    given = {"number": whole, **{name: column for name, column in others.items() if column is not None}}
    answers = [ask(kinds, part, len(part["number"])) for part in beside(given)]
    if isinstance(whole, pa.ChunkedArray):
        return pa.chunked_array(answers)
    return pa.concat_arrays(answers)


def _kinds(resolver: Resolver | None) -> Kinds:
    """What a resolver has learned of tables stays with it."""
    if resolver is None:
        resolver = default()
    own: dict[str, Any] = vars(resolver)
    kinds: Kinds = own.get("_kinds") or own.setdefault("_kinds", Kinds(resolver))
    return kinds
