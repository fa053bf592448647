"""Which of several carriers a company's name means: the number tells, then the country and the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.matching import thresholds
from tracking.matching.ranking import Rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolving.query import Knowledge, Query

__all__ = ["meant_by"]


def meant_by(
    engine: Knowledge, query: Query, named: ListedName | AmbiguousName | None
) -> ListedName | AmbiguousName | None:
    """Who is meant by a name that may mean several carriers, with the number of a query beside it.

    That is the one among them whom the number names, or whose formats it fits best; else the one that is usual under the
    name. Another carrier's formats do not count. The name stays ambiguous where all of that tells nothing.
    """
    if not isinstance(named, AmbiguousName):
        return named
    found = (_told(engine, query, named) if query.key else None) or named.usual
    if found is None:
        return named
    return found.as_guess() if named.guessed else found


def _told(engine: Knowledge, query: Query, named: AmbiguousName) -> ListedName | None:
    """Whom of the carriers the number tells; of several that it fits as well, the usual one."""
    alone = engine.decision(query, said=False).listed
    if alone is not None:
        for listed in named:
            if listed.carrier is alone.carrier:
                return listed
    number, country = query.key, query.country
    fitting = list(_fitting(named, number, country, right=True)) or list(_fitting(named, number, country, right=False))
    if not fitting:
        return None
    best, _ = min(fitting, key=lambda one: one[0])
    told = [
        listed
        for rank, listed in fitting
        if rank.issued_elsewhere == best.issued_elsewhere and rank.score - best.score < thresholds.TIE
    ]
    if len(told) == 1 or named.usual is None:
        return told[0] if len(told) == 1 else None
    return named.usual if named.usual in told else None


def _fitting(
    named: AmbiguousName, number: str, country: str | None, right: bool
) -> Iterator[tuple[Rank, ListedName]]:
    """The carriers that have such numbers, each with the rank of its best format.

    With ``right`` the check digit has to be right; else it is wrong, and the pattern alone has to be telling.
    """

    def fits(found: FormatAtLength) -> bool:
        if right:
            return found.accepts(number)
        return found.fullmatch(number) is not None and found.evidence(number) >= thresholds.TELLING

    for listed in named:
        local = thresholds.LOCAL if country in listed.carrier.local else 0.0
        ranks = [
            Rank(0, found.issued_elsewhere, -(found.evidence(number) + local))
            for found in listed.carrier.formats_at(len(number))
            if fits(found)
        ]
        if ranks:
            yield min(ranks), listed
