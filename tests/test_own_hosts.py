"""Requests that were not meant for this server: other hosts' names, other sites' pages, heads that never end."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tracking
from tests.served import BASE
from tracking.desk.app import create_desk
from tracking.desk.own_hosts import OwnHosts, host_in
from tracking.desk.prompt import PromptProtocol
from tracking.resolver import default
from tracking.server.background import BackgroundShop
from tracking.server.serving import Settings, assemble, hosts_of, open_shop
from tracking.server.tls import write_certificate

EVIL = "evil.example"
CREATE = {"fulfillment": {"line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000901}]}}


@pytest.fixture(scope="module")
def served() -> Iterator[BackgroundShop]:
    """A shop to which everybody may talk."""
    with BackgroundShop(tokens={}, reset=True) as shop:
        yield shop


def ask(shop: BackgroundShop, method: str, path: str, body: Any = None, **headers: str) -> Any:
    host, port = shop.host.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, None if body is None else json.dumps(body), named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


# Hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("LocalHost:80", "localhost"), ("shop.test.", "shop.test"), ("[::1]:8000", "::1"), ("127.0.0.1:", "127.0.0.1"),
        ("", None), ("a b", None), ("a@b", None), ("a/b", None), ("a:b", None), ("a:1:2", None), ("::1", None),
        ("[::1", None), ("a\\b", None), ("é", None), ("a" * 301, None), (".", None), ("-a", None), ("a:123456", None),
    ],
)  # fmt: skip
def test_a_host_is_read(text: str, host: str | None) -> None:
    assert host_in(text) == host


@pytest.mark.parametrize(
    ("listened", "host", "own"),
    [
        ("127.0.0.1", "localhost", True), ("127.0.0.1", "[::1]", True), ("127.0.0.1", "127.9.9.9:1", True),
        ("127.0.0.1", "app.localhost", True), ("127.0.0.1", "shop.test", True), ("127.0.0.1", "x.wild.test", True),
        ("127.0.0.1", "x.y.wild.test", False), ("127.0.0.1", "wild.test", False), ("127.0.0.1", "10.0.0.5", False),
        ("127.0.0.1", "localhost.evil.example", False), ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("10.0.0.5", "10.0.0.5:8000", True), ("10.0.0.5", "10.0.0.6", False), ("box.lan", "BOX.lan", True),
        ("0.0.0.0", "10.0.0.6:8000", True), ("::", "[fe80::1]", True), ("0.0.0.0", "box.lan", False),
    ],
)  # fmt: skip
def test_which_hosts_are_its_own(listened: str, host: str, own: bool) -> None:
    hosts = OwnHosts(listened, ["Shop.Test", "*.wild.test"])
    refusal = hosts.refusal("GET", [(b"host", host.encode())])
    assert (refusal is None) is own
    assert own or (refusal is not None and refusal.status == 421 and "--allowed-host" in refusal.message)


def test_no_host_and_two_hosts() -> None:
    hosts = OwnHosts("127.0.0.1")
    assert hosts.refusal("POST", []) is None, "HTTP/1.0"
    two = hosts.refusal("GET", [(b"host", b"localhost"), (b"host", b"localhost")])
    assert two is not None
    assert two.status == 400


@pytest.mark.parametrize("path", ["/", "/outbox.json", "/openapi.json", f"{BASE}/shop.json", "/nothing"])
def test_another_host_sees_nothing_of_the_shop(served: BackgroundShop, path: str) -> None:
    status, _, text = ask(served, "GET", path, Host=EVIL)
    assert status == 421
    assert json.loads(text)["errors"].startswith(f"This server does not answer for {EVIL}; if it should, start")
    status, _, text = ask(served, "GET", path, Host="a b")
    assert status == 400


def test_links_lead_to_the_address_by_which_they_were_asked_for(served: BackgroundShop) -> None:
    path = f"{BASE}/orders/450789469/fulfillments.json?limit=1"
    port = served.host.split(":")[1]
    for host in (served.host, f"localhost:{port}"):
        _, headers, _ = ask(served, "GET", path, Host=host, X_Forwarded_Host=EVIL, X_Forwarded_Proto="https")
        assert headers["Link"].startswith(f"<http://{host}/admin/")


def test_the_names_of_its_certificate_are_a_shop_s_own(tmp_path: Path) -> None:
    written = write_certificate(tmp_path, names=["my-shop.example"])
    hosts = hosts_of(Settings(certfile=str(written.certfile), tls_names=["other.example"], allowed_hosts=["c.example"]))
    assert all(name in hosts for name in ("my-shop.example", "other.example", "c.example", "localhost"))
    assert EVIL not in hosts
    assert "my-shop.example" not in hosts_of(Settings(certfile=str(tmp_path / "missing.pem")))


# Other sites' pages


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": f"http://{EVIL}"}, {"Origin": "null"}, {"Origin": f"https://{EVIL}", "Sec-Fetch-Site": "none"},
        {"Origin": f"http://127.0.0.1@{EVIL}"}, {"Origin": "http://10.0.0.5"}, {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"}, {"Origin": f"http://localhost.{EVIL}"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json"])
def test_what_another_site_sends_changes_nothing(served: BackgroundShop, said: dict[str, str], kind: str) -> None:
    query = {"query": 'mutation { fulfillmentCancel(id: "gid://shopify/Fulfillment/1") { fulfillment { id } } }'}
    before = len(served.requests)
    for path, body in ((f"{BASE}/fulfillments.json", CREATE), (f"{BASE}/graphql.json", query), ("/reset", None)):
        status, _, text = ask(served, "POST", path, body, Content_Type=kind, **said)
        assert status == 403, text
        assert "another site" in json.loads(text)["errors"]
    assert len(served.requests) == before


@pytest.mark.parametrize("said", [{}, {"Origin": "http://localhost:3000"}, {"Sec-Fetch-Site": "same-origin"}])
def test_what_this_machine_s_pages_and_programs_send_is_done(served: BackgroundShop, said: dict[str, str]) -> None:
    order = served.orders()[0]
    group = {"fulfillment_order_id": served.shop.fulfillment_orders(order.id)[0].id}
    body = {"fulfillment": {"line_items_by_fulfillment_order": [group]}}
    assert ask(served, "POST", f"{BASE}/fulfillments.json", body, **said)[0] == 201


def test_other_sites_may_lead_here(served: BackgroundShop) -> None:
    assert ask(served, "GET", "/", Sec_Fetch_Site="cross-site")[0] == 200


# Pages


def elsewhere(shop: Any, settings: Settings, client: str = "10.0.0.5") -> TestClient:
    return TestClient(assemble(shop, settings), base_url="http://shop.test", client=(client, 1))


def test_the_pages_want_a_login_from_elsewhere() -> None:
    settings = Settings(
        database="sqlite://", demo=True, tokens={"shpat_1": None}, allowed_hosts=["shop.test"], reset=True
    )
    with open_shop(settings) as shop:
        far = elsewhere(shop, settings)
        for path in ("/", "/outbox", "/outbox.json", "/webhooks", "/webhooks.json", "/nothing"):
            refused = far.get(path)
            assert refused.status_code == 401, path
            assert refused.headers["WWW-Authenticate"].startswith("Basic ")
            assert far.get(path, auth=("any", "wrong")).status_code == 401
            assert far.get(path, auth=("any", "shpat_1")).status_code in (200, 404)
        assert far.post("/reset").status_code == 401
        assert far.post("/reset", headers={"X-Shopify-Access-Token": "shpat_1"}).status_code == 204
        assert far.get("/openapi.json").status_code == 200
        assert far.get(f"{BASE}/shop.json").status_code == 401, "the API's own"
        forged = {"Host": "localhost"}
        assert far.get("/", headers=forged).status_code == 401
        near = elsewhere(shop, settings, "127.0.0.1")
        assert near.get("/", headers=forged).status_code == 200
        assert near.get("/").status_code == 401, "by a name that is not this machine's alone"


def test_without_a_token_there_is_no_login() -> None:
    settings = Settings(database="sqlite://", allowed_hosts=["shop.test"])
    with open_shop(settings) as shop:
        refused = elsewhere(shop, settings).get("/")
        assert (refused.status_code, "--token" in refused.text) == (403, True)


# The desk


def test_the_desk_answers_its_own_hosts() -> None:
    hosts = OwnHosts("127.0.0.1", ["desk.test"])
    client = TestClient(create_desk(default(), tracking.carriers(), hosts), base_url="http://desk.test")
    assert client.get("/").status_code == 200
    refused = client.get("/", headers={"Host": EVIL})
    assert refused.status_code == 421
    assert "content-security-policy" in refused.headers
    asked = ["1Z001985YW99744790"]
    assert client.post("/v1/resolve", json=asked).status_code == 200
    assert client.post("/v1/resolve", json=asked, headers={"Origin": f"http://{EVIL}"}).status_code == 403


# Heads that never end


def drip(address: tuple[str, int], *pieces: bytes, every: float) -> tuple[bytes, int]:
    """Send pieces slowly; what came back until the other side hung up, and how many pieces were sent."""
    got, sent = b"", 0
    with socket.create_connection(address, timeout=30) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
                sent += 1
                connection.settimeout(every)
                while chunk := connection.recv(65536):
                    got += chunk
                break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            connection.settimeout(30)
            while chunk := connection.recv(65536):
                got += chunk
    return got, sent


def test_heads_that_drip_end_in_time(served: BackgroundShop, monkeypatch: pytest.MonkeyPatch) -> None:
    host, port = served.host.split(":")
    address = (host, int(port))
    head = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n"

    def stopped(*first: bytes) -> tuple[bytes, int]:
        for within in (0.25, 1.0, 4.0):
            monkeypatch.setattr(PromptProtocol, "HEAD_WITHIN", within)
            got, sent = drip(address, *first, *[b"X: 1\r\n"] * 100, every=within / 5)
            if got:
                break  # a busy machine may not send the first piece in so short a time
        return got, sent

    got, sent = stopped(head)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert 0 < sent < 60, "it stops in the middle"
    assert drip(address, b"", every=0.01)[0] == b"", "nothing was asked, so nothing is answered"
    whole = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    got, _ = stopped(whole, head)
    assert got.startswith(b"HTTP/1.1 404 ")
    assert b"HTTP/1.1 408 " in got, "the second request of a connection"
    monkeypatch.setattr(PromptProtocol, "HEAD_WITHIN", 30.0)
    got, _ = drip(address, head[:20], head[20:], b"Connection: close\r\n\r\n", b"", every=0.03)
    assert got.startswith(b"HTTP/1.1 200 "), "slow, and in time"
