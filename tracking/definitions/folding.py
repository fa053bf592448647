"""The names of carriers in the form in which they are compared when they are not spelled as listed.

Folding all names takes longer than all else at a start, so an installed package carries them folded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.spelling.companies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.compiled_carrier import CompiledCarrier

__all__ = ["FoldedNames", "NamedOnList", "folded_names"]

NamedOnList = tuple[str, str]
"""A carrier's id, and its name as a list shows it."""


class FoldedNames(NamedTuple):
    """Names by their folded form (`tracking.spelling.companies.fold`); general formats have none."""

    lists: dict[str, dict[str, tuple[NamedOnList, ...]]]
    """For each list, the carriers that it shows."""
    others: dict[str, tuple[str, ...]]
    """The ids of the carriers by every other name: their own, aliases, ids, names of pages on no list."""
    unlisted: dict[str, str]
    """The names of the carriers on no list."""
    families: dict[str, tuple[str, ...]]
    """The ids of the carriers that belong to a family of that name."""


def folded_names(carriers: Iterable[CompiledCarrier]) -> FoldedNames:
    """Fold the names of carriers."""
    lists: dict[str, dict[str, dict[NamedOnList, None]]] = {}
    others: dict[str, dict[str, None]] = {}
    unlisted: dict[str, str] = {}
    families: dict[str, dict[str, None]] = {}
    for carrier in carriers:
        if carrier.general:
            continue
        own = fold(carrier.name)
        names = [*carrier.aliases, carrier.id]
        for page in carrier.pages:
            name = page.name or carrier.name
            if page.lists:
                bare = fold(name)
                for list_ in page.lists:
                    lists.setdefault(list_, {}).setdefault(bare, {})[carrier.id, name] = None
            elif page.name:
                names.append(page.name)
        if not any(page.lists for page in carrier.pages):
            unlisted[own] = carrier.name
        for bare in (own, *map(fold, names)):
            others.setdefault(bare, {})[carrier.id] = None
        for bare in map(fold, carrier.families):
            families.setdefault(bare, {})[carrier.id] = None
    return FoldedNames(
        {list_: {bare: tuple(shown) for bare, shown in names.items()} for list_, names in lists.items()},
        {bare: tuple(ids) for bare, ids in others.items()},
        unlisted,
        {bare: tuple(ids) for bare, ids in families.items()},
    )
