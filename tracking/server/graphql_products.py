"""The variant and the product of an order's line, as far as the line tells of them."""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.values import LineItem
from tracking.server.graphql_fields import Info, item_of
from tracking.server.graphql_scalars import make_gid

__all__ = ["product_of", "variant_of"]


def variant_of(value: Any, info: Info) -> dict[str, Any] | None:
    """Return the variant of a line of anything."""
    item = item_of(value)
    id_ = item.details.get("variant_id")
    if not isinstance(id_, int):
        return None
    title = item.details.get("variant_title") or "Default Title"
    return {
        "id": make_gid("ProductVariant", id_),
        "legacyResourceId": id_,
        "sku": item.sku,
        "title": title,
        "barcode": item.details.get("barcode"),
        "country_code_of_origin": item.details.get("country_code_of_origin"),
        "harmonized_system_code": item.details.get("harmonized_system_code"),
        "displayName": f"{item.title} - {title}",
        "product": product_of(item, info),
        "weight": None if item.details.get("grams") is None else {"unit": "GRAMS", "value": item.details["grams"]},
        "inventory_item_id": item.details.get("inventory_item_id"),
        "requires_shipping": item.details.get("requires_shipping", True) is True,
    }


def product_of(value: LineItem, _info: Info) -> dict[str, Any] | None:
    """Return the product of a line."""
    id_ = value.details.get("product_id")
    if not isinstance(id_, int):
        return None
    return {
        "id": make_gid("Product", id_),
        "legacyResourceId": id_,
        "title": value.title,
        "vendor": value.details.get("vendor") or "",
        "productType": value.details.get("product_type") or "",
        "tags": value.details.get("product_tags") or [],
    }
