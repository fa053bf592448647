"""The result of a rule."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Finding"]


class Finding(NamedTuple):
    """One thing that is wrong with a definition."""

    path: tuple[str | int, ...]
    """The field: ``("numbers", 0, "valid", 2)``."""
    reason: str
    """What is wrong."""
    cure: str
    """What to write instead."""
