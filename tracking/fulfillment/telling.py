"""What happens while shipments are brought into a shop, told as it happens: for logs, metrics and progress."""

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
    """One thing that happened to a shipment.

    Of each fulfillment: ``planned`` (what it is to hold is decided), ``sent`` (a create call is about to be made, perhaps
    not the first), ``settled`` (a call had no answer, and what became of it was found out or could not be). Of each
    shipment, last: ``done``, ``skipped``, ``refused``, ``failed`` or ``unknown``, as its outcome says.
    """

    kind: EventKind
    shipment: Shipment
    at: float
    """Seconds since 1970."""
    order_id: int | None = None
    key: str | None = None
    """The intent's key in the journal."""
    part: Part | None = None
    """What the fulfillment holds."""
    attempt: int | None = None
    """Which create call for the fulfillment it is, from 1."""
    state: str | None = None
    """Of ``settled``: done, planned (it was not done) or unknown."""
    fulfillment_ids: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    ended: int | None = None
    """At a shipment's end: how many of the run have ended."""
    total: int | None = None
    """How many there are, where the run was given a list."""

    def as_dict(self) -> dict[str, Any]:
        """The fields that say something, fit for `json.dumps`."""
        fields = msgspec.to_builtins(self, str_keys=True)
        fields |= {"shipment": {name: value for name, value in fields["shipment"].items() if value not in (None, [])}}
        fields["problems"] = [problem.as_dict() for problem in self.problems]
        return {name: value for name, value in fields.items() if value not in (None, [])}


Listener = Callable[[PipelineEvent], object]


class Telling:
    """Tells a listener, if there is one; what it raises is logged and stops nothing."""

    def __init__(self, listener: Listener | None, now: Callable[[], float]) -> None:
        if listener is not None and not callable(listener):
            raise TypeError(f"on_event: {type(listener).__name__} was given; give a function that takes an event")
        self._listener, self._now = listener, now

    def __call__(self, kind: EventKind, shipment: Shipment, **about: Any) -> None:
        """Tell of something that has just happened."""
        if self._listener is None:
            return
        try:
            self._listener(PipelineEvent(kind=kind, shipment=shipment, at=self._now(), **about))
        except Exception:
            _log.exception("on_event failed at %s of order %s", kind, shipment.order)
