"""The problems of a number, a company, and a page. Their sentences are in `tracking.resolving.problems`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.catalog.listed import AmbiguousName, GuessedName, ListedName, WitnessedName
from tracking.definitions.templates import OF_SHOP
from tracking.definitions.tiers import NEVER_UP_TO
from tracking.matching import thresholds
from tracking.resolving.problems import sentence
from tracking.resolving.results import Problem
from tracking.spelling.countries import is_country_code
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import ListedCarrier
    from tracking.catalog.pages import PageRead
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.ranking import Decision, Match
    from tracking.resolving.problems import ProblemCode
    from tracking.resolving.query import Knowledge, Query
    from tracking.resolving.results import Resolution

__all__ = [
    "Inspection",
    "ambiguous_company",
    "country_problems",
    "guessed_company",
    "inspection",
    "no_number",
    "number_differs",
    "numbers_read",
    "of_known_company",
    "of_number",
    "problem",
    "problems",
    "unknown_company",
    "wrong_check_digit",
]


_COMPANIES = 12
"""How many companies or numbers a message names."""


def problem(code: ProblemCode, **values: Any) -> Problem:
    """Return a problem with its sentence from the register."""
    return Problem(code, sentence(code, **values))


def problems(engine: Knowledge, resolution: Resolution, query: Query) -> tuple[Problem, ...]:
    """Return the warnings of a resolution. ``query`` is the question."""
    named = query.named
    found = [*numbers_read(query)]
    text, matches = "" if len(query.read) > 1 else query.key, query.ranked(engine)
    if not query.key:
        found.append(no_number(query))
    if isinstance(named, GuessedName):
        found.append(guessed_company(query.company, named))
    if isinstance(named, ListedName):
        if text:
            said = inspection(named.carrier, text)
            found += (
                one for one in of_known_company(named.carrier, said, matches, text) if one.code != "format_unknown"
            )
    else:
        if isinstance(named, AmbiguousName):
            found.append(ambiguous_company(query.company, named))
        elif query.company:
            found.append(unknown_company(query.company, "; it is kept as given"))
        if text:
            found += _unnamed(engine, matches, text, resolution, query)
    if query.url is None:
        found += _page(query, resolution) if len(query.read) < 2 else ()
    elif text:
        found += number_differs(engine.catalog, query)
    found += country_problems(query.country)
    return tuple(found)


def no_number(query: Query) -> Problem:
    """Return the problem of a value without a key."""
    if query.absent == "number_rounded":
        return problem("number_rounded", number=query.number)
    return problem("number_missing")


def numbers_read(query: Query) -> Iterator[Problem]:
    """Return what was read in a cell that holds more than a number."""
    if len(query.read) == 1:
        yield problem("number_read", read=query.written, number=query.number)
    elif query.read:
        yield problem("numbers_several", number=query.number, numbers=", ".join(query.read[:_COMPANIES]))


# A number with a known company.


class Inspection(NamedTuple):
    """The result of testing a number with a known carrier's own formats."""

    problem: Problem | None
    format: FormatAtLength | None
    """The format that decides."""


def inspection(carrier: ListedCarrier, text: str) -> Inspection:
    """Return what a carrier's formats say about a key.

    The narrowest format that matches decides, because a loose one would pass every mistyped number.
    """
    if not carrier.has_formats:
        return Inspection(problem("format_unknown", carrier=carrier.name), None)
    matching = sorted(
        ((found.evidence(text), found) for found in carrier.formats_at(len(text)) if found.fullmatch(text)),
        key=lambda item: -item[0],
    )
    if not matching:
        return Inspection(problem("format_mismatch", number=text, carrier=carrier.name), None)
    most, narrowest = matching[0]
    for bits, found in matching:
        near = bits >= most - thresholds.ALTERNATIVE if found.check else bits == most
        if near and found.right(text):
            return Inspection(None, found)
    return Inspection(wrong_check_digit(carrier, narrowest, text), narrowest)


def wrong_check_digit(carrier: ListedCarrier, matching: FormatAtLength, text: str) -> Problem:
    """Return the problem that a key matches a carrier's format except for its check digit."""
    fault = "wrong"
    if (expected := matching.expected(text)) is not None:
        digit, at = expected
        fault = f"{text[at : at + len(digit)]} and should be {digit}"
    return problem("check_digit", carrier=carrier.name, format=matching.name, fault=fault)


def of_known_company(
    carrier: ListedCarrier, said: Inspection, matches: Sequence[Match], text: str
) -> Iterator[Problem]:
    """Return what is wrong with a key as a number of the known carrier. ``said`` is what its formats say."""
    if said.problem is not None:
        yield said.problem
    yield from _other_carrier(carrier, said.format, matches, text)


def _other_carrier(
    carrier: ListedCarrier, spoke: FormatAtLength | None, matches: Sequence[Match], text: str
) -> Iterator[Problem]:
    """Return the carrier that the number seems to belong to, if the known carrier's own formats say little."""
    if spoke is None or spoke.evidence(text) <= NEVER_UP_TO:
        for match in matches:
            if (
                match.bits >= thresholds.OTHER
                and not match.format.issued_elsewhere
                and match.listed.carrier is not carrier
            ):
                yield problem("carrier_differs", company=match.listed.company, format=match.format.name)
                break


# A number without a company.


def of_number(
    engine: Knowledge, matches: Sequence[Match], text: str, decision: Decision, mistyped: FormatAtLength | None
) -> Problem | None:
    """Return what is wrong with a key by itself. Its carrier, and whether a check digit fails, were decided before."""
    if mistyped is not None:
        return wrong_check_digit(engine.catalog.carriers[mistyped.carrier_id], mistyped, text)
    if not matches:
        users = engine.users(text)
        return problem("weak", carriers=_names(users)) if users else problem("number_unknown")
    if decision.kind == "ambiguous":
        rivals = [match for match in (decision.match, *decision.rivals) if match is not None]
        return problem("ambiguous", carriers=_names([match.listed for match in rivals]))
    if decision.kind == "named":
        return None
    return problem("weak", carriers=_names([match.listed for match in matches]))


def _names(whose: Sequence[ListedName]) -> str:
    return ", ".join(listed.carrier.name for listed in whose[:5])


def _unnamed(
    engine: Knowledge, matches: tuple[Match, ...], text: str, resolution: Resolution, query: Query
) -> Iterator[Problem]:
    """Return what a number says by itself, if the resolution has no other answer."""
    decision = engine.decision(query, said=bool(query.company or query.url))
    mistyped = None if decision.kind == "named" else engine.mistyped(text)
    found = of_number(engine, matches, text, decision, mistyped)
    if found is None:
        return
    answered = {
        "check_digit": False,
        "number_unknown": resolution.url is not None,
        "ambiguous": resolution.carrier is not None,
        "weak": resolution.carrier is not None or resolution.url is not None,
    }
    if not answered[found.code]:
        yield found


# Companies, countries, and pages.


def ambiguous_company(company: str | None, named: AmbiguousName) -> Problem:
    """Return the problem that a company's name may mean several carriers."""
    names = sorted(f"{listed.company} ({listed.carrier.id})" for listed in named)
    more = f" and {len(names) - _COMPANIES} more" if len(names) > _COMPANIES else ""
    companies = ", ".join(names[:_COMPANIES]) + more
    return problem("company_ambiguous", company=company, companies=companies)


def guessed_company(company: str | None, named: GuessedName) -> Problem:
    """Return the problem that a company's name was recognized within other words, how it was read, and by what."""
    both = isinstance(named, WitnessedName)
    reason = ": it contains a name of this carrier, and the number fits its formats" if both else ""
    return Problem("company_guessed", sentence("company_guessed", company=company, name=named.company) + reason)


def unknown_company(company: str, consequence: str) -> Problem:
    """Return the problem that a company's name means no known carrier, and the consequence."""
    return Problem("company_unknown", sentence("company_unknown", company=company) + consequence)


def country_problems(country: str | None) -> Iterator[Problem]:
    """Return the problem of a country that is not a code, in the form of `tracking.spelling.countries.country_code`."""
    if country and not is_country_code(country):
        yield problem("country_unknown", country=country)


def number_differs(catalog: Catalog, query: Query) -> Iterator[Problem]:
    """Return the problem that the explicit URL is a carrier's page for another number."""
    reads = [page for page in catalog.page(query.url or "") if page.number]
    if reads and not any(key(page.number) == query.key or _shown_as(catalog, page, query) for page in reads):
        first, *_ = reads
        yield problem("number_differs", carrier=first.carrier.name, read=first.number, number=query.number or "")


def _shown_as(catalog: Catalog, page: PageRead, query: Query) -> bool:
    """Tell whether a carrier's own link for a number shows what was read: a page may omit the check digit."""
    values = {name: query.values().get(name) or "-" for name in OF_SHOP}
    own = page.carrier.place(query.country, page.name).link(query.key, values)
    shown = catalog.page(own.url) if own else ()
    return any(one.carrier is page.carrier and one.number == page.number for one in shown)


def _page(query: Query, resolution: Resolution) -> Iterator[Problem]:
    """Return what the known page of a carrier lacks."""
    listed = query.named if isinstance(query.named, ListedName) else query.listed
    if listed is None:
        return
    if resolution.url is None:
        if not listed.pages:
            yield problem("page_unknown", company=listed.company)
        elif query.number and not query.number.isspace() and not query.absent:
            needed = listed.needed(query.key or query.number)
            if needed is None:
                yield problem("page_unknown", company=f"{listed.company} for such a number")
            elif needed:
                yield problem("page_needs", company=listed.company, variables=" and ".join(sorted(needed)))
        return
    if not listed.pages:
        yield problem("page_general", company=listed.company)
    used = listed.link(query.key, query.values())
    if used is not None and not used.template.of_number:
        yield problem("page_without_number", company=listed.company)
