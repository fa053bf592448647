"""Every threshold of the ranking, with its reason and what was measured.

All but the last few are bits of evidence: 3.3 bits are one decimal digit that had to be right, 4.7 one letter. Read them as
attributes of this module (``thresholds.TIE``) when they are needed, so that setting one here moves every answer.

The two limits that turn evidence into a default for ``guess`` are in `tracking.definitions.tiers`, since definitions are
compiled with them.
"""

from __future__ import annotations

__all__ = [
    "ALTERNATIVE",
    "BESIDE",
    "CORRECTED",
    "LOCAL",
    "LONGEST_PLAIN",
    "OTHER",
    "REACH",
    "SHADOW",
    "SHORTEST_PLAIN",
    "STANDS_ALONE",
    "STRONG",
    "SURE",
    "TELEPHONE",
    "TELLING",
    "TIE",
]

# The order of matches, and the decision.

LOCAL = 5.0
"""A carrier of the shop's country is more likely by this much. Measured over all samples, each asked about in its carrier's
country and in eight others: 3 to 8 bits give nearly the same order. Without a bonus 6 more of 776 are wrong at home; with the
country as the first sort key, 10 more of 4,840 elsewhere."""
TIE = 1.0
"""Matches of different carriers that are nearer to each other than this are equally likely: half the share of strings
that match is less than carriers differ in how many parcels they carry."""
STRONG = 10.0
"""A guess needs this much where something else was said: an unknown company, or the merchant's own URL. Two fixed
letters and a check digit have 12.7; one check digit over bare digits has 3.3."""
SHADOW = 9.0
"""From here on, the shape of a number whose check digit fails puts guesses that say no more in doubt: a number that
begins like one carrier's own, with two fixed letters (9.4) or three digits (10), is more likely mistyped than another
carrier's by chance."""

# What is said of a number when something is wrong with it.

TELLING = 7.5
"""From here on, a shape alone says whose number this was meant to be, so that its check digit is called wrong. The
USPS's 22 digits have no less."""
OTHER = 10.0
"""From here on, a number that is not the known company's is called another carrier's."""
BESIDE = 3.0
"""From here on, another carrier is suggested for a number that the known company cannot have: one right check digit."""
CORRECTED = 5.0
"""From here on, a corrected spelling counts though its format has no check digit: as much as a guess anywhere needs."""
ALTERNATIVE = 5.0
"""Another format of the same carrier whose check digit is right may say less by this much and still vouch for a number.
Measured over all samples: only the USPS's older 20 digits need it, and say 0.4 bits less."""

# What counts as a number in a text.

STANDS_ALONE = 8.0
"""From here on, a number needs no word in front of it."""
SURE = 11.0
"""From here on, a word against a number does not count. Two fixed letters without a check digit have 9.4."""
TELEPHONE = 13
"""Digits of a telephone number, at most."""
SHORTEST_PLAIN = 8
"""Characters of a number, at least, that only a carrier's name and a word for parcels together let count."""
LONGEST_PLAIN = 25
"""And at most."""
REACH = 40
"""Characters in front of a number that are read for words about it."""
