"""Checks of a shop's answer before it is believed. Pure functions, which return None if nothing is wrong.

An answer may belong to another call, because a cache, a proxy, or the shop mixed them up. If the pipeline believed it,
it would record another fulfillment, and change that one's tracking info.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tracking.fulfillment.planning import is_live, taken
from tracking.fulfillment.shipment import label_form
from tracking.fulfillment.values import Fulfillment, FulfillmentOrder

__all__ = ["foreign", "not_cancelled", "not_created", "not_that_one", "others_number"]


def not_created(answer: Fulfillment, order_id: int, lines: Mapping[int, int], known: Collection[int]) -> str | None:
    """Check the answer to a create call: this order, these units by order line, and an id that was not ``known``."""
    if wrong := foreign(order_id, (answer,)):
        return wrong
    if answer.id in known:
        return f"the answer names fulfillment {answer.id}, which was there before"
    if taken(answer) != lines:
        return f"the answer names fulfillment {answer.id} with other units than were asked for"
    return None


def others_number(answer: Fulfillment, numbers: Collection[str]) -> str | None:
    """Check that the answer to a create call does not have other numbers alone: then it may be somebody else's.

    One without numbers has lost them, which is mended.
    """
    found = set(map(label_form, answer.tracking.numbers))
    if not numbers or not found or found & set(map(label_form, numbers)):
        return None
    return f"the answer names fulfillment {answer.id} with the number {';'.join(answer.tracking.numbers)}"


def not_that_one(answer: Fulfillment, fulfillment_id: int, order_id: int | None = None) -> str | None:
    """Check an answer about one fulfillment. Without ``order_id`` it may belong to any order."""
    if answer.id != fulfillment_id or order_id not in (None, answer.order_id):
        return f"the answer is about fulfillment {answer.id} of order {answer.order_id}, not {fulfillment_id}"
    return None


def not_cancelled(answer: Fulfillment, fulfillment_id: int, order_id: int | None = None) -> str | None:
    """Check the answer to a cancel call."""
    if wrong := not_that_one(answer, fulfillment_id, order_id):
        return wrong
    return f"the answer says that fulfillment {answer.id} is {answer.status}" if is_live(answer) else None


def foreign(order_id: int, answer: Iterable[Fulfillment | FulfillmentOrder]) -> str | None:
    """Check that everything in an answer belongs to one order."""
    for one in answer:
        if one.order_id != order_id:
            return f"the answer is about order {one.order_id}, not {order_id}"
    return None
