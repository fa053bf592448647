"""Searches: a ``query`` read against the searchable fields, and the answer's remarks about it.

There are three kinds of fields. A field that the shop models is compared. A field that the API has and the shop does
not model is an error with its name, because an empty list would look like an answer. A field that the API does not have
is ignored with the API's own warning, which was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from tracking.server.search_grammar import And, Node, Not, Or, Term, parse_search
from tracking.server.search_values import SearchClock, ValueKind, period, present, time_value

__all__ = ["NotModelled", "Read", "Search", "SearchField", "SearchFields", "read_search"]

Read = Callable[[str, int], Any]
"""Reads more of the shop about an item: ``read("fulfillments", order.id)``."""
_Document = dict[str, Any]
_Found = Callable[[Any, Read], bool]


class NotModelled(ValueError):
    """A search by a field (``name``) that the API has and this shop does not model."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SearchField(NamedTuple):
    """A field of a search."""

    kind: ValueKind
    values: Callable[[Any, Read], Iterable[Any]]
    """The values of an item; one that fits is enough. None among them means no value."""
    none_fits: bool = False
    """True if no value may fit, as in ``tag_not``."""


class SearchFields(NamedTuple):
    """The fields of a search."""

    modelled: Mapping[str, SearchField]
    default: SearchField
    """The fields with which a value without a field is compared."""
    not_modelled: Collection[str] = ()
    """The API's other fields; a name that ends with a dot means all that begin with it."""


class Search:
    """A search that was read. It tells whether an item is found, and what to remark about the search."""

    def __init__(self, text: str, node: Node | None, fields: SearchFields, clock: SearchClock) -> None:
        self.text = text
        self.warnings: list[_Document] = []
        self._node = node
        self._fields, self._clock = fields, clock
        self._test = self._compiled(node)

    def __bool__(self) -> bool:
        """Tell whether it asks for anything."""
        return self._test is not None

    def __call__(self, item: Any, read: Read) -> bool:
        """Tell whether an item is found."""
        return self._test is None or self._test(item, read)

    def only(self, field: str) -> frozenset[str] | None:
        """Return the values of which ``field`` must have one, or None if the search does not restrict it.

        A store with an index for the field need not read anything else.
        """
        return _only(self._node, field)

    def extension(self, path: list[str | int]) -> _Document | None:
        """Return the API's remark about a search that was not fully understood; None if it was."""
        if not self.warnings:
            return None
        parsed = None if self._node is None else self._parsed(self._node)
        return {"path": path, "query": self.text, "parsed": parsed, "warnings": self.warnings}

    def _compiled(self, node: Node | None) -> _Found | None:
        """Return the test of a part; None for a part that asks for nothing."""
        match node:
            case Term():
                return self._term(node)
            case Not(part):
                inner = self._compiled(part)
                return None if inner is None else lambda item, read: not inner(item, read)
            case And(parts) | Or(parts):
                tests = [test for test in map(self._compiled, parts) if test is not None]
                decide = all if isinstance(node, And) else any
                return (lambda item, read: decide(test(item, read) for test in tests)) if tests else None
        return None

    def _term(self, term: Term) -> _Found | None:
        field = self._fields.default if term.field is None else self._fields.modelled.get(term.field)
        if field is None:
            assert term.field is not None
            name = term.field
            if name in self._fields.not_modelled or f"{name.partition('.')[0]}." in self._fields.not_modelled:
                raise NotModelled(name)
            self._warn(name, "Invalid search field for this query.", "invalid_field")
            return None
        if present(term):
            return lambda item, read: any(value is not None for value in field.values(item, read)) != field.none_fits
        test = field.kind(term, self._clock)
        if test is None:
            self._warn(term.field or "default", f"Input `{term.value}` is not an accepted value.", "invalid_value")
            return lambda item, read: False
        return lambda item, read: (
            any(value is not None and test(value) for value in field.values(item, read)) != field.none_fits
        )

    def _warn(self, field: str, message: str, code: str) -> None:
        self.warnings.append({"field": field, "message": message, "code": code})

    def _parsed(self, node: Node) -> _Document:
        match node:
            case Not(part):
                return {"not": self._parsed(part)}
            case And(parts):
                return {"and": [self._parsed(part) for part in parts]}
            case Or(parts):
                return {"or": [self._parsed(part) for part in parts]}
        name = {":": "match_all", ":>": "range_gt", ":>=": "range_gte", ":<": "range_lt", ":<=": "range_lte"}
        field = self._fields.modelled.get(node.field or "")
        found = period(node.value, self._clock) if field is not None and field.kind is time_value else None
        value = node.value if found is None or node.comparator == ":" else _written(found.start, self._clock)
        return {"field": node.field or "default", name[node.comparator]: value}


def _written(at: datetime, clock: SearchClock) -> str:
    return at.astimezone(clock.zone).isoformat(timespec="seconds")


def _only(node: Node | None, field: str) -> frozenset[str] | None:
    match node:
        case Term() if node.field == field and node.comparator == ":" and node.value[-1:] not in ("", "*"):
            return frozenset([node.value])
        case And(parts):
            # One value may have several spellings, so the parts' values are not intersected.
            return min(_bound(parts, field), key=len, default=None)
        case Or(parts):
            found = _bound(parts, field)
            return frozenset[str]().union(*found) if len(found) == len(parts) else None
    return None


def _bound(parts: Iterable[Node], field: str) -> list[frozenset[str]]:
    return [values for part in parts if (values := _only(part, field)) is not None]


def read_search(text: str | None, fields: SearchFields, clock: SearchClock) -> Search:
    """Read a search. Raises `NotModelled`, and `search_grammar.TooDeep`."""
    return Search(text or "", parse_search(text or ""), fields, clock)
