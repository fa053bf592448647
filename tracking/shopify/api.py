"""The calls that a shop answers, over either API: the methods of both clients.

Each method is a call without I/O (`tracking.shopify.exchange`). `tracking.shopify.rest` and `tracking.shopify.graphql`
implement them.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypedDict, TypeVar, Unpack

import msgspec

from tracking.errors import OutcomeUnknown, Refused
from tracking.fulfillment.port import View
from tracking.fulfillment.values import (
    CreateFulfillment,
    Fulfillment,
    FulfillmentEvent,
    FulfillmentOrder,
    TrackingInfo,
)
from tracking.shopify.exchange import Call, Exchange
from tracking.shopify.messages import Endpoint

__all__ = ["Api", "ApiPage", "Cursors", "Filters", "Times", "one_order", "says_what_it_returns"]

F = TypeVar("F", bound=Callable[..., Any])

_MOST_PAGES = 2_000


class Times(TypedDict, total=False):
    """Bounds on when a fulfillment was created and last changed: inclusive, with timezone-aware times."""

    created_at_min: datetime | None
    created_at_max: datetime | None
    updated_at_min: datetime | None
    updated_at_max: datetime | None


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """The fulfillments of an order that a caller wants. ``since_id`` itself is excluded."""

    since_id: int | None = None
    created_at_min: datetime | None = None
    created_at_max: datetime | None = None
    updated_at_min: datetime | None = None
    updated_at_max: datetime | None = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__[1:]:
            time = getattr(self, name)
            if time is not None and time.tzinfo is None:
                raise ValueError(f"{name}: {time!r} has no time zone: add tzinfo, for instance datetime.UTC")

    def let(self, fulfillment_id: int, created: datetime | None, updated: datetime | None) -> bool:
        """Tell whether the filters let a fulfillment with this id and these times through."""
        return (
            (self.since_id is None or fulfillment_id > self.since_id)
            and (self.created_at_min is None or (created is not None and created >= self.created_at_min))
            and (self.created_at_max is None or (created is not None and created <= self.created_at_max))
            and (self.updated_at_min is None or (updated is not None and updated >= self.updated_at_min))
            and (self.updated_at_max is None or (updated is not None and updated <= self.updated_at_max))
        )


class ApiPage(NamedTuple):
    """One page of an order's fulfillments, with the cursor of the next page (None on the last page)."""

    fulfillments: tuple[Fulfillment, ...]
    cursor: str | None = None


class Cursors:
    """The pages of one listing. Each page is asked for once, and the listing always ends."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def after(self, cursor: Any) -> str:
        """Return the cursor of the next page. Raises OutcomeUnknown if the cursors would never come to an end."""
        if not isinstance(cursor, str) or not cursor:
            raise OutcomeUnknown("broken_answer", ["the answer says that there is a next page, and not which"])
        if cursor in self._asked or len(self._asked) >= _MOST_PAGES:
            raise OutcomeUnknown("broken_answer", ["the pages of the answer have no end"])
        self._asked.add(cursor)
        return cursor


class Api(ABC):
    """The fulfillment calls of a shop. Every method raises a `tracking.errors.ShopError` if the call fails."""

    numbers_per_fulfillment: int | None
    """How many tracking numbers one fulfillment can hold; None means any count."""

    def __init__(self, endpoint: Endpoint, exchange: Exchange) -> None:
        self._endpoint = endpoint
        self._ask = exchange

    @abstractmethod
    def find_order(self, name: str) -> Call[int | None]:
        """Return the id of the order with this name (``#1001``, with or without ``#``); None if there is no such order.

        Raises Refused with the code ``order_ambiguous`` if several orders have the name.
        """

    @abstractmethod
    def find_orders(self, references: Sequence[str]) -> Call[dict[str, int | None]]:
        """Look up to 25 orders with one call, and return their ids by the references given.

        A reference is an order's name, or digits that are an id or a name. A reference that the answer does not contain
        was not found by this call, but the order may still exist, because REST can only look up ids. The value None
        means that the digits are neither an order's id nor a name that was found.
        """

    @abstractmethod
    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> Call[View]:
        """Return the order's fulfillment orders and all of its fulfillments: one call over GraphQL, two over REST.

        Closed fulfillment orders may be left out. Over GraphQL, an order's only fulfillment order comes without its
        location and delivery method unless ``places`` is true. Over REST, its lines come without SKUs if ``skus`` is
        false. Raises NotFound if there is no such order.
        """

    @abstractmethod
    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> Call[tuple[FulfillmentOrder, ...]]:
        """Return the order's fulfillment orders; over GraphQL without the closed ones.

        If ``skus`` is false, the SKUs and titles of the lines may be missing. REST needs a second call for them. Raises
        NotFound if there is no such order.
        """

    @abstractmethod
    def fulfillment_order(self, fulfillment_order_id: int) -> Call[FulfillmentOrder]:
        """Return one fulfillment order. Raises NotFound if there is none with this id."""

    @abstractmethod
    def page(self, order_id: int, filters: Filters, cursor: str | None, limit: int | None) -> Call[ApiPage]:
        """Return a page of the order's fulfillments: the first one, or the one at ``cursor``."""

    @abstractmethod
    def fulfillments_of(self, fulfillment_order_id: int) -> Call[tuple[Fulfillment, ...]]:
        """Return the fulfillments that took units of a fulfillment order."""

    @abstractmethod
    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Call[Fulfillment]:
        """Return one fulfillment. Raises NotFound if the order has none with this id."""

    @abstractmethod
    def count(self, order_id: int, **times: Unpack[Times]) -> Call[int]:
        """Return how many fulfillments the order has within these times, including cancelled ones."""

    @abstractmethod
    def create(self, request: CreateFulfillment) -> Call[Fulfillment]:
        """Fulfill the requested lines, and return the new fulfillment as the shop stored it.

        The company, numbers, and URLs are those that the shop stored, which may differ from the request. Raises Refused
        or NotFound if the shop did not create the fulfillment, and OutcomeUnknown if it may have created it.

        The client never repeats this call once it may have reached the shop, because the API has no key that would
        prevent a second fulfillment. After an OutcomeUnknown, read the order's fulfillments before you try again.
        """

    @abstractmethod
    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Call[Fulfillment]:
        """Replace the tracking info of a fulfillment, and return the fulfillment as it is afterwards.

        The client repeats the call if its outcome is unknown, so a customer may be notified twice. Raises NotFound or
        Refused if the shop changed nothing.
        """

    @abstractmethod
    def cancel(self, fulfillment_id: int) -> Call[Fulfillment]:
        """Cancel a fulfillment, and return it as it is afterwards.

        The client repeats the call if its outcome is unknown; canceling twice changes nothing. Raises NotFound or
        Refused if the shop changed nothing.
        """

    @abstractmethod
    def events(self, order_id: int, fulfillment_id: int) -> Call[tuple[FulfillmentEvent, ...]]:
        """Return the events of a fulfillment: what happened to the parcel on its way."""

    @abstractmethod
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
        """Add an event to a fulfillment, and return it.

        ``status`` is label_printed, in_transit, out_for_delivery, delivered, failure, or another of the API's statuses.
        ``happened_at`` is timezone-aware. ``details`` may have address1, city, province, country, zip, latitude,
        longitude, and estimated_delivery_at; any other key raises TypeError. Like `create`, the call is never repeated
        by the client.
        """

    def delete_event(self, order_id: int, fulfillment_id: int, event_id: int) -> Call[None]:
        """Delete an event. Both APIs use REST's route, because GraphQL has none. The client never repeats the call."""
        path = f"/orders/{order_id}/fulfillments/{fulfillment_id}/events/{event_id}.json"
        yield from self._ask(self._endpoint.rest("DELETE", path), lambda *_: None)


def says_what_it_returns(method: F) -> F:
    """Return a client's method with the return type that callers see, instead of the steps that lead to the value."""
    signature = inspect.signature(method)
    value = str(signature.return_annotation).removeprefix("Call[").removesuffix("]")
    method.__signature__ = signature.replace(return_annotation=value)  # type: ignore[attr-defined]
    return method


def one_order(name: str, orders: Iterable[dict[str, Any]], read_id: Callable[[Any], int]) -> int | None:
    """Pick the order with exactly this name (the ``#`` may be missing) from the results of a search.

    Both APIs search by name loosely. Raises Refused if several orders have the name.
    """
    ids = {read_id(order["id"]) for order in orders if str(order["name"]).removeprefix("#") == name.removeprefix("#")}
    if len(ids) > 1:
        raise Refused("order_ambiguous", [f"{len(ids)} orders are named {name}: {', '.join(map(str, sorted(ids)))}"])
    return next(iter(ids), None)
