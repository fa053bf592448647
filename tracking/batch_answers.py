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
import pyarrow.compute as pc

from tracking.batch_kinds import Asked, Kind, Row
from tracking.errors import InvalidURL
from tracking.normalize import plain as _plain
from tracking.slots import Place
from tracking.templates import Template

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracking.resolver import Resolver
    from tracking.results import Resolution

__all__ = ["FIELDS", "GIVEN", "NUMBER", "Answer", "answer", "columns", "links", "pieces", "spliced"]

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
"""Stands for a company or a link as the row gives it."""
_STANDS_FOR = {"7QNUMBERQ7": "number", "7QPOSTALCODEQ7": "postal_code", "7QLANGUAGEQ7": "language"}
NUMBER, _POSTAL, _LANGUAGE = _STANDS_FOR
_VARIABLE = re.compile("|".join(_STANDS_FOR))


class Answer(NamedTuple):
    """What a row or a kind of rows is answered with."""

    carrier: str | None
    company: str | None
    """The company's name, or `GIVEN`."""
    url: tuple[str, ...] | None
    """The link in pieces: text and names of variables in turn; (`GIVEN`,) for the row's own."""
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
    found = resolver.resolve(*row)
    whole = _answer(found)
    asked = tuple.__getitem__(found, 5)
    if not isinstance(asked.named, Place) and found.company == row.company:
        whole = whole._replace(company=GIVEN)
    if found.url is None:
        return whole
    if row.url:
        return whole._replace(url=(GIVEN,)) if found.url == row.url else None
    values = {
        "postal_code": row.postal_code and _POSTAL,
        "country": asked.country,
        "language": row.language and _LANGUAGE,
    }
    url = pieces(asked.place.url(NUMBER if kind.key else "", values)) or ("",)
    own: dict[str, str | None] = {"number": kind.key, "postal_code": row.postal_code, "language": row.language}
    if kind.rewritten and isinstance(asked.named, Place) and not asked.named.entry.reads(kind.key):
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


def columns(asked: Asked, given: dict[str, Any]) -> list[Any]:
    """The columns `FIELDS` for rows whose own columns, as string arrays, are ``given``."""
    answers, of = asked.answers, asked.of
    at = pa.array(of)

    def taken(values: list[Any], type_: Any = FIELDS["tracking_via"]) -> Any:
        return pa.array(values, type_).take(at)

    def own(column: Any, whose: list[bool], name: str) -> Any:
        rows = np.array(whose, dtype=np.bool_).take(of)
        if not rows.any():
            return column
        return pc.if_else(
            pa.array(rows), pa.nulls(len(of), pa.string()) if given[name] is None else given[name], column
        )

    urls = [None if answer.url == (GIVEN,) else answer.url for answer in answers]
    variables = {**given, "given": given["number"], "number": asked.keys}
    return [
        taken([answer.carrier for answer in answers]),
        own(taken([answer.company for answer in answers]), [answer.company == GIVEN for answer in answers], "company"),
        own(links(urls, of, taken, variables), [answer.url == (GIVEN,) for answer in answers], "url"),
        taken([answer.via for answer in answers]),
        taken([answer.evidence for answer in answers], pa.float64()),
        taken([answer.problems for answer in answers], FIELDS["tracking_problems"]),
    ]


def links(found: list[tuple[str, ...] | None], of: NDArray[np.intp], taken: Any, variables: dict[str, Any]) -> Any:
    """The links, put together of their pieces."""
    url = taken([link and link[0] for link in found])
    for place in range(1, max((len(link) for link in found if link), default=1), 2):
        # What a row without a link has here does not matter.
        names = [link and (link[place] if len(link) > place else "") for link in found]
        after = [link[place + 1] if link and len(link) > place else "" for link in found]
        between = variables["number"]
        if set(names) - {"number", None}:
            between = pc.if_else(pa.array(np.array([name == "number" for name in names]).take(of)), between, "")
        for name in {"given", "postal_code", "language"}.intersection(names):
            mask = np.array([one == name for one in names]).take(of)
            own = variables[name].take(pa.array(mask.nonzero()[0])).to_pylist()
            between = pc.replace_with_mask(between, pa.array(mask), pa.array(_quoted(own, name), pa.string()))
        url = pc.binary_join_element_wise(url, between, *([taken(after)] if any(after) else []), "")
    return url


def _quoted(values: list[str | None], name: str) -> list[str | None]:
    """Percent-encoded, as a template does it."""
    known: dict[str | None, str | None] = {}
    for value in values:
        if value not in known:
            plain = value and (_plain(value) if name == "given" else value)
            known[value] = Template(("", "number", "")).expand({"number": plain})
    return [known[value] for value in values]
