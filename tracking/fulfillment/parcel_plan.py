"""Plans for parcels, each decided from one reading of its order; pure functions.

A dry run and a run call the same function.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracking.fulfillment.equal_rows import counted_rows
from tracking.fulfillment.fulfilled_before import Amendment, amendment, bare_before, joined_tracking, other_choices
from tracking.fulfillment.intent import Intent
from tracking.fulfillment.parcel import OrderLines, Standing, content, rest_of, standing
from tracking.fulfillment.planning import Available, Part, available, held, hindrance, is_live, remaining, why_not
from tracking.fulfillment.reconcile import View
from tracking.fulfillment.shipment import Shipment, ShipmentLine, label_form
from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, TrackingInfo
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.asking import Asked
    from tracking.fulfillment.policy import Policy

__all__ = ["ParcelPlan", "needs_places", "plan_of"]


IN_NO_PARCEL = {"none": "not shipped", "pick_up": "picked up", "retail": "handed over in a store"}
"""Delivery methods of what is in no parcel with a tracking number (DeliveryMethodType of the Admin API), in words."""


class ParcelPlan(NamedTuple):
    """The plan for a parcel."""

    there: tuple[Fulfillment, ...] = ()
    """The fulfillments that are the parcel's."""
    parts: tuple[Part, ...] = ()
    """The fulfillments that are to be sent."""
    waiting: Part | None = None
    """The units that may not be sent now, and are not forgotten."""
    amendments: tuple[Amendment, ...] = ()
    """The fulfillments that are to get the numbers; nothing is to be sent then."""
    refusal: Problem | None = None
    """Why nothing is to be sent, or why a part waits."""
    warnings: tuple[Problem, ...] = ()


def plan_of(
    view: View,
    shipment: Shipment,
    want: Asked,
    mine: Sequence[Intent],
    others: Sequence[Intent],
    policy: Policy,
    limit: int | None,
) -> ParcelPlan:
    """Decide what is to be done for a parcel. ``limit`` is how many numbers a fulfillment can carry.

    ``mine`` are the parcel's intents, none of them undecided; ``others`` are the other intents of the order.
    """
    asked, lines = want.tracking, OrderLines.of(view)
    there = standing(view, shipment, asked, mine, others)
    known = (*there.fulfillments, *there.around)
    shipped = _shipped(view, shipment, asked)
    left_out = tuple(_in_no_parcel(order) for order in view.orders if order not in shipped.orders)
    view = shipped
    counted = counted_rows(shipment.lines, there, view, lines)
    if counted.refusal:
        return ParcelPlan(there.fulfillments, refusal=counted.refusal)
    rest = rest_of(counted.lines, there, view, lines)
    plan = ParcelPlan(known, warnings=counted.problems)
    if rest.shrunk:
        return plan._replace(refusal=_shrunk(rest.shrunk, there))
    if not known and (longer := _without_zeros(asked, view)):
        return plan._replace(refusal=longer)
    if asked.numbers:
        bare = tuple(one for one in there.fulfillments if not one.tracking.numbers)
        if not bare and (_was_left(mine, rest.lines, counted.lines) or not (known or there.spent)):
            bare = bare_before(view, rest.lines, others)
        if bare:
            return _amended(plan, tuple(Amendment(one, "missing") for one in bare), policy)
    nothing_left = not remaining(view.orders) if not shipment.lines else not rest.lines
    if nothing_left and (known or there.spent):
        gone = there.cancelled and _is_new(shipment, mine)
        return plan._replace(refusal=_taken_back(there.cancelled)) if gone else plan
    found = available(view.orders, rest.lines)
    if not found.parts and not (found.waiting and known):
        plan = plan._replace(warnings=(*counted.problems, *left_out))
        return _used_up(plan, view, rest.lines, want, policy, limit, lines)
    if known and policy.changed_parcel == "refuse" and _is_new(shipment, mine):
        return plan._replace(refusal=_changed(there, rest.lines, known))
    warnings = (*counted.problems, *_warnings(found, view, asked, known), *left_out)
    if known and found.parts and _is_new(shipment, mine):
        warnings += (_grown(known, found.parts, lines),)
    waiting = _left_open(found.waiting, view, lines) if found.waiting else None
    return plan._replace(parts=found.parts, waiting=found.waiting, refusal=waiting, warnings=warnings)


def _was_left(mine: Sequence[Intent], rest: Sequence[ShipmentLine], wanted: Sequence[ShipmentLine]) -> bool:
    """Tell whether an earlier run has put the numbers on a part of what is wanted, and could not go on."""
    failed = any(one.state in ("failed", "planned") and not one.body.part.lines for one in mine)
    return failed and (bool(rest) or not wanted)


def needs_places(view: View, shipment: Shipment, asked: TrackingInfo) -> bool:
    """Tell whether a parcel that does not say what is in it needs to know how the rest of its order is delivered.

    A quick reading leaves that out for the only fulfillment order. Its other ones may have been sent before.
    """
    if shipment.lines or not asked.numbers or not any(map(is_live, view.fulfillments)):
        return False
    return any(order.delivery_method is None and remaining([order]) for order in view.orders)


def _shipped(view: View, shipment: Shipment, asked: TrackingInfo) -> View:
    """Return a reading without what is in no parcel with a number: gift cards, and what is picked up.

    A parcel that says what is in it may hold all of that. In an order that has nothing else, it is meant all the same.
    """
    orders = tuple(one for one in view.orders if one.delivery_method not in IN_NO_PARCEL or not remaining([one]))
    fulfillments = tuple(one for one in view.fulfillments if one.requires_shipping or one.tracking.numbers)
    if shipment.lines or not asked.numbers or not (remaining(orders) or any(map(is_live, fulfillments))):
        return view
    return view._replace(orders=orders, fulfillments=fulfillments)


def _in_no_parcel(order: FulfillmentOrder) -> Problem:
    lines = [line for line in order.lines if line.remaining]
    units = ", ".join(f"{line.remaining} of {line.sku or f'line item {line.line_item_id}'}" for line in lines)
    words = f"order: this parcel leaves {units} open: fulfillment order {order.id} is {IN_NO_PARCEL[order.delivery_method or '']}"
    return Problem("in_no_parcel", f"{words}; name its SKU to send it with this number")


def _amended(plan: ParcelPlan, changes: tuple[Amendment, ...], policy: Policy) -> ParcelPlan:
    if policy.already_fulfilled != "refuse":
        return plan._replace(amendments=changes)
    ids = ", ".join(str(change.fulfillment.id) for change in changes)
    words = f"order: fulfillment {ids} holds the same without a number; "
    return plan._replace(
        refusal=Problem("already_fulfilled", words + "--already-fulfilled add-missing puts the number to it")
    )


def _used_up(
    plan: ParcelPlan,
    view: View,
    wanted: Sequence[ShipmentLine],
    want: Asked,
    policy: Policy,
    limit: int | None,
    lines: OrderLines,
) -> ParcelPlan:
    """Decide about a parcel whose units are used up: an earlier fulfillment gets its numbers, or nothing does."""
    asked = want.tracking
    change = amendment(view, wanted, asked, policy, lines)
    if change is not None and change.how == "replace" and (taken := _of_another(change.fulfillment, want)):
        words = f"number: fulfillment {change.fulfillment.id} has {taken}, which another row of this order has too"
        return plan._replace(refusal=Problem("already_fulfilled", f"{words}; give each row what is in its parcel"))
    if change is None:
        cure = other_choices(view, wanted, asked, policy, lines)
        return plan._replace(refusal=why_not(view.orders, view.fulfillments, wanted, cure))
    count = len(joined_tracking(change.fulfillment.tracking, asked).numbers)
    if change.how == "add" and limit is not None and count > limit:
        words = f"number: fulfillment {change.fulfillment.id} would have {count} numbers, and this shop takes {limit}"
        return plan._replace(refusal=Problem("several_numbers", f"{words} a fulfillment over REST; use GraphQL"))
    return plan._replace(amendments=(change,))


def _of_another(fulfillment: Fulfillment, want: Asked) -> str:
    """Return the number of a fulfillment that another shipment of the run has; empty if there is none."""
    return next((one for one in fulfillment.tracking.numbers if label_form(one) in want.elsewhere), "")


def _is_new(shipment: Shipment, mine: Sequence[Intent]) -> bool:
    """Tell whether the parcel is requested with these contents for the first time, as far as the journal knows."""
    asked = content(shipment.lines)
    return not any(one.body.part.lines and content(one.body.shipment.lines) == asked for one in mine)


def _warnings(found: Available, view: View, asked: TrackingInfo, known: Sequence[Fulfillment]) -> tuple[Problem, ...]:
    problems = []
    if len(found.parts) > 1:
        several = f"order: {len(found.parts)} locations or delivery methods, so {len(found.parts)} fulfillments"
        problems.append(Problem("several_fulfillments", several))
    numbers = set(map(label_form, asked.numbers))
    same = [
        str(one.id)
        for one in view.fulfillments
        if is_live(one) and one not in known and numbers.intersection(map(label_form, one.tracking.numbers))
    ]
    if same:
        problems.append(Problem("number_in_use", f"number: fulfillment {', '.join(same)} of this order has it too"))
    return tuple(problems)


def _left_open(waiting: Part, view: View, lines: OrderLines) -> Problem:
    ids = ", ".join(f"{order.id} ({hindrance(order)})" for order in held(view.orders))
    units = _units(waiting.lines, lines)
    return Problem(
        "left_open",
        f"order: {units} cannot be fulfilled now: fulfillment order {ids}; run it again when it is released",
    )


def _grown(known: Sequence[Fulfillment], parts: Sequence[Part], lines: OrderLines) -> Problem:
    more = ", ".join(_units(part.lines, lines) for part in parts)
    return Problem("parcel_grown", f"number: {_named(known)}; {more} more in this parcel now, sent as the difference")


def _changed(there: Standing, rest: Sequence[ShipmentLine], known: Sequence[Fulfillment]) -> Problem:
    more = ", ".join(f"{line.quantity or 'all'} of {_name(line)}" for line in rest) or "all that remains"
    cure = "--changed-parcel difference sends it"
    return Problem("parcel_changed", f"number: {_named(known)}; {more} more in this parcel now; {cure}")


def _without_zeros(asked: TrackingInfo, view: View) -> Problem | None:
    """Return the problem of a number that is in the shop with zeros before it, or was sent without them."""
    bare = {label_form(number).lstrip("0"): number for number in asked.numbers if label_form(number).isdecimal()}
    for one in view.fulfillments if bare else ():
        for number in one.tracking.numbers if is_live(one) else ():
            mine = bare.get(label_form(number).lstrip("0"))
            if mine is not None and label_form(mine) != label_form(number):
                words = f"number: {mine} is {number} of fulfillment {one.id} but for the zeros before it"
                return Problem("zeros_differ", f"{words}; write it as it is on the label, the same in each file")
    return None


def _shrunk(shrunk: Sequence[tuple[ShipmentLine, int]], there: Standing) -> Problem:
    units = ", ".join(f"{line.quantity} of {_name(line)} asked, {count} in the shop" for line, count in shrunk)
    cure = "correct the quantity; or cancel it, and have the journal retry it"
    return Problem("parcel_shrunk", f"quantity: {units}: {_named(there.fulfillments)}; {cure}")


def _taken_back(cancelled: Sequence[int]) -> Problem:
    ids = ", ".join(map(str, cancelled))
    words = (
        f"quantity: fulfillment {ids} of this parcel was cancelled; have the journal retry it to send what is in it now"
    )
    return Problem("parcel_changed", words)


def _named(known: Sequence[Fulfillment]) -> str:
    ids = ", ".join(str(one.id) for one in known)
    return f"fulfillment {ids} has it already"


def _name(line: ShipmentLine) -> str:
    return line.sku or (f"line item {line.line_item_id}" if line.line_item_id is not None else "the only line")


def _units(units: dict[int, int], lines: OrderLines) -> str:
    return ", ".join(f"{count} of {lines.skus.get(item) or f'line item {item}'}" for item, count in units.items())
