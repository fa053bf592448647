"""How often the resolver is right: the measures themselves, and what they must show of the built-in definitions."""

from __future__ import annotations

from functools import cache

import pytest

import tracking
from tracking.definitions.loading import read_carrier
from tracking.quality import accuracy
from tracking.quality.accuracy import (
    ChangedDigits,
    Guesses,
    changed_check_digits,
    guesses,
    random_named,
    report,
    shared_aliases,
)


@cache
def resolver() -> tracking.Resolver:
    return tracking.Resolver()


def total(home: bool, made: int = 0) -> Guesses:
    by_country = guesses(tracking.carriers(), resolver(), home, made).values()
    return Guesses(*(sum(of[place] for of in by_country) for place in range(4)), ())  # type: ignore[arg-type]


@pytest.mark.parametrize("home", [True, False], ids=["with the country", "without"])
def test_the_right_carrier_comes_first_and_is_among_the_candidates(home: bool) -> None:
    found = total(home)
    assert found.numbers > 600
    assert found.first / found.numbers >= 0.97
    assert found.among / found.numbers >= 0.995
    assert found.issuer <= found.first


@pytest.mark.parametrize(("home", "many"), [(True, 24_000), (False, 21_000)], ids=["with the country", "without"])
def test_so_it_is_with_numbers_that_no_file_shows(home: bool, many: int) -> None:
    found = total(home, made=30)
    assert found.numbers > many  # without a country only formats that may guess anywhere count
    assert found.first / found.numbers >= 0.985
    assert found.among / found.numbers >= 0.9995


def test_numbers_that_no_file_shows_are_the_same_at_every_run() -> None:
    one, other = (guesses(tracking.carriers(), resolver(), True, 5) for _ in range(2))
    assert sum(len(of.missed) for of in one.values()) > 10
    assert one == other


@pytest.mark.parametrize(("alphabet", "most"), [(accuracy.DECIMALS, 0.04), (accuracy.ALPHABET, 0.002)])
def test_random_strings_are_seldom_named(alphabet: str, most: float) -> None:
    named = random_named(resolver(), alphabet)
    assert sum(named.values()) / accuracy.STRINGS <= most
    assert named == random_named(resolver(), alphabet)  # the same at every run


def test_a_changed_check_digit_is_seldom_named_and_never_valid() -> None:
    """What is left: bare digits, of which FedEx's check digit accepts one in ten, and USPS's two rules for one shape."""
    found = changed_check_digits(tracking.carriers(), resolver())
    assert found.numbers > 5000
    assert found.named / found.numbers <= 0.008
    by_chance = {("fedex", "Express or Ground, 12 digits"), ("fedex", "Ground, 15 digits")}
    others = [item for item in found.misled if item[2:] not in by_chance]
    assert len(others) / found.numbers <= 0.002
    assert {carrier for carrier, _, instead, _ in others if carrier != instead} <= {"fedex"}
    assert found.valid <= 8


def test_changed_check_digits_of_numbers_that_no_file_shows() -> None:
    """Among all formats are the bare digits that guess at home only: a tenth of their 12 digits may as well be FedEx's."""
    of_all = changed_check_digits(tracking.carriers(), resolver(), made=30)
    anywhere = changed_check_digits(tracking.carriers(), resolver(), made=30, anywhere=True)
    assert of_all.numbers > anywhere.numbers > 9000
    assert of_all.named / of_all.numbers <= 0.010
    assert anywhere.named / anywhere.numbers <= 0.005
    assert of_all.valid / of_all.numbers <= 0.001


LUHN = "(?P<serial> [0-9]{9} ) (?P<check> [0-9] )"
ONE = read_carrier(
    f"""
name: One
country: GB
aliases: [Parcels, 順豐]
numbers:
  - {{name: A, pattern: "AB {LUHN}", check: {{algorithm: luhn}}, valid: ["AB1234567897"]}}
  - {{name: B, pattern: "{LUHN}", check: {{algorithm: luhn}}, valid: ["1234567897", "1234567806"]}}
  - {{name: C, pattern: "[0-9]{{9}}", valid: ["123456789"]}}
""",
    id="one",
)
TWO = read_carrier(
    f"""
name: Two
country: FR
aliases: [parcels]
numbers:
  - {{name: A, pattern: "AB {LUHN}", check: {{algorithm: luhn}}, issued_by: [one], valid: ["AB1234567897"]}}
  - {{name: B, pattern: "{LUHN}", check: {{algorithm: mod10, weights: [1], add: 5}}, guess: anywhere}}
""",
    id="two",
)
PAIR = tracking.Resolver([ONE, TWO], builtin=False)


def test_what_counts_as_right() -> None:
    """1234567806 passes both rules, and in Britain the local carrier comes first; an issuer's number is the issuer's."""
    found = guesses([ONE, TWO], PAIR, home=True)
    assert found["GB"] == Guesses(3, 3, 3, 0, ())
    assert found["FR"] == Guesses(1, 1, 1, 1, ())


def test_without_a_country_only_what_may_guess_anywhere_counts() -> None:
    found = guesses([ONE, TWO], PAIR, home=False)
    assert {country: of.numbers for country, of in found.items()} == {"GB": 1, "FR": 1}


def test_what_is_missed_is_told_with_who_came_first() -> None:
    narrow = read_carrier('name: Three\ncountry: GB\nnumbers: [{name: A, pattern: "AB 12 [0-9]{8}"}]', id="three")
    found = guesses([ONE, narrow], tracking.Resolver([ONE, narrow], builtin=False), home=True)["GB"]
    assert (found.first, found.among) == (2, 3)
    assert found.missed == (("one", "A", "three"),)


def test_changed_check_digits_are_counted() -> None:
    """123456789 adds up to 45, and 5 more are 50: Two's rule takes the 0 behind it, which One's refuses."""
    found = changed_check_digits([ONE], PAIR)
    assert isinstance(found, ChangedDigits)
    assert found.numbers == 3 * 9
    assert found.misled == (("one", "B", "two", "B"),) * found.named
    assert found.named >= 1
    assert found.valid == 0


def test_shared_aliases_are_found_in_any_spelling() -> None:
    assert shared_aliases([ONE, TWO]) == {"Parcels": ("one", "two")}


def test_the_report_says_it_all() -> None:
    text = report([ONE, TWO])
    assert "Samples that may guess, with the carrier's country" in text
    assert "4 numbers: right first 100.00 % of 4 (of these 1 by their issuer)" in text
    assert "Random strings of digits named: " in text
    assert "ChangedDigits check digits of samples, named: " in text
    assert "Numbers made by formats that may guess, without a country" in text
    assert "  Parcels: one, two" in text
    assert "Pages that two independent sources state: " in text
    assert "Formats that two independent sources state: " in text
    assert text == report([ONE, TWO])
