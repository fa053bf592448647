"""Whether a number may be submitted; if not, what is wrong, and what would be right."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import AmbiguousName, GuessedName, ListedName
from tracking.definitions.tiers import NEVER_UP_TO
from tracking.matching import thresholds
from tracking.resolving.diagnosis import (
    ambiguous_company,
    country_problems,
    guessed_company,
    inspection,
    no_number,
    number_differs,
    numbers_read,
    of_known_company,
    of_number,
    unknown_company,
)
from tracking.resolving.results import Problem, Suggestion, Validation
from tracking.resolving.suggestions import close_names, corrected_numbers, fitting_names, other_carriers

if TYPE_CHECKING:
    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.ranking import Match
    from tracking.resolving.query import Knowledge, Query

__all__ = ["validate"]

_SUGGESTIONS = 13
"""After so many suggestions, no further carrier is named."""


class _Findings(NamedTuple):
    """The findings about a number and its company."""

    ok: bool
    problems: tuple[Problem, ...]
    suggestions: tuple[Suggestion, ...] = ()
    carrier: ListedCarrier | None = None
    """The carrier of the known company."""
    format: FormatAtLength | None = None
    """The format whose number it seems to be."""


def validate(engine: Knowledge, query: Query) -> Validation:
    """Tell whether the number of a query may be submitted under its company; see `Resolver.validate`."""
    text = query.key
    if not text:
        unknown = query.absent and query.company and query.named is None
        near = tuple(close_names(engine.catalog, query.company or "")) if unknown else ()
        return Validation(False, (no_number(query),), near)
    if len(query.read) > 1:
        return Validation(False, tuple(numbers_read(query)), ())
    matches = query.ranked(engine)
    if isinstance(query.named, ListedName):
        found = _of_known_company(query.named.carrier, text, matches)
    elif isinstance(query.named, AmbiguousName):
        found = _of_ambiguous_company(query.company, query.named, text)
    else:
        found = _of_number(engine, query, matches)
    problems = [guessed_company(query.company, query.named)] if isinstance(query.named, GuessedName) else []
    problems = [*numbers_read(query), *problems, *found.problems]
    if query.url is not None:
        problems += number_differs(engine.catalog, query)
    problems += country_problems(query.country)
    suggestions = [*found.suggestions]
    spoke = found.format
    says_little = found.carrier is not None and spoke is not None and spoke.evidence(text) <= NEVER_UP_TO
    if not found.ok or says_little:
        suggestions += corrected_numbers(engine, text, found.carrier, spoke, query.country)
        others = other_carriers(matches, found.carrier, thresholds.OTHER if found.ok else thresholds.BESIDE)
        suggestions += islice(others, max(0, _SUGGESTIONS - len(suggestions)))
    return Validation(found.ok, tuple(problems), tuple(dict.fromkeys(suggestions)))


def _of_known_company(carrier: ListedCarrier, text: str, matches: tuple[Match, ...]) -> _Findings:
    """One of the carrier's formats must accept the number, if any format is known."""
    said = inspection(carrier, text)
    problems = tuple(of_known_company(carrier, said, matches, text))
    ok = said.problem is None or said.problem.code == "format_unknown"
    return _Findings(ok, problems, (), carrier, said.format)


def _of_ambiguous_company(company: str | None, named: AmbiguousName, text: str) -> _Findings:
    """One of the carriers must accept the number, unless one of them has no known formats."""
    fitting = [listed for listed in named if inspection(listed.carrier, text).problem is None]
    ok = bool(fitting) or not all(listed.carrier.has_formats for listed in named)
    return _Findings(ok, (ambiguous_company(company, named),), tuple(fitting_names(fitting)))


def _of_number(engine: Knowledge, query: Query, matches: tuple[Match, ...]) -> _Findings:
    """The number alone decides. An unknown company may have numbers of any form, but a failed check digit counts."""
    text, company, url = query.key, query.company, query.url
    decision = engine.decision(query, said=bool(query.company or query.url))
    mistyped = None if decision.kind == "named" else engine.mistyped(text)
    said = of_number(engine, matches, text, decision, mistyped)
    problems: list[Problem] = []
    suggestions: list[Suggestion] = []
    if company:
        problems.append(unknown_company(company, ", so its numbers cannot be checked"))
        suggestions += close_names(engine.catalog, company)
    if said is not None and (said.code == "check_digit" or (not company and not (said.code == "weak" and url))):
        problems.append(said)
    ok = not any(one.code in ("check_digit", "number_unknown") for one in problems)
    return _Findings(ok, tuple(problems), tuple(suggestions), None, mistyped)
