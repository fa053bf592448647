"""A company's text that is no name but contains a carrier's: it and the number together may name the carrier."""

from __future__ import annotations

import random
from typing import NamedTuple

import pyarrow as pa
import pytest

import tracking
from tracking import batch
from tracking.languages.words import everyday_names
from tracking.resolver import default
from tracking.spelling.companies import fold


class _Asked(NamedTuple):
    number: str
    company: str
    country: str | None = None


NAMED = {
    _Asked("986578788855", "FedEx Zorro"): "fedex",
    _Asked("986578788855", "Zorro_FEDEX_whse7"): "fedex",
    _Asked("9865 7878 8855", "FedEx Zorro"): "fedex",
    _Asked("H9999978276078000836", "Hermes Zorro", "DE"): "hermes-de",
    _Asked("15501234567890", "DPD Zorro", "DE"): "dpd-de",
    _Asked("1550 1234 567890", "DPD Zorro", "DE"): "dpd-de",
    _Asked("15501234567890", "DPD Deutschland Zorro"): "dpd-de",
    _Asked("73814996922", "GLS Zorro"): "gls",
    _Asked("12345678", "Mondial Relay Zorro"): "mondial-relay",
    _Asked("400000000013", "佐川急便 ゾロ倉庫"): "sagawa",
    _Asked("1Z001985YW99744790", "ups-whs02-zorro"): "ups",  # an everyday word, and the number names the carrier
    _Asked("1Z001985YW99744790", "UPS or DPD Zorro"): "ups",  # only one of them has such numbers
    _Asked("92748999997295513123034457", "UPS Mail Innovations Zorro"): "ups-mail-innovations",  # the USPS issues them
    _Asked("RZ132616349MH", "Quality Post Zorro"): "quality-post",
    _Asked("60120172242323", "DHL Parcel Zorro"): "dhl-parcel-gb",
    _Asked("EQTWL1090973764YQ", "17 Post Service Zorro"): "17-post-service",
    _Asked("LL345304402LU", "Post LU Zorro"): "post-luxembourg",
    _Asked("CE713858162LV", "EMS of the Latvian Post Zorro"): "latvijas-pasts",
    _Asked("45393363349902", "DPD Belgium Predict Zorro"): "dpd-be",
    _Asked("CW541676386FR", "Colissimo Zorro, La Poste"): "la-poste",  # whose service it is
    _Asked("01475194188635", "SEUR DPD Zorro"): "seur",  # under a number of DPD
    _Asked("0000291401706U", "DPD Zorro"): "dpd-pl",  # abroad, but with a letter
    _Asked("Y1550012467", "GLS Zorro"): "gls-italy",  # the same, where others take many lengths
    _Asked("RF477223932SK", "Zorro Pošta Balík na adresu SP Slovenská pošta"): "slovenska-posta",
    _Asked("CS000946505CZ", "Zorro Balík Do ruky"): "ceska-posta",  # an alias of common words, and a number of its own
    _Asked("63689182611", "Speedy Автомат Zorro", "BG"): "speedy-bg",  # an everyday word, and a service of its own
    _Asked("1658318875", "Shipped with Estes", "US"): "estes",  # an everyday word at home, and no other one
    _Asked("YT2203821266034482", "Yun Exp Zorro"): "yunexpress",
    _Asked("1Z001985YW99744790", "UPS Zorro Brewery"): "ups",  # whose number it certainly is
    _Asked("863043555796", "J&T Zorro", "VN"): "jt-express-vn",  # the number alone names it there
    _Asked("5P38C32989681", "Poste ordinario"): "poste-italiane",  # the number alone names it
    _Asked("RB123456785IT", "Pacco ordinario Poste"): "poste-italiane",  # common words, and a number of its own
}
OF_NO_FORMAT = {
    _Asked("815288408157", "Ecom Express Zorro", "IN"): "ecom-express",
    _Asked("AB-4711/7", "APC Overnight Zorro depot", "GB"): "apc-overnight",
    _Asked("815288408157", "Ecom Express Zorro"): "ecom-express",
    _Asked("4839201748", "Braspress Zorro entrega", "BR"): "braspress",  # a word about sending behind it
}
NOT_NAMED = {
    _Asked("282112I153507", "Poste standard", "IT"): "common words at home, and a number that proves little",
    _Asked("4839201748", "Braspress Zorro", "BR"): "a coined name that does not say what it is",
    _Asked("815288408157", "Ecom Express Zorro", "DE"): "a carrier whose numbers are not known, abroad",
    _Asked("815288408157", "Zorro Ecom Express", "IN"): "a text that does not begin with the name",
    _Asked("815288408157", "Ecom Express a b c d e f", "IN"): "too many words that nobody knows",
    _Asked("815288408157", "Bonds Zorro", "AU"): "a name that does not say what it is",
    _Asked("1Z001985YW99744790", "Ecom Express Zorro", "IN"): "a number that names another carrier",
    _Asked("1658318875", "Shipped with Estes"): "an everyday word abroad",
    _Asked("1658318875", "Estes Zorro", "US"): "an everyday word beside an unknown one",
    _Asked("RB123456785IT", "Poste Italianee"): "a misspelled name",
    _Asked("282112I153507", "Poste ordinario"): "common words, and a number that proves little",
    _Asked("986578788855", "Zorro"): "no name",
    _Asked("986578788856", "FedEx Zorro"): "a wrong check digit",
    _Asked("73814996922", "GLS Zorro Brewery"): "another business",
    _Asked("73814996922", "GLS Real Estate Zorro"): "another business, in two words",
    _Asked("986578788855", "No FedEx Zorro"): "negated",
    _Asked("986578788855", "FedEx-free Zorro"): "negated",
    _Asked("12345678", "ohne Mondial Relay Zorro"): "negated",
    _Asked("999999999", "UPS Zorro"): "a format of UPS takes any 7 to 20 characters",
    _Asked("51002693425", "Speedy Fashion"): "an everyday word",
    _Asked("51002693425", "Speedy Fashion", "BG"): "an everyday word at home",
    _Asked("51002693425", "Speedy Office Chairs", "GB"): "an everyday word and a service abroad",
    _Asked("LL345304402LU", "Post LV Zorro"): "the code of another post",
    _Asked("1234567890123", "Post LU Zorro"): "a post and any digits",
    _Asked("12345678", "T N T Zorro"): "single letters",
    _Asked("1234567890", "JP Zorro"): "two letters",
    _Asked("863043555796", "J & T Zorro"): "two letters, joined, beside an unknown word",
    _Asked("320595463938", "Puro Zorro"): "an everyday word of other languages",
    _Asked("1234567890", "UPSell Gifts"): "no whole word",
    _Asked("1234567890", "Express Post Production"): "an alias of common words",
    _Asked("12345678", "Post Express Austria"): "a post of another country",
    _Asked("1Z001985YW99744790", "FedEx Zorro"): "another carrier's number",
    _Asked("986578788855", "FedEx Zorro " + "Quux " * 30): "a sentence",
    _Asked("986578788855, 1Z001985YW99744790", "FedEx Zorro"): "two carriers' numbers",
    _Asked("CV030834873UA", "Meest Zorro"): "the number says more for another carrier",
    _Asked("LN242142606US", "Asendia USA Zorro"): "a number that the USPS issues, and an unknown text",
    _Asked("1234567890123", "FedEx Zorro"): "the length of a carrier abroad",
    _Asked("12345678", "Mondial Relay, Evri Zorro"): "two carriers have such numbers",
}


@pytest.mark.parametrize("asked", NAMED)
def test_text_and_number_name_the_carrier(asked: _Asked) -> None:
    number, company, country = asked
    found = tracking.resolve(number, company=company, country=country)
    assert (found.carrier, found.via) == (NAMED[asked], "company")
    assert found.company not in (company, None)
    guessed, *_ = [one for one in found.problems if one.code == "company_guessed"]
    assert guessed.message.endswith(
        f"was read as {found.company}: it contains a name of this carrier, and the number fits its formats"
    )
    known = tracking.resolve(number, company=found.company, country=country)
    assert (found.company, found.url) == (known.company, known.url)
    validated = tracking.validate(number, company, country)
    assert validated.ok
    assert guessed in validated.problems
    assert tracking.explain(number, company, country=country).decided.startswith("by company and number together")


@pytest.mark.parametrize("asked", OF_NO_FORMAT)
def test_a_carrier_without_known_formats_is_named_at_home(asked: _Asked) -> None:
    number, company, country = asked
    found = tracking.resolve(number, company=company, country=country)
    known = tracking.resolve(number, company=found.company, country=country)
    assert (found.carrier, found.company, found.url) == (OF_NO_FORMAT[asked], known.company, known.url)
    assert "company_guessed" in [one.code for one in found.problems]


@pytest.mark.parametrize("asked", NOT_NAMED, ids=NOT_NAMED.values())
def test_a_text_is_kept_as_given(asked: _Asked) -> None:
    number, company, country = asked
    found = tracking.resolve(number, company=company, country=country)
    assert found.company == company
    assert "company_unknown" in [one.code for one in found.problems]
    codes = {one.code for one in tracking.validate(number, company, country).problems}
    assert codes & {"company_unknown", "numbers_several"}
    assert "company_guessed" not in codes


def test_a_cell_is_read_as_beside_the_name_alone() -> None:
    for cell in (
        "12345678 (2 pcs)",
        "order 5531 - 12345678",
        "Mondial Relay Zorro 12345678",
        "Mondial Relay: 12345678",
    ):
        found = tracking.resolve(cell, company="Mondial Relay Zorro")
        known = tracking.resolve(cell, company="Mondial Relay")
        assert (found.company, found.carrier, found.url) == (known.company, known.carrier, known.url)
        assert found.url is not None
        assert {"number_read", "company_guessed"} == {one.code for one in found.problems}
    assert tracking.resolve("order 5531 - 12345", company="Mondial Relay Zorro").company == "Mondial Relay Zorro"


def test_several_numbers_of_one_carrier() -> None:
    found = tracking.resolve("986578788855, 986578788866", company="FedEx Zorro")
    assert (found.company, found.carrier, found.url) == ("FedEx", "fedex", None)


def test_an_explicit_url_counts_more() -> None:
    own = "https://www.my-shipping-company.com?tracking_number=986578788855"
    found = tracking.resolve("986578788855", company="FedEx Zorro", url=own)
    assert (found.company, found.carrier, found.url, found.via) == ("FedEx", "fedex", own, "url")
    of_another = "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=986578788855"
    found = tracking.resolve("986578788855", company="FedEx Zorro", url=of_another)
    assert (found.company, found.carrier, found.url) == ("FedEx Zorro", "usps", of_another)


def test_every_sample_with_its_carriers_name_in_a_text() -> None:
    """The answer is the carrier, or the one that the name alone would mean; never another."""
    kept, silent = 0, []
    for carrier in tracking.carriers():
        samples = [form.valid[0] for form in carrier.numbers if form.valid]
        for name in (
            dict.fromkeys((carrier.name, *[page.name for page in carrier.pages if page.name])) if samples else ()
        ):
            for number in samples:
                found = tracking.resolve(number, company=f"{name} Zorro")
                if found.company == f"{name} Zorro":
                    silent.append((carrier.id, name, number, found.carrier))
                else:
                    kept += 1
                    assert found.carrier in (carrier.id, tracking.resolve(number, company=name).carrier), (name, number)
    general = {carrier.id for carrier in tracking.carriers() if carrier.general}
    unexplained = [
        one for one in silent if not (one[0] in general or fold(one[1]) in everyday_names() or len(fold(one[1])) < 3)
    ]
    assert kept > 600
    # Numbers that only a home country decides among carriers of one name, and posts' numbers that are not declared as theirs.
    assert {id_ for id_, *_ in unexplained} <= {"apc", "asendia-usa", "fastway-za", "meest", "ups"}


def test_a_carriers_number_stays_its_own_beside_another_name() -> None:
    for number, carrier in (("1Z001985YW99744790", "ups"), ("RR123456785CN", "china-post")):
        for company in ("FedEx Zorro", "GLS Zorro", "Mondial Relay Zorro", "Delhivery Zorro"):
            found = tracking.resolve(number, company=company)
            assert (found.carrier, found.company) == (carrier, company)


def test_names_of_other_businesses_hardly_name_a_carrier() -> None:
    pick = random.Random(5)
    names = [
        "GLS Glass Works",
        "Bring It On Ltd",
        "USPS Uniform Store",
        "FedEx Field Parking",
        "Amazon River Tours",
        "Posten Media Group",
        "French Post Impressionists",
        "Parcel Force Field",
        "UPS Battery Center",
        "Hermestic Fashion",
    ]
    asked = [("".join(pick.choices("0123456789", k=pick.randint(8, 20))), name) for name in names for _ in range(60)]
    named = [one for one in asked if tracking.resolve(one[0], company=one[1]).company != one[1]]
    assert len(named) <= len(asked) * 0.04
    assert all(tracking.resolve(None, company=name).company == name for name in names)


def test_tables_say_the_same() -> None:
    pick = random.Random(9)
    texts = [
        "FedEx Zorro",
        "GLS Depot 7",
        "DPD_Zorro",
        "Delhivery Zorro",
        "no GLS Zorro",
        "UPS Zorro",
        "GLS, DPD Zorro",
        "Ecom Express Zorro",
        "GLS futár Zorro",
        "Shipped with Estes",
        "Zorro",
    ]
    numbers = ["".join(pick.choices("0123456789", k=length)) for length in (11, 14) for _ in range(550)]
    rows = [(number, pick.choice(texts), pick.choice([None, "DE", "US", "IN"])) for number in numbers]
    columns = dict(zip(("number", "company", "country"), zip(*rows, strict=True), strict=True))
    found = batch.resolve_table(pa.table({name: pa.array(values) for name, values in columns.items()})).to_pylist()
    named = 0
    for row, (number, company, country) in zip(found, rows, strict=True):
        one = tracking.resolve(number, company=company, country=country)
        assert (row["tracking_carrier"], row["tracking_company"]) == (one.carrier, one.company), (
            number,
            company,
            country,
        )
        assert row["tracking_problems"] == [problem.code for problem in one.problems]
        assert row["tracking_url"] == one.url
        named += one.company != company
    assert 100 < named < 600
    few = slice(0, None, 30)
    answers = batch.validate_array(numbers[few], company=columns["company"][few], country=columns["country"][few])
    assert answers.to_pylist() == [tracking.validate(*row).as_dict() for row in rows[few]]


def test_texts_with_equal_names_are_equivalent() -> None:
    within = default().catalog.within
    first = within("FedEx Depot 1 Zorro", "US")
    assert len(first) == 1
    assert within("FEDEX quux", "US") is first
    assert within("FedEx Depot 1 Zorro", "DE") is not first
    assert within("Zorro", "US") == ()


@pytest.mark.parametrize(
    "text", ["GLS verboten", "nie wieder GLS", "GLS not allowed", "excepté GLS", "cheaper alternative to GLS"]
)
def test_a_text_that_rules_a_carrier_out_does_not_mean_it(text: str) -> None:
    assert tracking.resolve("73814996922", company=text).carrier is None


def test_a_text_longer_than_any_name_is_not_read() -> None:
    assert tracking.resolve("73814996922", company="GLS Depot Neuenstein" + " x" * 300).carrier is None
    assert tracking.resolve("73814996922", company="- a" * 20_000).carrier is None
