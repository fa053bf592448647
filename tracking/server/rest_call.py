"""A call of REST's: the parts of a request and of an answer, and what all calls share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import Fulfillment
from tracking.server.access import FULL_GRANT, Grant
from tracking.server.listing import Listed, chosen_fields, link, parse_selection, refuse_numbered, rest_page
from tracking.server.rest_encode import RestEncoder
from tracking.server.selection import Selection
from tracking.server.shop import Shop

__all__ = ["Calling", "RestAnswer", "RestCall", "encode", "not_found"]

encode = msgspec.json.Encoder().encode


class RestCall(NamedTuple):
    """The parts of a request."""

    path: str
    """The path as requested, decoded."""
    ids: Mapping[str, str]
    """The path's parameters: version, and ids as they were written."""
    query: Mapping[str, str]
    pairs: list[tuple[str, str]]
    """The query in its order, with repeated keys."""
    body: bytes
    url: str
    """Scheme, host, and path, for links."""
    grant: Grant = FULL_GRANT
    """The caller's rights."""

    def id(self, name: str) -> int:
        """Return one of the path's ids; 0, which nothing has, if it is not a number."""
        text = self.ids[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0


class RestAnswer(NamedTuple):
    """The parts of an answer."""

    status: int
    body: bytes
    headers: dict[str, str] = {}  # noqa: RUF012 (never written to)


def not_found() -> Refusal:
    """Return the refusal for an object that does not exist."""
    return Refusal("not_found", "Not Found", status=404, errors="Not Found")


class Calling:
    """A shop, its way of writing values, and answers by a method's name."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._rest = RestEncoder(shop.info(), shop.zone, shop.location)

    def answer(self, name: str, call: RestCall) -> RestAnswer:
        """Answer a call by its method's name. A refusal is an answer as well."""
        method: Callable[[RestCall], RestAnswer] = getattr(self, name)
        try:
            refuse_numbered(call.query)
            return method(call)
        except Refusal as refusal:
            headers = {} if refusal.retry_after is None else {"Retry-After": f"{refusal.retry_after:.1f}"}
            return RestAnswer(refusal.status, encode(refusal.body()), headers)

    def _one(self, fulfillment: Fulfillment, status: int = 200) -> RestAnswer:
        return RestAnswer(status, encode({"fulfillment": self._rest.fulfillment(fulfillment)}))

    def _page(
        self,
        call: RestCall,
        root: str,
        parse: Callable[[Mapping[str, str]], dict[str, Any]],
        select: Callable[[Selection], tuple[Listed, ...] | None],
        write: Callable[[Listed], dict[str, Any]],
        sorted_by: Callable[[Listed, Selection], int] | None = None,
    ) -> RestAnswer:
        # A token is not bound to the version, because clients change versions.
        path = call.path.rpartition("/admin/api/")[2].partition("/")[2]
        selection = parse_selection(path, call.query, parse)
        found = rest_page(select, selection)
        if found is None:
            raise not_found()
        rows, goes_on = found
        value = None if sorted_by is None else lambda row: sorted_by(row, selection)
        header = link(call.url, path, rows, goes_on, selection, call.query, value)
        body = encode({root: [chosen_fields(write(row), call.query) for row in rows]})
        return RestAnswer(200, body, {"Link": header} if header else {})
