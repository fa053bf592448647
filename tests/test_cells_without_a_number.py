"""Values that are no tracking number, numbers among remarks, and numbers that were scanned twice: every call says the same."""

from __future__ import annotations

import pyarrow as pa
import pytest

import tracking
from tests.tables import ADDED, one_call
from tracking import batch
from tracking.batch import number_classes
from tracking.fulfillment.asking import asked
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment
from tracking.resolver import default

UPS, USPS = "1Z001985YW99744790", "9400111206206406260787"
NOTHING = [
    "n/a", "PENDING", "Ausstehend", "見積中", "нет", "see notes", "à voir", "…", "2026-12-03T14:05:00Z", "-", "--", "?", "xxx", "#N/A", "#REF!", "#DIV/0!", "0", "0000", "0.00",
    "#1042", "2026-12-03", "3.12.2026", "12/03/2026 14:35", "+49 30 901820-44", "(555) 010-0199", "info2@example.com",
    "https://www.example.com", "DHL", "FedEx ", "2LDE53113+48000000",
    "미입력", "Dec 3, 2026", "03-Dec-26", "2026年12月3日", "302-1234567-1234567",
]  # fmt: skip
ROUNDED = ["1.23E+15", "9,40011E+21", "=9.4001E+21", "986578788855.0"]
AMONG_REMARKS = [
    ("59000507655516 12 lbs", "59000507655516", "nova-poshta", "UA"),
    ("2026-12-03 36206877512", "36206877512", "bluedart", "IN"),
    ("2026-12-03 14:05 80082755538973", "80082755538973", "russian-post", "RU"),
    ("YT2203821266234286 2026-12-03T14:05:00Z", "YT2203821266234286", "yunexpress", "CN"),
    ("02310181606884 1/2", "02310181606884", "hermes-de", "DE"),
    ("CP142470135KR (AB)", "CP142470135KR", "korea-post", "KR"),
    ("GM2951973295774494 OK", "GM2951973295774494", "dhl-ecommerce", "US"),
    ("SO-10442 / 36202723712", "36202723712", "bluedart", "IN"),
    ("59000691808468\n59000691808468", "59000691808468", "nova-poshta", "UA"),
    ("H1011760616235701342<br>", "H1011760616235701342", "hermes-de", "DE"),
    ("9930006528314167 Tel. 030 901820", "9930006528314167", "correos-express", "ES"),
    (UPS + UPS, UPS, "ups", None),
    (f"{UPS}{UPS}\r\n", UPS, "ups", None),
    (USPS + USPS, USPS, "usps", "US"),
    ("a300641682515A\r\n", "300641682515", "yamato", "JP"),
    ("]F0d300641682515d", "300641682515", "yamato", "JP"),
]
KEPT = ["hello", "ANYTHING", "00000000000", "SO-10442", "12E45", "A1234567", "99.60.030631.26735739", "1234567890" * 2]
"""Values that may be numbers of a carrier whose formats are not all known."""


def codes(found: tracking.Resolution | tracking.Validation) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("values", "code"), [(NOTHING, "number_missing"), (ROUNDED, "number_rounded")], ids=["no number", "rounded"]
)
def test_what_is_no_number_has_no_link(values: list[str], code: str) -> None:
    for value in values:
        for company in (None, "UPS", "Nobody Knows Us", "DPD"):
            found = tracking.resolve(value, company=company)
            assert (found.number, found.url) == (value, None), (value, company)
            assert code in codes(found), (value, company)
            said = tracking.validate(value, company)
            assert (said.ok, codes(said)) == (False, [code]), (value, company)
    page = f"https://www.ups.com/track?tracknum={UPS}"
    assert [tracking.resolve(value, url=page).carrier for value in values] == ["ups"] * len(values)


def test_what_may_be_a_number_keeps_its_link() -> None:
    for value in KEPT:
        found = tracking.resolve(value, company="UPS")
        assert found.url, value
        assert not {"number_missing", "number_rounded"} & {*codes(found)}, value


def test_a_number_of_another_kind_is_none_of_a_company_whose_numbers_are_known() -> None:
    assert tracking.resolve("order 10042", company="SMSA Express").url is None
    assert tracking.resolve("PO 4500012345", company="PostNord Sweden").url is None
    assert tracking.resolve("order 59000507655516", country="UA").url is None
    assert tracking.resolve("PO 4500012345", company="GLS").url


def test_lost_digits_beside_a_name_are_no_number() -> None:
    for cell, company in (("UPS 1.23E+15", "UPS"), ("DHL 3,4E+17", None), ("9.4E+21 (USPS)", "USPS")):
        found = tracking.resolve(cell, company=company)
        assert (found.url, codes(found)) == (None, ["number_rounded"]), cell


def test_a_rounded_number_is_never_sent() -> None:
    for value in ROUNDED:
        assert asked(Shipment(order="#1", numbers=(value,), company="UPS"), default(), Policy()).refusal, value


@pytest.mark.parametrize(("cell", "number", "carrier", "country"), AMONG_REMARKS)
def test_the_number_among_remarks_is_used(cell: str, number: str, carrier: str, country: str | None) -> None:
    listed = default().catalog.carriers[carrier].place(country).company
    for company in (None, listed):
        found, alone = (tracking.resolve(one, company=company, country=country) for one in (cell, number))
        assert (found.carrier, found.url) == (alone.carrier, alone.url), company
        assert codes(found)[:1] == ["number_read"], company
        said, meant = (tracking.validate(one, company, country) for one in (cell, number))
        assert said.ok == meant.ok, company


def test_groups_of_one_number_are_no_remarks() -> None:
    for cell in ("12345678 1234", "5900 0507 6555 16", "1Z 001985 YW 9974 4790"):
        assert "number_read" not in codes(tracking.resolve(cell, country="UA"))


def test_a_list_is_several_numbers_even_if_the_form_of_one_is_not_known() -> None:
    found = tracking.resolve('["2JD5412637","RB129406685AU"]', country="AU")
    assert (found.url, codes(found)) == (None, ["numbers_several"])
    assert codes(tracking.resolve("841225178292<br/>841226178253", company="GLS")) == ["numbers_several"]


def test_tables_answer_as_single_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_classes, "WORTH_ROWS", 0)
    cells = [*NOTHING, *ROUNDED, *KEPT, *(cell for cell, *_ in AMONG_REMARKS), "ABCDEF", UPS, USPS, "GIBBERISH99"]
    rows = [{"number": cell, "company": company} for cell in cells for company in (None, "UPS", "Blue Dart", "Nobody")]
    table = batch.resolve_table(pa.Table.from_pylist(rows))
    assert [list(row.values()) for row in table.select(ADDED).to_pylist()] == [one_call(row) for row in rows]
    said = batch.validate_array(cells, company=["UPS"] * len(cells)).to_pylist()
    assert said == [tracking.validate(cell, "UPS").as_dict() for cell in cells]
