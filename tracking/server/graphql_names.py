"""The names of the Admin API's GraphQL types in each version, whether they are served or not: ``admin_schema.txt``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tracking.server.versions import at_least

__all__ = ["ApiName", "ApiType", "api_types", "epoch_of", "is_known", "is_known_type", "is_unserved_input"]

_NAME = re.compile(r"(?P<name>[*\w]+)(?:@(?P<since>[\d-]+))?(?:<(?P<until>[\d-]+))?(?:\((?P<arguments>[^)]*)\))?")
_PAGING = ("after", "before", "first", "last", "reverse")
_FIRST = "2025-10"


class ApiName(NamedTuple):
    """A field, an argument, an input field, or a value of an enumeration."""

    since: str | None
    """The version that introduced it; None if it is older than the records."""
    until: str | None
    """The first version without it; None if it still exists."""
    arguments: Mapping[str, ApiName]

    def within(self, version: str) -> bool:
        """Tell whether a version has it. A version before the first recorded one counts as that one."""
        return (self.since is None or at_least(version, self.since)) and (
            self.until is None or not at_least(version, self.until)
        )


class ApiType(NamedTuple):
    """A type and its members."""

    name: ApiName
    members: Mapping[str, ApiName]


def _names(text: str) -> dict[str, ApiName]:
    found = {}
    for match in _NAME.finditer(text):
        arguments = _names(match["arguments"] or "")
        if "*" in arguments:
            arguments |= dict.fromkeys(_PAGING, arguments.pop("*"))
        found[match["name"]] = ApiName(match["since"], match["until"], arguments)
    return found


@functools.cache
def api_types() -> dict[str, ApiType]:
    """Return all types."""
    lines = Path(__file__).with_name("admin_schema.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, ApiType] = {}
    for line in lines:
        if line.startswith("&"):
            found |= {name: ApiType(type_, {}) for name, type_ in _names(line).items()}
        elif line and not line.startswith("#"):
            head, _, members = line.partition(": ")
            ((name, type_),) = _names(head).items()
            found[name] = ApiType(type_, _names(members))
    return found


def is_known_type(version: str, type_: str) -> bool:
    """Tell whether the API has a type in a version, as far as types are recorded."""
    known = api_types().get(type_)
    return known is not None and known.name.within(version)


def is_known(version: str, type_: str, member: str, argument: str | None = None) -> bool:
    """Tell whether the API has a member of a type in a version, or an argument of it.

    >>> is_known("2026-07", "Fulfillment", "shippingLabel"), is_known("2026-04", "Fulfillment", "shippingLabel")
    (True, False)
    """
    known = api_types().get(type_)
    if known is None or not known.members:
        # Members of unrelated types (Customer, Product, App) are not recorded; any may be the API's.
        return not type_.startswith("__")
    name = known.members.get(member) if is_known_type(version, type_) else None
    if name is None or not name.within(version):
        return False
    return argument is None or (argument in name.arguments and name.arguments[argument].within(version))


def is_unserved_input(type_: str, field: str) -> bool:
    """Tell whether the API's input type has a field that is known by name alone.

    >>> is_unserved_input("OrderInput", "metafields"), is_unserved_input("OrderInput", "presents")
    (True, False)
    """
    known = api_types().get(type_)
    return known is not None and field in known.members


@functools.cache
def _epochs() -> tuple[str, ...]:
    found = {_FIRST}
    for type_ in api_types().values():
        for name in (type_.name, *type_.members.values()):
            for each in (name, *name.arguments.values()):
                found |= {version for version in (each.since, each.until) if version}
    return tuple(sorted(found, reverse=True))


def epoch_of(version: str) -> str:
    """Return the latest version whose schema differs from the one before, for this version.

    >>> epoch_of("2022-04"), epoch_of("2026-02"), epoch_of("unstable") == epoch_of("2031-01")
    ('2025-10', '2026-01', True)
    """
    return next((epoch for epoch in _epochs() if at_least(version, epoch)), _FIRST)
