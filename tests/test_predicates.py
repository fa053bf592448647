"""Predicates against a search through every format, before and after they are made for often-asked numbers."""

from __future__ import annotations

import random

import pytest

import tracking
from tracking.definitions.algorithms import ALPHABET, DECIMALS
from tracking.definitions.format_at_length import FormatAtLength
from tracking.definitions.masks import CODES, letter_or_digit, limits, pairs, parts_test
from tracking.matching import predicates, thresholds
from tracking.matching.beginnings import SELDOM
from tracking.matching.matcher import RARELY, Matcher
from tracking.resolver import Resolver


def names(formats: tuple[FormatAtLength, ...]) -> set[tuple[str, str, bool]]:
    return {(one.carrier_id, one.name, one.likely_mistyped) for one in formats}


def searched(matcher: Matcher, number: str) -> set[tuple[str, str, bool]]:
    """The law, said once more and slowly."""
    every = matcher.formats(len(number))
    fitting = [one for one in every if one.fullmatch(number)]
    doubts = [
        one.pattern_bits
        for one in fitting
        if not one.right(number) and not one.issued_elsewhere and one.pattern_bits is not None
    ]
    doubt = max([bits for bits in doubts if bits >= thresholds.SHADOW], default=0.0)
    return {
        (one.carrier_id, one.name, bool(doubt) and one.evidence(number) <= doubt)
        for one in fitting
        if one.right(number)
    }


def samples() -> list[str]:
    found = [number for carrier in tracking.carriers() for one in carrier.numbers for number in one.valid]
    return [number for number in dict.fromkeys(found) if number.isalnum() and number == number.upper()]


def changed(number: str, source: random.Random) -> str:
    """The number with another character of the same kind somewhere."""
    place = source.randrange(len(number))
    same = DECIMALS if number[place : place + 1].isdigit() else ALPHABET[10:]
    return number[:place] + source.choice(same) + number[place + 1 :]


def test_first_and_later_answers_are_those_of_a_search() -> None:
    """The first few of a kind are tried shape by shape; then there is a predicate."""
    source = random.Random(11)
    matcher = Resolver().matcher
    for number in source.sample(samples(), 250):
        for asked in (number, changed(number, source)):
            right = searched(matcher, asked)
            for _ in range(2 * RARELY + 2):
                assert names(matcher.matches(asked)) == right, asked


@pytest.mark.parametrize("length", [8, 10, 11, 12, 13, 14, 15, 18, 20, 22])
def test_a_checksum_table_answers_like_a_search(length: int) -> None:
    source = random.Random(length)
    matcher = Resolver().matcher
    numbers = ["".join(source.choices(DECIMALS, k=length)) for _ in range(40)]
    right = [searched(matcher, number) for number in numbers]
    for _ in range(2 * predicates.OFTEN // len(numbers) + 2 * RARELY):
        for number in numbers:
            matcher.matches(number[:2] + "".join(source.choices(DECIMALS, k=length - 2)))
    assert [names(matcher.matches(number)) for number in numbers] == right
    assert matcher.matches(numbers[0][:-1] + "?") == ()


def test_a_table_takes_the_place_of_the_sums() -> None:
    matcher, number = Resolver().matcher, b"986578788855"
    for _ in range(RARELY + SELDOM + 1):
        matcher.matches_of(number)
    before = matcher.predicates[len(number)][number[:2]]
    for _ in range(predicates.OFTEN):
        matcher.matches_of(number)
    after = matcher.predicates[len(number)][number[:2]]
    assert after is not before
    assert after(number) == before(number) != ()


def test_what_no_key_holds_is_accepted_by_nobody() -> None:
    matcher = Resolver().matcher
    for number in ("", "1", "☠☠☠☠☠☠☠☠☠", "rr123456785de", "RR123456785D?", "?R123456785DE", "1" * 200):
        for _ in range(2 * RARELY + 2):
            assert matcher.matches(number) == ()


def test_formats_are_one_object_for_all_numbers_that_they_accept_alike() -> None:
    matcher = Resolver().matcher
    one, other = matcher.matches("1Z001985YW99744790"), matcher.matches("1Z5R89390357567127")
    assert one
    assert one is other


def test_a_mask_looks_at_every_place() -> None:
    care, value = limits("1Zdlx")
    for number, fits in [("1Z5A0", True), ("1Z5AA", True), ("1ZAA0", False), ("1Z550", False), ("2Z5A0", False)]:
        assert (int.from_bytes(number.encode().translate(CODES)) & care == value) is fits, number
    assert int.from_bytes(b"1Z5A/".translate(CODES)) & care != value


def test_parts_of_classes_are_tested_where_they_are_not_known_already() -> None:
    test = parts_test("ppdpp", ("12", "34", "56", "78"), 1)
    assert test is not None
    assert test(b"99957")
    assert not test(b"99987")
    assert parts_test("ppddp", ("12", "34", "56"), 1) is None
    assert pairs("ddpp", ("12", "34"), end=True) == ["13", "14", "23", "24"]


def test_letters_and_digits_are_told_apart_only_where_shapes_differ() -> None:
    assert letter_or_digit(["1Zdx", "1Zlx"]) == 0x40 << 8
    assert letter_or_digit(["3Sld", "3SlD"]) == 0x40
    assert letter_or_digit(["1Zdx"]) == 0
    assert letter_or_digit(["1p"]) == 0x40
