"""Whether an answer to a create call is believed, and what becomes of an intent if it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracking.errors import NotFound, OutcomeUnknown, ShopError
from tracking.fulfillment.answers import not_created, others_number
from tracking.fulfillment.effects import Steps
from tracking.fulfillment.job import Job
from tracking.fulfillment.reconcile import FoundFulfillment
from tracking.fulfillment.steps import look
from tracking.fulfillment.values import Fulfillment
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.intent import Intent

__all__ = ["believed", "double", "looks_double", "not_there"]


def believed(job: Job, fulfillment: Fulfillment) -> Steps[None]:
    """Raise OutcomeUnknown if the answer to a create call is not about what was requested."""
    before, lines = job.intent.body.before, job.intent.body.part.lines
    known = {*(before.fulfillments if before else ()), *job.accounted}
    wrong = not_created(fulfillment, job.hold.order_id, lines, known)
    wrong = wrong or others_number(fulfillment, job.intent.body.tracking.numbers)
    if wrong is None and (yield from job.is_held(fulfillment)):
        wrong = f"the answer names fulfillment {fulfillment.id}, which another order has"
    if wrong is not None:
        raise OutcomeUnknown("broken_answer", [wrong])


def looks_double(job: Job, fulfillment: Fulfillment) -> Steps[tuple[Problem, ...]]:
    """Read the order again if the first call was not the one that succeeded: an earlier one may be executed late."""
    if job.intent.attempts < 2:
        return ()
    try:
        view = yield from look(job.hold)
    except ShopError as error:
        words = f"whether an earlier call was done late could not be read: {error}"
        return (Problem("not_read_back", words),)
    verdict = job.judged(view)
    found = (verdict.fulfillment.id, *verdict.twins) if isinstance(verdict, FoundFulfillment) else ()
    return double([one for one in found if one != fulfillment.id])


def double(ids: Sequence[int]) -> tuple[Problem, ...]:
    """Return the problem of fulfillments that hold the same as the requested one; empty if there are none."""
    if not ids:
        return ()
    named = ", ".join(map(str, ids))
    return (Problem("looks_double", f"fulfillment {named} holds the same; cancel what was not sent"),)


def not_there(job: Job, error: NotFound) -> Steps[Intent]:
    """End an intent whose answer named a fulfillment that the shop does not have: with the right one, or as unknown."""
    named = f"the shop named fulfillment {job.intent.fulfillment_id} and does not have it"
    try:
        view = yield from look(job.hold)
    except ShopError:
        view = None
    verdict = job.judged(view) if view and job.intent.body.before else None
    if isinstance(verdict, FoundFulfillment):
        return (yield from job.moved("done", named, *double(verdict.twins), fulfillment=verdict.fulfillment)).intent
    return (yield from job.ended("unknown", named, Problem("outcome_unknown", f"{named} ({error}); look at the order")))
