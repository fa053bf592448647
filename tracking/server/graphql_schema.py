"""The schema of a version: ``schema*.graphql`` without what the version does not have."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import (
    REMOVE,
    SKIP,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

from tracking.server.graphql_absent import ABSENT_FIELDS
from tracking.server.graphql_channel import CHANNEL_FIELDS
from tracking.server.graphql_details import DETAIL_FIELDS
from tracking.server.graphql_fields import Field
from tracking.server.graphql_metafields import METAFIELD_FIELDS, METAFIELD_MUTATIONS
from tracking.server.graphql_names import api_types, epoch_of, is_known, is_known_type
from tracking.server.graphql_nodes import NODE_FIELDS, type_name
from tracking.server.graphql_order_edits import EDIT_MUTATIONS
from tracking.server.graphql_order_queries import ORDER_QUERY_FIELDS, SHOP_LIST_FIELDS
from tracking.server.graphql_order_reads import ORDER_READ_FIELDS
from tracking.server.graphql_order_writes import ORDER_MUTATIONS
from tracking.server.graphql_parts import PART_FIELDS
from tracking.server.graphql_payments import PAYMENT_FIELDS
from tracking.server.graphql_plain import PLAIN_FIELDS
from tracking.server.graphql_queries import QUERY_FIELDS
from tracking.server.graphql_reads import READ_FIELDS
from tracking.server.graphql_scalars import SCALARS
from tracking.server.graphql_service_writes import SERVICE_MUTATIONS
from tracking.server.graphql_shallow import SHALLOW_FIELDS
from tracking.server.graphql_shop import SHOP_FIELDS, SHOP_QUERIES
from tracking.server.graphql_webhooks import WEBHOOK_MUTATIONS, WEBHOOK_QUERIES, WEBHOOK_READ_FIELDS, endpoint_type
from tracking.server.graphql_writes import MUTATIONS
from tracking.server.versions import at_least

__all__ = ["schema_document", "schema_of", "version_of"]

# The API's directive, and the version that introduced it.
_IDEMPOTENT = "2026-01"
_VERSION = "version"
_OWNERS = (
    ObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    EnumTypeDefinitionNode,
)


# Arguments that are required up to a version, and optional from then on.
_REQUIRED_BEFORE = {("Mutation", "fulfillmentServiceCreate", "callbackUrl"): "2026-01"}
_FILES = (
    "schema.graphql",
    "schema_orders.graphql",
    "schema_shallow.graphql",
    "schema_details.graphql",
    "schema_shop.graphql",
    "schema_edits.graphql",
    "schema_webhooks.graphql",
    "schema_absent.graphql",
    "schema_parts.graphql",
    "schema_payments.graphql",
    "schema_channel.graphql",
    "schema_metafields.graphql",
)


def schema_document() -> DocumentNode:
    """Read the whole schema. A type that occurs in several files has the fields of all."""
    # It is parsed for each version, because `visit` edits it in place.
    found: dict[str, Any] = {}
    others = []
    for name in _FILES:
        for node in parse(Path(__file__).with_name(name).read_text(encoding="utf-8"), no_location=True).definitions:
            if not isinstance(node, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode):
                others.append(node)
                continue
            before = found.get(node.name.value)
            found[node.name.value] = node if before is None else _merged(before, node)
    return DocumentNode(definitions=(*others, *found.values()))


def _merged(before: Any, more: Any) -> Any:
    """Add the fields and the interfaces that a type has in another file."""
    changes = {"fields": (*(before.fields or ()), *(more.fields or ()))}
    if isinstance(before, ObjectTypeDefinitionNode):
        changes["interfaces"] = (*(before.interfaces or ()), *(more.interfaces or ()))
    return dataclasses.replace(before, **changes)


class _Within(Visitor):
    """Removes what a version does not have."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version

    def enter(self, node: Node, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> Any:
        """Keep a node, or remove it."""
        match node:
            case NameNode() | StringValueNode():
                return None
            case DirectiveDefinitionNode():
                return None if at_least(self._version, _IDEMPOTENT) else REMOVE
            case TypeDefinitionNode() if node.name.value in api_types():
                return None if is_known_type(self._version, node.name.value) else REMOVE
            case FieldDefinitionNode():
                return self._kept(_owner(ancestors), node.name.value)
            case NamedTypeNode() if node.name.value in api_types():
                # Payloads whose errors got codes later; before that, their errors are plain.
                within = api_types()[node.name.value].name.within(self._version)
                return None if within else NamedTypeNode(name=NameNode(value="UserError"))
        owner = _owner(ancestors)
        if owner is None or node.kind not in ("input_value_definition", "enum_value_definition"):
            return None
        field = next((each for each in ancestors if isinstance(each, FieldDefinitionNode)), None)
        name = node.name.value  # type: ignore[attr-defined]  # both kinds have one
        until = None if field is None else _REQUIRED_BEFORE.get((owner, field.name.value, name))
        if until is not None and not at_least(self._version, until):
            assert isinstance(node, InputValueDefinitionNode)
            return dataclasses.replace(node, type=NonNullTypeNode(type=node.type))  # type: ignore[arg-type]
        if node.kind == "enum_value_definition":
            return self._kept(owner, name) or SKIP  # there is nothing to change inside
        return self._kept(owner, name) if field is None else self._kept(owner, field.name.value, name)

    def _kept(self, owner: str | None, name: str, argument: str | None = None) -> Any:
        return None if owner is None or is_known(self._version, owner, name, argument) else REMOVE


def _owner(ancestors: list[Any]) -> str | None:
    return next((each.name.value for each in ancestors if isinstance(each, _OWNERS)), None)


# The resolvers of fields by type; later ones take precedence.
_RESOLVERS: tuple[Mapping[str, Mapping[str, Field]], ...] = (
    READ_FIELDS,
    ORDER_READ_FIELDS,
    SHALLOW_FIELDS,
    PLAIN_FIELDS,
    DETAIL_FIELDS,
    WEBHOOK_READ_FIELDS,
    SHOP_FIELDS,
    ABSENT_FIELDS,
    PART_FIELDS,
    PAYMENT_FIELDS,
    CHANNEL_FIELDS,
    METAFIELD_FIELDS,
    {
        "QueryRoot": QUERY_FIELDS | NODE_FIELDS | ORDER_QUERY_FIELDS | WEBHOOK_QUERIES | SHOP_QUERIES,
        "Shop": SHOP_LIST_FIELDS,
    },
    {
        "Mutation": MUTATIONS
        | ORDER_MUTATIONS
        | EDIT_MUTATIONS
        | SERVICE_MUTATIONS
        | WEBHOOK_MUTATIONS
        | METAFIELD_MUTATIONS
    },
)


@functools.cache
def _schema(epoch: str) -> GraphQLSchema:
    built = build_ast_schema(visit(schema_document(), _Within(epoch)))
    for name, coerce in SCALARS.items():
        scalar: Any = built.type_map[name]
        for function, value in coerce.items():
            setattr(scalar, function, value)
    for resolvers in _RESOLVERS:
        for name, fields in resolvers.items():
            type_ = built.type_map.get(name)
            if type_ is None:
                continue
            assert isinstance(type_, GraphQLObjectType)
            for field, resolve in fields.items():
                if field in type_.fields:
                    type_.fields[field].resolve = resolve
    for interface in ("Node", "HasMetafields"):
        several = built.type_map[interface]
        assert isinstance(several, GraphQLInterfaceType)
        several.resolve_type = type_name
    endpoint = built.type_map["WebhookSubscriptionEndpoint"]
    assert isinstance(endpoint, GraphQLUnionType)
    endpoint.resolve_type = endpoint_type
    built.extensions = {_VERSION: epoch}
    return built


def schema_of(version: str) -> GraphQLSchema:
    """Return the schema of a version, with its resolvers."""
    return _schema(epoch_of(version))


def version_of(schema: GraphQLSchema) -> str:
    """Return the version of a schema."""
    version: str = schema.extensions[_VERSION]
    return version
