"""An order as it is stored in its row."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracking.fulfillment.values import Fulfillment, FulfillmentOrder, LineItem, Order, OrderState

__all__ = ["OrderRecord"]


class OrderRecord:
    """An order as it is stored in its row. The `details` of the lines are decoded when they are needed."""

    def __init__(self, state: OrderState, details: str) -> None:
        self.state = state
        self._encoded_details = details
        self._details: dict[int, msgspec.Raw] | None = None

    @property
    def order(self) -> Order:
        """The order with complete lines."""
        lines = tuple(map(self._whole, self.state.order.lines))
        if held := _held(self.state.fulfillment_orders):
            lines = tuple(msgspec.structs.replace(line, held=held.get(line.id, 0)) for line in lines)
        return msgspec.structs.replace(self.state.order, lines=lines)

    @property
    def fulfillment_orders(self) -> tuple[FulfillmentOrder, ...]:
        """Its fulfillment orders, each line with the order's line."""
        items = {item.id: item for item in self.order.lines}
        return tuple(
            msgspec.structs.replace(
                fulfillment_order,
                order_name=self.state.order.name,
                destination=self.state.order.destination,
                lines=tuple(
                    msgspec.structs.replace(line, item=items.get(line.line_item_id)) for line in fulfillment_order.lines
                ),
            )
            for fulfillment_order in self.state.fulfillment_orders
        )

    def whole(self, fulfillments: Iterable[Fulfillment]) -> tuple[Fulfillment, ...]:
        """Put the order's lines, as they are now, into the lines of its fulfillments."""
        fulfillments = tuple(fulfillments)
        wanted = {line.line_item_id for fulfillment in fulfillments for line in fulfillment.lines}
        items = {item.id: self._whole(item) for item in self.state.order.lines if item.id in wanted}
        return tuple(
            msgspec.structs.replace(
                fulfillment,
                lines=tuple(
                    msgspec.structs.replace(line, item=items.get(line.line_item_id)) for line in fulfillment.lines
                ),
                requires_shipping=_is_shipped(
                    items[line.line_item_id] for line in fulfillment.lines if line.line_item_id in items
                ),
            )
            for fulfillment in fulfillments
        )

    def _whole(self, item: LineItem) -> LineItem:
        if self._details is None:
            self._details = msgspec.json.decode(self._encoded_details, type=dict[int, msgspec.Raw])
        if item.id not in self._details:
            return item
        return msgspec.structs.replace(item, details=msgspec.json.decode(self._details[item.id]))


def _is_shipped(items: Iterable[LineItem]) -> bool:
    told = [item.details.get("requires_shipping") for item in items]
    return not told or any(one is not False for one in told)


def _held(orders: Iterable[FulfillmentOrder]) -> dict[int, int]:
    """Count the units on hold by the order's lines."""
    units: dict[int, int] = {}
    for order in orders:
        if order.status == "on_hold":
            for line in order.lines:
                units[line.line_item_id] = units.get(line.line_item_id, 0) + line.remaining
    return units
