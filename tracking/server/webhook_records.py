"""Rows of webhook subscriptions, and of the webhooks that are sent for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from tracking.server import store
from tracking.server.subscription import Subscription

__all__ = ["Attempt", "Happening", "OutgoingWebhook", "WebhookRecords"]

_encode = msgspec.json.Encoder().encode
# Every change queries them, and building a statement anew takes as long as the answer.
_SUBSCRIPTIONS = select(store.subscriptions.c.body).order_by(store.subscriptions.c.id)
_decode_subscription = msgspec.json.Decoder(Subscription).decode


class Happening(NamedTuple):
    """An event of a topic, which a transaction causes."""

    topic: str
    body: Callable[[], dict[str, Any]]
    """Returns the body. It is called inside the transaction, and only if somebody has subscribed."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to send a webhook."""

    at: datetime
    status: int | None = None
    """The status of the receiver's answer; None if there was no answer."""
    error: str | None = None


class OutgoingWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook: its body, its address, and its result."""

    id: int
    topic: str
    uri: str
    event_id: str
    """The same for all webhooks about one event."""
    webhook_id: str
    """The same whenever this webhook is sent again."""
    api_version: str
    triggered_at: datetime
    body: str
    """JSON in the state at the time of the event, however late it is sent."""
    state: str = "waiting"
    """``waiting``, ``sent``, ``failed``, or ``not_sent``."""
    reason: str | None = None
    """Why it is not sent."""
    held_back: bool = False
    """True if it was delayed once, so that others come before it."""
    attempts: tuple[Attempt, ...] = ()


_decode_webhook = msgspec.json.Decoder(OutgoingWebhook).decode


class WebhookRecords:
    """Rows about webhooks, inside one transaction."""

    _connection: Connection

    def subscriptions(self) -> list[Subscription]:
        """Return all subscriptions by id."""
        return [_decode_subscription(body) for body in self._connection.execute(_SUBSCRIPTIONS).scalars()]

    def save_subscription(self, subscription: Subscription) -> None:
        """Write a subscription, new or changed."""
        table = store.subscriptions
        values = {"topic": subscription.topic, "body": _encode(subscription).decode()}
        changed = self._connection.execute(update(table).where(table.c.id == subscription.id).values(values))
        if changed.rowcount == 0:
            self._connection.execute(insert(table).values(id=subscription.id, **values))

    def delete_subscription(self, subscription_id: int) -> bool:
        """Delete a subscription. Returns whether there was one."""
        table = store.subscriptions
        return self._connection.execute(delete(table).where(table.c.id == subscription_id)).rowcount > 0

    def add_webhooks(self, webhooks: Iterable[OutgoingWebhook], due: int) -> None:
        """Write new webhooks, which are due at once unless they are not to be sent."""
        rows = [
            {"id": each.id, "due": due if each.state == "waiting" else None, "body": _encode(each).decode()}
            for each in webhooks
        ]
        self._connection.execute(insert(store.webhooks), rows)

    def due_webhooks(self, now: int, limit: int) -> list[OutgoingWebhook]:
        """Return the webhooks that are due, the longest due first."""
        table = store.webhooks
        statement = select(table.c.body).where(table.c.due <= now).order_by(table.c.due, table.c.id).limit(limit)
        return [_decode_webhook(body) for body in self._connection.execute(statement).scalars()]

    def next_due(self) -> int | None:
        """Return the time at which the next webhook is due, in milliseconds since 1970."""
        table = store.webhooks
        statement = select(table.c.due).where(table.c.due.is_not(None)).order_by(table.c.due).limit(1)
        return self._connection.execute(statement).scalar_one_or_none()

    def claim_webhook(self, webhook_id: int, now: int, until: int) -> bool:
        """Delay a due webhook until ``until``, so that no other process sends it too. Returns whether it was due."""
        table = store.webhooks
        statement = update(table).where(table.c.id == webhook_id, table.c.due <= now).values(due=until)
        return self._connection.execute(statement).rowcount > 0

    def save_webhook(self, webhook: OutgoingWebhook, due: int | None) -> None:
        """Write a webhook back, with the time at which it is due again, or None."""
        table = store.webhooks
        values = {"due": due, "body": _encode(webhook).decode()}
        self._connection.execute(update(table).where(table.c.id == webhook.id).values(values))

    def webhooks(self, before: int, limit: int) -> list[OutgoingWebhook]:
        """Return the newest webhooks whose ids are below ``before``, the newest first."""
        table = store.webhooks
        statement = select(table.c.body).where(table.c.id < before).order_by(table.c.id.desc()).limit(limit)
        return [_decode_webhook(body) for body in self._connection.execute(statement).scalars()]

    def forget_webhooks(self, below: int) -> None:
        """Delete webhooks whose ids are below this one, unless they are still to be sent."""
        table = store.webhooks
        self._connection.execute(delete(table).where(table.c.id < below, table.c.due.is_(None)))
