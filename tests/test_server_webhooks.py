"""Webhooks that a shop sends: what of, to whom, signed, again after a failure, and never in a caller's way."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.receiver import Receiver
from tests.served import BASE, Api, made
from tracking.fulfillment.values import CreateFulfillment, FulfillmentEvent, LineRequest, TrackingInfo
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.app import create_app
from tracking.server.calling_out import call_out
from tracking.server.order_ending import OrderCancellation
from tracking.server.page_frame import PageFrame
from tracking.server.shop import Shop
from tracking.server.subscription import SENT_TOPICS, Subscription
from tracking.server.webhook_page import webhook_routes
from tracking.server.webhook_sending import WebhookSending
from tracking.shopify.signatures import signature

SECRET = "shpss_test"


class Sending(Api):
    """The demo shop behind its application, telling a receiver on this machine."""

    def __init__(self, receiver: Receiver, **settings: Any) -> None:
        self.shop = Shop()
        self.shop.add_demo()
        self.client = TestClient(create_app(self.shop, routes=webhook_routes(self.shop, PageFrame(self.shop))))
        self.receiver = receiver
        self.sender = WebhookSending(self.shop, secret=SECRET, **{"window": 2.55, "timeout": 60} | settings)

    def subscribe(self, topic: str, **more: Any) -> dict[str, Any]:
        asked = {"topic": topic, "address": self.receiver.url, **more}
        answer = self.post("webhooks.json", {"webhook": asked})
        assert answer.status_code == 201, answer.text
        webhook: dict[str, Any] = answer.json()["webhook"]
        return webhook

    def settled(self) -> list[dict[str, Any]]:
        """The log once nothing is waiting any more, the oldest first."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            log: list[dict[str, Any]] = self.client.get("/webhooks.json").json()["webhooks"]
            if all(each["state"] != "waiting" for each in log):
                return log[::-1]
            time.sleep(0.005)
        raise AssertionError("webhooks are still waiting")


@pytest.fixture
def sending(receiver: Receiver) -> Iterator[Sending]:
    made = Sending(receiver)
    with made.sender:
        yield made
    made.shop.close()


def test_a_fulfillment_is_told_of_as_rest_writes_it(sending: Sending) -> None:
    sending.subscribe("fulfillments/create")
    fulfillment = made(sending.create(1046000901, tracking_info={"number": "1Z001985YW99744790"}))
    got = sending.receiver.next()
    assert got.body == fulfillment
    assert got.headers["X-Shopify-Topic"] == "fulfillments/create"
    assert got.headers["X-Shopify-Hmac-Sha256"] == signature(got.raw, SECRET)
    assert got.headers["X-Shopify-Shop-Domain"] == sending.shop.info().domain
    assert got.headers["X-Shopify-API-Version"] == BASE.rpartition("/")[2]
    assert datetime.fromisoformat(got.headers["X-Shopify-Triggered-At"]).tzinfo is not None
    (logged,) = sending.settled()
    assert (logged["state"], logged["body"]) == ("sent", fulfillment)
    assert [each["status"] for each in logged["attempts"]] == [200]
    assert "fulfillments/create" in sending.client.get("/webhooks").text


ORDER = {
    "id": 7001,
    "name": "#7001",
    "lines": [
        {"id": 70011, "quantity": 4, "location_id": 7},
        {"id": 70012, "quantity": 2, "location_id": 9, "fulfillment_service": "mars"},
        {"id": 70013, "quantity": 1, "location_id": 8},
    ],
}


def everything(shop: Shop, path: Path) -> None:
    """Let everything happen that the shop tells of."""
    path.write_text(json.dumps([ORDER]), encoding="utf-8")
    shop.add_orders(path)
    merchants, services, others = (each.id for each in shop.fulfillment_orders(7001) or ())
    shop.hold(merchants, FulfillmentHold(id=0, reason="other"))
    shop.release_holds(merchants)
    (line,) = shop.fulfillment_order(merchants).lines  # type: ignore[union-attr]
    (split,) = shop.split([(merchants, [LineRequest(id=line.id, quantity=1)])])
    shop.merge([[(merchants, ()), (split.remaining.id, ())]])
    shop.report_progress(merchants)
    shop.open_fulfillment_order(merchants)
    merchants = shop.move(merchants, 8).moved.id
    shop.submit_request(services, message="please")
    shop.reject_request(services)
    shop.submit_request(services)
    shop.accept_request(services)
    shop.submit_cancellation(services)
    shop.reject_cancellation(services)
    shop.submit_cancellation(services)
    shop.accept_cancellation(services)
    orders = shop.fulfillment_orders(7001) or ()
    services = next(each.id for each in orders if each.service == "mars" and each.status == "open")
    shop.submit_request(services)
    shop.accept_request(services)
    shop.close_fulfillment_order(services)
    shop.submit_request(services)
    services = shop.cancel_fulfillment_order(services).replacement.id
    fulfillment = shop.create(CreateFulfillment(lines={merchants: ()}))
    event = shop.create_event(FulfillmentEvent(id=0, fulfillment_id=fulfillment.id, status="in_transit"))
    shop.delete_event(7001, fulfillment.id, event.id)
    shop.update_tracking(fulfillment.id, TrackingInfo(numbers=("1Z001985YW99744790",)))
    shop.create(CreateFulfillment(lines={services: ()}))
    left = [each.id for each in shop.fulfillment_orders(7001) or () if each.status == "open"]
    shop.create(CreateFulfillment(lines=dict.fromkeys(left, ())))
    assert others in left or not left
    shop.add_orders([{"id": 1, "name": "#1", "financial_status": "pending", "lines": [{"id": 2, "quantity": 1}]}])
    shop.mark_paid(1)
    shop.cancel_order(1, OrderCancellation("customer"))


def test_everything_that_happens_has_its_topic(tmp_path: Path) -> None:
    with Shop() as shop:
        shop.webhook_urls = ["http://127.0.0.1:9/webhooks"]
        everything(shop, tmp_path / "orders.json")
        log = shop.webhooks(limit=200)
        told = Counter(each.topic for each in log)
    # Neither is reached here: there is nothing scheduled, and nothing to be picked up.
    beyond = {"fulfillment_orders/rescheduled", "fulfillment_orders/line_items_prepared_for_pickup"}
    assert told.keys() == set(SENT_TOPICS) - beyond
    assert told["fulfillments/create"] == told["orders/partially_fulfilled"] + told["orders/fulfilled"]
    assert all(each.body.startswith('{"') for each in log)


def test_what_is_refused_is_told_to_nobody(sending: Sending) -> None:
    sending.subscribe("fulfillments/create")
    made(sending.create(1046000901))
    assert sending.create(1046000901).status_code == 422
    assert len(sending.settled()) == 1


def test_a_failure_is_tried_again_with_the_same_body_and_ids(sending: Sending) -> None:
    sending.subscribe("fulfillments/create")
    sending.receiver.statuses = [500, 302, 404]
    made(sending.create(1046000901))
    got = sending.receiver.several(4)
    assert len({(each.raw, each.headers["X-Shopify-Webhook-Id"], each.path) for each in got}) == 1
    (logged,) = sending.settled()
    assert [each["status"] for each in logged["attempts"]] == [500, 302, 404, 200]
    times = [datetime.fromisoformat(each["at"]).timestamp() for each in logged["attempts"]]
    first, second, third = (later - before for before, later in pairwise(times))
    # The pauses are 0.01, 0.02 and 0.04 seconds, and the machine's own delay.
    assert first > 0.009
    assert second > 0.018
    assert third > 0.036


def test_after_eight_tries_more_it_is_given_up(receiver: Receiver) -> None:
    receiver.statuses = [503] * 20
    sending = Sending(receiver, window=0.1)
    with sending.shop, sending.sender:
        sending.subscribe("fulfillments/create")
        made(sending.create(1046000901))
        (logged,) = sending.settled()
    assert (logged["state"], len(logged["attempts"])) == ("failed", 9)


def test_a_receiver_that_hangs_holds_up_neither_calls_nor_other_receivers(sending: Sending) -> None:
    hanging, other = Receiver(), sending.receiver
    answering = threading.Event()
    hanging.before = lambda: answering.wait(60)
    try:
        sending.post("webhooks.json", {"webhook": {"topic": "fulfillments/create", "address": hanging.url}})
        sending.subscribe("fulfillments/create")
        made(sending.create(1046000901))
        assert other.next().topic == "fulfillments/create"
        answering.set()
        assert hanging.next().topic == "fulfillments/create"
    finally:
        answering.set()
        hanging.close()


def test_a_receiver_that_drips_is_left_after_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stop = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                while not stop.wait(0.02):
                    connection.send(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        with pytest.raises((OSError, HTTPException)):
            call_out("POST", f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {}, 0.2)
        assert time.monotonic() - began < 30, "on a busy machine too; it would drip on for ever"
        stop.set()
        thread.join()


@pytest.mark.parametrize("address", ["https://example.com/webhooks", "pubsub://valid-project:topic"])
def test_nothing_leaves_this_machine(sending: Sending, address: str) -> None:
    answer = sending.post("webhooks.json", {"webhook": {"topic": "fulfillments/create", "address": address}})
    assert answer.status_code == 201
    made(sending.create(1046000901))
    (logged,) = sending.settled()
    assert (logged["state"], logged["attempts"]) == ("not_sent", [])
    assert logged["reason"]


def test_a_given_url_is_told_of_everything(receiver: Receiver) -> None:
    sending = Sending(receiver)
    sending.shop.webhook_urls = [receiver.url]
    with sending.shop, sending.sender:
        made(sending.create(1046000901))
        assert [each.topic for each in receiver.several(3)] == [
            "fulfillments/create",
            "orders/updated",
            "orders/fulfilled"
            if sending.get("orders/450789471.json").json()["order"]["fulfillment_status"] == "fulfilled"
            else "orders/partially_fulfilled",
        ]
        assert sending.get("webhooks.json").json() == {"webhooks": []}


def test_filters_and_fields(sending: Sending) -> None:
    sending.subscribe("fulfillments/create", fields=["id", "line_items.quantity"], filter="line_items.quantity:>1")
    made(sending.create((1046000901, 1072503601, 1)))
    second = made(sending.create((1046000901, 1072503601, 2)))
    assert sending.receiver.next().body == {"id": second["id"], "line_items": [{"quantity": 2}]}
    assert len(sending.settled()) == 1


def test_what_waits_outlives_the_process(receiver: Receiver, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    with Shop(url) as shop:
        shop.add_demo()
        shop.create_subscription(Subscription(id=0, topic="fulfillments/create", uri=receiver.url))
        shop.create(CreateFulfillment(lines={1046000901: ()}))
        body = shop.webhooks()[0].body
    with Shop(url) as shop, WebhookSending(shop, timeout=60):
        got = receiver.next()
    assert got.raw.decode() == body
    assert "X-Shopify-Hmac-Sha256" not in got.headers


def test_one_of_several_processes_sends(receiver: Receiver, database: str) -> None:
    with Shop(database) as one, Shop(database) as two, WebhookSending(one, timeout=60), WebhookSending(two, timeout=60):
        one.add_demo()
        one.webhook_urls = [receiver.url]
        for _ in range(2):
            one.create(CreateFulfillment(lines={1046000901: (LineRequest(id=1072503601, quantity=1),)}))
            two.wake_sender()  # type: ignore[misc]
        got = receiver.several(6)
        deadline = time.monotonic() + 60
        while any(each.state == "waiting" for each in one.webhooks()) and time.monotonic() < deadline:
            time.sleep(0.005)
    assert receiver.got.empty()
    assert len({each.headers["X-Shopify-Webhook-Id"] for each in got}) == 6
    assert len({each.headers["X-Shopify-Event-Id"] for each in got}) == 6


def test_doubled_and_reordered(receiver: Receiver) -> None:
    sending = Sending(receiver, faults={"webhook-twice": 1.0, "webhook-reorder": 0.5}, seed=1)
    with sending.shop, sending.sender:
        for topic in ("fulfillments/create", "fulfillment_events/create", "fulfillments/update"):
            sending.subscribe(topic)
        fulfillment = made(sending.create(1046000901))
        for status in ("confirmed", "in_transit"):
            event = {"event": {"status": status}}
            path = f"orders/{fulfillment['order_id']}/fulfillments/{fulfillment['id']}/events.json"
            assert sending.post(path, event).status_code == 201
        got = sending.receiver.several(10)
        log = sending.settled()
    ids = [each.headers["X-Shopify-Webhook-Id"] for each in got]
    assert set(Counter(ids).values()) == {2}
    assert list(dict.fromkeys(ids)) != [each["webhook_id"] for each in log]
    assert any(not each["attempts"][0]["error"] for each in log)


def test_the_log_shows_what_was_sent_as_text(receiver: Receiver) -> None:
    receiver.statuses = [500]
    sending = Sending(receiver, window=1e6)
    with sending.shop, sending.sender:
        path = sending.receiver.url + "/%3Cb%3E?a='<b>"
        sending.shop.webhook_urls = [path]
        made(sending.create(1046000901))
        receiver.next()
        deadline = time.monotonic() + 60
        while "500" not in (page := sending.client.get("/webhooks").text) and time.monotonic() < deadline:
            time.sleep(0.005)
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "to be sent" in page


def test_the_log_is_not_kept_for_ever() -> None:
    with Shop() as shop:
        shop.add_demo()
        shop.create_subscription(Subscription(id=0, topic="fulfillments/create", uri="https://example.com/"))
        one = CreateFulfillment(lines={1046000901: (LineRequest(id=1072503601, quantity=1),)})
        shop.create(one)
        (first,) = shop.webhooks()
        with shop._transaction(write=True) as records:
            records.ids_from(first.id + 30_000 - first.id % 10_000)
        shop.create(one)
        assert first.id not in {each.id for each in shop.webhooks()}
