"""Patterns that are compiled when they are first needed: a number as it should be written needs none of them."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["late_pattern"]


@cache
def late_pattern(pattern: str) -> re.Pattern[str]:
    """The compiled pattern, made at the first call."""
    return re.compile(pattern)
