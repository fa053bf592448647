"""The shop in a browser: its orders, and a page for each order with the actions on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tracking.fulfillment.values import Fulfillment, FulfillmentEvent, FulfillmentOrder, Order
from tracking.fulfillment.values_requests import HOLD_REASONS
from tracking.server.form_keys import FormKeys
from tracking.server.page_frame import ABOVE_ALL, PageFrame
from tracking.server.selection import Selection
from tracking.server.shop import Shop
from tracking.server.shop_reads import OrderWithFulfillments

__all__ = ["FailedForm", "OrderPages", "id_in"]

_ORDERS = 25
_FULFILLMENTS = 20


class FailedForm(NamedTuple):
    """A form that was refused, as it was sent."""

    action: str
    id: int
    """The id of the object that it acts upon."""
    message: str
    given: dict[str, str]

    @property
    def name(self) -> str:
        """Return which form of the page it is, such as ``cancel-1069019862``."""
        return f"{self.action}-{self.id}"


class _ShownFulfillment(NamedTuple):
    fulfillment: Fulfillment
    events: list[FulfillmentEvent]
    rows: range
    """Its numbers and links, by position."""


class _ShownOrder(NamedTuple):
    order: Order
    fulfillment_orders: tuple[FulfillmentOrder, ...]
    fulfillments: list[_ShownFulfillment]
    """The newest first."""
    more: bool
    """True if there are older ones."""
    locations: dict[int, str]
    """Names by id."""


class OrderPages:
    """The pages of a shop's orders: ``/``, ``/?after=ID`` for the next ones, ``/?order=NAME``, and ``/orders/ID``."""

    def __init__(self, shop: Shop, frame: PageFrame, keys: FormKeys) -> None:
        self._shop, self._frame, self._keys = shop, frame, keys

    def routes(self) -> list[Route]:
        """Return the routes of the pages."""
        return [
            Route("/", self._orders, methods=["GET"]),
            Route("/orders/{order}", self._one_order, methods=["GET"]),
            Route("/orders/{order}/{action}", self._after_a_form, methods=["GET"]),
        ]

    async def _orders(self, request: Request) -> Response:
        name = request.query_params.get("order", "").strip()[:100]
        after = id_in(request.query_params.get("after", "")) or 0
        found = await run_in_threadpool(self._found, name, after)
        if name and len(found) == 1:
            return RedirectResponse(f"/orders/{found[0].id}")
        more = "/?" + urlencode({"after": found[_ORDERS - 1].id}) if len(found) > _ORDERS else None
        shown = found[:_ORDERS]
        return self._frame.page("orders.html", orders=shown, name=name, more=more, first=not (name or after))

    def _found(self, name: str, after: int) -> list[OrderWithFulfillments]:
        if not name:
            return [*self._shop.orders_with_fulfillments(Selection(after=after, limit=_ORDERS + 1))]
        wanted = {name, name.removeprefix("#")}
        read = self._shop.orders_with_fulfillments
        return [*{found.id: found for each in wanted for found in read(Selection(name=each))}.values()]

    async def _one_order(self, request: Request) -> Response:
        return await run_in_threadpool(self.order, id_in(request.path_params["order"]))

    async def _after_a_form(self, request: Request) -> Response:
        # A browser is at this address after a form was refused, and asks for it again.
        return RedirectResponse(f"/orders/{id_in(request.path_params['order']) or 0}")

    def order(self, order_id: int | None, failed: FailedForm | None = None, status: int = 200) -> HTMLResponse:
        """Return the page of an order. If a form ``failed``, the page says so beside it."""
        shown = None if order_id is None else self._shown(order_id)
        if shown is None:
            return self._frame.page("missing.html", 404, what="order")
        there = {each.id for each in shown.fulfillment_orders} | {each.fulfillment.id for each in shown.fulfillments}
        values: dict[str, Any] = shown._asdict()
        return self._frame.page(
            "order.html",
            status,
            **values,
            failed=failed,
            lost=failed if failed is not None and failed.id not in there else None,
            key=self._keys.new(),
            hold_reasons=HOLD_REASONS,
        )

    def _shown(self, order_id: int) -> _ShownOrder | None:
        shop = self._shop
        order, fulfillment_orders = shop.order(order_id), shop.fulfillment_orders(order_id)
        newest = shop.fulfillments(order_id, Selection(before=ABOVE_ALL, limit=_FULFILLMENTS + 1))
        if order is None or fulfillment_orders is None or newest is None:
            return None
        shown = [self._fulfillment(each) for each in newest[-_FULFILLMENTS:][::-1]]
        locations = {location.id: location.name for location in shop.locations()}
        return _ShownOrder(order, fulfillment_orders, shown, len(newest) > len(shown), locations)

    def _fulfillment(self, fulfillment: Fulfillment) -> _ShownFulfillment:
        events = self._shop.events(fulfillment.id) or ()
        told = sorted(events, key=lambda each: (each.happened_at or datetime.min.replace(tzinfo=UTC), each.id))
        info = fulfillment.tracking
        rows = max(len(info.numbers), len(info.urls), 1 if info.company else 0)
        return _ShownFulfillment(fulfillment, told, range(rows))


def id_in(text: str) -> int | None:
    """Return the id in a URL; None if it cannot be one."""
    return min(int(text), ABOVE_ALL) if text.isascii() and text.isdigit() and len(text) < 20 else None
