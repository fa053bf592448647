"""Orders in a file: the fields that each may have, and what is wrong with a field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tracking.fulfillment.values_requests import HOLD_REASONS
from tracking.server.given_details import (
    GivenDiscount,
    GivenDiscountApplication,
    GivenRefund,
    GivenTax,
    GivenUnits,
    detail_faults,
    refund_faults,
    time_faults,
)
from tracking.server.graphql_names import api_types

__all__ = [
    "LARGEST_GIVEN_ID",
    "LINE_DETAILS",
    "ORDER_DETAILS",
    "GivenFulfillment",
    "GivenFulfillmentOrder",
    "GivenHold",
    "GivenLine",
    "GivenOrder",
    "GivenRequest",
    "order_faults",
]

# The shop's own ids are larger than all given ones, and JavaScript's clients read ids as its numbers.
LARGEST_GIVEN_ID = 2**53 - 1
_DELIVERY_METHODS = ("shipping", "none", "local", "pick_up", "pickup_point", "retail")
_STATUSES = ("open", "in_progress", "on_hold", "scheduled", "incomplete", "closed")
_REQUEST_STATUSES = (
    "unsubmitted",
    "submitted",
    "accepted",
    "rejected",
    "cancellation_requested",
    "cancellation_rejected",
    "closed",
)
_FINANCIAL_STATUSES = (
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
    "expired",
)


Plain = dict[str, str | int | float | bool | None]
"""An address or an attribute: it is stored unchanged, so nothing is nested in it."""
Person = dict[str, str | int | float | bool | Plain | None]
"""A customer, with an address."""
ShippingLine = dict[str, str | int | float | bool | list[GivenTax] | None]
"""A shipping line, with its taxes."""


class GivenLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an order, with the location and the service that send it."""

    id: int
    quantity: int
    sku: str | None = None
    title: str | None = None
    location_id: int = 1
    fulfillment_service: str = "manual"
    delivery_method: str = "shipping"
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
    created_at: datetime | None = None
    email: str | None = None
    tags: str | tuple[str, ...] = ()
    financial_status: str | None = None
    shipping_address: Plain | None = None
    note: str | None = None
    phone: str | None = None
    po_number: str | None = None
    source_name: str | None = None
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


def order_faults(order: GivenOrder) -> Iterable[str]:
    """Return what is wrong with the fields of an order, each with its cure."""
    if not 0 < order.id <= LARGEST_GIVEN_ID:
        yield f"id: {order.id} cannot be an id; give a positive number of at most 53 bits"
    if "\0" in order.name:
        yield "name: it holds the character U+0000, which PostgreSQL cannot keep; leave it out"
    if not order.name.strip():
        yield "name: it is empty; give the order's name, such as #1001"
    if not order.lines:
        yield "lines: there is none; give at least one line"
    yield from time_faults(order.created_at, "created_at")
    if order.currency is not None and order.currency not in api_types()["CurrencyCode"].members:
        yield f"currency: {order.currency!r} is not a currency's code; write it like EUR"
    if order.financial_status not in (None, *_FINANCIAL_STATUSES):
        yield f"financial_status: {order.financial_status!r} is not known; give one of {', '.join(_FINANCIAL_STATUSES)}"
    for place, line in enumerate(order.lines):
        if not 0 < line.id <= LARGEST_GIVEN_ID:
            yield f"lines[{place}].id: {line.id} cannot be an id; give a positive number of at most 53 bits"
        if not 0 < line.quantity < 2**31:
            yield f"lines[{place}].quantity: {line.quantity} units cannot be ordered; give 1 or more"
        yield from _place_faults(line, f"lines[{place}]")
        if line.country_code_of_origin not in (None, *api_types()["CountryCode"].members):
            yield f"lines[{place}].country_code_of_origin: {line.country_code_of_origin!r} is not a country code; write it like DE"
    for place, given in enumerate(order.fulfillment_orders):
        yield from _place_faults(given, f"fulfillment_orders[{place}]")
        yield from _state_faults(given, f"fulfillment_orders[{place}]")
    for name in ("refunds", "fulfillments", "fulfillment_orders"):
        yield from _unit_faults(order, name)
    yield from refund_faults(order.refunds)
    yield from _nesting_faults(order)
    yield from detail_faults(
        list(_taxes(order)),
        [
            (f"lines[{place}].discount_allocations[{at}]", discount)
            for place, line in enumerate(order.lines)
            for at, discount in enumerate(line.discount_allocations or ())
        ],
        tuple(order.discount_applications or ()),
    )


def _nesting_faults(order: GivenOrder) -> Iterable[str]:
    """Return which texts are objects or lists, and which lists of taxes are none."""
    for name, value in (order.customer or {}).items():
        if isinstance(value, dict) != (name == "default_address") and value is not None:
            yield f"customer.{name}: {value!r} does not belong there; only default_address is an object"
    for place, line in enumerate(order.shipping_lines or ()):
        for name, given in line.items():
            if isinstance(given, list) != (name == "tax_lines") and given is not None:
                yield f"shipping_lines[{place}].{name}: {given!r} does not belong there; only tax_lines is a list"


def _taxes(order: GivenOrder) -> Iterable[tuple[str, GivenTax]]:
    lists = [("", order.tax_lines)]
    lists += [(f"lines[{place}].", line.tax_lines) for place, line in enumerate(order.lines)]
    for place, chosen in enumerate(order.shipping_lines or ()):
        taxes = chosen.get("tax_lines")
        lists.append((f"shipping_lines[{place}].", taxes if isinstance(taxes, list) else None))
    for where, taxes in lists:
        for at, tax in enumerate(taxes or ()):
            yield f"{where}tax_lines[{at}]", tax


def _place_faults(given: GivenLine | GivenFulfillmentOrder, where: str) -> Iterable[str]:
    if not 0 < given.location_id <= LARGEST_GIVEN_ID:
        yield f"{where}.location_id: {given.location_id} cannot be an id; give a positive number"
    if not given.fulfillment_service.strip():
        yield f"{where}.fulfillment_service: it is empty; name one, or leave it out"
    if given.delivery_method not in _DELIVERY_METHODS:
        known = ", ".join(_DELIVERY_METHODS)
        yield f"{where}.delivery_method: {given.delivery_method!r} is not known; give one of {known}"


def _state_faults(given: GivenFulfillmentOrder, where: str) -> Iterable[str]:
    if given.status not in _STATUSES:
        yield f"{where}.status: {given.status!r} is not known; give one of {', '.join(_STATUSES)}"
    if given.request_status not in _REQUEST_STATUSES:
        yield f"{where}.request_status: {given.request_status!r} is not known; give one of {', '.join(_REQUEST_STATUSES)}"
    if given.status == "scheduled" and given.fulfill_at is None:
        yield f"{where}.fulfill_at: it is missing; say when the scheduled fulfillment order opens"
    if given.status == "incomplete" and given.fulfillment_service == "manual":
        yield f"{where}.status: only a service's is incomplete; name the fulfillment_service"
    for at, hold in enumerate(given.holds):
        if hold.reason not in HOLD_REASONS:
            known = ", ".join(HOLD_REASONS)
            yield f"{where}.holds[{at}].reason: {hold.reason!r} is not known; give one of {known}"
    for at, request in enumerate(given.requests):
        if request.kind not in ("fulfillment_request", "cancellation_request"):
            yield f"{where}.requests[{at}].kind: {request.kind!r} is not known; give fulfillment_request"
    for name in ("fulfill_at", "fulfill_by"):
        yield from time_faults(getattr(given, name), f"{where}.{name}")


def _unit_faults(order: GivenOrder, name: str) -> Iterable[str]:
    known = {line.id for line in order.lines}
    for place, given in enumerate(getattr(order, name)):
        units = given.units if isinstance(given, GivenRefund) else given.lines
        ids = [*(each.id for each in units), given.id]
        for id_ in ids:
            if id_ is not None and not 0 < id_ <= LARGEST_GIVEN_ID:
                yield f"{name}[{place}]: {id_} cannot be an id; give a positive number of at most 53 bits"
        for each in units:
            if each.line_id not in known:
                yield f"{name}[{place}]: the order has no line {each.line_id}; name one of its lines"
            if not 0 < each.quantity < 2**31:
                yield f"{name}[{place}]: {each.quantity} units cannot be; give 1 or more"
