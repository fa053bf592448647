"""What is wrong with the fields of an order in a file, each fault with its cure."""

from __future__ import annotations

from collections.abc import Iterable

from tracking.fulfillment.values_requests import HOLD_REASONS
from tracking.server.given_details import (
    GivenRefund,
    GivenTax,
    detail_faults,
    refund_faults,
    time_faults,
    transaction_faults,
)
from tracking.server.given_orders import LARGEST_GIVEN_ID, GivenFulfillmentOrder, GivenLine, GivenOrder
from tracking.server.given_plain import address_faults, amount_faults, country_faults, text_faults
from tracking.server.graphql_names import api_types

__all__ = ["order_faults"]

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
_AMOUNTS = (
    "subtotal_price",
    "total_discounts",
    "total_outstanding",
    "total_price",
    "total_refunded",
    "total_shipping_price",
    "total_tax",
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
        yield from country_faults(line.country_code_of_origin, f"lines[{place}].country_code_of_origin")
    for place, given in enumerate(order.fulfillment_orders):
        yield from _place_faults(given, f"fulfillment_orders[{place}]")
        yield from _state_faults(given, f"fulfillment_orders[{place}]")
    for name in ("refunds", "fulfillments", "fulfillment_orders"):
        yield from _unit_faults(order, name)
    yield from refund_faults(order.refunds)
    for place, each in enumerate(order.transactions or ()):
        if each.id is not None and not 0 < each.id <= LARGEST_GIVEN_ID:
            yield f"transactions[{place}].id: {each.id} cannot be an id; give a positive number of at most 53 bits"
    yield from transaction_faults(order.transactions or (), order.refunds)
    yield from _nesting_faults(order)
    yield from _amount_faults(order)
    yield from _person_faults(order)
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


def _amount_faults(order: GivenOrder) -> Iterable[str]:
    for name in _AMOUNTS:
        yield from amount_faults(getattr(order, name), name, owed=name == "total_outstanding")
    for place, line in enumerate(order.lines):
        yield from amount_faults(line.price, f"lines[{place}].price")
        yield from amount_faults(line.total_discount, f"lines[{place}].total_discount")
    for place, chosen in enumerate(order.shipping_lines or ()):
        for name in ("price", "discounted_price"):
            yield from amount_faults(chosen.get(name), f"shipping_lines[{place}].{name}")


def _person_faults(order: GivenOrder) -> Iterable[str]:
    yield from address_faults(order.shipping_address, "shipping_address")
    yield from address_faults(order.billing_address, "billing_address")
    customer = order.customer or {}
    yield from text_faults(customer, ("first_name", "last_name", "email", "phone"), "customer")
    address = customer.get("default_address")
    yield from address_faults(address if isinstance(address, dict) else None, "customer.default_address")


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
    if given.delivery_method not in (None, *_DELIVERY_METHODS):
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
