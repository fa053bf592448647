"""The thresholds that `find` goes by, each from both sides, with definitions made for it."""

from __future__ import annotations

import msgspec
import pytest

import tracking
from tracking.definitions.carrier import Carrier, NumberFormat
from tracking.matching import thresholds


def found(text: str, number: NumberFormat) -> list[str]:
    """The numbers in a text, where one carrier with one format is all there is."""
    resolver = tracking.Resolver([Carrier(id="zebra-cargo", name="Zebra Cargo", numbers=(number,))], builtin=False)
    return [one.number for one in resolver.find(text)]


def bits(number: NumberFormat, key: str) -> float:
    resolver = tracking.Resolver([Carrier(id="zebra-cargo", name="Zebra Cargo", numbers=(number,))], builtin=False)
    ((candidate),) = resolver.identify(key)
    return candidate.evidence


def plain(pattern: str) -> NumberFormat:
    return NumberFormat(name="plain", pattern=pattern, guess="anywhere")


@pytest.mark.parametrize(
    ("pattern", "number", "evidence", "alone"),
    [
        ("12[0-6][0-6][0-7][0-9]{7}", "123456789012", 7.99, False),
        ("12[0-5][0-7][0-7][0-9]{7}", "123456789012", 8.02, True),
    ],
)
def test_a_number_stands_alone(pattern: str, number: str, evidence: float, alone: bool) -> None:
    assert abs(evidence - thresholds.STANDS_ALONE) < 0.05
    assert bits(plain(pattern), number) == evidence
    assert found(f"Here {number} is", plain(pattern)) == [number] * alone
    assert found(f"parcel {number} is", plain(pattern)) == [number]


@pytest.mark.parametrize(
    ("pattern", "number", "evidence", "sure"),
    [
        ("AB1[0-4][0-7][0-9]{6}", "AB112345678", 14.04, True),
        ("AB1[0-5][0-6][0-9]{6}", "AB112345678", 13.97, False),
    ],
)
def test_a_number_without_check_digit_is_sure(pattern: str, number: str, evidence: float, sure: bool) -> None:
    assert abs(evidence - thresholds.SURE_UNCHECKED) < 0.05
    assert bits(plain(pattern), number) == evidence
    assert found(f"Order number {number}", plain(pattern)) == [number] * sure
    assert found(f"Here {number} is", plain(pattern)) == [number]


@pytest.mark.parametrize(
    ("rest", "evidence", "sure"),
    [("[0-7][0-7][0-9]{5}", 10.99, False), ("[0-6][0-8][0-9]{5}", 11.01, True)],
)
@pytest.mark.parametrize("given", ["AT", None])
def test_a_number_with_a_check_digit_is_sure(rest: str, evidence: float, sure: bool, given: str | None) -> None:
    """Only a country that is given, and is not the carrier's, lets a word count against a lesser one."""
    checked = msgspec.convert(
        {
            "name": "checked",
            "pattern": f"A[01](?P<serial>{rest})(?P<check>[0-9])",
            "check": {"algorithm": "mod10", "weights": [2, 1]},
            "guess": "anywhere",
        },
        NumberFormat,
    )
    resolver = tracking.Resolver([Carrier(id="zebra-cargo", name="Zebra Cargo", numbers=(checked,))], builtin=False)
    key = next(key for digit in range(10) if resolver.identify(key := f"A13123456{digit}"))
    assert bits(checked, key) == evidence
    assert [one.number for one in resolver.find(f"Order number {key}", given)] == [key] * (sure or given is None)


@pytest.mark.parametrize(("length", "counts"), [(13, False), (14, True)])
def test_a_number_is_as_long_as_a_telephone_number(length: int, counts: bool) -> None:
    """A check digit saves a number behind a word against it, unless it may be a telephone number."""
    checked = msgspec.convert(
        {
            "name": "checked",
            "pattern": f"12(?P<serial>[0-9]{{{length - 3}}})(?P<check>[0-9])",
            "check": {"algorithm": "mod10", "weights": [2, 1]},
            "guess": "anywhere",
        },
        NumberFormat,
    )
    resolver = tracking.Resolver([Carrier(id="zebra-cargo", name="Zebra Cargo", numbers=(checked,))], builtin=False)
    key = next(key for digit in range(10) if resolver.identify(key := f"12{'7' * (length - 3)}{digit}"))
    assert thresholds.STANDS_ALONE <= bits(checked, key) < thresholds.SURE
    assert found(f"Here {key} is", checked) == [key]
    assert found(f"Order number {key}", checked) == [key] * counts


@pytest.mark.parametrize("length", range(7, 28))
def test_a_plain_number_has_a_length(length: int) -> None:
    never = NumberFormat(name="never", pattern="[0-9]{6,40}", guess="never")
    counts = 8 <= length <= 25
    assert found(f"Zebra Cargo parcel {'7' * length}", never) == ["7" * length] * counts
    assert found(f"parcel {'7' * length}", never) == []


@pytest.mark.parametrize(("spaces", "reaches"), [(40, True), (41, False)])
def test_words_are_read_so_far(spaces: int, reaches: bool) -> None:
    number = "123456789012"
    assert found(f"parcel{' ' * spaces}{number}", plain("12[0-3][0-9]{9}")) == [number] * reaches
