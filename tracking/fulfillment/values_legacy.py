"""The values of the deprecated calls upon an order's fulfillments (versions up to 2022-04)."""

from __future__ import annotations

import msgspec

from tracking.fulfillment.values import TrackingInfo

__all__ = ["CreateForOrder", "TrackingChange"]


class CreateForOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The request of the deprecated create call on an order (versions up to 2022-04, and unstable)."""

    location_id: int
    tracking: TrackingInfo = TrackingInfo()
    lines: tuple[tuple[int, int | None], ...] = ()
    """Order line item ids and their units (None: all that remains of the line).

    No lines: all that remains of the order.
    """
    notify_customer: bool = False


class TrackingChange(msgspec.Struct, frozen=True, kw_only=True):
    """The request of the deprecated update of a fulfillment's tracking info (versions up to 2022-04).

    Fields that are left out (UNSET) do not change. Number and URL may each be given as one or as several.
    """

    company: str | msgspec.UnsetType | None = msgspec.UNSET
    number: str | msgspec.UnsetType | None = msgspec.UNSET
    numbers: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    url: str | msgspec.UnsetType | None = msgspec.UNSET
    urls: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    notify_customer: bool = False
