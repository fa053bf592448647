"""The local shop grants tokens to apps: bodies, errors, scopes, and how long they live."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.served import here
from tracking.server.access import ALL_SCOPES
from tracking.server.granting import App, parse_app
from tracking.server.serving import Settings, assemble
from tracking.server.shop import Shop

PATH = "/admin/oauth/access_token"
ASKED = {"client_id": "app", "client_secret": "s3cr3t", "grant_type": "client_credentials"}


def served(shop: Shop, **settings: Any) -> TestClient:
    apps = {"app": App("s3cr3t", frozenset({"read_orders"})), "whole": App("other")}
    return here(assemble(shop, Settings(apps=apps, **settings)))


@pytest.mark.parametrize("how", ["json", "data"])
def test_an_app_is_granted_a_token(demo: Shop, how: str) -> None:
    client = served(demo)
    answer = client.post(PATH, **{how: ASKED})  # type: ignore[arg-type]
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["access_token", "scope", "expires_in"]
    assert (body["scope"], body["expires_in"]) == ("read_orders", 86399)
    asked = {"X-Shopify-Access-Token": body["access_token"]}
    assert client.get("/admin/api/2026-10/orders/450789469/fulfillments.json", headers=asked).status_code == 200
    assert client.get("/admin/api/2026-10/locations.json", headers=asked).status_code == 403
    whole = client.post(PATH, json={**ASKED, "client_id": "whole", "client_secret": "other"}).json()
    assert set(whole["scope"].split(",")) == ALL_SCOPES
    assert whole["access_token"] != body["access_token"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_secret": None}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
    ],
)
def test_what_is_refused(demo: Shop, changes: dict[str, Any], error: str) -> None:
    answer = served(demo).post(PATH, json=ASKED | changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "s3cr3t" not in answer.text


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"5"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_none(demo: Shop, body: bytes, kind: str) -> None:
    answer = served(demo).post(PATH, content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_token_ends_and_the_rate_limit_is_the_apps(demo: Shop) -> None:
    client = served(demo, token_life=1e-9, bucket=2, leak=1e-6, tokens={"shpat_1": None})
    short = client.post(PATH, json=ASKED).json()["access_token"]
    path = "/admin/api/2026-10/orders/450789469/fulfillments.json"
    assert client.get(path, headers={"X-Shopify-Access-Token": short}).status_code == 401
    lasting = served(demo, bucket=2, leak=1e-6)
    statuses = []
    for _ in range(3):
        token = lasting.post(PATH, json=ASKED).json()["access_token"]
        statuses.append(lasting.get(path, headers={"X-Shopify-Access-Token": token}).status_code)
    assert statuses == [200, 200, 429]


def test_apps_as_they_are_written() -> None:
    client_id, app = parse_app("app=s3cr3t=read_orders, write_orders")
    assert (client_id, app.secret) == ("app", "s3cr3t")
    assert app.scopes == frozenset({"read_orders", "write_orders"})
    assert parse_app("app=s3cr3t")[1].scopes is None
    assert "s3cr3t" not in repr(Settings(apps={"app": app}))
    for text in ("app", "app=", "=s3cr3t", "a b=s3cr3t", "app=s3cr3t=", "app=s3cr3t=everything"):
        with pytest.raises(ValueError, match=r"write|scope") as caught:
            parse_app(text)
        assert "s3cr3t" not in str(caught.value)
