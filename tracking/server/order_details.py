"""Refunds, taxes and discounts of an order, as they are in its ``details``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tracking.fulfillment.values import LineItem, Order
from tracking.server.order_money import (
    DISCOUNTS,
    SUBTOTAL,
    TAX,
    TOTAL,
    Amount,
    decimal_of,
    line_discount,
    told_amount,
    unit_price,
)

__all__ = [
    "CURRENT_DISCOUNTS",
    "CURRENT_SUBTOTAL",
    "CURRENT_TAX",
    "CURRENT_TOTAL",
    "REFUNDED",
    "OrderRefund",
    "RefundedLine",
    "Taxes",
    "current_quantity",
    "current_taxes",
    "line_tax",
    "order_number",
    "order_taxes",
    "own_currency",
    "refunds_of",
    "total_weight",
]

_LARGEST_INT = 2**31 - 1


class RefundedLine(NamedTuple):
    """Units of an order's line that were refunded."""

    id: int
    item: LineItem
    quantity: int
    restock_type: str
    """``no_restock``, ``cancel``, ``return``, or ``legacy_restock``."""

    @property
    def subtotal(self) -> Decimal:
        """The discounted price of the units."""
        discount = line_discount(self.item) / self.item.quantity if self.item.quantity else Decimal(0)
        return (unit_price(self.item) - discount) * self.quantity

    @property
    def tax(self) -> Decimal:
        """The tax on the units."""
        return line_tax(self.item) / self.item.quantity * self.quantity if self.item.quantity else Decimal(0)


class OrderRefund(NamedTuple):
    """A refund."""

    id: int
    order: Order
    created_at: datetime
    note: str | None
    lines: tuple[RefundedLine, ...]
    given: str | None
    """The refunded amount, if it was given."""

    @property
    def details(self) -> dict[str, Any]:
        """The order's details."""
        return self.order.details

    @property
    def amount(self) -> Decimal:
        """The refunded amount. If it was not given, it is what its payments gave back, as far as payments are known.

        Units of an order that was not paid are taken out of it without one.
        """
        if self.given is not None:
            return decimal_of(self.given)
        known = self.order.details.get("transactions")
        if known is None:
            return self.worth
        back = (
            each for each in known if each.get("refund_id") == self.id and each.get("status", "success") == "success"
        )
        return sum((decimal_of(each["amount"]) for each in back), Decimal(0))

    @property
    def worth(self) -> Decimal:
        """The price and tax of its units."""
        taxed = self.order.details.get("taxes_included") is not True
        return sum((line.subtotal + (line.tax if taxed else 0) for line in self.lines), Decimal(0))


def refunds_of(order: Order) -> tuple[OrderRefund, ...]:
    """Return the refunds of an order, the earliest first."""
    items = {line.id: line for line in order.lines}
    return tuple(
        OrderRefund(
            id=refund["id"],
            order=order,
            created_at=datetime.fromisoformat(refund["created_at"]),
            note=refund["note"],
            lines=tuple(
                RefundedLine(line["id"], items[line["line_id"]], line["quantity"], refund["restock_type"])
                for line in refund["lines"]
            ),
            given=refund["amount"],
        )
        for refund in order.details.get("refunds", ())
    )


REFUNDED = told_amount("total_refunded", lambda order: sum((each.amount for each in refunds_of(order)), Decimal(0)))
"""How much of an order was refunded."""


def _without_refunded(amount: Amount, share: Callable[[RefundedLine, bool], Decimal]) -> Amount:
    """Return an amount of an order without the shares of its refunded units, told whether taxes are on top."""

    def of(order: Order) -> Decimal:
        taxed = order.details.get("taxes_included") is not True
        gone = (share(line, taxed) for refund in refunds_of(order) for line in refund.lines)
        return amount(order) - sum(gone, Decimal(0))

    return of


CURRENT_DISCOUNTS = _without_refunded(
    DISCOUNTS, lambda line, taxed: unit_price(line.item) * line.quantity - line.subtotal
)
CURRENT_SUBTOTAL = _without_refunded(SUBTOTAL, lambda line, taxed: line.subtotal)
CURRENT_TAX = _without_refunded(TAX, lambda line, taxed: line.tax)
CURRENT_TOTAL = _without_refunded(TOTAL, lambda line, taxed: line.subtotal + (line.tax if taxed else 0))


def current_quantity(line: LineItem) -> int:
    """Return a line's units without the refunded ones."""
    return int(line.details.get("current_quantity", line.quantity))


def order_number(order: Order) -> int:
    """Return the number in an order's name."""
    digits = "".join(character for character in order.name if character in "0123456789")
    return min(int(digits[:12] or 0), _LARGEST_INT)


def total_weight(order: Order) -> int:
    """Return the weight of an order's lines in grams."""
    return sum(line.quantity * int(decimal_of(line.details.get("grams", 0))) for line in order.lines)


def own_currency(value: Any, otherwise: str) -> str:
    """Return the currency of an order, or of a line or another part of one."""
    details = value if isinstance(value, dict) else getattr(value, "details", {})
    return str(details.get("currency") or otherwise)


# Taxes

Taxes = list[dict[str, Any]]
"""Taxes as they were given: title, price, rate, channel_liable."""


def line_tax(line: LineItem) -> Decimal:
    """Return the tax on a whole line."""
    return sum((decimal_of(tax["price"]) for tax in line.details.get("tax_lines", ())), Decimal(0))


def _shipping_taxes(order: Order) -> Iterator[tuple[Taxes, Decimal]]:
    for line in order.details.get("shipping_lines") or ():
        yield line.get("tax_lines") or [], Decimal(1)


def order_taxes(order: Order) -> Taxes:
    """Return the taxes on an order: those that were given, or the sum of the taxes on its lines and on shipping."""
    told: Taxes | None = order.details.get("tax_lines")
    if told is not None:
        return told
    lines = ((line.details.get("tax_lines") or [], Decimal(1)) for line in order.lines)
    return _summed((*lines, *_shipping_taxes(order)))


def current_taxes(order: Order) -> Taxes:
    """Return the taxes on what was not refunded. They are known only if the lines have taxes."""
    if not any(line.details.get("tax_lines") for line in order.lines):
        return order_taxes(order)
    shares = (
        (line.details.get("tax_lines") or [], Decimal(current_quantity(line)) / line.quantity)
        for line in order.lines
        if line.quantity
    )
    return _summed((*shares, *_shipping_taxes(order)))


def _summed(shares: Iterable[tuple[Taxes, Decimal]]) -> Taxes:
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for taxes, share in shares:
        for tax in taxes:
            same = found.setdefault((tax["title"], tax["rate"]), {**tax, "price": "0"})
            same["price"] = str(decimal_of(same["price"]) + decimal_of(tax["price"]) * share)
    return [{**tax, "price": f"{decimal_of(tax['price']):.2f}"} for tax in found.values()]
