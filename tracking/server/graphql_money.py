"""Amounts of money as GraphQL writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracking.server.graphql_fields import Field, Info
from tracking.server.order_money import Amount

__all__ = ["money_bag", "written_amount"]


def written_amount(amount: Decimal) -> str:
    """Write an amount as GraphQL does: ``10.0``, ``1909.9``."""
    text = f"{amount:f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def money_bag(amount: Amount) -> Field:
    """Return a field that answers an amount in the shop's currency."""

    def field(value: Any, info: Info, **_args: Any) -> dict[str, Any]:
        money = {"amount": written_amount(amount(value)), "currencyCode": info.context.shop.info().currency}
        return {"shopMoney": money, "presentmentMoney": money}

    return field
