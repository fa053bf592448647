"""What the API has and the shop does not serve is said by name, once in the log, and never as if it did not exist."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.served import BASE, Api, Served
from tracking.server.admin_routes import admin_routes, route_name
from tracking.server.app import create_app
from tracking.server.not_served import not_served
from tracking.server.rest import ROUTES


def served(method: str, path: str) -> bool:
    return (method, re.sub(r"\{\w+\}", "{id}", path)) in {
        (each[0], re.sub(r"\{\w+\}", "{id}", each[1])) for each in ROUTES
    }


UNSERVED = [
    route
    for route in admin_routes()
    if not served(route.method, f"/{route.path}") and route.path != "oauth/access_scopes.json"
]


def test_every_route_is_served_or_answers_501_with_its_name(rest: Api) -> None:
    assert len(UNSERVED) > 300
    for method, path in UNSERVED:
        below = "/admin" if path.startswith("oauth/") else BASE
        answer = rest.client.request(method, f"{below}/{path.replace('{id}', '7').replace('{token}', 'x7')}")
        assert answer.status_code == 501, (method, path)
        name = f"{method} {below.replace('2025-10', '{version}')}/{path}"
        assert answer.json() == {
            "errors": f"Not implemented: the Admin API has {name}, but this shop does not serve it."
        }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{BASE}/presents.json", 404),
        ("GET", f"{BASE}/orders//fulfillments.json", 404),
        ("GET", f"{BASE}/orders/1.json", 404),
        ("POST", f"{BASE}/shop.json", 405),
        ("GET", f"{BASE}/graphql.json", 404),
        ("GET", "/admin/presents.json", 404),
        ("GET", "/admin/", 404),
        ("GET", "/products.json", 404),
        ("POST", f"{BASE}/orders.json", 501),
        ("DELETE", f"{BASE}/orders/1.json", 501),
        ("HEAD", f"{BASE}/products.json", 501),
        ("GET", f"{BASE}/products", 501),
        ("PUT", f"{BASE}/orders/count.json", 404),
        ("GET", "/admin/products.json", 501),
        ("GET", "/admin/orders/1.json", 501),
        ("GET", "/admin/oauth/access_scopes.json", 200),
    ],
)
def test_which_paths_are_the_apis(rest: Api, method: str, path: str, status: int) -> None:
    assert rest.client.request(method, path).status_code == status


def test_the_apis_own_404_when_asked_for(rest: Api) -> None:
    client = TestClient(create_app(rest.shop, strict_404=True))
    answer = client.get(f"{BASE}/products.json")
    assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})
    assert client.get(f"{BASE}/orders.json").status_code == 200


def test_one_line_in_the_log_for_each_thing(rest: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "tracking.server.not_served")
    name = "GET /admin/api/{version}/made_up_for_this_test.json"
    for _ in range(3):
        assert name in not_served(name)
    assert [record.getMessage().count(name) for record in caplog.records] == [1]


def test_a_served_shop_says_it_on_standard_error(serve: Callable[..., Served], tmp_path: Any) -> None:
    shop = serve("--database", f"sqlite:///{tmp_path}/shop.db")
    for path in ("products.json", "products.json", "products/1.json", "presents.json"):
        httpx2.get(f"{shop.url}{BASE}/{path}", timeout=60)
    _, errors = shop.stop()
    lines = [line for line in errors.splitlines() if "Not implemented" in line]
    assert [re.search(r"GET \S+", line)[0] for line in lines] == [  # type: ignore[index]
        "GET /admin/api/{version}/products.json,",
        "GET /admin/api/{version}/products/{id}.json,",
    ]


def test_strict_404_of_the_command(serve: Callable[..., Served], tmp_path: Any) -> None:
    shop = serve("--strict-404", "--database", f"sqlite:///{tmp_path}/shop.db")
    assert httpx2.get(f"{shop.url}{BASE}/products.json", timeout=60).status_code == 404
    assert "Not implemented" not in shop.stop()[1]


def test_names_of_odd_paths() -> None:
    for path in (
        "",
        "/",
        "/admin",
        "/admin/api/2025-10/",
        "/admin/api/2025-10/orders/\n.json",
        "/admin/api/x\n/shop.json",
    ):
        assert route_name("GET", path) is None
