"""The common parts of GraphQL's fields: the request's context, access by scope, and simple fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from tracking.server.access import Grant
from tracking.server.graphql_scalars import make_gid
from tracking.server.not_served import NOT_IMPLEMENTED, not_served
from tracking.server.shop import Shop

__all__ = [
    "Context",
    "Field",
    "Info",
    "attribute",
    "cut",
    "detail",
    "enumerated",
    "global_id",
    "item_of",
    "keys",
    "needs",
    "unserved",
]

Field = Callable[..., Any]
"""Answers a field. It is called with the object, the `Info`, and the field's arguments."""


class Context:
    """One request: the shop, the caller's rights, the version, what was read already, and warnings about searches."""

    def __init__(self, shop: Shop, grant: Grant, version: str) -> None:
        self.shop, self.grant, self.version = shop, grant, version
        self.warnings: list[dict[str, Any]] = []
        self.retry_after: float | None = None
        """Seconds until a mutation that came too soon may come again."""
        self._read: dict[tuple[str, int | str], Any] = {}
        self._indexes: dict[str, dict[int, Any]] = {}

    def read(self, what: str, id_: int | str) -> Any:
        """Call a read of the shop once."""
        key = what, id_
        if key not in self._read:
            self._read[key] = getattr(self.shop, what)(id_)
        return self._read[key]

    def indexed(self, kind: str, listed: Callable[[], Iterable[tuple[int, Any]]]) -> dict[int, Any]:
        """Return objects of a kind by id. They are listed once."""
        if kind not in self._indexes:
            self._indexes[kind] = dict(listed())
        return self._indexes[kind]

    def forget(self) -> None:
        """Forget what was read, because something changed."""
        self._read.clear()
        self._indexes.clear()


Info = GraphQLResolveInfo[Context]


def needs(scopes: tuple[str, ...], field: Field) -> Field:
    """Let only callers with one of these scopes read a field; the others get the API's ACCESS_DENIED."""
    names = ", ".join(f"`{scope}`" for scope in scopes[:-1]) + (" or " if scopes[1:] else "") + f"`{scopes[-1]}`"
    required = f"{names} access scope."

    def guarded(source: Any, info: Info, **args: Any) -> Any:
        if not info.context.grant.allows(scopes):
            raise GraphQLError(
                f"Access denied for {info.field_name} field. Required access: {required}",
                extensions={
                    "code": "ACCESS_DENIED",
                    "documentation": "https://shopify.dev/api/usage/access-scopes",
                    "requiredAccess": required,
                },
            )
        return field(source, info, **args)

    return guarded


def unserved(what: str, unless: str = "") -> GraphQLError:
    """Return the error about something that the API has and this shop does not serve, unless an order gives a field."""
    return GraphQLError(not_served(what, unless), extensions={"code": NOT_IMPLEMENTED})


def attribute(name: str) -> Field:
    """Answer an attribute."""
    read = attrgetter(name)
    return lambda value, info: read(value)


def enumerated(name: str) -> Field:
    """Answer an attribute in GraphQL's spelling of enumeration values."""
    read = attrgetter(name)

    def field(value: Any, _info: Info) -> str | None:
        text: str | None = read(value)
        return None if text is None else text.upper()

    return field


def global_id(kind: str) -> Field:
    """Answer the id as a global one."""
    return lambda value, info: make_gid(kind, value.id)


def detail(name: str, default: Any = None) -> Field:
    """Answer one of the keys that a line item keeps as they were given."""
    return lambda value, info: item_of(value).details.get(name, default)


def item_of(value: Any) -> Any:
    """Return the order's line of a line of anything."""
    return getattr(value, "item", None) or value


def keys(names: str) -> dict[str, Field]:
    """Answer the keys of a dictionary that has REST's form."""

    def field(name: str) -> Field:
        return lambda value, info: value.get(name)

    fields = {}
    for name in names.split():
        first, *others = name.split("_")
        fields[first + "".join(map(str.capitalize, others))] = field(name)
    return fields


def cut(items: Iterable[Any], args: Mapping[str, Any]) -> list[Any]:
    """Return the first ``first`` items of a plain list."""
    first = args.get("first")
    if first is not None and first < 0:
        raise GraphQLError("first must not be negative", extensions={"code": "BAD_REQUEST"})
    return list(items)[:first]
