"""The values of the domain, which the local shop, the clients, and the pipeline share.

Ids are numeric (``gid://shopify/Fulfillment/1069019870`` is 1069019870). Times are timezone-aware datetimes. The names are
those of the Admin API, 2025-10; enumerations are its own words in REST's spelling (lower case).
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
    """The company, the tracking numbers, and the tracking URLs of a fulfillment.

    ``numbers`` and ``urls`` belong together by position. Either may be shorter: a URL without a number is allowed.

    >>> TrackingInfo(company="UPS", numbers=("1Z001985YW99744790",)).number
    '1Z001985YW99744790'
    >>> TrackingInfo(company="UPS").number
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
        """The first URL, or None."""
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
    """Units in fulfillments that are not cancelled."""
    held: int = 0
    """Units in fulfillment orders that are on hold. The shop computes it whenever an order is read."""
    sku: str | None = None
    fulfillment_service: str = "manual"
    details: dict[str, Any] = {}
    """The resource's other documented keys (variant_id, price, properties, ...)."""

    @property
    def fulfillment_status(self) -> str | None:
        """``fulfilled`` or ``partial``; None if no unit was fulfilled."""
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
    """The order's line item as it is now; None if it was not read."""


class FulfillmentOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an order that one location is to send."""

    id: int
    order_id: int
    status: str
    """``open``, ``in_progress``, ``scheduled``, ``on_hold``, ``incomplete``, ``cancelled``, or ``closed``."""
    request_status: str
    """``unsubmitted``, ``submitted``, ``accepted``, ``rejected``, ``cancellation_requested``, ..., or ``closed``."""
    location_id: int | None
    """The id of the assigned location."""
    delivery_method: str | None
    """``shipping``, ``none``, ``pick_up``, ``local``, or ``retail``; None if the shop does not say."""
    supported_actions: tuple[str, ...] = ()
    """What may be done with it now: ``create_fulfillment``, ``move``, ``hold``, ..."""
    lines: tuple[FulfillmentOrderLine, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    service: str = "manual"
    """The handle of the fulfillment service that is to send it; None for the merchant's own location."""
    order_name: str | None = None
    destination: dict[str, Any] | None = None
    """Where the goods go. The keys are those of the API's addresses."""
    fulfill_at: datetime | None = None
    """When a scheduled fulfillment order opens by itself; None if it is not scheduled."""
    fulfill_by: datetime | None = None
    """The deadline for sending it; None if there is none."""
    holds: tuple[FulfillmentHold, ...] = ()
    requests: tuple[MerchantRequest, ...] = ()
    held_apart_from: int | None = None
    """The fulfillment order with the units that a partial hold left free. Releasing the hold merges the two again."""
    prepared_at: datetime | None = None
    """When its goods were ready for pickup."""


class FulfillmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of an order's line item in a fulfillment."""

    line_item_id: int
    quantity: int
    id: int | None = None
    """The id of the fulfillment line item; None if the shop does not tell it."""
    sku: str | None = None
    item: LineItem | None = None
    """The order's line item as it is now; None if it was not read."""


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """Units that a fulfillment took from a line of a fulfillment order."""

    fulfillment_order_id: int | None
    """The id of the fulfillment order; None if the fulfillment is older than its fulfillment orders."""
    line_id: int | None
    """The id of the fulfillment order line."""
    line_item_id: int
    quantity: int


class Fulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel, or several parcels of one company, that have left or are about to leave."""

    id: int
    order_id: int
    status: str
    """``pending``, ``open``, ``success``, ``cancelled``, ``error``, or ``failure``."""
    name: str
    """``#1001.1`` in REST, ``#1001-F1`` in GraphQL."""
    tracking: TrackingInfo
    lines: tuple[FulfillmentLine, ...] = ()
    location_id: int | None = None
    service: str | None = None
    shipment_status: str | None = None
    requires_shipping: bool = True
    """False if it holds only what is not shipped, such as gift cards."""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    opens_at: datetime | None = None
    succeeds_at: datetime | None = None
    """When a service's pending fulfillment becomes open, and later successful; None if its status is final."""
    sequence: int | None = None
    """Its number within the order, from 1. Both APIs make its name from this."""
    origin_address: dict[str, Any] | None = None
    receipt: dict[str, Any] = {}
    destination: Destination | None = None
    """Where the parcel goes; None unless the shop tells it, as webhooks do."""
    allocations: tuple[Allocation, ...] = ()
    """Which fulfillment orders the units came from. The shop knows this, its clients do not."""


class FulfillmentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event on the way of a fulfillment's parcel."""

    id: int
    fulfillment_id: int
    status: str
    """``label_printed``, ``in_transit``, ``out_for_delivery``, ``delivered``, ``failure``, ..."""
    message: str | None = None
    happened_at: datetime | None = None
    created_at: datetime | None = None
    details: dict[str, Any] = {}
    """The resource's other keys as the shop sent them: ``city``, ``zip``, ``latitude``, ..."""


class LineRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A number of units of one fulfillment order line, in a request."""

    id: int
    quantity: int


class CreateFulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """The request of a create call."""

    lines: dict[int, tuple[LineRequest, ...]]
    """Lines by the id of their fulfillment order. An empty tuple means everything that remains of it."""
    tracking: TrackingInfo = TrackingInfo()
    notify_customer: bool = False
    message: str | None = None
    origin_address: dict[str, Any] | None = None
    order_id: int | None = None
    """The order's id, if known. GraphQL's answer then need not contain it, which saves a point."""
    units: dict[int, int] | None = None
    """The units asked for, by line item of that order. GraphQL's answer then tells only the first two lines, and the
    others are taken as asked when all units add up."""


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A location that goods are sent from."""

    id: int
    name: str
    address: dict[str, Any] = {}
    """``address1``, ``address2``, ``city``, ``province``, ``country_code``, ``zip``, and ``phone``, as far as known."""
    service: str | None = None
    """The handle of the fulfillment service that it belongs to; None for the merchant's own location."""
    created_at: datetime | None = None


class ShopInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The shop itself."""

    id: int
    name: str
    domain: str
    country: str
    """The shop's country, as ISO 3166-1 alpha-2. Its list of companies comes before the global one."""
    timezone: str
    """The time zone's IANA name. The times in REST's answers have its offset."""
    currency: str = "USD"
    email: str = "owner@example.com"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order, with the fields that matter for its fulfillment."""

    id: int
    name: str
    """``#1001``."""
    lines: tuple[LineItem, ...] = ()
    refunded: bool = False
    cancelled: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
    destination: dict[str, Any] | None = None
    """The shipping address. The keys are those of the API's addresses."""
    email: str | None = None
    tags: tuple[str, ...] = ()
    financial_status: str | None = None
    """``paid``, ``pending``, ``authorized``, ...; None if it is not known."""
    details: dict[str, Any] = {}
    """The resource's other documented keys (note, customer, total_price, ...)."""

    @property
    def fulfillment_status(self) -> str | None:
        """``fulfilled`` or ``partial``; None if nothing was fulfilled."""
        if not any(line.fulfilled for line in self.lines):
            return None
        return "partial" if any(line.fulfillable for line in self.lines) else "fulfilled"

    @property
    def closed_at(self) -> datetime | None:
        """When the order was archived: on request, or by itself once it is fulfilled; None if it is not archived."""
        by_itself = self.details.get("archived_at", self.updated_at) if self.fulfillment_status == "fulfilled" else None
        told = self.details.get("closed_at", by_itself)
        return datetime.fromisoformat(told) if isinstance(told, str) else told


class OrderState(msgspec.Struct, frozen=True, kw_only=True):
    """An order, with everything that a fulfillment of it changes."""

    order: Order
    fulfillment_orders: tuple[FulfillmentOrder, ...] = ()
    sequence: int = 0
    """How many fulfillments the order has had."""
