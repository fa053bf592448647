"""Sends a shop's webhooks in separate threads, so that no call to the shop waits for them.

A webhook is sent until it is answered with 2xx. The API tries again eight times within four hours, and so does this,
within a time that may be shorter. Source: the Admin API's webhook documentation. It does not say how the attempts are
spread, so each pause is twice the one before. What is due stays in the shop's database, so that another process, or the
same one after a restart, continues where this one stopped.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Self

from tracking.server.calling_out import call_out
from tracking.server.shop import Shop
from tracking.server.subscription import origin
from tracking.server.webhook_records import OutgoingWebhook
from tracking.shopify.signatures import SIGNATURE, signature

__all__ = ["WebhookSending"]

_RETRIES = 8
_AT_ONCE = 200
_RECEIVERS_AT_ONCE = 8
_TOO_LONG_AGO = 3600.0
"""Seconds after which the database is asked again, even if nothing is known to be due."""
_OTHERS = 1.0
"""Seconds between two checks for webhooks of other processes, if the database is shared."""
_HELD_BACK = 0.5

_log = logging.getLogger(__name__)


class WebhookSending:
    """Sends a shop's webhooks until it is closed. It is a context manager.

    ``secret`` signs them as the API does with the app's client secret (None: they are not signed). ``window`` is the
    time within which a failed webhook is tried again, and ``timeout`` the time for a receiver's answer, both in
    seconds. ``faults`` are shares of the webhooks: ``webhook-twice`` is sent again after it was accepted, and
    ``webhook-reorder`` lets others come before.
    """

    def __init__(
        self,
        shop: Shop,
        *,
        secret: str | None = None,
        window: float = 240.0,
        timeout: float = 5.0,
        faults: Mapping[str, float] | None = None,
        seed: int = 0,
    ) -> None:
        self._shop, self._secret, self._timeout = shop, secret, timeout
        self._first_pause = window / (2**_RETRIES - 1)
        self._faults, self._seed = dict(faults or {}), seed
        self._wake, self._stopping = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def __enter__(self) -> Self:
        self._shop.wake_sender = self._wake.set
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._shop.wake_sender = None
        self._stopping = True
        self._wake.set()
        self._thread.join(self._timeout + 1)

    def _run(self) -> None:
        with ThreadPoolExecutor(_RECEIVERS_AT_ONCE, "webhooks") as pool:
            self._wake.set()
            while not self._stopping:
                self._wake.clear()
                try:
                    pause = self._round(pool)
                except Exception:
                    # The thread has to survive; the database may be unavailable for a while.
                    _log.exception("sending webhooks failed")
                    pause = _OTHERS
                if pause > 0:
                    self._wake.wait(pause)

    def _round(self, pool: ThreadPoolExecutor) -> float:
        """Send what is due. Returns the seconds until something is due again."""
        by_receiver: dict[object, list[OutgoingWebhook]] = {}
        for each in self._shop.due_webhooks(_AT_ONCE):
            by_receiver.setdefault(origin(each.uri), []).append(each)
        # Webhooks go to one receiver in order, and to several at the same time: a slow one delays only itself.
        list(pool.map(self._send_in_order, by_receiver.values()))
        due = self._shop.seconds_to_webhook()
        longest = _OTHERS if self._shop.shared else _TOO_LONG_AGO
        return longest if due is None else min(due, longest)

    def _send_in_order(self, webhooks: list[OutgoingWebhook]) -> None:
        for each in webhooks:
            if self._stopping:
                return
            if self._drawn("webhook-reorder", each) and not each.held_back:
                self._shop.hold_webhook_back(each, _HELD_BACK)
            elif self._shop.claim_webhook(each.id, 2 * self._timeout + 1) and not self._send(each):
                # The others wait for the next round, so that other receivers need not wait.
                return

    def _send(self, webhook: OutgoingWebhook) -> bool:
        """Send a webhook, and record the result. Returns whether the receiver answered."""
        status, error = self._post(webhook)
        taken = status is not None and 200 <= status < 300
        if taken and self._drawn("webhook-twice", webhook):
            self._post(webhook)
        tried = len(webhook.attempts)
        again_in = None if taken or tried >= _RETRIES else self._first_pause * 2**tried
        self._shop.note_attempt(webhook, status=status, error=error, again_in=again_in)
        if not taken:
            _log.warning("%s to %s: %s", webhook.topic, webhook.uri, error or status)
        return status is not None

    def _post(self, webhook: OutgoingWebhook) -> tuple[int | None, str | None]:
        body = webhook.body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": webhook.topic,
            "X-Shopify-Shop-Domain": self._shop.info().domain,
            "X-Shopify-API-Version": webhook.api_version,
            "X-Shopify-Webhook-Id": webhook.webhook_id,
            "X-Shopify-Event-Id": webhook.event_id,
            "X-Shopify-Triggered-At": webhook.triggered_at.isoformat().replace("+00:00", "Z"),
        }
        if self._secret is not None:
            headers[SIGNATURE] = signature(body, self._secret)
        try:
            return call_out("POST", webhook.uri, body, headers, self._timeout).status, None
        except (OSError, HTTPException, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"

    def _drawn(self, kind: str, webhook: OutgoingWebhook) -> bool:
        """Tell whether a fault strikes: the same for a webhook whenever and wherever it is asked."""
        share = self._faults.get(kind, 0.0)
        return share > 0 and random.Random(f"{self._seed} {kind} {webhook.id}").random() < share
