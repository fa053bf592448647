"""REST's calls about fulfillment orders, other than fulfilling them: one method per route."""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.refusals import bad_request
from tracking.fulfillment.values import FulfillmentOrder, Order
from tracking.server import rest_decode_orders as decode
from tracking.server.assignment import ASSIGNMENT_STATUSES, assigned_orders
from tracking.server.listing import chosen_fields
from tracking.server.not_served import not_served_refusal
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_deprecated import DeprecatedCalls
from tracking.server.rest_encode_orders import OrderEncoder
from tracking.server.rest_values import flag, integer, optional_root, root, text_field, whole
from tracking.server.shop import Shop

__all__ = ["ORDER_ROUTES", "FulfillmentOrderCalls"]


class FulfillmentOrderCalls(DeprecatedCalls):
    """One method per route for fulfillment orders, services, and locations."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self._orders = OrderEncoder(shop.info(), shop.zone, shop.location)

    def _order_id(self, call: RestCall) -> int:
        return call.id("fulfillment_order_id")

    def _merchant(self, order: FulfillmentOrder | None) -> Any:
        return None if order is None else self._orders.merchant_order(order)

    def _requested(self, order: FulfillmentOrder | None) -> Any:
        return None if order is None else self._orders.requested_order(order)

    def _answer(self, **values: Any) -> RestAnswer:
        return RestAnswer(200, encode(values))

    # Reads

    def fulfillment_order(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_orders/{id}.json``."""
        found = self._shop.fulfillment_order(self._order_id(call))
        if found is None:
            raise not_found()
        return self._answer(fulfillment_order=self._read(found, self._of(found.order_id, call), call))

    def fulfillment_orders(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/fulfillment_orders.json``."""
        found = self._shop.fulfillment_orders(call.id("order_id"))
        if found is None:
            raise not_found()
        of = self._of(call.id("order_id"), call)
        return self._answer(fulfillment_orders=[self._read(each, of, call) for each in found])

    def _read(self, order: FulfillmentOrder, of: Order | None, call: RestCall) -> dict[str, Any]:
        summaries = call.query.get("include_financial_summaries") == "true"
        return self._orders.merchant_order(order, of, summaries=summaries)

    def _of(self, order_id: int, call: RestCall) -> Order | None:
        """Return the order of fulfillment orders, if ``include_order_reference_fields`` requests it."""
        return self._shop.order(order_id) if call.query.get("include_order_reference_fields") == "true" else None

    def assigned_fulfillment_orders(self, call: RestCall) -> RestAnswer:
        """``GET /assigned_fulfillment_orders.json``."""
        status = call.query.get("assignment_status") or None
        if status is not None and status not in ASSIGNMENT_STATUSES:
            raise bad_request("assignment_status", f"must be one of {', '.join(ASSIGNMENT_STATUSES)}")
        wanted = [value for key, value in call.pairs if key in ("location_ids[]", "location_ids")]
        ids = {integer(each.strip(), "location_ids") for text in wanted for each in text.split(",")} if wanted else None
        found = assigned_orders(self._shop.every_fulfillment_order(), status, ids)
        return self._answer(fulfillment_orders=[self._orders.assigned_order(each) for each in found])

    def locations_for_move(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_orders/{id}/locations_for_move.json``."""
        found = self._shop.locations_for_move(self._order_id(call))
        if found is None:
            raise not_found()
        return self._answer(locations_for_move=[self._orders.location_for_move(each) for each in found])

    # Actions

    def hold(self, call: RestCall) -> RestAnswer:
        """``POST .../hold.json``."""
        asked = decode.asked_hold(root(call.body, "fulfillment_hold"))
        held = self._shop.hold(self._order_id(call), asked.hold, asked.lines)
        return self._answer(fulfillment_order=self._merchant(held.order))

    def release_hold(self, call: RestCall) -> RestAnswer:
        """``POST .../release_hold.json``; without a body, all holds are released."""
        external_id = text_field(whole(call.body), "external_id")
        order = self._shop.release_holds(self._order_id(call), external_id=external_id)
        return self._answer(fulfillment_order=self._requested(order))

    def move(self, call: RestCall) -> RestAnswer:
        """``POST .../move.json``."""
        document = root(call.body, "fulfillment_order")
        location_id = decode.new_location(document)
        moved = self._shop.move(self._order_id(call), location_id, decode.asked_lines(document))
        return self._answer(
            original_fulfillment_order=self._merchant(moved.original),
            moved_fulfillment_order=self._merchant(moved.moved),
            remaining_fulfillment_order=self._merchant(moved.remaining),
        )

    def cancel_fulfillment_order(self, call: RestCall) -> RestAnswer:
        """``POST .../cancel.json``; the body is ignored."""
        canceled = self._shop.cancel_fulfillment_order(self._order_id(call))
        return self._answer(
            fulfillment_order=self._merchant(canceled.order),
            replacement_fulfillment_order=self._merchant(canceled.replacement),
        )

    def close(self, call: RestCall) -> RestAnswer:
        """``POST .../close.json``."""
        text_field(optional_root(call.body, "fulfillment_order"), "message")
        order = self._shop.close_fulfillment_order(self._order_id(call))
        return self._answer(fulfillment_order=self._merchant(order))

    def open(self, call: RestCall) -> RestAnswer:
        """``POST .../open.json``; the body is ignored."""
        order = self._shop.open_fulfillment_order(self._order_id(call))
        return self._answer(fulfillment_order=self._merchant(order))

    def reschedule(self, call: RestCall) -> RestAnswer:
        """``POST .../reschedule.json``."""
        document = root(call.body, "fulfillment_order")
        at = decode.asked_time(document, "new_fulfill_at", self._rest.zone)
        return self._answer(fulfillment_order=self._merchant(self._shop.reschedule(self._order_id(call), at)))

    def set_deadline(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillment_orders/set_fulfillment_orders_deadline.json``."""
        ids, by = decode.asked_deadline(whole(call.body), self._rest.zone)
        self._shop.set_deadline(ids, by)
        return RestAnswer(200, b"{}")

    # Requests

    def submit_request(self, call: RestCall) -> RestAnswer:
        """``POST .../fulfillment_request.json``."""
        document = optional_root(call.body, "fulfillment_request")
        submitted = self._shop.submit_request(
            self._order_id(call),
            decode.asked_lines(document),
            message=text_field(document, "message"),
            notify_customer=flag(document, "notify_customer"),
        )
        return self._answer(
            original_fulfillment_order=self._requested(submitted.order),
            submitted_fulfillment_order=self._requested(submitted.order),
            unsubmitted_fulfillment_order=self._requested(submitted.unsubmitted),
        )

    def accept_request(self, call: RestCall) -> RestAnswer:
        """``POST .../fulfillment_request/accept.json``."""
        text_field(optional_root(call.body, "fulfillment_request"), "message")
        return self._answer(fulfillment_order=self._requested(self._shop.accept_request(self._order_id(call))))

    def reject_request(self, call: RestCall) -> RestAnswer:
        """``POST .../fulfillment_request/reject.json``."""
        decode.checked_rejection(optional_root(call.body, "fulfillment_request"))
        return self._answer(fulfillment_order=self._requested(self._shop.reject_request(self._order_id(call))))

    def submit_cancellation(self, call: RestCall) -> RestAnswer:
        """``POST .../cancellation_request.json``."""
        message = text_field(optional_root(call.body, "cancellation_request"), "message")
        order = self._shop.submit_cancellation(self._order_id(call), message=message)
        return self._answer(fulfillment_order=self._requested(order))

    def accept_cancellation(self, call: RestCall) -> RestAnswer:
        """``POST .../cancellation_request/accept.json``."""
        text_field(optional_root(call.body, "cancellation_request"), "message")
        return self._answer(fulfillment_order=self._requested(self._shop.accept_cancellation(self._order_id(call))))

    def reject_cancellation(self, call: RestCall) -> RestAnswer:
        """``POST .../cancellation_request/reject.json``."""
        text_field(optional_root(call.body, "cancellation_request"), "message")
        return self._answer(fulfillment_order=self._requested(self._shop.reject_cancellation(self._order_id(call))))

    # Services and locations

    def services(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_services.json``: every service is the one app's, so ``scope`` makes no difference."""
        scope = call.query.get("scope") or "current_client"
        if scope not in ("current_client", "all"):
            raise bad_request("scope", "must be one of current_client, all")
        return self._answer(fulfillment_services=[self._orders.service(each) for each in self._shop.services()])

    def service(self, call: RestCall) -> RestAnswer:
        """``GET /fulfillment_services/{id}.json``."""
        found = self._shop.service(call.id("service_id"))
        if found is None:
            raise not_found()
        return self._answer(fulfillment_service=self._orders.service(found))

    def create_service(self, call: RestCall) -> RestAnswer:
        """``POST /fulfillment_services.json``."""
        asked = decode.asked_service(root(call.body, "fulfillment_service"))
        created = self._shop.create_service(asked)
        return RestAnswer(201, encode({"fulfillment_service": self._orders.service(created)}))

    def update_service(self, call: RestCall) -> RestAnswer:
        """``PUT /fulfillment_services/{id}.json``."""
        changes = decode.changed_service(root(call.body, "fulfillment_service"))
        changed = self._shop.update_service(call.id("service_id"), changes)
        return self._answer(fulfillment_service=self._orders.service(changed))

    def delete_service(self, call: RestCall) -> RestAnswer:
        """``DELETE /fulfillment_services/{id}.json``."""
        self._shop.delete_service(call.id("service_id"))
        return RestAnswer(200, b"{}")

    def locations(self, call: RestCall) -> RestAnswer:
        """``GET /locations.json``."""
        found = [chosen_fields(self._orders.location(each), call.query) for each in self._shop.locations()]
        return self._answer(locations=found)

    def location(self, call: RestCall) -> RestAnswer:
        """``GET /locations/{id}.json``."""
        found = self._shop.location(call.id("location_id"))
        if found is None:
            raise not_found()
        return self._answer(location=chosen_fields(self._orders.location(found), call.query))

    def shop_events(self, call: RestCall) -> RestAnswer:
        """``GET /events.json``, only for destroyed orders, of which there are none here."""
        if (call.query.get("filter"), call.query.get("verb")) != ("Order", "destroy"):
            raise not_served_refusal("GET /admin/api/{version}/events.json other than of destroyed orders")
        return self._answer(events=[])

    def count_locations(self, call: RestCall) -> RestAnswer:
        """``GET /locations/count.json``."""
        return self._answer(count=len(self._shop.locations()))


_ONE = "/fulfillment_orders/{fulfillment_order_id}"
_SERVICE = "/fulfillment_services/{service_id}.json"

ORDER_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("GET", "/assigned_fulfillment_orders.json", "assigned_fulfillment_orders"),
    ("POST", "/fulfillment_orders/set_fulfillment_orders_deadline.json", "set_deadline"),
    ("GET", _ONE + ".json", "fulfillment_order"),
    ("GET", _ONE + "/locations_for_move.json", "locations_for_move"),
    ("POST", _ONE + "/hold.json", "hold"),
    ("POST", _ONE + "/release_hold.json", "release_hold"),
    ("POST", _ONE + "/move.json", "move"),
    ("POST", _ONE + "/cancel.json", "cancel_fulfillment_order"),
    ("POST", _ONE + "/close.json", "close"),
    ("POST", _ONE + "/open.json", "open"),
    ("POST", _ONE + "/reschedule.json", "reschedule"),
    ("POST", _ONE + "/fulfillment_request.json", "submit_request"),
    ("POST", _ONE + "/fulfillment_request/accept.json", "accept_request"),
    ("POST", _ONE + "/fulfillment_request/reject.json", "reject_request"),
    ("POST", _ONE + "/cancellation_request.json", "submit_cancellation"),
    ("POST", _ONE + "/cancellation_request/accept.json", "accept_cancellation"),
    ("POST", _ONE + "/cancellation_request/reject.json", "reject_cancellation"),
    ("GET", "/orders/{order_id}/fulfillment_orders.json", "fulfillment_orders"),
    ("GET", "/fulfillment_services.json", "services"),
    ("POST", "/fulfillment_services.json", "create_service"),
    ("GET", _SERVICE, "service"),
    ("PUT", _SERVICE, "update_service"),
    ("DELETE", _SERVICE, "delete_service"),
    ("GET", "/events.json", "shop_events"),
    ("GET", "/locations.json", "locations"),
    ("GET", "/locations/count.json", "count_locations"),
    ("GET", "/locations/{location_id}.json", "location"),
)
"""Method, path below ``/admin/api/{version}``, and the method of `FulfillmentOrderCalls` that answers."""
