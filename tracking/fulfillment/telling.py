"""Events of the pipeline, reported as they happen: for logs, metrics, and progress bars."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from tracking.fulfillment.planning import Part
from tracking.fulfillment.shipment import Shipment
from tracking.resolving.results import Problem

__all__ = ["EventKind", "PipelineEvent", "Telling"]

_log = logging.getLogger("tracking.fulfillment")

EventKind = Literal["planned", "sent", "settled", "done", "skipped", "refused", "failed", "unknown"]


class PipelineEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a shipment.

    Each fulfillment has ``planned`` (its contents are decided), ``sent`` (a create call is about to be made, perhaps
    not the first), and ``settled`` (a call had no answer, and it was then found out what became of it, or could not
    be). Each shipment ends with ``done``, ``skipped``, ``refused``, ``failed``, or ``unknown``, as in its outcome.
    """

    kind: EventKind
    shipment: Shipment
    at: float
    """Seconds since 1970."""
    order_id: int | None = None
    key: str | None = None
    """The key of the intent in the journal."""
    part: Part | None = None
    """What the fulfillment holds."""
    attempt: int | None = None
    """The number of the create call for this fulfillment, from 1."""
    state: str | None = None
    """With ``settled``: ``done``, ``planned`` (the call was not executed), or ``unknown``."""
    fulfillment_ids: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    ended: int | None = None
    """At the end of a shipment: how many shipments of the run have ended."""
    total: int | None = None
    """How many shipments the run has; None unless it was given a list."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields that are set, fit for `json.dumps`."""
        fields = msgspec.to_builtins(self, str_keys=True)
        fields |= {"shipment": {name: value for name, value in fields["shipment"].items() if value not in (None, [])}}
        fields["problems"] = [problem.as_dict() for problem in self.problems]
        return {name: value for name, value in fields.items() if value not in (None, [])}


Listener = Callable[[PipelineEvent], object]


class Telling:
    """Tells a listener, if there is one. What the listener raises is logged, and the run goes on."""

    def __init__(self, listener: Listener | None, now: Callable[[], float]) -> None:
        if listener is not None and not callable(listener):
            raise TypeError(f"on_event: {type(listener).__name__} was given; give a function that takes an event")
        self._listener, self._now = listener, now

    def __call__(self, kind: EventKind, shipment: Shipment, **about: Any) -> None:
        """Tell the listener about an event that has just happened."""
        if self._listener is None:
            return
        try:
            self._listener(PipelineEvent(kind=kind, shipment=shipment, at=self._now(), **about))
        except Exception:
            _log.exception("on_event failed at %s of order %s", kind, shipment.order)
