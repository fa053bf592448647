"""Every threshold of the ranking, with its reason and the measurements.

All but the last few are bits of evidence: 3.3 bits are one decimal digit that had to be right, 4.7 bits one letter. Read them as
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
    "SURE_UNCHECKED",
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
"""Matches of different carriers whose bits differ by less are equally likely: a factor of two in the share
of strings that match is less than the carriers' numbers of parcels differ by."""
STRONG = 10.0
"""A guess needs this much if something else is given: an unknown company, or the merchant's own URL. Two fixed
letters and a check digit have 12.7; one check digit over bare digits has 3.3."""
SHADOW = 9.0
"""From here on, the shape of a number whose check digit fails puts guesses with no more bits in doubt: a number that
begins like one carrier's own, with two fixed letters (9.4) or three digits (10), is more likely mistyped than another
carrier's by chance."""

# Problems of a number.

TELLING = 7.5
"""From here on, a shape alone tells which carrier's number was meant, so that its check digit is called wrong. The
USPS's 22 digits have at least this much."""
OTHER = 10.0
"""From here on, a number that does not fit the known company is called another carrier's."""
BESIDE = 3.0
"""From here on, another carrier is suggested for a number that the known company cannot have: one right check digit."""
CORRECTED = 5.0
"""From here on, a corrected spelling counts although its format has no check digit: as much as a guess anywhere needs."""
ALTERNATIVE = 5.0
"""Another format of the same carrier with a right check digit may have this many bits fewer and still vouch for a number.
Measured over all samples: only the USPS's older 20 digits need it, with 0.4 bits fewer."""

# Numbers in a text.

STANDS_ALONE = 8.0
"""From here on, a number needs no word in front of it."""
SURE = 11.0
"""From here on, a word against a number does not count. Two fixed letters without a check digit have 9.4."""
SURE_UNCHECKED = 14.0
"""The same for a number without a check digit. Three fixed letters have 14.1; one letter and two digits, as other numbers often
begin (A00), have 11.3."""
TELEPHONE = 13
"""The greatest number of digits in a telephone number."""
SHORTEST_PLAIN = 8
"""The least length of a number that counts only if both a carrier's name and a word for parcels stand before it."""
LONGEST_PLAIN = 25
"""The greatest length of such a number."""
REACH = 40
"""The number of characters before a number that are searched for words about it."""
