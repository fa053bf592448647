"""The answers of `tracking.identify`, `tracking.validate`, and `tracking.find`, as Arrow arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from tracking.batch.answers import STAND_IN, link_pieces
from tracking.batch.equivalence import group_places, may_be_too_long, may_hold_more, validation_differs
from tracking.batch.texts import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.batch.answer_memory import AnsweredRows
    from tracking.batch.equivalence import EquivalentRows, GivenRow
    from tracking.resolver import Resolver
    from tracking.resolving.candidates import Candidate

__all__ = [
    "CANDIDATE_LISTS",
    "CANDIDATE_STRUCT",
    "FOUND_LISTS",
    "VALIDATION_STRUCT",
    "candidate_struct",
    "candidates_array",
    "class_candidates",
    "class_validation",
    "row_candidates",
    "row_validation",
]

_TEXT = pa.string()
CANDIDATE_STRUCT = pa.struct(
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
CANDIDATE_LISTS = pa.list_(CANDIDATE_STRUCT)
VALIDATION_STRUCT = pa.struct(
    {
        "ok": pa.bool_(),
        "problems": pa.list_(pa.struct({"code": pa.string(), "message": pa.string()})),
        "suggestions": pa.list_(pa.struct({"kind": pa.string(), "value": pa.string(), "message": pa.string()})),
    }
)
"""A `tracking.Validation`, field by field."""
FOUND_LISTS = pa.list_(
    pa.struct(
        {
            "number": pa.string(),
            "start": pa.int64(),
            "end": pa.int64(),
            "candidates": CANDIDATE_LISTS,
            "carrier": pa.string(),
            "part": pa.string(),
        }
    )
)
"""The answer of `tracking.find` to a text; start and end count characters."""


class _Part(NamedTuple):
    """A named part of a number: its text, or its place in the key if the text is None."""

    name: str
    start: int
    end: int
    text: str | None


class _SharedCandidate(NamedTuple):
    """A candidate of a class of rows, with places and variables for everything that differs from row to row."""

    carrier: str
    company: str | None
    format: str
    parts: tuple[_Part, ...]
    check: str
    evidence: float
    url: tuple[str, ...] | None


def row_candidates(resolver: Resolver, row: GivenRow) -> tuple[_SharedCandidate, ...]:
    """Return the candidates of one number."""
    return tuple(
        _SharedCandidate(
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


def class_candidates(resolver: Resolver, rows: EquivalentRows) -> tuple[_SharedCandidate, ...] | None:
    """Return the candidates of all numbers of a class; None if their parts lie at different places, or if their links differ."""
    found = []
    for one in resolver.identify(rows.row.number or "", rows.row.country):
        assert one.match is not None  # `identify` makes candidates of matches
        places = group_places(one.match.format, rows)
        if places is None or may_be_too_long(one.match.listed):
            return None
        parts = tuple(_Part(name, *places[name], None) for name in one.parts)
        link = one.match.listed.link(rows.key, None, STAND_IN)
        if link is not None and link.respelled:
            return None
        url = link_pieces(link and link.url)
        found.append(_SharedCandidate(one.carrier, one.company, one.format, parts, one.check, one.evidence, url))
    return tuple(found)


def candidates_array(answers: AnsweredRows, nulls: Any) -> Any:
    """Return candidates as a list array, with null where ``nulls`` is true."""
    shared, places = answers.used()
    flat = [one for answer in shared for one in answer]
    ends, rows, of = _ragged([len(answer) for answer in shared], places)
    at = pa.array(of)

    def taken(values: Sequence[Any], type_: Any = _TEXT) -> Any:
        return pa.array(values, type_).take(at)

    structs = pa.StructArray.from_arrays(
        [
            taken([one.carrier for one in flat]),
            taken([one.company for one in flat]),
            taken([one.format for one in flat]),
            _parts([one.parts for one in flat], of, rows, answers.keys),
            taken([one.check for one in flat]),
            taken([one.evidence for one in flat], pa.float64()),
            NO_LINKS.more([one.url for one in flat]).filled(of, rows.astype(np.int32), {"number": answers.keys}),
        ],
        fields=list(CANDIDATE_STRUCT),
    )
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), structs, type=CANDIDATE_LISTS, mask=nulls)


def _ragged(counts: list[int], of: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """Lay the rows' lists end to end; row i has the list ``of[i]``.

    Returns where each row's list begins (and the last one ends), and for each item its row and its place among all items.
    """
    sizes = np.array(counts, dtype=np.int64)
    starts = np.concatenate([[0], sizes.cumsum()]).astype(np.int64)
    own = sizes.take(of)
    ends = np.concatenate([[0], own.cumsum()]).astype(np.int64)
    rows = np.repeat(np.arange(len(of)), own)
    return ends, rows, np.arange(len(rows)) - ends[rows] + starts.take(of)[rows]


def _parts(shared: list[tuple[_Part, ...]], of: NDArray[np.intp], rows: NDArray[np.intp], keys: Any) -> Any:
    """Return the parts as a map array: cut out of the keys, or as they are."""
    flat = [part for parts in shared for part in parts]
    texts = [part.text or "" for part in flat]
    source = pa.concat_arrays([keys.cast(pa.string()), pa.array(texts, pa.string())])
    ends, items, places = _ragged([len(parts) for parts in shared], of)
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
    """Cut the bytes from ``start`` to ``end`` out of these rows of a string array."""
    _, bounds, data = texts.buffers()
    begins = np.frombuffer(bounds, dtype=np.int32)[texts.offset :].astype(np.int64).take(rows) + start
    ends = np.concatenate([[0], (end - start).cumsum()])
    places = np.arange(ends[-1]) + np.repeat(begins - ends[:-1], end - start)
    taken = np.frombuffer(data or b"", dtype=np.uint8).take(places)
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(taken))


def row_validation(resolver: Resolver, row: GivenRow) -> dict[str, Any]:
    """Return the validation of one number."""
    return resolver.validate(row.number or "", row.company, row.country).as_dict()


def class_validation(resolver: Resolver, rows: EquivalentRows) -> dict[str, Any] | None:
    """Return the validation of all numbers of a class; None if it depends on how a row is written."""
    row = rows.row
    found = resolver.validate(row.number or "", row.company, row.country)
    return None if may_hold_more(resolver, rows) or validation_differs(resolver, rows, found) else found.as_dict()


def candidate_struct(one: Candidate) -> dict[str, Any]:
    """Return a candidate as `FOUND_LISTS` holds it."""
    return {**one.as_dict(), "parts": list(one.parts.items())}
