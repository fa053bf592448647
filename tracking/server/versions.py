"""Versions of the Admin API: quarters (``2026-04``) compared, and names that are not quarters."""

from __future__ import annotations

import re

__all__ = ["at_least"]

_QUARTER = re.compile(r"[0-9]{4}-[0-9]{2}")


def at_least(version: str, quarter: str) -> bool:
    """Tell whether a version is this quarter's or later; ``unstable`` and other names are later than any quarter.

    >>> at_least("2026-04", "2026-04"), at_least("2025-10", "2026-04"), at_least("unstable", "2026-04")
    (True, False, True)
    """
    return version >= quarter if _QUARTER.fullmatch(version) else True
