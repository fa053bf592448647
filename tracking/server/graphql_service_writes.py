"""GraphQL's mutations of fulfillment services and of the app."""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.access import FULFILLMENTS_WRITE, is_scope
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_order_reads import written_service
from tracking.server.graphql_order_writes import answering
from tracking.server.graphql_scalars import make_gid, parse_gid
from tracking.server.graphql_writes import Args

__all__ = ["SERVICE_MUTATIONS"]


_NAMES = {
    "callbackUrl": "callback_url",
    "inventoryManagement": "inventory_management",
    "name": "name",
    "permitsSkuSharing": "permits_sku_sharing",
    "requiresShippingMethod": "requires_shipping_method",
    "trackingSupport": "tracking_support",
}


def _given(args: Args) -> dict[str, Any]:
    """Return the given fields of a service. Null means no change, except for the callback URL."""
    return {
        ours: args[theirs]
        for theirs, ours in _NAMES.items()
        if theirs in args and (args[theirs] is not None or theirs == "callbackUrl")
    }


def _create(info: Info, args: Args) -> dict[str, Any]:
    asked = FulfillmentService(id=0, handle="", location_id=0, **_given(args))
    return {"fulfillmentService": written_service(info.context.shop.create_service(asked), info)}


def _update(info: Info, args: Args) -> dict[str, Any]:
    _, number = parse_gid(args["id"], "FulfillmentService")
    return {"fulfillmentService": written_service(info.context.shop.update_service(number, _given(args)), info)}


def _delete(info: Info, args: Args) -> dict[str, Any]:
    _, number = parse_gid(args["id"], "FulfillmentService")
    destination = args.get("destinationLocationId")
    info.context.shop.delete_service(
        number,
        action=(args.get("inventoryAction") or "TRANSFER").lower(),
        destination=None if destination is None else parse_gid(destination, "Location")[1],
    )
    return {"deletedId": make_gid("FulfillmentService", number)}


def _revoke(_info: Info, args: Args) -> dict[str, Any]:
    """Refuse: the rights of a token are set when the shop is started, so the app cannot give any back."""
    if all(map(is_scope, args["scopes"])):
        message, code = "Scopes that are declared as required cannot be revoked.", "CANNOT_REVOKE_REQUIRED_SCOPES"
    else:
        message, code = "The requested list of scopes to revoke includes invalid handles.", "UNKNOWN_SCOPES"
    raise Refusal(code.lower(), message, field=("scopes",), code=code)


SERVICE_MUTATIONS: dict[str, Field] = {
    "appRevokeAccessScopes": answering("revoked", do=_revoke),
    "fulfillmentServiceCreate": needs(FULFILLMENTS_WRITE, answering("fulfillmentService", do=_create)),
    "fulfillmentServiceDelete": needs(FULFILLMENTS_WRITE, answering("deletedId", do=_delete)),
    "fulfillmentServiceUpdate": needs(FULFILLMENTS_WRITE, answering("fulfillmentService", do=_update)),
}
"""The resolver of each field of ``Mutation``."""
