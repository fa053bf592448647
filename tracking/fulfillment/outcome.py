"""The outcomes of shipments."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from tracking.fulfillment.planning import Part
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import TrackingInfo
from tracking.resolving.results import Problem

__all__ = ["Outcome", "State"]

State = Literal["done", "skipped", "refused", "unknown", "failed", "planned"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a shipment, or of a change to a fulfillment.

    It is returned by the methods of `tracking.fulfillment.Pipeline`. A shipment that cannot be sent is an outcome, too;
    it raises no exception.
    """

    shipment: Shipment
    state: State
    """What became of it.

    ``done``: it is in the shop. ``skipped``: there was nothing to do. ``refused``: the shop or the policy refused it.
    ``failed``: the shop could not be asked. ``unknown``: it may be in the shop; ``problems`` say what to look at.
    ``planned``: it was a dry run, which sends nothing.
    """
    key: str | None = None
    """The key of its intent in the journal."""
    order_id: int | None = None
    fulfillment_ids: tuple[int, ...] = ()
    tracking: TrackingInfo = TrackingInfo()
    """What the shop has, if the state is ``done``; otherwise what was or is to be sent."""
    parts: tuple[Part, ...] = ()
    """What each of its fulfillments holds."""
    problems: tuple[Problem, ...] = ()
    """Warnings, and last, if it is not done, the reason."""
    lines: tuple[int, ...] = ()
    """The lines of the file that the shipment was read from, counted from 1; empty if it was not read from a file."""

    @property
    def fulfillment_id(self) -> int | None:
        """The first fulfillment's id, or None."""
        return self.fulfillment_ids[0] if self.fulfillment_ids else None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields of the report, fit for `json.dumps`."""
        return {
            "order": self.shipment.order,
            "number": ";".join(self.shipment.numbers) or None,
            "state": self.state,
            "fulfillment_id": self.fulfillment_id,
            "company": self.tracking.company,
            "url": self.tracking.url,
            "problems": [problem.as_dict() for problem in self.problems],
            "order_id": self.order_id,
            "fulfillment_ids": list(self.fulfillment_ids),
            "urls": list(self.tracking.urls),
            "key": self.key,
            **({"lines": list(self.lines)} if self.lines else {}),
        }
