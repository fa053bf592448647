"""Decides about a parcel whose units were already fulfilled without its number; pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from tracking.fulfillment.intent import Intent
from tracking.fulfillment.parcel import OrderLines
from tracking.fulfillment.planning import covers, is_live, taken
from tracking.fulfillment.reconcile import View
from tracking.fulfillment.shipment import Shipment, ShipmentLine, label_form
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.policy import Policy

__all__ = ["Amendment", "amendment", "bare_before", "joined_tracking", "other_choices"]


class Amendment(NamedTuple):
    """A fulfillment that is to get the parcel's numbers."""

    fulfillment: Fulfillment
    how: Literal["missing", "add", "replace"]

    def told(self, done: bool) -> Problem:
        """Return the problem that says what is done, or would be done."""
        one = self.fulfillment
        numbers = ";".join(one.tracking.numbers) or "no number"
        head = f"fulfillment {one.id} {'had' if done else 'has'} {numbers}"
        verb = "was" if done else "would be"
        if self.how == "replace" and one.tracking.numbers:
            return Problem("tracking_replaced", f"{head}; its tracking {verb} updated")
        place = "beside it" if one.tracking.numbers else "to it"
        return Problem("tracking_added", f"{head}; the number {verb} added {place}")


def bare_before(view: View, wanted: Sequence[ShipmentLine], others: Sequence[Intent]) -> tuple[Fulfillment, ...]:
    """Return the fulfillments without a number that are this parcel: sent without one before, or made by hand for these lines.

    What was sent as several fulfillments, for several locations say, is all of them. What another shipment has a key of
    its own for is that shipment's.
    """
    holder = {one.fulfillment_id: one for one in others if one.fulfillment_id is not None}
    sent_as: dict[str, list[Fulfillment]] = {}
    by_hand: list[Fulfillment] = []
    for one in view.fulfillments:
        if not is_live(one) or one.tracking.numbers:
            continue
        before = holder.get(one.id)
        if before is None:
            by_hand.append(one)
        elif _is_bare(before.body.shipment, wanted):
            sent_as.setdefault(before.shipment_key, []).append(one)
    groups: list[Sequence[Fulfillment]] = [[one] for one in by_hand] if wanted else []
    for several in sent_as.values():
        groups += (several, *([one] for one in several))
    fitting = [group for group in groups if covers(_as_one(group), wanted)]
    return tuple(min(fitting, key=lambda group: min(one.id for one in group))) if fitting else ()


def _as_one(group: Sequence[Fulfillment]) -> Fulfillment:
    first, *_ = group
    return msgspec.structs.replace(first, lines=tuple(line for one in group for line in one.lines))


def _is_bare(shipment: Shipment, wanted: Sequence[ShipmentLine]) -> bool:
    return shipment.key is None and not shipment.numbers and bool(wanted) == bool(shipment.lines)


def amendment(
    view: View, wanted: Sequence[ShipmentLine], asked: TrackingInfo, policy: Policy, lines: OrderLines
) -> Amendment | None:
    """Choose the fulfillment that gets the numbers of a parcel whose units are used up; None if there is none."""
    if not asked.numbers or policy.already_fulfilled == "refuse":
        return None
    live = [one for one in view.fulfillments if is_live(one)]
    exact = [one for one in live if covers(one, wanted)]
    bare = [one for one in exact if not one.tracking.numbers]
    if policy.already_fulfilled == "replace":
        return Amendment(exact[0], "replace") if len(exact) == 1 else None
    if len(bare) == 1 or (bare and wanted):
        return Amendment(bare[0], "missing")
    if policy.already_fulfilled == "add":
        among = exact or [one for one in live if _contains(one, wanted, lines)]
        return Amendment(among[0], "add") if len(among) == 1 else None
    return None


def _contains(one: Fulfillment, wanted: Sequence[ShipmentLine], lines: OrderLines) -> bool:
    units = Counter(taken(one))
    for want in wanted:
        needed = want.quantity or 1
        for item in lines.meant(want, units):
            here = min(needed, units[item])
            units[item] -= here
            needed -= here
        if needed:
            return False
    return True


def joined_tracking(there: TrackingInfo, asked: TrackingInfo) -> TrackingInfo:
    """Add numbers to those of a fulfillment; its company stays."""
    has = {label_form(number) for number in there.numbers}
    new = [place for place, number in enumerate(asked.numbers) if label_form(number) not in has]
    urls = there.urls
    if len(there.urls) >= len(there.numbers):  # URLs and numbers belong together by position
        urls = there.urls[: len(there.numbers)]
        for place in new:
            if place >= len(asked.urls):
                break
            urls += (asked.urls[place],)
    return TrackingInfo(
        company=there.company or asked.company,
        numbers=there.numbers + tuple(asked.numbers[place] for place in new),
        urls=urls,
    )


def other_choices(
    view: View, wanted: Sequence[ShipmentLine], asked: TrackingInfo, policy: Policy, lines: OrderLines
) -> str:
    """Name the choices of a policy that would put the numbers on a fulfillment; empty if there are none."""
    found = ""
    for how, words in (
        ("add_missing", "to it"),
        ("add", "beside those that are there"),
        ("replace", "in the place of those that are there"),
    ):
        other = msgspec.structs.replace(policy, already_fulfilled=how)
        if how != policy.already_fulfilled and amendment(view, wanted, asked, other, lines):
            found += f"; --already-fulfilled {how.replace('_', '-')} puts the number {words}"
    return found
