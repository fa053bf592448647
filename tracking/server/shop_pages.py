"""The shop in a browser: all of its pages, in the desk's frame and together with the desk."""

from __future__ import annotations

from starlette.routing import BaseRoute

from tracking.desk.mounting import desk_routes
from tracking.server.form_keys import FormKeys
from tracking.server.outbox_page import outbox_routes
from tracking.server.page import OrderPages
from tracking.server.page_forms import OrderForms
from tracking.server.page_frame import DESK, SHOP_SECTION, PageFrame
from tracking.server.request_log import RequestLog
from tracking.server.request_page import request_routes
from tracking.server.shop import Shop
from tracking.server.webhook_page import webhook_routes

__all__ = ["shop_pages"]


def shop_pages(shop: Shop, log: RequestLog) -> list[BaseRoute]:
    """Return the routes of a shop's pages, and of the desk below ``/desk`` and ``/v1``.

    The first request creates the desk.
    """
    frame, keys = PageFrame(shop), FormKeys()
    pages = OrderPages(shop, frame, keys)
    return [
        *pages.routes(),
        *OrderForms(shop, pages, keys).routes(),
        *outbox_routes(shop, frame),
        *webhook_routes(shop, frame),
        *request_routes(log, frame),
        *desk_routes(DESK, SHOP_SECTION),
    ]
