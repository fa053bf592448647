"""The values of the deprecated calls upon an order's fulfillments (versions up to 2022-04)."""

from __future__ import annotations

import msgspec

from tracking.fulfillment.values import TrackingInfo

__all__ = ["CreateForOrder", "TrackingChange"]


class CreateForOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the deprecated create call on an order asks for (versions up to 2022-04, and unstable)."""

    location_id: int
    tracking: TrackingInfo = TrackingInfo()
    lines: tuple[tuple[int, int | None], ...] = ()
    """Order line item id and units (None: all that is left of it); no lines: all that is left of the order."""
    notify_customer: bool = False


class TrackingChange(msgspec.Struct, frozen=True, kw_only=True):
    """What the deprecated update of a fulfillment says of its tracking info (versions up to 2022-04).

    What is left out (UNSET) is not to change; each of number and URL may come as one or as many.
    """

    company: str | msgspec.UnsetType | None = msgspec.UNSET
    number: str | msgspec.UnsetType | None = msgspec.UNSET
    numbers: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    url: str | msgspec.UnsetType | None = msgspec.UNSET
    urls: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    notify_customer: bool = False
