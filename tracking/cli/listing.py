"""Fulfillments as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracking.cli.aligned import padded, width
from tracking.cli.resolution_text import shown_whole
from tracking.fulfillment.values import Fulfillment
from tracking.spelling.harmless import harmless_json

__all__ = ["as_line", "fulfillment_table"]

HEADERS = ("id", "name", "status", "company", "number", "url")


def as_line(fulfillment: Fulfillment) -> str:
    """Return a fulfillment as one line of JSON."""
    about = fulfillment.tracking
    return harmless_json(
        {
            "id": fulfillment.id,
            "order_id": fulfillment.order_id,
            "name": fulfillment.name,
            "status": fulfillment.status,
            "company": about.company,
            "numbers": list(about.numbers),
            "urls": list(about.urls),
            "lines": [{"line_item_id": line.line_item_id, "quantity": line.quantity} for line in fulfillment.lines],
            "shipment_status": fulfillment.shipment_status,
            "created_at": fulfillment.created_at and fulfillment.created_at.isoformat(),
        }
    )


def fulfillment_table(fulfillments: Sequence[Fulfillment]) -> Iterator[str]:
    """Return fulfillments in aligned columns. The link comes last and is not cut."""
    rows = [HEADERS, *map(_cells, fulfillments)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(HEADERS) - 1)]
    for row in rows:
        yield "  ".join([*map(padded, row, widths), row[-1]]).rstrip()


def _cells(one: Fulfillment) -> tuple[str, ...]:
    about = one.tracking
    told = (one.name, one.status, about.company or "", ";".join(about.numbers), "  ".join(about.urls))
    return (str(one.id), *map(shown_whole, told))
