from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.definitions.algorithms import ALPHABET, Algorithm, sums_of, verifier_of
from tracking.definitions.algorithms import DECIMALS as DIGITS
from tracking.definitions.checkdigits import ALGORITHMS, GS1, ISO6346, S10, Correos, Luhn, Mod37Mod36, SFExpress
from tracking.definitions.weighted_sums import Mod7, Mod10, Mod11, Mod11Mod10
from tracking.matching.checksum_tables import checksum_table

EVERY: list[tuple[Algorithm, str]] = [
    (Correos(), ALPHABET),
    (GS1(), DIGITS),
    (GS1(prefix="92"), DIGITS),
    (ISO6346(), ALPHABET),
    (Luhn(), DIGITS),
    (Mod10((1, 2), letter_a=2), ALPHABET),
    (Mod10((4, 9)), DIGITS),
    (Mod10((3, 1), add=1), DIGITS),
    (Mod10((2, 1), letter_a=2, complement=False), ALPHABET),
    (Mod10((3, 1, 7), "right"), DIGITS),
    (Mod11((7, 6, 5, 4, 3, 2)), DIGITS),
    (Mod11Mod10((1, 3, 7), "right"), DIGITS),
    (Mod37Mod36(), ALPHABET),
    (Mod7(), DIGITS),
    (S10(), DIGITS),
    (SFExpress(), DIGITS),
]


def names(value: object) -> str | None:
    return None if isinstance(value, str) else repr(value)


def test_every_algorithm_is_tried_here() -> None:
    assert {type(algorithm) for algorithm, _ in EVERY} == set(ALGORITHMS.values())


@pytest.mark.parametrize(
    ("algorithm", "payload", "digit"),
    [
        (S10(), "47312482", "9"),
        (S10(), "12345678", "5"),
        (S10(), "00000000", "5"),
        (GS1(), "37610425002123456", "9"),
        (Mod10((1, 2), letter_a=2), "5R8939035756712", "7"),
        (Mod11Mod10((1, 3, 7), "right"), "98657878885", "5"),
        (Mod7(), "1234567", "5"),
        (Luhn(), "7992739871", "3"),
        (ISO6346(), "TOLU473478", "7"),
        (ISO6346(), "GYOU404799", "0"),
        (Mod37Mod36(), "A", "H"),
        (Mod11((7, 6, 5, 4, 3, 2)), "050568390015", "4"),
    ],
    ids=names,
)
def test_published_numbers(algorithm: Algorithm, payload: str, digit: str) -> None:
    assert algorithm.digit(payload) == digit


@pytest.mark.parametrize(
    ("algorithm", "payload", "digit"),
    [
        (Mod11Mod10((1, 3, 7), "right"), "110", "0"),  # 7 + 3 is 10
        (Mod10((1,), prefix="3"), "4", "3"),  # 3 + 4 is 7
        (Mod10((1, 2), prefix="3"), "4", "9"),  # 3 + 8 is 11
        (Mod10((1,), complement=False), "34", "7"),
        (Mod10((2, 1), complement=False), "34", "0"),  # 6 + 4 is 10
        (Mod37Mod36(), "0", "2"),  # a product of 36: doubled, 35 is left of 72
        (Correos(), "C", "K"),  # 67 is two times 23 and 21
        (Correos(), "D", "E"),
    ],
    ids=names,
)
def test_numbers_worked_out_by_hand(algorithm: Algorithm, payload: str, digit: str) -> None:
    assert algorithm.digit(payload) == digit
    assert verifier_of(algorithm, 0, len(payload), len(payload))((payload + digit).encode())


@pytest.mark.parametrize(("algorithm", "characters"), EVERY, ids=names)
def test_tables_and_tester_say_what_digit_says(algorithm: Algorithm, characters: str) -> None:
    @given(st.text(characters, min_size=8, max_size=24))
    def law(payload: str) -> None:
        digit = algorithm.digit(payload)
        assert digit is not None
        sums = sums_of(algorithm, len(payload))
        if sums is not None:
            rows, answers = sums
            assert chr(answers[sum(row[ord(character)] for row, character in zip(rows, payload, strict=True))]) == digit
        number = "AB" + payload + digit + "CD"
        end = 2 + len(payload)
        test = verifier_of(algorithm, 2, end, end)
        assert test(number.encode())
        for place, right in enumerate(digit, end):
            for other in characters:
                if other != right:
                    assert not test((number[:place] + other + number[place + 1 :]).encode())

    law()


@pytest.mark.parametrize(("algorithm", "characters"), EVERY, ids=names)
def test_characters_without_a_value_have_no_digit(algorithm: Algorithm, characters: str) -> None:
    assert algorithm.digit("1234☠678") is None
    if characters == DIGITS:
        assert algorithm.digit("1234A678") is None


SUMS = [algorithm for algorithm, characters in EVERY if characters == DIGITS and sums_of(algorithm, 11) is not None]
TOGETHER = {GS1, Luhn, Mod7, Mod10, Mod11, Mod11Mod10, S10, SFExpress}
"""The sums that carriers use for bare digits: one table has room for all of them. A further modulus may not fit beside them."""


@pytest.mark.parametrize(
    "algorithms",
    [
        [algorithm for algorithm in SUMS if type(algorithm) in TOGETHER],
        *([GS1(), algorithm] for algorithm in SUMS if type(algorithm) not in TOGETHER),
    ],
    ids=repr,
)
def test_a_checksum_table_answers_like_each_verifier(algorithms: list[Algorithm]) -> None:
    checks = [(sums_of(algorithm, 11), 0, 11) for algorithm in algorithms] + [(SFExpress().sums(8), 3, 11)]
    testers = [verifier_of(algorithm, 0, 11, 11) for algorithm in algorithms] + [SFExpress().verifier(3, 11, 11)]
    made = checksum_table(12, checks)  # type: ignore[arg-type]
    assert made is not None

    @given(st.text(DIGITS, min_size=12, max_size=12))
    def law(number: str) -> None:
        assert made is not None
        assert made.passed(made.flags(number.encode())) == {
            place for place, test in enumerate(testers) if test(number.encode())
        }

    law()
