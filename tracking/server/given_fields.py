"""The fields of orders in a file: which there are at each place, and what to write instead of an unknown one."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterator
from typing import Any

import msgspec

from tracking.server.given_orders import GivenOrder

__all__ = ["field_cure", "given_structs", "struct_at"]

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*?)`(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)


def field_cure(message: str) -> str | None:
    """Return what to write instead of an unknown field; None if the message is about something else.

    >>> field_cure("Object contains unknown field `curency`")
    'write currency'
    >>> field_cure("Object contains unknown field `colour` - at `$.refunds[0].lines[1]`")
    'its fields are line_id, quantity, id'
    """
    match = _UNKNOWN.fullmatch(message)
    if match is None:
        return None
    fields = struct_at(match["path"] or "").__struct_fields__
    near = difflib.get_close_matches(match["name"], fields, n=1)
    return f"write {near[0]}" if near else f"its fields are {', '.join(fields)}"


def struct_at(path: str) -> type[msgspec.Struct]:
    """Return what is at a path in an order: ``""`` is the order itself, ``.lines[0]`` is a line."""
    found: type[msgspec.Struct] = GivenOrder
    for name in re.findall(r"\.(\w+)", path):
        found = next(_structs_of(typing.get_type_hints(found)[name]))
    return found


def given_structs() -> dict[str, type[msgspec.Struct]]:
    """Return every object that an order may have, by its path without positions; the order itself comes first."""
    found: dict[str, type[msgspec.Struct]] = {}
    paths = [""]
    for path in paths:
        found[path] = struct_at(path)
        paths += [
            f"{path}.{name}" for name, type_ in typing.get_type_hints(found[path]).items() if any(_structs_of(type_))
        ]
    return found


def _structs_of(type_: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        yield type_
    for each in typing.get_args(type_):
        yield from _structs_of(each)
