"""What platforms call carriers: every code that was collected, in both directions, and what is sent for other carriers."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pytest
from click.testing import CliRunner

import tracking
from tracking import batch
from tracking.cli import answers, command
from tracking.definitions.loading import read_carrier


class Row(NamedTuple):
    """A code as it was collected; ``name`` is the platform's own for it, and may be empty."""

    platform: str
    country: str | None
    code: str
    carrier: str
    name: str


def _rows() -> list[Row]:
    lines = (Path(__file__).parent / "data" / "platform_codes.tsv").read_text(encoding="utf-8").splitlines()
    return [
        Row(platform, country or None, code, carrier, name)
        for platform, country, code, carrier, name in (line.split("\t") for line in lines if line[0] != "#")
    ]


ROWS = _rows()
OTHERS_NAMES = {
    # Codes and names that are the name of another carrier, which keeps it.
    "amazon", "elta-courier", "la-poste-colissimo", "skynet", "skypostal", "TNT", "dhl", "kerry-logistics", "idexpress",
    "IDEXPRESS", "simplypost", "SIMPLYPOST", "AFL/Fedex", "AliExpress Standard Shipping", "Kerry Logistics",
    # Names that several carriers bear.
    "flashexpress", "jtexpress", "TOLL",
}  # fmt: skip


def test_every_code_is_given_for_its_carrier() -> None:
    for row in ROWS:
        found = tracking.code_for(row.carrier, row.platform, row.country)
        assert found is not None, row
        assert row.code in (found.code, *found.others), row
        assert (found.platform, found.listed, found.also) == (row.platform, True, {})


def test_every_code_is_a_name_of_its_carrier() -> None:
    found = [(tracking.resolve(company=row.code, country=row.country).carrier, row) for row in ROWS]
    for carrier, row in found:
        assert carrier == row.carrier or row.code in OTHERS_NAMES, (row, carrier)
    wrong = [row for carrier, row in found if carrier not in (row.carrier, None)]
    assert sum(carrier == row.carrier for carrier, row in found) > 0.985 * len(found)
    assert len(wrong) < 0.003 * len(found)


@pytest.mark.parametrize(
    ("name", "country", "carrier"),
    [
        ("skypostal", None, None),  # AfterShip calls Asendia so
        ("SkyPostal", None, "skypostal"),
        ("elta-courier", "GR", None),  # both are Greek
        ("ELTA Courier", "GR", "elta-courier"),
        ("idexpress", None, None),
        ("idexpress", "ID", "id-express"),  # its home
        ("SIMPLYPOST", "SG", None),
        ("Elta_Courier ", None, None),
        ("skypostal-api", None, None),
        ("elta courier", None, "elta-courier"),
        ("skynet", None, None),  # of two SkyNets, one is so called
        ("skynet", "ZA", "skynet-za"),  # listed there
        ("dhl", "US", "dhl-express"),  # listed everywhere, whatever Google says
    ],
)
def test_a_code_that_is_anothers_name_names_nobody(name: str, country: str | None, carrier: str | None) -> None:
    found = tracking.resolve("1", company=name, country=country)
    assert found.carrier == carrier
    assert any(one.code == "company_ambiguous" for one in found.problems) == (carrier is None)


def test_a_code_that_is_anothers_name_is_either_country_by_country() -> None:
    texts = {
        "qa": "name: Quagga\ncountry: PL\n",
        "qb": "name: QB\ncountry: DE\ncodes: {amazon: {DE: quagga}}\n",
        "qc": "name: QC\ncountry: CZ\ncodes: {ebay: {CZ: quagga}}\n",
    }
    resolver = tracking.Resolver([read_carrier(text, id=id_) for id_, text in texts.items()])
    found = {land: resolver.resolve(company="quagga", country=land).carrier for land in ("PL", "DE", "CZ", "FR", None)}
    assert found == {"PL": "qa", "DE": None, "CZ": None, "FR": "qa", None: None}
    assert resolver.resolve(company="Quagga").carrier == "qa"


@pytest.mark.parametrize(
    ("code", "number", "carrier"),
    [
        ("TNT", "3STERY010751747", "postnl"),  # bol's
        ("TNT", "GD123456785WW", "tnt"),
        ("elta-courier", "CV901538864GR", "elta"),  # AfterShip's
        ("skypostal", "ESUS12345678", "skypostal"),
        ("amazon", "TBA000000000001", "amazon-logistics-us"),  # Etsy's
    ],
)
def test_a_number_tells_whom_a_platform_means_by_anothers_name(code: str, number: str, carrier: str) -> None:
    assert tracking.resolve(number, company=code).carrier == carrier


def test_the_platforms_names_are_known() -> None:
    found = [(tracking.resolve(company=row.name, country=row.country).carrier, row) for row in ROWS if row.name]
    right = [row for carrier, row in found if carrier == row.carrier]
    wrong = [row for carrier, row in found if carrier not in (row.carrier, None) and row.name not in OTHERS_NAMES]
    assert len(right) > 0.97 * len(found)
    assert len(wrong) < 0.005 * len(found)


@pytest.mark.parametrize(
    ("carrier", "platform", "country", "code"),
    [
        ("dhl-ecommerce", "google", "US", "dhl"),
        ("evri", "etsy", None, "hermes"),
        ("postnord-dk", "etsy", None, "danmark-post"),
        ("gls-es", "amazon", "ES", "GLS"),
        ("usps", "paypal", "US", "USPS"),
        ("usps", "paypal", None, "USPS_API"),
        ("an-post", "ebay", "IE", "AnPost"),
        ("an-post", "ebay", "US", "Other"),  # the code counts on eBay's Irish site
        ("an-post", "ebay", None, "AnPost"),
    ],
)
def test_what_a_carrier_is_called(carrier: str, platform: str, country: str | None, code: str) -> None:
    found = tracking.code_for(carrier, platform, country)
    assert found is not None
    assert found.code == code


def test_another_countrys_code_is_that_of_the_home() -> None:
    own = read_carrier("name: X\ncountry: PL\ncodes: {amazon: {CZ: A, PL: B}, paypal: {SK: C, CZ: D}}\n", id="x")
    resolver = tracking.Resolver([own])
    for platform, country, code in (
        ("amazon", "CZ", "A"), ("amazon", "FR", "B"), ("amazon", None, "B"), ("paypal", None, "C"),
    ):  # fmt: skip
        found = resolver.code_for("x", platform, country)
        assert found is not None
        assert (found.code, found.others) == (code, ())


def test_what_is_sent_for_a_carrier_that_is_not_listed() -> None:
    link = "https://example.com/t/MS1562678"
    own = tracking.resolve("MS1562678", company="My Shipping", url=link)
    expected = {
        "ebay": ("shippingCarrierCode", "Other", {}),
        "amazon": ("carrierCode", "Other", {"carrierName": "My Shipping"}),
        "walmart": ("carrierName.otherCarrier", "My Shipping", {"trackingURL": link}),
        "paypal": ("carrier", "OTHER", {"carrier_name_other": "My Shipping"}),
        "bigcommerce": ("tracking_carrier", "", {"tracking_link": link}),
        "google": ("carrier", "My Shipping", {}),
    }
    for platform, (field, code, also) in expected.items():
        found = tracking.code_for(own, platform)
        assert found is not None
        assert (found.field, found.code, found.also, found.listed) == (field, code, also, False)
    assert tracking.code_for(own, "aftership") is None
    unlinked = tracking.code_for("heppner", "walmart")
    assert unlinked is not None
    assert unlinked.also == {"trackingURL": None}


def test_whose_code_may_be_asked_for() -> None:
    number = "1Z001985YW99744790"
    definition = next(carrier for carrier in tracking.carriers() if carrier.id == "ups")
    (found,) = tracking.find(number)
    for asked in ("ups", "UPS", "united parcel service", definition, found, tracking.identify(number)[0]):
        code = tracking.code_for(asked, "eBay")
        assert code is not None
        assert (code.code, code.name) == ("UPS", "UPS")
    assert tracking.code_for(tracking.resolve("1111"), "ebay") is None
    assert tracking.code_for("", "ebay") is None
    assert tracking.code_for("container", "ebay") is None


def test_a_platform_that_is_not_known() -> None:
    with pytest.raises(tracking.UnknownPlatform, match="did you mean amazon"):
        tracking.code_for("ups", "amazn")
    with pytest.raises(tracking.UnknownPlatform, match="there are ebay, amazon"):
        tracking.code_for("nobody", "?")


def test_the_platforms_and_their_rules() -> None:
    known = tracking.platforms()
    assert {row.platform for row in ROWS} == {one.key for one in known}
    for one in known:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one.key)
        assert one.about.endswith(".")
        assert one.as_of is None or re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", one.as_of)
        assert json.loads(json.dumps(one.as_dict()))["key"] == one.key


def test_the_data_have_a_version() -> None:
    newest = max(carrier.verified for carrier in tracking.carriers() if carrier.verified)
    assert date.fromisoformat(tracking.data_version) == newest


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("fedex-ftp", "fedex"),
        ("ROYAL_MAIL_SFTP", "royal-mail"),
        ("ups reference", "ups"),
        ("Global API", None),
        ("API", None),
    ],
)
def test_the_name_of_a_connection_is_cut(name: str, carrier: str | None) -> None:
    assert tracking.resolve(company=name).carrier == carrier


def test_a_code_that_several_carriers_have_is_decided_by_the_country() -> None:
    text = "name: {}\ncountry: {}\ncodes: {{ebay: {{{}: Q_POST_9}}}}\n"
    own = [read_carrier(text.format(name, land, land), id=name) for name, land in (("qa", "PL"), ("qb", "CZ"))]
    resolver = tracking.Resolver(own)
    assert [resolver.resolve(company="qpost9", country=land).carrier for land in ("PL", "CZ", "FR", None)] == [
        "qa", "qb", None, None,
    ]  # fmt: skip
    found = resolver.code_for("qa", "ebay", "PL")
    assert found is not None
    assert found.code == "Q_POST_9"


@pytest.mark.parametrize(
    ("name", "country", "carrier"),
    [
        *(("DPD", country, f"dpd-{country.lower()}") for country in ("PL", "BE", "IE", "CH", "CZ", "FR", "AT")),
        ("DPD", "GB", "dpd-uk"), ("DPD", "LV", "dpd-baltics"), ("DPD", "BG", "speedy-bg"), ("DPD", "NL", "dpd"),
        ("DPD", "US", "dpd"), ("dpd ", "pl", "dpd-pl"), ("DPD Poland", None, "dpd-pl"), ("DPD Poland", "DE", "dpd-pl"),
        ("GLS", "ES", "gls-es"), ("GLS", "IT", "gls-italy"), ("GLS", "NL", "gls-nl"), ("GLS", "DE", "gls"),
        ("GLS", "AT", "gls"), ("GLS Spain", None, "gls-es"), ("GLS Kurier Poland", None, "gls-pl"),
        ("PostNord", "DK", "postnord-dk"), ("PostNord", "SE", "postnord-se"), ("PostNord Norway", None, "postnord-no"),
        ("InPost", "GB", "inpost-uk"), ("InPost", "IT", "inpost-it"), ("InPost", "PL", "inpost-pl"),
        ("Hermes", "AT", "hermes-de"), ("DHL", "PL", "dhl-parcel-pl"), ("Hermes", "GB", "evri"), ("DHL", "US", "dhl-express"), ("DHL", "DE", "dhl-de"),
    ],
)  # fmt: skip
def test_a_brand_in_a_country_is_that_countrys_company(name: str, country: str | None, carrier: str) -> None:
    found = tracking.resolve("00000", company=name, country=country)
    assert found.carrier == carrier
    known = tracking.Resolver().catalog.carriers[carrier]
    if any(page.url for page in known.pages):
        assert found.url is not None


def test_a_brand_is_sent_under_its_listed_name() -> None:
    assert tracking.resolve("1", company="DPD", country="PL").company == "DPD"
    assert tracking.resolve("1", company="InPost", country="GB").company == "InPost UK"


@pytest.mark.parametrize("name", ["Inpost", "InPost"])
def test_a_carriers_listed_name_is_its_own_where_no_country_is_known(name: str) -> None:
    """InPost is also Amazon's code for InPost Italy."""
    assert tracking.resolve("1", company=name).carrier == "inpost-pl"


def test_a_number_that_is_not_the_countrys_companys_tells_another_one() -> None:
    assert tracking.resolve("Z51UTO2B", company="GLS", country="NL").carrier == "gls"
    assert tracking.resolve("613500000000000000000001", company="InPost", country="GB").carrier == "inpost-pl"


@pytest.mark.parametrize(("number", "country"), [("0468145146877", "CZ"), ("042368941196", "DE")])
def test_a_shape_that_tells_little_does_not_take_a_brand_abroad(number: str, country: str) -> None:
    """DPD in France has numbers of 12 and 13 digits beginning 0 or 1, without a check digit."""
    assert tracking.resolve(number, company="DPD", country="FR").carrier == "dpd-fr"
    assert tracking.resolve(number, company="DPD", country=country).carrier == f"dpd-{country.lower()}"


def test_a_remark_in_brackets_is_no_part_of_a_name() -> None:
    assert tracking.resolve("1", company="Yodel (www.yodel.co.uk)").carrier == "yodel"
    assert tracking.resolve("1", company="UPS (2nd day)").carrier == "ups"
    assert tracking.resolve("1", company="Eagle (the bird)").carrier is None
    assert tracking.resolve("1", company="My Shop (UPS)").carrier is None


def test_a_code_that_is_a_word_names_nobody_beside_anothers_number() -> None:
    assert tracking.resolve(company="line").carrier == "line-clear-express"
    assert tracking.resolve("line 1Z001985YW99744790").carrier == "ups"
    assert tracking.resolve("DHL_DE 00340434161094027318").carrier == "dhl-de"
    assert [found.carrier for found in tracking.find("be on line 12: 1Z001985YW99744790")] == ["ups"]


def test_tables_have_the_codes_of_single_calls() -> None:
    companies = [None, "DPD", "gls", "My Shipping", "Heppner", "Portal PostNord", "DHL_DE"]
    rows = [
        {"number": number, "company": company, "country": country}
        for number in ("1Z001985YW99744790", "RR123456785CN", "12345", None)
        for company in companies
        for country in (None, "PL", "nl", "DE")
    ]
    table = pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("number", "company", "country")]))
    for platform in ("ebay", "Walmart", "paypal", "aftership"):
        found = batch.resolve_table(table, platform=platform)
        assert found.column_names[-1] == "tracking_platform_code"
        single = [tracking.code_for(tracking.resolve(**row), platform, row["country"]) for row in rows]
        assert found["tracking_platform_code"].to_pylist() == [one and one.code for one in single]
    without = batch.resolve_table(table.select(["number"]), platform="ebay")["tracking_platform_code"].to_pylist()
    assert without[0] == "UPS"
    with pytest.raises(tracking.UnknownPlatform):
        batch.resolve_batches(table, platform="nowhere")
    assert batch.resolve_table(table.slice(0, 0), platform="ebay").num_rows == 0


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    found = CliRunner().invoke(command, arguments, input=given)
    return found.exit_code, found.stdout, found.stderr


def test_the_command() -> None:
    assert run("code", "1Z001985YW99744790", "--platform", "ebay") == (0, "UPS\n", "")
    assert run("code", "dpd-pl", "--platform", "ebay", "--country", "PL") == (0, "DPD\n", "")
    status, out, err = run("code", "heppner", "--platform", "walmart")
    assert (status, out.startswith("Heppner"), "trackingURL" in err) == (0, True, True)
    status, out, err = run("code", "qqq", "--platform", "ebay")
    assert (status, out) == (1, "")
    assert err.startswith("no carrier is known for qqq; ")
    assert run("code", "2GO Express", "--platform", "shippo") == (1, "", "shippo has no code for 2GO Express\n")
    status, out, _ = run("code", "UPS", "--json")
    assert status == 0
    assert {json.loads(line)["platform"] for line in out.splitlines()} == {
        one.key for one in tracking.platforms() if tracking.code_for("ups", one.key)
    }
    status, _, err = run("code", "ups", "--platform", "amazn")
    assert status == 2
    assert "did you mean amazon" in err
    status, out, _ = run("code", "--platforms")
    assert (status, len(out.splitlines())) == (0, 1 + len(tracking.platforms()))
    assert run("code")[0] == 2
    assert run("code", "ups", "--platforms")[0] == 2


@pytest.mark.parametrize("at_once", [True, False])
def test_a_file_gets_a_column(at_once: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not at_once:
        monkeypatch.setattr(answers, "answerer", lambda: answers.row_by_row)
    given = "number,company,country\n1Z001985YW99744790,,US\n1111,DPD,PL\nQQ1,My Ship,DE\n,,\n"
    status, out, _ = run("resolve", "--csv", "-", "--platform", "amazon", "--out", "-", given=given)
    assert status == 0
    header, *rows = [line.split(",") for line in out.splitlines()]
    assert header[-1] == "tracking_platform_code"
    assert [row[-1] for row in rows] == ["UPS", "DPD", "Other", ""]
    assert run("resolve", "--csv", "-", "--platform", "amazn", given=given)[0] == 2
    assert run("resolve", "1Z001985YW99744790", "--platform", "amazon")[0] == 2


@pytest.mark.parametrize(
    ("codes", "field", "reason"),
    [
        ("{ebya: UPS}", "codes.ebya", "the platform ebya is not known"),
        ("{ebay: 5}", "codes.ebay", "expected text, found a number"),
        ("{ebay: [A, NO]}", "codes.ebay[1]", "expected text, found a boolean"),
        ("{ebay: {PL: {}}}", "codes.ebay.PL", "expected text, found a mapping"),
        ("{ebay: {UK: A}}", "codes.ebay.UK", "'UK' is not the country's code in ISO 3166-1"),
        ("{ebay: {pl: A}}", "codes.ebay.pl", "'pl' is not a list"),
        ("{ebay: {}}", "codes.ebay", "it is empty"),
        ("{ebay: []}", "codes.ebay", "it is empty"),
        ("{ebay: ' A'}", "codes.ebay", "it is empty or begins or ends with a space"),
        ("{ebay: [A, A]}", "codes.ebay[1]", "'A' appears twice"),
        ("[A]", "codes", "expected a mapping, found a list"),
    ],
)
def test_codes_are_read_strictly(codes: str, field: str, reason: str) -> None:
    with pytest.raises(tracking.DefinitionError) as error:
        read_carrier(f"name: X\ncodes: {codes}\n", id="x")
    (fault,) = error.value.errors
    assert (fault.line, fault.field, fault.reason) == (2, field, reason)
