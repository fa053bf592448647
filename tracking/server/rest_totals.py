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

__all__ = ["money_set", "order_totals", "taxes_with_sets", "told_fields"]

_UNTOLD: dict[str, Any] = {
    "note": None,
    "phone": None,
    "po_number": None,
    "source_name": None,
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
        "contact_email": order.email or (order.destination or {}).get("email"),
        "number": number,
        "order_number": number,
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
