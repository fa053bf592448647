"""Matches in order, and the one decision that every answer reads.

A match is a format that accepts a number. `rank` puts the matches of a number in order; `decide` says once whether they
name a carrier. `resolve`, `validate`, `identify`, `find` and tables read that `Decision`, so that no two of them disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tracking.catalog.listed import ANYWHERE, HOME, NEVER, FormatAtLength, ListedName
from tracking.matching.thresholds import LOCAL, TIE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Decision", "Match", "Rank", "decide", "rank"]


class Rank(NamedTuple):
    """What matches are ordered by; the least comes first."""

    tier: int
    """Where the format may guess: `ANYWHERE`, then `HOME`."""
    issued_elsewhere: bool
    """Whether the carrier only uses numbers that another issues."""
    score: float
    """The bits of evidence, with the bonus for a local carrier, below zero."""


class Match(NamedTuple):
    """A format that accepts a number, as a shop in the asked-for country knows its carrier."""

    rank: Rank
    format: FormatAtLength
    bits: float
    """The evidence."""
    listed: ListedName


class Decision(NamedTuple):
    """Whether the matches of a number name a carrier."""

    kind: Literal["named", "ambiguous", "weak", "none"]
    """``named``: ``match`` is the carrier's. ``ambiguous``: ``rivals`` are as likely. ``weak``: something matches, and says
    too little. ``none``: nothing that may guess matches."""
    match: Match | None = None
    """The best match; for ``named`` the carrier's."""
    rivals: tuple[Match, ...] = ()
    """With ``ambiguous`` the matches of other carriers that are as likely."""

    @property
    def listed(self) -> ListedName | None:
        """The carrier that is named, as the shop knows it; None unless ``kind`` is ``named``, and for general formats."""
        if self.kind != "named" or self.match is None or self.match.listed.carrier.general:
            return None
        return self.match.listed


_NONE = Decision("none")


def rank(formats: Iterable[FormatAtLength], number: str, country: str | None) -> tuple[Match, ...]:
    """One match a carrier, best first: guess tier; owner before user; then evidence, with a bonus for a local carrier."""
    matches: list[Match] = []
    for found in formats:
        tier, bits = found.tier(number), found.evidence(number)
        local = country is not None and country in found.carrier.local
        if tier == NEVER or (tier == HOME and country is not None and not local):
            continue
        if found.likely_mistyped:
            tier = HOME
        elif local:
            tier = ANYWHERE
        score = -(bits + LOCAL) if local else -bits
        matches.append(Match(Rank(tier, found.issued_elsewhere, score), found, bits, found.carrier.place(country)))
    matches.sort(key=lambda match: (match.rank, match.format.carrier.id, match.format.name))
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(match.format.carrier.id, match)
    return tuple(best.values())


def decide(matches: Sequence[Match], least: float = 0.0) -> Decision:
    """Whether matches in order name a carrier: the best one, when it may decide, says ``least`` bits or more, and no other is as likely."""
    if not matches:
        return _NONE
    best = matches[0]
    if best.rank.tier != ANYWHERE or best.bits <= 0 or best.bits < least:
        return Decision("weak", best)
    rivals = []
    for rival in matches[1:]:
        if (
            rival.rank.tier != ANYWHERE
            or rival.rank.issued_elsewhere != best.rank.issued_elsewhere
            or rival.rank.score - best.rank.score >= TIE
        ):
            break
        if rival.listed.carrier is not best.format.carrier:
            rivals.append(rival)
    return Decision("ambiguous", best, tuple(rivals)) if rivals else Decision("named", best)
