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
============  =====================================================================================
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tracking.fulfillment.planning import Part
from tracking.fulfillment.reconcile import Baseline
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import TrackingInfo
from tracking.resolving.results import Problem

__all__ = ["STATES", "Body", "Event", "Intent", "KeyReused", "Lost"]

STATES = ("planned", "sending", "done", "refused", "failed", "unknown", "cancelled", "superseded")


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


class Event(NamedTuple):
    """A line of an intent's history."""

    at: float
    state: str
    note: str
