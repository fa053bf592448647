from __future__ import annotations

import pytest

import tracking

UPS = "1Z001985YW99744790"


def codes(number: str, company: str | None = None, country: str | None = None) -> tuple[bool, list[str]]:
    found = tracking.validate(number, company, country)
    return found.ok, [problem.code for problem in found.problems]


def suggested(number: str, company: str | None = None) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in tracking.validate(number, company).suggestions]


@pytest.mark.parametrize(
    ("number", "company", "expected"),
    [
        ("1Z001985YW99744790", "UPS", (True, [])),
        ("1z 001985 yw 9974 4790", "ups", (True, [])),
        ("1Z001985YW99744790", None, (True, [])),
        ("1Z001985YW99744791", "UPS", (False, ["check_digit"])),
        ("1Z001985YW99744791", None, (False, ["check_digit"])),
        ("1Z001985YW99744790", "FedEx", (False, ["format_mismatch", "carrier_differs"])),
        ("986578788856", "FedEx", (False, ["check_digit"])),
        ("hello", None, (False, ["number_unknown"])),
        # Shapes with two rules or two ways to be cut: a changed check digit is no number of the other.
        ("T1506235620", "UPS", (True, [])),
        ("T1506235622", "UPS", (False, ["check_digit"])),
        ("T9999999999", "UPS", (True, [])),
        ("EC207920163US", "USPS", (False, ["check_digit"])),
        ("EA123456784US", "USPS", (True, [])),
        ("23153630000057728972", "USPS", (False, ["check_digit"])),
        ("4209731792009205592767756015842558", "USPS", (True, [])),
        ("4209731792009205592767756015842559", "USPS", (False, ["check_digit"])),
        ("4209731792009205592767756015842559", "DHL eCommerce", (False, ["check_digit"])),
        ("4205690192023901019233001401555746", "USPS", (True, [])),
        ("", "UPS", (False, ["number_missing"])),
        ("  ", None, (False, ["number_missing"])),
        ("anything", "Comingle", (True, ["format_unknown"])),
        ("anything", "Nobody Knows Us", (True, ["company_unknown"])),
        ("1Z001985YW99744791", "Nobody Knows Us", (False, ["company_unknown", "check_digit"])),
    ],
)
def test_what_is_ok(number: str, company: str | None, expected: tuple[bool, list[str]]) -> None:
    assert codes(number, company) == expected


def test_the_message_says_what_would_be_right() -> None:
    (problem,) = tracking.validate("1Z001985YW99744791", "UPS").problems
    assert "is 1 and should be 0" in problem.message


@pytest.mark.parametrize(
    ("number", "company", "suggestion"),
    [
        ("1Z001985YW99744791", "UPS", ("number", "1Z001985YW99744790")),
        ("1ZO01985YW99744790", "UPS", ("number", "1Z001985YW99744790")),
        ("IZ001985YW99744790", "UPS", ("number", "1Z001985YW99744790")),
        ("IZOO1985YW99744790", "UPS", ("number", "1Z001985YW99744790")),
        ("1Z001985YW99747490", "UPS", ("number", "1Z001985YW99744790")),
        ("RRI23456785CN", "China Post", ("number", "RR123456785CN")),
        ("RR123456785CN", "UPS", ("carrier", "China Post")),
        ("1Z001985YW99744790", "FedEx", ("carrier", "UPS")),
        ("1Z001985YW99744790", "Fedx", ("company", "FedEx")),
        ("1Z001985YW99744790", "Canada Pots", ("company", "Canada Post")),
    ],
)
def test_what_is_suggested(number: str, company: str, suggestion: tuple[str, str]) -> None:
    assert suggestion in suggested(number, company)


def test_a_suggested_number_is_right() -> None:
    for number, company in (
        ("1Z001985YW99744791", "UPS"),
        ("940011120620640626O787", "USPS"),
        ("RR123456787CN", "China Post"),
    ):
        for kind, value in suggested(number, company):
            assert kind != "number" or tracking.validate(value, company).ok


def test_one_right_number_has_nothing_to_suggest() -> None:
    assert tracking.validate("1Z001985YW99744790", "UPS") == tracking.Validation(True, (), ())


def test_hostile_texts_are_judged_at_once() -> None:
    for text in ("0" * 5000, "1Z" * 2500, "A" * 5000, "&nbsp;" * 1000, "\u0660" * 3000, "O0I1" * 20):
        tracking.validate(text)
        tracking.validate(text, "UPS")
        tracking.resolve(text, company=text)


def test_what_would_be_right_without_a_company() -> None:
    assert codes("9400110200793596422991") == (False, ["check_digit"])
    assert ("number", "9400110200793596422990") in suggested("9400110200793596422991")
    assert ("number", "1Z001985YW99744790") in suggested("1ZOO1985YW99744790")  # two signs at once


def test_a_blank_number_lacks_nothing_else() -> None:
    problems = tracking.resolve(" \n", company="UPS").problems
    assert [problem.code for problem in problems] == ["number_missing"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Fedx", "FedEx"), ("Roayl Mail", "Royal Mail"), ("Nova Posta", "Nova Poshta"), ("Estfeta", "Estafeta")],
)
def test_a_misspelt_company_is_suggested_listed_or_not(written: str, meant: str) -> None:
    assert ("company", meant) in suggested("X1", written)


def test_why_a_number_that_somebody_has_names_nobody() -> None:
    (weak,) = tracking.resolve("600078420325").problems
    assert weak.code == "weak"
    assert "Japan Post, Sagawa, Yamato" in weak.message
    assert [problem.code for problem in tracking.resolve("986578788855", company="Foo").problems] == [
        "company_unknown",
        "weak",
    ]
    assert [problem.code for problem in tracking.resolve("600078420325", country="JP").problems] == ["ambiguous"]
    assert not tracking.resolve("600078420325", url="www.example.com").problems


def test_a_country_that_is_no_code_is_told() -> None:
    for country in ("Germany", "D", "Ä1", "JA"):
        for found in (tracking.resolve(UPS, country=country), tracking.validate(UPS, country=country)):
            assert [problem.code for problem in found.problems] == ["country_unknown"]
    assert not tracking.resolve(UPS, country="uk").problems


def test_a_page_for_another_number_is_told() -> None:
    page = "https://www.fedex.com/fedextrack/?trknbr="
    assert [problem.code for problem in tracking.validate(UPS, url=page + "986578788855").problems] == [
        "number_differs"
    ]
    assert not tracking.validate("9865 7878 8855", url=page + "986578788855").problems
