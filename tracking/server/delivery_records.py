"""Rows of simulated deliveries, and of the messages to shoppers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from tracking.server import store

__all__ = ["Delivery", "Message", "SideRecords"]


class Delivery(NamedTuple):
    """A fulfillment on its way."""

    fulfillment_id: int
    step: int
    """The next of its steps, from 0."""
    due: int
    """The time of that step, in milliseconds since 1970."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a shopper."""

    id: int
    fulfillment_id: int
    order_id: int
    order_name: str
    to: str | None
    """The shopper's address; None if the order has none."""
    subject: str
    language: str
    text: str
    created_at: datetime
    eml: str
    """The complete mail, RFC 5322, in ASCII."""


class SideRecords:
    """Rows beside orders and fulfillments, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def delivery(self, fulfillment_id: int) -> Delivery | None:
        """Return one delivery."""
        table = store.deliveries
        row = self._connection.execute(select(table).where(table.c.fulfillment_id == fulfillment_id)).one_or_none()
        return None if row is None else Delivery(*row)

    def due_deliveries(self, now: int, limit: int) -> list[Delivery]:
        """Return the deliveries whose next step is due, the longest due first."""
        table = store.deliveries
        statement = select(table).where(table.c.due <= now).order_by(table.c.due, table.c.fulfillment_id).limit(limit)
        return [Delivery(*row) for row in self._connection.execute(statement)]

    def add_delivery(self, delivery: Delivery) -> None:
        """Write a new delivery."""
        self._connection.execute(insert(store.deliveries), delivery._asdict())

    def save_delivery(self, delivery: Delivery) -> None:
        """Write a delivery back."""
        table = store.deliveries
        values = {"step": delivery.step, "due": delivery.due}
        statement = update(table).where(table.c.fulfillment_id == delivery.fulfillment_id)
        self._connection.execute(statement.values(values))

    def delete_delivery(self, fulfillment_id: int) -> None:
        """Delete a delivery."""
        table = store.deliveries
        self._connection.execute(delete(table).where(table.c.fulfillment_id == fulfillment_id))

    def add_message(self, message: Message) -> None:
        """Write a new message."""
        values = {"id": message.id, "body": msgspec.json.encode(message).decode()}
        self._connection.execute(insert(store.messages), values)

    def messages(self, before: int, limit: int) -> list[Message]:
        """Return the newest messages whose ids are below ``before``, the newest first."""
        table = store.messages
        statement = select(table.c.body).where(table.c.id < before).order_by(table.c.id.desc()).limit(limit)
        return [msgspec.json.decode(body, type=Message) for body in self._connection.execute(statement).scalars()]

    def message(self, message_id: int) -> Message | None:
        """Return one message."""
        table = store.messages
        body = self._connection.execute(select(table.c.body).where(table.c.id == message_id)).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=Message)
