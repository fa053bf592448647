"""Orders whose names lost their leading zeros."""

from __future__ import annotations

from tracking.fulfillment.effects import Ask, Steps, patiently
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.steps import Surroundings
from tracking.resolving.results import Problem

__all__ = ["order_ambiguous", "order_unknown", "order_with_zeros"]

ZEROS_TRIED = 4
"""How many leading zeros of an order's name may have been lost."""
LONGEST_WITHOUT_ZEROS = 8
"""A name with at least so many digits is not a counted one."""


def order_unknown(shipment: Shipment, meant: str | None) -> Problem:
    """Return why a shipment has no order. ``meant`` is the name of the order that it may be."""
    said = f"order: the shop has no order {shipment.order}; give its id or name (#1001)"
    return Problem("order_unknown", said + (f"; did you mean {meant}?" if meant else ""))


def order_ambiguous(digits: str, named: int) -> Problem:
    """Return why digits that are one order's id and another one's name are neither."""
    said = f"order: {digits} is the id of one order and the name of another one, whose id is {named}"
    return Problem(
        "order_ambiguous", f"{said}; write gid://shopify/Order/{digits} for the first, #{digits} for the other"
    )


def order_with_zeros(around: Surroundings, name: str) -> Steps[str | None]:
    """Return the name of an order that lost its zeros, because a spreadsheet took it for a number."""
    digits = name.removeprefix("#")
    if digits.isdecimal() and len(digits) < LONGEST_WITHOUT_ZEROS:
        for count in range(1, ZEROS_TRIED + 1):
            longer = "0" * count + digits
            found = yield from patiently(Ask("find_order", (longer,)), around.policy, around.clock)
            if found is not None:
                return longer
    return None
