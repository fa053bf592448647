"""What each of many processes does to one order; it imports no more than that, for each of them imports it anew."""

from __future__ import annotations

from collections import Counter

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import CreateFulfillment, LineRequest
from tracking.server.shop import Shop

ORDER, FULFILLMENT_ORDER, LINE, UNITS = 450789470, 1046000900, 1072503600, 100


def compete(database: str, attempts: int) -> Counter[str]:
    """Fulfill single units of one order until ``attempts`` calls are made; counts what came of them."""
    shop = Shop(database)
    shop.add_demo()
    request = CreateFulfillment(lines={FULFILLMENT_ORDER: (LineRequest(id=LINE, quantity=1),)})
    outcomes: Counter[str] = Counter()
    for _ in range(attempts):
        try:
            shop.create(request)
            outcomes["created"] += 1
        except Refusal as refusal:
            outcomes[f"{refusal.status} {refusal.message}"] += 1
    shop.close()
    return outcomes
