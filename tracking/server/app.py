"""The ASGI application: REST's routes, and a place for everything that stands before them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from tracking.server.shop import Shop

__all__ = ["create_app"]


def create_app(
    shop: Shop,
    *,
    middleware: Sequence[Middleware] = (),
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Make the application of one shop.

    A request passes, from the outside in: ``bodies`` (reads the body to its end, 413 for one that is too large),
    ``headers`` (X-Request-Id, X-ShopId, X-Shopify-API-Version on every answer), then ``middleware`` in the order
    given (pure ASGI classes; the command gives faults, access, limits), then the routes: ``routes`` (GraphQL's
    ``/admin/api/{version}/graphql.json``, the page) before REST's. ``app.state.shop`` is the shop.
    """
    raise NotImplementedError
