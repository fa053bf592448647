"""GraphQL's mutations of an order besides fulfilling it: tags, fields, the archive, payment, and cancellation."""

from __future__ import annotations

import re
import uuid
from typing import Any

from graphql import GraphQLError

from tracking.fulfillment.refusals import Refusal
from tracking.server.access import ORDERS_WRITE
from tracking.server.graphql_fields import Field, Info, needs, unserved
from tracking.server.graphql_metafields import new_metafields
from tracking.server.graphql_order_writes import answering
from tracking.server.graphql_scalars import InvalidId, make_gid, parse_gid
from tracking.server.graphql_writes import Args
from tracking.server.not_served import NOT_IMPLEMENTED
from tracking.server.order_edit import OrderEdit, split_tags
from tracking.server.order_ending import OrderCancellation

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
    if asked.get("shippingAddress") is not None:
        given["shipping_address"] = _address(asked["shippingAddress"])
    order_id = _order_id(args)
    metafields = new_metafields(info, f"Order/{order_id}", asked.get("metafields") or ())
    return {"order": info.context.shop.edit_order(order_id, OrderEdit(**given), metafields)}


def _address(given: Args) -> dict[str, str | None]:
    """Return an address with the keys of REST."""
    found = {re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name): value for name, value in given.items()}
    found.pop("id", None)
    name = " ".join(filter(None, (found.get("first_name"), found.get("last_name"))))
    return {**found, "name": name or None}


def _mark_paid(info: Info, args: Args) -> dict[str, Any]:
    return {"order": info.context.shop.mark_paid(_order_id(args))}


def _cancel(info: Info, args: Args) -> dict[str, Any]:
    if args.get("notifyCustomer"):
        raise unserved("orderCancel with notifyCustomer")
    method = args.get("refundMethod") or {}
    if method.get("storeCreditRefund") is not None:
        raise unserved("orderCancel with storeCreditRefund")
    order = info.context.shop.cancel_order(
        parse_gid(args["orderId"], "Order")[1],
        OrderCancellation(
            reason=args["reason"].lower(),
            refund=bool(args.get("refund") or method.get("originalPaymentMethodsRefund")),
            note=args.get("staffNote"),
        ),
    )
    # The API's jobs are UUIDs. This one is done, so nobody has to look it up.
    return {"job": {"id": make_gid("Job", str(uuid.uuid5(uuid.NAMESPACE_OID, str(order.id)))), "done": True}}


def _answer_cancel(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
    """Answer a cancellation, whose user errors stand twice: with codes, and under the older name without."""
    try:
        payload = _cancel(info, args)
    except Refusal as refusal:
        if refusal.kind == "not_served":
            raise GraphQLError(refusal.message, extensions={"code": NOT_IMPLEMENTED}) from refusal
        errors = [{"field": list(refusal.field), "message": refusal.message, "code": refusal.code}]
        return {"job": None, "orderCancelUserErrors": errors, "userErrors": errors}
    finally:
        info.context.forget()
    return {**payload, "orderCancelUserErrors": [], "userErrors": []}


def _close(info: Info, args: Args) -> dict[str, Any]:
    return {"order": info.context.shop.close_order(_order_id(args))}


def _open(info: Info, args: Args) -> dict[str, Any]:
    return {"order": info.context.shop.reopen_order(_order_id(args))}


EDIT_MUTATIONS: dict[str, Field] = {
    "orderCancel": needs(ORDERS_WRITE, _answer_cancel),
    "orderClose": needs(ORDERS_WRITE, answering("order", do=_close)),
    "orderMarkAsPaid": needs(ORDERS_WRITE, answering("order", do=_mark_paid)),
    "orderOpen": needs(ORDERS_WRITE, answering("order", do=_open)),
    "orderUpdate": needs(ORDERS_WRITE, answering("order", do=_update)),
    "tagsAdd": needs(ORDERS_WRITE, answering("node", do=_tags_add)),
    "tagsRemove": needs(ORDERS_WRITE, answering("node", do=_tags_remove)),
}
"""The resolver of each field of ``Mutation``."""
