"""The compiled form of the definitions."""

from __future__ import annotations

__all__ = ["ANYWHERE", "HOME", "NEVER"]

ANYWHERE, HOME, NEVER = 0, 1, 2
"""Where the number alone may name the carrier: in any shop, in one of the carrier's country, in none."""
