"""GraphQL's queries: the fields of ``QueryRoot``."""

from __future__ import annotations

from typing import Any

import msgspec
from graphql import GraphQLError

from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, Location, Order, ShopInfo
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import Field, Info, needs, unserved
from tracking.server.graphql_orders import order_count, order_list, sorted_by
from tracking.server.graphql_paging import LARGEST_PAGE, bad_argument, connection, page_size
from tracking.server.graphql_scalars import parse_gid
from tracking.server.graphql_search import searched
from tracking.server.search_fields import FULFILLMENT_ORDERS
from tracking.server.subscription import Subscription

__all__ = ["QUERY_FIELDS", "type_name"]

_TYPES: dict[type, str] = {
    Fulfillment: "Fulfillment",
    FulfillmentOrder: "FulfillmentOrder",
    Location: "Location",
    Order: "Order",
    ShopInfo: "Shop",
    Subscription: "WebhookSubscription",
}
_FULFILLMENTS_READ = (*ORDERS_READ, *FULFILLMENT_ORDERS_READ)
_SCOPES = {"Fulfillment": _FULFILLMENTS_READ, "FulfillmentOrder": FULFILLMENT_ORDERS_READ, "Order": ORDERS_READ}
_READS = {
    "Fulfillment": "fulfillment",
    "FulfillmentOrder": "fulfillment_order",
    "Location": "location",
    "Order": "order",
    "WebhookSubscription": "subscription",
}


def type_name(value: Any, *_: Any) -> str | None:
    """Return the name of a node's GraphQL type."""
    return _TYPES.get(type(value))


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


def _node(_root: Any, info: Info, **args: Any) -> Any:
    kind, number = parse_gid(args["id"])
    if kind == "Shop":
        shop = info.context.shop.info()
        return shop if number == shop.id else None
    if kind not in _READS:
        return None
    return _one(kind)(None, info, id=args["id"])


def _nodes(_root: Any, info: Info, **args: Any) -> list[Any]:
    if len(args["ids"]) > LARGEST_PAGE:
        message = f"The input array size of {len(args['ids'])} is greater than the maximum allowed of {LARGEST_PAGE}."
        raise GraphQLError(message, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})
    return [_node(None, info, id=each) for each in args["ids"]]


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
    "node": _node,
    "nodes": _nodes,
    "order": _one("Order"),
    "orders": needs(ORDERS_READ, order_list),
    "ordersCount": needs(ORDERS_READ, order_count),
    "shop": _shop,
}
"""The resolver of each field of ``QueryRoot``."""
