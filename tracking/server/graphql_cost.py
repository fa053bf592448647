"""The cost of a query: an estimate before it runs, and the actual cost afterwards.

The weights are fitted to recorded answers of the API. Scalars are free. An object costs 1, and a list of objects 1. A
connection of n nodes costs 2 + log2(n), plus log2(n) times its nodes' own costs. A mutation costs 10 (an update of
tracking info 50 since 2026-06), and the objects of its payload nothing. The actual cost counts what the answer
contains, and never exceeds the estimate: a connection without nodes costs its estimate, and one with nodes also its
page info. The API changes its weights now and then, so a client must not rely on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

__all__ = ["CostPart", "actual_cost", "cost_plan", "requested_cost"]

_MUTATION = 10
_MUTATIONS = {"fulfillmentTrackingInfoUpdate": 50, "fulfillmentTrackingInfoUpdateV2": 50}
_INTROSPECTION = 10
_DEFAULT_SIZE = 10

CostKind = Literal["fixed", "object", "list", "ids", "connection", "part", "page"]


class CostPart(NamedTuple):
    """One selected field, as far as it affects the cost."""

    key: str
    """The key in the answer."""
    kind: CostKind
    size: int | str
    """The points of a fixed cost; the length of a list or connection, or the name of the variable with it."""
    children: tuple[CostPart, ...]
    only: str | None = None
    """The required type of the object, if the query names one."""


def cost_plan(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> tuple[CostPart, ...]:
    """Determine the costs in a query, once per query."""
    return tuple(_Planner(schema, document).operation(operation))


def requested_cost(parts: tuple[CostPart, ...], variables: Mapping[str, Any]) -> int:
    """Return the estimated cost of a query with these variables."""
    known: dict[int, int] = {}

    def total(parts: tuple[CostPart, ...]) -> int:
        # Fragments are planned once, so equal tuples are the same object, and each is added up once.
        if id(parts) not in known:
            everywhere = sum(one(part) for part in parts if part.only is None)
            types = {part.only for part in parts if part.only is not None}
            by_type = (sum(one(part) for part in parts if part.only == name) for name in types)
            known[id(parts)] = everywhere + max(by_type, default=0)
        return known[id(parts)]

    def one(part: CostPart) -> int:
        below = total(part.children)
        match part.kind:
            case "fixed":
                return int(part.size) + below
            case "object":
                return 1 + below
            case "list":
                return 1 + _steps(_size(part, variables)) * below
            case "ids":
                return _size(part, variables) * (1 + below)
            case "connection":
                steps = _steps(_size(part, variables))
                return 2 + steps + steps * below
            case _:
                return below

    return total(parts)


def actual_cost(parts: tuple[CostPart, ...], data: Any, variables: Mapping[str, Any]) -> int:
    """Return the actual cost of an answer (its ``data``)."""
    return min(_actual(parts, data or {}, variables), requested_cost(parts, variables))


def _actual(parts: tuple[CostPart, ...], data: Mapping[str, Any], variables: Mapping[str, Any]) -> int:
    total = 0
    for part in parts:
        value = data.get(part.key)
        if part.kind == "fixed":
            total += int(part.size)
        if value is None:
            continue
        if part.kind == "ids":
            total += sum(1 + _actual(part.children, item, variables) for item in value if item is not None)
        elif isinstance(value, list):
            # The lists of a mutation's payload cost nothing themselves.
            total += (part.kind == "list") + _all(part, value, variables)
        elif part.kind == "connection":
            total += _actual_connection(part, value, variables)
        else:
            total += (part.kind == "object") + _actual(part.children, value, variables)
    return total


def _all(part: CostPart, values: list[Any], variables: Mapping[str, Any]) -> int:
    """Return the costs below the items of a list: their mean, times the logarithm."""
    below = sum(_actual(part.children, value, variables) for value in values if value is not None)
    return math.ceil(below * len(values).bit_length() / len(values)) if values else 0


def _actual_connection(part: CostPart, value: Any, variables: Mapping[str, Any]) -> int:
    length, below, page = 0, 0, 0
    for child in part.children:
        if child.kind == "page":
            page = 1
        elif nodes := value.get(child.key):
            length = len(nodes)
            below += _all(child, nodes, variables)
    if not length:
        return 2 + _steps(_size(part, variables))
    return 2 + _steps(length) + below + page


def _steps(size: int) -> int:
    """Return the logarithm to base 2, rounded up; at least 1."""
    return max(1, (size - 1).bit_length())


def _size(part: CostPart, variables: Mapping[str, Any]) -> int:
    size = variables.get(part.size) if isinstance(part.size, str) else part.size
    if isinstance(size, list):
        size = len(size)
    return max(size, 1) if isinstance(size, int) else _DEFAULT_SIZE


class _Planner:
    """Plans each selection once for each of its types, however often fragments repeat it."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[tuple[int, str], tuple[CostPart, ...]] = {}

    def operation(self, operation: OperationDefinitionNode) -> Iterator[CostPart]:
        """Plan the fields of the root."""
        root = self.schema.get_root_type(operation.operation)
        if root is None:
            return
        for part, name in self._selected(operation.selection_set, root, set()):
            if root is self.schema.mutation_type:
                free = tuple(
                    child._replace(kind="fixed", size=0) if child.kind in ("object", "list") else child
                    for child in part.children
                )
                yield CostPart(part.key, "fixed", _MUTATIONS.get(name, _MUTATION), free)
            else:
                yield part

    def _parts(self, selections: SelectionSetNode, type_: Any) -> tuple[CostPart, ...]:
        key = id(selections), type_.name
        if key not in self.known:
            self.known[key] = tuple(part for part, _ in self._selected(selections, type_, set()))
        return self.known[key]

    def _selected(self, selections: SelectionSetNode, type_: Any, seen: set[str]) -> Iterator[tuple[CostPart, str]]:
        for node in selections.selections:
            match node:
                case FieldNode():
                    if part := self._field(node, type_):
                        yield part, node.name.value
                case InlineFragmentNode():
                    condition = node.type_condition.name.value if node.type_condition else type_.name
                    yield from self._within(node.selection_set, condition, type_, seen)
                case FragmentSpreadNode() if node.name.value not in seen:
                    seen.add(node.name.value)
                    fragment = self.fragments[node.name.value]
                    yield from self._within(fragment.selection_set, fragment.type_condition.name.value, type_, seen)

    def _within(
        self, selections: SelectionSetNode, condition: str, type_: Any, seen: set[str]
    ) -> Iterator[tuple[CostPart, str]]:
        inner = self.schema.type_map[condition]
        narrower = isinstance(type_, GraphQLInterfaceType) and isinstance(inner, GraphQLObjectType)
        for part, name in self._selected(selections, inner, seen):
            yield (part._replace(only=part.only or condition) if narrower else part), name

    def _field(self, node: FieldNode, type_: Any) -> CostPart | None:
        name = node.name.value
        key = node.alias.value if node.alias else name
        if name in ("__schema", "__type"):
            return CostPart(key, "fixed", _INTROSPECTION, ())
        field = getattr(type_, "fields", {}).get(name)
        if field is None or node.selection_set is None:
            return None
        kind, size = _kind(field.type, name, node)
        return CostPart(key, kind, size, self._parts(node.selection_set, get_named_type(field.type)))


def _kind(type_: GraphQLOutputType, name: str, node: FieldNode) -> tuple[CostKind, int | str]:
    arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    named = get_named_type(bare).name
    if named == "PageInfo":
        return "page", 0
    if name in ("nodes", "edges", "node") and "ids" not in arguments and "id" not in arguments:
        return "part", 0
    if named.endswith("Connection"):
        return "connection", _literal_size(arguments.get("first") or arguments.get("last"))
    if isinstance(bare, GraphQLList):
        return (
            ("ids", _literal_size(arguments["ids"]))
            if "ids" in arguments
            else ("list", _literal_size(arguments.get("first")))
        )
    return "object", 0


def _literal_size(value: ValueNode | None) -> int | str:
    match value:
        case IntValueNode():
            return int(value.value)
        case VariableNode():
            return value.name.value
        case ListValueNode():
            return len(value.values)
    return _DEFAULT_SIZE
