"""One plain page at ``/``: what stands in the shop, for somebody who looks on while trying things out."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tracking.fulfillment.values import Fulfillment, FulfillmentEvent, FulfillmentOrder, LineItem, Order
from tracking.server.selection import Selection
from tracking.server.shop import Shop

__all__ = ["StyleSheet", "page_route", "style_sheet"]

_ORDERS = 25
_FULFILLMENTS = 20
_LARGEST = 2**63 - 1
_COLORS = {
    "success": "good",
    "fulfilled": "good",
    "delivered": "good",
    "cancelled": "bad",
    "failure": "bad",
    "error": "bad",
    "partial": "wait",
    "in_progress": "wait",
    "pending": "wait",
    "on_hold": "wait",
    "scheduled": "wait",
}


def page_route(shop: Shop) -> Route:
    """Serve the page of a shop: ``/``, ``/?after=ID`` for the next orders, ``/?order=NAME`` for one."""

    async def page(request: Request) -> HTMLResponse:
        name = request.query_params.get("order", "").strip()[:100]
        after = request.query_params.get("after", "")
        start = min(int(after), _LARGEST) if after.isdecimal() and len(after) < 20 else 0
        body = await run_in_threadpool(_page, shop, name, start)
        return HTMLResponse(
            body, headers={"content-security-policy": style_sheet().policy, "cache-control": "no-store"}
        )

    return Route("/", page, methods=["GET"])


class StyleSheet(NamedTuple):
    """The pages' style."""

    text: str
    policy: str
    """The content security policy that allows it and nothing else."""


@functools.cache
def style_sheet() -> StyleSheet:
    """Read the pages' style sheet."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"
    return StyleSheet(style, policy)


def _page(shop: Shop, name: str, after: int) -> str:
    info = shop.info()
    if name:
        wanted = {name, name.removeprefix("#")}
        orders = tuple({order.id: order for each in wanted for order in shop.orders(Selection(name=each))}.values())
    else:
        orders = shop.orders(Selection(after=after, limit=_ORDERS + 1))
    listed = "".join(_order(shop, order) for order in orders[:_ORDERS])
    empty = f"<p>No order is named {escape(name)}.</p>" if name else "<p>There is no order here.</p>"
    links = ['<a href="/outbox">Outbox</a>', '<a href="/webhooks">Webhooks</a>']
    if name or after:
        links.append('<a href="/">All orders</a>')
    if len(orders) > _ORDERS:
        following = escape("/?" + urlencode({"after": orders[_ORDERS - 1].id}))
        links.append(f'<a href="{following}">Next orders</a>')
    title = escape(info.name)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style_sheet().text}</style></head><body>"
        f'<header><h1>{title}</h1><form method="get" action="/"><label><span class="soft">Order</span> '
        f'<input name="order" value="{escape(name)}" placeholder="#1001"></label>'
        f"<button>Show</button></form></header><main>{listed or empty}</main><nav>{' '.join(links)}</nav></body></html>"
    )


def _order(shop: Shop, order: Order) -> str:
    fulfillment_orders = shop.fulfillment_orders(order.id) or ()
    newest = shop.fulfillments(order.id, Selection(before=_LARGEST, limit=_FULFILLMENTS + 1)) or ()
    shown = newest[-_FULFILLMENTS:][::-1]
    more = f'<p class="soft">The latest {_FULFILLMENTS} are shown.</p>' if len(newest) > len(shown) else ""
    rows = "".join(_fulfillment(shop, each, shop.events(each.id) or ()) for each in shown)
    left = sum(line.fulfillable for line in order.lines)
    ordered = sum(line.quantity for line in order.lines)
    state = "cancelled" if order.cancelled else order.fulfillment_status or "unfulfilled"
    return (
        f'<article><div class="top"><h2>{escape(order.name)}</h2>{_status(state)}'
        f'<span class="soft">order {order.id}, {left} of {_units(ordered)} to be fulfilled</span></div>'
        + _list("Fulfillment orders", "".join(map(_fulfillment_order, fulfillment_orders)))
        + _list("Fulfillments", rows)
        + f"{more}</article>"
    )


def _list(title: str, rows: str) -> str:
    return f"<h3>{title}</h3><ul>{rows}</ul>" if rows else ""


def _fulfillment_order(order: FulfillmentOrder) -> str:
    lines = "".join(
        f"<p>{line.remaining} of {_units(line.quantity)} left: {_product(line.item, line.title)}</p>"
        for line in order.lines
    )
    facts = ", ".join(
        [
            f"location {order.location_id}",
            f"delivery {escape(order.delivery_method or 'not set')}",
            escape(order.service),
        ]
    )
    return _row(str(order.id), f'{lines}<p class="soft">{facts}</p>', order.status)


def _fulfillment(shop: Shop, fulfillment: Fulfillment, events: Iterable[FulfillmentEvent]) -> str:
    lines = "".join(f"<p>{_units(line.quantity)}: {_product(line.item, line.sku)}</p>" for line in fulfillment.lines)
    told = "".join(
        f'<li class="soft">{_time(event.happened_at)}: {_words(event.status)}'
        + (f", {escape(event.message)}" if event.message else "")
        + "</li>"
        for event in sorted(events, key=lambda each: (each.happened_at or datetime.min.replace(tzinfo=UTC), each.id))
    )
    created = f'<p class="soft">id {fulfillment.id}, created {_time(fulfillment.created_at)}</p>'
    what = f"{lines}{_tracking(shop, fulfillment)}{created}" + (f"<ul>{told}</ul>" if told else "")
    return _row(escape(fulfillment.name), what, fulfillment.status, fulfillment.shipment_status)


def _tracking(shop: Shop, fulfillment: Fulfillment) -> str:
    info = fulfillment.tracking
    written = []
    for at in range(max(len(info.numbers), len(info.urls), 1 if info.company else 0)):
        parts = [escape(info.company)] if info.company else []
        if at < len(info.numbers):
            parts.append(f'<span class="number">{escape(info.numbers[at])}</span>')
        if at < len(info.urls):
            parts.append(_link(shop, info.urls[at]))
        written.append(f"<p>{' '.join(parts)}</p>")
    return "".join(written)


def _link(shop: Shop, url: str) -> str:
    """Make a link of a web page's URL; anything else is shown and leads nowhere."""
    if not shop.is_page(url):
        return f"<span>{escape(url)}</span>"
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'


def _row(name: str, what: str, *statuses: str | None) -> str:
    shown = "".join(_status(status) for status in statuses if status)
    return f'<li class="row"><div>{name}</div><div class="what">{what}</div><div class="states">{shown}</div></li>'


def _status(status: str) -> str:
    return f'<span class="status {_COLORS.get(status, "")}">{_words(status)}</span>'


def _words(status: str) -> str:
    return escape(status.replace("_", " "))


def _product(item: LineItem | None, otherwise: str | None) -> str:
    title = otherwise or "?" if item is None else item.title
    sku = f' <span class="soft">{escape(item.sku)}</span>' if item is not None and item.sku else ""
    return escape(title) + sku


def _units(count: int) -> str:
    return f"{count} unit" if count == 1 else f"{count} units"


def _time(at: datetime | None) -> str:
    if at is None:
        return "?"
    utc = at.astimezone(UTC)
    return f'<time datetime="{utc:%Y-%m-%dT%H:%M:%SZ}">{utc:%Y-%m-%d %H:%M} UTC</time>'
