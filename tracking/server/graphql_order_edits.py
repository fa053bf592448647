"""GraphQL's mutations of an order besides fulfilling it: tags, fields, and the archive."""

from __future__ import annotations

from typing import Any

from tracking.server.access import ORDERS_WRITE
from tracking.server.graphql_fields import Field, Info, needs, unserved
from tracking.server.graphql_metafields import new_metafields
from tracking.server.graphql_order_writes import answering
from tracking.server.graphql_scalars import InvalidId, parse_gid
from tracking.server.graphql_writes import Args
from tracking.server.order_edit import OrderEdit, split_tags

__all__ = ["EDIT_MUTATIONS"]

_TAGGED = ("Article", "Customer", "DraftOrder", "Product")
"""What else the API tags."""
_NAMES = {"email": "email", "note": "note", "phone": "phone", "poNumber": "po_number"}


def _tagged(info: Info, args: Args) -> int:
    kind, number = parse_gid(args["id"])
    if kind in _TAGGED:
        raise unserved(f"{info.field_name} of a {kind}")
    if kind != "Order":
        raise InvalidId(args["id"])
    return number


def _tags_add(info: Info, args: Args) -> dict[str, Any]:
    return {"node": info.context.shop.add_tags(_tagged(info, args), args["tags"])}


def _tags_remove(info: Info, args: Args) -> dict[str, Any]:
    return {"node": info.context.shop.remove_tags(_tagged(info, args), args["tags"])}


def _order_id(args: Args) -> int:
    return parse_gid(args["input"]["id"], "Order")[1]


def _update(info: Info, args: Args) -> dict[str, Any]:
    asked = args["input"]
    given: dict[str, Any] = {ours: asked[theirs] for theirs, ours in _NAMES.items() if theirs in asked}
    if asked.get("tags") is not None:
        given["tags"] = split_tags(asked["tags"])
    if asked.get("customAttributes") is not None:
        given["note_attributes"] = [{"name": each["key"], "value": each["value"]} for each in asked["customAttributes"]]
    order_id = _order_id(args)
    metafields = new_metafields(info, f"Order/{order_id}", asked.get("metafields") or ())
    return {"order": info.context.shop.edit_order(order_id, OrderEdit(**given), metafields)}


def _close(info: Info, args: Args) -> dict[str, Any]:
    return {"order": info.context.shop.close_order(_order_id(args))}


def _open(info: Info, args: Args) -> dict[str, Any]:
    return {"order": info.context.shop.reopen_order(_order_id(args))}


EDIT_MUTATIONS: dict[str, Field] = {
    "orderClose": needs(ORDERS_WRITE, answering("order", do=_close)),
    "orderOpen": needs(ORDERS_WRITE, answering("order", do=_open)),
    "orderUpdate": needs(ORDERS_WRITE, answering("order", do=_update)),
    "tagsAdd": needs(ORDERS_WRITE, answering("node", do=_tags_add)),
    "tagsRemove": needs(ORDERS_WRITE, answering("node", do=_tags_remove)),
}
"""The resolver of each field of ``Mutation``."""
