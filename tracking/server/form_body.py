"""Forms as bodies of REST's calls: read into the JSON that they stand for, by the rules of Rack, which the API is built on.

``fulfillment[tracking_info][number]=1`` is an object in an object, and ``tracking_numbers[]=1`` is an item of a list. All
values are texts. A key such as ``lines[0]`` makes an object with the key ``0``, and no list, as in Rack.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import msgspec

__all__ = ["FORM", "json_of_form"]

FORM = "application/x-www-form-urlencoded"
_MOST = 4096
_DEEPEST = 32
_NOT_ENCODED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_KEY = re.compile(r"(?P<first>[^\[\]]+)(?P<others>(?:\[[^\[\]]*\])*)")


def json_of_form(body: bytes) -> bytes:
    """Return the JSON that a form stands for; a body that is JSON already stays as it is. Raises `ValueError`.

    >>> json_of_form(b"order[tags]=a%2C+b&order[lines][][id]=1&order[lines][][id]=2")
    b'{"order":{"tags":"a, b","lines":[{"id":"1"},{"id":"2"}]}}'
    >>> json_of_form(b' {"order": {}}')
    b' {"order": {}}'
    >>> json_of_form(b"order=1&order[tags]=a")
    Traceback (most recent call last):
        ...
    ValueError: order[tags]: it is an object here, and something else before
    """
    # curl says that a body is a form unless it is told otherwise.
    if body.lstrip()[:1] in (b"{", b""):
        return body
    if wrong := _NOT_ENCODED.search(body):
        raise ValueError(f"{body[wrong.start() :][:3].decode(errors='replace')}: a percent sign is written as %25")
    found: dict[str, Any] = {}
    for key, value in parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST):
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"{key[:100]}: it is not a key; write it like order[tags]")
        if match["others"].count("[") >= _DEEPEST:
            raise ValueError(f"{key[:100]}: it is nested too deeply")
        names = [match["first"], *re.findall(r"\[([^\[\]]*)\]", match["others"])]
        _put(found, names, value, key)
    return msgspec.json.encode(found)


def _put(where: dict[str, Any], names: list[str], value: str, key: str) -> None:
    """Put a value where its names lead to. An empty name stands for the next item of a list."""
    first, *others = names
    if not others:
        where[first] = value
    elif others[0]:
        _put(_own(where, first, dict, key), others, value, key)
    else:
        items = _own(where, first, list, key)
        inner = others[1:]
        if not inner:
            items.append(value)
            return
        # The next item begins when the last one has this key already.
        if not items or not isinstance(items[-1], dict) or _has(items[-1], inner):
            items.append({})
        _put(items[-1], inner, value, key)


def _own(where: dict[str, Any], name: str, kind: type, key: str) -> Any:
    inner = where.setdefault(name, kind())
    if not isinstance(inner, kind):
        raise ValueError(
            f"{key[:100]}: it is {'an object' if kind is dict else 'a list'} here, and something else before"
        )
    return inner


def _has(item: dict[str, Any], names: list[str]) -> bool:
    """Tell whether an object has a value where the names lead to. Lists take more."""
    value: Any = item
    for name in names:
        if not name:
            return False
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True
