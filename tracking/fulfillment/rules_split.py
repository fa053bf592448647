"""Splitting a fulfillment order and merging several, as pure functions.

Source: the live service's answers (2026-04 to 2026-07).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment import refusals_orders as refusals
from tracking.fulfillment.rules_actions import mergeable, one_of, replaced, require
from tracking.fulfillment.rules_parts import brought_in, chosen_units, divided, emptied, is_all
from tracking.fulfillment.values import LineRequest, OrderState

__all__ = ["MergeResult", "Split", "merge", "split"]


class Split(NamedTuple):
    """A fulfillment order that gave units to a new one."""

    state: OrderState
    kept_id: int
    new_id: int


class MergeResult(NamedTuple):
    """The fulfillment order that the others were merged into."""

    state: OrderState
    id: int


def split(
    state: OrderState,
    id_: int,
    lines: Sequence[LineRequest],
    locations: Collection[int],
    ids: Callable[[], int],
    now: datetime,
) -> Split:
    """Move lines of a fulfillment order into a new one beside it."""
    order = one_of(state, id_)
    require("split", order, state, locations)
    units = chosen_units(order, lines)
    if is_all(order, units):
        raise refusals.invalid_part()
    kept, new = divided(order, units, ids, now, request_status=order.request_status)
    return Split(replaced(state, kept, new), id_, new.id)


def merge(
    state: OrderState,
    intents: Sequence[tuple[int, Sequence[LineRequest]]],
    at: int,
    ids: Callable[[], int],
    now: datetime,
) -> MergeResult:
    """Merge fulfillment orders into the first of them. ``at`` is the merge's place in the request's list.

    An intent is a fulfillment order's id and the lines of it that are meant; without lines, everything that remains is
    meant. What is not meant of the others stays where it is. One of which nothing remains closes, with its lines at 0
    units.
    """
    orders = [one_of(state, id_) for id_, _ in intents]
    if len(orders) < 2 or len({order.id for order in orders}) < len(orders):
        raise refusals.too_few_to_merge(at)
    target, *others = orders
    if not all(mergeable(target, other) for other in others):
        raise refusals.too_few_to_merge(at)
    wanted: Mapping[int, Sequence[LineRequest]] = dict(intents)
    chosen_units(target, wanted[target.id])
    for other in others:
        units = chosen_units(other, wanted[other.id])
        parts = [msgspec.structs.replace(line, quantity=units[line.id]) for line in other.lines if line.id in units]
        target = brought_in(target, parts, ids, now)
        state = replaced(state, emptied(other, units, now, keep_lines=True))
    return MergeResult(replaced(state, target), target.id)
