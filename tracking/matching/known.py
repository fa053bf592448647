"""The answers of predicates: sets of formats, each stored once for all numbers that they accept.

The formats that accept a number follow from the tests that it passes. The rest of an answer (the order of the
formats, the carrier that they name) follows from these formats alone, or from them and the places of letters and
digits. So it is stored with them, and never with a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tracking.definitions.format_at_length import FormatAtLength
from tracking.matching import thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracking.catalog.listed import ListedName
    from tracking.matching.ranking import Decision, Match

__all__ = ["Interned", "KnownFormats", "VaryingFormats"]

_MEMORY = 4096
"""The greatest number of entries in a memory; it is then cleared."""


class KnownFormats:
    """Formats that a predicate returns repeatedly, with values computed from them, which the engine adds."""

    __slots__ = ("candidates", "decided", "formats", "named", "ranked", "ranked_in")
    formats: tuple[FormatAtLength, ...]
    """The formats; at least one."""
    ranked: tuple[Match, ...] | None
    """Their matches in order, without a country."""
    named: ListedName | Literal[False] | None
    """The carrier that the matches name; False for none, and None if it was not yet computed."""
    ranked_in: dict[str, tuple[Match, ...]] | None
    """Their matches in order, by country."""
    decided: dict[tuple[str | None, bool], Decision] | None
    """The decisions of their matches, by country and by whether a company or URL was given as well."""
    candidates: Callable[[str], tuple[Any, ...]] | None
    """A function from a key that these formats accept to the candidates that users see, in order, without a country."""

    def __init__(self, formats: tuple[FormatAtLength, ...]) -> None:
        self.formats = formats
        self.ranked = self.named = self.ranked_in = self.decided = self.candidates = None

    def __iter__(self) -> Iterator[FormatAtLength]:
        return iter(self.formats)

    @property
    def vouched(self) -> bool:
        """Tell whether any of them has a check digit, which is then right."""
        return any(found.check is not None for found in self.formats)


class Interned:
    """Every set of formats that predicates have given, so that equal ones are one object."""

    def __init__(self) -> None:
        self._known: dict[tuple[FormatAtLength, ...], KnownFormats] = {}
        self._varying: dict[tuple[tuple[FormatAtLength, ...], float], VaryingFormats] = {}

    def formats(self, formats: tuple[FormatAtLength, ...]) -> KnownFormats:
        """Return the one object for these formats."""
        known = self._known.get(formats)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known.setdefault(formats, KnownFormats(formats))
        return known

    def outcome(
        self, passed: Iterable[FormatAtLength], failed: Iterable[FormatAtLength]
    ) -> KnownFormats | VaryingFormats:
        """Return a predicate's answer for a number that passed the tests of some formats and failed the check digits of others.

        This is the law about mistyped numbers. A format whose pattern alone says `thresholds.SHADOW` bits or more is
        narrow: a number that matches it with a wrong check digit is more likely mistyped than another carrier's. Then the formats
        that say no more than the narrowest such pattern are given as likely mistyped: they are listed and name no carrier. A
        carrier that only uses numbers that another issues casts no such doubt.
        """
        right = tuple(passed)
        if len(right) > 1:
            right = tuple(dict.fromkeys(right))
        doubt = 0.0
        for wrong in failed:
            if wrong not in right:
                doubt = max(doubt, doubt_of(wrong) or 0.0)
        return self._answer(right, doubt)

    def alone(self, passed: FormatAtLength) -> KnownFormats | VaryingFormats:
        """Return the same as `outcome`, for a number that passed the tests of one format and failed no check digit."""
        return self._answer((passed,), 0.0)

    def _answer(self, right: tuple[FormatAtLength, ...], doubt: float) -> KnownFormats | VaryingFormats:
        for found in right:
            if found.bits is None or found.guess is None:
                varying = self._varying.get((right, doubt))
                return varying or self._varying.setdefault((right, doubt), VaryingFormats(right, doubt))
        return self.formats(_doubted(right, doubt, "") if doubt else right)


class VaryingFormats:
    """Formats of which some have more evidence for a letter than for a digit; known for each layout of letters and digits."""

    __slots__ = ("_care", "_doubt", "_formats", "_known")

    def __init__(self, formats: tuple[FormatAtLength, ...], doubt: float) -> None:
        self._formats, self._doubt = formats, doubt
        self._care = 0
        for varying in formats:
            self._care |= varying.care
        self._known: dict[int, KnownFormats] = {}

    def of(self, number: bytes, code: int) -> KnownFormats:
        """Return the formats that accept this number, given with its code."""
        places = code & self._care
        known = self._known.get(places)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[places] = KnownFormats(_doubted(self._formats, self._doubt, number.decode()))
        return known


def doubt_of(format_: FormatAtLength) -> float | None:
    """The bits up to which a wrong check digit of a format puts others in doubt; None for a format that cannot."""
    if format_.check is None or format_.issued_elsewhere or format_.pattern_bits is None:
        return None
    return format_.pattern_bits if format_.pattern_bits >= thresholds.SHADOW else None


def _doubted(formats: tuple[FormatAtLength, ...], doubt: float, number: str) -> tuple[FormatAtLength, ...]:
    if not doubt:
        return formats
    return tuple([found if found.evidence(number) > doubt else found.as_likely_mistyped() for found in formats])
