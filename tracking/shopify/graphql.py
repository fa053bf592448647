"""The calls over GraphQL, which is the API's recommended form: operations and paging.

A fulfillment holds any count of tracking numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias, TypeVar, Unpack

import msgspec

from tracking.errors import NotFound, OutcomeUnknown, ShopError
from tracking.fulfillment.port import View
from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    TrackingInfo,
)
from tracking.shopify import graphql_bodies as bodies
from tracking.shopify.api import Api, ApiPage, Cursors, Filters, Times, one_order
from tracking.shopify.classify import broken
from tracking.shopify.exchange import Call
from tracking.shopify.graphql_views import (
    Started,
    by_reference,
    lines_to_tell,
    made,
    next_lines,
    order_view,
    placed,
    quoted_term,
    with_lines,
    with_order_lines,
)
from tracking.shopify.messages import Request, Response, gid, snake
from tracking.shopify.queries import QUERIES
from tracking.shopify.rest_bodies import Json, id_number, is_id, moment
from tracking.spelling.given import check_texts, text_of

__all__ = ["GraphQLApi"]

T = TypeVar("T")


Decode: TypeAlias = Callable[[Any, Response], T]
"""From an answer's data to a value."""


class GraphQLApi(Api):
    """The shop's GraphQL API."""

    numbers_per_fulfillment = None

    def find_order(self, name: str) -> Call[int | None]:
        """See `Api.find_order`."""
        text_of(name, "name")
        return (
            yield from self._query(
                "orderByName",
                lambda data, _: one_order(name, data["orders"]["nodes"], id_number),
                query=f"name:{quoted_term(name)}",
            )
        )

    def find_orders(self, references: Sequence[str]) -> Call[dict[str, int | None]]:
        """See `Api.find_orders`."""
        if not references:
            return {}
        names = " OR ".join(f"name:{quoted_term(reference)}" for reference in references)
        digits = [reference for reference in references if is_id(reference)]
        ids = [gid("Order", int(reference)) for reference in digits]
        return (
            yield from self._query(
                "ordersByReference", lambda data, _: by_reference(references, digits, data), query=names, ids=ids
            )
        )

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> Call[View]:
        """See `Api.order_view`."""
        view, cut = yield from self._node("orderView", "Order", order_id, order_view)
        ready = [order for order in view.orders if order.status not in ("closed", "cancelled")]
        if not cut and not places and len(ready) <= 1:
            return view
        orders = yield from self.fulfillment_orders(order_id)
        if not cut and all(one in {order.id for order in orders} for one in (order.id for order in ready)):
            return placed(view, orders)
        # Fulfillment orders are read first: what is done between the two calls then shows as a fulfillment, not as
        # missing units.
        page = yield from self.page(order_id, Filters(), None, None)
        return View(orders, page.fulfillments)

    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> Call[tuple[FulfillmentOrder, ...]]:
        """See `Api.fulfillment_orders`."""
        found = yield from self._collect("fulfillmentOrders", "Order", order_id, "fulfillmentOrders", with_order_lines)
        return (yield from _each(found, self._order_lines))

    def fulfillment_order(self, fulfillment_order_id: int) -> Call[FulfillmentOrder]:
        """See `Api.fulfillment_order`."""
        first = yield from self._node("fulfillmentOrder", "FulfillmentOrder", fulfillment_order_id, with_order_lines)
        return (yield from self._order_lines(first))

    def page(self, order_id: int, filters: Filters, cursor: str | None, limit: int | None) -> Call[ApiPage]:
        """See `Api.page`. GraphQL returns all fulfillments of an order at once."""
        found = yield from self._node(
            "fulfillments", "Order", order_id, lambda order: [with_lines(node) for node in order["fulfillments"]]
        )
        wanted = [one for one in found if filters.let(one[0].id, one[0].created_at, one[0].updated_at)]
        return ApiPage((yield from _each(sorted(wanted, key=lambda one: one[0].id), self._lines)))

    def fulfillments_of(self, fulfillment_order_id: int) -> Call[tuple[Fulfillment, ...]]:
        """See `Api.fulfillments_of`."""
        found = yield from self._collect(
            "fulfillmentsOf", "FulfillmentOrder", fulfillment_order_id, "fulfillments", with_lines
        )
        return (yield from _each(found, self._lines))

    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Call[Fulfillment]:
        """See `Api.fulfillment`."""
        first = yield from self._node("fulfillment", "Fulfillment", fulfillment_id, with_lines)
        return (yield from self._lines(first))

    def count(self, order_id: int, **times: Unpack[Times]) -> Call[int]:
        """See `Api.count`."""
        filters = Filters(**times)

        def let(order: Json) -> int:
            found = order["fulfillments"]
            return sum(
                filters.let(id_number(node["id"]), moment(node["createdAt"]), moment(node["updatedAt"]))
                for node in found
            )

        return (yield from self._node("fulfillmentTimes", "Order", order_id, let))

    def create(self, request: CreateFulfillment) -> Call[Fulfillment]:
        """See `Api.create`."""
        variables, field, order_id = bodies.create_variables(request), "fulfillmentCreate", request.order_id
        name, decode = field, with_lines
        if order_id is not None:
            name, decode = f"{field}ForOrder", partial(made, order_id, request.units)
            variables["lines"] = lines_to_tell(request.units)
        asked = self._operation(name, variables, repeatable=False)
        first = yield from self._ask(asked, _payload(field, "fulfillment", decode))
        try:
            return (yield from self._lines(first))
        except ShopError as error:
            failure = error
        words = [f"fulfillment {first[0].id} was created, but not all of its lines could be read: {failure}"]
        raise OutcomeUnknown("broken_answer", words, status=failure.status, request_id=failure.request_id)

    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Call[Fulfillment]:
        """See `Api.update_tracking`."""
        name = "fulfillmentTrackingInfoUpdate"
        variables = {
            "fulfillmentId": gid("Fulfillment", fulfillment_id),
            "trackingInfoInput": bodies.tracking_input(tracking),
            "notifyCustomer": notify_customer,
        }
        first = yield from self._ask(self._operation(name, variables), _payload(name, "fulfillment", with_lines))
        return (yield from self._lines(first))

    def cancel(self, fulfillment_id: int) -> Call[Fulfillment]:
        """See `Api.cancel`."""
        name = "fulfillmentCancel"
        asked = self._operation(name, {"id": gid("Fulfillment", fulfillment_id)})
        first = yield from self._ask(asked, _payload(name, "fulfillment", with_lines))
        return (yield from self._lines(first))

    def events(self, order_id: int, fulfillment_id: int) -> Call[tuple[FulfillmentEvent, ...]]:
        """See `Api.events`."""
        decode = partial(bodies.event, fulfillment_id=fulfillment_id)
        return tuple((yield from self._collect("fulfillmentEvents", "Fulfillment", fulfillment_id, "events", decode)))

    def create_event(
        self,
        order_id: int,
        fulfillment_id: int,
        status: str,
        *,
        message: str | None = None,
        happened_at: datetime | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> Call[FulfillmentEvent]:
        """See `Api.create_event`."""
        check_texts(status=text_of(status, "status"), message=message)
        name = "fulfillmentEventCreate"
        given = bodies.event_input(fulfillment_id, status, message, happened_at, details or {})
        asked = self._operation(name, {"fulfillmentEvent": given}, repeatable=False)
        decode = partial(bodies.event, fulfillment_id=fulfillment_id)
        return (yield from self._ask(asked, _payload(name, "fulfillmentEvent", decode)))

    def _operation(self, name: str, variables: Json, *, repeatable: bool = True) -> Request:
        return self._endpoint.graphql(name, QUERIES[name], variables, repeatable=repeatable)

    def _query(self, name: str, decode: Decode[T], **variables: Any) -> Call[T]:
        return (yield from self._ask(self._operation(name, variables), decode))

    def _node(self, name: str, kind: str, number: int, decode: Callable[[Json], T], **variables: Any) -> Call[T]:
        """Ask for one object by its id. The query has one root field, whose name is the kind."""
        root = kind[0].lower() + kind[1:]

        def found(data: Any, response: Response) -> T:
            if data[root] is None:
                code = f"{snake(root)}_not_found"
                words = [f"{kind} {number} does not exist"]
                raise NotFound(code, words, status=response.status, request_id=response.request_id)
            return decode(data[root])

        return (yield from self._query(name, found, id=gid(kind, number), **variables))

    def _collect(
        self, name: str, kind: str, number: int, connection: str, decode: Callable[[Json], T], after: str | None = None
    ) -> Call[list[T]]:
        """Ask for all nodes of an object's connection, page by page."""

        def page(thing: Json) -> Started[list[T]]:
            return [decode(node) for node in thing[connection]["nodes"]], next_lines(thing[connection])

        whole: list[T] = []
        asked = Cursors()
        while True:
            nodes, after = yield from self._node(name, kind, number, page, after=after or None)
            whole += nodes
            if after is None:
                return whole
            asked.after(after)

    def _lines(self, started: Started[Fulfillment]) -> Call[Fulfillment]:
        value, more = started
        if more is None:
            return value
        name, connection = "fulfillmentLines", "fulfillmentLineItems"
        lines = yield from self._collect(name, "Fulfillment", value.id, connection, bodies.fulfillment_line, more)
        return msgspec.structs.replace(value, lines=(*value.lines, *lines))

    def _order_lines(self, started: Started[FulfillmentOrder]) -> Call[FulfillmentOrder]:
        value, more = started
        if more is None:
            return value
        name, decode = "fulfillmentOrderLines", bodies.fulfillment_order_line
        lines = yield from self._collect(name, "FulfillmentOrder", value.id, "lineItems", decode, more)
        return msgspec.structs.replace(value, lines=(*value.lines, *lines))


def _payload(name: str, field: str, decode: Callable[[Json], T]) -> Decode[T]:
    def read(data: Any, response: Response) -> T:
        payload = data[name]
        if payload is None or payload.get(field) is None:
            raise broken(response, f"{name} gave neither a {field} nor a reason why not")
        return decode(payload[field])

    return read


def _each(found: Iterable[Started[T]], complete: Callable[[Started[T]], Call[T]]) -> Call[tuple[T, ...]]:
    whole = []
    for started in found:
        whole.append((yield from complete(started)))
    return tuple(whole)
