"""The clients on the network: what each way of failing means, and that nobody gets to see the token."""

from __future__ import annotations

import asyncio
import inspect
import logging
import pickle
import socket
import struct
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import httpx2
import msgspec
import pytest

import tracking.shopify
from tracking.errors import OutcomeUnknown, Refused, ShopError, Unreachable
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.shopify import AsyncClient, Client
from tracking.shopify.messages import Request, Response
from tracking.shopify.transport import HttpxTransport

TOKEN = "shpat_0123456789abcdef0123456789abcdef"
FULFILLMENT = {
    "id": 5,
    "order_id": 7,
    "status": "success",
    "name": "#1001.1",
    "tracking_company": None,
    "tracking_numbers": [],
    "tracking_urls": [],
    "line_items": [],
}
BODY = msgspec.json.encode({"fulfillment": FULFILLMENT})
GOOD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


class Server:
    """Reads one request a connection and then does as told: answers, hangs, resets, ..."""

    def __init__(self, answer: bytes, *, end: str = "close") -> None:
        self.answer, self.end = answer, end
        self.requests: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.open: list[socket.socket] = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            received = b""
            while b"\r\n\r\n" not in received or len(received.split(b"\r\n\r\n", 1)[1]) < length_of(received):
                received += connection.recv(65536)
            self.requests.append(received)
            connection.sendall(self.answer)
            if self.end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if self.end != "hang":
                connection.close()

    def stop(self) -> None:
        # A blocked accept() only wakes when the listener is shut down.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)
        for connection in self.open:
            connection.close()


def length_of(received: bytes) -> int:
    for line in received.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    started: list[Server] = []
    yield started
    for server in started:
        server.stop()


def create(client: Client) -> Any:
    return client.create(CreateFulfillment(lines={1: ()}, tracking=TrackingInfo(numbers=("1Z",))))


def both(url: str, **more: Any) -> ShopError:
    """Create with both clients; they fail alike."""

    async def awaited() -> ShopError:
        async with AsyncClient(url, TOKEN, api="rest", **more) as client:
            with pytest.raises(ShopError) as caught:
                await client.create(CreateFulfillment(lines={1: ()}))
        return caught.value

    with Client(url, TOKEN, api="rest", **more) as client, pytest.raises(ShopError) as caught:
        create(client)
    other = asyncio.run(awaited())
    assert (type(other), other.code) == (type(caught.value), caught.value.code)
    for error in (caught.value, other):
        hidden(error)
    return caught.value


def hidden(error: BaseException) -> None:
    """The token is nowhere in an error: not in its words, its chain, nor what its traceback's frames show."""
    assert error.__context__ is None
    assert error.__cause__ is None
    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "shpat_" not in shown
    assert b"shpat_" not in pickle.dumps(error)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = both(f"http://127.0.0.1:{port}")
    assert isinstance(error, Unreachable)
    assert error.code == "not_connected"


def test_no_such_host() -> None:
    def lookup(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lookup)
        with Client("shop.invalid", TOKEN) as client, pytest.raises(Unreachable) as caught:
            create(client)
    hidden(caught.value)


def test_no_tls(servers: list[Server]) -> None:
    """TLS fails before the request is sent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(b"this is not TLS")
            connection.close()

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    error = both(f"https://127.0.0.1:{listener.getsockname()[1]}")
    thread.join(5)
    listener.close()
    assert isinstance(error, Unreachable)


def test_time_out_after_sending(servers: list[Server]) -> None:
    servers.append(Server(b"", end="hang"))
    error = both(servers[0].url, timeout=0.2)
    assert isinstance(error, OutcomeUnknown)
    assert error.code == "timed_out"
    # Sent once by each client, and never again.
    assert len(servers[0].requests) == 2


@pytest.mark.parametrize(
    ("answer", "end", "code"),
    [
        (b"", "close", "connection_lost"),
        (b"", "reset", "connection_lost"),
        (GOOD[:-30], "close", "connection_lost"),
        (GOOD[:-30], "reset", "connection_lost"),
        (GOOD[:20], "close", "connection_lost"),
        (GOOD[:-30], "hang", "timed_out"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "close", "connection_lost"),
        (GOOD.replace(b"Content-Type", b"Content-Encoding: gzip\r\nX"), "close", "broken_answer"),
    ],
)
def test_half_an_answer(servers: list[Server], answer: bytes, end: str, code: str) -> None:
    servers.append(Server(answer, end=end))
    error = both(servers[0].url, timeout=0.3)
    assert isinstance(error, OutcomeUnknown)
    assert error.code == code
    assert len(servers[0].requests) == 2


def test_a_redirect_is_not_followed(servers: list[Server]) -> None:
    """Following it would hand the token to another host."""
    elsewhere = Server(GOOD)
    servers.append(elsewhere)
    moved = f"HTTP/1.1 307 Moved\r\nLocation: {elsewhere.url}/x\r\nContent-Length: 0\r\n\r\n".encode()
    servers.append(Server(moved))
    error = both(servers[1].url)
    assert isinstance(error, Refused)
    assert error.code == "redirected"
    assert elsewhere.url in str(error)
    assert elsewhere.requests == []


def test_a_good_answer(servers: list[Server]) -> None:
    servers.append(Server(GOOD))
    with Client(servers[0].url, TOKEN, api="rest") as client:
        assert create(client).id == 5
    (request,) = servers[0].requests
    head = request.split(b"\r\n\r\n")[0].lower()
    assert request.startswith(b"POST /admin/api/2026-10/fulfillments.json HTTP/1.1\r\n")
    assert b"x-shopify-access-token: " + TOKEN.encode() in head
    assert b"content-type: application/json" in head


def test_the_token_is_in_no_log(servers: list[Server], caplog: pytest.LogCaptureFixture) -> None:
    """Ours, httpx2's and httpcore2's, at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    noisy = GOOD.replace(
        b"Content-Type", b"X-Shopify-API-Version: 2026-01\r\nX-Shopify-API-Deprecated-Reason: old\r\nX"
    )
    servers += [Server(noisy), Server(b"", end="reset")]
    with Client(servers[0].url, TOKEN, api="rest") as client:
        create(client)
        create(client)
    with Client(servers[1].url, TOKEN, sleep=lambda _: None, retries=2) as client, pytest.raises(OutcomeUnknown):
        client.cancel(5)
    logged = "\n".join(record.getMessage() + repr(record.__dict__) for record in caplog.records)
    assert "shpat_" not in logged
    assert {"httpx2", "httpcore2.http11", "tracking.shopify"} <= {record.name for record in caplog.records}
    ours = [record.getMessage() for record in caplog.records if record.name == "tracking.shopify"]
    # Each thing is noted once, each retry is told.
    assert sum("answers as version 2026-01, 2026-10 was asked for" in text for text in ours) == 1
    assert sum("POST /fulfillments.json is deprecated: old" in text for text in ours) == 1
    assert sum("fulfillmentCancel: connection_lost" in text for text in ours) == 2


def test_the_token_is_in_no_repr() -> None:
    client, other = Client("s.myshopify.com", TOKEN), AsyncClient("s.myshopify.com", TOKEN, api="rest")
    assert repr(client) == "<Client https://s.myshopify.com 2026-10 graphql>"
    assert repr(other) == "<AsyncClient https://s.myshopify.com 2026-10 rest>"
    for one in (client, other):
        seen: set[int] = set()
        values: list[Any] = [one]
        while values:
            value = values.pop()
            if id(value) not in seen:
                seen.add(id(value))
                assert "shpat_" not in repr(value)
                values += getattr(value, "__dict__", {}).values()
    client.close()
    asyncio.run(other.aclose())


def test_a_token_that_the_shop_repeats_is_hidden() -> None:
    class Echo:
        def send(self, request: Request) -> Response:
            words = [f"no such token: {request.headers['X-Shopify-Access-Token']}"]
            return Response(422, {}, msgspec.json.encode({"errors": words}))

    with pytest.raises(Refused, match=r"no such token: \*\*\*") as caught:
        create(Client("s.myshopify.com", TOKEN, api="rest", transport=Echo()))
    hidden(caught.value)


def test_a_short_token_spoils_no_answer() -> None:
    class Plain:
        def send(self, request: Request) -> Response:
            return Response(201, {}, BODY)

    assert create(Client("s.myshopify.com", "success", api="rest", transport=Plain())).status == "success"


def test_transports_of_httpx2() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(201, content=BODY, headers={"X-Request-Id": "r-1"})

    mock = httpx2.MockTransport(answer)
    with Client("s.myshopify.com", TOKEN, api="rest", transport=mock) as client:
        assert create(client).id == 5
    with httpx2.Client(transport=mock) as own:
        with Client("s.myshopify.com", TOKEN, api="rest", transport=own, timeout=7) as client:
            create(client)
        # What was given stays open.
        assert not own.is_closed

    async def awaited() -> None:
        async with (
            httpx2.AsyncClient(transport=mock) as own,
            AsyncClient("s.myshopify.com", TOKEN, api="rest", transport=own, timeout=7) as client,
        ):
            await client.create(CreateFulfillment(lines={1: ()}))

    asyncio.run(awaited())
    assert len(seen) == 3
    # A time limit for each step, always.
    assert [request.extensions["timeout"] for request in seen] == [
        dict.fromkeys(("connect", "read", "write", "pool"), seconds) for seconds in (30.0, 7, 7)
    ]
    response = HttpxTransport(httpx2.Client(transport=mock), 1.0).send(Request(method="GET", url="https://s/x"))
    assert response.request_id == "r-1"


def test_threads_share_a_client() -> None:
    active, most, lock = 0, 0, threading.Lock()
    barrier = threading.Barrier(4, timeout=10)

    class Counting:
        def send(self, request: Request) -> Response:
            nonlocal active, most
            with lock:
                active += 1
                most = max(most, active)
            barrier.wait()
            with lock:
                active -= 1
            return Response(201, {}, BODY)

    client = Client("s.myshopify.com", TOKEN, api="rest", transport=Counting())
    threads = [threading.Thread(target=create, args=(client,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 4


def test_both_clients_have_the_same_names() -> None:
    def names(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")} - {"close", "aclose"}

    assert names(Client) == names(AsyncClient)
    for name in names(Client) - {"name", "numbers_per_fulfillment"}:
        ours, theirs = inspect.signature(getattr(Client, name)), inspect.signature(getattr(AsyncClient, name))
        assert list(ours.parameters.values()) == list(theirs.parameters.values())
        assert getattr(Client, name).__doc__


def test_the_package_binds_its_names_late() -> None:
    assert set(tracking.shopify.__all__) == {"AsyncClient", "Client", "Limiter", "MemoryBucket"}
    for name in tracking.shopify.__all__:
        assert getattr(tracking.shopify, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing"):
        _ = tracking.shopify.nothing


def test_without_httpx2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("client", "transport"):
        monkeypatch.delitem(sys.modules, f"tracking.shopify.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(ImportError, match=r"carrier-tracking\[http\]"):
        _ = tracking.shopify.Client
