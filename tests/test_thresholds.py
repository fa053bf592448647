"""Every threshold of matching and resolving from both sides, in figures of its own, with carriers made up for it.

What is read off texts has its own file, tests/test_text_thresholds.py.
"""

from __future__ import annotations

import pytest

import tracking
from tests.made_up import CHECK, NUMBER, RIGHT, WRONG, carrier, codes, number_format, resolver
from tracking.definitions.carrier import Citation

UNKNOWN = "Nordwind Parcels"


def ids(found: tuple[tracking.Candidate, ...]) -> list[str]:
    return [one.carrier for one in found]


def values(found: tracking.Validation, kind: str) -> list[str]:
    return [one.value for one in found.suggestions if one.kind == kind]


def test_the_bits_are_as_made_up() -> None:
    for bits in (0.5, 0.51, 4.99, 5, 9.99, 10):
        (plain,) = resolver(carrier("A", number_format(bits, guess="anywhere"))).identify(NUMBER)
        assert plain.evidence == bits
    (checked,) = resolver(carrier("A", number_format(9.07, check=CHECK))).identify(RIGHT)
    assert checked.evidence == 9.07
    assert resolver(carrier("A", number_format(9.07, check=CHECK))).identify(WRONG) == ()


# Where a format may guess.


@pytest.mark.parametrize(("bits", "guesses"), [(0.5, False), (0.51, True)])
def test_never_up_to(bits: float, guesses: bool) -> None:
    made = resolver(carrier("A", number_format(bits), country="DE"))
    assert ids(made.identify(NUMBER)) == ["a"] * guesses
    assert made.resolve(NUMBER, country="DE").carrier == ("a" if guesses else None)
    assert codes(made.validate(NUMBER).problems) == (["weak"] if guesses else ["number_unknown"])


@pytest.mark.parametrize(("bits", "everywhere"), [(4.99, False), (5, True)])
def test_anywhere_from(bits: float, everywhere: bool) -> None:
    made = resolver(carrier("A", number_format(bits), country="DE"))
    assert ids(made.identify(NUMBER)) == ["a"]
    assert made.resolve(NUMBER).carrier == ("a" if everywhere else None)
    assert codes(made.resolve(NUMBER).problems) == ([] if everywhere else ["weak"])
    assert made.resolve(NUMBER, country="US").carrier == ("a" if everywhere else None)
    for country in ("US", "DE"):
        assert ids(made.identify(NUMBER, country)) == ["a"]


@pytest.mark.parametrize(("bits", "everywhere"), [(9.99, False), (10, True)])
def test_anywhere_from_one_source(bits: float, everywhere: bool) -> None:
    """A second source, or a check digit, makes five bits enough."""
    made = resolver(carrier("A", number_format(bits, sources=("one",)), country="DE"))
    assert made.resolve(NUMBER).carrier == ("a" if everywhere else None)
    assert made.resolve(NUMBER, country="DE").carrier == "a"
    made = resolver(carrier("A", number_format(bits, sources=("one", "two")), country="DE"))
    assert made.resolve(NUMBER).carrier == "a"
    named = Citation(text="two", states=("name", "check"))  # does not state the format
    made = resolver(carrier("A", number_format(bits, sources=("one", named)), country="DE"))
    assert made.resolve(NUMBER).carrier == ("a" if everywhere else None)


@pytest.mark.parametrize(("country", "home"), [("RE", "FR"), ("JE", "GB"), ("PR", "US"), ("AX", "FI")])
def test_territories_are_home(country: str, home: str) -> None:
    made = resolver(carrier("A", number_format(3), country=home))
    assert made.resolve(NUMBER, country=country).carrier == made.resolve(NUMBER, country=home).carrier == "a"
    assert made.resolve(NUMBER, country="KR").carrier is None
    assert ids(made.identify(NUMBER, "KR")) == ["a"]


# The order of matches, and the decision.


@pytest.mark.parametrize(("elsewhere", "first"), [(8.99, "local"), (9.01, "foreign")])
def test_local(elsewhere: float, first: str) -> None:
    made = resolver(
        carrier("Local", number_format(4), country="DE"), carrier("Foreign", number_format(elsewhere), country="US")
    )
    assert ids(made.identify(NUMBER, "DE"))[0] == first
    assert ids(made.identify(NUMBER, "FR"))[0] == ids(made.identify(NUMBER))[0] == "foreign"


@pytest.mark.parametrize(("behind", "named"), [(8.51, None), (8.5, "b")])
def test_tie(behind: float, named: str | None) -> None:
    made = resolver(carrier("A", number_format(behind)), carrier("B", number_format(9.5)))
    for country in (None, "DE"):
        found = made.resolve(NUMBER, country=country)
        assert found.carrier == named
        assert codes(found.problems) == codes(made.validate(NUMBER, country=country).problems)
        assert codes(found.problems) == ([] if named else ["ambiguous"])


@pytest.mark.parametrize(("bits", "strong"), [(9.99, False), (10, True)])
def test_strong(bits: float, strong: bool) -> None:
    made = resolver(carrier("A", number_format(bits)))
    assert made.resolve(NUMBER).carrier == "a"
    for country in (None, "DE"):
        found = made.resolve(NUMBER, UNKNOWN, country=country)
        assert (found.carrier, found.company) == ("a" if strong else None, UNKNOWN)
        assert codes(found.problems) == ["company_unknown"] + ["weak"] * (not strong)
        found = made.resolve(NUMBER, url="https://shop.example.com/1", country=country)
        assert (found.carrier, found.company) == (("a", "A") if strong else (None, None))


@pytest.mark.parametrize(("pattern_bits", "doubted"), [(8.99, False), (9, True)])
def test_shadow(pattern_bits: float, doubted: bool) -> None:
    """A number that looks like a narrow format's, with a wrong check digit, is not another's by chance."""
    made = resolver(
        carrier("Narrow", number_format(pattern_bits + 3.32, check=CHECK)), carrier("Other", number_format(6))
    )
    for country in (None, "DE"):
        assert ids(made.identify(WRONG, country)) == ["other"]
        found = made.resolve(WRONG, country=country)
        assert found.carrier == (None if doubted else "other")
        assert codes(found.problems) == ["check_digit"] * doubted
        assert made.resolve(RIGHT, country=country).carrier == "narrow"


@pytest.mark.parametrize(("bits", "doubted"), [(9.5, True), (9.51, False)])
def test_a_narrow_format_doubts_what_says_no_more(bits: float, doubted: bool) -> None:
    made = resolver(carrier("Narrow", number_format(9.5 + 3.32, check=CHECK)), carrier("Other", number_format(bits)))
    assert made.resolve(WRONG).carrier == (None if doubted else "other")
    assert made.validate(WRONG).ok is not doubted


# What is said of a number when something is wrong with it.


@pytest.mark.parametrize(("bits", "tells"), [(7.49, False), (7.5, True)])
def test_telling(bits: float, tells: bool) -> None:
    made = resolver(carrier("A", number_format(bits, check=CHECK)))
    assert codes(made.validate(WRONG).problems) == (["check_digit"] if tells else ["number_unknown"])
    assert codes(made.resolve(WRONG).problems) == (["check_digit"] if tells else ["number_unknown"])
    assert values(made.validate("AAO0012340"), "number") == [RIGHT] * tells  # a letter for a digit


@pytest.mark.parametrize(("bits", "other"), [(9.99, False), (10, True)])
def test_other(bits: float, other: bool) -> None:
    """A known company whose format says nothing, and a number that says much of another."""
    made = resolver(carrier("Known", number_format(0)), carrier("Other", number_format(bits)))
    for found in (made.validate(NUMBER, "Known"), made.resolve(NUMBER, "Known")):
        assert codes(found.problems) == ["carrier_differs"] * other
    assert values(made.validate(NUMBER, "Known"), "carrier") == ["Other"] * other


@pytest.mark.parametrize(("bits", "little"), [(0.5, True), (0.51, False)])
def test_a_format_that_says_next_to_nothing_speaks_for_nobody(bits: float, little: bool) -> None:
    made = resolver(carrier("Known", number_format(bits)), carrier("Other", number_format(10.5)))
    for found in (made.validate(NUMBER, "Known"), made.resolve(NUMBER, "Known")):
        assert codes(found.problems) == ["carrier_differs"] * little
    assert values(made.validate(NUMBER, "Known"), "carrier") == ["Other"] * little


@pytest.mark.parametrize(("bits", "beside"), [(2.99, False), (3, True)])
def test_beside(bits: float, beside: bool) -> None:
    """A known company that cannot have the number, and another that may."""
    made = resolver(
        carrier("Known", number_format(10, pattern="ZZ[0-9]{8}")),
        carrier("Other", number_format(bits, guess="anywhere")),
    )
    found = made.validate(NUMBER, "Known")
    assert codes(found.problems) == ["format_mismatch"]
    assert values(found, "carrier") == ["Other"] * beside


@pytest.mark.parametrize(("bits", "counts"), [(4.99, False), (5, True)])
def test_corrected(bits: float, counts: bool) -> None:
    """A misread number of a known company without a check digit."""
    made = resolver(carrier("Known", number_format(bits)))
    found = made.validate("AAO0012345", "Known")
    assert codes(found.problems) == ["format_mismatch"]
    assert values(found, "number") == [NUMBER] * counts


@pytest.mark.parametrize(("less", "vouches"), [(5, True), (5.01, False)])
def test_alternative(less: float, vouches: bool) -> None:
    """Another format of the carrier with a right check digit vouches for a number if it says little less."""
    narrow = number_format(13, check=CHECK)
    other = number_format(13 - less, check={**CHECK, "add": 1})
    made = resolver(carrier("Known", narrow, other))
    assert made.validate(RIGHT, "Known").ok
    assert made.validate("AA00012349", "Known").ok is vouches
    assert made.validate(WRONG, "Known").ok is False


def test_no_format_without_a_check_digit_vouches_for_a_wrong_one() -> None:
    made = resolver(carrier("Known", number_format(12, check=CHECK), number_format(8.5)))
    assert made.validate(RIGHT, "Known").ok
    assert codes(made.validate(WRONG, "Known").problems) == ["check_digit"]


def test_of_formats_that_say_the_same_any_vouches() -> None:
    made = resolver(carrier("Known", number_format(8.5, check=CHECK), number_format(8.5)))
    assert made.validate(WRONG, "Known").ok
