"""GraphQL's simple fields of orders and their lines, which connectors select besides fulfillments.

The given fields of an order are in its ``details``, in REST's form. Other fields are null, or, if the API has no null,
the plainest value: nothing was paid for a line without a price, and an order has no tags.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from graphql import GraphQLEnumType

from tracking.fulfillment.values import LineItem, Order
from tracking.server.graphql_fields import Field, Info, item_of, keys
from tracking.server.graphql_money import money_bag, written_amount
from tracking.server.graphql_order_reads import service_of
from tracking.server.graphql_products import product_of, variant_of
from tracking.server.graphql_scalars import make_gid
from tracking.server.order_details import (
    CURRENT_DISCOUNTS,
    CURRENT_SUBTOTAL,
    CURRENT_TAX,
    CURRENT_TOTAL,
    REFUNDED,
    current_quantity,
    order_number,
    own_currency,
    total_weight,
)
from tracking.server.order_money import (
    DISCOUNTS,
    SHIPPING,
    SUBTOTAL,
    TAX,
    TOTAL,
    decimal_of,
    line_discount,
    line_total,
    shipping_price,
    unit_price,
)
from tracking.server.order_status import cancelled_at, financial_status

__all__ = [
    "SHALLOW_FIELDS",
    "address_of",
    "customer_of",
    "discounted_unit",
    "shipping_lines",
    "unfulfilled_total",
]

# Lines


def discounted_unit(line: LineItem) -> Decimal:
    """Return the discounted price of one unit of a line."""
    return unit_price(line) - (line_discount(line) / line.quantity if line.quantity else 0)


def unfulfilled_total(line: LineItem) -> Decimal:
    """Return the discounted price of what remains of a line."""
    return discounted_unit(line) * line.fulfillable


def _attributes(pairs: Any) -> list[dict[str, Any]]:
    """Return REST's ``[{"name": ..., "value": ...}]``."""
    listed = pairs if isinstance(pairs, list) else ()
    return [
        {"key": str(pair["name"]), "value": None if pair.get("value") is None else str(pair["value"])}
        for pair in listed
        if isinstance(pair, dict) and pair.get("name") is not None
    ]


def _inventory_item(value: Any, _info: Info) -> str | None:
    id_ = item_of(value).details.get("inventory_item_id")
    return make_gid("InventoryItem", id_) if isinstance(id_, int) else None


# Orders


def _text(name: str) -> Field:
    def field(order: Order, _info: Info) -> str | None:
        value = order.details.get(name)
        return None if value is None else str(value)

    return field


def _texts(name: str) -> Field:
    def field(order: Order, _info: Info) -> list[str]:
        value = order.details.get(name)
        return [str(each) for each in value] if isinstance(value, list) else []

    return field


def _email(order: Order, _info: Info) -> str | None:
    return order.email or (order.destination or {}).get("email")


def customer_of(order: Order, _info: Info) -> dict[str, Any] | None:
    """Return the customer of an order."""
    told = order.details.get("customer")
    if not isinstance(told, dict) or not isinstance(told.get("id"), int):
        return None
    first, last = told.get("first_name"), told.get("last_name")
    name = " ".join(str(part) for part in (first, last) if part)
    tags = told.get("tags") or ""
    return {
        "id": make_gid("Customer", told["id"]),
        "legacyResourceId": told["id"],
        "displayName": name or str(told.get("email") or ""),
        "email": told.get("email"),
        "firstName": first,
        "lastName": last,
        "phone": told.get("phone"),
        "tags": [tag.strip() for tag in str(tags).split(",") if tag.strip()],
        "default_address": told.get("default_address"),
        "note": told.get("note"),
        "taxExempt": told.get("tax_exempt") is True,
        "verifiedEmail": told.get("verified_email") is True,
        "told": told,
    }


def address_of(kind: str, order: Order) -> dict[str, Any] | None:
    """Return an order's ``shipping`` or ``billing`` address."""
    address = order.destination if kind == "shipping" else order.details.get("billing_address")
    if not isinstance(address, dict):
        return None
    return {**address, "id": make_gid("MailingAddress", f"{order.id}?kind={kind}"), "kind": kind}


def _cancel_reason(order: Order, info: Info) -> str | None:
    reason = str(order.details.get("cancel_reason") or "other").upper()
    return (_known("OrderCancelReason", reason, info) or "OTHER") if order.cancelled else None


def _known(enum: str, value: Any, info: Info) -> str | None:
    """Return a value of an enumeration, or None if the API's enumeration does not have it."""
    type_ = info.schema.type_map[enum]
    assert isinstance(type_, GraphQLEnumType)
    return value if value in type_.values else None


def _financial_status(order: Order, info: Info) -> str | None:
    return _known("OrderDisplayFinancialStatus", financial_status(order).upper(), info)


def shipping_lines(order: Order) -> list[dict[str, Any]]:
    """Return the shopper's shipping lines, as far as they were given."""
    lines = order.details.get("shipping_lines")
    return [
        {
            "at": at,
            "currency": order.details.get("currency"),
            "id": make_gid("ShippingLine", line["id"]) if isinstance(line.get("id"), int) else None,
            "title": str(line.get("title") or ""),
            "code": line.get("code"),
            "source": line.get("source"),
            "carrierIdentifier": line.get("carrier_identifier"),
            "custom": False,
            "isRemoved": False,
            "price": decimal_of(line.get("price", 0)),
            "discounted_price": shipping_price(line),
            "tax_lines": line.get("tax_lines") or [],
        }
        for at, line in enumerate(lines if isinstance(lines, list) else ())
        if isinstance(line, dict)
    ]


def _name(value: dict[str, Any], _info: Info) -> str | None:
    return value.get("name") or " ".join(filter(None, (value.get("first_name"), value.get("last_name")))) or None


def _lines_of(value: dict[str, Any], info: Info, **args: Any) -> list[str]:
    name = (_name(value, info),) if args.get("withName") else ()
    company = (value.get("company"),) if args.get("withCompany", True) else ()
    town = " ".join(filter(None, (value.get("zip"), value.get("city"))))
    parts = (*name, *company, value.get("address1"), value.get("address2"), town, value.get("country"))
    return [part for part in parts if part]


SHALLOW_FIELDS: dict[str, dict[str, Field]] = {
    "Order": {
        "billingAddress": lambda value, info: address_of("billing", value),
        "cancelReason": _cancel_reason,
        "cancelledAt": lambda value, info: cancelled_at(value),
        "confirmed": lambda value, info: True,
        "currencyCode": lambda value, info: own_currency(value, info.context.shop.info().currency),
        "currentSubtotalLineItemsQuantity": lambda value, info: sum(map(current_quantity, value.lines)),
        "currentSubtotalPriceSet": money_bag(CURRENT_SUBTOTAL),
        "currentTotalDiscountsSet": money_bag(CURRENT_DISCOUNTS),
        "currentTotalPriceSet": money_bag(CURRENT_TOTAL),
        "currentTotalTaxSet": money_bag(CURRENT_TAX),
        "customAttributes": lambda value, info: _attributes(value.details.get("note_attributes")),
        "customer": customer_of,
        "discountCode": lambda value, info: next(iter(_texts("discount_codes")(value, info)), None),
        "discountCodes": _texts("discount_codes"),
        "displayFinancialStatus": _financial_status,
        "email": _email,
        "fullyPaid": lambda value, info: financial_status(value) == "paid",
        "note": _text("note"),
        "number": lambda value, info: order_number(value),
        "originalTotalPriceSet": money_bag(TOTAL),
        "paymentGatewayNames": _texts("payment_gateway_names"),
        "phone": _text("phone"),
        "poNumber": _text("po_number"),
        "presentmentCurrencyCode": lambda value, info: own_currency(value, info.context.shop.info().currency),
        "requiresShipping": lambda value, info: any(
            line.details.get("requires_shipping", True) for line in value.lines
        ),
        "returnStatus": lambda value, info: "NO_RETURN",
        "shippingAddress": lambda value, info: address_of("shipping", value),
        "shippingLine": lambda value, info: next(iter(shipping_lines(value)), None),
        "sourceName": _text("source_name"),
        "subtotalLineItemsQuantity": lambda value, info: sum(line.quantity for line in value.lines),
        "subtotalPriceSet": money_bag(SUBTOTAL),
        "tags": lambda value, info: list(value.tags),
        "taxesIncluded": lambda value, info: value.details.get("taxes_included") is True,
        "test": lambda value, info: value.details.get("test") is True,
        "totalDiscountsSet": money_bag(DISCOUNTS),
        "totalPrice": lambda value, info: written_amount(TOTAL(value)),
        "totalPriceSet": money_bag(TOTAL),
        "totalRefundedSet": money_bag(REFUNDED),
        "totalShippingPriceSet": money_bag(SHIPPING),
        "totalTaxSet": money_bag(TAX),
        "totalWeight": lambda value, info: total_weight(value),
        "unpaid": lambda value, info: financial_status(value) in ("pending", "authorized", "expired"),
    },
    "LineItem": {
        "currentQuantity": lambda value, info: current_quantity(value),
        "customAttributes": lambda value, info: _attributes(value.details.get("properties")),
        "discountedTotalSet": money_bag(lambda line: line_total(line) - line_discount(line)),
        "discountedUnitPriceSet": money_bag(discounted_unit),
        # Recorded: units on hold are not to be fulfilled now.
        "fulfillableQuantity": lambda value, info: max(0, value.fulfillable - value.held),
        "fulfillmentService": lambda value, info: service_of(value.fulfillment_service, None, info),
        "isGiftCard": lambda value, info: value.details.get("gift_card") is True,
        "nonFulfillableQuantity": lambda value, info: max(0, value.quantity - value.fulfillable - value.fulfilled),
        "originalTotalSet": money_bag(line_total),
        "originalUnitPrice": lambda value, info: written_amount(unit_price(value)),
        "originalUnitPriceSet": money_bag(unit_price),
        "product": product_of,
        "refundableQuantity": lambda value, info: current_quantity(value),
        "restockable": lambda value, info: True,
        "taxable": lambda value, info: value.details.get("taxable", True) is True,
        "totalDiscountSet": money_bag(line_discount),
        "unfulfilledDiscountedTotalSet": money_bag(unfulfilled_total),
        "unfulfilledOriginalTotalSet": money_bag(lambda line: unit_price(line) * line.fulfillable),
        "variant": variant_of,
    },
    "FulfillmentOrderLineItem": {
        "inventoryItemId": _inventory_item,
        "originalUnitPriceSet": money_bag(lambda line: unit_price(item_of(line))),
        "variant": variant_of,
    },
    "MailingAddress": {
        **keys("country_code first_name last_name province_code"),
        "countryCodeV2": lambda value, info: _known("CountryCode", value.get("country_code"), info),
        "formatted": _lines_of,
        "formattedArea": lambda value, info: (
            ", ".join(filter(None, (value.get("city"), value.get("province"), value.get("country")))) or None
        ),
        "name": _name,
    },
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
