"""GraphQL's JSON: the domain's values read from answers, and the variables of requests.

Names: the Admin API's schema, 2025-10 to 2026-10. Decoding raises KeyError, TypeError, or ValueError for anything that
is not such an object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingInfo,
)
from tracking.shopify.messages import camel, gid, snake
from tracking.shopify.rest_bodies import Json, event_body, id_number, moment, optional_word, single, units, word

__all__ = [
    "create_variables",
    "event",
    "event_input",
    "fulfillment",
    "fulfillment_line",
    "fulfillment_order",
    "fulfillment_order_line",
    "tracking_info",
    "tracking_input",
]

# displayStatus distinguishes more than REST's shipment_status: these are the words that both have.
_SHIPMENT_STATUSES = frozenset(
    {
        "attempted_delivery",
        "carrier_picked_up",
        "confirmed",
        "delayed",
        "delivered",
        "failure",
        "in_transit",
        "label_printed",
        "label_purchased",
        "out_for_delivery",
        "picked_up",
        "ready_for_pickup",
    }
)


def fulfillment(node: Json, order_id: int | None = None) -> Fulfillment:
    """Read a fulfillment with the lines that came with it. ``order_id`` is used if the node does not name its order."""
    shown = (node.get("displayStatus") or "").lower()
    location, service = node.get("location"), node.get("service")
    return Fulfillment(
        id=id_number(node["id"]),
        order_id=id_number(node["order"]["id"]) if order_id is None else order_id,
        status=node["status"].lower(),
        name=word(node["name"]),
        tracking=tracking_info(node["trackingInfo"]),
        lines=tuple(map(fulfillment_line, node["fulfillmentLineItems"]["nodes"])),
        location_id=None if location is None else id_number(location["id"]),
        service=None if service is None else optional_word(service.get("handle")),
        shipment_status=shown if shown in _SHIPMENT_STATUSES else None,
        requires_shipping=node.get("requiresShipping") is not False or not node["fulfillmentLineItems"]["nodes"],
        created_at=moment(node["createdAt"]),
        updated_at=moment(node["updatedAt"]),
    )


def tracking_info(entries: Sequence[Json]) -> TrackingInfo:
    """Read tracking info: one entry per number, with the company in each.

    A gap before the last number or URL is kept as an empty string, so that numbers and URLs still match by position.
    """
    numbers = [optional_word(entry["number"]) or "" for entry in entries]
    urls = [optional_word(entry["url"]) or "" for entry in entries]
    for column in (numbers, urls):
        while column and not column[-1]:
            column.pop()
    return TrackingInfo(
        company=next((word(entry["company"]) for entry in entries if entry["company"] is not None), None),
        numbers=tuple(numbers),
        urls=tuple(urls),
    )


def fulfillment_line(node: Json) -> FulfillmentLine:
    """Read a line of a fulfillment."""
    item = node["lineItem"]
    return FulfillmentLine(
        line_item_id=id_number(item["id"]),
        quantity=units(node["quantity"]),
        id=id_number(node["id"]),
        sku=optional_word(item.get("sku")) or None,
    )


def fulfillment_order(node: Json) -> FulfillmentOrder:
    """Read a fulfillment order with the lines that came with it."""
    assigned = (node.get("assignedLocation") or {}).get("location")
    method = node.get("deliveryMethod")
    return FulfillmentOrder(
        id=id_number(node["id"]),
        order_id=id_number(node["orderId"]),
        status=node["status"].lower(),
        request_status=node["requestStatus"].lower(),
        location_id=None if assigned is None else id_number(assigned["id"]),
        delivery_method=None if method is None else method["methodType"].lower(),
        supported_actions=tuple(entry["action"].lower() for entry in node["supportedActions"]),
        lines=tuple(map(fulfillment_order_line, node["lineItems"]["nodes"])),
        created_at=moment(node["createdAt"]),
        updated_at=moment(node["updatedAt"]),
        order_name=word(node["orderName"]),
    )


def fulfillment_order_line(node: Json) -> FulfillmentOrderLine:
    """Read a line of a fulfillment order."""
    item = node["lineItem"]
    return FulfillmentOrderLine(
        id=id_number(node["id"]),
        line_item_id=id_number(item["id"]),
        quantity=units(node["totalQuantity"]),
        remaining=units(node["remainingQuantity"]),
        sku=optional_word(item.get("sku")) or None,
        title=optional_word(item.get("title")),
    )


def event(node: Json, fulfillment_id: int) -> FulfillmentEvent:
    """Read an event. Its details get the names that REST gives them."""
    own = ("id", "status", "message", "happenedAt", "createdAt")
    return FulfillmentEvent(
        id=id_number(node["id"]),
        fulfillment_id=fulfillment_id,
        status=node["status"].lower(),
        message=optional_word(node["message"]),
        happened_at=moment(node["happenedAt"]),
        created_at=moment(node["createdAt"]),
        details={snake(name): value for name, value in node.items() if name not in own},
    )


def create_variables(request: CreateFulfillment) -> Json:
    """Return the variables of ``fulfillmentCreate``."""
    groups = []
    for fulfillment_order_id, lines in request.lines.items():
        group: Json = {"fulfillmentOrderId": gid("FulfillmentOrder", fulfillment_order_id)}
        if lines:
            group["fulfillmentOrderLineItems"] = [
                {"id": gid("FulfillmentOrderLineItem", line.id), "quantity": line.quantity} for line in lines
            ]
        groups.append(group)
    asked: Json = {"lineItemsByFulfillmentOrder": groups, "notifyCustomer": request.notify_customer}
    if info := tracking_input(request.tracking):
        asked["trackingInfo"] = info
    if request.origin_address is not None:
        asked["originAddress"] = {camel(name): value for name, value in request.origin_address.items()}
    variables: Json = {"fulfillment": asked}
    if request.message is not None:
        variables["message"] = request.message
    return variables


def tracking_input(tracking: TrackingInfo) -> Json:
    """Return ``FulfillmentTrackingInput``: ``number`` and ``url`` for one of each, otherwise ``numbers`` and ``urls``.

    Raises ValueError for an empty number or URL, since the API pairs them by position and accepts no gap.
    """
    if not all((*tracking.numbers, *tracking.urls)):
        raise ValueError("tracking: numbers and urls belong together by position, so none of them may be empty")
    if len(tracking.numbers) <= 1 and len(tracking.urls) <= 1:
        return single(tracking)
    info: Json = {} if tracking.company is None else {"company": tracking.company}
    if tracking.numbers:
        info["numbers"] = [str(number) for number in tracking.numbers]
    if tracking.urls:
        info["urls"] = list(tracking.urls)
    return info


def event_input(
    fulfillment_id: int, status: str, message: str | None, happened_at: datetime | None, details: Mapping[str, Any]
) -> Json:
    """Return ``FulfillmentEventInput``. Raises TypeError for a detail that events do not have."""
    body = event_body(status.upper(), message, happened_at, details)
    return {
        "fulfillmentId": gid("Fulfillment", fulfillment_id),
        **{camel(name): value for name, value in body.items()},
    }
