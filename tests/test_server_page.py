from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.fulfillment.values import CreateFulfillment, FulfillmentEvent, LineRequest, TrackingInfo
from tracking.server.page import page_route
from tracking.server.shop import Shop

HOSTILE = "<script>alert('x')</script>&\"'"


class Seen(HTMLParser):
    """The page's text, tags and links, and whether every element is closed."""

    VOID = ("meta", "input")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    shop.add_demo()
    yield shop
    shop.close()


@pytest.fixture
def client(shop: Shop) -> TestClient:
    return TestClient(Starlette(routes=[page_route(shop)]))


def fulfil(shop: Shop, order_id: int, line: int, quantity: int, tracking: TrackingInfo) -> int:
    lines = {order_id: (LineRequest(id=line, quantity=quantity),)}
    return shop.create(CreateFulfillment(lines=lines, tracking=tracking)).id


def test_it_shows_orders_fulfillment_orders_and_fulfillments(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    seen = Seen(answer.text)
    for word in ("#1001", "#1006", "1046000810", "Crafty Shoes - Red", "#1001.6", "my-custom-shipping-company", "USPS"):
        assert word in seen.text
    assert "http://my-custom-shipping-company.shopifyapps.com/track/789012" in seen.links
    assert seen.tags.count("article") == 6


def test_it_shows_what_was_just_done(shop: Shop, client: TestClient) -> None:
    tracking = TrackingInfo(company="UPS", numbers=("1Z001985YW99744790",))
    fulfillment_id = fulfil(shop, 1046000901, 1072503601, 2, tracking)
    at = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
    event = FulfillmentEvent(
        id=0, fulfillment_id=fulfillment_id, status="out_for_delivery", message="soon", happened_at=at
    )
    shop.create_event(event)
    seen = Seen(client.get("/?order=1003").text)
    for word in (
        "#1003.1",
        "1 of 3 units left",
        "1Z001985YW99744790",
        "in progress",
        "2026-11-21 10:05 UTC: out for delivery, soon",
    ):
        assert word in seen.text
    assert any(link.startswith("https://www.ups.com/") and "1Z001985YW99744790" in link for link in seen.links)
    shop.cancel(fulfillment_id)
    assert "cancelled" in Seen(client.get("/?order=%231003").text).text


def test_everything_is_escaped(shop: Shop, client: TestClient) -> None:
    tracking = TrackingInfo(company=HOSTILE, numbers=(HOSTILE,), urls=("https://example.com/?a=1&b=%22",))
    fulfillment_id = fulfil(shop, 1046000901, 1072503601, 1, tracking)
    shop.create_event(FulfillmentEvent(id=0, fulfillment_id=fulfillment_id, status="delivered", message=HOSTILE))
    answer = client.get("/", params={"order": "#1003"})
    seen = Seen(answer.text)
    assert seen.text.count(HOSTILE) == 3
    assert "script" not in seen.tags
    assert "https://example.com/?a=1&b=%22" in seen.links
    assert Seen(client.get("/", params={"order": HOSTILE}).text).text.count(HOSTILE) == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://", "http://a b/1", "https://user:password@example.com/", "call us", "data:,x"],
)
def test_only_web_pages_become_links(shop: Shop, client: TestClient, url: str) -> None:
    fulfil(shop, 1046000901, 1072503601, 1, TrackingInfo(numbers=("1",), urls=(url,)))
    seen = Seen(client.get("/?order=1003").text)
    assert url in seen.text
    assert not [link for link in seen.links if link.startswith((url, "javascript", "data"))]


def test_it_needs_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert {"link", "script", "img", "iframe"}.isdisjoint(Seen(answer.text).tags)
    assert "prefers-color-scheme: dark" in answer.text
    assert 'name="viewport"' in answer.text


def test_orders_come_by_pages(tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    line = '{{"id": {0}, "name": "#{0}", "lines": [{{"id": {1}, "sku": "A", "title": "Cup", "quantity": 1, "location_id": 7}}]}}\n'
    orders.write_text("".join(line.format(number, 1000 + number) for number in range(1, 61)))
    shop = Shop()
    shop.add_orders(orders)
    client = TestClient(Starlette(routes=[page_route(shop)]))
    names: list[str] = []
    link: str | None = "/"
    while link:
        page = client.get(link).text
        found = re.findall(r"<h2>#(\d+)</h2>", page)
        assert len(found) <= 25
        names += found
        link = next((each for each in Seen(page).links if each.startswith("/?after=")), None)
    assert names == [str(number) for number in range(1, 61)]
    shop.close()


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=" + "9" * 5000, "after=9223372036854775807", "order=" + "y" * 5000]
)
def test_a_senseless_query_shows_a_page(client: TestClient, query: str) -> None:
    assert client.get("/?" + query).status_code == 200


def test_many_fulfillments_do_not_make_a_long_page(shop: Shop, client: TestClient) -> None:
    for _ in range(30):
        fulfil(shop, 1046000900, 1072503600, 1, TrackingInfo())
    text = Seen(client.get("/?order=1002").text).text
    assert "#1002.30" in text
    assert "#1002.11" in text
    assert "#1002.10" not in text
    assert "The latest 20 are shown." in text


@pytest.mark.chromium
def test_a_browser_draws_it_on_a_phone(shop: Shop, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[page_route(shop)]), lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        picture = tmp_path / "page.png"
        size = ["--window-size=390,844", f"--screenshot={picture}", f"--user-data-dir={tmp_path / 'profile'}"]
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", *size]
        subprocess.run(
            [*command, f"http://127.0.0.1:{listening.getsockname()[1]}/"], check=True, capture_output=True, timeout=60
        )
    finally:
        server.should_exit = True
        thread.join(10)
    assert picture.stat().st_size > 20_000
