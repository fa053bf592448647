from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracking
from tracking.catalog.pages import values_in
from tracking.definitions.templates import template
from tracking.spelling.urls import address

TEMPLATES = [
    "https://example.com/{number}",
    "https://www.example.com/track?loc=en&n={number}",
    "https://example.com/#/result/0/{number}",
    "https://example.com/t/{number}/details?x=1",
    "https://example.com/t?n={number}&zip={postal_code}",
    "https://example.com/{country}/{language}/t.aspx?id=AB{number}",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_an_expanded_template_reads_back_to_the_number(text: str) -> None:
    page = template(text)

    @given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20))
    def law(number: str) -> None:
        url = page.expand({"number": number, "postal_code": "10115", "country": "DE", "language": "de"})
        assert url is not None
        assert url.isascii()
        assert values_in(page, address(url)) == {"number": number}

    law()


def test_pages_are_told_apart() -> None:
    page = template("https://www.example.com/track?loc=en&n={number}")
    assert values_in(page, address("http://example.com/track/?n=1&loc=de&utm=x")) == {"number": "1"}
    assert values_in(page, address("https://example.com/other?n=1")) is None
    assert values_in(page, address("https://example.org/track?n=1")) is None
    assert values_in(page, address("https://example.com/track?m=1")) is None
    landing = template("https://example.com/index?page=track")
    assert values_in(landing, address("https://example.com/index?page=track")) == {}
    assert values_in(landing, address("https://example.com/index?page=jobs")) is None


@pytest.mark.parametrize(
    ("url", "carrier"),
    [
        ("https://www.tnt.com/express/nl_nl/site/shipping-tools/tracking.html?searchType=con&cons=183928252", "tnt"),
        (
            "https://www.tnt.com/express/en_au/site/shipping-tools/tracking.html?searchType=con&cons=183928252",
            "tnt-australia",
        ),
        ("https://tracking.dpd.de/status/fr_FR/parcel/09980000020033", "dpd"),
        ("https://tracking.dpd.de/status/de_DE/parcel/09980000020033", "dpd-de"),
        (
            "https://www.dhl.com/gb-en/home/tracking/tracking-express.html?submit=1&tracking-id=3318810025",
            "dhl-express",
        ),
        ("https://www.dhl.com/de-en/home/tracking/tracking-parcel.html?tracking-id=00340434161094022115", "dhl-de"),
    ],
)
def test_a_page_of_one_locale_is_closer_than_a_page_of_all(url: str, carrier: str) -> None:
    assert tracking.resolve("", url=url).carrier == carrier


@pytest.mark.parametrize(
    ("url", "carrier"),
    [
        ("https://www.odfl.com/us/es/tools/trace-track-ltl-freight/trace.html?proNumbers=07209562763", "old-dominion"),
        ("https://www.ninjavan.co/id-id/tracking?id=NVIDX123456789", "ninjavan"),
        (
            "https://www.canadapost-postescanada.ca/track-reperage/fr#/resultList?searchFor=7023210039414604",
            "canada-post",
        ),
        ("https://itemsearch.elta.gr/el-GR/Query/Direct/RR123456785GR", "elta"),
        ("https://track.4px.com/#/en/result/0/4PX3001291278502CN", "4px"),
        ("https://track.landmarkglobal.com/en/contact", None),  # no number
        ("https://gls-group.com/XX/it/parcel-tracking?match=463500000007", None),  # several companies' host
    ],
)
def test_the_page_of_another_locale_is_the_same_page(url: str, carrier: str | None) -> None:
    assert tracking.resolve("", url=url).carrier == carrier


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://royalshipments.com/blog-12", None),
        ("https://tracking.pb.com/us/press2024", None),
        ("https://tracking.packeta.com/hu/?id=Z1234567890", "Z1234567890"),
    ],
)
def test_another_page_of_a_carrier_has_no_number(url: str, number: str | None) -> None:
    assert tracking.resolve(url=url).number == number
