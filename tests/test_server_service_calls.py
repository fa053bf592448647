"""The shop calls its fulfillment services, and a service reads and answers with the library's own half."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tracking.errors import InvalidWebhook
from tracking.fulfillment.values import CreateFulfillment, LineRequest
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.service_calls import ServiceCalls
from tracking.server.shop import Shop
from tracking.shopify.service_calls import (
    NumbersWanted,
    RequestNotice,
    encode_numbers,
    read_notice,
    read_numbers_wanted,
)

SECRET = "hush"


class Service:
    """A fulfillment service as somebody writes one."""

    def __init__(self) -> None:
        self.notices: list[RequestNotice] = []
        self.wanted: list[NumbersWanted] = []
        self.numbers: dict[str, str] = {}
        self.failures = 0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if service.failures:
                    service.failures -= 1
                    self.send_error(500)
                    return
                assert self.path == "/mars/fulfillment_order_notification"
                service.notices.append(read_notice(dict(self.headers), body, SECRET))
                self.answer(b"{}")

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                assert parts.path == "/mars/fetch_tracking_numbers.json"
                wanted = read_numbers_wanted(parts.query)
                service.wanted.append(wanted)
                self.answer(encode_numbers({name: service.numbers.get(name, "") for name in wanted.names}))

            def answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/mars/"


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def shop(service: Service) -> Iterator[Shop]:
    with Shop() as opened:
        opened.add_demo()
        asked = FulfillmentService(
            id=0, handle="", location_id=0, name="Mars", callback_url=service.url, tracking_support=True
        )
        made = opened.create_service(asked)
        opened.move(1046000901, made.location_id)
        yield opened


def wait_for(what: list[object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_service_hears_of_requests(shop: Shop, service: Service) -> None:
    with ServiceCalls(shop, secret=SECRET, timeout=60):
        assert shop.submit_request(1046000901).order.request_status == "submitted"
        wait_for(service.notices)  # type: ignore[arg-type]
        assert service.notices == [RequestNotice(kind="fulfillment_request", shop="127.0.0.1")]
        service.notices.clear()
        shop.accept_request(1046000901)
        shop.submit_cancellation(1046000901)
        wait_for(service.notices)  # type: ignore[arg-type]
        assert [each.kind for each in service.notices] == ["cancellation_request"]


def test_a_notification_that_failed_is_sent_again(shop: Shop, service: Service) -> None:
    service.failures = 1
    with ServiceCalls(shop, secret=SECRET, timeout=60):
        shop.submit_request(1046000901)
        wait_for(service.notices)  # type: ignore[arg-type]
    assert [each.kind for each in service.notices] == ["fulfillment_request"]


def test_the_numbers_of_a_service_go_through_the_resolver(shop: Shop, service: Service) -> None:
    order = shop.fulfillment_order(1046000901)
    assert order is not None
    line = order.lines[0]
    made = [shop.create(CreateFulfillment(lines={order.id: (LineRequest(id=line.id, quantity=1),)})) for _ in range(2)]
    calls = ServiceCalls(shop, timeout=60)
    assert calls.fetch_numbers() == 0
    service.numbers[made[0].name] = "1Z001985YW99744790"
    assert calls.fetch_numbers() == 1
    found = shop.fulfillment(made[0].id)
    assert found is not None
    assert (found.tracking.company, found.tracking.number) == ("UPS", "1Z001985YW99744790")
    assert found.tracking.url is not None
    assert [wanted.names for wanted in service.wanted] == [(made[0].name, made[1].name)] * 2
    shop.cancel(made[1].id)
    assert calls.fetch_numbers() == 0
    assert len(service.wanted) == 2


def test_a_service_that_is_away_or_talks_nonsense(shop: Shop, service: Service) -> None:
    order = shop.fulfillment_order(1046000901)
    assert order is not None
    shop.create(CreateFulfillment(lines={order.id: ()}))
    made = shop.services()[0]
    shop.update_service(made.id, {"callback_url": "http://127.0.0.1:9/"})
    assert ServiceCalls(shop, timeout=1).fetch_numbers() == 0


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, b"{}", "signature_missing"),
        ({"X-Shopify-Hmac-Sha256": "x"}, b"{}", "signature_wrong"),
    ],
)
def test_what_is_no_notification(headers: dict[str, str], body: bytes, code: str) -> None:
    with pytest.raises(InvalidWebhook) as caught:
        read_notice(headers, body, SECRET)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "code"), [(b"[]", "topic_unknown"), (b"{", "body_broken"), (b'{"kind":1}', "topic_unknown")]
)
def test_what_a_notification_cannot_hold(body: bytes, code: str) -> None:
    import base64
    import hashlib
    import hmac

    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    with pytest.raises(InvalidWebhook) as caught:
        read_notice([("x-shopify-hmac-sha256", signature)], body, [SECRET, "older"])
    assert caught.value.code == code
    with pytest.raises(ValueError, match="secret"):
        read_notice({}, body, "")
