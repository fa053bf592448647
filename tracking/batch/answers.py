"""Answers for kinds of rows.

Rows that every format judges alike, with a company that means the same carrier in the same country, get one answer in
which only the number differs. So each such *kind* is asked of the resolver once, as one call at a time would, and its
answer is kept in pieces: columns are then made by looking up pieces and putting the number between them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from tracking.batch.kinds import Kind, Row
from tracking.batch.texts import GIVEN, NO_LINKS, NO_LISTS, NO_TEXTS, Links, Lists, Texts, validity
from tracking.catalog.listed import ListedName
from tracking.definitions.templates import Template
from tracking.errors import InvalidURL
from tracking.spelling.numbers import plain as _plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.batch.pool import Asked
    from tracking.resolver import Resolver
    from tracking.resolving.results import Resolution

__all__ = ["FIELDS", "NUMBER", "Answer", "answer", "columns", "pieces", "spliced"]

FIELDS = {
    "tracking_carrier": pa.string(),
    "tracking_company": pa.string(),
    "tracking_url": pa.string(),
    "tracking_via": pa.string(),
    "tracking_evidence": pa.float64(),
    "tracking_problems": pa.list_(pa.string()),
}
"""The columns that an answer has, in order, and their types."""
_STANDS_FOR = {"7QNUMBERQ7": "number", "7QPOSTALCODEQ7": "postal_code", "7QLANGUAGEQ7": "language"}
NUMBER, _POSTAL, _LANGUAGE = _STANDS_FOR
_VARIABLE = re.compile("|".join(_STANDS_FOR))


class Answer(NamedTuple):
    """What a row or a kind of rows is answered with."""

    carrier: str | None
    company: str | None
    """The company's name, or `GIVEN`."""
    url: tuple[str, ...] | None
    """The link in pieces: texts and variables (`tracking.batch.texts.VARIABLES`) in turn."""
    via: str
    evidence: float | None
    problems: tuple[str, ...]


def answer(resolver: Resolver, row: Row) -> Answer:
    """One row, answered by one call; a bad explicit URL is a problem, and then there is no link."""
    try:
        return _answer(resolver.resolve(*row))
    except InvalidURL:
        found = _answer(resolver.resolve(*row._replace(url=None)))
        return found._replace(url=None, via="none", problems=("url_invalid", *found.problems))


def _answer(found: Resolution) -> Answer:
    carrier = found.carrier
    evidence = None
    for candidate in found.candidates:
        if carrier is None or candidate.carrier == carrier:
            evidence = candidate.evidence
            break
    return Answer(
        carrier,
        found.company,
        None if found.url is None else (found.url,),
        found.via,
        evidence,
        tuple(problem.code for problem in found.problems),
    )


def spliced(resolver: Resolver, kind: Kind) -> Answer | None:
    """The answer to all rows of a kind; None where their links differ in more than their variables."""
    row = kind.row
    asked = resolver.query(*row)
    found = resolver.resolution(asked)
    whole = _answer(found)
    if row.company and not isinstance(asked.named, ListedName) and found.company == row.company:
        whole = whole._replace(company=GIVEN)
    if found.url is None:
        return whole
    if row.url:
        return whole._replace(url=("", "url")) if found.url == row.url else None
    values = {
        "postal_code": row.postal_code and _POSTAL,
        "country": asked.country,
        "language": row.language and _LANGUAGE,
    }
    assert asked.listed is not None  # a link that was not given is of a known carrier's page
    url = pieces(asked.listed.url(NUMBER if kind.key else "", values)) or ("",)
    own: dict[str, str | None] = {"number": kind.key, "postal_code": row.postal_code, "language": row.language}
    if kind.rewritten and isinstance(asked.named, ListedName) and not asked.named.carrier.reads(kind.key):
        # No format of the carrier reads the key: the number goes into the link as it was given.
        url = tuple("given" if place % 2 and piece == "number" else piece for place, piece in enumerate(url))
        own["given"] = _plain(row.number or "")
    return whole._replace(url=url) if Template(url).expand(own) == found.url else None


def pieces(text: str | None) -> tuple[str, ...] | None:
    """A link with stand-ins for the variables, taken apart."""
    if text is None:
        return None
    variables = [_STANDS_FOR[found] for found in _VARIABLE.findall(text)]
    literals = _VARIABLE.split(text)
    return (*(piece for pair in zip(literals, variables, strict=False) for piece in pair), literals[-1])


class _Made(NamedTuple):
    """Answers, column by column."""

    carrier: Texts
    company: Texts
    links: Links
    via: Texts
    evidence: NDArray[np.float64]
    """Not a number for no evidence."""
    problems: Lists

    def more(self, answers: Sequence[Answer]) -> _Made:
        """These answers, and more behind them."""
        evidence = [np.nan if answer.evidence is None else answer.evidence for answer in answers]
        return _Made(
            self.carrier.more([answer.carrier for answer in answers]),
            self.company.more([answer.company for answer in answers]),
            self.links.more([answer.url for answer in answers]),
            self.via.more([answer.via for answer in answers]),
            np.append(self.evidence, evidence),
            self.problems.more([answer.problems for answer in answers]),
        )


_NONE = _Made(NO_TEXTS, NO_TEXTS, NO_LINKS, NO_TEXTS, np.zeros(0), NO_LISTS)


def columns(asked: Asked, given: dict[str, Any]) -> list[Any]:
    """The columns `FIELDS` for rows whose own columns, as string arrays, are ``given``."""
    made, of = asked.pool.made(_NONE), asked.of
    if asked.own:
        of = np.where(of < 0, len(made.evidence) + ~of, of)
        made = made.more(asked.own)
    evidence = made.evidence.take(of)
    variables = {**given, "given": given["number"], "number": asked.keys}
    return [
        made.carrier.take(of),
        made.company.take(of, given["company"]),
        made.links.filled(of, np.arange(len(of), dtype=np.int32), variables),
        made.via.take(of),
        pa.Array.from_buffers(pa.float64(), len(of), [validity(~np.isnan(evidence)), pa.py_buffer(evidence)]),
        made.problems.take(of),
    ]
