"""Answers for kinds of rows.

Rows that every format judges alike, with a company that means the same carrier in the same country, get one answer in
which only the number differs. So each such *kind* is asked of the resolver once, as one call at a time would, and its
answer is kept in pieces: columns are then made by looking up pieces and putting the number between them.
"""

from __future__ import annotations

import re
from itertools import zip_longest
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

__all__ = ["FIELDS", "GIVEN", "NUMBER", "Answer", "Links", "answer", "columns", "pieces", "spliced"]

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


class _Made(NamedTuple):
    """Answers, column by column."""

    carrier: Any
    company: Any
    via: Any
    evidence: Any
    problems: Any
    own_company: NDArray[np.bool_]
    own_url: NDArray[np.bool_]
    links: Links


def _made(answers: list[Answer]) -> _Made:
    text = pa.string()
    return _Made(
        pa.array([answer.carrier for answer in answers], text),
        pa.array([answer.company for answer in answers], text),
        pa.array([answer.via for answer in answers], text),
        pa.array([answer.evidence for answer in answers], pa.float64()),
        pa.array([answer.problems for answer in answers], FIELDS["tracking_problems"]),
        np.array([answer.company == GIVEN for answer in answers], dtype=np.bool_),
        np.array([answer.url == (GIVEN,) for answer in answers], dtype=np.bool_),
        Links.of([None if answer.url == (GIVEN,) else answer.url for answer in answers]),
    )


def columns(asked: Asked, given: dict[str, Any]) -> list[Any]:
    """The columns `FIELDS` for rows whose own columns, as string arrays, are ``given``."""
    made, of = asked.pool.made(_made, _joined), asked.of
    if asked.own:
        own, size = _made(asked.own), len(made.via)
        made = _joined(made, own)
        of = np.where(of < 0, size + ~of, of)
    at = pa.array(of)

    def unless_own(column: Any, whose: NDArray[np.bool_], name: str) -> Any:
        rows = whose.take(of)
        if not rows.any():
            return column
        return pc.if_else(
            pa.array(rows), pa.nulls(len(of), pa.string()) if given[name] is None else given[name], column
        )

    variables = {**given, "given": given["number"], "number": asked.keys}
    return [
        made.carrier.take(at),
        unless_own(made.company.take(at), made.own_company, "company"),
        unless_own(made.links.filled(of, variables), made.own_url, "url"),
        made.via.take(at),
        made.evidence.take(at),
        made.problems.take(at),
    ]


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, _Made):
        return _Made(*map(_joined, one, other))
    if isinstance(one, Links):
        return one.joined(other)
    return np.concatenate([one, other]) if isinstance(one, np.ndarray) else pa.concat_arrays([one, other])


class Links(NamedTuple):
    """Links in pieces, column by column, ready to be filled with the rows' variables."""

    texts: list[Any]
    names: list[NDArray[np.int8]]
    """Which variable stands behind a text: its place among `_NAMES`."""

    @classmethod
    def of(cls, pieces: list[tuple[str, ...] | None]) -> Links:
        """From texts and names of variables in turn; None for no link."""
        texts, names = [pa.array([link and link[0] for link in pieces], pa.string())], []
        for place in range(2, max((len(link) for link in pieces if link), default=1), 2):
            # What a row without a link has here does not matter.
            whole = [link and (link[place - 1 : place + 1] or ("", "")) for link in pieces]
            names.append(np.array([_NAMES.index(pair[0] if pair else "number") for pair in whole], dtype=np.int8))
            texts.append(pa.array([pair[1] if pair else "" for pair in whole], pa.string()))
        return cls(texts, names)

    def joined(self, other: Links) -> Links:
        """The links of both."""
        one, two = len(self.texts[0]), len(other.texts[0])
        nothing = [pa.array([""] * one, pa.string()), pa.array([""] * two, pa.string())]
        neither = [np.full(one, _NAMES.index(""), np.int8), np.full(two, _NAMES.index(""), np.int8)]
        return Links(
            [
                pa.concat_arrays([nothing[0] if mine is None else mine, nothing[1] if its is None else its])
                for mine, its in zip_longest(self.texts, other.texts)
            ],
            [
                np.concatenate([neither[0] if mine is None else mine, neither[1] if its is None else its])
                for mine, its in zip_longest(self.names, other.names)
            ],
        )

    def filled(self, of: NDArray[np.intp], variables: dict[str, Any]) -> Any:
        """The links of rows: the one at ``of[i]`` is row i's."""
        at = pa.array(of)
        url = self.texts[0].take(at)
        for texts, names in zip(self.texts[1:], self.names, strict=True):
            between = variables["number"]
            if names.any():
                kinds = names.take(of)
                between = pc.if_else(pa.array(kinds == 0), between, "")
                for kind in set(np.unique(kinds).tolist()) - {0, _NAMES.index("")}:
                    own = variables[_NAMES[kind]].take(pa.array((kinds == kind).nonzero()[0])).to_pylist()
                    quoted = pa.array(_quoted(own, _NAMES[kind]), pa.string())
                    between = pc.replace_with_mask(between, pa.array(kinds == kind), quoted)
            after = [texts.take(at)] if pc.max(pc.binary_length(texts)).as_py() else []
            url = pc.binary_join_element_wise(url, between, *after, "")
        return url


_NAMES = ["number", "given", "postal_code", "language", ""]


def _quoted(values: list[str | None], name: str) -> list[str | None]:
    """Percent-encoded, as a template does it."""
    known: dict[str | None, str | None] = {}
    for value in values:
        if value not in known:
            if value and value.isascii() and value.isalnum():
                known[value] = value
            else:
                plain = value and (_plain(value) if name == "given" else value)
                variable = "number" if name == "given" else name
                known[value] = Template(("", variable, "")).expand({variable: plain})
    return [known[value] for value in values]
