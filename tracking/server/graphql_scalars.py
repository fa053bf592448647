"""GraphQL's scalars and global ids, with the API's own words for invalid values."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLError

__all__ = ["SCALARS", "Coercion", "InvalidId", "check_gid", "make_gid", "parse_gid", "to_datetime"]

_GID = re.compile(r"gid://[A-Za-z0-9_-]+/([A-Za-z]+)/([A-Za-z0-9_-]+)(?:\?.*)?", re.ASCII)
_LARGEST = 2**63 - 1
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


class Coercion(GraphQLError):
    """A value that a scalar does not accept. The message is the API's explanation."""


class InvalidId(GraphQLError):
    """An id of the right form that no such object can have."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"Invalid id: {id_}", extensions={"code": "RESOURCE_NOT_FOUND"})


def make_gid(kind: str, number: int | str) -> str:
    """Return a global id."""
    return f"gid://shopify/{kind}/{number}"


def check_gid(value: Any) -> str:
    """Check that a value is written like a global id. Raises `Coercion`."""
    if not isinstance(value, str) or not _GID.fullmatch(value):
        raise Coercion(f"Invalid global id '{value}'")
    return value


def parse_gid(value: str, kind: str | None = None) -> tuple[str, int]:
    """Read kind and number of a global id. With ``kind``, it must be of that kind.

    A number that no database could hold is read as the largest one, which does not exist either. Raises the API's
    top-level error for another kind, and for text that is not a number (or is 0).
    """
    match = _GID.fullmatch(value)
    found, number = match.groups() if match else ("", "")
    digits = number.lstrip("0")
    if not digits.isdecimal() or (kind is not None and found != kind):
        raise InvalidId(value)
    return found, _LARGEST if len(digits) > 19 else min(int(digits), _LARGEST)


def to_datetime(text: str) -> datetime:
    """Read an ISO 8601 time; one without an offset is UTC. Raises `ValueError`."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _write_datetime(value: datetime) -> str:
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _read_datetime(value: Any) -> datetime:
    try:
        moment = to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        moment = None
    # Near the ends of the calendar, a clock in another zone could not show it.
    if moment is None or not 1 < moment.year < 9999:
        raise Coercion(f"Invalid DateTime '{value}': write it like 2026-11-21T12:00:00Z")
    return moment


def _read_url(value: Any) -> str:
    """Accept a URL with scheme and host. The shop decides whether it accepts it."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        missing = "scheme" if parts is None or not parts.scheme else "host" if not parts.hostname else None
    except ValueError:
        raise Coercion(f"Invalid url '{value}', cannot be parsed") from None
    if missing:
        raise Coercion(f"Invalid url '{value}', missing {missing}")
    return str(value)


SCALARS: dict[str, dict[str, Any]] = {
    "DateTime": {"coerce_output_value": _write_datetime, "coerce_input_value": _read_datetime},
    "URL": {"coerce_output_value": str, "coerce_input_value": _read_url},
    "Decimal": {"coerce_output_value": str},
    "Money": {"coerce_output_value": str},
    "UnsignedInt64": {"coerce_output_value": str},
}
"""The functions of the schema's own scalars, by name."""
