"""What a shop stores as tracking info, and how a fulfillment's status changes with time, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from tracking.errors import InvalidURL
from tracking.fulfillment import refusals
from tracking.fulfillment.values import Fulfillment, TrackingInfo

__all__ = ["Resolve", "ResolvedTracking", "check_page", "filled_in", "is_page", "settled", "settling"]


class ResolvedTracking(Protocol):
    """The part of `tracking.Resolution` that is needed to fill in tracking info."""

    @property
    def company(self) -> str | None:
        """The listed company name, or None."""

    @property
    def url(self) -> str | None:
        """The tracking link, or None."""


class Resolve(Protocol):
    """`tracking.resolve`, or a resolver's method of that name."""

    def __call__(
        self, number: str, *, company: str | None = None, url: str | None = None, country: str | None = None
    ) -> ResolvedTracking:
        """Resolve one number."""


def check_page(url: str, resolve: Resolve) -> str:
    """Return a URL as it is to be stored. Raises a `Refusal` for one that no shopper can open."""
    try:
        return resolve("", url=url).url or url
    except InvalidURL as error:
        raise refusals.invalid_url(error.reason) from error


def is_page(url: str, resolve: Resolve) -> bool:
    """Tell whether a text is a URL that a shopper can open."""
    try:
        check_page(url, resolve)
    except refusals.Refusal:
        return False
    return True


def filled_in(info: TrackingInfo, resolve: Resolve, country: str, *, strict: bool = False) -> TrackingInfo:
    """Fill in missing companies and URLs, and keep what was sent.

    A URL that was sent is kept (without a scheme it gets ``http://``), a company that was sent keeps its spelling, and
    a number without a URL gets its carrier's, if it is known. Several numbers share one company: the one that was sent,
    or else the first number's.

    The API does not validate a tracking URL, so a text that is not a URL is kept as well. With ``strict``, it raises a
    `Refusal`.
    """
    company = info.company or None
    numbers = tuple(number for number in info.numbers if number)
    # An empty number has no URL. Without any number, and after the last one, URLs stand by themselves.
    empty = {at for at, number in enumerate(info.numbers) if not number} if numbers else ()
    sent = tuple(url for at, url in enumerate(info.urls) if url and at not in empty)
    pages = [_page(url, resolve, strict=strict) for url in sent]
    urls = [page or url for page, url in zip(pages, sent, strict=True)]
    if numbers:
        first = resolve(numbers[0], company=company, url=pages[0] if pages else None, country=country)
        company = company or first.company
        urls += _pages(numbers, len(urls), company, info.company or None, resolve, country)
    return TrackingInfo(company=company, numbers=numbers, urls=tuple(urls))


def _page(url: str, resolve: Resolve, *, strict: bool) -> str | None:
    try:
        return check_page(url, resolve)
    except refusals.Refusal:
        if strict:
            raise
        return None


def _pages(
    numbers: Sequence[str], have: int, company: str | None, sent: str | None, resolve: Resolve, country: str
) -> list[str]:
    """Look up the URLs of the numbers after the first ``have``, up to the first number that has none.

    Numbers and URLs belong together by position, so nothing may follow a gap.
    """
    pages: list[str] = []
    for number in numbers[have:]:
        # The number's own carrier comes first: a parcel of another carrier is not tracked on the first one's page.
        page = (
            resolve(number, company=sent, country=country).url or resolve(number, company=company, country=country).url
        )
        if page is None:
            break
        pages.append(page)
    return pages


def settling(fulfillment: Fulfillment, delay: float, now: datetime) -> Fulfillment:
    """Make a service's new fulfillment pending. It opens after half of ``delay`` seconds, and succeeds after all."""
    if not delay or fulfillment.service in (None, "manual"):
        return fulfillment
    return msgspec.structs.replace(
        fulfillment,
        status="pending",
        opens_at=now + timedelta(seconds=delay / 2),
        succeeds_at=now + timedelta(seconds=delay),
    )


def settled(fulfillment: Fulfillment, now: datetime) -> Fulfillment:
    """Return what has become of a pending fulfillment by ``now``."""
    if fulfillment.succeeds_at is None or fulfillment.opens_at is None:
        return fulfillment
    if now >= fulfillment.succeeds_at:
        updated = max(fulfillment.updated_at or now, fulfillment.succeeds_at.replace(microsecond=0))
        return msgspec.structs.replace(
            fulfillment, status="success", updated_at=updated, opens_at=None, succeeds_at=None
        )
    if now >= fulfillment.opens_at and fulfillment.status == "pending":
        updated = max(fulfillment.updated_at or now, fulfillment.opens_at.replace(microsecond=0))
        return msgspec.structs.replace(fulfillment, status="open", updated_at=updated)
    return fulfillment
