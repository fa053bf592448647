"""The answers to a chunk of rows: by `tracking.batch` if the extra ``arrow`` is installed, otherwise row by row.

Both ways give the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import tracking
from tracking.cli.table_rows import ANSWERS

if TYPE_CHECKING:
    from tracking.resolving.results import Resolution

__all__ = ["answerer"]

Given = Mapping[str, Sequence[str | None]]
Answers = list[list[Any]]
"""One list for each of `ANSWERS`. The problems of a row are a list of their codes."""


def answerer() -> Callable[[Given], Answers]:
    """Return the function that answers the rows' fields."""
    try:
        import tracking.batch  # noqa: F401
    except ImportError:
        return row_by_row
    return at_once


def row_by_row(given: Given) -> Answers:
    """Answer one row after another."""
    answers: Answers = [[] for _ in ANSWERS]
    for row in zip(*given.values(), strict=True):
        asked = dict(zip(given, row, strict=True))
        try:
            values = _answer(tracking.resolve(**asked))
        except tracking.InvalidURL:
            carrier, company, _, _, evidence, codes = _answer(tracking.resolve(**{**asked, "url": None}))
            values = (carrier, company, None, "none", evidence, ["url_invalid", *codes])
        for column, value in zip(answers, values, strict=True):
            column.append(value)
    return answers


def _answer(found: Resolution) -> tuple[Any, ...]:
    of = (one.evidence for one in found.candidates if found.carrier is None or one.carrier == found.carrier)
    codes = [one.code for one in found.problems]
    return found.carrier, found.company, found.url, found.via, next(of, None), codes


def at_once(given: Given) -> Answers:
    """Answer all rows in one step."""
    import pyarrow as pa

    table = pa.table({field: pa.array(values, pa.string()) for field, values in given.items()})
    found = tracking.batch.resolve_table(table)
    return [found.column(name).to_pylist() for name in ANSWERS]
