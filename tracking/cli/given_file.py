"""A file of shipments that a command is given."""

from __future__ import annotations

from tracking.cli.misuse import tables_read
from tracking.fulfillment.shipments_file import ShipmentsFile, shipments_of_file

__all__ = ["ShipmentsFile", "read_shipments"]

read_shipments = tables_read()(shipments_of_file)
"""Read a file of shipments. Raises `Misuse` instead of the TableError of `shipments_of_file`."""
