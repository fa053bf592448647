"""Every constant of the ranking, with its reason and what was measured; all are bits of evidence."""

from __future__ import annotations

__all__ = ["LOCAL", "SHADOW", "STRONG", "TIE"]

LOCAL = 5.0
"""A carrier of the shop's country is more likely by this much (measured over all samples: 3 to 8 give the same order)."""
STRONG = 10.0
"""A guess needs this much beside something that was said: an unknown company, or the merchant's own URL."""
TIE = 1.0
"""Candidates of different carriers that are nearer to each other than this are ambiguous."""
SHADOW = 9.0
"""From here on a pattern whose check digit fails puts guesses that say no more in doubt: a number that begins like one
carrier's own, with two fixed letters or three digits, is more likely mistyped than another carrier's by chance."""
