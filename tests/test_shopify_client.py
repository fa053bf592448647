"""The clients as objects: transports, threads, names, and a token that does not show itself."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import Any

import httpx2
import msgspec
import pytest

import tracking.shopify
from tracking.errors import Refused
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.shopify import AsyncClient, Client
from tracking.shopify.messages import Endpoint, Request, Response
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


def create(client: Client) -> Any:
    return client.create(CreateFulfillment(lines={1: ()}, tracking=TrackingInfo(numbers=("1Z",))))


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
            return Response(422, {"x-request-id": words[0]}, msgspec.json.encode({"errors": words}))

    with pytest.raises(Refused, match=r"no such token: \*\*\*") as caught:
        create(Client("s.myshopify.com", TOKEN, api="rest", transport=Echo()))
    assert "shpat_" not in repr(caught.value)
    assert "shpat_" not in str(caught.value)


def test_the_token_is_in_no_pretty_print() -> None:
    request = Endpoint("s.myshopify.com").rest("GET", "/x.json").sent_with(TOKEN)
    assert "shpat_" not in repr(request.__rich_repr__())


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
    barrier = threading.Barrier(4, timeout=60)

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
        thread.join(60)
    assert most == 4


def test_both_clients_have_the_same_names() -> None:
    def names(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")} - {"close", "aclose"}

    assert names(Client) == names(AsyncClient)
    for name in names(Client) - {"name", "numbers_per_fulfillment"}:
        ours, theirs = inspect.signature(getattr(Client, name)), inspect.signature(getattr(AsyncClient, name))
        assert list(ours.parameters.values()) == list(theirs.parameters.values())
        assert getattr(Client, name).__doc__


def test_help_says_what_a_call_returns() -> None:
    for kind in (Client, AsyncClient):
        for name, value in (("create", "Fulfillment"), ("find_order", "int | None"), ("order_view", "View")):
            assert inspect.signature(getattr(kind, name)).return_annotation == value
        assert "return the new fulfillment" in (kind.create.__doc__ or "")
        assert not [name for name in dir(kind) if "Call[" in str(getattr(getattr(kind, name), "__signature__", ""))]


def test_the_package_binds_its_names_late() -> None:
    assert set(tracking.shopify.__all__) == {
        *("AccessToken", "AsyncClient", "Client", "ClientCredentials", "Limiter", "MemoryBucket")
    }
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


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("retries", [-1, 1.5, None])
def test_retries_are_a_whole_number(kind: Any, retries: Any) -> None:
    with pytest.raises(ValueError, match="retries="):
        kind("s.myshopify.com", TOKEN, retries=retries)


@pytest.mark.parametrize("token", [5, None, b"shpat"])
def test_a_token_is_text(token: Any) -> None:
    with pytest.raises(TypeError, match="token: expected text, found") as caught:
        Client("s.myshopify.com", token)
    assert "shpat'" not in str(caught.value)
