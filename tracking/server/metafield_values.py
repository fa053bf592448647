"""The kinds of metafields, and what each takes for a value (the API's reference, "metafield data types")."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec

__all__ = ["METAFIELD_TYPES", "json_value", "value_fault"]

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
_LARGEST = 2**53 - 1
_DECIMAL = re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,9})?", re.ASCII)
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
_GID = re.compile(r"gid://shopify/(?P<kind>[A-Za-z]+)/[0-9]+", re.ASCII)
_URL = re.compile(r"(?:https?://[^\s/]+|mailto:|sms:|tel:)\S*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_REFERENCES = {
    "article_reference": "Article",
    "collection_reference": "Collection",
    "company_reference": "Company",
    "customer_reference": "Customer",
    "file_reference": None,
    "metaobject_reference": "Metaobject",
    "mixed_reference": None,
    "order_reference": "Order",
    "page_reference": "Page",
    "product_reference": "Product",
    "product_taxonomy_value_reference": "TaxonomyValue",
    "variant_reference": "ProductVariant",
}


def _text(_value: str) -> str | None:
    return None


def _line(value: str) -> str | None:
    return "must be a single line text string." if "\n" in value or "\r" in value else None


def _integer(value: str) -> str | None:
    if not _INTEGER.fullmatch(value):
        return "must be an integer."
    return None if -_LARGEST <= int(value) <= _LARGEST else f"must be between -{_LARGEST} and {_LARGEST}."


def _matching(pattern: re.Pattern[str], fault: str) -> Callable[[str], str | None]:
    return lambda value: None if pattern.fullmatch(value) else fault


def _boolean(value: str) -> str | None:
    return None if value in ("true", "false") else "must be true or false."


def _day(value: str) -> str | None:
    try:
        date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        return "must be in YYYY-MM-DD format."
    return None


def _time(value: str) -> str | None:
    try:
        datetime.fromisoformat(value if "T" in value else "")
    except ValueError:
        return "must be in YYYY-MM-DDTHH:MM:SS format, such as 2022-06-01T15:30:00."
    return None


def _decoded(value: str) -> Any:
    try:
        return msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None


def _json(value: str) -> str | None:
    if value.strip() == "null":
        return "can't be blank."
    return "is invalid JSON." if _decoded(value) is None else None


def _object(*names: str) -> Callable[[str], str | None]:
    def fault(value: str) -> str | None:
        found = _decoded(value)
        if isinstance(found, dict) and all(found.get(name) not in (None, "") for name in names):
            return None
        return f"must be a JSON object with {' and '.join(names)}."

    return fault


def _reference(kind: str | None) -> Callable[[str], str | None]:
    def fault(value: str) -> str | None:
        match = _GID.fullmatch(value)
        if match is not None and kind in (None, match["kind"]):
            return None
        return f"must be a global id, such as gid://shopify/{kind or 'MediaImage'}/1."

    return fault


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "boolean": _boolean,
    "color": _matching(_COLOR, "must be a hex color code, such as #fff123."),
    "date": _day,
    "date_time": _time,
    "dimension": _object("value", "unit"),
    "id": _line,
    "json": _json,
    "language": _line,
    "link": _object("text", "url"),
    "money": _object("amount", "currency_code"),
    "multi_line_text_field": _text,
    "number_decimal": _matching(_DECIMAL, "must be a decimal."),
    "number_integer": _integer,
    "rating": _object("value", "scale_min", "scale_max"),
    "rich_text_field": _object("type", "children"),
    "single_line_text_field": _line,
    "url": _matching(_URL, "must be a URL that begins with http, https, mailto, sms, or tel."),
    "volume": _object("value", "unit"),
    "weight": _object("value", "unit"),
    **{name: _reference(kind) for name, kind in _REFERENCES.items()},
}
_NO_LISTS = ("boolean", "id", "json", "language", "money", "multi_line_text_field", "rich_text_field")
_PARSED = ("dimension", "json", "link", "money", "rating", "rich_text_field", "volume", "weight")

METAFIELD_TYPES = frozenset((*_CHECKS, *(f"list.{name}" for name in _CHECKS if name not in _NO_LISTS)))
"""The names of all kinds. A list has items of one kind."""


def value_fault(type_: str, value: str) -> str | None:
    """Return what is wrong with a value, as the end of a sentence that begins with "Value"; None if it is right.

    >>> value_fault("number_integer", "12"), value_fault("number_integer", "a dozen")
    (None, 'must be an integer.')
    >>> value_fault("list.number_integer", "[1, 2]"), value_fault("list.number_integer", '["a"]')
    (None, 'must be an integer.')
    """
    if not type_.startswith("list."):
        return _CHECKS[type_](value)
    items = _decoded(value)
    if not isinstance(items, list):
        return "must be a JSON list."
    written = (each if isinstance(each, str) else msgspec.json.encode(each).decode() for each in items)
    faults = (_CHECKS[type_.removeprefix("list.")](each) for each in written)
    return next((fault for fault in faults if fault), None)


def json_value(type_: str, value: str) -> Any:
    """Return a value as JSON has it: numbers, booleans, objects, and lists are no texts.

    >>> json_value("number_integer", "12"), json_value("number_decimal", "1.5"), json_value("json", "[1]")
    (12, '1.5', [1])
    """
    if type_.startswith("list.") or type_ in _PARSED:
        found = _decoded(value)
        return value if isinstance(found, float) and not math.isfinite(found) else found
    if type_ == "number_integer":
        return int(value)
    return value == "true" if type_ == "boolean" else value
