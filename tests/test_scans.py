"""What a packing desk's scanner sends leads to the number on the label, whoever asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

import tracking
from tests.tables import ADDED, one_call
from tracking import batch
from tracking.batch import number_classes
from tracking.cli import command
from tracking.fulfillment.asking import asked
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.shipment_cells import cell_text, shipment_of
from tracking.resolver import default
from tracking.spelling.scans import label_code

GS, RS, EOT = "\x1d", "\x1e", "\x04"
UPS, USPS, DHL = "1Z001985YW99744790", "9400111206206406260787", "00340434161094027318"
MAXICODE = (
    f"[)>{RS}01{GS}96152382802{GS}840{GS}001{GS}1Z00004951{GS}UPSN{GS}06X610{GS}159{GS}1234567{GS}1/1{GS}{GS}Y{GS}"
    f"634 ALPHA DR{GS}PITTSBURGH{GS}PA{RS}{EOT}"
)
"""The example of ISO/IEC 16023, annex B."""
FEDEX = (
    f"[)>{RS}01{GS}0238127{GS}840{GS}019{GS}9865787888550201{GS}FDEB{GS}6191292{GS}338{GS}{GS}1/1{GS}1.00LB{GS}N{GS}"
    f"1 MAIN ST{GS}MEMPHIS{GS}TN{GS} {RS}06{GS}10ZGH007{GS}12Z9015551234{GS}31Z1001921334250001000300779017972697{GS}"
    f"32Z02{RS}{EOT}"
)
DPD = "%008182709980000020033350276"
AUSTRALIA = "0199312650999998910061007263709074080997"

SCANS: list[tuple[str, str, str | None, dict[str, str]]] = [
    ("]C1420921019400111206206406260787", USPS, "usps", {"zip": "92101"}),
    (f"]C142092101{GS}{USPS}", USPS, "usps", {"zip": "92101"}),
    (f"42092101{GS}{USPS}\r\n", USPS, "usps", {"zip": "92101"}),
    (f"{GS}42092101{GS}{USPS}", USPS, "usps", {"zip": "92101"}),
    (f"]d2420921011234{GS}{USPS}\n", USPS, "usps", {"zip": "921011234"}),
    ("(420)92101(94)00111206206406260787", USPS, "usps", {"zip": "92101"}),
    ("(420) 92101 (94) 00 1112 0620 6406 2607 87", USPS, "usps", {"zip": "92101"}),
    (f"]C1{DHL}", DHL, "dhl-de", {"check": "8"}),
    (f"]d2{DHL}42127653113{GS}\r", DHL, "dhl-de", {"zip": "53113", "country": "276"}),
    (f"(00){DHL[2:]}", DHL, "dhl-de", {}),
    ("(00) 3 40 43416 10940 2731 8", DHL, "dhl-de", {}),
    (f"<FNC1>{DHL}<GS>40012345", DHL, "dhl-de", {"order": "12345"}),
    (f"]Q1https://id.gs1.org/00/{DHL[2:]}?linkType=tracking", DHL, "dhl-de", {}),
    (f"[)>{RS}05{GS}{DHL}{GS}42127653113{RS}{EOT}", DHL, "dhl-de", {"country": "276"}),
    (f"]C0{UPS}", UPS, "ups", {"service": "YW"}),
    (f"]A0{UPS}\r\n", UPS, "ups", {}),
    (f"*{UPS}*", UPS, "ups", {}),
    (f"]A1{UPS}7", UPS, "ups", {}),
    (f"]Q1https://www.ups.com/track?tracknum={UPS}", UPS, "ups", {}),
    (f"]d1[)>{RS}06{GS}12Z9015551234{GS}3K1Z001985YW99744790{GS}2LUS92101{RS}{EOT}", UPS, "ups", {}),
    ("]C19622001560001234567100794808390594", "9622001560001234567100794808390594", "fedex", {"scnc": "22"}),
    (MAXICODE, "1Z06X6100100004951", "ups", {"zip": "152382802", "country": "840", "shipper": "06X610"}),
    (f"]U1{MAXICODE}\r\n", "1Z06X6100100004951", "ups", {"service": "01"}),
    (MAXICODE.replace(GS, "<GS>").replace(RS, "<RS>").replace(EOT, "<EOT>"), "1Z06X6100100004951", "ups", {}),
    (f"]L2{FEDEX}", "986578788855", "fedex", {"zip": "38127", "country": "840", "service": "019"}),
    (MAXICODE.removeprefix(f"[)>{RS}01{GS}96"), "1Z06X6100100004951", "ups", {"zip": "152382802"}),
    (FEDEX.replace(GS, "[GS]").replace(RS, "[RS]").replace(EOT, "[EOT]").lower(), "986578788855", "fedex", {}),
    *(
        (f"42092101{fnc1}{USPS}", USPS, "usps", {"zip": "92101"})
        for fnc1 in ("~", "[GS]", "<FNC1>", "^]", r"\x1d", "\\u001D")
    ),
    (f"{AUSTRALIA}{GS}4202000{GS}8008261201101500", AUSTRALIA, "australia-post", {}),
    (DPD, "09980000020033", "dpd", {"zip": "0081827", "service": "350", "country": "276"}),
    (f"]C0{DPD}C\n", "09980000020033", "dpd", {"parcel": "09980000020033"}),
]


def codes(found: Any) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(("scan", "number", "carrier", "parts"), SCANS, ids=range(len(SCANS)))
def test_a_scan_leads_to_the_number_on_the_label(
    scan: str, number: str, carrier: str | None, parts: dict[str, str]
) -> None:
    found = tracking.resolve(scan)
    assert (found.number, found.scanned, found.carrier) == (scan, number, carrier)
    company = found.company if found.via == "company" else None
    assert found.url == tracking.resolve(number, company=company).url is not None
    assert codes(found) == ["number_read"]
    assert found.problems[0].message == f"{number!r} was taken from {scan!r}"
    candidate = found.candidates[0]
    assert candidate.carrier == carrier
    assert {name: candidate.parts[name] for name in parts} == parts
    assert tracking.identify(scan) == found.candidates
    assert tracking.validate(scan) == (True, found.problems, ())
    told = tracking.resolve(scan, company=found.company)
    assert (told.url, codes(told)) == (found.url, ["number_read"])


def test_a_plain_number_is_no_scan() -> None:
    assert tracking.resolve(UPS).scanned is None
    assert tracking.resolve(f"UPS {UPS}").scanned is None
    for text in ("(03) 9999 1234", f"({UPS})", "[#1001]", "* 3", "%", "<b>", "{}", "100% cotton", "(91) 98765 43210 9"):
        assert label_code(text) is None, text


@pytest.mark.parametrize(
    ("scan", "number"),
    [
        ("(01)99312650999998(91)2JD541813301000870900", "2JD541813301000870900"),
        ("]C1019931265099999891" + "2JD541813301000870900", "2JD541813301000870900"),
        ("0199312650999998910001007263709006080997" + GS, "0199312650999998910001007263709006080997"),
    ],
)
def test_a_company_tells_which_of_the_numbers_is_meant(scan: str, number: str) -> None:
    found = tracking.resolve(scan, company="Australia Post")
    assert (found.scanned, found.carrier) == (number, "australia-post")
    assert found.url == tracking.resolve(number, company="Australia Post").url


def test_a_license_plate_is_written_with_its_identifier() -> None:
    plate = "JJD000390007551085674"
    for scan in (f"]C0{plate}", f"[)>{RS}06{GS}{plate}{GS}2LDE53113+01{RS}{EOT}"):
        found = tracking.resolve(scan, company="DHL", country="DE")
        assert (found.scanned, found.carrier) == (plate, "dhl-de")


def test_a_wrong_check_digit_is_told() -> None:
    for scan in (f"(00){DHL[2:-1]}1", f"]C1{DHL[:-1]}1", f"]C0{UPS[:-1]}1", MAXICODE.replace("4951", "4952")):
        assert codes(tracking.resolve(scan)) == ["number_read", "check_digit"], scan
        assert not tracking.validate(scan).ok


def test_a_code_without_a_number_has_none() -> None:
    """The class of service is written in letters: UPS's number cannot be completed."""
    for scan in (MAXICODE.replace("001", "125"), "]C142092101", f"[)>{RS}06{GS}12Z9015551234{RS}{EOT}"):
        found = tracking.resolve(scan)
        assert (found.carrier, found.url, found.scanned) == (None, None, None), scan
        assert codes(found) in (["number_unknown"], ["number_read", "number_unknown"])


def test_tables_answer_as_single_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_classes, "WORTH_ROWS", 2)
    numbers = [scan for scan, *_ in SCANS] + [number for _, number, *_ in SCANS] + ["420-92101-" + USPS] * 3
    rows = [{"number": number, "company": company} for number in numbers for company in (None, "UPS", "DHL")]
    table = batch.resolve_table(pa.Table.from_pylist(rows))
    assert [list(row.values()) for row in table.select(ADDED).to_pylist()] == [one_call(row) for row in rows]
    validations = batch.validate_array(numbers).to_pylist()
    assert validations == [tracking.validate(number).as_dict() for number in numbers]
    candidates = batch.identify_array(numbers).to_pylist()
    expected = [[{**one.as_dict(), "parts": list(one.parts.items())} for one in tracking.identify(n)] for n in numbers]
    assert candidates == expected


def test_the_label_s_number_is_sent() -> None:
    shipment = Shipment(order="#1001", numbers=(MAXICODE + "\r\n", f"]C1{DHL}", UPS))
    found = asked(shipment, default(), Policy())
    assert found.tracking.numbers == ("1Z06X6100100004951", DHL, UPS)
    assert [url.partition("=")[0] for url in found.tracking.urls][:1] == ["https://www.ups.com/WebTracking?loc"]


def test_a_file_of_scans(tmp_path: Path) -> None:
    file = tmp_path / "scans.csv"
    file.write_text("".join(["number\n", *(f'"{scan}"\n' for scan, *_ in SCANS)]), encoding="utf-8", newline="")
    found = CliRunner().invoke(command, ["resolve", "--csv", str(file)])
    assert found.exit_code in (0, 1)
    for _, _, carrier, _ in SCANS:
        assert str(carrier) in found.stdout
    assert "number_unknown" not in found.stdout


def test_a_scanned_cell_keeps_what_parts_its_fields() -> None:
    problems: list[Any] = []
    shipment = shipment_of({}, "#1001", (cell_text(MAXICODE + "\r\n"),), (), problems)
    assert (shipment.numbers, problems) == ((MAXICODE,), [])
    assert asked(shipment, default(), Policy()).tracking.numbers == ("1Z06X6100100004951",)


def test_a_code_that_only_seems_to_have_identifiers_is_a_number_by_its_check_digit() -> None:
    """400 would be a customer's order, and is the beginning of a Canada Post number."""
    assert tracking.resolve("]C14002847016405018", country="CA").scanned == "4002847016405018"
    assert tracking.resolve("]C14002847016405017", country="CA").scanned is None


def test_only_fedex_writes_a_form_behind_its_number() -> None:
    code = label_code(FEDEX.replace("FDEB", "ABCD"))
    assert code is not None
    assert (code.numbers[0], code.company) == ("9865787888550201", None)


def test_the_whole_code_may_be_the_number() -> None:
    code = label_code("(00)340434161094027318(10)AB12")
    assert code is not None
    assert code.numbers == ("00340434161094027318", "0034043416109402731810AB12")
