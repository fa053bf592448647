"""REST's changes of an order besides fulfilling it: one method per route."""

from __future__ import annotations

from typing import Any

import msgspec

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.fulfillment.values import Order
from tracking.server.given_plain import ADDRESS_TEXTS
from tracking.server.not_served import not_served_refusal
from tracking.server.order_edit import OrderEdit, split_tags
from tracking.server.order_ending import OrderCancellation
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_metafields import MetafieldCalls
from tracking.server.rest_values import Document, as_kind, as_text, flag, root, text_field, whole

__all__ = ["EDIT_ROUTES", "OrderEditCalls"]

_TEXTS = ("email", "note", "phone", "po_number")
_IGNORED = ("id", "admin_graphql_api_id")
# What the shop makes of an address: clients send back whole ones.
_OF_ADDRESS = ("id", "latitude", "longitude")
_PUT = "PUT /admin/api/{version}/orders/{id}.json"
_CANCEL = "POST /admin/api/{version}/orders/{id}/cancel.json"
_REASONS = ("customer", "declined", "fraud", "inventory", "other", "staff")


class OrderEditCalls(MetafieldCalls):
    """One method per route."""

    def edit_order(self, call: RestCall) -> RestAnswer:
        """``PUT /orders/{id}.json``."""
        order_id = call.id("order_id")
        if not order_id:
            raise not_found()
        document = root(call.body, "order")
        metafields = self._order_metafields(document.pop("metafields", None), order_id)
        return self._edited(self._shop.edit_order(order_id, _edit(document), metafields))

    def close_order(self, call: RestCall) -> RestAnswer:
        """``POST /orders/{id}/close.json``; the body is ignored."""
        return self._edited(self._shop.close_order(call.id("order_id")))

    def reopen_order(self, call: RestCall) -> RestAnswer:
        """``POST /orders/{id}/open.json``; the body is ignored."""
        return self._edited(self._shop.reopen_order(call.id("order_id")))

    def cancel_order(self, call: RestCall) -> RestAnswer:
        """``POST /orders/{id}/cancel.json``; without a body, the query is read."""
        document = whole(call.body) if call.body.strip() else dict(call.query)
        for name, value in document.items():
            if name not in ("reason", "email", "restock") and value is not None:
                raise _unknown_field(name, _CANCEL)
        if flag(document, "email"):
            raise _unknown_field("email", _CANCEL)
        reason = text_field(document, "reason") or "other"
        if reason not in _REASONS:
            raise bad_request("reason", f"must be one of {', '.join(_REASONS)}")
        return self._edited(self._shop.cancel_order(call.id("order_id"), OrderCancellation(reason)))

    def _edited(self, order: Order) -> RestAnswer:
        return RestAnswer(200, encode({"order": self._rest.order(order, self._shop.fulfillments(order.id) or ())}))


def _edit(document: Document) -> OrderEdit:
    """Read the fields that are to change. One that the shop does not change is refused by its name."""
    given: dict[str, Any] = {}
    for name in document:
        if name in _TEXTS:
            given[name] = text_field(document, name)
        elif name == "tags":
            given["tags"] = _tags(document["tags"])
        elif name == "note_attributes":
            given["note_attributes"] = _attributes(document["note_attributes"])
        elif name == "shipping_address":
            given["shipping_address"] = _address(as_kind(document["shipping_address"], dict, "shipping_address"))
        elif name not in _IGNORED:
            raise _unknown_field(name, _PUT)
    return OrderEdit(**given)


def _address(document: Document) -> dict[str, str | None]:
    for name in document:
        if name not in ADDRESS_TEXTS and name not in _OF_ADDRESS:
            raise _unknown_field(f"shipping_address.{name}", _PUT)
    return {name: text_field(document, name) for name in ADDRESS_TEXTS if name in document}


def _unknown_field(name: str, call: str) -> Refusal:
    return not_served_refusal(f"the field {name[:100]} of {call}")


def _tags(value: Any) -> tuple[str, ...]:
    """Read tags: one text with commas, or a list."""
    if isinstance(value, list):
        return split_tags(as_kind(each, str, "tags") for each in value)
    return split_tags((as_text(value, "tags") or "",))


def _attributes(value: Any) -> list[dict[str, Any]]:
    """Read attributes: a list of names and values, or an object that has them as its keys and values."""
    pairs = (
        [{"name": name, "value": each} for name, each in value.items()]
        if isinstance(value, dict)
        else as_kind([] if value is None else value, list, "note_attributes")
    )
    return [_attribute(as_kind(pair, dict, "note_attributes")) for pair in pairs]


def _attribute(pair: Document) -> dict[str, Any]:
    name, value = as_text(pair.get("name"), "note_attributes"), pair.get("value")
    if not name:
        raise bad_request("note_attributes", "name can't be blank")
    if isinstance(value, bool | float):
        value = msgspec.json.encode(value).decode()
    return {"name": name, "value": as_text(value, "note_attributes")}


_ORDER = "/orders/{order_id}"

EDIT_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("PUT", _ORDER + ".json", "edit_order"),
    ("POST", _ORDER + "/cancel.json", "cancel_order"),
    ("POST", _ORDER + "/close.json", "close_order"),
    ("POST", _ORDER + "/open.json", "reopen_order"),
)
"""Method, path below ``/admin/api/{version}``, and the method of `OrderEditCalls` that answers."""
