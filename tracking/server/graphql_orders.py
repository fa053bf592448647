"""GraphQL's lists of orders: searched, sorted, paged, and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tracking.fulfillment.values import Order
from tracking.server.graphql_fields import Info, unserved
from tracking.server.graphql_paging import Key, bad_argument, by_id, connection, decode_cursor, page, page_size
from tracking.server.graphql_search import searched
from tracking.server.order_status import financial_status
from tracking.server.search import Search
from tracking.server.search_fields import ORDERS
from tracking.server.selection import Selection

__all__ = ["order_count", "order_list", "sorted_by"]

_DIGITS = re.compile(r"[0-9]{1,18}")


def _number(order: Order) -> int:
    """Return the number in an order's name; 0 if there is none."""
    found = _DIGITS.search(order.name)
    return int(found[0]) if found else 0


_KEYS: dict[str, Callable[[Order], str | int]] = {
    "FINANCIAL_STATUS": financial_status,
    "FULFILLMENT_STATUS": lambda order: order.fulfillment_status or "",
    "ORDER_NUMBER": _number,
    "TOTAL_ITEMS_QUANTITY": lambda order: sum(line.quantity for line in order.lines),
}


def sorted_by(sort_key: str) -> Callable[[Any], Key]:
    """Return the key of a sorting. An order is processed when it is created, and ids grow, so time and id agree."""
    name = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}.get(sort_key)
    if name is None:
        return by_id
    return lambda item: (getattr(item, name).isoformat() if getattr(item, name) else "", item.id)


def _order_key(sort_key: str) -> Callable[[Any], Key]:
    if sort_key in _KEYS:
        value = _KEYS[sort_key]
        return lambda order: (value(order), order.id)
    if sort_key in ("CREATED_AT", "ID", "PROCESSED_AT", "UPDATED_AT"):
        return sorted_by(sort_key)
    raise unserved(f"the sort key {sort_key} of orders")


def order_list(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    """Answer ``orders``."""
    page_size(args)
    search = searched(info, args, ORDERS)
    key = _order_key(args["sortKey"])
    if search or key is not by_id or args.get("last") is not None or args.get("before") is not None:
        return connection(_found(info, search), args, key)
    return _orders_by_id(info, args)


def _found(info: Info, search: Search) -> list[Order]:
    read = info.context.read
    return [order for order in _candidates(info, search) if search(order, read)]


def _candidates(info: Info, search: Search) -> Iterable[Order]:
    """Return the orders that a search can find: those of an id or a name, for which the store has an index, or all."""
    ids = search.only("id")
    if ids is not None:
        numbers = {int(digits) for each in ids if (digits := each.rpartition("/")[2]).isascii() and digits.isdigit()}
        return filter(None, (info.context.read("order", number) for number in sorted(numbers)))
    names = search.only("name")
    if names is None or any(map(str.isalpha, "".join(names))):
        # The index distinguishes upper and lower case, and a search does not.
        return info.context.shop.orders()
    spelled = {each for name in names for each in (name, name.removeprefix("#"))}
    return {order.id: order for name in spelled for order in info.context.shop.orders(Selection(name=name))}.values()


def order_count(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    """Answer ``ordersCount``."""
    count = len(_found(info, searched(info, args, ORDERS)))
    limit = args.get("limit")
    if limit is not None and limit < 0:
        raise bad_argument("limit must not be negative")
    if limit is not None and count > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


def _orders_by_id(info: Info, args: Mapping[str, Any]) -> dict[str, Any]:
    """Read one page of all orders."""
    size = page_size(args)
    after = None if args.get("after") is None else decode_cursor(args["after"]).last_id
    if args.get("reverse"):
        orders = info.context.shop.orders(Selection(before=after or 2**63 - 1, limit=size + 1))[::-1]
    else:
        orders = info.context.shop.orders(Selection(after=after or 0, limit=size + 1))
    return page(orders[:size], by_id, before=after is not None, after=len(orders) > size)
