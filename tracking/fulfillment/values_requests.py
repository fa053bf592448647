"""The values that belong to a fulfillment order: holds, the merchant's requests to its service, and the destination.

Enumerations are the API's own words in REST's spelling (lower case). Source of the names: the Admin API's
FulfillmentHold, FulfillmentOrderMerchantRequest, and FulfillmentService, 2025-10.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

__all__ = [
    "HOLD_REASONS",
    "REJECTION_REASONS",
    "Destination",
    "FulfillmentHold",
    "FulfillmentService",
    "MerchantRequest",
]

HOLD_REASONS: dict[str, str] = {
    "awaiting_payment": "Awaiting payment",
    "high_risk_of_fraud": "High risk of fraud",
    "incorrect_address": "Incorrect address",
    "inventory_out_of_stock": "Inventory out of stock",
    "unknown_delivery_date": "Unknown delivery date",
    "online_store_post_purchase_cross_sell": "Online store post purchase cross-sell",
    "awaiting_return_items": "Exchange items awaiting return delivery",
    "other": "Other",
}
"""Each reason with its display text. The last two were recorded from the live service; the others are written alike."""

REJECTION_REASONS: tuple[str, ...] = (
    "incorrect_address",
    "inventory_out_of_stock",
    "ineligible_product",
    "undeliverable_destination",
    "international_shipping_unavailable",
    "incorrect_product_info",
    "missing_customs_info",
    "invalid_sku",
    "payment_declined",
    "package_preference_not_set",
    "invalid_contact_information",
    "order_too_large",
    "merchant_blocked_or_suspended",
    "other",
)
"""The reasons for which a service may reject a fulfillment request."""


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel goes, with the fields that a tracking page may ask for."""

    country: str | None = None
    """ISO 3166-1 alpha-2."""
    postal_code: str | None = None


class FulfillmentHold(msgspec.Struct, frozen=True, kw_only=True):
    """Why a fulfillment order waits. It may have several holds."""

    id: int
    reason: str
    """One of `HOLD_REASONS`."""
    reason_notes: str | None = None
    handle: str = ""
    """The app's own name for the hold, unique among its holds on the fulfillment order."""
    external_id: str | None = None


class MerchantRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant's request to a fulfillment service."""

    id: int
    kind: str
    """``fulfillment_request`` or ``cancellation_request``."""
    message: str | None = None
    options: dict[str, Any] = {}
    """Whether the customer is to be notified; only fulfillment requests have it."""
    sent_at: datetime | None = None


class FulfillmentService(msgspec.Struct, frozen=True, kw_only=True):
    """A third party that sends goods from its own location."""

    id: int
    name: str
    handle: str
    """Its name in lower case, with hyphens for all other characters. It never changes."""
    location_id: int
    callback_url: str | None = None
    """The URL at which the shop notifies it of requests and asks for tracking numbers."""
    tracking_support: bool = False
    """Whether the shop asks the service for tracking numbers."""
    inventory_management: bool = False
    requires_shipping_method: bool = True
    permits_sku_sharing: bool = True
    email: str | None = None
    only_named: bool = False
    """True if orders name it and no app has created it yet; the app that does takes it over."""
