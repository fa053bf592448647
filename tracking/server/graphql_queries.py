"""GraphQL's queries: the fields of ``QueryRoot``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import GraphQLError

from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, Location, Order, ShopInfo
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_paging import (
    LARGEST_PAGE,
    Key,
    Search,
    by_id,
    connection,
    decode_cursor,
    page,
    page_size,
    search,
)
from tracking.server.graphql_scalars import parse_gid
from tracking.server.selection import Selection

__all__ = ["QUERY_FIELDS", "type_name"]

_TYPES: dict[type, str] = {
    Fulfillment: "Fulfillment",
    FulfillmentOrder: "FulfillmentOrder",
    Location: "Location",
    Order: "Order",
    ShopInfo: "Shop",
}
_FULFILLMENTS_READ = (*ORDERS_READ, *FULFILLMENT_ORDERS_READ)
_SCOPES = {"Fulfillment": _FULFILLMENTS_READ, "FulfillmentOrder": FULFILLMENT_ORDERS_READ, "Order": ORDERS_READ}
_READS = {
    "Fulfillment": "fulfillment",
    "FulfillmentOrder": "fulfillment_order",
    "Location": "location",
    "Order": "order",
}


def type_name(value: Any, *_: Any) -> str | None:
    """Name the GraphQL type of a node."""
    return _TYPES.get(type(value))


def _one(kind: str) -> Field:
    def field(_root: Any, info: Info, **args: Any) -> Any:
        _, number = parse_gid(args["id"], kind)
        return info.context.read(_READS[kind], number)

    return needs(_SCOPES[kind], field) if kind in _SCOPES else field


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


def _name_is(item: Order, value: str) -> bool:
    return item.name.removeprefix("#").casefold() == value.removeprefix("#").casefold()


def _id_is(item: Any, value: str) -> bool:
    return value.rpartition("/")[2] == str(item.id)


def _fulfillment_status_is(item: Order, value: str) -> bool:
    status = {
        None: ("unfulfilled", "unshipped"),
        "partial": ("partial", "unfulfilled"),
        "fulfilled": ("fulfilled", "shipped"),
    }
    return value.casefold() in status[item.fulfillment_status]


_ORDER_TERMS: dict[str, Callable[[Any, str], bool]] = {
    "name": _name_is,
    "id": _id_is,
    "fulfillment_status": _fulfillment_status_is,
}
_FULFILLMENT_ORDER_TERMS: dict[str, Callable[[Any, str], bool]] = {
    "id": _id_is,
    "status": lambda item, value: item.status == value.casefold(),
    "assigned_location_id": lambda item, value: str(item.location_id) == value,
}


def _search(info: Info, args: Mapping[str, Any], terms: Mapping[str, Any], default: str) -> Search:
    found = search(args.get("query"), terms, default)
    if found.unknown:
        warnings = [
            {"field": name, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for name in found.unknown
        ]
        info.context.warnings.append({"path": [info.path.key], "query": args["query"], "warnings": warnings})
    return found


def _sorted_by(sort_key: str) -> Callable[[Any], Key]:
    """Give the key of a sort. An order is processed when it is created, and ids grow, so by id is by time."""
    name = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}.get(sort_key)
    if name is None:
        return by_id
    return lambda item: (getattr(item, name).isoformat() if getattr(item, name) else "", item.id)


def _orders(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    found = _search(info, args, _ORDER_TERMS, "name")
    key = _sorted_by(args["sortKey"])
    names = [value for name, value in found.terms if name == "name"]
    shop = info.context.shop
    if found.terms and names:
        # A name is what the store has an index for.
        named = {
            order.id: order
            for name in (names[0], names[0].removeprefix("#"))
            for order in shop.orders(Selection(name=name))
        }
        return connection([order for order in named.values() if found(order, _ORDER_TERMS)], args, key)
    if found.terms or key is not by_id or args.get("last") is not None or args.get("before") is not None:
        return connection([order for order in shop.orders() if found(order, _ORDER_TERMS)], args, key)
    return _orders_by_id(info, args)


def _orders_by_id(info: Info, args: Mapping[str, Any]) -> dict[str, Any]:
    """Read just one page of all orders."""
    size = page_size(args)
    after = None if args.get("after") is None else decode_cursor(args["after"]).last_id
    if args.get("reverse"):
        orders = info.context.shop.orders(Selection(before=after or 2**63 - 1, limit=size + 1))[::-1]
    else:
        orders = info.context.shop.orders(Selection(after=after or 0, limit=size + 1))
    return page(orders[:size], by_id, before=after is not None, after=len(orders) > size)


def _all_fulfillment_orders(info: Info) -> Iterator[FulfillmentOrder]:
    after = 0
    while orders := info.context.shop.orders(Selection(after=after, limit=LARGEST_PAGE)):
        for order in orders:
            yield from info.context.shop.fulfillment_orders(order.id) or ()
        after = orders[-1].id


def _fulfillment_orders(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    page_size(args)
    found = _search(info, args, _FULFILLMENT_ORDER_TERMS, "id")
    chosen = (
        each
        for each in _all_fulfillment_orders(info)
        if (args["includeClosed"] or each.status not in ("closed", "cancelled"))
        and found(each, _FULFILLMENT_ORDER_TERMS)
    )
    return connection(chosen, args, _sorted_by(args["sortKey"]))


QUERY_FIELDS: dict[str, Field] = {
    "fulfillment": _one("Fulfillment"),
    "fulfillmentOrder": _one("FulfillmentOrder"),
    "fulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, _fulfillment_orders),
    "location": _one("Location"),
    "node": _node,
    "nodes": _nodes,
    "order": _one("Order"),
    "orders": needs(ORDERS_READ, _orders),
    "shop": _shop,
}
"""Field of ``QueryRoot`` -> what answers it."""
