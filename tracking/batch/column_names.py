"""The names of a table's columns, as callers give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.batch.equivalence import GivenRow
from tracking.spelling.given import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["check_column_names", "counts_for_all", "name_of_country"]


def name_of_country(names: Sequence[str]) -> str:
    """Return what is given for the column of countries."""
    return names[GivenRow._fields.index("country")]


def counts_for_all(names: Sequence[str], present: Sequence[str]) -> bool:
    """Tell whether the name of the column of countries is a country's code instead."""
    name = name_of_country(names)
    return name not in present and len(name) == 2 and name.isascii() and name.isalpha()


def check_column_names(names: Sequence[str], present: Sequence[str]) -> None:
    """Raise ValueError if a table has none of the required columns, or lacks a column with an unusual name."""
    for usual, name in zip(GivenRow._fields, names, strict=True):
        text_of(name, usual)
        if usual == "country" and counts_for_all(names, present):
            continue
        if name != usual and name not in present:
            for_all = "; one country for all rows takes two letters, as in country='DE'" if usual == "country" else ""
            listed = ", ".join(map(repr, present))
            raise ValueError(f"{usual}={name!r}: the table has no such column; it has {listed}{for_all}")
    number, company, url, *_ = names
    if not {number, company, url}.intersection(present):
        raise ValueError(
            f"there is no column {number!r}, {company!r} or {url!r}; name the table's own, as in number='tracking_number'"
        )
