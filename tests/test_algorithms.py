"""What the protocol `Algorithm` promises: whatever keeps to it works wherever numbers are checked."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import pyarrow as pa
import pytest

import tracking
from tests.check_algorithms import Damm, Mod97Mod10, Verhoeff
from tests.test_checkdigits import EVERY
from tracking import batch
from tracking.batch.number_classes import WORTH_ROWS
from tracking.batch.tables import shared_answers_of
from tracking.definitions.algorithms import ALPHABET, DECIMALS, Algorithm, SumAlgorithm
from tracking.definitions.carrier import Carrier, NumberFormat, Page, check_type
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.checks import _check_fault
from tracking.definitions.patterns import parse

LENGTH = 12
"""Characters of every number here: the payload, then the check digit."""
FOREIGN: dict[str, Callable[..., Algorithm]] = {"damm": Damm, "verhoeff": Verhoeff, "mod97_10": Mod97Mod10}
"""Written from the protocol alone."""
FOREIGNERS: list[tuple[Algorithm, str]] = [
    (Damm(), DECIMALS),
    (Verhoeff(), DECIMALS),
    (Mod97Mod10(), DECIMALS),
    (Mod97Mod10(), ALPHABET),
    (Mod97Mod10(prefix="4"), DECIMALS),
]


class Checked(NamedTuple):
    """A carrier all of whose numbers have one algorithm's check digits."""

    carrier: Carrier
    algorithm: Algorithm
    characters: str
    places: int
    """Characters of a check digit."""

    def right(self, number: str) -> bool:
        payload, check = number[: -self.places], number[-self.places :]
        return set(payload) <= set(self.characters) and self.algorithm.digit(payload) == check


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Checked]:
    """A carrier for every algorithm, so that many formats of digits have one length."""
    for name, foreign in FOREIGN.items():
        monkeypatch.setitem(ALGORITHMS, name, foreign)
    found = []
    for at, (algorithm, characters) in enumerate(EVERY + FOREIGNERS):
        (name,) = (name for name, kind in ALGORITHMS.items() if type(algorithm) is kind)
        check = check_type(name, type(algorithm))
        given = dict(
            zip(getattr(algorithm, "_fields", ()), algorithm if isinstance(algorithm, tuple) else (), strict=True)
        )
        places = len(algorithm.digit("0" * 10) or "")
        classes = "[0-9]" if characters == DECIMALS else "[0-9A-Z]"
        answers = "[0-9]" if characters == DECIMALS or places > 1 else "[0-9A-Z]"
        number = NumberFormat(
            name="n",
            pattern=f"(?P<serial>{classes}{{{LENGTH - places}}})(?P<check>{answers}{{{places}}})",
            check=check(**given),  # type: ignore[arg-type]
            guess="anywhere",
        )
        page = Page(url=f"https://c{at}.example/{{number}}")
        found.append(
            Checked(
                Carrier(name=f"C{at}", pages=(page,), numbers=(number,), id=f"c{at}"), algorithm, characters, places
            )
        )
    return found


@pytest.fixture
def resolver(checked: list[Checked]) -> tracking.Resolver:
    return tracking.Resolver([one.carrier for one in checked], builtin=False)


def numbers(checked: list[Checked]) -> list[str]:
    """For every algorithm right numbers, and each of them with another check digit."""
    pick = random.Random(20)
    found = []
    for one in checked:
        for _ in range(15):
            payload = "".join(pick.choices(one.characters, k=LENGTH - one.places))
            digit = one.algorithm.digit(payload)
            assert digit is not None
            found.append(payload + digit)
            others = ALPHABET if one.characters == ALPHABET and one.places == 1 else DECIMALS
            for at in range(one.places):
                other = pick.choice([character for character in others if character != digit[at]])
                found.append(payload + digit[:at] + other + digit[at + 1 :])
    pick.shuffle(found)
    return found


def test_every_algorithm_is_asked(checked: list[Checked]) -> None:
    assert {type(one.algorithm) for one in checked} == set(ALGORITHMS.values())
    assert sum(isinstance(one.algorithm, SumAlgorithm) and one.characters == DECIMALS for one in checked) >= 8
    assert {one.places for one in checked} == {1, 2}


def test_published_numbers_of_the_foreign_ones() -> None:
    assert (Damm().digit("572"), Verhoeff().digit("236"), Mod97Mod10().digit("794")) == ("4", "3", "44")


def test_one_call_accepts_the_right_ones_alone(checked: list[Checked], resolver: tracking.Resolver) -> None:
    """Numbers of digits are checked by one checksum table for all sums, the others one format after the other."""
    for number in numbers(checked):
        right = {one.carrier.id for one in checked if one.right(number)}
        assert {one.carrier for one in resolver.identify(number)} == right
        assert {one.check for one in resolver.identify(number)} <= {"valid"}
        for one in checked:
            if set(number) <= set(DECIMALS):
                assert resolver.validate(number, one.carrier.name).ok == one.right(number)


@pytest.mark.parametrize("rows", [60, 600])
def test_a_table_answers_as_single_calls_do(checked: list[Checked], resolver: tracking.Resolver, rows: int) -> None:
    asked = numbers(checked)[:rows]
    assert len(asked) == rows
    expected = [[one.as_dict() for one in resolver.identify(number)] for number in asked]
    found: Any = batch.identify_array(asked, resolver=resolver)
    assert found.to_pylist(maps_as_pydicts="strict") == expected
    assert list(shared_answers_of(resolver).numbers.automata) == ([LENGTH] if rows >= WORTH_ROWS else [])
    companies = [checked[at % len(checked)].carrier.name for at in range(rows)]
    found = batch.validate_array(asked, company=companies, resolver=resolver)
    pairs = list(zip(asked, companies, strict=True))
    assert found.to_pylist() == [resolver.validate(number, company).as_dict() for number, company in pairs]
    table = batch.resolve_table(pa.table({"number": asked, "company": companies}), resolver=resolver)
    for (number, company), row in zip(pairs, table.to_pylist(), strict=True):
        one = resolver.resolve(number, company)
        assert (row["tracking_carrier"], row["tracking_url"]) == (one.carrier, one.url)
        assert row["tracking_problems"] == [problem.code for problem in one.problems]


def test_a_wrong_check_digit_is_told_whole(checked: list[Checked], resolver: tracking.Resolver) -> None:
    (one,) = (
        one for one in checked if one.algorithm == FOREIGNERS[2][0] and one.characters == DECIMALS and one.places == 2
    )
    right = "0000000794" + "44"
    assert resolver.validate(right, one.carrier.name).ok
    found = resolver.validate("0000000794" + "45", one.carrier.name)
    assert found.problems[0].message.endswith("is 45 and should be 44")
    assert right in [suggestion.value for suggestion in found.suggestions]


@pytest.mark.parametrize(
    ("pattern", "field", "words"),
    [
        ("(?P<serial>[0-9]{8})(?P<check>[0-9]{2})", None, ""),
        ("(?P<serial>[0-9A-Z]{8})(?P<check>[0-9]{2})", None, ""),
        ("(?P<serial>[0-9]{8})(?P<check>[0-9])", ("digit",), "check is not 2 characters"),
        ("(?P<serial>[0-9]{8})(?P<check>[0-9]{3})", ("digit",), "check is not 2 characters"),
        ("(?P<serial>[0-9]{10})", ("digit",), "2 characters, and no group check"),
        ("(?P<serial>[0-9]{7}(?:[0-9]|/))(?P<check>[0-9]{2})", ("over",), "/ may stand in serial and has no value in"),
        ("(?P<serial>[0-9]{8}(?P<check>[0-9]{2}))", ("over",), "check stands in serial"),
    ],
)
def test_faults_of_a_check_digit_of_two_characters(
    monkeypatch: pytest.MonkeyPatch, pattern: str, field: Any, words: str
) -> None:
    monkeypatch.setitem(ALGORITHMS, "mod97_10", Mod97Mod10)
    fault = _check_fault(check_type("mod97_10", Mod97Mod10)(), parse(pattern))  # type: ignore[arg-type]
    assert (fault and fault[0]) == field
    assert words in (fault[1] if fault else "")
