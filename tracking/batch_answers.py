"""Answers for kinds of rows.

Rows that every format judges alike, with a company that means the same carrier in the same country, get one answer in
which only the number differs. So each such *kind* is asked of the resolver once, as one call at a time would, and its
answer is kept in pieces: columns are then made by looking up pieces and putting the number between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.batch_kinds import Row
from tracking.errors import InvalidURL
from tracking.slots import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tracking.resolver import Resolver
    from tracking.results import Resolution

__all__ = ["FIELDS", "GIVEN", "Answer", "answer", "columns", "spliced"]

FIELDS = {
    "tracking_carrier": pa.string(),
    "tracking_company": pa.string(),
    "tracking_url": pa.string(),
    "tracking_via": pa.string(),
    "tracking_evidence": pa.float64(),
    "tracking_problems": pa.list_(pa.string()),
}
"""The columns that an answer has, in order, and their types."""
GIVEN = "\0given"
"""Stands for the company as the row gives it."""
_NUMBER, _POSTAL, _LANGUAGE = "7QNUMBERQ7", "7QPOSTALCODEQ7", "7QLANGUAGEQ7"


class Answer(NamedTuple):
    """What a row or a kind of rows is answered with."""

    carrier: str | None
    company: str | None
    """The company's name, or `GIVEN`."""
    url: tuple[str, ...] | None
    """The link in pieces: text, and with more than one piece the key between them."""
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


def spliced(resolver: Resolver, row: Row, key: str, rewritten: bool) -> Answer | None:
    """The answer to all rows of this one's kind; None where their links differ in more than the key."""
    found = resolver.resolve(*row)
    whole = _answer(found)
    asked = tuple.__getitem__(found, 5)
    if not isinstance(asked.named, Place) and found.company == row.company:
        whole = whole._replace(company=GIVEN)
    if found.url is None or not key:
        return whole if found.url is None or not (row.postal_code or row.language) else None
    if rewritten and isinstance(asked.named, Place) and not asked.named.entry.reads(key):
        return None
    values = {
        "postal_code": row.postal_code and _POSTAL,
        "country": asked.country,
        "language": row.language and _LANGUAGE,
    }
    pieces = tuple((asked.place.url(_NUMBER, values) or "").split(_NUMBER))
    if key.join(pieces) != found.url:
        return None
    return whole._replace(url=pieces)


def columns(answers: Sequence[Answer], of: NDArray[np.intp], keys: Any, companies: Any) -> list[Any]:
    """The columns `FIELDS`: ``answers[of[i]]`` is row i's, ``keys`` and ``companies`` are the rows' own."""
    at = pa.array(of)
    links = [answer.url for answer in answers]
    company: Any = pa.array([answer.company for answer in answers], pa.string()).take(at)
    given = np.array([answer.company == GIVEN for answer in answers])
    if given.any() and (rows := given.take(of)).any():
        company = pc.if_else(
            pa.array(rows), pa.nulls(len(of), pa.string()) if companies is None else companies, company
        )
    return [
        pa.array([answer.carrier for answer in answers], pa.string()).take(at),
        company,
        _links(links, of, at, keys),
        pa.array([answer.via for answer in answers], pa.string()).take(at),
        pa.array([answer.evidence for answer in answers], pa.float64()).take(at),
        pa.array([answer.problems for answer in answers], FIELDS["tracking_problems"]).take(at),
    ]


def _links(links: Sequence[tuple[str, ...] | None], of: NDArray[np.intp], at: Any, keys: Any) -> Any:
    """Texts with the keys between them."""
    most = max((len(link) for link in links if link), default=1)
    url = pa.array([link and link[0] for link in links], pa.string()).take(at)
    for nth in range(1, most):
        has = np.array([link is None or len(link) > nth for link in links]).take(of)
        between = keys if has.all() else pc.if_else(pa.array(has), keys, "")
        after = [link[nth] if link and len(link) > nth else "" for link in links]
        parts = [url, between]
        if any(after):
            parts.append(pa.array(after, pa.string()).take(at))
        url = pc.binary_join_element_wise(*parts, "")
    return url
