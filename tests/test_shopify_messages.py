"""Requests and responses as values: addresses, ids, names, headers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.errors import InvalidURL
from tracking.shopify.messages import NEWEST, Endpoint, Response, camel, gid, ident, snake


@pytest.mark.parametrize(
    ("shop", "origin", "host"),
    [
        ("my-shop.myshopify.com", "https://my-shop.myshopify.com", "my-shop.myshopify.com"),
        ("https://My-Shop.myshopify.com/", "https://my-shop.myshopify.com", "my-shop.myshopify.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]:8000"),
        ("localhost:8000", "https://localhost:8000", "localhost:8000"),
    ],
)
def test_endpoint(shop: str, origin: str, host: str) -> None:
    endpoint = Endpoint(shop)
    assert (endpoint.origin, endpoint.host) == (origin, host)
    assert endpoint.rest("GET", "/orders/1.json").url == f"{origin}/admin/api/{NEWEST}/orders/1.json"


@pytest.mark.parametrize(
    "shop",
    [
        "",
        "ftp://my-shop.myshopify.com",
        "https://",
        "https://my-shop.myshopify.com/admin",
        "https://my-shop.myshopify.com?x=1",
        "my shop.myshopify.com",
        "my-shop.myshopify.com\n",
        "https://[::1",
        r"https://my-shop.myshopify.com\@elsewhere.example",
    ],
)
def test_endpoint_refuses(shop: str) -> None:
    with pytest.raises(InvalidURL, match=r"my-shop\.myshopify\.com"):
        Endpoint(shop)


@pytest.mark.parametrize(
    ("shop", "shown"),
    [
        ("http://127.0.0.1:99999", "url 'http://127.0.0.1:99999': 99999 is not a port"),
        ("http://127.0.0.1:0", "url 'http://127.0.0.1:0': 0 is not a port"),
        ("http://user:pa55word", "url 'http://user:***': *** is not a port"),
        ("https://shop.example?token=pa55word", "url 'https://shop.example?***': it goes on"),
        ("https://shop.example/#pa55word", "url 'https://shop.example/#***': it goes on"),
        ("ftp://shop.example?pa55word", "url 'ftp://shop.example?***': it is not the address of a shop"),
        ("https://shop.example? pa55word", "url 'https://shop.example?***': it holds spaces"),
    ],
)
def test_a_refused_address_shows_host_and_port_and_no_secret(shop: str, shown: str) -> None:
    with pytest.raises(InvalidURL) as caught:
        Endpoint(shop)
    assert str(caught.value).startswith(shown)
    assert "pa55word" not in str(caught.value)


@pytest.mark.parametrize("shop", ["https://key:hunter2@my-shop.myshopify.com", "hunter2@my-shop.myshopify.com"])
def test_credentials_in_the_address_are_refused_and_not_shown(shop: str) -> None:
    with pytest.raises(InvalidURL, match="credentials") as caught:
        Endpoint(shop)
    assert "hunter2" not in str(caught.value) + repr(vars(caught.value))


@pytest.mark.parametrize("version", ["2026-10", "2022-01", "unstable"])
def test_version(version: str) -> None:
    assert f"/admin/api/{version}/" in Endpoint("x.myshopify.com", version).rest("GET", "/shop.json").url


@pytest.mark.parametrize("version", ["", "2026", "2026-11", "latest", "2026-10/..", "v1"])
def test_version_refused(version: str) -> None:
    with pytest.raises(ValueError, match="version"):
        Endpoint("x.myshopify.com", version)


def test_rest_request() -> None:
    endpoint = Endpoint("http://127.0.0.1:1")
    get = endpoint.rest(
        "GET", "/orders/450789469/fulfillments.json", query={"limit": 1, "since_id": None, "name": "#1 ä"}
    )
    assert get.url.endswith("/orders/450789469/fulfillments.json?limit=1&name=%231+%C3%A4")
    assert (get.method, get.body, get.repeatable, get.family) == ("GET", b"", True, "rest")
    assert get.name == "GET /orders/#/fulfillments.json"
    post = endpoint.rest("POST", "/fulfillments.json", {"fulfillment": {"message": "Grüße"}})
    assert json.loads(post.body) == {"fulfillment": {"message": "Grüße"}}
    assert not post.repeatable
    assert not endpoint.rest("DELETE", "/x.json").repeatable


def test_graphql_request() -> None:
    request = Endpoint("http://127.0.0.1:1").graphql("x", "query x { shop { name } }", {"id": 1}, repeatable=False)
    assert request.url == f"http://127.0.0.1:1/admin/api/{NEWEST}/graphql.json"
    assert json.loads(request.body) == {
        "query": "query x { shop { name } }",
        "variables": {"id": 1},
        "operationName": "x",
    }
    assert (request.method, request.family, request.repeatable) == ("POST", "graphql", False)


def test_token_is_a_header_that_no_repr_shows() -> None:
    request = Endpoint("http://127.0.0.1:1").rest("POST", "/x.json", {}).sent_with("shpat_secret")
    assert request.headers == {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "X-Shopify-Access-Token": "shpat_secret",
    }
    assert "shpat_secret" not in repr(request)
    assert "Content-Type" not in Endpoint("http://x").rest("GET", "/x.json").sent_with("t").headers


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2.0", 2.0), ("4", 4.0), ("0.25", 0.25), ("", None), ("soon", None), ("-1", None), ("nan", None), ("inf", None)],
)
def test_retry_after_is_decimal_seconds(text: str, seconds: float | None) -> None:
    assert Response(429, {"retry-after": text}, b"").retry_after == seconds
    assert Response(429, {}, b"").retry_after is None


@given(st.from_regex(r"[A-Z][A-Za-z]{0,30}", fullmatch=True), st.integers(0, 2**63 - 1))
def test_ids_go_there_and_back(kind: str, number: int) -> None:
    assert ident(gid(kind, number)) == number
    assert ident(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "gid://shopify/Order/", "gid://shopify/Order/x", "gid://other/Order/1", "-1", "1.5"]
)
def test_ident_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        ident(text)


@given(st.from_regex(r"[a-z]+(_[a-z]+){0,4}", fullmatch=True))
def test_names_go_there_and_back(name: str) -> None:
    assert snake(camel(name)) == name


def test_names() -> None:
    assert camel("estimated_delivery_at") == "estimatedDeliveryAt"
    assert camel("address1") == "address1"
    assert snake("fulfillmentOrder") == "fulfillment_order"
