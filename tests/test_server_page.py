"""The shop's pages: what they show, what their forms do, and who may send them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.seen_page import Seen
from tests.served import here
from tracking.desk.layout import POLICY
from tracking.fulfillment.values import CreateFulfillment, FulfillmentEvent, LineRequest, TrackingInfo
from tracking.server.serving import Settings, assemble
from tracking.server.shop import Shop

HOSTILE = "<script>alert('x')</script>&\"'"
UPS = "1Z001985YW99744790"
TOKEN = "shpat_secret"
ORDER = 450789471
"""#1003: 1046000901 has 3 and 2 units to send, 1046000902 has 1."""
LINES = {"line-1072503601": "3", "line-1072503602": "2"}


@pytest.fixture(scope="module")
def kept() -> Iterator[Shop]:
    with Shop() as shop:
        yield shop


@pytest.fixture(scope="module")
def client(kept: Shop) -> TestClient:
    """One for all tests: compiling the templates takes longer than they do."""
    return here(assemble(kept, Settings(tokens={TOKEN: None}, rate_limit=False)))


@pytest.fixture(autouse=True)
def shop(kept: Shop) -> Shop:
    kept.clear()
    kept.add_demo()
    return kept


def seen(client: TestClient, path: str, **query: str) -> Seen:
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Seen(answer.text)


def send(client: TestClient, action: str, id_: int, *, order: int = ORDER, **fields: str) -> Any:
    """Send a form with a key of the order's page."""
    key = Seen(client.get(f"/orders/{order}").text).fields["key"]
    return client.post(f"/orders/{order}/{action}", data={"key": key, "id": str(id_), **fields})


def fulfil(shop: Shop, order_id: int, line: int, quantity: int, tracking: TrackingInfo) -> int:
    lines = {order_id: (LineRequest(id=line, quantity=quantity),)}
    return shop.create(CreateFulfillment(lines=lines, tracking=tracking)).id


def test_orders_and_one_order(client: TestClient) -> None:
    page = seen(client, "/")
    for word in ("#1001", "#1006", "6 of 6"):
        assert word in page.text
    assert {"/orders/450789469", "/outbox", "/webhooks", "/requests", "/desk/", "/desk/carriers"} <= set(page.links)
    order = seen(client, "/orders/450789469")
    for word in ("1046000810", "Crafty Shoes - Red", "#1001.6", "my-custom-shipping-company", "USPS"):
        assert word in order.text
    assert "http://my-custom-shipping-company.shopifyapps.com/track/789012" in order.links
    assert any(link.startswith("/desk/?number=") for link in order.links)


def test_it_shows_what_was_just_done(shop: Shop, client: TestClient) -> None:
    id_ = fulfil(shop, 1046000901, 1072503601, 2, TrackingInfo(company="UPS", numbers=(UPS,)))
    at = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
    shop.create_event(
        FulfillmentEvent(id=0, fulfillment_id=id_, status="out_for_delivery", message="soon", happened_at=at)
    )
    page = seen(client, "/", order="1003")  # the only one of this name: its own page
    told = "2026-11-21 10:05 UTC: out for delivery, soon"
    for word in ("#1003.1", "1 of 3 units left", UPS, "in progress", told):
        assert word in page.text
    assert any(link.startswith("https://www.ups.com/") and UPS in link for link in page.links)
    shop.cancel(id_)
    assert "cancelled" in seen(client, "/", order="#1003").text


def test_everything_is_escaped(shop: Shop, client: TestClient) -> None:
    info = TrackingInfo(company=HOSTILE, numbers=(HOSTILE,), urls=("https://example.com/?a=1&b=%22",))
    id_ = fulfil(shop, 1046000901, 1072503601, 1, info)
    shop.create_event(FulfillmentEvent(id=0, fulfillment_id=id_, status="delivered", message=HOSTILE))
    answer = client.get(f"/orders/{ORDER}")
    assert HOSTILE not in answer.text
    page = Seen(answer.text)
    # company, number, "explain" beside it, the form's number, the event's message
    assert page.text.count(HOSTILE) == 5
    assert page.tags.count("script") == 1
    assert "https://example.com/?a=1&b=%22" in page.links
    assert seen(client, "/", order=HOSTILE).text.count(HOSTILE) == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://", "http://a b/1", "https://user:password@example.com/", "call us", "data:,x"],
)
def test_only_web_pages_become_links(client: TestClient, url: str) -> None:
    answer = send(client, "create", 1046000901, **LINES, numbers="1\u202e2", urls=url)
    page = Seen(answer.text)
    assert f"{url} (not a link)" in page.text
    assert not [link for link in page.links if link.startswith((url, "javascript", "data"))]


def test_orders_come_by_pages(shop: Shop, client: TestClient) -> None:
    shop.clear()
    shop.add_orders(
        [
            {"id": id_, "name": f"#{id_}", "lines": [{"id": 1000 + id_, "quantity": 1, "location_id": 7}]}
            for id_ in range(1, 61)
        ]
    )
    found: list[str] = []
    link: str | None = "/"
    while link:
        page = seen(client, link)
        orders = [each for each in page.links if each.startswith("/orders/")]
        assert len(orders) <= 25
        found += orders
        link = next((each for each in page.links if each.startswith("/?after=")), None)
    assert found == [f"/orders/{id_}" for id_ in range(1, 61)]


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=" + "9" * 5000, "after=9223372036854775807", "order=" + "y" * 5000]
)
def test_a_senseless_query_shows_a_page(client: TestClient, query: str) -> None:
    assert client.get("/?" + query).status_code == 200


@pytest.mark.parametrize("id_", ["1", "x", "9" * 19, "9" * 5000, "-1"])
def test_an_order_that_is_not_there(client: TestClient, id_: str) -> None:
    answer = client.get(f"/orders/{id_}")
    assert (answer.status_code, "There is no such order" in answer.text) == (404, True)


def test_many_fulfillments_do_not_make_a_long_page(shop: Shop, client: TestClient) -> None:
    for _ in range(22):
        fulfil(shop, 1046000900, 1072503600, 1, TrackingInfo())
    text = seen(client, "/orders/450789470").text
    for word, there in (("#1002.22", True), ("#1002.3 ", True), ("#1002.2 ", False), ("The latest 20", True)):
        assert (word in text) == there, word


# Forms.


def test_a_fulfillment_is_created_changed_and_cancelled(shop: Shop, client: TestClient) -> None:
    made = send(client, "create", 1046000901, **(LINES | {"line-1072503602": "0"}), numbers=f"{UPS}\r\n", company="")
    (one,) = shop.fulfillments(ORDER) or ()
    assert made.url.path == f"/orders/{ORDER}"
    assert [(line.quantity, line.sku) for line in one.lines] == [(3, "crafty_shoes_red")]
    assert one.tracking == shop.fulfillments(ORDER)[0].tracking  # type: ignore[index]
    assert (one.tracking.company, one.tracking.numbers) == ("UPS", (UPS,))
    (link,) = one.tracking.urls
    assert link in Seen(made.text).links
    changed = send(client, "update", one.id, numbers="RR123456785CN\nRR123456785CN", notify_customer="1")
    (now,) = shop.fulfillments(ORDER) or ()
    assert now.tracking.company == "China Post"
    assert set(now.tracking.urls) <= set(Seen(changed.text).links)
    assert link not in Seen(changed.text).links
    assert [message.fulfillment_id for message in shop.messages()] == [one.id]
    assert "RR123456785CN" in seen(client, "/outbox").text
    send(client, "cancel", one.id)
    assert [each.status for each in shop.fulfillments(ORDER) or ()] == ["cancelled"]


def test_a_fulfillment_order_is_held_and_released(shop: Shop, client: TestClient) -> None:
    held = send(client, "hold", 1046000901, reason="incorrect_address", reason_notes=HOSTILE)
    assert "Incorrect address" in Seen(held.text).text
    assert HOSTILE in Seen(held.text).text
    order = shop.fulfillment_order(1046000901)
    assert order is not None
    assert [hold.reason for hold in order.holds] == ["incorrect_address"]
    send(client, "release", 1046000901)
    order = shop.fulfillment_order(1046000901)
    assert order is not None
    assert (order.status, order.holds) == ("open", ())


@pytest.mark.parametrize(
    ("action", "id_", "fields", "said"),
    [
        ("create", 1046000901, {}, "Units must be above 0 for at least one line."),
        ("create", 1046000901, {"line-1072503601": "-1"}, "Units must be a whole number"),
        ("create", 1046000901, {"line-1072503601": "\u0663"}, "Units must be a whole number"),
        ("create", 1046000901, {"line-1072503601": "4"}, "Invalid fulfillment order line item quantity requested."),
        ("create", 1046000901, {"line-x": "1"}, "Fulfillment order line item does not exist."),
        ("hold", 1046000901, {"reason": "no"}, "is not included in the list"),
        ("release", 1046000901, {}, "not in an open state"),
    ],
)
def test_what_is_refused_stands_beside_the_form(
    shop: Shop, client: TestClient, action: str, id_: int, fields: dict[str, str], said: str
) -> None:
    before = shop.fulfillment_orders(ORDER)
    answer = send(client, action, id_, **fields, numbers=HOSTILE)
    assert answer.status_code == 422
    page = Seen(answer.text)
    _, _, behind = answer.text.partition('role="alert"')
    assert said in Seen(f"<p {behind.partition('</p>')[0]}</p>").text
    assert page.text.count(HOSTILE) == (action == "create")
    assert (shop.fulfillment_orders(ORDER), shop.fulfillments(ORDER)) == (before, ())


def test_forms_for_other_things_find_nothing(shop: Shop, client: TestClient) -> None:
    of_another_order = send(client, "create", 1046000810, **LINES)
    assert (of_another_order.status_code, "does not exist" in of_another_order.text) == (404, True)
    assert send(client, "update", 1069019862, numbers="1").status_code == 404
    assert send(client, "cancel", 1069019862).status_code == 404
    assert send(client, "nothing", 1046000901).status_code == 404
    assert send(client, "hold", -1).status_code == 404
    assert client.post(f"/orders/{ORDER}/create", data={f"f{n}": "" for n in range(1001)}).status_code == 413
    assert shop.fulfillments(ORDER) == ()


def test_a_form_that_is_sent_twice_acts_once(shop: Shop, client: TestClient) -> None:
    key = Seen(client.get(f"/orders/{ORDER}").text).fields["key"]
    form = {"key": key, "id": "1046000901", "line-1072503601": "1"}
    answers = [client.post(f"/orders/{ORDER}/create", data=form, follow_redirects=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    (one,) = shop.fulfillments(ORDER) or ()
    assert {answer.headers["location"] for answer in answers} == {f"/orders/{ORDER}#fulfillment-{one.id}"}
    client.post(f"/orders/{ORDER}/create", data=form | {"line-1072503601": "2"})
    assert [each.lines[0].quantity for each in shop.fulfillments(ORDER) or ()] == [1, 2]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1.evil.example"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_only_the_shops_own_pages_may_send(
    shop: Shop, client: TestClient, headers: dict[str, str], status: int
) -> None:
    form = {"key": Seen(client.get(f"/orders/{ORDER}").text).fields["key"], "id": "1046000901", "line-1072503601": "1"}
    answer = client.post(f"/orders/{ORDER}/create", data=form, headers=headers, follow_redirects=False)
    assert answer.status_code == status
    assert len(shop.fulfillments(ORDER) or ()) == (status == 303)


@pytest.mark.parametrize("key", ["", "x.y", "\u00e9.\u00e9"])
def test_a_form_needs_its_key(shop: Shop, client: TestClient, key: str) -> None:
    answer = client.post(f"/orders/{ORDER}/create", data={"key": key, "id": "1046000901", **LINES})
    assert answer.status_code == 403
    assert "Nothing was changed." in Seen(answer.text).text
    assert shop.fulfillments(ORDER) == ()


def test_looking_changes_nothing(shop: Shop, client: TestClient) -> None:
    before = shop.fulfillment_orders(ORDER), shop.fulfillments(ORDER)
    for action in ("create", "hold", "release", "update", "cancel"):
        path = f"/orders/{ORDER}/{action}?id=1046000901&line-1072503601=1&reason=other"
        assert client.get(path).url.path == f"/orders/{ORDER}"
    assert (shop.fulfillment_orders(ORDER), shop.fulfillments(ORDER)) == before


# What stands beside the orders.


def test_the_log_has_calls_and_no_secrets(client: TestClient) -> None:
    assert "was not called yet" in seen(client, "/requests").text
    headers = {"X-Shopify-Access-Token": TOKEN}
    client.get("/admin/api/2025-10/orders/1.json?secret=hush", headers=headers)
    query = 'mutation hush { fulfillmentCancel(id: "gid://shopify/Fulfillment/7") { userErrors { message } } }'
    for body in ({"query": query}, {"query": "{ shop { name } orders(first: 1) { nodes { id } } }"}, {"query": "{"}):
        client.post("/admin/api/2025-10/graphql.json", json=body, headers=headers)
    client.get("/admin/api/2025-10/orders.json", headers={"X-Shopify-Access-Token": "hush"})
    client.get("/admin/" + "y" * 5000)
    text = client.get("/requests.json").text + seen(client, "/requests").text
    for secret in (TOKEN, "hush", "Fulfillment/7"):
        assert secret not in text
    listed = client.get("/requests.json").json()["requests"]
    assert [(each["method"], each["operation"], each["status"]) for each in listed] == [
        ("GET", None, 401),
        ("GET", None, 401),
        ("POST", None, 200),
        ("POST", "query shop, orders", 200),
        ("POST", "mutation fulfillmentCancel", 200),
        ("GET", None, 404),
    ]
    assert max(len(each["path"]) for each in listed) == 300
    assert listed[-1]["path"] == "/admin/api/2025-10/orders/1.json"
    for _ in range(195):
        client.get("/admin/nothing")
    assert len(client.get("/requests.json").json()["requests"]) == 200


def test_the_desk_is_beside_the_shop_and_asks_for_no_token(client: TestClient) -> None:
    page = seen(client, "/desk", number=UPS)
    assert {"/", "/outbox", "/requests", "/desk/text"} <= set(page.links)
    assert "SurePost" in seen(client, "/desk/answer", number=UPS).text
    assert client.get("/v1/resolve", params={"number": UPS}).json()["carrier"] == "ups"
    assert client.get("/v1/nothing").json()["error"]["field"] == "path"
    assert client.get("/desk/nothing").status_code == 404
    for path in page.links:
        if path.startswith("/desk/static/"):
            assert client.get(path).status_code == 200
    assert client.get("/admin/api/2025-10/orders/1.json").status_code == 401
