"""Was the call executed? What an order's fulfillments say about a call whose answer was lost; pure functions.

A fulfillment is ours if it carries exactly the numbers and units that were requested, was not there before, and belongs
to no other intent. A missing fulfillment counts as missing only if there is no such fulfillment and all requested units
remain, in a reading later than the settling time. The caller watches the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from tracking.fulfillment.planning import Part, is_live, remaining, taken
from tracking.fulfillment.port import View
from tracking.fulfillment.shipment import label_form
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.resolving.results import Problem

__all__ = [
    "Absent",
    "Baseline",
    "Changed",
    "FoundFulfillment",
    "Verdict",
    "View",
    "baseline",
    "differences",
    "judge",
    "same_numbers",
]


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The state of an order before the call."""

    fulfillments: tuple[int, ...]
    """The ids of the fulfillments that existed."""
    live: tuple[int, ...] = ()
    """Those of them whose units counted as fulfilled."""
    remaining: dict[int, int]
    """Units still to be fulfilled, by order line, of the requested lines."""


class FoundFulfillment(NamedTuple):
    """The call was executed."""

    fulfillment: Fulfillment
    twins: tuple[int, ...]
    """Other fulfillments that look the same."""


class Absent(NamedTuple):
    """The call was not executed, as far as this reading can tell."""


class Changed(NamedTuple):
    """Something was done, and it does not look like what was requested."""

    problem: Problem


Verdict = FoundFulfillment | Absent | Changed


def baseline(part: Part, view: View) -> Baseline:
    """Return what is needed of an order to judge it later."""
    left = remaining(view.orders)
    return Baseline(
        fulfillments=tuple(one.id for one in view.fulfillments),
        live=tuple(one.id for one in view.fulfillments if is_live(one)),
        remaining={item: left.get(item, 0) for item in part.lines},
    )


def judge(asked: TrackingInfo, part: Part, before: Baseline, view: View, accounted: Collection[int]) -> Verdict:
    """Judge one reading that was made after the call. ``accounted`` are the fulfillments of other intents.

    What other intents have taken or given back since is known, and explains itself. What somebody else did is not
    known, and then only a person can tell whether it is the fulfillment that was requested.
    """
    ignore = {*before.fulfillments, *accounted}
    new = sorted((one for one in view.fulfillments if one.id not in ignore), key=lambda one: one.id)
    if found := [one for one in new if same_numbers(asked, one.tracking) and taken(one) == part.lines]:
        return FoundFulfillment(found[0], tuple(one.id for one in found[1:]))
    left = remaining(view.orders)
    given_back = _given_back(before, view, accounted)
    moved = [item for item, units in before.remaining.items() if left.get(item, 0) != units + given_back[item]]
    numbers = _numbers(asked)
    likely = [one.id for one in new if numbers & _numbers(one.tracking)]
    # With another number by now, or cancelled, it may still be the fulfillment that was requested.
    ids = [one.id for one in new if taken(one).keys() & part.lines.keys()]
    if not (moved or likely or ids):
        return Absent()
    return Changed(Problem("outcome_unknown", _what_to_look_at(moved, likely, ids, before, left)))


def _given_back(before: Baseline, view: View, accounted: Collection[int]) -> Counter[int]:
    """Count the units that other intents have given back since (negative: taken), by order line."""
    units: Counter[int] = Counter()
    for one in view.fulfillments:
        if one.id in accounted and is_live(one) != (one.id in before.live):
            for item, count in taken(one).items():
                units[item] += -count if is_live(one) else count
    return units


def same_numbers(one: TrackingInfo, other: TrackingInfo) -> bool:
    """Tell whether two carry the same numbers, regardless of order and spelling."""
    return _numbers(one) == _numbers(other)


def differences(asked: TrackingInfo, found: TrackingInfo) -> tuple[Problem, ...]:
    """Compare what a fulfillment carries with the request. What was not requested may be anything."""
    problems: list[Problem] = []
    if asked.company is not None and found.company != asked.company:
        problems.append(Problem("company_differs", f"company: {asked.company!r} asked, the shop has {found.company!r}"))
    if asked.numbers and _numbers(asked) != _numbers(found):
        problems.append(Problem("number_differs", f"number: {asked.numbers} asked, the shop has {found.numbers}"))
    if asked.urls and asked.urls != found.urls[: len(asked.urls)]:
        problems.append(Problem("url_differs", f"url: {asked.urls} asked, the shop has {found.urls}"))
    return tuple(problems)


def _numbers(tracking: TrackingInfo) -> frozenset[str]:
    return frozenset(map(label_form, tracking.numbers))


def _what_to_look_at(
    moved: Sequence[int], likely: Sequence[int], new: Sequence[int], before: Baseline, left: dict[int, int]
) -> str:
    said = ["no answer came, and what the order shows now does not decide it"]
    if likely:
        said.append(f"fulfillment {_join(likely)} carries the number with other lines or further numbers")
    elif moved:
        lines = (f"line item {item} had {before.remaining[item]} left and has {left.get(item, 0)}" for item in moved)
        said.append(f"{', '.join(lines)}, and no fulfillment carries exactly this number and these units")
    if new and not likely:
        said.append(f"look at fulfillment {_join(new)}, which is new")
    said.append("if the parcel is in the shop, leave it; if it is not, have the journal retry it")
    return "; ".join(said)


def _join(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))
