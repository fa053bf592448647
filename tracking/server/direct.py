"""The local shop as the pipeline's far side in one process: no HTTP, no token, no rate limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from tracking.errors import NotFound, Refused, ShopError, Throttled
from tracking.fulfillment.port import View
from tracking.fulfillment.refusals import Refusal, fulfillment_not_found, order_not_found
from tracking.fulfillment.values import CreateFulfillment, Fulfillment, FulfillmentOrder, TrackingInfo
from tracking.server.selection import Selection

if TYPE_CHECKING:
    from tracking.fulfillment.port import ShopPort
    from tracking.server.shop import Shop

__all__ = ["DirectShop"]

T = TypeVar("T")


class DirectShop:
    """A `tracking.fulfillment.port.ShopPort` over a local shop. ``name`` is its name in journals."""

    def __init__(self, shop: Shop, name: str = "local") -> None:
        self._shop = shop
        self._name = name

    @property
    def name(self) -> str:
        """The shop's name in journals."""
        return self._name

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """None: any number of tracking numbers."""
        return None

    def find_order(self, name: str) -> int | None:
        """Return the id of the order with this name; None if there is none."""
        found = _asked(lambda: self._shop.orders(Selection(name=name, limit=1)))
        return found[0].id if found else None

    def find_orders(self, references: Sequence[str]) -> dict[str, int | None]:
        """Return the ids of many orders."""
        found: dict[str, int | None] = {}
        for reference in references:
            digits = int(reference) if reference.isdecimal() else 0
            there = digits and _asked(lambda digits=digits: self._shop.order(digits))  # type: ignore[misc]
            order_id = digits if there else self.find_order(reference)
            if order_id is not None or digits:
                found[reference] = order_id
        return found

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        """Read the order's fulfillment orders and fulfillments."""
        return View(self.fulfillment_orders(order_id), self.fulfillments(order_id))

    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> tuple[FulfillmentOrder, ...]:
        """Read the order's fulfillment orders."""
        return _there(_asked(lambda: self._shop.fulfillment_orders(order_id)), order_not_found)

    def fulfillments(self, order_id: int) -> tuple[Fulfillment, ...]:
        """Read the order's fulfillments."""
        return _there(_asked(lambda: self._shop.fulfillments(order_id)), order_not_found)

    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Fulfillment:
        """Read one fulfillment."""
        found = _there(_asked(lambda: self._shop.fulfillment(fulfillment_id)), fulfillment_not_found)
        return _there(found if found.order_id == order_id else None, fulfillment_not_found)

    def create(self, request: CreateFulfillment) -> Fulfillment:
        """Fulfill the requested lines."""
        return _asked(lambda: self._shop.create(request))

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Fulfillment:
        """Replace a fulfillment's tracking info."""
        return _asked(lambda: self._shop.update_tracking(fulfillment_id, tracking, notify_customer=notify_customer))

    def cancel(self, fulfillment_id: int) -> Fulfillment:
        """Cancel a fulfillment."""
        return _asked(lambda: self._shop.cancel(fulfillment_id))


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except Refusal as refusal:
        raise _error(refusal) from refusal


def _there(found: T | None, otherwise: Callable[[], Refusal]) -> T:
    if found is None:
        raise _error(otherwise())
    return found


def _error(refusal: Refusal) -> ShopError:
    kinds: dict[int, type[ShopError]] = {404: NotFound, 429: Throttled}
    kind = kinds.get(refusal.status, Refused)
    return kind(refusal.kind, [refusal.message], status=refusal.status, retry_after=refusal.retry_after)


if TYPE_CHECKING:

    def _fits(shop: DirectShop) -> ShopPort:
        # The type checker compares every name and argument with the pipeline's port.
        return shop
