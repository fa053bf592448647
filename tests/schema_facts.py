"""The recorded facts about the Admin API's GraphQL schema, whole for each version (``data/graphql_schema.json``)."""

from __future__ import annotations

import copy
import functools
import json
from pathlib import Path
from typing import Any

__all__ = ["VERSIONS", "facts"]

VERSIONS = ("2025-10", "2026-01", "2026-04", "2026-07")
Types = dict[str, dict[str, Any]]


@functools.cache
def _recorded() -> dict[str, Types]:
    found: dict[str, Types] = json.loads((Path(__file__).parent / "data" / "graphql_schema.json").read_text("utf-8"))
    return found


@functools.cache
def facts(version: str) -> Types:
    """All recorded types as they are in a version: the first version's, with what changed up to this one."""
    types = copy.deepcopy(_recorded()[VERSIONS[0]])
    for later in VERSIONS[1 : VERSIONS.index(version) + 1]:
        for name, change in _recorded()[later].items():
            if "new" in change:
                types[name] = copy.deepcopy(change["new"])
            elif change.get("removed"):
                del types[name]
            else:
                _change(types[name], change)
    return types


def _change(type_: dict[str, Any], change: dict[str, Any]) -> None:
    for what in ("fields", "values"):
        for kind in ("added", "changed"):
            type_.setdefault(what, {}).update(change.get(f"{kind}_{what}", {}))
        for name in change.get(f"removed_{what}", ()):
            del type_[what][name]
