"""Values in REST's form (shapes of 2025-10), ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Any

from tracking.fulfillment.values import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    LineItem,
    Location,
    Order,
    ShopInfo,
)
from tracking.server.order_details import OrderRefund, RefundedLine, current_quantity, own_currency, refunds_of
from tracking.server.order_status import cancelled_at, financial_status
from tracking.server.order_transactions import OrderTransaction, transactions_of
from tracking.server.rest_totals import money_set, order_totals, taxes_with_sets, told_fields, transaction_body

__all__ = ["RestEncoder", "is_imperial"]

RestBody = dict[str, Any]


def is_imperial(shop: ShopInfo) -> bool:
    """Tell whether a shop's country weighs in pounds."""
    return shop.country in ("US", "LR", "MM")


class RestEncoder:
    """Writes one shop's values. Times are in the shop's ``zone``, and ``location`` looks up a location by id."""

    def __init__(self, info: ShopInfo, zone: tzinfo, location: Callable[[int], Location | None]) -> None:
        self.info, self.zone = info, zone
        self._location = location

    def time(self, at: datetime | None) -> str | None:
        """Return a time to the second, with the shop's offset."""
        return None if at is None else at.astimezone(self.zone).isoformat(timespec="seconds")

    def fulfillment(self, fulfillment: Fulfillment, *, listed: bool = False) -> RestBody:
        """Return a fulfillment. In a list by order, the lines also have their own ids."""
        tracking = fulfillment.tracking
        lines: list[RestBody] = []
        for line in fulfillment.lines:
            if line.item is not None:
                written = self.line_item(line.item, quantity=line.quantity)
                if listed:
                    written["fulfillment_line_item_id"] = line.id
                lines.append(written)
        return {
            "id": fulfillment.id,
            "order_id": fulfillment.order_id,
            "status": fulfillment.status,
            "created_at": self.time(fulfillment.created_at),
            "service": fulfillment.service,
            "updated_at": self.time(fulfillment.updated_at),
            "tracking_company": tracking.company,
            "shipment_status": fulfillment.shipment_status,
            "location_id": fulfillment.location_id,
            "origin_address": fulfillment.origin_address,
            "line_items": lines,
            "tracking_number": tracking.number,
            "tracking_numbers": tracking.numbers,
            "tracking_url": tracking.url,
            "tracking_urls": tracking.urls,
            "receipt": fulfillment.receipt,
            "name": fulfillment.name,
            "admin_graphql_api_id": f"gid://shopify/Fulfillment/{fulfillment.id}",
        }

    def line_item(self, item: LineItem, *, quantity: int | None = None) -> RestBody:
        """Return an order's line, or so many units of it."""
        details = item.details
        currency = own_currency(item, self.info.currency)
        price, discount = details.get("price", "0.00"), details.get("total_discount", "0.00")
        return {
            "id": item.id,
            "variant_id": details.get("variant_id"),
            "title": item.title,
            "quantity": item.quantity if quantity is None else quantity,
            "sku": item.sku,
            "variant_title": details.get("variant_title"),
            "vendor": details.get("vendor"),
            "fulfillment_service": item.fulfillment_service,
            "product_id": details.get("product_id"),
            "requires_shipping": details.get("requires_shipping", True),
            "taxable": details.get("taxable", True),
            "gift_card": details.get("gift_card", False),
            "name": details.get("name", item.title),
            "variant_inventory_management": details.get("variant_inventory_management"),
            "properties": details.get("properties", []),
            "product_exists": details.get("product_exists", True),
            "fulfillable_quantity": item.fulfillable,
            "grams": details.get("grams", 0),
            "price": price,
            "total_discount": discount,
            "fulfillment_status": item.fulfillment_status,
            "price_set": details.get("price_set") or money_set(price, currency),
            "total_discount_set": details.get("total_discount_set") or money_set(discount, currency),
            "discount_allocations": [
                {**share, "amount_set": money_set(share["amount"], currency)}
                for share in details.get("discount_allocations", ())
            ],
            "duties": details.get("duties", []),
            "admin_graphql_api_id": f"gid://shopify/LineItem/{item.id}",
            "tax_lines": taxes_with_sets(details.get("tax_lines", []), currency),
        }

    def fulfillment_order(self, order: FulfillmentOrder, of: Order | None = None) -> RestBody:
        """Return a fulfillment order, with its order (``of``) if that is requested."""
        reference: RestBody = {}
        if of is not None:
            reference = {"order_name": of.name, "order_processed_at": self.time(of.created_at), "channel_id": None}
        return {
            "id": order.id,
            "created_at": self.time(order.created_at),
            "updated_at": self.time(order.updated_at),
            "shop_id": self.info.id,
            "order_id": order.order_id,
            "assigned_location_id": order.location_id,
            "request_status": order.request_status,
            "status": order.status,
            "fulfill_at": None,
            "fulfill_by": None,
            "supported_actions": order.supported_actions,
            "destination": order.destination and {"id": order.id, **order.destination},
            "line_items": [
                {
                    "id": line.id,
                    "shop_id": self.info.id,
                    "fulfillment_order_id": order.id,
                    "quantity": line.quantity,
                    "line_item_id": line.line_item_id,
                    "inventory_item_id": None if line.item is None else line.item.details.get("inventory_item_id"),
                    "fulfillable_quantity": line.remaining,
                    "variant_id": None if line.item is None else line.item.details.get("variant_id"),
                }
                for line in order.lines
            ],
            "international_duties": None,
            "fulfillment_holds": [],
            **reference,
            "delivery_method": self._delivery_method(order),
            "assigned_location": self._assigned_location(order.location_id),
            "merchant_requests": [],
        }

    def _delivery_method(self, order: FulfillmentOrder) -> RestBody | None:
        if order.delivery_method is None:
            return None
        return {
            "id": order.id,
            "method_type": order.delivery_method,
            "min_delivery_date_time": None,
            "max_delivery_date_time": None,
            "additional_information": {
                "phone": None,
                "instructions": None,
                "failed_carriers": None,
                "pickup_point_id": None,
            },
            "service_code": None,
            "detailed_branded_promise": None,
            "source_reference": None,
            "presented_name": None,
        }

    def _assigned_location(self, location_id: int | None) -> RestBody:
        location = None if location_id is None else self._location(location_id)
        address = {} if location is None else location.address
        return {
            "address1": address.get("address1"),
            "address2": address.get("address2"),
            "city": address.get("city"),
            "country_code": address.get("country_code", self.info.country),
            "location_id": location_id,
            "name": None if location is None else location.name,
            "phone": address.get("phone"),
            "province": address.get("province"),
            "zip": address.get("zip"),
        }

    def event(self, event: FulfillmentEvent, order_id: int) -> RestBody:
        """Return an event of a fulfillment of this order."""
        details = event.details
        places = ("city", "province", "country", "zip", "address1", "latitude", "longitude")
        estimated = details.get("estimated_delivery_at")
        return {
            "id": event.id,
            "fulfillment_id": event.fulfillment_id,
            "status": event.status,
            "message": event.message,
            "happened_at": self.time(event.happened_at),
            **{place: details.get(place) for place in places},
            "shop_id": self.info.id,
            "created_at": self.time(event.created_at),
            "updated_at": self.time(event.created_at),
            "estimated_delivery_at": None if estimated is None else self.time(datetime.fromisoformat(estimated)),
            "order_id": order_id,
            "admin_graphql_api_id": f"gid://shopify/FulfillmentEvent/{event.id}",
        }

    def order(self, order: Order, fulfillments: Iterable[Fulfillment]) -> RestBody:
        """Return an order: what is needed to fulfill it, its fulfillments and refunds."""
        currency = own_currency(order, self.info.currency)
        return {
            "id": order.id,
            "admin_graphql_api_id": f"gid://shopify/Order/{order.id}",
            "name": order.name,
            "created_at": self.time(order.created_at),
            "updated_at": self.time(order.updated_at),
            "processed_at": self.time(order.created_at),
            "cancelled_at": self.time(cancelled_at(order)),
            "closed_at": self.time(order.closed_at),
            "currency": currency,
            "presentment_currency": currency,
            "financial_status": financial_status(order),
            "fulfillment_status": order.fulfillment_status,
            "email": order.email or (order.destination or {}).get("email"),
            "tags": ", ".join(order.tags),
            "shipping_address": order.destination,
            **told_fields(order, currency),
            **order_totals(order, currency),
            "line_items": [
                {**self.line_item(item), "current_quantity": current_quantity(item)} for item in order.lines
            ],
            "fulfillments": [self.fulfillment(each) for each in fulfillments],
            "refunds": [self.refund(each) for each in refunds_of(order)],
        }

    def refund(self, refund: OrderRefund) -> RestBody:
        """Return a refund, with its transactions if the order's payments are known."""
        known = transactions_of(refund.order)
        paid = [self.transaction(each) for each in known or () if each.refund_id == refund.id]
        return {
            "id": refund.id,
            "admin_graphql_api_id": f"gid://shopify/Refund/{refund.id}",
            "order_id": refund.order.id,
            "created_at": self.time(refund.created_at),
            "processed_at": self.time(refund.created_at),
            "note": refund.note,
            "user_id": None,
            "restock": any(line.restock_type != "no_restock" for line in refund.lines),
            "duties": [],
            "order_adjustments": [],
            "refund_line_items": [self._refunded(line) for line in refund.lines],
            **({} if known is None else {"transactions": paid}),
        }

    def transaction(self, transaction: OrderTransaction) -> RestBody:
        """Return a payment of an order."""
        return transaction_body(
            transaction, self.time(transaction.created_at), own_currency(transaction, self.info.currency)
        )

    def _refunded(self, line: RefundedLine) -> RestBody:
        currency = own_currency(line.item, self.info.currency)
        return {
            "id": line.id,
            "line_item_id": line.item.id,
            "quantity": line.quantity,
            "location_id": None,
            "restock_type": line.restock_type,
            "subtotal": float(round(line.subtotal, 2)),
            "total_tax": float(round(line.tax, 2)),
            "subtotal_set": money_set(line.subtotal, currency),
            "total_tax_set": money_set(line.tax, currency),
            "line_item": self.line_item(line.item),
        }

    def shop(self) -> RestBody:
        """Return the shop itself."""
        info = self.info
        return {
            "id": info.id,
            "name": info.name,
            "email": info.email,
            "domain": info.domain,
            "myshopify_domain": info.domain,
            "country": info.country,
            "country_code": info.country,
            "currency": info.currency,
            "iana_timezone": info.timezone,
            "timezone": info.timezone,
            "customer_email": info.email,
            "enabled_presentment_currencies": [info.currency],
            "weight_unit": "lb" if is_imperial(info) else "kg",
            **dict.fromkeys(("taxes_included", "tax_shipping", "setup_required"), False),
            **dict.fromkeys(("address1", "address2", "city", "zip", "phone", "province", "province_code")),
        }
