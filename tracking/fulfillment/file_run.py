"""A file of shipments that a pipeline reads, and its outcomes with the lines that they stand on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypedDict

import msgspec

from tracking.fulfillment.asking import asked
from tracking.fulfillment.outcome import Outcome, State
from tracking.fulfillment.parcel_rows import ShipmentRow
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.shipment_rows import EqualRowsChoice
from tracking.fulfillment.shipments_file import shipments_of_file
from tracking.fulfillment.steps import Surroundings

__all__ = ["FileOptions", "RowsRead", "rows_read"]

_log = logging.getLogger("tracking.fulfillment")


class FileOptions(TypedDict, total=False):
    """The settings for reading a file.

    Where an error names ``--column FIELD=HEADER``, write ``columns={FIELD: HEADER}`` here.
    """

    columns: Mapping[str, str]
    """The file's own headers, by field."""
    where: Iterable[str]
    """Conditions that a row must meet to count: ``HEADER=VALUE`` or ``HEADER!=VALUE``."""
    encoding: str | None
    separator: str | None
    order_prefix: str
    """Text to put before orders that do not begin with it."""
    company: str | None
    """The company for rows that name none."""
    equal_rows: EqualRowsChoice | None
    """Whether each of equal rows counts (``add``), or only one (``skip``)."""


class RowsRead:
    """The shipments of a file, and its rows that are not shipments."""

    def __init__(self, rows: Iterable[ShipmentRow]) -> None:
        self._row_of: dict[int, ShipmentRow] = {}
        self.shipments: list[Shipment] = []
        self.set_apart: list[Outcome] = []
        """Of rows that are not to be sent."""
        for row in rows:
            if row.shipment is not None:
                self._row_of[id(row.shipment)] = row
                self.shipments.append(row.shipment)
            else:
                state: State = "skipped" if row.skipped else "refused"
                numbers = tuple(filter(None, row.number.split(";")))
                shipment = Shipment(order=row.order, numbers=numbers)
                self.set_apart.append(Outcome(shipment=shipment, state=state, problems=row.problems, lines=row.lines))

    def located(self, outcome: Outcome) -> Outcome:
        """Add to an outcome the lines that its shipment stands on, and what was odd about them."""
        row = self._row_of[id(outcome.shipment)]
        return msgspec.structs.replace(outcome, lines=row.lines, problems=(*row.problems, *outcome.problems))

    def __iter__(self) -> Iterator[Shipment]:
        return iter(self.shipments)


def rows_read(path: str | Path, around: Surroundings, options: FileOptions) -> RowsRead:
    """Read a file. Raises TableError if there is no file, no table in it, or something has to be specified first."""

    def is_refused(shipment: Shipment) -> bool:
        country, limit = around.country, around.numbers_per_fulfillment
        return asked(shipment, around.resolver, around.policy, country=country, limit=limit).refusal is not None

    given = {name: value for name, value in options.items() if name not in ("columns", "encoding")}
    file = shipments_of_file(path, options.get("columns"), options.get("encoding"), is_refused, **given)  # type: ignore[arg-type]
    for remark in (file.columns, *file.remarks):
        _log.info("%s: %s", path, remark)
    return RowsRead(file.rows)
