"""The errors in a query's variables, in the API's words.

graphql-core coerces the variables itself. This checks them first, because the API names every problem with its path and
its explanation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_location,
    is_input_type,
    is_required_input_field,
    print_ast,
    type_from_ast,
)

from tracking.server.graphql_names import is_unserved_input
from tracking.server.graphql_scalars import Coercion, check_gid
from tracking.server.not_served import not_served

__all__ = ["variable_errors"]

VariableProblem = dict[str, Any]

_MOST = 50
"""At most so many problems of a variable are reported."""


def variable_errors(
    schema: GraphQLSchema, operation: OperationDefinitionNode, values: Mapping[str, Any]
) -> list[VariableProblem]:
    """Return one top-level error for each variable that does not fit its type."""
    errors = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        declared = type_from_ast(schema, definition.type)
        if not is_input_type(declared) or (name not in values and definition.default_value is not None):
            continue
        value = values.get(name)
        problems: list[VariableProblem] = []
        if name in values or isinstance(declared, GraphQLNonNull):
            _check(value, declared, [], problems)
        if not problems:
            continue
        message = f"Variable ${name} of type {print_ast(definition.type)} was provided invalid value"
        if located := [problem for problem in problems if problem["path"]]:
            message += " for " + ", ".join(
                f"{'.'.join(map(str, problem['path']))} ({problem['explanation']})" for problem in located
            )
        assert definition.loc is not None  # only documents parsed without locations have none
        line, column = get_location(definition.loc.source, definition.loc.start)
        errors.append(
            {
                "message": message,
                "locations": [{"line": line, "column": column}],
                "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
            }
        )
    return errors


def _check(value: Any, type_: GraphQLInputType, path: list[str | int], problems: list[VariableProblem]) -> None:
    """Add the problems of a value to ``problems``."""
    if len(problems) >= _MOST:
        return
    if isinstance(type_, GraphQLNonNull):
        if value is None:
            problems.append({"path": path, "explanation": "Expected value to not be null"})
        else:
            _check(value, type_.of_type, path, problems)
    elif value is None:
        return
    elif isinstance(type_, GraphQLList):
        if isinstance(value, list):
            for index, item in enumerate(value):
                _check(item, type_.of_type, [*path, index], problems)
        else:
            _check(value, type_.of_type, path, problems)
    elif isinstance(type_, GraphQLInputObjectType):
        _check_object(value, type_, path, problems)
    elif isinstance(type_, GraphQLEnumType):
        if not isinstance(value, str) or value not in type_.values:
            names = ", ".join(type_.values)
            problems.append({"path": path, "explanation": f"Expected {_show(value)} to be one of: {names}"})
    elif refusal := _refused(value, type_):
        problems.append({"path": path} | refusal)


def _check_object(
    value: Any, type_: GraphQLInputObjectType, path: list[str | int], problems: list[VariableProblem]
) -> None:
    if not isinstance(value, dict):
        problems.append({"path": path, "explanation": f"Expected {_show(value)} to be a key-value object."})
        return
    for name in value:
        if name not in type_.fields:
            unserved = is_unserved_input(type_.name, name)
            explanation = not_served(f"{type_.name}.{name}") if unserved else f"Field is not defined on {type_.name}"
            problems.append({"path": [*path, name], "explanation": explanation})
    for name, field in type_.fields.items():
        if name in value or is_required_input_field(field):
            _check(value.get(name), field.type, [*path, name], problems)


def _refused(value: Any, type_: GraphQLScalarType) -> VariableProblem | None:
    """Return why a scalar does not accept a value; the API repeats a scalar's own explanation."""
    try:
        if type_.name == "ID":
            check_gid(value)
        else:
            type_.coerce_input_value(value)
    except Coercion as error:
        return {"explanation": error.message, "message": error.message}
    except (GraphQLError, ValueError, TypeError):
        return {"explanation": f"Could not coerce value {_show(value)} to {type_.name}"}
    return None


def _show(value: Any) -> str:
    shown = msgspec.json.encode(value).decode()
    return shown if len(shown) <= 200 else shown[:197] + "..."
