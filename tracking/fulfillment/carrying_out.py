"""The plan of a parcel, carried out: its intents are recorded and sent, and leftovers of earlier plans removed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import structs

from tracking.fulfillment.asking import Asked
from tracking.fulfillment.effects import Keep, Steps
from tracking.fulfillment.intent import Body, Intent
from tracking.fulfillment.job import Job
from tracking.fulfillment.parcel_plan import ParcelPlan
from tracking.fulfillment.planning import Part, is_live
from tracking.fulfillment.reconcile import View
from tracking.fulfillment.shipment import Shipment, order_reference
from tracking.fulfillment.steps import Hold
from tracking.fulfillment.submitting import adopted, amended, submit
from tracking.fulfillment.summing_up import counted
from tracking.fulfillment.values import Fulfillment
from tracking.resolving.results import Problem

__all__ = ["Parcel", "carried_out"]

UNSENT = ("planned", "refused", "failed")
NO_UNITS = Part(lines={})


class Parcel(NamedTuple):
    """A parcel that is to be brought into the shop, with the claim of the run that does it."""

    hold: Hold
    shipment: Shipment
    want: Asked
    key: str
    notify: bool


def carried_out(
    parcel: Parcel, view: View, plan: ParcelPlan, mine: Sequence[Intent], others: Sequence[Intent]
) -> Steps[tuple[Intent, ...]]:
    """Bring a parcel to the planned end. Returns those of its intents that count."""
    warnings = (*parcel.want.problems, *plan.warnings)
    adopt = _unknown(plan, mine)
    single = [NO_UNITS] * len(plan.amendments)
    if plan.refusal and not plan.parts and not plan.waiting:
        single = [NO_UNITS]
    parts = [*([] if single else [NO_UNITS] * len(adopt)), *plan.parts, *single]
    kept, intents = _intents(parcel, view, plan, parts, mine, others)
    # A fulfillment that is to get the numbers is not let go of before it has them.
    then = [one for one in mine if one.state == "done" and one.fulfillment_id in _amended_ids(plan)]
    new = [one for one in intents if one.id not in {one.id for one in then}]
    if len(new) > 1 or any(one.id for one in new) or plan.waiting:
        # A single intent is recorded with the first thing that happens to it.
        written = yield Keep(parcel.hold.around.journal.plan, (new,))
        intents = [*(one for one in intents if one not in new), *written]
    ended: list[Intent] = []
    seen: View | None = view
    at_work = [one for one in intents if one.state == "planned"]
    for place, intent in enumerate(at_work):
        rest = (*others, *kept, *ended, *(one for one in intents if one not in at_work[: place + 1]))
        job = Job(parcel.hold, intent, rest, warnings, parcel.notify)
        if plan.amendments:
            before = then[place] if place < len(then) else None
            ended.append((yield from amended(job, plan.amendments[place], before)))
        elif single:
            assert plan.refusal is not None
            ended.append((yield from job.ended("refused", plan.refusal.message, plan.refusal)))
        elif place < len(adopt):
            ended.append((yield from _adopted(job, adopt[place], others)))
        else:
            ended.append((yield from submit(job, seen)))
            seen = None
    left = [one for one in intents if one not in at_work]
    return counted(sorted((*kept, *ended, *left), key=lambda one: one.id))


def _adopted(job: Job, fulfillment: Fulfillment, others: Sequence[Intent]) -> Steps[Intent]:
    if all(one.fulfillment_id != fulfillment.id for one in others):
        return (yield from adopted(job, fulfillment))
    body = structs.replace(job.intent.body, beside=fulfillment.id, found=fulfillment.tracking)
    job = job._replace(intent=structs.replace(job.intent, body=body))
    there = Problem("already_there", f"fulfillment {fulfillment.id} was there with this number; it was not sent again")
    return (yield from job.ended("added", "was there", there))


def _unknown(plan: ParcelPlan, intents: Iterable[Intent]) -> list[Fulfillment]:
    """Return the parcel's fulfillments that none of its intents knows."""
    if plan.refusal and not plan.parts and not plan.waiting:
        return []  # the next run requests again what was refused
    known = {id_ for one in intents for id_ in (one.fulfillment_id, one.body.beside)}
    return [one for one in plan.there if one.id not in known]


def _intents(
    parcel: Parcel,
    view: View,
    plan: ParcelPlan,
    parts: Sequence[Part],
    mine: Sequence[Intent],
    others: Sequence[Intent],
) -> tuple[list[Intent], list[Intent]]:
    """Return the intents that stand as they are, and those that are made or made again: one for each part."""
    gone = {one.id for one in view.fulfillments if not is_live(one)}
    changed = _amended_ids(plan)
    gone.update(changed)
    # What somebody cancelled in the shop is no longer done. What was done without a number is done again with one.
    slots = [one for one in mine if one.state in UNSENT or (one.state == "done" and one.fulfillment_id in gone)]
    slots.sort(key=lambda one: changed.index(one.fulfillment_id) if one.fulfillment_id in changed else len(changed))
    kept = [one for one in mine if one not in slots]
    planned = [(part, "planned") for part in parts]
    if plan.waiting:
        planned.append((plan.waiting, "refused"))
    planned += [(NO_UNITS, "superseded")] * (len(slots) - len(planned))
    taken = {one.key for one in (*mine, *others)}
    keys = (name for name in _names(parcel.key) if name not in taken)
    reference = order_reference(parcel.shipment.order)
    intents = []
    for place, (part, state) in enumerate(planned):
        problems = (*parcel.want.problems, *plan.warnings) if state == "refused" else ()
        problems += (plan.refusal,) if state == "refused" and plan.refusal else ()
        body = Body(shipment=parcel.shipment, tracking=parcel.want.tracking, part=part, problems=problems)
        if place < len(slots):
            intents.append(structs.replace(slots[place], state=state, body=body, fulfillment_id=None))
            continue
        intents.append(
            Intent(
                shop=parcel.hold.around.shop,
                key=next(keys),
                shipment_key=parcel.key,
                order_id=parcel.hold.order_id,
                order_name=reference if isinstance(reference, str) else None,
                state=state,
                body=body,
            )
        )
    return kept, intents


def _amended_ids(plan: ParcelPlan) -> list[int]:
    return [change.fulfillment.id for change in plan.amendments]


def _names(key: str) -> Iterable[str]:
    yield key
    for count in itertools.count(2):
        yield f"{key}/{count}"
