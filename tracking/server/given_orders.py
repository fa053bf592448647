"""Orders in a file: the fields that each may have."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracking.server.given_details import (
    GivenDiscount,
    GivenDiscountApplication,
    GivenRefund,
    GivenTax,
    GivenTransaction,
    GivenUnits,
)

__all__ = [
    "LARGEST_GIVEN_ID",
    "LINE_DETAILS",
    "ORDER_DETAILS",
    "GivenApp",
    "GivenFulfillment",
    "GivenFulfillmentOrder",
    "GivenHold",
    "GivenLine",
    "GivenMetafield",
    "GivenOrder",
    "GivenRequest",
]

# The shop's own ids are larger than all given ones, and JavaScript's clients read ids as its numbers.
LARGEST_GIVEN_ID = 2**53 - 1


Plain = dict[str, str | int | float | bool | None]
"""An address or an attribute: it is stored unchanged, so nothing is nested in it."""
Person = dict[str, str | int | float | bool | Plain | None]
"""A customer, with an address."""
ShippingLine = dict[str, str | int | float | bool | list[GivenTax] | None]
"""A shipping line, with its taxes."""


class GivenApp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The app that placed an order."""

    id: int
    name: str


class GivenMetafield(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that an app keeps with the order."""

    namespace: str
    key: str
    type: str
    value: str


class GivenLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an order, with the location and the service that send it."""

    id: int
    quantity: int
    sku: str | None = None
    title: str | None = None
    location_id: int = 1
    fulfillment_service: str = "manual"
    delivery_method: str | None = None
    price: str | None = None
    variant_id: int | None = None
    product_id: int | None = None
    inventory_item_id: int | None = None
    variant_title: str | None = None
    vendor: str | None = None
    grams: int | None = None
    requires_shipping: bool | None = None
    taxable: bool | None = None
    gift_card: bool | None = None
    properties: list[Plain] | None = None
    tax_lines: list[GivenTax] | None = None
    total_discount: str | None = None
    discount_allocations: list[GivenDiscount] | None = None
    barcode: str | None = None
    country_code_of_origin: str | None = None
    harmonized_system_code: str | None = None
    product_tags: list[str] | None = None
    product_type: str | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether it is sent at all; a gift card is not unless it says so."""
        return self.gift_card is not True if self.requires_shipping is None else self.requires_shipping

    @property
    def delivered_by(self) -> str:
        """The delivery method."""
        return self.delivery_method or ("shipping" if self.is_shipped else "none")


LINE_DETAILS = GivenLine.__struct_fields__[GivenLine.__struct_fields__.index("price") :]
"""Fields of a line that are stored unchanged."""


class GivenHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a fulfillment order waits."""

    reason: str = "other"
    reason_notes: str | None = None
    handle: str = ""
    external_id: str | None = None


class GivenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A merchant's request to the service."""

    kind: str = "fulfillment_request"
    message: str | None = None
    notify_customer: bool = False


class GivenFulfillmentOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The wanted state of a fulfillment order."""

    lines: tuple[GivenUnits, ...]
    id: int | None = None
    location_id: int = 1
    fulfillment_service: str = "manual"
    delivery_method: str = "shipping"
    status: str = "open"
    request_status: str = "unsubmitted"
    holds: tuple[GivenHold, ...] = ()
    requests: tuple[GivenRequest, ...] = ()
    fulfill_at: datetime | None = None
    fulfill_by: datetime | None = None


class GivenFulfillment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fulfillment that exists already. Without lines, it has everything that remains."""

    lines: tuple[GivenUnits, ...] = ()
    id: int | None = None
    tracking_company: str | None = None
    tracking_numbers: tuple[str, ...] = ()
    tracking_urls: tuple[str, ...] = ()
    shipment_status: str | None = None


class GivenOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order, its lines, and what has happened to it."""

    id: int
    name: str
    lines: tuple[GivenLine, ...]
    refunded: bool = False
    cancelled: bool = False
    fulfillment_orders: tuple[GivenFulfillmentOrder, ...] = ()
    fulfillments: tuple[GivenFulfillment, ...] = ()
    refunds: tuple[GivenRefund, ...] = ()
    transactions: tuple[GivenTransaction, ...] | None = None
    metafields: tuple[GivenMetafield, ...] = ()
    created_at: datetime | None = None
    email: str | None = None
    tags: str | tuple[str, ...] = ()
    financial_status: str | None = None
    shipping_address: Plain | None = None
    note: str | None = None
    phone: str | None = None
    po_number: str | None = None
    source_name: str | None = None
    source_identifier: str | None = None
    source_url: str | None = None
    app: GivenApp | None = None
    customer_locale: str | None = None
    billing_address: Plain | None = None
    customer: Person | None = None
    note_attributes: list[Plain] | None = None
    shipping_lines: list[ShippingLine] | None = None
    payment_gateway_names: list[str] | None = None
    discount_codes: list[str] | None = None
    subtotal_price: str | None = None
    total_discounts: str | None = None
    total_outstanding: str | None = None
    total_price: str | None = None
    total_refunded: str | None = None
    total_shipping_price: str | None = None
    total_tax: str | None = None
    taxes_included: bool | None = None
    test: bool | None = None
    currency: str | None = None
    tax_lines: list[GivenTax] | None = None
    discount_applications: list[GivenDiscountApplication] | None = None
    order_status_url: str | None = None


ORDER_DETAILS = GivenOrder.__struct_fields__[GivenOrder.__struct_fields__.index("note") :]
"""Fields of an order that are stored unchanged."""
