"""The schema that is served, as it is in a version: ``schema.graphql`` without what the version has not got."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from graphql import (
    REMOVE,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

from tracking.server.graphql_names import api_types, epoch_of, is_known, is_known_type
from tracking.server.graphql_queries import QUERY_FIELDS, type_name
from tracking.server.graphql_reads import READ_FIELDS
from tracking.server.graphql_scalars import SCALARS
from tracking.server.graphql_writes import MUTATIONS
from tracking.server.versions import at_least

__all__ = ["schema_of", "version_of"]

# The API's directive, and the version that brought it.
_IDEMPOTENT = "2026-01"
_VERSION = "version"
_OWNERS = (
    ObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    EnumTypeDefinitionNode,
)


def _document() -> DocumentNode:
    # Parsed anew for each version: `visit` edits in place.
    return parse(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"), no_location=True)


class _Within(Visitor):
    """Takes out what a version has not got."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version

    def enter(self, node: Node, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> Any:
        """Keep a node, or remove it."""
        match node:
            case DirectiveDefinitionNode():
                return None if at_least(self._version, _IDEMPOTENT) else REMOVE
            case TypeDefinitionNode() if node.name.value in api_types():
                return None if is_known_type(self._version, node.name.value) else REMOVE
            case FieldDefinitionNode():
                return self._kept(_owner(ancestors), node.name.value)
        owner = _owner(ancestors)
        if owner is None or node.kind not in ("input_value_definition", "enum_value_definition"):
            return None
        field = next((each for each in ancestors if isinstance(each, FieldDefinitionNode)), None)
        name = node.name.value  # type: ignore[attr-defined]  # both kinds have one
        return self._kept(owner, name) if field is None else self._kept(owner, field.name.value, name)

    def _kept(self, owner: str | None, name: str, argument: str | None = None) -> Any:
        return None if owner is None or is_known(self._version, owner, name, argument) else REMOVE


def _owner(ancestors: list[Any]) -> str | None:
    return next((each.name.value for each in ancestors if isinstance(each, _OWNERS)), None)


@functools.cache
def _schema(epoch: str) -> GraphQLSchema:
    built = build_ast_schema(visit(_document(), _Within(epoch)))
    for name, coerce in SCALARS.items():
        scalar: Any = built.type_map[name]
        for function, value in coerce.items():
            setattr(scalar, function, value)
    for name, fields in {**READ_FIELDS, "QueryRoot": QUERY_FIELDS, "Mutation": MUTATIONS}.items():
        type_ = built.type_map.get(name)
        if type_ is None:
            continue
        assert isinstance(type_, GraphQLObjectType)
        for field, resolve in fields.items():
            if field in type_.fields:
                type_.fields[field].resolve = resolve
    node = built.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    node.resolve_type = type_name
    built.extensions = {_VERSION: epoch}
    return built


def schema_of(version: str) -> GraphQLSchema:
    """Give the schema of a version, with everything that answers it."""
    return _schema(epoch_of(version))


def version_of(schema: GraphQLSchema) -> str:
    """Tell which version a schema is of."""
    version: str = schema.extensions[_VERSION]
    return version
