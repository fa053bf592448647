"""The network: what each way of failing means, and that no error or log holds the token."""

from __future__ import annotations

import asyncio
import logging
import pickle
import socket
import struct
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from tracking.errors import OutcomeUnknown, Refused, ShopError, Unreachable
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.shopify import AsyncClient, Client

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
            received = request_on(connection)
            if not received:
                connection.close()
                continue
            self.requests.append(received)
            with suppress(OSError):  # a client may have given up
                connection.sendall(self.answer)
            if self.end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if self.end != "hang":
                connection.close()

    def asked(self, times: int) -> bool:
        """Whether so many requests came, and no more; a client that has given up may be ahead of this thread."""
        until = time.monotonic() + 30
        while len(self.requests) < times and time.monotonic() < until:
            time.sleep(0.005)
        return len(self.requests) == times

    def stop(self) -> None:
        # A blocked accept() only wakes when the listener is shut down.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)
        for connection in self.open:
            connection.close()


def request_on(connection: socket.socket) -> bytes:
    """One request with its body; empty if the client gave up before it had sent it."""
    received = b""
    with suppress(OSError):
        while b"\r\n\r\n" not in received or len(received.split(b"\r\n\r\n", 1)[1]) < length_of(received):
            more = connection.recv(65536)
            if not more:
                break
            received += more
        else:
            return received
    return b""


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


def errors(url: str, **more: Any) -> tuple[ShopError, ShopError]:
    """Create with both clients; both fail."""

    async def awaited() -> ShopError:
        async with AsyncClient(url, TOKEN, api="rest", **more) as client:
            with pytest.raises(ShopError) as caught:
                await client.create(CreateFulfillment(lines={1: ()}))
        return caught.value

    with Client(url, TOKEN, api="rest", **more) as client, pytest.raises(ShopError) as caught:
        create(client)
    return caught.value, asyncio.run(awaited())


def alike(found: tuple[ShopError, ShopError]) -> ShopError:
    error, other = found
    assert (type(other), other.code) == (type(error), error.code)
    for each in found:
        hidden(each)
    return error


def both(url: str, **more: Any) -> ShopError:
    """Create with both clients; they fail alike."""
    return alike(errors(url, **more))


def both_wait(servers: list[Server], answer: bytes = b"") -> ShopError:
    """The same with a server that hangs, the last of ``servers`` then; a busy machine may need longer to connect."""
    for timeout in (0.2, 1.0, 5.0):
        servers.append(Server(answer, end="hang"))
        found = errors(servers[-1].url, timeout=timeout)
        if not any(isinstance(error, Unreachable) for error in found):
            break
    return alike(found)


def hidden(error: BaseException) -> None:
    """The token is nowhere in an error: not in its words, its chain, nor what its traceback's frames show."""
    assert error.__context__ is None
    assert error.__cause__ is None
    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "shpat_" not in shown
    assert b"shpat_" not in pickle.dumps(error)


def test_nothing_listens() -> None:
    with socket.socket() as taken:  # so nobody else listens there meanwhile
        taken.bind(("127.0.0.1", 0))
        error = both(f"http://127.0.0.1:{taken.getsockname()[1]}")
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
    error = both_wait(servers)
    assert isinstance(error, OutcomeUnknown)
    assert error.code == "timed_out"
    # Sent once by each client, and never again.
    assert servers[-1].asked(2)


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
    if end == "hang":
        error = both_wait(servers, answer)
    else:
        servers.append(Server(answer, end=end))
        error = both(servers[0].url)
    assert isinstance(error, OutcomeUnknown)
    assert error.code == code
    assert servers[-1].asked(2)


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
    # The server answers once a connection: without the word "close", a second request can meet its end and be lost.
    said = b"Connection: close\r\nX-Shopify-API-Version: 2026-01\r\nX-Shopify-API-Deprecated-Reason: old\r\n"
    noisy = GOOD.replace(b"Content-Type", said + b"Content-Type")
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
