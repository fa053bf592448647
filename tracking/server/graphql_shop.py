"""GraphQL's shop: its plan and address, the API's versions, jobs, and inventory items."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError

from tracking.fulfillment.values import ShopInfo
from tracking.server.graphql_fields import Field, Info
from tracking.server.graphql_order_reads import APP, installation
from tracking.server.graphql_scalars import InvalidId, make_gid, parse_gid
from tracking.server.graphql_webhooks import written_version

__all__ = ["SHOP_FIELDS", "SHOP_QUERIES", "billing_address"]


def _plan(_value: ShopInfo, info: Info) -> dict[str, Any]:
    # A shop that is not a development store has the standard rate limit, which is the Basic plan's.
    development = info.context.shop.development
    name = "Development" if development else "Basic"
    return {
        "displayName": name,
        "partnerDevelopment": development,
        "publicDisplayName": name,
        "shopifyPlus": False,
    }


def billing_address(shop: ShopInfo) -> dict[str, Any]:
    """Return the shop's address, of which only the country is known."""
    return {
        "id": make_gid("ShopAddress", shop.id),
        "coordinatesValidated": False,
        "countryCode": shop.country,
        "countryCodeV2": shop.country,
    }


def _formatted(value: dict[str, Any], _info: Info, **_args: Any) -> list[str]:
    return [value["countryCode"]]


def _installation(_root: Any, info: Info, **args: Any) -> dict[str, Any] | None:
    mine = installation(info)
    if args.get("id") is None:
        return mine
    _, number = parse_gid(args["id"], "AppInstallation")
    return mine if number == parse_gid(mine["id"])[1] else None


def _app(_root: Any, _info: Info, **args: Any) -> dict[str, str] | None:
    return APP if args.get("id") in (None, APP["id"]) else None


def _job(_root: Any, _info: Info, **args: Any) -> None:
    # The ids of jobs are UUIDs.
    if not args["id"].startswith(make_gid("Job", "")):
        raise InvalidId(args["id"])


def _versions(_root: Any, info: Info) -> list[dict[str, Any]]:
    """Return the supported versions, the next one, and ``unstable``."""
    today = info.context.shop.now()
    quarter = today.year * 4 + (today.month - 1) // 3
    handles = [f"{each // 4}-{each % 4 * 3 + 1:02}" for each in range(quarter - 3, quarter + 2)]
    return [written_version(handle, info) for handle in (*handles, "unstable")]


def _inventory_item(value: dict[str, Any], _info: Info) -> dict[str, Any]:
    id_ = value["inventory_item_id"]
    if not isinstance(id_, int):
        message = f"The inventory item of variant {value['legacyResourceId']} is not known: give its line an inventory_item_id."
        raise GraphQLError(message, extensions={"code": "NOT_FOUND"})
    return {
        "id": make_gid("InventoryItem", id_),
        "legacyResourceId": id_,
        "requiresShipping": value["requires_shipping"],
        "sku": value["sku"],
        "tracked": False,  # the shop counts no stock
        "weight": value["weight"],
        "countryCodeOfOrigin": value["country_code_of_origin"],
        "harmonizedSystemCode": value["harmonized_system_code"],
    }


SHOP_FIELDS: dict[str, dict[str, Field]] = {
    "Shop": {"billingAddress": lambda value, info: billing_address(value), "plan": _plan},
    "ShopAddress": {"formatted": _formatted},
    "ProductVariant": {"inventoryItem": _inventory_item},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""

SHOP_QUERIES: dict[str, Field] = {
    "app": _app,
    "appInstallation": _installation,
    "job": _job,
    "publicApiVersions": _versions,
}
"""Field of ``QueryRoot`` -> what answers it, beside `tracking.server.graphql_queries`."""
