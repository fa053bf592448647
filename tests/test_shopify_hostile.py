"""A far side that drips, floods, packs and nests: every call ends in time, with an error of ours, in little memory."""

from __future__ import annotations

import asyncio
import gzip
import resource
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx2
import msgspec
import pytest

from tests.test_shopify_transport import BODY, GOOD, TOKEN, request_on
from tracking.errors import OutcomeUnknown, ShopError, Unreachable
from tracking.fulfillment.values import CreateFulfillment
from tracking.shopify import AsyncClient, Client
from tracking.shopify.transport import LARGEST_ANSWER, STEPS

TIMEOUT = 0.08
LASTS, BUSY = 60, 30
"""Seconds that an attack lasts, and that a busy machine may be late: who has no deadline waits for the attack's end."""
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
Attack = Callable[[socket.socket], None]


class Hostile:
    """Reads one request a connection, and then attacks until the other side has had enough, or for a minute."""

    def __init__(self, attack: Attack) -> None:
        self.attack = attack
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self.serve, daemon=True)]
        self.threads[0].start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                thread = threading.Thread(target=self.answer, args=(connection,), daemon=True)
                self.threads.append(thread)
                thread.start()

    def answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(BUSY)
            if request_on(connection):
                self.attack(connection)

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def hostile() -> Iterator[Callable[[Attack], Hostile]]:
    made: list[Hostile] = []

    def start(attack: Attack) -> Hostile:
        made.append(Hostile(attack))
        return made[-1]

    yield start
    for one in made:
        one.stop()


def unverified(awaited: bool = False) -> Any:
    """A transport that reads no certificates, which takes longer than a call."""
    return httpx2.AsyncHTTPTransport(verify=False) if awaited else httpx2.HTTPTransport(verify=False)


def create(client: Client) -> Any:
    return client.create(CreateFulfillment(lines={1: ()}))


def both(url: str, timeout: float = TIMEOUT) -> list[Any]:
    """Call with both clients; what came of it, each in time."""

    async def awaited() -> Any:
        async with AsyncClient(url, TOKEN, api="rest", timeout=timeout, transport=unverified(True)) as client:
            return await client.create(CreateFulfillment(lines={1: ()}))

    def blocking() -> Any:
        with Client(url, TOKEN, api="rest", timeout=timeout, transport=unverified()) as client:
            return create(client)

    ended: list[Any] = []
    for call in (blocking, lambda: asyncio.run(awaited())):
        began = time.monotonic()
        try:
            ended.append(call())
        except ShopError as error:
            ended.append(error)
        assert time.monotonic() - began < STEPS * timeout + BUSY
    return ended


def drip(*pieces: bytes, every: float = 0.03, forever: bytes = b"") -> Attack:
    def attack(connection: socket.socket) -> None:
        until = time.monotonic() + LASTS
        for piece in pieces:
            for at in range(len(piece)):
                connection.sendall(piece[at : at + 1])
                time.sleep(every)
        while forever and time.monotonic() < until:
            connection.sendall(forever)
            time.sleep(every)

    return attack


def flood(start: bytes, again: bytes) -> Attack:
    def attack(connection: socket.socket) -> None:
        until = time.monotonic() + LASTS
        connection.sendall(start)
        while time.monotonic() < until:
            connection.sendall(again)

    return attack


DRIPS: dict[str, Attack] = {
    "status line": drip(HEAD * 40),
    "one header": drip(HEAD + b"X: ", forever=b"a"),
    "many headers": drip(HEAD + b"".join(b"X-%d: %s\r\n" % (at, b"1" * 30) for at in range(99))),
    "a header line now and then": drip(every=0.1, forever=HEAD),
    "100 Continue now and then": drip(every=0.1, forever=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "100 Continue as fast as it goes": flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "103 with headers": flood(b"", (b"HTTP/1.1 103 Early Hints\r\n" + b"X: %s\r\n" % (b"a" * 1000) + b"\r\n") * 50),
    "body with a length": drip(HEAD + b"Content-Length: 100000\r\n\r\n", every=0, forever=b" "),
    "body in chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", every=0.001, forever=b"1\r\n \r\n"),
    "a chunk's extension": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;x=", every=0.001, forever=b"a"),
    "trailers": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", every=0.001, forever=b"X: a\r\n"),
    "body to the end": drip(HEAD + b"\r\n", every=0.001, forever=b" "),
    "packed, and nothing comes out": drip(
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + b"\x1f\x8b\x08\x08\0\0\0\0\0\0", every=0.001, forever=b"a"
    ),
}


@pytest.mark.parametrize("name", DRIPS)
def test_what_drips_ends_at_the_deadline(hostile: Callable[[Attack], Hostile], name: str) -> None:
    url, ended = hostile(DRIPS[name]).url, list[Any]()
    for timeout in (TIMEOUT, 4 * TIMEOUT, 16 * TIMEOUT, 64 * TIMEOUT):
        ended = both(url, timeout)
        if not any(isinstance(error, Unreachable) for error in ended):
            break  # a busy machine may not even connect in so short a time
    for error in ended:
        assert isinstance(error, OutcomeUnknown)
        assert error.code in ("timed_out", "connection_lost", "broken_answer")


def test_a_connection_kept_alive_is_bounded_as_well(hostile: Callable[[Attack], Hostile]) -> None:
    """The first call opens it, the second one uses it."""

    def attack(connection: socket.socket) -> None:
        connection.sendall(GOOD)
        connection.recv(65536)
        drip(HEAD + b"X: ", forever=b"a")(connection)

    server = hostile(attack)
    for timeout in (0.25, 1.0, 4.0):
        with Client(server.url, TOKEN, api="rest", timeout=timeout) as client:
            try:
                first = create(client)
            except ShopError:
                if timeout == 4.0:
                    raise
                continue  # a busy machine may need longer for the first call
            began = time.monotonic()
            with pytest.raises(OutcomeUnknown):
                create(client)
            assert time.monotonic() - began < STEPS * timeout + BUSY
            break
    assert first.id == 5


def test_no_cookie_is_kept(hostile: Callable[[Attack], Hostile]) -> None:
    """One that cannot be sent again would end every later call, and one with the token in it would go back."""
    cookie = b"Content-Type: x\r\nSet-Cookie: a=b\xb7c\r\nSet-Cookie: t=" + TOKEN.encode()
    seen: list[bytes] = []

    def attack(connection: socket.socket) -> None:
        for _ in range(3):
            connection.sendall(GOOD.replace(b"Content-Type: application/json", cookie))
            seen.append(connection.recv(65536))

    server = hostile(attack)
    with Client(server.url, TOKEN, api="rest") as client:
        assert [create(client).id for _ in range(3)] == [5, 5, 5]
    assert any(seen)
    assert b"cookie:" not in b"".join(seen).lower()

    async def awaited() -> list[int]:
        async with AsyncClient(server.url, TOKEN, api="rest") as client:
            return [(await client.create(CreateFulfillment(lines={1: ()}))).id for _ in range(3)]

    assert asyncio.run(awaited()) == [5, 5, 5]


def test_a_slow_answer_within_the_deadline_is_an_answer(hostile: Callable[[Attack], Hostile]) -> None:
    made = both(hostile(drip(GOOD, every=0.0005)).url, timeout=30)
    assert [one.id for one in made] == [5, 5]


def test_nothing_reads_the_request() -> None:
    """A connection that is made and never looked at."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as listener:
        for error in both(f"http://127.0.0.1:{listener.getsockname()[1]}"):
            assert isinstance(error, OutcomeUnknown | Unreachable)


def packed(size: int, encoding: str) -> bytes:
    """So many blanks, packed."""
    wbits = {"gzip": 31, "deflate": 15}[encoding]
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    blanks = b" " * (1 << 20)
    return b"".join([packer.compress(blanks) for _ in range(size >> 20)]) + packer.flush()


def answer(body: bytes, *headers: bytes) -> Attack:
    head = HEAD + b"".join(line + b"\r\n" for line in headers) + b"Content-Length: %d\r\n\r\n" % len(body)
    return lambda connection: connection.sendall(head + body)


@pytest.mark.parametrize(("encoding", "layers"), [("gzip", 1), ("deflate", 1), ("gzip", 2), ("deflate", 4)])
def test_a_bomb_is_not_unpacked(hostile: Callable[[Attack], Hostile], encoding: str, layers: int) -> None:
    body = packed(1 << 27, encoding)
    for _ in range(layers - 1):
        body = gzip.compress(body)
    encodings = b", ".join([encoding.encode(), *[b"gzip"] * (layers - 1)])
    server = hostile(answer(body, b"Content-Encoding: " + encodings))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for error in both(server.url, timeout=30):
        assert isinstance(error, OutcomeUnknown)
        assert error.code == "broken_answer"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024, "KiB"


def test_an_answer_as_large_as_may_be_and_a_byte_larger(hostile: Callable[[Attack], Hostile]) -> None:
    for size, kind in ((LARGEST_ANSWER, None), (LARGEST_ANSWER + 1, OutcomeUnknown)):
        body = BODY + b" " * (size - len(BODY))
        server = hostile(answer(body))
        with Client(server.url, TOKEN, api="rest", timeout=60, transport=unverified()) as client:
            if kind is None:
                assert create(client).id == 5
            else:
                with pytest.raises(OutcomeUnknown, match="32 MiB"):
                    create(client)


def test_a_length_that_lies(hostile: Callable[[Attack], Hostile]) -> None:
    lie = HEAD + b"Content-Length: 99999999999999\r\n\r\n"
    for error in both(hostile(flood(lie, b" " * 65536)).url, timeout=3.0):
        assert isinstance(error, OutcomeUnknown)


def deep(levels: int, start: bytes = b"[", end: bytes = b"]") -> bytes:
    return start * levels + end * levels


@pytest.mark.parametrize("api", ["rest", "graphql"])
@pytest.mark.parametrize("levels", [100, 980, 20_000])
@pytest.mark.parametrize("status", [200, 422, 500])
def test_deeply_nested_answers_are_errors_of_ours(api: Any, levels: int, status: int) -> None:
    from tracking.shopify.messages import Request, Response

    nests = [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"message":', b"}]")]
    places = [
        b"%s", b'{"errors":%s}', b'{"error":%s}', b'{"data":%s}', b'{"data":{"a":%s}}', b'{"fulfillment":%s}',
        b'{"fulfillment":{"id":%s}}', b'{"data":{"fulfillmentCancel":{"userErrors":%s}}}',
        b'{"data":{"fulfillmentCancel":{"fulfillment":{"id":%s}}}}', b'{"data":{},"extensions":{"cost":%s}}',
        b'{"data":{},"errors":[{"message":"x","extensions":{"code":%s},"path":%s}]}',
        b'{"errors":[{"message":%s,"field":%s}]}',
    ]  # fmt: skip
    for opened, closed in nests:
        for place in places:
            body = place.replace(b"%s", deep(levels, opened, b"1" + closed).replace(b"1" + closed, closed))

            class Far:
                def send(self, request: Request, body: bytes = body) -> Response:
                    return Response(status, {}, body)

            client = Client("s.myshopify.com", TOKEN, api=api, transport=Far(), retries=0, sleep=lambda _: None)
            for method, ids in (("cancel", (5,)), ("fulfillment", (7, 5))):
                with pytest.raises(ShopError) as caught:
                    getattr(client, method)(*ids)
                assert len(str(caught.value)) < 200_000


@pytest.mark.parametrize("api", ["rest", "graphql"])
def test_huge_errors_are_told_in_few_words(api: Any) -> None:
    from tracking.shopify.messages import Request, Response

    bodies = [
        msgspec.json.encode({"errors": ["x" * 100] * 10_000}),
        msgspec.json.encode({"errors": {f"field{at}": ["wrong"] for at in range(10_000)}}),
        msgspec.json.encode({"errors": "y" * 1_000_000}),
        msgspec.json.encode({"errors": [{"message": "z" * 1_000_000, "field": ["f"] * 10_000}]}),
        msgspec.json.encode({"data": {f"a{at}": {"userErrors": [{"message": "w"}] * 10} for at in range(1_000)}}),
    ]
    for body in bodies:

        class Far:
            def send(self, request: Request, body: bytes = body) -> Response:
                return Response(422, {"x-request-id": "r" * 60_000}, body)

        with pytest.raises(ShopError) as caught:
            Client("s.myshopify.com", TOKEN, api=api, transport=Far(), retries=0).cancel(5)
        assert len(str(caught.value)) < 200_000


# Paging


def page(cursor: Any) -> dict[str, Any]:
    return {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": cursor}}


class Pages:
    """Gives page after page."""

    def __init__(self, cursors: Callable[[int], Any]) -> None:
        self.cursors, self.calls = cursors, 0

    def send(self, request: Any) -> Any:
        from tests.test_shopify_graphql import fulfillment, fulfillment_order
        from tracking.shopify.messages import Response

        self.calls += 1
        assert self.calls < 5_000
        cursor = self.cursors(self.calls)
        if request.family == "rest":
            link = f'<https://s/x?page_info={cursor}>; rel="next"'
            return Response(200, {"link": link}, b'{"fulfillments":[]}')
        data = {
            "order": {
                "fulfillmentOrders": {**page(cursor), "nodes": [fulfillment_order(1)]},
                "fulfillments": [fulfillment(1, page("a"))],
            },
            "fulfillmentOrder": {"fulfillments": page(cursor), "lineItems": page(cursor)},
            "fulfillment": {"events": page(cursor), "fulfillmentLineItems": page(cursor)},
        }
        return Response(200, {}, msgspec.json.encode({"data": data}))


CURSORS: dict[str, Callable[[int], Any]] = {
    "the same": lambda count: "a",
    "two in turn": lambda count: "ab"[count % 2],
    "back to the first": lambda count: str(count % 50),
    "ever new ones": str,
    "none": lambda count: None,
    "a number": lambda count: 5,
    "empty": lambda count: "",
}
LISTINGS: dict[str, tuple[str, Callable[[Client], Any]]] = {
    "fulfillments": ("rest", lambda client: list(client.fulfillments(7))),
    "fulfillment orders": ("graphql", lambda client: client.fulfillment_orders(7)),
    "fulfillments of": ("graphql", lambda client: client.fulfillments_of(7)),
    "events": ("graphql", lambda client: client.events(7, 5)),
    "lines of fulfillments": ("graphql", lambda client: list(client.fulfillments(7))),
}


@pytest.mark.parametrize("cursors", CURSORS)
@pytest.mark.parametrize("listing", LISTINGS)
def test_paging_ends(listing: str, cursors: str) -> None:
    api, call = LISTINGS[listing]
    if (api, cursors) in (("rest", "none"), ("rest", "a number")):
        return  # a link holds text
    shop = Pages(CURSORS[cursors])
    client = Client("s.myshopify.com", TOKEN, api=api, transport=shop, retries=0, sleep=lambda _: None)  # type: ignore[arg-type]
    with pytest.raises(OutcomeUnknown) as caught:
        call(client)
    assert caught.value.code == "broken_answer"


def test_awaited_paging_ends() -> None:
    class Awaited(Pages):
        async def send(self, request: Any) -> Any:
            return super().send(request)

    async def work() -> None:
        client = AsyncClient("s.myshopify.com", TOKEN, api="rest", transport=Awaited(lambda count: "a"), retries=0)
        async for _ in client.fulfillments(7):
            pass

    with pytest.raises(OutcomeUnknown, match="page"):
        asyncio.run(work())


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ('<https://s/a?x=1,2&page_info=c>; rel="next"', "c"),
        ('<https://s/a?page_info=c>; title="a, b"; rel="next"', "c"),
        ('<https://s/a?page_info=c>; REL="NEXT"', "c"),
        ('<https://s/a?page_info=p>; rel="previous",<https://s/a?page_info=c>;rel=next', "c"),
        ('<https://s/a?page_info=c>; rel="last next"', "c"),
        ('<https://s/a?page_info=c>; rel="nextish"', None),
    ],
)
def test_links_in_any_spelling(link: str, cursor: str | None) -> None:
    """One that is overlooked would end a listing early, and what is not listed counts as not there."""
    from tracking.shopify.messages import Response
    from tracking.shopify.rest import next_page

    assert next_page(Response(200, {"link": link}, b"")) == cursor


@pytest.mark.parametrize("piece", ["<", "<>", '<>"', ";rel", '"', "<>;", ";rel=", ", ", "<a>;rel=prev ", " "])
def test_links_of_any_length_are_read_at_once(piece: str) -> None:
    from tracking.shopify.messages import Response
    from tracking.shopify.rest import next_page

    began = time.thread_time()
    assert next_page(Response(200, {"link": piece * (100_000 // len(piece))}, b"")) is None
    assert time.thread_time() - began < 2


def test_a_next_page_without_a_cursor_is_no_end() -> None:
    from tracking.shopify.messages import Request, Response

    class Far:
        def send(self, request: Request) -> Response:
            return Response(200, {"link": '<https://s/a?limit=2>; rel="next"'}, b'{"fulfillments":[]}')

    client = Client("s.myshopify.com", TOKEN, api="rest", transport=Far(), retries=0)
    with pytest.raises(OutcomeUnknown, match="next page"):
        list(client.fulfillments(7))


# Values


BAD_IDS: list[Any] = [True, None, 5.5, -1, 2**63, 10**30, "x", "1.5", "٣", [], {}, "9" * 30]


@pytest.mark.parametrize("value", BAD_IDS, ids=repr)
def test_ids_and_counts_are_whole_numbers_in_bounds(value: Any) -> None:
    from tests.test_shopify_graphql import fulfillment, fulfillment_order, line, order_line
    from tests.test_shopify_transport import FULFILLMENT
    from tracking.shopify import graphql_bodies, rest_bodies

    item = {"id": 1, "quantity": 1, "sku": "a"}
    rest = {**FULFILLMENT, "line_items": [item]}
    order: dict[str, Any] = {
        "id": 1, "order_id": 7, "status": "open", "request_status": "unsubmitted", "supported_actions": ["move"],
        "line_items": [{"id": 1, "line_item_id": 2, "quantity": 3, "fulfillable_quantity": 3}],
    }  # fmt: skip
    assert rest_bodies.fulfillment(rest).lines[0].quantity == 1
    assert rest_bodies.fulfillment_order(order).lines[0].remaining == 3
    cases: list[tuple[Callable[[Any], Any], Any]] = [
        (rest_bodies.fulfillment, {**rest, "id": value}),
        (rest_bodies.fulfillment, {**rest, "order_id": value}),
        (rest_bodies.fulfillment, {**rest, "line_items": [{**item, "id": value}]}),
        (rest_bodies.fulfillment, {**rest, "line_items": [{**item, "quantity": value}]}),
        (rest_bodies.fulfillment_order, {**order, "id": value}),
        (rest_bodies.fulfillment_order, {**order, "line_items": [{**order["line_items"][0], "line_item_id": value}]}),
        (
            rest_bodies.fulfillment_order,
            {**order, "line_items": [{**order["line_items"][0], "fulfillable_quantity": value}]},
        ),
        (graphql_bodies.fulfillment, fulfillment(id=value)),
        (graphql_bodies.fulfillment, fulfillment(order={"id": value})),
        (graphql_bodies.fulfillment_line, {**line(1), "quantity": value}),
        (graphql_bodies.fulfillment_order, {**fulfillment_order(1), "id": value}),
        (graphql_bodies.fulfillment_order_line, {**order_line(1), "remainingQuantity": value}),
        (graphql_bodies.fulfillment_order_line, {**order_line(1), "totalQuantity": value}),
    ]
    for decode, document in cases:
        with pytest.raises((KeyError, TypeError, ValueError)) as caught:
            decode(document)
        assert len(str(caught.value)) < 500


@pytest.mark.parametrize("value", ["text", 5, [None], [["a"]], [{}], {"a": 1}, [True], None], ids=repr)
def test_numbers_and_pages_are_lists_of_text(value: Any) -> None:
    from tests.test_shopify_transport import FULFILLMENT
    from tracking.shopify import rest_bodies

    for field in ("tracking_numbers", "tracking_urls"):
        with pytest.raises((KeyError, TypeError, ValueError)):
            rest_bodies.fulfillment({**FULFILLMENT, field: value})


@pytest.mark.parametrize("value", [5, True, ["a"], {"a": 1}], ids=repr)
def test_text_is_text(value: Any) -> None:
    from tests.test_shopify_graphql import fulfillment, line
    from tests.test_shopify_transport import FULFILLMENT
    from tracking.shopify import graphql_bodies, rest_bodies

    for field in ("tracking_company", "service", "shipment_status", "status", "name"):
        with pytest.raises(TypeError):
            rest_bodies.fulfillment({**FULFILLMENT, field: value})
    entry = {"company": "UPS", "number": "1", "url": "u"}
    for field in entry:
        with pytest.raises(TypeError):
            graphql_bodies.fulfillment(fulfillment(trackingInfo=[{**entry, field: value}]))
    with pytest.raises(TypeError):
        graphql_bodies.fulfillment_line({**line(1), "lineItem": {"id": "1", "sku": value}})
