"""A shop's changes of orders besides their fulfillment, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tracking.fulfillment.refusals import order_not_found
from tracking.fulfillment.values import Order
from tracking.server.metafield import NewMetafield
from tracking.server.order_edit import OrderEdit, archived_order, edited, unarchived_order, with_tags, without_tags
from tracking.server.shop_metafields import ShopMetafields

__all__ = ["ShopOrderEdits"]


class ShopOrderEdits(ShopMetafields):
    """Tags, fields and the archive. Each method returns the order; a change that changes nothing leaves its time."""

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
                self._happened_order(records, record, sent=False)
            if metafields:
                self._set_all(records, metafields)
            return record.order
