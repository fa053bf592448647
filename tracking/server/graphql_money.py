"""Amounts of money as GraphQL writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracking.server.graphql_fields import Field, Info, item_of
from tracking.server.order_details import own_currency
from tracking.server.order_money import Amount

__all__ = ["money_bag", "money_of", "written_amount"]


def written_amount(amount: Decimal) -> str:
    """Write an amount as GraphQL does: ``10.0``, ``1909.9``."""
    text = f"{amount:f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def money_of(amount: Amount) -> Field:
    """Return a field that answers an amount in the order's currency, which is the shop's unless it has its own."""

    def field(value: Any, info: Info, **_args: Any) -> dict[str, Any]:
        currency = own_currency(item_of(value), info.context.shop.info().currency)
        return {"amount": written_amount(amount(value)), "currencyCode": currency}

    return field


def money_bag(amount: Amount) -> Field:
    """Return a field that answers an amount in the shop's and in the shopper's currency, which are one."""
    money = money_of(amount)

    def field(value: Any, info: Info, **args: Any) -> dict[str, Any]:
        one = money(value, info, **args)
        return {"shopMoney": one, "presentmentMoney": one}

    return field
