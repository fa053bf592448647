"""The domain's values, shared by the local shop, the clients and the pipeline.

Ids are the numeric ids of the Admin API (``gid://shopify/Fulfillment/1069019870`` is 1069019870). Times are
timezone-aware datetimes. Enumerations are the API's own words in REST's spelling (lower case).
Source of the names: the Admin API's Fulfillment and FulfillmentOrder resources, 2025-10.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracking.fulfillment.values_requests import Destination, FulfillmentHold, MerchantRequest
from tracking.spelling.given import check_several, text_or_none

__all__ = [
    "Allocation",
    "CreateFulfillment",
    "Fulfillment",
    "FulfillmentEvent",
    "FulfillmentLine",
    "FulfillmentOrder",
    "FulfillmentOrderLine",
    "LineItem",
    "LineRequest",
    "Location",
    "Order",
    "OrderState",
    "ShopInfo",
    "TrackingInfo",
]


class TrackingInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Company, numbers and pages of a fulfillment.

    ``numbers`` and ``urls`` belong together by position; either may be shorter (a page without a number is legal).
    """

    company: str | None = None
    numbers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        text_or_none(self.company, "company")
        for field in ("numbers", "urls"):
            check_several(getattr(self, field), field)

    @property
    def number(self) -> str | None:
        """The first number, or None."""
        return self.numbers[0] if self.numbers else None

    @property
    def url(self) -> str | None:
        """The first page, or None."""
        return self.urls[0] if self.urls else None


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order."""

    id: int
    title: str
    quantity: int
    """Units ordered."""
    fulfillable: int = 0
    """Units not fulfilled yet (REST ``fulfillable_quantity``)."""
    fulfilled: int = 0
    """Units in fulfillments that stand."""
    held: int = 0
    """Units in fulfillment orders that are on hold; the shop works it out for whoever reads."""
    sku: str | None = None
    fulfillment_service: str = "manual"
    details: dict[str, Any] = {}
    """The resource's other documented keys (variant_id, price, properties, ...)."""

    @property
    def fulfillment_status(self) -> str | None:
        """Fulfilled, partial; None when nothing of it was fulfilled."""
        if not self.fulfilled:
            return None
        return "fulfilled" if self.fulfilled >= self.quantity else "partial"


class FulfillmentOrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a fulfillment order."""

    id: int
    line_item_id: int
    """The order's line item."""
    quantity: int
    """Units assigned to this fulfillment order."""
    remaining: int
    """Units still to be fulfilled (REST ``fulfillable_quantity``, GraphQL ``remainingQuantity``)."""
    sku: str | None = None
    title: str | None = None
    item: LineItem | None = None
    """The order's line item as it is now, where it is at hand."""


class FulfillmentOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What one location is to send of one order."""

    id: int
    order_id: int
    status: str
    """open, in_progress, scheduled, on_hold, incomplete, cancelled, closed."""
    request_status: str
    """unsubmitted, submitted, accepted, rejected, cancellation_requested, ..., closed."""
    location_id: int | None
    """The assigned location."""
    delivery_method: str | None
    """shipping, none, pick_up, local, retail; None when the shop does not say."""
    supported_actions: tuple[str, ...] = ()
    """create_fulfillment, move, hold, ...: what may be asked of it now."""
    lines: tuple[FulfillmentOrderLine, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    service: str = "manual"
    """The handle of the fulfillment service that is to send it."""
    order_name: str | None = None
    destination: dict[str, Any] | None = None
    """Where the goods go, as the API writes an address."""
    fulfill_at: datetime | None = None
    """When a scheduled one opens by itself; None for one that is not scheduled."""
    fulfill_by: datetime | None = None
    """The deadline, where one was set."""
    holds: tuple[FulfillmentHold, ...] = ()
    requests: tuple[MerchantRequest, ...] = ()
    held_apart_from: int | None = None
    """The fulfillment order with the units that a partial hold left free; releasing brings the two together again."""
    prepared_at: datetime | None = None
    """When its goods lay ready for pickup."""


class FulfillmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of an order's line item inside a fulfillment."""

    line_item_id: int
    quantity: int
    id: int | None = None
    """The fulfillment line item's own id, where the shop tells it."""
    sku: str | None = None
    item: LineItem | None = None
    """The order's line item as it is now, where it is at hand."""


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """Units that a fulfillment took from a line of a fulfillment order."""

    fulfillment_order_id: int | None
    """None when the fulfillment is older than its fulfillment orders."""
    line_id: int | None
    """The fulfillment order line."""
    line_item_id: int
    quantity: int


class Fulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel, or several under one company, that has left or is about to leave."""

    id: int
    order_id: int
    status: str
    """pending, open, success, cancelled, error, failure."""
    name: str
    """``#1001.1`` in REST, ``#1001-F1`` in GraphQL."""
    tracking: TrackingInfo
    lines: tuple[FulfillmentLine, ...] = ()
    location_id: int | None = None
    service: str | None = None
    shipment_status: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    opens_at: datetime | None = None
    succeeds_at: datetime | None = None
    """When a service's pending fulfillment becomes open, and success; None when it is settled."""
    sequence: int | None = None
    """Counts the order's fulfillments from 1; the names of both APIs are made of it."""
    origin_address: dict[str, Any] | None = None
    receipt: dict[str, Any] = {}
    destination: Destination | None = None
    """Where it goes, where the shop tells it: webhooks do."""
    allocations: tuple[Allocation, ...] = ()
    """Where the units came from; known to the shop itself, not to its clients."""


class FulfillmentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a fulfillment on its way."""

    id: int
    fulfillment_id: int
    status: str
    """label_printed, in_transit, out_for_delivery, delivered, failure, ..."""
    message: str | None = None
    happened_at: datetime | None = None
    created_at: datetime | None = None
    details: dict[str, Any] = {}
    """The resource's other keys as the shop sent them (city, zip, latitude, ...)."""


class LineRequest(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of one fulfillment order line."""

    id: int
    quantity: int


class CreateFulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """What a create call asks for."""

    lines: dict[int, tuple[LineRequest, ...]]
    """Fulfillment order id -> its lines; an empty tuple means all that remains of it."""
    tracking: TrackingInfo = TrackingInfo()
    notify_customer: bool = False
    message: str | None = None
    origin_address: dict[str, Any] | None = None
    order_id: int | None = None
    """The order, where it is known: GraphQL's answer then need not tell it, which costs a point."""
    units: dict[int, int] | None = None
    """The units asked for, by line item of that order. GraphQL's answer then tells only the first two lines, and the
    others are taken as asked when all units add up."""


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """Where goods are sent from."""

    id: int
    name: str
    address: dict[str, Any] = {}
    """address1, address2, city, province, country_code, zip, phone: those that are known."""
    service: str | None = None
    """The handle of the fulfillment service it belongs to; None for the merchant's own."""
    created_at: datetime | None = None


class ShopInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The shop itself."""

    id: int
    name: str
    domain: str
    country: str
    """ISO 3166-1 alpha-2; its list of companies is looked at before the global one."""
    timezone: str
    """IANA name; REST answers carry its offset."""
    currency: str = "USD"
    email: str = "owner@example.com"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order, as far as fulfilling it goes."""

    id: int
    name: str
    """``#1001``."""
    lines: tuple[LineItem, ...] = ()
    refunded: bool = False
    cancelled: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
    destination: dict[str, Any] | None = None
    """The shipping address, as the API writes it."""
    email: str | None = None
    tags: tuple[str, ...] = ()
    financial_status: str | None = None
    """paid, pending, authorized, ...; None where nothing is said of it."""
    details: dict[str, Any] = {}
    """The resource's other documented keys (note, customer, total_price, ...)."""

    @property
    def fulfillment_status(self) -> str | None:
        """Fulfilled, partial; None when nothing was fulfilled."""
        if not any(line.fulfilled for line in self.lines):
            return None
        return "partial" if any(line.fulfillable for line in self.lines) else "fulfilled"

    @property
    def closed_at(self) -> datetime | None:
        """When it was archived, which a fulfilled order is by itself; None while it is not."""
        return self.updated_at if self.fulfillment_status == "fulfilled" else None


class OrderState(msgspec.Struct, frozen=True, kw_only=True):
    """An order with all that fulfilling it changes."""

    order: Order
    fulfillment_orders: tuple[FulfillmentOrder, ...] = ()
    sequence: int = 0
    """How many fulfillments the order has had."""
