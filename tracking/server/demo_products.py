"""The demo shop's products, which are those of the Admin API's reference for fulfillments (2025-10)."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["DRAFT", "GREEN_IPOD", "RED_IPOD", "SHOES", "DemoProduct"]


class DemoProduct(NamedTuple):
    """A variant of a product."""

    title: str
    sku: str
    details: dict[str, Any]
    """The other keys of an order's line in REST."""


def _money(amount: str) -> dict[str, Any]:
    return {
        "shop_money": {"amount": amount, "currency_code": "USD"},
        "presentment_money": {"amount": amount, "currency_code": "USD"},
    }


def _product(product_id: int, variant_id: int, title: str, variant: str, price: str, **more: Any) -> dict[str, Any]:
    return {
        "variant_id": variant_id,
        "inventory_item_id": variant_id,
        "variant_title": variant,
        "vendor": "Birthday Present Factory",
        "product_id": product_id,
        "name": f"{title} - {variant}",
        "price": price,
        "price_set": _money(price),
        **more,
    }


def _ipod(variant_id: int, color: str, discount: str, properties: list[dict[str, str]]) -> dict[str, Any]:
    allocation = {"amount": discount, "discount_application_index": 0, "amount_set": _money(discount)}
    tax = {"price": "3.98", "rate": 0.06, "title": "State Tax", "price_set": _money("3.98"), "channel_liable": None}
    return _product(
        632910392,
        variant_id,
        "IPod Nano - 8gb",
        color,
        "199.00",
        vendor=None,
        variant_inventory_management="shopify",
        properties=properties,
        grams=200,
        discount_allocations=[allocation],
        tax_lines=[tax],
    )


_ENGRAVING = [
    {"name": "Custom Engraving Front", "value": "Happy Birthday"},
    {"name": "Custom Engraving Back", "value": "Merry Christmas"},
]
SHOES = DemoProduct(
    "Crafty Shoes - Red",
    "crafty_shoes_red",
    _product(910489600, 389013007, "Crafty Shoes - Red", "Small", "10.00"),
)
DRAFT = DemoProduct("Draft", "draft-151", _product(108828309, 43729076, "Draft", "151cm", "10.00"))
GREEN_IPOD = DemoProduct("IPod Nano - 8gb", "IPOD2008GREEN", _ipod(39072856, "green", "3.34", _ENGRAVING))
RED_IPOD = DemoProduct("IPod Nano - 8gb", "IPOD2008RED", _ipod(49148385, "red", "3.33", []))
