"""GraphQL's reads around fulfillment orders: holds, requests, locations for a move, services, and the app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from tracking.fulfillment.rules_actions import mergeable
from tracking.fulfillment.rules_move import LocationForMove
from tracking.fulfillment.values import FulfillmentOrder, Location, ShopInfo
from tracking.fulfillment.values_requests import HOLD_REASONS, FulfillmentHold, FulfillmentService, MerchantRequest
from tracking.server.access import ALL_SCOPES, APP_ID
from tracking.server.graphql_fields import Field, Info, attribute, enumerated, global_id, keys, needs
from tracking.server.graphql_paging import connection
from tracking.server.graphql_scalars import make_gid, parse_gid

__all__ = ["APP", "ORDER_READ_FIELDS", "access_scopes", "installation", "service_of", "written_service"]

APP = {"id": make_gid("App", APP_ID), "handle": "local", "title": "Local app"}
"""The app to which every token belongs."""


def access_scopes(info: Info) -> Iterator[dict[str, str]]:
    """Return the caller's scopes; for a token without scopes, all that the shop knows."""
    scopes = info.context.grant.scopes
    for handle in sorted(ALL_SCOPES if scopes is None else scopes):
        verb, _, what = handle.removeprefix("unauthenticated_").partition("_")
        yield {"handle": handle, "description": f"{'Read' if verb == 'read' else 'Modify'} {what.replace('_', ' ')}"}


def installation(info: Info) -> dict[str, Any]:
    """Return the app's installation in the shop."""
    domain = info.context.shop.info().domain
    return {
        "id": make_gid("AppInstallation", 1),
        "app": APP,
        "accessScopes": list(access_scopes(info)),
        "launchUrl": f"https://{domain}/admin/apps/{APP['handle']}",
        "uninstallUrl": None,
    }


# Services and locations


def written_service(service: FulfillmentService, info: Info) -> dict[str, Any]:
    """Return a fulfillment service that is a third party's."""
    return {
        "id": f"{make_gid('FulfillmentService', service.id)}?id=true",
        "handle": service.handle,
        "serviceName": service.name,
        "callbackUrl": service.callback_url,
        "fulfillmentOrdersOptIn": True,
        "inventoryManagement": service.inventory_management,
        "permitsSkuSharing": service.permits_sku_sharing,
        "requiresShippingMethod": service.requires_shipping_method,
        "trackingSupport": service.tracking_support,
        "type": "THIRD_PARTY",
        "location": info.context.read("location", service.location_id),
    }


def service_of(handle: str, location_id: int | None, info: Info) -> dict[str, Any]:
    """Return the fulfillment service of a handle. If the shop only knows the handle, the other fields are empty."""
    manual = handle == "manual"
    for service in () if manual else info.context.shop.services():
        if service.handle == handle:
            return written_service(service, info)
    return {
        "id": make_gid("FulfillmentService", handle),
        "handle": handle,
        "serviceName": "Manual" if manual else handle,
        "callbackUrl": None,
        "fulfillmentOrdersOptIn": True,
        "inventoryManagement": False,
        "permitsSkuSharing": True,
        "requiresShippingMethod": True,
        "trackingSupport": not manual,
        "type": "MANUAL" if manual else "THIRD_PARTY",
        "location": None if location_id is None else info.context.read("location", location_id),
    }


def _service_at(value: Location, info: Info) -> dict[str, Any] | None:
    return None if value.service is None else service_of(value.service, value.id, info)


def _formatted(value: dict[str, Any], _info: Info) -> list[str]:
    town = " ".join(filter(None, (value.get("city"), value.get("province"), value.get("zip"))))
    return [
        line
        for line in (
            value.get("address1"),
            value.get("address2"),
            town,
            value.get("country") or value.get("country_code"),
        )
        if line
    ]


def _is_first(value: Location, info: Info) -> bool:
    return value.id == min(each.id for each in info.context.shop.locations())


def _since(value: Location, info: Info) -> datetime:
    # Locations of shops that stored no time appear to be created when they are read.
    return value.created_at or info.context.shop.now()


# Fulfillment orders


def _fulfill_at(value: FulfillmentOrder, _info: Info) -> datetime | None:
    # Recorded for one that is not scheduled: the hour in which it was created.
    return value.fulfill_at or (value.created_at and value.created_at.replace(minute=0, second=0, microsecond=0))


def _for_merge(value: FulfillmentOrder, info: Info, **args: Any) -> dict[str, Any]:
    siblings = info.context.read("fulfillment_orders", value.order_id) or ()
    return connection([each for each in siblings if mergeable(value, each)], args)


def _requests(value: FulfillmentOrder, _info: Info, **args: Any) -> dict[str, Any]:
    kind = args.get("kind")
    wanted = [(value, each) for each in value.requests if kind is None or each.kind == kind.lower()]
    return connection(wanted, args, lambda pair: (pair[1].id, pair[1].id))


def _of_request(name: str) -> Field:
    def field(pair: tuple[FulfillmentOrder, MerchantRequest], _info: Info) -> Any:
        return getattr(pair[1], name)

    return field


def _move_places(value: FulfillmentOrder, info: Info, **args: Any) -> dict[str, Any]:
    wanted = args.get("locationIds")
    ids = None if wanted is None else {parse_gid(each, "Location")[1] for each in wanted}
    lines = [parse_gid(each, "FulfillmentOrderLineItem")[1] for each in args.get("lineItemIds") or ()]
    places = info.context.shop.locations_for_move(value.id) or ()
    chosen = [(each, value, lines) for each in places if ids is None or each.location.id in ids]
    return connection(chosen, args, lambda place: (place[0].location.id, place[0].location.id))


MovePlace = tuple[LocationForMove, FulfillmentOrder, list[int]]


def _lines_there(place: MovePlace, *, movable: bool) -> list[Any]:
    there, order, lines = place
    if there.movable is not movable:
        return []
    return [line for line in order.lines if line.remaining and (not lines or line.id in lines)]


def _place_lines(*, movable: bool) -> Field:
    return lambda place, info, **args: connection(_lines_there(place, movable=movable), args)


def _place_count(*, movable: bool) -> Field:
    return lambda place, info: {"count": len(_lines_there(place, movable=movable)), "precision": "EXACT"}


def _display_reason(value: FulfillmentHold, _info: Info) -> str:
    return HOLD_REASONS.get(value.reason, value.reason)


def _services(_value: ShopInfo, info: Info) -> Iterable[dict[str, Any]]:
    return [written_service(each, info) for each in info.context.shop.services()]


ORDER_READ_FIELDS: dict[str, dict[str, Field]] = {
    "FulfillmentOrder": {
        "channelId": lambda value, info: None,
        "fulfillAt": _fulfill_at,
        "fulfillBy": attribute("fulfill_by"),
        "fulfillmentHolds": attribute("holds"),
        "fulfillmentOrdersForMerge": _for_merge,
        "locationsForMove": _move_places,
        "merchantRequests": _requests,
    },
    "FulfillmentHold": {
        "displayReason": _display_reason,
        "heldByApp": needs(("read_apps",), lambda value, info: APP),
        "heldByRequestingApp": lambda value, info: True,
        "id": global_id("FulfillmentHold"),
        "reason": enumerated("reason"),
        "reasonNotes": attribute("reason_notes"),
    },
    "FulfillmentOrderMerchantRequest": {
        "fulfillmentOrder": lambda pair, info: pair[0],
        "id": lambda pair, info: make_gid("FulfillmentOrderMerchantRequest", pair[1].id),
        "kind": lambda pair, info: pair[1].kind.upper(),
        "message": _of_request("message"),
        "requestOptions": _of_request("options"),
        # Recorded: also null if the service has answered.
        "responseData": lambda pair, info: None,
        "sentAt": _of_request("sent_at"),
    },
    "FulfillmentOrderLocationForMove": {
        "availableLineItems": _place_lines(movable=True),
        "availableLineItemsCount": _place_count(movable=True),
        "location": lambda place, info: place[0].location,
        "message": lambda place, info: place[0].message or None,
        "movable": lambda place, info: place[0].movable,
        "unavailableLineItems": _place_lines(movable=False),
        "unavailableLineItemsCount": _place_count(movable=False),
    },
    "DeliveryMethod": {},
    "Location": {
        "createdAt": _since,
        "fulfillmentService": _service_at,
        "fulfillsOnlineOrders": lambda value, info: True,
        "isActive": lambda value, info: True,
        "isFulfillmentService": lambda value, info: value.service is not None,
        "isPrimary": _is_first,
        "shipsInventory": lambda value, info: value.service is None,
        "updatedAt": _since,
    },
    "LocationAddress": {**keys("province_code"), "formatted": _formatted},
    "Shop": {"contactEmail": attribute("email"), "fulfillmentServices": _services},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
