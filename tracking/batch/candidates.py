"""Candidates, validations and finds as Arrow arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from tracking.batch.answers import NUMBER, pieces
from tracking.batch.texts import NO_LINKS
from tracking.catalog.listed import ListedName
from tracking.spelling.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.batch.kinds import Kind, Row
    from tracking.batch.pool import Asked
    from tracking.resolver import Resolver
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.results import Validation

__all__ = [
    "CANDIDATE",
    "CANDIDATES",
    "FOUND",
    "VALIDATION",
    "candidate",
    "candidates",
    "of_kind",
    "of_row",
    "valid_kind",
    "valid_row",
]

_TEXT = pa.string()
CANDIDATE = pa.struct(
    {
        "carrier": pa.string(),
        "company": pa.string(),
        "format": pa.string(),
        "parts": pa.map_(pa.string(), pa.string()),
        "check": pa.string(),
        "evidence": pa.float64(),
        "url": pa.string(),
    }
)
"""A `tracking.Candidate`, field by field."""
CANDIDATES = pa.list_(CANDIDATE)
VALIDATION = pa.struct(
    {
        "ok": pa.bool_(),
        "problems": pa.list_(pa.struct({"code": pa.string(), "message": pa.string()})),
        "suggestions": pa.list_(pa.struct({"kind": pa.string(), "value": pa.string(), "message": pa.string()})),
    }
)
"""A `tracking.Validation`, field by field."""
FOUND = pa.list_(pa.struct({"number": pa.string(), "start": pa.int64(), "end": pa.int64(), "candidates": CANDIDATES}))
"""What `tracking.find` gives for a text; start and end count characters."""


class _Part(NamedTuple):
    """A named part of a number: where it lies in the key, or its text."""

    name: str
    start: int
    end: int
    text: str | None


class _Piece(NamedTuple):
    """A candidate of a kind of rows."""

    carrier: str
    company: str | None
    format: str
    parts: tuple[_Part, ...]
    check: str
    evidence: float
    url: tuple[str, ...] | None


def of_row(resolver: Resolver, row: Row) -> tuple[_Piece, ...]:
    """The candidates of one number."""
    return tuple(
        _Piece(
            one.carrier,
            one.company,
            one.format,
            tuple(_Part(name, 0, 0, text) for name, text in one.parts.items()),
            one.check,
            one.evidence,
            None if one.url is None else (one.url,),
        )
        for one in resolver.identify(row.number or "", row.country)
    )


def of_kind(resolver: Resolver, kind: Kind) -> tuple[_Piece, ...] | None:
    """The candidates of all numbers of a kind; None where their parts lie at different places."""
    found = []
    for one in resolver.identify(kind.row.number or "", kind.row.country):
        assert one.match is not None  # `identify` makes candidates of matches
        slot, place = one.match.format, one.match.listed
        ways = {
            groups
            for own, groups in kind.matched
            if (own.carrier_id, own.name, own.source) == (slot.carrier_id, slot.name, slot.source)
        }
        if len(ways) != 1:
            return None
        spans = {name: (start, end) for name, start, end in ways.pop()}
        parts = tuple(_Part(name, *spans[name], None) for name in one.parts)
        url = pieces(place.url(NUMBER))
        found.append(_Piece(one.carrier, one.company, one.format, parts, one.check, one.evidence, url))
    return tuple(found)


def candidates(asked: Asked, nulls: Any) -> Any:
    """Candidates as a list array; null where ``nulls`` says so."""
    answers, places = asked.used()
    flat = [one for answer in answers for one in answer]
    ends, rows, of = _ragged([len(answer) for answer in answers], places)
    at = pa.array(of)

    def taken(values: Sequence[Any], type_: Any = _TEXT) -> Any:
        return pa.array(values, type_).take(at)

    structs = pa.StructArray.from_arrays(
        [
            taken([one.carrier for one in flat]),
            taken([one.company for one in flat]),
            taken([one.format for one in flat]),
            _parts([one.parts for one in flat], of, rows, asked.keys),
            taken([one.check for one in flat]),
            taken([one.evidence for one in flat], pa.float64()),
            NO_LINKS.more([one.url for one in flat]).filled(of, rows.astype(np.int32), {"number": asked.keys}),
        ],
        fields=list(CANDIDATE),
    )
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), structs, type=CANDIDATES, mask=nulls)


def _ragged(counts: list[int], of: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """Lists laid end to end: where each row's begins (and the last ends), and each item's row and place in the pool."""
    sizes = np.array(counts, dtype=np.int64)
    starts = np.concatenate([[0], sizes.cumsum()]).astype(np.int64)
    own = sizes.take(of)
    ends = np.concatenate([[0], own.cumsum()]).astype(np.int64)
    rows = np.repeat(np.arange(len(of)), own)
    return ends, rows, np.arange(len(rows)) - ends[rows] + starts.take(of)[rows]


def _parts(pool: list[tuple[_Part, ...]], of: NDArray[np.intp], rows: NDArray[np.intp], keys: Any) -> Any:
    """The parts as a map array: cut out of the keys, or as they are."""
    flat = [part for parts in pool for part in parts]
    texts = [part.text or "" for part in flat]
    source = pa.concat_arrays([keys.cast(pa.string()), pa.array(texts, pa.string())])
    ends, items, places = _ragged([len(parts) for parts in pool], of)
    own = np.array([part.text is not None for part in flat], dtype=np.bool_).take(places)
    start = np.array([part.start for part in flat], dtype=np.int64).take(places)
    end = np.array([part.end if part.text is None else len(part.text.encode()) for part in flat], dtype=np.int64)
    line = np.where(own, len(keys) + places, rows.take(items))
    return pa.MapArray.from_arrays(
        pa.array(ends, pa.int32()),
        pa.array([part.name for part in flat], pa.string()).take(pa.array(places)),
        _cut(source, line, start, end.take(places)),
    )


def _cut(texts: Any, rows: NDArray[np.intp], start: NDArray[np.int64], end: NDArray[np.int64]) -> Any:
    """From each of these rows of a string array the bytes from start to end."""
    _, bounds, data = texts.buffers()
    begins = np.frombuffer(bounds, dtype=np.int32)[texts.offset :].astype(np.int64).take(rows) + start
    ends = np.concatenate([[0], (end - start).cumsum()])
    places = np.arange(ends[-1]) + np.repeat(begins - ends[:-1], end - start)
    taken = np.frombuffer(data or b"", dtype=np.uint8).take(places)
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(taken))


def valid_row(resolver: Resolver, row: Row) -> dict[str, Any]:
    """The validation of one number."""
    return resolver.validate(row.number or "", row.company, row.country).as_dict()


def valid_kind(resolver: Resolver, kind: Kind) -> dict[str, Any] | None:
    """The validation of all numbers of a kind; None where what it says depends on how the number is written."""
    row = kind.row
    found: Validation = resolver.validate(row.number or "", row.company, row.country)
    if not found.ok or found.suggestions or any(problem.code == "check_digit" for problem in found.problems):
        return None
    if row.company:
        named = resolver.catalog.company(row.company, country_code(row.country))
        if not isinstance(named, ListedName):
            return None  # what is said of an unknown company names it
        if any(slot.carrier_id == named.carrier.id and slot.evidence(kind.key) <= 0.5 for slot, _ in kind.matched):
            return None  # beside a weak match others are looked for
    return found.as_dict()


def candidate(one: Candidate) -> dict[str, Any]:
    """A candidate for a `FOUND` array."""
    return {**one.as_dict(), "parts": list(one.parts.items())}
