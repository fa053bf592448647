from __future__ import annotations

import pickle
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.catalog.pages import numbers_in
from tracking.definitions.templates import TemplateError, template
from tracking.errors import InvalidURL
from tracking.spelling.urls import address, checked


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://example.com/t?n=1", "https://example.com/t?n=1"),
        ("example.com/t", "http://example.com/t"),
        ("example.com:8080/t", "http://example.com:8080/t"),
        ("//example.com/t", "http://example.com/t"),
        ("www.example.com?next=https://other.com/", "http://www.example.com?next=https://other.com/"),
        ("HTTPS://Example.com/%C3%A4", "HTTPS://Example.com/%C3%A4"),
        ("https://example.com/ä?n=ü", "https://example.com/%C3%A4?n=%C3%BC"),
        ("https://bücher.example/1", "https://xn--bcher-kva.example/1"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("http://localhost", "http://localhost"),
        ("https://example.com/#/track/1?x=[1]", "https://example.com/#/track/1?x=[1]"),
    ],
)
def test_explicit_urls(given_url: str, expected: str) -> None:
    assert checked(given_url) == expected


@pytest.mark.parametrize(
    ("given_url", "reason"),
    [
        ("", "empty"),
        ("ftp://example.com/", "scheme is ftp"),
        ("javascript:alert(1)", "scheme is javascript"),
        ("mailto:a@example.com", "scheme is mailto"),
        ("tel:123", "scheme is tel"),
        ("data:text/html,x", "scheme is data"),
        ("http:///path", "no host"),
        ("https://?x=1", "no host"),
        ("https://user:secret@example.com/", "credentials"),
        ("user:secret@example.com", "credentials"),
        ("https://user:secret@example.com/a b", "a space"),
        ("https://user:sec/ret@example.com/", "no host"),
        ("https://user:secret@[::1/", "credentials"),
        ("https://[:::1]/", "no host"),
        ("https://example.com:８０/", "no host"),
        (f"https://{'a' * 64}.example/", "no host"),
        (f"https://{'a.' * 127}example/", "no host"),
        ("https://example.com/a b", "a space"),
        (" https://example.com/", "a space"),
        ("https://example.com/\n", r"\\n"),
        ("https://example.com/\x00", r"\\x00"),
        ("https://example.com/a|b", "may not stand"),
        ("https://example.com/<b>", "may not stand"),
        ("https://example.com/%zz", "may not stand"),
        ("https://example.com/%", "may not stand"),
        ("https://exa mple.com/", "a space"),
        ("https://example.com:99999/", "no host"),
        ("https://-example.com/", "no host"),
        ("https://example..com/", "no host"),
        ("https://example.com/" + "a" * 2048, "characters"),
        ("https://example.com/\u202e", "may not stand"),
    ],
)
def test_urls_that_may_not_be_sent(given_url: str, reason: str) -> None:
    with pytest.raises(InvalidURL, match=reason) as caught:
        checked(given_url)
    assert caught.value.cure
    told = repr(caught.value) + str(caught.value) + caught.value.url
    assert "secret" not in told
    assert "user:" not in told
    assert pickle.loads(pickle.dumps(caught.value)).url == caught.value.url


@given(st.text())
def test_any_text_is_a_url_or_a_clear_error(text: str) -> None:
    url = None
    with suppress(InvalidURL):
        url = checked(text)
    if url is not None:
        assert url.isascii()
        assert url.lower().startswith(("http://", "https://"))
        assert checked(url) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://example.com/{nummer}", "nummer"),
        ("https://example.com/{number", "brace"),
        ("example.com/{number}", "begins with"),
        ("https://{country}.example.com/", "begins with"),
        ("https://example.com/a b", "percent-encoded"),
    ],
)
def test_templates_that_are_refused(text: str, reason: str) -> None:
    with pytest.raises(TemplateError, match=reason):
        template(text)


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
        assert numbers_in(page, address(url)) == number

    law()


def test_pages_are_told_apart() -> None:
    page = template("https://www.example.com/track?loc=en&n={number}")
    assert numbers_in(page, address("http://example.com/track/?n=1&loc=de&utm=x")) == "1"
    assert numbers_in(page, address("https://example.com/other?n=1")) is None
    assert numbers_in(page, address("https://example.org/track?n=1")) is None
    assert numbers_in(page, address("https://example.com/track?m=1")) is None
    landing = template("https://example.com/index?page=track")
    assert numbers_in(landing, address("https://example.com/index?page=track")) == ""
    assert numbers_in(landing, address("https://example.com/index?page=jobs")) is None


def test_a_variable_that_is_not_at_hand() -> None:
    page = template("https://example.com/t?n={number}&zip={postal_code}")
    assert page.expand({"number": "1"}) is None
    assert page.expand({"number": "1", "postal_code": ""}) is None
