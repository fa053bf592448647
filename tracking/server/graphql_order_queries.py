"""GraphQL's queries of assigned and held fulfillment orders, of services, locations and the app."""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.values import FulfillmentOrder, Location
from tracking.server.access import ASSIGNED_READ, FULFILLMENT_ORDERS_READ
from tracking.server.assignment import assigned_orders
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_order_reads import installation, written_service
from tracking.server.graphql_orders import sorted_by
from tracking.server.graphql_paging import connection
from tracking.server.graphql_scalars import parse_gid
from tracking.server.graphql_search import searched
from tracking.server.search_fields import FULFILLMENT_ORDERS, LOCATIONS

__all__ = ["ORDER_QUERY_FIELDS", "SHOP_LIST_FIELDS"]


def _assigned(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    wanted = args.get("locationIds")
    ids = None if wanted is None else {parse_gid(each, "Location")[1] for each in wanted}
    status = args.get("assignmentStatus")
    chosen = assigned_orders(
        info.context.shop.every_fulfillment_order(), None if status is None else status.lower(), ids
    )
    return connection(chosen, args, sorted_by(args["sortKey"]))


def _held(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    search = searched(info, args, FULFILLMENT_ORDERS)
    held: list[FulfillmentOrder] = [
        each for each in info.context.shop.every_fulfillment_order() if each.status == "on_hold"
    ]
    return connection([each for each in held if search(each, info.context.read)], args)


def _service(_root: Any, info: Info, **args: Any) -> dict[str, Any] | None:
    _, number = parse_gid(args["id"], "FulfillmentService")
    found = info.context.shop.service(number)
    return None if found is None else written_service(found, info)


def _by_name(location: Location) -> tuple[str, int]:
    return location.name, location.id


def _locations(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    search = searched(info, args, LOCATIONS)
    found = [each for each in info.context.shop.locations() if search(each, info.context.read)]
    if args.get("sortKey", "NAME") == "ID":
        return connection(found, args)
    return connection(found, args, _by_name)


def _locations_count(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    search = searched(info, args, LOCATIONS)
    count = sum(search(each, info.context.read) for each in info.context.shop.locations())
    limit = args.get("limit")
    if limit is not None and count > limit >= 0:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


ORDER_QUERY_FIELDS: dict[str, Field] = {
    "assignedFulfillmentOrders": needs(ASSIGNED_READ, _assigned),
    "currentAppInstallation": lambda _root, info: installation(info),
    "fulfillmentService": _service,
    "locations": _locations,
    "locationsAvailableForDeliveryProfilesConnection": _locations,
    "locationsCount": _locations_count,
    "manualHoldsFulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, _held),
}
"""Field of ``QueryRoot`` -> what answers it, beside `tracking.server.graphql_queries`."""

SHOP_LIST_FIELDS: dict[str, Field] = {"assignedFulfillmentOrders": _assigned, "locations": _locations}
"""Field of ``Shop`` -> what answers it: the same lists, deprecated there."""
