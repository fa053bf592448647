"""GraphQL over the shop: ``/admin/api/{version}/graphql.json``.

Like the API, it answers every GraphQL request with HTTP 200, including errors. HTTP 400 means that the body is not a
GraphQL request. A query that comes again is parsed, validated, and planned only once.
"""

from __future__ import annotations

import functools
import logging
import time
from functools import partial
from typing import Any, NamedTuple

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
    value_from_ast_untyped,
)
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from tracking.server.access import Grant, grant_of
from tracking.server.graphql_cost import CostPart, actual_cost, cost_plan, requested_cost
from tracking.server.graphql_fields import Context
from tracking.server.graphql_rules import DOCUMENT_RULES
from tracking.server.graphql_scalars import InvalidId
from tracking.server.graphql_schema import schema_of
from tracking.server.graphql_variables import variable_errors
from tracking.server.limits import DOCUMENTATION, CostBucket, MonotonicClock, throttled
from tracking.server.not_served import NOT_IMPLEMENTED
from tracking.server.request_log import OPERATION
from tracking.server.shop import Shop
from tracking.server.threads import ask
from tracking.server.versions import at_least

__all__ = ["GraphQL"]

_MAX_COST = 1000
_MAX_TOKENS = 10_000
_MAX_LENGTH = 100_000
_CACHED = 256
_TITLE = 3
_CACHED_LENGTH = 20_000
"""Longer texts are not stored: a parsed query is some hundred times as large as its text."""

_log = logging.getLogger(__name__)
_JSON = "application/json; charset=utf-8"
_NO_VERSION = "unstable"
# Recorded: up to 2025-01, the API only says "invalid id".
_WORDED_ID = "2025-04"
_NO_QUERY = b'{"errors":{"query":"Required parameter missing or invalid"}}'


class _Asked(msgspec.Struct):
    """The body of a request."""

    query: str | None = None
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")


class _Operation(NamedTuple):
    node: OperationDefinitionNode
    parts: tuple[CostPart, ...]
    defaults: dict[str, Any]
    """The values of variables that a request does not give."""
    title: str
    """Its kind and its first fields, such as ``mutation fulfillmentCreate``."""


class _Prepared(NamedTuple):
    """A query's text, parsed and validated: either errors, or operations by name."""

    document: DocumentNode | None
    errors: list[dict[str, Any]]
    operations: dict[str | None, _Operation]


class GraphQL:
    """The endpoint of one shop.

    Without ``throttle``, queries are let in whatever they cost (up to 1000 points each).
    """

    def __init__(self, shop: Shop, *, throttle: bool = True, clock: MonotonicClock = time.monotonic) -> None:
        self.shop, self.throttle, self.clock = shop, throttle, clock
        self._buckets: dict[int, CostBucket] = {}
        self._prepare_cached = functools.lru_cache(_CACHED)(self._prepare)

    @property
    def routes(self) -> list[Route]:
        """Return its routes, including one without a version, as long-lived scripts call it."""
        paths = ("/admin/api/{version}/graphql.json", "/admin/api/{version}/graphql", "/admin/api/graphql.json")
        return [Route(path, self.endpoint, methods=["POST"]) for path in paths]

    async def endpoint(self, request: Request) -> Response:
        """Serve one request, in a worker thread."""
        body = await request.body()
        bare = request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/graphql"
        version = request.path_params.get("version", _NO_VERSION)
        serve = partial(self._serve, body, bare, request.scope, version)
        # A query that only contains the word waits with the writers, which does not change its answer.
        if self.shop.shared and b"mutation" in body:
            return await ask(self.shop, True, serve)
        return await run_in_threadpool(serve)

    def _serve(self, body: bytes, bare: bool, scope: Scope, version: str) -> Response:
        try:
            asked = _Asked(body.decode()) if bare else msgspec.json.decode(body, type=_Asked)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            refused = msgspec.json.encode({"errors": f"The body is not a GraphQL request in JSON: {reason}"})
            return Response(refused, 400, media_type=_JSON)
        if not asked.query or not asked.query.strip():
            return Response(_NO_QUERY, 400, media_type=_JSON)
        try:
            answer = self.answer(asked.query, asked.variables or {}, asked.operation_name, grant_of(scope), version)
            scope[OPERATION] = self._title(asked.query, asked.operation_name, version)
        except RecursionError:
            answer = _failed("The query is nested too deeply.")
        return answer if isinstance(answer, Response) else Response(msgspec.json.encode(answer), media_type=_JSON)

    def answer(
        self, query: str, variables: dict[str, Any], operation_name: str | None, grant: Grant, version: str
    ) -> dict[str, Any] | Response:
        """Answer one query."""
        schema = schema_of(version)
        prepare = self._prepare_cached if len(query) <= _CACHED_LENGTH else self._prepare
        prepared = prepare(query, schema)
        if prepared.document is None:
            return {"errors": prepared.errors}
        operations = prepared.operations
        if not operation_name and len(operations) != 1:
            return _failed("An operation name is required")
        operation = operations.get(operation_name) if operation_name else next(iter(operations.values()))
        if operation is None:
            return _failed(f'No operation named "{operation_name}"')
        if errors := variable_errors(schema, operation.node, variables):
            return {"errors": errors}
        sizes = operation.defaults | variables
        requested = requested_cost(operation.parts, sizes)
        if requested > _MAX_COST:
            return _too_costly(requested)
        bucket = self._buckets.setdefault(grant.app, CostBucket(clock=self.clock))
        if self.throttle and not bucket.take(requested):
            return throttled(requested, bucket)
        context = Context(self.shop, grant, version)
        actual = requested
        try:
            result = execute_sync(
                schema,
                prepared.document,
                context_value=context,
                variable_values=variables,
                operation_name=operation_name or None,
            )
            _raise_unavailable(result)
            actual = actual_cost(operation.parts, result.data, sizes)
        finally:
            if self.throttle:
                bucket.give_back(requested - actual)
        cost: dict[str, Any] = {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": bucket.status(),
        }
        if context.retry_after is None:
            return _written(result, {"cost": cost}, context)
        # The API's words for a development store's limit here are not known. Clients wait until the points suffice, so
        # no points are shown (otherwise their wait would be negative), and Retry-After tells how long it really is.
        cost["throttleStatus"] = {**bucket.status(), "currentlyAvailable": 0}
        answer = msgspec.json.encode(_written(result, {"cost": cost}, context))
        return Response(answer, headers={"Retry-After": f"{context.retry_after:.1f}"}, media_type=_JSON)

    def _title(self, query: str, operation_name: str | None, version: str) -> str | None:
        """Return which operation a query was, by its kind and its fields; None if that cannot be told directly."""
        if len(query) > _CACHED_LENGTH:
            return None
        operations = self._prepare_cached(query, schema_of(version)).operations
        chosen = operations.get(operation_name) if operation_name else next(iter(operations.values()), None)
        return None if chosen is None else chosen.title

    def _prepare(self, query: str, schema: GraphQLSchema) -> _Prepared:
        try:
            document = parse(query, max_tokens=_MAX_TOKENS, max_source_length=_MAX_LENGTH)
        except GraphQLSyntaxError as error:
            return _Prepared(None, [_syntax_error(error)], {})
        if errors := validate(schema, document, DOCUMENT_RULES, hide_suggestions=True):
            # Errors that follow from something that is not served (an unknown type of a variable, for example) would
            # mislead.
            unserved = [error for error in errors if (error.extensions or {}).get("code") == NOT_IMPLEMENTED]
            return _Prepared(None, [_written_error(error) for error in unserved or errors], {})
        operations = {
            node.name.value if node.name else None: _Operation(
                node, cost_plan(schema, document, node), _defaults(node), _titled(node)
            )
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        return _Prepared(document, [], operations)


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        definition.variable.name.value: value_from_ast_untyped(definition.default_value)
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }


def _titled(operation: OperationDefinitionNode) -> str:
    fields = dict.fromkeys(
        each.name.value for each in operation.selection_set.selections if isinstance(each, FieldNode)
    )
    return f"{operation.operation.value} {', '.join([*fields][:_TITLE])}".rstrip()


def _raise_unavailable(result: ExecutionResult) -> None:
    """Raise the error of a database that is locked or gone: the whole request fails, as with REST."""
    for error in result.errors or ():
        if isinstance(error.original_error, OperationalError):
            raise error.original_error


def _failed(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message}]}


def _too_costly(requested: int) -> dict[str, Any]:
    message = f"Query cost is {requested}, which exceeds the single query max cost limit ({_MAX_COST})."
    extensions = {
        "code": "MAX_COST_EXCEEDED",
        "cost": requested,
        "maxCost": _MAX_COST,
        "documentation": DOCUMENTATION,
    }
    return {"errors": [{"message": message, "extensions": extensions}]}


def _syntax_error(error: GraphQLSyntaxError) -> dict[str, Any]:
    reason = error.message.removeprefix("Syntax Error: ").rstrip(".")
    place = error.locations[0] if error.locations else None
    message = f"syntax error, {reason[:1].lower()}{reason[1:]}"
    if place is None:
        return {"message": message}
    return {
        "message": f"{message} at [{place.line}, {place.column}]",
        "locations": [{"line": place.line, "column": place.column}],
    }


def _written_error(error: GraphQLError, version: str = _NO_VERSION) -> dict[str, Any]:
    """Return an error with its keys in the API's order, in the words of a version."""
    written: dict[str, Any] = {"message": error.message}
    if isinstance(error.original_error, InvalidId) and not at_least(version, _WORDED_ID):
        written["message"] = "invalid id"
    if error.locations:
        written["locations"] = [{"line": place.line, "column": place.column} for place in error.locations[:1]]
    executed = error.original_error is not None
    if error.path and not executed:
        written["path"] = error.path
    if executed and not isinstance(error.original_error, GraphQLError):
        _log.error("a GraphQL field failed", exc_info=error.original_error)
        written["message"] = "Internal error. Looks like something went wrong on our end."
        written["extensions"] = {"code": "INTERNAL_SERVER_ERROR"}
    elif error.extensions:
        written["extensions"] = error.extensions
    if error.path and executed:
        written["path"] = error.path
    return written


def _written(result: ExecutionResult, extensions: dict[str, Any], context: Context) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if result.errors:
        written["errors"] = [_written_error(error, context.version) for error in result.errors]
    written["data"] = result.data
    written["extensions"] = {**extensions, "search": context.warnings} if context.warnings else extensions
    return written
