"""An intent under way: what its steps share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.fulfillment.effects import Keep, Steps
from tracking.fulfillment.reconcile import Changed, Verdict, View, judge
from tracking.fulfillment.steps import Hold
from tracking.fulfillment.values import Fulfillment
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.intent import Intent
    from tracking.fulfillment.telling import EventKind

__all__ = ["Job"]


class Job(NamedTuple):
    """An intent under way."""

    hold: Hold
    intent: Intent
    others: Sequence[Intent]
    """The order's other intents."""
    warnings: tuple[Problem, ...]
    notify: bool

    @property
    def accounted(self) -> frozenset[int]:
        """The fulfillments that belong to other intents."""
        return frozenset(other.fulfillment_id for other in self.others if other.fulfillment_id is not None)

    def tell(self, kind: EventKind, **about: Any) -> None:
        """Tell the listener what has just happened to the intent."""
        intent = self.intent
        self.hold.around.tell(kind, intent.body.shipment, order_id=intent.order_id, key=intent.key, **about)

    def moved(self, state: str, note: str, *problems: Problem, fulfillment: Fulfillment | None = None) -> Steps[Job]:
        """Record a new state."""
        journal = self.hold.around.journal
        taken_over = [other for other in self.others if fulfillment and other.fulfillment_id == fulfillment.id]
        work = Keep(journal.move, (self.intent, state, note, fulfillment, (*self.warnings, *problems), taken_over))
        return self._replace(intent=(yield work))

    def ended(self, state: str, note: str, *problems: Problem) -> Steps[Intent]:
        """Record a final state."""
        return (yield from self.moved(state, note, *problems)).intent

    def judged(self, view: View) -> Verdict:
        """Judge a reading of the order that was made after the call."""
        body = self.intent.body
        if body.before is None:  # it is recorded with the state "sending", so that the journal is not as it was left
            said = "the journal does not say how the order looked before the call; look at the order"
            return Changed(Problem("outcome_unknown", said))
        return judge(body.tracking, body.part, body.before, view, self.accounted)

    def is_held(self, fulfillment: Fulfillment) -> Steps[bool]:
        """Tell whether the journal knows a fulfillment as another order's."""
        journal, shop = self.hold.around.journal, self.hold.around.shop
        holder: Intent | None = yield Keep(journal.holder, (shop, fulfillment.id))
        return holder is not None and holder.order_id != self.hold.order_id
