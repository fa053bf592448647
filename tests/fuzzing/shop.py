"""Requests to the local shop, webhooks to an app, and answers to the client."""

from __future__ import annotations

import asyncio
from functools import cache, partial
from typing import Any

import msgspec
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzzing.target import Target
from tracking.errors import InvalidWebhook, ShopError
from tracking.fulfillment.values import CreateFulfillment, TrackingInfo
from tracking.server.rest import ROUTES
from tracking.server.serving import Settings, assemble, open_shop
from tracking.shopify import AsyncClient, Client
from tracking.shopify.messages import Request, Response
from tracking.shopify.signatures import SIGNATURE, signature
from tracking.shopify.webhooks import decode

__all__ = ["TARGETS"]

TOKEN = "shpat_fuzz_8d1f"
_IDS = ("450789469", "450789471", "1046000901", "1069019870", "1", "0", "-1", "9" * 30, "x", "%00", "a%2Fb", "١")
_WORDS = (
    "fulfillment", "fulfillments", "fulfillment_order", "line_items_by_fulfillment_order", "fulfillment_order_id", "id",
    "fulfillment_order_line_items", "quantity", "tracking_info", "number", "url", "company", "notify_customer", "event",
    "status", "errors", "error", "data", "extensions", "cost", "throttleStatus", "userErrors", "message", "field",
    "code", "order", "nodes", "pageInfo", "hasNextPage", "endCursor", "order_id", "line_items", "created_at",
    "tracking_numbers", "tracking_urls", "fulfillmentCreate", "fulfillmentCancel", "fulfillmentOrders", "order_name",
)  # fmt: skip
_PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**65), 2**65), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12), st.sampled_from(["", "\0", "success", "gid://shopify/Order/1", "2025-10-01T25:00:00Z", TOKEN, 1046000901, 1069019870]),
)  # fmt: skip
_JSON = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=4),
    max_leaves=10,
)
_BODIES = st.one_of(
    _JSON.map(lambda value: msgspec.json.encode(value) if _fits(value) else b"{}"),
    st.binary(max_size=30),
    st.sampled_from([b"", b"[" * 3000, b'{"a":' * 3000, b"{", b"null", b"\xff\xfe", b'"' + b"x" * 5000 + b'"']),
)


def _fits(value: Any) -> bool:
    try:
        msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


@cache
def _shop(target: str) -> TestClient:
    """A shop for each target: pytest closes after a test what was opened in it."""
    settings = Settings(
        database="sqlite://", demo=True, rate_limit=False, tokens={TOKEN: None}, allowed_hosts=["shop.test"]
    )
    app = assemble(open_shop(settings), settings)
    return TestClient(app, base_url="http://shop.test", raise_server_exceptions=False)


_HEADERS = st.dictionaries(
    st.sampled_from(["Host", "Origin", "Sec-Fetch-Site", "Content-Type", "Authorization", "Accept", "X-Forwarded-Host"]),
    st.one_of(
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=15),
        st.sampled_from(["evil.example", "http://evil.example", "null", "cross-site", "text/plain", "localhost:1", "shop.test", "Basic eDp4"]),
    ),
    max_size=3,
)  # fmt: skip


@st.composite
def rest_calls(draw: st.DrawFn) -> tuple[str, str, dict[str, str], bytes]:
    """A method, a path, headers, and a body."""
    method, path, _ = draw(st.sampled_from(ROUTES))
    while "{" in path:
        path = path[: path.index("{")] + draw(st.sampled_from(_IDS)) + path[path.index("}") + 1 :]
    query = draw(st.sampled_from(["", "", "?limit=1", "?limit=-1", "?page_info=x", "?since_id=" + "9" * 30, "?fields=%00", "?ids=a,b"]))  # fmt: skip
    version = draw(st.sampled_from(["2025-10", "2024-01", "unstable", "x"]))
    prefix = draw(st.sampled_from(["/admin/api/" + version] * 8 + ["", "/admin", "/admin/api"]))
    return method, prefix + path + query, draw(_HEADERS), draw(_BODIES)


@st.composite
def graphql_calls(draw: st.DrawFn) -> tuple[str, str, dict[str, str], bytes]:
    """A query that is nearly one."""
    pieces = st.sampled_from(
        ["{", "}", "(", ")", ":", "...", "$a", "!", "[", "]", "@include(if: true)", '"gid://shopify/Order/450789469"', "1", "-1", "1e999",
         "query", "mutation", "fragment F on Order", "...F", "order(id: \"gid://shopify/Order/450789469\")", "fulfillmentOrders(first: 5)", "nodes",
         "id", "name", "__typename", "__schema", "shop", "fulfillmentCancel(id: \"gid://shopify/Fulfillment/1\")", "userErrors", "message", '"\\u0000"', "\ufeff"]
    )  # fmt: skip
    text = " ".join(draw(st.lists(pieces, max_size=25)))
    if draw(st.booleans()):
        text = f"{{ order(id: {draw(st.sampled_from(_IDS[:8]))}) {{ {text} }} }}"
    body = {
        "query": text,
        "variables": draw(st.one_of(st.none(), _JSON)),
        "operationName": draw(st.sampled_from([None, "", "A"])),
    }
    encoded = msgspec.json.encode(body) if _fits(body) else b"{}"
    return "POST", "/admin/api/2025-10/graphql.json", {}, draw(st.one_of(st.just(encoded), _BODIES))


def served(target: str, call: tuple[str, str, dict[str, str], bytes]) -> None:
    """One request to the shop."""
    method, path, headers, body = call
    answer = _shop(target).request(
        method, path, content=body, headers={"X-Shopify-Access-Token": TOKEN, **headers}, follow_redirects=False
    )
    assert answer.status_code < 500 or (answer.status_code == 501 and "Not implemented" in answer.text), answer.text
    host = headers.get("Host", "shop.test")
    assert "evil" not in host or answer.status_code in (400, 421)
    assert "evil" not in headers.get("Origin", "") or method == "GET" or answer.status_code >= 400
    assert "evil.example" not in answer.headers.get("Link", "")
    assert "Traceback" not in answer.text
    if answer.headers.get("Content-Type", "").startswith("application/json") and answer.content:
        msgspec.json.decode(answer.content)


@st.composite
def webhooks(draw: st.DrawFn) -> tuple[dict[str, str], bytes]:
    """Headers, mostly signed, and a body."""
    body = draw(_BODIES)
    headers = {
        "X-Shopify-Topic": draw(
            st.sampled_from(["fulfillments/create", "fulfillments/update", "orders/paid", "\0", ""])
        )
    }
    headers[SIGNATURE] = draw(st.sampled_from([signature(body, "s")] * 5 + ["", "x", "é", "=" * 44]))
    for name in ("X-Shopify-Shop-Domain", "X-Shopify-Webhook-Id", "X-Shopify-API-Version", "X-Shopify-Triggered-At"):
        if draw(st.booleans()):
            headers[name] = draw(st.text(max_size=12))
    return headers, body


def received(given: tuple[dict[str, str], bytes]) -> None:
    """One webhook to an app."""
    headers, body = given
    try:
        decode(headers, body, "s")
    except InvalidWebhook:
        return
    assert headers[SIGNATURE] == signature(body, "s")


_ANSWERS = st.tuples(
    st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 406, 422, 423, 429, 430, 500, 503, 100, 999]),
    st.dictionaries(
        st.sampled_from(["retry-after", "x-shopify-shop-api-call-limit", "link", "content-type", "x-request-id", "location"]),
        st.one_of(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
                  st.sampled_from(["-1", "nan", "inf", "1e308", "39/40", "40/0", "-5/40", "9" * 400, "<http://evil/?page_info=a>; rel=next", TOKEN])),
        max_size=4,
    ),
    _BODIES,
    st.sampled_from(["rest", "graphql"]),
    st.sampled_from(["create", "fulfillment", "fulfillments", "fulfillment_orders", "update_tracking", "cancel", "create_event", "events"]),
)  # fmt: skip
_GIVEN: dict[str, tuple[Any, ...]] = {
    "create": (CreateFulfillment(lines={1: ()}),),
    "fulfillment": (7, 5),
    "fulfillments": (7,),
    "fulfillment_orders": (7,),
    "update_tracking": (5, TrackingInfo(numbers=("1Z",))),
    "cancel": (5,),
    "create_event": (7, 5, "in_transit"),
    "events": (7, 5),
}


class _Far:
    """Gives one answer, for ever."""

    def __init__(self, answer: Response) -> None:
        self._answer = answer

    def send(self, request: Request) -> Response:
        return self._answer


class _AwaitedFar(_Far):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        return self._answer


async def _at_once(seconds: float) -> None:
    assert 0 <= seconds < 3600


def _told(error: ShopError) -> str:
    assert TOKEN not in str(error) + repr(error)
    return error.code


def answered(given: tuple[int, dict[str, str], bytes, Any, str]) -> None:
    """One answer to both clients."""
    status, headers, body, api, method = given
    answer = Response(status, headers, body)
    said: list[str | None] = []

    def sleep(seconds: float) -> None:
        assert 0 <= seconds < 3600

    with Client("s.example", TOKEN, api=api, transport=_Far(answer), retries=1, sleep=sleep) as client:
        try:
            found = getattr(client, method)(*_GIVEN[method])
            said.append(None if method != "fulfillments" else str(len(list(found))))
        except ShopError as error:
            said.append(_told(error))

    async def awaited() -> None:
        async with AsyncClient(
            "s.example", TOKEN, api=api, transport=_AwaitedFar(answer), retries=1, sleep=_at_once
        ) as client:
            try:
                if method == "fulfillments":
                    said.append(str(len([one async for one in client.fulfillments(*_GIVEN[method])])))
                else:
                    await getattr(client, method)(*_GIVEN[method])
                    said.append(None)
            except ShopError as error:
                said.append(_told(error))

    asyncio.run(awaited())
    assert said[0] == said[1], "both clients say the same"


TARGETS = (
    Target(
        "shop: REST",
        "No request is a 500, and none that was not meant for the shop is answered.",
        rest_calls(),
        partial(served, "REST"),
    ),
    Target("shop: GraphQL", "No query is a 500.", graphql_calls(), partial(served, "GraphQL")),
    Target("client: webhooks", "What is not signed, or is no fulfillment, is InvalidWebhook.", webhooks(), received),
    Target(
        "client: answers",
        "Every answer is a value or a ShopError without the token, to both clients.",
        _ANSWERS,
        answered,
    ),
)
