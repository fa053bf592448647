"""Rows of locations and fulfillment services."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from tracking.fulfillment.values import Location
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server import store

__all__ = ["PlaceRecords"]

_encode = msgspec.json.Encoder().encode


class PlaceRecords:
    """Rows of locations and of fulfillment services, inside one transaction."""

    _connection: Connection

    def locations(self) -> list[Location]:
        """Return all locations."""
        bodies = self._connection.execute(select(store.locations.c.body).order_by(store.locations.c.id)).scalars()
        return [msgspec.json.decode(body, type=Location) for body in bodies]

    def add_location(self, location: Location) -> None:
        """Write a new location."""
        self._connection.execute(insert(store.locations).values(id=location.id, body=_encode(location).decode()))

    def save_location(self, location: Location) -> None:
        """Write a location back."""
        table = store.locations
        body = _encode(location).decode()
        self._connection.execute(update(table).where(table.c.id == location.id).values(body=body))

    def delete_location(self, location_id: int) -> None:
        """Delete a location."""
        self._connection.execute(delete(store.locations).where(store.locations.c.id == location_id))

    def services(self) -> list[FulfillmentService]:
        """Return all fulfillment services."""
        bodies = self._connection.execute(select(store.services.c.body).order_by(store.services.c.id)).scalars()
        return [msgspec.json.decode(body, type=FulfillmentService) for body in bodies]

    def save_service(self, service: FulfillmentService) -> None:
        """Write a fulfillment service, new or changed."""
        table = store.services
        body = _encode(service).decode()
        if self._connection.execute(update(table).where(table.c.id == service.id).values(body=body)).rowcount == 0:
            self._connection.execute(insert(table).values(id=service.id, body=body))

    def delete_service(self, service_id: int) -> None:
        """Delete a fulfillment service."""
        self._connection.execute(delete(store.services).where(store.services.c.id == service_id))
