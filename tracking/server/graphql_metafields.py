"""GraphQL's metafields: read by their owners, and set and deleted by apps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.server.access import ORDERS_WRITE
from tracking.server.graphql_fields import Field, Info, attribute, global_id, unserved
from tracking.server.graphql_order_writes import answering
from tracking.server.graphql_paging import connection
from tracking.server.graphql_scalars import InvalidId, make_gid, parse_gid
from tracking.server.graphql_writes import Args, at_most
from tracking.server.metafield import MOST_METAFIELDS, Metafield, MetafieldPlace, NewMetafield, full_namespace
from tracking.server.metafield_values import json_value

__all__ = ["METAFIELD_FIELDS", "METAFIELD_MUTATIONS", "new_metafields"]


class _Owner(NamedTuple):
    type: str
    """The ``MetafieldOwnerType``."""
    scopes: tuple[str, ...] = ()
    """An app that changes its metafields needs one of these, if there are any."""


_OWNERS = {
    "AppInstallation": _Owner("API_PERMISSION"),
    "Customer": _Owner("CUSTOMER", ("write_customers",)),
    "Location": _Owner("LOCATION", ("write_locations",)),
    "Order": _Owner("ORDER", ORDERS_WRITE),
    "Product": _Owner("PRODUCT", ("write_products",)),
    "ProductVariant": _Owner("PRODUCTVARIANT", ("write_products",)),
    "Shop": _Owner("SHOP"),
}
_OTHERS = ("Article", "Blog", "Collection", "Company", "CompanyLocation", "DraftOrder", "Market", "Page", "SellingPlan")
"""Owners of the API that this shop does not have."""


# Reading


def _of(value: Any, info: Info) -> list[Metafield]:
    """Return the metafields of an owner, which are read once, because a query may name many of them one by one."""
    id_ = parse_gid(value["id"])[1] if isinstance(value, Mapping) else value.id
    found: list[Metafield] = info.context.read("metafields", f"{info.parent_type.name}/{id_}")
    return found


def _metafield(value: Any, info: Info, **args: Any) -> Metafield | None:
    namespace = full_namespace(args.get("namespace"))
    for each in _of(value, info):
        if (each.namespace, each.key) == (namespace, args["key"]):
            return each
    return None


def _metafields(value: Any, info: Info, **args: Any) -> dict[str, Any]:
    found: Iterable[Metafield] = _of(value, info)
    if args.get("namespace") is not None:
        namespace = full_namespace(args["namespace"])
        found = (each for each in found if each.namespace == namespace)
    if args.get("keys") is not None:
        wanted = {_full_key(each) for each in args["keys"]}
        found = (each for each in found if f"{each.namespace}.{each.key}" in wanted)
    return connection(found, args)


def _full_key(key: str) -> str:
    """Return ``namespace.key`` with its namespace in full."""
    namespace, dot, name = key.rpartition(".")
    return f"{full_namespace(namespace if dot else None)}.{name}"


# Changes


def _place(owner_id: str, namespace: str | None, key: str) -> MetafieldPlace:
    kind, number = parse_gid(owner_id)
    if kind in _OTHERS:
        raise unserved(f"metafields of a {kind}")
    if kind not in _OWNERS:
        raise InvalidId(owner_id)
    return MetafieldPlace(f"{kind}/{number}", full_namespace(namespace), key)


def _check_owner(info: Info, owner: str, field: tuple[str, ...]) -> None:
    """Refuse an owner that does not exist, or that the app may not change."""
    kind, _, number = owner.partition("/")
    scopes = _OWNERS[kind].scopes
    if scopes and not info.context.grant.allows(scopes):
        message = "Access to this namespace and key on Metafields for this resource type is not allowed."
        raise Refusal("not_allowed", message, field=field, code="APP_NOT_AUTHORIZED")
    node = info.schema.query_type.fields["node"].resolve  # type: ignore[union-attr]  # every schema here has it
    assert node is not None
    if node(None, info, id=make_gid(kind, number)) is None:
        raise Refusal("not_found", "Owner does not exist.", field=(*field, "ownerId"), code="INVALID_VALUE")


def _set(info: Info, args: Args) -> dict[str, Any]:
    given = args["metafields"]
    at_most(given, 250)
    if len(given) > MOST_METAFIELDS:
        message = f"Exceeded the maximum metafields input limit of {MOST_METAFIELDS}."
        raise Refusal("too_many", message, field=("metafields",), code="LESS_THAN_OR_EQUAL_TO")
    asked = [
        NewMetafield(
            place=_place(each["ownerId"], each.get("namespace"), each["key"]),
            value=each["value"],
            type=each.get("type"),
            digest=each.get("compareDigest", msgspec.UNSET),
        )
        for each in given
    ]
    for at, new in enumerate(asked):
        _check_owner(info, new.place.owner, ("metafields", str(at)))
    return {"metafields": info.context.shop.set_metafields(asked)}


def _delete(info: Info, args: Args) -> dict[str, Any]:
    given = args["metafields"]
    at_most(given, 250)
    places = [_place(each["ownerId"], each["namespace"], each["key"]) for each in given]
    for at, place in enumerate(places):
        _check_owner(info, place.owner, ("metafields", str(at)))
    deleted = info.context.shop.delete_metafields(places)
    return {
        "deletedMetafields": [
            None if found is None else {"key": each["key"], "namespace": found.namespace, "ownerId": each["ownerId"]}
            for found, each in zip(deleted, given, strict=True)
        ]
    }


def new_metafields(info: Info, owner: str, given: Sequence[Args]) -> list[NewMetafield]:
    """Read the metafields in the input of an owner. One with an id is changed where it is."""
    at_most(given, 250)
    asked = []
    for at, each in enumerate(given):
        if each.get("id") is not None:
            before = info.context.shop.metafield(parse_gid(each["id"], "Metafield")[1])
            if before is None or before.owner != owner:
                field = ("metafields", str(at), "id")
                raise Refusal("not_found", "Metafield does not exist.", field=field)
            place = before.place
        else:
            place = MetafieldPlace(owner, full_namespace(each.get("namespace")), each.get("key") or "")
        asked.append(NewMetafield(place=place, value=each.get("value"), type=each.get("type")))
    return asked


def _index(value: Mapping[str, Any], _info: Info) -> int | None:
    """Return the index of the metafield that an error is about, which is in the error's path."""
    _, *path = value["field"] or [None]
    return int(path[0]) if path else None


def _owner_type(value: Metafield, _info: Info) -> str:
    kind, _, _ = value.owner.partition("/")
    return _OWNERS[kind].type


_READ: dict[str, Field] = {"metafield": _metafield, "metafields": _metafields}

METAFIELD_FIELDS: dict[str, dict[str, Field]] = {
    **dict.fromkeys(_OWNERS, _READ),
    "Metafield": {
        "compareDigest": attribute("digest"),
        "createdAt": attribute("created_at"),
        "id": global_id("Metafield"),
        "jsonValue": lambda value, info: json_value(value.type, value.value),
        "legacyResourceId": attribute("id"),
        "owner": lambda value, info: info.schema.query_type.fields["node"].resolve(
            None, info, id=f"gid://shopify/{value.owner}"
        ),
        "ownerType": _owner_type,
        "updatedAt": attribute("updated_at"),
    },
    "MetafieldsSetPayload": {"metafields": lambda value, info: value["metafields"] or []},
    "MetafieldsSetUserError": {"elementIndex": _index},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""

METAFIELD_MUTATIONS: dict[str, Field] = {
    "metafieldsDelete": answering("deletedMetafields", do=_delete),
    "metafieldsSet": answering("metafields", do=_set),
}
"""The resolver of each field of ``Mutation``."""
