"""Cells that hold more than a number."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

import pyarrow as pa
import pytest

import tracking
from tests.tables import ADDED, one_call
from tracking import batch
from tracking.batch import number_classes
from tracking.resolver import default
from tracking.spelling.numbers import key

BESIDE = (
    "{company} {number}", "{number} ({company})", "{company}: {number}", "{number} {company}", "{company} - {number}",
    "{company} #{number}", "{number} / {company}", "{company}\n{number}", "{company} tracking {number}",
    "Tracking: {number}", "({number})", "#{number};",
)  # fmt: skip
SEVERAL = (
    "{number}; {other}",
    "{number} / {other}",
    "{number}, {other}",
    "{number} & {other}",
    "{number}\n{other}",
    "{number} {other}",
)


class Sample(NamedTuple):
    carrier: tracking.Carrier
    company: str
    number: str
    other: str
    """Another sample of the carrier; empty for none."""


@cache
def samples() -> list[Sample]:
    found = []
    for carrier in tracking.carriers():
        if not carrier.general:
            numbers = list({key(one): one for form in carrier.numbers for one in form.valid[:2]}.values())
            company = default().catalog.carriers[carrier.id].place(carrier.country).company
            for number, other in zip_longest(numbers, numbers[1:], fillvalue=""):
                found.append(Sample(carrier, str(company), number, other))
    return found


def codes(found: tracking.Resolution | tracking.Validation) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize("shape", BESIDE)
@pytest.mark.parametrize("told", [True, False], ids=["company", "no company"])
def test_the_number_in_a_cell_is_used(shape: str, told: bool) -> None:
    """With the company, the answer is that of the number alone; without, the company in the cell speaks as well."""
    right: Counter[bool] = Counter()
    for sample in samples():
        cell = shape.format(company=sample.company, number=sample.number)
        company, country = sample.company if told else None, sample.carrier.country
        found = tracking.resolve(cell, company=company, country=country)
        alone = tracking.resolve(sample.number, company=company, country=country)
        named = not told and "{company}" in shape and found.carrier == sample.carrier.id
        right[named or (found.carrier, found.url) == (alone.carrier, alone.url)] += 1
        assert found.number == cell
    assert right[True] / right.total() >= 0.99


@pytest.mark.parametrize("shape", SEVERAL)
def test_several_numbers_have_no_link(shape: str) -> None:
    right: Counter[bool] = Counter()
    for sample in samples():
        if sample.other:
            cell = shape.format(number=sample.number, other=sample.other)
            found = tracking.resolve(cell, company=sample.company, country=sample.carrier.country)
            right[found.url is None and "numbers_several" in codes(found)] += 1
    assert right[True] / right.total() >= (0.965 if shape == "{number} {other}" else 0.99)


def test_a_problem_says_what_was_read() -> None:
    cell = "UPS 1Z001985YW99744790"
    for found in (
        tracking.resolve(cell),
        tracking.resolve(cell, company="UPS"),
        tracking.validate(cell, company="UPS"),
    ):
        (said,) = found.problems
        assert said == ("number_read", "'1Z001985YW99744790' was taken from 'UPS 1Z001985YW99744790'")
    found = tracking.resolve(cell)
    assert (found.number, found.carrier, found.company, found.via) == (cell, "ups", "UPS", "company")


def test_several_are_named() -> None:
    cell = "1Z001985YW99744790; 1Z879E930346834440"
    found = tracking.resolve(cell, company="UPS")
    assert (found.number, found.carrier, found.company, found.url, found.via) == (cell, "ups", "UPS", None, "none")
    (said,) = found.problems
    assert said == ("numbers_several", f"{cell!r} contains several numbers: 1Z001985YW99744790, 1Z879E930346834440")
    assert tracking.resolve(cell).carrier is None
    valid = tracking.validate(cell, company="UPS")
    assert (valid.ok, codes(valid)) == (False, ["numbers_several"])


def test_a_wrong_number_in_a_cell_is_wrong() -> None:
    found = tracking.validate("UPS - 1Z001985YW99744791", company="UPS")
    assert (found.ok, codes(found)) == (False, ["number_read", "check_digit"])


@pytest.mark.parametrize(
    "cell", ["AB 12/3", "order 4711", "n/a", "see mail", "1Z 001 985 YW 9974 4790", "1234-5678-9012"]
)
def test_what_holds_no_other_number_stays(cell: str) -> None:
    for company in (None, "UPS", "Custom Tracking Company"):
        found = tracking.resolve(cell, company=company)
        assert found.number == cell
        assert not {"number_read", "numbers_several"} & set(codes(found))


def test_a_company_that_is_given_counts_more_than_the_cells() -> None:
    found = tracking.resolve("UPS 1Z001985YW99744790", company="USPS")
    assert found.carrier == "usps"
    assert "carrier_differs" in codes(found)
    found = tracking.resolve("UPS 1Z001985YW99744790", company="Nordwind Parcels")
    assert (found.company, found.carrier, found.via) == ("Nordwind Parcels", "ups", "pattern")
    found = tracking.resolve("your GLS parcel 73814996922 has left", company="Nordwind Parcels")
    assert (found.company, found.carrier) == ("Nordwind Parcels", None)
    assert tracking.resolve("your GLS parcel 73814996922 has left").carrier == "gls"


def test_tables_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are judged by classes of equal numbers; cells among them are asked about one by one."""
    monkeypatch.setattr(number_classes, "WORTH_ROWS", 0)
    rows: list[dict[str, str | None]] = []
    for place, sample in enumerate(samples()):
        cell = BESIDE[place % len(BESIDE)].format(company=sample.company, number=sample.number)
        if place % 3 == 0 and sample.other:
            cell = SEVERAL[place % len(SEVERAL)].format(number=sample.number, other=sample.other)
        spaced = " ".join(sample.number[at : at + 4] for at in range(0, len(sample.number), 4))
        company = sample.company if place % 2 else None
        rows += [{"number": text, "company": company, "country": sample.carrier.country} for text in (cell, spaced)]
        rows.append({"number": f"GLS 7{place:010}", "company": "GLS", "country": "DE"})
        rows.append({"number": f"7{place:04} {place:06}", "company": "DHL Paket", "country": "DE"})
    table = batch.resolve_table(pa.Table.from_pylist(rows))
    valid = batch.validate_array(
        pa.array([row["number"] for row in rows]),
        company=pa.array([row["company"] for row in rows]),
        country=pa.array([row["country"] for row in rows]),
    ).to_pylist()
    for row, answer, said in zip(rows, table.to_pylist(), valid, strict=True):
        assert [answer[name] for name in ADDED] == one_call(row), row
        assert said == tracking.validate(str(row["number"]), row["company"], row["country"]).as_dict(), row


@pytest.mark.parametrize(
    ("cell", "carrier", "numbers"),
    [
        ("Aramex: 3318810025", "aramex", ["3318810025"]),  # alone it would be DHL Express's
        ("841225178292 - GLS - 24.11.2026", "gls", ["841225178292"]),
        ("Purolator_329014521622", "purolator", ["329014521622"]),
        ("#8013 SEUR 07474002501967", "seur", ["07474002501967"]),
        ("NACEX: 9900/99000002 (2 kg)", "nacex", ["9900/99000002"]),
        ("PPL: 40857241530, 40950000115 (2 boxes)", "ppl-cz", ["40857241530", "40950000115"]),
        ("CGK002986959 and 320595463938 (Purolator)", "purolator", ["CGK002986959", "320595463938"]),
        ("UPS order 123456789012: 1Z001985YW99744790", "ups", ["1Z001985YW99744790"]),
        ("* SEUR * 07474002501967 *", "seur", ["07474002501967"]),
        ("DPD UK ref 990 / 15976979566142", "dpd-uk", ["15976979566142"]),
        ("[13152810000050524531](https://example.com) USPS", "usps", ["13152810000050524531"]),
        ("BRT 25003180070704/08454077486990", "brt", ["25003180070704", "08454077486990"]),
        ("GLS 841225178292 14:35", "gls", ["841225178292"]),
        ("1) 5P38C32989681 2) 1UW1G6W436443", None, ["5P38C32989681", "1UW1G6W436443"]),
    ],
)
def test_a_name_among_remarks_tells_the_carrier(cell: str, carrier: str | None, numbers: list[str]) -> None:
    found = tracking.resolve(cell)
    assert found.carrier == carrier
    (said,) = (one.message for one in found.problems if one.code in ("number_read", "numbers_several"))
    assert said in (
        f"{numbers[0]!r} was taken from {cell!r}",
        f"{cell!r} contains several numbers: {', '.join(numbers)}",
    )
    assert (found.url is not None) == (len(numbers) == 1)


def test_a_name_among_remarks_is_the_one_that_is_given() -> None:
    found = tracking.resolve("GLS 73814996922", company="UPS")
    assert found.carrier == "ups"
    assert "number_read" in codes(found)


def test_a_number_is_one_where_its_check_digit_is_right_as_a_whole() -> None:
    found = tracking.resolve("93612699035\n00576940071")  # each half has the form of some number
    assert (found.carrier, codes(found)) == ("usps", [])


def test_plain_digits_beside_a_number_with_a_check_digit_are_something_else() -> None:
    found = tracking.resolve("UPS 1Z001985YW99744790, 123456789012")
    assert found.problems[0].message == "'1Z001985YW99744790' was taken from 'UPS 1Z001985YW99744790, 123456789012'"
    assert "number_read" not in codes(tracking.resolve("FedEx order 986578788855"))


def test_a_mistyped_number_among_alike_ones_is_one_of_several() -> None:
    assert codes(tracking.resolve("1Z001985YW99744790; 1Z001985YW99744791")) == ["numbers_several"]


@pytest.mark.parametrize("company", [None, "China Post"])
def test_of_two_that_look_alike_neither_is_dropped(company: str | None) -> None:
    """The second has a wrong check digit; the one with a right digit is not read as the cell's only number."""
    (problem,) = tracking.resolve("RR123456785CN/RR123456786CN", company=company).problems
    assert problem.code == "numbers_several"


def test_what_a_cell_calls_an_order_is_no_number_of_a_company() -> None:
    resolution = tracking.resolve("order 1Z001985YW99744790", company="DPD")
    assert (resolution.url, [problem.code for problem in resolution.problems]) == (None, ["number_missing"])
