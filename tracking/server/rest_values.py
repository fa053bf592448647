"""The plain values of REST's requests by field name: texts, numbers, booleans, lists, and times.

An invalid value raises a `Refusal` that names the field, in the API's style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from tracking.fulfillment.refusals import Refusal, bad_request

__all__ = [
    "Document",
    "as_kind",
    "as_text",
    "expected",
    "flag",
    "integer",
    "listed_items",
    "missing",
    "optional_root",
    "parse_time",
    "root",
    "text_field",
    "time_of",
    "whole",
]

Document = dict[str, Any]

_TYPES = {
    dict: "Hash",
    list: "Array",
    str: "String",
    int: "Integer",
    float: "Float",
    bool: "Boolean",
    type(None): "nil",
}
_NUMERAL = re.compile(r"[0-9]{1,19}")


def root(body: bytes, name: str) -> Document:
    """Read ``{name: {...}}``."""
    if not body.strip():
        raise missing(name)
    document = _document(body)
    if document.get(name) is None:
        raise missing(name)
    inner: Document = as_kind(document[name], dict, name)
    return inner


def optional_root(body: bytes, name: str) -> Document:
    """Read ``{name: {...}}`` if the body, or that key of it, may be missing."""
    if not body.strip():
        return {}
    document = _document(body)
    inner: Document = {} if document.get(name) is None else as_kind(document[name], dict, name)
    return inner


def whole(body: bytes) -> Document:
    """Read a body that has no root of its own. A missing body is an empty one."""
    return _document(body) if body.strip() else {}


def _document(body: bytes) -> Document:
    try:
        document = msgspec.json.decode(body.decode())
    except UnicodeDecodeError as error:
        raise Refusal("bad_request", "not UTF-8", status=400, errors="The body is not valid UTF-8.") from error
    except RecursionError as error:
        raise Refusal("bad_request", "too deep", status=400, errors="The body is nested too deeply.") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refusal("bad_request", "not JSON", status=400, errors=f"The body is not valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise Refusal("bad_request", "not an object", status=400, errors=expected(document, dict))
    return document


def missing(name: str) -> Refusal:
    """Return the refusal of a missing parameter."""
    return bad_request(name, "Required parameter missing or invalid")


def expected(value: object, kind: type) -> str:
    """Return the message that a value is not of the expected kind."""
    return f"expected {_TYPES.get(type(value), type(value).__name__)} to be a {_TYPES[kind]}"


def as_kind(value: Any, kind: type, field: str) -> Any:
    """Check that a value is of a kind. Raises the `Refusal` that names the field."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise bad_request(field, expected(value, kind))
    return value


def listed_items(document: Document, field: str) -> list[Any]:
    """Read a list. A missing one is empty."""
    value = document.get(field)
    return [] if value is None else as_kind(value, list, field)


def text_field(document: Mapping[str, Any], field: str) -> str | None:
    """Read a text. A JSON integer becomes its digits."""
    return as_text(document.get(field), field)


def as_text(value: Any, field: str) -> str | None:
    """Return a value as text. A JSON integer becomes its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None if value is None else as_kind(value, str, field)


def flag(document: Document, field: str) -> bool:
    """Read a boolean, as clients write it."""
    value = document.get(field)
    if value in (None, False, 0, "", "false", "0"):
        return False
    if value in (True, 1, "true", "1"):
        return True
    raise bad_request(field, expected(value, bool))


def integer(value: Any, field: str) -> int:
    """Read an id or a quantity. Clients in JavaScript send ids as text; a missing value counts as 0."""
    if value is None:
        return 0
    if isinstance(value, str):
        return int(value) if _NUMERAL.fullmatch(value) else 0
    number: int = as_kind(value, int, field)
    return number


def time_of(document: Document, field: str, zone: tzinfo) -> datetime | None:
    """Read a time; None if there is none."""
    text = text_field(document, field)
    return None if not text else parse_time(text, field, zone)


def parse_time(text: str, field: str, zone: tzinfo) -> datetime:
    """Read an ISO 8601 time or date. Without an offset, it is in ``zone``."""
    # A plus sign that a client did not encode arrives as a space.
    repaired = re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", text.strip()) if "T" in text else text.strip()
    try:
        at = datetime.fromisoformat(repaired.removesuffix(" UTC") + ("Z" if repaired.endswith(" UTC") else ""))
    except ValueError:
        raise bad_request(field, "expected String to be a DateTime") from None
    if not 1 < at.year < 9999:
        # Near the ends of the calendar, a clock in another zone could not show it.
        raise bad_request(field, "is out of range")
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).replace(microsecond=0)
