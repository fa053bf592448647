"""What is wrong with a number, a company or a page, in sentences, and what would be right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from tracking.catalog.catalog import Catalog
from tracking.catalog.listed import ANYWHERE, AmbiguousName, FormatAtLength, ListedCarrier, ListedName
from tracking.definitions.patterns import parse
from tracking.resolving.results import Problem, Resolution, Suggestion, Validation
from tracking.spelling.companies import fold
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.matching.ranking import Match
    from tracking.resolving.engine import Engine
    from tracking.resolving.query import Query

__all__ = ["problems", "validate"]

ALTERNATIVE = 5.0
"""Bits by which another checked format of the same carrier may be wider and still speak (USPS: EMS beside S10)."""
TELLING = 7.5
"""Bits from which a shape alone says whose number this was meant to be: no less than the USPS's 22 digits."""
OTHER = 10.0
"""Bits from which a number that is not the known company's is called another's."""


def _number(entry: ListedCarrier, text: str) -> tuple[Problem | None, FormatAtLength | None]:
    """What a carrier's formats say of a number, and the format that spoke.

    The narrowest format that matches speaks; a loose one would pass every mistyped number.
    """
    if not entry.has_formats:
        return Problem("format_unknown", f"no number format of {entry.name} is known, so nothing was checked"), None
    matching = sorted(
        ((slot.evidence(text), slot) for slot in entry.slots(len(text)) if slot.fullmatch(text)),
        key=lambda item: -item[0],
    )
    if not matching:
        return Problem("format_mismatch", f"{text!r} has the form of no known number of {entry.name}"), None
    most, narrowest = matching[0]
    for bits, slot in matching:
        near = bits >= most - ALTERNATIVE if slot.check else bits == most
        if near and slot.right(text):
            return None, slot
    return _wrong(narrowest, text), narrowest


def _wrong(slot: FormatAtLength, text: str) -> Problem:
    expected = slot.expected(text)
    if expected is None:
        return Problem("check_digit", f"the check digit of this {slot.carrier.name} number ({slot.name}) is wrong")
    digit, at = expected
    return Problem(
        "check_digit",
        f"the check digit of this {slot.carrier.name} number ({slot.name}) is {text[at]} and should be {digit}",
    )


def problems(engine: Engine, resolution: Resolution, asked: Query) -> tuple[Problem, ...]:
    """The warnings of a resolution; ``asked`` is what it was asked with."""
    found: list[Problem] = []
    index, named = engine.catalog, asked.named
    text, matches = asked.ranked()
    if not text:
        found.append(Problem("number_missing", "there is no tracking number"))
    if isinstance(named, ListedName):
        if text:
            wrong, spoke = _number(named.carrier, text)
            if wrong is not None and wrong.code != "format_unknown":
                found.append(wrong)
            found += _other(named.carrier, spoke, matches, text)
    else:
        if isinstance(named, AmbiguousName):
            names = ", ".join(sorted(f"{place.company} ({place.carrier.id})" for place in named))
            found.append(Problem("company_ambiguous", f"{asked.company!r} may mean {names}; write the listed name"))
        elif asked.company:
            found.append(Problem("company_unknown", f"{asked.company!r} is no known company; it is kept as given"))
        if text:
            found += _unnamed(engine, matches, text, resolution)
    if asked.url is None:
        found += _page(asked, resolution)
    elif text:
        found += _differing(index, asked.url, asked.number or "")
    found += _country(asked.country)
    return tuple(found)


def _other(
    entry: ListedCarrier, spoke: FormatAtLength | None, matches: tuple[Match, ...], text: str
) -> Iterator[Problem]:
    """Whose number it seems to be, when the known carrier's own formats say little for it."""
    if spoke is None or spoke.evidence(text) <= 0.5:
        for _, slot, bits, place in matches:
            if bits >= OTHER and not slot.issued_elsewhere and slot.carrier is not entry:
                yield Problem(
                    "carrier_differs", f"the number has the form of a number of {place.company} ({slot.name})"
                )
                break


def _unnamed(engine: Engine, matches: tuple[Match, ...], text: str, resolution: Resolution) -> Iterator[Problem]:
    """What a number says when no company speaks for it."""
    deciding = [item for item in matches if item[0][0] == ANYWHERE]
    if _doubted(matches) and (near := _near(engine, text)) is not None:
        yield _wrong(near, text)
    elif not matches:
        if resolution.url is None:
            yield Problem("number_unknown", "no known carrier has numbers of this form")
    elif len(deciding) > 1 and resolution.carrier is None:
        yield Problem("ambiguous", f"several carriers have such numbers: {_names(deciding)}; name the company")
    elif resolution.carrier is None and resolution.url is None:
        yield Problem(
            "weak", f"it may be a number of {_names(matches)}, but its form alone decides nothing; name the company"
        )


def _names(matches: Sequence[Match]) -> str:
    return ", ".join(item[1].carrier.name for item in matches[:5])


def _country(country: str | None) -> Iterator[Problem]:
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        yield Problem("country_unknown", f"{country!r} is no country code; give two letters, as in DE")


def _differing(index: Catalog, url: str, number: str) -> Iterator[Problem]:
    """Whether a URL is a carrier's page for another number."""
    for entry, _, read in index.page(url):
        if read and key(read) != key(number):
            yield Problem("number_differs", f"the URL is {entry.name}'s page for {read!r}, not for {number!r}")
            break


def _doubted(matches: Sequence[Match]) -> bool:
    """Whether nothing but formats in doubt accepts a number, or nothing at all."""
    return all(item[1].likely_mistyped for item in matches)


def _near(engine: Engine, text: str) -> FormatAtLength | None:
    """The most telling format that a number would match with another check digit."""
    near = [(slot.evidence(text), slot) for slot in engine.matcher.near(text)]
    near = [item for item in near if item[0] >= TELLING and not item[1].issued_elsewhere]
    return max(near, key=lambda item: (item[0], item[1].carrier.id))[1] if near else None


def _page(asked: Query, resolution: Resolution) -> Iterator[Problem]:
    place = asked.named if isinstance(asked.named, ListedName) else asked.place
    if place is None:
        return
    if not place.pages:
        yield Problem("page_unknown", f"no tracking page of {place.company} is known")
    elif resolution.url is None:
        lacking = sorted({name for page in place.pages for name in page.variables if name != "number"})
        if lacking and asked.number and not asked.number.isspace():
            yield Problem("page_needs", f"the page of {place.company} also needs {' and '.join(lacking)}")
    else:
        values = {
            "number": asked.number,
            "postal_code": asked.postal_code,
            "country": asked.country,
            "language": asked.language,
        }
        used = next((page for page in place.pages if all(values.get(name) for name in page.variables)), None)
        if used is not None and "number" not in used.variables:
            yield Problem("page_without_number", f"on the page of {place.company} the number has to be typed in")


def validate(
    engine: Engine, number: str, company: str | None, country: str | None, url: str | None = None
) -> Validation:
    """See `Resolver.validate`; ``url`` is a checked one."""
    index, text = engine.catalog, key(number)
    found: list[Problem] = []
    suggestions: list[Suggestion] = []
    ok, spoke, entry = True, None, None
    named = index.company(company, country) if company else None
    matches = engine.ranked(text, country) if text else ()
    if not text:
        return Validation(False, (Problem("number_missing", "there is no tracking number"),), ())
    if isinstance(named, ListedName):
        entry = named.carrier
        wrong, spoke = _number(entry, text)
        if wrong is not None:
            found.append(wrong)
            ok = wrong.code == "format_unknown"
        found += _other(entry, spoke, matches, text)
    else:
        if isinstance(named, AmbiguousName):
            names = ", ".join(sorted(f"{place.company} ({place.carrier.id})" for place in named))
            found.append(Problem("company_ambiguous", f"{company!r} may mean {names}; write the listed name"))
            fitting = [place for place in named if _number(place.carrier, text)[0] is None]
            ok = bool(fitting) or not all(place.carrier.has_formats for place in named)
            suggestions += [
                Suggestion("company", str(place.company), f"the number has a form of {place.company}'s")
                for place in fitting[:3]
            ]
        elif company:
            found.append(
                Problem("company_unknown", f"{company!r} is no known company, so its numbers cannot be checked")
            )
            suggestions += _companies(index, company)
        if _doubted(matches) and not isinstance(named, AmbiguousName):
            spoke = _near(engine, text)
            if spoke is not None:
                found.append(_wrong(spoke, text))
                ok = bool(matches)
            elif not company:
                found.append(Problem("number_unknown", "no known carrier has numbers of this form"))
                ok = False
        elif not company and _tied([item for item in matches if item[0][0] == ANYWHERE]):
            found.append(
                Problem("ambiguous", f"several carriers have such numbers: {_names(matches)}; name the company")
            )
    if url is not None:
        found += _differing(index, url, number)
    found += _country(country)
    mistyped = any(problem.code == "check_digit" for problem in found)
    if not ok or mistyped or (entry is not None and spoke is not None and spoke.evidence(text) <= 0.5):
        suggestions += _corrections(engine, text, entry, spoke, country)
        for _, slot, bits, _ in matches:
            if slot.carrier is not entry and (bits >= (3 if not ok else OTHER)) and not slot.carrier.general:
                name = str(slot.carrier.place(country).company)
                suggestions.append(Suggestion("carrier", name, f"{name} has such numbers ({slot.name})"))
                if len(suggestions) > 12:
                    break
    return Validation(ok, tuple(found), tuple(dict.fromkeys(suggestions)))


def _tied(matches: Sequence[Match]) -> bool:
    """Whether the first of the matches has a rival that is as likely."""
    if not matches:
        return False
    first = matches[0]
    return any(
        item[0][0] == first[0][0]
        and item[0][1] == first[0][1]
        and item[0][2] - first[0][2] < 1
        and item[1].carrier is not first[1].carrier
        for item in matches[1:]
    )


def _companies(index: Catalog, company: str) -> Iterator[Suggestion]:
    """Names that are close to an unknown one."""
    known = index.folded_names()
    for close in get_close_matches(fold(company), known, n=3, cutoff=0.75):
        yield Suggestion("company", known[close], f"{company!r} is close to the name {known[close]!r}")


# Signs that are taken for each other in print and by readers of print.
_ALIKE = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_SHAPES = 40
"""Shapes of a format that are tried; more are country codes and the like."""
_ALIKE_BACK = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}


def _corrections(
    engine: Engine, text: str, entry: ListedCarrier | None, spoke: FormatAtLength | None, country: str | None
) -> Iterator[Suggestion]:
    """Numbers that would be right: look-alike signs, neighbors changed over, another check digit."""

    def accepted(number: str) -> bool:
        if entry is not None:
            wrong, speaks = _number(entry, number)
            if wrong is not None or speaks is None:
                return False
            return speaks.check is not None or (spoke is None and speaks.evidence(number) >= 5)
        return any(slot.check is not None and bits >= TELLING for _, slot, bits, _ in engine.ranked(number, country))

    if len(text) > 40:
        return
    seen = {text}
    for number, message in _variants(text, entry or (spoke.carrier if spoke is not None else None)):
        if number not in seen and accepted(number):
            seen.add(number)
            yield Suggestion("number", number, message)
            if len(seen) > 8:
                break
    if spoke is not None and (expected := spoke.expected(text)) is not None:
        digit, at = expected
        number = text[:at] + digit + text[at + 1 :]
        if number not in seen:
            yield Suggestion("number", number, f"with the check digit {digit} instead of {text[at]}")


def _variants(text: str, entry: ListedCarrier | None) -> Iterator[tuple[str, str]]:
    for slot in entry.slots(len(text)) if entry is not None else ():
        # What the carrier's own format allows at each place tells which signs were taken for others.
        for shape in parse(slot.source).of(len(text))[:_SHAPES]:
            for misread in ("", "OI"):  # O and I are taken for 0 and 1 even where letters may stand
                number = "".join(
                    character if character in allowed and character not in misread else _alike(character, allowed)
                    for character, allowed in zip(text, shape.sets, strict=True)
                )
                changed = [place for place, character in enumerate(number) if character != text[place]]
                if changed and shape.fits(number):
                    signs = ", ".join(
                        f"{number[place]} instead of {text[place]} at position {place + 1}" for place in changed
                    )
                    yield number, f"with {signs}"
    for table in (_ALIKE, _ALIKE_BACK):
        for place, character in enumerate(text):
            if character in table:
                sign = table[character]
                yield (
                    text[:place] + sign + text[place + 1 :],
                    f"with {sign} instead of {character} at position {place + 1}",
                )
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            changed_over = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            yield changed_over, f"with positions {place + 1} and {place + 2} changed over"


def _alike(character: str, allowed: frozenset[str]) -> str:
    """The sign that a reader may have taken for this one, if it is allowed here."""
    for sign in (_ALIKE.get(character), _ALIKE_BACK.get(character)):
        if sign is not None and sign in allowed:
            return sign
    return character
