from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
