"""Metafields of an order in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.rules_actions import NewIds
from tracking.server.given_orders import GivenMetafield, GivenOrder
from tracking.server.metafield import Metafield, MetafieldPlace, NewMetafield, checked_metafield, full_namespace

__all__ = ["given_metafields", "metafield_faults"]


def _place(order: GivenOrder, given: GivenMetafield) -> MetafieldPlace:
    return MetafieldPlace(f"Order/{order.id}", full_namespace(given.namespace), given.key)


def metafield_faults(order: GivenOrder) -> Iterable[str]:
    """Return what is wrong with the metafields of an order, each with its cure."""
    before: set[MetafieldPlace] = set()
    for at, each in enumerate(order.metafields):
        place = _place(order, each)
        if place in before:
            yield f"metafields[{at}]: {each.namespace}.{each.key} appears twice; keep one"
        before.add(place)
        try:
            checked_metafield(NewMetafield(place, each.value, each.type), None)
        except Refusal as refusal:
            yield f"metafields[{at}].{'.'.join(refusal.field)}: {refusal.message}; see docs/orders-file.md"


def given_metafields(order: GivenOrder, ids: NewIds, now: datetime) -> Iterator[Metafield]:
    """Return the metafields of an order as they are stored."""
    for each in order.metafields:
        place = _place(order, each)
        yield Metafield(
            id=ids(),
            owner=place.owner,
            namespace=place.namespace,
            key=place.key,
            type=each.type,
            value=each.value,
            created_at=now,
            updated_at=now,
        )
