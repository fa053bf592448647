"""What is suggested, and what is not, with carriers made up for it."""

from __future__ import annotations

import msgspec

import tracking
from tests.made_up import CHECK, NUMBER, RIGHT, WRONG, carrier, number_format, resolver
from tracking.definitions.carrier import Carrier, NumberFormat


def values(found: tracking.Validation, kind: str) -> list[str]:
    return [one.value for one in found.suggestions if one.kind == kind]


def formatted(pattern: str, check: dict[str, object] | None = None) -> NumberFormat:
    return msgspec.convert({"name": "made up", "pattern": pattern, "check": check}, NumberFormat)


def test_at_most_three_close_names() -> None:
    made = resolver(*(carrier(f"Zebracargo{letter}") for letter in "ABCDE"))
    assert len(values(made.validate(NUMBER, "Zebracargox"), "company")) == 3


def test_how_close_a_name_must_be() -> None:
    """Three in four characters have to be the same."""
    for known, given, close in (("Abcdefgh", "Abcdefxy", True), ("Abcdefg", "Abcdexy", False)):
        assert values(resolver(carrier(known)).validate(NUMBER, given), "company") == [known] * close


def test_a_general_format_is_no_other_carrier() -> None:
    known, general = carrier("Known", formatted("ZZ[0-9]{8}")), carrier("General", number_format(9), general=True)
    assert values(resolver(known, general).validate(NUMBER, "Known"), "carrier") == []


def test_the_known_company_is_no_other_carrier() -> None:
    made = resolver(carrier("Known", number_format(4, guess="anywhere"), number_format(9, check=CHECK)))
    found = made.validate(WRONG, "Known")
    assert not found.ok
    assert values(found, "carrier") == []


def test_without_a_company_a_check_digit_vouches_for_a_corrected_number() -> None:
    """A letter for a digit: 0 was meant."""
    for numbers, corrected in (((number_format(9, check=CHECK),), [RIGHT]), ((number_format(9),), [])):
        assert values(resolver(carrier("A", *numbers)).validate("AAO0012340"), "number") == corrected


def test_beside_a_wrong_check_digit_only_a_right_one_vouches() -> None:
    """The number with 1 and 2 swapped has no check digit."""
    known = carrier("Known", number_format(9, check=CHECK), formatted("AA000213[0-9]{2}"))
    assert resolver(known).validate("AA00021341", "Known").ok
    corrected = values(resolver(known).validate(WRONG, "Known"), "number")
    assert RIGHT in corrected
    assert "AA00021341" not in corrected


def test_at_most_eight_corrected_numbers() -> None:
    """Any two neighbors may have been swapped."""
    made = resolver(carrier("Known", formatted("ABC(?!123456789012)[0-9]{12}")))
    assert len(values(made.validate("ABC123456789012", "Known"), "number")) == 8


def test_a_letter_is_taken_for_a_digit_where_both_may_stand() -> None:
    check = {"algorithm": "mod10", "weights": [1], "letter_a": 2}
    made = resolver(carrier("Known", formatted("ZZ(?P<serial>[0-9A-Z]{7})(?P<check>[0-9])", check)))
    assert values(made.validate("ZZOIII2348", "Known"), "number")[0] == "ZZ01112348"


def many(*bits: float) -> list[Carrier]:
    return [carrier(f"C{place:02}", number_format(one)) for place, one in enumerate(bits)]


def test_at_most_thirteen_suggestions_with_other_carriers() -> None:
    known = carrier("Known", formatted("ZZ[0-9]{8}"))
    found = resolver(known, *many(*[9.0] * 20)).validate(NUMBER, "Known")
    assert len(found.suggestions) == len(set(found.suggestions)) == 13
    assert values(found, "carrier") == [f"C{place:02}" for place in range(13)]


def test_numbers_count_among_the_thirteen() -> None:
    found = resolver(carrier("Known", number_format(9, check=CHECK)), *many(*[6.0] * 20)).validate(WRONG, "Known")
    assert RIGHT in values(found, "number")
    assert len(found.suggestions) == 13


def test_nothing_is_suggested_twice() -> None:
    zebras = [carrier("Zebra", number_format(9), id=id_) for id_ in ("a", "b")]
    assert values(resolver(*zebras).validate(NUMBER, "Zebra"), "company") == ["Zebra"]
    # A check letter that was read as a digit is corrected as such, and once.
    known = formatted("ZZ(?P<serial>[0-9]{6})(?P<check>[0-9A-Z])", {"algorithm": "mod37_36"})
    made = resolver(carrier("Known", known))
    right = next(one for serial in range(10**5) if made.identify(one := f"ZZ{serial:06}S"))
    assert values(made.validate(right[:-1] + "5", "Known"), "number").count(right) == 1
