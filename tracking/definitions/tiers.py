"""The places where a format may guess, and their default, which follows from the evidence of a match."""

from __future__ import annotations

from tracking.definitions.compiled import ANYWHERE, HOME, NEVER

__all__ = ["ANYWHERE_FROM", "ANYWHERE_FROM_ONE_SOURCE", "NEVER_UP_TO", "tier_of"]

NEVER_UP_TO = 0.5
"""A match with at most so many bits says nothing: every string of that shape matches, or two in three."""
ANYWHERE_FROM = 5.0
"""A match with so many bits may guess in every country.

It is more than one check digit over bare digits (3.3), which several carriers of the world share at every length.
"""
ANYWHERE_FROM_ONE_SOURCE = 10.0
"""The same for a format without a check digit from a single source.

Two fixed letters (9.4) or two digits (6.6) that somebody saw once are not enough to name a carrier in a country in
which it may not exist.
"""


def tier_of(bits: float, anywhere_from: float = ANYWHERE_FROM) -> int:
    """Return the tier that follows from the evidence alone.

    >>> tier_of(3.32) == HOME, tier_of(0.0) == NEVER
    (True, True)
    >>> tier_of(9.4) == ANYWHERE, tier_of(9.4, ANYWHERE_FROM_ONE_SOURCE) == HOME
    (True, True)
    """
    return NEVER if bits <= NEVER_UP_TO else HOME if bits < anywhere_from else ANYWHERE
