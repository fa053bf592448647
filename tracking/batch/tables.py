"""The functions of `tracking.batch`, which answer whole tables and arrays."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch import candidates
from tracking.batch.answers import ANSWER_COLUMNS, answer_columns, class_answer, row_answer
from tracking.batch.column_names import check_column_names, counts_for_all, name_of_country
from tracking.batch.columns import (
    arrow_array,
    constant_column,
    dictionary_array,
    resized,
    side_by_side,
    stream_reader,
    string_array,
    text_column,
)
from tracking.batch.equivalence import GivenRow
from tracking.batch.platform_codes import CODE_COLUMN, code_column
from tracking.batch.shared_answers import SharedAnswers
from tracking.resolver import Resolver, default
from tracking.resolving.platform_codes import platform_named
from tracking.spelling.given import each_text, number_or_none, text_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = [
    "added_columns",
    "answered_batches",
    "find_array",
    "identify_array",
    "resolve_array",
    "resolve_batches",
    "resolve_table",
    "shared_answers_of",
    "validate_array",
]

_SHARED: WeakKeyDictionary[Resolver, SharedAnswers] = WeakKeyDictionary()
"""The answers that each resolver has stored for tables."""
_SHARING = Lock()


def resolve_table(
    table: Any,
    *,
    number: str = "number",
    company: str = "company",
    url: str = "url",
    country: str = "country",
    postal_code: str = "postal_code",
    language: str = "language",
    platform: str | None = None,
    resolver: Resolver | None = None,
) -> pa.Table:
    """Return a table with its own columns and the answer of `tracking.resolve` for each row.

    ``number``, ``company``, ``url``, ``country``, ``postal_code``, and ``language`` are the names of the columns with
    the arguments of `tracking.resolve`. A column that is missing under its usual name counts as null. ``country`` may
    also be a country's code, such as DE, which then holds for the whole table (unless a column has that name).
    ``resolver`` is a `tracking.Resolver` of your own. These columns are added, and replace columns of the same names:

    - ``tracking_carrier``, ``tracking_company``, ``tracking_url``, ``tracking_via`` (string): the fields of a
      `tracking.Resolution`.
    - ``tracking_evidence`` (double): the bits of evidence that the number is ``tracking_carrier``'s; if no carrier is
      known, those of the best candidate. Null if the number says nothing for that carrier, or nothing at all.
    - ``tracking_problems`` (list of strings): the codes of the problems. A URL for which `tracking.resolve` would raise
      `InvalidURL` has the code ``url_invalid`` here: such a row gets no link, and the rest is answered without the URL.

    With a ``platform`` (`tracking.platforms`), one more column is added:

    - ``tracking_platform_code`` (string): the code of `tracking.code_for`, for the row's resolution and country.

    Raises TypeError for a column that is not text. Raises ValueError if there is no column number, company, or url, if
    a column with another name is missing, or if two columns have one name. The result is held in memory; for tables
    that are larger, see `resolve_batches`.

    >>> import pyarrow as pa
    >>> table = pa.table({"number": ["1Z001985YW99744790", "hello"]})
    >>> resolve_table(table)["tracking_carrier"].to_pylist()
    ['ups', None]
    """
    return _resolved(table, (number, company, url, country, postal_code, language), platform, resolver).read_all()


def resolve_batches(
    stream: Any,
    *,
    number: str = "number",
    company: str = "company",
    url: str = "url",
    country: str = "country",
    postal_code: str = "postal_code",
    language: str = "language",
    platform: str | None = None,
    resolver: Resolver | None = None,
) -> pa.RecordBatchReader:
    """Answer a stream of record batches of any length as `resolve_table` does, in constant memory.

    The stream is read while the answer is read, in batches of about 131,072 rows, in order, whatever the sizes that
    come in. ``table`` is what `resolve_table` takes, such as a `pyarrow.RecordBatchReader`. The result is a
    `pyarrow.RecordBatchReader`. Raises the same exceptions; an error about a column's type is raised when the first
    batch is read.
    """
    return _resolved(stream, (number, company, url, country, postal_code, language), platform, resolver)


def resolve_array(
    numbers: Any,
    *,
    company: str | Any | None = None,
    url: str | Any | None = None,
    country: str | Any | None = None,
    postal_code: str | Any | None = None,
    language: str | Any | None = None,
    resolver: Resolver | None = None,
) -> pa.Array | pa.ChunkedArray:
    """Return the answer of `tracking.resolve` for each number, as structs.

    Their fields are carrier, company, url, via, evidence, and problems: `resolve_table`'s columns without
    ``tracking_``. ``numbers`` is anything that Arrow accepts as an array (pyarrow, a polars or pandas series, a list). A
    chunked array returns a chunked array. ``company``, ``country``, and the others are one text for all numbers, or
    arrays beside them.

    >>> resolve_array(["1Z001985YW99744790", None], country="US").field("carrier").to_pylist()
    ['ups', None]
    """
    others = {"company": company, "url": url, "country": country, "postal_code": postal_code, "language": language}

    def ask(resolver: Resolver, given: dict[str, Any], rows: int) -> Any:
        return pa.StructArray.from_arrays(
            _answered(resolver, given, rows), [name.removeprefix("tracking_") for name in ANSWER_COLUMNS]
        )

    return _each(numbers, others, resolver, ask)


def identify_array(
    numbers: Any, *, country: str | Any | None = None, resolver: Resolver | None = None
) -> pa.Array | pa.ChunkedArray:
    """Return the candidates of each number: lists of structs with the fields of `tracking.Candidate`; null for null.

    ``numbers`` is anything that Arrow accepts as an array (pyarrow, a polars or pandas series, a list). A chunked array
    returns a chunked array. ``country`` is one text for all numbers, or an array beside them. ``parts`` is a map.

    >>> [len(found) for found in identify_array(["1Z001985YW99744790", "hello"]).to_pylist()]
    [1, 0]
    """

    def ask(resolver: Resolver, given: dict[str, Any], rows: int) -> Any:
        shared = shared_answers_of(resolver)
        answers = shared.ask(resolver, given, rows, candidates.class_candidates, candidates.row_candidates)
        return candidates.candidates_array(answers, given["number"].is_null())

    return _each(numbers, {"country": country}, resolver, ask)


def validate_array(
    numbers: Any,
    *,
    company: str | Any | None = None,
    country: str | Any | None = None,
    resolver: Resolver | None = None,
) -> pa.Array | pa.ChunkedArray:
    """Return the answer of `tracking.validate` for each number: structs of ``ok``, ``problems``, and ``suggestions``; null for null.

    ``company`` and ``country`` are one text for all numbers, or arrays beside them.

    >>> validate_array(["1Z001985YW99744790", "1Z001985YW99744791"]).field("ok").to_pylist()
    [True, False]
    """

    def ask(resolver: Resolver, given: dict[str, Any], rows: int) -> Any:
        shared = shared_answers_of(resolver)
        answers, of = shared.ask(resolver, given, rows, candidates.class_validation, candidates.row_validation).used()
        places = pc.if_else(given["number"].is_valid(), pa.array(of), None)
        return pa.array(answers, candidates.VALIDATION_STRUCT).take(places)

    return _each(numbers, {"company": company, "country": country}, resolver, ask)


def find_array(
    texts: Any,
    *,
    country: str | None = None,
    min_evidence: float | None = None,
    company: str | Sequence[str] | None = None,
    resolver: Resolver | None = None,
) -> pa.Array | pa.ChunkedArray:
    """Return the numbers that `tracking.find` finds in each text; null for null.

    The answers are lists of structs of ``number``, ``start``, ``end`` (in characters), ``candidates``, ``carrier``, and
    ``part``, which is null, because a text has no parts.

    >>> found = find_array(["Your parcel 1Z001985YW99744790 has left", "Order 4711 has left"])
    >>> [[one["carrier"] for one in each] for each in found.to_pylist()]
    [['ups'], []]
    """
    text_or_none(country, "country")
    number_or_none(min_evidence, "min_evidence")
    company = each_text(company, "company")

    def ask(resolver: Resolver, given: dict[str, Any], rows: int) -> Any:
        found: dict[str | None, Any] = {None: None}
        whole = given["number"].to_pylist()
        for one in whole:
            if one not in found:
                found[one] = [
                    {**hit._asdict(), "candidates": list(map(candidates.candidate_struct, hit.candidates))}
                    for hit in resolver.find(one, country, min_evidence, company)
                ]
        return pa.array([found[one] for one in whole], candidates.FOUND_LISTS)

    return _each(texts, {}, resolver, ask)


def answered_batches(
    batches: Iterable[pa.RecordBatch], names: Sequence[str], resolver: Resolver | None, platform: str | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield record batches with their answers.

    ``names`` are the names of the columns with the arguments of `tracking.resolve`, in its order. ``platform`` is as in
    `resolve_table`.
    """
    if resolver is None:
        resolver = default()
    for batch in resized(batches):
        given = {field: text_column(batch, name) for field, name in zip(GivenRow._fields, names, strict=True)}
        if counts_for_all(names, batch.schema.names):
            given["country"] = constant_column(name_of_country(names), batch.num_rows)
        found = _answered(resolver, given, batch.num_rows)
        if platform is not None:
            carriers, companies, *_ = found
            found.append(code_column(resolver, carriers, companies, given["country"], platform))
        added = added_columns(platform)
        own = [batch.column(place) for place, name in enumerate(batch.schema.names) if name not in added]
        yield pa.record_batch([*own, *found], schema=_with_answers(batch.schema, added))


def added_columns(platform: str | None) -> dict[str, Any]:
    """Return the columns that are added to a table, in order, with their types."""
    return ANSWER_COLUMNS if platform is None else {**ANSWER_COLUMNS, CODE_COLUMN: pa.string()}


def _answered(resolver: Resolver, given: dict[str, Any], rows: int) -> list[Any]:
    """Return the answers to rows, with fields from `text_array`, in the order of `ANSWER_COLUMNS`."""
    whole = {field: given.get(field) for field in GivenRow._fields}
    for field in ("number", "url", "postal_code", "language"):
        whole[field] = string_array(whole[field])
    whole["company"] = dictionary_array(whole["company"])
    return answer_columns(shared_answers_of(resolver).ask(resolver, whole, rows, class_answer, row_answer), whole)


def _with_answers(schema: pa.Schema, added: dict[str, Any]) -> pa.Schema:
    own = [field for field in schema if field.name not in added]
    return pa.schema([*own, *(pa.field(name, type_) for name, type_ in added.items())], schema.metadata)


def _resolved(
    stream: Any, names: tuple[str, ...], platform: str | None, resolver: Resolver | None
) -> pa.RecordBatchReader:
    if platform is not None:
        platform_named(platform)  # an unknown name raises at once
    batches = stream_reader(stream)
    check_column_names(names, batches.schema.names)
    return pa.RecordBatchReader.from_batches(
        _with_answers(batches.schema, added_columns(platform)), answered_batches(batches, names, resolver, platform)
    )


def _each(
    values: Any, others: dict[str, Any], resolver: Resolver | None, ask: Callable[[Resolver, dict[str, Any], int], Any]
) -> pa.Array | pa.ChunkedArray:
    """Answer an array piece by piece. ``others`` are the columns beside it, or single texts."""
    whole = arrow_array(values, "number")
    if resolver is None:
        resolver = default()
    given = {"number": whole, **{name: column for name, column in others.items() if column is not None}}
    answers = [ask(resolver, part, len(part["number"])) for part in side_by_side(given)]
    if isinstance(whole, pa.ChunkedArray):
        return pa.chunked_array(answers)
    return pa.concat_arrays(answers)


def shared_answers_of(resolver: Resolver) -> SharedAnswers:
    """Return the answers that a resolver has stored for tables. They are kept as long as the resolver."""
    with _SHARING:
        shared = _SHARED.get(resolver)
        if shared is None:
            shared = _SHARED[resolver] = SharedAnswers(resolver.catalog)
        return shared
