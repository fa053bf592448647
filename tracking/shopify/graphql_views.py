"""The results of one GraphQL query: an order, many orders, or an object whose lines come in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias, TypeVar

import msgspec

from tracking.errors import Refused
from tracking.fulfillment.port import View
from tracking.fulfillment.values import Fulfillment, FulfillmentLine, FulfillmentOrder
from tracking.shopify import graphql_bodies as bodies
from tracking.shopify.api import one_order
from tracking.shopify.rest_bodies import Json, id_number, units, word

__all__ = [
    "Started",
    "by_reference",
    "lines_to_tell",
    "made",
    "next_lines",
    "order_view",
    "placed",
    "quoted_term",
    "summed",
    "with_lines",
    "with_order_lines",
]

T = TypeVar("T")

Started: TypeAlias = tuple[T, str | None]
"""A value with its first lines, and the cursor of the lines that are still to be read."""
FROM_THE_FIRST = ""
"""In place of a cursor: all lines are still to be read."""
FOUND_AT_ONCE, ORDERS_AT_ONCE, LINES_AT_ONCE = 50, 5, 20
"""The lengths of pages in the queries ``ordersByReference`` and ``orderView``."""
TOLD, LINES_OF_UNKNOWN = 2, 50
"""Lines that the answer to a create call tells at most (two cost as much as one), and where those asked for are unknown."""


def with_lines(node: Json) -> Started[Fulfillment]:
    """Read a fulfillment with its first page of lines."""
    return bodies.fulfillment(node), next_lines(node["fulfillmentLineItems"])


def summed(order_id: int, node: Json) -> Started[Fulfillment]:
    """Read a fulfillment whose lines came without page info: they are complete if their units add up to the total."""
    found = bodies.fulfillment(node, order_id)
    if sum(line.quantity for line in found.lines) == units(node["totalQuantity"]):
        return found, None
    return msgspec.structs.replace(found, lines=()), FROM_THE_FIRST


def lines_to_tell(units: Mapping[int, int] | None) -> int:
    """Decide how many lines the answer to a create call tells: they cost points, and two show whose they are."""
    return min(len(units), TOLD) if units else LINES_OF_UNKNOWN


def made(order_id: int, asked: Mapping[int, int] | None, node: Json) -> Started[Fulfillment]:
    """Read what a create call has made: where only its first lines came, the others are as ``asked`` if all adds up.

    A line item is of one order only, so that one line also tells the order.
    """
    found = bodies.fulfillment(node, order_id)
    first = {line.line_item_id: line.quantity for line in found.lines}
    if not (asked and first and len(found.lines) < len(asked) and first.items() <= asked.items()):
        return summed(order_id, node)
    if units(node["totalQuantity"]) != sum(asked.values()):
        return summed(order_id, node)
    rest = (FulfillmentLine(line_item_id=item, quantity=asked[item]) for item in asked if item not in first)
    return msgspec.structs.replace(found, lines=(*found.lines, *rest)), None


def order_view(order: Json) -> tuple[View, bool]:
    """Read an order that was requested with one query, and tell whether part of it may have been cut off.

    Pages are as long as was requested unless they are the last (Relay's specification of connections).
    """
    order_id, nodes = id_number(order["id"]), order["fulfillmentOrders"]["nodes"]
    found = [summed(order_id, node) for node in order["fulfillments"]]
    cut = len(nodes) >= ORDERS_AT_ONCE or any(len(node["lineItems"]["nodes"]) >= LINES_AT_ONCE for node in nodes)
    fulfillments = sorted((one for one, _ in found), key=lambda one: one.id)
    view = View(tuple(map(bodies.fulfillment_order, nodes)), tuple(fulfillments))
    return view, cut or any(more is not None for _, more in found)


def placed(view: View, orders: Sequence[FulfillmentOrder]) -> View:
    """Add to a view's fulfillment orders the locations that they are to be sent from."""
    known = {order.id: order for order in orders}

    def with_place(order: FulfillmentOrder) -> FulfillmentOrder:
        full = known.get(order.id, order)
        return msgspec.structs.replace(order, location_id=full.location_id, delivery_method=full.delivery_method)

    return view._replace(orders=tuple(map(with_place, view.orders)))


def by_reference(references: Sequence[str], digits: Sequence[str], data: Json) -> dict[str, int | None]:
    """Return what a search for many orders found, without the doubtful results."""
    there = {id_number(node["id"]) for node in data["nodes"] if node is not None}
    found = {reference: int(reference) if int(reference) in there else None for reference in digits}
    orders = data["orders"]["nodes"]
    if len(orders) < FOUND_AT_ONCE:  # otherwise there may be more orders, and several orders may have a name
        for reference in references:
            with suppress(Refused):  # several orders have the name: a search for this name alone says so
                order_id = one_order(reference, orders, id_number)
                if order_id is not None and found.get(reference) is None:
                    found[reference] = order_id
    return found


def quoted_term(name: str) -> str:
    """Write a name as a term of the API's search syntax."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def with_order_lines(node: Json) -> Started[FulfillmentOrder]:
    """Read a fulfillment order with its first page of lines."""
    return bodies.fulfillment_order(node), next_lines(node["lineItems"])


def next_lines(connection: Json) -> str | None:
    """Return the arguments for a connection's next page; None on the last page."""
    info = connection["pageInfo"]
    if not isinstance(info["hasNextPage"], bool):
        raise TypeError("whether there is a next page is not said")
    return word(info["endCursor"]) if info["hasNextPage"] else None
