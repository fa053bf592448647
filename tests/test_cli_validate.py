from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

import tracking
from tracking.cli import command

RIGHT, WRONG = "1Z001985YW99744790", "1Z001985YW99744791"


def validate(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(command, ["validate", *arguments], input=given)


def test_a_right_number_is_ok() -> None:
    found = validate(RIGHT)
    assert (found.exit_code, found.stdout) == (0, f"{RIGHT}  ok\n")


def test_a_wrong_number_is_told_with_what_would_be_right() -> None:
    found = validate(WRONG)
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert lines[:2] == [
        f"{WRONG}  wrong",
        "    check_digit: the check digit of this UPS number (1Z number) is 1 and should be 0",
    ]
    assert f"    number: {RIGHT}  with the check digit 0 instead of 1" in lines


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([RIGHT, "RR123456785CN"], 0),
        ([RIGHT, WRONG], 1),
        ([RIGHT, "--company", "USPS"], 1),
        ([RIGHT, "--company", "united parcel service"], 0),
        (["1234567", "--company", "Somebody Else"], 0),
        (["3318810025", "--country", "DE"], 0),
        ([RIGHT, "--url", "ftp://x"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert validate(*arguments).exit_code == code


def test_an_unknown_company_is_named_with_its_neighbors() -> None:
    found = validate("12", "--company", "UPSS")
    assert "    company_unknown: 'UPSS' is not a known company, so its numbers cannot be checked\n" in found.stdout
    assert "    company: UPS   'UPSS' is close to the name 'UPS'\n" in found.stdout


def test_json_is_the_whole_validation() -> None:
    found = validate("-", "--json", "--company", "UPS", given=f"{RIGHT}\n{WRONG}\n")
    assert found.exit_code == 1
    assert [json.loads(line) for line in found.stdout.splitlines()] == [
        {"number": number, **json.loads(json.dumps(tracking.validate(number, company="UPS").as_dict()))}
        for number in (RIGHT, WRONG)
    ]


def test_nothing_given_says_how() -> None:
    found = validate()
    assert (found.exit_code, found.stderr) == (2, "Error: standard input holds no number; give one per line\n")
