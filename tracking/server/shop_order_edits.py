"""A shop's changes of orders besides their fulfillment, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tracking.fulfillment.refusals import Refusal, order_not_found
from tracking.fulfillment.values import Order
from tracking.server.metafield import NewMetafield
from tracking.server.order_edit import OrderEdit, archived_order, edited, unarchived_order, with_tags, without_tags
from tracking.server.order_ending import OrderCancellation, cancelled_state, paid_order
from tracking.server.order_record import OrderRecord
from tracking.server.order_transactions import transactions_of
from tracking.server.records import Records
from tracking.server.shop_metafields import ShopMetafields

__all__ = ["ShopOrderEdits"]


class ShopOrderEdits(ShopMetafields):
    """Tags, fields, the archive, payment, and cancellation. Each method returns the order; a change that changes nothing leaves its time."""

    def edit_order(self, order_id: int, edit: OrderEdit, metafields: Sequence[NewMetafield] = ()) -> Order:
        """Change fields of an order, and set metafields of it."""
        return self._edited(order_id, lambda order: edited(order, edit), metafields)

    def add_tags(self, order_id: int, tags: Sequence[str]) -> Order:
        """Add tags to an order."""
        return self._edited(order_id, lambda order: with_tags(order, tags))

    def remove_tags(self, order_id: int, tags: Sequence[str]) -> Order:
        """Remove tags from an order."""
        return self._edited(order_id, lambda order: without_tags(order, tags))

    def close_order(self, order_id: int) -> Order:
        """Archive an order."""
        now = self.now()
        return self._edited(order_id, lambda order: archived_order(order, now))

    def reopen_order(self, order_id: int) -> Order:
        """Take an order out of the archive."""
        return self._edited(order_id, unarchived_order)

    def mark_paid(self, order_id: int) -> Order:
        """Mark an order as paid."""
        now = self.now()
        with self._transaction(write=True) as records:
            record = self._order_to_end(records, order_id, "id")
            ids = iter(records.new_ids(3 + len(transactions_of(record.state.order) or ())))
            # The amounts are those of complete lines, but what is stored of the order has short ones.
            paid = paid_order(record.order, ids.__next__, now)
            changed = msgspec.structs.replace(paid, lines=record.state.order.lines, updated_at=now)
            record.state = msgspec.structs.replace(record.state, order=changed)
            records.save_order(record.state)
            self._happened_order(records, record, topic="orders/paid")
            return record.order

    def cancel_order(self, order_id: int, asked: OrderCancellation) -> Order:
        """Cancel an order that nothing was sent of."""
        now = self.now()
        with self._transaction(write=True) as records:
            record = self._order_to_end(records, order_id, "orderId")
            ids = iter(records.new_ids(1 + len(transactions_of(record.state.order) or ())))
            record.state = cancelled_state(record.state, record.order, asked, ids.__next__, now)
            records.save_order(record.state)
            self._happened_order(records, record, topic="orders/cancelled")
            return record.order

    def _order_to_end(self, records: Records, order_id: int, field: str) -> OrderRecord:
        record = records.order(order_id)
        if record is None:
            raise Refusal(
                "not_found", "Order does not exist.", field=(field,), status=404, errors="Not Found", code="NOT_FOUND"
            )
        return record

    def _edited(
        self, order_id: int, change: Callable[[Order], Order], metafields: Sequence[NewMetafield] = ()
    ) -> Order:
        with self._transaction(write=True) as records:
            record = records.order(order_id)
            if record is None:
                raise order_not_found()
            before = record.state.order
            after = change(before)
            if after != before:
                if before.closed_at and after.closed_at and "closed_at" not in after.details:
                    # An order that archived itself counts as archived at its last change before this one.
                    archived = {"archived_at": before.closed_at.isoformat()}
                    after = msgspec.structs.replace(after, details=after.details | archived)
                after = msgspec.structs.replace(after, updated_at=self.now())
                record.state = msgspec.structs.replace(record.state, order=after)
                records.save_order(record.state)
                self._happened_order(records, record)
            if metafields:
                self._set_all(records, metafields)
            return record.order
