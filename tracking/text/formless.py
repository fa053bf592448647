"""Numbers of carriers whose formats are not known: a text that names such a carrier is the only evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.matching import thresholds
from tracking.resolving.candidates import Candidate
from tracking.text.naming import NamedCarriers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.matching.ranking import Match

__all__ = ["doubtful", "formless", "formless_at_home", "is_formless", "mostly_digits"]

_FORMAT = "named in the text"
"""What stands for the format of such a number."""


def formless(
    said: NamedCarriers, number: str, country: str | None, labelled: Callable[[str], bool] | None = None
) -> Candidate | None:
    """Return the candidate of a named carrier without known formats; None if there is no such carrier.

    ``labelled`` tells whether a word for a parcel's number stands right before it, so that most of it may be letters.
    """
    if len(said.meant) != 1 or any(carrier.has_formats for carrier in said.all()):
        return None
    if not mostly_digits(number) and not (labelled and len(number) >= thresholds.SHORTEST_PLAIN and labelled(number)):
        return None
    (carrier,) = said.meant
    listed = carrier.place(country)
    return Candidate(carrier.id, listed.company, _FORMAT, {}, "none", 0.0, listed.url(number))


def is_formless(candidate: Candidate) -> bool:
    """Tell whether a candidate is a carrier without known formats, so that nothing but its name speaks for it."""
    return candidate.format == _FORMAT


def formless_at_home(said: NamedCarriers, number: str, country: str | None) -> Candidate | None:
    """Return the candidate of a brand's carrier of the country, if it has no known formats and others of the brand have."""
    if [one.country for one in said.meant] != [country]:
        return None
    return formless(NamedCarriers(said.meant, (), ()), number, country)


def mostly_digits(number: str) -> bool:
    """Tell whether at least half of a number is digits, and it is long enough to count without evidence."""
    return 2 * sum(map(str.isdecimal, number)) >= len(number) >= thresholds.SHORTEST_PLAIN


def doubtful(number: str, matches: tuple[Match, ...]) -> bool:
    """Tell whether only its beginning makes it a number: it has no check digit, or as few digits as a telephone number."""
    if number.isdecimal() and len(number) <= thresholds.TELEPHONE:
        return True
    return not any(match.bits >= thresholds.STANDS_ALONE and match.format.check for match in matches)
