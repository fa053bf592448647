"""Decides which of several carriers a company's name means: by the number, then by the country and the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.definitions.tiers import NEVER_UP_TO
from tracking.matching import thresholds
from tracking.matching.ranking import Rank

if TYPE_CHECKING:
    from tracking.resolving.query import Knowledge, Query

__all__ = ["meant_by", "told_by_number"]


def meant_by(
    engine: Knowledge, query: Query, named: ListedName | AmbiguousName | None
) -> ListedName | AmbiguousName | None:
    """Return the carrier that is meant by a name of several carriers, given the number of a query.

    It is the one that the number names, or whose formats the number fits best; otherwise, the one that usually has the
    name. Formats of other carriers do not count. If none of this decides, the name stays ambiguous.
    """
    if not isinstance(named, AmbiguousName):
        return named
    found = (told_by_number(engine, query, named) if query.key else None) or named.usual
    if found is None:
        return named
    return found.as_guess() if named.guessed else found


def told_by_number(engine: Knowledge, query: Query, named: AmbiguousName) -> ListedName | None:
    """Return the carrier that the number tells. If it fits several equally well, the usual one is returned."""
    country = named.country or query.country
    alone = engine.decision(query, said=False).listed
    if alone is not None:
        for listed in named:
            if listed.carrier is alone.carrier:
                return listed
    fits = [
        fit
        for listed in named.of_length(len(query.key))
        if (fit := _best_fit(named, listed, query.key, country)) is not None
    ]
    if any(fit.checked for fit in fits):
        fits = [fit for fit in fits if fit.right and fit.bits > NEVER_UP_TO]
    if not fits:
        return None
    usual, best = named.usual, min(fits, key=lambda fit: (fit.rank, not fit.right))
    telling = best.checked or not query.key.isdigit()
    if named.otherwise is not None and telling and usual not in [fit.listed for fit in fits]:
        return told_by_number(engine, query, named.otherwise)
    if named.general in [fit.listed for fit in fits] and usual not in [fit.listed for fit in fits]:
        usual = named.general  # the country's company has other numbers
    if usual is not None and best.bits <= NEVER_UP_TO and _may_have_any(usual, country):
        return usual
    # Bare digits whose first ones fit, and no check digit, are not enough to lead a country's brand abroad.
    tells_little = query.key.isdigit() and not best.checked and best.bits < thresholds.LOCAL
    if usual is not None and tells_little and country in usual.carrier.local:
        return usual
    near = [
        fit
        for fit in fits
        if fit.rank.issued_elsewhere == best.rank.issued_elsewhere and fit.rank.score - best.rank.score < thresholds.TIE
    ]
    if usual is not None and any(fit.listed is usual for fit in near):
        return usual
    told = [fit.listed for fit in near if fit.right] or [fit.listed for fit in near]
    return told[0] if len(told) == 1 else None


def _may_have_any(listed: ListedName, country: str | None) -> bool:
    """Tell whether plain digits may also be a carrier's at home, or if none of its formats is known."""
    return country in listed.carrier.local or not listed.carrier.has_formats


class _Fit(NamedTuple):
    """The degrees to which a number fits the formats of a carrier."""

    rank: Rank
    bits: float
    listed: ListedName
    right: bool
    """True if a format accepts it; false if only its check digit is wrong."""
    checked: bool
    """True if a check digit is right."""


def _best_fit(named: AmbiguousName, listed: ListedName, number: str, country: str | None) -> _Fit | None:
    local = thresholds.LOCAL if country in listed.carrier.local else 0.0
    fits = []
    for found in listed.carrier.formats_at(len(number)):
        if found.fullmatch(number) is None:
            continue
        right, bits = found.right(number), found.evidence(number)
        if not right:
            bits = bits if found.pattern_bits is None else found.pattern_bits
        if right or listed is named.usual or bits + local >= thresholds.LOCAL:
            rank = Rank(0, found.issued_elsewhere, -(bits + local))
            fits.append(_Fit(rank, bits, listed, right, right and found.check is not None))
    return min(fits, key=lambda fit: (not fit.right, fit.rank), default=None)
