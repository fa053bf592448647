"""What stands beside the number of a cell: names, remarks, links, and other numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracking
from tracking.resolving.cell_contents import CellContents

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "example-couriers.yaml"


def codes(found: tracking.Resolution) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("cell", "company", "carrier", "number"),
    [
        ("went out with Evri at noon T002FA0079665708", None, "evri", "T002FA0079665708"),
        ("UPS: 1Z 001 985 YW 9974 4790", None, "ups", "1Z 001 985 YW 9974 4790"),
        ("SEUR-07474002501967", None, "seur", "07474002501967"),
        ("Pos Malaysia_RC209157173MY", None, "pos-malaysia", "RC209157173MY"),
        ("Japan Post (EN) ref 317426268143", None, "japan-post", "317426268143"),
        ("Yamato (JA) 4 pcs, 103225504992", "Yamato (JA)", "yamato", "103225504992"),
        ("INV-20443 99minutos 1123041237590678", None, "99minutos", "1123041237590678"),
        ("T9999999999 UPS zugestellt", None, "ups", "T9999999999"),
        ("360Lion Express order 10042: WSHMX1711600887YQ", None, "360lion-express", "WSHMX1711600887YQ"),
        ("UPS order 10042: 92748999997295513123034457", None, "ups", "92748999997295513123034457"),  # the USPS issued it
        ("15976979566142 + 6979566142 (DPD UK)", None, "dpd-uk", "15976979566142"),
        ("order #1042 tracking PR155441835YP", "Yanwen", "yanwen", "PR155441835YP"),
        ("73814996922 ABC4500197383", "GLS", "gls", "73814996922"),
        ("Estes cartons, Sendungsnr. 1658318875", None, "estes", "1658318875"),
        ("1796295 - label printed", "SEUR", "seur", "1796295"),
        ("GLS 73814996922 / UPS 1Z001985YW99744790", "UPS", "ups", "1Z001985YW99744790"),
        ("Nova Poshta €8.90 59000507655516 2kg", None, "nova-poshta", "59000507655516"),
        ("59000507655516 13.5kg", "Nova Poshta", "nova-poshta", "59000507655516"),
        ("Correos Express (https://s.correosexpress.com/c?n=9930002528317467)", None, "correos-express", "9930002528317467"),
    ],
)  # fmt: skip
def test_whatever_stands_around_name_and_number(cell: str, company: str | None, carrier: str, number: str) -> None:
    found = tracking.resolve(cell, company=company)
    assert (found.carrier, found.problems[0].code) == (carrier, "number_read")
    assert repr(number) in found.problems[0].message
    assert found.url == tracking.resolve(number, company=found.company).url


@pytest.mark.parametrize(
    ("cell", "carrier", "numbers"),
    [
        ("UPS 1Z001985YW99744790 / GLS 73814996922", None, "1Z001985YW99744790, 73814996922"),
        ("1Z001985YW99744790, 986578788855 (FedEx)", None, "986578788855, 1Z001985YW99744790"),
        ("Korea Post 6864033374390 / Korea Post CP140776135KR", "korea-post", "6864033374390, CP140776135KR"),
        ("1) CP140776135KR 2) CP224981878KR", None, "CP140776135KR, CP224981878KR"),
    ],
)
def test_numbers_of_several_carriers_are_several(cell: str, carrier: str | None, numbers: str) -> None:
    found = tracking.resolve(cell)
    assert (found.carrier, found.url) == (carrier, None)
    assert found.problems[0] == ("numbers_several", f"{cell!r} contains several numbers: {numbers}")


@pytest.mark.parametrize(
    ("link", "carrier"),
    [
        ("https://tools.usps.com/tracking/9400111206206406260787", "usps"),
        ("https://novaposhta.ua/tracking/?cargo_number=59000507655516", "nova-poshta"),
        (
            "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=986578788855",
            "sagawa",
        ),  # alone, it is FedEx's
        (
            "https://www.evri.com/track-a-parcel#/parcel/T002FA0079665708",
            "evri",
        ),  # the carrier's host, but not its page
        ("https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=XP696982485FR&langue=fr", "chronopost"),
    ],
)
def test_a_link_tells_carrier_and_number(link: str, carrier: str) -> None:
    found = tracking.resolve(link)
    number = link.removesuffix("&langue=fr").replace("/", "=").split("=").pop()
    assert (found.carrier, found.url) == (carrier, tracking.resolve(number, company=found.company).url)
    assert tracking.find(f"See {link} please")[0].candidates[0].carrier == carrier
    assert tracking.resolve(link, company="Posti").carrier == "posti"


def test_a_foreign_link_has_only_numbers_that_it_calls_tracking_numbers() -> None:
    for link in (
        "https://shop.example/tea?variant=986578788855",
        "https://shop.example/orders/986578788855?id=12345678",
        "https://shop.example/?track_order=986578788855",
    ):
        for company in (None, "UPS"):
            found = tracking.resolve(link, company=company, country="US")
            assert (found.url, codes(found)) == (None, ["number_missing"])
    assert tracking.resolve("https://shop.example/apps/parcelpanel?nums=3SHHMQ062587335").carrier == "postnl"
    found = tracking.resolve("https://shop.example/pages/track?order=10482&tracking_number=986578788855", country="US")
    assert (found.carrier, codes(found)) == ("fedex", ["number_read"])


def test_a_link_beside_a_name_is_read_as_it_is_alone() -> None:
    for cell in ("GLS https://www.ebay.com/itm/73814996922", "UPS (https://shop.example/orders/1234567890)"):
        assert tracking.resolve(cell).carrier is None
        found = tracking.resolve(cell, company=cell[:3])
        assert (found.url, codes(found)) == (None, ["number_missing"])
    assert tracking.resolve("UPS https://www.fedex.com/fedextrack/?trknbr=986578788855").carrier == "fedex"
    page = "https://www.ups.com/track?tracknum=1Z001985YW99744790&requester=WT/trackdetails"
    for cell in (f"UPS {page}", "GLS https://shop.example/?tracking_number=73814996922"):
        assert codes(tracking.resolve(cell, company=cell[:3])) == ["number_read"]


@pytest.mark.parametrize(
    "cell",
    [
        "UPS Rechnung 4500123456",
        "FedEx Bestellung 986578788855",
        "BRT ordine 123456789012",
        "Jadlog pedido 12345678901234",
        "UPS order 10012345678",
        "UPS 302-1234567-1234567",
        "UPS 2026-12-03",
    ],
)
def test_an_order_or_a_date_beside_a_name_is_no_number(cell: str) -> None:
    assert tracking.resolve(cell).carrier is None
    found = tracking.resolve(cell, company=cell.split()[0])
    assert (found.url, codes(found)) == (None, ["number_missing"])


def test_a_certain_number_counts_whatever_words_are_before_it() -> None:
    for cell in ("UPS order 1Z001985YW99744790", "Evri order T002FA0079665708", "USPS paid 9400111206206406260787"):
        assert codes(tracking.resolve(cell, company=cell.split()[0])) == ["number_read"]
    assert tracking.resolve("GLS ref 73814996922").carrier == "gls"


def test_of_two_names_the_one_right_before_the_number_counts() -> None:
    assert tracking.resolve("via DHL (GLS 73814996922)").carrier == "gls"
    assert tracking.resolve("GLS oder DPD: 15976979566142").carrier == "dpd"


def test_a_number_that_begins_with_its_carriers_name_is_not_taken_apart() -> None:
    resolver = tracking.Resolver(tracking.load_carriers(EXAMPLE))
    assert "number_read" not in codes(resolver.resolve("EXCO-12345678-5"))
    assert "number_read" not in codes(tracking.resolve("UPS-1234567", company="UPS"))


def test_what_a_page_adds_to_its_number_is_left_out() -> None:
    found = tracking.resolve("https://track.dpd.co.uk/parcels/15976979566142*19980#results")
    assert found.problems[0].message.startswith("'15976979566142' was taken from")


def test_a_link_with_several_numbers_is_several_numbers() -> None:
    found = tracking.resolve("https://www.ups.com/track?tracknum=1Z001985YW99744790,1Z879E930346834440")
    assert (found.carrier, found.url, codes(found)) == ("ups", None, ["numbers_several"])


def test_a_sentence_is_read_as_a_text() -> None:
    said = "Please tell Anna that locker 986578788855 is open again and she may come to fetch her coat today"
    assert tracking.resolve(said, country="US").carrier is None


@pytest.mark.parametrize(
    ("cell", "carrier", "country"),
    [
        ("Estes cartons 1658318875", None, "US"),  # in Spanish, "estes" is an everyday word
        ('="Z3110243862"', "packeta", "CZ"),
        ("(J)JD9799949399", "dhl-express", None),
        ("order 10042", None, "SA"),
    ],
)
def test_what_is_not_taken_apart(cell: str, carrier: str | None, country: str | None) -> None:
    found = tracking.resolve(cell, country=country)
    assert found.carrier == carrier
    assert not {"number_read", "numbers_several", "number_missing"} & set(codes(found))


def test_numbers_with_a_space_between_them_are_a_list_unless_the_whole_is_one() -> None:
    assert codes(tracking.resolve("123416227171 50346007538", country="NL")) == ["numbers_several"]
    assert codes(tracking.resolve("40852241515; 40958400119", country="CZ")) == ["numbers_several"]
    assert "numbers_several" not in codes(tracking.resolve("20400 19296 6664", company="Nova Poshta"))
    assert tracking.resolve("JGB 6110012345678 AB123456785GB").carrier == "royal-mail"


def test_a_count_has_a_unit_or_stands_alone() -> None:
    assert CellContents("59000507655516 12 lbs, 1/2 (3)").clear
    assert not CellContents("59000507655516 12").clear
    assert not CellContents("59000507655516 X7Y").clear
    assert not CellContents("59000507655516 1A").clear
