"""Makes explanations: a number's parts, the evidence, the carriers ruled out, and the reason for the answer."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracking.catalog.listed import AmbiguousName, ListedName, WitnessedName
from tracking.definitions.compiled import HOME, NEVER
from tracking.definitions.working import working_of
from tracking.matching import thresholds
from tracking.resolving.explanation import UNNAMED_PART, ExplainedCandidate, Explanation, NumberPart, RuledOut
from tracking.resolving.query import Knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.matching.matcher import Matcher
    from tracking.matching.ranking import Decision, Match
    from tracking.resolving.query import Query
    from tracking.resolving.results import Resolution

__all__ = ["check_lines", "explanation", "number_parts"]


class _Group(NamedTuple):
    """The place of a named group in a number."""

    start: int
    end: int

    def holds(self, other: _Group) -> bool:
        """Tell whether another group is inside this one."""
        return other != self and self.start <= other.start and other.end <= self.end


class _Explainable(Knowledge, Protocol):
    """The part of the engine that an explanation uses."""

    @property
    def matcher(self) -> Matcher:
        """The matcher: from a number to the formats that accept it."""

    def resolution(self, query: Query) -> Resolution:
        """Return the answer to a query, by precedence."""


def explanation(engine: _Explainable, query: Query) -> Explanation:
    """Explain the answer to a query; see `tracking.Resolver.explain`."""
    answer = engine.resolution(query)
    matches = query.ranked(engine)
    candidates = tuple(_candidate(match, query) for match in matches)
    drawn = _drawn(engine, query, answer, matches)
    parts, check = (number_parts(drawn, query.key), check_lines(drawn, query.key)) if drawn is not None else ((), ())
    return Explanation(
        query.number,
        query.key,
        answer.company,
        answer.carrier,
        answer.url,
        answer.via,
        _decided(engine, query, answer),
        parts,
        check,
        candidates,
        tuple(_ruled_out(engine, query, matches)),
        answer.problems,
    )


# The number itself.


def _drawn(engine: _Explainable, query: Query, answer: Resolution, matches: tuple[Match, ...]) -> FormatAtLength | None:
    """Return the format that draws the number: that of the named carrier, or else of the best candidate."""
    for match in matches:
        if match.listed.carrier.id == answer.carrier:
            return match.format
    if answer.carrier is not None:
        own = engine.catalog.carriers[answer.carrier].formats_at(len(query.key))
        fitting = [one for one in own if one.fullmatch(query.key)]
        if fitting:
            return max(fitting, key=lambda one: (one.right(query.key), one.evidence(query.key)))
        return None
    return matches[0].format if matches else engine.mistyped(query.key)


def number_parts(drawn: FormatAtLength, key: str) -> tuple[NumberPart, ...]:
    """Return the number's pieces: the format's innermost named groups, and what is between them.

    What is between them has no name if it is the same in all numbers of the format; otherwise the format does not say what it
    is, and it is named `UNNAMED_PART`.
    """
    found = drawn.fullmatch(key)
    if found is None:
        return ()
    groups = {_Group(*found.span(name)): name for name, text in found.groupdict().items() if text}
    innermost = [one for one in groups if not any(one.holds(other) for other in groups)]
    meanings, same, at = drawn.meanings(key), _same_in_all(drawn), 0
    pieces: list[NumberPart] = []
    for group in sorted(innermost):
        pieces += _between(key, at, group.start, same)
        name, at = groups[group], group.end
        pieces.append(NumberPart(key[group.start : group.end], name, meanings.get(name)))
    return (*pieces, *_between(key, at, len(key), same))


def _same_in_all(drawn: FormatAtLength) -> tuple[bool, ...]:
    """Return which places have one character only, in every number of a format."""
    return tuple(
        len(frozenset[str]().union(*sets)) == 1 for sets in zip(*(one.sets for one in drawn.shapes), strict=True)
    )


def _between(key: str, start: int, end: int, same: Sequence[bool]) -> Iterator[NumberPart]:
    """Yield the pieces of a number that no group names: what is the same in all numbers, and what is not."""
    for fixed, places in itertools.groupby(range(start, end), key=same.__getitem__):
        text = "".join(key[place] for place in places)
        yield NumberPart(text, None if fixed else UNNAMED_PART, None)


def check_lines(drawn: FormatAtLength, key: str) -> tuple[str, ...]:
    """Return how the check digit is worked out, and whether the number has it."""
    algorithm, expected = drawn.algorithm, drawn.expected(key)
    payload = drawn.payload(key)
    if algorithm is None or expected is None or payload is None:
        return ()
    working = working_of(algorithm, payload)
    if working is None:
        return ()
    digit, at = expected
    stands = key[at : at + len(digit)]
    verdict = f"the number has {stands}: " + ("right" if drawn.right(key) else f"wrong, it should be {digit}")
    return (*working.lines(), verdict)


# Candidates, and carriers that are none.


def _candidate(match: Match, query: Query) -> ExplainedCandidate:
    found, key = match.format, query.key
    carrier = match.listed.carrier
    return ExplainedCandidate(
        carrier.id,
        match.listed.company or carrier.name,
        found.name,
        match.bits,
        _words(match, query),
        number_parts(found, key),
        check_lines(found, key),
        match.listed.url(key, query.values()),
    )


def _words(match: Match, query: Query) -> str:
    """Return the evidence for a match in words, and its limits."""
    said = [f"about one in {share(match.bits)} random strings of this shape fits ({match.bits:.1f} bits)"]
    if match.bits <= 0:
        said = ["every string of this shape fits, so it says nothing (0 bits)"]
    if match.format.check is not None:
        said.append("the check digit is right")
    if -match.rank.score > match.bits + thresholds.LOCAL / 2:
        said.append(f"a carrier of {query.country} ({thresholds.LOCAL:.0f} bits more)")
    if match.format.likely_mistyped:
        said.append("but it looks more like another carrier's number, mistyped")
    elif match.rank.tier == HOME:
        said.append("this format names its carrier only for shops in the carrier's own country")
    if match.rank.issued_elsewhere:
        said.append("the carrier uses these numbers, and another one issues them")
    users = [user.listed.carrier.name for user in match.users]
    if users:
        said.append(f"also used by {', '.join(users)}")
    return "; ".join(said)


def share(bits: float) -> str:
    """Return the N of "one in N strings fits", rounded for people.

    >>> share(3.32), share(11.34), share(24.0)
    ('10', '2,600', '17 million')
    """
    many = 2**bits
    if many < 100:
        return f"{many:.0f}"
    if many < 1_000_000:
        size = 10 ** (len(str(int(many))) - 2)
        return f"{round(many / size) * size:,}"
    return f"{many / 1_000_000:,.0f} million"


def _ruled_out(engine: _Explainable, query: Query, matches: tuple[Match, ...]) -> Iterator[RuledOut]:
    """Return the carriers that have a format of this shape and are not candidates, with the reasons."""
    key, told = query.key, {match.listed.carrier.id for match in matches}
    for match in matches:
        told.update(user.listed.carrier.id for user in match.users)
    for found in sorted(engine.matcher.near(key), key=lambda one: -one.evidence(key)):
        if found.carrier_id not in told:
            told.add(found.carrier_id)
            digit, at = found.expected(key) or ("", 0)
            stands = key[at : at + len(digit)]
            reason = f"the check digit is {stands} and should be {digit}" if digit else "the check digit is wrong"
            yield _out(engine, found, query, reason)
    accepting = [found for found in engine.matcher.matches(key) if found.carrier_id not in told]
    for found in accepting:
        if found.carrier_id not in told:
            told.add(found.carrier_id)
            never = found.tier(key) == NEVER
            reason = (
                "these numbers are not specific enough to name a carrier"
                if never
                else "another carrier issues these numbers"
            )
            yield _out(engine, found, query, reason)


def _out(engine: _Explainable, found: FormatAtLength, query: Query, reason: str) -> RuledOut:
    carrier = engine.catalog.carriers[found.carrier_id]
    return RuledOut(carrier.id, carrier.place(query.country).company or carrier.name, found.name, reason)


# What decided.


def _decided(engine: _Explainable, query: Query, answer: Resolution) -> str:
    if query.url is not None:
        return "by the tracking page that was given"
    if isinstance(query.named, WitnessedName):
        name = query.named.company
        return f"by company and number together: {query.company!r} contains a name of {name}, and the number fits its formats"
    if isinstance(query.named, ListedName):
        fits = any(match.listed.carrier is query.named.carrier for match in query.ranked(engine))
        if fits and isinstance(engine.catalog.company(query.company or "", query.country), AmbiguousName):
            return f"by the number, among the carriers that {query.company!r} may mean: {query.named.company}"
        return f"by the company: {query.company!r} means {query.named.company}"
    if len(query.read) > 1:
        return "not decided: the cell contains several numbers"
    if not query.key:
        return "not decided: there is no tracking number"
    mistyped = engine.mistyped(query.key)
    if mistyped is not None:
        name = engine.catalog.carriers[mistyped.carrier_id].name
        return f"not decided: it looks like a number of {name} whose check digit is wrong"
    return _of_number(query, engine.decision(query, said=bool(query.company)))


def _of_number(query: Query, decision: Decision) -> str:
    best = decision.match
    if decision.kind == "none" or best is None:
        return "not decided: the number does not match any known format"
    name = best.listed.company or best.listed.carrier.name
    if decision.kind == "named":
        return f"by the number's format: no other carrier is as likely as {name}"
    if decision.kind == "ambiguous":
        *others, last = [one.listed.company or one.listed.carrier.name for one in (best, *decision.rivals[:4])]
        named = f"{', '.join(others)} and {last}" if others else last
        return f"not decided: {named} are equally likely; the company or the shop's country would decide"
    if query.company:
        return f"not decided: {query.company!r} is not known, and the number's format is not enough to decide"
    return (
        f"not decided: the number's format is not enough to name {name}; the company or the shop's country would decide"
    )
