"""Definitions in one file that is read without YAML: an installed package has one, and a checkout stores one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tracking.definitions.carrier import Carrier

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PACKED", "pack", "packed_carriers", "unpack"]

PACKED = "_carriers.json"
"""The file's name inside an installed package."""


def pack(carriers: Iterable[Carrier]) -> bytes:
    """Return the content of such a file, for definitions that were read without a fault."""
    return msgspec.json.encode(tuple(carriers))


def unpack(content: bytes) -> tuple[Carrier, ...]:
    """Return the definitions that `pack` wrote."""
    return msgspec.json.decode(content, type=tuple[Carrier, ...])


def packed_carriers() -> tuple[Carrier, ...]:
    """Return the definitions of an installed package, by id; empty in a checkout."""
    try:
        return unpack((Path(__file__).parent.parent / PACKED).read_bytes())
    except FileNotFoundError:
        return ()
