"""The answers of `tracking.resolve`, as columns.

The answer to a class of rows (`tracking.batch.equivalence`) is stored in pieces. Columns are made by looking the pieces
up and inserting the rows' own values between them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from tracking.batch.equivalence import EquivalentRows, GivenRow, links_differ, may_be_too_long, may_hold_more
from tracking.batch.texts import GIVEN, NO_LINKS, NO_LISTS, NO_TEXTS, Links, Lists, Texts, validity
from tracking.catalog.listed import ListedName
from tracking.errors import InvalidURL
from tracking.spelling.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.batch.answer_memory import AnsweredRows
    from tracking.resolver import Resolver
    from tracking.resolving.results import Resolution

__all__ = ["ANSWER_COLUMNS", "STAND_IN", "RowAnswer", "answer_columns", "class_answer", "link_pieces", "row_answer"]

ANSWER_COLUMNS = {
    "tracking_carrier": pa.string(),
    "tracking_company": pa.string(),
    "tracking_url": pa.string(),
    "tracking_via": pa.string(),
    "tracking_evidence": pa.float64(),
    "tracking_problems": pa.list_(pa.string()),
}
"""The columns of an answer, in order, with their types."""
STAND_IN = "7QNUMBERQ7"
"""A number that no carrier uses: a link made for it shows where the number goes."""
_POSTAL_CODE, _LANGUAGE = "7QPOSTALCODEQ7", "7QLANGUAGEQ7"
_STANDS_FOR = {STAND_IN: "number", _POSTAL_CODE: "postal_code", _LANGUAGE: "language"}
_VARIABLE = re.compile("|".join(_STANDS_FOR))


class RowAnswer(NamedTuple):
    """The answer to a row, or to a class of rows."""

    carrier: str | None
    company: str | None
    """The company's name, or `GIVEN`."""
    url: tuple[str, ...] | None
    """The link in pieces: texts and variables (`tracking.batch.texts.LINK_VARIABLES`) alternate."""
    via: str
    evidence: float | None
    problems: tuple[str, ...]


def row_answer(resolver: Resolver, row: GivenRow) -> RowAnswer:
    """Answer one row with one call. An invalid explicit URL is a problem, and then there is no link."""
    try:
        return _answer(resolver.resolve(*row))
    except InvalidURL:
        found = _answer(resolver.resolve(*row._replace(url=None)))
        return found._replace(url=None, via="none", problems=("url_invalid", *found.problems))


def _answer(found: Resolution) -> RowAnswer:
    carrier = found.carrier
    evidence = None
    for candidate in found.candidates:
        if carrier is None or candidate.carrier == carrier:
            evidence = candidate.evidence
            break
    return RowAnswer(
        carrier,
        found.company,
        None if found.url is None else (found.url,),
        found.via,
        evidence,
        tuple(problem.code for problem in found.problems),
    )


def class_answer(resolver: Resolver, rows: EquivalentRows) -> RowAnswer | None:
    """Answer a class of rows; None if their links differ in more than variables, or if a cell may hold more than a number."""
    if may_hold_more(resolver, rows):
        return None
    row = rows.row
    query = resolver.query(*row)
    found = resolver.resolution(query)
    whole = _answer(found)
    if row.company and not isinstance(query.named, ListedName) and found.company == row.company:
        whole = whole._replace(company=GIVEN)
    if not row.url and may_be_too_long(query.listed, query.country):
        return None
    if found.url is None:
        return whole
    if row.url:
        return whole._replace(url=("", "url")) if found.url == row.url else None
    values = {
        "postal_code": row.postal_code and _POSTAL_CODE,
        "country": query.country,
        "language": row.language and _LANGUAGE,
    }
    assert query.listed is not None  # a link that was not given leads to a known carrier's page
    link = query.listed.link(rows.key, values, STAND_IN if rows.key else "")
    if link is not None and link.respelled:
        return None
    url = link_pieces(link and link.url) or ("",)
    own: dict[str, str | None] = {"number": rows.key, "postal_code": row.postal_code, "language": row.language}
    if rows.respelled and isinstance(query.named, ListedName) and not query.named.carrier.reads(rows.key):
        # No format of the carrier reads the key, so the number goes into the link as it was given.
        url = tuple("given" if place % 2 and piece == "number" else piece for place, piece in enumerate(url))
        own["given"] = plain(row.number or "")
    return None if links_differ(url, own, found.url) else whole._replace(url=url)


def link_pieces(link: str | None) -> tuple[str, ...] | None:
    """Take a link with stand-ins apart: texts and variables alternate, beginning and ending with a text."""
    if link is None:
        return None
    variables = [_STANDS_FOR[found] for found in _VARIABLE.findall(link)]
    first, *others = _VARIABLE.split(link)
    return (first, *(piece for pair in zip(variables, others, strict=True) for piece in pair))


class _AnswersByColumn(NamedTuple):
    """Answers, column by column."""

    carrier: Texts
    company: Texts
    links: Links
    via: Texts
    evidence: NDArray[np.float64]
    """NaN if there is no evidence."""
    problems: Lists

    def more(self, answers: Sequence[RowAnswer]) -> _AnswersByColumn:
        """Return these answers, followed by more."""
        evidence = [np.nan if answer.evidence is None else answer.evidence for answer in answers]
        return _AnswersByColumn(
            self.carrier.more([answer.carrier for answer in answers]),
            self.company.more([answer.company for answer in answers]),
            self.links.more([answer.url for answer in answers]),
            self.via.more([answer.via for answer in answers]),
            np.append(self.evidence, evidence),
            self.problems.more([answer.problems for answer in answers]),
        )


_NONE = _AnswersByColumn(NO_TEXTS, NO_TEXTS, NO_LINKS, NO_TEXTS, np.zeros(0), NO_LISTS)


def answer_columns(answers: AnsweredRows, given: dict[str, Any]) -> list[Any]:
    """Return the columns `ANSWER_COLUMNS` for rows that have ``given`` as their own columns, as string arrays."""
    made, of = answers.memory.made(_NONE), answers.of
    if answers.single:
        of = np.where(of < 0, len(made.evidence) + ~of, of)
        made = made.more(answers.single)
    evidence = made.evidence.take(of)
    variables = {**given, "given": given["number"], "number": answers.keys}
    return [
        made.carrier.take(of),
        made.company.take(of, given["company"]),
        made.links.filled(of, np.arange(len(of), dtype=np.int32), variables),
        made.via.take(of),
        pa.Array.from_buffers(pa.float64(), len(of), [validity(~np.isnan(evidence)), pa.py_buffer(evidence)]),
        made.problems.take(of),
    ]
