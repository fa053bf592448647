"""Reads GraphQL answers. Their HTTP status is 200 for nearly everything."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tracking.errors import AccessDenied, NotFound, OutcomeUnknown, Refused, ShopError, Throttled
from tracking.shopify.classify import broken, by_status, by_words, error_of_kind, said
from tracking.shopify.exchange import Reading
from tracking.shopify.messages import Level, Request, Response
from tracking.shopify.rest_bodies import Json

__all__ = ["read_graphql"]

_Kind = tuple[str, type[ShopError]]

_UNKNOWN: _Kind = ("server_error", OutcomeUnknown)
_CODES: dict[str, _Kind] = {
    "THROTTLED": ("throttled", Throttled),
    "MAX_COST_EXCEEDED": ("max_cost_exceeded", Refused),
    "ACCESS_DENIED": ("scope_missing", AccessDenied),
    "SHOP_INACTIVE": ("shop_locked", AccessDenied),
    "RESOURCE_NOT_FOUND": ("not_found", NotFound),
    "INVALID_VARIABLE": ("invalid_variable", Refused),
}
_STATIC = re.compile(r"[a-z]+(?:[A-Z][a-z]*)*")
"""undefinedField, missingRequiredArguments, ...: found before anything was executed."""


def read_graphql(request: Request, response: Response) -> Reading:
    """Interpret an answer. Its document is ``data``."""
    try:
        document = msgspec.json.decode(response.body) if response.body else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    error = by_status(response, document)
    if error is not None:
        return Reading(error=error)
    if not isinstance(document, dict):
        return Reading(error=broken(response, "the answer is not a JSON object"))
    level, requested, charged = _cost(document)
    data = document.get("data")
    whole = data if isinstance(data, dict) and any(value is not None for value in data.values()) else None
    if errors := document.get("errors", document.get("error")):
        # There is data beside the errors: the call was executed, but part of the result may not be seen.
        return Reading(whole, _error(request, response, errors), level, requested, charged)
    if not isinstance(data, dict):
        return Reading(None, broken(response, "the answer holds no data"), level, requested, charged)
    refused = said([payload.get("userErrors") for payload in data.values() if isinstance(payload, dict)])
    if refused:
        return Reading(None, by_words(refused, response), level, requested, charged)
    return Reading(data, None, level, requested, charged)


def _cost(document: Json) -> tuple[Level | None, float | None, float | None]:
    try:
        cost = document["extensions"]["cost"]
    except (KeyError, TypeError):
        return None, None, 0.0
    if not isinstance(cost, dict):
        return None, None, None
    requested, actual = (_number(cost.get(name)) for name in ("requestedQueryCost", "actualQueryCost"))
    return _level(cost.get("throttleStatus")), requested, actual


def _level(status: Any) -> Level | None:
    if not isinstance(status, dict):
        return None
    capacity, available, rate = (
        _number(status.get(name)) for name in ("maximumAvailable", "currentlyAvailable", "restoreRate")
    )
    if capacity is None or available is None or rate is None:
        return None
    return Level(capacity, capacity - available, rate)


def _number(value: Any) -> float | None:
    """Return the value if it is a number, and None otherwise; every JSON number fits into a float."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _error(request: Request, response: Response, errors: Any) -> ShopError:
    found = said(errors)
    listed = errors if isinstance(errors, list) else []
    kinds = [_kind(request, error) for error in listed if isinstance(error, dict)] or [_UNKNOWN]
    # Of several errors, the one that says least about what was done counts.
    code, kind = next((one for one in kinds if one[1] is OutcomeUnknown), kinds[0])
    if code in ("not_found", "invalid_variable", "server_error"):
        return by_words(found, response, (code, kind))
    return error_of_kind(kind, code, response, found)


def _kind(request: Request, error: Json) -> _Kind:
    extensions, path = error.get("extensions"), error.get("path")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    code = code if isinstance(code, str) else ""
    if _STATIC.fullmatch(code):
        return "invalid_query", Refused
    if not request.repeatable and isinstance(path, list) and len(path) > 1:
        # The error is inside the answer to a mutation: the mutation itself was executed.
        return "broken_answer", OutcomeUnknown
    return _CODES.get(code, _UNKNOWN)
