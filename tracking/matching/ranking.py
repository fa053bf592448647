"""Matches in order, and the one decision that every answer uses.

A match is a format that accepts a number. `rank` puts the matches of a number in order; `decide` tells once whether they
name a carrier. `resolve`, `validate`, `identify`, `find` and tables use that `Decision`, so that no two of them disagree.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from tracking.catalog.listed import ListedName
from tracking.definitions.compiled import ANYWHERE, HOME, NEVER, POSTS
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.tiers import ANYWHERE_FROM, tier_of
from tracking.matching import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracking.catalog.listed import ListedCarrier

__all__ = ["Decision", "Match", "Rank", "decide", "deciding", "in_order", "is_plain_guess", "match_of", "rank"]


_new = tuple.__new__
"""Makes a named tuple in half the time of calling its class."""


class Rank(NamedTuple):
    """The sort key of matches; the smallest comes first."""

    tier: int
    """The places where the format may guess: `ANYWHERE`, then `HOME`."""
    issued_elsewhere: bool
    """True if the carrier only uses numbers that another one issues."""
    score: float
    """The negative of the bits of evidence, with the bonus for a local carrier."""


class Match:
    """A format that accepts a number, with its carrier as a shop in the given country knows it."""

    __slots__ = ("bits", "format", "listed", "rank")
    rank: Rank
    format: FormatAtLength
    bits: float
    """The bits of evidence."""
    listed: ListedName
    users: tuple[Match, ...] = ()
    """Matches of carriers that also put these numbers on their parcels.

    The evidence of this match does not count for them.
    """

    def __init__(self, rank: Rank, format_: FormatAtLength, bits: float, listed: ListedName) -> None:
        self.rank, self.format, self.bits, self.listed = rank, format_, bits, listed

    @property
    def order(self) -> tuple[Rank, str, str]:
        """Return the sort key of matches: the rank, then the carrier's id and the format's name."""
        return self.rank, self.format.carrier_id, self.format.name

    @property
    def carriers(self) -> tuple[str, ...]:
        """Return the ids of the carriers whose parcels may have such a number: the issuer first, then the users."""
        return (self.format.carrier_id, *[user.format.carrier_id for user in self.users])


class _LateMatch(Match):
    """A match whose carrier is looked up when it is first needed; that of most candidates never is."""

    __slots__ = ("_carriers", "_country", "_listed")

    def __init__(
        self,
        rank: Rank,
        format_: FormatAtLength,
        bits: float,
        carriers: Mapping[str, ListedCarrier],
        country: str | None,
    ) -> None:
        self.rank, self.format, self.bits = rank, format_, bits
        self._carriers, self._country = carriers, country
        self._listed: ListedName | None = None

    if not TYPE_CHECKING:

        @property
        def listed(self) -> ListedName:
            """The carrier as the shop knows it."""
            if self._listed is None:
                self._listed = self._carriers[self.format.carrier_id].place(self._country)
            return self._listed


class _IssuersMatch(Match):
    """A match of a carrier whose numbers others use; the carrier is looked up when it is first needed."""

    __slots__ = ("_own", "users")

    def __init__(self, own: Match, users: tuple[Match, ...]) -> None:
        self.rank, self.format, self.bits = own.rank, own.format, own.bits
        self._own, self.users = own, users

    if not TYPE_CHECKING:

        @property
        def listed(self) -> ListedName:
            """The carrier as the shop knows it."""
            return self._own.listed


class Decision(NamedTuple):
    """The decision whether the matches of a number name a carrier."""

    kind: Literal["named", "ambiguous", "weak", "none"]
    """``named``: the carrier of ``match``. ``ambiguous``: several carriers are equally likely. ``weak``:
    the matches have too little evidence. ``none``: no format that may guess matches."""
    match: Match | None = None
    """The best match; None if ``kind`` is ``none``."""
    rivals: tuple[Match, ...] = ()
    """If ``kind`` is ``ambiguous``, the other matches that may decide, in order."""

    @property
    def listed(self) -> ListedName | None:
        """Return the named carrier, as the shop knows it; None unless ``kind`` is ``named``."""
        return self.match.listed if self.kind == "named" and self.match is not None else None


_NONE = Decision("none")


def rank(
    formats: Iterable[FormatAtLength], number: str, country: str | None, carriers: Mapping[str, ListedCarrier]
) -> tuple[Match, ...]:
    """Return one match per carrier, best first: by guess tier, then by evidence, with a bonus for a local carrier."""
    matches = [match for found in formats if (match := match_of(found, number, country, carriers)) is not None]
    return in_order(matches)


def match_of(
    found: FormatAtLength, number: str, country: str | None, carriers: Mapping[str, ListedCarrier]
) -> Match | None:
    """Return the match of a format that accepts a number; None if it may never guess.

    In its home countries it may name its carrier.
    """
    bits = found.evidence(number) if found.bits is None else found.bits
    tier = tier_of(bits, found.anywhere_from) if found.guess is None else found.guess
    local = country is not None and country in carriers[found.carrier_id].local
    if tier == NEVER:
        return None
    if found.likely_mistyped:
        tier = HOME
    elif local:
        tier = ANYWHERE
    score = -(bits + thresholds.LOCAL) if local else -bits
    return _LateMatch(_new(Rank, (tier, found.issued_elsewhere, score)), found, bits, carriers, country)


def in_order(matches: list[Match]) -> tuple[Match, ...]:
    """Return one match per carrier, best first; equal ones are ordered by name.

    A carrier that only uses another one's numbers is added to the issuer's match. Without such a match, or at home,
    where it comes before the issuer, it has its own match, except for the numbers of posts, whose last letters name
    their issuer.
    """
    if len(matches) > 1:
        matches.sort(key=_order)
    elif not matches or not matches[0].rank.issued_elsewhere:
        return tuple(matches)
    best: dict[str, Match] = {}
    users: dict[str, list[Match]] = {}
    met: set[str] = set()
    for match in matches:
        id_ = match.format.carrier_id
        if id_ in met:
            continue
        met.add(id_)
        if not match.rank.issued_elsewhere:
            best[id_] = match
        elif (issuer := _issuer_of(match, best)) is not None:
            users.setdefault(issuer, []).append(match)
        elif POSTS not in match.format.issued_by:
            best[id_] = match
    for issuer, using in users.items():
        best[issuer] = _IssuersMatch(best[issuer], tuple(using))
    return tuple(best.values())


def _issuer_of(using: Match, best: dict[str, Match]) -> str | None:
    """Return the first carrier that has a match and issues the numbers that another carrier only uses."""
    issued_by = using.format.issued_by
    posts = POSTS in issued_by
    for id_, match in best.items():
        if (id_ in issued_by or (posts and _is_postal(match.format))) and not match.rank.issued_elsewhere:
            return id_
    return None


def _is_postal(format_: FormatAtLength) -> bool:
    return format_.check is not None and format_.check.algorithm == POSTS


_order = attrgetter("order")


def deciding(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return the matches that may name a carrier wherever the shop is. In an order of `rank`, they come first."""
    if not matches or matches[-1].rank.tier == ANYWHERE:
        return matches
    return tuple([match for match in matches if match.rank.tier == ANYWHERE])


def decide(matches: tuple[Match, ...], least: float = 0.0) -> Decision:
    """Tell whether matches, in the order of `rank`, name a carrier.

    The best match does if it may decide, has more than 0 and at least ``least`` bits, belongs to a carrier (a
    general format such as GS1's belongs to no carrier), and no other carrier's match is equally likely.
    """
    if not matches:
        return _NONE
    best, *rivals = deciding(matches) or matches[:1]
    if best.rank.tier == ANYWHERE and _says_enough(best, least) and not any(_as_likely(one, best) for one in rivals):
        return Decision("named", best)
    return Decision("ambiguous", best, tuple(rivals)) if rivals else Decision("weak", best)


def _says_enough(best: Match, least: float) -> bool:
    """Tell whether a match alone would name its carrier; a general format has no carrier."""
    return best.bits > 0 and best.bits >= least and not best.listed.carrier.general


def _as_likely(rival: Match, best: Match) -> bool:
    """Tell whether a match after another one is as likely. Users of others' numbers are never as likely as the issuer."""
    same = rival.rank.issued_elsewhere == best.rank.issued_elsewhere
    return same and rival.rank.score - best.rank.score < thresholds.TIE


def is_plain_guess(match: Match, country: str) -> bool:
    """Tell whether a match has as little evidence as one check digit over bare digits. Others' plain formats count then.

    This is false at home if the definition lets the format guess anywhere: FedEx's twelve digits in the United States.
    """
    if not match.format.digits_only or match.bits >= ANYWHERE_FROM:
        return False
    return match.format.guess != ANYWHERE or country not in match.listed.carrier.local
