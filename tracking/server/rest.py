"""REST's calls: from the parts of a request to the parts of an answer, without HTTP.

Routes and statuses are those of the Admin API's reference, 2025-10. The deprecated calls answer as in versions up to
2022-04 (creating also in ``unstable``), and 406 with an empty body in all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracking.fulfillment import refusals
from tracking.fulfillment.values import Fulfillment
from tracking.server import rest_decode
from tracking.server.listing import chosen_fields, parse_selection, parse_times
from tracking.server.order_details import OrderRefund, refunds_of
from tracking.server.order_filter import sort_value
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_filters import parse_order_filters
from tracking.server.rest_metafields import METAFIELD_ROUTES
from tracking.server.rest_order_edits import EDIT_ROUTES
from tracking.server.rest_orders import ORDER_ROUTES
from tracking.server.rest_payments import PAYMENT_ROUTES, PaymentCalls
from tracking.server.rest_values import root
from tracking.server.rest_webhooks import WEBHOOK_ROUTES
from tracking.server.selection import Selection
from tracking.server.shop_reads import OrderWithFulfillments

__all__ = ["ROUTES", "Calls"]

_TIMES = ("created", "updated")
_SUMMARIES = "include_financial_summaries"


class Calls(PaymentCalls):
    """One method per route."""

    # Fulfillments

    def create(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments.json``."""
        request = rest_decode.create_fulfillment(root(call.body, "fulfillment"))
        return self._one(self._shop.create(request), 201)

    def cancel(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments/{id}/cancel.json``; the body is ignored."""
        return self._one(self._shop.cancel(call.id("fulfillment_id")))

    def update_tracking(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillments/{id}/update_tracking.json``; without a body, the query is read."""
        document = root(call.body, "fulfillment") if call.body.strip() else rest_decode.query_document(call.pairs)
        tracking, notify = rest_decode.tracking_update(document)
        return self._one(self._shop.update_tracking(call.id("fulfillment_id"), tracking, notify_customer=notify))

    def get(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments/{id}.json``."""
        body = chosen_fields(self._rest.fulfillment(self._fulfillment(call)), call.query)
        return RestAnswer(200, encode({"fulfillment": body}))

    def _fulfillment(self, call: RestCall) -> Fulfillment:
        found = self._shop.fulfillment(call.id("fulfillment_id"))
        if found is None or found.order_id != call.id("order_id"):
            raise not_found()
        return found

    def list_by_order(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments.json``."""

        def select(selection: Selection) -> tuple[Fulfillment, ...] | None:
            return self._shop.fulfillments(call.id("order_id"), selection)

        def write(fulfillment: Fulfillment) -> dict[str, Any]:
            return self._rest.fulfillment(fulfillment, listed=True)

        return self._page(call, "fulfillments", self._times, select, write)

    def _times(self, query: Mapping[str, str]) -> dict[str, Any]:
        return parse_times(query, self._rest.zone, _TIMES)

    def count(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillments/count.json``."""
        selection = Selection(**self._times(call.query))
        found = self._shop.fulfillments(call.id("order_id"), selection)
        if found is None:
            raise not_found()
        return RestAnswer(200, encode({"count": len(found)}))

    def list_by_fulfillment_order(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_orders/{id}/fulfillments.json``."""
        found = self._shop.fulfillments_of(call.id("fulfillment_order_id"))
        if found is None:
            raise refusals.fulfillment_order_not_found()
        return RestAnswer(200, encode({"fulfillments": [self._rest.fulfillment(each) for each in found]}))

    # Fulfillment orders, orders, the shop

    def order(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}.json``."""
        order_id = call.id("order_id")
        found = self._shop.order(order_id)
        if found is None:
            raise not_found()
        body = self._rest.order(found, self._shop.fulfillments(order_id) or ())
        return RestAnswer(200, encode({"order": chosen_fields(body, call.query)}))

    def orders(self, call: RestCall) -> RestAnswer:
        """``GET /orders.json``: sorted by id, and only open ones unless the query says otherwise."""

        def value(row: OrderWithFulfillments, selection: Selection) -> int:
            return sort_value(row.order, selection)

        def write(row: OrderWithFulfillments) -> dict[str, Any]:
            return self._rest.order(row.order, row.fulfillments)

        return self._page(call, "orders", self._order_filters, self._shop.orders_with_fulfillments, write, value)

    def count_orders(self, call: RestCall) -> RestAnswer:
        """``GET /orders/count.json``; it has the list's filters."""
        count = self._shop.count_orders(Selection(**self._order_filters(call.query)))
        return RestAnswer(200, encode({"count": count}))

    def refunds(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/refunds.json``."""
        chosen = [chosen_fields(self._rest.refund(each), call.query) for each in self._refunds(call)]
        limit = parse_selection("", {"limit": call.query.get("limit", "")}, lambda query: {}).limit
        return RestAnswer(200, encode({"refunds": chosen[:limit]}))

    def refund(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/refunds/{id}.json``."""
        for each in self._refunds(call):
            if each.id == call.id("refund_id"):
                return RestAnswer(200, encode({"refund": chosen_fields(self._rest.refund(each), call.query)}))
        raise not_found()

    def _refunds(self, call: RestCall) -> tuple[OrderRefund, ...]:
        order = self._shop.order(call.id("order_id"))
        if order is None:
            raise not_found()
        return refunds_of(order)

    def _order_filters(self, query: Mapping[str, str]) -> dict[str, Any]:
        return parse_order_filters(query, self._rest.zone, "orders.json")

    def shop(self, call: RestCall) -> RestAnswer:
        """``GET /shop.json``."""
        return RestAnswer(200, encode({"shop": chosen_fields(self._rest.shop(), call.query)}))

    # Events

    def events(self, call: RestCall) -> RestAnswer:
        """``GET .../events.json``."""
        fulfillment = self._fulfillment(call)
        found = self._shop.events(fulfillment.id) or ()
        body = {"fulfillment_events": [self._rest.event(each, fulfillment.order_id) for each in found]}
        return RestAnswer(200, encode(body))

    def event(self, call: RestCall) -> RestAnswer:
        """``GET .../events/{id}.json``."""
        fulfillment = self._fulfillment(call)
        for each in self._shop.events(fulfillment.id) or ():
            if each.id == call.id("event_id"):
                return RestAnswer(200, encode({"fulfillment_event": self._rest.event(each, fulfillment.order_id)}))
        raise not_found()

    def create_event(self, call: RestCall) -> RestAnswer:
        """``POST .../events.json``."""
        document = root(call.body, "event")
        order_id = call.id("order_id")
        new = rest_decode.new_event(document, call.id("fulfillment_id"), self._rest.zone)
        created = self._shop.create_event(new, order_id=order_id)
        return RestAnswer(201, encode({"fulfillment_event": self._rest.event(created, order_id)}))

    def delete_event(self, call: RestCall) -> RestAnswer:
        """``DELETE .../events/{id}.json``."""
        self._shop.delete_event(call.id("order_id"), call.id("fulfillment_id"), call.id("event_id"))
        return RestAnswer(200, b"{}")


_ORDER = "/orders/{order_id}"
_FULFILLMENT = _ORDER + "/fulfillments/{fulfillment_id}"

ROUTES: tuple[tuple[str, str, str], ...] = (
    ("POST", "/fulfillments.json", "create"),
    ("POST", "/fulfillments/{fulfillment_id}/cancel.json", "cancel"),
    ("POST", "/fulfillments/{fulfillment_id}/update_tracking.json", "update_tracking"),
    ("GET", "/fulfillment_orders/{fulfillment_order_id}/fulfillments.json", "list_by_fulfillment_order"),
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
    ("GET", "/orders/count.json", "count_orders"),
    ("GET", _ORDER + ".json", "order"),
    ("GET", _ORDER + "/refunds.json", "refunds"),
    ("GET", _ORDER + "/refunds/{refund_id}.json", "refund"),
    ("GET", "/orders.json", "orders"),
    ("GET", "/shop.json", "shop"),
    *EDIT_ROUTES,
    *ORDER_ROUTES,
    *PAYMENT_ROUTES,
    *METAFIELD_ROUTES,
    *WEBHOOK_ROUTES,
)
"""Method, path below ``/admin/api/{version}``, and the method of `Calls` that answers."""
