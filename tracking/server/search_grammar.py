"""The grammar of the Admin API's searches (``query`` arguments): from a text to a tree of terms.

Terms stand side by side (which means ``AND``), or are joined by ``AND`` and ``OR``; ``AND`` binds more tightly. ``NOT``
or ``-`` before a term or a group negates it, and parentheses form a group. A term is ``field:value`` or a value alone;
the value is bare or in quotes, and ``>``, ``>=``, ``<``, or ``<=`` may stand between field and value. Source: the Admin
API's page on search syntax. That a bare value ends at a colon was recorded from the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["And", "Node", "Not", "Or", "Term", "TooDeep", "parse_search", "terms_of"]

_DEEPEST = 50


class TooDeep(ValueError):
    """Groups and negations are nested too deeply."""


class Term(NamedTuple):
    """One condition."""

    field: str | None
    """The field; None for a value without a field."""
    comparator: str
    """``:``, ``:>``, ``:>=``, ``:<``, or ``:<=``."""
    value: str
    quoted: bool = False


class Not(NamedTuple):
    """The part must not hold."""

    part: Node


class And(NamedTuple):
    """All parts must hold."""

    parts: tuple[Node, ...]


class Or(NamedTuple):
    """One of the parts must hold."""

    parts: tuple[Node, ...]


Node = Term | Not | And | Or

_TOKEN = re.compile(
    r"""
    (?P<space> [\s:]+ )                                  # a colon that belongs to no field is passed over
    | (?P<open> \( ) | (?P<close> \) )
    | (?P<minus> - (?= [^\s)] ) )
    | (?P<word> AND | OR | NOT ) (?= [\s()] | $ )
    | (?P<field> \w (?: [\w.]* \w )? ) : \s* (?P<comparator> [<>]=? )? \s*
    """,
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""
    "(?P<double> (?: [^"\\] | \\. )* ) (?: " | $ )
    | '(?P<single> (?: [^'\\] | \\. )* ) (?: ' | $ )
    | (?P<bare> (?: [^\s():\\] | \\. | \\$ )+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _tokens(text: str) -> Iterator[str | Term]:
    """Yield the terms, and ``(``, ``)``, ``AND``, ``OR``, ``NOT`` between them."""
    at = 0
    while at < len(text):
        field, comparator = None, ":"
        if match := _TOKEN.match(text, at):
            at = match.end()
            if match["field"] is None:
                if match["space"] is None:
                    yield "NOT" if match["minus"] else match[0]
                continue
            field, comparator = match["field"], f":{match['comparator'] or ''}"
        found = _VALUE.match(text, at)
        if found is None:
            # A field without a value, or a character that begins nothing.
            at += field is None
            value, quoted = "", False
        else:
            at = found.end()
            value = next(each for each in found.groups() if each is not None)
            value, quoted = _ESCAPED.sub(r"\1", value), found["bare"] is None
        if value or field is not None:
            yield Term(field, comparator, value, quoted)


class _Parser:
    """Reads the tokens from left to right. A token that closes or joins nothing is ignored."""

    def __init__(self, tokens: Sequence[str | Term]) -> None:
        self._tokens = tokens
        self._at = 0

    def read(self, depth: int = 0) -> Node | None:
        """Read alternatives up to a closing parenthesis or the end."""
        if depth > _DEEPEST:
            raise TooDeep
        parts = []
        while True:
            if (part := self._all(depth)) is not None:
                parts.append(part)
            if self._next() != "OR":
                break
            self._at += 1
        return parts[0] if len(parts) == 1 else Or(tuple(parts)) if parts else None

    def _next(self) -> str | Term | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _all(self, depth: int) -> Node | None:
        parts = []
        while (token := self._next()) not in (None, "OR"):
            if token == ")":
                if depth:
                    break
                self._at += 1
            elif token == "AND":
                self._at += 1
            elif (part := self._one(depth)) is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else And(tuple(parts)) if parts else None

    def _one(self, depth: int) -> Node | None:
        negated = False
        while self._next() == "NOT":
            negated = not negated
            self._at += 1
        token = self._next()
        part: Node | None = None
        if isinstance(token, Term):
            self._at += 1
            part = token
        elif token == "(":
            self._at += 1
            part = self.read(depth + 1)
            self._at += self._next() == ")"
        return Not(part) if part is not None and negated else part


def parse_search(text: str) -> Node | None:
    """Parse a search; None when it says nothing. Raises `TooDeep`.

    >>> parse_search("name:1001 OR -tag:'on hold'")
    Or(parts=(Term(field='name', comparator=':', value='1001', quoted=False), \
Not(part=Term(field='tag', comparator=':', value='on hold', quoted=True))))
    >>> parse_search("  ") is None
    True
    """
    return _Parser(tuple(_tokens(text))).read()


def terms_of(node: Node | None) -> Iterator[Term]:
    """Yield all terms of a tree, from left to right."""
    match node:
        case Term():
            yield node
        case Not(part):
            yield from terms_of(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms_of(part)
