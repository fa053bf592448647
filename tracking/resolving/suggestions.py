"""What would be right: names close to an unknown one, numbers close to a wrong one, carriers that have such numbers."""

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
"""The share of characters that two names have in common, as `difflib` counts it, from which on they are close."""
_NAMES = 3
"""Names that are suggested."""
_NUMBERS = 8
"""Corrected numbers that are suggested."""
_LONGEST_CORRECTED = 40
"""Characters of the longest known format: longer texts are no mistyped numbers."""
_SHAPES = 40
"""Shapes of a format that are tried; more are country codes and the like."""
# Signs that are taken for each other in print and by readers of print.
_DIGIT_FOR = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


def close_names(catalog: Catalog, company: str) -> Iterator[Suggestion]:
    """Names that are close to an unknown one."""
    known = catalog.folded_names()
    for close in get_close_matches(fold(company), known, n=_NAMES, cutoff=_CLOSE):
        yield Suggestion("company", known[close], f"{company!r} is close to the name {known[close]!r}")


def fitting_names(fitting: Iterable[ListedName]) -> Iterator[Suggestion]:
    """Of the carriers that a name may mean those whose formats accept the number."""
    for listed in islice(fitting, _NAMES):
        yield Suggestion("company", str(listed.company), f"the number matches a format of {listed.company}")


def other_carriers(matches: Sequence[Match], known: ListedCarrier | None, least: float) -> Iterator[Suggestion]:
    """Carriers other than the known one that have such numbers, with ``least`` bits or more."""
    for match in matches:
        carrier = match.listed.carrier
        if carrier is not known and match.bits >= least and not carrier.general:
            company = str(match.listed.company)
            yield Suggestion("carrier", company, f"{company} has such numbers ({match.format.name})")


def corrected_numbers(
    engine: Knowledge, text: str, known: ListedCarrier | None, spoke: FormatAtLength | None, country: str | None
) -> Iterator[Suggestion]:
    """Numbers that would be right: look-alike signs, neighbors swapped, another check digit.

    ``known`` is the known company's carrier; ``spoke`` is the format whose number the key seems to be.
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
    """Whether a corrected number may be meant: a check digit vouches for it, or a telling format of the known carrier."""
    if known is None:
        matches = engine.ranked(number, country)
        return any(match.format.check is not None and match.bits >= thresholds.TELLING for match in matches)
    said = inspection(known, number)
    if said.problem is not None or said.format is None:
        return False
    return said.format.check is not None or (spoke is None and said.format.evidence(number) >= thresholds.CORRECTED)


class _Variant(NamedTuple):
    """A number that differs a little from the one that was given."""

    number: str
    change: str


def _variants(text: str, carrier: ListedCarrier | None) -> Iterator[_Variant]:
    """What may have been misread, misheard or mistyped as this, the likeliest first."""
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
    """A number of a carrier's own shape, which tells at each place whether a letter or a digit was taken for the other."""
    for misread in ("", "OI"):  # O and I are taken for 0 and 1 even where letters may stand
        number = "".join(
            sign if sign in allowed and sign not in misread else _look_alike(sign, allowed)
            for sign, allowed in zip(text, shape.sets, strict=True)
        )
        changed = [at for at, sign in enumerate(number) if sign != text[at]]
        if changed and shape.fits(number):
            yield _Variant(number, ", ".join(_replaced(text, at, number[at]) for at in changed))


def _look_alike(sign: str, allowed: frozenset[str]) -> str:
    """The sign that a reader may have taken for this one, if it is allowed here."""
    for alike in (_DIGIT_FOR.get(sign), _LETTER_FOR.get(sign)):
        if alike is not None and alike in allowed:
            return alike
    return sign


def _with(text: str, at: int, sign: str) -> str:
    return text[:at] + sign + text[at + len(sign) :]


def _replaced(text: str, at: int, sign: str) -> str:
    return f"{sign} instead of {text[at]} at position {at + 1}"
