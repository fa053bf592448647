"""REST's payments of an order, and its risks, of which there are none: one method per route."""

from __future__ import annotations

from tracking.fulfillment.values import Order
from tracking.server.listing import chosen_fields, parse_selection
from tracking.server.not_served import not_served_refusal
from tracking.server.order_transactions import OrderTransaction, transactions_of
from tracking.server.rest_call import RestAnswer, RestCall, encode, not_found
from tracking.server.rest_order_edits import OrderEditCalls

__all__ = ["PAYMENT_ROUTES", "PaymentCalls"]


class PaymentCalls(OrderEditCalls):
    """One method per route."""

    def _order(self, call: RestCall) -> Order:
        order = self._shop.order(call.id("order_id"))
        if order is None:
            raise not_found()
        return order

    def _transactions(self, call: RestCall) -> tuple[OrderTransaction, ...]:
        found = transactions_of(self._order(call))
        if found is None:
            raise not_served_refusal("the transactions of an order whose payments are not known", "transactions")
        return found

    def transactions(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/transactions.json``."""
        since = parse_selection("", {"since_id": call.query.get("since_id", "")}, lambda query: {}).since
        chosen = [each for each in self._transactions(call) if each.id > since]
        bodies = [chosen_fields(self._rest.transaction(each), call.query) for each in chosen]
        return RestAnswer(200, encode({"transactions": bodies}))

    def count_transactions(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/transactions/count.json``."""
        return RestAnswer(200, encode({"count": len(self._transactions(call))}))

    def transaction(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/transactions/{id}.json``."""
        for each in self._transactions(call):
            if each.id == call.id("transaction_id"):
                return RestAnswer(200, encode({"transaction": chosen_fields(self._rest.transaction(each), call.query)}))
        raise not_found()

    def risks(self, call: RestCall) -> RestAnswer:
        """``GET /orders/{id}/risks.json``: nothing here judges an order, and no app can."""
        self._order(call)
        return RestAnswer(200, encode({"risks": []}))


_ORDER = "/orders/{order_id}"

PAYMENT_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("GET", _ORDER + "/transactions.json", "transactions"),
    ("GET", _ORDER + "/transactions/count.json", "count_transactions"),
    ("GET", _ORDER + "/transactions/{transaction_id}.json", "transaction"),
    ("GET", _ORDER + "/risks.json", "risks"),
)
"""Method, path below ``/admin/api/{version}``, and the method of `PaymentCalls` that answers."""
