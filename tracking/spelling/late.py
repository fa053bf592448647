"""Patterns that are compiled when they are first needed: a number in its usual spelling needs none of them."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["late_pattern"]


@cache
def late_pattern(pattern: str) -> re.Pattern[str]:
    """Return a function that returns the compiled pattern, which the first call compiles."""
    return re.compile(pattern)
