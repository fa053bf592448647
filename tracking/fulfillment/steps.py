"""The common parts of the pipeline's steps: their surroundings, the claim on an order, and the reading of an order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.errors import ShopError
from tracking.fulfillment.answers import foreign
from tracking.fulfillment.asking import ResolverPort
from tracking.fulfillment.effects import Ask, Clock, Keep, Steps, Wait, patiently
from tracking.fulfillment.owner import new_owner
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.port import View
from tracking.fulfillment.reconcile import Absent, FoundFulfillment, Verdict
from tracking.fulfillment.telling import Telling
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.fulfillment.intent import Claim, Intent
    from tracking.fulfillment.journal import Journal

__all__ = ["Hold", "Surroundings", "check_given", "look", "problem_of", "settle"]


class Surroundings(NamedTuple):
    """The surroundings of a step."""

    shop: str
    """The shop's name in the journal."""
    numbers_per_fulfillment: int | None
    country: str | None
    resolver: ResolverPort
    journal: Journal
    policy: Policy
    clock: Clock
    tell: Telling
    """The listener for events."""


class Hold:
    """A claim on an order, kept while it is worked on. ``skus`` tells whether the order is read with SKUs."""

    def __init__(self, around: Surroundings, order_id: int, *, skus: bool) -> None:
        self.around = around
        self.order_id = order_id
        self.skus = skus
        self.owner = new_owner()
        self._kept = around.clock.monotonic()

    def take(self) -> Steps[tuple[Intent, ...] | None]:
        """Claim the order, waiting while somebody else has it. Returns its intents, or None if patience runs out."""
        around, seconds, waited = self.around, 0.05, 0.0
        seen: Claim | None = None
        since = around.clock.monotonic()
        while True:
            # The claim may end in a future that only another clock has seen; a claim that is not renewed for a lease is
            # taken.
            left = around.clock.monotonic() - since > around.journal.lease
            claim = (around.shop, self.order_id, self.owner, seen if left else None)
            found: tuple[Intent, ...] | None = yield Keep(around.journal.claim, claim)
            if found is not None:
                self._kept = around.clock.monotonic()
                return found
            now: Claim | None = yield Keep(around.journal.claimed, (around.shop, self.order_id))
            if now != seen:
                seen, since = now, around.clock.monotonic()
            if waited > around.policy.patience:
                return None
            yield Wait(seconds)
            waited += seconds
            seconds = min(1.0, seconds * 2)

    def keep(self) -> Steps[None]:
        """Renew the claim once a good part of its time is over."""
        now = self.around.clock.monotonic()
        if now - self._kept > self.around.journal.lease / 4:
            yield Keep(self.renew)
            self._kept = now

    def wait(self, seconds: float) -> Steps[None]:
        """Wait, and keep the claim."""
        yield Wait(seconds)
        yield from self.keep()

    def renew(self) -> None:
        """Renew the claim now. Raises `Lost` if somebody else has taken it."""
        self.around.journal.renew(self.around.shop, self.order_id, self.owner)

    def release(self) -> None:
        """Release the order."""
        self.around.journal.release(self.around.shop, self.order_id, self.owner)


def look(hold: Hold, *, places: bool = False) -> Steps[View]:
    """Read the order again; with ``places`` also the location of its only fulfillment order."""
    ask = Ask("order_view", (hold.order_id,), {"skus": hold.skus, "places": places})
    view: View = yield from patiently(ask, hold.around.policy, hold.around.clock, partial(_foreign, hold.order_id))
    yield from hold.keep()
    return view


def _foreign(order_id: int, view: View) -> str | None:
    return foreign(order_id, (*view.orders, *view.fulfillments))


def settle(hold: Hold, since: float, judge: Callable[[View], Verdict]) -> Steps[tuple[Verdict, View]]:
    """Read the order until a fulfillment is found, or until a reading that began late enough finds none.

    ``since`` is the monotonic time at which the call had certainly ended.
    """
    clock, seconds = hold.around.clock, hold.around.policy.settle
    # An early look spares most shipments the whole wait.
    marks = [seconds / 4, seconds]
    while True:
        began = clock.monotonic()
        view = yield from look(hold)
        verdict = judge(view)
        if isinstance(verdict, FoundFulfillment):
            return verdict, view
        late = began - since >= seconds
        if late and (isinstance(verdict, Absent) or not marks):
            return verdict, view
        if late:
            # What changed in the middle of a reading appears complete in the next one.
            marks.clear()
            yield from hold.wait(seconds / 4)
        else:
            while len(marks) > 1 and since + marks[0] <= clock.monotonic():
                marks.pop(0)
            # One percent is added, since a clock may be read slightly early.
            yield from hold.wait(max(0.0, since + marks[0] - clock.monotonic()) + 0.01)


def problem_of(error: ShopError) -> Problem:
    """Return a shop's error as a problem."""
    return Problem(error.code, error.words())


def check_given(shop: Any, resolver: Any, journal: Any) -> None:
    """Raise TypeError if one of a pipeline's parts is something else."""
    for name, given, needs, cure in (
        ("shop", shop, "create", "give a tracking.shopify.Client"),
        ("resolver", resolver, "resolve", "give the module tracking, or a tracking.Resolver"),
        ("journal", journal, "claim", "open one: Journal('journal.db')"),
    ):
        if not hasattr(given, needs):
            raise TypeError(f"{name}: a {type(given).__name__} was given; {cure}")
