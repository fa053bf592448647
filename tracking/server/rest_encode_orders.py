"""Fulfillment orders, services, locations and scopes as REST writes them (shapes of 2025-10), ready for JSON.

The API writes a fulfillment order in three ways: as the merchant reads it, as the routes of requests and of releasing a
hold answer (``origin`` in place of the assigned location, the requests that wait in place of all), and as a service
reads its list (the assigned location, the requests that wait).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from tracking.fulfillment.rules_move import LocationForMove
from tracking.fulfillment.values import FulfillmentOrder, Location, Order
from tracking.fulfillment.values_requests import FulfillmentService, MerchantRequest
from tracking.server.rest_encode import RestEncoder

__all__ = ["OrderEncoder"]

Written = dict[str, Any]

_WAITING = {"submitted": "fulfillment_request", "cancellation_requested": "cancellation_request"}
"""Request status -> the kind of the request that it waits for an answer to."""


class OrderEncoder(RestEncoder):
    """Writes one shop's fulfillment orders whole."""

    def merchant_order(self, order: FulfillmentOrder, of: Order | None = None, *, summaries: bool = False) -> Written:
        """Write a fulfillment order as the merchant reads it, with its order's name or with prices where asked for."""
        written = self.fulfillment_order(order, of)
        written |= {
            "fulfill_at": self.time(order.fulfill_at),
            "fulfill_by": self.time(order.fulfill_by),
            "fulfillment_holds": [{"reason": hold.reason, "reason_notes": hold.reason_notes} for hold in order.holds],
            "merchant_requests": [self._request(each) for each in order.requests],
        }
        if summaries:
            for line, body in zip(order.lines, written["line_items"], strict=True):
                details = {} if line.item is None else line.item.details
                quantity = line.item.quantity if line.item is not None else line.quantity
                body["financial_summaries"] = [_summary(line.quantity, quantity, details)]
        return written

    def requested_order(self, order: FulfillmentOrder) -> Written:
        """Write a fulfillment order as the routes of requests answer."""
        written = self._with_waiting(order)
        location = written.pop("assigned_location")
        origin: Written = {}
        for key, value in written.items():
            if key == "line_items":
                origin["origin"] = location
            origin[key] = value
        return origin

    def assigned_order(self, order: FulfillmentOrder) -> Written:
        """Write a fulfillment order as a service reads its list."""
        return self._with_waiting(order)

    def _with_waiting(self, order: FulfillmentOrder) -> Written:
        kind = _WAITING.get(order.request_status)
        waiting = [each for each in order.requests if each.kind == kind][-1:]
        written: Written = {}
        for key, value in self.merchant_order(order).items():
            if key == "international_duties":
                written["outgoing_requests"] = [self._request(each) for each in waiting]
            if key != "merchant_requests":
                written[key] = value
        return written

    def _request(self, request: MerchantRequest) -> Written:
        return {
            "message": request.message,
            "request_options": request.options,
            "sent_at": self.time(request.sent_at),
            "kind": request.kind,
        }

    def location_for_move(self, place: LocationForMove) -> Written:
        """Write whether a fulfillment order may move to a location."""
        location = {"id": place.location.id, "name": place.location.name}
        return {"location": location, "message": place.message, "movable": place.movable}

    def service(self, service: FulfillmentService) -> Written:
        """Write a fulfillment service."""
        return {
            "id": service.id,
            "name": service.name,
            "email": service.email,
            "service_name": service.name,
            "handle": service.handle,
            "fulfillment_orders_opt_in": True,
            "include_pending_stock": False,
            "provider_id": None,
            "location_id": service.location_id,
            "callback_url": service.callback_url,
            "tracking_support": service.tracking_support,
            "inventory_management": service.inventory_management,
            "admin_graphql_api_id": f"gid://shopify/ApiFulfillmentService/{service.id}",
            "permits_sku_sharing": service.permits_sku_sharing,
            "requires_shipping_method": service.requires_shipping_method,
        }

    def location(self, location: Location) -> Written:
        """Write a location."""
        address = location.address
        country = address.get("country_code", self.info.country)
        return {
            "id": location.id,
            "name": location.name,
            **{key: address.get(key) for key in ("address1", "address2", "city", "zip", "province")},
            "country": country,
            "phone": address.get("phone"),
            "created_at": self.time(location.created_at),
            "updated_at": self.time(location.created_at),
            "country_code": country,
            "country_name": address.get("country"),
            "province_code": address.get("province_code"),
            "legacy": location.service is not None,
            "active": True,
            "admin_graphql_api_id": f"gid://shopify/Location/{location.id}",
            "localized_country_name": address.get("country"),
            "localized_province_name": address.get("province"),
        }


def _summary(quantity: int, ordered: int, details: Written) -> Written:
    price = str(details.get("price", "0.00"))
    try:
        unit = Decimal(price) - (Decimal(str(details.get("total_discount", "0"))) / ordered if ordered else 0)
        discounted = f"{unit:.2f}" if unit.is_finite() else price
    except InvalidOperation:
        discounted = price
    return {
        "quantity": quantity,
        "original_unit_price_set": price,
        "approximate_discounted_unit_price_set": discounted,
        "discount_allocations": details.get("discount_allocations", []),
    }
