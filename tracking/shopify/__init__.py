"""The HTTP adapter, client side: a shop's Admin API over REST and GraphQL.

`Client` and `AsyncClient` are here, together with the tokens that they accept (`AccessToken`, `ClientCredentials`) and
the rate limit that several clients may share (`Limiter`). They need the extra ``http``. Webhooks are in
`tracking.shopify.webhooks`; the calls that a shop makes to a fulfillment service are in
`tracking.shopify.service_calls`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.errors import ExtrasNamed

if TYPE_CHECKING:
    from tracking.shopify.async_client import AsyncClient
    from tracking.shopify.bucket import Limiter, MemoryBucket
    from tracking.shopify.client import Client
    from tracking.shopify.granted import AccessToken, ClientCredentials

__all__ = ["AccessToken", "AsyncClient", "Client", "ClientCredentials", "Limiter", "MemoryBucket"]

_HOMES = {
    "AccessToken": "granted",
    "ClientCredentials": "granted",
    "AsyncClient": "async_client",
    "Client": "client",
    "Limiter": "bucket",
    "MemoryBucket": "bucket",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    with ExtrasNamed():
        return getattr(import_module(f"tracking.shopify.{_HOMES[name]}"), name)
