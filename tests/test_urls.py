from __future__ import annotations

import pickle
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.errors import InvalidURL
from tracking.spelling.urls import checked


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
        ("https://user:sec/ret@example.com/", "is not a host name"),
        ("https://user:secret@[::1/", "credentials"),
        ("https://[:::1]/", "is not a host name"),
        ("https://example.com:８０/", "is not a host name"),
        (f"https://{'a' * 64}.example/", "is not a host name"),
        (f"https://{'a.' * 127}example/", "is not a host name"),
        ("https://example.com/a b", "a space"),
        (" https://example.com/", "a space"),
        ("https://example.com/\n", r"\\n"),
        ("https://example.com/\x00", r"\\x00"),
        ("https://example.com/a|b", "may not stand"),
        ("https://example.com/<b>", "may not stand"),
        ("https://example.com/%zz", "may not stand"),
        ("https://example.com/%", "may not stand"),
        ("https://exa mple.com/", "a space"),
        ("https://example.com:99999/", "is not a host name"),
        ("https://-example.com/", "is not a host name"),
        ("https://example..com/", "is not a host name"),
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
