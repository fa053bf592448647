"""An order's amounts and discounts, and what was told of it, in REST's form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracking.fulfillment.values import Order
from tracking.server.order_details import (
    CURRENT_DISCOUNTS,
    CURRENT_SUBTOTAL,
    CURRENT_TAX,
    CURRENT_TOTAL,
    order_number,
    order_taxes,
    total_weight,
)
from tracking.server.order_money import DISCOUNTS, SHIPPING, SUBTOTAL, TAX, TOTAL, decimal_of, line_total
from tracking.server.order_payment import PartlyPaid, outstanding
from tracking.server.order_transactions import OrderTransaction

__all__ = ["money_set", "order_totals", "taxes_with_sets", "told_fields", "transaction_body"]

_UNTOLD: dict[str, Any] = {
    "note": None,
    "phone": None,
    "po_number": None,
    "source_name": None,
    "source_identifier": None,
    "source_url": None,
    "customer_locale": None,
    "customer": None,
    "billing_address": None,
    "note_attributes": [],
    "shipping_lines": [],
    "order_status_url": None,
    "payment_gateway_names": [],
    "taxes_included": False,
    "test": False,
}
"""Keys of an order, and their values if they were not given."""
_NEVER: dict[str, Any] = {
    **dict.fromkeys(("browser_ip", "cart_token", "checkout_id", "checkout_token", "client_details", "company")),
    **dict.fromkeys(("device_id", "landing_site", "location_id", "merchant_of_record_app_id", "payment_terms")),
    **dict.fromkeys(("referring_site", "user_id")),
    **dict.fromkeys(("duties_included", "estimated_taxes", "tax_exempt"), False),
    "buyer_accepts_marketing": False,
    "confirmed": True,
    "total_tip_received": "0.00",
}
"""Keys of an order that this shop is not given: the API's own empty values."""


def money_set(amount: str | Decimal, currency: str) -> dict[str, Any]:
    """Return an amount in the shop's and in the shopper's currency, which are one."""
    written = amount if isinstance(amount, str) else f"{amount:.2f}"
    money = {"amount": written, "currency_code": currency}
    return {"shop_money": money, "presentment_money": money}


def taxes_with_sets(taxes: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """Return tax lines, each with its price also as a set."""
    return [{**tax, "price_set": money_set(tax["price"], currency)} for tax in taxes]


def told_fields(order: Order, currency: str) -> dict[str, Any]:
    """Return the keys of an order that are returned as they were given; others are null, empty, or false."""
    told = {**_UNTOLD, **{name: value for name, value in order.details.items() if name in _UNTOLD}}
    number = order_number(order)
    return {
        **told,
        "app_id": (order.details.get("app") or {}).get("id"),
        "cancel_reason": str(order.details.get("cancel_reason") or "other") if order.cancelled else None,
        "contact_email": order.email or (order.destination or {}).get("email"),
        "number": number,
        "order_number": number,
        **_NEVER,
        "shipping_lines": [_shipping_line(line, currency) for line in told["shipping_lines"]],
        "total_weight": total_weight(order),
    }


def _shipping_line(line: dict[str, Any], currency: str) -> dict[str, Any]:
    price = str(line.get("price") or "0.00")
    discounted = str(line.get("discounted_price") or price)
    return {
        **line,
        "price": price,
        "price_set": money_set(price, currency),
        "discounted_price": discounted,
        "discounted_price_set": money_set(discounted, currency),
        "discount_allocations": [],
        "tax_lines": taxes_with_sets(line.get("tax_lines") or [], currency),
    }


def order_totals(order: Order, currency: str) -> dict[str, Any]:
    """Return an order's amounts, taxes and discounts."""
    lines = sum((line_total(line) for line in order.lines), Decimal(0))
    amounts = {
        "current_subtotal_price": CURRENT_SUBTOTAL(order),
        "current_total_discounts": CURRENT_DISCOUNTS(order),
        "current_total_price": CURRENT_TOTAL(order),
        "current_total_tax": CURRENT_TAX(order),
        "subtotal_price": SUBTOTAL(order),
        "total_discounts": DISCOUNTS(order),
        "total_line_items_price": lines,
        "total_price": TOTAL(order),
        "total_tax": TAX(order),
    }
    return {
        **{name: f"{amount:.2f}" for name, amount in amounts.items()},
        **{f"{name}_set": money_set(amount, currency) for name, amount in amounts.items()},
        "total_outstanding": _outstanding(order),
        "total_shipping_price_set": money_set(SHIPPING(order), currency),
        "tax_lines": taxes_with_sets(order_taxes(order), currency),
        "discount_applications": [_application(each) for each in order.details.get("discount_applications", ())],
        "discount_codes": _codes(order),
    }


def _outstanding(order: Order) -> str | None:
    try:
        return f"{outstanding(order):.2f}"
    except PartlyPaid:
        return None


def _application(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _codes(order: Order) -> list[dict[str, str]]:
    """Return the codes that the shopper typed, each with the discount that its application has on the lines."""
    applications = order.details.get("discount_applications", ())
    places = {each["code"]: place for place, each in enumerate(applications) if each.get("code")}
    shares: dict[int, Decimal] = {}
    for line in order.lines:
        for share in line.details.get("discount_allocations", ()):
            place = share["discount_application_index"]
            shares[place] = shares.get(place, Decimal(0)) + decimal_of(share["amount"])
    told = [str(code) for code in order.details.get("discount_codes", ())]
    alone = len({*told, *places}) == 1
    found = []
    for code in dict.fromkeys((*told, *places)):
        amount = shares.get(places[code], Decimal(0)) if code in places else (DISCOUNTS(order) if alone else Decimal(0))
        kind = applications[places[code]]["value_type"] if code in places else "fixed_amount"
        found.append({"code": code, "amount": f"{amount:.2f}", "type": kind})
    return found


def transaction_body(transaction: OrderTransaction, at: str | None, currency: str) -> dict[str, Any]:
    """Return a payment of an order. ``at`` is its time as it is written."""
    return {
        "id": transaction.id,
        "order_id": transaction.order.id,
        "kind": transaction.kind,
        "gateway": transaction.gateway,
        "status": transaction.status,
        "message": None,
        "created_at": at,
        "test": transaction.details.get("test") is True,
        "authorization": transaction.authorization,
        "location_id": None,
        "user_id": None,
        "parent_id": transaction.parent_id,
        "processed_at": at,
        "device_id": None,
        "error_code": None,
        "source_name": transaction.details.get("source_name"),
        "receipt": {},
        "amount": f"{transaction.amount:.2f}",
        "currency": currency,
        "payment_id": None,
        "manual_payment_gateway": transaction.is_manual,
        "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{transaction.id}",
    }
