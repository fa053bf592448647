"""The calls over REST, which is the older API: routes, paging, and answers.

A fulfillment holds one tracking number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, Unpack
from urllib.parse import parse_qs, urlsplit

import msgspec

from tracking.fulfillment.port import View
from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    TrackingInfo,
)
from tracking.shopify import rest_bodies as bodies
from tracking.shopify.api import Api, ApiPage, Cursors, Filters, Times, one_order
from tracking.shopify.classify import broken, by_status, by_words, said
from tracking.shopify.exchange import Call, Reading
from tracking.shopify.messages import Level, Request, Response
from tracking.shopify.rest_bodies import moment_text
from tracking.spelling.given import check_texts, text_of

__all__ = ["RestApi", "next_page", "read_rest"]

T = TypeVar("T")

_LARGEST_PAGE = 250
LISTED_IN_ORDER = 50
"""How many fulfillments inside an order are taken for all of them: how many it may hold is not documented, and fifty is
what the API lists without being asked for more."""
_LINK = re.compile(r"<(?P<url>[^<>]*)>(?P<parameters>(?:[^,<\"]|\"[^\"]*\")*)")
_RELATION = re.compile(r";\s*rel\s*=\s*\"?(?P<names>[^\";]*)", re.IGNORECASE)


def read_rest(request: Request, response: Response) -> Reading:
    """Interpret an answer."""
    level = _level(response)
    charged = 1.0 if level is not None else 0.0 if response.status < 500 else None
    document, readable = None, True
    try:
        document = msgspec.json.decode(response.body) if response.body else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        readable = False
    error = by_status(response, document)
    if error is None:
        if not readable or (document is None and request.method != "DELETE"):
            error = broken(response, "the answer is not JSON")
        elif isinstance(document, dict) and ("errors" in document or "error" in document):
            error = by_words(said(document.get("errors", document.get("error"))), response)
    return Reading(None if error else document, error, level, charged=charged)


def _level(response: Response) -> Level | None:
    found = re.fullmatch(
        r"\s*(?P<used>\d+)\s*/\s*(?P<most>[1-9]\d*)\s*", response.headers.get("x-shopify-shop-api-call-limit", "")
    )
    return None if found is None else Level(float(found["most"]), float(found["used"]))


def next_page(response: Response) -> str | None:
    """Read the next page's ``page_info`` from the ``Link`` header; None on the last page."""
    url = _next_url(response)
    return None if url is None else parse_qs(urlsplit(url).query).get("page_info", [None])[0]


def _next_url(response: Response) -> str | None:
    for link in _LINK.finditer(response.headers.get("link", "")):
        for relation in _RELATION.finditer(link["parameters"]):
            if "next" in relation["names"].lower().split():
                return link["url"]
    return None


def _page(document: Any, response: Response) -> ApiPage:
    cursor = next_page(response)
    if cursor is None and _next_url(response) is not None:
        # Ending here would mean that the fulfillments of that page do not exist.
        raise ValueError("its next page has no page_info")
    return ApiPage(_fulfillments(document, response), cursor)


class RestApi(Api):
    """The shop's REST API."""

    numbers_per_fulfillment = 1

    def find_order(self, name: str) -> Call[int | None]:
        """See `Api.find_order`."""
        query = {"name": text_of(name, "name"), "status": "any", "fields": "id,name", "limit": _LARGEST_PAGE}
        request = self._endpoint.rest("GET", "/orders.json", query=query)
        return (
            yield from self._ask(request, lambda document, _: one_order(name, document["orders"], bodies.id_number))
        )

    def find_orders(self, references: Sequence[str]) -> Call[dict[str, int | None]]:
        """See `Api.find_orders`."""
        digits = [reference for reference in references if bodies.is_id(reference)]
        if not digits:
            return {}
        ids = ",".join(str(int(reference)) for reference in digits)
        query = {"ids": ids, "status": "any", "fields": "id", "limit": _LARGEST_PAGE}
        request = self._endpoint.rest("GET", "/orders.json", query=query)
        there = yield from self._ask(request, _ids)
        return {reference: int(reference) if int(reference) in there else None for reference in digits}

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> Call[View]:
        """See `Api.order_view`."""
        # Fulfillment orders are read first: what is done between the two calls then shows as a fulfillment, not as
        # missing units.
        orders = yield from self.fulfillment_orders(order_id, skus=False)
        request = self._endpoint.rest("GET", f"/orders/{order_id}.json", query={"fields": "id,line_items,fulfillments"})
        found, items = yield from self._ask(request, _order)
        orders = tuple(bodies.with_items(order, items) for order in orders)
        if len(found) < LISTED_IN_ORDER:
            return View(orders, tuple(sorted(found, key=lambda one: one.id)))
        asked = Cursors()
        page = yield from self.page(order_id, Filters(), None, None)
        whole = [*page.fulfillments]
        while page.cursor is not None:
            page = yield from self.page(order_id, Filters(), asked.after(page.cursor), None)
            whole += page.fulfillments
        return View(orders, tuple(whole))

    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> Call[tuple[FulfillmentOrder, ...]]:
        """See `Api.fulfillment_orders`."""
        items: dict[int, bodies.Json] = {}
        if skus:
            request = self._endpoint.rest("GET", f"/orders/{order_id}.json", query={"fields": "id,line_items"})
            items = yield from self._ask(request, _items)
        request = self._endpoint.rest("GET", f"/orders/{order_id}/fulfillment_orders.json")
        decode = partial(bodies.fulfillment_order, items=items)
        return (yield from self._ask(request, _many("fulfillment_orders", decode)))

    def fulfillment_order(self, fulfillment_order_id: int) -> Call[FulfillmentOrder]:
        """See `Api.fulfillment_order`."""
        request = self._endpoint.rest("GET", f"/fulfillment_orders/{fulfillment_order_id}.json")
        return (yield from self._ask(request, _one("fulfillment_order", bodies.fulfillment_order)))

    def page(self, order_id: int, filters: Filters, cursor: str | None, limit: int | None) -> Call[ApiPage]:
        """See `Api.page`."""
        # page_info carries the filters; the API allows only limit and fields beside it.
        query = _query(filters) if cursor is None else {"page_info": cursor}
        size = _LARGEST_PAGE if limit is None else limit
        request = self._endpoint.rest("GET", f"/orders/{order_id}/fulfillments.json", query={"limit": size, **query})
        return (yield from self._ask(request, _page))

    def fulfillments_of(self, fulfillment_order_id: int) -> Call[tuple[Fulfillment, ...]]:
        """See `Api.fulfillments_of`."""
        request = self._endpoint.rest("GET", f"/fulfillment_orders/{fulfillment_order_id}/fulfillments.json")
        return (yield from self._ask(request, _fulfillments))

    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Call[Fulfillment]:
        """See `Api.fulfillment`."""
        request = self._endpoint.rest("GET", f"/orders/{order_id}/fulfillments/{fulfillment_id}.json")
        return (yield from self._ask(request, _fulfillment))

    def count(self, order_id: int, **times: Unpack[Times]) -> Call[int]:
        """See `Api.count`."""
        path = f"/orders/{order_id}/fulfillments/count.json"
        request = self._endpoint.rest("GET", path, query=_query(Filters(**times)))
        return (yield from self._ask(request, lambda document, _: bodies.units(document["count"])))

    def create(self, request: CreateFulfillment) -> Call[Fulfillment]:
        """See `Api.create`."""
        asked = self._endpoint.rest("POST", "/fulfillments.json", bodies.create_body(request))
        return (yield from self._ask(asked, _fulfillment))

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Call[Fulfillment]:
        """See `Api.update_tracking`."""
        body = bodies.update_body(tracking, notify_customer)
        request = self._endpoint.rest(
            "POST", f"/fulfillments/{fulfillment_id}/update_tracking.json", body, repeatable=True
        )
        return (yield from self._ask(request, _fulfillment))

    def cancel(self, fulfillment_id: int) -> Call[Fulfillment]:
        """See `Api.cancel`."""
        request = self._endpoint.rest("POST", f"/fulfillments/{fulfillment_id}/cancel.json", {}, repeatable=True)
        return (yield from self._ask(request, _fulfillment))

    def events(self, order_id: int, fulfillment_id: int) -> Call[tuple[FulfillmentEvent, ...]]:
        """See `Api.events`."""
        request = self._endpoint.rest("GET", f"/orders/{order_id}/fulfillments/{fulfillment_id}/events.json")
        return (yield from self._ask(request, _many("fulfillment_events", bodies.event)))

    def create_event(
        self,
        order_id: int,
        fulfillment_id: int,
        status: str,
        *,
        message: str | None = None,
        happened_at: datetime | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> Call[FulfillmentEvent]:
        """See `Api.create_event`."""
        check_texts(status=text_of(status, "status"), message=message)
        body = {"event": bodies.event_body(status, message, happened_at, details or {})}
        path = f"/orders/{order_id}/fulfillments/{fulfillment_id}/events.json"
        return (yield from self._ask(self._endpoint.rest("POST", path, body), _one("fulfillment_event", bodies.event)))


def _query(filters: Filters) -> dict[str, Any]:
    given = {name: getattr(filters, name) for name in filters.__struct_fields__}
    return {name: moment_text(value) if isinstance(value, datetime) else value for name, value in given.items()}


def _one(root: str, decode: Callable[[bodies.Json], T]) -> Callable[[Any, Response], T]:
    return lambda document, _: decode(document[root])


def _many(root: str, decode: Callable[[bodies.Json], T]) -> Callable[[Any, Response], tuple[T, ...]]:
    return lambda document, _: tuple(map(decode, document[root]))


_fulfillment = _one("fulfillment", bodies.fulfillment)
_fulfillments = _many("fulfillments", bodies.fulfillment)
_order = _one(
    "order",
    lambda order: (
        [bodies.fulfillment(one) for one in order["fulfillments"]],
        {bodies.id_number(item["id"]): item for item in order["line_items"]},
    ),
)
_ids = _many("orders", lambda order: bodies.id_number(order["id"]))
_items = _one("order", lambda order: {bodies.id_number(item["id"]): item for item in order["line_items"]})
