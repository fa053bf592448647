"""Connections: a page of a list, with cursors."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from graphql import GraphQLError

__all__ = [
    "LARGEST_PAGE",
    "CursorPlace",
    "Key",
    "bad_argument",
    "by_id",
    "connection",
    "decode_cursor",
    "page",
    "page_size",
]

LARGEST_PAGE = 250
"""The length of the longest page, and of the longest list in an argument without a limit of its own."""

Item = TypeVar("Item")
Key = tuple[str | int, int]
"""The position of an item in its list: the value that the list is sorted by, and the item's id."""


class CursorPlace(msgspec.Struct, frozen=True):
    """The contents of a cursor."""

    last_id: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    last_value: str | int


def by_id(item: Any) -> Key:
    """Sort by id."""
    return item.id, item.id


def _encode_cursor(key: Key) -> str:
    value, id_ = key
    return base64.b64encode(msgspec.json.encode(CursorPlace(id_, value))).decode()


def decode_cursor(cursor: str) -> CursorPlace:
    """Read a cursor. Raises the top-level error for an invalid one."""
    try:
        return msgspec.json.decode(base64.b64decode(cursor, validate=True), type=CursorPlace)
    except (binascii.Error, ValueError, RecursionError):
        raise bad_argument("Invalid cursor for current pagination sort.") from None


def page_size(args: Mapping[str, Any]) -> int:
    """Read ``first`` or ``last``: exactly one of the two, from 1 to `LARGEST_PAGE`.

    Raises the top-level error otherwise.
    """
    first: int | None = args.get("first")
    last: int | None = args.get("last")
    if first is None and last is None:
        raise bad_argument("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_argument("providing both first and last is not supported")
    size = first or last or 0
    if not 1 <= size <= LARGEST_PAGE:
        name = "last" if first is None else "first"
        raise bad_argument(f"{name} must be between 1 and {LARGEST_PAGE}")
    return size


def bad_argument(message: str) -> GraphQLError:
    """Return the top-level error for an invalid argument."""
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


def connection(items: Iterable[Item], args: Mapping[str, Any], key: Callable[[Item], Key] = by_id) -> dict[str, Any]:
    """Return the requested page of a whole list."""
    size = page_size(args)
    descending = bool(args.get("reverse"))
    ordered = sorted(items, key=key, reverse=descending)
    keys = [key(item) for item in ordered]
    start, end = 0, len(ordered)
    if (after := args.get("after")) is not None:
        place = _comparable(decode_cursor(after), keys)
        start = sum(each >= place if descending else each <= place for each in keys)
    if (before := args.get("before")) is not None:
        place = _comparable(decode_cursor(before), keys)
        end = sum(each > place if descending else each < place for each in keys)
    if args.get("first") is not None:
        chosen = slice(start, max(start, min(end, start + size)))
    else:
        chosen = slice(max(start, end - size), max(start, end))
    return page(ordered[chosen], key, before=chosen.start > 0, after=chosen.stop < len(ordered))


def _comparable(place: CursorPlace, keys: Sequence[Key]) -> Key:
    """Turn a cursor into a key of this list. Raises if it belongs to a list with another sorting."""
    first, _ = next(iter(keys), (place.last_value, 0))
    if type(first) is not type(place.last_value):
        raise bad_argument("Invalid cursor for current pagination sort.")
    return place.last_value, place.last_id


def page(items: Sequence[Item], key: Callable[[Item], Key], *, before: bool, after: bool) -> dict[str, Any]:
    """Return a connection with one page's items. ``before`` and ``after`` tell whether there are others."""

    def edges(_info: Any) -> list[dict[str, Any]]:
        return [{"cursor": _encode_cursor(key(item)), "node": item} for item in items]

    def page_info(_info: Any) -> dict[str, Any]:
        return {
            "hasNextPage": after,
            "hasPreviousPage": before,
            "startCursor": _encode_cursor(key(items[0])) if items else None,
            "endCursor": _encode_cursor(key(items[-1])) if items else None,
        }

    return {"nodes": items, "edges": edges, "pageInfo": page_info}
