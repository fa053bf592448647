"""What may be asked of a shop, whichever API it is asked through: the methods of both clients.

Each method is a call without I/O (`tracking.shopify.exchange`); `tracking.shopify.rest` and
`tracking.shopify.graphql` fill them in.
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
    """Bounds, themselves let through, of when a fulfillment was made and last changed; timezone-aware."""

    created_at_min: datetime | None
    created_at_max: datetime | None
    updated_at_min: datetime | None
    updated_at_max: datetime | None


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which fulfillments of an order; ``since_id`` itself is not let through."""

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
        """Tell whether they let a fulfillment with this id and these times through."""
        return (
            (self.since_id is None or fulfillment_id > self.since_id)
            and (self.created_at_min is None or (created is not None and created >= self.created_at_min))
            and (self.created_at_max is None or (created is not None and created <= self.created_at_max))
            and (self.updated_at_min is None or (updated is not None and updated >= self.updated_at_min))
            and (self.updated_at_max is None or (updated is not None and updated <= self.updated_at_max))
        )


class ApiPage(NamedTuple):
    """Some of an order's fulfillments, and what the next ones are asked for with (None: that was all)."""

    fulfillments: tuple[Fulfillment, ...]
    cursor: str | None = None


class Cursors:
    """The pages of one listing: each is asked for once, and their number ends."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def after(self, cursor: Any) -> str:
        """Return the cursor of the next page. Raises OutcomeUnknown for one that would never come to an end."""
        if not isinstance(cursor, str) or not cursor:
            raise OutcomeUnknown("broken_answer", ["the answer says that there is a next page, and not which"])
        if cursor in self._asked or len(self._asked) >= _MOST_PAGES:
            raise OutcomeUnknown("broken_answer", ["the pages of the answer have no end"])
        self._asked.add(cursor)
        return cursor


class Api(ABC):
    """A shop's fulfillment calls. Every method raises a `tracking.errors.ShopError`."""

    numbers_per_fulfillment: int | None
    """How many tracking numbers a fulfillment holds; None means as many as are given."""

    def __init__(self, endpoint: Endpoint, exchange: Exchange) -> None:
        self._endpoint = endpoint
        self._ask = exchange

    @abstractmethod
    def find_order(self, name: str) -> Call[int | None]:
        """Find the id of the order with this name (``#1001``, with or without ``#``), or None."""

    @abstractmethod
    def find_orders(self, references: Sequence[str]) -> Call[dict[str, int | None]]:
        """Find the ids of many orders with one call, by names or by digits that are an id or a name; 25 at most.

        What is not in the answer was not found this way, which does not say that it is not there: REST finds ids alone.
        None stands at digits that are no order's id and were not found as a name.
        """

    @abstractmethod
    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> Call[View]:
        """Read the order's fulfillment orders and all of its fulfillments: by GraphQL at once, by REST with two calls.

        Closed fulfillment orders may be left out. By GraphQL an order's only fulfillment order comes without its
        location and delivery method unless ``places`` is true; by REST, with ``skus`` false, without its lines' SKUs.
        """

    @abstractmethod
    def fulfillment_orders(self, order_id: int, *, skus: bool = True) -> Call[tuple[FulfillmentOrder, ...]]:
        """Read the order's fulfillment orders; GraphQL leaves closed ones out.

        With ``skus`` false the lines' SKUs and titles may be left out: REST needs a second call for them.
        """

    @abstractmethod
    def fulfillment_order(self, fulfillment_order_id: int) -> Call[FulfillmentOrder]:
        """Read one fulfillment order."""

    @abstractmethod
    def page(self, order_id: int, filters: Filters, cursor: str | None, limit: int | None) -> Call[ApiPage]:
        """Read some of the order's fulfillments: the first ones, or those after ``cursor``."""

    @abstractmethod
    def fulfillments_of(self, fulfillment_order_id: int) -> Call[tuple[Fulfillment, ...]]:
        """Read the fulfillments that took units of a fulfillment order."""

    @abstractmethod
    def fulfillment(self, order_id: int, fulfillment_id: int, /) -> Call[Fulfillment]:
        """Read one fulfillment."""

    @abstractmethod
    def count(self, order_id: int, **times: Unpack[Times]) -> Call[int]:
        """Count the order's fulfillments within these times, cancelled ones too."""

    @abstractmethod
    def create(self, request: CreateFulfillment) -> Call[Fulfillment]:
        """Fulfill the lines asked for, and return the new fulfillment as the shop has it: id, status, lines, tracking info.

        Its company, numbers and URLs are the shop's, which may differ from those asked for. Raises Refused or NotFound
        when the shop does not do it, and OutcomeUnknown when nobody knows whether it did.

        Never sent again by itself once it may have reached the shop: the API knows no key for it, so that after
        an OutcomeUnknown the caller reads the order's fulfillments before anything else.
        """

    @abstractmethod
    def update_tracking(
        self, fulfillment_id: int, tracking: TrackingInfo, *, notify_customer: bool = False
    ) -> Call[Fulfillment]:
        """Replace a fulfillment's tracking info, and return the fulfillment as it is then.

        Repeated when its outcome is unknown (a customer may hear twice).
        """

    @abstractmethod
    def cancel(self, fulfillment_id: int) -> Call[Fulfillment]:
        """Cancel a fulfillment, and return it as it is then.

        Repeated when its outcome is unknown: cancelling twice changes nothing.
        """

    @abstractmethod
    def events(self, order_id: int, fulfillment_id: int) -> Call[tuple[FulfillmentEvent, ...]]:
        """Read what happened to a fulfillment on its way."""

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
        """Add an event, and return it: ``status`` is label_printed, in_transit, out_for_delivery, delivered, failure, ...

        ``details`` are address1, city, province, country, zip, latitude, longitude, estimated_delivery_at. Like
        create it is never sent again by itself.
        """

    def delete_event(self, order_id: int, fulfillment_id: int, event_id: int) -> Call[None]:
        """Delete an event. REST's route serves both APIs, for GraphQL has none. Never sent again by itself."""
        path = f"/orders/{order_id}/fulfillments/{fulfillment_id}/events/{event_id}.json"
        yield from self._ask(self._endpoint.rest("DELETE", path), lambda *_: None)


def says_what_it_returns(method: F) -> F:
    """Let a client's method be shown with the value that it returns, not with the steps that lead there."""
    signature = inspect.signature(method)
    value = str(signature.return_annotation).removeprefix("Call[").removesuffix("]")
    method.__signature__ = signature.replace(return_annotation=value)  # type: ignore[attr-defined]
    return method


def one_order(name: str, orders: Iterable[dict[str, Any]], read_id: Callable[[Any], int]) -> int | None:
    """Pick the order of that name, with or without ``#``, from what a search found.

    Both APIs search by name loosely. Raises Refused when several orders have the name.
    """
    ids = {read_id(order["id"]) for order in orders if str(order["name"]).removeprefix("#") == name.removeprefix("#")}
    if len(ids) > 1:
        raise Refused("order_ambiguous", [f"{len(ids)} orders are named {name}: {', '.join(map(str, sorted(ids)))}"])
    return next(iter(ids), None)
