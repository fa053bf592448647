"""A shop's fulfillment services and their locations: one method per call of the Admin API, one transaction each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import FulfillmentOrder, LineRequest, Location
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.records import Records
from tracking.server.shop_requests import FulfillmentRequests, SubmittedOrder

__all__ = ["FulfillmentServices"]

_MOST_CHARACTERS = 255


def _refused(field: str, reason: str) -> Refusal:
    """Refuse a field's value. The API puts the field's name before the reason, and in REST uses it as the key."""
    name = re.sub("(?<!^)(?=[A-Z])", " ", field).lower().capitalize()
    key = re.sub("(?<!^)(?=[A-Z])", "_", field).lower()
    return Refusal("invalid", f"{name} {reason}", field=(field,), errors={key: [reason]})


class FulfillmentServices(FulfillmentRequests):
    """A shop's fulfillment services.

    ``tell_service`` is called with a service that has a callback URL, and with the kind of its new request.
    """

    tell_service: Callable[[FulfillmentService, str], None] | None = None

    def submit_request(
        self,
        id_: int,
        lines: Sequence[LineRequest] = (),
        *,
        message: str | None = None,
        notify_customer: bool | None = None,
    ) -> SubmittedOrder:
        """Ask the service to send a fulfillment order, or these lines of it, and notify it."""
        submitted = super().submit_request(id_, lines, message=message, notify_customer=notify_customer)
        self._let_know(submitted.order, "fulfillment_request")
        return submitted

    def submit_cancellation(self, id_: int, *, message: str | None = None) -> FulfillmentOrder:
        """Ask the service to stop what it has accepted, and notify it."""
        order = super().submit_cancellation(id_, message=message)
        self._let_know(order, "cancellation_request")
        return order

    def _let_know(self, order: FulfillmentOrder, kind: str) -> None:
        if self.tell_service is not None:
            for service in self.services():
                if service.handle == order.service and service.callback_url:
                    self.tell_service(service, kind)

    def services(self) -> tuple[FulfillmentService, ...]:
        """Return all fulfillment services by id."""
        with self._transaction() as records:
            return tuple(records.services())

    def service(self, service_id: int) -> FulfillmentService | None:
        """Return one fulfillment service."""
        return next((each for each in self.services() if each.id == service_id), None)

    def create_service(self, asked: FulfillmentService) -> FulfillmentService:
        """Create a fulfillment service with its own location, or take over one that orders name.

        The shop sets its ids and handle.
        """
        with self._transaction(write=True) as records:
            _check(records, asked, None)
            service_id, location_id = records.new_ids(2)
            handle = _handle(asked.name)
            named = next((each for each in records.services() if each.only_named and each.handle == handle), None)
            if named is not None:
                new = msgspec.structs.replace(asked, id=named.id, handle=handle, location_id=named.location_id)
                _save(records, new)
            else:
                taken = {each.handle for each in records.services()} | {"manual", "gift_card"}
                if not handle or handle in taken:
                    handle = f"{handle or 'service'}-{service_id}"
                new = msgspec.structs.replace(asked, id=service_id, handle=handle, location_id=location_id)
                records.save_service(new)
                records.add_location(Location(id=location_id, name=asked.name, service=handle, created_at=self.now()))
        self._read_locations()
        return new

    def update_service(self, service_id: int, changes: dict[str, Any]) -> FulfillmentService:
        """Change the given fields of a fulfillment service. Its location has its name."""
        with self._transaction(write=True) as records:
            before = _known(records, service_id)
            changed = msgspec.structs.replace(before, **changes)
            _check(records, changed, before)
            _save(records, changed)
        self._read_locations()
        return changed

    def delete_service(self, service_id: int, *, action: str = "transfer", destination: int | None = None) -> None:
        """Delete a fulfillment service and its location.

        ``action`` is what becomes of the goods there (transfer, keep, delete), and ``destination`` is where they are to
        go. What is left to be sent from there goes to the destination, or else to the merchant's first location. If the
        merchant has no location, the service cannot be deleted.
        """
        if destination is not None and action != "transfer":
            reason = (
                "Destination location id should not be present when deleting/keeping the inventory of the "
                "fulfillment service."
            )
            raise _refused("inventoryAction", reason)
        with self._transaction(write=True) as records:
            service = _known(records, service_id)
            own = [each for each in records.locations() if each.service is None]
            if destination is not None and destination not in {each.id for each in own}:
                raise Refusal("location_not_found", "Location not found.", field=("destinationLocationId",))
            target = destination if destination is not None else next((each.id for each in own), None)
            self._send_elsewhere(records, service, target)
            records.delete_service(service_id)
            for location in records.locations():
                if location.id != service.location_id or location.service != service.handle:
                    continue
                if action == "keep":
                    records.save_location(msgspec.structs.replace(location, service=None))
                else:
                    records.delete_location(location.id)
        self._read_locations()

    def _send_elsewhere(self, records: Records, service: FulfillmentService, target: int | None) -> None:
        for order_id in sorted(records.order_ids()):
            order = records.order(order_id)
            if order is None:
                continue
            changed = [
                msgspec.structs.replace(
                    each,
                    location_id=each.location_id if target is None else target,
                    service="manual",
                    status="open" if each.status in ("in_progress", "incomplete") else each.status,
                    request_status="unsubmitted",
                    updated_at=self.now(),
                )
                for each in order.state.fulfillment_orders
                if each.service == service.handle and each.status not in ("closed", "cancelled")
            ]
            if changed:
                by_id = {each.id: each for each in changed}
                kept = tuple(by_id.get(each.id, each) for each in order.state.fulfillment_orders)
                self._save(records, order, msgspec.structs.replace(order.state, fulfillment_orders=kept))


def _known(records: Records, service_id: int) -> FulfillmentService:
    for service in records.services():
        if service.id == service_id:
            return service
    message = "Fulfillment service could not be found."
    raise Refusal("service_not_found", message, field=("id",), status=404, errors="Not Found")


def _save(records: Records, service: FulfillmentService) -> None:
    """Write a changed service. Its location has its name."""
    records.save_service(service)
    for location in records.locations():
        if location.id == service.location_id and location.service == service.handle:
            records.save_location(msgspec.structs.replace(location, name=service.name))


def _handle(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def _check(records: Records, service: FulfillmentService, before: FulfillmentService | None) -> None:
    """Raise the refusal of an invalid name or callback URL."""
    if not service.name.strip():
        raise _refused("name", "can't be blank")
    if service.name[0].isspace():
        raise _refused("name", "cannot begin with a whitespace character")
    if service.name[-1].isspace():
        raise _refused("name", "cannot end with a whitespace character")
    if len(service.name) > _MOST_CHARACTERS:
        raise _refused("name", f"is too long (maximum is {_MOST_CHARACTERS} characters)")
    if "\0" in service.name:
        raise _refused("name", "is invalid")
    others = (each for each in records.services() if not each.only_named and (before is None or each.id != before.id))
    if service.name.casefold() in {each.name.casefold() for each in others}:
        raise _refused("name", "has already been taken")
    if service.callback_url is not None:
        _check_callback(service.callback_url)


def _check_callback(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise _refused("callbackUrl", "is invalid") from None
    if parts.scheme not in ("http", "https"):
        raise _refused("callbackUrl", f"protocol {parts.scheme}:// is not supported")
    if not host or not url.isprintable() or " " in url:
        raise _refused("callbackUrl", "is invalid")
