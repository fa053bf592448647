"""The domain's values, shared by the local shop, the clients and the pipeline.

Ids are the numeric ids of the Admin API (``gid://shopify/Fulfillment/1069019870`` is 1069019870). Times are
timezone-aware datetimes. Enumerations are the API's own words in REST's spelling (lower case).
Source of the names: the Admin API's Fulfillment and FulfillmentOrder resources, 2025-10.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

__all__ = [
    "CreateFulfillment",
    "Fulfillment",
    "FulfillmentEvent",
    "FulfillmentLine",
    "FulfillmentOrder",
    "FulfillmentOrderLine",
    "LineRequest",
    "TrackingInfo",
]


class TrackingInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Company, numbers and pages of a fulfillment.

    ``numbers`` and ``urls`` belong together by position; either may be shorter (a page without a number is legal).
    """

    company: str | None = None
    numbers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    @property
    def number(self) -> str | None:
        """The first number, or None."""
        return self.numbers[0] if self.numbers else None

    @property
    def url(self) -> str | None:
        """The first page, or None."""
        return self.urls[0] if self.urls else None


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


class FulfillmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of an order's line item inside a fulfillment."""

    line_item_id: int
    quantity: int
    id: int | None = None
    """The fulfillment line item's own id, where the shop tells it."""
    sku: str | None = None


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
