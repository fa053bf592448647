"""GraphQL's refunds, taxes and discounts of orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tracking.fulfillment.values import LineItem, Order
from tracking.server.graphql_fields import Field, Info, attribute, cut, enumerated, global_id
from tracking.server.graphql_money import money_bag, money_of, written_amount
from tracking.server.graphql_paging import connection
from tracking.server.order_details import (
    OrderRefund,
    RefundedLine,
    Taxes,
    current_taxes,
    order_taxes,
    own_currency,
    refunds_of,
)
from tracking.server.order_money import decimal_of, unit_price

__all__ = ["DETAIL_FIELDS"]

_KINDS = {
    "automatic": "AutomaticDiscountApplication",
    "discount_code": "DiscountCodeApplication",
    "manual": "ManualDiscountApplication",
    "script": "ScriptDiscountApplication",
}

# Refunds


def _refunds(value: Order, _info: Info, **args: Any) -> list[OrderRefund]:
    return cut(refunds_of(value), args)


def _refunded_lines(value: OrderRefund, _info: Info, **args: Any) -> dict[str, Any]:
    return connection(value.lines, args)


# Taxes


def _taxes(of: Order | LineItem, taxes: Iterable[dict[str, Any]], info: Info) -> list[dict[str, Any]]:
    currency = own_currency(of, info.context.shop.info().currency)
    return [{**tax, "currency": currency} for tax in taxes]


def _line_taxes(value: LineItem, info: Info, **args: Any) -> list[dict[str, Any]]:
    taxes: Taxes = value.details.get("tax_lines", [])
    return cut(_taxes(value, taxes, info), args)


def _percentage(value: dict[str, Any], _info: Info) -> float | None:
    return None if value["rate"] is None else value["rate"] * 100


def _tax_price(value: dict[str, Any]) -> Decimal:
    return decimal_of(value["price"])


# Discounts


def _applications(of: Order | LineItem, info: Info) -> list[dict[str, Any]]:
    """Return the discounts of an order. A line has a copy of its order's."""
    currency = own_currency(of, info.context.shop.info().currency)
    return [
        _application(index, each, currency) for index, each in enumerate(of.details.get("discount_applications", ()))
    ]


def _application(index: int, given: dict[str, Any], currency: str) -> dict[str, Any]:
    amount = decimal_of(given["value"])
    percentage = given["value_type"] == "percentage"
    value = (
        {"__typename": "PricingPercentageValue", "percentage": float(amount)}
        if percentage
        else {"__typename": "MoneyV2", "amount": written_amount(amount), "currencyCode": currency}
    )
    return {
        "__typename": _KINDS[given["type"]],
        "index": index,
        "allocationMethod": given["allocation_method"].upper(),
        "targetSelection": given["target_selection"].upper(),
        "targetType": given["target_type"].upper(),
        "title": given["title"] or "",
        "description": given["description"],
        "code": given["code"],
        "value": value,
    }


def _discounts(value: Order, info: Info, **args: Any) -> dict[str, Any]:
    return connection(_applications(value, info), args, lambda each: (each["index"], each["index"]))


def _allocations(value: LineItem, info: Info) -> list[dict[str, Any]]:
    currency = own_currency(value, info.context.shop.info().currency)
    applications = _applications(value, info)
    return [
        {**share, "currency": currency, "discountApplication": applications[share["discount_application_index"]]}
        for share in value.details.get("discount_allocations", ())
    ]


def _share(value: dict[str, Any]) -> Decimal:
    return decimal_of(value["amount"])


def _subtotal(line: RefundedLine) -> Decimal:
    return line.subtotal


def _tax(line: RefundedLine) -> Decimal:
    return line.tax


def _price(line: RefundedLine) -> Decimal:
    return unit_price(line.item)


def _refunded(refund: OrderRefund) -> Decimal:
    return refund.amount


DETAIL_FIELDS: dict[str, dict[str, Field]] = {
    "Order": {
        "currentTaxLines": lambda value, info: _taxes(value, current_taxes(value), info),
        "discountApplications": _discounts,
        "refunds": _refunds,
        "taxLines": lambda value, info: _taxes(value, order_taxes(value), info),
    },
    "LineItem": {"discountAllocations": _allocations, "taxLines": _line_taxes},
    "Refund": {
        "createdAt": attribute("created_at"),
        "id": global_id("Refund"),
        "legacyResourceId": attribute("id"),
        "refundLineItems": _refunded_lines,
        "totalRefunded": money_of(_refunded),
        "totalRefundedSet": money_bag(_refunded),
        "updatedAt": attribute("created_at"),
    },
    "RefundLineItem": {
        "id": global_id("RefundLineItem"),
        "lineItem": attribute("item"),
        "location": lambda value, info: None,
        "price": lambda value, info: written_amount(_price(value)),
        "priceSet": money_bag(_price),
        "restockType": enumerated("restock_type"),
        "restocked": lambda value, info: value.restock_type != "no_restock",
        "subtotal": lambda value, info: written_amount(value.subtotal),
        "subtotalSet": money_bag(_subtotal),
        "totalTax": lambda value, info: written_amount(value.tax),
        "totalTaxSet": money_bag(_tax),
    },
    "TaxLine": {
        "channelLiable": lambda value, info: value["channel_liable"],
        "price": lambda value, info: written_amount(_tax_price(value)),
        "priceSet": money_bag(_tax_price),
        "ratePercentage": _percentage,
    },
    "DiscountAllocation": {"allocatedAmount": money_of(_share), "allocatedAmountSet": money_bag(_share)},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
