"""GraphQL's queries: the fields of ``QueryRoot``."""

from __future__ import annotations

from typing import Any

import msgspec

from tracking.fulfillment.values import FulfillmentOrder, Location, ShopInfo
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import Field, Info, needs, unserved
from tracking.server.graphql_orders import order_count, order_list, sorted_by
from tracking.server.graphql_paging import bad_argument, connection, page_size
from tracking.server.graphql_scalars import parse_gid
from tracking.server.graphql_search import searched
from tracking.server.search_fields import FULFILLMENT_ORDERS

__all__ = ["FULFILLMENTS_READ_BY_NODE", "QUERY_FIELDS", "by_kind"]

FULFILLMENTS_READ_BY_NODE = (*ORDERS_READ, *FULFILLMENT_ORDERS_READ)
"""The scopes of which a fulfillment needs one."""
_SCOPES = {"Fulfillment": FULFILLMENTS_READ_BY_NODE, "FulfillmentOrder": FULFILLMENT_ORDERS_READ, "Order": ORDERS_READ}
_READS = {
    "Fulfillment": "fulfillment",
    "FulfillmentOrder": "fulfillment_order",
    "Location": "location",
    "Order": "order",
    "WebhookSubscription": "subscription",
}


def by_kind(kind: str) -> Field | None:
    """Return the field that answers a node of a kind that has a read of its own; None for other kinds."""
    return _one(kind) if kind in _READS else None


def _one(kind: str) -> Field:
    def field(_root: Any, info: Info, **args: Any) -> Any:
        _, number = parse_gid(args["id"], kind)
        return info.context.read(_READS[kind], number)

    return needs(_SCOPES[kind], field) if kind in _SCOPES else field


def _fulfillment_order(_root: Any, info: Info, **args: Any) -> FulfillmentOrder | None:
    found: FulfillmentOrder | None = _one("FulfillmentOrder")(None, info, id=args["id"])
    if found is None:
        return None
    # Recorded: read by itself, it does not offer to be merged; read with its order, it does.
    actions = tuple(action for action in found.supported_actions if action != "merge")
    return msgspec.structs.replace(found, supported_actions=actions)


def _location(_root: Any, info: Info, **args: Any) -> Location | None:
    if args.get("id") is None:
        return next(iter(info.context.shop.locations()), None)
    location: Location | None = _one("Location")(None, info, id=args["id"])
    return location


def _location_named(root: Any, info: Info, **args: Any) -> Location | None:
    """Return the location with an id. An app's own ids are metafields, which this shop does not have."""
    given = {name: value for name, value in args["identifier"].items() if value is not None}
    if "customId" in given:
        raise unserved("LocationIdentifierInput.customId")
    if "id" not in given:
        raise bad_argument("identifier: one of id and customId is required")
    return _location(root, info, id=given["id"])


def _shop(_root: Any, info: Info) -> ShopInfo:
    return info.context.shop.info()


def _fulfillment_orders(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    page_size(args)
    search = searched(info, args, FULFILLMENT_ORDERS)
    chosen = (
        each
        for each in info.context.shop.every_fulfillment_order()
        if (args["includeClosed"] or each.status not in ("closed", "cancelled")) and search(each, info.context.read)
    )
    return connection(chosen, args, sorted_by(args["sortKey"]))


QUERY_FIELDS: dict[str, Field] = {
    "fulfillment": _one("Fulfillment"),
    "fulfillmentOrder": _fulfillment_order,
    "fulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, _fulfillment_orders),
    "location": _location,
    "locationByIdentifier": _location_named,
    "order": _one("Order"),
    "orders": needs(ORDERS_READ, order_list),
    "ordersCount": needs(ORDERS_READ, order_count),
    "shop": _shop,
}
"""The resolver of each field of ``QueryRoot``."""
