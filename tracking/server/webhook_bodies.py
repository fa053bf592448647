"""The part of an event that a webhook subscription gets: whether its filter passes, and which keys of the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tracking.server.search_grammar import And, Node, Not, Or, Term, parse_search
from tracking.server.search_values import SearchClock, number_value, present, text_value, time_value

__all__ = ["included", "passes_filter"]

HappeningBody = dict[str, Any]


def passes_filter(body: HappeningBody, text: str | None, clock: SearchClock) -> bool:
    """Tell whether a body passes a filter, which is written like a search. A field is a path (``line_items.sku``).

    >>> passes_filter({"status": "success", "lines": [{"quantity": 2}]}, "status:success lines.quantity:>1", SearchClock())
    True
    >>> passes_filter({"status": "success"}, "-status:success", SearchClock())
    False
    """
    node = parse_search(text or "")
    return node is None or _holds(node, body, clock)


def _holds(node: Node, body: HappeningBody, clock: SearchClock) -> bool:
    match node:
        case Not(part):
            return not _holds(part, body, clock)
        case And(parts):
            return all(_holds(part, body, clock) for part in parts)
        case Or(parts):
            return any(_holds(part, body, clock) for part in parts)
        case Term():
            values = _values(body, (node.field or "").split("."))
            return any(_fits(node, value, clock) for value in values if value is not None)


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Return all values at a path, also through lists."""
    if isinstance(value, list):
        for each in value:
            yield from _values(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _fits(term: Term, value: Any, clock: SearchClock) -> bool:
    if present(term):
        return True
    if isinstance(value, bool):
        return term.comparator == ":" and term.value.lower() == str(value).lower()
    number = _number(value)
    test = None if number is None else number_value(term, clock)
    if number is not None and test is not None:
        return test(number)
    if term.comparator != ":":
        test, at = time_value(term, clock), _moment(value)
        return test is not None and at is not None and test(at)
    test = text_value(term, clock)
    return test is not None and test(value)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (ValueError, TypeError, OverflowError):
        return None


def _moment(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo is not None else None


def included(body: HappeningBody, fields: Sequence[str]) -> HappeningBody:
    """Keep the named keys, given as paths through objects and lists; all keys if none is named.

    >>> included({"id": 1, "lines": [{"sku": "A", "grams": 2}], "note": None}, ["id", "lines.sku"])
    {'id': 1, 'lines': [{'sku': 'A'}]}
    """
    return _cut(body, [field.split(".") for field in fields]) if fields else body


def _cut(value: Any, paths: Sequence[Sequence[str]]) -> Any:
    if isinstance(value, list):
        return [_cut(each, paths) for each in value]
    if not isinstance(value, dict):
        return value
    kept: HappeningBody = {}
    for key, inner in value.items():
        below = [path[1:] for path in paths if path[0] == key]
        if below:
            kept[key] = inner if any(not path for path in below) else _cut(inner, below)
    return kept
