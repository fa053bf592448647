"""Rows of metafields."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from tracking.server import store
from tracking.server.metafield import Metafield, MetafieldPlace

__all__ = ["MetafieldRecords"]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Metafield).decode
_OF_OWNER = (
    select(store.metafields.c.body)
    .where(store.metafields.c.owner == bindparam("owner_name"))
    .order_by(store.metafields.c.id)
)


class MetafieldRecords:
    """Rows of metafields, inside one transaction."""

    _connection: Connection

    def metafields(self, owner: str) -> list[Metafield]:
        """Return the metafields of an owner, by id."""
        return [_decode(body) for body in self._connection.execute(_OF_OWNER, {"owner_name": owner}).scalars()]

    def metafield(self, id_: int) -> Metafield | None:
        """Return one metafield."""
        table = store.metafields
        body = self._connection.execute(select(table.c.body).where(table.c.id == id_)).scalar_one_or_none()
        return None if body is None else _decode(body)

    def metafields_by_place(self, owners: Iterable[str]) -> dict[MetafieldPlace, Metafield]:
        """Return the metafields of owners by their places."""
        return {each.place: each for owner in dict.fromkeys(owners) for each in self.metafields(owner)}

    def save_metafield(self, metafield: Metafield) -> None:
        """Write a metafield, new or changed."""
        table = store.metafields
        body = _encode(metafield).decode()
        if self._connection.execute(update(table).where(table.c.id == metafield.id).values(body=body)).rowcount == 0:
            self._connection.execute(insert(table).values(id=metafield.id, owner=metafield.owner, body=body))

    def delete_metafield(self, id_: int) -> None:
        """Delete a metafield."""
        self._connection.execute(delete(store.metafields).where(store.metafields.c.id == id_))
