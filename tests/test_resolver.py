from __future__ import annotations

import json
import pickle
import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracking
from tests import oracle
from tracking.definitions.compiled import NEVER
from tracking.definitions.loading import read_carrier
from tracking.errors import InvalidURL
from tracking.spelling.numbers import key

UPS_PAGE = "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums="
SAMPLES = [
    (number, carrier.country, carrier.id)
    for carrier in tracking.carriers()
    for form in carrier.numbers
    for number in (*form.valid, *form.invalid)
]


def test_a_number_alone() -> None:
    found = tracking.resolve("1Z001985YW99744790")
    assert (found.company, found.carrier, found.via) == ("UPS", "ups", "pattern")
    assert found.url == UPS_PAGE + "1Z001985YW99744790"
    assert found.problems == ()
    assert [one.carrier for one in found.candidates] == ["ups"]
    assert found.candidates[0].parts["service"] == "YW"


def test_company_beats_pattern() -> None:
    found = tracking.resolve("1Z1234512345123456", company="USPS")
    assert found.url == "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=1Z1234512345123456"
    assert (found.company, found.via) == ("USPS", "company")
    assert [problem.code for problem in found.problems] == ["format_mismatch"]
    other = tracking.resolve("RR123456785CN", company="UPS")
    assert [problem.code for problem in other.problems] == ["carrier_differs"]


def test_url_beats_everything() -> None:
    url = "https://www.my-shipping-company.com?tracking_number=MS1562678"
    found = tracking.resolve("MS1562678", url=url)
    assert (found.url, found.company, found.carrier, found.via) == (url, None, None, "url")
    assert tracking.resolve("1111", url="http://www.my-url.com").url == "http://www.my-url.com"


def test_a_strong_number_tells_the_company_beside_a_url() -> None:
    found = tracking.resolve("CJ274101086US", url="https://www.my-url.com/1")
    assert (found.url, found.company) == ("https://www.my-url.com/1", "USPS")


def test_an_unknown_company_is_kept_and_a_strong_number_adds_the_page() -> None:
    found = tracking.resolve("RR123456785CN", company="Chinese Post")
    china = next(carrier for carrier in tracking.carriers() if carrier.id == "china-post")
    assert (found.company, found.carrier, found.via) == ("Chinese Post", "china-post", "pattern")
    assert found.url == str(china.pages[0].url).replace("{number}", "RR123456785CN")
    assert [problem.code for problem in found.problems] == ["company_unknown"]


def test_an_unknown_company_and_a_weak_number_get_no_page() -> None:
    found = tracking.resolve("1234567", company="Custom Tracking Company")
    assert (found.company, found.url, found.via) == ("Custom Tracking Company", None, "none")
    assert tracking.resolve("986578788855", company="Custom Tracking Company").url is None


def test_spellings_of_a_company() -> None:
    assert tracking.resolve("123456789010", company="fed ex").company == "FedEx"
    assert (
        tracking.resolve("123456789010", company="FEDEX®").url
        == "https://www.fedex.com/fedextrack/?trknbr=123456789010"
    )
    assert tracking.resolve("1", company="ups_shipping").company == "UPS"


def test_every_visible_character_stays_in_the_page() -> None:
    found = tracking.resolve("#☠1☢\n---\n4321\n", company="UPS")
    assert found.url == UPS_PAGE + "%23%E2%98%A01%E2%98%A2---4321"
    assert found.number == "#☠1☢\n---\n4321\n"


def test_the_number_given_is_never_rewritten_but_its_key_is_in_the_page() -> None:
    found = tracking.resolve("1z 001 985 yw 9974 4790")
    assert found.number == "1z 001 985 yw 9974 4790"
    assert found.url == UPS_PAGE + "1Z001985YW99744790"
    assert tracking.resolve("1z 001 985 yw 9974 4790", company="UPS").url == UPS_PAGE + "1Z001985YW99744790"


def test_the_list_of_the_shops_country_comes_before_the_global_one() -> None:
    pages = {
        country: tracking.resolve("123456789012", company="GLS", country=country).url
        for country in (None, "DE", "FR", "de")
    }
    assert len({pages[None], pages["DE"], pages["FR"]}) == 3
    assert pages["DE"] == pages["de"]
    found = tracking.resolve("00000000000", company="GLS", country="DE", postal_code="10115", language="de")
    assert found.via == "company"
    assert "00000000000" in str(found.url)


def test_a_page_of_a_carrier_tells_company_and_number() -> None:
    found = tracking.resolve(url="https://www.ups.com/track?loc=en_US&tracknum=1Z001985YW99744790")
    assert (found.number, found.company, found.carrier, found.via) == ("1Z001985YW99744790", "UPS", "ups", "url")
    other = tracking.resolve(
        "1Z0A19T50395201562", url="https://www.ups.com/track?loc=en_US&tracknum=1Z001985YW99744790"
    )
    assert [problem.code for problem in other.problems] == ["number_differs"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b.com", "https://u:p@example.com/", "http://"])
def test_a_bad_url_is_a_clear_error(url: str) -> None:
    with pytest.raises(InvalidURL):
        tracking.resolve("1", url=url)
    with pytest.raises(InvalidURL):
        tracking.validate("1", url=url)


@pytest.mark.parametrize("number", [1111, 1.23e21, b"1Z", ["1Z"]])
def test_a_number_that_is_no_text_is_misuse(number: object) -> None:
    for call in (tracking.resolve, tracking.identify, tracking.validate):
        with pytest.raises(TypeError, match="number: expected text"):
            call(number)  # type: ignore[operator]
    with pytest.raises(TypeError, match="text: expected text"):
        tracking.find(number)  # type: ignore[arg-type]


def test_nothing_is_a_miss_and_no_error() -> None:
    for number in (None, "", "   ", "\x00", "☠"):
        found = tracking.resolve(number)
        assert (found.carrier, found.url, found.via) == (None, None, "none")
        assert found.problems
    assert tracking.identify("") == ()


def test_an_ambiguous_number_is_not_decided() -> None:
    one = read_carrier("name: One\nnumbers: [{name: a, pattern: 'AB[0-9]{8}'}]", id="one")
    two = read_carrier("name: Two\nnumbers: [{name: b, pattern: 'AB[0-9]{8}'}]", id="two")
    resolver = tracking.Resolver([one, two], builtin=False)
    found = resolver.resolve("AB12345678")
    assert (found.company, found.carrier, found.url) == (None, None, None)
    assert {one.carrier for one in found.candidates} == {"one", "two"}
    assert [problem.code for problem in found.problems] == ["ambiguous"]


def test_an_ambiguous_company_is_decided_by_the_number() -> None:
    text = "name: {0}\naliases: [Twin]\npages: [{{url: 'https://{0}.example/{{number}}'}}]\nnumbers: [{{name: a, pattern: '{1}[0-9]{{8}}'}}]"
    resolver = tracking.Resolver(
        [read_carrier(text.format("one", "AB"), id="one"), read_carrier(text.format("two", "CD"), id="two")],
        builtin=False,
    )
    assert resolver.resolve("CD12345678", company="twin").url == "https://two.example/CD12345678"
    unclear = resolver.resolve("12345678", company="twin")
    assert (unclear.company, unclear.url) == ("twin", None)
    assert "company_ambiguous" in [problem.code for problem in unclear.problems]


def test_own_definitions_stand_beside_or_replace_the_built_in_ones() -> None:
    mine = read_carrier(
        "name: Mine\npages: [{url: 'https://mine.example/{number}'}]\nnumbers: [{name: a, pattern: 'MINE[0-9]{6}'}]",
        id="mine",
    )
    resolver = tracking.Resolver([mine])
    assert resolver.resolve("MINE123456").url == "https://mine.example/MINE123456"
    assert resolver.resolve("MINE123456").company == "Mine"
    assert resolver.resolve("1Z001985YW99744790").company == "UPS"
    other = tracking.Resolver([read_carrier("name: UPS\npages: [{url: 'https://u.example/{number}'}]", id="ups")])
    assert other.resolve("1Z001985YW99744790").carrier is None
    assert other.resolve("1Z001985YW99744790", company="UPS").url == "https://u.example/1Z001985YW99744790"
    alone = tracking.Resolver([mine], builtin=False)
    assert alone.identify("1Z001985YW99744790") == ()


def test_home_formats_guess_at_home_only() -> None:
    text = "name: {0}\ncountry: {1}\nnumbers: [{{name: a, pattern: 'Q[0-9]{{8}}', guess: home}}]"
    resolver = tracking.Resolver([read_carrier(text.format("one", "DE"), id="one")], builtin=False)
    assert resolver.resolve("Q12345678", country="DE").carrier == "one"
    assert resolver.resolve("Q12345678").carrier is None
    assert [one.carrier for one in resolver.identify("Q12345678")] == ["one"]
    assert [one.carrier for one in resolver.identify("Q12345678", country="FR")] == ["one"]
    assert resolver.resolve("Q12345678", country="FR").carrier is None


def test_a_user_of_an_owners_numbers_is_shown_with_it_and_is_no_candidate() -> None:
    owner = read_carrier("name: Owner\nnumbers: [{name: a, pattern: 'Q[0-9]{8}', guess: anywhere}]", id="owner")
    user = read_carrier(
        "name: User\nnumbers: [{name: a, pattern: 'Q1[0-9]{7}', guess: anywhere, issued_by: [owner]}]", id="user"
    )
    resolver = tracking.Resolver([user, owner], builtin=False)
    assert [(one.carrier, one.also_used_by) for one in resolver.identify("Q12345678")] == [("owner", ("User",))]
    assert [(one.carrier, one.also_used_by) for one in resolver.identify("Q22345678")] == [("owner", ())]
    assert resolver.resolve("Q12345678").carrier == "owner"
    assert resolver.resolve("Q12345678", company="User").carrier == "user"
    alone = tracking.Resolver([user], builtin=False)  # no match of the issuer's: it is the only explanation
    assert [one.carrier for one in alone.identify("Q12345678")] == ["user"]


def test_what_a_mistyped_narrow_number_may_be_as_well_is_listed_and_decides_nothing() -> None:
    """GM and a serial are DHL eCommerce's as well; between GM and Tuvalu's letters they are a postal number, mistyped."""
    assert [one.carrier for one in tracking.identify("GM123456785TV")][:2] == ["tuvalu-post", "dhl-ecommerce"]
    for country in (None, "US"):
        found = tracking.resolve("GM123456784TV", country=country)
        assert (found.carrier, found.url) == (None, None)
        assert [one.carrier for one in found.candidates] == ["dhl-ecommerce"]
        assert [problem.code for problem in found.problems] == ["check_digit"]
        valid = tracking.validate("GM123456784TV", country=country)
        assert (valid.ok, valid.problems) == (False, found.problems)
    assert tracking.find("GM123456784TV") == []
    assert tracking.resolve("GM12345678412").carrier == "dhl-ecommerce"


def test_a_user_of_somebody_elses_numbers_speaks_against_nobody() -> None:
    """FedEx's numbers beginning 02 are the USPS's without their 91; the USPS has others that begin so."""
    (usps,) = tracking.identify("02287998935376932831")
    assert (usps.carrier, usps.format) == ("usps", "Legacy PIC, 20 digits")


def test_a_resolver_goes_to_other_processes() -> None:
    mine = read_carrier(
        "name: Mine\nnumbers: [{name: a, pattern: 'MI(?P<serial>[0-9]{6})(?P<check>[0-9])', check: {algorithm: luhn}}]",
        id="mine",
    )
    resolver = pickle.loads(pickle.dumps(tracking.Resolver([mine], builtin=False)))
    assert repr(resolver) == "<Resolver of 1 carriers>"
    assert [one.carrier for one in resolver.identify("MI1234566")] == ["mine"]


def test_a_postal_numbers_letters_mean_something() -> None:
    assert tracking.identify("RR123456785CN")[0].meanings == {"service": "letter post, registered"}
    assert tracking.identify("QA123456785GB")[0].meanings == {"service": "international business reply"}
    assert tracking.identify("QZ123456785GB")[0].meanings == {}
    assert tracking.identify("AV123456785GB")[0].meanings == {"service": "domestic or by agreement"}


def test_a_name_listed_in_some_countries_means_the_global_carrier_elsewhere() -> None:
    means = {country: tracking.resolve("1", "DHL", country=country).carrier for country in ("DE", "US", None)}
    assert means == {"DE": "dhl-de", "US": "dhl-express", None: "dhl-express"}
    assert tracking.resolve("1", "Hermes", country="GB").company == "Evri"
    assert tracking.resolve("1", "Hermes", country="DE").company == "Hermes"


@pytest.mark.parametrize("country", [None, "home", "US"])
def test_the_index_says_what_the_plain_way_says(country: str | None) -> None:
    carriers = tracking.carriers()
    chosen = random.Random(20261121).sample(SAMPLES, 60)
    for number, home, _ in chosen:
        where = home if country == "home" else country
        assert [one.carrier for one in tracking.identify(number, where)] == [
            name for name, _ in oracle.identify(carriers, number, where)
        ]


@settings(max_examples=40, deadline=None)
@given(
    st.text("0123456789", min_size=8, max_size=34) | st.text("0123456789ABCDEFZ", min_size=8, max_size=34),
    st.sampled_from([None, "DE", "JP"]),
)
def test_the_index_says_what_the_plain_way_says_of_any_string(number: str, country: str | None) -> None:
    found = [(one.carrier, one.evidence) for one in tracking.identify(number, country)]
    assert found == [
        (name, pytest.approx(bits, abs=0.02)) for name, bits in oracle.identify(tracking.carriers(), number, country)
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.none() | st.text(max_size=40), st.none() | st.text(max_size=3))
def test_no_text_raises(number: str, company: str | None, country: str | None) -> None:
    found = tracking.resolve(number, company=company, country=country)
    assert found.number == number
    json.dumps(found.as_dict())
    tracking.identify(number, country)
    json.dumps(tracking.validate(number, company, country).as_dict())


def test_threads_share_a_resolver() -> None:
    resolver = tracking.Resolver()
    numbers = [number for number, _, _ in SAMPLES]
    expected = [tracking.identify(number) for number in numbers]
    wrong: list[str] = []

    def work(seed: int) -> None:
        order = list(range(len(numbers)))
        random.Random(seed).shuffle(order)
        wrong.extend(numbers[place] for place in order if resolver.identify(numbers[place]) != expected[place])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_wrong_check_digit_is_found_as_by_a_search_through_everything() -> None:
    resolver = tracking.Resolver()
    guessing = [each for each in resolver.catalog.formats() if each.guess != NEVER]
    source = random.Random(7)
    numbers = [key(sample) for sample, _, _ in SAMPLES]
    numbers = [number[:-1] + source.choice("0123456789") for number in source.sample(numbers, 300)] + [
        "",
        "1",
        "☠☠☠☠☠☠☠☠☠",
    ]
    for number in numbers:
        near = [
            each
            for each in guessing
            if each.length == len(number) and each.fullmatch(number) and not each.right(number)
        ]
        found = resolver.matcher.near(number)
        assert len(found) == len(near)
        assert {each.literals for each in found} == {each.literals for each in near}


@pytest.mark.parametrize(
    ("url", "carrier", "number"),
    [
        ("https://tracking.packeta.com/en/?id=Z3110953842", "packeta", "Z3110953842"),
        ("https://tracking.packeta.com/en/Z3110953842", "packeta", "Z3110953842"),
        ("https://parcel.trunkrs.nl/barcode/AB123456789", "trunkrs", "AB123456789"),
        ("https://spx.com.my/track?tracking_number=SPXMY010676153391", "spx-my", "SPXMY010676153391"),
        ("https://spx.com.my/track?SPXMY010676153391", "spx-my", "SPXMY010676153391"),
    ],
)
def test_of_several_templates_of_a_carrier_the_one_that_says_most_is_read(url: str, carrier: str, number: str) -> None:
    found = tracking.resolve(url=url)
    assert (found.carrier, found.number, found.url) == (carrier, number, url)


@pytest.mark.parametrize(
    ("url", "carrier"),
    [
        ("https://tracking.postnord.com/en/?id=UJ338439355SE", "portal-postnord"),
        ("https://www.postur.is/en/individuals/domestic-parcels/track-shipment/?TrackingNumber=X1", "iceland-post"),
        ("https://www.indiapost.gov.in/track-result/article-number/RM419394835IN", "india-post"),
    ],
)
def test_a_posts_other_addresses_are_read(url: str, carrier: str) -> None:
    assert tracking.resolve(url=url).carrier == carrier


@pytest.mark.parametrize("company", [None, "UPS", "fed ex", "Nordwind Parcels", "Hermes"])
def test_the_quick_ways_answer_as_the_strategies_do(company: str | None) -> None:
    resolver = tracking.Resolver()
    for number in [sample for sample, _, _ in SAMPLES][:: 1 if company is None else 12]:
        query = resolver.query(number, company)
        assert resolver.resolution(query) == resolver.resolve(number, company), number
        assert query.number == number
        assert query.key == key(number)


def test_strategies_are_asked_in_the_order_of_precedence() -> None:
    from tracking.resolving.precedence import STRATEGIES, explicit_url, known_company, pattern_guess

    assert (explicit_url, known_company, pattern_guess) == STRATEGIES
    resolver = tracking.Resolver()
    url = "https://shop.example/parcel"
    by_url = resolver.query("1Z001985YW99744790", "FedEx", url)
    by_company = resolver.query("1Z001985YW99744790", "FedEx")
    alone = resolver.query("1Z001985YW99744790")
    assert [strategy(resolver, by_company) is None for strategy in STRATEGIES[:2]] == [True, False]
    assert [strategy(resolver, alone) is None for strategy in STRATEGIES] == [True, True, False]
    assert [resolver.resolution(query).via for query in (by_url, by_company, alone)] == ["url", "company", "pattern"]
    assert (by_company.listed and by_company.listed.carrier.id, alone.listed and alone.listed.carrier.id) == (
        "fedex",
        "ups",
    )


def test_a_url_tells_a_querys_number_and_its_key() -> None:
    resolver = tracking.Resolver()
    query = resolver.query(url="https://www.ups.com/track?loc=en_US&tracknum=1z001985yw99744790")
    assert resolver.resolution(query).number == "1z001985yw99744790"
    assert (query.number, query.key) == ("1z001985yw99744790", "1Z001985YW99744790")
