"""A shop's webhooks: the subscriptions, and the events that are recorded for subscribers.

A webhook is written in the transaction that causes the event, so that none is lost, and none reports a refused change.
`tracking.server.webhook_sending` sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from tracking.server.not_served import not_served
from tracking.server.records import Records
from tracking.server.rest_encode import RestEncoder
from tracking.server.rest_encode_orders import OrderEncoder
from tracking.server.search_values import SearchClock
from tracking.server.shop_reads import ShopReads
from tracking.server.subscription import SENT_TOPICS, Subscription, is_cloud, is_here, origin
from tracking.server.subscription_checks import check_subscription, subscription_missing
from tracking.server.webhook_bodies import included, passes_filter
from tracking.server.webhook_records import Attempt, OutgoingWebhook

__all__ = ["ShopWebhooks", "milliseconds"]

_KEPT = 10_000
"""How many ids the log of webhooks keeps."""


class ShopWebhooks(ShopReads):
    """A shop that reports events.

    ``webhook_urls`` receive all events without a subscription. ``wake_sender`` is called after every transaction that
    has written a webhook.
    """

    webhook_urls: Sequence[str] = ()
    wake_sender: Callable[[], object] | None = None

    @contextmanager
    def _transaction(self, *, write: bool = False, alone: bool = False) -> Iterator[Records]:
        with super()._transaction(write=write, alone=alone) as records:
            yield records
            told = bool(records.happenings) and self._put_down(records)
        if told and self.wake_sender is not None:
            self.wake_sender()

    @property
    def _rest(self) -> RestEncoder:
        return RestEncoder(self._info, self.zone, self.location)

    @property
    def _rest_orders(self) -> OrderEncoder:
        return OrderEncoder(self._info, self.zone, self.location)

    def _put_down(self, records: Records) -> bool:
        """Write the webhooks for the events of this transaction, and return whether there are any."""
        wanted = records.subscriptions()
        if not wanted and not self.webhook_urls:
            return False
        at = self._clock()
        written: list[OutgoingWebhook] = []
        clock = SearchClock(self.zone, at)
        for happening in records.happenings:
            given = [Subscription(id=0, topic=happening.topic, uri=url) for url in self.webhook_urls]
            listening = [*given, *(each for each in wanted if each.topic == happening.topic)]
            if not listening:
                continue
            body, event_id = happening.body(), str(uuid4())
            for each in listening:
                if passes_filter(body, each.filter, clock):
                    written.append(self._webhook(each, included(body, each.include_fields), event_id, at))
        if written:
            ids = records.new_ids(len(written))
            numbered = [msgspec.structs.replace(each, id=id_) for each, id_ in zip(written, ids, strict=True)]
            records.add_webhooks(numbered, milliseconds(at))
            if ids.start % _KEPT < _KEPT // 100:
                # This is done now and then, because nothing else would remove webhooks that are never sent.
                records.forget_webhooks(ids.start - _KEPT)
        return bool(written)

    def _webhook(self, to: Subscription, body: dict[str, Any], event_id: str, at: datetime) -> OutgoingWebhook:
        reason = self._not_sent(to.uri)
        return OutgoingWebhook(
            id=0,
            topic=to.topic,
            uri=to.uri,
            event_id=event_id,
            webhook_id=str(uuid4()),
            api_version=to.api_version,
            triggered_at=at,
            body=msgspec.json.encode(body).decode(),
            state="waiting" if reason is None else "not_sent",
            reason=reason,
        )

    def _not_sent(self, uri: str) -> str | None:
        """Return why nothing is sent to an address; None if webhooks are sent."""
        if is_cloud(uri):
            return "it is a cloud's queue"
        if uri in self.webhook_urls or is_here(uri) or origin(uri) in map(origin, self.webhook_urls):
            return None
        return "it is not on this machine, nor where --webhook leads"

    # Subscriptions

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return all subscriptions by id."""
        with self._transaction() as records:
            return tuple(records.subscriptions())

    def subscription(self, subscription_id: int) -> Subscription | None:
        """Return one subscription."""
        return next((each for each in self.subscriptions() if each.id == subscription_id), None)

    def create_subscription(self, asked: Subscription, *, given_as: str = "uri") -> Subscription:
        """Subscribe to a topic. The shop sets the id and the times."""
        if asked.topic not in SENT_TOPICS:
            not_served(f"the webhook topic {asked.topic}")
        with self._transaction(write=True) as records:
            check_subscription(asked, records.subscriptions(), given_as=given_as, allowed=self.webhook_urls)
            (id_,) = records.new_ids(1)
            now = self.now()
            new = msgspec.structs.replace(asked, id=id_, created_at=now, updated_at=now)
            records.save_subscription(new)
            return new

    def update_subscription(
        self, subscription_id: int, changes: dict[str, Any], *, given_as: str = "uri"
    ) -> Subscription:
        """Change the given fields of a subscription."""
        with self._transaction(write=True) as records:
            known = {each.id: each for each in records.subscriptions()}
            if subscription_id not in known:
                raise subscription_missing()
            changed = msgspec.structs.replace(known.pop(subscription_id), **changes, updated_at=self.now())
            check_subscription(changed, known.values(), given_as=given_as, allowed=self.webhook_urls)
            records.save_subscription(changed)
            return changed

    def delete_subscription(self, subscription_id: int) -> None:
        """Delete a subscription. Webhooks that wait for it are still sent."""
        with self._transaction(write=True) as records:
            if not 0 < subscription_id < 2**63 or not records.delete_subscription(subscription_id):
                raise subscription_missing()

    # Sending

    def webhooks(self, before: int = 2**63 - 1, limit: int = 50) -> tuple[OutgoingWebhook, ...]:
        """Return the log of webhooks, the newest first."""
        with self._transaction() as records:
            return tuple(records.webhooks(before, limit))

    def due_webhooks(self, limit: int) -> list[OutgoingWebhook]:
        """Return the webhooks whose time has come."""
        with self._transaction() as records:
            return records.due_webhooks(milliseconds(self._clock()), limit)

    def seconds_to_webhook(self) -> float | None:
        """Return the seconds until the next webhook is due; None if there is none."""
        with self._transaction() as records:
            due = records.next_due()
        return None if due is None else max(0.0, (due - milliseconds(self._clock())) / 1000)

    def claim_webhook(self, webhook_id: int, seconds: float) -> bool:
        """Reserve a webhook for this process for some seconds. Returns whether it may send it."""
        with self._transaction(write=True) as records:
            now = milliseconds(self._clock())
            return records.claim_webhook(webhook_id, now, now + int(seconds * 1000))

    def note_attempt(
        self,
        webhook: OutgoingWebhook,
        *,
        status: int | None = None,
        error: str | None = None,
        again_in: float | None = None,
    ) -> None:
        """Record the result of sending a webhook. It is sent again in ``again_in`` seconds, if that is given."""
        attempt = Attempt(at=self._clock(), status=status, error=error)
        done = status is not None and 200 <= status < 300
        state = "sent" if done else "failed" if again_in is None else "waiting"
        self._save_webhook(
            msgspec.structs.replace(webhook, state=state, attempts=(*webhook.attempts, attempt)),
            None if done else again_in,
        )

    def hold_webhook_back(self, webhook: OutgoingWebhook, seconds: float) -> None:
        """Delay a webhook once, so that others come before it."""
        self._save_webhook(msgspec.structs.replace(webhook, held_back=True), seconds)

    def _save_webhook(self, webhook: OutgoingWebhook, again_in: float | None) -> None:
        with self._transaction(write=True) as records:
            due = None if again_in is None else milliseconds(self._clock()) + int(again_in * 1000)
            records.save_webhook(webhook, due)
            if due is None:
                records.forget_webhooks(webhook.id - _KEPT)


def milliseconds(at: datetime) -> int:
    """Return the milliseconds since 1970."""
    return int(at.timestamp() * 1000)
