"""The rule for sources: each page with an address, each format, and each check digit has a source that can state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.quality.finding import Finding
from tracking.quality.source_families import independent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.definitions.carrier import Carrier
    from tracking.quality.judged import JudgedDefinitions

__all__ = ["sources"]


def sources(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """Each page with a URL and each format has a source that can state it. A host or a name alone is not enough."""
    for place, page in enumerate(carrier.pages):
        if page.url is not None and not independent(page.sources, "page"):
            found = "none of the page's sources states its address" if page.sources else "the page has no source"
            yield Finding(("pages", place), found, "say where its address can be read: `sources: [...]`")
    for place, number in enumerate(carrier.numbers):
        if not independent(number.sources, "format"):
            found = "none of the format's sources states it" if number.sources else "the format has no source"
            yield Finding(("numbers", place), found, "say where it can be read: `sources: [...]`")
        elif number.check and not independent(number.sources, "check"):
            yield Finding(
                ("numbers", place, "check"),
                "none of the format's sources states how the check digit follows",
                "say where it can be read: `states: [format, check]`, or leave `check` out",
            )
