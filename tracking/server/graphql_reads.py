"""GraphQL's reads: the resolver of each field of each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from tracking.fulfillment.rules import graphql_name, with_progress
from tracking.fulfillment.values import Fulfillment, FulfillmentEvent, FulfillmentOrder, Order
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import (
    Field,
    Info,
    attribute,
    cut,
    detail,
    enumerated,
    global_id,
    item_of,
    keys,
    needs,
)
from tracking.server.graphql_order_reads import service_of
from tracking.server.graphql_paging import by_id, connection
from tracking.server.graphql_scalars import make_gid, to_datetime
from tracking.server.graphql_search import searched
from tracking.server.search_fields import FULFILLMENT_ORDERS, FULFILLMENTS
from tracking.server.versions import at_least

__all__ = ["READ_FIELDS", "location_of"]


def location_of(info: Info, location_id: int | None) -> Any:
    """Return a location, or None."""
    return None if location_id is None else info.context.read("location", location_id)


def _order(value: Any, info: Info) -> Order:
    order: Order = info.context.read("order", value.order_id)
    return order


# Fulfillments


def _name(value: Fulfillment, _info: Info) -> str:
    # The value has REST's name, which is the order's with a number: ``#1001.1``.
    return graphql_name(value.name.rpartition(".")[0], value.sequence or 1)


def _display_status(value: Fulfillment, _info: Info) -> str:
    # The API spells this one with one L.
    match value.status:
        case "cancelled":
            return "CANCELED"
        case "pending" | "open":
            return "SUBMITTED"
        case "error" | "failure":
            return "FAILURE"
    return (value.shipment_status or "fulfilled").upper()


def _events(value: Fulfillment, info: Info) -> list[FulfillmentEvent]:
    return list(info.context.read("events", value.id) or ())


def _event_time(status: str, pick: Callable[[Iterable[datetime]], datetime]) -> Field:
    """Answer when a status was reported."""

    def field(value: Fulfillment, info: Info) -> datetime | None:
        times = [each.happened_at for each in _events(value, info) if each.status == status and each.happened_at]
        return pick(times) if times else None

    return field


def _estimated(event: FulfillmentEvent, _info: Info) -> datetime | None:
    text = event.details.get("estimated_delivery_at")
    return None if text is None else to_datetime(text)


def _estimated_delivery(value: Fulfillment, info: Info) -> datetime | None:
    told = [each for each in _events(value, info) if each.details.get("estimated_delivery_at")]
    return _estimated(max(told, key=_happened), info) if told else None


def _happened(event: FulfillmentEvent) -> tuple[str, int]:
    at = event.happened_at or event.created_at
    return ("" if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")), event.id


def _tracking_info(value: Fulfillment, _info: Info, **args: Any) -> list[dict[str, Any]]:
    """Answer one entry for each number. Numbers and URLs belong together by position."""
    info = value.tracking
    length = max(len(info.numbers), len(info.urls), 1 if info.company else 0)
    numbers = [*info.numbers, *[None] * length]
    urls = [*info.urls, *[None] * length]
    return cut(
        ({"company": info.company, "number": numbers[at], "url": urls[at]} for at in range(length)),
        args,
    )


def _service(value: Fulfillment, info: Info) -> dict[str, Any] | None:
    return None if value.service is None else service_of(value.service, value.location_id, info)


def _line_items(value: Any, _info: Info, **args: Any) -> dict[str, Any]:
    return connection(value.lines, args)


def _orders_of_fulfillment(value: Fulfillment, info: Info, **args: Any) -> dict[str, Any]:
    ids = {part.fulfillment_order_id for part in value.allocations}
    orders = info.context.read("fulfillment_orders", value.order_id) or ()
    return connection([each for each in orders if each.id in ids], args)


# Fulfillment orders


def _supported_actions(value: FulfillmentOrder, info: Info) -> list[dict[str, str]]:
    recent = at_least(info.context.version, "2026-04")
    return [{"action": action.upper()} for action in (with_progress(value) if recent else value.supported_actions)]


def _assigned_location(value: FulfillmentOrder, info: Info) -> dict[str, Any]:
    location = location_of(info, value.location_id)
    address = {} if location is None else location.address
    name = f"Location {value.location_id}" if location is None else location.name
    return {"country_code": info.context.shop.info().country, **address, "name": name, "location": location}


def _destination(value: FulfillmentOrder, _info: Info) -> dict[str, Any] | None:
    address = value.destination
    return {**address, "id": make_gid("FulfillmentOrderDestination", value.id)} if address else None


def _delivery_method(value: FulfillmentOrder, _info: Info) -> dict[str, str] | None:
    method = value.delivery_method
    return None if method is None else {"id": make_gid("DeliveryMethod", value.id), "methodType": method.upper()}


# Orders


def _display_fulfillment_status(value: Order, info: Info) -> str:
    if value.fulfillment_status is not None:
        return {"fulfilled": "FULFILLED", "partial": "PARTIALLY_FULFILLED"}[value.fulfillment_status]
    statuses = {each.status for each in info.context.read("fulfillment_orders", value.id) or ()}
    statuses -= {"closed", "cancelled"}
    if "in_progress" in statuses:
        return "IN_PROGRESS"
    # Recorded: an order with something on hold and something open is unfulfilled.
    return statuses.pop().upper() if statuses in ({"on_hold"}, {"scheduled"}) else "UNFULFILLED"


def _orders_of_order(value: Order, info: Info, **args: Any) -> dict[str, Any]:
    search = searched(info, args, FULFILLMENT_ORDERS)
    read = info.context.read
    return connection([each for each in read("fulfillment_orders", value.id) or () if search(each, read)], args)


def _fulfillments(value: Order, info: Info, **args: Any) -> list[Fulfillment]:
    search = searched(info, args, FULFILLMENTS)
    read = info.context.read
    return cut((each for each in read("fulfillments", value.id) or () if search(each, read)), args)


def _fulfillments_count(value: Order, info: Info) -> dict[str, Any]:
    return {"count": len(info.context.read("fulfillments", value.id) or ()), "precision": "EXACT"}


_LINE = {
    "requiresShipping": detail("requires_shipping", True),
    "sku": attribute("sku"),
    "variantTitle": detail("variant_title"),
    "vendor": detail("vendor"),
}
_TIMES = {"createdAt": attribute("created_at"), "updatedAt": attribute("updated_at")}
_ADDRESS = "address1 address2 city zip"

READ_FIELDS: dict[str, dict[str, Field]] = {
    "Fulfillment": {
        **_TIMES,
        "deliveredAt": _event_time("delivered", max),
        "displayStatus": _display_status,
        "estimatedDeliveryAt": _estimated_delivery,
        "events": lambda value, info, **args: connection(
            _events(value, info), args, by_id if args.get("sortKey") == "ID" else _happened
        ),
        "fulfillmentLineItems": _line_items,
        "fulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, _orders_of_fulfillment),
        "id": global_id("Fulfillment"),
        "inTransitAt": _event_time("in_transit", min),
        "legacyResourceId": attribute("id"),
        "location": lambda value, info: location_of(info, value.location_id),
        "name": _name,
        "order": needs(ORDERS_READ, _order),
        "originAddress": attribute("origin_address"),
        "requiresShipping": lambda value, info: any(_LINE["requiresShipping"](line, info) for line in value.lines),
        "service": _service,
        "status": enumerated("status"),
        "totalQuantity": lambda value, info: sum(line.quantity for line in value.lines),
        "trackingInfo": _tracking_info,
    },
    "FulfillmentOriginAddress": {
        **keys(f"{_ADDRESS} province_code"),
        # ISO 3166's code for an unknown country, because shops before this version accepted an address without one.
        "countryCode": lambda value, info: value.get("country_code") or "ZZ",
    },
    "FulfillmentLineItem": {
        "id": lambda value, info: make_gid("FulfillmentLineItem", value.id or value.line_item_id),
        "lineItem": attribute("item"),
    },
    "FulfillmentEvent": {
        "createdAt": attribute("created_at"),
        "happenedAt": attribute("happened_at"),
        "estimatedDeliveryAt": _estimated,
        "id": global_id("FulfillmentEvent"),
        "status": enumerated("status"),
        **{
            name: (lambda value, info, name=name: value.details.get(name))
            for name in ("address1", "city", "country", "latitude", "longitude", "province", "zip")
        },
    },
    "FulfillmentOrder": {
        **_TIMES,
        "assignedLocation": _assigned_location,
        "deliveryMethod": _delivery_method,
        "destination": _destination,
        "fulfillments": lambda value, info, **args: connection(
            info.context.read("fulfillments_of", value.id) or (), args
        ),
        "id": global_id("FulfillmentOrder"),
        "lineItems": _line_items,
        "order": needs(ORDERS_READ, _order),
        "orderId": lambda value, info: make_gid("Order", value.order_id),
        "orderName": lambda value, info: _order(value, info).name,
        "orderProcessedAt": lambda value, info: _order(value, info).created_at,
        "requestStatus": enumerated("request_status"),
        "status": enumerated("status"),
        "supportedActions": _supported_actions,
    },
    "FulfillmentOrderAssignedLocation": keys(f"{_ADDRESS} country_code phone province"),
    "FulfillmentOrderDestination": keys(f"{_ADDRESS} company country_code email first_name last_name phone province"),
    "FulfillmentOrderLineItem": {
        **_LINE,
        "id": global_id("FulfillmentOrderLineItem"),
        "lineItem": attribute("item"),
        "productTitle": lambda value, info: value.title or item_of(value).title,
        "remainingQuantity": attribute("remaining"),
        "totalQuantity": attribute("quantity"),
    },
    "Order": {
        **_TIMES,
        "closed": lambda value, info: value.closed_at is not None,
        "closedAt": attribute("closed_at"),
        "displayFulfillmentStatus": _display_fulfillment_status,
        "fulfillable": lambda value, info: any(line.fulfillable for line in value.lines),
        "fulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, _orders_of_order),
        "fulfillments": _fulfillments,
        "fulfillmentsCount": _fulfillments_count,
        "id": global_id("Order"),
        "legacyResourceId": attribute("id"),
        "lineItems": _line_items,
        "processedAt": attribute("created_at"),
    },
    "LineItem": {
        **_LINE,
        "fulfillmentStatus": lambda value, info: value.fulfillment_status or "unfulfilled",
        "id": global_id("LineItem"),
        "name": lambda value, info: value.details.get("name", value.title),
        "unfulfilledQuantity": attribute("fulfillable"),
    },
    "Location": {"id": global_id("Location"), "legacyResourceId": attribute("id")},
    "LocationAddress": keys(f"{_ADDRESS} country country_code phone province"),
    "Shop": {
        "currencyCode": attribute("currency"),
        "ianaTimezone": attribute("timezone"),
        "id": global_id("Shop"),
        "myshopifyDomain": attribute("domain"),
        "url": lambda value, info: f"https://{value.domain}",
    },
}
"""The resolvers of fields by type. A field that is missing here answers the attribute or key with its name."""
