"""A merchant's requests to fulfillment services, and their answers: one method per call, with one transaction each."""

from __future__ import annotations

from typing import NamedTuple

from tracking.fulfillment import rules_requests
from tracking.fulfillment.values import FulfillmentOrder
from tracking.server.shop_orders import LineRequests
from tracking.server.shop_progress import FulfillmentOrderProgress

__all__ = ["FulfillmentRequests", "SubmittedOrder"]


class SubmittedOrder(NamedTuple):
    """A fulfillment order that was requested from a service, and the one with the units that were not."""

    order: FulfillmentOrder
    unsubmitted: FulfillmentOrder | None


class FulfillmentRequests(FulfillmentOrderProgress):
    """A shop's requests to fulfillment services."""

    def submit_request(
        self, id_: int, lines: LineRequests = (), *, message: str | None = None, notify_customer: bool | None = None
    ) -> SubmittedOrder:
        """Ask the service to send a fulfillment order, or these lines of it."""
        now = self.now()
        submitted, shown = self._act(
            id_,
            lambda state, locations, ids: rules_requests.submit_request(
                state, id_, lines, message, notify_customer, locations, ids, now
            ),
            "fulfillment_request_submitted",
        )
        return SubmittedOrder(shown[id_], shown.get(submitted.unsubmitted_id))

    def accept_request(self, id_: int) -> FulfillmentOrder:
        """Record that the service will send it."""
        return self._one(
            id_, lambda state, now: rules_requests.accept_request(state, id_, now), "fulfillment_request_accepted"
        )

    def reject_request(self, id_: int) -> FulfillmentOrder:
        """Record that the service will not send it."""
        return self._one(
            id_, lambda state, now: rules_requests.reject_request(state, id_, now), "fulfillment_request_rejected"
        )

    def submit_cancellation(self, id_: int, *, message: str | None = None) -> FulfillmentOrder:
        """Ask the service to stop what it has accepted."""
        now = self.now()
        _, shown = self._act(
            id_,
            lambda state, locations, ids: rules_requests.submit_cancellation(state, id_, message, locations, ids, now),
            "cancellation_request_submitted",
        )
        return shown[id_]

    def accept_cancellation(self, id_: int) -> FulfillmentOrder:
        """Record that the service stops."""
        now = self.now()
        _, shown = self._act(
            id_,
            lambda state, locations, ids: rules_requests.accept_cancellation(state, id_, ids, now),
            "cancellation_request_accepted",
        )
        return shown[id_]

    def reject_cancellation(self, id_: int) -> FulfillmentOrder:
        """Record that the service continues with what it was asked to stop."""
        return self._one(
            id_, lambda state, now: rules_requests.reject_cancellation(state, id_, now), "cancellation_request_rejected"
        )
