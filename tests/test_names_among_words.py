"""Company names with words beside them, names of families, and the posts of countries."""

from __future__ import annotations

import pytest

import tracking
from tracking.catalog.guessed import NamesAmongWords
from tracking.definitions.builtin import definitions
from tracking.languages.builtin import vocabulary
from tracking.resolver import default

GUESSED = {
    "USPS Priority Mail": "usps",
    "USPS - First-Class Package®": "usps",
    "usps_priority_mail_express": "usps",
    "FedEx International Priority": "fedex",
    "fedex_ie": "fedex",
    "FEDEX_2DAY_AM": "fedex",
    "dhl_express_norway": "dhl-express",
    "Aramex Worldwide": "aramex",
    "DHL Warenpost": "dhl-de",
    "Shipped with DHL Paket": "dhl-de",
    "Versand per Hermes Germany Päckchen": "hermes-de",
    "Evri Household Delivery": "evri",
    "Purolator Express 9AM": "purolator",
    "Royal Mail Tracked 24": "royal-mail",
    "Royal Mail International Tracked & Signed": "royal-mail",
    "Canada Post - Xpresspost USA": "canada-post",
    "Colissimo Domicile sans signature": "colissimo",
    "Envío con SEUR 24 h": "seur",
    "Livré par Chronopost": "chronopost",
    "PostNL Pakket Nederland": "postnl",
    "Poczta Polska Kurier 48": "poczta-polska",
    "via Yodel, 48 hours": "yodel",
    "GLS Czech Republic Business Parcel": "gls-cz",
    "No signature DHL Express": "dhl-express",
    "Colis sans suivi La Poste": "la-poste",
    "Retirada no Jadlog": "jadlog",
    "UPS - Free Shipping": "ups",
    "duty-free UPS": "ups",
    "Amazon Shipping Standard UK": "amazon-logistics-uk",
    "GLS Parcel Shop Hungary": "gls-hu",
    "DPD kuriér na adresu Slovensko": "dpd-sk",
    "Post Express Standard Srbija": "posta-srbije",
    "DHL Servicepoint Sverige": "dhl-express",
    "Ground (J&T Express Malaysia)": "jt-express-my",
    "RM Tracked 24": "royal-mail",
    "DPD (Sendcloud)": "dpd",
    "carrier=UPS, service=03": "ups",
    "GLS (formerly GSO)": "gls-us",
    "DHL 24 h": "dhl-express",
    "Kurier DHL24": "dhl-parcel-pl",
    "FedEx Memphis": "fedex",
    "Yun Exp": "yunexpress",
    "UPS宅配": "ups",
    "Old Dominion Frt Line LTL": "old-dominion",
    "Schenker Logistics": "db-schenker",
    "Chronopost Portugal (DPD)": "dpd-pt",
    "佐川急便（ゾロ倉庫）": "sagawa",
    "DHL Logistics": "dhl-express",
    "glsparcel": "gls",
    "PostNL brievenbuspakket": "postnl",
    "FedEx P1": "fedex",
    "FedEx DC88": "fedex",
    "Royal Mail STL": "royal-mail",
    "UPS 4X88R2": "ups",
    "FedEx acct 510087020": "fedex",
    "DHL Express Kundennummer Nr. 950012345": "dhl-express",
    "ООО Деловые Линии Экспресс": "dellin",
    "(株)佐川急便 代引き": "sagawa",
    "EMS (日本郵便)": "japan-post",
    "Yurtiçi (Trendyol)": "yurtici-kargo",
    "FedEx联邦快递": "fedex",
    "美国邮政USPS": "usps",
    "新加坡邮政小包": "singapore-post",
    "4px速递": "4px",
    "英国Royal Mail": "royal-mail",
    "香港邮政EMS": "hongkong-post",
    "中国邮政速递物流快递": "china-ems",
    "法国邮政EMS": "la-poste",
    "UAB DPD Lietuva": "dpd-baltics",
    "DHL Paket mit Versicherung": "dhl-de",
    "云途 美国专线": "yunexpress",
    "GLS 意大利专线": "gls-italy",
}
NOBODY = (
    "Seaside Logistics",
    "UPSell Gifts",
    "FedExpert Consulting",
    "Royal Garden Mail",
    "First Class Mail",
    "Next Day Delivery",
    "Same Day Delivery",
    "Express Shipping",
    "Best Price Couriers",
    "Bring Me Flowers",
    "My Post",
    "Post Office",
    "DHL and UPS",
    "FedEx SurePost",
    "FedEx Germany France",
    "FedEx 123456",
    "DP Ireland",
    "DX Ireland",
    "Bring It On",
    "Retrait en magasin",
    "Kapıda ödeme",
    "宅急便 送料無料の店",
    "Same Day Home Delivery",
    "the parcel of the day that was sent with love",
    "Post Express Austria",
    "no DHL",
    "non-UPS",
    "Standard delivery, not shipped with DHL",
    "Versand ohne Hermes",
    "nicht mit Hermes",
    "sans Colissimo",
    "no Post of Fiji",
    "DPD nélkül",
    "ヤマト運輸以外",
    "DHL-free shipping",
    "Versand (DHL-frei)",
    "GoGoVan",
    "Posta DE",
    "Lotte World",
    "Hermes Boutique Roma",
    "Dayton Ohio",
    "CP Express",
    "GLS Express HQ",
    "FedEx GLS24",
    "FedEx Zorro7",
    "FedEx zoneparcel",
    "no FedEx P1",
    "NOT FedEx",
    "Speedy P1",
    "SP Balík na poštu",
    "Paquetexpress Zorro Econ. T2",
    "FedEx Bookkeeping",
    "德国专线",
    "BMX Hermes",
    "Spa Hermes",
    "Hermes Versicherung",
    "Professional Courier Service",
    "Passport office overseas",
    "Cargo Logistics",
)


def codes(found: tracking.Resolution | tracking.Validation) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(("name", "carrier"), GUESSED.items())
def test_words_beside_a_name_are_left_out(name: str, carrier: str) -> None:
    found = tracking.resolve("ZZ00", company=name)
    assert found.carrier == carrier
    assert found.company != name
    assert "company_guessed" in codes(found)
    assert "company_guessed" in codes(tracking.validate("ZZ00", company=name))
    (said,) = [problem for problem in found.problems if problem.code == "company_guessed"]
    assert repr(name) in said.message
    assert str(found.company) in said.message


@pytest.mark.parametrize("name", NOBODY)
def test_a_name_with_any_other_word_is_anothers(name: str) -> None:
    found = tracking.resolve("ZZ00", company=name)
    assert (found.carrier, found.company) == (None, name)
    assert "company_guessed" not in codes(found)


def test_a_unit_behind_a_count_is_not_a_country() -> None:
    assert tracking.resolve("ZZ00", company="Speedpost 2 lb").carrier == "singapore-post"
    assert tracking.resolve("ZZ00", company="Speedpost LB").carrier != "singapore-post"


def test_an_everyday_word_in_capitals_is_a_name_beside_a_remark() -> None:
    assert tracking.resolve("ZZ00", company="MME (zorro)").carrier == "midwest-motor-express"
    assert tracking.resolve("ZZ00", company="Mme (zorro)").carrier is None


def test_the_words_of_one_carriers_services_are_not_anothers() -> None:
    assert tracking.resolve("ZZ00", company="UPS SurePost Ground").carrier == "ups"
    assert tracking.resolve("ZZ00", company="Purolator SurePost").carrier is None


def test_the_order_of_the_steps_stays() -> None:
    """A name that somebody bears is theirs, whatever words it is made of."""
    for name, carrier in (("UPS Ground", "ups"), ("China EMS", "china-ems"), ("Express Post", "australia-post")):
        found = tracking.resolve("ZZ00", company=name, country="AU")
        assert found.carrier == carrier
        assert "company_guessed" not in codes(found)


IN_OWN_WORDS = {
    "DHL Päckchen": "dhl-de",
    "DPD Standard": "dpd",  # though of its companies, only Speedy has a service of that name
    "DPD Priority": "dpd",
    "DPD Доставка": "dpd",
    "DPD Fermopoint": "brt",  # a word of its own
    "DHL Paeckchen M": "dhl-de",
    "DHL Retoure": "dhl-de",
    "DHL (Packstation)": "dhl-de",
    "Hermes PaketShop": "hermes-de",
    "GLS Spain BusinessParcel": "gls-es",
    "Priority Mail (USPS)": "usps",
    "USPSPriorityMail": "usps",
    "FedexGround": "fedex",
    "DHLPäckchenM": "dhl-de",
    "UPS Ground up to 5kg": "ups",
    "DX Secure": "dx",
    "Slovenská pošta Balík na poštu": "slovenska-posta",
    "Express Post - An Post": "an-post",
    "Zásilkovna na pobočku": "packeta",
    "Colissimo Access F": "colissimo",
    "Yurtici Kargo Kapida Odeme": "yurtici-kargo",
    "СДЭК до двери": "cdek",
    "ヤマト運輸 クール宅急便": "yamato",
    "佐川急便代金引換": "sagawa",
    "ヤマト運輸 冷蔵配送": "yamato",
    "Bring Klimanoytral Servicepakke": "bring-no",
    "Die Post B-Post": "swiss-post",
    "HCT 新竹貨運": "hct-logistics",
    "顺丰速运 次日达": "sf-express",
    "דואר ישראל - שליח עד הבית": "israel-post",
    "Speedy до офис": "speedy-bg",
    "Correios PAC Reverso": "correios",
}


@pytest.mark.parametrize(("name", "carrier"), IN_OWN_WORDS.items())
def test_services_are_known_in_the_countries_own_words(name: str, carrier: str) -> None:
    assert tracking.resolve("ZZ00", company=name).carrier == carrier


def test_what_a_service_says_of_a_family_gives_way_to_the_number() -> None:
    assert tracking.resolve("GM2951173225174494", company="DHL Retoure").carrier == "dhl-ecommerce"
    assert tracking.resolve("00340434161094027318", company="DHL Retoure").carrier == "dhl-de"
    assert tracking.resolve("ZZ00", company="DPD (Dynamic Parcel Distribution)", country="AT").carrier == "dpd-at"
    for company in ("DHL Logistics", "DHL DC88"):
        assert tracking.resolve("GM2951173225174494", company=company).carrier == "dhl-ecommerce"
        assert tracking.resolve("00340434161094027318", company=company).carrier == "dhl-de"
    assert tracking.resolve("TBY951363640026", company="Amazon MCF Swiship Prio").carrier == "swiship-us"


def test_a_country_code_at_the_end_is_a_country_though_it_is_a_word_elsewhere() -> None:
    """The word se is Czech, and kg a weight."""
    assert tracking.resolve("ZZ00", company="Omniva pakiautomaat LV").carrier == "omniva-lv"
    assert tracking.resolve("ZZ00", company="Canada Post Small Packet USA 5 KG").carrier == "canada-post"


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("GLS futárszolgálat", "gls-hu"),
        ("GLS kuriér", "gls-sk"),  # with this accent it is Slovak; without it, also Polish and German
        ("GLS Kurier", "gls"),
        ("GLS balík", "gls"),  # Czech and Slovak
        ("GLS balík kurýr", "gls-cz"),
        ("DPD pakiautomaat", "dpd-baltics"),  # which has its seat in Lithuania
        ("DPD kurjeris", "dpd-baltics"),
        ("DPD paštomatas", "dpd-baltics"),
        ("GLS til pakkeshop", "gls-dk"),
        ("GLS til dør", "gls"),  # Danish and Norwegian, and GLS has no company in Norway
        ("TNT punto", "tnt"),  # Italian and Spanish
        ("GLS envío", "gls-es"),  # among the countries that speak Spanish, GLS is in one
        ("J&T envío", "jt-express-mx"),
        ("DHL envío", "dhl-express"),  # which is in several of them
        ("GLS Los Angeles CA", "gls-us"),  # neither a Spanish word nor in Canada
        ("GLS Region 5", "gls"),  # Spanish without its accent, but a word of many languages
        ("GLS Freiburg", "gls"),  # in Germany and Switzerland, which have companies
        ("GLS Mérida", "gls-es"),  # in Spain and Mexico, where it has none
        ("DHL Los Angeles", "dhl-express"),  # as for a shop there
        ("DPD Verona", "brt"),  # who bears the brand there
        ("GLS standard 48 kg", "gls"),
        ("GLS Express", "gls"),
        ("GLS Kecskemét", "gls-hu"),
        ("DPD - Brno depot", "dpd-cz"),
        ("J&T Express Jakarta", "jt-express-id"),
        ("Flash Express ส่งด่วน", "flash-express-th"),
        ("GLS Κούριερ", "gls"),  # which has no company in Greece
    ],
)
def test_words_of_one_country_tell_the_company_of_a_brand(name: str, carrier: str) -> None:
    assert tracking.resolve("ZZ00", company=name).carrier == carrier


def test_the_shops_country_and_a_named_one_tell_more_than_words() -> None:
    assert tracking.resolve("ZZ00", company="DPD futárszolgálat", country="PL").carrier == "dpd-pl"
    assert tracking.resolve("ZZ00", company="GLS futár Slovakia").carrier == "gls-sk"
    assert tracking.resolve("863043555796", company="JNT Express MY").carrier == "jt-express-my"
    assert tracking.resolve("863043555796", company="JNT Express").carrier == "jt-express-vn"


def test_a_number_that_fits_only_another_company_of_the_brand_tells_more_than_a_city() -> None:
    assert tracking.resolve("Y1550012467", company="GLS Budapest").carrier == "gls-italy"
    assert tracking.resolve("73814996922", company="GLS Budapest").carrier == "gls-hu"
    assert tracking.resolve("AB12CDEF", company="GLS Budapest").carrier == "gls-hu"  # who has such numbers, too
    assert tracking.resolve("2030931965", company="GLS Lisboa").carrier == "gls-pt"  # digits that say nothing
    assert tracking.resolve("Y1550012467", company="GLS Budapest Hungary").carrier == "gls-hu"


def test_only_a_word_of_its_own_leads_from_a_brand_to_a_company_of_another_name() -> None:
    assert tracking.resolve("08454077486990", company="DPD Standard Zorro").carrier == "dpd"
    assert tracking.resolve("08454077486990", company="DPD Fermopoint Zorro").carrier == "brt"


def test_two_letters_and_a_service_are_a_carrier_at_home() -> None:
    for country, carrier in ((None, "royal-mail"), ("GB", "royal-mail"), ("MY", None)):
        assert tracking.resolve("ZZ00", company="RM 24", country=country).carrier == carrier


def test_a_country_chooses_among_the_carriers_of_an_everyday_name() -> None:
    assert tracking.resolve("209680073854", company="Flash Home TH").carrier == "flash-express-th"
    assert tracking.resolve("209680073854", company="Flash Home PH").carrier == "flash-express-ph"


# Posts.


def posts() -> dict[str, str]:
    catalog = default().catalog
    catalog.company("nobody at all", None)
    return NamesAmongWords(definitions(), catalog.carriers, None).posts()  # type: ignore[arg-type]


def test_a_post_is_who_issues_the_numbers_of_its_country() -> None:
    found = posts()
    assert len(found) > 190
    assert (found["FR"], found["CN"], found["GB"], found["AX"]) == (
        "la-poste",
        "china-post",
        "royal-mail",
        "aland-post",
    )


@pytest.mark.parametrize("form", ["{} Post", "Post {}", "{} EMS", "Post of {}", "the {} postal service, registered"])
def test_a_post_is_meant_by_its_country(form: str) -> None:
    known = posts()
    bearing = {("{} EMS", "CN"): "china-ems"}  # the name of another
    asked = 0
    for code, (name, *_) in vocabulary().countries:
        if code in known:
            asked += 1
            meant = tracking.resolve("ZZ00", company=form.format(name)).carrier
            assert meant == bearing.get((form, code), known[code]), form.format(name)
    assert asked > 190


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("Correos de Chile", "correos-de-chile"),
        ("Correo de Guatemala", "el-correo-guatemala"),
        ("Poste du Sénégal", "la-poste-senegal"),
        ("Correios do Brasil", "correios"),
        ("Post Österreich", "austrian-post"),
        ("Post Norge", "bring-no"),
        ("Почта Казахстана", "kazpost"),
        ("日本郵政", "japan-post"),
        ("البريد السعودية", "saudi-post"),
        ("Magyar Posta Csomag", "magyar-posta"),
    ],
)
def test_in_the_countrys_own_language_too(name: str, carrier: str) -> None:
    assert tracking.resolve("ZZ00", company=name).carrier == carrier


# Families.


def test_the_number_tells_which_of_a_family_is_meant() -> None:
    for number, company, country, carrier in (
        ("00340434161094027318", "DHL", None, "dhl-de"),
        ("1234567891", "DHL", None, "dhl-express"),
        ("1234567890", "DHL", None, "dhl-express"),  # with a wrong check digit, though 10 digits are others' too
        ("GM2951173225174494", "DHL", None, "dhl-ecommerce"),
        ("1234567891", "DHL", "ES", "dhl-express"),  # a right check digit counts more than plain digits at home
        ("H9999978276078000836", "Hermes", None, "hermes-de"),
        ("H00A1B123456789", "Hermes", "DE", "hermes-de"),
        ("986578788855", "FedEx", "KR", "fedex"),
        ("123456789012", "GLS", "US", "gls-us"),  # of which no format is known; in Italy they are plain digits
        ("123456789012", "SkyNet", "ZA", "skynet-za"),
        ("ZZ00", "SkyNet", "MY", "skynet-my"),
        ("ZZ00", "SkyNet", "ZA", "skynet-za"),
        ("ZZ00", "Omniva", "LV", "omniva-lv"),
        ("RR123456785IN", "Speed Post", None, "india-post"),
        ("RR123456785SG", "Speed Post", "IN", "singapore-post"),
    ):
        assert tracking.resolve(number, company=company, country=country).carrier == carrier, (number, company)


def test_never_by_another_carriers_format() -> None:
    found = tracking.resolve("1Z001985YW99744790", company="Omniva")
    assert (found.carrier, found.url) == (None, None)
    assert "company_ambiguous" in codes(found)
    found = tracking.resolve("1Z001985YW99744790", company="DHL")
    assert (found.carrier, codes(found)) == ("dhl-express", ["format_mismatch", "carrier_differs"])


def test_a_wrong_check_digit_is_still_told() -> None:
    for number, country in (("00340434161094027319", None), ("218025809067", "DE")):
        found = tracking.validate(number, company="DHL", country=country)
        assert (found.ok, codes(found)) == (False, ["check_digit"])


# The right company.


def test_naming_the_right_company_changes_nothing_and_takes_nothing_away() -> None:
    """With every sample and every name of its carrier: the carrier stays, and so does the link."""
    asked = 0
    for carrier in tracking.carriers():
        names = dict.fromkeys((carrier.name, *carrier.aliases, *(page.name for page in carrier.pages if page.name)))
        for number in [] if carrier.general else [one for form in carrier.numbers for one in form.valid]:
            for country in dict.fromkeys((None, carrier.country)):
                alone = tracking.resolve(number, country=country)
                for name in names if alone.carrier is not None else ():
                    asked += 1
                    named = tracking.resolve(number, company=name, country=country)
                    case = number, name, country, alone.carrier, named.carrier
                    assert named.carrier == (carrier.id if alone.carrier == carrier.id else named.carrier), case
                    assert named.carrier in (carrier.id, alone.carrier), case
                    assert named.url is not None or alone.url is None, case
    assert asked > 6000


@pytest.mark.parametrize(
    ("company", "carrier"),
    [
        ("Posti Express", "posti"),  # on no list: its page has no listed name
        ("Israel Post EMS", "israel-post"),
        ("DHL International GmbH Express", "dhl-express"),
        ("Tanzania Posts Corporation Express", "tanzania-post"),
        ("shipped via UPS", "ups"),  # an everyday word in small letters
        ("Česká pošta, s.p.", "ceska-posta"),
    ],
)
def test_a_name_with_words_beside_it_has_the_carriers_page(company: str, carrier: str) -> None:
    found = tracking.resolve("RB123456785XX", company=company)
    bare = tracking.resolve("RB123456785XX", company=default().catalog.carriers[carrier].name)
    assert (found.carrier, found.url) == (carrier, bare.url)


@pytest.mark.parametrize(
    "company",
    ["Ups shipped", "Australia EMS Supplies", "Same Day Express", "W.L. Gore GmbH Gifts", "Lettre suivie 4X88R2"],
)
def test_everyday_words_are_no_names(company: str) -> None:
    assert tracking.resolve("RB123456785XX", company=company).carrier is None
