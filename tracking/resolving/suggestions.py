"""Corrections: names close to an unknown one, numbers close to a wrong one, and carriers that have such numbers."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from tracking.matching import thresholds
from tracking.resolving.diagnosis import inspection
from tracking.resolving.results import Suggestion
from tracking.spelling.companies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import ListedCarrier, ListedName
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.shapes import Shape
    from tracking.matching.ranking import Match
    from tracking.resolving.query import Knowledge

__all__ = ["close_names", "corrected_numbers", "fitting_names", "other_carriers"]

_CLOSE = 0.75
"""Names are close if they have at least this share of characters in common, as `difflib` counts it."""
_NAMES = 3
"""How many names are suggested."""
_NUMBERS = 8
"""How many corrected numbers are suggested."""
_LONGEST_CORRECTED = 40
"""The length of the longest known format: longer texts are not mistyped numbers."""
_SHAPES = 40
"""How many shapes of a format are tried; a format with more has country codes or the like."""
# Characters that are mistaken for each other in print, by people and by readers of print.
_DIGIT_FOR = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


def close_names(catalog: Catalog, company: str) -> Iterator[Suggestion]:
    """Return names that are close to an unknown one."""
    known = catalog.folded_names()
    for close in get_close_matches(fold(company), known, n=_NAMES, cutoff=_CLOSE):
        yield Suggestion("company", known[close], f"{company!r} is close to the name {known[close]!r}")


def fitting_names(fitting: Iterable[ListedName]) -> Iterator[Suggestion]:
    """Return the carriers that a name may mean and whose formats accept the number."""
    for listed in islice(fitting, _NAMES):
        yield Suggestion("company", str(listed.company), f"the number matches a format of {listed.company}")


def other_carriers(matches: Sequence[Match], known: ListedCarrier | None, least: float) -> Iterator[Suggestion]:
    """Return carriers other than the known one that have such numbers, with at least ``least`` bits."""
    for match in matches:
        carrier = match.listed.carrier
        if carrier is not known and match.bits >= least and not carrier.general:
            company = str(match.listed.company)
            yield Suggestion("carrier", company, f"{company} has such numbers ({match.format.name})")


def corrected_numbers(
    engine: Knowledge, text: str, known: ListedCarrier | None, spoke: FormatAtLength | None, country: str | None
) -> Iterator[Suggestion]:
    """Return numbers that would be right: look-alike characters, swapped neighbors, another check digit.

    ``known`` is the known company's carrier. ``spoke`` is the format whose number the key seems to be.
    """
    if len(text) > _LONGEST_CORRECTED:
        return
    seen = {text}
    meant = known
    if meant is None and spoke is not None:
        meant = engine.catalog.carriers[spoke.carrier_id]
    for variant in _variants(text, meant):
        if variant.number not in seen and _accepted(engine, variant.number, known, spoke, country):
            seen.add(variant.number)
            yield Suggestion("number", variant.number, f"with {variant.change}")
            if len(seen) > _NUMBERS:
                break
    if spoke is not None and (expected := spoke.expected(text)) is not None:
        digit, at = expected
        number = _with(text, at, digit)
        if number not in seen:
            yield Suggestion("number", number, f"with the check digit {digit} instead of {text[at : at + len(digit)]}")


def _accepted(
    engine: Knowledge, number: str, known: ListedCarrier | None, spoke: FormatAtLength | None, country: str | None
) -> bool:
    """Tell whether a corrected number is plausible: by a check digit, or by a narrow format of the known carrier."""
    if known is None:
        matches = engine.ranked(number, country)
        return any(match.format.check is not None and match.bits >= thresholds.TELLING for match in matches)
    said = inspection(known, number)
    if said.problem is not None or said.format is None:
        return False
    return said.format.check is not None or (spoke is None and said.format.evidence(number) >= thresholds.CORRECTED)


class _Variant(NamedTuple):
    """A number that differs slightly from the given one."""

    number: str
    change: str


def _variants(text: str, carrier: ListedCarrier | None) -> Iterator[_Variant]:
    """Yield what may have been misread, misheard, or mistyped, the likeliest first."""
    for found in carrier.formats_at(len(text)) if carrier is not None else ():
        for shape in found.shapes[:_SHAPES]:
            yield from _as_shape(text, shape)
    for table in (_DIGIT_FOR, _LETTER_FOR):
        for at, sign in enumerate(text):
            if sign in table:
                yield _Variant(_with(text, at, table[sign]), _replaced(text, at, table[sign]))
    for at, (sign, following) in enumerate(pairwise(text)):
        if sign != following:
            number = text[:at] + following + sign + text[at + 2 :]
            yield _Variant(number, f"positions {at + 1} and {at + 2} swapped")


def _as_shape(text: str, shape: Shape) -> Iterator[_Variant]:
    """Return the number with letters and digits exchanged where the carrier's shape shows a confusion."""
    for misread in ("", "OI"):  # O and I are mistaken for 0 and 1 even where letters are allowed
        number = "".join(
            sign if sign in allowed and sign not in misread else _look_alike(sign, allowed)
            for sign, allowed in zip(text, shape.sets, strict=True)
        )
        changed = [at for at, sign in enumerate(number) if sign != text[at]]
        if changed and shape.fits(number):
            yield _Variant(number, ", ".join(_replaced(text, at, number[at]) for at in changed))


def _look_alike(sign: str, allowed: frozenset[str]) -> str:
    """Return the character that a reader may have mistaken for this one, if it is allowed here."""
    for alike in (_DIGIT_FOR.get(sign), _LETTER_FOR.get(sign)):
        if alike is not None and alike in allowed:
            return alike
    return sign


def _with(text: str, at: int, sign: str) -> str:
    return text[:at] + sign + text[at + len(sign) :]


def _replaced(text: str, at: int, sign: str) -> str:
    return f"{sign} instead of {text[at]} at position {at + 1}"
