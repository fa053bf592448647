"""What of the fulfillment flow the shop serves and what it does not: the tables of docs/served.md.

python -m tests.served_table        writes docs/served.md anew

The API's side comes from the recorded facts (routes, and types with all their fields for each version), the shop's from
the routes and the schema that it answers with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLUnionType

from tests.schema_facts import VERSIONS, facts
from tracking.server.access import FULFILLMENT_ORDERS_READ, FULFILLMENT_ORDERS_WRITE, needs_of
from tracking.server.admin_routes import admin_routes
from tracking.server.graphql_schema import schema_of
from tracking.server.rest import ROUTES

PAGE = Path(__file__).parent.parent / "docs" / "served.md"
PARTLY = {"events.json": "of destroyed orders"}
OAUTH = "oauth/access_scopes.json"
_FLOW = re.compile(
    r"assigned_fulfillment_orders|fulfillment_orders|fulfillment_services|fulfillments|locations|webhooks|shop|events|"
    r"oauth/access_scopes|orders(?:/count|/\{id\}|/\{id\}/(?:fulfillment|cancel|close|open|refunds|transactions|risks).*)?"
)
_FLOW_FIELDS = re.compile(
    r"(?i).*(?:fulfillment|webhookSubscription).*|orders?|ordersCount|orderByIdentifier|order(?:Cancel|Close|MarkAsPaid|Open|Update)"
    r"|locations?|locationsCount|locationByIdentifier|(?:currentA|a)ppInstallation|publicApiVersions|job|shop|nodes?|tags(?:Add|Remove)|bulkOperationRun\w+"
    r"|metafields(?:Delete|Set)|customer|inventoryItem|product|productVariant"
)
_BESIDE = re.compile(r"Fulfillment(?:ConstraintRule|OriginAddressInput)")
INTRO = """# What the local shop serves

`tracking serve` answers the part of the Admin API that is needed for fulfillment. The tables compare it with the API's recorded
facts. They are written by `python -m tests.served_table`, and a test fails if they are out of date. Nothing is silently missing:
a route that is not served answers 501 with its name, and a GraphQL field answers an error with the code `NOT_IMPLEMENTED`; each
case is logged once.
"""


def plain(path: str) -> str:
    return re.sub(r"\{\w+\}", "{id}", path.lstrip("/"))


def is_flow(path: str) -> bool:
    return _FLOW.fullmatch(path.removesuffix(".json").removesuffix("/count")) is not None or bool(
        re.fullmatch(r"(?:fulfillments|fulfillment_orders|fulfillment_services|locations|webhooks)/.*", path)
    )


def served_routes() -> set[tuple[str, str]]:
    return {("GET", OAUTH), *((method, plain(path)) for method, path, _ in ROUTES)}


def route_rows() -> list[tuple[str, str, bool]]:
    """Method, path and whether it is served, of every route of the flow that the API has or had."""
    known = {(route.method, plain(route.path)) for route in admin_routes() if is_flow(route.path)}
    served = served_routes()
    rows = [(method, path, (method, path) in served) for method, path in known | served]
    return sorted(rows, key=lambda row: (row[1].removesuffix(".json"), row[0]))


def _scopes(needs: tuple[str, ...] | None) -> str:
    if needs in (FULFILLMENT_ORDERS_READ, FULFILLMENT_ORDERS_WRITE):
        return f"`{needs[0].replace('assigned', '*')}`"
    return "" if needs is None else ", ".join(f"`{scope}`" for scope in needs) or "none"


def routes() -> Iterator[str]:
    yield "## REST"
    yield ""
    yield "Below `/admin/api/{version}/`, in every version; the last one below `/admin/`."
    yield ""
    yield "| route | served | scopes, of which one is needed |"
    yield "| --- | --- | --- |"
    for method, path, served in sorted(route_rows(), key=lambda row: row[1].startswith("oauth")):
        below = "/admin/" if path.startswith("oauth") else "/admin/api/2026-04/"
        needs = needs_of(method, below + path.replace("{id}", "1")) if served else None
        said = PARTLY.get(path, "yes") if served else "**no**"
        yield f"| `{method} {path}` | {said} | {_scopes(needs)} |"


def types_of_the_flow(version: str) -> Iterator[str]:
    """The API's types whose fields are listed: those that are served, and those about fulfilling."""
    known, ours = facts(version), schema_of(version).type_map
    for name in sorted(known):
        if name in ours or (re.search("Fulfillment|WebhookSubscription", name) and not _BESIDE.match(name)):
            yield name


def members(name: str, version: str) -> Iterator[tuple[str, bool]]:
    """Each field, input field or value that the API has in a version, and whether the shop has it."""
    fact = facts(version)[name]
    type_ = schema_of(version).type_map.get(name)
    if type_ is None:
        ours: Iterable[str] = ()
    elif isinstance(type_, GraphQLEnumType):
        ours = type_.values
    elif isinstance(type_, GraphQLUnionType):
        ours = [each.name for each in type_.types]
    else:
        ours = type_.fields  # type: ignore[attr-defined]  # objects, interfaces and inputs have them
    listed = fact.get("values") or fact.get("types") or fact.get("fields") or {}
    beside = sorted(set(ours) - set(listed)) if name in ("QueryRoot", "Mutation") else []
    for member in [*listed, *beside]:
        if name not in ("QueryRoot", "Mutation") or _FLOW_FIELDS.fullmatch(member):
            yield member, member in set(ours)


def graphql() -> Iterator[str]:
    version = VERSIONS[-1]
    yield f"## GraphQL ({version})"
    yield ""
    yield f"In earlier versions ({', '.join(VERSIONS[:-1])}) what came later is missing, as in the API."
    yield "Of `QueryRoot` and `Mutation` the fields of the flow are listed. Input types and enumerations are served whole."
    yield ""
    yield "| type | served | not served |"
    yield "| --- | --- | --- |"
    for name in types_of_the_flow(version):
        known = list(members(name, version))
        type_ = schema_of(version).type_map.get(name)
        if isinstance(type_, GraphQLEnumType | GraphQLInputObjectType) and all(served for _, served in known):
            continue
        there = " ".join(f"`{member}`" for member, served in known if served)
        missing = " ".join(f"`{member}`" for member, served in known if not served)
        yield f"| `{name}` | {there} | {missing} |"


def page() -> str:
    return "\n".join([INTRO, *routes(), "", *graphql(), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
