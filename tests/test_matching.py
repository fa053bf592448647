"""Rules of matching that few carriers' formats need, with carriers made up for them."""

from __future__ import annotations

import random

import msgspec
import pytest

from tests.made_up import CHECK, NUMBER, RIGHT, WRONG, carrier, codes, number_format, resolver
from tracking.definitions.carrier import NumberFormat
from tracking.definitions.loading import read_carrier
from tracking.matching.beginnings import SELDOM
from tracking.matching.matcher import RARELY
from tracking.matching.predicates import OFTEN, SUMS
from tracking.resolver import Resolver

AGAIN = RARELY + SELDOM + 1
"""A number that comes so often is answered by a predicate."""
TWO_CUTS = {"pattern": "ABC(?P<serial>[0-9]{4,5})[0-9]{0,1}(?P<check>[0-9])", "check": CHECK}
"""A number of nine characters can be cut in two ways, with the same check digit over four digits and over five."""


def formatted(**described: object) -> NumberFormat:
    return msgspec.convert({"name": "made up", **described}, NumberFormat)


@pytest.mark.parametrize("number", ["ABC111136", "ABC111135"])
def test_a_number_that_is_right_in_one_cut_is_right(number: str) -> None:
    """1111 is followed by 6, 11113 by 3."""
    made = resolver(carrier("Cut", formatted(**TWO_CUTS)), carrier("Other", formatted(pattern="A[A-Z]{2}[0-9]{6}")))
    right = number.endswith("6")
    for _ in range(AGAIN):
        found = {one.carrier_id: one.likely_mistyped for one in made.matcher.matches(number)}
        assert found == ({"cut": False, "other": False} if right else {"other": True})
        assert [one.carrier_id for one in made.matcher.near(number)] == ["cut"] * (not right)


def test_a_right_number_is_not_called_mistyped_where_its_carrier_may_not_guess() -> None:
    made = resolver(carrier("Cut", formatted(**TWO_CUTS, guess="home"), country="DE"))
    assert codes(made.validate("ABC111136", country="US").problems) == ["weak"]
    assert codes(made.validate("ABC111135", country="US").problems) == ["check_digit"]


def test_whoever_uses_anothers_numbers_casts_no_doubt() -> None:
    for issuers, named in (((), None), (("other",), "other")):
        narrow = number_format(9 + 3.32, check=CHECK, issued_by=issuers)
        made = resolver(carrier("Narrow", narrow), carrier("Other", number_format(6)))
        assert made.resolve(WRONG).carrier == named


def test_the_narrowest_format_casts_the_doubt() -> None:
    narrow = [
        carrier(name, number_format(bits + 3.32, check=CHECK)) for name, bits in (("A", 9.2), ("B", 9.6), ("C", 9))
    ]
    assert resolver(*narrow, carrier("Other", number_format(9.5))).resolve(WRONG).carrier is None
    assert resolver(*narrow, carrier("Other", number_format(9.7))).resolve(WRONG).carrier == "other"


@pytest.mark.parametrize("guess", ["never", "home", "anywhere"])
def test_a_format_that_never_guesses_says_nothing_of_a_number_alone(guess: str) -> None:
    made = resolver(carrier("A", number_format(9 + 3.32, check=CHECK, guess=guess)), carrier("B", number_format(6)))
    silent = guess == "never"
    assert [one.carrier for one in made.identify(RIGHT)] == (
        ["b"] if silent else ["b", "a"] if guess == "home" else ["a", "b"]
    )
    assert made.resolve(WRONG).carrier == ("b" if silent else None)
    alone = resolver(carrier("A", number_format(9 + 3.32, check=CHECK, guess=guess)))
    assert codes(alone.validate(WRONG).problems) == (["number_unknown"] if silent else ["check_digit"])
    assert alone.validate(RIGHT, "A").ok


def test_shapes_that_differ_inside_alone_are_told_apart() -> None:
    low, high = formatted(pattern="AB[0-4][0-9]{7}"), formatted(pattern="AB[5-9][0-9]{7}")
    made = resolver(carrier("Low", low), carrier("High", high))
    for _ in range(AGAIN):
        assert [one.carrier for one in made.identify("AB41234567")] == ["low"]
        assert [one.carrier for one in made.identify("AB51234567")] == ["high"]


def test_a_look_ahead_within_a_look_ahead() -> None:
    """Shapes cannot tell these; the pattern does."""
    made = resolver(carrier("A", formatted(pattern="AB(?!0(?!0))[0-9]{8}")))
    for _ in range(AGAIN):
        assert [one.carrier for one in made.identify("AB12345678")] == ["a"]
        assert [one.carrier for one in made.identify("AB00345678")] == ["a"]
        assert made.identify("AB01345678") == ()


def test_a_check_digit_must_be_one_that_the_pattern_allows() -> None:
    check = {"algorithm": "mod10", "weights": [1], "letter_a": 2}
    made = resolver(carrier("A", formatted(pattern="ZZ(?P<serial>[0-9A-Z]{6})(?P<check>5)", check=check)))
    for _ in range(AGAIN):
        assert [one.carrier for one in made.identify("ZZ0000055")] == ["a"]
        assert made.identify("ZZ0000064") == ()


@pytest.mark.parametrize("pattern", ["[0-9]{3}(?P<check>[0-9])(?P<serial>[0-9]{%d})[0-9]{%d}"])
def test_check_digits_in_the_middle_are_right_when_asked_often(pattern: str) -> None:
    many = SUMS + 1
    made = resolver(
        *(
            carrier(f"C{rest}", formatted(pattern=pattern % (8 - rest, rest), check={"algorithm": "mod7"}))
            for rest in range(many)
        )
    )
    source = random.Random(3)
    for _ in range(OFTEN + 200):
        number = "17" + "".join(source.choices("0123456789", k=10))
        right = {f"c{rest}" for rest in range(many) if int(number[4 : 12 - rest]) % 7 == int(number[3])}
        assert {one.carrier_id for one in made.matcher.matches(number)} == right


def test_what_a_check_digit_says() -> None:
    """One is right of those that the algorithm gives, or of those that the pattern allows where these are more."""
    for place, algorithm, bits in (("[0-9]", "luhn", 3.32), ("[0-9]", "mod7", 3.32), ("[0-6]", "luhn", 3.32 + 0.51)):
        made = resolver(
            carrier("A", formatted(pattern=f"(?P<serial>[0-9]{{9}})(?P<check>{place})", check={"algorithm": algorithm}))
        )
        found = next(found for last in range(100) if (found := made.identify(f"12345678{last:02}")))
        assert found[0].evidence == pytest.approx(bits)


def test_one_candidate_a_carrier_by_its_best_format() -> None:
    made = resolver(carrier("A", number_format(6), number_format(9), number_format(7)), carrier("B", number_format(9)))
    assert [(one.carrier, one.evidence) for one in made.identify(NUMBER)] == [("a", 9), ("b", 9)]
    assert codes(made.resolve(NUMBER).problems) == ["ambiguous"]


def test_a_listing_breaks_no_tie() -> None:
    listed, unlisted = carrier("A", number_format(9)), carrier("B", number_format(9), pages=())
    assert resolver(listed, unlisted).resolve(NUMBER).carrier is None
    assert resolver(listed, carrier("B", number_format(9), general=True)).resolve(NUMBER).carrier is None


def test_a_first_number_is_checked_in_each_way_that_it_may_be_read() -> None:
    """Of one length, the payload begins at one place or at the next, and each has a check digit of its own."""
    carrier = read_carrier(
        """
name: Two
numbers:
  - name: n
    pattern: "A (?:[0-9]|[0-9]{2}) (?P<serial> [0-9]{4,5} ) (?P<check> [0-9] )"
    check: {algorithm: luhn}
    guess: anywhere
""",
        id="two",
    )
    asked = [f"A123456{digit}" for digit in "0123456789"]
    accepted = [one for one in asked if Resolver([carrier], builtin=False).identify(one)]
    assert accepted == ["A1234561", "A1234567"]
