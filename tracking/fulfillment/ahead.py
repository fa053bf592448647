"""The orders of a list of shipments, looked up many at a time before their turn comes.

Only ids are read ahead, because they never change. The state of an order is read when its shipment is worked on and
nobody else works on it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from tracking.errors import ShopError
from tracking.fulfillment.effects import Ask, Keep, Steps
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, check_shipment, label_form, order_reference

__all__ = ["Ahead", "order_of"]

AT_ONCE = 25
"""The number of orders in one call."""
LONGEST_NAME_IN_DIGITS = 8
"""A reference with more digits is an id, which is read without being looked up."""
GLANCES, GLANCE = 100, 0.05
"""How often to check whether the answer has come, and for how many seconds; then each shipment looks by itself."""
KEPT = 20_000
"""How many references are remembered with their group; a forgotten one is looked up by itself."""


class Ahead:
    """Looks up the orders of shipments in groups, each when the first of its shipments needs it.

    Digits are looked up even alone, as an id and as a name at once. Under a policy that replaces numbers, it also remembers
    which numbers the shipments of a list have.
    """

    def __init__(self, policy: Policy | None = None) -> None:
        self._groups: dict[str, _Group] = {}
        self._numbers: dict[str, set[str]] | None = {} if policy and policy.already_fulfilled == "replace" else None

    def elsewhere(self, shipment: Shipment) -> frozenset[str]:
        """Return the numbers that other shipments of the list have for the same order, without spaces, in upper case."""
        found = (self._numbers or {}).get(order_of(shipment), set())
        return frozenset(found.difference(map(label_form, shipment.numbers)))

    def watch(self, shipments: Iterable[Shipment]) -> Iterable[Shipment]:
        """Pass the shipments on, and group them if they are a list. Others may be long in coming, and are not grouped.

        Raises TypeError for anything that is not a shipment.
        """
        if self._numbers is not None and isinstance(shipments, Sequence):
            for one in map(check_shipment, shipments):
                self._numbers.setdefault(order_of(one), set()).update(map(label_form, one.numbers))
        return self._grouped(shipments) if isinstance(shipments, Sequence) else map(check_shipment, shipments)

    def _grouped(self, shipments: Sequence[Shipment]) -> Iterator[Shipment]:
        rest = iter(shipments)
        while some := list(islice(rest, AT_ONCE)):
            wanted = dict.fromkeys(filter(None, map(_name, map(check_shipment, some))))
            new = [name for name in wanted if name not in self._groups]
            if len(self._groups) > KEPT:
                self._groups.clear()
            self._groups.update(dict.fromkeys(new, _Group(new)))
            yield from some

    def look_up(self, reference: str) -> Steps[Mapping[str, int | None]]:
        """Look up an order with the others of its group. Returns what was found, as `ShopPort.find_orders` does."""
        group = self._groups.get(reference) or _Group([reference])
        if len(group.references) < 2 and not (reference.isdecimal() and len(reference) <= LONGEST_NAME_IN_DIGITS):
            return {}
        if group.begin():
            try:
                group.found.update((yield Ask("find_orders", (group.references,))))
            except ShopError:
                pass  # each is then looked up by itself, and reports what is wrong
            finally:
                group.ended.set()
        for _ in range(GLANCES):  # another shipment is asking
            if group.ended.is_set():
                break
            # Each wait is short: in a coroutine it takes one of few threads, which the asking shipment may need.
            yield Keep(group.ended.wait, (GLANCE,))
        return group.found


class _Group:
    """References that are looked up with one call."""

    def __init__(self, references: Sequence[str]) -> None:
        self.references = tuple(references)
        self.found: dict[str, int | None] = {}
        self.ended = threading.Event()
        self._lock = threading.Lock()

    def begin(self) -> bool:
        """Return True to the first caller only, whose turn it is to ask."""
        return self._lock.acquire(blocking=False)


def order_of(shipment: Shipment) -> str:
    """Return what identifies an order, with # or without."""
    return str(order_reference(shipment.order)).removeprefix("#")


def _name(shipment: Shipment) -> str | None:
    """Return the name of a shipment's order, or digits that may be one."""
    reference = order_reference(shipment.order)
    if isinstance(reference, int) or (reference.isdecimal() and len(reference) > LONGEST_NAME_IN_DIGITS):
        return None
    return reference
