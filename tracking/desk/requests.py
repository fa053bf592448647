"""The contents of requests: fields of a query or a form, and bodies of a limited size."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

__all__ = [
    "LARGEST_BODY",
    "LONGEST_FIELD",
    "LONGEST_WAIT",
    "BadRequest",
    "body_bytes",
    "body_of",
    "query_fields",
    "text_of_field",
]

LARGEST_BODY = 2 << 20
"""The largest body of a request, in bytes."""
LONGEST_WAIT = 60.0
"""The seconds in which a body must arrive."""
LONGEST_FIELD = 10_000
"""The greatest length of one field, in characters."""


class BadRequest(Exception):
    """A request that cannot be answered. ``field`` is what is wrong, and ``message`` says why and names the cure."""

    def __init__(self, field: str, message: str, status: int = 400) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message, self.status = field, message, status


def query_fields(request: Request, known: Sequence[str], one_of: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a query, of which ``one_of`` must be there. Raises `BadRequest` for unknown fields."""
    given = _once(request.query_params.multi_items())
    if unknown := sorted(set(given).difference(known)):
        raise BadRequest(unknown[0], f"it is not known; there are {', '.join(known)}")
    found = {name: text_of_field(given, name) for name in given}
    if not any(found.get(name) for name in one_of):
        raise BadRequest(one_of[0], f"it is missing; give {' or '.join(one_of)}")
    return found


def _once(items: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in items:
        if name in found:
            raise BadRequest(name, "it is given twice; give it once")
        found[name] = value
    return found


def text_of_field(given: Mapping[str, Any], name: str, where: str = "") -> str | None:
    """Return a field that is text, or None if it is missing.

    Raises `BadRequest` for another type, and for a text that is too long.
    """
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequest(where + name, "it is not text; put it in quotes, so that no digit is lost")
    if name != "text" and len(value) > LONGEST_FIELD:
        raise BadRequest(where + name, f"it has {len(value)} characters; give at most {LONGEST_FIELD}", 413)
    return value


async def body_bytes(request: Request) -> bytes:
    """Return a body. Raises `BadRequest` if it is too large or too slow, without reading the rest."""
    found = bytearray()
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            async for piece in request.stream():
                found += piece
                if len(found) > LARGEST_BODY:
                    raise BadRequest("body", f"it is larger than {LARGEST_BODY >> 20} MiB; send less at once", 413)
    except TimeoutError:
        raise BadRequest("body", "it did not arrive in time; send it again", 408) from None
    return bytes(found)


async def body_of(request: Request) -> Any:
    """Return a JSON body."""
    content = await body_bytes(request)
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest("body", f"it is not JSON: {error}; send UTF-8 JSON") from None
