"""Numbers of freight in texts: PRO numbers, air waybills, and containers, as they are printed and in tables."""

from __future__ import annotations

import pytest

import tracking

RESOLVER = tracking.Resolver()
ESTES, XPO, WAYBILL, CONTAINER = "168-3494104", "530-110545", "176-12345675", "HLCU 348569 1"
SSCC = "00376104250021234569"


def carriers(text: str, country: str | None = "US") -> list[tuple[str, str | None]]:
    return [(found.number, found.carrier) for found in RESOLVER.find(text, country)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Estes PRO {ESTES}", [(ESTES, "estes")]),
        (f"XPO PRO# {XPO}, liftgate", [(XPO, "xpo-logistics")]),
        ("Lufthansa Cargo MAWB no. 020 - 31293102 ist da", [("020 - 31293102", None)]),
        ("Qatar Airways Cargo AWB: 157-77011476", [("157-77011476", "qatar-airways-cargo")]),
        ("JRS Express tracking number: 81755-4458", [("81755-4458", "jrs-express")]),
        ("накладная 26-1130-6587, PONY EXPRESS", [("26-1130-6587", "pony-express")]),
        (f"Reefer {CONTAINER} (45R1, Hapag-Lloyd) gated out 20-NOV", [(CONTAINER, "hapag-lloyd")]),
        (f"Dachser NVE {SSCC}", [(SSCC, "dachser")]),
        ("書留（日本郵便）の引受番号390-19-79443-5", [("390-19-79443-5", "japan-post")]),
    ],
)
def test_printed_behind_a_label_or_beside_a_name(text: str, found: list[tuple[str, str | None]]) -> None:
    assert carriers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        f"Estes: call {ESTES}",
        f"Your Estes shipment, questions? {ESTES}",
        f"{ESTES} Estes parcel",
        f"JRS package {ESTES[:3]}09-1120",
        "PONY EXPRESS 55-1234-5678",
        "Sendung mit Lufthansa Cargo, Tel. 020 - 31293102",
        "AWB 020 - 31293103",
        "HLCU 348569 2 Hapag-Lloyd",
        "Zoom PRO 1683494104",
    ],
)
def test_the_same_groups_without_a_label_or_a_right_check_digit(text: str) -> None:
    assert carriers(text) == []


def test_a_table_of_freight() -> None:
    rows = "carrier,pro,bol\nEstes,1606165225,4144659\nAveritt,0968746436,6947111\nOld Dominion,77773421811,5462760\n"
    assert carriers(rows) == [("1606165225", "estes"), ("0968746436", "averitt"), ("77773421811", "old-dominion")]
    row = "<tr><td>MSKU5486035</td><td>Maersk</td><td>ML-DK6272516</td></tr>"
    table = f"<table><tr><th>Container</th><th>Line</th><th>Seal</th></tr>{row}</table>"
    assert carriers(table) == [("MSKU5486035", "maersk")]
    assert carriers(table.replace("Maersk", "Line A")) == []


def test_the_carrier_of_a_line_without_known_formats() -> None:
    lines = "- Sürat Kargo – 22842952987\n- MNG Kargo – 391203854784 – 3 koli"
    assert carriers(lines, "TR") == [("22842952987", "surat-kargo"), ("391203854784", "mng-kargo")]
    assert carriers("TCS CN No. 77570632728, CNIC 35202-8296070-9", "PK") == [("77570632728", "tcs")]
    assert carriers("Pathao Consignment ID: DT201126DBTGUT", "BD") == [("DT201126DBTGUT", "pathao")]
    assert carriers("Pathao order ID: DT201126DBTGUT", "BD") == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Servientrega: guía 9155761613, NIT 200937504-7", "CO"),
        ("Guía de Tealca: 40756654. V-85090554", "VE"),
        ("Servientrega: guía 9155761613, RUC 2009375047", "CO"),
        ("GLS Italy parcel Y1550012467. ID za DDV SI18772270", "IT"),
    ],
)
def test_numbers_of_persons_and_companies(text: str, country: str) -> None:
    assert len(carriers(text, country)) == 1


@pytest.mark.parametrize("text", ["No. 214-5550178", "number 168-3494104", "رقم 73 0340 3064"])
def test_a_word_for_a_number_alone_is_no_label(text: str) -> None:
    assert carriers(text) == []
