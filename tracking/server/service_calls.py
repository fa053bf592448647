"""A shop's HTTP calls to its fulfillment services: notices of requests, and questions for tracking numbers.

A service with a callback URL is notified of every fulfillment request and cancellation request (``POST
{callback}/fulfillment_order_notification``). A service with tracking support is asked for the numbers of its
fulfillments without numbers (``GET {callback}/fetch_tracking_numbers.json?order_names[]=...``). The calls are made in a
separate thread, so no call to the shop waits for a service.

Source: the Admin API's guide for fulfillment services. The API asks for numbers once an hour.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from http.client import HTTPException
from typing import NamedTuple, Self
from urllib.parse import urlencode

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.calling_out import call_out
from tracking.server.selection import Selection
from tracking.server.shop import Shop
from tracking.shopify.signatures import SIGNATURE, signature

__all__ = ["ServiceCalls"]

_PAUSES = (1.0, 5.0, 25.0)
"""Seconds before a failed notice is sent again; after the last, it is given up."""
_AT_ONCE = 100

_log = logging.getLogger(__name__)


class _Notification(NamedTuple):
    service: FulfillmentService
    kind: str
    attempt: int = 0


class _Numbers(msgspec.Struct):
    """The answer of a service."""

    tracking_numbers: dict[str, str | None] = {}


class ServiceCalls:
    """Calls a shop's fulfillment services until it is closed. It is a context manager.

    ``secret`` signs the notices as the API does with the app's secret. ``interval`` is the time between two questions
    for tracking numbers, and ``timeout`` the time for a service's answer, both in seconds.
    """

    def __init__(self, shop: Shop, *, secret: str | None = None, interval: float = 60.0, timeout: float = 5.0) -> None:
        self._shop, self._secret, self._interval, self._timeout = shop, secret, interval, timeout
        self._waiting: queue.SimpleQueue[_Notification | None] = queue.SimpleQueue()
        self._timers: set[threading.Timer] = set()
        self._thread = threading.Thread(target=self._run, name="service-calls", daemon=True)

    def __enter__(self) -> Self:
        self._shop.tell_service = self._tell
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._shop.tell_service = None
        for timer in tuple(self._timers):
            timer.cancel()
        self._waiting.put(None)
        self._thread.join(self._timeout + 1)

    def _tell(self, service: FulfillmentService, kind: str) -> None:
        self._waiting.put(_Notification(service, kind))

    def _run(self) -> None:
        while True:
            try:
                waiting = self._waiting.get(timeout=self._interval)
                if waiting is None:
                    return
                self._notify(waiting)
            except queue.Empty:
                self._ask()

    def _ask(self) -> None:
        try:
            self.fetch_numbers()
        except Exception:
            # The thread has to survive; the cause may be gone the next time.
            _log.exception("asking the fulfillment services for tracking numbers failed")

    def _notify(self, waiting: _Notification) -> None:
        body = msgspec.json.encode({"kind": waiting.kind.upper()})
        headers = {"Content-Type": "application/json", "X-Shopify-Shop-Domain": self._shop.info().domain}
        if self._secret is not None:
            headers[SIGNATURE] = signature(body, self._secret)
        url = f"{(waiting.service.callback_url or '').rstrip('/')}/fulfillment_order_notification"
        if self._call(url, body, headers) is not None:
            return
        if waiting.attempt < len(_PAUSES):
            again = waiting._replace(attempt=waiting.attempt + 1)
            timer = threading.Timer(_PAUSES[waiting.attempt], self._waiting.put, [again])
            timer.daemon = True
            self._timers.add(timer)
            timer.start()

    def fetch_numbers(self) -> int:
        """Ask every service for the numbers of its fulfillments without numbers. Returns how many came.

        A number gets its company and link as one that is sent does.
        """
        came = 0
        for service in self._shop.services():
            if service.tracking_support and service.callback_url:
                without = list(self._without_number(service))
                for start in range(0, len(without), _AT_ONCE):
                    came += self._fetch(service, without[start : start + _AT_ONCE])
        return came

    def _without_number(self, service: FulfillmentService) -> Iterator[Fulfillment]:
        after = 0
        while found := self._shop.orders_with_fulfillments(Selection(after=after, limit=250)):
            for each in found:
                for made in each.fulfillments:
                    if made.service == service.handle and not made.tracking.numbers and made.status != "cancelled":
                        yield made
            after = found[-1].id

    def _fetch(self, service: FulfillmentService, fulfillments: list[Fulfillment]) -> int:
        query = urlencode(
            [("shop", self._shop.info().domain), *(("order_names[]", each.name) for each in fulfillments)]
        )
        url = f"{(service.callback_url or '').rstrip('/')}/fetch_tracking_numbers.json?{query}"
        answer = self._call(url, None, {"Accept": "application/json"})
        if answer is None:
            return 0
        try:
            numbers = msgspec.json.decode(answer, type=_Numbers).tracking_numbers
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            _log.warning("%s answered no tracking numbers", url)
            return 0
        came = 0
        for each in fulfillments:
            if number := numbers.get(each.name):
                company = each.tracking.company
                try:
                    self._shop.update_tracking(each.id, TrackingInfo(company=company, numbers=(number,)))
                except Refusal as refusal:
                    _log.warning("%s: the number of %s is refused: %s", url, each.name, refusal)
                    continue
                came += 1
        return came

    def _call(self, url: str, body: bytes | None, headers: dict[str, str]) -> bytes | None:
        """Call a service; None if it cannot be reached, or does not answer with 2xx."""
        try:
            answer = call_out("GET" if body is None else "POST", url, body, headers, self._timeout)
        except (OSError, HTTPException, ValueError) as error:
            _log.warning("%s: %s", url, error)
            return None
        if not 200 <= answer.status < 300:
            _log.warning("%s answered %s", url, answer.status)
            return None
        return answer.body
