"""Which formats of a carrier that a text names count for a number, and which of several carriers it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.languages.words import NAMES
from tracking.matching import thresholds
from tracking.text.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.ranking import Match

__all__ = ["likely_owner", "tells"]


def tells(format_: FormatAtLength, says: int, strength: int) -> bool:
    """Tell whether a format counts if its carrier is named, although it has positions for both letters and digits.

    One that wants no more than a digit anywhere, as UPS's for freight, says too little.
    """
    return says == NAMES and strength >= Witnesses.SENDER and not format_.accepts("A" * (format_.length - 1) + "0")


def likely_owner(own: Sequence[Match]) -> str | None:
    """Return the id of the carrier that a text names, among those whose formats accept the number; None if several are as likely."""
    best, *others = own
    for rival in others:
        same = (rival.rank.tier, rival.rank.issued_elsewhere) == (best.rank.tier, best.rank.issued_elsewhere)
        if same and rival.rank.score - best.rank.score < thresholds.TIE:
            return None
    return best.listed.carrier.id
