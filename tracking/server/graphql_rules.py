"""Validation of a query, with the API's words and codes for errors.

Four kinds of errors whose answers were recorded from the API (an unknown field, a missing or an unknown argument, an
invalid literal) have rules of their own. All others are graphql-core's, with a code added.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    ListValueNode,
    NamedTypeNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValidationRule,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_input_type,
    is_required_argument,
    is_required_input_field,
    print_ast,
    specified_rules,
    type_from_ast,
    value_from_ast_untyped,
)
from graphql.validation.rules.known_argument_names import KnownArgumentNamesOnDirectivesRule
from graphql.validation.rules.provided_required_arguments import ProvidedRequiredArgumentsOnDirectivesRule

from tracking.server.graphql_names import is_known, is_known_type, is_unserved_input
from tracking.server.graphql_scalars import Coercion, check_gid
from tracking.server.graphql_schema import version_of
from tracking.server.not_served import NOT_IMPLEMENTED, not_served

__all__ = ["DOCUMENT_RULES"]


def _where(node: Node, parent: Any, ancestors: Any) -> list[str]:
    """Return a node's path in the query: ``mutation Name``, then fields and arguments by their names."""
    path = []
    for above in [*ancestors, parent, node]:
        match above:
            case OperationDefinitionNode():
                path.append(above.operation.value + (f" {above.name.value}" if above.name else ""))
            case FragmentDefinitionNode():
                path.append(f"fragment {above.name.value}")
            case FieldNode():
                path.append(above.alias.value if above.alias else above.name.value)
            case ArgumentNode():
                path.append(above.name.value)
    return path


def _error(message: str, node: Node, path: list[str], code: str, **extensions: str) -> GraphQLError:
    error = GraphQLError(message, node, extensions={"code": code, **extensions})
    error.path = list(path)
    return error


def _unserved(what: str, node: Node, path: list[str], **extensions: str) -> GraphQLError:
    return _error(not_served(what), node, path, NOT_IMPLEMENTED, **extensions)


class _KnownFields(ValidationRule):
    """Every field exists."""

    def enter_field(self, node: FieldNode, _key: Any, parent: Any, _path: Any, ancestors: Any) -> None:
        type_ = self.context.get_parent_type()
        if type_ is None or self.context.get_field_def():
            return
        name = node.name.value
        if is_known(version_of(self.context.schema), type_.name, name):
            path = _where(node, parent, ancestors)
            self.report_error(_unserved(f"{type_.name}.{name}", node, path, typeName=type_.name, fieldName=name))
            return
        self.report_error(
            _error(
                f"Field '{name}' doesn't exist on type '{type_.name}'",
                node,
                _where(node, parent, ancestors),
                "undefinedField",
                typeName=type_.name,
                fieldName=name,
            )
        )


class _Arguments(ValidationRule):
    """Every argument of a field exists, the required ones are present, and every literal fits."""

    def enter_field(self, node: FieldNode, _key: Any, parent: Any, _path: Any, ancestors: Any) -> None:
        field = self.context.get_field_def()
        if field is None:
            return
        path = _where(node, parent, ancestors)
        name = node.name.value
        given = {argument.name.value for argument in node.arguments or ()}
        missing = [key for key, arg in field.args.items() if is_required_argument(arg) and key not in given]
        if missing:
            listed = ", ".join(missing)
            message = f"Field '{name}' is missing required arguments: {listed}"
            self.report_error(
                _error(message, node, path, "missingRequiredArguments", className="Field", name=name, arguments=listed)
            )
        for argument in node.arguments or ():
            key = argument.name.value
            if key not in field.args:
                owner = self.context.get_parent_type()
                if owner is not None and is_known(version_of(self.context.schema), owner.name, name, key):
                    what = f"the argument {key} of {owner.name}.{name}"
                    self.report_error(_unserved(what, argument, [*path, key], name=name, argumentName=key))
                    continue
                message = f"Field '{name}' doesn't accept argument '{key}'"
                extensions = {"name": name, "typeName": "Field", "argumentName": key}
                self.report_error(_error(message, argument, [*path, key], "argumentNotAccepted", **extensions))
                continue
            for error in _literal(argument.value, field.args[key].type, key, f"Field '{name}'", node, [*path, key]):
                self.report_error(error)

    def enter_directive(self, node: DirectiveNode, _key: Any, parent: Any, _path: Any, ancestors: Any) -> None:
        directive = self.context.get_directive()
        if directive is None:
            return
        path = _where(node, parent, ancestors)
        for argument in node.arguments or ():
            key = argument.name.value
            if key in directive.args:
                owner = f"Directive '{directive.name}'"
                for error in _literal(argument.value, directive.args[key].type, key, owner, node, [*path, key]):
                    self.report_error(error)

    def enter_variable_definition(
        self, node: VariableDefinitionNode, _key: Any, parent: Any, _path: Any, ancestors: Any
    ) -> None:
        type_ = type_from_ast(self.context.schema, node.type)
        if node.default_value is None or not is_input_type(type_):
            return
        name = node.variable.name.value
        for _ in _literal(node.default_value, type_, name, "Variable", node, _where(node, parent, ancestors)):
            message = f"Default value for ${name} doesn't match type {type_}"
            path = _where(node, parent, ancestors)
            self.report_error(_error(message, node, path, "defaultValueInvalidType", variableName=name))
            return


def _literal(
    value: ValueNode, type_: GraphQLInputType, name: str, owner: str, at: Node, path: list[str]
) -> Iterator[GraphQLError]:
    """Return the errors of a literal; ``owner`` (``Field 'x'``, ``InputObject 'Y'``) has the argument ``name``."""
    misfit = _error(
        f"Argument '{name}' on {owner} has an invalid value ({print_ast(value)}). Expected type '{type_}'.",
        at,
        path,
        "argumentLiteralsIncompatible",
        typeName=owner.split(" ")[0],
        argumentName=name,
    )
    if isinstance(type_, GraphQLNonNull):
        if isinstance(value, NullValueNode):
            yield misfit
            return
        type_ = type_.of_type
    if isinstance(value, VariableNode | NullValueNode):
        return
    match type_:
        case GraphQLList():
            for item in value.values if isinstance(value, ListValueNode) else (value,):
                yield from _literal(item, type_.of_type, name, owner, at, path)
        case GraphQLInputObjectType() if isinstance(value, ObjectValueNode):
            yield from _object(value, type_, path)
        case GraphQLScalarType() | GraphQLEnumType():
            try:
                if type_.name == "ID":
                    check_gid(value_from_ast_untyped(value))
                else:
                    type_.parse_literal(value)
            except Coercion as error:
                yield _error(error.message, at, path, "argumentLiteralsIncompatible", typeName="CoercionError")
            except (GraphQLError, ValueError, TypeError):
                yield misfit
        case _:
            yield misfit


def _object(value: ObjectValueNode, type_: GraphQLInputObjectType, path: list[str]) -> Iterator[GraphQLError]:
    given = set()
    for field in value.fields:
        name = field.name.value
        given.add(name)
        if name not in type_.fields and is_unserved_input(type_.name, name):
            yield _unserved(f"{type_.name}.{name}", field, [*path, name], typeName=type_.name, argumentName=name)
            continue
        if name not in type_.fields:
            message = f"InputObject '{type_.name}' doesn't accept argument '{name}'"
            extensions = {"name": type_.name, "typeName": "InputObject", "argumentName": name}
            yield _error(message, field, [*path, name], "argumentNotAccepted", **extensions)
            continue
        owner = f"InputObject '{type_.name}'"
        yield from _literal(field.value, type_.fields[name].type, name, owner, field, [*path, name])
    for name, wanted in type_.fields.items():
        if name not in given and is_required_input_field(wanted):
            yield _error(
                f"Argument '{name}' on InputObject '{type_.name}' is required. Expected type {wanted.type}",
                value,
                [*path, name],
                "missingRequiredInputObjectAttribute",
                argumentName=name,
                argumentType=str(wanted.type),
                inputObjectType=type_.name,
            )


class _KnownTypes(ValidationRule):
    """A type that the API has and the shop does not serve is named; graphql-core checks others."""

    def enter_named_type(self, node: NamedTypeNode, _key: Any, parent: Any, _path: Any, ancestors: Any) -> None:
        name, schema = node.name.value, self.context.schema
        if name not in schema.type_map and is_known_type(version_of(schema), name):
            path = _where(node, parent, ancestors)
            self.report_error(_unserved(f"the type {name}", node, path, typeName=name))


# The API's code for each of graphql-core's rules. A rule without one uses its own name.
_CODES = {
    "FragmentsOnCompositeTypesRule": "fragmentOnNonCompositeType",
    "KnownDirectivesRule": "undefinedDirective",
    "KnownFragmentNamesRule": "useAndDefineFragment",
    "KnownTypeNamesRule": "undefinedType",
    "NoFragmentCyclesRule": "infiniteLoop",
    "NoUndefinedVariablesRule": "variableNotDefined",
    "NoUnusedFragmentsRule": "useAndDefineFragment",
    "NoUnusedVariablesRule": "variableNotUsed",
    "OverlappingFieldsCanBeMergedRule": "fieldConflict",
    "PossibleFragmentSpreadsRule": "cannotSpreadFragment",
    "KnownArgumentNamesOnDirectivesRule": "argumentNotAccepted",
    "ProvidedRequiredArgumentsOnDirectivesRule": "missingRequiredArguments",
    "ScalarLeafsRule": "selectionMismatch",
    "UniqueFragmentNamesRule": "fragmentNotUnique",
    "UniqueOperationNamesRule": "uniquelyNamedOperations",
    "VariablesAreInputTypesRule": "variableRequiresValidType",
    "VariablesInAllowedPositionRule": "variableMismatch",
}
_OURS = {
    "FieldsOnCorrectTypeRule",
    "KnownArgumentNamesRule",
    "ProvidedRequiredArgumentsRule",
    "ValuesOfCorrectTypeRule",
}


def _coded(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """Return a rule that adds its code to each of its errors."""
    name = rule.__name__.removesuffix("Rule")
    code = _CODES.get(rule.__name__, name[0].lower() + name[1:])

    def report_error(self: ASTValidationRule, error: GraphQLError) -> None:
        error.extensions = {"code": code}
        rule.report_error(self, error)

    return type(rule.__name__, (rule,), {"report_error": report_error})


DOCUMENT_RULES: tuple[type[ASTValidationRule], ...] = (
    _KnownTypes,
    _KnownFields,
    _Arguments,
    *map(_coded, (KnownArgumentNamesOnDirectivesRule, ProvidedRequiredArgumentsOnDirectivesRule)),
    *(_coded(rule) for rule in specified_rules if rule.__name__ not in _OURS),
)
