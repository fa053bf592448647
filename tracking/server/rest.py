"""REST's calls: from a request's parts to the answer's parts, without HTTP.

Routes and statuses are those of the Admin API's reference, 2025-10; the deprecated calls answer as versions up to
2022-04 did (creating on ``unstable`` too), and 406 with an empty body on all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment import refusals
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import Fulfillment, Order
from tracking.server import rest_decode
from tracking.server.listing import Listed, chosen_fields, link, parse_filters, parse_selection, rest_page
from tracking.server.rest_encode import RestEncoder
from tracking.server.selection import Selection
from tracking.server.shop import Shop
from tracking.server.versions import at_least

__all__ = ["ROUTES", "Calls", "RestAnswer", "RestCall"]

_DATES = ("created_at_min", "created_at_max", "updated_at_min", "updated_at_max")
_REMOVED = "2022-07"
_DEPRECATED = "https://shopify.dev/changelog/legacy-fulfillment-api-deprecation"
_encode = msgspec.json.Encoder().encode


class RestCall(NamedTuple):
    """A request's parts."""

    path: str
    """As requested, decoded."""
    ids: Mapping[str, str]
    """The path's parameters: version, and ids as they were written."""
    query: Mapping[str, str]
    pairs: list[tuple[str, str]]
    """The query in its order, repeated keys too."""
    body: bytes
    url: str
    """Scheme, host and path: where links lead."""

    def id(self, name: str) -> int:
        """One of the path's ids; 0, which nothing has, when it is no number."""
        text = self.ids[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0


class RestAnswer(NamedTuple):
    """An answer's parts."""

    status: int
    body: bytes
    headers: dict[str, str] = {}  # noqa: RUF012 (never written to)


def _not_found() -> Refusal:
    return Refusal("not_found", "Not Found", status=404, errors="Not Found")


class Calls:
    """One method a route."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._rest = RestEncoder(shop.info(), shop.location)

    def answer(self, name: str, call: RestCall) -> RestAnswer:
        """Answer a call by its method's name; a refusal is an answer too."""
        method: Callable[[RestCall], RestAnswer] = getattr(self, name)
        try:
            return method(call)
        except Refusal as refusal:
            headers = {} if refusal.retry_after is None else {"Retry-After": f"{refusal.retry_after:.1f}"}
            return RestAnswer(refusal.status, _encode(refusal.body()), headers)

    def _one(self, fulfillment: Fulfillment, status: int = 200) -> RestAnswer:
        return RestAnswer(status, _encode({"fulfillment": self._rest.fulfillment(fulfillment)}))

    # Fulfillments

    def create(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments.json``."""
        request = rest_decode.create_fulfillment(rest_decode.root(call.body, "fulfillment"))
        return self._one(self._shop.create(request), 201)

    def cancel(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments/{id}/cancel.json``; whatever the body says."""
        return self._one(self._shop.cancel(call.id("fulfillment_id")))

    def update_tracking(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments/{id}/update_tracking.json``; without a body the query string says it."""
        if call.body.strip():
            document = rest_decode.root(call.body, "fulfillment")
        else:
            document = rest_decode.query_document(call.pairs)
        tracking, notify = rest_decode.tracking_update(document)
        return self._one(self._shop.update_tracking(call.id("fulfillment_id"), tracking, notify_customer=notify))

    def get(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments/{id}.json``."""
        body = chosen_fields(self._rest.fulfillment(self._fulfillment(call)), call.query)
        return RestAnswer(200, _encode({"fulfillment": body}))

    def _fulfillment(self, call: RestCall) -> Fulfillment:
        found = self._shop.fulfillment(call.id("fulfillment_id"))
        if found is None or found.order_id != call.id("order_id"):
            raise _not_found()
        return found

    def list_by_order(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments.json``."""

        def select(selection: Selection) -> tuple[Fulfillment, ...] | None:
            return self._shop.fulfillments(call.id("order_id"), selection)

        def write(fulfillment: Fulfillment) -> dict[str, Any]:
            return self._rest.fulfillment(fulfillment, listed=True)

        return self._page(call, "fulfillments", _DATES, select, write)

    def _page(
        self,
        call: RestCall,
        root: str,
        filters: tuple[str, ...],
        select: Callable[[Selection], tuple[Listed, ...] | None],
        write: Callable[[Listed], dict[str, Any]],
        **more: Any,
    ) -> RestAnswer:
        # The version is no part of what a token is bound to: clients move between versions.
        path = call.path.rpartition("/admin/api/")[2].partition("/")[2]
        selection = parse_selection(path, call.query, self._rest.zone, filters)
        if not call.query.get("page_info"):
            selection = msgspec.structs.replace(selection, **more)
        found = rest_page(select, selection)
        if found is None:
            raise _not_found()
        rows, goes_on = found
        header = link(call.url, path, rows, goes_on, selection, call.query)
        body = _encode({root: [chosen_fields(write(row), call.query) for row in rows]})
        return RestAnswer(200, body, {"Link": header} if header else {})

    def count(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments/count.json``."""
        selection = Selection(**parse_filters(call.query, self._rest.zone, _DATES))
        found = self._shop.fulfillments(call.id("order_id"), selection)
        if found is None:
            raise _not_found()
        return RestAnswer(200, _encode({"count": len(found)}))

    def list_by_fulfillment_order(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_orders/{id}/fulfillments.json``."""
        found = self._shop.fulfillments_of(call.id("fulfillment_order_id"))
        if found is None:
            raise refusals.fulfillment_order_not_found()
        return RestAnswer(200, _encode({"fulfillments": [self._rest.fulfillment(each) for each in found]}))

    # Fulfillment orders, orders, the shop

    def fulfillment_order(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_orders/{id}.json``."""
        found = self._shop.fulfillment_order(call.id("fulfillment_order_id"))
        if found is None:
            raise _not_found()
        return RestAnswer(
            200, _encode({"fulfillment_order": self._rest.fulfillment_order(found, self._of(found.order_id, call))})
        )

    def fulfillment_orders(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillment_orders.json``."""
        found = self._shop.fulfillment_orders(call.id("order_id"))
        if found is None:
            raise _not_found()
        of = self._of(call.id("order_id"), call)
        return RestAnswer(
            200, _encode({"fulfillment_orders": [self._rest.fulfillment_order(each, of) for each in found]})
        )

    def _of(self, order_id: int, call: RestCall) -> Order | None:
        """Read the order of fulfillment orders, where ``include_order_reference_fields`` asks for it."""
        return self._shop.order(order_id) if call.query.get("include_order_reference_fields") == "true" else None

    def order(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}.json``."""
        order_id = call.id("order_id")
        found = self._shop.order(order_id)
        if found is None:
            raise _not_found()
        body = self._rest.order(found, self._shop.fulfillments(order_id) or ())
        return RestAnswer(200, _encode({"order": chosen_fields(body, call.query)}))

    def orders(self, call: RestCall) -> RestAnswer:
        """``GET /orders.json``: by name, and open ones only unless ``status`` says otherwise."""
        status = call.query.get("status") or "open"
        if status not in ("open", "closed", "cancelled", "any"):
            raise refusals.bad_request("status", "must be one of open, closed, cancelled, any")
        selected = None if status == "any" else status
        return self._page(call, "orders", ("name",), self._shop.orders, self._rest.order, status=selected)

    def shop(self, call: RestCall) -> RestAnswer:
        """``GET /shop.json``."""
        return RestAnswer(200, _encode({"shop": chosen_fields(self._rest.shop(), call.query)}))

    # Events

    def events(self, call: RestCall) -> RestAnswer:
        """``GET .../events.json``."""
        fulfillment = self._fulfillment(call)
        found = self._shop.events(fulfillment.id) or ()
        body = {"fulfillment_events": [self._rest.event(each, fulfillment.order_id) for each in found]}
        return RestAnswer(200, _encode(body))

    def event(self, call: RestCall) -> RestAnswer:
        """``GET .../events/{id}.json``."""
        fulfillment = self._fulfillment(call)
        for each in self._shop.events(fulfillment.id) or ():
            if each.id == call.id("event_id"):
                return RestAnswer(200, _encode({"fulfillment_event": self._rest.event(each, fulfillment.order_id)}))
        raise _not_found()

    def create_event(self, call: RestCall) -> RestAnswer:
        """``POST .../events.json``."""
        document = rest_decode.root(call.body, "event")
        order_id = call.id("order_id")
        new = rest_decode.new_event(document, call.id("fulfillment_id"), self._rest.zone)
        created = self._shop.create_event(new, order_id=order_id)
        return RestAnswer(201, _encode({"fulfillment_event": self._rest.event(created, order_id)}))

    def delete_event(self, call: RestCall) -> RestAnswer:
        """``DELETE .../events/{id}.json``."""
        self._shop.delete_event(call.id("order_id"), call.id("fulfillment_id"), call.id("event_id"))
        return RestAnswer(200, b"{}")

    # Deprecated

    def create_for_order(self, call: RestCall) -> RestAnswer:
        """``POST /orders/{id}/fulfillments.json``, up to 2022-04 and on ``unstable``."""
        if call.ids["version"] != "unstable" and at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        request = rest_decode.create_for_order(rest_decode.root(call.body, "fulfillment"))
        return self._deprecated(self._shop.create_for_order(call.id("order_id"), request))

    def change_of_order(self, call: RestCall) -> RestAnswer:
        """``PUT /orders/{id}/fulfillments/{id}.json``, up to 2022-04, as are the following."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        change = rest_decode.change_tracking(rest_decode.root(call.body, "fulfillment"))
        return self._deprecated(self._shop.change_tracking(call.id("order_id"), call.id("fulfillment_id"), change))

    def cancel_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../cancel.json``; whatever the body says."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.cancel(call.id("fulfillment_id"), order_id=call.id("order_id")))

    def open_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../open.json``; whatever the body says."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.open(call.id("order_id"), call.id("fulfillment_id")))

    def complete_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../complete.json``; whatever the body says."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.complete(call.id("order_id"), call.id("fulfillment_id")))

    def _deprecated(self, fulfillment: Fulfillment) -> RestAnswer:
        return self._one(fulfillment)._replace(headers={"X-Shopify-API-Deprecated-Reason": _DEPRECATED})

    def gone(self, call: RestCall) -> RestAnswer:
        """Refuse a call that was removed: 406, with an empty body."""
        return RestAnswer(406, b"")


_ORDER = "/orders/{order_id}"
_FULFILLMENT = _ORDER + "/fulfillments/{fulfillment_id}"

ROUTES: tuple[tuple[str, str, str], ...] = (
    ("POST", "/fulfillments.json", "create"),
    ("POST", "/fulfillments/{fulfillment_id}/cancel.json", "cancel"),
    ("POST", "/fulfillments/{fulfillment_id}/update_tracking.json", "update_tracking"),
    ("GET", "/fulfillment_orders/{fulfillment_order_id}/fulfillments.json", "list_by_fulfillment_order"),
    ("GET", "/fulfillment_orders/{fulfillment_order_id}.json", "fulfillment_order"),
    ("GET", _ORDER + "/fulfillments.json", "list_by_order"),
    ("POST", _ORDER + "/fulfillments.json", "create_for_order"),
    ("PUT", _ORDER + "/fulfillments.json", "gone"),
    ("GET", _ORDER + "/fulfillments/count.json", "count"),
    ("GET", _FULFILLMENT + ".json", "get"),
    ("PUT", _FULFILLMENT + ".json", "change_of_order"),
    ("POST", _FULFILLMENT + "/cancel.json", "cancel_of_order"),
    ("POST", _FULFILLMENT + "/open.json", "open_of_order"),
    ("POST", _FULFILLMENT + "/complete.json", "complete_of_order"),
    ("GET", _FULFILLMENT + "/events.json", "events"),
    ("POST", _FULFILLMENT + "/events.json", "create_event"),
    ("GET", _FULFILLMENT + "/events/{event_id}.json", "event"),
    ("DELETE", _FULFILLMENT + "/events/{event_id}.json", "delete_event"),
    ("GET", _ORDER + "/fulfillment_orders.json", "fulfillment_orders"),
    ("GET", _ORDER + ".json", "order"),
    ("GET", "/orders.json", "orders"),
    ("GET", "/shop.json", "shop"),
)
"""Method, path below ``/admin/api/{version}``, and the method of `Calls` that answers."""
