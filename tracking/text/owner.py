"""The carrier of a number that is found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.matching import thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.matching.ranking import Match
    from tracking.resolving.candidates import Candidate

__all__ = ["Owner", "only_carrier"]


class Owner(NamedTuple):
    """The carrier of a number."""

    whose: tuple[Candidate, ...]
    """The carriers that it may belong to, the most likely first."""
    carrier: str | None
    """The id of the carrier that the number and the text name; None if several are equally likely."""
    strength: int
    """How strongly the text names it: one of the strengths of `Witnesses`, or 0 if the text names none."""


def only_carrier(own: Sequence[Match]) -> str | None:
    """Return the id of the carrier that a text names, among those whose formats accept the number; None if several are as likely."""
    best, *others = own
    for rival in others:
        same = (rival.rank.tier, rival.rank.issued_elsewhere) == (best.rank.tier, best.rank.issued_elsewhere)
        if same and rival.rank.score - best.rank.score < thresholds.TIE:
            return None
    return best.listed.carrier.id
