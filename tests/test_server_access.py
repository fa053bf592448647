from __future__ import annotations

import base64
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens, grant_of, parse_token
from tracking.server.tls import write_certificate

UNKNOWN = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
NOT_PERMITTED = {"errors": "The api_client does not have the required permission(s)."}


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"app {grant_of(request.scope).app}")


def client(tokens: dict[str, list[str] | None]) -> TestClient:
    methods = ["GET", "POST", "PUT", "DELETE"]
    app = Starlette(routes=[Route("/{rest:path}", echo, methods=methods)])
    return TestClient(AccessMiddleware(ScopeMiddleware(app), Tokens(tokens)))


def token(value: str) -> dict[str, str]:
    return {"X-Shopify-Access-Token": value}


def test_a_known_token_comes_in_and_carries_its_app() -> None:
    shop = client({"shpat_one": None, "shpat_two": None})
    assert shop.get("/admin/api/2025-10/orders/1/fulfillments.json", headers=token("shpat_one")).text == "app 0"
    assert shop.get("/admin/api/2025-10/orders/1/fulfillments.json", headers=token("shpat_two")).text == "app 1"


@pytest.mark.parametrize("headers", [{}, token("shpat_other"), token(""), {"Authorization": "Basic !!"}])
def test_an_unknown_token_is_answered_401(headers: dict[str, str]) -> None:
    answer = client({"shpat_one": None}).get("/admin/api/2025-10/graphql.json", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == UNKNOWN
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_the_password_of_basic_is_a_token() -> None:
    basic = base64.b64encode(b"key:shppa_old").decode()
    answer = client({"shppa_old": None}).get(
        "/admin/orders/1/fulfillments.json", headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/administer", "/favicon.ico"])
def test_only_the_api_is_guarded(path: str) -> None:
    assert client({"shpat_one": None}).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/api/2025-10/nothing.json", "/admin/api/x/graphql.json"])
def test_the_whole_api_is_guarded(path: str) -> None:
    assert client({"shpat_one": None}).get(path).status_code == 401


V = "/admin/api/2025-10"
CASES = [
    ("POST", f"{V}/fulfillments.json", "write_merchant_managed_fulfillment_orders", NOT_PERMITTED),
    ("POST", f"{V}/fulfillments/1/cancel.json", "write_assigned_fulfillment_orders", NOT_PERMITTED),
    ("POST", f"{V}/fulfillments/1/update_tracking.json", "write_third_party_fulfillment_orders", NOT_PERMITTED),
    ("GET", f"{V}/fulfillment_orders/1.json", "read_merchant_managed_fulfillment_orders", NOT_PERMITTED),
    ("GET", f"{V}/fulfillment_orders/1/fulfillments.json", "read_assigned_fulfillment_orders", NOT_PERMITTED),
    ("GET", f"{V}/orders/1/fulfillment_orders.json", "read_third_party_fulfillment_orders", NOT_PERMITTED),
    ("GET", f"{V}/orders.json", "read_orders", "read_orders"),
    ("GET", f"{V}/orders/1.json", "read_marketplace_orders", "read_orders"),
    ("GET", f"{V}/orders/1/fulfillments.json", "read_orders", "read_orders"),
    ("GET", f"{V}/orders/1/fulfillments.json", "read_marketplace_orders", "read_orders"),
    ("GET", f"{V}/orders/1/fulfillments/count.json", "read_orders", "read_orders"),
    ("GET", f"{V}/orders/count.json", "read_orders", "read_orders"),
    ("GET", f"{V}/orders/1/fulfillments/2.json", "read_orders", "read_orders"),
    ("POST", f"{V}/orders/1/fulfillments.json", "write_fulfillments", "write_fulfillments"),
    ("POST", f"{V}/orders/1/fulfillments/2/events.json", "write_fulfillments", "write_fulfillments"),
    ("DELETE", f"{V}/orders/1/fulfillments/2/events/3.json", "write_fulfillments", "write_fulfillments"),
    ("GET", f"{V}/orders/1/fulfillments/2/events.json", "read_fulfillments", "read_fulfillments"),
    ("POST", "/admin/fulfillments.json", "write_assigned_fulfillment_orders", NOT_PERMITTED),
]


@pytest.mark.parametrize(("method", "path", "scope", "refusal"), CASES)
def test_each_route_needs_its_scope(method: str, path: str, scope: str, refusal: dict[str, str] | str) -> None:
    shop = client({"good": [scope], "bad": ["read_products"]})
    assert shop.request(method, path, headers=token("good")).status_code == 200
    answer = shop.request(method, path, headers=token("bad"))
    assert answer.status_code == 403
    if isinstance(refusal, str):
        refusal = {"errors": f"[API] This action requires merchant approval for {refusal} scope."}
    assert answer.json() == refusal


def test_write_includes_read_and_read_does_not_include_write() -> None:
    shop = client(
        {"w": ["write_merchant_managed_fulfillment_orders"], "r": ["read_merchant_managed_fulfillment_orders"]}
    )
    assert shop.get(f"{V}/fulfillment_orders/1.json", headers=token("w")).status_code == 200
    assert shop.post(f"{V}/fulfillments.json", headers=token("w")).status_code == 200
    assert shop.get(f"{V}/fulfillment_orders/1.json", headers=token("r")).status_code == 200
    assert shop.post(f"{V}/fulfillments.json", headers=token("r")).status_code == 403


def test_tokens_are_read_from_text() -> None:
    assert parse_token("shpat_a") == ("shpat_a", None)
    assert parse_token("shpat_a=read_orders, write_orders") == ("shpat_a", {"read_orders", "write_orders"})


@pytest.mark.parametrize(
    "text", ["", "=read_orders", "shpat_secret=", "shpat_secret=orders", "shpat_secret=read_orders,READ"]
)
def test_a_bad_token_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"token|scope") as caught:
        parse_token(text)
    assert "secret" not in str(caught.value)


def test_no_repr_shows_a_token() -> None:
    tokens = Tokens({"shpat_secret": ["read_orders"]})
    grant = tokens.grant([(b"x-shopify-access-token", b"shpat_secret")])
    assert grant is not None
    assert "secret" not in f"{tokens!r} {grant!r}"


def test_the_certificate_is_for_this_machine_and_its_key_for_its_owner(tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    written = write_certificate(tmp_path, now)
    certificate = x509.load_pem_x509_certificate(written.certfile.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert certificate.not_valid_before_utc < now < certificate.not_valid_after_utc < now + timedelta(days=398)
    assert stat.S_IMODE(written.keyfile.stat().st_mode) == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written.certfile, written.keyfile)


def test_a_new_certificate_replaces_the_old_one(tmp_path: Path) -> None:
    first = write_certificate(tmp_path).keyfile.read_bytes()
    assert write_certificate(tmp_path).keyfile.read_bytes() != first
