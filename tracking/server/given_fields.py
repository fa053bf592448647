"""The fields of orders in a file: which there are at each place, and what to write instead of a wrong one."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterator
from typing import Any

import msgspec

from tracking.server.given_orders import GivenOrder

__all__ = ["given_structs", "plain_fault", "struct_at"]

_AT = r"(?: - at `\$\.?(?P<path>[^`]*)`)?"
_UNKNOWN = re.compile(rf"Object contains unknown field `(?P<name>.*?)`{_AT}", re.DOTALL)
_MISSING = re.compile(rf"Object missing required field `(?P<name>.*?)`{_AT}")
_TYPE = re.compile(rf"Expected `(?P<expected>[^`]*)`, got `(?P<found>[^`]*)`{_AT}")
_TIME = re.compile(rf"Invalid RFC3339 encoded datetime{_AT}")
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "datetime": "a time",
    "null": "null",
}
_PAGE = "see docs/orders-file.md"


def plain_fault(message: str) -> str | None:
    """Return msgspec's message about an order in plain words, with the cure; None if there are none for it.

    >>> plain_fault("Object contains unknown field `curency`")
    'curency: the field is not known; write currency'
    >>> plain_fault("Object contains unknown field `colour` - at `$.refunds[0].lines[1]`")
    'refunds[0].lines[1].colour: the field is not known; there are line_id, quantity, id'
    >>> plain_fault("Object missing required field `lines`")
    'lines: it is missing; see docs/orders-file.md'
    >>> plain_fault("Expected `str | null`, got `float` - at `$.total_price`")
    'total_price: expected text, found a number; put quotes around it'
    >>> plain_fault("Expected `bool | int | float | str | object | null`, got `array` - at `$.customer[...]`")
    'customer, one of its fields: expected text or an object, found a list; see docs/orders-file.md'
    >>> plain_fault("Object contains unknown field `pric` - at `$.shipping_lines[0][...][0]`")
    'shipping_lines[0], one of its fields: [0].pric: the field is not known; write price'
    >>> plain_fault("Expected `int`, got `float` - at `$.lines[0].quantity`")
    'lines[0].quantity: expected a whole number, found a number with a decimal point; see docs/orders-file.md'
    """
    if match := _UNKNOWN.fullmatch(message):
        return f"{_place(match)}: the field is not known; {_instead(match['name'], match['path'] or '')}"
    if match := _MISSING.fullmatch(message):
        return f"{_place(match)}: it is missing; {_PAGE}"
    if match := _TIME.fullmatch(message):
        return f"{_place(match)}: it is not a time; write it like 2026-11-21T12:00:00Z"
    if match := _TYPE.fullmatch(message):
        return f"{_place(match)}: {_other_kind(match['expected'], match['found'])}"
    return None


def _place(match: re.Match[str]) -> str:
    path = f"{match['path'] or ''}.{match.groupdict().get('name', '')}".strip(".") or "order"
    return path.replace("[...]", ", one of its fields: ").removesuffix(": ")


def _instead(name: str, path: str) -> str:
    fields = struct_at(f".{path}").__struct_fields__
    near = difflib.get_close_matches(name, fields, n=1)
    return f"write {near[0]}" if near else f"there are {', '.join(fields)}"


def _other_kind(expected: str, found: str) -> str:
    plain = ("null", "bool", "int", "float") if "str" in expected else ("null",)
    wanted = [each for each in expected.split(" | ") if each not in plain]
    said = " or ".join(_KINDS.get(each, each) for each in wanted)
    number = found in ("int", "float")
    cure = "put quotes around it" if number and "str" in wanted else _PAGE
    kind = "a number" if number else _KINDS.get(found, found)
    if found == "float" and "int" in wanted:
        kind = "a number with a decimal point"
    return f"expected {said}, found {kind}; {cure}"


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
