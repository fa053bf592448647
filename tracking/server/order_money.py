"""The amounts of an order and its lines, as far as they were given; others are computed, or 0."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from tracking.fulfillment.values import LineItem, Order

__all__ = [
    "DISCOUNTS",
    "SHIPPING",
    "SUBTOTAL",
    "TAX",
    "TOTAL",
    "Amount",
    "decimal_of",
    "line_discount",
    "line_total",
    "shipping_price",
    "told_amount",
    "unit_price",
]

Amount = Callable[[Any], Decimal]


def decimal_of(value: Any) -> Decimal:
    """Read an amount. Anything else counts as 0."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() and abs(amount.adjusted()) < 30 else Decimal(0)


def unit_price(line: LineItem) -> Decimal:
    """Return the price of a unit of a line."""
    return decimal_of(line.details.get("price", 0))


def line_discount(line: LineItem) -> Decimal:
    """Return the discount on a whole line. If it was not given, it is the sum of the line's shares of discounts."""
    shares = line.details.get("discount_allocations", ())
    told = line.details.get("total_discount")
    return sum((decimal_of(share["amount"]) for share in shares), Decimal(0)) if told is None else decimal_of(told)


def line_total(line: LineItem) -> Decimal:
    """Return the price of a line before discounts."""
    return unit_price(line) * line.quantity


def _summed(order: Order) -> Decimal:
    return sum((line_total(line) - line_discount(line) for line in order.lines), Decimal(0))


def shipping_price(line: dict[str, Any]) -> Decimal:
    """Return the discounted price of a shipping line."""
    told = line.get("discounted_price")
    return decimal_of(line.get("price", 0) if told is None else told)


def _shipping(order: Order) -> Decimal:
    lines = order.details.get("shipping_lines")
    return sum(map(shipping_price, lines if isinstance(lines, list) else ()), Decimal(0))


def _taxes(order: Order) -> Decimal:
    """Return the sum of an order's taxes, or of the taxes on its lines and on shipping if it has no own."""
    parts = [*(line.details for line in order.lines), *(order.details.get("shipping_lines") or ())]
    listed = [order.details] if "tax_lines" in order.details else parts
    return sum((decimal_of(tax["price"]) for each in listed for tax in each.get("tax_lines") or ()), Decimal(0))


def _total(order: Order) -> Decimal:
    return SUBTOTAL(order) + SHIPPING(order) + (0 if order.details.get("taxes_included") is True else TAX(order))


def told_amount(name: str, otherwise: Amount = lambda order: Decimal(0)) -> Amount:
    """Return an amount that the order was given by a name, or that is computed otherwise."""
    return lambda order: decimal_of(order.details[name]) if name in order.details else otherwise(order)


SUBTOTAL = told_amount("subtotal_price", _summed)
"""The price of the lines after discounts."""
TAX = told_amount("total_tax", _taxes)
SHIPPING = told_amount("total_shipping_price", _shipping)
DISCOUNTS = told_amount("total_discounts", lambda order: sum((line_discount(line) for line in order.lines), Decimal(0)))
TOTAL = told_amount("total_price", _total)
