"""REST's metafields of orders and of the shop: one method per route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.server.access import ORDERS_READ, missing_scope
from tracking.server.listing import chosen_fields, parse_times
from tracking.server.metafield import Metafield, MetafieldPlace, NewMetafield, full_namespace
from tracking.server.metafield_values import json_value
from tracking.server.not_served import not_served_refusal
from tracking.server.records import storable
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_values import Document, as_kind, as_text, integer, root
from tracking.server.rest_webhooks import WebhookCalls
from tracking.server.selection import Selection

__all__ = ["METAFIELD_ROUTES", "MetafieldCalls"]

_TIMES = ("created", "updated")
_FILTERS = ("namespace", "key", "type")
_READ = ("type", "value", "id", "admin_graphql_api_id", "created_at", "updated_at")
_MOST = 250
"""The metafields in the body of an order: as many as a list in GraphQL's input may have."""
_OWNER_ID, _OWNER_RESOURCE = "metafield[owner_id]", "metafield[owner_resource]"


class MetafieldCalls(WebhookCalls):
    """One method per route. The owner is the order in the path, or the shop."""

    def _owner(self, call: RestCall) -> str:
        if "order_id" not in call.ids:
            return f"Shop/{self._shop.info().id}"
        order_id = call.id("order_id")
        if self._shop.order(order_id) is None:
            raise not_found()
        return f"Order/{order_id}"

    def _listed(self, call: RestCall, selection: Selection) -> list[Metafield]:
        """Return all metafields of a list's owner, which the query of the shop's own list may name."""
        if selection.order_id is None or "order_id" in call.ids:
            return self._shop.metafields(self._owner(call))
        if message := missing_scope(call.grant, ORDERS_READ):
            raise Refusal("missing_scope", message, status=403, errors=message)
        return self._shop.metafields(f"Order/{selection.order_id}")

    def _filters(self, query: Mapping[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {name: query[name] for name in _FILTERS if query.get(name)}
        resource, id_ = query.get(_OWNER_RESOURCE), query.get(_OWNER_ID)
        if resource or id_:
            if resource != "order":
                other = f"metafields.json of an owner_resource other than order: {(resource or '')[:100]}"
                raise not_served_refusal(other)
            order_id = integer(id_, "owner_id")
            found["order_id"] = order_id if storable(order_id) else 0
        return found | parse_times(query, self._rest.zone, _TIMES)

    def metafields(self, call: RestCall) -> RestAnswer:
        """``GET .../metafields.json``."""

        def select(selection: Selection) -> tuple[Metafield, ...]:
            return _window(self._listed(call, selection), selection)

        return self._page(call, "metafields", self._filters, select, self._body)

    def count_metafields(self, call: RestCall) -> RestAnswer:
        """``GET .../metafields/count.json``."""
        selection = Selection(**self._filters(call.query))
        return RestAnswer(200, encode({"count": len(_window(self._listed(call, selection), selection))}))

    def metafield(self, call: RestCall) -> RestAnswer:
        """``GET .../metafields/{id}.json``."""
        return RestAnswer(200, encode({"metafield": chosen_fields(self._body(self._found(call)), call.query)}))

    def create_metafield(self, call: RestCall) -> RestAnswer:
        """``POST .../metafields.json``."""
        owner = self._owner(call)
        new = _new(root(call.body, "metafield"), owner)
        if any(each.place == new.place for each in self._shop.metafields(owner)):
            reason = "must be unique within this namespace on this resource"
            raise Refusal("taken", f"Key {reason}", errors={"key": [reason]})
        return self._saved(new, 201)

    def change_metafield(self, call: RestCall) -> RestAnswer:
        """``PUT .../metafields/{id}.json``."""
        before = self._found(call)
        return self._saved(_change(root(call.body, "metafield"), before), 200)

    def delete_metafield(self, call: RestCall) -> RestAnswer:
        """``DELETE .../metafields/{id}.json``."""
        self._shop.delete_metafields([self._found(call).place])
        return RestAnswer(200, b"{}")

    def _saved(self, new: NewMetafield, status: int) -> RestAnswer:
        (saved,) = self._shop.set_metafields([new])
        return RestAnswer(status, encode({"metafield": self._body(saved)}))

    def _found(self, call: RestCall) -> Metafield:
        owner = self._owner(call)
        found = self._shop.metafield(call.id("metafield_id"))
        if found is None or found.owner != owner:
            raise not_found()
        return found

    def _body(self, metafield: Metafield) -> dict[str, Any]:
        kind, _, number = metafield.owner.partition("/")
        plain = metafield.type in ("boolean", "number_integer")
        return {
            "id": metafield.id,
            "namespace": metafield.namespace,
            "key": metafield.key,
            "value": json_value(metafield.type, metafield.value) if plain else metafield.value,
            "description": None,
            "owner_id": int(number),
            "created_at": self._rest.time(metafield.created_at),
            "updated_at": self._rest.time(metafield.updated_at),
            "owner_resource": kind.lower(),
            "type": metafield.type,
            "admin_graphql_api_id": f"gid://shopify/Metafield/{metafield.id}",
        }

    def _order_metafields(self, given: Any, order_id: int) -> list[NewMetafield]:
        """Read the metafields in the body of an order."""
        found = []
        listed = as_kind([] if given is None else given, list, "metafields")
        if len(listed) > _MOST:
            raise bad_request("metafields", f"has too many items: at most {_MOST}")
        for each in listed:
            document = as_kind(each, dict, "metafields")
            if document.get("id") is None:
                found.append(_new(document, f"Order/{order_id}"))
                continue
            before = self._shop.metafield(integer(document["id"], "id"))
            if before is None or before.owner != f"Order/{order_id}":
                raise Refusal("not_found", "Metafield does not exist.", errors={"metafields": ["is invalid"]})
            found.append(_change(document, before))
        return found


def _window(found: list[Metafield], selection: Selection) -> tuple[Metafield, ...]:
    """Return a page of metafields, which are sorted by id."""
    passed = [
        each
        for each in found
        if all(getattr(selection, name) in (None, getattr(each, name)) for name in _FILTERS)
        and each.id > max(selection.since, selection.after)
        and (selection.before is None or each.id < selection.before)
        and selection.created_within(each.created_at)
        and selection.updated_within(each.updated_at)
    ]
    if selection.limit is None:
        return tuple(passed)
    return tuple(passed[: selection.limit] if selection.before is None else passed[-selection.limit :])


def _new(document: Document, owner: str) -> NewMetafield:
    if document.get("value_type") is not None:
        raise bad_request("value_type", "is not known since 2022-04; give type")
    texts = {name: as_text(document.get(name), name) for name in _FILTERS}
    place = MetafieldPlace(owner, full_namespace(texts["namespace"]), texts["key"] or "")
    _refuse_others(document, place)
    return NewMetafield(place, _text(document.get("value")), texts["type"])


def _change(document: Document, before: Metafield) -> NewMetafield:
    _refuse_others(document, before.place)
    value = _text(document["value"]) if "value" in document else before.value
    return NewMetafield(before.place, value, as_text(document.get("type"), "type"))


def _refuse_others(document: Document, place: MetafieldPlace) -> None:
    """Refuse by name what would not be done: a field that is not known, or a metafield that is to be elsewhere."""
    kind, _, number = place.owner.partition("/")
    own = {**place._asdict(), "owner_id": number, "owner_resource": kind.lower()}
    for name, value in document.items():
        same = full_namespace(str(value)) == own[name] if name in own else name in _READ
        if value is not None and not same:
            raise not_served_refusal(f"setting the field {name[:100]} of a metafield")


def _text(value: Any) -> str | None:
    """Return a value as it is kept. Clients send numbers, booleans, and objects as JSON."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


_OF_ORDER = "/orders/{order_id}/metafields"

METAFIELD_ROUTES: tuple[tuple[str, str, str], ...] = tuple(
    (method, path + rest, name)
    for path in (_OF_ORDER, "/metafields")
    for method, rest, name in (
        ("GET", ".json", "metafields"),
        ("POST", ".json", "create_metafield"),
        ("GET", "/count.json", "count_metafields"),
        ("GET", "/{metafield_id}.json", "metafield"),
        ("PUT", "/{metafield_id}.json", "change_metafield"),
        ("DELETE", "/{metafield_id}.json", "delete_metafield"),
    )
)
"""Method, path below ``/admin/api/{version}``, and the method of `MetafieldCalls` that answers."""
