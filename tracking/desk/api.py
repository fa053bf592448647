"""The resolver as JSON over HTTP, under ``/v1``, for programs that are not written in Python.

Every answer is UTF-8. If a request is wrong, the status is 4xx and the body is ``{"error": {"field": ..., "message":
...}}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tracking.desk.openapi import openapi
from tracking.desk.requests import BadRequest, body_of, query_fields, text_of_field
from tracking.errors import InvalidURL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request

    from tracking.resolver import Resolver

__all__ = ["api_routes"]

FIELDS = ("number", "company", "url", "country", "postal_code", "language")
"""The fields of a question about a parcel; they are the arguments of `tracking.resolve`."""
MOST_NUMBERS = 10_000
"""The greatest number of items in one list."""


def api_routes(resolver: Resolver) -> list[Route]:
    """Return the routes under ``/v1``, which a resolver answers."""

    async def resolve(request: Request) -> Response:
        return _json(resolver.resolve(**query_fields(request, FIELDS, one_of=("number", "company", "url"))).as_dict())

    async def explain(request: Request) -> Response:
        return _json(resolver.explain(**query_fields(request, FIELDS, one_of=("number", "company", "url"))).as_dict())

    async def identify(request: Request) -> Response:
        given = query_fields(request, ("number", "country"), one_of=("number",))
        return _json([one.as_dict() for one in resolver.identify(given["number"], given.get("country"))])

    async def validate(request: Request) -> Response:
        given = query_fields(request, ("number", "company", "country", "url"), one_of=("number",))
        return _json(resolver.validate(**given).as_dict())

    async def resolve_list(request: Request) -> Response:
        items = await _items(request)
        return StreamingResponse(_answers(resolver, items), media_type="application/x-ndjson; charset=utf-8")

    async def find(request: Request) -> Response:
        given = _object(await body_of(request), ("text", "country", "company", "min_evidence"))
        text = text_of_field(given, "text")
        if text is None:
            raise BadRequest("text", "it is missing; give the text to look through")
        least = given.get("min_evidence")
        if least is not None and (isinstance(least, bool) or not isinstance(least, int | float)):
            raise BadRequest("min_evidence", "it is not a number; give bits of evidence, such as 8")
        found = resolver.find(text, text_of_field(given, "country"), least, text_of_field(given, "company"))
        return _json([one.as_dict() for one in found])

    async def described(request: Request) -> Response:
        return _json(openapi())

    return [
        Route("/v1/resolve", answered(resolve), methods=["GET"]),
        Route("/v1/resolve", answered(resolve_list), methods=["POST"]),
        Route("/v1/explain", answered(explain), methods=["GET"]),
        Route("/v1/identify", answered(identify), methods=["GET"]),
        Route("/v1/validate", answered(validate), methods=["GET"]),
        Route("/v1/find", answered(find), methods=["POST"]),
        Route("/v1/openapi.json", described, methods=["GET"]),
    ]


def answered(endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Return an endpoint that reports what is wrong with a request."""

    async def safe(request: Request) -> Response:
        try:
            answer: Response = await endpoint(request)
        except BadRequest as error:
            return _json({"error": {"field": error.field, "message": error.message}}, error.status)
        except InvalidURL as error:
            return _json({"error": {"field": "url", "message": str(error)}}, 422)
        return answer

    return safe


async def _items(request: Request) -> list[dict[str, Any]]:
    """Return the items of a list: texts, or objects with the fields of a single question."""
    given = await body_of(request)
    if not isinstance(given, list):
        raise BadRequest("body", "it is not a list; give a JSON array of numbers, or of objects with a number")
    if len(given) > MOST_NUMBERS:
        raise BadRequest("body", f"it has {len(given)} items; send at most {MOST_NUMBERS} at once", 413)
    items = []
    for place, one in enumerate(given):
        if not isinstance(one, str | dict):
            raise BadRequest(f"[{place}]", "it is neither text nor an object; put quotes around a number")
        item = _object({"number": one} if isinstance(one, str) else one, FIELDS, f"[{place}]")
        items.append({name: text_of_field(item, name, f"[{place}].") for name in item})
    return items


def _answers(resolver: Resolver, items: list[dict[str, Any]]) -> Iterator[bytes]:
    for item in items:
        try:
            answer: Any = resolver.resolve(**item).as_dict()
        except InvalidURL as error:
            answer = {"error": {"field": "url", "message": str(error)}}
        yield msgspec.json.encode(answer) + b"\n"


def _object(given: Any, known: tuple[str, ...], where: str = "body") -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadRequest(where, f"it is not an object; give one with {', '.join(known)}")
    if unknown := sorted(set(given).difference(known)):
        raise BadRequest(unknown[0], f"it is not known; there are {', '.join(known)}")
    return given


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json; charset=utf-8")
