"""The fixture ``shop``, as other people's tests have it, and what it costs those that do not ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.receiver import Receiver
from tracking.server.background import BackgroundShop
from tracking.server.orders_file import OrdersFileError
from tracking.shopify import Client
from tracking.shopify.webhooks import decode

THEIRS = """
    import json
    import urllib.request

    import pytest


    def call(shop, method, path, body=None):
        request = urllib.request.Request(
            f"{shop.url}/admin/api/2026-04/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Shopify-Access-Token": shop.token, "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())


    @pytest.fixture(scope="session")
    def shop_settings():
        return {"country": "DE"}


    @pytest.mark.parametrize("run", [1, 2])
    def test_each_test_has_a_shop_of_its_own(shop, run):
        assert shop.requests == []
        assert shop.shop.info().country == "DE"
        assert call(shop, "GET", "webhooks.json") == {"webhooks": []}
        call(shop, "POST", "webhooks.json", {"webhook": {"topic": "fulfillments/create", "address": "https://a.example/"}})
        (order,) = shop.orders({"lines": [{"sku": "A-1", "quantity": 2}]})
        (fulfillment_order,) = call(shop, "GET", f"orders/{order.id}/fulfillment_orders.json")["fulfillment_orders"]
        asked = {"line_items_by_fulfillment_order": [{"fulfillment_order_id": fulfillment_order["id"]}]}
        call(shop, "POST", "fulfillments.json", {"fulfillment": asked})
        assert [(each.method, each.status) for each in shop.requests][-1] == ("POST", 201)
        assert shop.requests[-1].json == {"fulfillment": asked}
        assert len(shop.shop.fulfillments(order.id)) == 1
"""
IDLE = """
    import sys


    def test_nothing_was_imported():
        heavy = {"tracking.server", "tracking.resolver", "sqlalchemy", "starlette", "uvicorn", "msgspec", "yaml", "regex"}
        assert not heavy & sys.modules.keys()
"""


def run(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run tests as another project does that has the library installed."""
    (folder / "test_theirs.py").write_text(textwrap.dedent(text), encoding="utf-8")
    installed = entry_points(group="pytest11", name="tracking-shop")
    named = () if installed else ("-p", "tracking.pytest_plugin")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        "-p",
        "no:hypothesispytest",
    ]
    return subprocess.run(
        [*command, *named, *arguments, "test_theirs.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_fixture_in_another_project(tmp_path: Path) -> None:
    done = run(tmp_path, THEIRS)
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_who_does_not_ask_for_it_pays_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, IDLE)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.fixture(scope="module")
def started() -> Iterator[BackgroundShop]:
    with BackgroundShop() as made:
        yield made


@pytest.fixture
def background(started: BackgroundShop) -> BackgroundShop:
    started.reset()
    return started


def get(shop: BackgroundShop, path: str, **more: Any) -> httpx2.Response:
    headers = {"X-Shopify-Access-Token": shop.token}
    return httpx2.get(f"{shop.url}/admin/api/2026-04/{path}", headers=headers, timeout=60, **more)


def test_faults_strike_the_calls_that_are_named(background: BackgroundShop) -> None:
    background.fault("503", "orders.json")
    background.fault("reset", "shop.json")
    assert get(background, "orders/count.json").status_code == 200
    assert get(background, "orders.json").status_code == 503
    assert get(background, "orders.json").status_code == 200
    url, headers = f"{background.url}/admin/api/2026-04/shop.json", {"X-Shopify-Access-Token": background.token}
    with httpx2.Client(timeout=60) as client, pytest.raises(httpx2.TransportError):
        client.get(url, headers=headers)
    assert [each.status for each in background.requests] == [200, 503, 200, None]
    background.fault("500", times=3)
    background.reset()
    assert get(background, "orders.json").status_code == 200


def test_the_requests_show_no_token(background: BackgroundShop) -> None:
    get(background, "orders.json?limit=2", params={"limit": "2"})
    (seen,) = background.requests
    assert (seen.method, seen.query, seen.json) == ("GET", "limit=2", None)
    assert seen.headers["x-shopify-access-token"] == background.token
    assert background.token not in repr(background.requests)


def test_orders_are_made_up_where_nothing_is_said(background: BackgroundShop) -> None:
    one, two = background.orders({}, {"name": "#7", "lines": [{"sku": "A"}, {"sku": "B", "quantity": 3}]})
    assert [line.quantity for line in (*one.lines, *two.lines)] == [1, 1, 3]
    assert two.name == "#7"
    with Client(background.url, background.token) as client:
        assert [line.sku for each in client.fulfillment_orders(two.id) for line in each.lines] == ["A", "B"]
    with pytest.raises(OrdersFileError, match="quantity"):
        background.orders({"lines": [{"quantity": "many"}]})


def test_webhooks_of_a_test_are_signed(background: BackgroundShop, receiver: Receiver) -> None:
    asked = {"webhook": {"topic": "fulfillments/create", "address": receiver.url}}
    headers = {"X-Shopify-Access-Token": background.token}
    assert httpx2.post(
        f"{background.url}/admin/api/2026-04/webhooks.json", json=asked, headers=headers, timeout=60
    ).is_success
    (order,) = background.orders()
    (fulfillment_order,) = background.shop.fulfillment_orders(order.id) or ()
    body = {"fulfillment": {"line_items_by_fulfillment_order": [{"fulfillment_order_id": fulfillment_order.id}]}}
    made = httpx2.post(
        f"{background.url}/admin/api/2026-04/fulfillments.json", json=body, headers=headers, timeout=60
    ).json()
    got = receiver.next()
    assert decode(got.headers, got.raw, background.secret).fulfillment.id == made["fulfillment"]["id"]
