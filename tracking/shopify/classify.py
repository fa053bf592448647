"""From an unsuccessful answer to a typed error with a stable code.

The API gives no codes for most of what it refuses, only words. So the codes follow from the words, by one table whose
first matching line decides. Sources of the words: the Admin API's documentation, recordings of the live service, and
reports by users of its client libraries. The codes:

====================================  =================================================================
fulfillment_order_not_found           there is no such fulfillment order (often an order's id was sent)
line_not_found                        the fulfillment order has no such line
fulfillment_not_found,                there is no such fulfillment; no such order;
order_not_found, not_found            no such object or route
order_ambiguous                       several orders have the name that was looked for
unfulfillable_status                  closed, cancelled, on hold, or scheduled
invalid_quantity                      more units were requested than remain
quantity_not_positive                 a quantity is 0 or less
already_fulfilled                     nothing is left to be fulfilled
different_orders                      one call has fulfillment orders of several orders
different_locations                   ... of several locations
different_delivery_methods            ... of several delivery methods
different_services                    ... of several fulfillment services
order_cancelled                       the order can no longer be fulfilled
no_lines                              the call names nothing to fulfill
wrong_state                           the fulfillment order's state does not allow the call
outstanding_fulfillments              the order still has live fulfillments
invalid_url                           the URL of a tracking page is refused
invalid_paging                        page_info or limit is refused
field_missing, wrong_type             the request's body is refused
invalid_variable, invalid_query       GraphQL's variables or text are refused
max_cost_exceeded                     the query costs more than the shop allows for one query
scope_missing                         the token lacks a scope, or the user lacks a permission
throttled                             there were too many calls; this one was not executed
unauthorized, payment_required,       HTTP status 401, 402, 403, 423
forbidden, shop_locked
route_gone                            406: the version does not serve this route
redirected                            3xx: the shop has another address
refused                               any other 4xx, ``{"error": ...}``, or user error
server_error, timed_out,              5xx or an internal error; no complete answer came in time;
connection_lost, broken_answer        the connection broke; the answer cannot be read
not_connected, token_not_given        no connection was made; no token could be had for the call
several_numbers                       REST holds one tracking number; raised before anything is sent
====================================  =================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from tracking.errors import (
    AccessDenied,
    NotFound,
    OutcomeUnknown,
    Refused,
    ShopError,
    Throttled,
    Unauthorized,
)
from tracking.shopify.messages import Response

_E = TypeVar("_E", bound=ShopError)

__all__ = [
    "UNREADABLE",
    "Said",
    "broken",
    "by_status",
    "by_words",
    "error_of_kind",
    "said",
    "shown_words",
    "unreadable",
]

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
"""What decoding raises on a document that is not what it should be."""


_MOST_SAID, _DEEPEST = 100, 12
"""How many errors of an answer are told, and how far down they are looked for."""


class Said(NamedTuple):
    """One error that the shop reports."""

    field: str
    """The place: ``line_items``, ``fulfillment.lineItemsByFulfillmentOrder.0``, or "" if the shop names none."""
    message: str


_WORDS: tuple[tuple[re.Pattern[str], str, type[ShopError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code, kind)
    for pattern, code, kind in (
        (r"Exceeded \d+ |\bThrottled\b", "throttled", Throttled),
        (r"merchant approval|required permission|access denied|does not have access", "scope_missing", AccessDenied),
        (r"unfulfillable status", "unfulfillable_status", Refused),
        (r"Invalid fulfillment order line item quantity", "invalid_quantity", Refused),
        (r"quantity must be greater than (?:0|zero)", "quantity_not_positive", Refused),
        (r"fulfillment order must be greater than 0", "field_missing", Refused),
        (r"already fulfilled", "already_fulfilled", Refused),
        (r"belong to the same order", "different_orders", Refused),
        (r"single location|at the same location", "different_locations", Refused),
        (r"same delivery method", "different_delivery_methods", Refused),
        (r"same fulfillment service|invalid for this fulfillment service", "different_services", Refused),
        (r"outstanding fulfillments", "outstanding_fulfillments", Refused),
        (r"order (?:has been|is) cancell?ed", "order_cancelled", Refused),
        (r"without line items", "no_lines", Refused),
        (r"order line item does not exist", "line_not_found", NotFound),
        (r"fulfillment order does not exist|Invalid id: \S*FulfillmentOrder/", "fulfillment_order_not_found", NotFound),
        (r"fulfillment (?:does not exist|not found)|Invalid id: \S*Fulfillment/", "fulfillment_not_found", NotFound),
        (r"does not exist\.?$|not found|^Invalid id", "not_found", NotFound),
        (
            r"not in (?:an? )?\w+ (?:request )?state|in this state|order status to be valid|must be of api type"
            r"|must be scheduled|progress reported",
            "wrong_state",
            Refused,
        ),
        (r"Invalid url", "invalid_url", Refused),
        (r"page_info|exceeds maximum limit", "invalid_paging", Refused),
        (r"expected \w+ to be an? ", "wrong_type", Refused),
        (r"is missing|must be specified|required arguments", "field_missing", Refused),
    )
)

_BY_STATUS: dict[int, tuple[str, type[ShopError]]] = {
    401: ("unauthorized", Unauthorized),
    402: ("payment_required", AccessDenied),
    403: ("forbidden", AccessDenied),
    404: ("not_found", NotFound),
    406: ("route_gone", NotFound),
    408: ("timed_out", OutcomeUnknown),
    423: ("shop_locked", AccessDenied),
    429: ("throttled", Throttled),
}


def said(errors: Any, field: str = "") -> list[Said]:
    """Read the API's ``errors`` in any of its shapes: a string, a list, an object of either, GraphQL's objects.

    >>> said({"order": ["is already fulfilled"]})
    [Said(field='order', message='is already fulfilled')]
    """
    return list(islice(_walked(errors, field, _DEEPEST), _MOST_SAID))


def _walked(errors: Any, field: str, deeper: int) -> Iterator[Said]:
    if isinstance(errors, (dict, list)) and not deeper:
        yield Said(shown_words(field), "errors that are nested too deeply to be told")
    elif isinstance(errors, dict):
        if isinstance(errors.get("message"), str) and not isinstance(errors.get("field"), dict):
            path = errors.get("field")
            if isinstance(path, list):
                field = ".".join(str(one) for one in path[:_DEEPEST] if isinstance(one, (str, int)))
            yield Said(shown_words(field), shown_words(errors["message"]))
            return
        for name, inner in errors.items():
            yield from _walked(inner, name if not field else f"{shown_words(field)}.{name}", deeper - 1)
    elif isinstance(errors, list):
        for inner in errors:
            yield from _walked(inner, field, deeper - 1)
    elif errors is not None:
        yield Said("" if field == "base" else shown_words(field), shown_words(str(errors)))


def shown_words(text: str, longest: int = 1000) -> str:
    """Shorten a shop's words, and drop characters that a terminal would obey instead of show."""
    cut = text if len(text) <= longest else text[:longest] + "..."
    return cut if cut.isprintable() else "".join(char if char.isprintable() else " " for char in cut)


def by_words(
    found: Iterable[Said], response: Response, default: tuple[str, type[ShopError]] | None = None
) -> ShopError:
    """Return the error that the words name; ``default`` (code and class) if no line of the table matches."""
    things = list(found)
    lines = ((code, kind) for thing in things for pattern, code, kind in _WORDS if any(map(pattern.search, thing)))
    code, kind = next(lines, default or ("refused", Refused))
    return error_of_kind(kind, code, response, things)


def by_status(response: Response, document: Any = None) -> ShopError | None:
    """Return the error of an HTTP status other than 2xx; None for 2xx. ``document`` is the body, if it is JSON."""
    status = response.status
    if 200 <= status < 300:
        return None
    found: list[Said] = []
    if isinstance(document, dict):
        found = said(document.get("errors", document.get("error")))
    if status >= 500:
        return error_of_kind(OutcomeUnknown, "server_error", response, found)
    if 300 <= status < 400:
        where = shown_words(response.headers.get("location", "elsewhere"))
        found = [Said("", f"the shop answers with a redirect to {where}: use that address")]
        return error_of_kind(Refused, "redirected", response, found)
    code, kind = _BY_STATUS.get(status, ("refused", Refused))
    named = by_words(found, response, (code, kind))
    # For 403, 404, and 429 the words are more precise than the status; for the rest only the words tell.
    if (status in (403, 404, 429) and isinstance(named, kind)) or status not in _BY_STATUS:
        return named
    return error_of_kind(kind, code, response, found)


def broken(response: Response, reason: str) -> OutcomeUnknown:
    """Return the error for an answer that has a good status and cannot be read."""
    return error_of_kind(OutcomeUnknown, "broken_answer", response, [Said("", shown_words(reason))])


def unreadable(problem: Exception) -> str:
    """Put into words what one of `UNREADABLE` found in a document.

    >>> unreadable(KeyError("line_items"))
    'line_items is missing'
    """
    if isinstance(problem, KeyError):
        return f"{problem.args[0]} is missing"
    if isinstance(problem, ValueError):
        return f"a value in it cannot be read ({shown_words(str(problem), 200)})"
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    return "something in it is null, or of another kind than the API gives"


def error_of_kind(kind: type[_E], code: str, response: Response, found: list[Said]) -> _E:
    """Return an error of this class and code, with what the shop said."""
    return kind(
        code,
        [thing.message for thing in found],
        status=response.status,
        request_id=None if response.request_id is None else shown_words(response.request_id, 200),
        retry_after=response.retry_after,
        fields=[thing.field for thing in found],
    )
