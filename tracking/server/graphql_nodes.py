"""GraphQL's ``node`` and ``nodes``: an object of any type by its global id.

Objects that belong to an order and have no read of their own (lines, events, holds, addresses, customers) are looked up
in all orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graphql import GraphQLError

from tracking.fulfillment.values import (
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Location,
    Order,
    ShopInfo,
)
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_order_reads import APP, installation
from tracking.server.graphql_paging import LARGEST_PAGE
from tracking.server.graphql_parts import CUSTOMER_ADDRESS, customer_address
from tracking.server.graphql_products import product_of, variant_of
from tracking.server.graphql_queries import FULFILLMENTS_READ_BY_NODE, by_kind
from tracking.server.graphql_reads import READ_FIELDS
from tracking.server.graphql_scalars import parse_gid
from tracking.server.graphql_shallow import address_of, customer_of
from tracking.server.graphql_shop import SHOP_FIELDS, billing_address
from tracking.server.metafield import Metafield
from tracking.server.order_details import OrderRefund, refunds_of
from tracking.server.order_transactions import OrderTransaction, transactions_of
from tracking.server.subscription import Subscription

__all__ = ["NODE_FIELDS", "type_name"]

Listed = Iterable[tuple[int, Any]]

_TYPES: dict[type, str] = {
    Fulfillment: "Fulfillment",
    FulfillmentEvent: "FulfillmentEvent",
    FulfillmentHold: "FulfillmentHold",
    FulfillmentLine: "FulfillmentLineItem",
    FulfillmentOrder: "FulfillmentOrder",
    FulfillmentOrderLine: "FulfillmentOrderLineItem",
    LineItem: "LineItem",
    Location: "Location",
    Order: "Order",
    Metafield: "Metafield",
    OrderRefund: "Refund",
    OrderTransaction: "OrderTransaction",
    ShopInfo: "Shop",
    Subscription: "WebhookSubscription",
    tuple: "FulfillmentOrderMerchantRequest",
}


def type_name(value: Any, *_: Any) -> str | None:
    """Return the name of a node's GraphQL type. A dictionary has it in its global id."""
    return parse_gid(value["id"])[0] if isinstance(value, dict) else _TYPES.get(type(value))


def _orders(info: Info) -> Iterator[Order]:
    return (row.order for row in info.context.shop.every_order())


def _fulfillments(info: Info) -> Iterator[Fulfillment]:
    return (each for row in info.context.shop.every_order() for each in row.fulfillments)


def _fulfillment_orders(info: Info) -> Iterator[FulfillmentOrder]:
    return info.context.shop.every_fulfillment_order()


def _of_orders(read: Callable[[Order, Info], dict[str, Any] | None]) -> Callable[[Info], Listed]:
    def listed(info: Info) -> Listed:
        return _numbered(read(order, info) for order in _orders(info))

    return listed


def _of_lines(read: Callable[[LineItem, Info], dict[str, Any] | None]) -> Callable[[Info], Listed]:
    def listed(info: Info) -> Listed:
        return _numbered(read(line, info) for order in _orders(info) for line in order.lines)

    return listed


def _of_fulfillment_orders(name: str) -> Callable[[Info], Listed]:
    def listed(info: Info) -> Listed:
        read = READ_FIELDS["FulfillmentOrder"][name]
        return _numbered(read(order, info) for order in _fulfillment_orders(info))

    return listed


def _numbered(found: Iterable[dict[str, Any] | None]) -> Listed:
    return ((parse_gid(each["id"])[1], each) for each in found if each is not None)


def _inventory_items(info: Info) -> Listed:
    variants = (variant_of(line, info) for order in _orders(info) for line in order.lines)
    known = (each for each in variants if each and each["inventory_item_id"] is not None)
    return _numbered(SHOP_FIELDS["ProductVariant"]["inventoryItem"](each, info) for each in known)


class _Within(NamedTuple):
    """Where the objects of a kind are: all of them, by id."""

    scopes: tuple[str, ...]
    """The scopes of which a caller needs one."""
    listed: Callable[[Info], Listed]


_WITHIN: Mapping[str, _Within] = {
    "Customer": _Within(ORDERS_READ, _of_orders(customer_of)),
    "DeliveryMethod": _Within(FULFILLMENT_ORDERS_READ, _of_fulfillment_orders("deliveryMethod")),
    "FulfillmentEvent": _Within(
        FULFILLMENTS_READ_BY_NODE,
        lambda info: (
            (event.id, event) for each in _fulfillments(info) for event in info.context.read("events", each.id) or ()
        ),
    ),
    "FulfillmentHold": _Within(
        FULFILLMENT_ORDERS_READ,
        lambda info: ((hold.id, hold) for each in _fulfillment_orders(info) for hold in each.holds),
    ),
    "FulfillmentLineItem": _Within(
        FULFILLMENTS_READ_BY_NODE,
        lambda info: ((line.id or line.line_item_id, line) for each in _fulfillments(info) for line in each.lines),
    ),
    "FulfillmentOrderDestination": _Within(FULFILLMENT_ORDERS_READ, _of_fulfillment_orders("destination")),
    "FulfillmentOrderLineItem": _Within(
        FULFILLMENT_ORDERS_READ,
        lambda info: ((line.id, line) for each in _fulfillment_orders(info) for line in each.lines),
    ),
    "FulfillmentOrderMerchantRequest": _Within(
        FULFILLMENT_ORDERS_READ,
        lambda info: ((one.id, (each, one)) for each in _fulfillment_orders(info) for one in each.requests),
    ),
    "LineItem": _Within(ORDERS_READ, lambda info: ((line.id, line) for order in _orders(info) for line in order.lines)),
    "InventoryItem": _Within(ORDERS_READ, _inventory_items),
    "Product": _Within(ORDERS_READ, _of_lines(product_of)),
    "Refund": _Within(
        ORDERS_READ, lambda info: ((each.id, each) for order in _orders(info) for each in refunds_of(order))
    ),
    "OrderTransaction": _Within(
        ORDERS_READ,
        lambda info: ((each.id, each) for order in _orders(info) for each in transactions_of(order) or ()),
    ),
    "ProductVariant": _Within(ORDERS_READ, _of_lines(variant_of)),
}


def _one_of_a_kind(kind: str, info: Info) -> Any:
    """Return the object of a kind that has only one."""
    match kind:
        case "App":
            return APP
        case "AppInstallation":
            return installation(info)
        case "ShopAddress":
            return billing_address(info.context.shop.info())
        case "Shop":
            return info.context.shop.info()
    return None


def _customer_addresses(info: Info) -> Listed:
    return _numbered(
        customer_address(each) for order in _orders(info) if (each := customer_of(order, info)) is not None
    )


def _address(number: int, id_: str, info: Info) -> dict[str, Any] | None:
    if id_.endswith(CUSTOMER_ADDRESS):
        return info.context.indexed(CUSTOMER_ADDRESS, lambda: _customer_addresses(info)).get(number)
    order = info.context.read("order", number)
    kind = "billing" if id_.endswith("?kind=billing") else "shipping"
    return None if order is None else address_of(kind, order)


def _metafield(number: int, info: Info) -> Metafield | None:
    found = info.context.shop.metafield(number)
    if found is not None:
        # Who may not read its owner is denied it as well.
        _node(None, info, id=f"gid://shopify/{found.owner}")
    return found


def _within(kind: str) -> Field:
    place = _WITHIN[kind]

    def field(_root: Any, info: Info, *, number: int) -> Any:
        return info.context.indexed(kind, lambda: place.listed(info)).get(number)

    return needs(place.scopes, field)


def _node(_root: Any, info: Info, **args: Any) -> Any:
    kind, number = parse_gid(args["id"])
    if (read := by_kind(kind)) is not None:
        return read(None, info, id=args["id"])
    if kind in _WITHIN:
        return _within(kind)(None, info, number=number)
    if kind == "MailingAddress":
        return needs(ORDERS_READ, lambda _root, info: _address(number, args["id"], info))(None, info)
    if kind == "Metafield":
        return _metafield(number, info)
    found = _one_of_a_kind(kind, info)
    own = found.id if isinstance(found, ShopInfo) else found and parse_gid(found["id"])[1]
    return found if own == number else None


def _nodes(_root: Any, info: Info, **args: Any) -> list[Any]:
    if len(args["ids"]) > LARGEST_PAGE:
        message = f"The input array size of {len(args['ids'])} is greater than the maximum allowed of {LARGEST_PAGE}."
        raise GraphQLError(message, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})
    return [_node(None, info, id=each) for each in args["ids"]]


def _known_by_orders(kind: str) -> Field:
    """Answer one object of a kind of which the shop has those that its orders name."""

    def field(_root: Any, info: Info, **args: Any) -> Any:
        _, number = parse_gid(args["id"], kind)
        return _within(kind)(None, info, number=number)

    return field


NODE_FIELDS: dict[str, Field] = {
    "customer": _known_by_orders("Customer"),
    "inventoryItem": _known_by_orders("InventoryItem"),
    "node": _node,
    "nodes": _nodes,
    "product": _known_by_orders("Product"),
    "productVariant": _known_by_orders("ProductVariant"),
}
"""Field of ``QueryRoot`` -> what answers it, beside `tracking.server.graphql_queries`."""
