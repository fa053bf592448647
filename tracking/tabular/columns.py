"""The names that people and other programs give to the columns of shipment files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracking.languages.columns import header_meaning

__all__ = ["Columns", "columns_of"]


class Columns(NamedTuple):
    """The fields that a file's headers stand for."""

    header_of: dict[str, str]
    unknown: tuple[str, ...]
    """Headers that stand for no field."""
    doubled: tuple[tuple[str, str], ...]
    """Headers, each with the field that another header stands for already."""


def columns_of(headers: Iterable[str], given: Mapping[str, str]) -> Columns:
    """Return what a file's headers stand for: as ``given`` (field: header), by name, or by a known name."""
    header_of = dict(given)
    unknown: list[str] = []
    doubled: list[tuple[str, str]] = []
    named: list[tuple[int, int, str, str]] = []
    for place, header in enumerate(headers):
        if header in given.values():
            continue
        if meaning := header_meaning(header):
            named.append((meaning.rank, place, header, meaning.field))
        else:
            unknown.append(header)
    for _, _, header, field in sorted(named):
        if field in header_of:
            doubled.append((header, field))
        else:
            header_of[field] = header
    return Columns(header_of, tuple(unknown), tuple(doubled))
