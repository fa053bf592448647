"""The token appears nowhere, whatever the far side does with it."""

from __future__ import annotations

import asyncio
import copy
import itertools
import logging
import pickle
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from tests.test_shopify_hostile import Attack, Hostile, hostile, unverified  # noqa: F401 - a fixture
from tests.test_shopify_transport import BODY, FULFILLMENT
from tracking.errors import Refused, ShopError
from tracking.fulfillment.values import CreateFulfillment
from tracking.shopify import AsyncClient, Client, Limiter, MemoryBucket
from tracking.shopify.messages import Endpoint, Request, Response
from tracking.shopify.session import Token

LONG = "shpat_0123456789abcdef0123456789abcdef"
SHORT = "s3cr3t99"
TINY = "Zq7"

HEADERS = (
    b"X-Request-Id", b"Location", b"X-Shopify-API-Version", b"X-Shopify-API-Deprecated-Reason", b"Link", b"Retry-After",
    b"X-Shopify-Shop-Api-Call-Limit", b"Content-Type", b"Set-Cookie", b"Server", b"Content-Encoding", b"Date",
)  # fmt: skip


def spelled(token: str) -> dict[str, bytes]:
    escaped = "".join(f"\\u{ord(char):04x}" for char in token)
    mixed = "".join(f"\\u{ord(char):04X}" if at % 2 else char for at, char in enumerate(token))
    percent = "".join(f"%{ord(char):02x}" for char in token)
    return {
        "plain": token.encode(),
        "escaped": escaped.encode(),
        "half escaped": mixed.encode(),
        "percent": percent.encode(),
        "quoted": quote(token).encode(),
    }


def answers(token: str) -> dict[str, bytes]:
    """Answers that repeat the token somewhere."""
    raw = token.encode()
    body = b'{"errors":["no such token: %s"]}'
    head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s"
    found = {
        f"header {name.decode()}, {status.decode()}": head % (status, len(BODY), name + b": " + raw + b"\r\n", BODY)
        for name in HEADERS
        for status in (b"201 Created", b"422 No", b"307 Moved", b"429 Slow", b"500 Oh")
        if status[:1] == b"2" or name in (b"Location", b"X-Request-Id", b"Retry-After")
    }
    found |= {
        f"body {how}": head % (b"422 No", len(body % said), b"", body % said) for how, said in spelled(token).items()
    }
    broken = msgspec.json.encode({"fulfillment": {**FULFILLMENT, "created_at": token}})
    found |= {
        "a value that cannot be read": head % (b"201 Created", len(broken), b"", broken),
        "reason": head % (b"201 " + raw, len(BODY), b"", BODY),
        "reason of an error": head % (b"422 " + raw, 2, b"", b"{}"),
        "status line": b"HTTP/1.1 " + raw + b"\r\n\r\n",
        "no status line": raw + b"\r\n\r\n",
        "header line": b"HTTP/1.1 200 OK\r\n" + raw + b"\r\n\r\n",
        "header name": b"HTTP/1.1 200 OK\r\n" + raw + b"(: x\r\n\r\n",
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + raw + b"\r\n\r\n",
        "transfer encoding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + raw + b"\r\n\r\n",
        "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + raw + b"\r\n",
        "chunk extension": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=" + raw + b"\r\n{}\r\n" + raw,
        "trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + raw + b"\r\n\r\n",
        "early hints": b"HTTP/1.1 103 " + raw + b"\r\nX: " + raw + b"\r\n\r\n" + head % (b"422 No", 2, b"", b"{}"),
        "switching": b"HTTP/1.1 101 " + raw + b"\r\nUpgrade: " + raw + b"\r\n\r\n" + raw,
    }
    return found


def shown(error: BaseException) -> str:
    """Everything that a report of an error may show, but for this module's own frames, which have the token."""
    assert error.__context__ is None
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [repr(frame.locals) for frame in told.stack if frame.filename != __file__]
    assert frames
    return "\n".join([str(error), repr(error), repr(vars(error)), repr(pickle.dumps(error)), *frames])


def test_the_token_is_not_shown_whatever_the_far_side_echoes(
    hostile: Callable[[Attack], Hostile],  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = hostile(lambda connection: connection.sendall(said[0]))
    said = [b""]
    bucket = MemoryBucket(40, 2.0, clock=partial(next, itertools.count(0.0, 1000.0)))
    patient: dict[str, Any] = {"sleep": lambda _: None, "limiter": Limiter(bucket)}
    count = 0
    for token in (LONG, SHORT, TINY):
        for name, said[0] in answers(token).items():
            caplog.clear()

            async def awaited(token: str = token) -> Any:
                async with AsyncClient(
                    server.url, token, api="rest", timeout=3, retries=0, transport=unverified(True)
                ) as client:
                    return await client.create(CreateFulfillment(lines={1: ()}))

            def blocking(token: str = token) -> Any:
                with Client(
                    server.url, token, api="rest", timeout=3, retries=0, transport=unverified(), **patient
                ) as client:
                    return client.create(CreateFulfillment(lines={1: ()}))

            # What waits for the rate limit would do so for real.
            for kind in ("blocking",) if "429" in name else ("blocking", "awaited"):
                try:
                    seen = repr(blocking() if kind == "blocking" else asyncio.run(awaited()))
                except ShopError as error:
                    seen = shown(error)
                count += 1
                assert token not in seen, name
            logged = "\n".join(record.getMessage() + repr(record.__dict__) for record in caplog.records)
            assert token not in logged, name
            assert "httpcore2" in logged
    assert count > 200


@pytest.mark.parametrize("token", [LONG, SHORT])
@pytest.mark.parametrize("how", spelled("t"))
def test_a_token_in_a_value_is_hidden(token: str, how: str) -> None:
    body = BODY.replace(b"#1001.1", b"#" + spelled(token)[how])

    class Echo:
        def send(self, request: Request) -> Response:
            return Response(200, {}, body)

    made = Client("s.myshopify.com", token, api="rest", transport=Echo()).cancel(5)
    assert token not in repr(made)
    if how not in ("percent",):
        assert made.name == "#***"


def test_a_tiny_token_hides_no_words() -> None:
    class Plain:
        def send(self, request: Request) -> Response:
            return Response(422, {}, b'{"errors":["it must not be; t, too"]}')

    with pytest.raises(Refused) as caught:
        Client("s.myshopify.com", "t", api="rest", transport=Plain()).cancel(5)
    assert caught.value.messages == ("it must not be; ***, too",)


def test_tokens_of_strange_characters() -> None:
    for token in ("a'b\"c\\d'e\"f", "[(*+?.)]{}|^$", "a/b=c+d/e=f="):

        class Echo:
            def send(self, request: Request, token: str = token) -> Response:
                return Response(422, {}, msgspec.json.encode({"errors": [token, repr(token)]}))

        with pytest.raises(Refused) as caught:
            Client("s.myshopify.com", token, api="rest", transport=Echo()).cancel(5)
        assert token not in shown(caught.value)
        assert token not in "".join(caught.value.messages)


@pytest.mark.parametrize(
    "piece", [b"\\", b"s", b"shpat_", b"\\u0073", b"%73", b"shpat_0123456789abcdef0123456789abcde", b" "]
)
def test_hiding_takes_a_time_that_grows_with_the_answer(piece: bytes) -> None:
    body = piece * (4_000_000 // len(piece))
    began = time.thread_time()
    assert Token(LONG).hidden(Response(200, {}, body)).body == body
    assert time.thread_time() - began < 4


def test_the_token_is_in_no_pickle() -> None:
    with pytest.raises(TypeError, match="token"):
        pickle.dumps(Token(LONG))
    with pytest.raises(TypeError, match="token"):
        copy.deepcopy(Token(LONG))
    with Client("s.myshopify.com", LONG) as client, pytest.raises(TypeError):
        pickle.dumps(client)
    signed = Token(LONG).signed(Endpoint("s.myshopify.com").rest("POST", "/x.json", {"a": 1}))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        pickled = pickle.dumps(signed, protocol)
        assert LONG.encode() not in pickled
        again = pickle.loads(pickled)
        assert (again.method, again.url, again.body) == (signed.method, signed.url, signed.body)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://shop.localhost", False),
        ("http://[::1]:8000", False),
        ("http://127.9.9.9", False),
        ("https://shop.example", False),
        ("my-shop.myshopify.com", False),
        ("http://shop.example", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.example.com", True),
        ("http://[::ffff:10.0.0.1]", True),
        ("http://0.0.0.0", True),
        ("http://localhost.example", True),
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_plain_http_to_another_machine_is_warned_of(
    kind: Any, url: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    kind(url, LONG)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [("https" in text and "token" in text) for text in told] == [True] * warned
