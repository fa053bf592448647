"""Explanations: they say what `resolve` says, and why."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

import tracking
from tests.tables import samples
from tracking.cli import command
from tracking.definitions.checkdigits import ALGORITHMS, GS1, ISO6346, S10, Correos, Luhn, Mod37Mod36, SFExpress
from tracking.definitions.weighted_sums import Mod7, Mod10, Mod11, Mod11Mod10
from tracking.definitions.working import working_of
from tracking.resolver import default


@pytest.mark.parametrize("country", [None, "DE"])
def test_every_sample_is_explained_as_it_is_resolved(country: str | None) -> None:
    for _, number in samples()[::3]:
        answer, explained = tracking.resolve(number, country=country), tracking.explain(number, country=country)
        assert (explained.number, explained.carrier, explained.company) == (number, answer.carrier, answer.company)
        assert (explained.url, explained.via, explained.problems) == (answer.url, answer.via, answer.problems)
        told = [(one.carrier, one.format, one.evidence) for one in explained.candidates]
        assert told == [(one.carrier, one.format, one.evidence) for one in answer.candidates]
        assert explained.decided.startswith("by " if answer.carrier else "not decided: ")
        assert "".join(part.text for part in explained.parts) in (explained.key, "")
        for one in explained.candidates:
            assert "".join(part.text for part in one.parts) == explained.key
            assert not one.check or one.check[-1].endswith(": right")
        named = {one.carrier for one in explained.candidates}
        assert not named.intersection(one.carrier for one in explained.ruled_out)


@pytest.mark.parametrize(
    ("algorithm", "payload", "total"),
    [
        (GS1(), "37610425002123456", 101),
        (GS1(prefix="92"), "6129999862034151525", 218),
        (Luhn(), "7992739871", 67),
        (S10(), "47312482", 200),
        (ISO6346(), "CSQU305438", None),
        (Correos(), "PQ", None),
        (SFExpress(), "11111111", 37),
        (Mod37Mod36(), "A", None),
        (Mod7(), "1234567", None),
        (Mod10((1, 2), letter_a=2), "001985YW9974479", 120),
        (Mod10((3, 1), add=1), "73814996", None),
        (Mod11((7, 6, 5, 4, 3, 2)), "050376541978", 212),
        (Mod11Mod10((1, 3, 7), "right"), "98657878885", 269),
    ],
)
def test_the_working_leads_to_the_digit(algorithm: object, payload: str, total: int | None) -> None:
    worked = working_of(algorithm, payload)  # type: ignore[arg-type]
    assert worked is not None
    assert worked.digit == algorithm.digit(payload)  # type: ignore[attr-defined]
    if total is not None:
        assert worked.total == total  # as the algorithm's source works it out
    if worked.total is not None and worked.modulus is not None:
        alone = [working_of(algorithm, payload[:end]) for end in range(1, len(payload))]  # type: ignore[arg-type]
        assert {one.modulus for one in alone if one is not None and one.total and one.total > 99} <= {worked.modulus}


def test_every_algorithm_is_worked_out_in_the_test_above() -> None:
    assert len(ALGORITHMS) == 11
    assert working_of(GS1(), "12A") is None


def test_a_number_is_drawn() -> None:
    lines = str(tracking.explain("1z 001985 yw 9974479 0")).splitlines()
    assert lines[1] == "read as  1Z001985YW99744790"
    at = lines.index("1Z 001985 YW 9974479 0")
    assert lines[at + 1 : at + 6] == [
        "│  │      │  │       └ check",
        "│  │      │  └ package",
        "│  │      └ service: SurePost, delivered by the USPS",
        "│  └ shipper",
        "└ the same in all these numbers",
    ]


def test_what_no_source_names_is_not_drawn_as_fixed() -> None:
    lines = str(tracking.explain("73814996922", company="GLS")).splitlines()
    assert lines[lines.index("73814996922") + 1] == "└ unknown"
    drawn = tracking.explain("F1506235620", company="UPS").parts
    assert [(part.text, part.name) for part in drawn] == [("F1506235620", "unknown")], "F, W, M, or Q, and ten digits"
    drawn = tracking.explain("802269919937015457", company="UPS").parts
    assert [(part.text, part.name) for part in drawn] == [("80", None), ("2", "unknown"), ("269919937015457", "serial")]


@pytest.mark.parametrize(
    ("asked", "decided"),
    [
        ({"number": "1Z001985YW99744790"}, "by the number's format: no other carrier is as likely as UPS"),
        ({"number": "1Z001985YW99744791"}, "not decided: it looks like a number of UPS whose check digit is wrong"),
        ({"number": " "}, "not decided: there is no tracking number"),
        ({"number": "hello"}, "not decided: the number does not match any known format"),
        ({"number": "1", "company": "fed ex"}, "by the company: 'fed ex' means FedEx"),
        (
            {"number": "00340434161094027318", "company": "DHL"},
            "by the number, among the carriers that 'DHL' may mean: DHL",
        ),
        ({"url": "https://www.ups.com/track?tracknum=1Z001985YW99744790"}, "by the tracking page that was given"),
    ],
)
def test_what_decided_is_said(asked: dict[str, str], decided: str) -> None:
    assert tracking.explain(**asked).decided == decided


def test_a_tie_names_who_is_as_likely() -> None:
    every = (tracking.explain(number) for _, number in samples())
    said = next(one.decided for one in every if "ambiguous" in {problem.code for problem in one.problems})
    assert re.fullmatch(
        r"not decided: .+ and .+ are equally likely; the company or the shop's country would decide", said
    )


def test_who_was_ruled_out_is_told_with_the_reason() -> None:
    explained = tracking.explain("1Z001985YW99744791")
    assert [(one.carrier, one.reason) for one in explained.ruled_out] == [
        ("ups", "the check digit is 1 and should be 0")
    ]
    assert explained.check[-1] == "the number has 1: wrong, it should be 0"


def test_the_command_and_its_json() -> None:
    done = CliRunner().invoke(command, ["explain", "1Z001985YW99744790"])
    assert (done.exit_code, done.stdout) == (0, str(tracking.explain("1Z001985YW99744790")) + "\n")
    done = CliRunner().invoke(command, ["explain", "hello", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout) == tracking.explain("hello").as_dict()


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = CliRunner().invoke(command, ["explain", "1Z001985YW99744790"], color=True).stdout
    assert "\x1b[32m  the number has 0: right" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(command, ["explain", "1Z001985YW99744790"], color=True).stdout


def test_a_notebook_shows_a_table_of_text() -> None:
    shown = tracking.explain("<script>1Z001985YW99744790")._repr_html_()
    assert "<table>" in shown
    assert "<script>" not in shown


def test_own_carriers_are_explained() -> None:
    assert default().explain("1Z001985YW99744790") == tracking.explain("1Z001985YW99744790")
