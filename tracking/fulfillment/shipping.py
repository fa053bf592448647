"""A shipment into its fulfillments: resolve, claim the order, plan, write the intents down, submit them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import msgspec

from tracking.errors import NotFound, Refused, ShopError
from tracking.fulfillment.asking import Asked, asked
from tracking.fulfillment.effects import Ask, Keep, Steps, patiently
from tracking.fulfillment.intent import Body, Intent, KeyReused, Lost
from tracking.fulfillment.job import Job
from tracking.fulfillment.lost_zeros import order_unknown, order_with_zeros
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.planning import Part, covers, held, hindrance, is_live, parts, why_not
from tracking.fulfillment.reconcile import View, differences, same_numbers
from tracking.fulfillment.shipment import LARGEST_ID, Shipment, faults, key_of, order_reference
from tracking.fulfillment.steps import Hold, Surroundings, look, problem_of
from tracking.fulfillment.submitting import UNDECIDED, decided, instead, read_back, replaceable, submit
from tracking.fulfillment.summing_up import combined, counted, shipment_outcome, strange
from tracking.fulfillment.values import Fulfillment
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["preview", "ship"]

UNSENT = ("planned", "refused", "failed")


def ship(around: Surroundings, shipment: Shipment) -> Steps[Outcome]:
    """Bring one shipment into the shop, once."""
    return (yield from _with_order(around, shipment, lambda want, order: _claimed(around, shipment, want, order)))


def preview(around: Surroundings, shipment: Shipment) -> Steps[Outcome]:
    """Say what `ship` would do; only reads, and writes nothing down."""
    return (yield from _with_order(around, shipment, lambda want, order: _previewed(around, shipment, want, order)))


def _with_order(
    around: Surroundings, shipment: Shipment, steps: Callable[[Asked, int], Steps[Outcome]]
) -> Steps[Outcome]:
    """Resolve the shipment, find its order and go on with both; what cannot go on is an outcome as well."""
    limit, policy = around.numbers_per_fulfillment, around.policy
    want = asked(shipment, around.resolver, policy, country=around.country, limit=limit)
    wrong = (*faults(shipment), *((want.refusal,) if want.refusal else ()))
    if wrong:
        return shipment_outcome(shipment, want, "refused", *wrong)
    reference = order_reference(shipment.order)
    try:
        if isinstance(reference, int):
            return (yield from steps(want, reference))
        known = yield Keep(around.journal.order_id, (around.shop, reference))
        if known is None and reference.isdecimal() and 0 < int(reference) <= LARGEST_ID:
            # Digits are an id, or a name whose # got lost.
            try:
                return (yield from steps(want, int(reference)))
            except NotFound:
                pass
        if known is None:
            known = yield from patiently(Ask("find_order", (reference,)), policy, around.clock)
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
    key, view, planned = key_of(shipment, hold.order_id), None, False
    if (odd := strange(intents, key)) is not None:
        return shipment_outcome(shipment, want, *odd)
    all_mine = tuple(intent for intent in intents if intent.shipment_key == key)
    mine = counted(all_mine)
    others = yield from _others_decided(hold, [intent for intent in intents if intent.shipment_key != key], mine)
    accounted = {intent.fulfillment_id for intent in others if intent.fulfillment_id is not None}
    if mine and not _is_same(mine[0].body.shipment, shipment, hold.order_id):
        raise KeyReused(key)
    warnings = want.problems
    if all(intent.state in UNSENT for intent in mine):
        view = yield from look(hold)
        mine = yield from _planned(hold, shipment, want, view, all_mine, accounted)
        warnings += _plan_warnings(view, shipment, want, [intent.body.part for intent in mine], accounted)
        planned = True
    notify = shipment.notify_customer
    notify = hold.around.policy.notify_customer if notify is None else notify
    ended: list[Intent] = []
    for place, intent in enumerate(mine):
        rest = (*others, *ended, *mine[place + 1 :])
        job = Job(hold, intent, rest, warnings, notify)
        if intent.state in ("done", "cancelled", "superseded"):
            ended.append((yield from _checked(job)))
        elif planned and not intent.body.part.lines:
            assert view is not None
            ended.append((yield from instead(job, view, lambda one: covers(one, shipment.lines))))
        else:
            ended.append((yield from submit(job, view)))
            view = None
    return combined(shipment, want, key, ended)


def _others_decided(hold: Hold, others: Sequence[Intent], mine: Sequence[Intent]) -> Steps[list[Intent]]:
    """Decide first what else is under way on the order: what that did would look like somebody else's doing."""
    found = list(others)
    for place, intent in enumerate(others):
        if intent.state in UNDECIDED:
            kept = tuple(problem for problem in intent.body.problems if problem.code != "outcome_unknown")
            rest = (*found[:place], *found[place + 1 :], *mine)
            job, _ = yield from decided(Job(hold, intent, rest, kept, notify=False))
            found[place] = job.intent
    return found


def _planned(
    hold: Hold, shipment: Shipment, want: Asked, view: View, before: Sequence[Intent], accounted: Collection[int]
) -> Steps[tuple[Intent, ...]]:
    """Plan a shipment of which nothing was sent, and write the plan down; a part without lines is not to be had."""
    found: Sequence[Part] = parts(view.orders, shipment.lines)
    twins = _twins(view, want, accounted) if shipment.lines else ()
    if not found or any(covers(one, shipment.lines) for one in twins):
        found = (Part(lines={}),)
    key, reference = key_of(shipment, hold.order_id), order_reference(shipment.order)
    intents = []
    for place in range(max(len(found), len(before))):
        part = found[place] if place < len(found) else Part(lines={})
        state = "planned" if place < len(found) else "superseded"
        body = Body(shipment=shipment, tracking=want.tracking, part=part)
        if place < len(before):
            intents.append(msgspec.structs.replace(before[place], state=state, body=body, fulfillment_id=None))
        else:
            intents.append(
                Intent(
                    shop=hold.around.shop,
                    key=key if not place else f"{key}/{place + 1}",
                    shipment_key=key,
                    order_id=hold.order_id,
                    order_name=reference if isinstance(reference, str) else None,
                    state=state,
                    body=body,
                )
            )
    if len(intents) == 1 and not intents[0].id:
        return tuple(intents)  # written down with the first thing that happens to it
    written: tuple[Intent, ...] = yield Keep(hold.around.journal.plan, (intents,))
    return tuple(intent for intent in written if intent.state == "planned")


def _twins(view: View, want: Asked, accounted: Collection[int]) -> tuple[Fulfillment, ...]:
    """List live fulfillments with these numbers that belong to no other intent."""
    return tuple(
        one
        for one in view.fulfillments
        if want.tracking.numbers
        and one.id not in accounted
        and is_live(one)
        and same_numbers(want.tracking, one.tracking)
    )


def _checked(job: Job) -> Steps[Intent]:
    """Mend a fulfillment that was recorded and never read back: its pipeline died in between."""
    body = job.intent.body
    told = any(problem.code.endswith("_differs") for problem in body.problems)
    if job.intent.state == "done" and body.found and differences(body.tracking, body.found) and not told:
        return (yield from read_back(job))
    return job.intent


def _plan_warnings(
    view: View, shipment: Shipment, want: Asked, found: Sequence[Part], accounted: Collection[int]
) -> tuple[Problem, ...]:
    problems = []
    places = [part for part in found if part.lines]
    if len(places) > 1:
        several = f"order: {len(places)} locations or delivery methods, so {len(places)} fulfillments"
        problems.append(Problem("several_fulfillments", several))
    if places and not shipment.lines and (left := held(view.orders)):
        ids = ", ".join(f"{order.id} ({hindrance(order)})" for order in left)
        problems.append(Problem("left_out", f"order: fulfillment order {ids} cannot be fulfilled now and is left out"))
    if places and (twins := _twins(view, want, accounted)):
        ids = ", ".join(str(one.id) for one in twins)
        problems.append(Problem("number_in_use", f"number: fulfillment {ids} of this order has it too"))
    return tuple(problems)


def _previewed(around: Surroundings, shipment: Shipment, want: Asked, order_id: int) -> Steps[Outcome]:
    key = key_of(shipment, order_id)
    intents: tuple[Intent, ...] = yield Keep(around.journal.of_order, (around.shop, order_id))
    named = yield Keep(lambda: tuple(around.journal.intents(shop=around.shop, key=key)) if shipment.key else ())
    if (odd := strange((*intents, *named), key)) is not None:
        return shipment_outcome(shipment, want, *odd)
    if any(one.order_id != order_id or not _is_same(one.body.shipment, shipment, order_id) for one in named):
        return shipment_outcome(shipment, want, "refused", _reused(key))
    mine = counted([intent for intent in intents if intent.shipment_key == key])
    if mine and not all(intent.state in UNSENT for intent in mine):
        return combined(shipment, want, key, mine)
    accounted = {
        intent.fulfillment_id for intent in intents if intent not in mine and intent.fulfillment_id is not None
    }
    view = yield from look(_hold(around, shipment, order_id))
    found = parts(view.orders, shipment.lines)
    twins = [one for one in _twins(view, want, accounted) if covers(one, shipment.lines)]
    outcome = shipment_outcome(shipment, want, "planned", *_plan_warnings(view, shipment, want, found, accounted))
    outcome = msgspec.structs.replace(outcome, key=key, order_id=order_id, parts=found)
    if twins and (shipment.lines or not found):
        there = Problem("already_there", f"fulfillment {twins[0].id} is there with this number; nothing would be sent")
        return msgspec.structs.replace(outcome, state="done", problems=(*want.problems, there), parts=())
    live = [one for one in view.fulfillments if is_live(one) and covers(one, shipment.lines)]
    if not found and (old := replaceable(want.tracking, around.policy, live)) is not None:
        replaced = Problem("tracking_replaced", f"fulfillment {live[0].id} has {old}; its tracking would be updated")
        return msgspec.structs.replace(outcome, problems=(*outcome.problems, replaced))
    if not found:
        why = why_not(view.orders, view.fulfillments, shipment.lines)
        return msgspec.structs.replace(outcome, state="refused", problems=(*want.problems, why))
    return outcome


def _is_same(one: Shipment, other: Shipment, order_id: int) -> bool:
    """Tell whether two shipments under one key ask for the same numbers and lines."""
    first, second = (msgspec.structs.replace(shipment, key=None) for shipment in (one, other))
    return key_of(first, order_id) == key_of(second, order_id)
