"""From a shipment to its fulfillments: resolve it, claim the order, plan, record the intents, and submit them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracking.errors import NotFound, Refused, ShopError
from tracking.fulfillment.ahead import Ahead
from tracking.fulfillment.asking import Asked, asked
from tracking.fulfillment.carrying_out import Parcel, carried_out
from tracking.fulfillment.effects import Ask, Keep, Steps, patiently
from tracking.fulfillment.intent import Intent, KeyReused, Lost
from tracking.fulfillment.job import Job
from tracking.fulfillment.lost_zeros import order_ambiguous, order_unknown, order_with_zeros
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.parcel import is_reused, is_settled, told_apart
from tracking.fulfillment.parcel_plan import needs_places, plan_of
from tracking.fulfillment.reconcile import differences
from tracking.fulfillment.shipment import LARGEST_ID, Shipment, faults, key_of, order_reference
from tracking.fulfillment.steps import Hold, Surroundings, look, problem_of
from tracking.fulfillment.submitting import UNDECIDED, decided, read_back
from tracking.fulfillment.summing_up import combined, counted, foreseen, shipment_outcome, strange
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["preview", "ship"]


def ship(around: Surroundings, shipment: Shipment, ahead: Ahead | None = None) -> Steps[Outcome]:
    """Bring one shipment into the shop, once. ``ahead`` looks up its order together with others."""
    claimed: Callable[[Asked, int], Steps[Outcome]] = lambda want, order: _claimed(around, shipment, want, order)  # noqa: E731
    return (yield from _with_order(around, shipment, claimed, ahead))


def preview(around: Surroundings, shipment: Shipment, ahead: Ahead | None = None) -> Steps[Outcome]:
    """Return what `ship` would do. It only reads, and records nothing."""
    previewed: Callable[[Asked, int], Steps[Outcome]] = lambda want, order: _previewed(around, shipment, want, order)  # noqa: E731
    return (yield from _with_order(around, shipment, previewed, ahead))


def _with_order(
    around: Surroundings, shipment: Shipment, steps: Callable[[Asked, int], Steps[Outcome]], ahead: Ahead | None
) -> Steps[Outcome]:
    """Resolve the shipment, find its order, and continue with both; if it cannot continue, return an outcome."""
    limit, policy = around.numbers_per_fulfillment, around.policy
    want = asked(shipment, around.resolver, policy, country=around.country, limit=limit)
    want = want._replace(elsewhere=ahead.elsewhere(shipment)) if ahead else want
    wrong = (*faults(shipment), *((want.refusal,) if want.refusal else ()))
    if wrong:
        return shipment_outcome(shipment, want, "refused", *wrong)
    reference = order_reference(shipment.order)
    try:
        if isinstance(reference, int):
            return (yield from steps(want, reference))
        known = yield Keep(around.journal.order_id, (around.shop, reference))
        found = {} if known is not None else (yield from (ahead or Ahead()).look_up(reference))
        known = known or found.get(reference)
        is_no_id = reference in found or not reference.isdecimal()
        if known is None and not is_no_id and 0 < int(reference) <= LARGEST_ID:
            # Digits are an id, or a name that lost its #.
            try:
                return (yield from steps(want, int(reference)))
            except NotFound:
                pass
        if known is None:
            known = yield from patiently(Ask("find_order", (reference,)), policy, around.clock)
        elif reference.isdecimal() and known == found.get(reference) == int(reference):
            also = yield from patiently(Ask("find_order", (reference,)), policy, around.clock)
            if also not in (None, known):
                return shipment_outcome(shipment, want, "refused", order_ambiguous(reference, also))
        if known is not None:
            return (yield from steps(want, known))
        meant = yield from order_with_zeros(around, reference)
        return shipment_outcome(shipment, want, "refused", order_unknown(shipment, meant))
    except NotFound:
        return shipment_outcome(shipment, want, "refused", order_unknown(shipment, None))
    except Refused as error:
        return shipment_outcome(shipment, want, "refused", problem_of(error))
    except ShopError as error:
        return shipment_outcome(shipment, want, "failed", problem_of(error))


def _claimed(around: Surroundings, shipment: Shipment, want: Asked, order_id: int) -> Steps[Outcome]:
    hold = _hold(around, shipment, order_id)
    while True:
        intents = yield from hold.take()
        if intents is None:
            busy = Problem("order_busy", f"another pipeline has worked on order {order_id} all the time; run it again")
            return shipment_outcome(shipment, want, "failed", busy)
        try:
            outcome = yield from _shipped(hold, shipment, want, intents)
        except Lost:
            continue
        except KeyReused as error:
            outcome = shipment_outcome(shipment, want, "refused", _reused(str(error)))
        except BaseException:
            hold.release()
            raise
        yield Keep(hold.release)
        return outcome


def _reused(key: str) -> Problem:
    return Problem("key_reused", f"key: {key} stands for another shipment in the journal; give a new one")


def _hold(around: Surroundings, shipment: Shipment, order_id: int) -> Hold:
    return Hold(around, order_id, skus=any(line.sku is not None for line in shipment.lines))


def _shipped(hold: Hold, shipment: Shipment, want: Asked, intents: Sequence[Intent]) -> Steps[Outcome]:
    key = key_of(shipment, hold.order_id)
    if (odd := strange(intents, key)) is not None:
        return shipment_outcome(shipment, want, *odd)
    mine, others = told_apart(intents, key, hold.order_id)
    if is_reused(mine, shipment):
        raise KeyReused(key)
    notify = shipment.notify_customer
    notify = hold.around.policy.notify_customer if notify is None else notify
    others = yield from _decided(hold, others, mine, None, notify=False)
    if not is_settled(mine, shipment):
        mine = yield from _decided(hold, mine, others, want.problems, notify=notify)
        if any(one.state in UNDECIDED for one in mine):
            return combined(shipment, want, key, counted(mine))
    if is_settled(mine, shipment):
        ended = []
        for place, intent in enumerate(mine):
            rest = (*others, *mine[:place], *mine[place + 1 :])
            ended.append((yield from _checked(Job(hold, intent, rest, want.problems, notify))))
        return combined(shipment, want, key, counted(ended))
    view = yield from look(hold)
    if needs_places(view, shipment, want.tracking):
        view = yield from look(hold, places=True)
    around = hold.around
    plan = plan_of(view, shipment, want, mine, others, around.policy, around.numbers_per_fulfillment)
    parcel = Parcel(hold, shipment, want, key, notify)
    return combined(shipment, want, key, (yield from carried_out(parcel, view, plan, mine, others)))


def _decided(
    hold: Hold,
    intents: Sequence[Intent],
    others: Sequence[Intent],
    warnings: tuple[Problem, ...] | None,
    *,
    notify: bool,
) -> Steps[tuple[Intent, ...]]:
    """Decide first what is under way on the order, because its effects would look like somebody else's.

    Without ``warnings``, an intent keeps its own.
    """
    found = list(intents)
    for place, intent in enumerate(intents):
        if intent.state in UNDECIDED:
            kept = tuple(problem for problem in intent.body.problems if problem.code != "outcome_unknown")
            rest = (*found[:place], *found[place + 1 :], *others)
            job, _ = yield from decided(Job(hold, intent, rest, kept if warnings is None else warnings, notify))
            found[place] = job.intent
    return tuple(found)


def _checked(job: Job) -> Steps[Intent]:
    """Correct a fulfillment that was recorded and never read back because its pipeline died in between."""
    body = job.intent.body
    told = any(problem.code.endswith("_differs") for problem in body.problems)
    if job.intent.state == "done" and body.found and differences(body.tracking, body.found) and not told:
        return (yield from read_back(job))
    return job.intent


def _previewed(around: Surroundings, shipment: Shipment, want: Asked, order_id: int) -> Steps[Outcome]:
    key = key_of(shipment, order_id)
    intents: tuple[Intent, ...] = yield Keep(around.journal.of_order, (around.shop, order_id))
    named = yield Keep(lambda: tuple(around.journal.intents(shop=around.shop, key=key)) if shipment.key else ())
    if (odd := strange((*intents, *named), key)) is not None:
        return shipment_outcome(shipment, want, *odd)
    mine, others = told_apart(intents, key, order_id)
    if any(one.order_id != order_id for one in named) or is_reused(mine, shipment):
        return shipment_outcome(shipment, want, "refused", _reused(key))
    if is_settled(mine, shipment) or any(one.state in UNDECIDED for one in mine):
        return combined(shipment, want, key, counted(mine))
    view = yield from look(_hold(around, shipment, order_id), places=True)
    plan = plan_of(view, shipment, want, mine, others, around.policy, around.numbers_per_fulfillment)
    return foreseen(shipment, want, key, order_id, plan)
