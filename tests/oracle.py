"""The resolver's rules said plainly: every format of every carrier, one after the other, with no number remembered.

It reads definitions and patterns, and has constants of its own: whoever moves one in the package is told so by a test.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.patterns import parse
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED, key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.definitions.shapes import Shape

NEVER_UP_TO, ANYWHERE_FROM, ANYWHERE_FROM_ONE_SOURCE = 0.5, 5.0, 10.0
LOCAL, TIE, STRONG, SHADOW, TELLING, OTHER, ALTERNATIVE = 5.0, 1.0, 10.0, 9.0, 7.5, 10.0, 5.0
ANYWHERE, HOME, NEVER = 0, 1, 2
STATE_OF = {
    territory: state
    for state, territories in {
        "AU": "CC CX NF",
        "CH": "LI",
        "DK": "FO GL",
        "FI": "AX",
        "FR": "BL GF GP MC MF MQ NC PF PM RE TF WF YT",
        "GB": "GG IM JE",
        "NL": "AW BQ CW SX",
        "NO": "SJ",
        "NZ": "TK",
        "US": "AS GU MP PR UM VI",
    }.items()
    for territory in territories.split()
}


class Fit(NamedTuple):
    """A format whose pattern a number matches."""

    carrier: Carrier
    format: NumberFormat
    bits: float
    pattern_bits: float
    right: bool
    """Whether its check digit is right, or it has none."""
    tier: int
    shapes: tuple[Shape, ...]
    """Of the number's length."""

    @property
    def issued_elsewhere(self) -> bool:
        return bool(self.format.issued_by)

    @property
    def postal(self) -> bool:
        return self.format.check is not None and self.format.check.algorithm == "s10"

    def local(self, country: str | None) -> bool:
        homes = {self.carrier.country, *self.carrier.lists}
        return country is not None and (country in homes or STATE_OF.get(country, country) in homes)


class Candidate(NamedTuple):
    """A carrier that a number may belong to; the least comes first."""

    tier: int
    issued_elsewhere: bool
    score: float
    carrier: str
    format: str
    bits: float
    general: bool
    mistyped: bool
    """Whether the number looks more like another format's, mistyped."""


class Answer(NamedTuple):
    """What a number says for itself."""

    carrier: str | None
    """The one that it names."""
    problem: str | None
    """The code of what is wrong when it names nobody."""
    about: tuple[str, ...]
    """The carriers that the problem tells of."""


# A format and a number.


def cuts(form: NumberFormat, number: str) -> Iterator[tuple[Shape, dict[str, tuple[int, int]]]]:
    """The ways in which a number that matches can be cut, with the places of the groups."""
    for shape in parse(form.pattern).shapes:
        if len(shape.sets) == len(number):
            yield shape, {name: (start, end) for name, start, end in shape.groups}


def shape_bits(form: NumberFormat, number: str) -> float:
    """Bits of the pattern: the share of strings of the number's shape, alternatives added up."""
    total = 0.0
    for shape, _ in cuts(form, number):
        share = 1.0
        for allowed, character in zip(shape.sets, number, strict=True):
            if character not in PRINTED:
                same = DIGITS if character in DIGITS else LETTERS
                share *= len(allowed & same) / len(same)
        total += share
    return -math.log2(min(1.0, total))


def check_bits(form: NumberFormat, number: str) -> float:
    """Bits of the check digit: one is right out of those that could stand there."""
    if form.check is None:
        return 0.0
    choices = ALGORITHMS[form.check.algorithm](*form.check.parameters).outcomes
    for shape, groups in cuts(form, number):
        _, end = groups[form.check.over]
        first, last = groups.get(form.check.digit, (end - 1, end))
        sets = shape.sets[first:last]
        if all(allowed <= DIGITS or allowed <= LETTERS or len(allowed) == 36 for allowed in sets):
            choices = max(choices, math.prod(map(len, sets)))
    return math.log2(choices)


def check_is_right(form: NumberFormat, number: str) -> bool:
    if form.check is None:
        return True
    algorithm = ALGORITHMS[form.check.algorithm](*form.check.parameters)
    for shape, groups in cuts(form, number):
        if all(character in allowed for character, allowed in zip(number, shape.sets, strict=True)):
            start, end = groups[form.check.over]
            first, last = groups.get(form.check.digit, (end - 1, end))
            if algorithm.digit(number[start : min(end, first) if first >= start else end]) == number[first:last]:
                return True
    return False


def mixed(form: NumberFormat, number: str) -> bool:
    """Whether what the pattern says depends on where a number has letters and where digits."""

    def kind(allowed: frozenset[str]) -> str:
        names = {"printed": PRINTED, "digits": DIGITS, "letters": LETTERS}
        found = [name for name, signs in names.items() if allowed <= signs]
        return found[0] if found else "any" if len(allowed) == 36 else "mixed"

    kinds = {tuple(map(kind, shape.sets)) for shape, _ in cuts(form, number)}
    return len(kinds) > 1 or "mixed" in next(iter(kinds))


@cache
def matches(pattern: str) -> re.Pattern[str]:
    return re.compile(parse(pattern).source)


def fits(carriers: Sequence[Carrier], number: str) -> list[Fit]:
    """Every format whose pattern a key matches."""
    found = []
    for carrier in carriers:
        for form in carrier.numbers:
            if matches(form.pattern).fullmatch(number):
                pattern_bits = shape_bits(form, number)
                bits = round(round(pattern_bits, 2) + check_bits(form, number), 2)
                one_source = form.check is None and len(form.sources) == 1
                least = ANYWHERE_FROM_ONE_SOURCE if one_source else ANYWHERE_FROM
                by_bits = NEVER if bits <= NEVER_UP_TO else HOME if bits < least else ANYWHERE
                tier = {"anywhere": ANYWHERE, "home": HOME, "never": NEVER}.get(form.guess or "", by_bits)
                right = check_is_right(form, number)
                shapes = tuple(shape for shape, _ in cuts(form, number))
                found.append(Fit(carrier, form, bits, round(pattern_bits, 2), right, tier, shapes))
    return found


# A number alone.


def ranked(fitting: Sequence[Fit], number: str, country: str | None) -> list[Candidate]:
    """One candidate a carrier, best first; who uses the numbers of a better candidate is none, nor are users of posts' numbers.

    An airline is one where it may guess at home: air waybills as such never name anybody, and come behind it.
    """
    best = with_users(fitting, number, country)
    owners = [(one, fit) for one, fit in best if not fit.issued_elsewhere]

    def has_an_issuer(user: Candidate, fit: Fit) -> bool:
        of_posts = "s10" in fit.format.issued_by
        return of_posts or any(one < user and owner.carrier.id in fit.format.issued_by for one, owner in owners)

    return [one for one, fit in best if not fit.issued_elsewhere or not has_an_issuer(one, fit)]


def with_users(fitting: Sequence[Fit], number: str, country: str | None) -> list[tuple[Candidate, Fit]]:
    """The same with everybody who uses the numbers."""
    guessing = [one for one in fitting if one.tier != NEVER]
    narrow = [
        one.pattern_bits
        for one in guessing
        if not one.right and not one.issued_elsewhere and one.pattern_bits >= SHADOW and not mixed(one.format, number)
    ]
    found = []
    for one in guessing:
        if not one.right:
            continue
        local = one.local(country)
        mistyped = one.bits <= max(narrow, default=0.0)
        tier = HOME if mistyped else ANYWHERE if local else one.tier
        score = -(one.bits + LOCAL) if local else -one.bits
        candidate = Candidate(
            tier,
            one.issued_elsewhere,
            score,
            one.carrier.id,
            one.format.name,
            one.bits,
            one.carrier.general,
            mistyped,
        )
        found.append((candidate, one))
    best: dict[str, tuple[Candidate, Fit]] = {}
    for candidate, fit in sorted(found, key=lambda pair: pair[0]):
        best.setdefault(candidate.carrier, (candidate, fit))
    return list(best.values())


def plain_rivals(fitting: Sequence[Fit], best: Candidate, country: str | None) -> list[str]:
    """The carriers of a country whose formats of digits alone accept a number, where that of the best one says so little."""
    own = next(one for one in fitting if one.carrier.id == best.carrier and one.format.name == best.format)
    at_home = own.format.guess == "anywhere" and own.local(country)
    if country is None or best.bits >= ANYWHERE_FROM or at_home or not of_digits(own):
        return []
    rivals = {
        one.carrier.id
        for one in fitting
        if one.right
        and one.local(country)
        and best.carrier not in one.format.issued_by
        and not one.carrier.general
        and of_digits(one)
    }
    return sorted(rivals - {best.carrier})


def of_digits(one: Fit) -> bool:
    return all(allowed <= DIGITS for shape in one.shapes for allowed in shape.sets)


def named(candidates: Sequence[Candidate], said: bool) -> str | None:
    """The carrier that a number names; ``said`` tells that an unknown company or a URL was given, too."""
    if not candidates:
        return None
    best, *others = candidates
    enough = best.bits >= STRONG if said else best.bits > 0
    if best.tier != ANYWHERE or best.general or not enough:
        return None
    rivals = [one for one in others if one.tier == ANYWHERE and one.issued_elsewhere == best.issued_elsewhere]
    if any(one.score - best.score < TIE for one in rivals):
        return None
    return best.carrier


def answer(
    carriers: Sequence[Carrier],
    number: str,
    country: str | None = None,
    said: bool = False,
    fitting: Sequence[Fit] | None = None,
) -> Answer:
    """Who is named by a number, or why nobody is; ``fitting`` is what `fits` says of its key, for those who know it."""
    number = key(number)
    if fitting is None:
        fitting = fits(carriers, number)
    candidates = ranked(fitting, number, country)
    carrier = named(candidates, said)
    if carrier is not None:
        rivals = plain_rivals(fitting, candidates[0], country)
        return Answer(None, "ambiguous", (carrier, *rivals)[:5]) if rivals else Answer(carrier, None, ())
    everybody = [one for one, _ in with_users(fitting, number, country)]
    if all(one.mistyped for one in everybody):
        wrong = [
            (one.bits, one.carrier.id)
            for one in fitting
            if one.tier != NEVER and not one.right and not one.issued_elsewhere and one.bits >= TELLING
        ]
        if wrong:
            return Answer(None, "check_digit", (max(wrong)[1],))
    if not candidates:
        return (
            Answer(None, "weak", tuple(one.carrier for one in everybody))
            if everybody
            else Answer(None, "number_unknown", ())
        )
    rivals = [one.carrier for one in candidates if one.tier == ANYWHERE]
    if len(rivals) > 1:
        return Answer(None, "ambiguous", tuple(rivals[:5]))
    return Answer(None, "weak", tuple(one.carrier for one in candidates[:5]))


def identify(carriers: Sequence[Carrier], number: str, country: str | None = None) -> list[tuple[str, float]]:
    """Carrier ids and evidence, best first."""
    number = key(number)
    return [(one.carrier, one.bits) for one in ranked(fits(carriers, number), number, country)]


# A number whose company is known.


def problems_with_company(
    carrier: Carrier, number: str, country: str | None, fitting: Sequence[Fit]
) -> tuple[str, ...]:
    """The codes of what is wrong with a key under a known company; ``fitting`` is what `fits` says of it."""
    if not carrier.numbers:
        own, bits = ["format_unknown"], 0.0
    else:
        of_carrier = sorted((one for one in fitting if one.carrier is carrier), key=lambda one: -one.bits)
        if not of_carrier:
            own, bits = ["format_mismatch"], 0.0
        else:
            most = of_carrier[0].bits
            spoke = [
                one
                for one in of_carrier
                if one.right and (one.bits >= most - ALTERNATIVE if one.format.check else one.bits == most)
            ]
            own, bits = ([], spoke[0].bits) if spoke else (["check_digit"], most)
    if bits <= NEVER_UP_TO:
        for candidate in ranked(fitting, number, country):
            if candidate.bits >= OTHER and not candidate.issued_elsewhere and candidate.carrier != carrier.id:
                return (*own, "carrier_differs")
    return tuple(own)
