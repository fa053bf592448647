"""The resolver against the rules said plainly (`tests.oracle`): who is named, and what is said where nobody is."""

from __future__ import annotations

import random
import string
from functools import cache

import pytest

import tracking
from tests import oracle
from tracking.definitions.patterns import parse
from tracking.spelling.numbers import key

CARRIERS = tracking.carriers()
COUNTRIES = (None, "US", "DE", "JP")
NOBODY = "Nordwind Parcels"
"""A company that nobody lists."""
PAGES = {"page_general", "page_needs", "page_unknown", "page_without_number"}
"""What is said of pages, whoever is named."""
BY_ID = {carrier.id: carrier for carrier in CARRIERS}


def samples() -> list[str]:
    found = [text for carrier in CARRIERS for one in carrier.numbers for text in (*one.valid, *one.invalid)]
    return list(dict.fromkeys(found))


def changed(number: str, source: random.Random) -> str:
    """The number with another digit for one of its digits: the last one in two of three cases."""
    places = [place for place, sign in enumerate(number) if sign in string.digits]
    if not places:
        return number + "7"
    place = places[-1] if source.random() < 0.67 else source.choice(places)
    return number[:place] + str((int(number[place]) + source.randint(1, 9)) % 10) + number[place + 1 :]


def of_every_shape(source: random.Random) -> list[str]:
    """A number of each shape of each format, up to three a format, most with some wrong check digit."""
    found = []
    for carrier in CARRIERS:
        for one in carrier.numbers:
            shapes = parse(one.pattern).shapes
            for shape in source.sample(shapes, min(3, len(shapes))):
                found.append("".join(source.choice(sorted(allowed)) for allowed in shape.sets))
    return found


def of_every_length(source: random.Random) -> list[str]:
    """Digits, and digits behind and in front of letters."""
    found = []
    for length in range(6, 36):
        for letters in (0, 0, 0, 1, 2, 4):
            digits = "".join(source.choices(string.digits, k=length - letters))
            found.append("".join(source.choices(string.ascii_uppercase, k=letters)) + digits)
        found.append("".join(source.choices(string.digits + string.ascii_uppercase, k=length)))
        found.append("".join(source.choices(string.digits, k=length - 1)) + source.choice(string.ascii_uppercase))
    return found


def numbers(of: str) -> list[str]:
    source = random.Random(20261201)
    if of == "samples":
        return samples()
    if of == "changed samples":
        return [changed(number, source) for number in source.sample(samples(), 500)]
    return of_every_shape(source) if of == "shapes" else of_every_length(source)


KINDS = ("samples", "changed samples", "shapes", "lengths")


@cache
def fitting_of(number: str) -> list[oracle.Fit]:
    return oracle.fits(CARRIERS, key(number))


def codes(problems: tuple[tracking.Problem, ...], without: set[str] | frozenset[str] = frozenset()) -> list[str]:
    return [one.code for one in problems if one.code not in without]


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_alone_says_what_it_says_plainly(kind: str) -> None:
    for number in numbers(kind):
        text = key(number)
        fitting = fitting_of(number)
        for country in COUNTRIES:
            plainly = oracle.answer(CARRIERS, number, country, fitting=fitting)
            asked = (number, country)
            candidates = [(one.carrier, one.bits) for one in oracle.ranked(fitting, text, country)]
            identified = [(one.carrier, one.evidence) for one in tracking.identify(number, country)]
            assert [id_ for id_, _ in identified] == [id_ for id_, _ in candidates], asked
            assert [bits for _, bits in identified] == pytest.approx([bits for _, bits in candidates], abs=0.02), asked
            said = [] if plainly.problem is None else [plainly.problem]
            found = tracking.resolve(number, country=country)
            assert (found.carrier, codes(found.problems, PAGES)) == (plainly.carrier, said), asked
            valid = tracking.validate(number, country=country)
            assert codes(valid.problems) == said, asked
            assert valid.ok == (plainly.problem not in {"check_digit", "number_unknown"}), asked
            if plainly.about:
                (problem,) = valid.problems
                place = -1
                for id_ in plainly.about:
                    place = problem.message.find(BY_ID[id_].name, place + 1)
                    assert place >= 0, (asked, problem.message, plainly.about)


@pytest.mark.parametrize("kind", KINDS)
def test_beside_an_unknown_company_or_a_url_only_strong_numbers_name(kind: str) -> None:
    for number in numbers(kind):
        fitting = fitting_of(number)
        for country in (None, "US"):
            plainly = oracle.answer(CARRIERS, number, country, said=True, fitting=fitting)
            found = tracking.resolve(number, NOBODY, country=country)
            said = ["company_unknown"] if plainly.problem is None else ["company_unknown", plainly.problem]
            assert (found.carrier, codes(found.problems, PAGES)) == (plainly.carrier, said), (number, country)
            found = tracking.resolve(number, url="https://shop.example.com/parcel", country=country)
            assert found.carrier == plainly.carrier, (number, country)


@pytest.mark.parametrize("kind", KINDS)
def test_a_known_companys_number_is_wrong_as_it_is_plainly(kind: str) -> None:
    source = random.Random(20261202)
    named = [carrier for carrier in CARRIERS if not carrier.general and carrier.numbers]
    for number in numbers(kind):
        text = key(number)
        if not text:
            continue
        fitting = fitting_of(number)
        own = list(dict.fromkeys(one.carrier.id for one in fitting if not one.carrier.general))
        for id_ in (*own[:3], source.choice(named).id):
            country = source.choice(COUNTRIES)
            meant = tracking.resolve(number, id_, country=country).carrier  # an id may be a name of several
            if meant is None:
                continue
            plainly = oracle.problems_with_company(BY_ID[meant], text, country, fitting)
            valid = tracking.validate(number, id_, country)
            assert codes(valid.problems) == list(plainly), (number, id_, country)
            assert valid.ok == (not {"check_digit", "format_mismatch"} & set(plainly)), (number, id_, country)
