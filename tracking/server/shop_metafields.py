"""A shop's metafields: read, set, and deleted, each call in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.server.metafield import Metafield, MetafieldPlace, NewMetafield, checked_metafield
from tracking.server.records import Records, storable
from tracking.server.shop_changes import ShopChanges

__all__ = ["ShopMetafields"]


class ShopMetafields(ShopChanges):
    """Metafields of any owner. Whether the owner exists is for the caller to know."""

    def metafields(self, owner: str) -> list[Metafield]:
        """Return the metafields of an owner, such as ``Order/7001``, by id."""
        with self._transaction() as records:
            return records.metafields(owner)

    def metafield(self, id_: int) -> Metafield | None:
        """Return one metafield."""
        with self._transaction() as records:
            return records.metafield(id_) if storable(id_) else None

    def set_metafields(self, given: Sequence[NewMetafield]) -> list[Metafield]:
        """Set all of these, or none."""
        with self._transaction(write=True) as records:
            return self._set_all(records, given)

    def _set_all(self, records: Records, given: Sequence[NewMetafield]) -> list[Metafield]:
        # The counter's row is locked from here on, so that two calls do not both make the same metafield.
        ids = records.new_ids(max(1, len(given)))
        there = records.metafields_by_place(new.place.owner for new in given)
        refusals: list[Refusal] = []
        found = []
        for at, (new, id_) in enumerate(zip(given, ids, strict=False)):
            try:
                saved = self._changed(new, there.get(new.place), id_, ("metafields", str(at)))
            except Refusal as refusal:
                refusals.append(refusal)
            else:
                records.save_metafield(saved)
                there[new.place] = saved
                found.append(saved)
        if refusals:
            first, *others = refusals
            first.others = tuple(others)
            raise first
        return found

    def _changed(self, new: NewMetafield, before: Metafield | None, id_: int, field: tuple[str, ...]) -> Metafield:
        type_, value = checked_metafield(new, before, field)
        now = self.now()
        if before is None:
            return Metafield(
                id=id_,
                owner=new.place.owner,
                namespace=new.place.namespace,
                key=new.place.key,
                type=type_,
                value=value,
                created_at=now,
                updated_at=now,
            )
        return msgspec.structs.replace(before, type=type_, value=value, updated_at=now)

    def delete_metafields(self, places: Sequence[MetafieldPlace]) -> list[Metafield | None]:
        """Delete the metafields at these places; returns None for each that is not there."""
        with self._transaction(write=True) as records:
            there = records.metafields_by_place(each.owner for each in places)
            # A place that is named twice is empty at its second turn.
            found = [there.pop(each, None) for each in places]
            for each in found:
                if each is not None:
                    records.delete_metafield(each.id)
            return found
