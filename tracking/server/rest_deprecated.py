"""REST's deprecated calls: they answer as versions up to 2022-04 did, and 406 with an empty body on all others."""

from __future__ import annotations

from tracking.fulfillment.values import Fulfillment
from tracking.server import rest_decode
from tracking.server.rest_call import Calling, RestAnswer, RestCall
from tracking.server.rest_values import root
from tracking.server.versions import at_least

__all__ = ["DeprecatedCalls"]

_REMOVED = "2022-07"
_DEPRECATED = "https://shopify.dev/changelog/legacy-fulfillment-api-deprecation"


class DeprecatedCalls(Calling):
    """One method a deprecated route."""

    def create_for_order(self, call: RestCall) -> RestAnswer:
        """``POST /orders/{id}/fulfillments.json``, up to 2022-04 and on ``unstable``."""
        if call.ids["version"] != "unstable" and at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        request = rest_decode.create_for_order(root(call.body, "fulfillment"))
        return self._deprecated(self._shop.create_for_order(call.id("order_id"), request))

    def change_of_order(self, call: RestCall) -> RestAnswer:
        """``PUT /orders/{id}/fulfillments/{id}.json``, up to 2022-04, as are the following."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        change = rest_decode.change_tracking(root(call.body, "fulfillment"))
        return self._deprecated(self._shop.change_tracking(call.id("order_id"), call.id("fulfillment_id"), change))

    def cancel_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../cancel.json``; the body is ignored."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.cancel(call.id("fulfillment_id"), order_id=call.id("order_id")))

    def open_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../open.json``; the body is ignored."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.open(call.id("order_id"), call.id("fulfillment_id")))

    def complete_of_order(self, call: RestCall) -> RestAnswer:
        """``POST .../complete.json``; whatever the body says."""
        if at_least(call.ids["version"], _REMOVED):
            return self.gone(call)
        return self._deprecated(self._shop.complete(call.id("order_id"), call.id("fulfillment_id")))

    def _deprecated(self, fulfillment: Fulfillment) -> RestAnswer:
        return self._one(fulfillment)._replace(headers={"X-Shopify-API-Deprecated-Reason": _DEPRECATED})

    def gone(self, call: RestCall) -> RestAnswer:
        """Refuse a call that was removed: 406, with an empty body."""
        return RestAnswer(406, b"")
