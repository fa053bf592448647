"""Intents: what is to be sent, and what became of it.

An `Intent` is one create call. Its states:

============  =====================================================================================
planned       nothing was sent, or what was sent is proven not to have been done
sending       a call is under way; found after a crash it is reconciled, never sent blindly
done          the fulfillment is there; ``fulfillment_id`` says which
refused       the shop or the policy says no; nothing changed
failed        the shop could not be asked; nothing changed
unknown       it could not be decided whether it was done; ``problems`` say what to look at
cancelled     done, and the fulfillment was cancelled through the pipeline
superseded    done, and another intent has replaced the tracking info since
added         done: its numbers are on a fulfillment that is another intent's, ``body.beside``
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
    """Another pipeline holds the order now."""


class KeyReused(Exception):
    """The key stands for another order's shipment."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What of an intent is kept as JSON."""

    shipment: Shipment
    tracking: TrackingInfo
    """What is asked for."""
    part: Part
    before: Baseline | None = None
    found: TrackingInfo | None = None
    """What the shop has."""
    problems: tuple[Problem, ...] = ()
    beside: int | None = None
    """The fulfillment that carries the numbers, where it is another intent's."""


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """One create call, before, while and after it is made."""

    shop: str
    key: str
    """The shipment's key; further parts of a shipment add ``/2``, ``/3``, ..."""
    shipment_key: str
    order_id: int
    order_name: str | None
    """The order as the caller named it, when that was no id."""
    body: Body
    id: int = 0
    state: str = "planned"
    fulfillment_id: int | None = None
    attempts: int = 0
    """Create calls made."""
    created_at: float = 0.0
    updated_at: float = 0.0
    """Seconds since 1970."""


_Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
_Time = Annotated[float, msgspec.Meta(ge=-6.2e10, le=2.5e11)]
"""Seconds since 1970, in years that a date can have: a machine without a clock of its own may start before that."""


class _Row(msgspec.Struct, frozen=True):
    """The columns of an intent, but for the body, with what they may hold."""

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
    """A row of the journal is no intent."""


_BODY = msgspec.json.Decoder(Body)


def intent_of(row: Mapping[str, Any]) -> Intent:
    """Make an intent of a journal's row. Raises UnreadableRow, which names it, for what is none."""
    try:
        body = _BODY.decode(row["body"])
        made = msgspec.convert({str(name): value for name, value in row.items() if name != "body"}, _Row)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UnreadableRow(f"the intent {row['key']!r} (number {row['id']!r}) cannot be read: {reason}") from None
    values = {name: getattr(made, name) for name in made.__struct_fields__}
    return Intent(**{**values, "body": body})


class Claim(NamedTuple):
    """Who works on an order, and until when nobody else may."""

    owner: str
    until: float


class Event(NamedTuple):
    """A line of an intent's history."""

    at: float
    state: str
    note: str


def event_of(row: Mapping[str, Any]) -> Event:
    """Make a line of history of a journal's row. Raises UnreadableRow for what is none."""
    try:
        msgspec.convert(row["at"], _Time)
        return msgspec.convert(list(row.values()), Event)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise UnreadableRow(f"a line of history cannot be read: {error}") from None


def history_line(note: str) -> str:
    """Make a line of history of what a shop may have said: PostgreSQL takes no NUL, a terminal no escape."""
    line = "".join(char if char.isprintable() else " " for char in note[:LONGEST_NOTE])
    return line if len(note) <= LONGEST_NOTE else f"{line} ..."
