"""Intents: fulfillments that are to be created, and what became of each.

An `Intent` is one create call. Its states:

============  =====================================================================================
planned       nothing was sent, or what was sent is proven not to have been executed
sending       a call is under way; after a crash it is reconciled, and never sent blindly
done          the fulfillment exists; ``fulfillment_id`` is its id
refused       the shop or the policy refused it; nothing changed
failed        the shop could not be asked; nothing changed
unknown       it could not be decided whether it was executed; ``problems`` say what to look at
cancelled     it was done, and the fulfillment was cancelled through the pipeline
superseded    it was done, and another intent has replaced the tracking info since
added         it was done: its numbers are on the fulfillment of another intent, ``body.beside``
============  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import msgspec

from tracking.fulfillment.planning import Part
from tracking.fulfillment.reconcile import Baseline
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import TrackingInfo
from tracking.resolving.results import Problem

__all__ = [
    "STATES",
    "Body",
    "Claim",
    "Event",
    "Intent",
    "KeyReused",
    "Lost",
    "UnreadableRow",
    "event_of",
    "history_line",
    "intent_of",
]

LONGEST_NOTE = 2_000
"""Characters."""
STATES = ("planned", "sending", "done", "refused", "failed", "unknown", "cancelled", "superseded", "added")


class Lost(Exception):
    """Another pipeline has claimed the order meanwhile."""


class KeyReused(Exception):
    """The key already belongs to another order's shipment."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an intent that is stored as JSON."""

    shipment: Shipment
    tracking: TrackingInfo
    """What is requested."""
    part: Part
    before: Baseline | None = None
    found: TrackingInfo | None = None
    """What the shop has."""
    problems: tuple[Problem, ...] = ()
    beside: int | None = None
    """The fulfillment that carries the numbers, if it belongs to another intent."""


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """One create call: before, during, and after it."""

    shop: str
    key: str
    """The shipment's key. Further parts of a shipment add ``/2``, ``/3``, ..."""
    shipment_key: str
    order_id: int
    order_name: str | None
    """The order as the caller named it, unless that was an id."""
    body: Body
    id: int = 0
    state: str = "planned"
    fulfillment_id: int | None = None
    attempts: int = 0
    """How many create calls were made."""
    created_at: float = 0.0
    updated_at: float = 0.0
    """Seconds since 1970."""


_Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
_Time = Annotated[float, msgspec.Meta(ge=-6.2e10, le=2.5e11)]
"""Seconds since 1970, in years that a date can have: a machine whose clock is not set may start earlier."""


class _Row(msgspec.Struct, frozen=True):
    """The columns of an intent without the body, and the values that they may hold."""

    id: _Id
    shop: str
    key: str
    shipment_key: str
    order_id: _Id
    order_name: str | None
    state: str
    fulfillment_id: _Id | None
    attempts: Annotated[int, msgspec.Meta(ge=0)]
    created_at: _Time
    updated_at: _Time


class UnreadableRow(ValueError):
    """A row of the journal that is not an intent."""


_BODY = msgspec.json.Decoder(Body)


def intent_of(row: Mapping[str, Any]) -> Intent:
    """Return the intent in a row of the journal. Raises UnreadableRow, which names the row, if it is not an intent."""
    try:
        body = _BODY.decode(row["body"])
        made = msgspec.convert({str(name): value for name, value in row.items() if name != "body"}, _Row)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UnreadableRow(f"the intent {row['key']!r} (number {row['id']!r}) cannot be read: {reason}") from None
    values = {name: getattr(made, name) for name in made.__struct_fields__}
    return Intent(**{**values, "body": body})


class Claim(NamedTuple):
    """The worker of an order, and the time until which no other may work on it."""

    owner: str
    until: float


class Event(NamedTuple):
    """A line of an intent's history."""

    at: float
    state: str
    note: str


def event_of(row: Mapping[str, Any]) -> Event:
    """Return the line of history in a row of the journal. Raises UnreadableRow if it is not one."""
    try:
        msgspec.convert(row["at"], _Time)
        return msgspec.convert(list(row.values()), Event)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise UnreadableRow(f"a line of history cannot be read: {error}") from None


def history_line(note: str) -> str:
    """Return text of a shop in a form that can be stored and shown: PostgreSQL takes no NUL, a terminal no escape."""
    line = "".join(char if char.isprintable() else " " for char in note[:LONGEST_NOTE])
    return line if len(note) <= LONGEST_NOTE else f"{line} ..."
