"""The outcome of a shipment, combined from its intents."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracking.fulfillment.asking import Asked
from tracking.fulfillment.intent import STATES, Intent
from tracking.fulfillment.outcome import Outcome, State
from tracking.fulfillment.parcel_plan import ParcelPlan
from tracking.fulfillment.shipment import Shipment
from tracking.resolving.results import Problem

__all__ = ["combined", "counted", "foreseen", "shipment_outcome", "strange"]


def strange(intents: Sequence[Intent], key: str) -> tuple[State, Problem] | None:
    """Return the problem of an intent in an unknown state: nothing is sent for it or beside it."""
    found = sorted((one for one in intents if one.state not in STATES), key=lambda one: one.shipment_key != key)
    if not found:
        return None
    said = f"journal: {found[0].key} is in the state {found[0].state!r}, which this program does not know; "
    problem = Problem("state_unknown", said + "use the program that wrote it, or restore the journal from a backup")
    return ("unknown" if found[0].shipment_key == key else "failed"), problem


def shipment_outcome(shipment: Shipment, want: Asked, state: State, *problems: Problem) -> Outcome:
    """Return the outcome of a shipment that has no intents."""
    everything = (*(one for one in want.problems if one not in problems), *dict.fromkeys(problems))
    return Outcome(shipment=shipment, state=state, tracking=want.tracking, problems=everything)


def combined(shipment: Shipment, want: Asked, key: str, intents: Sequence[Intent]) -> Outcome:
    """Combine a shipment's intents. The worst of their states is the shipment's."""
    states = {intent.state for intent in intents}
    ranked: tuple[tuple[str, State], ...] = (
        ("unknown", "unknown"),
        ("sending", "unknown"),
        ("failed", "failed"),
        ("planned", "failed"),
        ("refused", "refused"),
        ("done", "done"),
        ("added", "done"),
    )
    state: State = next((outcome for name, outcome in ranked if name in states), "skipped")
    decisive = {name for name, outcome in ranked if outcome == state}
    last = sorted(intents, key=lambda intent: intent.state in decisive)
    problems = dict.fromkeys(problem for intent in last for problem in intent.body.problems)
    notes = {
        Problem(f"{name}_before", f"{key}: {said}"): None
        for name, said in (
            ("cancelled", "its fulfillment was cancelled; have the journal retry it to send it again"),
            ("superseded", "another number has replaced its tracking since"),
        )
        if name in states
    }
    # The reason why it is not done comes last.
    problems = {**problems, **notes} if state in ("done", "skipped") else {**notes, **problems}
    found = next((intent.body.found for intent in intents if intent.body.found), None)
    then = intents[-1].body.shipment
    ids = (intent.body.beside if intent.state == "added" else intent.fulfillment_id for intent in intents)
    if state == "done" and (shipment.company, shipment.urls) != (then.company, then.urls):
        changed = "company or url: not what it was done with; use update-tracking to change it"
        problems[Problem("changed_since", changed)] = None
    return Outcome(
        shipment=shipment,
        state=state,
        key=key,
        order_id=intents[0].order_id,
        fulfillment_ids=tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None)),
        tracking=found or want.tracking,
        parts=tuple(intent.body.part for intent in intents),
        problems=tuple(problems),
    )


def counted(intents: Sequence[Intent]) -> tuple[Intent, ...]:
    """Leave out intents that an earlier plan had and the last one has not."""
    return tuple(intent for intent in intents if intent.state != "superseded" or intent.body.part.lines)


def foreseen(shipment: Shipment, want: Asked, key: str, order_id: int, plan: ParcelPlan) -> Outcome:
    """Return the outcome of a dry run."""
    problems = list(plan.warnings)
    state: State = "planned"
    if plan.amendments:
        problems += (change.told(done=False) for change in plan.amendments)
    elif plan.refusal:
        state = "planned" if plan.parts else "refused"
        problems.append(plan.refusal)
    elif not plan.parts:
        state = "done"
        ids = ", ".join(str(one.id) for one in plan.there)
        if ids:
            there = f"fulfillment {ids} is there with this number; nothing would be sent"
            problems.append(Problem("already_there", there))
    outcome = shipment_outcome(shipment, want, state, *problems)
    return msgspec.structs.replace(outcome, key=key, order_id=order_id, parts=plan.parts)
