"""Pages for some formats, groups of the number as variables, other spellings, and the page that posts without one share."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import tracking
from tests.tables import ADDED, one_call
from tracking import batch
from tracking.batch import number_classes
from tracking.definitions.loading import builtin_folder, load_carriers, read_carrier
from tracking.errors import DefinitionError
from tracking.resolver import Resolver

PARCELS = """\
name: Example Parcels
country: IE
pages:
  - {url: "https://example.com/export/{number}", formats: [Export, Import]}
  - {url: "https://example.com/cut?p={prefix}&s={serial}{check}", also: ["https://old.example.com/{serial}/{check}"], formats: [Bill]}
  - {url: "https://small.example.com/{number}", spelling: lower, formats: [Mixed]}
  - {url: "https://example.com/printed/{number}", spelling: "{order}-{part}", formats: [Order]}
  - {url: "https://example.com/bare/{number}/{postal_code}", spelling: drop_check, formats: [Checked]}
  - {url: "https://example.com/typed", formats: [Typed]}
numbers:
  - {name: Export, pattern: "EX [0-9]{8}"}
  - {name: Import, pattern: "IM [0-9]{8}"}
  - {name: Bill, pattern: "(?P<prefix> 526 ) (?P<serial> [0-9]{7} ) (?P<check> [0-9] )", check: {algorithm: mod7}, guess: anywhere}
  - {name: Mixed, pattern: "MX [0-9A-F]{9}"}
  - {name: Order, pattern: "OR (?P<order> [0-9]{8} ) (?P<part> [0-9] )"}
  - {name: Checked, pattern: "CH (?P<serial> [0-9]{9} ) (?P<check> [0-9] )", check: {algorithm: luhn}}
  - {name: Typed, pattern: "TY [0-9]{8}"}
"""
POST = """\
name: Nowhere Post
country: AQ
numbers:
  - {name: Item, pattern: "(?P<service> [A-Z]{2} ) (?P<serial> [0-9]{8} ) (?P<check> [0-9] ) AQ", check: {algorithm: s10}}
  - {name: Untracked, pattern: "U [A-Z] [0-9]{9} AQ", guess: anywhere}
"""
POSTS = load_carriers(builtin_folder() / "s10.yaml")
ROOT = "https://example.com"


@pytest.fixture(scope="module")
def made() -> Resolver:
    own = read_carrier(PARCELS, id="example"), read_carrier(POST, id="nowhere-post")
    return Resolver([*own, *POSTS], builtin=False)


PAGES = [
    ("EX12345678", f"{ROOT}/export/EX12345678"),
    ("im 1234 5678", f"{ROOT}/export/IM12345678"),
    ("526-12345675", f"{ROOT}/cut?p=526&s=12345675"),
    ("MX00AB12CD9", "https://small.example.com/mx00ab12cd9"),
    ("OR12345678-9", f"{ROOT}/printed/12345678-9"),
    ("CH1234567897", f"{ROOT}/bare/CH123456789/D02"),
    ("TY12345678", f"{ROOT}/typed"),
]


@pytest.mark.parametrize(("number", "page"), PAGES)
def test_a_number_leads_to_the_page_of_its_format(made: Resolver, number: str, page: str) -> None:
    for company in (None, "Example Parcels"):
        found = made.resolve(number, company, postal_code="D02", country="IE")
        assert (found.url, found.via) == (page, "company" if company else "pattern")
    (typed,) = ["page_without_number"] if page.endswith("typed") else [None]
    assert [problem.code for problem in found.problems] == ([typed] if typed else [])


def test_a_page_for_other_formats_is_passed_over(made: Resolver) -> None:
    found = made.resolve("ZZ99", "Example Parcels")
    assert (found.url, found.via) == (None, "none")
    assert [problem.message for problem in found.problems] == [
        "'ZZ99' does not match any known Example Parcels number format",
        "no tracking page of Example Parcels for such a number is known",
    ]
    found = made.resolve("CH1234567897", "Example Parcels")
    assert [problem.message for problem in found.problems] == ["the page of Example Parcels also needs postal_code"]


def test_a_wrong_check_digit_keeps_the_page(made: Resolver) -> None:
    found = made.resolve("526-12345674", "Example Parcels")
    assert (found.url, [problem.code for problem in found.problems]) == (
        f"{ROOT}/cut?p=526&s=12345674",
        ["check_digit"],
    )
    bare = made.resolve("CH1234567890", "Example Parcels", postal_code="D02")
    assert bare.url == f"{ROOT}/bare/CH123456789/D02"


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("https://example.com/cut?p=526&s=12345675&lang=en", "52612345675"),
        ("https://old.example.com/1234567/5", "52612345675"),  # 526 is fixed by the pattern
        ("https://small.example.com/mx00ab12cd9", "mx00ab12cd9"),
        ("https://old.example.com/12345/5", None),
        ("https://example.com/cut?p=5261&s=12345675", None),
        ("https://example.com/typed", None),
    ],
)
def test_pages_are_read_backwards(made: Resolver, page: str, number: str | None) -> None:
    found = made.resolve(url=page)
    assert (found.number, found.carrier) == (number, "example")


@pytest.mark.parametrize(("number", "page"), PAGES)
def test_a_pages_own_address_is_for_the_number(made: Resolver, number: str, page: str) -> None:
    for found in (made.resolve(number, url=page, postal_code="D02"), made.validate(number, url=page)):
        assert "number_differs" not in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("number", "page"),
    [("mx00ab12cd9", "https://small.example.com/MX00AB12CD9"), ("EX12345678", f"{ROOT}/typed")],
)
def test_an_address_that_says_no_other_number_is_no_other_numbers(made: Resolver, number: str, page: str) -> None:
    assert "number_differs" not in [problem.code for problem in made.resolve(number, url=page).problems]


def test_another_numbers_address_is_not(made: Resolver) -> None:
    for page in ("https://example.com/bare/CH123456788/D02", "https://example.com/cut?p=526&s=12345686"):
        number = "CH1234567897" if "bare" in page else "52612345675"
        assert "number_differs" in [
            problem.code for problem in made.resolve(number, url=page, postal_code="D02").problems
        ]


def test_candidates_and_texts_lead_to_the_same_page(made: Resolver) -> None:
    assert made.identify("526-12345675", "IE")[0].url == f"{ROOT}/cut?p=526&s=12345675"
    (found,) = made.find("Your parcel OR123456789 is on its way", "IE")
    assert found.candidates[0].url == f"{ROOT}/printed/12345678-9"


def test_tables_say_the_same(made: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_classes, "WORTH_ROWS", 0)
    numbers = [
        *(number for number, _ in PAGES),
        "526-12345674",
        "OR987654321",
        "EX99999999",
        "EE123456785AQ",
        "UA123456789AQ",
    ]
    rows: list[dict[str, Any]] = [
        {"number": number, "company": company, "country": "IE", "postal_code": code}
        for number in (*numbers, *(number.replace("-", "") for number in numbers))
        for company in (None, "Example Parcels", "Nowhere Post")
        for code in (None, "D02")
    ]
    table = batch.resolve_table(pa.Table.from_pylist(rows), resolver=made)
    for row, answer in zip(rows, table.to_pylist(), strict=True):
        assert [answer[name] for name in ADDED] == one_call(row, made), row
    plain = [number.replace("-", "").replace(" ", "").upper() for number in numbers]
    candidates = batch.identify_array(pa.array(plain), resolver=made).to_pylist()
    assert [[one["url"] for one in of] for of in candidates] == [[one.url for one in made.identify(n)] for n in plain]


@pytest.mark.parametrize(
    ("number", "page", "codes"),
    [
        (
            "EE123456785AQ",
            "https://items.ems.post/api/publicTracking/track?language=EN&itemId=EE123456785AQ",
            ["page_general"],
        ),
        ("RR123456785AQ", "http://globaltracktrace.ptc.post/gtt.web/", ["page_general", "page_without_number"]),
        ("UA123456789AQ", "http://globaltracktrace.ptc.post/gtt.web/", ["page_general", "page_without_number"]),
    ],
)
def test_a_post_without_a_page_leads_to_the_general_one(
    made: Resolver, number: str, page: str, codes: list[str]
) -> None:
    for company in (None, "Nowhere Post"):
        found = made.resolve(number, company)
        assert (found.carrier, found.url, found.via) == ("nowhere-post", page, "pattern")
        assert [problem.code for problem in found.problems] == codes
    assert made.identify(number)[0].url == page


def test_who_is_no_post_has_no_general_page(made: Resolver) -> None:
    found = made.resolve("HELLO", "Nowhere Post")
    assert (found.url, [problem.code for problem in found.problems]) == (None, ["format_mismatch", "page_unknown"])
    alone = Resolver([read_carrier(POST, id="nowhere-post")], builtin=False)
    assert alone.resolve("EE123456785AQ").url is None
    user = POST.replace("check: {algorithm: s10}}", "check: {algorithm: s10}, issued_by: [s10]}")
    assert (
        Resolver([read_carrier(user, id="user"), *POSTS], builtin=False).resolve("EE123456785AQ", "Nowhere Post").url
        is None
    )


def test_a_general_page_is_nobodys() -> None:
    found = tracking.resolve(
        "RB123456785GB", url="https://items.ems.post/api/publicTracking/track?itemId=RB123456785GB"
    )
    assert (found.carrier, found.company) == ("royal-mail", "Royal Mail")


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("[Export, Import]", "[Export, Inport]", "pages[0].formats[1]", "there is no format 'Inport'"),
        ("{prefix}", "{preffix}", "pages[1].url", "the variable {preffix} is not known"),
        ("formats: [Bill]", "formats: [Typed]", "pages[1].url", "the variable {prefix} is not known"),
        ("{order}-{part}", "{order}-{parts}", "pages[3].spelling", "no format of the page has the group parts"),
        ("lower", "upper", "pages[2].spelling", "upper"),
        ("small.example.com/{number}", "small.example.com/", "pages[2].spelling", "no {number} to be spelled"),
    ],
)
def test_what_a_page_may_not_say(old: str, new: str, field: str, reason: str) -> None:
    assert PARCELS.count(old) >= 1
    with pytest.raises(DefinitionError) as caught:
        read_carrier(PARCELS.replace(old, new), id="example")
    told = {fault.field: f"{fault.reason}; {fault.cure}" for fault in caught.value.errors}
    assert reason in told[field]


def test_of_several_formats_that_fit_the_one_with_the_right_check_digit_speaks() -> None:
    text = (
        PARCELS.partition("pages:")[0]
        + """\
pages:
  - {url: "https://example.com/{part}"}
numbers:
  - {name: One, pattern: "AB (?P<serial> (?P<part> [0-9]{2} ) [0-9]{7} ) (?P<check> [0-9] )", check: {algorithm: luhn}}
  - {name: Two, pattern: "AB (?P<serial> [0-9]{7} (?P<part> [0-9]{2} ) ) (?P<check> [0-9] )", check: {algorithm: gs1}}
"""
    )
    made = Resolver([read_carrier(text, id="example")], builtin=False)
    for number, part in (("AB1234567897", "12"), ("AB1234567895", "89"), ("AB1234567890", "12")):
        assert made.resolve(number, "Example Parcels").url == f"{ROOT}/{part}"


def test_a_spelling_counts_where_a_format_fits(made: Resolver) -> None:
    text = 'name: A\npages: [{url: "https://example.com/{number}", spelling: lower}]\nnumbers: [{name: N, pattern: "AB [0-9]{8}"}]'
    small = Resolver([read_carrier(text, id="a")], builtin=False)
    assert small.resolve("AB12345678", "A").url == f"{ROOT}/ab12345678"
    assert small.resolve("Hello", "A").url == f"{ROOT}/Hello"


def test_groups_are_read_backwards_by_any_format_where_the_page_names_none() -> None:
    pattern = "AB (?P<one> [0-9]{4} ) (?P<two> [0-9]{4} )"
    text = f'name: A\npages: [{{url: "{ROOT}/{{one}}/{{two}}"}}]\nnumbers: [{{name: N, pattern: "{pattern}"}}]'
    small = Resolver([read_carrier(text, id="a")], builtin=False)
    assert small.resolve(url=f"{ROOT}/1234/5678").number == "AB12345678"
    assert small.resolve(url=f"{ROOT}/123/45678").number is None
